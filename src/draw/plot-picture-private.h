/* plot-picture-private.h: what the files of the plot share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "draw/plot-axis.h"
#include "draw/plot-picture.h"

/* plot-line.c: the line within its pane, clipped to it. */
void plot_line_draw (const PlotPicture *self, const PlotLine *line, const DrawLook *look, cairo_t *cr);
/* plot-columns.c: likewise. */
void plot_columns_draw (const PlotPicture *self, const PlotLine *line, const PlotPiece *piece, cairo_t *cr);

/* plot-ticks.c: what an axis says, from below. text is gone after the call. */
typedef void (*PlotTickFunc) (const char *text, double value, gpointer data);
void plot_each_tick (const PlotPicture *self, const PlotAxis *axis, double line, PlotTickFunc func, gpointer data);
/* grid: its lines; else the texts. */
void plot_draw_axes (const PlotPicture *self, const DrawLook *look, cairo_t *cr, gboolean grid);
void plot_draw_times (const PlotPicture *self, const DrawLook *look, cairo_t *cr, gboolean grid);
void plot_draw_x_values (const PlotPicture *self, const DrawLook *look, cairo_t *cr);

/* plot-names.c */
void plot_draw_names (const PlotPicture *self, const DrawLook *look, cairo_t *cr, guint pane);

/* plot-xy.c */
void plot_draw_xy (const PlotPicture *self, const DrawLook *look, cairo_t *cr);

/* plot-dial.c: their place, from the top of the picture or over all of it; then each of them. */
void plot_dials_place (PlotPicture *self);
void plot_draw_dials (const PlotPicture *self, const DrawLook *look, cairo_t *cr);
