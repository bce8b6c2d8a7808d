/* field-focus.h: which signal of the chosen frame is chosen, and which is under the pointer, shared by tree, bit grid and status bar.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. The pointers are borrowed from a Message of the session's database set: whoever replaces databases clears both
 * first (field_focus_clear). Setting the same value again tells nobody.
 */
#pragma once

#include "db/message.h"
#include <glib-object.h>

G_BEGIN_DECLS

#define FIELD_TYPE_FOCUS (field_focus_get_type ())
G_DECLARE_FINAL_TYPE (FieldFocus, field_focus, FIELD, FOCUS, GObject)

/* Properties, both pointers, NULL for none: "signal" chosen by click or keys, "hover" under the pointer. */
FieldFocus *field_focus_new (void);

const CanSignal *field_focus_get_signal (FieldFocus *self);
void field_focus_set_signal (FieldFocus *self, const CanSignal *signal);
const CanSignal *field_focus_get_hover (FieldFocus *self);
void field_focus_set_hover (FieldFocus *self, const CanSignal *signal);
void field_focus_clear (FieldFocus *self);

G_END_DECLS
