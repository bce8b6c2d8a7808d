/* test-wire.c: frames into waves and back: every frame within the limits decodes to itself, beyond them to a fault with
 * a name, never to another frame.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "samples/logic-scan.h"
#include "samples/wire-detect.h"
#include "slow-encoder.h"
#include <math.h>
#include <string.h>

static guint64 seed = 1;

static guint64
dice (guint64 n)
{
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return (seed >> 11) % n;
}

/* CANID_TEST_ROUNDS=100 makes it millions of frames. */
static guint
rounds (guint n)
{
  const char *text = g_getenv ("CANID_TEST_ROUNDS");
  guint64 times = text != NULL ? g_ascii_strtoull (text, NULL, 10) : 1;

  return (guint) MIN (n * MAX (times, 1), G_MAXUINT / 2);
}

static CanFrame
random_frame (uint8_t payload[64], gboolean fd)
{
  static const uint8_t fills[] = { 0x00, 0xFF, 0x0F, 0x1F, 0x55 };
  CanFrame frame = { 0 };
  guint fill = (guint) dice (8);

  frame.id = dice (2) ? (uint32_t) dice (0x800) : (uint32_t) dice (0x20000000) | CAN_ID_EXTENDED;
  if (fd)
    {
      frame.flags = (uint8_t) (CAN_FD | (dice (2) ? CAN_BRS : 0) | (dice (4) ? 0 : CAN_ESI));
      frame.dlc = (uint8_t) dice (16);
    }
  else
    {
      frame.id |= dice (8) ? 0 : CAN_ID_REMOTE;
      frame.dlc = (uint8_t) dice (16);
    }
  frame.len = frame.id & CAN_ID_REMOTE ? 0 : can_dlc_to_len (frame.dlc, fd);
  for (guint i = 0; i < 64; i++)
    payload[i] = fill < G_N_ELEMENTS (fills) ? fills[fill] : (uint8_t) dice (256);
  frame.data = payload;
  return frame;
}

/* --- The encoders agree --- */

static void
test_slow_encoder (void)
{
  for (guint i = 0, n = rounds (30000); i < n; i++)
    {
      uint8_t payload[64];
      CanFrame frame = random_frame (payload, i % 2 == 0);
      gboolean non_iso = dice (4) == 0;
      g_autoptr (GString) slow = slow_encode (&frame, non_iso);
      FrameBits bits;

      g_assert_true (frame_bits_make (&frame, non_iso, &bits));
      g_assert_cmpuint (bits.n, ==, slow->len);
      for (guint k = 0; k < bits.n; k++)
        if ((bits.bits[k] & FRAME_BIT_VALUE) != slow->str[k] - '0')
          g_error ("frame %u: bit %u differs", i, k);
    }
}

/* --- Waves --- */

typedef struct
{
  GArray *events; /* of WireEvent */
} Caught;

static void
catch_event (const WireEvent *event, gpointer data)
{
  g_array_append_val (((Caught *) data)->events, *event);
}

/* Appends the edges of a frame that begins at ns `start`, by a clock that is `stretch` times slower, each edge moved by
 * up to jitter ns, sampled every `tick` ns. Returns where it ends. */
static double
add_wave (GArray *edges, const CanFrame *frame, const WireSetting *setting, double start, double stretch, double jitter,
          double tick, gboolean inverted)
{
  double times[FRAME_BITS_MAX + 1];
  FrameBits bits;
  int level = 1;

  frame_bits_make (frame, setting->non_iso, &bits);
  frame_wave_times (&bits, setting, times);
  for (guint i = 0; i < bits.n; i++)
    {
      int value = bits.bits[i] & FRAME_BIT_VALUE;
      double at = start + times[i] * stretch + (jitter > 0 ? ((double) dice (2001) / 1000 - 1) * jitter : 0);
      WireEdge edge = WIRE_EDGE (ceil (at / tick), value != inverted);

      if (value != level)
        g_array_append_val (edges, edge);
      level = value;
    }
  return start + times[bits.n] * stretch;
}

static GArray *
decode (const GArray *edges, const WireSetting *setting, double tick, gboolean inverted, double end)
{
  Caught caught = { g_array_new (FALSE, FALSE, sizeof (WireEvent)) };
  WireDecoder *decoder = wire_decoder_new (setting, 1e9 / tick, catch_event, &caught);

  for (guint i = 0; i < edges->len; i++)
    {
      WireEdge edge = g_array_index (edges, WireEdge, i);

      wire_decoder_edge (decoder, WIRE_EDGE_TIME (edge), WIRE_EDGE_HIGH (edge) != inverted);
    }
  wire_decoder_finish (decoder, (int64_t) (end / tick));
  wire_decoder_free (decoder);
  return caught.events;
}

static gboolean
same_frame (const CanFrame *a, const CanFrame *b, const uint8_t *b_data)
{
  return a->id == b->id && a->len == b->len && a->dlc == b->dlc && a->flags == b->flags
         && memcmp (a->data, b_data, a->len) == 0;
}

static const WireSetting settings[] = {
  { 500000, 2000000, 0.8, 0.8, FALSE }, { 125000, 500000, 0.875, 0.75, FALSE }, { 1000000, 8000000, 0.75, 0.7, FALSE },
  { 500000, 4000000, 0.8, 0.75, TRUE }, { 250000, 1000000, 0.8, 0.8, TRUE },    { 10000, 0, 0.875, 0, FALSE },
  { 500000, 2000000, 0.7, 0.6, FALSE },
};

/* One frame after the other, all kinds, exact clocks: what was sent comes back, with its time and length. */
static void
test_round_trip (void)
{
  for (guint i = 0, n = rounds (4000); i < n; i++)
    {
      const WireSetting *setting = &settings[i % G_N_ELEMENTS (settings)];
      double bit = 1e9 / setting->bitrate, fast = 1e9 / MAX (setting->data_bitrate, setting->bitrate);
      double tick = fast / (WIRE_LEAST_SAMPLES + 1 + (double) dice (40)), start = 12 * bit;
      g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (WireEdge));
      uint8_t payloads[3][64];
      CanFrame frames[3];
      gboolean inverted = dice (2) == 0;
      g_autoptr (GArray) events = NULL;

      for (guint k = 0; k < 3; k++)
        {
          frames[k] = random_frame (payloads[k], setting->data_bitrate > 0 && dice (2));
          frames[k].data = payloads[k];
          start = add_wave (edges, &frames[k], setting, start, 1, 0, tick, inverted)
                  + (dice (2) ? 0 : bit * (double) dice (20));
        }
      events = decode (edges, setting, tick, inverted, start + 20 * bit);
      if (events->len != 3)
        for (guint k = 0; k < events->len; k++)
          g_test_message ("%s at %u, %s", wire_fault_name (g_array_index (events, WireEvent, k).fault),
                          g_array_index (events, WireEvent, k).bit,
                          frame_field_name (g_array_index (events, WireEvent, k).field));
      g_assert_cmpuint (events->len, ==, 3);
      for (guint k = 0; k < 3; k++)
        {
          const WireEvent *event = &g_array_index (events, WireEvent, k);

          if (event->fault != WIRE_FAULT_NONE || !same_frame (&frames[k], &event->frame, event->payload))
            g_error ("round %u frame %u: %s at bit %u (%s)", i, k, wire_fault_name (event->fault), event->bit,
                     frame_field_name (event->field));
          g_assert_true (event->acked);
          if (event->has_clock)
            g_assert_cmpfloat (fabs (event->clock_ppm), <, 1e6 * 2 * tick / (20 * bit));
        }
    }
}

/* Twice the oscillator tolerance of ISO 11898-1's five conditions, each phase segment a sample shorter: how far two
 * clocks may be apart. Phase 2 and SJW are what lies behind the sample point, phase 1 is longer. */
static double
largest_drift (const WireSetting *setting, double tick)
{
  double nominal = 1e9 / setting->bitrate, data = 1e9 / setting->data_bitrate;
  double end = (1 - setting->point) * nominal - tick, fast = (1 - setting->data_point) * data - tick;
  double conditions[] = { end / (10 * nominal), end / (13 * nominal - end), fast / (10 * data),
                          end / (6 * data - fast + 7 * nominal), fast / (2 * nominal - end + fast + 4 * data) };
  double least = conditions[0];

  for (guint i = 1; i < G_N_ELEMENTS (conditions); i++)
    least = MIN (least, conditions[i]);
  return least;
}

/* Clocks off by the tolerance of CAN-FACTS: drift over ten bits within SJW, jitter within the phase segments. */
static void
test_limits (void)
{
  for (guint i = 0, n = rounds (3000); i < n; i++)
    {
      WireSetting setting = { 500000, 2000000, 0.8, 0.8, FALSE };
      double tick = 12.5, start = 40000, sjw = 0.2 * 500 - tick; /* of the data phase, ns */
      double drift = (dice (2) ? 1 : -1) * largest_drift (&setting, tick);
      g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (WireEdge));
      uint8_t payload[64];
      CanFrame frame = random_frame (payload, dice (2));
      gboolean jittery = dice (2);
      g_autoptr (GArray) events = NULL;

      start = add_wave (edges, &frame, &setting, start, 1 + (jittery ? 0 : drift), jittery ? sjw / 2 - tick : 0, tick,
                        FALSE);
      events = decode (edges, &setting, tick, FALSE, start + 50000);
      g_assert_cmpuint (events->len, ==, 1);
      if (g_array_index (events, WireEvent, 0).fault != WIRE_FAULT_NONE)
        g_error ("round %u: %s, drift %g, jitter %d", i, wire_fault_name (g_array_index (events, WireEvent, 0).fault),
                 drift * 1e6, jittery);
      g_assert_true (same_frame (&frame, &g_array_index (events, WireEvent, 0).frame,
                                 g_array_index (events, WireEvent, 0).payload));
    }
}

/* Far beyond: faults with names, and never a good frame that nobody sent. */
static void
test_beyond (void)
{
  guint faults = 0;

  for (guint i = 0, n = rounds (6000); i < n; i++)
    {
      WireSetting setting = settings[i % 3];
      double bit = 1e9 / setting.bitrate, tick = bit / 60, start = 12 * bit;
      g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (WireEdge));
      uint8_t payload[64];
      CanFrame frame = random_frame (payload, dice (2));
      g_autoptr (GArray) events = NULL;

      start = add_wave (edges, &frame, &setting, start, 1 + ((double) dice (2001) / 1000 - 1) * 0.2,
                        bit * (double) dice (50) / 100, tick, FALSE);
      events = decode (edges, &setting, tick, FALSE, start + 100 * bit);
      for (guint k = 0; k < events->len; k++)
        {
          const WireEvent *event = &g_array_index (events, WireEvent, k);

          faults += event->fault != WIRE_FAULT_NONE;
          if (event->fault == WIRE_FAULT_NONE && !same_frame (&frame, &event->frame, event->payload))
            g_error ("round %u: another valid frame", i);
        }
    }
  g_assert_cmpuint (faults, >, 1000);
}

/* One bit changed on the wire: always a fault, with its kind. */
static void
test_flipped (void)
{
  WireSetting setting = { 500000, 2000000, 0.8, 0.8, FALSE };

  for (guint i = 0, n = rounds (8000); i < n; i++)
    {
      double times[FRAME_BITS_MAX + 1];
      g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (WireEdge)), events = NULL;
      uint8_t payload[64];
      CanFrame frame = random_frame (payload, i % 2);
      FrameBits bits;
      guint flipped;
      int level = 1;

      frame_bits_make (&frame, FALSE, &bits);
      frame_wave_times (&bits, &setting, times);
      flipped = 1 + (guint) dice (bits.fields[FRAME_FIELD_CRC].first + bits.fields[FRAME_FIELD_CRC].n - 1);
      for (guint k = 0; k < bits.n; k++)
        {
          int value = (bits.bits[k] & FRAME_BIT_VALUE) ^ (k == flipped);
          WireEdge edge = WIRE_EDGE ((40000 + times[k]) / 10, value);

          if (value != level)
            g_array_append_val (edges, edge);
          level = value;
        }
      events = decode (edges, &setting, 10, FALSE, 40000 + times[bits.n] + 100000);
      g_assert_cmpuint (events->len, >=, 1);
      for (guint k = 0; k < events->len; k++)
        {
          const WireEvent *event = &g_array_index (events, WireEvent, k);

          if (event->fault != WIRE_FAULT_NONE)
            continue;
          if (!same_frame (&frame, &event->frame, event->payload))
            {
              /* RTR, IDE, FDF, BRS, DLC change what follows: CRC and stuffing still have to see it. */
              g_error ("round %u: bit %u flipped gives a valid frame", i, flipped);
            }
        }
    }
}

/* --- Error and overload frames --- */

static void
add_bits (GArray *edges, double *now, int *level, const char *bits, double bit, double tick)
{
  for (; *bits != '\0'; bits++)
    {
      int value = *bits - '0';
      WireEdge edge = WIRE_EDGE (ceil (*now / tick), value);

      if (value != *level)
        g_array_append_val (edges, edge);
      *level = value;
      *now += bit;
    }
}

static GArray *
decode_text (const char *text)
{
  WireSetting setting = { .bitrate = 500000 };
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (WireEdge));
  double now = 30000;
  int level = 1;

  add_bits (edges, &now, &level, text, 2000, 100);
  return decode (edges, &setting, 100, FALSE, now + 100000);
}

static void
test_flags (void)
{
  static const struct
  {
    const char *tail; /* behind SOF, ID 0x555 and the rest of the header: see below */
    WireFault fault;
    guint flag;
    gboolean passive;
  } cases[] = {
    { "000000"
      "11111111"
      "111",
      WIRE_FAULT_STUFF, 6, FALSE },
    { "000000000000"
      "11111111"
      "111",
      WIRE_FAULT_STUFF, 12, FALSE },
    { "000000000"
      "11111111"
      "111",
      WIRE_FAULT_STUFF, 9, FALSE },
    { "111111"
      "11111111"
      "111",
      WIRE_FAULT_STUFF, 0, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* 101 01010101: no run for the flag to add to; it ends with the opposite of the flag's level. */
      g_autofree char *text
          = g_strconcat ("0", i < 3 ? "10101010101" : "10101010100", cases[i].tail, "11111111111", NULL);
      g_autoptr (GArray) events = decode_text (text);
      const WireEvent *event = &g_array_index (events, WireEvent, 0);

      g_assert_cmpuint (events->len, ==, 1);
      g_assert_cmpuint (event->fault, ==, cases[i].fault);
      g_assert_cmpuint (event->flag, ==, cases[i].flag);
      g_assert_cmpint (event->passive, ==, cases[i].passive);
      if (!cases[i].passive)
        g_assert_cmpuint (event->objected, ==, 12);
    }
}

/* Behind a good frame: an overload flag in the first bit of intermission, and a frame that nobody acknowledged. */
static void
test_overload (void)
{
  CanFrame frame = { .id = 0x123, .len = 0 };
  g_autoptr (GString) bits = slow_encode (&frame, FALSE);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GArray) events = NULL;

  g_string_append_len (text, bits->str, (gssize) bits->len - 3);
  g_string_append (text, "000000"
                         "11111111"
                         "111");
  g_string_append_len (text, bits->str, (gssize) bits->len);
  events = decode_text (text->str);
  g_assert_cmpuint (events->len, ==, 3);
  g_assert_cmpuint (g_array_index (events, WireEvent, 0).fault, ==, WIRE_FAULT_NONE);
  g_assert_cmpuint (g_array_index (events, WireEvent, 1).fault, ==, WIRE_FAULT_OVERLOAD);
  g_assert_cmpuint (g_array_index (events, WireEvent, 1).flag, ==, 6);
  g_assert_cmpuint (g_array_index (events, WireEvent, 2).fault, ==, WIRE_FAULT_NONE);
}

static void
test_no_ack (void)
{
  CanFrame frame = { .id = 0x123, .len = 0 };
  g_autoptr (GString) bits = slow_encode (&frame, FALSE);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GArray) events = NULL, alone = NULL;

  /* The ACK slot stands 11 + 1 before the end of the bits. */
  bits->str[bits->len - 12] = '1';
  alone = decode_text (bits->str);
  g_assert_cmpuint (alone->len, ==, 1);
  g_assert_cmpuint (g_array_index (alone, WireEvent, 0).fault, ==, WIRE_FAULT_NONE);
  g_assert_false (g_array_index (alone, WireEvent, 0).acked);

  g_string_append_len (text, bits->str, (gssize) bits->len - 11);
  g_string_append (text, "000000"
                         "11111111"
                         "111");
  events = decode_text (text->str);
  g_assert_cmpuint (events->len, ==, 1);
  g_assert_cmpuint (g_array_index (events, WireEvent, 0).fault, ==, WIRE_FAULT_ACK);
}

/* A line held down for hours costs nothing, and spikes are passed over. */
static void
test_stuck_and_spikes (void)
{
  WireSetting setting = { .bitrate = 500000 };
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (WireEdge)), events = NULL;
  uint8_t payload[64] = { 1, 2, 3, 4, 5, 6, 7, 8 };
  CanFrame frame = { .id = 0x321, .len = 8, .dlc = 8, .data = payload };
  Caught caught = { g_array_new (FALSE, FALSE, sizeof (WireEvent)) };
  WireDecoder *decoder = wire_decoder_new (&setting, 1e9, catch_event, &caught);
  double end;

  end = add_wave (edges, &frame, &setting, 100000, 1, 0, 1, FALSE);
  wire_decoder_set_glitch (decoder, 200);
  for (guint i = 0; i < edges->len; i++)
    {
      WireEdge edge = g_array_index (edges, WireEdge, i);

      wire_decoder_edge (decoder, WIRE_EDGE_TIME (edge), WIRE_EDGE_HIGH (edge));
      wire_decoder_edge (decoder, WIRE_EDGE_TIME (edge) + 700, !WIRE_EDGE_HIGH (edge));
      wire_decoder_edge (decoder, WIRE_EDGE_TIME (edge) + 800, WIRE_EDGE_HIGH (edge));
    }
  wire_decoder_edge (decoder, (int64_t) end + 50000, FALSE);
  wire_decoder_edge (decoder, WIRE_TIME_MAX - 1000000, TRUE);
  wire_decoder_finish (decoder, WIRE_TIME_MAX);
  wire_decoder_free (decoder);
  g_assert_cmpuint (caught.events->len, >=, 2);
  g_assert_cmpuint (g_array_index (caught.events, WireEvent, 0).fault, ==, WIRE_FAULT_NONE);
  g_assert_true (same_frame (&frame, &g_array_index (caught.events, WireEvent, 0).frame,
                             g_array_index (caught.events, WireEvent, 0).payload));
  g_assert_cmpuint (g_array_index (caught.events, WireEvent, 1).fault, ==, WIRE_FAULT_STUFF);
  g_array_unref (caught.events);
}

/* --- Finding the rate --- */

static void
test_detect (void)
{
  static const WireSetting buses[] = {
    { 500000, 0, 0.8, 0, FALSE },
    { 125000, 0, 0.8, 0, FALSE },
    { 33333, 0, 0.8, 0, FALSE },
    { 1000000, 0, 0.8, 0, FALSE },
    { 421000, 0, 0.8, 0, FALSE },
    { 500000, 2000000, 0.8, 0.8, FALSE },
    { 500000, 4000000, 0.875, 0.75, FALSE },
    { 250000, 2000000, 0.7, 0.7, FALSE },
    { 500000, 2000000, 0.8, 0.8, TRUE },
    { 1000000, 5000000, 0.75, 0.75, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (buses); i++)
    for (guint inverted = 0; inverted < 2; inverted++)
      {
        g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (WireEdge));
        double bit = 1e9 / buses[i].bitrate, tick = 20, now = 100 * bit;
        const WireSetting nothing = { 0 };
        WireFinding finding;

        for (guint k = 0; k < 60; k++)
          {
            uint8_t payload[64];
            CanFrame frame = random_frame (payload, buses[i].data_bitrate > 0 && dice (3) > 0);

            now = add_wave (edges, &frame, &buses[i], now, 1, 0, tick, inverted) + bit * (double) dice (100);
          }
        if (!wire_detect ((const WireEdge *) edges->data, edges->len, (int64_t) (now / tick), 1e9 / tick, &nothing,
                          WIRE_POLARITY_FIND, 0, &finding))
          g_error ("bus %u: nothing found", i);
        g_assert_cmpfloat (fabs ((double) finding.setting.bitrate / buses[i].bitrate - 1), <, 0.005);
        if (buses[i].data_bitrate > 0)
          g_assert_cmpfloat (fabs ((double) finding.setting.data_bitrate / buses[i].data_bitrate - 1), <, 0.02);
        g_assert_cmpint (finding.inverted, ==, inverted);
        g_assert_cmpuint (finding.good, >=, 58);
      }
}

/* Spikes cut the pulses around them; those do not count as shortest where spikes are passed over. */
static void
test_detect_spikes (void)
{
  g_autoptr (GArray) clean = g_array_new (FALSE, FALSE, sizeof (WireEdge)),
                     edges = g_array_new (FALSE, FALSE, sizeof (WireEdge));
  const WireSetting bus = { .bitrate = 500000 }, nothing = { 0 };
  double now = 100000;
  WireFinding finding;

  for (guint k = 0; k < 20; k++)
    {
      uint8_t payload[64];
      CanFrame frame = random_frame (payload, FALSE);

      now = add_wave (clean, &frame, &bus, now, 1, 0, 1, FALSE) + 100000;
    }
  for (guint i = 0; i < clean->len; i++)
    {
      WireEdge edge = g_array_index (clean, WireEdge, i);
      WireEdge spike[2] = { WIRE_EDGE (WIRE_EDGE_TIME (edge) + 900, !WIRE_EDGE_HIGH (edge)),
                            WIRE_EDGE (WIRE_EDGE_TIME (edge) + 990, WIRE_EDGE_HIGH (edge)) };

      g_array_append_val (edges, edge);
      if (i % 7 == 3)
        g_array_append_vals (edges, spike, 2);
    }
  g_assert_true (wire_detect ((const WireEdge *) edges->data, edges->len, (int64_t) now, 1e9, &nothing,
                              WIRE_POLARITY_FIND, 200, &finding));
  g_assert_cmpuint (finding.setting.bitrate, ==, 500000);
  g_assert_cmpuint (finding.bad, ==, 0);
}

/* Noise is no bus. */
static void
test_detect_noise (void)
{
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (WireEdge));
  const WireSetting nothing = { 0 };
  WireFinding finding;
  int64_t now = 0;

  for (guint i = 0; i < 5000; i++)
    {
      WireEdge edge = WIRE_EDGE (now, i % 2);

      now += 20 + (int64_t) dice (500);
      g_array_append_val (edges, edge);
    }
  g_assert_false (
      wire_detect ((const WireEdge *) edges->data, edges->len, now, 24e6, &nothing, WIRE_POLARITY_FIND, 0, &finding));
  g_assert_false (wire_detect (NULL, 0, 1000, 24e6, &nothing, WIRE_POLARITY_FIND, 0, &finding));
}

/* --- Scanning samples --- */

static void
test_scan (void)
{
  for (guint round = 0; round < 300; round++)
    {
      gsize n = 1 + dice (3000);
      guint unit = 1 + (guint) dice (3), line = (guint) dice (unit * 8);
      g_autofree uint8_t *samples = g_malloc (n * unit), *packed = g_malloc0 (n / 8 + 16);
      g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (WireEdge));
      g_autoptr (GArray) of_packed = g_array_new (FALSE, FALSE, sizeof (WireEdge));
      gboolean level = dice (2), before = level, level_packed = level;
      guint expected = 0;

      for (gsize i = 0; i < n * unit; i++)
        samples[i]
            = dice (20) || i < unit ? (i < unit ? (uint8_t) dice (256) : samples[i - unit]) : (uint8_t) dice (256);
      logic_scan (samples, n, unit, line, 1000, &level, edges);
      for (gsize i = 0; i < n; i++)
        {
          gboolean now = samples[i * unit + line / 8] >> line % 8 & 1;

          packed[i / 8] |= (uint8_t) (now << i % 8);
          if (now == before)
            continue;
          g_assert_cmpuint (expected, <, edges->len);
          g_assert_true (g_array_index (edges, WireEdge, expected) == WIRE_EDGE (1000 + i, now));
          before = now;
          expected++;
        }
      g_assert_cmpuint (expected, ==, edges->len);
      g_assert_cmpint (level, ==, before);
      logic_scan_packed (packed, n, 1000, &level_packed, of_packed);
      g_assert_cmpuint (of_packed->len, ==, edges->len);
      g_assert_true (edges->len == 0 || memcmp (edges->data, of_packed->data, edges->len * sizeof (WireEdge)) == 0);
      g_assert_cmpint (level_packed, ==, level);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/slow-encoder", test_slow_encoder);
  g_test_add_func ("/wire/round-trip", test_round_trip);
  g_test_add_func ("/wire/limits", test_limits);
  g_test_add_func ("/wire/beyond", test_beyond);
  g_test_add_func ("/wire/flipped", test_flipped);
  g_test_add_func ("/wire/flags", test_flags);
  g_test_add_func ("/wire/overload", test_overload);
  g_test_add_func ("/wire/no-ack", test_no_ack);
  g_test_add_func ("/wire/stuck-and-spikes", test_stuck_and_spikes);
  g_test_add_func ("/wire/detect", test_detect);
  g_test_add_func ("/wire/detect-spikes", test_detect_spikes);
  g_test_add_func ("/wire/detect-noise", test_detect_noise);
  g_test_add_func ("/wire/scan", test_scan);
  return g_test_run ();
}
