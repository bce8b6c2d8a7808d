/* plot-panel.h: the dock's page Plot: toolbar, plots, the whole trace in a strip, the legend.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. What is plotted is the session's (ui/session-plot.h); the panel shows it. All it does are actions
 * "plot.…" with the keys of ui/actions.c.
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PLOT_TYPE_PANEL (plot_panel_get_type ())
G_DECLARE_FINAL_TYPE (PlotPanel, plot_panel, PLOT, PANEL, GtkBox)

GtkWidget *plot_panel_new (TraceSession *session);
/* Picture or table, by the extension: .png .svg .pdf .csv (long) .npz; wide: of .csv. width, height: px of a picture,
 * 0: as it is shown. Tables are written in a thread; what fails is told in the panel. */
void plot_panel_export (PlotPanel *self, const char *path, gboolean wide, double width, double height);

G_END_DECLS
