/* plot-overview.h: the whole trace in a strip, with a frame around what the plots show; the frame is dragged.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/plot-model.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PLOT_TYPE_OVERVIEW (plot_overview_get_type ())
G_DECLARE_FINAL_TYPE (PlotOverview, plot_overview, PLOT, OVERVIEW, GtkWidget)

GtkWidget *plot_overview_new (PlotModel *model);

G_END_DECLS
