/* plot-add.h: a popover to search signals in and add them to the plot; or an expression of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PLOT_TYPE_ADD (plot_add_get_type ())
G_DECLARE_FINAL_TYPE (PlotAdd, plot_add, PLOT, ADD, GtkPopover)

GtkWidget *plot_add_new (TraceSession *session);

G_END_DECLS
