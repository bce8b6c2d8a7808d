/* controls-editor.h: what the chosen control is, to be changed, beside the page while it is arranged.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/control-board.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CONTROLS_TYPE_EDITOR (controls_editor_get_type ())
G_DECLARE_FINAL_TYPE (ControlsEditor, controls_editor, CONTROLS, EDITOR, GtkBox)

GtkWidget *controls_editor_new (TraceSession *session);
void controls_editor_set_control (ControlsEditor *self, guint id); /* 0: none */

G_END_DECLS
