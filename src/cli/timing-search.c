/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/timing-search.h"

#include "backends/can-link.h"
#include "base/errors.h"
#include "cli/live.h"
#include "session/rate-search.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

typedef struct
{
  const char *format;
  ByteSink *sink;
  GCancellable *cancellable;
  gboolean failed;
} Output;

/* --- The question --- */

/* "can0", or a backend's name with --channel. NULL: the message was shown. */
static RateQuestion *
make_question (const CliOptions *typed, CliStatus *status)
{
  CliOptions bus = *typed;
  const Backend *backend;
  BusConfig *config;
  RateQuestion *question;
  char *name = NULL;
  CanLink link;

  /* Lists, not the one rate that a bus is opened with. */
  bus.bitrate = bus.data_bitrate = NULL;
  if (can_link_read (typed->interface, &link))
    {
      bus.interface = "socketcan";
      bus.channel = typed->interface;
    }
  config = live_config (&bus, NULL, NULL, &backend, &name, status);
  if (config == NULL)
    return NULL;
  question = rate_question_new (backend, config);
  bus_config_free (config);
  g_free (name);
  return question;
}

static gboolean
read_lists (const CliOptions *typed, RateQuestion *question, GError **error)
{
  if (typed->bitrate != NULL)
    g_array_set_size (question->rates, 0);
  return (typed->bitrate == NULL || rate_question_parse_rates (question->rates, typed->bitrate, error))
         && (typed->data_bitrate == NULL
             || rate_question_parse_rates (question->data_rates, typed->data_bitrate, error))
         && (typed->sample_point == NULL || rate_question_parse_points (question->points, typed->sample_point, error));
}

static gboolean
may_search (const RateQuestion *question, CliStatus *status)
{
  GError *error = NULL;
  gboolean disturbs;

  if (!rate_question_check (question, &disturbs, &error))
    *status = cli_fail (error);
  else if (disturbs && !question->may_disturb)
    {
      cli_message (
          _ ("%s cannot listen only: while the rate is wrong its error flags destroy the frames of the others. "
             "--disturb searches all the same"),
          question->config->channel != NULL ? question->config->channel : backend_get_name (question->backend));
      *status = STATUS_FAILED;
    }
  else
    return TRUE;
  return FALSE;
}

/* --- What is heard --- */

static void
append_csv (GString *out, const RateTrial *trial, guint number)
{
  const RateSetting *setting = &trial->setting;
  const BusTally *tally = &trial->tally;
  char points[2][G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (points[0], sizeof points[0], "%.4g", setting->point);
  g_ascii_formatd (points[1], sizeof points[1], "%.4g", setting->data_point);
  g_string_append_printf (out, "%u,%u,%s,", number, setting->bitrate, points[0]);
  if (setting->data_bitrate > 0)
    g_string_append_printf (out, "%u,%s", setting->data_bitrate, points[1]);
  else
    g_string_append_c (out, ',');
  g_string_append_printf (out, ",%s,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\n",
                          rate_verdict_id (trial->verdict), tally->frames, tally->fd_frames, tally->switched,
                          tally->errors);
}

static void
append_json (GString *out, const RateTrial *trial, guint number)
{
  const RateSetting *setting = &trial->setting;
  const BusTally *tally = &trial->tally;
  char points[2][G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (points[0], sizeof points[0], "%.4g", setting->point);
  g_ascii_formatd (points[1], sizeof points[1], "%.4g", setting->data_point);
  g_string_append_printf (out, "{\"trial\":%u,\"bitrate\":%u,\"sample_point\":%s,", number, setting->bitrate,
                          points[0]);
  if (setting->data_bitrate > 0)
    g_string_append_printf (out, "\"data_bitrate\":%u,\"data_sample_point\":%s", setting->data_bitrate, points[1]);
  else
    g_string_append (out, "\"data_bitrate\":null,\"data_sample_point\":null");
  g_string_append_printf (out,
                          ",\"verdict\":\"%s\",\"frames\":%" PRIu64 ",\"fd_frames\":%" PRIu64 ",\"brs_frames\":%" PRIu64
                          ",\"errors\":%" PRIu64 "}\n",
                          rate_verdict_id (trial->verdict), tally->frames, tally->fd_frames, tally->switched,
                          tally->errors);
}

static void
append_text (GString *out, const RateTrial *trial, guint number, guint n)
{
  const RateSetting *setting = &trial->setting;
  g_autofree char *heard = rate_trial_describe (trial), *data = NULL;

  data = setting->data_bitrate > 0
             ? g_strdup_printf (_ (", data %u at %.1f %%"), setting->data_bitrate, setting->data_point * 100)
             : g_strdup ("");
  g_string_append_printf (out, _ ("%2u of %u: %7u bit/s at %.1f %%%s: %s, %s\n"), number, n, setting->bitrate,
                          setting->point * 100, data, rate_verdict_text (trial->verdict), heard);
}

static void
write_text (Output *self, GString *text)
{
  byte_sink_write (self->sink, text->str, text->len);
  self->failed |= !byte_sink_flush (self->sink, NULL); /* closing tells why */
}

static void
on_progress (const RateTrial *trial, guint number, guint n, gpointer data)
{
  g_autoptr (GString) out = g_string_new (NULL);
  Output *self = data;

  if (cli_is_interrupted () || self->failed)
    g_cancellable_cancel (self->cancellable);
  if (trial->verdict == RATE_UNTRIED)
    return;
  if (g_strcmp0 (self->format, "csv") == 0)
    append_csv (out, trial, number);
  else if (g_strcmp0 (self->format, "json") == 0)
    append_json (out, trial, number);
  else
    append_text (out, trial, number, n);
  write_text (self, out);
}

static CliStatus
search (const RateQuestion *question, Output *output)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) trials = rate_search (question, on_progress, output, output->cancellable, &error);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *found = NULL;
  const RateTrial *best;

  if (trials == NULL)
    return cli_fail (error);
  if (cli_is_interrupted ())
    return STATUS_INTERRUPTED;
  best = rate_trials_get_best (trials);
  found = rate_trials_describe (trials);
  g_string_append_printf (out, "\n%s\n", found);
  if (output->format == NULL || strcmp (output->format, "text") == 0)
    write_text (output, out);
  else if (best == NULL)
    cli_message ("%s", found);
  return best != NULL && best->verdict >= RATE_FD ? STATUS_DONE : STATUS_FAILED;
}

CliStatus
timing_search_run (const CliOptions *typed)
{
  CliStatus status = STATUS_USAGE;
  RateQuestion *question = make_question (typed, &status);
  Output output = { .format = typed->format };
  GError *error = NULL;

  if (question == NULL)
    return status;
  question->may_disturb = typed->disturb;
  if (!read_lists (typed, question, &error))
    status = cli_fail (error);
  else if ((typed->duration == NULL || live_parse_seconds ("duration", typed->duration, &question->seconds))
           && may_search (question, &status))
    {
      output.sink = byte_sink_open ("-", BYTE_SINK_GROW, &error);
      output.cancellable = g_cancellable_new ();
      if (output.sink == NULL)
        status = cli_fail (error);
      else
        {
          g_autoptr (GString) head = g_string_new ("trial,bitrate,sample_point,data_bitrate,data_sample_point,verdict,"
                                                   "frames,fd_frames,brs_frames,errors\n");

          if (g_strcmp0 (typed->format, "csv") == 0)
            write_text (&output, head);
          status = search (question, &output);
          status = cli_status_worst (status, cli_close_output (output.sink));
        }
      g_object_unref (output.cancellable);
    }
  rate_question_free (question);
  return status;
}
