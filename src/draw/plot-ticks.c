/* plot-ticks.c: numbers, texts and grid of the axes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "draw/plot-picture-private.h"

#include <math.h>

#include "base/banned.h"

/* --- Where they are --- */

static guint
n_ticks (double height, double line)
{
  return (guint) CLAMP (height / (line * 1.6), 2, 12);
}

/* The first label of those within that is drawn, and each how manieth. */
static guint
label_step (const PlotPicture *self, const PlotAxis *axis, double line)
{
  guint n = 0;

  for (guint i = 0; i < axis->n_labels; i++)
    n += axis->labels[i].value >= axis->min && axis->labels[i].value <= axis->max;
  return (guint) MAX (1, ceil (n * line / MAX (self->panes[axis->pane].height, 1)));
}

/* Steps of 1, 2 and 5; one tick alone tells no scale, so a low plot has them closer. */
static double
tick_step (const PlotPicture *self, const PlotAxis *axis, double line)
{
  double span = axis->max - axis->min, height = self->panes[axis->pane].height,
         step = plot_axis_step (span, n_ticks (height, line));

  while (floor (axis->max / step) - ceil (axis->min / step) < 1)
    {
      double finer = plot_axis_step (step * 0.4, 1);

      if (!(finer < step) || finer / span * height < line * 1.1)
        break;
      step = finer;
    }
  return step;
}

void
plot_each_tick (const PlotPicture *self, const PlotAxis *axis, double line, PlotTickFunc func, gpointer data)
{
  double step;

  if (axis->n_labels > 0)
    {
      guint every = label_step (self, axis, line), seen = 0;

      for (guint i = 0; i < axis->n_labels; i++)
        if (axis->labels[i].value >= axis->min && axis->labels[i].value <= axis->max && seen++ % every == 0)
          func (axis->labels[i].text, axis->labels[i].value, data);
      return;
    }
  step = tick_step (self, axis, line);
  for (double i = ceil (axis->min / step - 1e-9), end = i + 100; i * step <= axis->max && i < end; i++)
    {
      g_autofree char *text = plot_axis_text (i * step, step);

      func (text, i * step, data);
    }
}

/* --- Drawing --- */

typedef struct
{
  const PlotPicture *picture;
  const PlotAxis *axis;
  const DrawLook *look;
  cairo_t *cr;
  double line;
  gboolean grid, several;
} Ticks;

static void
draw_tick (const char *text, double value, gpointer data)
{
  Ticks *self = data;
  const PlotArea *area = &self->picture->panes[self->axis->pane];
  double y = plot_picture_y (self->picture, self->axis, value);

  if (y < area->y - 1 || y > area->y + area->height + 1)
    return;
  if (self->grid)
    {
      draw_set_color (self->cr, &self->look->grid, 1);
      cairo_rectangle (self->cr, area->x, floor (y), area->width, 1);
      cairo_fill (self->cr);
      return;
    }
  draw_set_color (self->cr, self->several ? &self->axis->color : &self->look->dim, 1);
  draw_text (self->look, self->cr, text, area->x - 6 - self->axis->offset, y - self->line / 2, 1, 110, DRAW_SMALL);
}

static guint
axes_of_pane (const PlotPicture *self, guint pane)
{
  guint n = 0;

  for (guint i = 0; i < self->axes->len; i++)
    n += plot_picture_axis (self, i)->pane == pane;
  return n;
}

void
plot_draw_axes (const PlotPicture *self, const DrawLook *look, cairo_t *cr, gboolean grid)
{
  double line = draw_line_height (look) * 0.9;

  for (guint i = 0; i < self->axes->len; i++)
    {
      const PlotAxis *axis = plot_picture_axis (self, i);
      Ticks ticks = { self, axis, look, cr, line, grid, axes_of_pane (self, axis->pane) > 1 };

      if (axis->pane < self->n_panes && (!grid || (axis->offset <= 0 && !self->no_grid)))
        plot_each_tick (self, axis, line, draw_tick, &ticks);
    }
}

void
plot_draw_times (const PlotPicture *self, const DrawLook *look, cairo_t *cr, gboolean grid)
{
  const PlotArea *last = &self->panes[self->n_panes - 1];
  int64_t span = self->to - self->from, step = plot_axis_time_step (span, (guint) CLAMP (last->width / 100, 2, 14));
  __int128 at = ((__int128) self->from - self->origin) / step * step;

  for (guint i = 0; i < 40; i++, at += step)
    {
      __int128 time = at + self->origin;
      g_autofree char *text = NULL;
      double x, half;

      if (time < self->from || time > self->to)
        continue;
      x = floor (plot_picture_x (self, (int64_t) time));
      if (!grid)
        {
          text = plot_axis_time_text ((int64_t) at, step);
          draw_set_color (cr, &look->dim, 1);
          half = draw_text_width (look, text, DRAW_SMALL) / 2 + 1;
          draw_text (look, cr, text, CLAMP (x, half, MAX (half, self->width - half)), last->y + last->height + 5, 0.5,
                     0, DRAW_SMALL);
          continue;
        }
      draw_set_color (cr, &look->grid, 1);
      for (guint pane = 0; pane < self->n_panes && !self->no_grid; pane++)
        cairo_rectangle (cr, x, self->panes[pane].y, 1, self->panes[pane].height);
      cairo_fill (cr);
    }
}

void
plot_draw_x_values (const PlotPicture *self, const DrawLook *look, cairo_t *cr)
{
  const PlotArea *area = &self->panes[0];
  double span = self->x_max - self->x_min, step = plot_axis_step (span, (guint) CLAMP (area->width / 90, 2, 12));

  for (double i = ceil (self->x_min / step - 1e-9), end = i + 40; i * step <= self->x_max && i < end; i++)
    {
      g_autofree char *text = plot_axis_text (i * step, step);
      double x = area->x + (i * step - self->x_min) / span * area->width;

      draw_set_color (cr, &look->grid, 1);
      cairo_rectangle (cr, floor (x), area->y, 1, area->height);
      cairo_fill (cr);
      draw_set_color (cr, &look->dim, 1);
      draw_text (look, cr, text, x, area->y + area->height + 5, 0.5, 0, DRAW_SMALL);
    }
  if (self->x_title != NULL)
    draw_text (look, cr, self->x_title, area->x + area->width / 2, area->y + area->height + 5 + draw_line_height (look),
               0.5, area->width, DRAW_BOLD | DRAW_SMALL);
}
