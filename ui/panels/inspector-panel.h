/* inspector-panel.h: fields above (or beside) bytes: what is this frame?
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Properties "session" (TraceSession) and "orientation": vertical at the right of the trace, horizontal as a page of
 * the dock. Vertical and below 420 px of height the bytes fold to one line.
 */
#pragma once

#include "ui/panels/bytes-panel.h"
#include "ui/panels/detail-panel.h"

G_BEGIN_DECLS

#define INSPECTOR_TYPE_PANEL (inspector_panel_get_type ())
G_DECLARE_FINAL_TYPE (InspectorPanel, inspector_panel, INSPECTOR, PANEL, GtkWidget)

GtkWidget *inspector_panel_new (void);
void inspector_panel_set_session (InspectorPanel *self, TraceSession *session);
DetailPanel *inspector_panel_get_detail (InspectorPanel *self);
BytesPanel *inspector_panel_get_bytes (InspectorPanel *self);

G_END_DECLS
