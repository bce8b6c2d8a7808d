/* plot-details.h: how the chosen signal of a plot is drawn: colour, line, axis.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/plot-model.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PLOT_TYPE_DETAILS (plot_details_get_type ())
G_DECLARE_FINAL_TYPE (PlotDetails, plot_details, PLOT, DETAILS, GtkBox)

GtkWidget *plot_details_new (PlotModel *model);
void plot_details_show (PlotDetails *self, int index); /* -1: none, nothing is shown */

G_END_DECLS
