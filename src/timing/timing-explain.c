/* timing-explain.c: a setting's reasons, in words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "timing/timing-solve.h"

#include "base/i18n.h"

#include <inttypes.h>
#include <math.h>

#include "base/banned.h"

/* g_strv_builder_take is newer than the GLib promised. */
static void
add_line (GStrvBuilder *out, char *line)
{
  g_strv_builder_add (out, line);
  g_free (line);
}

static void
explain_quanta (GStrvBuilder *out, const TimingRequest *request, const PhaseRequest *phase, const PhaseSolution *found)
{
  guint quanta = bit_timing_quanta (&found->timing);
  double step = 100.0 / quanta;

  add_line (out,
            g_strdup_printf (_ ("%u quanta of %.4g ns (prescaler %u): the sample point moves in steps of %.3g %%."),
                             quanta, bit_timing_quantum (&found->timing, request->clock), found->timing.brp, step));
  if (fabs (found->rate_error) < 1e-9)
    add_line (out, g_strdup_printf (_ ("The rate of %u bit/s is met exactly."), phase->bitrate));
  else
    add_line (out, g_strdup_printf (_ ("The rate is %+.3g ns a bit off (%+.3g %%, %+.0f ppm): two nodes with "
                                       "this error in opposite directions use up twice that of the tolerance."),
                                    1e9 / found->bitrate - 1e9 / phase->bitrate, found->rate_error * 100,
                                    found->rate_error * 1e6));
}

/* The point nearest to the wished one that so many quanta can have. */
static double
nearest_point (const PhaseRequest *phase, double wished, uint32_t quanta)
{
  const TimingLimits *limits = phase->limits;
  uint32_t least = MAX (limits->tseg2_min, quanta - 1 > limits->tseg1_max ? quanta - 1 - limits->tseg1_max : 0);
  double tseg2 = CLAMP (rint (quanta * (1 - wished)), least, limits->tseg2_max);

  return 1 - tseg2 / quanta;
}

/* Why not more, which would move the sample point in finer steps? */
static void
explain_more (GStrvBuilder *out, const TimingRequest *request, const PhaseRequest *phase, const PhaseSolution *found)
{
  const TimingLimits *limits = phase->limits;
  uint32_t quanta = bit_timing_quanta (&found->timing), most = 1 + limits->tseg1_max + limits->tseg2_max;
  double periods = request->clock / phase->bitrate, wished = found->point - found->point_error;
  uint32_t brp = found->timing.brp;

  if (fabs (found->rate_error) >= 1e-9)
    return;
  do
    brp = brp > limits->brp_min && brp > limits->brp_step ? brp - limits->brp_step : 0;
  while (brp > 0 && fabs (periods / brp - rint (periods / brp)) > 1e-9);
  if (brp == 0)
    add_line (out, g_strdup (_ ("More quanta would need a faster clock: no smaller prescaler makes this rate.")));
  else if (rint (periods / brp) > most)
    add_line (out, g_strdup_printf (_ ("The next smaller prescaler, %u, would make %.0f quanta, more than the %u that "
                                       "the controller has."),
                                    brp, rint (periods / brp), most));
  else
    {
      uint32_t more = (uint32_t) rint (periods / brp);
      double point = nearest_point (phase, wished, more);

      if (fabs (point - wished) > fabs (found->point_error) + 1e-9)
        add_line (out, g_strdup_printf (_ ("Prescaler %u would make %u quanta, but the nearest sample point would be "
                                           "%.2f %%."),
                                        brp, more, point * 100));
      else if (found->timing.sjw == limits->sjw_max)
        add_line (out, g_strdup_printf (_ ("%u quanta (prescaler %u) would put the sample point no nearer, and SJW %u "
                                           "would be a smaller part of the bit."),
                                        more, brp, limits->sjw_max));
      else if (more > quanta)
        add_line (out,
                  g_strdup_printf (_ ("%u quanta (prescaler %u) would put the sample point no nearer."), more, brp));
    }
}

/* What stands in the way of the point that was wished. */
static char *
point_obstacle (const PhaseRequest *phase, const PhaseSolution *found)
{
  const TimingLimits *limits = phase->limits;
  uint32_t tseg1 = bit_timing_tseg1 (&found->timing);

  if (found->point_error < 0 && tseg1 == limits->tseg1_max)
    return g_strdup_printf (_ ("tseg1 ends at %u"), limits->tseg1_max);
  if (found->point_error < 0 && found->timing.phase2 == limits->tseg2_min)
    return g_strdup_printf (_ ("tseg2 is at least %u"), limits->tseg2_min);
  if (found->point_error > 0 && found->timing.phase2 == limits->tseg2_max)
    return g_strdup_printf (_ ("tseg2 ends at %u"), limits->tseg2_max);
  if (found->point_error > 0 && tseg1 == limits->tseg1_min)
    return g_strdup_printf (_ ("tseg1 is at least %u"), limits->tseg1_min);
  return g_strdup_printf (_ ("a bit has %u quanta"), bit_timing_quanta (&found->timing));
}

static void
explain_point (GStrvBuilder *out, const PhaseRequest *phase, const PhaseSolution *found)
{
  g_autofree char *obstacle = NULL;

  if (fabs (found->point_error) < 1e-6)
    {
      add_line (out, g_strdup_printf (_ ("The sample point lies at %.2f %%, as wished."), found->point * 100));
      return;
    }
  obstacle = point_obstacle (phase, found);
  add_line (out, g_strdup_printf (_ ("The sample point lies at %.2f %%, %+.2f %% from the wished one, because "
                                     "%s."),
                                  found->point * 100, found->point_error * 100, obstacle));
}

static const char *
split_reason (const TimingRequest *request, const PhaseRequest *phase, const BitTiming *timing)
{
  if (timing->phase1 == timing->phase2)
    return _ ("equal phase segments give the greatest tolerance");
  if (phase->limits->prop_max > 0 && timing->prop == phase->limits->prop_max)
    return _ ("the propagation segment is as long as the controller has it");
  if (request->cable > 0 && phase == &request->nominal)
    return _ ("the propagation segment is what the cable needs");
  return _ ("the segments' bounds leave no equal phase segments");
}

static void
explain_split (GStrvBuilder *out, const TimingRequest *request, const PhaseRequest *phase, const PhaseSolution *found)
{
  const BitTiming *timing = &found->timing;
  SplitCounts counts;

  bit_timing_count_splits (bit_timing_quanta (timing), NULL, &counts);
  add_line (out, g_strdup_printf (_ ("1 + %u + %u + %u is one of %" PRIu64 " ways to cut %u quanta behind the "
                                     "synchronisation quantum; %s."),
                                  timing->prop, timing->phase1, timing->phase2, counts.three,
                                  bit_timing_quanta (timing), split_reason (request, phase, timing)));
}

static void
explain_sjw (GStrvBuilder *out, const PhaseRequest *phase, const PhaseSolution *found)
{
  uint32_t phases = MIN (found->timing.phase1, found->timing.phase2);

  if (found->timing.sjw == phases)
    add_line (out, g_strdup_printf (_ ("SJW %u: all of the shorter phase segment, more is not allowed."),
                                    found->timing.sjw));
  else if (found->timing.sjw == phase->limits->sjw_max)
    add_line (out, g_strdup_printf (_ ("SJW %u: the most this controller has; fewer quanta would make it a "
                                       "greater part of the bit."),
                                    found->timing.sjw));
  else
    add_line (out, g_strdup_printf (_ ("SJW %u, as chosen; up to %u would raise the tolerance."), found->timing.sjw,
                                    MIN (phases, phase->limits->sjw_max)));
}

static void
explain_common (GStrvBuilder *out, const TimingRequest *request, const TimingSolution *solution)
{
  const OscillatorTolerance *tolerance = &solution->tolerance;

  add_line (out,
            g_strdup_printf (_ ("Each node's clock may be off by ±%.0f ppm; condition %u decides: %s."), tolerance->ppm,
                             tolerance->limiting, bit_timing_condition_text (tolerance->limiting)));
  if (solution->data.timing.brp > 0 && solution->data.timing.brp != solution->nominal.timing.brp)
    add_line (out, g_strdup (_ ("The prescalers differ: a quantum is lost at each change of the rate.")));
  if (solution->cable < 0)
    add_line (out, g_strdup_printf (_ ("The propagation segment is shorter than the nodes' own delay: no cable "
                                       "is short enough for %u bit/s with arbitration."),
                                    request->nominal.bitrate));
  else if (solution->too_short)
    add_line (out, g_strdup_printf (_ ("Up to %.0f m of cable: less than the %.0f m asked for. A later sample "
                                       "point or a lower rate would reach farther."),
                                    solution->cable, request->cable));
  else
    add_line (out, g_strdup_printf (_ ("Up to %.0f m of cable at 5 ns/m."), solution->cable));
}

GStrv
timing_explain (const TimingRequest *request, const TimingSolution *solution)
{
  g_autoptr (GStrvBuilder) out = g_strv_builder_new ();

  for (guint i = 0; i < 2; i++)
    {
      const PhaseRequest *phase = i == 0 ? &request->nominal : &request->data;
      const PhaseSolution *found = i == 0 ? &solution->nominal : &solution->data;

      if (found->timing.brp == 0)
        continue;
      if (solution->data.timing.brp > 0)
        add_line (out, g_strdup (i == 0 ? _ ("Nominal phase:") : _ ("Data phase:")));
      explain_quanta (out, request, phase, found);
      explain_more (out, request, phase, found);
      explain_point (out, phase, found);
      explain_split (out, request, phase, found);
      explain_sjw (out, phase, found);
    }
  explain_common (out, request, solution);
  return g_strv_builder_end (out);
}
