/* signal-text.c: values of signals as decimal text, independent of the locale.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "db/can-signal.h"

#include <math.h>

#include "base/banned.h"

#define MAX_DECIMALS 9 /* more stand for a factor that no decimal holds, such as 1/3 */

static gsize
write_unsigned (char *text, guint64 value, guint width)
{
  char digits[24];
  gsize n = 0;

  do
    digits[n++] = (char) ('0' + value % 10);
  while ((value /= 10) != 0 || n < width);
  for (gsize i = 0; i < n; i++)
    text[i] = digits[n - 1 - i];
  text[n] = '\0';
  return n;
}

static gsize
write_signed (char *text, gint64 value)
{
  if (value >= 0)
    return write_unsigned (text, (guint64) value, 1);
  text[0] = '-';
  return 1 + write_unsigned (text + 1, 0 - (guint64) value, 1);
}

static const guint64 powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000 };

/* value is scaled / 10^decimals. */
static gsize
write_fixed (char *text, gint64 scaled, guint decimals)
{
  guint64 size = scaled < 0 ? 0 - (guint64) scaled : (guint64) scaled;
  gsize n = 0;

  if (scaled < 0)
    text[n++] = '-';
  n += write_unsigned (text + n, size / powers[decimals], 1);
  if (decimals > 0)
    {
      text[n++] = '.';
      n += write_unsigned (text + n, size % powers[decimals], decimals);
    }
  return n;
}

/* Nearly all values have few decimals. A decimal of at most 15 digits belongs to one double only (DBL_DIG), and integer
 * / power of ten, both exact, is rounded once: what divides back to value is the decimal we look for, and the first one
 * found has no zero at its end. */
static gsize
write_few_decimals (char *text, double value)
{
  for (guint decimals = 0; decimals <= 6; decimals++)
    {
      double scaled = nearbyint (value * (double) powers[decimals]);

      if (fabs (scaled) >= 1e15)
        return 0;
      if (scaled / (double) powers[decimals] == value)
        return write_fixed (text, (gint64) scaled, decimals);
    }
  return 0;
}

/* "d.ddde-05" with 17 digits, cut by one and rounded up. Below a power of two doubles stand closer than above it, so
 * the nearest 16 digits may read back as the neighbour below while the next ones above still read back as value. */
static gboolean
round_up (char *text)
{
  char *exponent = strchr (text, 'e');
  char *p = exponent - 2;

  memmove (exponent - 1, exponent, strlen (exponent) + 1);
  while (p >= text && (*p == '9' || *p == '.'))
    {
      if (*p == '9')
        *p = '0';
      p--;
    }
  if (p < text || !g_ascii_isdigit (*p))
    return FALSE;
  (*p)++;
  return TRUE;
}

gsize
signal_format_double (double value, char text[SIGNAL_TEXT_MAX])
{
  if (isnan (value))
    return g_strlcpy (text, "nan", SIGNAL_TEXT_MAX);
  if (isinf (value))
    return g_strlcpy (text, value < 0 ? "-inf" : "inf", SIGNAL_TEXT_MAX);

  double size = fabs (value);
  if (value == 0 || (size >= 1e-4 && size < 1e15))
    {
      gsize n = write_few_decimals (text, value);
      if (n > 0)
        return n;
    }
  for (int digits = size < 1e-290 ? 1 : 15; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (text, SIGNAL_TEXT_MAX, format, value);
      if (g_ascii_strtod (text, NULL) == value && digits < 17)
        return strlen (text);
    }

  char rounded[SIGNAL_TEXT_MAX];
  int exponent;
  if (fabs (frexp (value, &exponent)) == 0.5)
    {
      g_ascii_formatd (rounded, sizeof rounded, "%.16e", value);
      if (round_up (rounded) && g_ascii_strtod (rounded, NULL) == value)
        return g_strlcpy (text, rounded, SIGNAL_TEXT_MAX);
    }
  return strlen (text);
}

static gboolean
is_integral (double value)
{
  return fabs (value) < 9e18 && value == trunc (value);
}

/* Exact where the double would round: 64-bit counters, serial numbers. FALSE: not an integer of 64 bits. */
static gsize
write_exact (const CanSignal *self, uint64_t bits, char *text)
{
  __int128 raw = self->layout.kind == SIGNAL_SIGNED ? (__int128) can_signal_integer (self, bits) : (__int128) bits;
  __int128 value;

  if (!is_integral (self->factor) || !is_integral (self->offset))
    return 0;
  value = raw * (gint64) self->factor + (gint64) self->offset;
  if (value < G_MININT64 || value > G_MAXUINT64)
    return 0;
  return value < 0 ? write_signed (text, (gint64) value) : write_unsigned (text, (guint64) value, 1);
}

gsize
can_signal_format_physical (const CanSignal *self, uint64_t bits, char text[SIGNAL_TEXT_MAX])
{
  if (self->layout.kind < SIGNAL_FLOAT)
    {
      gsize n = write_exact (self, bits, text);
      if (n > 0)
        return n;
    }
  return signal_format_double (can_signal_physical (self, bits), text);
}

gsize
can_signal_format_raw (const CanSignal *self, uint64_t bits, char text[SIGNAL_TEXT_MAX])
{
  if (self->layout.kind >= SIGNAL_FLOAT)
    return signal_format_double (can_signal_raw_value (self, bits), text);
  if (self->layout.kind == SIGNAL_SIGNED)
    return write_signed (text, can_signal_integer (self, bits));
  return write_unsigned (text, bits, 1);
}

/* -1: no decimal of MAX_DECIMALS places holds it. */
static int
count_decimals (double value)
{
  for (int decimals = 0; decimals <= MAX_DECIMALS; decimals++)
    {
      double scaled = nearbyint (value * (double) powers[decimals]);

      if (fabs (scaled) >= 9e15)
        return -1;
      if (scaled / (double) powers[decimals] == value)
        return decimals;
    }
  return -1;
}

/* So many that neighbouring raw values do not look the same. */
static int
telling_decimals (double factor)
{
  int decimals = 0;

  while (decimals < MAX_DECIMALS && fabs (factor) * (double) powers[decimals] < 1)
    decimals++;
  return decimals;
}

int
can_signal_decimals (const CanSignal *self)
{
  if (self->layout.kind >= SIGNAL_FLOAT)
    return -1;

  int factor = count_decimals (self->factor), offset = count_decimals (self->offset);
  int telling = telling_decimals (self->factor);
  if (factor < 0 || offset < 0)
    return -1;
  /* 1/256 has eight decimals, but three tell its steps apart: 90.504, not 90.50390625. */
  return MAX (factor > telling + 2 ? telling : factor, offset);
}

/* A float of 32 bits in as few digits as read back as that float: 0.1, not 0.10000000149011612. */
static gsize
format_float (double value, char *text)
{
  for (int digits = 1; digits <= 9; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (text, SIGNAL_TEXT_MAX, format, value);
      if ((float) g_ascii_strtod (text, NULL) == (float) value)
        break;
    }
  return strlen (text);
}

/* Factors such as 1/3 or 0.0009765625: six digits behind the point say enough, without the noise of the 17th digit. */
static gsize
format_rounded (double value, char *text)
{
  if (fabs (value) >= 1e9 || (value != 0 && fabs (value) < 1e-3))
    g_ascii_formatd (text, SIGNAL_TEXT_MAX, "%.7g", value);
  else
    return signal_format_double (nearbyint (value * 1e6) / 1e6, text);
  return strlen (text);
}

gsize
can_signal_format_display (const CanSignal *self, uint64_t bits, char text[SIGNAL_TEXT_MAX])
{
  double value = can_signal_physical (self, bits);

  if (self->layout.kind == SIGNAL_DOUBLE || !isfinite (value))
    return signal_format_double (value, text);
  if (self->layout.kind == SIGNAL_FLOAT)
    return self->factor == 1 && self->offset == 0 ? format_float (value, text) : format_rounded (value, text);

  int decimals = can_signal_decimals (self);
  if (decimals == 0)
    return can_signal_format_physical (self, bits, text);
  if (decimals < 0)
    return format_rounded (value, text);
  if (fabs (value) * (double) powers[decimals] >= 9e15)
    return signal_format_double (value, text);
  return write_fixed (text, llrint (value * (double) powers[decimals]), (guint) decimals);
}
