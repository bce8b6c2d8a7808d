/* plot-legend.h: the signals of a plot as a table with their values at the cursors, and how the chosen one is drawn.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Smallest, greatest, mean and root mean square are those between the cursors, else of what is shown; decoded exactly,
 * of many samples in a thread. Numbers follow ten times a second.
 */
#pragma once

#include "models/plot-model.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PLOT_TYPE_LEGEND (plot_legend_get_type ())
G_DECLARE_FINAL_TYPE (PlotLegend, plot_legend, PLOT, LEGEND, GtkBox)

GtkWidget *plot_legend_new (PlotModel *model);
int plot_legend_get_chosen (PlotLegend *self); /* -1 */
void plot_legend_choose (PlotLegend *self, int index);
GtkColumnView *plot_legend_get_table (PlotLegend *self); /* (transfer none) */

G_END_DECLS
