/* cmd-log.c: what a bus says, to a file or the terminal; the arguments are python-can's can_logger's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The bus is watched by a GLib main loop. Frames go through a store of two chunks, where the filter sees them, and on
 * to the writer; a `.canid` file is the store itself. Files grow in place and are flushed every second: what was
 * received is there whatever happens to the program.
 */
#include "config.h"
#include "cli/live.h"

#include "base/errors.h"
#include "formats/format-interface.h"
#include "formats/format.h"
#include "session/bus-source.h"

#include <inttypes.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>

#include "base/banned.h"

static const CliOption options[] = {
  { "file", 'f', OPTION_TEXT, CLI_FIELD (file), N_ ("FILE"), NULL,
    N_ ("write there, format by extension; else to standard output as python-can prints") },
  CLI_LIVE_OPTIONS,
  CLI_FILTER,
  CLI_DATABASE,
  { "format", 'T', OPTION_CHOICE, CLI_FIELD (format), N_ ("NAME"), "text candump", N_ ("form on standard output") },
  { "count", 0, OPTION_COUNT, CLI_FIELD (count), N_ ("N"), NULL, N_ ("end after N frames") },
  { "duration", 0, OPTION_TEXT, CLI_FIELD (duration), N_ ("S"), NULL, N_ ("end after S seconds") },
  { "timeout", 0, OPTION_TEXT, CLI_FIELD (timeout), N_ ("S"), NULL,
    N_ ("end after S seconds without a frame; 0 takes what has arrived") },
  CLI_VERBOSE,
  CLI_HELP,
  CLI_END,
};

typedef struct
{
  const CliOptions *typed;
  GMainLoop *loop;
  FrameStore *store;
  LogWriter *writer; /* NULL: the store is the file */
  FilterProgram *filter;
  uint64_t next;  /* row that was not looked at yet */
  uint64_t taken; /* frames that passed */
  gint64 last;    /* monotonic µs of the last frame */
  double timeout; /* s; negative: none */
  CliStatus status;
} Log;

static void
end (Log *self, CliStatus status)
{
  self->status = cli_status_worst (self->status, status);
  g_main_loop_quit (self->loop);
}

static gboolean
write_frame (Log *self, const CanFrame *frame)
{
  GError *error = NULL;

  if (self->writer == NULL || log_writer_write (self->writer, frame, 1, &error))
    return TRUE;
  end (self, log_writer_broken_pipe (self->writer) ? STATUS_DONE : cli_fail (g_steal_pointer (&error)));
  g_clear_error (&error);
  return FALSE;
}

/* Rows that came: those that pass the filter are written. */
static void
take_rows (Log *self)
{
  uint64_t length = frame_store_length (self->store);

  for (; self->next < length && self->taken < self->typed->count; self->next++)
    {
      CanFrame frame;

      if (self->filter != NULL && !filter_match (self->filter, self->store, self->next))
        continue;
      frame_store_get (self->store, self->next, &frame);
      if (!write_frame (self, &frame))
        return;
      self->taken++;
    }
  if (self->taken >= self->typed->count)
    end (self, STATUS_DONE);
}

static void
on_frames (const FrameBatch *batch, gpointer data)
{
  Log *self = data;
  GError *error = NULL;

  self->last = g_get_monotonic_time ();
  if (!frame_store_append (self->store, batch, &error))
    {
      end (self, cli_fail (error));
      return;
    }
  for (guint i = 0; i < batch->problems->len && self->typed->verbose; i++)
    cli_message ("%s", g_array_index (batch->problems, Problem, i).what);
  take_rows (self);
}

static void
on_gone (guint key, const GError *error, gpointer data)
{
  cli_message ("%s", error->message);
  end (data, STATUS_FAILED);
}

static gboolean
on_signal (gpointer data)
{
  end (data, STATUS_DONE); /* a log that is ended by Ctrl+C is done */
  return G_SOURCE_CONTINUE;
}

static gboolean
on_second (gpointer data)
{
  Log *self = data;
  GError *error = NULL;

  if (self->writer != NULL && !log_writer_flush (self->writer, &error))
    end (self, log_writer_broken_pipe (self->writer) ? STATUS_DONE : cli_fail (g_steal_pointer (&error)));
  g_clear_error (&error);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_end (gpointer data)
{
  end (data, STATUS_DONE);
  return G_SOURCE_REMOVE;
}

/* Asked often enough that S is met within a tenth. */
static gboolean
on_look (gpointer data)
{
  Log *self = data;

  if ((double) (g_get_monotonic_time () - self->last) >= self->timeout * G_USEC_PER_SEC)
    end (self, self->taken > 0 ? STATUS_DONE : STATUS_FAILED);
  return G_SOURCE_CONTINUE;
}

static gboolean
set_timers (Log *self)
{
  double seconds;

  self->timeout = -1;
  g_timeout_add (1000, on_second, self);
  if (self->typed->duration != NULL)
    {
      if (!live_parse_seconds ("duration", self->typed->duration, &seconds))
        return FALSE;
      g_timeout_add ((guint) MIN (seconds * 1000, G_MAXINT), on_end, self);
    }
  if (self->typed->timeout != NULL)
    {
      if (!live_parse_seconds ("timeout", self->typed->timeout, &self->timeout))
        return FALSE;
      /* After frames that wait: a program that was held up has not heard nothing. */
      g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, (guint) CLAMP (self->timeout * 100, 10, 1000), on_look, self, NULL);
    }
  return TRUE;
}

/* --- What was typed --- */

static gboolean
add_filters (GArray *filters, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  for (char **part = parts; *part != NULL; part++)
    {
      BusFilter filter;
      g_autofree char *reason = NULL;

      if (!bus_filter_parse (*part, &filter, &reason))
        {
          cli_message ("%s", reason);
          return FALSE;
        }
      g_array_append_val (filters, filter);
    }
  return TRUE;
}

/* The first positional is the channel unless -c is given, the others are filters. */
static gboolean
parse_arguments (const CliOptions *typed, const char **channel, GArray *filters)
{
  guint first = typed->channel == NULL && typed->n_arguments > 0 ? 1 : 0;

  *channel = first > 0 ? typed->arguments[0] : NULL;
  for (guint i = first; i < typed->n_arguments; i++)
    if (!add_filters (filters, typed->arguments[i]))
      return FALSE;
  return TRUE;
}

static gboolean
is_own_trace (const Log *self)
{
  return self->typed->file != NULL && self->filter == NULL && format_by_path (self->typed->file, FORMAT_STORE) != NULL;
}

static const Format *
target_format (const Log *self)
{
  if (self->typed->file != NULL)
    return format_by_path (self->typed->file, FORMAT_WRITE);
  return format_by_id (g_strcmp0 (self->typed->format, "candump") == 0 ? "candump" : "printer");
}

/* Before the bus is opened: what cannot be written needs no bus. */
static gboolean
open_store (Log *self, GError **error)
{
  if (is_own_trace (self))
    self->store = frame_store_create (self->typed->file, error);
  else if (target_format (self) != NULL)
    self->store = frame_store_new_ring (2);
  else
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                 _ ("%s: no format that can be written has this extension; “canid-cli convert --list” lists them"),
                 self->typed->file);
  return self->store != NULL;
}

/* After: the channel's name stands in the store's trace info by then. */
static gboolean
open_writer (Log *self, GError **error)
{
  const char *path = self->typed->file;
  const Format *format = target_format (self);
  FormatOptions writing = { .grow = TRUE };

  if (is_own_trace (self))
    return TRUE;
  writing.append = path != NULL && (format->abilities & FORMAT_APPEND) && g_file_test (path, G_FILE_TEST_EXISTS);
  self->writer
      = log_writer_create (path != NULL ? path : "-", format, frame_store_get_info (self->store), &writing, error);
  return self->writer != NULL;
}

static CliStatus
finish (Log *self, Bus *bus)
{
  GError *error = NULL;
  BusStatus status;

  bus_get_status (bus, &status);
  if (status.dropped > 0)
    cli_message (_ ("%" PRIu64 " frames were lost before they reached this program"), status.dropped);
  if (self->typed->verbose)
    cli_message (_ ("%" PRIu64 " frames"), self->taken);
  if (self->writer != NULL)
    {
      gboolean quiet = log_writer_broken_pipe (self->writer);

      if (!log_writer_close (g_steal_pointer (&self->writer), &error) && !quiet)
        return cli_fail (error);
      g_clear_error (&error);
    }
  return self->status;
}

static CliStatus
run_loop (Log *self, Bus *bus)
{
  BusSource *source = bus_source_new (on_frames, on_gone, self);
  CliStatus status = STATUS_USAGE;

  self->loop = g_main_loop_new (NULL, FALSE);
  g_unix_signal_add (SIGINT, on_signal, self);
  g_unix_signal_add (SIGTERM, on_signal, self);
  self->last = g_get_monotonic_time ();
  bus_source_add (source, 0, bus);
  g_source_attach ((GSource *) source, NULL);
  if (set_timers (self))
    {
      g_main_loop_run (self->loop);
      bus = bus_source_get (source, 0);
      status = bus != NULL ? finish (self, bus) : self->status;
      if (self->writer != NULL && !log_writer_close (g_steal_pointer (&self->writer), NULL))
        status = STATUS_FAILED;
    }
  g_source_destroy ((GSource *) source);
  g_source_unref ((GSource *) source);
  g_main_loop_unref (self->loop);
  return status;
}

static CliStatus
log_bus (Log *self, const char *channel, const GArray *filters)
{
  g_autofree char *name = NULL;
  CliStatus status = STATUS_FAILED;
  GError *error = NULL;
  Bus *bus;

  if (!open_store (self, &error))
    return cli_fail (error);
  bus = live_open (self->typed, channel, filters, &name, &status);
  if (bus == NULL)
    return status;
  trace_info_set_start (frame_store_get_info (self->store), g_get_real_time () * 1000, TRUE);
  trace_info_channel (frame_store_get_info (self->store), name, strlen (name), NULL);
  if (!open_writer (self, &error))
    {
      bus_close (bus);
      return cli_fail (error);
    }
  if (self->typed->verbose)
    cli_message ("%s", bus_get_description (bus));
  return run_loop (self, bus);
}

static CliStatus
run_log (const CliOptions *typed)
{
  Log self = { .typed = typed };
  g_autoptr (GArray) filters = g_array_new (FALSE, FALSE, sizeof (BusFilter));
  DatabaseSet *databases = NULL;
  const char *channel;
  CliStatus status;

  if (typed->file != NULL && typed->format != NULL)
    return cli_fail_usage (_ ("log: -T is the form on standard output, -f has its own by extension"));
  if (!parse_arguments (typed, &channel, filters))
    return STATUS_USAGE;
  status = cli_load_databases (typed, &databases);
  if (status == STATUS_DONE && typed->filter != NULL)
    status = cli_compile_filter (typed->filter, databases, &self.filter);
  if (status == STATUS_DONE)
    status = log_bus (&self, channel, filters);
  frame_store_unref (self.store);
  filter_program_unref (self.filter);
  database_set_unref (databases);
  return status;
}

const Command command_log = {
  "log",
  N_ ("[CHANNEL] [FILTER…]"),
  N_ ("What a bus says, to a file or the terminal"),
  options,
  run_log,
  N_ ("A FILTER is ID:MASK or ID~MASK in hexadecimal, several may be joined by commas; any that passes is enough, "
      "of inverted ones alone all must. Ctrl+C ends with status 0.")
};
