/* signal-encode.c: a value to the bits of its signal.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "db/encode.h"

#include <float.h>
#include <math.h>

#include "base/errors.h"
#include "base/i18n.h"

#include "base/banned.h"

#define HALF_MAX 65504.0

static gboolean
is_float (const CanSignal *self)
{
  return self->layout.kind >= SIGNAL_FLOAT;
}

/* --- Limits --- */

static __int128
lowest_raw (const CanSignal *self)
{
  return self->layout.kind == SIGNAL_SIGNED ? -((__int128) 1 << (self->layout.bits - 1)) : 0;
}

static __int128
highest_raw (const CanSignal *self)
{
  return ((__int128) 1 << (self->layout.bits - (self->layout.kind == SIGNAL_SIGNED))) - 1;
}

static double
largest_float (const CanSignal *self)
{
  return self->layout.bits == 64 ? DBL_MAX : self->layout.bits == 32 ? (double) FLT_MAX : HALF_MAX;
}

static gboolean
has_range (const CanSignal *self)
{
  return self->minimum < self->maximum;
}

void
can_signal_get_limits (const CanSignal *self, EncodeFlags flags, double *low, double *high)
{
  double a = is_float (self) ? -largest_float (self) : (double) lowest_raw (self);
  double b = is_float (self) ? largest_float (self) : (double) highest_raw (self);

  if (!(flags & ENCODE_RAW))
    {
      double x = a * self->factor + self->offset, y = b * self->factor + self->offset;

      a = MIN (x, y);
      b = MAX (x, y);
    }
  *low = a;
  *high = b;
  if (!(flags & ENCODE_IN_RANGE) || !has_range (self))
    return;

  double minimum = self->minimum, maximum = self->maximum;
  if (flags & ENCODE_RAW)
    {
      double x = (minimum - self->offset) / self->factor, y = (maximum - self->offset) / self->factor;

      if (!isfinite (x) || !isfinite (y))
        return;
      minimum = MIN (x, y);
      maximum = MAX (x, y);
    }
  *low = CLAMP (minimum, a, b);
  *high = CLAMP (maximum, a, b);
}

/* Without the noise of the last digits: -201.7, not -201.70000000000002. */
static void
format_limit (const CanSignal *self, EncodeFlags flags, double value, char text[SIGNAL_TEXT_MAX])
{
  int decimals = flags & ENCODE_RAW ? 0 : can_signal_decimals (self);
  double power = decimals >= 0 ? pow (10, decimals) : 1;

  if (decimals >= 0 && !is_float (self) && fabs (value) * power < 9e15)
    value = nearbyint (value * power) / power;
  signal_format_double (value, text);
}

static gboolean
fail_limits (const CanSignal *self, const char *value, EncodeFlags flags, GError **error)
{
  char low[SIGNAL_TEXT_MAX], high[SIGNAL_TEXT_MAX];
  double a, b;

  can_signal_get_limits (self, flags, &a, &b);
  format_limit (self, flags, a, low);
  format_limit (self, flags, b, high);
  g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("signal %s: %s is outside its range, %s to %s"), self->name,
               value, low, high);
  return FALSE;
}

static gboolean
fail_value (const CanSignal *self, double value, EncodeFlags flags, GError **error)
{
  char text[SIGNAL_TEXT_MAX];

  signal_format_double (value, text);
  return fail_limits (self, text, flags, error);
}

/* --- Floats --- */

static uint16_t
half_from_double (double value)
{
  uint16_t sign = signbit (value) ? 0x8000 : 0;
  double size = fabs (value);

  if (isnan (value))
    return sign | 0x7E00;
  if (isinf (size))
    return sign | 0x7C00;
  if (size < 0x1p-14)
    return (uint16_t) (sign | (guint) nearbyint (size * 0x1p24));

  int exponent = ilogb (size);
  guint mantissa = (guint) nearbyint (ldexp (size, 10 - exponent)) - 1024;
  return (uint16_t) (sign | ((guint) ((exponent + 15) << 10) + mantissa)); /* a full mantissa carries over */
}

/* FALSE: finite, but too large. */
static gboolean
float_to_bits (const CanSignal *self, double raw, uint64_t *bits)
{
  if (self->layout.bits == 64)
    memcpy (bits, &raw, sizeof raw);
  else if (self->layout.bits == 32)
    {
      float value = (float) raw;
      uint32_t word;

      memcpy (&word, &value, sizeof word);
      *bits = word;
      return !isinf (value) || isinf (raw);
    }
  else
    {
      *bits = half_from_double (raw);
      return (*bits & 0x7FFF) != 0x7C00 || isinf (raw);
    }
  return TRUE;
}

/* --- Integers --- */

static uint64_t
integer_to_bits (const CanSignal *self, __int128 raw)
{
  return (uint64_t) raw & (UINT64_MAX >> (64 - self->layout.bits));
}

static gboolean
encode_integer (const CanSignal *self, double raw, uint64_t *bits)
{
  raw = round (raw);
  if (!(raw >= (double) lowest_raw (self) && raw < (double) (highest_raw (self) + 1)))
    return FALSE;
  *bits = integer_to_bits (self, (__int128) raw);
  return TRUE;
}

/* --- A number --- */

/* TRUE: value lies within the limits asked for, or was moved there. */
static gboolean
check_range (const CanSignal *self, double *value, EncodeFlags flags)
{
  double low, high;

  if (isnan (*value) || (is_float (self) && isinf (*value) && !(flags & (ENCODE_IN_RANGE | ENCODE_CLIP))))
    return is_float (self);
  can_signal_get_limits (self, flags, &low, &high);
  if (flags & ENCODE_CLIP)
    {
      *value = CLAMP (*value, low, high);
      return TRUE;
    }
  return !(flags & ENCODE_IN_RANGE) || !has_range (self) || (*value >= low && *value <= high);
}

gboolean
can_signal_encode (const CanSignal *self, double value, EncodeFlags flags, uint64_t *bits, GError **error)
{
  double number = value, raw;

  if (!check_range (self, &number, flags))
    return fail_value (self, value, flags, error);
  raw = flags & ENCODE_RAW ? number : (number - self->offset) / self->factor;
  if (!(flags & ENCODE_RAW) && self->factor == 0)
    {
      /* Every raw value means the offset. */
      if (number != self->offset)
        return fail_value (self, value, flags, error);
      raw = 0;
    }
  if (is_float (self) ? float_to_bits (self, raw, bits) : encode_integer (self, raw, bits))
    return TRUE;
  if ((flags & ENCODE_CLIP) && !isnan (raw) && !is_float (self))
    {
      /* Rounding took it over the edge. */
      *bits = integer_to_bits (self, raw < 0 ? lowest_raw (self) : highest_raw (self));
      return TRUE;
    }
  return fail_value (self, value, flags, error);
}

uint64_t
can_signal_start_bits (const CanSignal *self)
{
  uint64_t bits = 0;

  if (!self->has_start_value || !can_signal_encode (self, self->start_value, ENCODE_RAW | ENCODE_CLIP, &bits, NULL))
    return 0;
  return bits;
}

/* --- Text --- */

#define MAX_DIGITS 30 /* fit into 128 bits with room for the offset */

/* Decimal, 0x, 0b; FALSE: no integer, or one of more digits. */
static gboolean
parse_integer (const char *text, __int128 *value)
{
  gboolean negative = *text == '-';
  guint base = 10, n = 0;

  if (*text == '-' || *text == '+')
    text++;
  if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
    base = 16;
  else if (text[0] == '0' && (text[1] == 'b' || text[1] == 'B'))
    base = 2;
  if (base != 10)
    text += 2;
  *value = 0;
  for (; *text != '\0'; text++, n++)
    {
      int digit = g_ascii_xdigit_value (*text);

      if (digit < 0 || (guint) digit >= base || n >= (base == 2 ? 64 : MAX_DIGITS))
        return FALSE;
      *value = *value * base + digit;
    }
  if (negative)
    *value = -*value;
  return n > 0;
}

static gboolean
is_integral (double value)
{
  return fabs (value) < 9e18 && value == trunc (value);
}

static __int128
divide_rounding (__int128 a, __int128 b)
{
  __int128 half = (b < 0 ? -b : b) / 2;

  return (a < 0 ? a - half : a + half) / b;
}

/* Without a double in between. FALSE: that way is not open, or does not fit; encoding the double says which. */
static gboolean
encode_exactly (const CanSignal *self, __int128 number, EncodeFlags flags, uint64_t *bits)
{
  if (is_float (self) || (flags & (ENCODE_IN_RANGE | ENCODE_CLIP)))
    return FALSE;
  if (!(flags & ENCODE_RAW))
    {
      if (!is_integral (self->factor) || !is_integral (self->offset) || self->factor == 0)
        return FALSE;
      number = divide_rounding (number - (gint64) self->offset, (gint64) self->factor);
    }
  if (number < lowest_raw (self) || number > highest_raw (self))
    return FALSE;
  *bits = integer_to_bits (self, number);
  return TRUE;
}

/* Tables have values that the bits do not hold. */
static gboolean
encode_label_value (const CanSignal *self, int64_t raw, uint64_t *bits)
{
  if (is_float (self))
    return float_to_bits (self, (double) raw, bits);
  *bits = (uint64_t) raw & (UINT64_MAX >> (64 - self->layout.bits));
  return can_signal_integer (self, *bits) == raw;
}

static char *
fold (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text)); /* "Not On " is in tables too */

  return g_utf8_casefold (stripped, -1);
}

static gboolean
encode_label (const CanSignal *self, const char *text, uint64_t *bits)
{
  for (guint i = 0; i < self->n_labels; i++)
    if (g_str_equal (self->labels[i].text, text) && encode_label_value (self, self->labels[i].raw, bits))
      return TRUE;
  if (self->n_labels == 0)
    return FALSE;

  g_autofree char *folded = fold (text);
  for (guint i = 0; i < self->n_labels; i++)
    {
      g_autofree char *other = fold (self->labels[i].text);

      if (g_str_equal (folded, other) && encode_label_value (self, self->labels[i].raw, bits))
        return TRUE;
    }
  return FALSE;
}

typedef enum
{
  NUMBER_ENCODED,
  NUMBER_REFUSED, /* *error says why */
  NO_NUMBER,
} NumberResult;

static NumberResult
encode_number (const CanSignal *self, const char *number, EncodeFlags flags, uint64_t *bits, GError **error)
{
  __int128 integer;
  char *end;

  if (parse_integer (number, &integer))
    {
      if (encode_exactly (self, integer, flags, bits))
        return NUMBER_ENCODED;
      return can_signal_encode (self, (double) integer, flags, bits, error) ? NUMBER_ENCODED : NUMBER_REFUSED;
    }

  double value = g_ascii_strtod (number, &end);
  if (end == number || *end != '\0' || strpbrk (number, "xX") != NULL)
    return NO_NUMBER;
  return can_signal_encode (self, value, flags, bits, error) ? NUMBER_ENCODED : NUMBER_REFUSED;
}

/* With the unit behind it only if it is no number as it stands: there are units such as "1". */
static NumberResult
encode_quantity (const CanSignal *self, const char *text, EncodeFlags flags, uint64_t *bits, GError **error)
{
  g_autofree char *number = g_strstrip (g_strdup (text));
  NumberResult result = encode_number (self, number, flags, bits, error);

  if (result != NO_NUMBER || self->unit[0] == '\0' || !g_str_has_suffix (number, self->unit))
    return result;
  number[strlen (number) - strlen (self->unit)] = '\0';
  return encode_number (self, g_strchomp (number), flags, bits, error);
}

gboolean
can_signal_encode_text (const CanSignal *self, const char *text, EncodeFlags flags, uint64_t *bits, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("signal %s: the value is not UTF-8"), self->name);
      return FALSE;
    }
  if ((!(flags & ENCODE_RAW) && encode_label (self, text, bits))
      || encode_quantity (self, text, flags, bits, &failure) == NUMBER_ENCODED || encode_label (self, text, bits))
    return TRUE;
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  else
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                 self->n_labels > 0 ? _ ("signal %s: “%s” is neither a number nor a text of its value table")
                                    : _ ("signal %s: “%s” is no number"),
                 self->name, text);
  return FALSE;
}
