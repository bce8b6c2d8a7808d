/* text.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/text.h"

#include "base/i18n.h"
#include <math.h>

#define SPACE "\302\240" /* no line break in a number; the narrow one is missing in many fonts */

char *
text_short_count (double n)
{
  static const char *const units[] = { "", SPACE "k", SPACE "M", SPACE "G" };
  guint unit = 0;

  /* 999.5 would be printed as 1000 */
  while (n >= 999.5 && unit + 1 < G_N_ELEMENTS (units))
    {
      n /= 1000;
      unit++;
    }
  return g_strdup_printf ("%.*f%s", unit > 0 && n < 99.95 ? 1 : 0, n, units[unit]);
}

char *
text_percent (uint64_t part, uint64_t whole)
{
  double percent = whole > 0 ? 100.0 * (double) part / (double) whole : 0;

  if (part > 0 && percent < 0.1)
    return g_strdup ("< 0.1" SPACE "%");
  if (part < whole && percent > 99.9)
    return g_strdup ("> 99.9" SPACE "%");
  if (part == 0 || part == whole)
    return g_strdup_printf ("%.0f" SPACE "%%", percent);
  return g_strdup_printf ("%.1f" SPACE "%%", percent);
}

char *
text_duration (int64_t ns)
{
  double seconds = (double) ns / 1e9;
  int64_t whole = ns / 1000000000;

  if (ns < 0)
    return g_strdup ("—");
  if (ns < 1000000)
    return g_strdup_printf (_ ("%.0f µs"), seconds * 1e6);
  if (whole < 1)
    return g_strdup_printf (_ ("%.0f ms"), floor (seconds * 1e3));
  if (whole < 60)
    return g_strdup_printf (_ ("%.1f s"), floor (seconds * 10) / 10);
  if (whole < 3600)
    return g_strdup_printf (_ ("%d min %02d s"), (int) (whole / 60), (int) (whole % 60));
  if (whole < 86400)
    return g_strdup_printf (_ ("%d h %02d min"), (int) (whole / 3600), (int) (whole / 60 % 60));
  return g_strdup_printf (_ ("%d d %d h"), (int) (whole / 86400), (int) (whole / 3600 % 24));
}

char *
text_size (uint64_t bytes)
{
  static const char *const units[] = { "kB", "MB", "GB", "TB" };
  double n = (double) bytes / 1000;
  guint unit = 0;

  if (bytes < 1000)
    return g_strdup_printf (_ ("%u bytes"), (guint) bytes);
  while (n >= 999.5 && unit + 1 < G_N_ELEMENTS (units))
    {
      n /= 1000;
      unit++;
    }
  return g_strdup_printf ("%.*f %s", n < 9.95 ? 1 : 0, n, units[unit]);
}

/* Days between the two midnights before. */
static int
days_between (GDateTime *then, GDateTime *now)
{
  GDate a, b;

  g_date_clear (&a, 1);
  g_date_clear (&b, 1);
  g_date_set_dmy (&a, (GDateDay) g_date_time_get_day_of_month (then), (GDateMonth) g_date_time_get_month (then),
                  (GDateYear) g_date_time_get_year (then));
  g_date_set_dmy (&b, (GDateDay) g_date_time_get_day_of_month (now), (GDateMonth) g_date_time_get_month (now),
                  (GDateYear) g_date_time_get_year (now));
  return g_date_days_between (&a, &b);
}

char *
text_moment (int64_t then, int64_t now)
{
  g_autoptr (GDateTime) a = g_date_time_new_from_unix_local (then);
  g_autoptr (GDateTime) b = g_date_time_new_from_unix_local (now);
  int64_t minutes = (now - then) / 60;
  int days;

  if (a == NULL || b == NULL)
    return g_strdup ("");
  days = days_between (a, b);
  if (days <= 0 && minutes < 1)
    return g_strdup (_ ("just now"));
  if (minutes < 60 && minutes >= 0)
    return g_strdup_printf (ngettext_ ("%d minute ago", "%d minutes ago", (gulong) minutes), (int) minutes);
  if (days <= 0)
    return g_strdup_printf (ngettext_ ("%d hour ago", "%d hours ago", (gulong) (minutes / 60)), (int) (minutes / 60));
  if (days == 1)
    return g_strdup (_ ("yesterday"));
  if (days < 7)
    return g_date_time_format (a, "%A");
  if (g_date_time_get_year (a) == g_date_time_get_year (b))
    return g_date_time_format (a, _ ("%-d %B"));
  return g_date_time_format (a, _ ("%-d %B %Y"));
}
