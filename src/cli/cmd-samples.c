/* cmd-samples.c: recordings of logic analysers as frames, with what a trace has no place for: where a frame failed, who
 * objected, how far the sender's clock is off.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/command.h"
#include "cli/text-quote.h"

#include "base/errors.h"
#include "base/text-put.h"
#include "core/bit-rate.h"
#include "formats/format.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/banned.h"

#define FLUSH_AT (64u << 10)

static const CliOption options[] = {
  { "bitrate", 0, OPTION_TEXT, CLI_FIELD (bitrate), N_ ("RATE"), NULL,
    N_ ("bit/s of the bus, such as 500k; else found from the edges") },
  { "data-bitrate", 0, OPTION_TEXT, CLI_FIELD (data_bitrate), N_ ("RATE"), NULL,
    N_ ("bit/s of CAN FD's data phase; else found") },
  { "sample-point", 0, OPTION_TEXT, CLI_FIELD (sample_point), N_ ("P"), NULL,
    N_ ("where the sender changes to the data rate, 0.8 or 80; else found") },
  { "non-iso", 0, OPTION_FLAG, CLI_FIELD (non_iso), NULL, NULL, N_ ("CAN FD after Bosch's first edition") },
  { "channel", 'c', OPTION_TEXT, CLI_FIELD (channel), N_ ("LINE"), NULL,
    N_ ("only this line of the recording, by name or number from 0; else all where there is CAN") },
  { "invert", 0, OPTION_FLAG, CLI_FIELD (invert), NULL, NULL, N_ ("dominant is high; else found") },
  { "threshold", 0, OPTION_TEXT, CLI_FIELD (threshold), N_ ("V"), NULL,
    N_ ("volts between low and high of analog lines; else their middle") },
  { "glitch", 0, OPTION_TEXT, CLI_FIELD (glitch), N_ ("NS"), NULL, N_ ("pass over pulses shorter than this") },
  { "sample-rate", 0, OPTION_TEXT, CLI_FIELD (sample_rate), N_ ("RATE"), NULL,
    N_ ("samples a second, such as 24M, where the recording does not say") },
  CLI_FORMAT ("text csv json candump"),
  CLI_INPUT_FORMAT,
  CLI_LIMIT,
  CLI_VERBOSE,
  CLI_HELP,
  CLI_END,
};

typedef struct
{
  char *name; /* of the line */
  uint32_t id;
  guint64 n;
  double sum, least, most; /* ppm */
} Clock;

typedef struct
{
  const CliOptions *typed;
  const char *format;
  GString *out;
  ByteSink *sink;
  guint64 n, n_faults;
  GHashTable *clocks; /* key → Clock */
} Output;

/* --- Options --- */

static gboolean
parse_number (const char *name, const char *text, double *value)
{
  char *end = NULL;

  if (text == NULL)
    return TRUE;
  *value = g_ascii_strtod (text, &end);
  if (end != text && (*end == '\0' || strcmp (end, "%") == 0) && isfinite (*value))
    return TRUE;
  cli_message (_ ("--%s %s: a number is needed"), name, text);
  return FALSE;
}

static gboolean
parse_rate (const char *name, const char *text, uint32_t *rate)
{
  if (text == NULL || (bit_rate_parse (text, rate) && *rate > 0))
    return TRUE;
  cli_message (_ ("--%s %s: a bit rate such as 500k is needed"), name, text);
  return FALSE;
}

static gboolean
read_options (const CliOptions *typed, WaveOptions *wave)
{
  double point = 0;
  double factor = 1;
  g_autofree char *rate = g_strdup (typed->sample_rate);

  wave_options_init (wave);
  if (rate != NULL && *rate != '\0' && strchr ("kMG", rate[strlen (rate) - 1]) != NULL)
    {
      char unit = rate[strlen (rate) - 1];

      factor = unit == 'k' ? 1e3 : unit == 'M' ? 1e6 : 1e9;
      rate[strlen (rate) - 1] = '\0';
    }
  if (!parse_rate ("bitrate", typed->bitrate, &wave->setting.bitrate)
      || !parse_rate ("data-bitrate", typed->data_bitrate, &wave->setting.data_bitrate)
      || !parse_number ("sample-point", typed->sample_point, &point)
      || !parse_number ("threshold", typed->threshold, &wave->threshold)
      || !parse_number ("glitch", typed->glitch, &wave->glitch_ns)
      || !parse_number ("sample-rate", rate, &wave->sample_rate))
    return FALSE;
  wave->sample_rate *= factor;
  if (point > 1)
    point /= 100;
  if (point < 0 || point >= 1)
    cli_message (_ ("--sample-point %s: a share of the bit is needed, such as 0.8 or 80"), typed->sample_point);
  else if (wave->glitch_ns < 0)
    cli_message (_ ("--glitch %s: nanoseconds from 0 on are needed"), typed->glitch);
  else if (wave->sample_rate < 0)
    cli_message (_ ("--sample-rate %s: samples a second are needed, such as 24M"), typed->sample_rate);
  if (point < 0 || point >= 1 || wave->glitch_ns < 0 || wave->sample_rate < 0)
    return FALSE;
  wave->setting.point = point;
  wave->setting.non_iso = typed->non_iso > 0;
  wave->line = typed->channel;
  wave->polarity = typed->invert > 0 ? WIRE_POLARITY_INVERTED : WIRE_POLARITY_FIND;
  return TRUE;
}

/* --- Rows --- */

static void
append_time (GString *out, int64_t time)
{
  char text[CAN_TIME_TEXT_MAX];

  can_time_format (time, text);
  g_string_append (out, text);
}

static void
append_number (GString *out, double value, const char *form)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, g_ascii_formatd (text, sizeof text, form, value));
}

static void
append_data (GString *out, const CanFrame *frame)
{
  for (guint i = 0; i < frame->len; i++)
    g_string_append_printf (out, "%02X", frame->data[i]);
}

static void
append_csv (Output *self, const WaveLine *line, const WireEvent *event)
{
  const CanFrame *frame = &event->frame;
  gboolean good = event->fault == WIRE_FAULT_NONE;

  g_string_append_printf (self->out, "%" G_GUINT64_FORMAT ",", self->n);
  append_time (self->out, frame->time);
  g_string_append_c (self->out, ',');
  quote_csv (self->out, line->name);
  if (good)
    g_string_append_printf (self->out, can_id_is_extended (frame->id) ? ",%08X" : ",%03X", can_id_number (frame->id));
  else
    g_string_append_printf (self->out, ",%08X", frame->id & ~CAN_ID_ERROR);
  g_string_append_printf (self->out, ",%d,%d,%d,%d,%d,%d,%u,%u,", can_id_is_extended (frame->id),
                          (frame->id & CAN_ID_REMOTE) != 0, !good, (frame->flags & CAN_FD) != 0,
                          (frame->flags & CAN_BRS) != 0, (frame->flags & CAN_ESI) != 0, frame->dlc, frame->len);
  append_data (self->out, frame);
  g_string_append_printf (self->out, ",%u,%d,", event->n_bits, event->acked);
  if (!good)
    g_string_append_printf (self->out, "%s,%u,%s,%u,%u", wire_fault_name (event->fault), event->bit,
                            frame_field_name (event->field), event->objected, event->flag);
  else
    g_string_append (self->out, ",,,,");
  g_string_append_c (self->out, ',');
  if (event->has_clock)
    append_number (self->out, event->clock_ppm, "%.0f");
  g_string_append_c (self->out, '\n');
}

static void
append_json (Output *self, const WaveLine *line, const WireEvent *event)
{
  const CanFrame *frame = &event->frame;
  gboolean good = event->fault == WIRE_FAULT_NONE;

  g_string_append_printf (self->out, "{\"number\":%" G_GUINT64_FORMAT ",\"time\":", self->n);
  append_time (self->out, frame->time);
  g_string_append (self->out, ",\"channel\":");
  quote_json (self->out, line->name);
  g_string_append_printf (self->out, can_id_is_extended (frame->id) ? ",\"id\":\"%08X\"" : ",\"id\":\"%03X\"",
                          can_id_number (frame->id));
  g_string_append_printf (
      self->out, ",\"ext\":%s,\"rtr\":%s,\"err\":%s,\"fd\":%s,\"brs\":%s,\"esi\":%s,\"dlc\":%u,\"len\":%u,\"data\":\"",
      can_id_is_extended (frame->id) ? "true" : "false", frame->id & CAN_ID_REMOTE ? "true" : "false",
      good ? "false" : "true", frame->flags & CAN_FD ? "true" : "false", frame->flags & CAN_BRS ? "true" : "false",
      frame->flags & CAN_ESI ? "true" : "false", frame->dlc, frame->len);
  append_data (self->out, frame);
  g_string_append_printf (self->out, "\",\"bits\":%u,\"acked\":%s", event->n_bits, event->acked ? "true" : "false");
  if (!good)
    g_string_append_printf (self->out, ",\"fault\":\"%s\",\"bit\":%u,\"field\":\"%s\",\"objected\":%u,\"flag\":%u",
                            wire_fault_name (event->fault), event->bit, frame_field_name (event->field),
                            event->objected, event->flag);
  if (event->has_clock)
    {
      g_string_append (self->out, ",\"clock_ppm\":");
      append_number (self->out, event->clock_ppm, "%.0f");
    }
  g_string_append (self->out, "}\n");
}

static void
append_text (Output *self, const WaveLine *line, const WireEvent *event)
{
  const CanFrame *frame = &event->frame;
  char time[CAN_TIME_TEXT_MAX], text[CAN_FRAME_TEXT_MAX];

  can_time_format (frame->time, time);
  if (event->fault == WIRE_FAULT_NONE)
    {
      can_frame_format (frame, text);
      g_string_append_printf (self->out, "%14s  %-10s  %s", time, line->name, text);
    }
  else
    g_string_append_printf (self->out, "%14s  %-10s  ", time, line->name);
  if (event->fault == WIRE_FAULT_NONE && !event->acked)
    g_string_append (self->out, "  ");
  wave_event_append_words (self->out, event);
  g_string_append_c (self->out, '\n');
}

static void
append_candump (Output *self, const WaveLine *line, const WireEvent *event)
{
  char time[CAN_TIME_TEXT_MAX], text[CAN_FRAME_TEXT_MAX];
  g_autofree char *name = g_strdelimit (g_strdup (line->name), " \t", '_');

  can_time_format (event->frame.time, time);
  can_frame_format (&event->frame, text);
  g_string_append_printf (self->out, "(%s) %s %s\n", time, *name != '\0' ? name : "can0", text);
}

static void
count_clock (Output *self, const WaveLine *line, const WireEvent *event)
{
  g_autofree char *key = g_strdup_printf ("%08X %s", event->frame.id, line->name);
  Clock *clock = g_hash_table_lookup (self->clocks, key);

  if (clock == NULL)
    {
      clock = g_new0 (Clock, 1);
      *clock = (Clock){ g_strdup (line->name), event->frame.id, 0, 0, INFINITY, -INFINITY };
      g_hash_table_insert (self->clocks, g_steal_pointer (&key), clock);
    }
  clock->n++;
  clock->sum += event->clock_ppm;
  clock->least = MIN (clock->least, event->clock_ppm);
  clock->most = MAX (clock->most, event->clock_ppm);
}

static void
on_event (const WaveLine *line, const WireEvent *event, gpointer data)
{
  Output *self = data;

  if (self->n >= self->typed->limit)
    return;
  self->n++;
  self->n_faults += event->fault != WIRE_FAULT_NONE;
  if (event->has_clock && event->fault == WIRE_FAULT_NONE)
    count_clock (self, line, event);
  if (strcmp (self->format, "csv") == 0)
    append_csv (self, line, event);
  else if (strcmp (self->format, "json") == 0)
    append_json (self, line, event);
  else if (strcmp (self->format, "candump") == 0)
    append_candump (self, line, event);
  else
    append_text (self, line, event);
  if (self->out->len >= FLUSH_AT)
    {
      byte_sink_write (self->sink, self->out->str, self->out->len);
      g_string_truncate (self->out, 0);
    }
}

/* --- The run --- */

static void
clock_free (gpointer data)
{
  g_free (((Clock *) data)->name);
  g_free (data);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Text only: how far the clock of each sender is off. */
static void
append_clocks (Output *self)
{
  guint n;
  gpointer *keys = g_hash_table_get_keys_as_array (self->clocks, &n);

  qsort (keys, n, sizeof *keys, compare_keys);
  if (n > 0)
    g_string_append (self->out,
                     _ ("\nHow much faster than the bit rate each sender's clock is (ppm: mean, least, most):\n"));
  for (guint i = 0; i < n; i++)
    {
      const Clock *clock = g_hash_table_lookup (self->clocks, keys[i]);

      g_string_append_printf (self->out, can_id_is_extended (clock->id) ? "  %08X" : "  %8.3X",
                              can_id_number (clock->id));
      g_string_append_printf (self->out, "  %-10s %7" G_GUINT64_FORMAT "  %+8.0f %+8.0f %+8.0f\n", clock->name,
                              clock->n, clock->sum / (double) clock->n, clock->least, clock->most);
    }
  g_free (keys);
}

static void
tell_batch (const FrameBatch *batch, gboolean verbose)
{
  for (guint i = 0; i < batch->notes->len; i++)
    {
      const Note *note = &g_array_index (batch->notes, Note, i);

      if (note->kind == NOTE_STATUS)
        cli_message ("%.*s", (int) note->n, note->text);
    }
  for (guint i = 0; i < batch->problems->len && verbose; i++)
    cli_message ("%s", g_array_index (batch->problems, Problem, i).what);
}

static CliStatus
run_file (Output *self, const char *path, const Format *format, const WaveOptions *wave)
{
  const FormatOptions format_options = { .wave = wave };
  TraceInfo *info = trace_info_new ();
  GError *error = NULL;
  LogReader *reader = log_reader_open (path, format, info, &format_options, &error);
  FrameBatch *batch = frame_batch_new ();
  CliStatus status = STATUS_DONE;
  uint64_t n_problems = 0;

  if (reader != NULL && !(log_reader_get_format (reader)->abilities & FORMAT_SAMPLES))
    {
      g_set_error (&error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                   _ ("%s: is a %s: it holds frames, not samples; canid-cli print shows them"), path,
                   _ (log_reader_get_format (reader)->name));
      g_clear_pointer (&reader, log_reader_close);
    }
  while (reader != NULL && self->n < self->typed->limit && !cli_is_interrupted ())
    {
      FormatStep step = log_reader_read (reader, batch, &error);

      tell_batch (batch, self->typed->verbose > 0);
      n_problems += batch->n_problems;
      if (step != FORMAT_MORE)
        break;
    }
  if (error != NULL)
    status = cli_fail (error);
  if (n_problems > 0)
    cli_message (_ ("%s: %" PRIu64 " places could not be read%s"), path, n_problems,
                 self->typed->verbose > 0 ? "" : _ ("; -v shows them"));
  frame_batch_free (batch);
  log_reader_close (reader);
  trace_info_unref (info);
  return cli_is_interrupted () ? STATUS_INTERRUPTED : status;
}

static const Format *
find_format (const char *id, gboolean *wrong)
{
  const Format *format = id != NULL ? format_by_id (id) : NULL;

  *wrong = id != NULL && format == NULL;
  return format;
}

static CliStatus
run_samples (const CliOptions *typed)
{
  Output self = { .typed = typed, .format = typed->format != NULL ? typed->format : "text" };
  WaveOptions wave;
  GError *error = NULL;
  gboolean wrong;
  const Format *format = find_format (typed->input_format, &wrong);
  CliStatus status, written;

  if (typed->n_arguments != 1)
    return cli_fail_usage (_ ("samples: one FILE is needed"));
  if (wrong)
    return cli_fail_usage (_ ("--input-format %s: no such format; convert --list tells them"), typed->input_format);
  if (!read_options (typed, &wave))
    return STATUS_USAGE;
  self.sink = byte_sink_open ("-", BYTE_SINK_GROW, &error);
  if (self.sink == NULL)
    return cli_fail (error);
  self.out = g_string_new (NULL);
  self.clocks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, clock_free);
  wave.tap = on_event;
  wave.tap_data = &self;
  if (strcmp (self.format, "csv") == 0)
    g_string_append (self.out, "number,time,channel,id,ext,rtr,err,fd,brs,esi,dlc,len,data,bits,acked,fault,bit,field,"
                               "objected,flag,clock_ppm\n");
  status = run_file (&self, typed->arguments[0], format, &wave);
  if (strcmp (self.format, "text") == 0)
    append_clocks (&self);
  byte_sink_write (self.sink, self.out->str, self.out->len);
  written = cli_close_output (self.sink);
  g_string_free (self.out, TRUE);
  g_hash_table_unref (self.clocks);
  return cli_status_worst (status, written);
}

const Command command_samples
    = { "samples", N_ ("FILE"),
        N_ ("Frames out of a logic analyser's recording (VCD, sigrok, DSView, CSV, bits): rates and lines are found"),
        options, run_samples };
