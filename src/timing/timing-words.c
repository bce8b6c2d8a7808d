/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "timing/timing-words.h"

#include "base/i18n.h"
#include "core/bit-rate.h"

#include <math.h>

#include "base/banned.h"

#define EXTENSION_80_MHZ 2

static const TimingLimits any = { 1, 1000, 1, 1000, 1000, 1, 4096, 1, 0, 0 };

static gboolean
make (BitTiming *out, uint32_t brp, uint32_t tseg1, uint32_t tseg2)
{
  if (brp == 0 || tseg1 < 2 || tseg2 < 1)
    return FALSE;
  *out = (BitTiming){ .brp = brp, .phase2 = tseg2, .sjw = 1 };
  bit_timing_share_tseg1 (out, tseg1, 0, &any);
  return TRUE;
}

gboolean
timing_words_read (uint32_t word, uint32_t extension, BitTiming *out, double *clock)
{
  uint32_t quanta = word >> 16 & 0xFF, brp = word >> 8 & 0xFF, tseg1;

  *clock = (word & 0xFF) * 1e6;
  if (extension >> 28 == EXTENSION_80_MHZ)
    {
      *clock = 80e6;
      return make (out, (extension >> 16 & 0xFFF) + 1, (extension & 0xFF) + 1, (extension >> 8 & 0xFF) + 1);
    }
  if (*clock == 0 || quanta < 4)
    return FALSE;
  tseg1 = (uint32_t) MAX (lround (quanta * (word >> 24) / 100.0) - 1, 0);
  return tseg1 + 1 < quanta && make (out, brp, tseg1, quanta - 1 - tseg1);
}

/* --- A setting of a recording --- */

/* Only this setting lies within them. */
static TimingLimits
limits_around (const BitTiming *timing)
{
  uint32_t tseg1 = bit_timing_tseg1 (timing);

  return (TimingLimits){
    .tseg1_min = tseg1,
    .tseg1_max = tseg1,
    .tseg2_min = timing->phase2,
    .tseg2_max = timing->phase2,
    .sjw_max = timing->sjw,
    .brp_min = timing->brp,
    .brp_max = timing->brp,
    .brp_step = timing->brp,
  };
}

static gboolean
ask_phase (PhaseRequest *out, const BitTiming *timing, double clock, const TimingLimits *limits)
{
  double rate = bit_timing_rate (timing, clock);

  if (!(rate >= 1) || rate > BIT_TIMING_RATE_MAX)
    return FALSE;
  *out = (PhaseRequest){ limits, (uint32_t) lround (rate), bit_timing_sample_point (timing), SJW_MAX, 0 };
  return TRUE;
}

gboolean
timing_recorded_init (TimingRecorded *self, const TraceTiming *timing, double node_delay_ns)
{
  BitTiming *nominal = &self->solution.nominal.timing, *data = &self->solution.data.timing;
  double data_clock;

  *self = (TimingRecorded){ .request.node_delay_ns = node_delay_ns };
  if (!timing_words_read (timing->words[0], timing->words[2], nominal, &self->request.clock)
      || !ask_phase (&self->request.nominal, nominal, self->request.clock, &self->nominal))
    return FALSE;
  self->nominal = limits_around (nominal);
  if (timing_words_read (timing->words[1], timing->words[3], data, &data_clock)
      && ask_phase (&self->request.data, data, data_clock, &self->data))
    self->data = limits_around (data);
  else
    {
      *data = (BitTiming){ 0 };
      self->request.data = (PhaseRequest){ 0 };
    }
  timing_judge (&self->request, &self->solution);
  return TRUE;
}

void
timing_recorded_copy (TimingRecorded *to, const TimingRecorded *from)
{
  *to = *from;
  to->request.nominal.limits = &to->nominal;
  if (to->request.data.bitrate > 0)
    to->request.data.limits = &to->data;
}

static void
append_phase (GString *out, const PhaseSolution *phase)
{
  const BitTiming *t = &phase->timing;

  bit_rate_append_short (out, (uint32_t) lround (phase->bitrate));
  /* TRANSLATORS: sample point, prescaler, quanta, segments */
  g_string_append_printf (out, _ (", %.4g %%: /%u, %u quanta (1+%u+%u)"), phase->point * 100, t->brp,
                          bit_timing_quanta (t), bit_timing_tseg1 (t), t->phase2);
}

char *
timing_recorded_dup_text (const TimingRecorded *self)
{
  GString *out = g_string_new (NULL);

  append_phase (out, &self->solution.nominal);
  if (self->solution.data.timing.brp > 0)
    {
      g_string_append (out, _ ("; data "));
      append_phase (out, &self->solution.data);
    }
  g_string_append_printf (out, _ ("; clock %.10g MHz"), self->request.clock / 1e6);
  return g_string_free (out, FALSE);
}
