/* plot-view.h: the plots, with what pointer and keys do to them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Ctrl+wheel zooms time, Shift+wheel values, the wheel alone moves along; drag moves, drag with the right button zooms
 * to a box; a click chooses the frame in the trace; cursors are dragged by their lines; a double click on an axis lets
 * its values decide again. Its own keys are actions "plot.…" of the panel around it.
 *
 * "clicked" (gint64 time)   "menu" (double x, double y)
 */
#pragma once

#include "models/plot-model.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PLOT_TYPE_VIEW (plot_view_get_type ())
G_DECLARE_FINAL_TYPE (PlotView, plot_view, PLOT, VIEW, GtkWidget)

GtkWidget *plot_view_new (PlotModel *model);
/* Under the pointer, else the middle of what is shown. */
int64_t plot_view_get_time (PlotView *self);
/* Line of the pane under the pointer; -1. */
int plot_view_get_signal (PlotView *self);

G_END_DECLS
