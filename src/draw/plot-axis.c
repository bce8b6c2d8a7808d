/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "draw/plot-axis.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/banned.h"

#define MINUTE G_GINT64_CONSTANT (60000000000)

double
plot_axis_step (double span, guint n)
{
  double rough = span / MAX (n, 1), power;

  if (!(span > 0) || !isfinite (span))
    return 1;
  power = pow (10, floor (log10 (rough)));
  for (guint i = 0; i < 3; i++)
    {
      static const double steps[] = { 1, 2, 5 };

      if (steps[i] * power >= rough * (1 - 1e-9))
        return steps[i] * power;
    }
  return 10 * power;
}

/* A thin space each three digits before the point, and the true minus. */
static char *
dress (const char *plain)
{
  GString *out = g_string_new (NULL);
  const char *point;
  gsize whole;

  if (*plain == '-')
    {
      g_string_append (out, "−");
      plain++;
    }
  point = strchr (plain, '.');
  whole = point != NULL ? (gsize) (point - plain) : strlen (plain);
  for (gsize i = 0; i < whole; i++)
    {
      g_string_append_c (out, plain[i]);
      if (whole > 3 && i + 1 < whole && (whole - i - 1) % 3 == 0)
        g_string_append (out, "\u2009");
    }
  g_string_append (out, plain + whole);
  return g_string_free (out, FALSE);
}

char *
plot_axis_text (double value, double step)
{
  char format[16], plain[400];
  int decimals = step > 0 && isfinite (step) ? (int) -floor (log10 (step) + 1e-9) : 0;

  if (fabs (value) < step * 1e-6)
    value = 0;
  if (fabs (value) >= 1e9 || (value != 0 && decimals > 6))
    return g_strdup (g_ascii_formatd (plain, sizeof plain, "%g", value));
  g_snprintf (format, sizeof format, "%%.%df", CLAMP (decimals, 0, 12));
  return dress (g_ascii_formatd (plain, sizeof plain, format, value));
}

int64_t
plot_axis_time_step (int64_t span, guint n)
{
  static const int minutes[] = { 1, 2, 5, 10, 20, 30, 60, 120, 360, 720, 1440 };
  int64_t rough = MAX (span / (int64_t) MAX (n, 1) + (span % (int64_t) MAX (n, 1) > 0), 1), power = 1;

  if (rough > MINUTE / 2)
    {
      for (guint i = 0; i < G_N_ELEMENTS (minutes); i++)
        if (minutes[i] * MINUTE >= rough)
          return minutes[i] * MINUTE;
      return (rough / (1440 * MINUTE) + 1) * 1440 * MINUTE;
    }
  for (; power <= INT64_MAX / 10; power *= 10)
    for (guint i = 0; i < 3; i++)
      {
        static const int steps[] = { 1, 2, 5 };

        if (steps[i] * power >= rough)
          return steps[i] * power >= MINUTE / 2 ? MINUTE / 2 : steps[i] * power;
      }
  return power;
}

static char *
clock_text (int64_t time)
{
  gboolean minus = time < 0;
  uint64_t seconds = (minus ? 0 - (uint64_t) time : (uint64_t) time) / 1000000000u;

  if (seconds >= 3600)
    return g_strdup_printf ("%s%u:%02u:%02u", minus ? "−" : "", (guint) (seconds / 3600), (guint) (seconds / 60 % 60),
                            (guint) (seconds % 60));
  return g_strdup_printf ("%s%u:%02u", minus ? "−" : "", (guint) (seconds / 60), (guint) (seconds % 60));
}

char *
plot_axis_time_text (int64_t time, int64_t step)
{
  g_autofree char *number = NULL;

  if (step >= MINUTE / 2)
    return clock_text (time);
  if (step >= 1000000)
    {
      number = plot_axis_text ((double) time / 1e9, (double) step / 1e9);
      return g_strconcat (number, " s", NULL);
    }
  /* Below a millisecond seconds would be a row of zeroes: they stand in front, once needed. */
  number = plot_axis_text ((double) time / 1e6, (double) step / 1e6);
  return g_strconcat (number, " ms", NULL);
}

char *
plot_axis_moment_text (int64_t time, int64_t shown)
{
  double step = pow (10, floor (log10 (MAX ((double) shown, 1)))) / 1e13;
  g_autofree char *number = NULL;

  step = CLAMP (step * 10, 1e-9, 1e-3);
  number = plot_axis_text ((double) time / 1e9, step);
  return g_strconcat (number, " s", NULL);
}

void
plot_axis_widen (double *min, double *max)
{
  double span = *max - *min, middle = *min / 2 + *max / 2;

  if (!isfinite (*min) || !isfinite (*max) || *min > *max)
    {
      *min = 0;
      *max = 1;
    }
  else if (!(span > fabs (middle) * 1e-9))
    {
      double half = middle != 0 ? MAX (fabs (middle) * 0.1, 1e-9) : 1;

      *min = middle - half;
      *max = middle + half;
    }
  else if (isfinite (span))
    {
      *min -= span * 0.04;
      *max += span * 0.04;
    }
}
