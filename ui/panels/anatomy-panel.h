/* anatomy-panel.h: the frame under the cursor bit by bit: fields, stuff bits, CRC, times, who would win against it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only.
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ANATOMY_TYPE_PANEL (anatomy_panel_get_type ())
G_DECLARE_FINAL_TYPE (AnatomyPanel, anatomy_panel, ANATOMY, PANEL, GtkBox)

GtkWidget *anatomy_panel_new (TraceSession *session);

G_END_DECLS
