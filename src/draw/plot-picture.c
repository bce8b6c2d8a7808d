/* plot-picture.c: frames, axes, cursors; the lines are plot-line.c's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "draw/plot-picture-private.h"

#include "base/i18n.h"
#include "core/can-frame.h"
#include <math.h>
#include <string.h>

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

typedef void (*TickFunc) (const char *text, double value, gpointer data);

static void
each_tick (const PlotPicture *self, const PlotAxis *axis, double line, TickFunc func, gpointer data)
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
  step = plot_axis_step (axis->max - axis->min, n_ticks (self->panes[axis->pane].height, line));
  for (double i = ceil (axis->min / step - 1e-9), end = i + 100; i * step <= axis->max && i < end; i++)
    {
      g_autofree char *text = plot_axis_text (i * step, step);

      func (text, i * step, data);
    }
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
          each_tick (self, axis, line, take_width, &widest);
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
  double line = draw_line_height (look), top = line + 10, bottom = line + 10 + (self->xy ? line : 0), left, each;

  self->width = width;
  self->height = height;
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

/* --- Axes --- */

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

static void
draw_axes (const PlotPicture *self, const DrawLook *look, cairo_t *cr, gboolean grid)
{
  double line = draw_line_height (look) * 0.9;

  for (guint i = 0; i < self->axes->len; i++)
    {
      const PlotAxis *axis = plot_picture_axis (self, i);
      Ticks ticks = { self, axis, look, cr, line, grid, axes_of_pane (self, axis->pane) > 1 };

      if (axis->pane < self->n_panes && (!grid || (axis->offset <= 0 && !self->no_grid)))
        each_tick (self, axis, line, draw_tick, &ticks);
    }
}

static void
draw_times (const PlotPicture *self, const DrawLook *look, cairo_t *cr, gboolean grid)
{
  const PlotArea *last = &self->panes[self->n_panes - 1];
  int64_t span = self->to - self->from, step = plot_axis_time_step (span, (guint) CLAMP (last->width / 100, 2, 14));
  __int128 at = ((__int128) self->from - self->origin) / step * step;

  for (guint i = 0; i < 40; i++, at += step)
    {
      __int128 time = at + self->origin;
      g_autofree char *text = NULL;
      double x;

      if (time < self->from || time > self->to)
        continue;
      x = floor (plot_picture_x (self, (int64_t) time));
      if (!grid)
        {
          text = plot_axis_time_text ((int64_t) at, step);
          draw_set_color (cr, &look->dim, 1);
          draw_text (look, cr, text, CLAMP (x, last->x, last->x + last->width - 8), last->y + last->height + 5, 0.5, 0,
                     DRAW_SMALL);
          continue;
        }
      draw_set_color (cr, &look->grid, 1);
      for (guint pane = 0; pane < self->n_panes && !self->no_grid; pane++)
        cairo_rectangle (cr, x, self->panes[pane].y, 1, self->panes[pane].height);
      cairo_fill (cr);
    }
}

static void
draw_x_values (const PlotPicture *self, const DrawLook *look, cairo_t *cr)
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

/* --- Names --- */

static void
draw_names (const PlotPicture *self, const DrawLook *look, cairo_t *cr, guint pane)
{
  const PlotArea *area = &self->panes[pane];
  double x = area->x + 9, y = area->y + 3, line = draw_line_height (look), right = area->x + area->width - 8;

  for (guint i = 0; i < self->lines->len; i++)
    {
      const PlotLine *one = plot_picture_line (self, i);
      g_autofree char *text = NULL;
      double width;

      if (plot_picture_axis (self, one->axis)->pane != pane || (self->xy && i == 0))
        continue;
      text = g_strdup_printf ("%s  %s", one->name, one->unit);
      width = draw_text_width (look, text, DRAW_BOLD | DRAW_SMALL);
      if (x + 14 + width > right && x > area->x + 9)
        {
          x = area->x + 9;
          y += line;
        }
      if (y + line > area->y + area->height)
        return;
      /* Lines may pass behind it. */
      draw_set_color (cr, &look->background, 0.8);
      cairo_rectangle (cr, x - 2, y, MIN (width + 18, right - x), line);
      cairo_fill (cr);
      draw_set_color (cr, &one->color, 1);
      cairo_rectangle (cr, x, floor (y + line / 2) - 1, 9, 2);
      cairo_fill (cr);
      draw_text (look, cr, text, x + 13, y, 0, MAX (20, right - x - 13), DRAW_BOLD | DRAW_SMALL);
      x += width + 30;
      if (one->missing != NULL)
        {
          draw_set_color (cr, &look->dim, 1);
          draw_text (look, cr, one->missing, self->n_panes > 1 ? area->x + area->width / 2 : x,
                     self->n_panes > 1 ? area->y + area->height / 2 - line / 2 : y, self->n_panes > 1 ? 0.5 : 0,
                     self->n_panes > 1 ? area->width - 16 : MAX (20, right - x), DRAW_SMALL);
          if (self->n_panes == 1)
            {
              x = area->x + 9;
              y += line;
            }
        }
    }
}

/* --- Cursors and marks --- */

static gboolean
is_within (const PlotPicture *self, int64_t time)
{
  return time != PLOT_NO_TIME && time >= self->from && time <= self->to;
}

static void
draw_upright (const PlotPicture *self, cairo_t *cr, double x)
{
  const PlotArea *last = &self->panes[self->n_panes - 1];

  cairo_move_to (cr, floor (x) + 0.5, self->panes[0].y);
  cairo_line_to (cr, floor (x) + 0.5, last->y + last->height);
  cairo_stroke (cr);
}

static void
draw_marks (const PlotPicture *self, const DrawLook *look, cairo_t *cr)
{
  double line = draw_line_height (look), until = 0;

  cairo_set_line_width (cr, 1);
  for (guint i = 0; i < self->marks->len; i++)
    {
      const PlotMark *mark = &g_array_index (self->marks, PlotMark, i);
      double x = plot_picture_x (self, mark->time), width;
      g_autofree char *text = NULL;

      if (!is_within (self, mark->time))
        continue;
      draw_set_color (cr, &look->warn, 1);
      cairo_set_dash (cr, (const double[]){ 2, 3 }, 2, 0);
      draw_upright (self, cr, x);
      cairo_set_dash (cr, NULL, 0, 0);
      if (mark->text == NULL || x < until)
        continue;
      text = g_strconcat ("◆ ", mark->text, NULL);
      width = MIN (draw_text_width (look, text, DRAW_SMALL), 160);
      x = MIN (x + 4, self->panes[0].x + self->panes[0].width - width);
      draw_set_color (cr, &look->background, 0.85);
      cairo_rectangle (cr, x - 2, self->panes[0].y + 2, width + 6, line);
      cairo_fill (cr);
      draw_set_color (cr, look->dark ? &look->warn : &look->text, 1);
      draw_text (look, cr, text, x, self->panes[0].y + 2, 0, width + 2, DRAW_SMALL);
      until = x + width;
    }
}

static void
draw_chosen (const PlotPicture *self, const DrawLook *look, cairo_t *cr)
{
  const PlotArea *last = &self->panes[self->n_panes - 1];
  double x = floor (plot_picture_x (self, self->chosen)) + 0.5, bottom = last->y + last->height;

  if (!is_within (self, self->chosen))
    return;
  draw_set_color (cr, &look->accent, 1);
  cairo_set_line_width (cr, 1);
  draw_upright (self, cr, x);
  cairo_move_to (cr, x - 5, bottom + 5);
  cairo_line_to (cr, x + 5, bottom + 5);
  cairo_line_to (cr, x, bottom - 2);
  cairo_fill (cr);
}

static void
rounded (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

static void
draw_cursor_values (const PlotPicture *self, const DrawLook *look, cairo_t *cr, guint cursor)
{
  double x = floor (plot_picture_x (self, self->cursors[cursor])) + 0.5, line = draw_line_height (look);

  for (guint i = 0; i < self->lines->len; i++)
    {
      const PlotLine *one = plot_picture_line (self, i);
      const PlotAxis *axis = plot_picture_axis (self, one->axis);
      const PlotArea *area = &self->panes[axis->pane];
      const char *text = one->cursor_text[cursor];
      double y, width, left;

      if (text == NULL || *text == '\0' || !isfinite (one->cursor_value[cursor]))
        continue;
      y = CLAMP (plot_picture_y (self, axis, one->cursor_value[cursor]), area->y, area->y + area->height);
      width = MIN (draw_text_width (look, text, DRAW_SMALL), 140) + 10;
      left = cursor == 0 ? x - 6 - width : x + 6;
      if (left < area->x)
        left = x + 6;
      if (left + width > area->x + area->width)
        left = x - 6 - width;
      draw_set_color (cr, &one->color, 1);
      cairo_arc (cr, x, y, 3.5, 0, 2 * G_PI);
      cairo_fill (cr);
      rounded (cr, floor (left) + 0.5, floor (y - line / 2 - 1) + 0.5, floor (width), floor (line + 1), 4);
      draw_set_color (cr, &look->background, 1);
      cairo_fill_preserve (cr);
      draw_set_color (cr, &one->color, 1);
      cairo_set_line_width (cr, 1);
      cairo_stroke (cr);
      draw_text (look, cr, text, left + width / 2, y - line / 2, 0.5, width - 6, DRAW_SMALL | DRAW_BOLD);
    }
}

static double
flag_width (const PlotPicture *self, const DrawLook *look, guint cursor, char **text)
{
  g_autofree char *moment
      = plot_axis_moment_text (can_time_since (self->cursors[cursor], self->origin), self->to - self->from);

  *text = g_strdup_printf ("%c  %s", cursor == 0 ? 'A' : 'B', moment);
  return draw_text_width (look, *text, DRAW_BOLD | DRAW_SMALL) + 14;
}

static void
draw_cursor (const PlotPicture *self, const DrawLook *look, cairo_t *cr, guint cursor)
{
  double x = floor (plot_picture_x (self, self->cursors[cursor])) + 0.5, line = draw_line_height (look);
  g_autofree char *text = NULL;
  double width = flag_width (self, look, cursor, &text), left;

  draw_set_color (cr, &look->text, 1);
  cairo_set_line_width (cr, 1);
  if (cursor == 1)
    cairo_set_dash (cr, (const double[]){ 5, 3 }, 2, 0);
  draw_upright (self, cr, x);
  cairo_set_dash (cr, NULL, 0, 0);
  left = CLAMP (x - width / 2, 0, self->width - width);
  rounded (cr, floor (left), 3, ceil (width), line + 4, 4);
  cairo_fill (cr);
  draw_set_color (cr, &look->background, 1);
  draw_text (look, cr, text, left + width / 2, 5, 0.5, 0, DRAW_BOLD | DRAW_SMALL);
  draw_cursor_values (self, look, cr, cursor);
}

/* Δt and 1/Δt between the flags, or beside them. */
static void
draw_difference (const PlotPicture *self, const DrawLook *look, cairo_t *cr)
{
  int64_t difference = can_time_since (self->cursors[1], self->cursors[0]);
  double line = draw_line_height (look), ends[2], widths[2], width, left, right;
  g_autofree char *span = plot_axis_moment_text (difference, self->to - self->from), *text = NULL;
  char hertz[G_ASCII_DTOSTR_BUF_SIZE] = "";
  guint first = difference < 0 ? 1 : 0;

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *flag = NULL;

      widths[i] = flag_width (self, look, i, &flag);
      ends[i] = CLAMP (plot_picture_x (self, self->cursors[i]) - widths[i] / 2, -widths[i], self->width);
      if (is_within (self, self->cursors[i]))
        ends[i] = CLAMP (ends[i], 0, self->width - widths[i]);
    }
  if (difference != 0)
    g_ascii_formatd (hertz, sizeof hertz, "%.3g", fabs (1e9 / (double) difference));
  text = g_strdup_printf (difference != 0 ? "Δt %s   %s Hz" : "Δt %s", span, hertz);
  width = draw_text_width (look, text, DRAW_SMALL);
  left = MAX (ends[first] + widths[first], 0) + 8;
  right = MIN (ends[1 - first], self->width) - 8;
  draw_set_color (cr, &look->dim, 1);
  if (right - left < width)
    {
      double beside = ends[1 - first] + widths[1 - first] + 8;

      if (beside + width > self->width)
        beside = ends[first] - 8 - width;
      if (beside >= 0)
        draw_text (look, cr, text, beside, 5, 0, 0, DRAW_SMALL);
      return;
    }
  draw_text (look, cr, text, (left + right) / 2, 5, 0.5, 0, DRAW_SMALL);
  draw_set_color (cr, &look->line, 1);
  cairo_rectangle (cr, left, floor (5 + line / 2), MAX (0, (right - left - width) / 2 - 8), 1);
  cairo_rectangle (cr, (left + right + width) / 2 + 8, floor (5 + line / 2), MAX (0, (right - left - width) / 2 - 8),
                   1);
  cairo_fill (cr);
}

void
plot_picture_draw_over (const PlotPicture *self, const DrawLook *look, cairo_t *cr)
{
  const PlotArea *last = &self->panes[self->n_panes - 1];
  gboolean both = self->cursors[0] != PLOT_NO_TIME && self->cursors[1] != PLOT_NO_TIME;

  if (self->xy || self->lines->len == 0)
    return;
  cairo_save (cr);
  if (both)
    {
      double a = CLAMP (plot_picture_x (self, self->cursors[0]), last->x, last->x + last->width),
             b = CLAMP (plot_picture_x (self, self->cursors[1]), last->x, last->x + last->width);

      draw_set_color (cr, &look->accent, 0.07);
      for (guint i = 0; i < self->n_panes; i++)
        cairo_rectangle (cr, MIN (a, b), self->panes[i].y, fabs (b - a), self->panes[i].height);
      cairo_fill (cr);
    }
  draw_marks (self, look, cr);
  draw_chosen (self, look, cr);
  for (guint i = 0; i < 2; i++)
    if (is_within (self, self->cursors[i]))
      draw_cursor (self, look, cr, i);
  if (both)
    draw_difference (self, look, cr);
  cairo_restore (cr);
}

/* --- All of it --- */

static void
draw_xy (const PlotPicture *self, const DrawLook *look, cairo_t *cr)
{
  const PlotArea *area = &self->panes[0];
  double span = self->x_max - self->x_min;

  cairo_save (cr);
  cairo_rectangle (cr, area->x, area->y, area->width, area->height);
  cairo_clip (cr);
  for (guint i = 1; i < self->lines->len; i++)
    {
      const PlotLine *line = plot_picture_line (self, i), *of = plot_picture_line (self, 0);

      const PlotPiece *y = line->pieces->len > 0 ? &g_array_index (line->pieces, PlotPiece, 0) : NULL,
                      *x = of->pieces->len >= i ? &g_array_index (of->pieces, PlotPiece, i - 1) : NULL;

      for (gsize p = 0; x != NULL && y != NULL && p < MIN (x->n_points, y->n_points); p++)
        {
          /* Later is stronger. */
          double alpha = 0.25 + 0.75 * (double) p / (double) MAX (y->n_points - 1, 1);
          double at_x = area->x + ((double) x->points[p].value - self->x_min) / span * area->width,
                 at_y = plot_picture_y (self, plot_picture_axis (self, line->axis), (double) y->points[p].value);

          if (!isfinite (at_x) || !isfinite (at_y))
            continue;
          draw_set_color (cr, &line->color, alpha);
          cairo_rectangle (cr, at_x - 1.25, at_y - 1.25, 2.5, 2.5);
          cairo_fill (cr);
        }
    }
  cairo_restore (cr);
}

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
      if (self->empty != NULL)
        draw_text (look, cr, self->empty, self->width / 2, self->height / 2 - draw_line_height (look), 0.5,
                   self->width - 16, 0);
      cairo_restore (cr);
      return;
    }
  draw_axes (self, look, cr, TRUE);
  if (self->xy)
    draw_x_values (self, look, cr);
  else
    draw_times (self, look, cr, TRUE);
  draw_set_color (cr, &look->line, 1);
  cairo_set_line_width (cr, 1);
  for (guint i = 0; i < self->n_panes; i++)
    cairo_rectangle (cr, self->panes[i].x + 0.5, self->panes[i].y + 0.5, self->panes[i].width, self->panes[i].height);
  cairo_stroke (cr);
  if (self->xy)
    draw_xy (self, look, cr);
  else
    for (guint i = 0; i < self->lines->len; i++)
      plot_line_draw (self, plot_picture_line (self, i), look, cr);
  draw_axes (self, look, cr, FALSE);
  if (!self->xy)
    draw_times (self, look, cr, FALSE);
  for (guint i = 0; i < self->n_panes && !self->bare; i++)
    draw_names (self, look, cr, i);
  cairo_restore (cr);
}

void
plot_picture_draw (const PlotPicture *self, const DrawLook *look, cairo_t *cr)
{
  plot_picture_draw_under (self, look, cr);
  plot_picture_draw_over (self, look, cr);
}
