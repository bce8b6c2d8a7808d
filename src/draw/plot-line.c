/* plot-line.c: a line in its plot: points joined or in steps, where there are few; its gaps.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "draw/plot-picture-private.h"

#include "base/i18n.h"
#include <math.h>

#include "base/banned.h"

static const double dashes[2][2] = { { 6, 3 }, { 2, 3 } };

/* --- Points --- */

static void
draw_dot (cairo_t *cr, double x, double y, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
}

static void
draw_points (const PlotPicture *self, const PlotLine *line, const PlotPiece *piece, cairo_t *cr)
{
  const PlotAxis *axis = plot_picture_axis (self, line->axis);
  double last_y = 0;
  gboolean open = FALSE;

  for (gsize i = 0; i < piece->n_points; i++)
    {
      const PlotPoint *point = &piece->points[i];
      double x, y;

      if (isnan (point->value))
        {
          open = FALSE;
          continue;
        }
      x = plot_picture_x (self, point->time);
      y = plot_picture_y (self, axis, (double) point->value);
      if (!open || !point->joined)
        cairo_move_to (cr, x, y);
      else
        {
          if (line->stepped)
            cairo_line_to (cr, x, last_y);
          cairo_line_to (cr, x, y);
        }
      open = TRUE;
      last_y = y;
    }
  cairo_stroke (cr);
  for (gsize i = 0; i < piece->n_points; i++)
    {
      const PlotPoint *point = &piece->points[i];
      gboolean alone
          = !point->joined
            && (i + 1 == piece->n_points || !piece->points[i + 1].joined || isnan (piece->points[i + 1].value));

      if (!isnan (point->value) && (alone || piece->dots))
        draw_dot (cr, plot_picture_x (self, point->time), plot_picture_y (self, axis, (double) point->value),
                  line->width + (alone ? 1 : 0.75));
    }
  cairo_fill (cr);
}

/* --- Gaps --- */

static void
draw_gap (const PlotPicture *self, const PlotLine *line, const PlotSpan *gap, const DrawLook *look, cairo_t *cr)
{
  const PlotArea *area = &self->panes[plot_picture_axis (self, line->axis)->pane];
  double left = plot_picture_x (self, gap->from), right = plot_picture_x (self, gap->to);
  double shown_left = MAX (left, area->x), shown_right = MIN (right, area->x + area->width);
  g_autofree char *text = NULL, *span = NULL;

  if (right - left < 6)
    return;
  cairo_set_line_width (cr, 1);
  cairo_set_dash (cr, (const double[]){ 2, 3 }, 2, 0);
  for (guint i = 0; i < 2; i++)
    {
      double x = floor (i == 0 ? left : right) + 0.5;

      cairo_move_to (cr, x, area->y);
      cairo_line_to (cr, x, area->y + area->height);
    }
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  span = plot_axis_moment_text (gap->to - gap->from, (gap->to - gap->from) * 100);
  text = g_strdup_printf (_ ("no frames, %s"), span);
  if (draw_text_width (look, text, DRAW_SMALL) + 8 < shown_right - shown_left)
    draw_text (look, cr, text, (shown_left + shown_right) / 2, area->y + 3, 0.5, 0, DRAW_SMALL);
}

void
plot_line_draw (const PlotPicture *self, const PlotLine *line, const DrawLook *look, cairo_t *cr)
{
  const PlotArea *area = &self->panes[plot_picture_axis (self, line->axis)->pane];

  cairo_save (cr);
  cairo_rectangle (cr, area->x, area->y, area->width, area->height);
  cairo_clip (cr);
  draw_set_color (cr, &line->color, 1);
  for (guint i = 0; i < line->n_gaps; i++)
    draw_gap (self, line, &line->gaps[i], look, cr);
  cairo_set_line_width (cr, line->width + (line->chosen ? 1 : 0));
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  if (line->dash > 0)
    cairo_set_dash (cr, dashes[(line->dash - 1) % 2], 2, 0);
  for (guint i = 0; i < line->pieces->len; i++)
    {
      const PlotPiece *piece = &g_array_index (line->pieces, PlotPiece, i);

      if (piece->n_columns > 0)
        plot_columns_draw (self, line, piece, cr);
      else
        draw_points (self, line, piece, cr);
    }
  cairo_restore (cr);
}
