/* cmd-print.c: every frame of the inputs, a line each.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/command.h"
#include "cli/frame-printer.h"
#include "cli/progress.h"

#include "base/banned.h"

static const CliOption options[] = {
  CLI_FORMAT ("text csv json candump"),
  CLI_DATABASE,
  CLI_FILTER,
  CLI_LIMIT,
  CLI_TIME,
  CLI_REBASE,
  CLI_MAP,
  CLI_INPUT_FORMAT,
  CLI_TIMEZONE,
  CLI_VERBOSE,
  CLI_HELP,
  CLI_END,
};

static CliStatus
print (const CliOptions *typed, Input *input, const DatabaseSet *databases)
{
  GError *error = NULL;
  FramePrinter *printer = frame_printer_new (typed, input, databases, &error);
  uint64_t left = typed->limit;
  gboolean ok = TRUE;
  CliStatus status;
  Progress progress;
  FrameRun run;

  if (printer == NULL)
    return cli_fail (error);
  progress_init (&progress, TRUE);
  while (ok && left > 0 && input_next (input, &run))
    {
      ok = frame_printer_run (printer, &run, &left);
      progress_update (&progress, input);
    }
  progress_clear (&progress);
  status = frame_printer_close (printer);
  /* Whoever closed the pipe does not want to know what was skipped. */
  return ok ? cli_status_worst (status, input_finish (input, typed->verbose > 0)) : status;
}

static CliStatus
run_print (const CliOptions *typed)
{
  DatabaseSet *databases = NULL;
  FilterProgram *filter = NULL;
  Input *input = NULL;
  CliStatus status;

  if (typed->n_arguments == 0)
    return cli_fail_usage (_ ("print: no FILE given"));
  status = cli_load_databases (typed, &databases);
  if (status == STATUS_DONE)
    status = cli_compile_filter (typed->filter, databases, &filter);
  if (status == STATUS_DONE)
    input = input_open (typed, typed->arguments, typed->n_arguments, filter, &status);
  if (input != NULL)
    status = cli_status_worst (status, print (typed, input, databases));
  input_close (input);
  filter_program_unref (filter);
  database_set_unref (databases);
  return status;
}

const Command command_print
    = { "print", N_ ("FILE…"), N_ ("Every frame, several files merged by time"), options, run_print };
