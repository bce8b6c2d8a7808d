/* plot-columns.c: a line of many samples: a bar for each column of pixels, which no spike leaves.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Bars are whole pixels without smoothing (a smoothed stroke costs ten times of them). Into an image they are written
 * as pixels, because cairo sorts the thousand boxes of a path for a longer time than it fills them, and row by row,
 * because each pixel of a bar lies in another page of memory; into a document they are a path.
 */
#include "config.h"
#include "draw/plot-picture-private.h"

#include <math.h>

#include "base/banned.h"

#define ABREAST 16 /* columns that are written at once: a line of the cache */

/* --- Bars --- */

typedef struct
{
  cairo_t *cr;
  /* Of an image, else NULL. */
  cairo_surface_t *image;
  uint8_t *pixels;
  int stride, left, top, right, bottom; /* device pixels that may be written */
  uint32_t color;
  int *tops, *bottoms; /* of the bar in a column of device pixels, from left on; top >= bottom: none */
  double scale_x, scale_y, shift_x, shift_y; /* to device pixels */
} Bars;

static guint
byte_of (double share)
{
  return (guint) (CLAMP (share, 0, 1) * 255 + 0.5);
}

/* The one rectangle that is not clipped away. */
static gboolean
find_clip (Bars *self)
{
  cairo_rectangle_list_t *list = cairo_copy_clip_rectangle_list (self->cr);
  gboolean one = list->status == CAIRO_STATUS_SUCCESS && list->num_rectangles == 1;

  if (one)
    {
      const cairo_rectangle_t *clip = &list->rectangles[0];

      self->left = (int) MAX (0, ceil (clip->x * self->scale_x + self->shift_x - 0.5));
      self->top = (int) MAX (0, ceil (clip->y * self->scale_y + self->shift_y - 0.5));
      self->right = (int) MIN (cairo_image_surface_get_width (self->image),
                               ceil ((clip->x + clip->width) * self->scale_x + self->shift_x - 0.5));
      self->bottom = (int) MIN (cairo_image_surface_get_height (self->image),
                                ceil ((clip->y + clip->height) * self->scale_y + self->shift_y - 0.5));
    }
  cairo_rectangle_list_destroy (list);
  return one;
}

static void
bars_begin (Bars *self, cairo_t *cr, const DrawColor *color)
{
  cairo_surface_t *target = cairo_get_group_target (cr);
  double device_x, device_y, offset_x, offset_y;
  cairo_matrix_t matrix;

  *self = (Bars){ .cr = cr };
  if (cairo_surface_get_type (target) != CAIRO_SURFACE_TYPE_IMAGE || color->alpha < 1
      || (cairo_image_surface_get_format (target) != CAIRO_FORMAT_ARGB32
          && cairo_image_surface_get_format (target) != CAIRO_FORMAT_RGB24))
    return;
  cairo_get_matrix (cr, &matrix);
  if (fabs (matrix.xy) > 1e-9 || fabs (matrix.yx) > 1e-9 || matrix.xx <= 0 || matrix.yy <= 0)
    return;
  cairo_surface_get_device_scale (target, &device_x, &device_y);
  cairo_surface_get_device_offset (target, &offset_x, &offset_y);
  self->scale_x = matrix.xx * device_x;
  self->scale_y = matrix.yy * device_y;
  self->shift_x = matrix.x0 * device_x + offset_x;
  self->shift_y = matrix.y0 * device_y + offset_y;
  self->image = target;
  if (!find_clip (self))
    {
      self->image = NULL;
      return;
    }
  cairo_surface_flush (target);
  self->pixels = cairo_image_surface_get_data (target);
  self->stride = cairo_image_surface_get_stride (target);
  self->tops = g_new0 (int, (gsize) MAX (0, self->right - self->left) + ABREAST);
  self->bottoms = g_new0 (int, (gsize) MAX (0, self->right - self->left) + ABREAST);
  self->color = 0xFF000000u | byte_of (color->red) << 16 | byte_of (color->green) << 8 | byte_of (color->blue);
}

static uint32_t *
pixels_at (const Bars *self, int column, int row)
{
  return (uint32_t *) (void *) (self->pixels + (gsize) row * (gsize) self->stride) + column;
}

/* A bar that touches the column's makes it longer; one apart from it takes its place. */
static void
add_to_column (Bars *self, int at, int top, int bottom)
{
  int *known_top = &self->tops[at - self->left], *known_bottom = &self->bottoms[at - self->left];

  if (*known_top < *known_bottom && top <= *known_bottom && bottom >= *known_top)
    {
      *known_top = MIN (*known_top, top);
      *known_bottom = MAX (*known_bottom, bottom);
      return;
    }
  for (int row = *known_top; row < *known_bottom; row++)
    *pixels_at (self, at, row) = self->color;
  *known_top = top;
  *known_bottom = bottom;
}

/* ABREAST columns, as many at once as the compiler can: the others' pixels are written as they are. */
static void
write_columns (const Bars *self, int at)
{
  const int *tops = &self->tops[at - self->left], *bottoms = &self->bottoms[at - self->left];
  int n = MIN (ABREAST, self->right - at), top = G_MAXINT, bottom = 0;

  for (int i = 0; i < n; i++)
    if (tops[i] < bottoms[i])
      {
        top = MIN (top, tops[i]);
        bottom = MAX (bottom, bottoms[i]);
      }
  for (int row = top; row < bottom; row++)
    {
      uint32_t *pixels = pixels_at (self, at, row);

      if (n == ABREAST)
        for (int i = 0; i < ABREAST; i++)
          pixels[i] = row >= tops[i] && row < bottoms[i] ? self->color : pixels[i];
      else
        for (int i = 0; i < n; i++)
          pixels[i] = row >= tops[i] && row < bottoms[i] ? self->color : pixels[i];
    }
}

static void
bars_add (Bars *self, double x, double y, double width, double height)
{
  int left, top, right, bottom;

  if (self->image == NULL)
    {
      cairo_rectangle (self->cr, x, y, width, height);
      return;
    }
  /* Pixels whose middle lies in it. */
  left = (int) MAX (self->left, ceil (x * self->scale_x + self->shift_x - 0.5));
  top = (int) MAX (self->top, ceil (y * self->scale_y + self->shift_y - 0.5));
  right = (int) MIN (self->right, ceil ((x + width) * self->scale_x + self->shift_x - 0.5));
  bottom = (int) MIN (self->bottom, ceil ((y + height) * self->scale_y + self->shift_y - 0.5));
  for (int at = left; at < right && top < bottom; at++)
    add_to_column (self, at, top, bottom);
}

static void
bars_end (Bars *self)
{
  if (self->image != NULL)
    {
      for (int at = self->left; at < self->right; at += ABREAST)
        write_columns (self, at);
      cairo_surface_mark_dirty (self->image);
      g_free (self->tops);
      g_free (self->bottoms);
      return;
    }
  cairo_set_antialias (self->cr, CAIRO_ANTIALIAS_NONE);
  cairo_fill (self->cr);
  cairo_set_antialias (self->cr, CAIRO_ANTIALIAS_DEFAULT);
}

/* --- Columns --- */

/* From one height to the other, at least as thick as the line. */
static void
add_bar (Bars *bars, double x, double width, double top, double bottom, double thickness)
{
  double high = floor (MIN (top, bottom) - thickness / 2 + 0.5), low = floor (MAX (top, bottom) + thickness / 2 + 0.5);

  if (!isfinite (low - high))
    return;
  if (low - high < thickness)
    low = high + MAX (1, floor (thickness));
  bars_add (bars, x, high, width, low - high);
}

typedef struct
{
  Bars bars;
  double top, bottom;    /* beyond them nothing is seen */
  double last_x, last_y; /* where the line is */
  gboolean open;
} Pen;

/* From the column before to this one, which begins at x and height first; *top and *bottom of this one grow by the step
 * that lies in it. */
static void
join (Pen *pen, const PlotLine *line, double x, double first, double *top, double *bottom)
{
  if (pen->last_x < x && line->stepped) /* until here as it was */
    add_bar (&pen->bars, pen->last_x, x - pen->last_x, pen->last_y, pen->last_y, line->width);
  else if (pen->last_x < x - 1)
    for (double at = pen->last_x; at < x; at++)
      {
        double y = pen->last_y + (first - pen->last_y) * (at - pen->last_x) / (x - pen->last_x),
               next = pen->last_y + (first - pen->last_y) * (at + 1 - pen->last_x) / (x - pen->last_x);

        add_bar (&pen->bars, at, 1, y, next, line->width);
      }
  *top = MIN (*top, line->stepped ? pen->last_y : first);
  *bottom = MAX (*bottom, line->stepped ? pen->last_y : first);
  if (!line->stepped && pen->last_x >= x - 1)
    {
      *top = MIN (*top, (pen->last_y + first) / 2);
      *bottom = MAX (*bottom, (pen->last_y + first) / 2);
    }
}

void
plot_columns_draw (const PlotPicture *self, const PlotLine *line, const PlotPiece *piece, cairo_t *cr)
{
  const PlotAxis *axis = plot_picture_axis (self, line->axis);
  const PlotArea *area = &self->panes[axis->pane];
  Pen pen = { .top = area->y - 4, .bottom = area->y + area->height + 4 };
  double step = area->width / piece->n_columns;

  bars_begin (&pen.bars, cr, &line->color);
  for (guint i = 0; i < piece->n_columns; i++)
    {
      const PlotColumn *column = &piece->columns[i];
      double x = floor (area->x + i * step + 0.5), width = MAX (1, floor (area->x + (i + 1) * step + 0.5) - x);
      double top, bottom;

      if (!column->filled)
        continue;
      top = CLAMP (plot_picture_y (self, axis, (double) column->max), pen.top, pen.bottom);
      bottom = CLAMP (plot_picture_y (self, axis, (double) column->min), pen.top, pen.bottom);
      if (pen.open && column->joined)
        join (&pen, line, x, CLAMP (plot_picture_y (self, axis, (double) column->first), pen.top, pen.bottom), &top,
              &bottom);
      add_bar (&pen.bars, x, width, top, bottom, line->width + (line->chosen ? 1 : 0));
      pen.last_x = x + width;
      pen.last_y = CLAMP (plot_picture_y (self, axis, (double) column->last), pen.top, pen.bottom);
      pen.open = TRUE;
    }
  bars_end (&pen.bars);
}
