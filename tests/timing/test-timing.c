/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "timing/timing-compare.h"
#include "timing/timing-export.h"
#include "timing/timing-words.h"

#include "base/errors.h"

#include <math.h>
#include <string.h>

static void
assert_near (double a, double b, double within)
{
  if (!(fabs (a - b) <= within))
    g_error ("%.10g is not within %g of %.10g", a, within, b);
}

/* The example of python-can's current source, after ISO 11898-1. */
static void
test_tolerance (void)
{
  BitTiming nominal = { .brp = 1, .prop = 95, .phase1 = 32, .phase2 = 32, .sjw = 32 };
  BitTiming data = { .brp = 1, .prop = 23, .phase1 = 8, .phase2 = 8, .sjw = 8 };
  OscillatorTolerance got;

  bit_timing_tolerance (&nominal, &data, &got);
  assert_near (got.conditions[0], 10000, 0.01);
  assert_near (got.conditions[1], 7812.5, 0.01);
  assert_near (got.conditions[2], 10000, 0.01);
  assert_near (got.conditions[3], 11834.3, 0.05);
  assert_near (got.conditions[4], 8771.9, 0.05);
  assert_near (got.ppm, 7812.5, 0.01);
  g_assert_cmpuint (got.limiting, ==, 2);

  /* Unequal prescalers: the fifth becomes the limit. */
  nominal = (BitTiming){ .brp = 2, .prop = 47, .phase1 = 16, .phase2 = 16, .sjw = 16 };
  bit_timing_tolerance (&nominal, &data, &got);
  assert_near (got.ppm, 7675.4, 0.05);
  g_assert_cmpuint (got.limiting, ==, 5);

  bit_timing_tolerance (&nominal, NULL, &got);
  g_assert_cmpuint (got.n, ==, 2);
}

/* Worked examples of manuals, with what they say. */
static void
test_published (void)
{
  static const struct
  {
    const char *from;
    BitTiming timing;
    double clock, metres, delay; /* delay: driver and receiver, ns */
    uint32_t prop;               /* that they need, quanta */
    double percent;              /* tolerance, as printed: two digits */
    uint32_t btr;                /* C_CAN's register */
  } cases[] = {
    /* CAN_CLK 10 MHz, 1 Mbit/s: 50 + 30 ns and 220 ns of 40 m make 600 ns of tProp; tPB1 1, tPB2 2 quanta. */
    { "ST UM0404 rev. 2, 15 (Bosch C_CAN), high baudrate", { 1, 6, 1, 2, 1 }, 10e6, 44, 80, 6, 0.39, 0x1600 },
    /* 2 MHz, BRP 1, 100 kbit/s: 200 + 80 + 220 ns are one quantum of 1 us; tPB1 and tPB2 4 quanta. */
    { "ST UM0404 rev. 2, 15 (Bosch C_CAN), low baudrate", { 2, 1, 4, 4, 4 }, 2e6, 44, 280, 1, 1.58, 0x34C1 },
    /* 80 MHz, 500 kbit/s at 80 %: 40 m and 255 ns a node are 910 ns, 72.8 quanta; they take 95. */
    { "Microchip dsPIC33AK CAN FD, 14.6.3.8", { 1, 95, 32, 32, 32 }, 80e6, 40, 255, 73, 0.78, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      OscillatorTolerance got;
      RegisterValue values[MAX_REGISTERS];
      double quantum = bit_timing_quantum (&cases[i].timing, cases[i].clock);

      g_test_message ("%s", cases[i].from);
      bit_timing_tolerance (&cases[i].timing, NULL, &got);
      g_assert_cmpfloat (floor (got.conditions[1] * 1e-2) / 100, ==, cases[i].percent); /* they cut, not round */
      g_assert_cmpuint (bit_timing_prop_for (cases[i].metres, cases[i].delay, quantum), ==, cases[i].prop);
      g_assert_cmpfloat (bit_timing_cable (&cases[i].timing, cases[i].clock, cases[i].delay), >=,
                         cases[i].metres - 1e-9);
      if (cases[i].btr == 0)
        continue;
      controller_registers (controllers_find ("c_can"), &cases[i].timing, NULL, FALSE, values);
      g_assert_cmphex (values[0].value, ==, cases[i].btr);
    }
}

static void
test_splits (void)
{
  SplitCounts counts;

  bit_timing_count_splits (4, NULL, &counts);
  g_assert_cmpuint (counts.four, ==, 1);
  g_assert_cmpuint (counts.three, ==, 1);
  g_assert_cmpuint (counts.two, ==, 2);
  bit_timing_count_splits (13, NULL, &counts);
  g_assert_cmpuint (counts.four, ==, 220);
  g_assert_cmpuint (counts.three, ==, 55);
  bit_timing_count_splits (16, &controllers_find ("sja1000")->nominal, &counts);
  g_assert_cmpuint (counts.two, ==, 14);
  g_assert_cmpuint (counts.within, ==, 8); /* tseg2 1 to 8, tseg1 14 to 7 */
}

static TimingRequest
request_for (const Controller *controller, double clock, uint32_t bitrate, uint32_t data_bitrate)
{
  return (TimingRequest){
    .clock = clock,
    .nominal = { .limits = &controller->nominal, .bitrate = bitrate },
    .data = { .limits = &controller->data, .bitrate = data_bitrate },
  };
}

/* 500k/2M at 80 % is exact with these clocks, and off by known amounts with others. */
static void
test_fd (void)
{
  static const double exact[] = { 20e6, 30e6, 40e6, 60e6, 80e6, 100e6, 160e6, 170e6 };
  const Controller *controller = controllers_find ("fdcan");

  for (guint i = 0; i < G_N_ELEMENTS (exact); i++)
    {
      TimingRequest request = request_for (controller, exact[i], 500000, 2000000);
      g_autoptr (GArray) found = NULL;
      const TimingSolution *best;

      request.nominal.sample_point = request.data.sample_point = 0.8;
      found = timing_solve (&request, NULL);
      best = &g_array_index (found, TimingSolution, 0);
      g_assert_cmpfloat (best->nominal.rate_error, ==, 0);
      assert_near (best->nominal.point, 0.8, 1e-9);
      assert_near (best->data.point, 0.8, 1e-9);
      g_assert_cmpuint (best->nominal.timing.brp, ==, best->data.timing.brp);
    }
  {
    TimingRequest request = request_for (controller, 48e6, 500000, 2000000);
    g_autoptr (GArray) found = NULL;

    request.nominal.sample_point = request.data.sample_point = 0.8;
    found = timing_solve (&request, NULL);
    assert_near (g_array_index (found, TimingSolution, 0).nominal.point, 0.8021, 1e-4);
    assert_near (g_array_index (found, TimingSolution, 0).data.point, 0.7917, 1e-4);
  }
}

static void
test_nothing_fits (void)
{
  TimingRequest slow = request_for (controllers_find ("ctucanfd"), 100e6, 10000, 0);
  TimingRequest fast = request_for (controllers_find ("sja1000"), 8e6, 5000000, 0);
  TimingRequest odd = request_for (controllers_find ("sja1000"), 8e6, 870000, 0);
  TimingRequest absurd[] = {
    request_for (controllers_find ("sja1000"), 0, 500000, 0),
    request_for (controllers_find ("sja1000"), NAN, 500000, 0),
    request_for (controllers_find ("sja1000"), 8e6, 0, 0),
    request_for (controllers_find ("sja1000"), 8e6, G_MAXUINT32, 0),
  };
  GError *error = NULL;

  g_assert_null (timing_solve (&slow, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "prescaler up to 8"));
  g_assert_nonnull (strstr (error->message, "49213"));
  g_clear_error (&error);
  g_assert_null (timing_solve (&fast, &error));
  g_assert_nonnull (strstr (error->message, "faster clock"));
  g_clear_error (&error);
  odd.max_rate_error = 0.001;
  g_assert_null (timing_solve (&odd, &error));
  g_assert_nonnull (strstr (error->message, "888889"));
  g_clear_error (&error);
  for (guint i = 0; i < G_N_ELEMENTS (absurd); i++)
    {
      g_assert_null (timing_solve (&absurd[i], &error));
      g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
      g_clear_error (&error);
    }
}

/* --- The list is complete and its first is the best: against trying everything --- */

static guint
brute_force (const TimingRequest *request, double *best_rate, double *best_point)
{
  const TimingLimits *limits = request->nominal.limits;
  double wished = bit_timing_default_point (request->nominal.bitrate);
  guint n = 0;

  *best_rate = *best_point = INFINITY;
  if (request->clock / request->nominal.bitrate / (1 + limits->tseg1_max + limits->tseg2_max)
      >= (double) limits->brp_max + limits->brp_step)
    return 0;
  for (uint32_t brp = limits->brp_min; brp <= limits->brp_max; brp += limits->brp_step)
    for (uint32_t tseg1 = limits->tseg1_min; tseg1 <= limits->tseg1_max; tseg1++)
      for (uint32_t tseg2 = limits->tseg2_min; tseg2 <= limits->tseg2_max; tseg2++)
        {
          double rate = request->clock / brp / (1 + tseg1 + tseg2);
          double rate_error = fabs (rate / request->nominal.bitrate - 1);
          double point_error = fabs ((1.0 + tseg1) / (1 + tseg1 + tseg2) - wished);

          if (rate_error > 0.05 + 1e-12)
            continue;
          n++;
          if (rate_error < *best_rate - 1e-12 || (rate_error < *best_rate + 1e-12 && point_error < *best_point))
            {
              *best_point = point_error;
              *best_rate = MIN (*best_rate, rate_error);
            }
        }
  return n;
}

static void
check_all (const Controller *controller, double clock, uint32_t bitrate)
{
  TimingRequest request = request_for (controller, clock, bitrate, 0);
  g_autoptr (GArray) found = timing_solve (&request, NULL);
  double rate, point;
  guint n = brute_force (&request, &rate, &point);

  g_assert_cmpuint (found != NULL ? found->len : 0, ==, n);
  if (found == NULL)
    return;
  assert_near (fabs (g_array_index (found, TimingSolution, 0).nominal.rate_error), rate, 2e-9);
  assert_near (fabs (g_array_index (found, TimingSolution, 0).nominal.point_error), point, 1e-6);
  for (guint i = 0; i < found->len; i++)
    {
      const TimingSolution *solution = &g_array_index (found, TimingSolution, i);
      g_autofree char *misfit = bit_timing_dup_misfit (&solution->nominal.timing, &controller->nominal);

      g_assert_cmpstr (misfit, ==, NULL);
      g_assert_true (isfinite (solution->tolerance.ppm));
    }
}

static void
test_brute_force (void)
{
  static const uint32_t rates[]
      = { 10000, 20000, 33333, 50000, 83333, 95238, 100000, 125000, 250000, 500000, 800000, 1000000 };
  guint n;
  const Controller *all = controllers_get (&n);

  for (guint i = 0; i < n; i++)
    for (guint r = 0; r < G_N_ELEMENTS (rates); r++)
      if (all[i].nominal.tseg1_max < 64 || r % 4 == 0) /* the large ones take long */
        check_all (&all[i], all[i].clocks[0], rates[r]);
}

/* --- The same with a data phase: both phases alone by brute force, then all pairs of the best --- */

typedef struct
{
  double rate, point; /* least errors */
  GArray *timings;    /* of BitTiming, those that have them */
} PhaseBest;

static void
try_phase (const TimingRequest *request, const PhaseRequest *phase, BitTiming timing, double wished, PhaseBest *best)
{
  double rate = fabs (request->clock / timing.brp / bit_timing_quanta (&timing) / phase->bitrate - 1);
  double point = fabs (bit_timing_sample_point (&timing) - wished);

  if (rate > best->rate + 1e-12 || (rate > best->rate - 1e-12 && point > best->point + 1e-12))
    return;
  if (rate < best->rate - 1e-12 || point < best->point - 1e-12)
    g_array_set_size (best->timings, 0);
  best->rate = MIN (best->rate, rate);
  best->point = point;
  g_array_append_val (best->timings, timing);
}

static void
find_phase (const TimingRequest *request, const PhaseRequest *phase, PhaseBest *best)
{
  const TimingLimits *limits = phase->limits;
  double wished = phase->sample_point > 0 ? phase->sample_point : bit_timing_default_point (phase->bitrate);

  *best = (PhaseBest){ INFINITY, INFINITY, g_array_new (FALSE, FALSE, sizeof (BitTiming)) };
  for (uint32_t brp = limits->brp_min; brp <= limits->brp_max; brp += limits->brp_step)
    {
      double exact = request->clock / brp / phase->bitrate;

      /* Farther off than anything may be: what makes it slow only. */
      if (exact > 1.06 * (1 + limits->tseg1_max + limits->tseg2_max) || exact < 2)
        continue;
      for (uint32_t tseg1 = limits->tseg1_min; tseg1 <= limits->tseg1_max; tseg1++)
        for (uint32_t tseg2 = limits->tseg2_min; tseg2 <= limits->tseg2_max; tseg2++)
          {
            BitTiming timing = { .brp = brp, .phase2 = tseg2 };

            if (fabs (exact / (1 + tseg1 + tseg2) - 1) > 0.06)
              continue;
            bit_timing_share_tseg1 (&timing, tseg1, 0, limits);
            timing.sjw = MIN (limits->sjw_max, MIN (timing.phase1, timing.phase2));
            try_phase (request, phase, timing, wished, best);
          }
    }
}

static void
check_pairs (const TimingRequest *request)
{
  g_autoptr (GArray) found = timing_solve (request, NULL);
  PhaseBest nominal, data;
  const TimingSolution *best;
  double tolerance = 0;

  if (found == NULL)
    return;
  best = &g_array_index (found, TimingSolution, 0);
  find_phase (request, &request->nominal, &nominal);
  find_phase (request, &request->data, &data);
  assert_near (fabs (best->nominal.rate_error), nominal.rate, 2e-9);
  assert_near (fabs (best->nominal.point_error), nominal.point, 1e-6);
  assert_near (fabs (best->data.rate_error), data.rate, 2e-9);
  assert_near (fabs (best->data.point_error), data.point, 1e-6);
  for (guint i = 0; i < nominal.timings->len; i++)
    for (guint k = 0; k < data.timings->len; k++)
      {
        const BitTiming *n = &g_array_index (nominal.timings, BitTiming, i);
        const BitTiming *d = &g_array_index (data.timings, BitTiming, k);
        OscillatorTolerance got;

        /* Below the wished point goes before above it. */
        if ((bit_timing_sample_point (n) > bit_timing_sample_point (&best->nominal.timing) + 1e-9)
            || (bit_timing_sample_point (d) > bit_timing_sample_point (&best->data.timing) + 1e-9))
          continue;
        bit_timing_tolerance (n, d, &got);
        tolerance = MAX (tolerance, got.ppm);
      }
  assert_near (best->tolerance.ppm, tolerance, 0.11);
  g_array_unref (nominal.timings);
  g_array_unref (data.timings);
}

static void
test_brute_force_fd (void)
{
  static const uint32_t rates[][2]
      = { { 500000, 2000000 }, { 500000, 5000000 }, { 250000, 1000000 }, { 1000000, 8000000 }, { 125000, 4000000 } };
  static const double points[] = { 0, 0.8, 0.7 };
  guint n;
  const Controller *all = controllers_get (&n);

  for (guint i = 0; i < n; i++)
    for (guint r = 0; r < G_N_ELEMENTS (rates) && all[i].data.brp_max > 0; r++)
      {
        TimingRequest request = request_for (&all[i], all[i].clocks[0], rates[r][0], rates[r][1]);

        request.nominal.sample_point = request.data.sample_point = points[r % G_N_ELEMENTS (points)];
        check_pairs (&request);
      }
}

/* --- Registers --- */

static void
check_registers (const Controller *controller, const TimingSolution *solution)
{
  gboolean pair = solution->data.timing.brp > 0;
  RegisterValue values[MAX_REGISTERS];
  BitTiming nominal, data;
  guint n = controller_registers (controller, &solution->nominal.timing, pair ? &solution->data.timing : NULL, FALSE,
                                  values);

  controller_read_registers (controller, values, n, &nominal, &data);
  g_assert_cmpuint (nominal.brp, ==, solution->nominal.timing.brp);
  g_assert_cmpuint (bit_timing_tseg1 (&nominal), ==, bit_timing_tseg1 (&solution->nominal.timing));
  g_assert_cmpuint (nominal.phase2, ==, solution->nominal.timing.phase2);
  g_assert_cmpuint (nominal.sjw, ==, solution->nominal.timing.sjw);
  if (pair)
    {
      g_assert_cmpuint (data.brp, ==, solution->data.timing.brp);
      g_assert_cmpuint (bit_timing_tseg1 (&data), ==, bit_timing_tseg1 (&solution->data.timing));
      g_assert_cmpuint (data.phase2, ==, solution->data.timing.phase2);
      g_assert_cmpuint (data.sjw, ==, solution->data.timing.sjw);
    }
}

static void
test_registers (void)
{
  static const uint32_t rates[] = { 20000, 50000, 125000, 500000, 1000000 };
  guint n;
  const Controller *all = controllers_get (&n);

  for (guint i = 0; i < n; i++)
    for (guint r = 0; r < G_N_ELEMENTS (rates) && all[i].fields != NULL; r++)
      for (guint fd = 0; fd <= (all[i].data.brp_max > 0); fd++)
        {
          TimingRequest request = request_for (&all[i], all[i].clocks[0], rates[r], fd ? 2000000 : 0);
          g_autoptr (GArray) found = timing_solve (&request, NULL);

          for (guint s = 0; found != NULL && s < MIN (found->len, 200); s++)
            check_registers (&all[i], &g_array_index (found, TimingSolution, s));
        }
}

/* Everybody's table for the SJA1000 at 8 MHz, SJW 1; 500 kbit/s is BTR0 0x00, BTR1 0x1C. */
static void
test_known_registers (void)
{
  const Controller *controller = controllers_find ("sja1000");
  static const struct
  {
    BitTiming timing;
    guint btr0, btr1;
  } table[] = {
    { { 1, 2, 3, 2, 1 }, 0x00, 0x14 },  /* 1 Mbit/s, 75 % */
    { { 1, 6, 7, 2, 1 }, 0x00, 0x1C },  /* 500 kbit/s, 87.5 % */
    { { 4, 6, 7, 2, 1 }, 0x03, 0x1C },  /* 125 kbit/s */
    { { 50, 6, 7, 2, 1 }, 0x31, 0x1C }, /* 10 kbit/s */
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      RegisterValue values[MAX_REGISTERS];

      g_assert_cmpuint (controller_registers (controller, &table[i].timing, NULL, FALSE, values), ==, 2);
      g_assert_cmpstr (values[0].name, ==, "BTR0");
      g_assert_cmphex (values[0].value, ==, table[i].btr0);
      g_assert_cmphex (values[1].value, ==, table[i].btr1);
    }
}

static void
test_cable (void)
{
  TimingRequest request = request_for (controllers_find ("fdcan"), 80e6, 1000000, 0);
  g_autoptr (GArray) found = NULL;
  const TimingSolution *best;

  request.cable = 15;
  found = timing_solve (&request, NULL);
  best = &g_array_index (found, TimingSolution, 0);
  g_assert_false (best->too_short);
  g_assert_cmpfloat (best->cable, >=, 15);
  /* 2·(5·15 + 255) ns = 660 ns = 52.8 quanta of 12.5 ns */
  g_assert_cmpuint (best->nominal.timing.prop, ==, 53);
  g_clear_pointer (&found, g_array_unref);
  request.cable = 500;
  found = timing_solve (&request, NULL);
  g_assert_true (g_array_index (found, TimingSolution, 0).too_short);
}

static void
test_words (void)
{
  TimingRequest request = request_for (controllers_find ("m_can"), 80e6, 500000, 2000000);
  g_autoptr (GArray) found = timing_solve (&request, NULL);
  const TimingSolution *best = &g_array_index (found, TimingSolution, 0);
  g_auto (GStrv) reasons = timing_explain (&request, best);

  g_assert_cmpuint (g_strv_length (reasons), >=, 8);
  for (guint i = 0; i < N_TIMING_EXPORTS; i++)
    {
      TimingExport kind;
      g_autofree char *text = timing_export (i, &request, best, controllers_find ("m_can"), "can0");

      g_assert_true (timing_export_find (timing_export_id (i), &kind));
      g_assert_cmpint (kind, ==, i);
      g_assert_true (g_str_has_suffix (text, "\n"));
    }
}

static TimingNode
node_for (const char *name, double clock, double point)
{
  const Controller *controller = controllers_find (name);
  TimingRequest request = request_for (controller, clock, 500000, 0);
  g_autoptr (GArray) found = NULL;

  request.nominal.sample_point = point;
  found = timing_solve (&request, NULL);
  return (TimingNode){ .name = controller->name,
                       .controller = controller,
                       .request = request,
                       .solution = g_array_index (found, TimingSolution, 0) };
}

/* Whether different clocks matter depends on what was asked. */
static void
test_compare_clocks (void)
{
  static const struct
  {
    double point;
    const char *says;
  } cases[] = {
    { 0.80, "Clock: 80 against 40 MHz: this rate and point can be cut from both." },
    { 0.8125, "Clock: 80 against 40 MHz: this rate and point can be cut from both." },
    { 0.78125, "Clock: 80 against 40 MHz: not every rate and point can be cut from both." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TimingNode a = node_for ("m_can", 80e6, cases[i].point), b = node_for ("mcp2518fd", 40e6, cases[i].point);
      g_auto (GStrv) lines = timing_compare (&a, &b);

      g_test_message ("%g", cases[i].point);
      g_assert_true (g_strv_contains ((const char *const *) lines, cases[i].says));
    }
}

/* FORMATS.md, E1.7: what two independent files say in both words and in their settings. */
static void
test_recorded (void)
{
  static const struct
  {
    uint32_t words[TRACE_TIMING_WORDS];
    uint32_t brp, tseg1, tseg2, bitrate, data_brp, data_tseg1, data_tseg2, data_bitrate;
  } known[] = {
    { { 0x46500250, 0x4b140250, 0x20011736, 0x2001040d }, 2, 55, 24, 500000, 2, 14, 5, 2000000 },
    { { 0x46500250, 0x460a0250, 0x20011736, 0x20010205 }, 2, 55, 24, 500000, 2, 6, 3, 4000000 },
    { { 0x50a00150, 0x50280150, 0x20001f7e, 0x2000071e }, 1, 127, 32, 500000, 1, 31, 8, 2000000 },
    { { 0x50a00150, 0x50280150, 0, 0 }, 1, 127, 32, 500000, 1, 31, 8, 2000000 }, /* by the percentage alone */
    { { 0x46500250, 0, 0x20011736, 0 }, 2, 55, 24, 500000, 0, 0, 0, 0 },
  };
  static const TraceTiming nothing[] = { { 0, { 0 } }, { 0, { 0xFFFFFFFF, 0, 0, 0 } }, { 0, { 0x50, 1, 2, 3 } } };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      TraceTiming timing = { 0 };
      TimingRecorded recorded, copy;
      const TimingSolution *solution = &copy.solution;
      const Controller *m_can = controllers_find ("m_can");
      TimingNode nodes[2];

      memcpy (timing.words, known[i].words, sizeof timing.words);
      g_assert_true (timing_recorded_init (&recorded, &timing, 0));
      timing_recorded_copy (&copy, &recorded);
      memset (&recorded, 0xFF, sizeof recorded);
      g_assert_cmpfloat (copy.request.clock, ==, 80e6);
      g_assert_cmpuint (solution->nominal.timing.brp, ==, known[i].brp);
      g_assert_cmpuint (bit_timing_tseg1 (&solution->nominal.timing), ==, known[i].tseg1);
      g_assert_cmpuint (solution->nominal.timing.phase2, ==, known[i].tseg2);
      g_assert_cmpfloat (solution->nominal.bitrate, ==, known[i].bitrate);
      g_assert_cmpuint (solution->data.timing.brp, ==, known[i].data_brp);
      g_assert_cmpuint (copy.request.data.bitrate, ==, known[i].data_bitrate);
      if (known[i].data_brp > 0)
        g_assert_cmpuint (bit_timing_tseg1 (&solution->data.timing), ==, known[i].data_tseg1);

      /* A controller with the same clock makes it exactly and alike. */
      nodes[0] = (TimingNode){ .name = "file", .request = copy.request, .solution = copy.solution, .recorded = TRUE };
      nodes[1] = (TimingNode){ .name = "m_can", .controller = m_can, .request = copy.request };
      nodes[1].request.nominal.limits = &m_can->nominal;
      nodes[1].request.data.limits = &m_can->data;
      g_assert_true (timing_find_common (&nodes[0], &nodes[1]));
      g_assert_cmpuint (nodes[0].solution.nominal.timing.brp, ==, known[i].brp);
      g_assert_cmpfloat_with_epsilon (nodes[1].solution.nominal.point, solution->nominal.point, 1e-12);
      nodes[1].request.clock = 24e6; /* neither 70 % of 48 quanta nor 80 % of 12 are whole */
      g_assert_false (timing_find_common (&nodes[0], &nodes[1]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (nothing); i++)
    {
      TimingRecorded recorded;

      g_assert_false (timing_recorded_init (&recorded, &nothing[i], 0));
    }
}

static void
test_find (void)
{
  g_assert_cmpstr (controllers_find ("MCP251xFD")->id, ==, "mcp251xfd");
  g_assert_cmpstr (controllers_find ("MCP2518FD")->id, ==, "mcp251xfd");
  g_assert_cmpstr (controllers_find ("mcp2515")->id, ==, "mcp251x");
  g_assert_cmpstr (controllers_find ("TCAN4550")->id, ==, "tcan4x5x");
  g_assert_null (controllers_find ("Microchip")); /* several */
  g_assert_null (controllers_find ("MCP25"));
  g_assert_null (controllers_find (""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timing/find", test_find);
  g_test_add_func ("/timing/tolerance", test_tolerance);
  g_test_add_func ("/timing/published", test_published);
  g_test_add_func ("/timing/splits", test_splits);
  g_test_add_func ("/timing/fd", test_fd);
  g_test_add_func ("/timing/nothing-fits", test_nothing_fits);
  g_test_add_func ("/timing/brute-force", test_brute_force);
  g_test_add_func ("/timing/brute-force-fd", test_brute_force_fd);
  g_test_add_func ("/timing/registers", test_registers);
  g_test_add_func ("/timing/known-registers", test_known_registers);
  g_test_add_func ("/timing/cable", test_cable);
  g_test_add_func ("/timing/words", test_words);
  g_test_add_func ("/timing/compare-clocks", test_compare_clocks);
  g_test_add_func ("/timing/recorded", test_recorded);
  return g_test_run ();
}
