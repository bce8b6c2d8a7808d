/* cmd-log.c: what a bus says, to files or the terminal; the arguments are python-can's can_logger's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The bus is watched by a GLib main loop. Frames go through a store of a few chunks in memory, which recordings
 * (session/record-run.h) read, one a file. They are flushed four times a second: what was received is there whatever
 * happens to the program.
 */
#include "config.h"
#include "cli/live.h"

#include "base/errors.h"
#include "cli/log-plan.h"
#include "session/bus-source.h"
#include "session/mark-archive.h"

#include <inttypes.h>
#include <glib-unix.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <string.h>

#include "base/banned.h"

#define FLUSH_MS 250
#define IDLE_MS 50 /* between looks at what waits for time */
#define RETRY_SECONDS 1
#define CHUNKS 4
#define CHUNKS_WITH_PAST 64 /* 4 million frames, of which the time before a trigger is taken */

static const CliOption options[] = {
  { "file", 'f', OPTION_LIST, CLI_FIELD (files), N_ ("FILE"), NULL,
    N_ ("write there, format by extension, also packed (.gz, .xz, .zst), {date}, {time}, {bus} and {n} in the name "
        "stand "
        "for these; repeatable; else to standard output as python-can prints") },
  { "append", 'a', OPTION_FLAG, CLI_FIELD (append), NULL, NULL,
    N_ ("go on with FILE where it is there (candump, csv, printer, sqlite); else it is replaced") },
  CLI_LIVE_OPTIONS,
  { "passive", 0, OPTION_FLAG, CLI_FIELD (passive), NULL, NULL,
    N_ ("only listen: nothing is acknowledged or sent; the same as --set listen_only=1") },
  { "active", 0, OPTION_FLAG, CLI_FIELD (active), NULL, NULL,
    N_ ("take part in the bus, whatever the configuration says; the same as --set listen_only=0") },
  CLI_FILTER,
  CLI_ID_SPLIT,
  CLI_DATABASE,
  CLI_J1939,
  { "format", 'T', OPTION_CHOICE, CLI_FIELD (format), N_ ("NAME"), "text candump", N_ ("form on standard output") },
  CLI_RECORD_OPTIONS,
  { "reconnect", 0, OPTION_FLAG, CLI_FIELD (reconnect), NULL, NULL,
    N_ ("wait for an interface that is not there or goes away") },
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
  const Backend *backend;
  BusConfig *config;
  char *name;
  GMainLoop *loop;
  BusSource *source;
  FrameStore *store;
  FrameBatch *notes;
  const DatabaseSet *databases;
  GPtrArray *runs;          /* of RecordRun */
  uint64_t n_over;          /* frames of those that ended */
  gint64 last;              /* monotonic µs of the last frame */
  double duration, timeout; /* s; negative: none */
  int64_t begin;            /* monotonic µs */
  CliStatus status;
} Log;

static int64_t
now_ns (void)
{
  return g_get_real_time () * 1000;
}

static void
end (Log *self, CliStatus status)
{
  self->status = cli_status_worst (self->status, status);
  if (self->loop != NULL)
    g_main_loop_quit (self->loop);
}

/* --- Recordings --- */

/* What ended is told once and taken out. */
static void
look_at_runs (Log *self)
{
  for (guint i = self->runs->len; i > 0; i--)
    {
      RecordRun *run = g_ptr_array_index (self->runs, i - 1);
      RecordState state;
      gboolean over;

      record_run_get_state (run, &state);
      over = state.phase >= RECORD_DONE;
      if (state.phase == RECORD_FAILED && !record_run_broken_pipe (run))
        {
          cli_message ("%s", state.problem);
          self->status = cli_status_worst (self->status, STATUS_FAILED);
        }
      if (over && self->typed->verbose)
        cli_message (_ ("%s: %" PRIu64 " frames"), state.path != NULL ? state.path : self->name, state.n_frames);
      record_state_clear (&state);
      self->n_over += over ? state.n_frames : 0;
      if (over)
        g_ptr_array_remove_index (self->runs, i - 1);
    }
  if (self->runs->len == 0)
    end (self, STATUS_DONE);
}

static void
step (Log *self)
{
  guint n_ended = 0;

  for (guint i = 0; i < self->runs->len; i++)
    {
      RecordRun *run = g_ptr_array_index (self->runs, i);

      while (record_run_step (run, now_ns ()))
        ;
      n_ended += record_run_is_over (run);
    }
  if (n_ended > 0)
    look_at_runs (self);
}

static gboolean
on_idle_time (gpointer data)
{
  Log *self = data;

  for (guint i = 0; i < self->runs->len; i++)
    record_run_idle (g_ptr_array_index (self->runs, i), now_ns ());
  look_at_runs (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_flush (gpointer data)
{
  Log *self = data;

  for (guint i = 0; i < self->runs->len; i++)
    record_run_flush (g_ptr_array_index (self->runs, i));
  look_at_runs (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_rotate (gpointer data)
{
  Log *self = data;

  for (guint i = 0; i < self->runs->len; i++)
    record_run_rotate (g_ptr_array_index (self->runs, i), now_ns ());
  look_at_runs (self);
  return G_SOURCE_CONTINUE;
}

/* --- The bus --- */

static void
add_note (Log *self, NoteKind kind, const char *text)
{
  frame_batch_clear (self->notes);
  frame_batch_add_note (self->notes, kind, 0, now_ns (), 0, text, strlen (text));
  frame_store_append (self->store, self->notes, NULL);
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
  step (self);
}

/* A bus of several interfaces hears one of them for the first time. */
static uint8_t
name_channel (const char *name, gpointer data)
{
  Log *self = data;

  return trace_info_channel (frame_store_get_info (self->store), name, strlen (name), NULL);
}

static gboolean
open_bus (Log *self, GError **error)
{
  Bus *bus = bus_open (self->backend, self->config, 0, error);
  g_autofree char *text = NULL;
  BusStatus status;

  if (bus == NULL)
    return FALSE;
  bus_get_status (bus, &status);
  if (status.bitrate > 0)
    trace_info_set_bitrate (frame_store_get_info (self->store), 0, status.bitrate, status.data_bitrate);
  trace_info_set_bus (frame_store_get_info (self->store), 0, bus_get_description (bus));
  if (self->typed->verbose)
    cli_message ("%s", bus_get_description (bus));
  text = g_strdup_printf ("%s: bus opened: %s", self->name, bus_get_description (bus));
  if (self->runs->len > 0) /* else files that are begun now say it at their start */
    add_note (self, NOTE_STATUS, text);
  bus_set_channels (bus, name_channel, self);
  bus_source_add (self->source, 0, bus);
  return TRUE;
}

static gboolean
on_retry (gpointer data)
{
  Log *self = data;

  if (!open_bus (self, NULL))
    return G_SOURCE_CONTINUE;
  cli_message (_ ("%s: the interface is back"), self->name);
  return G_SOURCE_REMOVE;
}

static void
on_gone (guint key, const GError *error, gpointer data)
{
  Log *self = data;
  g_autofree char *text = g_strdup_printf ("%s: bus gone: %s", self->name, error->message);

  cli_message ("%s", error->message);
  add_note (self, NOTE_LOSS, text);
  if (self->typed->reconnect)
    g_timeout_add_seconds (RETRY_SECONDS, on_retry, self);
  else
    end (self, STATUS_FAILED);
}

/* --- Ends --- */

static gboolean
on_signal (gpointer data)
{
  end (data, STATUS_DONE); /* a log that is ended by Ctrl+C is done */
  return G_SOURCE_CONTINUE;
}

/* In steps that GLib can count: a duration may be longer than 24 days. */
static gboolean
on_duration (gpointer data)
{
  Log *self = data;
  double left = self->duration - (double) (g_get_monotonic_time () - self->begin) / G_USEC_PER_SEC;

  if (left <= 0)
    end (self, STATUS_DONE);
  else
    g_timeout_add ((guint) MIN (ceil (left * 1000), 1e9), on_duration, self);
  return G_SOURCE_REMOVE;
}

static uint64_t
n_taken (Log *self)
{
  uint64_t n = self->n_over;

  for (guint i = 0; i < self->runs->len; i++)
    {
      RecordState state;

      record_run_get_state (g_ptr_array_index (self->runs, i), &state);
      n += state.n_frames;
      record_state_clear (&state);
    }
  return n;
}

/* A program that was stopped between looking and asking the time has not heard nothing. */
static gboolean
is_waiting (Log *self)
{
  Bus *bus = bus_source_get (self->source, 0);
  struct pollfd waiting = { .fd = bus != NULL ? bus_get_fd (bus) : -1, .events = POLLIN };

  return poll (&waiting, 1, 0) > 0 && waiting.revents & POLLIN;
}

/* Asked often enough that S is met within a tenth. */
static gboolean
on_look (gpointer data)
{
  Log *self = data;

  if ((double) (g_get_monotonic_time () - self->last) >= self->timeout * G_USEC_PER_SEC && !is_waiting (self))
    end (self, n_taken (self) > 0 ? STATUS_DONE : STATUS_FAILED);
  return G_SOURCE_CONTINUE;
}

static void
set_timers (Log *self)
{
  g_timeout_add (FLUSH_MS, on_flush, self);
  g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, IDLE_MS, on_idle_time, self, NULL);
  if (self->duration >= 0)
    g_timeout_add (0, on_duration, self);
  /* After frames that wait: a program that was held up has not heard nothing. */
  if (self->timeout >= 0)
    g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, (guint) CLAMP (self->timeout * 100, 10, 1000), on_look, self, NULL);
}

/* --- What was typed --- */

/* Before a file is touched. */
static gboolean
parse_times (Log *self)
{
  self->duration = self->timeout = -1;
  return (self->typed->duration == NULL || live_parse_seconds ("duration", self->typed->duration, &self->duration))
         && (self->typed->timeout == NULL || live_parse_seconds ("timeout", self->typed->timeout, &self->timeout));
}

/* The first positional is the channel unless -c is given, the others are filters. */
static gboolean
parse_arguments (const CliOptions *typed, const char **channel, GArray *filters)
{
  guint first = typed->channel == NULL && typed->n_arguments > 0 ? 1 : 0;

  *channel = first > 0 ? typed->arguments[0] : NULL;
  for (guint i = first; i < typed->n_arguments; i++)
    {
      g_autofree char *reason = NULL;

      if (!bus_filters_parse (typed->arguments[i], filters, &reason))
        {
          cli_message ("%s", reason);
          return FALSE;
        }
    }
  return TRUE;
}

/* --- Running --- */

static CliStatus
finish (Log *self)
{
  Bus *bus = bus_source_get (self->source, 0);
  BusStatus status = { .dropped = 0 };

  if (bus != NULL)
    bus_get_status (bus, &status);
  if (status.dropped > 0)
    cli_message (_ ("%" PRIu64 " frames were lost before they reached this program"), status.dropped);
  for (guint i = 0; i < self->runs->len; i++)
    record_run_end (g_ptr_array_index (self->runs, i));
  look_at_runs (self);
  mark_archive_flush ();
  return self->status;
}

/* Before the bus is opened: what cannot be written needs no bus. */
static gboolean
check_plans (Log *self, const GPtrArray *plans, GError **error)
{
  for (guint i = 0; i < plans->len; i++)
    if (!record_plan_check (g_ptr_array_index (plans, i), self->databases, error))
      return FALSE;
  return TRUE;
}

/* After: a bus that is not there leaves files as they are. */
static gboolean
begin_runs (Log *self, const GPtrArray *plans, GError **error)
{
  for (guint i = 0; i < plans->len; i++)
    {
      RecordRun *run = record_run_new (self->store, g_ptr_array_index (plans, i), self->databases, 0, now_ns (), error);

      if (run == NULL)
        return FALSE;
      g_ptr_array_add (self->runs, run);
    }
  return TRUE;
}

static CliStatus
run_loop (Log *self, const GPtrArray *plans)
{
  GError *error = NULL;
  gboolean open;

  self->loop = g_main_loop_new (NULL, FALSE);
  self->source = bus_source_new (on_frames, on_gone, self);
  g_source_attach ((GSource *) self->source, NULL);
  g_unix_signal_add (SIGINT, on_signal, self);
  g_unix_signal_add (SIGTERM, on_signal, self);
  g_unix_signal_add (SIGHUP, on_rotate, self);
  self->begin = self->last = g_get_monotonic_time ();
  open = open_bus (self, &error);
  if (!open && self->typed->reconnect)
    {
      cli_message (_ ("%s; it is waited for"), error->message);
      g_timeout_add_seconds (RETRY_SECONDS, on_retry, self);
      g_clear_error (&error);
      open = TRUE;
    }
  if (!open || !begin_runs (self, plans, &error))
    self->status = cli_fail (error);
  else
    {
      set_timers (self);
      g_main_loop_run (self->loop);
      finish (self);
    }
  g_source_destroy ((GSource *) self->source);
  g_source_unref ((GSource *) self->source);
  g_main_loop_unref (self->loop);
  return self->status;
}

static CliStatus
log_bus (Log *self, const GPtrArray *plans, const char *channel, const GArray *filters)
{
  CliStatus status = STATUS_FAILED;
  GError *error = NULL;

  self->config = live_config (self->typed, channel, filters, &self->backend, &self->name, &status);
  if (self->config == NULL)
    return status;
  self->store = frame_store_new_ring (self->typed->before != NULL ? CHUNKS_WITH_PAST : CHUNKS);
  self->notes = frame_batch_new ();
  self->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) record_run_free);
  trace_info_set_start (frame_store_get_info (self->store), now_ns (), TRUE);
  trace_info_channel (frame_store_get_info (self->store), self->name, strlen (self->name), NULL);
  status = check_plans (self, plans, &error) ? run_loop (self, plans) : cli_fail (error);
  g_ptr_array_unref (self->runs);
  frame_batch_free (self->notes);
  frame_store_unref (self->store);
  bus_config_free (self->config);
  g_free (self->name);
  return status;
}

/* Any of them alone would let pass what the others keep away. */
static void
tell_joined (const GArray *filters)
{
  guint n = 0;

  for (guint i = 0; i < filters->len; i++)
    n += g_array_index (filters, BusFilter, i).inverted;
  if (n > 1 && n == filters->len)
    cli_message (_ ("the %u inverted filters are joined: a frame must pass all of them"), n);
}

/* can_logger's --filter is one for the bus: 123:7FF. */
static gboolean
take_bus_filter (const char *text, GArray *filters)
{
  g_autoptr (GArray) parsed = g_array_new (FALSE, FALSE, sizeof (BusFilter));
  g_autofree char *reason = NULL;
  gboolean taken = text != NULL && bus_filters_parse (text, parsed, &reason) && parsed->len > 0;

  if (taken)
    g_array_append_vals (filters, parsed->data, parsed->len);
  return taken;
}

static CliStatus
run_log (const CliOptions *given)
{
  CliOptions own = *given;
  const CliOptions *typed = &own;
  Log self = { .typed = typed };
  g_autoptr (GArray) filters = g_array_new (FALSE, FALSE, sizeof (BusFilter));
  g_autoptr (GPtrArray) plans = NULL;
  DatabaseSet *databases = NULL;
  FilterProgram *program = NULL;
  const char *channel;
  CliStatus status;

  if (typed->passive && typed->active)
    return cli_fail_usage (_ ("log: --active or --passive, not both"));
  if (typed->passive || typed->active)
    g_ptr_array_add (typed->settings, (gpointer) (typed->passive ? "listen_only=1" : "listen_only=0"));
  if (take_bus_filter (typed->filter, filters))
    own.filter = NULL;
  if (typed->files->len > 0 && typed->format != NULL)
    return cli_fail_usage (_ ("log: -T is the form on standard output, -f has its own by extension"));
  if (!parse_arguments (typed, &channel, filters) || !parse_times (&self))
    return STATUS_USAGE;
  tell_joined (filters);
  plans = log_plans_new (typed);
  status = plans != NULL ? cli_load_databases (typed, &databases) : STATUS_USAGE;
  if (status == STATUS_DONE && typed->filter != NULL) /* shows where it is wrong */
    status = cli_compile_filter (typed->filter, databases, &program);
  filter_program_unref (program);
  self.databases = databases;
  if (status == STATUS_DONE)
    status = log_bus (&self, plans, channel, filters);
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
      "of inverted ones alone all must. Ctrl+C ends with status 0.\n\n"
      "A CONDITION is an expression of the filter language, which fires when it becomes true, or one of: "
      "absent 2C1 500ms (no frame of it for so long), cycle 2C1 100ms 20% (its frames are further apart, or closer), "
      "error [KIND], state warning, state passive, state bus-off, load 80%, at 23:00.\n\n"
      "As a service: SIGHUP ends the file and begins the next one, under the same name if the file was moved away; "
      "SIGTERM completes the file. What was received is in the file at most half a second later, also if the program "
      "is killed; not so in packed files and .npz. On a full disk the file ends with a whole record.")
};
