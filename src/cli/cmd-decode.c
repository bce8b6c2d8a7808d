/* cmd-decode.c: the signal values of frames, from logs or typed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/command.h"
#include "cli/reading.h"
#include "cli/signal-printer.h"

#include <string.h>

#include "base/banned.h"

static const CliOption options[] = {
  CLI_DATABASE,
  CLI_J1939,
  CLI_FORMAT ("text csv json"),
  { "wide", 0, OPTION_FLAG, CLI_FIELD (wide), NULL, NULL, N_ ("a row a frame and a column a signal") },
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
            return cli_fail_usage (_ ("decode: “%s” is neither a file nor a frame: %s"), text, _ (reason));
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

static gboolean
take_run (gpointer data, const FrameRun *run, uint64_t *left)
{
  return signal_printer_run (data, run, left);
}

static CliStatus
close_printer (gpointer printer)
{
  return signal_printer_close (printer);
}

static CliStatus
decode (Reading *reading)
{
  GError *error = NULL;
  SignalPrinter *printer = signal_printer_new (reading->typed, reading->input, reading->databases, &error);

  return printer != NULL ? reading_print (reading, take_run, close_printer, printer) : cli_fail (error);
}

/* Frames of the command line have no time, no channel and come from nowhere. */
static CliStatus
check_frame_options (const CliOptions *typed)
{
  const struct
  {
    const char *name;
    gboolean given;
  } useless[] = {
    { "time", typed->time != NULL },
    { "from", typed->from != NULL },
    { "to", typed->to != NULL },
    { "rebase", typed->rebase > 0 },
    { "map", typed->maps->len > 0 },
    { "input-format", typed->input_format != NULL },
    { "timezone", typed->timezone != NULL },
    { "follow", typed->follow > 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (useless); i++)
    if (useless[i].given)
      return cli_fail_usage (_ ("decode: --%s does nothing for frames of the command line"), useless[i].name);
  return STATUS_DONE;
}

static CliStatus
decode_frames (const CliOptions *typed, const GPtrArray *batches)
{
  CliStatus status = check_frame_options (typed);
  Reading reading = { 0 };

  if (status == STATUS_DONE)
    status = reading_load (&reading, typed);
  if (status == STATUS_DONE)
    {
      reading.input = input_new_frames ((const FrameBatch *const *) batches->pdata, batches->len, reading.filter);
      status = decode (&reading);
    }
  reading_clear (&reading);
  return status;
}

static CliStatus
decode_files (const CliOptions *typed)
{
  Reading reading;
  CliStatus status = reading_open (&reading, typed, typed->arguments, typed->n_arguments);

  if (reading.input != NULL)
    status = cli_status_worst (status, decode (&reading));
  reading_clear (&reading);
  return status;
}

static CliStatus
run_decode (const CliOptions *typed)
{
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func ((GDestroyNotify) frame_batch_free);
  CliStatus status;

  if (typed->databases->len == 0)
    return cli_fail_usage (_ ("decode: no database given; -d FILE"));
  if (typed->n_arguments == 0)
    return cli_fail_usage (_ ("decode: no FILE or FRAME given"));
  status = collect_frames (typed, batches);
  if (status != STATUS_DONE)
    return status;
  return batches->len > 0 ? decode_frames (typed, batches) : decode_files (typed);
}

const Command command_decode = {
  "decode",
  N_ ("-d DB FILE… | FRAME…"),
  N_ ("Signal values of logs, or of frames such as 123#11.22"),
  options,
  run_decode,
  N_ ("A FRAME is written as candump writes it: 123#11.22, 18FEF100##1AABB, 123#R. ./NAME is a file whatever its name. "
      "Signals that are absent or beyond the end of a frame are left out.")
};
