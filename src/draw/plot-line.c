/* plot-line.c: points joined or in steps; columns as a band that no spike leaves.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Columns are whole pixels filled at once, without smoothing: four of a million samples cost a few ms (a smoothed
 * stroke costs ten times of that). What has few points is stroked.
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
                  alone && !piece->dots ? line->width : line->width + 0.75);
    }
  cairo_fill (cr);
}

/* --- Columns --- */

/* From one height to the other, at least as thick as the line. */
static void
add_bar (cairo_t *cr, double x, double width, double top, double bottom, double thickness)
{
  double high = floor (MIN (top, bottom) - thickness / 2 + 0.5), low = floor (MAX (top, bottom) + thickness / 2 + 0.5);

  if (low - high < thickness)
    low = high + MAX (1, floor (thickness));
  cairo_rectangle (cr, x, high, width, low - high);
}

static void
draw_columns (const PlotPicture *self, const PlotLine *line, const PlotPiece *piece, cairo_t *cr)
{
  const PlotAxis *axis = plot_picture_axis (self, line->axis);
  const PlotArea *area = &self->panes[axis->pane];
  double step = area->width / piece->n_columns, last_y = 0, last_x = 0;
  gboolean open = FALSE;
  double limit_top = area->y - 4, limit_bottom = area->y + area->height + 4;

  for (guint i = 0; i < piece->n_columns; i++)
    {
      const PlotColumn *column = &piece->columns[i];
      double x = floor (area->x + i * step + 0.5), width = MAX (1, floor (area->x + (i + 1) * step + 0.5) - x);
      double top, bottom, first;

      if (!column->filled)
        continue;
      top = CLAMP (plot_picture_y (self, axis, (double) column->max), limit_top, limit_bottom);
      bottom = CLAMP (plot_picture_y (self, axis, (double) column->min), limit_top, limit_bottom);
      first = CLAMP (plot_picture_y (self, axis, (double) column->first), limit_top, limit_bottom);
      if (open && column->joined)
        {
          if (last_x < x && line->stepped) /* until here as it was */
            add_bar (cr, last_x, x - last_x, last_y, last_y, line->width);
          else if (last_x < x - 1)
            for (double at = last_x; at < x; at++)
              {
                double y = last_y + (first - last_y) * (at - last_x) / (x - last_x),
                       next = last_y + (first - last_y) * (at + 1 - last_x) / (x - last_x);

                add_bar (cr, at, 1, y, next, line->width);
              }
          /* The step lies in this column. */
          top = MIN (top, line->stepped ? last_y : first);
          bottom = MAX (bottom, line->stepped ? last_y : first);
          if (!line->stepped && last_x >= x - 1)
            {
              top = MIN (top, (last_y + first) / 2);
              bottom = MAX (bottom, (last_y + first) / 2);
            }
        }
      add_bar (cr, x, width, top, bottom, line->width);
      last_x = x + width;
      last_y = CLAMP (plot_picture_y (self, axis, (double) column->last), limit_top, limit_bottom);
      open = TRUE;
    }
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  cairo_fill (cr);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_DEFAULT);
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
        draw_columns (self, line, piece, cr);
      else
        draw_points (self, line, piece, cr);
    }
  cairo_restore (cr);
}
