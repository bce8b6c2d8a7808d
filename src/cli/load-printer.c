/* load-printer.c: rows of channels and intervals.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The load is the time that frames and their intermissions take, by the length of the interval. What adapters do not
 * report (repetitions, frames lost) is not in it.
 */
#include "config.h"
#include "cli/stats-printer.h"

#include "base/text-put.h"
#include "cli/bit-rates.h"
#include "cli/text-quote.h"
#include "cli/text-table.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/banned.h"

typedef struct
{
  const StatsOutput *to;
  const TraceInfo *info;
  int64_t origin, length;   /* of the intervals; length 0: one for all */
  int64_t earliest, latest; /* of all frames */
  GString *line;
  TextTable *table; /* of text */
  double peak;      /* of the channel at hand; negative: not known */
} LoadPrinter;

static void
append_time (GString *out, int64_t time)
{
  char text[PUT_TIME_MAX];

  g_string_append_len (out, text, put_time (text, time) - text);
}

static int64_t
interval_start (const LoadPrinter *self, int64_t index)
{
  return self->length == 0 ? self->earliest : can_time_add (self->origin, index * self->length);
}

static int64_t
interval_length (const LoadPrinter *self)
{
  return self->length == 0 ? can_time_since (self->latest, self->earliest) : self->length;
}

/* Negative: not known. */
static double
interval_load (const LoadPrinter *self, const LoadInterval *interval)
{
  double seconds, length = (double) interval_length (self) / 1e9;

  if (length > 0
      && bit_rates_seconds (self->info, interval->channel, interval->bits_nominal, interval->bits_data, &seconds))
    return seconds / length;
  return -1;
}

/* --- One row --- */

static void
append_rate (GString *out, uint32_t rate, const char *unknown)
{
  if (rate > 0)
    g_string_append_printf (out, "%" PRIu32, rate);
  else
    g_string_append (out, unknown);
}

static void
append_load (GString *out, double load, const char *unknown)
{
  if (load >= 0)
    append_time (out, llround (load * 1e6) * 1000);
  else
    g_string_append (out, unknown);
}

static void
append_csv (LoadPrinter *self, const LoadInterval *interval)
{
  const char *channel = trace_info_channel_name (self->info, interval->channel);
  GString *line = self->line;
  uint32_t nominal, data;

  trace_info_get_bitrate (self->info, interval->channel, &nominal, &data);
  quote_csv (line, channel);
  g_string_append_c (line, ',');
  append_time (line, can_time_since (interval_start (self, interval->index), self->to->start));
  g_string_append_c (line, ',');
  append_time (line, interval_length (self));
  g_string_append_printf (line, ",%" PRIu64 ",%" PRIu64 ",", interval->bits_nominal, interval->bits_data);
  append_rate (line, nominal, "");
  g_string_append_c (line, ',');
  append_rate (line, data, "");
  g_string_append_c (line, ',');
  append_load (line, interval_load (self, interval), "");
  g_string_append_c (line, '\n');
}

static void
append_json (LoadPrinter *self, const LoadInterval *interval)
{
  const char *channel = trace_info_channel_name (self->info, interval->channel);
  GString *line = self->line;
  uint32_t nominal, data;

  trace_info_get_bitrate (self->info, interval->channel, &nominal, &data);
  g_string_append (line, "{\"channel\":");
  quote_json (line, channel);
  g_string_append (line, ",\"start\":");
  append_time (line, can_time_since (interval_start (self, interval->index), self->to->start));
  g_string_append (line, ",\"duration\":");
  append_time (line, interval_length (self));
  g_string_append_printf (line,
                          ",\"frames\":%" PRIu64 ",\"error_frames\":%" PRIu64 ",\"bits_nominal\":%" PRIu64
                          ",\"bits_data\":%" PRIu64 ",\"bitrate\":",
                          interval->n_frames, interval->n_errors, interval->bits_nominal, interval->bits_data);
  append_rate (line, nominal, "null");
  g_string_append (line, ",\"data_bitrate\":");
  append_rate (line, data, "null");
  g_string_append (line, ",\"load\":");
  append_load (line, interval_load (self, interval), "null");
  g_string_append (line, "}\n");
}

static void
add_row (LoadPrinter *self, const LoadInterval *interval)
{
  const char *channel = trace_info_channel_name (self->info, interval->channel);
  double load = interval_load (self, interval);
  char text[PUT_TIME_MAX + 1];

  self->peak = MAX (self->peak, load);
  *put_time (text, can_time_since (interval_start (self, interval->index), self->earliest)) = '\0';
  text_table_add (self->table, channel);
  text_table_add (self->table, text);
  *put_time (text, interval_length (self)) = '\0';
  text_table_add (self->table, text);
  text_table_add_printf (self->table, "%" PRIu64, interval->n_frames);
  text_table_add_printf (self->table, "%" PRIu64, interval->n_errors);
  text_table_add_printf (self->table, "%" PRIu64, interval->bits_nominal);
  text_table_add_printf (self->table, "%" PRIu64, interval->bits_data);
  if (load >= 0)
    text_table_add_printf (self->table, "%.2f %%", 100 * load);
  else
    text_table_add (self->table, "?");
}

static void
print_interval (LoadPrinter *self, const LoadInterval *interval)
{
  if (self->table != NULL)
    {
      add_row (self, interval);
      return;
    }
  if (g_strcmp0 (self->to->typed->format, "csv") == 0)
    append_csv (self, interval);
  else
    append_json (self, interval);
  byte_sink_write (self->to->out, self->line->str, self->line->len);
  g_string_truncate (self->line, 0);
}

/* --- All rows --- */

/* Intervals without a frame are rows of zeros, as long as that is no absurd number of them. */
static void
print_channel (LoadPrinter *self, LoadInterval *const *intervals, guint n, int64_t first, int64_t last, gboolean filled)
{
  int64_t index = first;

  self->peak = -1;
  for (guint i = 0; i < n; i++)
    {
      for (; filled && index < intervals[i]->index; index++)
        print_interval (self, &(LoadInterval){ .index = index, .channel = intervals[i]->channel });
      print_interval (self, intervals[i]);
      index = intervals[i]->index + 1;
    }
  for (; filled && index <= last; index++)
    print_interval (self, &(LoadInterval){ .index = index, .channel = intervals[0]->channel });
}

static void
add_heads (TextTable *table)
{
  static const char *const heads[] = { N_ ("Channel"), N_ ("Start s"), N_ ("Duration s"), N_ ("Frames"),
                                       N_ ("Errors"),  N_ ("Bits"),    N_ ("Data bits"),  N_ ("Load") };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    text_table_add (table, _ (heads[i]));
}

static void
append_summary (const LoadPrinter *self, uint8_t channel, GString *out)
{
  const char *name = trace_info_channel_name (self->info, channel);
  uint32_t nominal, data;

  trace_info_get_bitrate (self->info, channel, &nominal, &data);
  if (nominal == 0)
    return;
  g_string_append_printf (out, _ ("Channel %s at "), name[0] != '\0' ? name : _ ("(without name)"));
  bit_rates_append (out, nominal);
  if (data > 0)
    {
      g_string_append (out, _ (" and "));
      bit_rates_append (out, data);
    }
  if (self->length > 0 && self->peak >= 0)
    g_string_append_printf (out, _ (", peak %.2f %%"), 100 * self->peak);
  g_string_append_c (out, '\n');
}

static void
print_channels (LoadPrinter *self, const GPtrArray *intervals, GString *summary)
{
  LoadInterval *const *all = (LoadInterval *const *) intervals->pdata;
  int64_t first = INT64_MAX, last = INT64_MIN;
  gboolean filled;

  for (guint i = 0; i < intervals->len; i++)
    {
      first = MIN (first, all[i]->index);
      last = MAX (last, all[i]->index);
    }
  filled = intervals->len == 0 || can_time_since (last, first) < LOAD_CURVE_MAX_INTERVALS;
  for (guint i = 0, n; i < intervals->len; i += n)
    {
      for (n = 1; i + n < intervals->len && all[i + n]->channel == all[i]->channel;)
        n++;
      print_channel (self, all + i, n, first, last, filled);
      append_summary (self, all[i]->channel, summary);
    }
  if (!filled)
    cli_message (_ ("more than %u intervals: those without frames are left out"), LOAD_CURVE_MAX_INTERVALS);
}

static void
show_assumptions (const LoadPrinter *self, const GPtrArray *intervals, uint64_t n_beyond)
{
  uint64_t n_errors = 0;
  gboolean unknown = FALSE;

  for (guint i = 0; i < intervals->len; i++)
    {
      const LoadInterval *interval = g_ptr_array_index (intervals, i);
      double seconds;

      n_errors += interval->n_errors;
      unknown = unknown
                || !bit_rates_seconds (self->info, interval->channel, interval->bits_nominal, interval->bits_data,
                                       &seconds);
    }
  if (unknown)
    cli_message (_ ("the load needs --bitrate, and --data-bitrate where frames switch their rate"));
  if (n_errors > 0)
    cli_message (ngettext_ ("%" PRIu64 " error frame counts with the 17 bits that it takes at least",
                            "%" PRIu64 " error frames count with the 17 bits that each takes at least", n_errors),
                 n_errors);
  if (n_beyond > 0)
    cli_message (_ ("more than %u intervals: %" PRIu64 " frames are in none of those listed"), LOAD_CURVE_MAX_INTERVALS,
                 n_beyond);
}

void
stats_print_load (const StatsOutput *to, const LoadCurve *curve, int64_t origin, int64_t length)
{
  LoadPrinter self = { .to = to, .info = input_get_info (to->input), .origin = origin, .length = length };
  g_autoptr (GPtrArray) intervals = load_curve_get_intervals (curve);
  g_autoptr (GString) summary = g_string_new (NULL);

  self.line = g_string_new (NULL);
  load_curve_get_span (curve, &self.earliest, &self.latest);
  if (g_strcmp0 (to->typed->format, "csv") == 0)
    byte_sink_printf (to->out, "channel,start,duration,bits_nominal,bits_data,bitrate,data_bitrate,load\n");
  else if (g_strcmp0 (to->typed->format, "json") != 0)
    {
      self.table = text_table_new ("lrrrrrrr");
      add_heads (self.table);
    }
  print_channels (&self, intervals, summary);
  if (self.table != NULL)
    {
      text_table_print (self.table, 0, self.line);
      byte_sink_write (to->out, self.line->str, self.line->len);
      byte_sink_write (to->out, summary->str, summary->len);
    }
  show_assumptions (&self, intervals, load_curve_n_beyond (curve));
  text_table_free (self.table);
  g_string_free (self.line, TRUE);
}
