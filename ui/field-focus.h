/* field-focus.h: the frame under the cursor, which of its fields is chosen, and which signal is under the pointer:
 * shared by tree, bit grid and status bar.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. One for each session, made when first asked for. It follows the session's cursor and databases by
 * itself.
 *
 * Choosing is remembered as a key (models/detail-tree.h), so the choice comes back when the cursor returns to a frame
 * that has the field. Signals are numbers: the index within the message of the present frame; -1: none.
 *
 * "frame-changed" (): another frame, or the same one read with other databases; emitted after all properties are right
 * again. Properties: "signal" (int) chosen, "hover" (int) under the pointer; setting the same again tells nobody.
 */
#pragma once

#include "models/detail-tree.h"
#include "session/trace-session.h"

G_BEGIN_DECLS

#define FIELD_TYPE_FOCUS (field_focus_get_type ())
G_DECLARE_FINAL_TYPE (FieldFocus, field_focus, FIELD, FOCUS, GObject)

FieldFocus *field_focus_get (TraceSession *session); /* (transfer none) lives as long as the session */
DetailTree *field_focus_get_tree (FieldFocus *self); /* (transfer none) */
gboolean field_focus_is_moving (
    FieldFocus *self); /* the tree is changing: what lists lose now was not unchosen by anybody */

const char *field_focus_get_key (
    FieldFocus *self); /* "" if nothing is chosen; may name a field that this frame has not */
void field_focus_set_key (FieldFocus *self, const char *key);
int field_focus_get_signal (FieldFocus *self);
void field_focus_set_signal (FieldFocus *self, int signal);
int field_focus_get_hover (FieldFocus *self);
void field_focus_set_hover (FieldFocus *self, int signal);

/* The byte under the bit cursor of the grid; 0 until there was one. */
guint field_focus_get_byte (FieldFocus *self);
void field_focus_set_byte (FieldFocus *self, guint byte);

/* For the status bar, of the signal under the pointer, else the chosen one: "EngineSpeed · 16 bits, Motorola · raw
 * 0x2AA7"; "" if there is none. (transfer full) */
char *field_focus_dup_words (FieldFocus *self);

/* Name in the palette, "plot_1" … "plot_8", of a signal, and how often the palette was gone through before it: 1 is
 * dashed, 2 dotted. */
const char *field_focus_palette (int signal, guint *round);

G_END_DECLS
