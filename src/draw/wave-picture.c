/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "draw/wave-picture.h"

#include "base/i18n.h"
#include "draw/anatomy.h"

#include <math.h>

#include "base/banned.h"

#define LEFT 84.0 /* names of the rows */
#define RIGHT 12.0
#define CELL_HEIGHT 20.0
#define LANE 58.0
#define EDGES 34.0
#define GAP 6.0
#define LEAST_DIGIT 8.0 /* px a bit, below it digits cannot be read */
#define LEAST_POINT 5.0 /* and sample points run together */

typedef struct
{
  const WavePicture *of;
  const WaveCut *cut;
  const DrawLook *look;
  cairo_t *cr;
  double width, line;
  double notes, fields, bits, lane, edges, axis; /* tops */
} Layout;

static Layout
lay_out (const WavePicture *picture, const DrawLook *look, cairo_t *cr, double width)
{
  Layout l = { picture, picture != NULL ? picture->cut : NULL, look, cr, width, draw_line_height (look) };

  l.notes = 2;
  l.fields = l.notes + l.line + GAP;
  l.bits = l.fields + CELL_HEIGHT + 8;
  l.lane = l.bits + CELL_HEIGHT + GAP;
  l.edges = l.lane + LANE + GAP;
  l.axis = l.edges + EDGES + GAP;
  return l;
}

double
wave_picture_height (const DrawLook *look)
{
  Layout l = lay_out (NULL, look, NULL, 0);

  return ceil (l.axis + l.line + 8);
}

double
wave_picture_room (double width)
{
  return MAX (width - LEFT - RIGHT, 20);
}

double
wave_picture_time_at (const WavePicture *self, double width, double x)
{
  return self->from + (x - LEFT) / wave_picture_room (width) * (self->to - self->from);
}

static double
x_of (const Layout *self, double time)
{
  return LEFT + (time - self->of->from) / (self->of->to - self->of->from) * wave_picture_room (self->width);
}

static const WaveCutBit *
nth_bit (const WaveCut *cut, guint i)
{
  return &g_array_index (cut->bits, WaveCutBit, i);
}

static gboolean
is_shown (const Layout *self, const WaveCutBit *bit)
{
  return bit->end > self->of->from && bit->start < self->of->to;
}

/* --- Fields --- */

static const char *
part_name (const WaveCut *cut, const WaveCutBit *bit)
{
  if (bit->kind == WIRE_BIT_FLAG)
    return cut->event.fault == WIRE_FAULT_OVERLOAD ? _ ("overload flag") : _ ("error flag");
  if (bit->kind == WIRE_BIT_WAIT)
    return cut->event.passive ? _ ("passive flag, delimiter") : _ ("delimiter");
  return frame_field_name (bit->field);
}

static gboolean
is_same_part (const WaveCutBit *a, const WaveCutBit *b)
{
  if (a->kind == WIRE_BIT_FLAG || a->kind == WIRE_BIT_WAIT || b->kind == WIRE_BIT_FLAG || b->kind == WIRE_BIT_WAIT)
    return a->kind == b->kind;
  return a->field == b->field;
}

/* Bits of the same byte of the data field, or of the same field. Data bits that are no stuff bits are counted. */
static guint
end_of_part (const WaveCut *cut, guint first, guint *data_bits)
{
  guint i = first + 1, n = first < cut->bits->len && nth_bit (cut, first)->kind == WIRE_BIT_FRAME;
  gboolean data = nth_bit (cut, first)->kind < WIRE_BIT_FLAG && nth_bit (cut, first)->field == FRAME_FIELD_DATA;

  for (; i < cut->bits->len && is_same_part (nth_bit (cut, first), nth_bit (cut, i)); i++)
    {
      if (data && n == 8 && nth_bit (cut, i)->kind == WIRE_BIT_FRAME)
        break;
      n += nth_bit (cut, i)->kind == WIRE_BIT_FRAME;
    }
  if (data)
    *data_bits += n;
  return i;
}

static char *
dup_part_text (const WaveCut *cut, const WaveCutBit *bit, guint data_bits)
{
  const CanFrame *frame = &cut->event.frame;
  gboolean good = cut->found && cut->event.fault == WIRE_FAULT_NONE;

  if (bit->kind >= WIRE_BIT_FLAG || !good)
    return g_strdup (part_name (cut, bit));
  switch (bit->field)
    {
    case FRAME_FIELD_ID:
      return can_id_is_extended (frame->id) ? g_strdup_printf ("ID 0x%03X", can_id_number (frame->id) >> 18)
                                            : g_strdup_printf ("ID 0x%03X", can_id_number (frame->id));
    case FRAME_FIELD_ID_LOW:
      return g_strdup_printf ("ID 0x%05X", can_id_number (frame->id) & 0x3FFFF);
    case FRAME_FIELD_DLC:
      return g_strdup_printf ("DLC %u", frame->dlc);
    case FRAME_FIELD_DATA:
      return data_bits >= 8 && data_bits / 8 <= frame->len
                 ? g_strdup_printf ("%u: %02X", data_bits / 8 - 1, frame->data[data_bits / 8 - 1])
                 : g_strdup (frame_field_name (bit->field));
    default:
      return g_strdup (frame_field_name (bit->field));
    }
}

/* The name stands in the middle of what is seen of the part, as long as there is room. */
static void
draw_part (const Layout *self, guint first, guint end, const char *name)
{
  const WaveCutBit *bit = nth_bit (self->cut, first);
  double x = MAX (x_of (self, bit->start), LEFT),
         to = MIN (x_of (self, nth_bit (self->cut, end - 1)->end), self->width - RIGHT);
  const DrawColor *color = bit->kind == WIRE_BIT_FLAG   ? &self->look->error
                           : bit->kind == WIRE_BIT_WAIT ? &self->look->dim
                                                        : anatomy_field_color (self->look, bit->field);

  if (to - x < 0.5)
    return;
  draw_set_color (self->cr, color, draw_fill_alpha (self->look));
  cairo_rectangle (self->cr, x, self->fields, MAX (to - x - 1, 0.5), CELL_HEIGHT);
  cairo_fill (self->cr);
  draw_set_color (self->cr, color, 1);
  cairo_rectangle (self->cr, x, self->fields + CELL_HEIGHT - 2, MAX (to - x - 1, 0.5), 2);
  cairo_fill (self->cr);
  if (draw_text_width (self->look, name, DRAW_SMALL) + 4 > to - x)
    return; /* the pointer tells its name */
  draw_set_color (self->cr, &self->look->text, 1);
  draw_text (self->look, self->cr, name, (x + to) / 2, self->fields + (CELL_HEIGHT - 2 - self->line) / 2, 0.5, 0,
             DRAW_SMALL);
}

static void
draw_fields (const Layout *self)
{
  guint data_bits = 0;

  for (guint i = 0; i < self->cut->bits->len;)
    {
      guint end = end_of_part (self->cut, i, &data_bits);
      g_autofree char *name = dup_part_text (self->cut, nth_bit (self->cut, i), data_bits);

      draw_part (self, i, end, name);
      i = end;
    }
}

/* --- Bits --- */

static void
draw_cell (const Layout *self, const WaveCutBit *bit)
{
  double x = x_of (self, bit->start), width = x_of (self, bit->end) - x;
  gboolean stuff = bit->kind == WIRE_BIT_STUFF || bit->kind == WIRE_BIT_FIXED;

  if (stuff)
    {
      draw_hatch (self->look, self->cr, x, self->bits, MAX (width - 1, 1), CELL_HEIGHT);
      draw_set_color (self->cr, &self->look->warn, 1);
      cairo_move_to (self->cr, x + width / 2 - 3.5, self->bits - 5);
      cairo_line_to (self->cr, x + width / 2 + 2.5, self->bits - 5);
      cairo_line_to (self->cr, x + width / 2 - 0.5, self->bits - 1);
      cairo_fill (self->cr);
    }
  else
    {
      draw_set_color (self->cr,
                      bit->kind == WIRE_BIT_FLAG   ? &self->look->error
                      : bit->kind == WIRE_BIT_WAIT ? &self->look->dim
                                                   : anatomy_field_color (self->look, bit->field),
                      0.12);
      cairo_rectangle (self->cr, x, self->bits, MAX (width - 1, 0.5), CELL_HEIGHT);
      cairo_fill (self->cr);
    }
  if (width < LEAST_DIGIT)
    return;
  draw_set_color (self->cr, &self->look->text, 1);
  draw_text (self->look, self->cr, bit->recessive ? "1" : "0", x + width / 2,
             self->bits + (CELL_HEIGHT - self->line) / 2, 0.5, 0, DRAW_MONO | (stuff ? DRAW_BOLD : 0));
}

static void
frame_bit (const Layout *self, guint i, const DrawColor *color)
{
  const WaveCutBit *bit;

  if (i >= self->cut->bits->len)
    return;
  bit = nth_bit (self->cut, i);
  draw_set_color (self->cr, color, 1);
  cairo_set_line_width (self->cr, 2);
  cairo_rectangle (self->cr, x_of (self, bit->start) - 0.5, self->bits - 1,
                   MAX (x_of (self, bit->end) - x_of (self, bit->start), 2), CELL_HEIGHT + 2);
  cairo_stroke (self->cr);
}

static void
draw_bits (const Layout *self)
{
  for (guint i = 0; i < self->cut->bits->len; i++)
    if (is_shown (self, nth_bit (self->cut, i)))
      draw_cell (self, nth_bit (self->cut, i));
  if (self->of->chosen >= 0)
    frame_bit (self, (guint) self->of->chosen, &self->look->accent);
}

/* --- The level --- */

static void
trace_level (const Layout *self, double recessive, double dominant)
{
  double now = self->of->from;
  gboolean level = wave_cut_level_at (self->cut, now);
  double last = MIN (self->of->to, self->cut->to);

  cairo_move_to (self->cr, x_of (self, MAX (now, self->cut->from)), level ? recessive : dominant);
  for (guint i = 0; i < self->cut->edges->len; i++)
    {
      const WaveCutEdge *edge = &g_array_index (self->cut->edges, WaveCutEdge, i);

      if (edge->time <= now)
        continue;
      if (edge->time >= last)
        break;
      cairo_line_to (self->cr, x_of (self, edge->time), edge->recessive ? dominant : recessive);
      cairo_line_to (self->cr, x_of (self, edge->time), edge->recessive ? recessive : dominant);
      level = edge->recessive;
    }
  cairo_line_to (self->cr, x_of (self, last), level ? recessive : dominant);
  cairo_stroke (self->cr);
}

static void
draw_level (const Layout *self)
{
  double top = self->lane + 5, bottom = self->lane + LANE - 5, middle = self->lane + LANE / 2;

  cairo_set_line_join (self->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (self->cr, 1.5);
  if (self->of->name == NULL)
    {
      draw_set_color (self->cr, &self->look->plot[0], 1);
      trace_level (self, middle - 3, top);
      draw_set_color (self->cr, &self->look->plot[1], 1);
      trace_level (self, middle + 3, bottom);
      return;
    }
  draw_set_color (self->cr, &self->look->plot[0], 1);
  trace_level (self, top, bottom);
}

/* Where the listener sampled: a tick through the lane, a dot on the level it read. */
static void
draw_sample_points (const Layout *self)
{
  double top = self->lane + 5, bottom = self->lane + LANE - 5;

  for (guint i = 0; i < self->cut->bits->len; i++)
    {
      const WaveCutBit *bit = nth_bit (self->cut, i);
      double x = x_of (self, bit->point), width = x_of (self, bit->end) - x_of (self, bit->start);

      if (!is_shown (self, bit) || width < LEAST_POINT)
        continue;
      draw_set_color (self->cr, &self->look->grid, 1);
      cairo_rectangle (self->cr, floor (x_of (self, bit->start)), self->lane, 1, LANE + GAP + EDGES);
      cairo_fill (self->cr);
      draw_set_color (self->cr, &self->look->plot[2], 0.45);
      cairo_rectangle (self->cr, floor (x), self->lane, 1, LANE);
      cairo_fill (self->cr);
      draw_set_color (self->cr, &self->look->plot[2], 1);
      cairo_arc (self->cr, x + 0.5,
                 self->of->name == NULL ? self->lane + LANE / 2
                 : bit->recessive       ? top
                                        : bottom,
                 2.5, 0, 2 * G_PI);
      cairo_fill (self->cr);
    }
}

/* --- How far edges are off --- */

/* Share of the bit up to its sample point by which it is off: at 1 the bit is read wrong. */
static double
share_off (const WaveCut *cut, const WaveCutEdge *edge)
{
  int i = wave_cut_bit_at (cut, edge->time);
  double room;

  if (i < 0 || isnan (edge->off))
    return 0;
  room = edge->off > 0 ? nth_bit (cut, (guint) i)->point - nth_bit (cut, (guint) i)->start
                       : nth_bit (cut, (guint) i)->end - nth_bit (cut, (guint) i)->point;
  return room > 0 ? fabs (edge->off) / room : 0;
}

static double
largest_off (const WaveCut *cut)
{
  double most = 0;

  for (guint i = 0; i < cut->edges->len; i++)
    if (!isnan (g_array_index (cut->edges, WaveCutEdge, i).off))
      most = MAX (most, fabs (g_array_index (cut->edges, WaveCutEdge, i).off));
  return most;
}

static void
draw_edges (const Layout *self)
{
  double most = largest_off (self->cut), middle = self->edges + EDGES / 2, scale = MAX (most, 1);
  char text[32];

  draw_set_color (self->cr, &self->look->line, 1);
  cairo_rectangle (self->cr, LEFT, floor (middle), wave_picture_room (self->width), 1);
  cairo_fill (self->cr);
  for (guint i = 0; i < self->cut->edges->len; i++)
    {
      const WaveCutEdge *edge = &g_array_index (self->cut->edges, WaveCutEdge, i);
      double share = share_off (self->cut, edge), height = edge->off / scale * (EDGES / 2 - 1);

      if (isnan (edge->off) || edge->time < self->of->from || edge->time > self->of->to)
        continue;
      draw_set_color (self->cr,
                      share > 0.75   ? &self->look->error
                      : share > 0.25 ? &self->look->warn
                                     : &self->look->accent,
                      1);
      cairo_rectangle (self->cr, floor (x_of (self, edge->time)) - 1, middle + 0.5, 3, fabs (height) < 1 ? 1 : -height);
      cairo_fill (self->cr);
    }
  g_snprintf (text, sizeof text, "±%.3g ns", most);
  draw_set_color (self->cr, &self->look->dim, 1);
  draw_text (self->look, self->cr, text, LEFT - 8, middle - 1, 1, LEFT - 12, DRAW_SMALL);
  draw_text (self->look, self->cr, _ ("edges off"), LEFT - 8, middle - self->line, 1, LEFT - 12, DRAW_SMALL);
}

/* --- What failed --- */

/* Index of the bit of this number; -1. */
static int
find_number (const WaveCut *cut, guint number)
{
  for (guint i = 0; i < cut->bits->len; i++)
    if (nth_bit (cut, i)->number == number)
      return (int) i;
  return -1;
}

/* A pole at the beginning of a bit, and the flag on it: flags stand beside each other, over all poles. */
static void
draw_pole (const Layout *self, const WaveCutBit *bit, const DrawColor *color)
{
  if (!is_shown (self, bit))
    return;
  draw_set_color (self->cr, color, 1);
  cairo_rectangle (self->cr, floor (x_of (self, bit->start)) - 0.5, self->notes, 1.5, self->axis - self->notes);
  cairo_fill (self->cr);
}

static void
draw_flag (const Layout *self, const WaveCutBit *bit, const char *text, const DrawColor *color, double *free_from)
{
  double x = x_of (self, bit->start), width = draw_text_width (self->look, text, DRAW_SMALL) + 8;
  double left = CLAMP (x, LEFT, MAX (self->width - RIGHT - width, LEFT));
  gboolean amber = color == &self->look->warn && !self->look->dark;

  if (!is_shown (self, bit))
    return;
  draw_set_color (self->cr, color, 1);
  left = MAX (left, *free_from);
  if (left + width > self->width)
    return;
  cairo_rectangle (self->cr, left, self->notes, width, self->line + 2);
  cairo_fill (self->cr);
  draw_set_color (self->cr, amber ? &self->look->text : &self->look->background, 1);
  draw_text (self->look, self->cr, text, left + 4, self->notes + 1, 0, 0, DRAW_SMALL);
  *free_from = left + width + 4;
}

static void
draw_fault (const Layout *self)
{
  const WireEvent *event = &self->cut->event;
  int objected = find_number (self->cut, event->objected), seen = find_number (self->cut, event->bit);
  double free_from = 0;

  if (!self->cut->found || event->fault == WIRE_FAULT_NONE)
    return;
  if (objected >= 0 && seen >= 0)
    {
      double x = MAX (x_of (self, nth_bit (self->cut, (guint) objected)->start), LEFT),
             to = CLAMP (x_of (self, event->end), LEFT, self->width - RIGHT);

      draw_set_color (self->cr, &self->look->error, 0.10);
      cairo_rectangle (self->cr, x, self->lane, MAX (to - x, 0), LANE);
      cairo_fill (self->cr);
    }
  if (event->flag == 0 || objected == seen)
    objected = -1;
  if (seen >= 0)
    frame_bit (self, (guint) seen, &self->look->error);
  if (seen >= 0)
    draw_pole (self, nth_bit (self->cut, (guint) seen), &self->look->error);
  if (objected >= 0)
    {
      draw_pole (self, nth_bit (self->cut, (guint) objected), &self->look->warn);
      draw_flag (self, nth_bit (self->cut, (guint) objected), _ ("first node objects"), &self->look->warn, &free_from);
    }
  if (seen >= 0)
    draw_flag (self, nth_bit (self->cut, (guint) seen), _ (wire_fault_name (event->fault)), &self->look->error,
               &free_from);
}

/* --- Axis --- */

static double
nice_step (double least)
{
  double power = pow (10, floor (log10 (least))), share = least / power;

  return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
}

static void
draw_axis (const Layout *self)
{
  double room = wave_picture_room (self->width), span = self->of->to - self->of->from;
  double step = nice_step (span * 80 / room);

  draw_set_color (self->cr, &self->look->dim, 1);
  for (double time = ceil (self->of->from / step) * step; time <= self->of->to; time += step)
    {
      char text[32];
      double x = x_of (self, time);

      g_snprintf (text, sizeof text, "%.6g µs", fabs (time) < step / 2 ? 0 : time / 1000);
      cairo_rectangle (self->cr, floor (x), self->axis, 1, 4);
      cairo_fill (self->cr);
      if (x + draw_text_width (self->look, text, DRAW_SMALL) + 3 < self->width)
        draw_text (self->look, self->cr, text, x + 3, self->axis + 1, 0, 0, DRAW_SMALL);
    }
}

static void
draw_label (const Layout *self, const char *text, double y)
{
  draw_set_color (self->cr, &self->look->dim, 1);
  draw_text (self->look, self->cr, text, LEFT - 8, y, 1, LEFT - 12, DRAW_SMALL);
}

static void
draw_labels (const Layout *self)
{
  draw_label (self, _ ("fields"), self->fields + (CELL_HEIGHT - self->line) / 2);
  draw_label (self, _ ("bits"), self->bits + (CELL_HEIGHT - self->line) / 2);
  if (self->of->name == NULL)
    {
      draw_label (self, "CAN_H", self->lane);
      draw_label (self, "CAN_L", self->lane + LANE - self->line);
      return;
    }
  draw_label (self, _ ("recessive"), self->lane);
  draw_label (self, self->of->name, self->lane + (LANE - self->line) / 2);
  draw_label (self, _ ("dominant"), self->lane + LANE - self->line);
}

void
wave_picture_draw (const WavePicture *self, const DrawLook *look, cairo_t *cr, double width)
{
  Layout l = lay_out (self, look, cr, width);

  if (!(self->to > self->from))
    return;
  cairo_save (cr);
  draw_labels (&l);
  if (!self->cut->ideal)
    draw_edges (&l);
  draw_axis (&l);
  cairo_rectangle (cr, LEFT - 2, 0, width - LEFT - RIGHT + 4, wave_picture_height (look));
  cairo_clip (cr);
  draw_fields (&l);
  draw_bits (&l);
  draw_sample_points (&l);
  draw_level (&l);
  draw_fault (&l);
  cairo_restore (cr);
}

/* --- Words --- */

void
wave_cut_append_text (GString *out, const WaveCut *cut)
{
  const WireEvent *event = &cut->event;

  if (cut->ideal)
    {
      g_string_append (out, _ ("Not from samples: levels as they ought to be"));
      return;
    }
  if (!cut->found)
    {
      g_string_append (out, _ ("No frame begins here in the recording"));
      return;
    }
  if (event->fault == WIRE_FAULT_NONE)
    g_string_append_printf (out,
                            event->acked ? _ ("Good, acknowledged, %u bits") : _ ("Good, nobody acknowledged, %u bits"),
                            event->n_bits);
  else
    wave_event_append_words (out, event);
  g_string_append_printf (out, _ (" · %.4g µs · edges off by up to %.3g ns"), (event->end - event->start) / 1000,
                          largest_off (cut));
  if (event->has_clock)
    g_string_append_printf (out, _ (" · sender's clock %+.0f ppm"), event->clock_ppm);
  if (cut->tick > 0)
    g_string_append_printf (out, _ (" · a sample is %.3g ns"), cut->tick);
}

void
wave_cut_append_bit_text (GString *out, const WaveCut *cut, guint i)
{
  const WaveCutBit *bit = nth_bit (cut, i);

  g_string_append_printf (out, _ ("Bit %u, %s: %s"), bit->number, part_name (cut, bit),
                          bit->recessive ? _ ("recessive") : _ ("dominant"));
  if (bit->kind == WIRE_BIT_STUFF)
    g_string_append (out, _ (", stuff bit"));
  else if (bit->kind == WIRE_BIT_FIXED)
    g_string_append (out, _ (", fixed stuff bit"));
  g_string_append_printf (out, _ (", %.5g to %.5g µs, sampled at %.5g µs"), bit->start / 1000, bit->end / 1000,
                          bit->point / 1000);
  if (bit->fast)
    g_string_append (out, _ (", data rate"));
  if (!isnan (bit->edge_error) && !cut->ideal)
    g_string_append_printf (out, _ (", its edge came %+.3g ns from where it was expected"), bit->edge_error);
  if (cut->event.fault != WIRE_FAULT_NONE && bit->number == cut->event.bit)
    g_string_append_printf (out, ", %s", _ (wire_fault_name (cut->event.fault)));
  if (cut->event.fault != WIRE_FAULT_NONE && cut->event.flag > 0 && bit->number == cut->event.objected)
    g_string_append (out, _ (", a node may have objected here first"));
}
