/* fuzz-wire.c: any edges on a line: decoding ends, what is told keeps the rules, a good frame is one that a sender
 * would send so, and the stretch around an event can be cut out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * First byte: setting and glitch filter; then a byte a pulse: its length in ticks; 255 is added to the next.
 */
#include "config.h"

#include "samples/wave-cut.h"

#include <math.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define TICKS 10e6 /* a second */

static const WireSetting settings[] = {
  { 500000, 0, 0.8, 0.8, FALSE },
  { 500000, 2000000, 0.8, 0.8, FALSE },
  { 250000, 1000000, 0.75, 0.7, TRUE },
  { 1000000, 2000000, 0.7, 0.6, FALSE },
};

typedef struct
{
  const WireSetting *setting;
  GArray *edges, *events;
} Fuzz;

static void
on_event (const WireEvent *event, gpointer data)
{
  Fuzz *self = data;
  FrameBits bits;

  g_assert_cmpfloat (event->end, >=, event->start);
  g_assert_cmpuint (event->objected, <=, event->bit);
  g_assert_cmpuint (event->frame.len, <=, CAN_FRAME_MAX_LEN);
  if (event->fault == WIRE_FAULT_NONE)
    {
      g_assert_true (frame_bits_make (&event->frame, self->setting->non_iso, &bits));
      g_assert_cmpuint (bits.n - 3, ==, event->n_bits);
    }
  g_array_append_val (self->events, *event);
}

static int64_t
fill (Fuzz *self, const uint8_t *data, size_t size)
{
  int64_t now = 300;
  gboolean recessive = FALSE;

  for (size_t i = 0; i < size; i++)
    {
      WireEdge edge = WIRE_EDGE (now, recessive);

      now += data[i];
      if (data[i] == 255)
        continue;
      g_array_append_val (self->edges, edge);
      recessive = !recessive;
    }
  return now + 300;
}

static void
cut_out (const Fuzz *self, const WireEvent *event, double glitch)
{
  WaveWindow window = { .edges = self->edges, .rate = TICKS };
  WaveLine line = { .finding.setting = *self->setting, .samples_a_bit = 20 };
  CanFrame frame = event->frame;
  WaveCut *cut;

  frame.data = event->payload;
  wave_cut_window (&window, &frame, self->setting);
  cut = wave_cut_new (&window, &line, glitch, &frame);
  for (guint i = 1; i < cut->bits->len; i++)
    g_assert_cmpfloat (g_array_index (cut->bits, WaveCutBit, i).start, >=,
                       g_array_index (cut->bits, WaveCutBit, i - 1).start);
  for (double at = cut->from; at < cut->to; at += (cut->to - cut->from) / 7 + 1)
    {
      g_assert_cmpint (wave_cut_bit_at (cut, at), <, (int) cut->bits->len);
      wave_cut_level_at (cut, at);
    }
  wave_cut_free (cut);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  Fuzz self = { 0 };
  WireDecoder *decoder;
  double glitch;
  int64_t end;

  if (size < 2)
    return 0;
  self.setting = &settings[data[0] % G_N_ELEMENTS (settings)];
  glitch = data[0] & 0x80 ? 3 : 0;
  self.edges = g_array_new (FALSE, FALSE, sizeof (WireEdge));
  self.events = g_array_new (FALSE, FALSE, sizeof (WireEvent));
  end = fill (&self, data + 1, size - 1);
  decoder = wire_decoder_new (self.setting, TICKS, on_event, &self);
  wire_decoder_set_glitch (decoder, glitch);
  for (guint i = 0; i < self.edges->len; i++)
    wire_decoder_edge (decoder, WIRE_EDGE_TIME (g_array_index (self.edges, WireEdge, i)),
                       WIRE_EDGE_HIGH (g_array_index (self.edges, WireEdge, i)));
  wire_decoder_finish (decoder, end);
  wire_decoder_free (decoder);
  for (guint i = 0; i < MIN (self.events->len, 8); i++)
    cut_out (&self, &g_array_index (self.events, WireEvent, i), glitch * 1e9 / TICKS);
  g_array_unref (self.edges);
  g_array_unref (self.events);
  return 0;
}
