/* can-signal.c: bits of a payload to raw and physical values, and back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "db/can-signal.h"

#include <math.h>

#include "base/banned.h"

static gboolean
kind_fits (SignalKind kind, guint length)
{
  if (kind == SIGNAL_FLOAT)
    return length == 16 || length == 32;
  if (kind == SIGNAL_DOUBLE)
    return length == 64;
  return length >= 1 && length <= 64;
}

gboolean
signal_layout_init (SignalLayout *self, guint start, guint length, gboolean big_endian, SignalKind kind)
{
  if (!kind_fits (kind, length) || start >= SIGNAL_MAX_BYTE * 8)
    return FALSE;

  /* Big-endian bits are numbered downwards within a byte and upwards over bytes; first counts them in order of weight.
   */
  guint first = big_endian ? (start & ~7u) + 7 - start % 8 : start;
  guint last = first + length - 1;
  if (last >= SIGNAL_MAX_BYTE * 8)
    return FALSE;

  memset (self, 0, sizeof *self);
  self->first_byte = first / 8;
  self->n_bytes = last / 8 - first / 8 + 1;
  self->end_byte = last / 8 + 1;
  self->shift = big_endian ? 7 - last % 8 : first % 8;
  self->bits = length;
  self->big_endian = big_endian;
  self->kind = kind;
  self->window = self->end_byte > 8 ? self->end_byte - 8 : 0;
  if (self->n_bytes <= 8)
    self->window_shift
        = self->shift + 8 * (big_endian ? self->window + 8 - self->end_byte : self->first_byte - self->window);
  return TRUE;
}

/* Byte by byte: for payloads shorter than 8 bytes, and for 9 bytes (of the first or last one only some bits count, so
 * what is pushed out of the 64 bits is never part of the signal). */
static uint64_t
load_bytes (const SignalLayout *self, const uint8_t *data)
{
  const uint8_t *p = data + self->first_byte;
  uint64_t word = 0;

  if (self->big_endian)
    {
      guint rest = MIN (self->n_bytes, 8);

      for (guint i = 0; i < rest; i++)
        word = word << 8 | p[i];
      if (self->n_bytes == 9)
        return word << (8 - self->shift) | p[8] >> self->shift;
      return word >> self->shift;
    }
  for (guint i = MIN (self->n_bytes, 8); i-- > 0;)
    word = word << 8 | p[i];
  word >>= self->shift;
  if (self->n_bytes == 9)
    word |= (uint64_t) p[8] << (64 - self->shift);
  return word;
}

uint64_t
signal_layout_load (const SignalLayout *self, const uint8_t *data)
{
  if (self->n_bytes <= 8 && self->end_byte >= 8)
    return signal_layout_load_wide (self, data);
  return load_bytes (self, data) & (UINT64_MAX >> (64 - self->bits));
}

void
signal_layout_store (const SignalLayout *self, uint8_t *data, uint64_t bits)
{
  uint8_t *p = data + self->first_byte;
  guint done = 0;

  bits &= UINT64_MAX >> (64 - self->bits);
  for (guint i = 0; i < self->n_bytes; i++)
    {
      guint shift = i == 0 ? self->shift : 0;
      guint take = MIN (8 - shift, self->bits - done);
      uint8_t mask = (uint8_t) ((0xFFu >> (8 - take)) << shift);
      uint8_t *byte = self->big_endian ? p + self->n_bytes - 1 - i : p + i;

      *byte = (uint8_t) ((*byte & ~mask) | ((bits >> done << shift) & mask));
      done += take;
    }
}

/* IEEE 754 binary16. */
static double
half_to_double (uint16_t half)
{
  guint exponent = half >> 10 & 31;
  double mantissa = half & 1023;
  double value;

  if (exponent == 31)
    value = mantissa != 0 ? NAN : INFINITY;
  else if (exponent == 0)
    value = ldexp (mantissa, -24);
  else
    value = ldexp (mantissa + 1024, (int) exponent - 25);
  return half & 0x8000 ? -value : value;
}

static double
float_from_bits (const SignalLayout *layout, uint64_t bits)
{
  if (layout->bits == 64)
    {
      double value;
      memcpy (&value, &bits, sizeof value);
      return value;
    }
  if (layout->bits == 32)
    {
      uint32_t word = (uint32_t) bits;
      float value;
      memcpy (&value, &word, sizeof value);
      return value;
    }
  return half_to_double ((uint16_t) bits);
}

double
can_signal_raw_float (const CanSignal *self, uint64_t bits)
{
  return self->layout.kind >= SIGNAL_FLOAT ? float_from_bits (&self->layout, bits) : (double) bits;
}

/* The integer that labels and multiplexers compare; FALSE for a float that is none. */
static gboolean
label_key (const CanSignal *self, uint64_t bits, int64_t *key)
{
  if (self->layout.kind < SIGNAL_FLOAT)
    {
      *key = can_signal_integer (self, bits);
      return TRUE;
    }

  double value = float_from_bits (&self->layout, bits);
  if (!(value >= -9e18 && value <= 9e18) || value != trunc (value))
    return FALSE;
  *key = (int64_t) value;
  return TRUE;
}

const char *
can_signal_label (const CanSignal *self, uint64_t bits)
{
  guint low = 0, high = self->n_labels;
  int64_t key;

  if (high == 0 || !label_key (self, bits, &key))
    return NULL;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (self->labels[middle].raw < key)
        low = middle + 1;
      else
        high = middle;
    }
  return low < self->n_labels && self->labels[low].raw == key ? self->labels[low].text : NULL;
}

gboolean
can_signal_find_label (const CanSignal *self, const char *text, int64_t *raw)
{
  for (guint i = 0; i < self->n_labels; i++)
    if (g_str_equal (self->labels[i].text, text))
      {
        *raw = self->labels[i].raw;
        return TRUE;
      }
  return FALSE;
}

guint
can_signal_length (const CanSignal *self)
{
  return self->layout.bits;
}
