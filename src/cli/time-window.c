/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/time-window.h"

#include "base/errors.h"
#include "base/text-scan.h"
#include "core/can-frame.h"

#include <string.h>

#include "base/banned.h"

#define SECOND INT64_C (1000000000)

/* .5 at the cursor, exactly; digits behind the ninth are dropped. */
static int64_t
scan_fraction (TextScan *scan)
{
  int64_t unit = SECOND / 10, sum = 0;

  if (scan->end - scan->p < 2 || *scan->p != '.' || !g_ascii_isdigit (scan->p[1]))
    return 0;
  for (scan->p++; scan->p < scan->end && g_ascii_isdigit (*scan->p); scan->p++, unit /= 10)
    sum += (*scan->p - '0') * unit;
  return sum;
}

gboolean
cli_parse_seconds (const char *text, int64_t *time)
{
  TextScan scan = text_scan (text, strlen (text));
  gboolean negative = text_scan_char (&scan, '-');
  uint64_t whole;

  if (!text_scan_uint (&scan, &whole) || whole >= INT64_MAX / SECOND)
    return FALSE;
  *time = (int64_t) whole * SECOND + scan_fraction (&scan);
  if (negative)
    *time = -*time;
  return scan.p == scan.end;
}

/* GLib knows ISO 8601 with all its zones; it counts fractions in double, so they are taken out before. */
static gboolean
parse_date (const char *text, GTimeZone *zone, int64_t *time)
{
  g_autoptr (GString) plain = g_string_new (text);
  g_autoptr (GDateTime) date = NULL;
  const char *point = strchr (text, '.');
  int64_t fraction = 0;

  if (point != NULL)
    {
      TextScan scan = text_scan (point, strlen (point));

      fraction = scan_fraction (&scan);
      g_string_erase (plain, point - text, scan.p - point);
    }
  if (plain->len == strlen ("2024-01-31"))
    g_string_append (plain, " 00:00:00");
  else if (plain->len == strlen ("2024-01-31 12:00"))
    g_string_append (plain, ":00");
  date = g_date_time_new_from_iso8601 (plain->str, zone);
  if (date == NULL)
    return FALSE;
  *time = g_date_time_to_unix (date) * SECOND + fraction;
  return TRUE;
}

static gboolean
parse_moment (Moment *self, const char *option, const char *text, GTimeZone *zone, GError **error)
{
  *self = (Moment){ .option = option, .text = text };
  if (text == NULL || cli_parse_seconds (text, &self->time))
    return TRUE;
  self->kind = MOMENT_SINCE_START;
  if (text[0] == '+' && cli_parse_seconds (text + 1, &self->time))
    return TRUE;
  self->kind = MOMENT_DATE;
  if (parse_date (text, zone, &self->time))
    return TRUE;
  g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
               _ ("--%s: “%s” is neither seconds, +SECONDS since the start, nor a date such as 2024-01-31 12:00:00"),
               option, text);
  return FALSE;
}

gboolean
time_window_parse (TimeWindow *self, const CliOptions *options, GTimeZone *zone, GError **error)
{
  g_autoptr (GTimeZone) local = zone == NULL ? g_time_zone_new_local () : g_time_zone_ref (zone);

  *self = (TimeWindow){ 0 };
  return parse_moment (&self->from, "from", options->from, local, error)
         && parse_moment (&self->to, "to", options->to, local, error);
}

static gboolean
resolve (const Moment *moment, int64_t start, gboolean dated, int64_t *time, GError **error)
{
  if (moment->text == NULL)
    return TRUE;
  if (moment->kind == MOMENT_DATE && !dated)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                   _ ("--%s %s: the input knows no date; say +SECONDS since its start"), moment->option, moment->text);
      return FALSE;
    }
  *time = moment->kind == MOMENT_SINCE_START ? can_time_add (start, moment->time) : moment->time;
  return TRUE;
}

gboolean
time_window_resolve (TimeWindow *self, int64_t start, gboolean dated, GError **error)
{
  self->first = INT64_MIN;
  self->end = INT64_MAX;
  self->resolved = resolve (&self->from, start, dated, &self->first, error)
                   && resolve (&self->to, start, dated, &self->end, error);
  return self->resolved;
}

void
time_window_apply (const TimeWindow *self, const FrameChunk *chunk, guint from, guint to, uint64_t *bits)
{
  for (guint i = from; i < to; i++)
    if (chunk->time[i] < self->first || (chunk->time[i] >= self->end && self->to.text != NULL))
      bits[i / 64] &= ~(UINT64_C (1) << (i % 64));
}
