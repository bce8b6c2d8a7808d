/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "samples/logic-scan.h"

#include <string.h>

#include "base/banned.h"

#define BLOCK 64 /* bytes looked at at once: what compilers make vectors of */

static inline void
add (GArray *out, int64_t time, gboolean level)
{
  WireEdge edge = WIRE_EDGE (time, level);

  g_array_append_val (out, edge);
}

/* Whether any of a block's bytes differs from the level in the masked bit. */
static inline gboolean
block_is_quiet (const uint8_t *bytes, uint8_t mask, uint8_t level)
{
  uint8_t differs = 0;

  for (guint i = 0; i < BLOCK; i++)
    differs |= (uint8_t) (bytes[i] ^ level);
  return (differs & mask) == 0;
}

static void
scan_bytes (const uint8_t *samples, gsize n, uint8_t mask, int64_t start, gboolean *level, GArray *out)
{
  uint8_t now = *level ? mask : 0;
  gsize i = 0;

  while (i < n)
    {
      gsize end;

      while (i + BLOCK <= n && block_is_quiet (samples + i, mask, now))
        i += BLOCK;
      for (end = MIN (i + BLOCK, n); i < end; i++)
        if ((samples[i] & mask) != now)
          {
            now ^= mask;
            add (out, start + (int64_t) i, now != 0);
          }
    }
  *level = now != 0;
}

void
logic_scan (const uint8_t *samples, gsize n, guint unit, guint line, int64_t start, gboolean *level, GArray *out)
{
  uint8_t mask = (uint8_t) (1u << line % 8), now = *level ? mask : 0;

  if (unit == 1)
    {
      scan_bytes (samples, n, mask, start, level, out);
      return;
    }
  samples += line / 8;
  for (gsize i = 0; i < n; i++)
    if ((samples[i * unit] & mask) != now)
      {
        now ^= mask;
        add (out, start + (int64_t) i, now != 0);
      }
  *level = now != 0;
}

void
logic_scan_packed (const uint8_t *bytes, gsize n_bits, int64_t start, gboolean *level, GArray *out)
{
  gboolean now = *level;

  for (gsize i = 0; i < n_bits;)
    {
      uint64_t word = 0, changes;
      gsize have = MIN (n_bits - i, 64);

      memcpy (&word, bytes + i / 8, (have + 7) / 8);
      word = GUINT64_FROM_LE (word);
      changes = word ^ (word << 1 | (uint64_t) now);
      if (have < 64)
        changes &= (UINT64_C (1) << have) - 1;
      for (; changes != 0; changes &= changes - 1)
        {
          guint bit = (guint) __builtin_ctzll (changes);

          add (out, start + (int64_t) (i + bit), (word >> bit & 1) != 0);
        }
      now = (word >> (have - 1) & 1) != 0;
      i += have;
    }
  *level = now;
}
