/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "samples/wave-cut.h"

#include "core/can-error.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

#define LEAD_BITS 14 /* shown in front of SOF */
#define TAIL_BITS 24 /* and behind the end: delimiter, intermission */
#define LONGEST 800  /* nominal bits of any frame and of what may follow */

typedef struct
{
  WaveCut *cut;
  double zero;           /* ticks of SOF */
  double wanted, margin; /* ticks: where the event begins, as exactly as a trace's times are */
  double tick;           /* ns */
  gboolean done;
  GArray *pending; /* bits since the last SOF */
} Builder;

static gboolean
is_overload (const CanFrame *frame)
{
  return (frame->id & CAN_ID_ERROR) && (frame->id & CAN_ERROR_PROTOCOL) && !(frame->id & CAN_ERROR_BUS_ERROR)
         && frame->len >= 3 && frame->data != NULL && (frame->data[2] & 0x20);
}

void
wave_cut_window (WaveWindow *self, const CanFrame *frame, const WireSetting *setting)
{
  double bit = 1e9 / MAX (setting->bitrate, 1);
  /* An overload frame stands behind a frame that has to be decoded first. */
  double lead = (is_overload (frame) ? LONGEST : 0) + LEAD_BITS;

  self->from = can_time_add (frame->time, -(int64_t) (lead * bit));
  self->to = can_time_add (frame->time, (int64_t) ((LONGEST + TAIL_BITS) * bit));
}

/* --- Decoding --- */

static void
on_bit (const WireBit *bit, gpointer data)
{
  Builder *self = data;
  WaveCutBit out = { .start = (bit->start - self->zero) * self->tick,
                     .point = (bit->point - self->zero) * self->tick,
                     .edge_error = bit->edge_error * self->tick,
                     .kind = bit->kind,
                     .field = bit->field,
                     .number = bit->number,
                     .recessive = bit->recessive,
                     .fast = bit->fast };

  if (bit->kind != WIRE_BIT_FLAG && bit->kind != WIRE_BIT_WAIT && bit->number == 0)
    {
      if (self->cut->found)
        self->done = TRUE;
      else
        g_array_set_size (self->pending, 0);
    }
  if (!self->done)
    g_array_append_val (self->pending, out);
}

static void
on_event (const WireEvent *event, gpointer data)
{
  Builder *self = data;

  if (self->cut->found || event->start < self->wanted - self->margin)
    return;
  self->cut->found = TRUE;
  self->cut->event = *event;
  self->cut->event.start = (event->start - self->zero) * self->tick;
  self->cut->event.end = (event->end - self->zero) * self->tick;
}

/* Every bit ends where the next begins; what lies behind the frame for too long goes. */
static void
close_bits (WaveCut *self, GArray *bits)
{
  double nominal = 1e9 / self->setting.bitrate, limit = self->event.end + TAIL_BITS / 2 * nominal;

  for (guint i = 0; i < bits->len; i++)
    {
      WaveCutBit *bit = &g_array_index (bits, WaveCutBit, i);

      if (bit->start > limit || bit->start < self->event.start - nominal / 2)
        continue;
      bit->end = i + 1 < bits->len ? g_array_index (bits, WaveCutBit, i + 1).start
                                   : bit->point + (1 - self->setting.point) * nominal;
      if (self->bits->len > 0 && (bit->kind == WIRE_BIT_STUFF || bit->kind == WIRE_BIT_FIXED))
        bit->field = g_array_index (self->bits, WaveCutBit, self->bits->len - 1).field;
      g_array_append_val (self->bits, *bit);
    }
}

/* The listener does not know in time which of two fields a bit is: with what came later, it is known. */
static void
name_fields (WaveCut *self)
{
  gboolean is_short = FALSE;
  FrameBits bits;

  for (guint i = 0; i < self->bits->len; i++)
    {
      const WaveCutBit *bit = &g_array_index (self->bits, WaveCutBit, i);

      is_short |= bit->kind == WIRE_BIT_FRAME && bit->field == FRAME_FIELD_IDE && !bit->recessive;
    }
  for (guint i = 0; i < self->bits->len; i++)
    {
      WaveCutBit *bit = &g_array_index (self->bits, WaveCutBit, i);

      if (bit->field == FRAME_FIELD_SRR && is_short)
        bit->field = FRAME_FIELD_RTR;
      else if (bit->field == FRAME_FIELD_FDF && bit->kind == WIRE_BIT_FRAME && !bit->recessive)
        bit->field = is_short ? FRAME_FIELD_R0 : FRAME_FIELD_R1;
    }
  if (self->event.fault != WIRE_FAULT_NONE || !frame_bits_make (&self->event.frame, self->setting.non_iso, &bits))
    return;
  for (guint i = 0; i < self->bits->len; i++)
    {
      WaveCutBit *bit = &g_array_index (self->bits, WaveCutBit, i);

      for (guint field = 0; field < FRAME_N_FIELDS && bit->kind < WIRE_BIT_FLAG; field++)
        if (bit->number - bits.fields[field].first < bits.fields[field].n && bit->number >= bits.fields[field].first)
          bit->field = field;
    }
}

static void
decode (Builder *self, const WaveWindow *window, double glitch, gboolean from_sof)
{
  WireDecoder *decoder = wire_decoder_new (&self->cut->setting, window->rate, on_event, self);
  double first = from_sof ? self->wanted - self->margin : 0;

  wire_decoder_set_glitch (decoder, glitch * window->rate / 1e9);
  wire_decoder_set_probe (decoder, on_bit, self);
  for (guint i = 0; i < window->edges->len; i++)
    {
      WireEdge edge = g_array_index (window->edges, WireEdge, i);

      if ((double) WIRE_EDGE_TIME (edge) >= first)
        wire_decoder_edge (decoder, WIRE_EDGE_TIME (edge), WIRE_EDGE_HIGH (edge) != self->cut->inverted);
    }
  wire_decoder_finish (decoder, (int64_t) (((double) window->to - (double) window->start) * window->rate / 1e9));
  wire_decoder_free (decoder);
}

/* --- Edges --- */

static void
measure_edges (WaveCut *self)
{
  for (guint i = 0; i < self->edges->len; i++)
    {
      WaveCutEdge *edge = &g_array_index (self->edges, WaveCutEdge, i);
      int in = wave_cut_bit_at (self, edge->time);

      edge->off = NAN;
      if (in < 0)
        continue;
      edge->off = edge->time - g_array_index (self->bits, WaveCutBit, in).start;
      if (fabs (edge->time - g_array_index (self->bits, WaveCutBit, in).end) < fabs (edge->off))
        edge->off = edge->time - g_array_index (self->bits, WaveCutBit, in).end;
      /* An edge to dominant has moved the bit: what the listener saw before it did. */
      for (int k = in; k <= in + 1 && k < (int) self->bits->len; k++)
        {
          const WaveCutBit *bit = &g_array_index (self->bits, WaveCutBit, k);

          if (!edge->recessive && !isnan (bit->edge_error)
              && fabs (edge->time - bit->start) < (bit->end - bit->start) / 2)
            edge->off = bit->edge_error;
        }
    }
}

static void
take_edges (WaveCut *self, const WaveWindow *window, double zero, double tick)
{
  double last = self->bits->len > 0 ? g_array_index (self->bits, WaveCutBit, self->bits->len - 1).end
                                    : ((double) window->to - (double) window->start) / tick;

  self->before = TRUE;
  for (guint i = 0; i < window->edges->len; i++)
    {
      WireEdge edge = g_array_index (window->edges, WireEdge, i);
      WaveCutEdge out
          = { ((double) WIRE_EDGE_TIME (edge) - zero) * tick, WIRE_EDGE_HIGH (edge) != self->inverted, NAN };

      if (i == 0)
        self->before = !out.recessive;
      if (out.time <= self->from)
        self->before = out.recessive;
      else if (out.time < last)
        g_array_append_val (self->edges, out);
    }
  self->to = last;
}

/* A trace's times are ns: the edge that SOF begins with is near, and exact. */
static double
find_start (const WaveWindow *window, gboolean inverted, double wanted, double margin)
{
  for (guint i = 0; i < window->edges->len; i++)
    {
      WireEdge edge = g_array_index (window->edges, WireEdge, i);

      if (WIRE_EDGE_HIGH (edge) == inverted && fabs ((double) WIRE_EDGE_TIME (edge) - wanted) <= margin)
        return (double) WIRE_EDGE_TIME (edge);
    }
  return wanted;
}

static WaveCut *
new_cut (const WireSetting *setting)
{
  WaveCut *self = g_new0 (WaveCut, 1);

  self->setting = *setting;
  wire_setting_complete (&self->setting);
  self->edges = g_array_new (FALSE, FALSE, sizeof (WaveCutEdge));
  self->bits = g_array_new (FALSE, FALSE, sizeof (WaveCutBit));
  return self;
}

WaveCut *
wave_cut_new (const WaveWindow *window, const WaveLine *line, double glitch_ns, const CanFrame *frame)
{
  WaveCut *self = new_cut (&line->finding.setting);
  Builder builder = { .cut = self, .tick = 1e9 / window->rate };

  self->inverted = line->finding.inverted;
  self->tick = line->samples_a_bit > 0 ? builder.tick : 0;
  builder.margin = MAX (2, 2 / builder.tick);
  builder.wanted = ((double) frame->time - (double) window->start) / builder.tick;
  builder.zero = find_start (window, self->inverted, builder.wanted, builder.margin);
  builder.pending = g_array_new (FALSE, FALSE, sizeof (WaveCutBit));
  decode (&builder, window, glitch_ns, !is_overload (frame));
  self->event.frame.data = self->event.payload;
  if (self->found)
    {
      close_bits (self, builder.pending);
      name_fields (self);
    }
  g_array_unref (builder.pending);
  self->from = -LEAD_BITS * 1e9 / self->setting.bitrate;
  take_edges (self, window, builder.zero, builder.tick);
  measure_edges (self);
  return self;
}

WaveCut *
wave_cut_new_ideal (const CanFrame *frame, const FrameBits *bits, const WireSetting *setting)
{
  WaveCut *self = new_cut (setting);
  double starts[FRAME_BITS_MAX + 1], nominal;
  gboolean level = TRUE;

  nominal = 1e9 / self->setting.bitrate;
  self->ideal = self->found = self->before = TRUE;
  frame_wave_times (bits, &self->setting, starts);
  self->event.frame = *frame;
  memcpy (self->event.payload, frame->data, MIN (frame->len, CAN_FRAME_MAX_LEN));
  self->event.frame.data = self->event.payload;
  self->event.acked = TRUE;
  self->event.end = bits->n > 3 ? starts[bits->n - 3] : starts[bits->n];
  for (guint i = 0, field = 0; i < bits->n; i++)
    {
      uint8_t kind = bits->bits[i];
      double rate = kind & FRAME_BIT_FAST ? self->setting.data_bitrate : self->setting.bitrate;
      WaveCutBit bit = { starts[i],
                         0,
                         starts[i + 1],
                         NAN,
                         kind & FRAME_BIT_FIXED   ? WIRE_BIT_FIXED
                         : kind & FRAME_BIT_STUFF ? WIRE_BIT_STUFF
                                                  : WIRE_BIT_FRAME,
                         0,
                         i,
                         (kind & FRAME_BIT_VALUE) != 0,
                         (kind & FRAME_BIT_FAST) != 0 };

      for (field = 0; field < FRAME_N_FIELDS; field++)
        if (i >= bits->fields[field].first && i < bits->fields[field].first + (guint) bits->fields[field].n)
          bit.field = field;
      bit.point = starts[i] + (bit.fast ? self->setting.data_point : self->setting.point) * 1e9 / rate;
      g_array_append_val (self->bits, bit);
      if (bit.recessive != level)
        {
          WaveCutEdge edge = { starts[i], bit.recessive, 0 };

          level = bit.recessive;
          g_array_append_val (self->edges, edge);
        }
    }
  self->from = -LEAD_BITS / 2 * nominal;
  self->to = starts[bits->n] + LEAD_BITS / 2 * nominal;
  return self;
}

void
wave_cut_free (WaveCut *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->edges);
  g_array_unref (self->bits);
  g_free (self);
}

/* --- Looking --- */

int
wave_cut_bit_at (const WaveCut *self, double time)
{
  guint from = 0, to = self->bits->len;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;

      if (g_array_index (self->bits, WaveCutBit, middle).start <= time)
        from = middle + 1;
      else
        to = middle;
    }
  if (from == 0 || time >= g_array_index (self->bits, WaveCutBit, from - 1).end)
    return -1;
  return (int) from - 1;
}

gboolean
wave_cut_level_at (const WaveCut *self, double time)
{
  gboolean level = self->before;

  for (guint i = 0; i < self->edges->len; i++)
    {
      const WaveCutEdge *edge = &g_array_index (self->edges, WaveCutEdge, i);

      if (edge->time > time)
        break;
      level = edge->recessive;
    }
  return level;
}
