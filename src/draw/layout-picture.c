/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "draw/layout-picture.h"

#include <math.h>

#include "base/banned.h"

#define LEFT 34.0 /* px for the byte's number */
#define MAX_BYTES 64u

static double
row_height (const DrawLook *look)
{
  return ceil (draw_line_height (look) + 8);
}

static guint
n_bytes (const LayoutPicture *self)
{
  guint n = self->message->length;

  for (guint i = 0; i < self->message->n_signals; i++)
    n = MAX (n, self->message->signals[i].layout.end_byte);
  return MIN (n, MAX_BYTES);
}

double
layout_picture_height (const LayoutPicture *self, const DrawLook *look)
{
  return (n_bytes (self) + 1) * row_height (look) + 4;
}

/* Bit i (0: least significant) of a signal. */
static void
bit_of (const SignalLayout *layout, guint i, guint *byte, guint *bit)
{
  guint at = layout->shift + i;

  *byte = layout->big_endian ? layout->end_byte - 1u - at / 8 : layout->first_byte + at / 8;
  *bit = at % 8;
}

static gboolean
has_bit (const CanSignal *signal, guint byte, guint bit, guint *index)
{
  for (*index = 0; *index < signal->layout.bits; (*index)++)
    {
      guint b, k;

      bit_of (&signal->layout, *index, &b, &k);
      if (b == byte && k == bit)
        return TRUE;
    }
  return FALSE;
}

/* Never in one frame: other values of the same multiplexer. */
static gboolean
are_apart (const CanSignal *a, const CanSignal *b)
{
  if (a->mux_parent < 0 || a->mux_parent != b->mux_parent)
    return FALSE;
  for (guint i = 0; i < a->n_mux_ranges; i++)
    for (guint k = 0; k < b->n_mux_ranges; k++)
      if (a->mux_ranges[i].first <= b->mux_ranges[k].last && b->mux_ranges[k].first <= a->mux_ranges[i].last)
        return FALSE;
  return TRUE;
}

/* The first signal of a bit and the next one that lies over it; -1. */
static void
signals_of (const LayoutPicture *self, guint byte, guint bit, int *first, int *second, guint *index)
{
  guint unused;

  *first = *second = -1;
  for (guint i = 0; i < self->message->n_signals; i++)
    {
      const CanSignal *signal = &self->message->signals[i];

      if (*first < 0 && has_bit (signal, byte, bit, index))
        *first = (int) i;
      else if (*first >= 0 && !are_apart (&self->message->signals[*first], signal)
               && has_bit (signal, byte, bit, &unused))
        {
          *second = (int) i;
          return;
        }
    }
}

guint
layout_picture_n_overlaps (const LayoutPicture *self)
{
  guint n = 0, index;

  for (guint byte = 0; byte < n_bytes (self); byte++)
    for (guint bit = 0; bit < 8; bit++)
      {
        int first, second;

        signals_of (self, byte, bit, &first, &second, &index);
        n += second >= 0;
      }
  return n;
}

static guint
number_of (const LayoutPicture *self, guint byte, guint bit)
{
  return byte * 8 + (self->from_msb ? 7 - bit : bit);
}

guint
layout_picture_start (const LayoutPicture *self, guint signal)
{
  const SignalLayout *layout = &self->message->signals[signal].layout;
  guint byte, bit;

  bit_of (layout, layout->big_endian ? layout->bits - 1u : 0, &byte, &bit);
  return number_of (self, byte, bit);
}

static void
hatch (cairo_t *cr, double x, double y, double width, double height)
{
  cairo_save (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_clip (cr);
  for (double at = x - height; at < x + width; at += 6)
    {
      cairo_move_to (cr, at, y + height);
      cairo_line_to (cr, at + height, y);
    }
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_cell (const LayoutPicture *self, const DrawLook *look, cairo_t *cr, guint byte, guint bit, double cell)
{
  double height = row_height (look), x = floor (LEFT + (7 - bit) * cell), y = (byte + 1) * height;
  double width = floor (LEFT + (8 - bit) * cell) - x - 1, line = draw_line_height (look);
  g_autofree char *number = g_strdup_printf ("%u", number_of (self, byte, bit));
  gboolean strong;
  int first, second;
  guint index = 0;

  signals_of (self, byte, bit, &first, &second, &index);
  strong = first >= 0 && first == self->chosen;
  draw_set_color (cr, first < 0 ? &look->neutral : &look->plot[(guint) first % N_PLOT_COLORS],
                  first < 0 ? 0.35
                  : strong  ? 0.55
                            : draw_fill_alpha (look));
  cairo_rectangle (cr, x, y, width, height - 1);
  cairo_fill (cr);
  if (second >= 0)
    {
      draw_set_color (cr, &look->plot[(guint) second % N_PLOT_COLORS], 0.7);
      hatch (cr, x, y, width, height - 1);
    }
  draw_set_color (cr, first < 0 ? &look->dim : &look->text, 1);
  draw_text (look, cr, number, x + width / 2, y + (height - line) / 2, 0.5, 0, DRAW_SMALL);
  if (first < 0)
    return;
  draw_set_color (cr, &look->plot[(guint) first % N_PLOT_COLORS], 1);
  if (index + 1 == self->message->signals[first].layout.bits)
    {
      cairo_move_to (cr, x, y);
      cairo_line_to (cr, x + 8, y);
      cairo_line_to (cr, x, y + 8);
      cairo_fill (cr);
    }
  if (index == 0)
    {
      cairo_arc (cr, x + width - 5, y + height - 6, 2.5, 0, 2 * G_PI);
      cairo_fill (cr);
    }
}

void
layout_picture_draw (const LayoutPicture *self, const DrawLook *look, cairo_t *cr, double width)
{
  double cell = MAX (12, (width - LEFT - 4) / 8), height = row_height (look), line = draw_line_height (look);

  for (guint bit = 0; bit < 8; bit++)
    {
      g_autofree char *text = g_strdup_printf ("%u", bit);

      draw_set_color (cr, &look->dim, 1);
      draw_text (look, cr, text, LEFT + (7.5 - bit) * cell, (height - line) / 2, 0.5, 0, DRAW_SMALL);
    }
  for (guint byte = 0; byte < n_bytes (self); byte++)
    {
      g_autofree char *text = g_strdup_printf ("%u", byte);

      draw_set_color (cr, &look->dim, 1);
      draw_text (look, cr, text, LEFT - 8, (byte + 1) * height + (height - line) / 2, 1, 0, DRAW_SMALL);
      for (guint bit = 0; bit < 8; bit++)
        draw_cell (self, look, cr, byte, bit, cell);
    }
}

int
layout_picture_signal_at (const LayoutPicture *self, const DrawLook *look, double width, double x, double y)
{
  double cell = MAX (12, (width - LEFT - 4) / 8), row = floor (y / row_height (look)) - 1,
         column = floor ((x - LEFT) / cell);
  int first, second;
  guint index;

  if (row < 0 || row >= n_bytes (self) || column < 0 || column > 7)
    return -1;
  signals_of (self, (guint) row, 7 - (guint) column, &first, &second, &index);
  return first;
}
