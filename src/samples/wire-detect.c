/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "samples/wire-detect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

#define MAX_PULSES 8192
#define MAX_RATES 48

static const uint32_t usual_rates[] = { 10000,  20000,  33333,  50000,  62500,  83333,  95238,  100000, 125000,
                                        200000, 250000, 307692, 400000, 500000, 666666, 800000, 1000000 };
static const uint32_t usual_data_rates[] = { 1000000, 2000000, 2500000, 4000000, 5000000, 8000000, 10000000 };
/* Of the sender's nominal phase, as buses are set; the first that works stays. */
static const double usual_points[] = { 0.8, 0.75, 0.875, 0.7, 0.85, 0.6 };
#define CLASSIC_POINT 0.7 /* room on both sides: nothing depends on where a listener reads */

typedef struct
{
  const WireEdge *edges;
  gsize n;
  int64_t end;
  double tick_rate;
  WireFinding best;
  gboolean has_best;
} Search;

typedef struct
{
  guint good, bad, fd, fast, n_clocks;
  double clock_sum;
} Tally;

static void
count (const WireEvent *event, gpointer data)
{
  Tally *tally = data;

  if (event->fault != WIRE_FAULT_NONE)
    {
      tally->bad += event->fault != WIRE_FAULT_OVERLOAD && event->fault != WIRE_FAULT_END;
      return;
    }
  tally->good++;
  tally->fd += (event->frame.flags & CAN_FD) != 0;
  tally->fast += (event->frame.flags & CAN_BRS) != 0;
  if (event->has_clock)
    {
      tally->n_clocks++;
      tally->clock_sum += event->clock_ppm;
    }
}

static void
decode (Search *self, const WireSetting *setting, gboolean inverted, Tally *tally)
{
  WireDecoder *decoder = wire_decoder_new (setting, self->tick_rate, count, tally);

  for (gsize i = 0; i < self->n; i++)
    wire_decoder_edge (decoder, WIRE_EDGE_TIME (self->edges[i]), WIRE_EDGE_HIGH (self->edges[i]) != inverted);
  wire_decoder_finish (decoder, self->end);
  wire_decoder_free (decoder);
}

static gboolean
is_better (const Tally *tally, const WireFinding *best)
{
  /* A good frame weighs more than a fault: error frames are part of a bus. */
  int64_t now = 4 * (int64_t) tally->good - tally->bad, before = 4 * (int64_t) best->good - best->bad;

  return now > before || (now == before && tally->good > best->good);
}

static void
try (Search *self, const WireSetting *setting, gboolean inverted)
{
  Tally tally = { 0 };
  WireSetting complete = *setting;
  double least = self->tick_rate / WIRE_LEAST_SAMPLES;

  wire_setting_complete (&complete);
  if (complete.bitrate > least * 1.01 || complete.data_bitrate > least * 1.01)
    return;
  decode (self, &complete, inverted, &tally);
  if (self->has_best && !is_better (&tally, &self->best))
    return;
  self->has_best = TRUE;
  self->best.setting = complete;
  self->best.inverted = inverted;
  self->best.good = tally.good;
  self->best.bad = tally.bad;
  self->best.fd = tally.fd;
  self->best.fast = tally.fast;
  self->best.clock_ppm = tally.n_clocks > 0 ? tally.clock_sum / tally.n_clocks : 0;
}

/* --- What to try --- */

static int
compare_pulses (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* Mean length of the shortest pulses; 0: too few edges. */
static double
shortest_pulse (Search *self)
{
  g_autofree double *pulses = g_new (double, MAX_PULSES);
  guint n = 0, like = 0;
  double first, sum = 0;

  for (gsize i = 1; i < self->n && n < MAX_PULSES; i++)
    pulses[n++] = (double) (WIRE_EDGE_TIME (self->edges[i]) - WIRE_EDGE_TIME (self->edges[i - 1]));
  if (n < 4)
    return 0;
  qsort (pulses, n, sizeof *pulses, compare_pulses);
  first = pulses[n / 50]; /* what is shorter than 49 of 50 may be a spike */
  for (guint i = n / 50; i < n && pulses[i] < first * 1.4 + 1; i++, like++)
    sum += pulses[i];
  return sum / like;
}

static gboolean
is_near (double rate, double wanted)
{
  return fabs (rate / wanted - 1) < 0.06;
}

static void
add_rate (uint32_t *rates, guint *n, double rate)
{
  for (guint i = 0; i < *n; i++)
    if (fabs (rates[i] / rate - 1) < 0.004)
      return;
  if (*n < MAX_RATES && rate >= 1000 && rate <= 20e6)
    rates[(*n)++] = (uint32_t) lround (rate);
}

/* The rate that makes the pulse `times` bits long: the usual one near it, and as measured. */
static void
add_near (uint32_t *rates, guint *n, double rate, const uint32_t *usual, guint n_usual)
{
  for (guint i = 0; i < n_usual; i++)
    if (is_near (rate, usual[i]))
      add_rate (rates, n, usual[i]);
  add_rate (rates, n, rate);
}

static guint
nominal_rates (const WireSetting *known, double pulse_rate, uint32_t rates[MAX_RATES])
{
  guint n = 0;

  if (known->bitrate > 0)
    {
      rates[0] = known->bitrate;
      return 1;
    }
  for (guint times = 1; times <= 16; times++)
    add_near (rates, &n, pulse_rate / times, usual_rates, G_N_ELEMENTS (usual_rates));
  return n;
}

static guint
data_rates (const WireSetting *known, double pulse_rate, uint32_t rates[MAX_RATES])
{
  guint n = 0;

  if (known->data_bitrate > 0)
    {
      rates[0] = known->data_bitrate;
      return 1;
    }
  for (guint times = 1; times <= 2; times++)
    add_near (rates, &n, pulse_rate / times, usual_data_rates, G_N_ELEMENTS (usual_data_rates));
  return n;
}

/* The longest pulse between edges is recessive: dominant ones end after six or twelve bits. */
static gboolean
guess_inverted (Search *self)
{
  double longest[2] = { 0, 0 };

  for (gsize i = 0; i < self->n; i++)
    {
      int64_t until = i + 1 < self->n ? WIRE_EDGE_TIME (self->edges[i + 1]) : self->end;
      double length = (double) (until - WIRE_EDGE_TIME (self->edges[i]));
      guint high = WIRE_EDGE_HIGH (self->edges[i]);

      longest[high] = MAX (longest[high], length);
    }
  return longest[0] > longest[1];
}

static void
try_fast (Search *self, const WireSetting *classic, const uint32_t *rates, guint n, gboolean inverted)
{
  gboolean sure = FALSE;

  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < G_N_ELEMENTS (usual_points) && !sure; k++)
      for (guint non_iso = 0; non_iso < 2; non_iso++)
        {
          WireSetting setting = *classic;

          setting.data_bitrate = rates[i];
          setting.non_iso = non_iso == 1;
          if (setting.point <= 0 || k > 0)
            setting.point = usual_points[k];
          try (self, &setting, inverted);
          sure = self->best.fast >= 3 && self->best.bad == 0;
        }
}

static void
try_polarity (Search *self, const WireSetting *known, gboolean inverted)
{
  uint32_t rates[MAX_RATES], fast[MAX_RATES];
  double pulse_rate = self->tick_rate / self->best.shortest_pulse;
  guint n = nominal_rates (known, pulse_rate, rates), n_fast = data_rates (known, pulse_rate, fast);

  for (guint i = 0; i < n; i++)
    {
      WireSetting setting = *known;
      guint good = self->best.good;

      setting.bitrate = rates[i];
      setting.data_bitrate = 0;
      if (setting.point <= 0)
        setting.point = CLASSIC_POINT;
      if (known->data_bitrate == 0)
        try (self, &setting, inverted);
      if (self->best.good > good && self->best.bad == 0)
        return;
      setting.point = known->point;
      /* A data phase is faster, and where all pulses are whole bits there is none. */
      for (guint k = 0; k < n_fast; k++)
        if (fast[k] > 1.2 * rates[i])
          {
            try_fast (self, &setting, &fast[k], 1, inverted);
            if (self->best.fast >= 3 && self->best.bad == 0)
              return;
          }
    }
}

/* The edges without pulses shorter than the glitch, which would cut the pulses around them; as the decoder does. */
static WireEdge *
pass_over (const WireEdge *edges, gsize *n, double glitch)
{
  WireEdge *out = g_new (WireEdge, MAX (*n, 1));
  gsize m = 0;

  for (gsize i = 0; i < *n; i++)
    if (m > 0 && WIRE_EDGE_HIGH (edges[i]) == WIRE_EDGE_HIGH (out[m - 1]))
      continue;
    else if (m > 0 && (double) (WIRE_EDGE_TIME (edges[i]) - WIRE_EDGE_TIME (out[m - 1])) < glitch)
      m--;
    else
      out[m++] = edges[i];
  *n = m;
  return out;
}

gboolean
wire_detect (const WireEdge *edges, gsize n, int64_t end, double tick_rate, const WireSetting *known,
             WirePolarity polarity, double glitch, WireFinding *finding)
{
  g_autofree WireEdge *calm = glitch > 0 ? pass_over (edges, &n, glitch) : NULL;
  Search self = { calm != NULL ? calm : edges, n, end, tick_rate, { { 0 } }, FALSE };
  gboolean inverted = polarity == WIRE_POLARITY_FIND ? guess_inverted (&self) : polarity == WIRE_POLARITY_INVERTED;

  self.best.setting = *known;
  self.best.inverted = inverted;
  self.best.shortest_pulse = shortest_pulse (&self);
  if (self.best.shortest_pulse > 0)
    {
      try_polarity (&self, known, inverted);
      if (self.best.good == 0 && polarity == WIRE_POLARITY_FIND)
        try_polarity (&self, known, !inverted);
    }
  *finding = self.best;
  return finding->good > 0;
}
