/* controls-panel.h: buttons, sliders, gauges and lamps of signals, arranged by whoever uses them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CONTROLS_TYPE_PANEL (controls_panel_get_type ())
G_DECLARE_FINAL_TYPE (ControlsPanel, controls_panel, CONTROLS, PANEL, GtkBox)

GtkWidget *controls_panel_new (TraceSession *session);

G_END_DECLS
