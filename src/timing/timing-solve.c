/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "timing/timing-solve.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <math.h>

#include "base/banned.h"

#define RATE_ERROR_MAX 0.05
/* Of each phase, into the pairs: more would multiply settings that nobody would choose. */
#define PHASE_CANDIDATES 200

static double
wished_point (const PhaseRequest *phase)
{
  return phase->sample_point > 0 ? phase->sample_point : bit_timing_default_point (phase->bitrate);
}

static double
node_delay (const TimingRequest *request)
{
  return request->node_delay_ns > 0 ? request->node_delay_ns : NODE_DELAY_NS;
}

static void
choose_sjw (BitTiming *timing, const PhaseRequest *phase)
{
  uint32_t bound = MIN (MIN (timing->phase1, timing->phase2), phase->limits->sjw_max);

  switch (phase->sjw_policy)
    {
    case SJW_MAX:
      timing->sjw = bound;
      break;
    case SJW_HALF:
      timing->sjw = CLAMP (timing->phase2 / 2, 1, bound);
      break;
    case SJW_FIXED:
      timing->sjw = CLAMP (phase->sjw, 1, bound);
      break;
    }
}

/* --- One phase --- */

/* Errors are compared in steps that no clock can tell apart, so that rounding of doubles never decides. */
static int64_t
rate_steps (const PhaseSolution *phase)
{
  return llround (fabs (phase->rate_error) * 1e9);
}

static int64_t
point_steps (const PhaseSolution *phase)
{
  return llround (fabs (phase->point_error) * 1e6);
}

static int
compare (int64_t a, int64_t b)
{
  return a < b ? -1 : a > b;
}

static int
compare_phases (gconstpointer a, gconstpointer b)
{
  const PhaseSolution *x = a, *y = b;
  int order = compare (rate_steps (x), rate_steps (y));

  if (order == 0)
    order = compare (point_steps (x), point_steps (y));
  if (order == 0)
    order = compare (x->point_error > 1e-9, y->point_error > 1e-9);
  return order != 0 ? order : compare (bit_timing_quanta (&y->timing), bit_timing_quanta (&x->timing));
}

static void
judge_phase (const TimingRequest *request, const PhaseRequest *phase, PhaseSolution *found)
{
  found->bitrate = bit_timing_rate (&found->timing, request->clock);
  found->rate_error = phase->bitrate > 0 ? found->bitrate / phase->bitrate - 1 : 0;
  found->point = bit_timing_sample_point (&found->timing);
  found->point_error = phase->bitrate > 0 ? found->point - wished_point (phase) : 0;
}

static void
add_splits (GArray *out, const TimingRequest *request, const PhaseRequest *phase, gboolean nominal, uint32_t brp,
            uint32_t quanta)
{
  const TimingLimits *limits = phase->limits;
  double quantum = 1e9 * brp / request->clock;
  uint32_t prop
      = nominal && request->cable > 0 ? bit_timing_prop_for (request->cable, node_delay (request), quantum) : 0;

  for (uint32_t tseg2 = limits->tseg2_min; tseg2 <= limits->tseg2_max && tseg2 + 2 <= quanta; tseg2++)
    {
      uint32_t tseg1 = quanta - 1 - tseg2;
      PhaseSolution found = { .timing = { .brp = brp, .phase2 = tseg2 } };

      if (tseg1 < limits->tseg1_min || tseg1 > limits->tseg1_max)
        continue;
      bit_timing_share_tseg1 (&found.timing, tseg1, prop, limits);
      choose_sjw (&found.timing, phase);
      judge_phase (request, phase, &found);
      g_array_append_val (out, found);
    }
}

static uint32_t
quanta_min (const TimingLimits *limits)
{
  return 1 + limits->tseg1_min + limits->tseg2_min;
}

static uint32_t
quanta_max (const TimingLimits *limits)
{
  return 1 + limits->tseg1_max + limits->tseg2_max;
}

/* Every setting of the phase within max_error of the rate, best first. */
static GArray *
solve_phase (const TimingRequest *request, const PhaseRequest *phase, gboolean nominal, double max_error)
{
  const TimingLimits *limits = phase->limits;
  GArray *out = g_array_new (FALSE, FALSE, sizeof (PhaseSolution));

  /* Slower than the slowest by a whole step of the prescaler: that the end of the range is less than max_error off is
   * no reason to offer it. Linux refuses here too. */
  if (request->clock / ((double) phase->bitrate * quanta_max (limits)) >= (double) limits->brp_max + limits->brp_step)
    return out;
  for (uint64_t brp = limits->brp_min; brp <= limits->brp_max; brp += limits->brp_step)
    {
      double exact = request->clock / ((double) brp * phase->bitrate);
      double least = ceil (exact / (1 + max_error) - 1e-9), most = floor (exact / (1 - max_error) + 1e-9);

      if (most < quanta_min (limits))
        break;
      least = MAX (least, quanta_min (limits));
      most = MIN (most, quanta_max (limits));
      for (double quanta = least; quanta <= most; quanta++)
        add_splits (out, request, phase, nominal, (uint32_t) brp, (uint32_t) quanta);
    }
  g_array_sort (out, compare_phases);
  return out;
}

/* --- Nothing fits --- */

/* The rate nearest to the wished one that the limits allow, however far off. */
static double
nearest_rate (const TimingRequest *request, const PhaseRequest *phase)
{
  const TimingLimits *limits = phase->limits;
  double best = 0;

  for (uint64_t brp = limits->brp_min; brp <= limits->brp_max; brp += limits->brp_step)
    {
      double exact = request->clock / ((double) brp * phase->bitrate);

      for (double quanta = floor (exact); quanta <= floor (exact) + 1; quanta++)
        {
          double inside = CLAMP (quanta, quanta_min (limits), quanta_max (limits));
          double rate = request->clock / ((double) brp * inside);

          if (best == 0 || fabs (rate - phase->bitrate) < fabs (best - phase->bitrate))
            best = rate;
        }
    }
  return best;
}

static void
set_misfit (const TimingRequest *request, const PhaseRequest *phase, double max_error, GError **error)
{
  const TimingLimits *limits = phase->limits;
  double periods = request->clock / phase->bitrate;
  double least = (double) limits->brp_min * quanta_min (limits), most = (double) limits->brp_max * quanta_max (limits);
  g_autofree char *reason = NULL;

  if (periods < least)
    reason = g_strdup_printf (_ ("a bit would be %.4g periods of the clock, and the controller needs at least %.0f "
                                 "(prescaler %u, %u quanta): take a faster clock"),
                              periods, least, limits->brp_min, quanta_min (limits));
  else if (periods > most)
    reason = g_strdup_printf (_ ("a bit would be %.0f periods of the clock, and the controller makes at most %.0f "
                                 "(prescaler up to %u, %u quanta): take a slower clock"),
                              periods, most, limits->brp_max, quanta_max (limits));
  else
    reason = g_strdup_printf (_ ("%.4g periods of the clock are no whole number of quanta, not even within %.3g %%"),
                              periods, max_error * 100);
  g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
               _ ("%u bit/s cannot be made from %.10g Hz: %s; the nearest rate is %.0f bit/s"), phase->bitrate,
               request->clock, reason, nearest_rate (request, phase));
}

/* --- Both phases --- */

static int
compare_solutions (gconstpointer a, gconstpointer b)
{
  const TimingSolution *x = a, *y = b;
  gboolean pair = x->data.timing.brp > 0;
  int order = compare (rate_steps (&x->nominal) + (pair ? rate_steps (&x->data) : 0),
                       rate_steps (&y->nominal) + (pair ? rate_steps (&y->data) : 0));

  if (order == 0)
    order = compare (x->too_short, y->too_short);
  if (order == 0)
    order = compare (point_steps (&x->nominal) + (pair ? point_steps (&x->data) : 0),
                     point_steps (&y->nominal) + (pair ? point_steps (&y->data) : 0));
  if (order == 0)
    order = compare ((x->nominal.point_error > 1e-9) + (pair && x->data.point_error > 1e-9),
                     (y->nominal.point_error > 1e-9) + (pair && y->data.point_error > 1e-9));
  if (order == 0)
    order = compare (llround (y->tolerance.ppm * 10), llround (x->tolerance.ppm * 10));
  if (order == 0 && pair)
    order = compare (x->nominal.timing.brp != x->data.timing.brp, y->nominal.timing.brp != y->data.timing.brp);
  if (order == 0)
    order = compare (bit_timing_quanta (&y->nominal.timing), bit_timing_quanta (&x->nominal.timing));
  if (order == 0 && pair)
    order = compare (bit_timing_quanta (&y->data.timing), bit_timing_quanta (&x->data.timing));
  return order;
}

static void
judge_pair (const TimingRequest *request, TimingSolution *solution)
{
  const BitTiming *data = solution->data.timing.brp > 0 ? &solution->data.timing : NULL;

  bit_timing_tolerance (&solution->nominal.timing, data, &solution->tolerance);
  solution->cable = bit_timing_cable (&solution->nominal.timing, request->clock, node_delay (request));
  solution->too_short = request->cable > 0 && solution->cable < request->cable - 1e-6;
}

void
timing_judge (const TimingRequest *request, TimingSolution *solution)
{
  judge_phase (request, &request->nominal, &solution->nominal);
  if (solution->data.timing.brp > 0)
    judge_phase (request, &request->data, &solution->data);
  judge_pair (request, solution);
}

static void
add_solution (GArray *out, const TimingRequest *request, const PhaseSolution *nominal, const PhaseSolution *data)
{
  TimingSolution solution = { .nominal = *nominal };

  if (data != NULL)
    solution.data = *data;
  judge_pair (request, &solution);
  g_array_append_val (out, solution);
}

static GArray *
combine (const TimingRequest *request, const GArray *nominal, const GArray *data)
{
  GArray *out = g_array_new (FALSE, FALSE, sizeof (TimingSolution));
  guint n_nominal = data != NULL ? MIN (nominal->len, PHASE_CANDIDATES) : nominal->len;

  for (guint i = 0; i < n_nominal; i++)
    if (data == NULL)
      add_solution (out, request, &g_array_index (nominal, PhaseSolution, i), NULL);
    else
      for (guint k = 0; k < MIN (data->len, PHASE_CANDIDATES); k++)
        add_solution (out, request, &g_array_index (nominal, PhaseSolution, i),
                      &g_array_index (data, PhaseSolution, k));
  g_array_sort (out, compare_solutions);
  if (data != NULL && out->len > TIMING_MAX_PAIRS)
    g_array_set_size (out, TIMING_MAX_PAIRS);
  return out;
}

static gboolean
check_request (const TimingRequest *request, GError **error)
{
  if (!(request->clock >= 1000 && request->clock <= 1e10))
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("a clock of %.10g Hz: it must be from 1 kHz to 10 GHz"),
                   request->clock);
      return FALSE;
    }
  for (const PhaseRequest *phase = &request->nominal; phase <= &request->data; phase++)
    {
      if (phase == &request->data && phase->bitrate == 0)
        break;
      if (phase->bitrate == 0 || phase->bitrate > BIT_TIMING_RATE_MAX)
        {
          g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("a bit rate of %u bit/s: it must be from 1 to %u"),
                       phase->bitrate, BIT_TIMING_RATE_MAX);
          return FALSE;
        }
      if (phase->sample_point < 0 || phase->sample_point >= 1)
        {
          g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                       _ ("a sample point of %.4g %%: it must lie within the bit"), phase->sample_point * 100);
          return FALSE;
        }
    }
  return TRUE;
}

GArray *
timing_solve (const TimingRequest *request, GError **error)
{
  double max_error = request->max_rate_error > 0 ? MIN (request->max_rate_error, 0.5) : RATE_ERROR_MAX;
  gboolean pair = request->data.bitrate > 0;
  g_autoptr (GArray) nominal = NULL, data = NULL;

  if (!check_request (request, error))
    return NULL;
  nominal = solve_phase (request, &request->nominal, TRUE, max_error);
  if (pair)
    data = solve_phase (request, &request->data, FALSE, max_error);
  if (nominal->len == 0 || (pair && data->len == 0))
    {
      set_misfit (request, nominal->len == 0 ? &request->nominal : &request->data, max_error, error);
      return NULL;
    }
  return combine (request, nominal, data);
}
