/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/timing-recording.h"

#include "base/text-put.h"
#include "cli/bit-timing-printer.h"
#include "cli/input.h"
#include "cli/progress.h"
#include "cli/text-quote.h"
#include "timing/timing-words.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

/* One setting of a channel. */
typedef struct
{
  const TraceInfo *info;
  const char *channel;
  int64_t time;
  gboolean one_of_many; /* the channel has several */
  TimingRecorded recorded;
} Setting;

typedef void (*SettingFunc) (const Setting *setting, gpointer data);

static void
for_each (const TraceInfo *info, const char *channel, SettingFunc take, gpointer data)
{
  for (guint i = 0; i < trace_info_n_channels (info); i++)
    {
      Setting setting = { .info = info, .channel = trace_info_channel_name (info, (uint8_t) i) };
      guint n = trace_info_n_timings (info, (uint8_t) i, NULL);

      if (channel != NULL && strcmp (channel, setting.channel) != 0)
        continue;
      setting.one_of_many = n > 1;
      for (guint k = 0; k < n; k++)
        {
          const TraceTiming *timing = trace_info_get_timing (info, (uint8_t) i, k);

          setting.time = timing->time;
          if (timing_recorded_init (&setting.recorded, timing, 0))
            take (&setting, data);
        }
    }
}

static void
append_time (GString *out, int64_t time)
{
  char text[PUT_TIME_MAX + 8];

  g_string_append_len (out, text, put_time (text, time) - text);
}

/* --- Text --- */

/* "2, from 12.300000 s"; times since the start of the trace. */
static char *
dup_place (const Setting *setting)
{
  GString *out = g_string_new (setting->channel);
  int64_t start = 0;

  if (setting->one_of_many)
    {
      g_autoptr (GString) time = g_string_new (NULL);

      trace_info_get_start (setting->info, &start);
      append_time (time, can_time_since (setting->time, start));
      g_string_append_printf (out, _ (", from %s s"), time->str);
    }
  return g_string_free (out, FALSE);
}

/* "2, from 12.300000 s: 500k, 70 %: …" */
static char *
dup_line (const Setting *setting)
{
  g_autofree char *place = dup_place (setting), *text = timing_recorded_dup_text (&setting->recorded);

  return g_strdup_printf ("%s: %s", place, text);
}

static char *
dup_name (const Setting *setting)
{
  g_autofree char *place = dup_place (setting);

  return g_strdup_printf (_ ("Recording, channel %s"), place);
}

typedef struct
{
  TimingRecordingLine tell;
  gpointer data;
} Teller;

static void
tell_setting (const Setting *setting, gpointer data)
{
  Teller *teller = data;
  g_autofree char *line = dup_line (setting);

  teller->tell (line, teller->data);
}

static void
tell_more (const TraceInfo *info, const char *channel, TimingRecordingLine tell, gpointer data)
{
  for (guint i = 0; i < trace_info_n_channels (info); i++)
    {
      uint64_t n_more;

      trace_info_n_timings (info, (uint8_t) i, &n_more);
      if (n_more > 0 && (channel == NULL || strcmp (channel, trace_info_channel_name (info, (uint8_t) i)) == 0))
        {
          g_autofree char *line = g_strdup_printf (_ ("%s: changes %" PRIu64 " times more"),
                                                   trace_info_channel_name (info, (uint8_t) i), n_more);

          tell (line, data);
        }
    }
}

void
timing_recording_tell (const TraceInfo *info, TimingRecordingLine tell, gpointer data)
{
  Teller teller = { tell, data };

  for_each (info, NULL, tell_setting, &teller);
  tell_more (info, NULL, tell, data);
}

/* --- For programs --- */

static void
append_number (GString *out, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, g_ascii_formatd (text, sizeof text, "%.10g", value));
}

static void
append_phase_json (GString *out, const char *name, const PhaseSolution *phase)
{
  const BitTiming *t = &phase->timing;

  g_string_append_printf (out, ",\"%s\":{\"brp\":%u,\"tseg1\":%u,\"tseg2\":%u,\"quanta\":%u,\"bitrate\":", name, t->brp,
                          bit_timing_tseg1 (t), t->phase2, bit_timing_quanta (t));
  append_number (out, phase->bitrate);
  g_string_append (out, ",\"sample_point\":");
  append_number (out, phase->point);
  g_string_append_c (out, '}');
}

static void
append_setting_json (GString *out, const Setting *setting)
{
  const TimingSolution *solution = &setting->recorded.solution;

  g_string_append (out, "{\"channel\":");
  quote_json (out, setting->channel);
  g_string_append (out, ",\"time\":");
  append_time (out, setting->time);
  g_string_append (out, ",\"clock\":");
  append_number (out, setting->recorded.request.clock);
  append_phase_json (out, "nominal", &solution->nominal);
  if (solution->data.timing.brp > 0)
    append_phase_json (out, "data", &solution->data);
  g_string_append_c (out, '}');
}

static void
append_item_json (const Setting *setting, gpointer data)
{
  GString *out = data;

  if (out->len > 0)
    g_string_append_c (out, ',');
  append_setting_json (out, setting);
}

void
timing_recording_append_json (GString *out, const TraceInfo *info)
{
  g_autoptr (GString) items = g_string_new (NULL);
  uint64_t n_more = 0;

  for_each (info, NULL, append_item_json, items);
  for (guint i = 0; i < trace_info_n_channels (info); i++)
    {
      uint64_t n;

      trace_info_n_timings (info, (uint8_t) i, &n);
      n_more += n;
    }
  if (items->len > 0)
    g_string_append_printf (out, ",\"bit_timings\":[%s]", items->str);
  if (n_more > 0)
    g_string_append_printf (out, ",\"bit_timings_left_out\":%" PRIu64, n_more);
}

static void
append_line_json (const Setting *setting, gpointer data)
{
  append_setting_json (data, setting);
  g_string_append_c (data, '\n');
}

static void
append_phase_csv (GString *out, const Setting *setting, const char *name, const PhaseSolution *phase)
{
  const BitTiming *t = &phase->timing;

  quote_csv (out, setting->channel);
  g_string_append_c (out, ',');
  append_time (out, setting->time);
  g_string_append_printf (out, ",%s,", name);
  append_number (out, setting->recorded.request.clock);
  g_string_append_printf (out, ",%u,%u,%u,%u,", t->brp, bit_timing_tseg1 (t), t->phase2, bit_timing_quanta (t));
  append_number (out, phase->bitrate);
  g_string_append_c (out, ',');
  append_number (out, phase->point);
  g_string_append_c (out, '\n');
}

static void
append_csv (const Setting *setting, gpointer data)
{
  const TimingSolution *solution = &setting->recorded.solution;

  append_phase_csv (data, setting, "nominal", &solution->nominal);
  if (solution->data.timing.brp > 0)
    append_phase_csv (data, setting, "data", &solution->data);
}

/* --- The command --- */

static void
append_text (const Setting *setting, gpointer data)
{
  g_autofree char *line = dup_line (setting);

  g_string_append_printf (data, "%s\n", line);
}

typedef struct
{
  const Controller *other;
  double clock;
  GString *out;
  CliStatus status;
} Comparer;

/* The best of the other for the rates and points of the recording beside it. */
static void
compare_setting (const Setting *setting, gpointer data)
{
  Comparer *self = data;
  TimingRecorded own;
  g_autofree char *name = dup_name (setting);
  TimingNode nodes[2];

  timing_recorded_copy (&own, &setting->recorded);
  nodes[0] = (TimingNode){ .name = name, .request = own.request, .solution = own.solution, .recorded = TRUE };
  nodes[1] = (TimingNode){ .name = self->other->name, .controller = self->other, .request = own.request };
  nodes[1].request.clock = self->clock;
  nodes[1].request.nominal.limits = &self->other->nominal;
  nodes[1].request.data.limits = &self->other->data;
  if (self->other->data.brp_max == 0)
    nodes[1].request.data = (PhaseRequest){ 0 };
  if (self->out->len > 0)
    g_string_append_c (self->out, '\n');
  if (bit_timing_solve_node (&nodes[1]))
    bit_timing_append_comparison (self->out, nodes);
  else
    self->status = STATUS_FAILED;
}

static gboolean
has_channel (const CliOptions *typed, const TraceInfo *info)
{
  g_autoptr (GString) names = g_string_new (NULL);

  if (typed->channel == NULL || trace_info_has_channel (info, typed->channel))
    return TRUE;
  for (guint i = 0; i < trace_info_n_channels (info); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", trace_info_channel_name (info, (uint8_t) i));
  cli_message (_ ("%s: it has no channel %s; it has: %s"), typed->recording, typed->channel, names->str);
  return FALSE;
}

static void
tell_line (const char *line, gpointer path)
{
  cli_message ("%s: %s", (const char *) path, line);
}

static void
count_setting (const Setting *setting, gpointer data)
{
  (*(guint *) data)++;
}

static CliStatus
append_answer (const CliOptions *typed, const TraceInfo *info, const Controller *other, double clock, GString *out)
{
  Comparer comparer = { other, clock, out, STATUS_DONE };
  guint n = 0;

  if (!has_channel (typed, info))
    return STATUS_FAILED;
  for_each (info, typed->channel, count_setting, &n);
  if (n == 0)
    cli_message (_ ("%s: it tells no bit timing; CANFD lines of ASC do"), typed->recording);
  if (other != NULL)
    for_each (info, typed->channel, compare_setting, &comparer);
  else if (g_strcmp0 (typed->format, "csv") == 0)
    {
      g_string_append (out, "channel,time,phase,clock,brp,tseg1,tseg2,quanta,bitrate,sample_point\n");
      for_each (info, typed->channel, append_csv, out);
    }
  else if (g_strcmp0 (typed->format, "json") == 0)
    for_each (info, typed->channel, append_line_json, out);
  else
    for_each (info, typed->channel, append_text, out);
  tell_more (info, typed->channel, tell_line, (gpointer) typed->recording);
  return comparer.status;
}

CliStatus
timing_recording_run (const CliOptions *typed, const Controller *other, double clock)
{
  const char *paths[] = { typed->recording, NULL };
  g_autoptr (GString) out = g_string_new (NULL);
  CliStatus status;
  Input *input;
  Progress progress;
  FrameRun run;

  if (other != NULL && typed->format != NULL && strcmp (typed->format, "text") != 0)
    return cli_fail_usage (_ ("bit-timing --compare has text only"));
  input = input_open (typed, paths, 1, NULL, &status);
  if (input == NULL)
    return status;
  progress_init (&progress, FALSE);
  while (input_next (input, &run))
    progress_update (&progress, input);
  progress_clear (&progress);
  status = cli_status_worst (status, input_finish (input, typed->verbose > 0));
  status = cli_status_worst (status, append_answer (typed, input_get_info (input), other, clock, out));
  input_close (input);
  return cli_status_worst (status, cli_print (out->str));
}
