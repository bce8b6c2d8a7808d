/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "draw/bit-picture.h"

#include "base/i18n.h"

#include <math.h>

#include "base/banned.h"

#define FLAG_PAD 7.0
#define MIN_TICK 4.0 /* px between two quanta; closer ones are drawn every 2, 5, 10 … */

typedef struct
{
  const BitPicture *of;
  const DrawLook *look;
  cairo_t *cr;
  double x, width;                         /* of the bit */
  double line;                             /* height of a text line */
  double title, flag, bar, bar_end, below; /* tops */
  double quantum;                          /* px */
} Picture;

double
bit_picture_height (const DrawLook *look)
{
  return ceil (6 * draw_line_height (look) + 36);
}

double
bit_picture_share_at (double x, double width, double pointer)
{
  return width > 0 ? (pointer - x) / width : 0;
}

static double
at (const Picture *self, double quanta)
{
  return self->x + quanta * self->quantum;
}

/* --- Segments --- */

static void
draw_segment (Picture *self, const DrawColor *color, double alpha, double from, double quanta, const char *name)
{
  double left = at (self, from), width = quanta * self->quantum, middle = left + width / 2;
  double ns = quanta * bit_timing_quantum (&self->of->timing, self->of->clock);
  g_autofree char *size = g_strdup_printf (_ ("%.0f tq, %.4g ns"), quanta, ns);

  draw_set_color (self->cr, color, alpha);
  cairo_rectangle (self->cr, left, self->bar, MAX (width - 1, 1), self->bar_end - self->bar);
  cairo_fill (self->cr);
  draw_set_color (self->cr, color, 1);
  cairo_rectangle (self->cr, left, self->bar, MAX (width - 1, 1), 2);
  cairo_fill (self->cr);
  if (width < 24)
    return;
  draw_set_color (self->cr, &self->look->text, 1);
  draw_text (self->look, self->cr, name, middle, self->bar + 4, 0.5, width - 6, DRAW_BOLD | DRAW_SMALL);
  draw_text (self->look, self->cr, size, middle, self->bar + 3 + self->line, 0.5, width - 6, DRAW_SMALL);
}

static void
draw_needed (Picture *self)
{
  double tq = bit_timing_quantum (&self->of->timing, self->of->clock);
  double quanta = self->of->needed / tq, fits = MIN (quanta, self->of->timing.prop);
  gboolean too_long = quanta > self->of->timing.prop + 1e-9;

  if (self->of->needed <= 0)
    return;
  draw_set_color (self->cr, too_long ? &self->look->error : &self->look->plot[0], 0.55);
  cairo_rectangle (self->cr, at (self, 1), self->bar_end - 6, fits * self->quantum, 5);
  cairo_fill (self->cr);
}

static void
draw_segments (Picture *self)
{
  const BitTiming *t = &self->of->timing;
  const DrawLook *look = self->look;
  double fill = draw_fill_alpha (look);

  draw_segment (self, &look->dim, 0.25, 0, 1, _ ("Sync"));
  draw_segment (self, &look->plot[0], fill, 1, t->prop, _ ("Propagation"));
  draw_segment (self, &look->plot[2], fill, 1 + t->prop, t->phase1, _ ("Phase 1"));
  draw_segment (self, &look->plot[4], fill, 1 + t->prop + t->phase1, t->phase2, _ ("Phase 2"));
  draw_needed (self);
}

/* --- Ticks --- */

static guint
tick_step (const Picture *self)
{
  static const guint steps[] = { 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] * self->quantum >= MIN_TICK)
      return steps[i];
  return 10000;
}

static void
draw_ticks (Picture *self)
{
  guint quanta = bit_timing_quanta (&self->of->timing), step = tick_step (self);

  draw_set_color (self->cr, &self->look->dim, 0.9);
  cairo_set_line_width (self->cr, 1);
  for (guint i = 0; i <= quanta; i += step)
    {
      double x = floor (MIN (at (self, i), self->x + self->width - 1)) + 0.5;

      cairo_move_to (self->cr, x, self->bar_end + 1);
      cairo_line_to (self->cr, x, self->bar_end + (i % (5 * step) == 0 ? 6 : 4));
    }
  cairo_stroke (self->cr);
}

/* --- Sample points, resynchronisation --- */

static void
draw_flag (Picture *self, double x, const char *text, const DrawColor *fill, const DrawColor *ink)
{
  double width = draw_text_width (self->look, text, DRAW_BOLD | DRAW_SMALL) + 2 * FLAG_PAD;
  double left = CLAMP (x - width / 2, self->x, self->x + self->width - width);

  draw_set_color (self->cr, fill, 1);
  cairo_rectangle (self->cr, floor (left), self->flag, ceil (width), self->line + 3);
  cairo_fill (self->cr);
  cairo_rectangle (self->cr, floor (x) - 0.5, self->flag + self->line, 2, self->bar_end - self->flag - self->line);
  cairo_fill (self->cr);
  draw_set_color (self->cr, ink, 1);
  draw_text (self->look, self->cr, text, left + FLAG_PAD, self->flag + 1.5, 0, 0, DRAW_BOLD | DRAW_SMALL);
}

static void
draw_points (Picture *self)
{
  const BitTiming *t = &self->of->timing;
  double quanta = bit_timing_quanta (t), share = bit_timing_sample_point (t);
  g_autofree char *text = g_strdup_printf (_ ("sample point %.1f %%"), share * 100);

  /* With three samples, the two before the point, half a quantum of the clock apart. */
  if (self->of->triple)
    {
      draw_set_color (self->cr, &self->look->text, 1);
      for (guint i = 1; i <= 2; i++)
        cairo_rectangle (self->cr, floor (at (self, share * quanta - i * 0.5)), self->bar + 2, 1,
                         self->bar_end - self->bar - 2);
      cairo_fill (self->cr);
    }
  draw_flag (self, at (self, share * quanta), text, self->of->grabbed ? &self->look->accent : &self->look->text,
             self->of->grabbed ? &self->look->accent_text : &self->look->background);
  if (self->of->second_point > 0 && self->of->second_point < 1)
    {
      double x = floor (at (self, self->of->second_point * quanta)) + 0.5;
      static const double dashes[] = { 4, 3 };

      draw_set_color (self->cr, &self->look->plot[6], 1);
      cairo_set_dash (self->cr, dashes, 2, 0);
      cairo_set_line_width (self->cr, 1.5);
      cairo_move_to (self->cr, x, self->bar - 3);
      cairo_line_to (self->cr, x, self->bar_end + 4);
      cairo_stroke (self->cr);
      cairo_set_dash (self->cr, NULL, 0, 0);
    }
}

/* Up to what is drawn right of it. */
static void
draw_below (Picture *self, double end)
{
  double room = end - self->x - 12;
  const char *text = self->of->below;

  if (text == NULL || room < 30)
    return;
  if (draw_text_width (self->look, text, DRAW_SMALL) > room)
    text = self->of->brief;
  draw_set_color (self->cr, &self->look->dim, 1);
  draw_text (self->look, self->cr, text, self->x, self->below, 0, room, DRAW_SMALL);
}

static void
draw_resync (Picture *self)
{
  const BitTiming *t = &self->of->timing;
  double point = 1 + bit_timing_tseg1 (t), middle = floor (self->below + self->line / 2) + 0.5;
  double from = at (self, point - t->sjw), to = at (self, point + t->sjw);
  g_autofree char *text = g_strdup_printf (_ ("resync ±%u tq"), t->sjw);
  double width = draw_text_width (self->look, text, DRAW_SMALL) + 8;
  gboolean inside = width + 8 < to - from;

  draw_below (self, t->sjw == 0 ? self->x + self->width : inside ? from : from - 6 - width);
  if (t->sjw == 0) /* not known */
    return;
  draw_set_color (self->cr, &self->look->plot[3], 1);
  cairo_set_line_width (self->cr, 1.5);
  cairo_move_to (self->cr, from, middle);
  cairo_line_to (self->cr, inside ? (from + to - width) / 2 : to, middle);
  if (inside)
    {
      cairo_move_to (self->cr, (from + to + width) / 2, middle);
      cairo_line_to (self->cr, to, middle);
    }
  for (guint i = 0; i < 2; i++)
    {
      cairo_move_to (self->cr, i == 0 ? from : to, middle - 4);
      cairo_line_to (self->cr, i == 0 ? from : to, middle + 4);
    }
  cairo_stroke (self->cr);
  if (inside)
    draw_text (self->look, self->cr, text, (from + to) / 2, self->below, 0.5, 0, DRAW_SMALL);
  else
    draw_text (self->look, self->cr, text, from - 6, self->below, 1, 0, DRAW_SMALL);
}

/* --- All --- */

static void
draw_head (Picture *self)
{
  double bit = 1e9 / bit_timing_rate (&self->of->timing, self->of->clock);
  g_autofree char *length = g_strdup_printf (_ ("%.5g ns"), bit);
  double right = draw_text_width (self->look, length, DRAW_SMALL) + 16, used;

  draw_set_color (self->cr, &self->look->text, 1);
  used = draw_text (self->look, self->cr, self->of->title, self->x, self->title, 0, self->width - right, DRAW_BOLD);
  draw_set_color (self->cr, &self->look->dim, 1);
  draw_text (self->look, self->cr, length, self->x + self->width, self->title + 1, 1, 0, DRAW_SMALL);
  if (self->of->note != NULL && self->width - right - used - 12 > 30)
    draw_text (self->look, self->cr, self->of->note, self->x + used + 12, self->title + 1, 0,
               self->width - right - used - 12, DRAW_SMALL);
}

void
bit_picture_draw (const BitPicture *self, const DrawLook *look, cairo_t *cr, double x, double y, double width)
{
  Picture p = { .of = self, .look = look, .cr = cr, .x = x, .width = width, .line = draw_line_height (look) };

  if (width < 40 || bit_timing_quanta (&self->timing) < 3 || self->timing.brp == 0)
    return;
  p.title = y + 4;
  p.flag = p.title + p.line + 4;
  p.bar = p.flag + p.line + 8;
  p.bar_end = p.bar + 2 * p.line + 10;
  p.below = p.bar_end + 7;
  p.quantum = width / bit_timing_quanta (&self->timing);
  cairo_save (cr);
  draw_head (&p);
  draw_segments (&p);
  draw_ticks (&p);
  draw_resync (&p);
  draw_points (&p);
  cairo_restore (cr);
}
