/* cmd-info.c: what a log is and holds.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/command.h"
#include "cli/input.h"
#include "cli/progress.h"
#include "cli/text-quote.h"
#include "cli/timing-recording.h"

#include "base/text-put.h"

#include <string.h>

#include "base/banned.h"

static const CliOption options[] = {
  CLI_FORMAT ("text json"), CLI_INPUT_FORMAT, CLI_TIMEZONE, CLI_VERBOSE, CLI_HELP, CLI_END,
};

typedef struct
{
  uint64_t frames, data, remote, error, fd, ids;
  int64_t first, last; /* ns; of the earliest and latest frame */
  uint32_t last_id;
  uint64_t standard[(CAN_ID_MASK_STANDARD + 1) / 64];
  uint64_t *extended; /* a bit for each of 2^29: 64 MiB of which only touched pages exist */
} Summary;

static void
count_id (Summary *self, uint32_t id)
{
  uint32_t number = can_id_number (id);
  uint64_t *words = self->standard;

  if (can_id_is_extended (id))
    {
      if (self->extended == NULL)
        self->extended = g_malloc0 ((CAN_ID_MASK_EXTENDED + (gsize) 1) / 8);
      words = self->extended;
    }
  else
    number &= CAN_ID_MASK_STANDARD;
  self->ids += !(words[number / 64] >> (number % 64) & 1);
  words[number / 64] |= UINT64_C (1) << (number % 64);
}

static void
count_run (Summary *self, const FrameRun *run)
{
  const FrameChunk *chunk = run->chunk;

  for (guint i = run->from; i < run->to; i++)
    {
      uint32_t id = chunk->id[i];

      self->first = MIN (self->first, chunk->time[i]);
      self->last = MAX (self->last, chunk->time[i]);
      self->fd += (chunk->flags[i] & CAN_FD) != 0;
      if (id & CAN_ID_ERROR)
        {
          self->error++;
          continue;
        }
      if (id & CAN_ID_REMOTE)
        self->remote++;
      else
        self->data++;
      count_id (self, id);
    }
  self->frames += run->to - run->from;
}

/* --- Output --- */

static void
append_time (GString *out, int64_t time)
{
  char text[PUT_TIME_MAX + 8];

  g_string_append_len (out, text, put_time (text, time) - text);
}

static void
append_warnings (GString *out, const Source *source)
{
  const char *separator = "";

  for (guint i = 0; i < source->problems->len; i++)
    {
      const SourceProblem *problem = g_ptr_array_index (source->problems, i);

      g_autofree char *place = source_dup_place (source, problem->place, FALSE);

      g_string_append_printf (out, "%s{\"where\":\"%s\",\"what\":", separator, place);
      quote_json (out, problem->what);
      g_string_append_c (out, '}');
      separator = ",";
    }
}

static const char *
format_id (const Input *input)
{
  return input_get_source (input, 0)->store != NULL ? "canid" : trace_info_get_format (input_get_info (input));
}

/* Of an own trace: where its frames came from. (transfer full) */
static char *
dialect (const Input *input)
{
  const TraceInfo *info = input_get_info (input);
  const char *format = trace_info_get_format (info), *own = trace_info_get_dialect (info);

  if (input_get_source (input, 0)->store == NULL || format[0] == '\0' || strcmp (format, "canid") == 0)
    return g_strdup (own);
  return g_strdup_printf ("from %s%s%s", format, own[0] != '\0' ? ", " : "", own);
}

/* One for each channel, "" where nobody said; left out where none is known. */
static void
append_buses_json (GString *out, const TraceInfo *info)
{
  guint n = trace_info_n_channels (info), n_known = 0;

  for (guint i = 0; i < n; i++)
    n_known += *trace_info_get_bus (info, (uint8_t) i) != '\0';
  for (guint i = 0; i < n && n_known > 0; i++)
    {
      g_string_append (out, i > 0 ? "," : ",\"buses\":[");
      quote_json (out, trace_info_get_bus (info, (uint8_t) i));
    }
  if (n_known > 0)
    g_string_append_c (out, ']');
}

static void
append_json (GString *out, const Input *input, const Summary *summary)
{
  const Source *source = input_get_source (input, 0);
  const TraceInfo *info = input_get_info (input);
  g_autofree char *variant = dialect (input);

  g_string_append (out, "{\"format\":");
  quote_json (out, format_id (input));
  g_string_append (out, ",\"dialect\":");
  quote_json (out, variant);
  g_string_append_printf (out,
                          ",\"frames\":%" G_GUINT64_FORMAT ",\"data_frames\":%" G_GUINT64_FORMAT
                          ",\"remote_frames\":%" G_GUINT64_FORMAT ",\"error_frames\":%" G_GUINT64_FORMAT
                          ",\"fd_frames\":%" G_GUINT64_FORMAT ",\"channels\":[",
                          summary->frames, summary->data, summary->remote, summary->error, summary->fd);
  for (guint i = 0; i < trace_info_n_channels (info); i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      quote_json (out, trace_info_channel_name (info, (uint8_t) i));
    }
  g_string_append_c (out, ']');
  append_buses_json (out, info);
  timing_recording_append_json (out, info);
  g_string_append_printf (out, ",\"ids\":%" G_GUINT64_FORMAT, summary->ids);
  if (summary->frames > 0)
    {
      g_string_append (out, ",\"first\":");
      append_time (out, summary->first);
      g_string_append (out, ",\"last\":");
      append_time (out, summary->last);
      g_string_append (out, ",\"duration\":");
      append_time (out, can_time_since (summary->last, summary->first));
    }
  else
    g_string_append (out, ",\"first\":null,\"last\":null,\"duration\":null");
  g_string_append_printf (out, ",\"skipped\":%" G_GUINT64_FORMAT ",\"warnings\":[", source_n_skipped (source));
  append_warnings (out, source);
  g_string_append (out, "]}\n");
}

static void
append_line (GString *out, const char *title, const char *value)
{
  glong width = g_utf8_strlen (title, -1);

  g_string_append_printf (out, "  %s%*s %s\n", title, (int) MAX (0, 14 - width), "", value);
}

static void
append_count (GString *out, const char *title, uint64_t count)
{
  char text[24];

  *put_unsigned (text, count) = '\0';
  append_line (out, title, text);
}

/* Date and time of day where the source knows them, else seconds since its start. */
static void
append_moment (GString *out, const char *title, int64_t time, gboolean dated)
{
  g_autoptr (GString) value = g_string_new (NULL);

  if (dated)
    {
      int64_t seconds = time / 1000000000 - (time % 1000000000 < 0);
      g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (seconds);
      g_autofree char *text = date != NULL ? g_date_time_format (date, "%Y-%m-%d %H:%M:%S") : NULL;
      g_autofree char *zone = date != NULL ? g_date_time_format (date, "%z") : NULL;

      if (text != NULL && zone != NULL)
        g_string_append_printf (value, "%s.%06d %s (", text,
                                (int) ((time % 1000000000 + 1000000000) % 1000000000 / 1000), zone);
      append_time (value, time);
      if (text != NULL && zone != NULL)
        g_string_append_c (value, ')');
    }
  else
    {
      append_time (value, time);
      g_string_append (value, " s");
    }
  append_line (out, title, value->str);
}

static void
append_channels (GString *out, const TraceInfo *info)
{
  g_autoptr (GString) value = g_string_new (NULL);

  for (guint i = 0; i < trace_info_n_channels (info); i++)
    {
      const char *name = trace_info_channel_name (info, (uint8_t) i);

      g_string_append_printf (value, "%s%s", i > 0 ? ", " : "", name[0] != '\0' ? name : _ ("(without name)"));
    }
  append_line (out, _ ("Channels"), value->str);
}

/* What was listened to. */
static void
append_buses (GString *out, const TraceInfo *info)
{
  for (guint i = 0; i < trace_info_n_channels (info); i++)
    {
      const char *bus = trace_info_get_bus (info, (uint8_t) i);
      g_autofree char *value = g_strdup_printf ("%s: %s", trace_info_channel_name (info, (uint8_t) i), bus);

      if (*bus != '\0')
        append_line (out, _ ("Bus"), value);
    }
}

static void
append_timing (const char *text, gpointer data)
{
  append_line (data, _ ("Bit timing"), text);
}

static void
append_text (GString *out, const Input *input, const Summary *summary)
{
  const Source *source = input_get_source (input, 0);
  const TraceInfo *info = input_get_info (input);
  const Format *format = format_by_id (format_id (input));
  g_autofree char *variant = dialect (input);

  g_string_append_printf (out, "%s\n", source->name);
  append_line (out, _ ("Format"), format != NULL ? _ (format->name) : format_id (input));
  if (variant[0] != '\0')
    append_line (out, _ ("Dialect"), variant);
  append_count (out, _ ("Frames"), summary->frames);
  append_count (out, _ ("Data frames"), summary->data);
  append_count (out, _ ("Remote frames"), summary->remote);
  append_count (out, _ ("Error frames"), summary->error);
  append_count (out, _ ("CAN FD frames"), summary->fd);
  append_channels (out, info);
  append_buses (out, info);
  timing_recording_tell (info, append_timing, out);
  append_count (out, _ ("Identifiers"), summary->ids);
  if (summary->frames > 0)
    {
      g_autoptr (GString) duration = g_string_new (NULL);

      append_moment (out, _ ("First frame"), summary->first, trace_info_is_dated (info));
      append_moment (out, _ ("Last frame"), summary->last, trace_info_is_dated (info));
      append_time (duration, can_time_since (summary->last, summary->first));
      g_string_append (duration, " s");
      append_line (out, _ ("Duration"), duration->str);
    }
  append_count (out, _ ("Skipped"), source_n_skipped (source));
}

/* --- One file after the other: each is a log of its own --- */

static CliStatus
describe (const CliOptions *typed, const char *path, ByteSink *out)
{
  CliStatus status;
  const char *paths[] = { path, NULL };
  Input *input = input_open (typed, paths, 1, NULL, &status);
  g_autoptr (GString) text = g_string_new (NULL);
  Summary summary = { .first = INT64_MAX, .last = INT64_MIN };
  Progress progress;
  FrameRun run;

  if (input == NULL)
    return status;
  progress_init (&progress, FALSE);
  while (input_next (input, &run))
    {
      count_run (&summary, &run);
      progress_update (&progress, input);
    }
  progress_clear (&progress);
  status = cli_status_worst (status, input_finish (input, typed->verbose > 0));
  if (g_strcmp0 (typed->format, "json") == 0)
    append_json (text, input, &summary);
  else
    append_text (text, input, &summary);
  byte_sink_write (out, text->str, text->len);
  byte_sink_flush (out, NULL);
  g_free (summary.extended);
  input_close (input);
  return status;
}

static CliStatus
run_info (const CliOptions *typed)
{
  CliStatus status = STATUS_DONE;
  GError *error = NULL;
  ByteSink *out;

  if (typed->n_arguments == 0)
    return cli_fail_usage (_ ("info: no FILE given"));
  out = byte_sink_open ("-", BYTE_SINK_GROW, &error);
  if (out == NULL)
    return cli_fail (error);
  for (guint i = 0; i < typed->n_arguments && !cli_is_interrupted () && !byte_sink_failed (out); i++)
    {
      CliStatus one = describe (typed, typed->arguments[i], out);

      status = cli_status_worst (status, one);
      if (one == STATUS_USAGE)
        break;
    }
  return cli_status_worst (status, cli_close_output (out));
}

const Command command_info
    = { "info", N_ ("FILE…"), N_ ("What a log is and holds, and what of it was skipped"), options, run_info };
