/* fast-mask.h: where a character stands in the next 64, as one bit each; the first is bit 0.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Private to src/formats. Sixteen at once on x86-64, where SSE2 is always there; else by fast-text.h.
 */
#pragma once

#include "formats/fast-text.h"

#ifdef __SSE2__
#include <emmintrin.h>

static inline uint64_t
fast_mask_16 (const char *p, __m128i wanted)
{
  __m128i text = _mm_loadu_si128 ((const __m128i *) (const void *) p);

  return (uint32_t) _mm_movemask_epi8 (_mm_cmpeq_epi8 (text, wanted));
}

/* Written out: -O2 does not unroll, and the loop costs more than its body. */
static inline uint64_t
fast_mask_equal (const char *p, char c)
{
  const __m128i wanted = _mm_set1_epi8 (c);

  return fast_mask_16 (p, wanted) | fast_mask_16 (p + 16, wanted) << 16 | fast_mask_16 (p + 32, wanted) << 32
         | fast_mask_16 (p + 48, wanted) << 48;
}

#else

static inline uint64_t
fast_mask_equal (const char *p, char c)
{
  uint64_t mask = 0;

  for (int i = 0; i < 8; i++)
    {
      uint64_t bits = fast_equal (fast_load (p + 8 * i), c) >> 7; /* bit 0 of each byte */

      mask |= (bits * G_GUINT64_CONSTANT (0x0102040810204080) >> 56) << 8 * i;
    }
  return mask;
}

#endif
