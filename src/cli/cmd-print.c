/* cmd-print.c: every frame of the inputs, a line each.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/command.h"
#include "cli/frame-printer.h"
#include "cli/reading.h"

#include <string.h>

#include "base/banned.h"

static const CliOption options[] = {
  CLI_FORMAT ("text csv json candump"),
  CLI_DATABASE,
  CLI_J1939,
  CLI_FILTER,
  CLI_ID_SPLIT,
  CLI_LIMIT,
  CLI_FOLLOW,
  CLI_TIME,
  CLI_FROM,
  CLI_TO,
  CLI_REBASE,
  CLI_MAP,
  CLI_INPUT_FORMAT,
  CLI_TIMEZONE,
  CLI_VERBOSE,
  CLI_HELP,
  CLI_END,
};

static gboolean
take_run (gpointer data, const FrameRun *run, uint64_t *left)
{
  return frame_printer_run (data, run, left);
}

static CliStatus
close_printer (gpointer printer)
{
  return frame_printer_close (printer);
}

static CliStatus
print (Reading *reading)
{
  GError *error = NULL;
  FramePrinter *printer = frame_printer_new (reading->typed, reading->input, reading->databases, &error);

  return printer != NULL ? reading_print (reading, take_run, close_printer, printer) : cli_fail (error);
}

static CliStatus
run_print (const CliOptions *typed)
{
  CliStatus status;
  Reading reading;

  if (typed->n_arguments == 0)
    return cli_fail_usage (_ ("print: no FILE given"));
  if (typed->databases->len > 0 && typed->filter == NULL && typed->format != NULL
      && strcmp (typed->format, "text") != 0)
    return cli_fail_usage (_ ("print: --database does nothing for --format %s without --filter; see canid-cli decode"),
                           typed->format);
  status = reading_open (&reading, typed, typed->arguments, typed->n_arguments);
  if (reading.input != NULL)
    status = cli_status_worst (status, print (&reading));
  reading_clear (&reading);
  return status;
}

const Command command_print = { "print",
                                N_ ("FILE…"),
                                N_ ("Every frame, several files merged by time"),
                                options,
                                run_print,
                                N_ ("Numbers count the merged frames, also of those that a filter hides. Times have "
                                    "six decimals, nine where the last "
                                    "three are not 0.") };
