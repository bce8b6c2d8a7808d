/* plot-picture.c: what a picture is, where things are in it, and the order they are drawn in.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "draw/plot-picture-private.h"

#include <math.h>

#include "base/banned.h"

#define GAP 7.0       /* between panes */
#define HEADROOM 20.0 /* no line crosses the name */
#define EDGE 8.0

PlotPicture *
plot_picture_new (void)
{
  PlotPicture *self = g_new0 (PlotPicture, 1);

  self->axes = g_array_new (FALSE, TRUE, sizeof (PlotAxis));
  self->lines = g_array_new (FALSE, TRUE, sizeof (PlotLine));
  self->dials = g_array_new (FALSE, TRUE, sizeof (PlotDial));
  self->marks = g_array_new (FALSE, TRUE, sizeof (PlotMark));
  self->cursors[0] = self->cursors[1] = self->chosen = PLOT_NO_TIME;
  return self;
}

void
plot_picture_free (PlotPicture *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->lines->len; i++)
    {
      PlotLine *line = plot_picture_line (self, i);

      for (guint k = 0; line->pieces != NULL && k < line->pieces->len; k++)
        {
          g_free (g_array_index (line->pieces, PlotPiece, k).points);
          g_free (g_array_index (line->pieces, PlotPiece, k).columns);
        }
      g_clear_pointer (&line->pieces, g_array_unref);
    }
  g_array_unref (self->axes);
  g_array_unref (self->lines);
  g_array_unref (self->dials);
  g_array_unref (self->marks);
  g_free (self);
}

/* --- Where things are --- */

double
plot_picture_x (const PlotPicture *self, int64_t time)
{
  double span = (double) self->to - (double) self->from;

  /* The difference first: of two large numbers a double would keep too little. */
  return self->panes[0].x + (span > 0 ? (double) ((__int128) time - self->from) / span * self->panes[0].width : 0);
}

int64_t
plot_picture_time (const PlotPicture *self, double x)
{
  double share = self->panes[0].width > 0 ? (x - self->panes[0].x) / self->panes[0].width : 0;
  double time = share * ((double) self->to - (double) self->from) + (double) self->from;

  if (time >= 9.2e18 || time <= -9.2e18)
    return time < 0 ? INT64_MIN + 1 : INT64_MAX;
  return self->from + (int64_t) (share * (double) ((__int128) self->to - self->from));
}

double
plot_picture_y (const PlotPicture *self, const PlotAxis *axis, double value)
{
  const PlotArea *area = &self->panes[axis->pane];
  double headroom = MIN (HEADROOM, area->height / 4), span = axis->max - axis->min;

  if (self->bare || self->xy)
    headroom = 2;
  if (!isfinite (span)) /* half of each, or it overflows */
    return area->y + area->height
           - (value / 2 - axis->min / 2) / (axis->max / 2 - axis->min / 2) * (area->height - headroom);
  return area->y + area->height - (span > 0 ? (value - axis->min) / span : 0.5) * (area->height - headroom);
}

typedef struct
{
  const DrawLook *look;
  double width;
} Widest;

static void
take_width (const char *text, double value, gpointer data)
{
  Widest *widest = data;

  widest->width = MAX (widest->width, MIN (120, draw_text_width (widest->look, text, DRAW_SMALL)));
}

/* Axes of one pane stand side by side, the first at the plot. */
static double
place_axes (PlotPicture *self, const DrawLook *look)
{
  double line = draw_line_height (look), left = 0;

  for (guint pane = 0; pane < self->n_panes; pane++)
    {
      double offset = 0;

      for (guint i = 0; i < self->axes->len; i++)
        {
          PlotAxis *axis = plot_picture_axis (self, i);
          Widest widest = { look, 24 };

          if (axis->pane != pane)
            continue;
          plot_each_tick (self, axis, line, take_width, &widest);
          axis->offset = offset;
          offset += widest.width + 12;
        }
      left = MAX (left, offset);
    }
  return left;
}

void
plot_picture_place (PlotPicture *self, const DrawLook *look, double width, double height)
{
  double line = draw_line_height (look), top, bottom = line + 10 + (self->xy ? line : 0), left, each;

  self->width = width;
  self->height = height;
  plot_dials_place (self);
  top = self->dials_area.height + line + 10;
  self->n_panes = CLAMP (self->n_panes, 1, PLOT_MAX_PANES);
  each = MAX (8, (height - top - bottom - GAP * (self->n_panes - 1)) / self->n_panes);
  for (guint i = 0; i < self->n_panes; i++)
    self->panes[i] = (PlotArea){ 0, floor (top + i * (each + GAP)), 0, floor (each) };
  left = ceil (place_axes (self, look)) + EDGE;
  for (guint i = 0; i < self->n_panes; i++)
    {
      self->panes[i].x = left;
      self->panes[i].width = MAX (8, floor (width - left - EDGE));
    }
}

/* --- All of it --- */

void
plot_picture_draw_under (const PlotPicture *self, const DrawLook *look, cairo_t *cr)
{
  cairo_save (cr);
  draw_set_color (cr, &look->background, 1);
  cairo_rectangle (cr, 0, 0, self->width, self->height);
  cairo_fill (cr);
  if (self->lines->len == 0)
    {
      draw_set_color (cr, &look->dim, 1);
      if (self->dials->len == 0 && self->empty != NULL)
        draw_text (look, cr, self->empty, self->width / 2, self->height / 2 - draw_line_height (look), 0.5,
                   self->width - 16, 0);
      cairo_restore (cr);
      return;
    }
  plot_draw_axes (self, look, cr, TRUE);
  if (self->xy)
    plot_draw_x_values (self, look, cr);
  else
    plot_draw_times (self, look, cr, TRUE);
  draw_set_color (cr, &look->line, 1);
  cairo_set_line_width (cr, 1);
  for (guint i = 0; i < self->n_panes; i++)
    cairo_rectangle (cr, self->panes[i].x + 0.5, self->panes[i].y + 0.5, self->panes[i].width, self->panes[i].height);
  cairo_stroke (cr);
  if (self->xy)
    plot_draw_xy (self, look, cr);
  else
    for (guint i = 0; i < self->lines->len; i++)
      plot_line_draw (self, plot_picture_line (self, i), look, cr);
  plot_draw_axes (self, look, cr, FALSE);
  if (!self->xy)
    plot_draw_times (self, look, cr, FALSE);
  for (guint i = 0; i < self->n_panes && !self->bare; i++)
    plot_draw_names (self, look, cr, i);
  cairo_restore (cr);
}

void
plot_picture_draw (const PlotPicture *self, const DrawLook *look, cairo_t *cr)
{
  plot_picture_draw_under (self, look, cr);
  plot_picture_draw_over (self, look, cr);
}
