/* control-board.h: the page of controls: where they are, and what becomes of it when somebody operates them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only; one page a session. Controls do not overlap: one that is put onto others pushes them down. What is
 * arranged can be taken back where an edit stack is given.
 *
 * What sends does so through the transmit list (transmit-list.h): operating a control changes the signal in the list's
 * first message of that name (and bus), which is put there if it is missing, switched off. Nothing else is sent but
 * what "at once" asks for, and nothing at all on a bus that is not armed. Opening, adding, taking back send nothing.
 *
 * "changed" ()   other controls, or others places
 */
#pragma once

#include "models/control.h"
#include "models/transmit-list.h"

G_BEGIN_DECLS

#define CONTROL_TYPE_BOARD (control_board_get_type ())
G_DECLARE_FINAL_TYPE (ControlBoard, control_board, CONTROL, BOARD, GObject)

ControlBoard *control_board_of (TraceSession *session);              /* (transfer none) made when first asked for */
void control_board_set_edits (ControlBoard *self, EditStack *edits); /* (nullable) */

guint control_board_n (ControlBoard *self);
const Control *control_board_nth (ControlBoard *self, guint index); /* until the next change */
const Control *control_board_find (ControlBoard *self, guint id);   /* (nullable) likewise */

/* id; 0: the page is full. (transfer full) control */
guint control_board_add (ControlBoard *self, Control *control);
/* All of them below what there is. (transfer full) of Control */
void control_board_append (ControlBoard *self, GPtrArray *controls);
void control_board_remove (ControlBoard *self, guint id);
guint control_board_duplicate (ControlBoard *self, guint id); /* the new one's; 0: the page is full */
/* Edits of one control that follow each other within a second are one. (transfer full) control */
void control_board_edit (ControlBoard *self, guint id, Control *control);
/* Kept within the grid; the others make room. */
void control_board_place (ControlBoard *self, guint id, int x, int y, int width, int height);
GPtrArray *control_board_dup (ControlBoard *self); /* (transfer full) of Control */
/* Without a way back: another workspace. (transfer full) */
void control_board_replace (ControlBoard *self, GPtrArray *controls);

/* --- What controls are bound to (control-operate.c) --- */

/* channel (out)(nullable): the one that its database is for. NULL: no database has it, or not the signal. */
const Message *control_board_get_message (ControlBoard *self, const Control *control, guint *index,
                                          const char **channel);
/* What lights a lamp: a filter about one frame alone. NULL: *problem says what is wrong. problem (nullable)(transfer
 * full)
 */
FilterProgram *control_board_compile (ControlBoard *self, const char *when, char **problem);
/* Its message in the transmit list. (nullable)(transfer none) */
TransmitItem *control_board_get_item (ControlBoard *self, const Control *control);
/* What would be sent now; FALSE: it cannot be: *why says so. why (nullable)(transfer full) */
gboolean control_board_get_bits (ControlBoard *self, const Control *control, uint64_t *bits, char **why);

/* Somebody moved it. FALSE: it could not be, nothing has changed. */
gboolean control_board_set_bits (ControlBoard *self, guint id, uint64_t bits);
gboolean control_board_set_value (ControlBoard *self, guint id, double value); /* the nearest that the signal has */
/* A button. One that is let go before a frame has told of it is released then, or two seconds later if none goes. */
void control_board_press (ControlBoard *self, guint id);
void control_board_release (ControlBoard *self, guint id);
gboolean control_board_is_pressed (ControlBoard *self, guint id);
/* Buttons of that key. FALSE: none. */
gboolean control_board_press_key (ControlBoard *self, const char *key);
gboolean control_board_release_key (ControlBoard *self, const char *key);
void control_board_release_all (ControlBoard *self);

/* Messages that controls of this page change: how many there are, how many of them are switched on. */
guint control_board_n_messages (ControlBoard *self, guint *n_on);
/* Switches them all on, or off; those that are not in the list are put there. */
void control_board_run (ControlBoard *self, gboolean on);

G_END_DECLS
