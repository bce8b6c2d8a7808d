/* plot-over.c: cursors, marks and the chosen frame, over the lines.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "draw/plot-picture-private.h"

#include "core/can-frame.h"
#include <math.h>

#include "base/banned.h"

/* --- Marks, the chosen frame --- */

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

/* --- Cursors --- */

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
      width = MIN (ceil (draw_text_width (look, text, DRAW_SMALL | DRAW_BOLD)), 160) + 12;
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
  rounded (cr, floor (left), self->dials_area.height + 3, ceil (width), line + 4, 4);
  cairo_fill (cr);
  draw_set_color (cr, &look->background, 1);
  draw_text (look, cr, text, left + width / 2, self->dials_area.height + 5, 0.5, 0, DRAW_BOLD | DRAW_SMALL);
  draw_cursor_values (self, look, cr, cursor);
}

/* Δt and 1/Δt between the flags, or beside them. */
static void
draw_difference (const PlotPicture *self, const DrawLook *look, cairo_t *cr)
{
  int64_t difference = can_time_since (self->cursors[1], self->cursors[0]);
  double top = self->dials_area.height + 5, line = draw_line_height (look), ends[2], widths[2], width, left, right;
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
        draw_text (look, cr, text, beside, top, 0, 0, DRAW_SMALL);
      return;
    }
  draw_text (look, cr, text, (left + right) / 2, top, 0.5, 0, DRAW_SMALL);
  draw_set_color (cr, &look->line, 1);
  cairo_rectangle (cr, left, floor (top + line / 2), MAX (0, (right - left - width) / 2 - 8), 1);
  cairo_rectangle (cr, (left + right + width) / 2 + 8, floor (top + line / 2), MAX (0, (right - left - width) / 2 - 8),
                   1);
  cairo_fill (cr);
}

/* --- All of it --- */

void
plot_picture_draw_over (const PlotPicture *self, const DrawLook *look, cairo_t *cr)
{
  const PlotArea *last = &self->panes[self->n_panes - 1];
  gboolean both = self->cursors[0] != PLOT_NO_TIME && self->cursors[1] != PLOT_NO_TIME;

  plot_draw_dials (self, look, cr);
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
