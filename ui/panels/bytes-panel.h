/* bytes-panel.h: bytes and bits of the frame under the cursor.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Property "session" (TraceSession). In a low place (bytes_panel_set_low) it folds to one line with the bytes, and a
 * button unfolds it.
 */
#pragma once

#include "session/trace-session.h"
#include "ui/widgets/byte-grid.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BYTES_TYPE_PANEL (bytes_panel_get_type ())
G_DECLARE_FINAL_TYPE (BytesPanel, bytes_panel, BYTES, PANEL, GtkBox)

GtkWidget *bytes_panel_new (void);
void bytes_panel_set_session (BytesPanel *self, TraceSession *session);
/* Beside the tree instead of below it: takes what height there is. */
void bytes_panel_set_beside (BytesPanel *self, gboolean beside);
void bytes_panel_set_low (BytesPanel *self, gboolean low);
gboolean bytes_panel_get_low (BytesPanel *self);
gboolean bytes_panel_get_folded (BytesPanel *self);
ByteGrid *bytes_panel_get_grid (BytesPanel *self);

G_END_DECLS
