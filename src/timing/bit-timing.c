/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "timing/bit-timing.h"

#include "base/i18n.h"

#include <inttypes.h>
#include <math.h>

#include "base/banned.h"

double
bit_timing_rate (const BitTiming *self, double clock)
{
  return clock / ((double) self->brp * bit_timing_quanta (self));
}

double
bit_timing_quantum (const BitTiming *self, double clock)
{
  return 1e9 * self->brp / clock;
}

double
bit_timing_sample_point (const BitTiming *self)
{
  return (1.0 + bit_timing_tseg1 (self)) / bit_timing_quanta (self);
}

double
bit_timing_default_point (double bitrate)
{
  return bitrate > 800000 ? 0.75 : bitrate > 500000 ? 0.80 : 0.875;
}

static char *
misfit (const char *what, uint64_t value, uint64_t min, uint64_t max)
{
  if (value >= min && value <= max)
    return NULL;
  return g_strdup_printf (_ ("%s is %" PRIu64 ", the controller takes %" PRIu64 " to %" PRIu64), what, value, min, max);
}

char *
bit_timing_dup_misfit (const BitTiming *self, const TimingLimits *limits)
{
  char *found = misfit (_ ("the prescaler"), self->brp, limits->brp_min, limits->brp_max);

  if (found == NULL && (self->brp - limits->brp_min) % limits->brp_step != 0)
    found = g_strdup_printf (_ ("the prescaler is %u, the controller takes steps of %u"), self->brp, limits->brp_step);
  if (found == NULL)
    found = misfit (_ ("tseg1 (propagation + phase 1)"), (uint64_t) self->prop + self->phase1, limits->tseg1_min,
                    limits->tseg1_max);
  if (found == NULL && limits->prop_max > 0)
    found = misfit (_ ("the propagation segment"), self->prop, 1, limits->prop_max);
  if (found == NULL && limits->phase1_max > 0)
    found = misfit (_ ("phase segment 1"), self->phase1, 1, limits->phase1_max);
  if (found == NULL)
    found = misfit (_ ("tseg2 (phase 2)"), self->phase2, limits->tseg2_min, limits->tseg2_max);
  if (found == NULL)
    found = misfit (_ ("SJW"), self->sjw, 1, limits->sjw_max);
  if (found == NULL && self->sjw > MIN (self->phase1, self->phase2))
    found = g_strdup_printf (_ ("SJW is %u, longer than a phase segment (%u)"), self->sjw,
                             MIN (self->phase1, self->phase2));
  return found;
}

void
bit_timing_share_tseg1 (BitTiming *self, uint32_t tseg1, uint32_t wanted_prop, const TimingLimits *limits)
{
  uint32_t prop = wanted_prop > 0 ? wanted_prop : tseg1 > self->phase2 ? tseg1 - self->phase2 : 1;

  if (limits->prop_max > 0)
    prop = MIN (prop, limits->prop_max);
  if (limits->phase1_max > 0 && tseg1 > limits->phase1_max)
    prop = MAX (prop, tseg1 - limits->phase1_max);
  prop = MIN (prop, tseg1 - 1);
  self->prop = prop;
  self->phase1 = tseg1 - prop;
}

/* --- Tolerance --- */

static double
least_phase (const BitTiming *self)
{
  return MIN (self->phase1, self->phase2);
}

void
bit_timing_tolerance (const BitTiming *nominal, const BitTiming *data, OscillatorTolerance *out)
{
  double nbt = bit_timing_quanta (nominal);
  double *ppm = out->conditions;

  out->n = data != NULL ? 5 : 2;
  ppm[0] = nominal->sjw / (20 * nbt);
  ppm[1] = least_phase (nominal) / (2 * (13 * nbt - nominal->phase2));
  if (data != NULL)
    {
      double dbt = bit_timing_quanta (data);
      double ratio = (double) nominal->brp / data->brp;

      ppm[2] = data->sjw / (20 * dbt);
      ppm[3] = least_phase (nominal) / (2 * ((6 * dbt - data->phase2) / ratio + 7 * nbt));
      ppm[4] = (data->sjw - MAX (0, ratio - 1)) / (2 * ((2 * nbt - nominal->phase2) * ratio + data->phase2 + 4 * dbt));
    }
  out->ppm = INFINITY;
  for (guint i = 0; i < out->n; i++)
    {
      ppm[i] = MAX (0, ppm[i] * 1e6);
      if (ppm[i] < out->ppm)
        {
          out->ppm = ppm[i];
          out->limiting = i + 1;
        }
    }
}

const char *
bit_timing_condition_text (guint condition)
{
  static const char *const texts[N_TOLERANCE_CONDITIONS] = {
    N_ ("ten bits between two edges, nominal rate"),
    N_ ("thirteen bits from the last edge to the bit after an error flag, nominal rate"),
    N_ ("ten bits between two edges, data rate"),
    N_ ("an error flag that begins in the data phase"),
    N_ ("the change from nominal to data rate"),
  };

  g_return_val_if_fail (condition >= 1 && condition <= N_TOLERANCE_CONDITIONS, "");
  return _ (texts[condition - 1]);
}

/* --- Cable --- */

double
bit_timing_cable (const BitTiming *self, double clock, double node_delay_ns)
{
  return (self->prop * bit_timing_quantum (self, clock) / 2 - node_delay_ns) / CABLE_NS_PER_M;
}

uint32_t
bit_timing_prop_for (double metres, double node_delay_ns, double quantum_ns)
{
  /* A hair less, so that what fits exactly is not rounded up. */
  double quanta = ceil (2 * (CABLE_NS_PER_M * metres + node_delay_ns) / quantum_ns - 1e-9);

  return (uint32_t) CLAMP (quanta, 1, 65535);
}

/* --- Transmitter delay compensation --- */

void
bit_timing_tdc (const BitTiming *data, const TdcLimits *limits, TdcChoice *out)
{
  uint64_t wished = (uint64_t) (1 + bit_timing_tseg1 (data)) * data->brp;

  out->possible = limits->offset_max > 0 && data->brp <= 2;
  out->bounded = wished > limits->offset_max || wished < limits->offset_min;
  out->offset = (uint32_t) MAX (MIN (wished, limits->offset_max), limits->offset_min);
  out->second_point = out->offset / ((double) bit_timing_quanta (data) * data->brp);
}

/* --- Splits --- */

void
bit_timing_count_splits (uint32_t quanta, const TimingLimits *limits, SplitCounts *out)
{
  uint64_t n = quanta;

  *out = (SplitCounts){ 0 };
  if (n < 3)
    return;
  out->four = n >= 4 ? (n - 1) * (n - 2) * (n - 3) / 6 : 0;
  out->three = (n - 2) * (n - 3) / 2;
  out->two = n - 2;
  if (limits != NULL)
    for (uint64_t tseg2 = limits->tseg2_min; tseg2 <= limits->tseg2_max && tseg2 + 2 <= n; tseg2++)
      if (n - 1 - tseg2 >= limits->tseg1_min && n - 1 - tseg2 <= limits->tseg1_max)
        out->within++;
}
