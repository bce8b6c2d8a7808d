/* cmd-decode.c: the signal values of frames, from logs or typed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/command.h"
#include "cli/input.h"
#include "cli/progress.h"
#include "cli/signal-printer.h"

#include <string.h>

#include "base/banned.h"

static const CliOption options[] = {
  CLI_DATABASE,
  CLI_FORMAT ("text csv json"),
  { "wide", 0, OPTION_FLAG, CLI_FIELD (wide), NULL, NULL, N_ ("a row a frame and a column a signal") },
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

/* --- Frames as arguments --- */

/* No frame has a slash in it: ./NAME is a file whatever its name. */
static gboolean
looks_like_frame (const char *text)
{
  return strchr (text, '#') != NULL && strchr (text, '/') == NULL && !g_file_test (text, G_FILE_TEST_EXISTS);
}

/* An argument that parses as a frame is one (CLI.md); they are not mixed with files. batches: (transfer full) of
 * FrameBatch. */
static CliStatus
collect_frames (const CliOptions *typed, GPtrArray *batches)
{
  guint n_frames = 0;

  for (guint i = 0; i < typed->n_arguments; i++)
    {
      const char *text = typed->arguments[i], *reason = NULL;
      uint8_t payload[CAN_FRAME_MAX_LEN];
      CanFrame frame;
      FrameBatch *batch;

      if (!can_frame_parse (text, strlen (text), &frame, payload, &reason))
        {
          if (looks_like_frame (text))
            return cli_fail_usage (_ ("decode: “%s” is neither a file nor a frame: %s"), text, reason);
          continue;
        }
      if (n_frames++ % FRAME_BATCH_SIZE == 0)
        g_ptr_array_add (batches, frame_batch_new ());
      batch = g_ptr_array_index (batches, batches->len - 1);
      memcpy (batch->payload[batch->n_frames], payload, frame.len);
      frame.data = batch->payload[batch->n_frames];
      batch->frames[batch->n_frames++] = frame;
    }
  if (n_frames > 0 && n_frames < typed->n_arguments)
    return cli_fail_usage (_ ("decode: frames and files cannot be mixed; ./NAME makes an argument a file"));
  return STATUS_DONE;
}

/* --- Decoding --- */

static CliStatus
decode (const CliOptions *typed, Input *input, const DatabaseSet *databases)
{
  GError *error = NULL;
  SignalPrinter *printer = signal_printer_new (typed, input, databases, &error);
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
      ok = signal_printer_run (printer, &run, &left);
      progress_update (&progress, input);
    }
  progress_clear (&progress);
  status = signal_printer_close (printer);
  /* Whoever closed the pipe does not want to know what was skipped. */
  return ok ? cli_status_worst (status, input_finish (input, typed->verbose > 0)) : status;
}

static CliStatus
run_decode (const CliOptions *typed)
{
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func ((GDestroyNotify) frame_batch_free);
  DatabaseSet *databases = NULL;
  FilterProgram *filter = NULL;
  Input *input = NULL;
  CliStatus status;

  if (typed->databases->len == 0)
    return cli_fail_usage (_ ("decode: no database given; -d FILE"));
  if (typed->n_arguments == 0)
    return cli_fail_usage (_ ("decode: no FILE or FRAME given"));
  status = collect_frames (typed, batches);
  if (status == STATUS_DONE)
    status = cli_load_databases (typed, &databases);
  if (status == STATUS_DONE)
    status = cli_compile_filter (typed->filter, databases, &filter);
  if (status == STATUS_DONE && batches->len > 0)
    input = input_new_frames ((const FrameBatch *const *) batches->pdata, batches->len, filter);
  else if (status == STATUS_DONE)
    input = input_open (typed, typed->arguments, typed->n_arguments, filter, &status);
  if (input != NULL)
    status = cli_status_worst (status, decode (typed, input, databases));
  input_close (input);
  filter_program_unref (filter);
  database_set_unref (databases);
  return status;
}

const Command command_decode = { "decode", N_ ("-d DB FILE… | FRAME…"),
                                 N_ ("Signal values of logs, or of frames such as 123#11.22"), options, run_decode };
