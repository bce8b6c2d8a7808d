/* filter-number.c: numbers of a filter: whole ones exactly, times in nanoseconds, the rest in double.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "filter/filter-private.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

#define WIDE_LIMIT ((FilterWide) 1 << 100) /* beyond every time and key: saturates */

static gboolean
parse_based (const char *text, gsize n, guint base, uint64_t *out)
{
  uint64_t value = 0;

  for (gsize i = 0; i < n; i++)
    {
      int digit = g_ascii_xdigit_value (text[i]);

      if (digit < 0 || (guint) digit >= base || value > (G_MAXUINT64 - (guint) digit) / base)
        return FALSE;
      value = value * base + (guint) digit;
    }
  *out = value;
  return TRUE;
}

static FilterNumber
number_real (double value)
{
  FilterNumber number = { .is_real = TRUE, .real = value };

  /* 1e3 and 3.0 are whole numbers: then they are compared as such. */
  if (fabs (value) <= 9007199254740992.0 && floor (value) == value)
    number = (FilterNumber){ .whole = (FilterWide) value, .real = value };
  return number;
}

gboolean
filter_number_parse (const char *text, gsize n, FilterNumber *out)
{
  gboolean negative = n > 0 && text[0] == '-';
  gsize sign = negative || (n > 0 && text[0] == '+') ? 1 : 0;
  const char *digits = text + sign;
  gsize rest = n - sign;
  guint base = rest > 2 && digits[0] == '0' ? (g_ascii_tolower (digits[1]) == 'x'   ? 16
                                               : g_ascii_tolower (digits[1]) == 'b' ? 2
                                                                                    : 10)
                                            : 10;
  uint64_t value;

  if (base == 10
      && (memchr (digits, '.', rest) != NULL || memchr (digits, 'e', rest) != NULL
          || memchr (digits, 'E', rest) != NULL))
    {
      char *copy = g_strndup (text, n);

      *out = number_real (g_ascii_strtod (copy, NULL));
      g_free (copy);
      return isfinite (out->real);
    }
  if (base != 10)
    {
      digits += 2;
      rest -= 2;
    }
  if (!parse_based (digits, rest, base, &value))
    return FALSE;
  *out = (FilterNumber){ .whole = negative ? -(FilterWide) value : (FilterWide) value };
  out->real = (double) out->whole;
  return TRUE;
}

/* mantissa * 10^exponent; what is below 1 goes to above, saturating far outside of 64 bits. */
static FilterNumber
scale (FilterWide mantissa, gint64 exponent, gboolean above, gboolean negative)
{
  FilterNumber number = { 0 };

  for (; exponent > 0 && mantissa != 0 && mantissa < WIDE_LIMIT; exponent--)
    mantissa *= 10;
  for (; exponent < 0 && mantissa != 0; exponent++)
    {
      above |= mantissa % 10 != 0;
      mantissa /= 10;
    }
  number.whole = negative ? -mantissa - (above ? 1 : 0) : mantissa;
  number.above = above;
  number.real = (double) number.whole;
  return number;
}

FilterNumber
filter_number_scale (const char *text, gsize n, int digits)
{
  gboolean negative = n > 0 && text[0] == '-', above = FALSE, fraction = FALSE;
  FilterWide mantissa = 0;
  gint64 exponent = digits;
  FilterNumber whole;

  if (n > 1 && memchr ("xXbB", text[n > 2 && (negative || text[0] == '+') ? 2 : 1], 4) != NULL)
    {
      if (!filter_number_parse (text, n, &whole))
        whole.whole = 0;
      return scale (negative ? -whole.whole : whole.whole, exponent, FALSE, negative);
    }
  for (gsize i = 0; i < n; i++)
    {
      if (text[i] == '.')
        fraction = TRUE;
      else if (g_ascii_isdigit (text[i]) && mantissa < WIDE_LIMIT)
        {
          mantissa = mantissa * 10 + (text[i] - '0');
          exponent -= fraction;
        }
      else if (g_ascii_isdigit (text[i]))
        {
          above |= text[i] != '0';
          exponent += !fraction;
        }
      else if (text[i] == 'e' || text[i] == 'E')
        {
          exponent += CLAMP (g_ascii_strtoll (text + i + 1, NULL, 10), -1000000, 1000000);
          break;
        }
    }
  return scale (mantissa, exponent, above, negative);
}

static gboolean
take_digits (const char **p, guint max, guint *out)
{
  guint n = 0;

  for (*out = 0; n < max && g_ascii_isdigit (**p); n++, (*p)++)
    *out = *out * 10 + (guint) (**p - '0');
  return n > 0;
}

static gboolean
take_char (const char **p, const char *chars)
{
  if (**p == '\0' || strchr (chars, **p) == NULL)
    return FALSE;
  (*p)++;
  return TRUE;
}

gboolean
filter_number_parse_date (const char *text, FilterNumber *out)
{
  guint year, month, day, hour = 0, minute = 0, second = 0;
  FilterNumber fraction = { 0 };
  const char *p = text;
  GDateTime *date;

  if (!take_digits (&p, 4, &year) || !take_char (&p, "-") || !take_digits (&p, 2, &month) || !take_char (&p, "-")
      || !take_digits (&p, 2, &day))
    return FALSE;
  if (take_char (&p, " T"))
    {
      if (!take_digits (&p, 2, &hour) || !take_char (&p, ":") || !take_digits (&p, 2, &minute))
        return FALSE;
      if (take_char (&p, ":") && !take_digits (&p, 2, &second))
        return FALSE;
      if (*p == '.' && g_ascii_isdigit (p[1]))
        {
          gsize n = 1 + strspn (p + 1, "0123456789");

          fraction = filter_number_scale (p, n, 9);
          p += n;
        }
    }
  if (*p != '\0' || second > 59)
    return FALSE;
  date = g_date_time_new_local ((gint) year, (gint) month, (gint) day, (gint) hour, (gint) minute, second);
  if (date == NULL)
    return FALSE;
  *out = (FilterNumber){ .whole = (FilterWide) g_date_time_to_unix (date) * 1000000000 + fraction.whole,
                         .above = fraction.above };
  out->real = (double) out->whole;
  g_date_time_unref (date);
  return TRUE;
}

int
filter_number_compare_wide (FilterWide value, const FilterNumber *number)
{
  double below;
  FilterWide whole;

  if (!number->is_real)
    return value > number->whole ? 1 : value < number->whole || number->above ? -1 : 0;
  below = floor (number->real);
  if (fabs (below) > 1e30)
    return below > 0 ? -1 : 1;
  whole = (FilterWide) below;
  if (value == whole)
    return below == number->real ? 0 : -1;
  return value < whole ? -1 : 1;
}

int
filter_number_compare_real (double value, const FilterNumber *number)
{
  if (isnan (value))
    return 2;
  return value < number->real ? -1 : value > number->real ? 1 : 0;
}
