/* cmd-convert.c: logs into a log of another format.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/command.h"
#include "cli/frame-writer.h"
#include "cli/input.h"
#include "cli/losses.h"
#include "cli/progress.h"

#include "base/errors.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

static const CliOption options[] = {
  { "output-format", 0, OPTION_TEXT, CLI_FIELD (output_format), N_ ("NAME"), NULL,
    N_ ("format of OUT; else by its extension") },
  { "strict", 0, OPTION_FLAG, CLI_FIELD (strict), NULL, NULL, N_ ("write nothing if OUT cannot hold everything") },
  { "list", 0, OPTION_FLAG, CLI_FIELD (list), NULL, NULL, N_ ("list the formats and what each holds") },
  CLI_DATABASE,
  CLI_FILTER,
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

/* --- --list --- */

static CliStatus
list_formats (void)
{
  static const struct
  {
    guint ability;
    const char *word;
  } words[] = {
    { FORMAT_READ, N_ ("read") },      { FORMAT_WRITE, N_ ("write") },
    { FORMAT_FD, N_ ("CAN FD") },      { FORMAT_REMOTE, N_ ("remote") },
    { FORMAT_ERROR, N_ ("errors") },   { FORMAT_NANOSECONDS, N_ ("nanoseconds") },
    { FORMAT_DIRECTION, N_ ("sent") }, { FORMAT_CHANNEL_NAMES, N_ ("channel names") },
  };
  GError *error = NULL;
  ByteSink *out = byte_sink_open ("-", BYTE_SINK_GROW, &error);

  if (out == NULL)
    return cli_fail (error);
  for (const Format *const *format = formats_list (); *format != NULL; format++)
    {
      const char *separator = "  ";

      byte_sink_printf (out, "%-16s .%-12s", (*format)->id, (*format)->extensions);
      for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        if ((*format)->abilities & words[i].ability)
          {
            byte_sink_printf (out, "%s%s", separator, _ (words[i].word));
            separator = ", ";
          }
      byte_sink_write (out, "\n", 1);
    }
  return cli_close_output (out);
}

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

/* Comments and events of the inputs: only an own trace keeps them. */
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

static CliStatus
convert_frames (const CliOptions *typed, Input *input, const Format *format, const char *path, Losses *losses)
{
  GError *error = NULL;
  FrameWriter *writer = frame_writer_open (path, format, input, &error);
  uint64_t left = typed->limit;
  gboolean ok = TRUE;
  CliStatus status;
  Progress progress;
  FrameRun run;

  if (writer == NULL)
    return cli_fail (error);
  progress_init (&progress, strcmp (path, "-") == 0);
  while (ok && left > 0 && input_next (input, &run))
    {
      if (!losses->told)
        losses_count (losses, &run, left);
      ok = frame_writer_run (writer, &run, &left, &error);
      progress_update (&progress, input);
    }
  progress_clear (&progress);
  status = input_finish (input, typed->verbose > 0);
  if (typed->verbose > 0 && !(format->abilities & FORMAT_STORE))
    show_notes (input);
  if (status == STATUS_FAILED && input_n_read (input) == 0)
    {
      frame_writer_discard (writer); /* nothing is no reason to replace what may stand there */
      return status;
    }
  if (!losses->told && losses_show (losses, path) && typed->strict > 0)
    {
      frame_writer_discard (writer);
      return STATUS_FAILED;
    }
  if (ok && !frame_writer_close (writer, &error))
    ok = FALSE;
  else if (!ok)
    frame_writer_discard (writer);
  if (!ok && error != NULL)
    status = cli_status_worst (status, cli_fail (error));
  return status;
}

/* What the target cannot hold is told before anything is written, where the inputs can be read twice. */
static CliStatus
convert (const CliOptions *typed, guint n, const FilterProgram *filter)
{
  const char *path = typed->arguments[n];
  const Format *format = find_output_format (typed, path);
  CliStatus status = STATUS_DONE;
  Losses losses;
  Input *input;

  if (format == NULL)
    return STATUS_USAGE;
  input = input_open (typed, typed->arguments, n, filter, &status);
  if (input == NULL)
    return status;
  losses_init (&losses, format);
  if (strcmp (path, "-") != 0 && target_is_input (input, path))
    status = STATUS_USAGE;
  else if (!losses.told && !input_is_live (input))
    {
      uint64_t left = typed->limit;
      Input *first = input_open (typed, typed->arguments, n, filter, &(CliStatus){ 0 });
      FrameRun run;

      while (first != NULL && left > 0 && input_next (first, &run))
        left -= losses_count (&losses, &run, left);
      input_close (first);
      losses.told = TRUE;
      if (losses_show (&losses, path) && typed->strict > 0)
        status = STATUS_FAILED;
      else
        status = cli_status_worst (status, convert_frames (typed, input, format, path, &losses));
    }
  else
    status = cli_status_worst (status, convert_frames (typed, input, format, path, &losses));
  input_close (input);
  return status;
}

static CliStatus
run_convert (const CliOptions *typed)
{
  DatabaseSet *databases = NULL;
  FilterProgram *filter = NULL;
  CliStatus status;

  if (typed->list > 0)
    return typed->n_arguments == 0 ? list_formats () : cli_fail_usage (_ ("convert: --list takes no files"));
  if (typed->n_arguments < 2)
    return cli_fail_usage (_ ("convert: IN and OUT are needed"));
  status = cli_load_databases (typed, &databases);
  if (status == STATUS_DONE)
    status = cli_compile_filter (typed->filter, databases, &filter);
  if (status == STATUS_DONE)
    status = convert (typed, typed->n_arguments - 1, filter);
  filter_program_unref (filter);
  database_set_unref (databases);
  return status;
}

const Command command_convert
    = { "convert", N_ ("IN… OUT"), N_ ("Logs into a log of another format, several merged by time"), options,
        run_convert };
