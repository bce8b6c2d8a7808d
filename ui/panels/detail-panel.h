/* detail-panel.h: fields and signals of the frame under the cursor, as a tree.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Property "session" (TraceSession). Keeps what is expanded and chosen while the cursor moves (ui/field-focus.h).
 * Keys: Left and Right collapse and expand, Shift+Right and Shift+Left all below, Ctrl+Right and Ctrl+Left everything,
 * Ctrl+C copies the value. Actions: detail.copy, detail.copy-row, detail.expand-all, detail.collapse-all.
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DETAIL_TYPE_PANEL (detail_panel_get_type ())
G_DECLARE_FINAL_TYPE (DetailPanel, detail_panel, DETAIL, PANEL, GtkBox)

GtkWidget *detail_panel_new (void);
void detail_panel_set_session (DetailPanel *self, TraceSession *session);
TraceSession *detail_panel_get_session (DetailPanel *self);
/* In a low place the section of the frame itself begins collapsed. */
void detail_panel_set_low (DetailPanel *self, gboolean low);
GtkColumnView *detail_panel_get_view (
    DetailPanel *self); /* (transfer none) its model is a GtkSingleSelection of GtkTreeListRow */

G_END_DECLS
