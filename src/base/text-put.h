/* text-put.h: writing numbers and bytes as text in place; each returns the end. static inline only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A line per frame at tens of millions a second leaves no room for printf.
 */
#pragma once

#include "base/bytes.h"
#include <glib.h>
#include <stdint.h>
#include <string.h>

#define PUT_TIME_MAX 24

extern const char put_hex_pairs[512]; /* "000102…FF" */

static inline char *
put_text (char *p, const char *text, gsize n)
{
  memcpy (p, text, n);
  return p + n;
}

#define PUT_LITERAL(p, text) put_text (p, text, sizeof text - 1)

extern const char put_decimal_pairs[200]; /* "000102…99" */

/* The n last decimal digits. */
static inline char *
put_digits (char *p, uint32_t value, guint n)
{
  guint i = n;

  for (; i >= 2; i -= 2, value /= 100)
    memcpy (p + i - 2, put_decimal_pairs + 2 * (value % 100), 2);
  if (i > 0)
    p[0] = (char) ('0' + value % 10);
  return p + n;
}

static inline char *
put_unsigned (char *p, uint64_t value)
{
  guint n = 1;

  if (G_UNLIKELY (value > UINT32_MAX))
    return put_digits (put_unsigned (p, value / 1000000000u), (uint32_t) (value % 1000000000u), 9);
  for (uint64_t limit = 10; n < 10 && value >= limit; limit *= 10)
    n++;
  return put_digits (p, (uint32_t) value, n);
}

/* Decimal seconds: 6 decimals, 9 where the last three are not 0. */
static inline char *
put_time (char *p, int64_t time)
{
  uint64_t magnitude = time < 0 ? 0 - (uint64_t) time : (uint64_t) time;
  uint32_t ns = (uint32_t) (magnitude % 1000000000u);

  if (time < 0)
    *p++ = '-';
  p = put_unsigned (p, magnitude / 1000000000u);
  *p++ = '.';
  return ns % 1000 == 0 ? put_digits (p, ns / 1000, 6) : put_digits (p, ns, 9);
}

/* The n last digits, upper case. */
static inline char *
put_hex_digits (char *p, uint32_t value, guint n)
{
  for (guint i = n; i-- > 0; value >>= 4)
    p[i] = "0123456789ABCDEF"[value & 15];
  return p + n;
}

/* Without leading zeros. */
static inline char *
put_hex (char *p, uint32_t value)
{
  return put_hex_digits (p, value, value == 0 ? 1 : (35 - (guint) __builtin_clz (value)) / 4);
}

static inline char *
put_bytes (char *p, const uint8_t *data, guint n)
{
  for (; n >= 4; n -= 4, data += 4, p += 8)
    {
      /* Eight digits at once, a nibble a byte; 0x06 carries into bit 4 from 10 on, which makes a letter of it. */
      uint64_t v = bytes_load_le32 (data);

      v = (v | v << 16) & UINT64_C (0x0000FFFF0000FFFF);
      v = (v | v << 8) & UINT64_C (0x00FF00FF00FF00FF);
      v = (v >> 4 & UINT64_C (0x000F000F000F000F)) | (v & UINT64_C (0x000F000F000F000F)) << 8;
      v += UINT64_C (0x3030303030303030)
           + (((v + UINT64_C (0x0606060606060606)) >> 4) & UINT64_C (0x0101010101010101)) * 7;
      bytes_store_le64 (p, v);
    }
  for (; n > 0; n--, data++, p += 2)
    memcpy (p, put_hex_pairs + 2 * *data, 2);
  return p;
}
