/* transmit-list.h: the messages that a window can send: a list to be edited, and what becomes of each.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. A GListModel of TransmitItem, one list a session. It outlives captures: when one starts, nothing of
 * it runs and no bus is armed. Edits can be taken back where an edit stack is given; switching on and off, arming and
 * sending are no edits. Items are as they were until transmit_list_update looks at the capture.
 *
 * "changed" ()   arming, how many run, an item's state
 */
#pragma once

#include "models/edit-stack.h"
#include "session/trace-session.h"
#include "session/transmit-row.h"

G_BEGIN_DECLS

#define TRANSMIT_TYPE_ITEM (transmit_item_get_type ())
G_DECLARE_FINAL_TYPE (TransmitItem, transmit_item, TRANSMIT, ITEM, GObject)

const TransmitRow *transmit_item_get_row (TransmitItem *self);
gboolean transmit_item_is_on (TransmitItem *self);
const TransmitState *transmit_item_get_state (TransmitItem *self);
const char *transmit_item_get_problem (TransmitItem *self); /* (nullable) of its sources or trigger */
/* What it would send next: its data, or if a recipe computes them those sent last. */
const uint8_t *transmit_item_get_data (TransmitItem *self, guint *n);

#define TRANSMIT_TYPE_LIST (transmit_list_get_type ())
G_DECLARE_FINAL_TYPE (TransmitList, transmit_list, TRANSMIT, LIST, GObject)

TransmitList *transmit_list_of (TraceSession *session);              /* (transfer none) made when first asked for */
void transmit_list_set_edits (TransmitList *self, EditStack *edits); /* (nullable) */

/* Rows are (transfer full); label is what "Undo" says. Positions beyond the end are the end. */
void transmit_list_insert (TransmitList *self, guint position, GPtrArray *rows, const char *label);
/* items are of TransmitItem, in any order; what is not in the list is passed over. */
void transmit_list_remove (TransmitList *self, GPtrArray *items);
/* So many places down, or up below 0; nothing moves where one would leave the list. */
void transmit_list_move (TransmitList *self, GPtrArray *items, int by);
/* Edits of one item under one label that follow each other within a second are one. */
void transmit_list_edit (TransmitList *self, TransmitItem *item, TransmitRow *row, const char *label);
/* The same without a way back: what is no edit, a button that is pressed. (transfer full) row */
void transmit_list_set_row (TransmitList *self, TransmitItem *item, TransmitRow *row);
guint transmit_list_find (TransmitList *self, TransmitItem *item); /* position */
GPtrArray *transmit_list_dup_rows (TransmitList *self);            /* (transfer full) of TransmitRow */
/* Without a way back: another workspace. (transfer full) */
void transmit_list_replace (TransmitList *self, GPtrArray *rows);

void transmit_list_set_on (TransmitList *self, TransmitItem *item, gboolean on);
void transmit_list_send_once (TransmitList *self, TransmitItem *item);
/* A key was pressed: rows that wait for it. FALSE: none. */
gboolean transmit_list_press (TransmitList *self, const char *key);

/* Buses of the capture, in its order: names (transfer full) NULL-terminated, empty without a capture. */
char **transmit_list_dup_buses (TransmitList *self);
gboolean transmit_list_is_armed (TransmitList *self, const char *bus);
/* Why a bus cannot be armed: no capture, listen-only, closed; NULL: it can. (transfer full) */
char *transmit_list_dup_refusal (TransmitList *self, const char *bus);
/* FALSE: it cannot be, for *reason. (transfer full) */
gboolean transmit_list_arm (TransmitList *self, const char *bus, gboolean armed, char **reason);
const char *transmit_list_bus_of (TransmitList *self, TransmitItem *item); /* what its channel means now; "" none */
void transmit_list_stop_all (TransmitList *self);
/* Frames that had not left when all was stopped, and were taken back; 0: none, or no bus could tell. FALSE: it is not
 * known yet. */
gboolean transmit_list_get_n_dropped (TransmitList *self, guint *n);
guint transmit_list_n_on (TransmitList *self);

/* Part of its bus that it fills by the clock, 0 to 1 and above; 0: it does not run, or its bus is not armed. */
double transmit_list_get_load (TransmitList *self, TransmitItem *item);

/* The message that the databases know for this row. (nullable)(transfer none) */
const Message *transmit_list_get_message (TransmitList *self, const TransmitRow *row);

/* What the databases know of rows that have no name becomes theirs: name, and period where they have none. */
void transmit_list_name_rows (TransmitList *self, GPtrArray *rows);

void transmit_list_update (TransmitList *self); /* looks at the capture; cheap, ten times a second */

G_END_DECLS
