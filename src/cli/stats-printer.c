/* stats-printer.c: rows of identifiers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A share of the load is a share of occupied time. Without rates it is one of bits, which is the same as long as no
 * frame changes its rate; where one does, it is left open.
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

#define ERROR_NAME "ErrorFrame" /* stands for the message of error frames, which have no identifier */

typedef struct
{
  uint64_t n_frames, n_errors, n_brs;
  uint64_t bits_nominal, bits_data;
  gboolean has_seconds; /* the rates that are needed are known */
  double seconds;       /* occupied */
} ChannelTotal;

typedef struct
{
  const StatsOutput *to;
  const TraceInfo *info;
  DatabaseCursor *cursor;
  ChannelTotal totals[TRACE_MAX_CHANNELS];
  int64_t earliest, latest;
  GString *line;
} IdPrinter;

/* What csv, json and text say alike of an identifier; times in ns, negative share: not known. */
typedef struct
{
  const IdStatistics *of;
  const char *channel, *name;
  gboolean error;
  double share, rate;
  double mean, deviation;
  int64_t p99;
} IdRow;

/* --- Working out --- */

static void
add_totals (IdPrinter *self, const Statistics *statistics)
{
  for (guint i = 0; i < statistics_n_ids (statistics); i++)
    {
      const IdStatistics *id = statistics_get (statistics, i);
      ChannelTotal *total = &self->totals[id->channel];

      total->n_frames += id->n_frames;
      total->n_errors += id->id & CAN_ID_ERROR ? id->n_frames : 0;
      total->n_brs += id->n_brs;
      total->bits_nominal += id->bits_nominal;
      total->bits_data += id->bits_data;
    }
  for (guint i = 0; i < trace_info_n_channels (self->info); i++)
    {
      ChannelTotal *total = &self->totals[i];

      total->has_seconds
          = bit_rates_seconds (self->info, (uint8_t) i, total->bits_nominal, total->bits_data, &total->seconds);
    }
}

static double
share_of (const IdPrinter *self, const IdStatistics *id)
{
  const ChannelTotal *total = &self->totals[id->channel];
  double seconds;

  if (total->bits_data == 0)
    return (double) id->bits_nominal / (double) total->bits_nominal;
  if (total->has_seconds && bit_rates_seconds (self->info, id->channel, id->bits_nominal, id->bits_data, &seconds))
    return seconds / total->seconds;
  return -1;
}

static double
frames_a_second (const IdPrinter *self, uint64_t n)
{
  double seconds = (double) can_time_since (self->latest, self->earliest) / 1e9;

  return seconds > 0 ? (double) n / seconds : -1;
}

static void
work_out (IdPrinter *self, const IdStatistics *id, IdRow *row)
{
  const Message *message;

  *row = (IdRow){ .of = id, .name = "", .error = (id->id & CAN_ID_ERROR) != 0 };
  row->channel = trace_info_channel_name (self->info, id->channel);
  message = self->cursor != NULL && !row->error ? database_cursor_lookup (self->cursor, id->channel, id->id) : NULL;
  if (row->error || message != NULL)
    row->name = row->error ? ERROR_NAME : message->name;
  row->share = share_of (self, id);
  row->rate = frames_a_second (self, id->n_frames);
  if (!id_statistics_get_mean (id, &row->mean))
    return;
  id_statistics_get_deviation (id, &row->deviation);
  id_statistics_get_percentile (id, 0.99, &row->p99);
}

/* By channel, standard before extended before errors, by number. */
static gint
compare_ids (gconstpointer a, gconstpointer b)
{
  const IdStatistics *x = *(const IdStatistics *const *) a, *y = *(const IdStatistics *const *) b;

  if (x->channel != y->channel)
    return x->channel < y->channel ? -1 : 1;
  if ((x->id ^ y->id) & CAN_ID_ERROR)
    return x->id & CAN_ID_ERROR ? 1 : -1;
  return (x->id > y->id) - (x->id < y->id);
}

static GPtrArray *
sorted_ids (const Statistics *statistics)
{
  GPtrArray *ids = g_ptr_array_new ();

  for (guint i = 0; i < statistics_n_ids (statistics); i++)
    g_ptr_array_add (ids, (gpointer) statistics_get (statistics, i));
  g_ptr_array_sort (ids, compare_ids);
  return ids;
}

/* --- csv, json --- */

static void
append_time (GString *out, int64_t time)
{
  char text[PUT_TIME_MAX];

  g_string_append_len (out, text, put_time (text, time) - text);
}

/* Six decimals, always. */
static void
append_fraction (GString *out, double value)
{
  append_time (out, llround (value * 1e6) * 1000);
}

static void
append_csv (IdPrinter *self, const IdRow *row)
{
  const IdStatistics *id = row->of;
  GString *line = self->line;

  quote_csv (line, row->channel);
  if (row->error)
    g_string_append (line, ",,0,");
  else
    g_string_append_printf (line, ",%X,%d,", can_id_number (id->id), can_id_is_extended (id->id));
  quote_csv (line, row->name);
  g_string_append_printf (line, ",%" PRIu64 ",", id->n_frames);
  if (row->share >= 0)
    append_fraction (line, row->share);
  g_string_append_c (line, ',');
  if (id->n_periods > 0)
    {
      append_time (line, id->period_min);
      g_string_append_c (line, ',');
      append_time (line, llround (row->mean));
      g_string_append_c (line, ',');
      append_time (line, id->period_max);
      g_string_append_c (line, ',');
      append_time (line, llround (row->deviation));
    }
  else
    g_string_append (line, ",,,");
  if (row->error)
    g_string_append (line, ",,,");
  else
    g_string_append_printf (line, ",%u,%u,", id->dlc_min, id->dlc_max);
  append_time (line, can_time_since (id->earliest, self->to->start));
  g_string_append_c (line, ',');
  append_time (line, can_time_since (id->latest, self->to->start));
  g_string_append_c (line, '\n');
}

static void
append_period (GString *line, const char *name, const IdStatistics *id, int64_t period)
{
  g_string_append_printf (line, ",\"period_%s\":", name);
  if (id->n_periods > 0)
    append_time (line, period);
  else
    g_string_append (line, "null");
}

static void
append_known (GString *line, const char *name, double value)
{
  g_string_append_printf (line, ",\"%s\":", name);
  if (value >= 0)
    append_fraction (line, value);
  else
    g_string_append (line, "null");
}

static void
append_json (IdPrinter *self, const IdRow *row)
{
  const IdStatistics *id = row->of;
  GString *line = self->line;

  g_string_append (line, "{\"channel\":");
  quote_json (line, row->channel);
  if (row->error)
    g_string_append (line, ",\"id\":\"\",\"ext\":false,\"name\":");
  else
    g_string_append_printf (line, ",\"id\":\"%X\",\"ext\":%s,\"name\":", can_id_number (id->id),
                            can_id_is_extended (id->id) ? "true" : "false");
  quote_json (line, row->name);
  g_string_append_printf (line, ",\"count\":%" PRIu64, id->n_frames);
  append_known (line, "rate", row->rate);
  append_known (line, "load_share", row->share);
  append_period (line, "min", id, id->period_min);
  append_period (line, "mean", id, llround (row->mean));
  append_period (line, "max", id, id->period_max);
  append_period (line, "stddev", id, llround (row->deviation));
  append_period (line, "p99", id, row->p99);
  if (row->error)
    g_string_append (line, ",\"dlc_min\":null,\"dlc_max\":null");
  else
    g_string_append_printf (line, ",\"dlc_min\":%u,\"dlc_max\":%u", id->dlc_min, id->dlc_max);
  g_string_append_printf (line, ",\"bytes\":%" PRIu64 ",\"bits_nominal\":%" PRIu64 ",\"bits_data\":%" PRIu64,
                          id->n_bytes, id->bits_nominal, id->bits_data);
  g_string_append (line, ",\"first\":");
  append_time (line, can_time_since (id->earliest, self->to->start));
  g_string_append (line, ",\"last\":");
  append_time (line, can_time_since (id->latest, self->to->start));
  g_string_append (line, "}\n");
}

/* --- text --- */

static void
append_channel (IdPrinter *self, uint8_t channel)
{
  const char *name = trace_info_channel_name (self->info, channel);
  const ChannelTotal *total = &self->totals[channel];
  double rate = frames_a_second (self, total->n_frames);
  uint32_t nominal, data;

  g_string_append_printf (self->line, _ ("Channel %s: "), name[0] != '\0' ? name : _ ("(without name)"));
  g_string_append_printf (self->line, ngettext_ ("%" PRIu64 " frame", "%" PRIu64 " frames", total->n_frames),
                          total->n_frames);
  if (rate >= 0)
    g_string_append_printf (self->line, _ (", %.1f/s"), rate);
  if (total->has_seconds && self->latest > self->earliest)
    {
      g_string_append_printf (self->line, _ (", load %.2f %% at "),
                              100 * total->seconds * 1e9 / (double) can_time_since (self->latest, self->earliest));
      trace_info_get_bitrate (self->info, channel, &nominal, &data);
      bit_rates_append (self->line, nominal);
      if (total->bits_data > 0)
        {
          g_string_append (self->line, _ (" and "));
          bit_rates_append (self->line, data);
        }
    }
  g_string_append_c (self->line, '\n');
}

static void
add_heads (TextTable *table)
{
  static const char *const heads[] = {
    N_ ("ID"),     N_ ("Message"), N_ ("Frames"), N_ ("Load"), N_ ("Rate/s"),
    N_ ("min ms"), N_ ("mean ms"), N_ ("max ms"), N_ ("σ ms"), /* xgettext:no-c-format */ N_ ("99 % ms"),
    N_ ("DLC"),    N_ ("first s"), N_ ("last s"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    text_table_add (table, _ (heads[i]));
}

static void
add_seconds (const IdPrinter *self, TextTable *table, int64_t time)
{
  char text[PUT_TIME_MAX + 1];

  *put_time (text, can_time_since (time, self->earliest)) = '\0';
  text_table_add (table, text);
}

static void
add_row (const IdPrinter *self, TextTable *table, const IdRow *row)
{
  const IdStatistics *id = row->of;
  const double periods[]
      = { (double) id->period_min, row->mean, (double) id->period_max, row->deviation, (double) row->p99 };

  if (row->error)
    text_table_add (table, "");
  else
    text_table_add_printf (table, can_id_is_extended (id->id) ? "%08X" : "%03X", can_id_number (id->id));
  text_table_add (table, row->error ? _ ("Error frame") : row->name);
  text_table_add_printf (table, "%" PRIu64, id->n_frames);
  if (row->share >= 0)
    text_table_add_printf (table, "%.2f %%", 100 * row->share);
  else
    text_table_add (table, "?");
  if (row->rate >= 0)
    text_table_add_printf (table, "%.1f", row->rate);
  else
    text_table_add (table, "");
  for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
    if (id->n_periods > 0)
      text_table_add_printf (table, "%.3f", periods[i] / 1e6);
    else
      text_table_add (table, "");
  if (row->error)
    text_table_add (table, "");
  else if (id->dlc_min == id->dlc_max)
    text_table_add_printf (table, "%u", id->dlc_min);
  else
    text_table_add_printf (table, "%u–%u", id->dlc_min, id->dlc_max);
  add_seconds (self, table, id->earliest);
  add_seconds (self, table, id->latest);
}

static void
print_text (IdPrinter *self, const GPtrArray *ids)
{
  TextTable *table = text_table_new ("llrrrrrrrrrrr");

  for (guint i = 0; i < ids->len; i++)
    {
      const IdStatistics *id = g_ptr_array_index (ids, i);
      const IdStatistics *next = i + 1 < ids->len ? g_ptr_array_index (ids, i + 1) : NULL;
      const IdStatistics *before = i > 0 ? g_ptr_array_index (ids, i - 1) : NULL;
      IdRow row;

      if (before == NULL || before->channel != id->channel)
        {
          if (before != NULL)
            g_string_append_c (self->line, '\n');
          append_channel (self, id->channel);
          add_heads (table);
        }
      work_out (self, id, &row);
      add_row (self, table, &row);
      if (next == NULL || next->channel != id->channel)
        text_table_print (table, 2, self->line);
    }
  byte_sink_write (self->to->out, self->line->str, self->line->len);
  text_table_free (table);
}

/* --- All --- */

static void
print_rows (IdPrinter *self, const GPtrArray *ids, void (*append) (IdPrinter *self, const IdRow *row))
{
  for (guint i = 0; i < ids->len; i++)
    {
      IdRow row;

      work_out (self, g_ptr_array_index (ids, i), &row);
      append (self, &row);
      byte_sink_write (self->to->out, self->line->str, self->line->len);
      g_string_truncate (self->line, 0);
    }
}

/* What the figures rest on. */
static void
show_assumptions (const IdPrinter *self, const Statistics *statistics)
{
  uint64_t n_back = 0;

  for (guint i = 0; i < statistics_n_ids (statistics); i++)
    n_back += statistics_get (statistics, i)->n_back;
  if (n_back > 0)
    cli_message (ngettext_ ("times go back at %" PRIu64 " frame: no period there",
                            "times go back at %" PRIu64 " frames: no periods there", n_back),
                 n_back);
  if (statistics_n_beyond (statistics) > 0)
    cli_message (_ ("more than %u identifiers: %" PRIu64 " frames of others are not listed"), STATISTICS_MAX_IDS,
                 statistics_n_beyond (statistics));
  for (guint i = 0; i < trace_info_n_channels (self->info); i++)
    if (self->totals[i].bits_data > 0 && !self->totals[i].has_seconds)
      cli_message (_ ("channel %s has frames with bit rate switch: their share of the load needs --bitrate and "
                      "--data-bitrate"),
                   trace_info_channel_name (self->info, (uint8_t) i));
}

void
stats_print_ids (const StatsOutput *to, const Statistics *statistics)
{
  IdPrinter self = { .to = to, .info = input_get_info (to->input), .line = g_string_new (NULL) };
  g_autoptr (GPtrArray) ids = sorted_ids (statistics);

  if (to->databases != NULL && database_set_n (to->databases) > 0)
    self.cursor = database_cursor_new (to->databases, self.info);
  statistics_get_span (statistics, &self.earliest, &self.latest);
  add_totals (&self, statistics);
  if (g_strcmp0 (to->typed->format, "csv") == 0)
    {
      byte_sink_printf (to->out, "channel,id,ext,name,count,load_share,period_min,period_mean,period_max,"
                                 "period_stddev,dlc_min,dlc_max,first,last\n");
      print_rows (&self, ids, append_csv);
    }
  else if (g_strcmp0 (to->typed->format, "json") == 0)
    print_rows (&self, ids, append_json);
  else
    print_text (&self, ids);
  show_assumptions (&self, statistics);
  database_cursor_free (self.cursor);
  g_string_free (self.line, TRUE);
}
