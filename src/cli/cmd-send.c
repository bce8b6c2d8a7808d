/* cmd-send.c: frames to a bus, once each or by the clock.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/live.h"
#include "cli/send-frames.h"
#include "cli/timing-report.h"

#include "base/errors.h"
#include "session/bus-source.h"

#include <inttypes.h>
#include <poll.h>
#include <string.h>

#include "base/banned.h"

#define WAIT_MS 1000 /* for room in a queue, and for a frame to come back */
#define LOOK_MS 20
#define LAST_MS 100

static const CliOption options[] = {
  CLI_LIVE_OPTIONS,
  { "period", 0, OPTION_TEXT, CLI_FIELD (period), N_ ("MS"), NULL, N_ ("again and again, so many milliseconds apart") },
  { "load", 0, OPTION_TEXT, CLI_FIELD (bus_load), N_ ("PERCENT"), NULL,
    N_ ("again and again, so that each FRAME fills so much of the bus; instead of --period") },
  { "count", 0, OPTION_COUNT, CLI_FIELD (count), N_ ("N"), NULL, N_ ("with --period or --load: so many times each") },
  { "then", 0, OPTION_TEXT, CLI_FIELD (then), N_ ("MS"), NULL,
    N_ ("after --count frames go on without end, so many milliseconds apart") },
  { "signal", 0, OPTION_LIST, CLI_FIELD (signals), N_ ("NAME=VALUE"), NULL,
    N_ ("set a signal of the databases: Signal=12.5, Message.Signal=Park; repeatable") },
  { "random", 0, OPTION_TEXT, CLI_FIELD (random), N_ ("WHAT"), NULL,
    N_ ("make id, data, length random for each frame; counting: data counts; counting-id: the identifier does, from "
        "FRAME’s to the highest, and again; several with commas") },
  CLI_DATABASE,
  CLI_VERBOSE,
  CLI_HELP,
  CLI_END,
};

/* --- Once each --- */

typedef struct
{
  Bus *bus;
  FrameBatch *batch;
  guint seen; /* own frames that came back */
} Sender;

static void
take_echoes (Sender *self)
{
  frame_batch_clear (self->batch);
  if (bus_receive (self->bus, self->batch, NULL) < 0)
    return;
  for (guint i = 0; i < self->batch->n_frames; i++)
    self->seen += (self->batch->frames[i].flags & CAN_TX) != 0;
}

static gboolean
transmit (Sender *self, const CanFrame *frame)
{
  char text[CAN_FRAME_TEXT_MAX];
  GError *error = NULL;

  can_frame_format (frame, text);
  for (guint tried = 0; tried < WAIT_MS; tried++)
    {
      int sent = bus_transmit (self->bus, frame, &error);

      if (sent == 1)
        return TRUE;
      if (sent < 0)
        {
          cli_message ("%s: %s", text, error->message);
          g_clear_error (&error);
          return FALSE;
        }
      poll (NULL, 0, 1);
      take_echoes (self); /* a queue may be full of what was not taken back */
    }
  cli_message (_ ("%s: the queue stayed full for a second: does anybody acknowledge?"), text);
  return FALSE;
}

/* TRUE: all were on the wire. */
static gboolean
wait_for_echoes (Sender *self, guint n)
{
  gint64 end = g_get_monotonic_time () + WAIT_MS * 1000;

  while (self->seen < n)
    {
      struct pollfd poll_fd = { .fd = bus_get_fd (self->bus), .events = POLLIN };
      gint64 left = (end - g_get_monotonic_time ()) / 1000;

      if (left <= 0 || poll (&poll_fd, 1, (int) left) <= 0)
        break;
      take_echoes (self);
    }
  if (self->seen < n)
    cli_message (_ ("%u of %u frames were not seen on the bus within a second: nobody acknowledges, or the bus is "
                    "full"),
                 n - self->seen, n);
  return self->seen >= n;
}

static gboolean
send_rows (Sender *self, const GPtrArray *rows)
{
  RecipeState state = { .seed = (uint64_t) g_get_real_time () };
  uint8_t data[CAN_FRAME_MAX_LEN];

  for (guint i = 0; i < rows->len; i++)
    {
      const TransmitRow *row = rows->pdata[i];
      CanFrame frame = row->frame;
      Recipe *recipe = transmit_row_new_recipe (row, NULL, NULL);

      if (recipe != NULL)
        recipe_fill (recipe, &state, 0, &frame, data);
      recipe_unref (recipe);
      if (!transmit (self, &frame))
        return FALSE;
    }
  return !(bus_get_abilities (self->bus) & BUS_CONFIRMS) || wait_for_echoes (self, rows->len);
}

static CliStatus
send_all (Bus *bus, const CliOptions *typed, const GPtrArray *rows)
{
  Sender self = { .bus = bus, .batch = frame_batch_new () };
  gboolean ok = send_rows (&self, rows);

  frame_batch_free (self.batch);
  if (ok && typed->verbose)
    cli_message (_ ("%u frames sent to %s"), rows->len, bus_get_description (bus));
  return ok ? STATUS_DONE : STATUS_FAILED;
}

/* --- By the clock --- */

typedef struct
{
  GMainLoop *loop;
  BusSource *source;
  Transmitter *transmitter;
  gint64 ending; /* monotonic µs since when nothing runs; 0: something does */
  gboolean interrupted;
  guint n_rows;
  gboolean gone;
} Cycle;

static int
send_frame (gpointer data, guint key, const CanFrame *frame, GError **error)
{
  Bus *bus = bus_source_get (((Cycle *) data)->source, key);

  if (bus != NULL)
    return bus_transmit (bus, frame, error);
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("the bus is gone"));
  return -1;
}

static gboolean
set_cycle (gpointer data, guint key, const BusCycle *cycle, GError **error)
{
  Bus *bus = bus_source_get (((Cycle *) data)->source, key);

  if (bus != NULL)
    return bus_set_cycle (bus, cycle, error);
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("the bus is gone"));
  return FALSE;
}

static const TransmitterOps ops = { send_frame, NULL, set_cycle };

static void
on_frames (const FrameBatch *batch, gpointer data)
{
  static const guint bus_of[256] = { 0 };

  transmitter_observe (((Cycle *) data)->transmitter, batch, bus_of);
}

static void
on_gone (guint key, const GError *error, gpointer data)
{
  Cycle *self = data;

  cli_message ("%s", error->message);
  self->gone = TRUE;
  g_main_loop_quit (self->loop);
}

/* TRUE: all that was handed over came back. */
static gboolean
all_seen (Cycle *self)
{
  gboolean all = TRUE;

  for (guint i = 0; i < self->n_rows; i++)
    {
      TransmitState state;

      transmitter_get_state (self->transmitter, i, &state);
      all = all && state.n_seen >= state.n_sent;
      transmit_state_clear (&state);
    }
  return all;
}

static gboolean
on_look (gpointer data)
{
  Cycle *self = data;
  gint64 now = g_get_monotonic_time ();

  if (cli_is_interrupted () && !self->interrupted)
    {
      self->interrupted = TRUE;
      for (guint i = 0; i < self->n_rows; i++)
        transmitter_stop (self->transmitter, i);
    }
  if (transmitter_n_running (self->transmitter) > 0)
    return G_SOURCE_CONTINUE;
  if (self->ending == 0)
    self->ending = now;
  /* What the bus repeats by itself is counted when it comes back. */
  if (self->interrupted && now - self->ending < LAST_MS * 1000)
    return G_SOURCE_CONTINUE;
  if (all_seen (self) || self->interrupted || now - self->ending > WAIT_MS * 1000)
    g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

static CliStatus
report (Cycle *self, const GPtrArray *rows, gboolean confirms)
{
  CliStatus status = self->gone ? STATUS_FAILED : STATUS_DONE;
  uint64_t n_sent = 0;
  g_autofree char *late = NULL;
  Lateness lateness;

  for (guint i = 0; i < rows->len; i++)
    {
      const TransmitRow *row = rows->pdata[i];
      char text[CAN_FRAME_TEXT_MAX];
      TransmitState state;

      can_frame_format (&row->frame, text);
      transmitter_get_state (self->transmitter, i, &state);
      n_sent += state.n_sent;
      if (state.period > 0)
        cli_message (_ ("%s: %" PRIu64 " frames, last every %.3f ms, at most %.3f ms off"), text, state.n_sent,
                     (double) state.period / 1e6, (double) state.jitter / 1e6);
      if (state.n_refused > 0 || state.n_missed > 0)
        {
          cli_message (_ ("%s: %" PRIu64 " refused, %" PRIu64 " missed: %s"), text, state.n_refused, state.n_missed,
                       state.problem != NULL ? state.problem : _ ("the machine was busy"));
          if (state.n_refused > 0)
            status = STATUS_FAILED;
        }
      if (confirms && state.n_seen < state.n_sent)
        {
          cli_message (_ ("%s: %" PRIu64 " frames were not seen on the bus: nobody acknowledges, or the bus is full"),
                       text, state.n_sent - state.n_seen);
          status = STATUS_FAILED;
        }
      transmit_state_clear (&state);
    }
  transmitter_get_lateness (self->transmitter, &lateness);
  late = timing_report_lateness (&lateness);
  cli_message (_ ("%" PRIu64 " frames sent, %s"), n_sent, late);
  return status;
}

/* Instead of a period. */
static void
fill_bus (Bus *bus, TransmitJob *job)
{
  BusStatus status = { 0 };

  bus_get_status (bus, &status);
  transmit_job_fill (job, status.bitrate, status.data_bitrate);
  if (status.bitrate == 0)
    cli_message (_ ("the bit rate of the bus is not known: the load is reckoned with %u kbit/s"), job->bitrate / 1000);
}

static CliStatus
send_cyclic (Bus *bus, const GPtrArray *rows)
{
  Cycle self = { .n_rows = rows->len };
  gboolean confirms = (bus_get_abilities (bus) & BUS_CONFIRMS) != 0;
  CliStatus status;
  guint timer;

  self.loop = g_main_loop_new (NULL, FALSE);
  self.source = bus_source_new (on_frames, on_gone, &self);
  self.transmitter = transmitter_new (&ops, &self);
  bus_source_add (self.source, 0, bus);
  g_source_attach ((GSource *) self.source, NULL);
  g_source_attach (transmitter_get_source (self.transmitter), NULL);
  transmitter_arm (self.transmitter, 0, TRUE);
  for (guint i = 0; i < rows->len; i++)
    {
      Recipe *recipe = transmit_row_new_recipe (rows->pdata[i], NULL, NULL);
      TransmitJob job = transmit_row_get_job (rows->pdata[i], 0, NULL, recipe);

      if (job.load > 0)
        fill_bus (bus, &job);
      transmitter_set (self.transmitter, i, &job);
      recipe_unref (recipe);
    }
  for (guint i = 0; i < rows->len; i++)
    transmitter_start (self.transmitter, i, 0);
  timer = g_timeout_add (LOOK_MS, on_look, &self);
  g_main_loop_run (self.loop);
  g_source_remove (timer);
  status = report (&self, rows, confirms && !cli_is_interrupted ());
  if (cli_is_interrupted ())
    status = STATUS_INTERRUPTED;
  transmitter_free (self.transmitter);
  g_source_destroy ((GSource *) self.source);
  g_source_unref ((GSource *) self.source);
  g_main_loop_unref (self.loop);
  return status;
}

static CliStatus
run_send (const CliOptions *typed)
{
  g_autofree char *name = NULL;
  DatabaseSet *databases = NULL;
  GPtrArray *rows = NULL;
  CliStatus status;
  Bus *bus;

  if (typed->n_arguments == 0)
    return cli_fail_usage (_ ("send: no FRAME given, such as 123#11.22"));
  status = cli_load_databases (typed, &databases);
  if (status == STATUS_DONE)
    {
      rows = send_frames_new (typed, databases);
      status = rows != NULL ? STATUS_DONE : STATUS_USAGE;
    }
  bus = status == STATUS_DONE ? live_open (typed, NULL, NULL, &name, &status) : NULL;
  if (bus != NULL && (typed->period != NULL || typed->bus_load != NULL))
    status = send_cyclic (bus, rows); /* closes it */
  else if (bus != NULL)
    {
      status = send_all (bus, typed, rows);
      bus_close (bus);
    }
  g_clear_pointer (&rows, g_ptr_array_unref);
  database_set_unref (databases);
  return status;
}

const Command command_send = {
  "send",
  N_ ("FRAME…"),
  N_ ("Frames to a bus, in the order given, once or by the clock"),
  options,
  run_send,
  N_ ("A FRAME is written as candump does: 123#11.22, 18FEF100##1AABB, 123#R; or it is the name of a message of the "
      "databases, with its start values. Where the bus confirms, status 0 says that all were on the wire.\n\n"
      "With --period deadlines are absolute, and stderr tells at the end how punctual it was. Test traffic that fills "
      "the "
      "bus: 000#0000000000000000 --random id,data,length --load 60. Ctrl+C ends it.")
};
