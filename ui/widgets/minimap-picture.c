/* minimap-picture.c: what the trace looks like from afar, in cairo, a pixel a line.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/minimap-private.h"

#include "ui/theme.h"
#include <math.h>

#define MAX_MARKS 400u        /* triangles; more would be a column */
#define MAX_HIDDEN_HITS 4096u /* looked at for a line */

static void
set_color (Minimap *self, cairo_t *cr, const char *name, double alpha)
{
  GdkRGBA color;

  theme_lookup_color (GTK_WIDGET (self), name, &color);
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, color.alpha * alpha);
}

/* Pieces lie over the whole height, whether there are as many as pixels or few. */
static double
y_of_piece (Minimap *self, double piece, int height)
{
  return floor (piece * height / self->n_pieces);
}

static void
draw_density (Minimap *self, cairo_t *cr, int height)
{
  set_color (self, cr, "accent", 0.4);
  for (guint i = 0; i < self->n_pieces; i++)
    {
      double part = self->dense > 0 ? MIN (self->pieces[i].rate / self->dense, 1) : 0;
      double y = y_of_piece (self, i, height), end = y_of_piece (self, i + 1, height);

      /* Every second line stays free: a bus at its usual load is no block of colour. */
      for (; part > 0 && y < end; y++)
        if ((int) y % 2 == 0)
          cairo_rectangle (cr, 0, y, 1 + sqrt (part) * (MINIMAP_WIDTH - 7), 1);
    }
  cairo_fill (cr);
}

static void
draw_marks (Minimap *self, cairo_t *cr, int height, guint what, const char *color, double x, double width, double thick)
{
  set_color (self, cr, color, 1);
  for (guint i = 0; i < self->n_pieces; i++)
    if (self->pieces[i].what & what)
      cairo_rectangle (cr, x, MIN (y_of_piece (self, i, height), height - thick), width, thick);
  cairo_fill (cr);
}

static double
y_of_row (Minimap *self, uint64_t row, int height)
{
  uint64_t n = MAX (trace_session_n_shown (self->session), 1);

  return (double) trace_session_shown_rank (self->session, row) / (double) n * height;
}

void
minimap_draw_triangles (Minimap *self, cairo_t *cr, int height, const RowRanges *rows, const char *color)
{
  guint n = row_ranges_n_ranges (rows);

  set_color (self, cr, color, 1);
  for (guint i = 0; i < MIN (n, MAX_MARKS); i++)
    {
      uint64_t row = row_ranges_get (rows, (guint) (i * (uint64_t) n / MIN (n, MAX_MARKS))).first;
      double y = floor (y_of_row (self, row, height)) + 0.5;

      cairo_move_to (cr, MINIMAP_WIDTH - 6, y);
      cairo_line_to (cr, MINIMAP_WIDTH, y - 4);
      cairo_line_to (cr, MINIMAP_WIDTH, y + 4);
      cairo_close_path (cr);
    }
  cairo_fill (cr);
}

/* The row at this height; at the end of the list the end of the trace. */
static uint64_t
row_of_y (Minimap *self, double y, int height)
{
  uint64_t n = trace_session_n_shown (self->session), position = (uint64_t) (y / height * (double) n);

  return position < n ? trace_session_nth_shown (self->session, position) : UINT64_MAX;
}

/* A shown one in [first, end)? Where nearly all hits are hidden some thousands of them are looked at, not all. */
static gboolean
has_hit (Minimap *self, uint64_t first, uint64_t end)
{
  uint64_t row = row_set_next (self->hits, first);

  for (guint i = 0; row < end && i < MAX_HIDDEN_HITS; i++, row = row_set_next (self->hits, row + 1))
    if (trace_session_is_shown (self->session, row))
      return TRUE;
  return FALSE;
}

/* Line by line: as long with a million hits as with ten. */
static void
draw_hits (Minimap *self, cairo_t *cr, int height)
{
  uint64_t row = row_of_y (self, 0, height);

  self->n_hit_lines = 0;
  if (self->hits == NULL)
    return;
  set_color (self, cr, "plot_7", 1);
  for (int y = 0; y < height && row < UINT64_MAX; y++)
    {
      uint64_t next = row_of_y (self, y + 1, height);

      if (has_hit (self, row, next))
        {
          cairo_rectangle (cr, MINIMAP_WIDTH - 8, MIN (y, height - 2), 4, 2);
          self->n_hit_lines++;
        }
      row = next;
    }
  cairo_fill (cr);
}

static void
paint (Minimap *self, cairo_t *cr, int height)
{
  if (self->n_pieces == 0)
    return;
  draw_density (self, cr, height);
  draw_marks (self, cr, height, OVERVIEW_SENT, "type_tx", MINIMAP_WIDTH - 4, 3, 1);
  draw_hits (self, cr, height);
  draw_marks (self, cr, height, OVERVIEW_LOST, "warn", 0, MINIMAP_WIDTH, 1);
  minimap_draw_triangles (self, cr, height, trace_session_get_marks (self->session), "mark");
  draw_marks (self, cr, height, OVERVIEW_ERROR, "type_error", 2, MINIMAP_WIDTH - 4, 2);
}

void
minimap_make_picture (Minimap *self, int height, int scale)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, MINIMAP_WIDTH * scale, height * scale);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GBytes) bytes = NULL;

  cairo_scale (cr, scale, scale);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  paint (self, cr, height);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface),
                       (gsize) cairo_image_surface_get_stride (surface) * (gsize) (height * scale));
  self->picture = gdk_memory_texture_new (MINIMAP_WIDTH * scale, height * scale, GDK_MEMORY_DEFAULT, bytes,
                                          (gsize) cairo_image_surface_get_stride (surface));
  self->picture_height = height;
  self->picture_scale = scale;
  cairo_surface_destroy (surface);
}
