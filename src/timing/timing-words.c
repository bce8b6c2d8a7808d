/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "timing/timing-words.h"

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
