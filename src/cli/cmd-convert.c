/* cmd-convert.c: logs into a log of another format.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/command.h"
#include "cli/format-list.h"
#include "cli/frame-writer.h"
#include "cli/losses.h"
#include "cli/reading.h"

#include "base/errors.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

static const CliOption options[] = {
  { "output-format", 0, OPTION_TEXT, CLI_FIELD (output_format), N_ ("NAME"), NULL,
    N_ ("format of OUT; else by its extension") },
  { "dialect", 0, OPTION_TEXT, CLI_FIELD (dialect), N_ ("NAME"), NULL,
    N_ ("form of OUT where its format has several (csv, printer); --list shows them") },
  { "strict", 0, OPTION_FLAG, CLI_FIELD (strict), NULL, NULL, N_ ("write nothing if OUT cannot hold everything") },
  { "append", 0, OPTION_FLAG, CLI_FIELD (append), NULL, NULL,
    N_ ("go on with OUT where it is there (candump, csv, printer, sqlite)") },
  CLI_BITRATE,
  CLI_DATA_BITRATE,
  { "sample-rate", 0, OPTION_TEXT, CLI_FIELD (sample_rate), N_ ("RATE"), NULL,
    N_ ("samples a second of OUT, such as 24M, where it is a recording of samples; else 20 a bit, or exact edges") },
  { "invert", 0, OPTION_FLAG, CLI_FIELD (invert), NULL, NULL, N_ ("dominant is high in samples of OUT") },
  { "sample-point", 0, OPTION_TEXT, CLI_FIELD (sample_point), N_ ("P"), NULL,
    N_ ("where the bit rate changes in samples of OUT, 0.8 or 80; else CiA's") },
  { "non-iso", 0, OPTION_FLAG, CLI_FIELD (non_iso), NULL, NULL,
    N_ ("CAN FD after Bosch's first edition in samples of OUT") },
  { "list", 0, OPTION_FLAG, CLI_FIELD (list), NULL, NULL, N_ ("list the formats and what each holds") },
  CLI_FORMAT ("text json"),
  CLI_DATABASE,
  CLI_J1939,
  CLI_FILTER,
  CLI_ID_SPLIT,
  CLI_FROM,
  CLI_TO,
  CLI_LIMIT,
  CLI_REBASE,
  CLI_MAP,
  CLI_INPUT_FORMAT,
  CLI_TIMEZONE,
  CLI_VERBOSE,
  CLI_HELP,
  CLI_END,
};

/* --- The target --- */

static const Format *
find_output_format (const CliOptions *typed, const char *path)
{
  const Format *format;

  if (typed->output_format != NULL)
    {
      format = format_by_id (typed->output_format);
      if (format == NULL)
        cli_message (_ ("--output-format: there is no format “%s”; canid-cli convert --list shows them"),
                     typed->output_format);
    }
  else if (strcmp (path, "-") == 0)
    {
      cli_message (_ ("convert: standard output needs --output-format"));
      return NULL;
    }
  else
    {
      format = format_by_path (path, FORMAT_WRITE);
      if (format == NULL)
        format = format_by_path (path, 0);
      if (format == NULL)
        cli_message (_ ("%s: no format has this extension; say --output-format NAME"), path);
    }
  if (format != NULL && !(format->abilities & FORMAT_WRITE))
    {
      cli_message (_ ("%s: %s cannot be written; canid-cli convert --list shows what can"), path, _ (format->name));
      return NULL;
    }
  return format;
}

static gboolean
target_is_input (const Input *input, const char *path)
{
  for (guint i = 0; i < input_n_sources (input); i++)
    if (source_is_file (input_get_source (input, i), path))
      {
        cli_message (_ ("%s: is an input, too; write to another file"), path);
        return TRUE;
      }
  return FALSE;
}

/* --- Converting --- */

typedef struct
{
  Reading reading;
  const char *path; /* OUT */
  const Format *format;
  FormatOptions writing;
  WaveTarget samples;
  BitRates *rates;
  Losses losses;
  FrameWriter *writer;
  uint64_t n_written;
  GError *error;
} Conversion;

/* Comments and events of the inputs: own traces and ASC keep them. */
static void
show_notes (const Input *input)
{
  for (guint i = 0; i < input_n_sources (input); i++)
    {
      const Source *source = input_get_source (input, i);

      if (source->n_notes > 0)
        cli_message (_ ("%s: notes between the frames (comments, events, …) were left out: %" PRIu64), source->name,
                     source->n_notes);
    }
}

static gboolean
take_run (gpointer data, const FrameRun *run, uint64_t *left)
{
  Conversion *self = data;
  uint64_t before = *left;
  gboolean ok;

  if (!self->losses.told)
    losses_count (&self->losses, run, *left);
  ok = frame_writer_run (self->writer, run, left, &self->error);
  self->n_written += before - *left;
  return ok;
}

/* An option that did nothing, as is known when all is read. */
static CliStatus
check_channels (const Conversion *self)
{
  const char *unknown = bit_rates_unknown_channel (self->rates, input_get_info (self->reading.input));

  if (unknown == NULL || self->reading.typed->limit != UINT64_MAX || cli_is_interrupted ())
    return STATUS_DONE;
  return cli_fail_usage (_ ("convert: a bit rate is given for channel “%s”, which no input has"), unknown);
}

/* What has been read is in the writer: what becomes of it. */
static CliStatus
finish_writing (Conversion *self, gboolean ok)
{
  const CliOptions *typed = self->reading.typed;
  CliStatus status = cli_status_worst (input_finish (self->reading.input, typed->verbose > 0), check_channels (self));

  if (status == STATUS_USAGE)
    {
      frame_writer_discard (self->writer);
      return status;
    }
  if (typed->verbose > 0 && !(self->format->abilities & FORMAT_NOTES))
    show_notes (self->reading.input);
  if (status == STATUS_FAILED && input_n_read (self->reading.input) == 0)
    {
      frame_writer_discard (self->writer); /* nothing is no reason to replace what may stand there */
      return status;
    }
  if (!self->losses.told && losses_show (&self->losses, self->path) && typed->strict > 0)
    {
      frame_writer_discard (self->writer);
      return STATUS_FAILED;
    }
  if (self->n_written == 0 && ok && !cli_is_interrupted ())
    cli_message (_ ("%s: no frame was written"), self->path);
  if (!ok)
    frame_writer_discard (self->writer);
  else
    frame_writer_close (self->writer, &self->error);
  if (self->error != NULL)
    status = cli_status_worst (status, cli_fail (self->error));
  return status;
}

static CliStatus
convert_frames (Conversion *self)
{
  self->writer
      = frame_writer_open (self->path, self->format, self->reading.input, &self->writing, self->rates, &self->error);
  if (self->writer == NULL)
    return cli_fail (self->error);
  return finish_writing (self, reading_run (&self->reading, take_run, self, strcmp (self->path, "-") == 0));
}

static gboolean
take_losses (gpointer data, const FrameRun *run, uint64_t *left)
{
  *left -= losses_count (data, run, *left);
  return TRUE;
}

/* What the target cannot hold is told before anything is written, where the inputs can be read twice. FALSE: do not
 * write. */
static gboolean
tell_losses (Conversion *self)
{
  const CliOptions *typed = self->reading.typed;
  Reading first = self->reading;

  if (self->losses.told || input_is_live (self->reading.input))
    return TRUE;
  first.input = input_open (typed, typed->arguments, typed->n_arguments - 1, first.filter, &(CliStatus){ 0 });
  if (first.input != NULL)
    reading_run (&first, take_losses, &self->losses, FALSE);
  input_close (first.input);
  self->losses.told = TRUE;
  return !losses_show (&self->losses, self->path) || typed->strict == 0;
}

static CliStatus
convert (Conversion *self)
{
  CliStatus status = reading_open (&self->reading, self->reading.typed, self->reading.typed->arguments,
                                   self->reading.typed->n_arguments - 1);

  if (self->reading.input == NULL)
    return status;
  bit_rates_set_databases (self->rates, self->reading.databases);
  losses_init (&self->losses, self->format, self->writing.dialect);
  if (strcmp (self->path, "-") != 0 && target_is_input (self->reading.input, self->path))
    return STATUS_USAGE;
  if (!tell_losses (self))
    return STATUS_FAILED;
  if (cli_is_interrupted ()) /* before anything was written: OUT stays as it was */
    return STATUS_INTERRUPTED;
  return cli_status_worst (status, convert_frames (self));
}

/* --- Options --- */

static CliStatus
find_dialect (const CliOptions *typed, const Format *format, const FormatDialect **dialect)
{
  if (typed->dialect == NULL)
    return STATUS_DONE;
  *dialect = format_dialect_by_id (format, typed->dialect);
  if (*dialect != NULL)
    return STATUS_DONE;
  if (format->dialects == NULL)
    return cli_fail_usage (_ ("convert: --dialect does nothing for %s"), _ (format->name));
  return cli_fail_usage (_ ("--dialect: %s has no form “%s”; canid-cli convert --list shows them"), _ (format->name),
                         typed->dialect);
}

/* What says how samples are written, and the bit rates of OUT: nothing for a log of frames. */
static CliStatus
read_samples (const CliOptions *typed, const Format *format, WaveTarget *target)
{
  double point = 0;
  char *end = NULL;

  if (!(format->abilities & FORMAT_SAMPLES))
    {
      const char *idle = typed->sample_rate != NULL    ? "--sample-rate"
                         : typed->invert > 0           ? "--invert"
                         : typed->sample_point != NULL ? "--sample-point"
                         : typed->non_iso > 0          ? "--non-iso"
                                                       : NULL;

      if (idle != NULL)
        return cli_fail_usage (_ ("convert: %s does nothing for %s"), idle, _ (format->name));
      return STATUS_DONE;
    }
  if (typed->sample_rate != NULL
      && !sample_rate_parse (typed->sample_rate, strlen (typed->sample_rate), &target->sample_rate))
    return cli_fail_usage (_ ("--sample-rate %s: samples a second such as 24M are needed"), typed->sample_rate);
  if (typed->sample_point != NULL)
    point = g_ascii_strtod (typed->sample_point, &end);
  if (typed->sample_point != NULL && (end == typed->sample_point || (*end != '\0' && strcmp (end, "%") != 0)))
    return cli_fail_usage (_ ("--%s %s: a number is needed"), "sample-point", typed->sample_point);
  point = point > 1 ? point / 100 : point;
  if (point < 0 || point >= 1)
    return cli_fail_usage (_ ("--sample-point %s: a share of the bit, such as 0.8 or 80, is needed"),
                           typed->sample_point);
  target->setting.point = target->setting.data_point = point;
  target->setting.non_iso = typed->non_iso > 0;
  target->inverted = typed->invert > 0;
  return STATUS_DONE;
}

static CliStatus
check_target (const CliOptions *typed, const Format *format)
{
  if (typed->append > 0 && !(format->abilities & FORMAT_APPEND))
    return cli_fail_usage (_ ("convert: %s cannot be appended to"), _ (format->name));
  if (typed->bitrates->len > 0 && !(format->abilities & FORMAT_BIT_RATES))
    return cli_fail_usage (_ ("convert: --bitrate does nothing for %s"), _ (format->name));
  if (typed->databases->len > 0 && typed->filter == NULL && !(format->abilities & FORMAT_BIT_RATES))
    return cli_fail_usage (_ ("convert: --database does nothing for %s without --filter"), _ (format->name));
  return STATUS_DONE;
}

static CliStatus
run_list (const CliOptions *typed)
{
  if (typed->n_arguments > 0)
    return cli_fail_usage (_ ("convert: --list takes no files"));
  return format_list_print (g_strcmp0 (typed->format, "json") == 0);
}

static CliStatus
run_convert (const CliOptions *typed)
{
  Conversion self = { .reading.typed = typed };
  CliStatus status = STATUS_USAGE;
  GError *error = NULL;

  if (typed->list > 0)
    return run_list (typed);
  if (typed->format != NULL)
    return cli_fail_usage (_ ("convert: --format is for --list; --output-format says what OUT is"));
  if (typed->n_arguments < 2)
    return cli_fail_usage (_ ("convert: IN and OUT are needed"));
  self.path = typed->arguments[typed->n_arguments - 1];
  self.rates = bit_rates_new (typed, &error);
  if (self.rates == NULL)
    return cli_fail (error);
  self.format = find_output_format (typed, self.path);
  if (self.format != NULL)
    status = check_target (typed, self.format);
  if (status == STATUS_DONE)
    status = read_samples (typed, self.format, &self.samples);
  self.writing.wave_target = &self.samples;
  if (status == STATUS_DONE)
    status = find_dialect (typed, self.format, &self.writing.dialect);
  if (status == STATUS_DONE && typed->append && self.writing.dialect == NULL)
    self.writing.dialect = log_form_there (self.path, self.format);
  self.writing.append = typed->append > 0;
  if (typed->timezone != NULL)
    self.writing.timezone = g_time_zone_new_identifier (typed->timezone);
  if (status == STATUS_DONE)
    status = convert (&self);
  g_clear_pointer (&self.writing.timezone, g_time_zone_unref);
  reading_clear (&self.reading);
  bit_rates_free (self.rates);
  return status;
}

const Command command_convert = {
  "convert",
  N_ ("IN… OUT"),
  N_ ("Logs into a log of another format, several merged by time"),
  options,
  run_convert,
  N_ ("OUT is replaced when all is written; what was there before stays whole until then. What its format cannot hold "
      "is listed beforehand, where the inputs can be read twice, else afterwards. Frames of equal time keep the order "
      "of "
      "the inputs; within an input the order never changes, even where its times go back.\n\n"
      "Where no frame is left, by --filter, --from, --to or --limit 0, OUT is a log without frames, and that is said; "
      "an "
      "input that is empty or cannot be read is a failure and leaves OUT as it was.\n\n"
      "Where some inputs know no date all are merged as if they had started at the same moment.")
};
