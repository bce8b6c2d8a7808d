/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/backend-interface.h"
#include "session/bus-source.h"
#include "session/capture.h"
#include "session/left-behind.h"
#include "session/sample-bus.h"
#include "session/trace-session.h"

#include <glib/gstdio.h>

#include <signal.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <string.h>
#include <unistd.h>

static guint n_ticks;

static void
on_tick (gpointer data)
{
  n_ticks++;
}

typedef struct
{
  FrameStore *store;
  Tick *tick;
  Capture *capture;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->store = frame_store_new_ring (8);
  self->tick = tick_new (on_tick, NULL);
  self->capture = capture_new (self->store, self->tick);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  capture_stop (self->capture);
  tick_stop (self->tick);
  tick_unref (self->tick);
  frame_store_unref (self->store);
}

static Bus *
open_virtual (const char *channel)
{
  BusConfig *config = bus_config_new ();
  Bus *bus;

  bus_config_set (config, "channel", channel, NULL);
  bus = bus_open (backend_find ("virtual"), config, 0, NULL);
  bus_config_free (config);
  return bus;
}

static guint
add_virtual (Fixture *self, const char *channel, const char *name)
{
  BusConfig *config = bus_config_new ();
  guint key;

  bus_config_set (config, "channel", channel, NULL);
  key = capture_add (self->capture, backend_find ("virtual"), config, name);
  bus_config_free (config);
  return key;
}

static BusState
state_of (Fixture *self, guint key)
{
  CaptureBus info;
  BusState state;

  capture_get_bus (self->capture, key, &info);
  state = info.description != NULL ? info.status.state : BUS_STATE_DOWN;
  capture_bus_clear (&info);
  return state;
}

/* A minute at most: a machine may be slow, a hang must end. */
#define WAIT_UNTIL(condition)                                                                                          \
  for (guint turn = 0; !(condition); turn++)                                                                           \
    {                                                                                                                  \
      g_assert_cmpuint (turn, <, 60000);                                                                               \
      g_main_context_iteration (NULL, FALSE);                                                                          \
      g_usleep (1000);                                                                                                 \
    }

static void
send (Bus *bus, uint32_t id)
{
  CanFrame frame = { .id = id, .len = 1, .dlc = 1, .data = (const uint8_t *) "\x55" };

  g_assert_cmpint (bus_transmit (bus, &frame, NULL), ==, 1);
}

static void
test_receive (Fixture *self, gconstpointer data)
{
  Bus *peer = open_virtual ("capture-a");
  guint key = add_virtual (self, "capture-a", "can0");
  CanFrame frame;
  CaptureBus info;

  WAIT_UNTIL (state_of (self, key) == BUS_STATE_ACTIVE);
  for (uint32_t id = 0; id < 1000; id++)
    send (peer, id);
  WAIT_UNTIL (frame_store_length (self->store) == 1000);
  WAIT_UNTIL (n_ticks > 0);
  for (uint32_t id = 0; id < 1000; id++)
    {
      frame_store_get (self->store, id, &frame);
      g_assert_cmpuint (frame.id, ==, id);
      g_assert_cmpuint (frame.channel, ==, 0);
    }
  g_assert_cmpstr (trace_info_channel_name (frame_store_get_info (self->store), 0), ==, "can0");
  g_assert_cmpuint (frame_store_n_notes (self->store), ==, 1); /* opened */

  frame = (CanFrame){ .id = 0x321, .data = (const uint8_t *) "" };
  g_assert_true (capture_transmit (self->capture, key, &frame));
  WAIT_UNTIL (frame_store_length (self->store) == 1001);
  frame_store_get (self->store, 1000, &frame);
  g_assert_true (frame.flags & CAN_TX);
  capture_get_bus (self->capture, key, &info);
  g_assert_cmpuint (info.n_received, ==, 1000);
  g_assert_cmpuint (info.n_sent, ==, 1);
  g_assert_cmpuint (capture_n_lost (self->capture), ==, 0);
  capture_bus_clear (&info);

  capture_remove (self->capture, key);
  WAIT_UNTIL (state_of (self, key) == BUS_STATE_DOWN);
  frame.data = (const uint8_t *) "";
  g_assert_false (capture_transmit (self->capture, key, &frame));
  bus_close (peer);
}

/* A bus that goes away leaves a note and comes back; one that cannot be opened says why. */
static void
test_failing (Fixture *self, gconstpointer data)
{
  BusConfig *config = bus_config_new ();
  CaptureBus info;
  guint key;

  bus_config_set (config, "bitrate", "500000", NULL);
  key = capture_add (self->capture, backend_find ("null"), config, "can0");
  bus_config_free (config);
  WAIT_UNTIL (state_of (self, key) == BUS_STATE_DOWN && (capture_get_bus (self->capture, key, &info), TRUE)
              && (info.problem != NULL || (capture_bus_clear (&info), FALSE)));
  g_assert_nonnull (strstr (info.problem, "bit rate"));
  capture_bus_clear (&info);
}

static void
test_filters (Fixture *self, gconstpointer data)
{
  Bus *peer = open_virtual ("capture-f");
  BusFilter filter = { 0x100, 0x7FF, FALSE };
  guint key = capture_add_bus (self->capture, open_virtual ("capture-f"), "can0");
  CanFrame frame = { .id = 0x7FF, .data = (const uint8_t *) "" };
  FrameBatch *batch = frame_batch_new ();

  WAIT_UNTIL (state_of (self, key) == BUS_STATE_ACTIVE);
  capture_set_filters (self->capture, key, &filter, 1);
  g_assert_true (capture_transmit (self->capture, key, &frame)); /* taken after the filters */
  while (batch->n_frames == 0)
    g_assert_cmpint (bus_receive (peer, batch, NULL), >=, 0);
  for (uint32_t id = 0xF0; id < 0x110; id++)
    send (peer, id);
  WAIT_UNTIL (frame_store_length (self->store) >= 1);
  frame_store_get (self->store, 0, &frame);
  g_assert_cmpuint (frame.id, ==, 0x100);
  frame_batch_free (batch);
  bus_close (peer);
}

/* --- Several buses in one source, the order of time --- */

static GArray *times;

static void
on_frames (const FrameBatch *batch, gpointer data)
{
  for (guint i = 0; i < batch->n_frames; i++)
    g_array_append_val (times, batch->frames[i].time);
}

static void
on_gone (guint key, const GError *error, gpointer data)
{
  g_assert_not_reached ();
}

static void
test_order (void)
{
  BusSource *source = bus_source_new (on_frames, on_gone, NULL);
  Bus *peers[3];

  times = g_array_new (FALSE, FALSE, sizeof (int64_t));
  g_source_attach ((GSource *) source, NULL);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *channel = g_strdup_printf ("order-%u", i);

      peers[i] = open_virtual (channel);
      bus_source_add (source, i, open_virtual (channel));
    }
  for (guint i = 0; i < 60; i++)
    send (peers[(i * 7) % 3], i);
  for (guint turn = 0; times->len < 60; turn++)
    {
      g_assert_cmpuint (turn, <, 1000);
      g_main_context_iteration (NULL, TRUE);
    }
  for (guint i = 1; i < times->len; i++)
    g_assert_cmpint (g_array_index (times, int64_t, i - 1), <=, g_array_index (times, int64_t, i));
  g_source_destroy ((GSource *) source);
  g_source_unref ((GSource *) source);
  for (guint i = 0; i < 3; i++)
    bus_close (peers[i]);
  g_array_unref (times);
}

/* A bus that hears three interfaces, as socketcan's "any" does. */
static int
receive_many (Bus *bus, FrameBatch *out, GError **error)
{
  static const char *const names[] = { "can5", "can7", "can5", "vcan0" };
  uint64_t count;

  if (read (bus->fd, &count, sizeof count) != (ssize_t) sizeof count)
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      out->frames[out->n_frames] = (CanFrame){
        .time = bus_now (), .id = i, .channel = bus_channel_of (bus, names[i]), .data = out->payload[out->n_frames]
      };
      out->n_frames++;
    }
  return G_N_ELEMENTS (names);
}

static void
close_many (Bus *bus)
{
  close (bus->fd);
}

static void
test_many (Fixture *self, gconstpointer data)
{
  static const BusOps ops = { .receive = receive_many, .close = close_many };
  static const char *const names[] = { "can5", "can7", "can5", "vcan0" };
  TraceInfo *info = frame_store_get_info (self->store);
  Bus *bus = g_new0 (Bus, 1);
  CaptureBus known;
  guint key;

  *bus = (Bus){ .ops = &ops,
                .backend = backend_find ("null"),
                .fd = eventfd (1, EFD_NONBLOCK | EFD_CLOEXEC),
                .description = g_strdup ("many"),
                .config = bus_config_new () };
  key = capture_add_bus (self->capture, bus, "any");
  WAIT_UNTIL (frame_store_length (self->store) == G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CanFrame frame;

      frame_store_get (self->store, i, &frame);
      g_assert_cmpstr (trace_info_channel_name (info, frame.channel), ==, names[i]);
    }
  capture_get_bus (self->capture, key, &known); /* counted as its own */
  g_assert_cmpuint (known.n_received, ==, G_N_ELEMENTS (names));
  capture_bus_clear (&known);
}

/* Until the capture thread has done all that it was told so far. */
static void
wait_for_thread (Fixture *self)
{
  static guint n;
  g_autofree char *text = g_strdup_printf ("marker %u", n++);
  gboolean there = FALSE;

  capture_add_marker (self->capture, text);
  WAIT_UNTIL (({
    for (uint64_t i = frame_store_n_notes (self->store); i > 0 && !there; i--)
      {
        Note note;

        frame_store_get_note (self->store, i - 1, &note);
        there = note.n == strlen (text) && memcmp (note.text, text, note.n) == 0;
      }
    there;
  }));
}

/* Gone again before it came: it is not there. */
static void
test_removed_at_once (Fixture *self, gconstpointer data)
{
  const guint n = 2000;

  for (guint i = 0; i < n; i++)
    {
      guint key = capture_add_bus (self->capture, open_virtual ("capture-r"), "can0");

      for (guint k = 0; k < i % 100 * 400; k++) /* at any moment of its coming */
        capture_n_lost (self->capture);
      capture_remove (self->capture, key);
    }
  wait_for_thread (self);
  for (guint key = 0; key < n; key++)
    {
      CaptureBus info;

      capture_get_bus (self->capture, key, &info);
      g_assert_cmpint (info.status.state, ==, BUS_STATE_DOWN);
      capture_bus_clear (&info);
    }
}

/* A device that takes its time to open. */
static atomic_bool is_opening, may_open;
static atomic_uint n_filters;

static int
receive_nothing (Bus *bus, FrameBatch *out, GError **error)
{
  return 0;
}

static gboolean
take_filters (Bus *bus, const BusFilter *filters, gsize n, GError **error)
{
  atomic_store (&n_filters, (guint) n);
  return TRUE;
}

static gboolean
open_slowly (Bus *bus, const BusConfig *config, GError **error)
{
  static const BusOps ops = { .receive = receive_nothing, .set_filters = take_filters, .close = close_many };

  atomic_store (&is_opening, TRUE);
  while (!atomic_load (&may_open))
    g_usleep (1000);
  bus->ops = &ops;
  bus->fd = eventfd (0, EFD_NONBLOCK | EFD_CLOEXEC);
  bus->description = g_strdup ("slow");
  return TRUE;
}

/* What it was told meanwhile it obeys. */
static void
test_filters_while_opening (Fixture *self, gconstpointer data)
{
  static const Backend slow = { .id = "slow", .name = "slow", .bus_size = sizeof (Bus), .open = open_slowly };
  BusConfig *config = bus_config_new ();
  guint key = capture_add (self->capture, &slow, config, "can0");

  bus_config_free (config);
  WAIT_UNTIL (atomic_load (&is_opening));
  capture_set_filters (self->capture, key, &(BusFilter){ 0x100, 0x7FF, FALSE }, 1);
  wait_for_thread (self);
  g_assert_cmpuint (atomic_load (&n_filters), ==, 0);
  atomic_store (&may_open, TRUE);
  WAIT_UNTIL (atomic_load (&n_filters) == 1);
}

static void
test_stop_at_once (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    add_virtual (self, "capture-stop", "can0");
}

/* --- A session --- */

static void
test_session (void)
{
  TraceSession *session = trace_session_new ();
  Bus *peer = open_virtual ("capture-s");
  g_autofree char *path = NULL;
  BusConfig *config = bus_config_new ();
  GError *error = NULL;

  g_assert_true (trace_session_start_capture (session, &error));
  g_assert_no_error (error);
  g_assert_cmpint (trace_session_get_state (session), ==, TRACE_SESSION_CAPTURING);
  bus_config_set (config, "channel", "capture-s", NULL);
  capture_add (trace_session_get_capture (session), backend_find ("virtual"), config, "can0");
  bus_config_free (config);
  WAIT_UNTIL (frame_store_n_notes (trace_session_get_store (session)) > 0);
  for (uint32_t id = 0; id < 100; id++)
    send (peer, id);
  WAIT_UNTIL (trace_session_n_shown (session) == 100);
  trace_session_stop_capture (session);
  g_assert_cmpint (trace_session_get_state (session), ==, TRACE_SESSION_IDLE);
  g_assert_cmpuint (trace_session_n_shown (session), ==, 100);
  path = g_strdup (trace_session_get_capture_path (session));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  trace_session_discard_capture (session);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_object_unref (session);
  bus_close (peer);
}

static void
test_sample_bus (void)
{
  static const char text[] = "(0.000000) can0 123#11\n(0.001000) can1 456#2233\n(0.002000) can0 124#\n";
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "canid-sample-bus.log", NULL);
  Bus *listeners[SAMPLE_BUS_CHANNELS];
  FrameBatch *batch = frame_batch_new ();
  guint seen[SAMPLE_BUS_CHANNELS] = { 0 };
  GError *error = NULL;
  SampleBus *sample;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  for (guint i = 0; i < SAMPLE_BUS_CHANNELS; i++)
    listeners[i] = open_virtual (sample_bus_channel (i));
  sample = sample_bus_start (path, &error);
  g_assert_no_error (error);
  /* Round and round. */
  WAIT_UNTIL (({
    for (guint i = 0; i < SAMPLE_BUS_CHANNELS; i++)
      {
        frame_batch_clear (batch);
        bus_receive (listeners[i], batch, NULL);
        seen[i] += batch->n_frames;
      }
    seen[0] >= 20 && seen[1] >= 10;
  }));
  sample_bus_stop (sample);
  for (guint i = 0; i < SAMPLE_BUS_CHANNELS; i++)
    bus_close (listeners[i]);
  g_assert_null (sample_bus_start ("/nowhere/at.all", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  frame_batch_free (batch);
  g_unlink (path);
}

/* What is sent by the clock stands in the trace as transmitted; a row without a bus tells so. */
static void
test_cyclic (Fixture *self, gconstpointer data)
{
  guint key = add_virtual (self, "capture-cyclic", "can0");
  Transmitter *transmitter = capture_get_transmitter (self->capture);
  TransmitJob job
      = { .bus = key, .frame = { .id = 0x77, .len = 1, .dlc = 1, .data = (const uint8_t *) "x" }, .period = 2000000 };
  TransmitState state;
  CanFrame frame;

  g_assert_cmpuint (capture_find_bus (self->capture, "can0"), ==, key);
  g_assert_cmpuint (capture_find_bus (self->capture, "can1"), ==, G_MAXUINT);
  WAIT_UNTIL (state_of (self, key) == BUS_STATE_ACTIVE);
  transmitter_set (transmitter, 1, &job);
  transmitter_start (transmitter, 1, 0);
  transmitter_arm (transmitter, key, TRUE);
  WAIT_UNTIL (frame_store_length (self->store) >= 10);
  frame_store_get (self->store, 9, &frame);
  g_assert_cmphex (frame.id, ==, 0x77);
  g_assert_true (frame.flags & CAN_TX);
  capture_remove (self->capture, key);
  do
    {
      g_usleep (1000);
      transmitter_get_state (transmitter, 1, &state);
      transmit_state_clear (&state);
    }
  while (state.n_refused == 0);
}

/* A session records what it captures: from its first frame on and from now on; markers and the reason are in it. */
static void
test_record (void)
{
  g_autofree char *folder = g_dir_make_tmp ("canid-record-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "{n}.asc", NULL), *first = NULL, *second = NULL, *text = NULL;
  TraceSession *session = trace_session_new ();
  RecordPlan *plan = record_plan_new (path);
  BusConfig *config = bus_config_new ();
  Bus *peer = open_virtual ("capture-r");
  GError *error = NULL;
  Recorder *recorder;
  RecorderState state;
  Capture *capture;

  g_assert_null (trace_session_record (session, plan, TRUE, &error)); /* nothing is captured */
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_true (trace_session_start_capture (session, NULL));
  capture = trace_session_get_capture (session);
  bus_config_set (config, "channel", "capture-r", NULL);
  capture_add (capture, backend_find ("virtual"), config, "can0");
  bus_config_free (config);
  WAIT_UNTIL (frame_store_n_notes (trace_session_get_store (session)) > 0);
  send (peer, 0x100);
  WAIT_UNTIL (frame_store_length (trace_session_get_store (session)) == 1);
  g_assert_nonnull (trace_session_record (session, plan, TRUE, NULL));
  record_plan_add_trigger (plan, "can.id == 0x200", FALSE);
  plan->before = plan->after = 60 * G_GINT64_CONSTANT (1000000000);
  recorder = trace_session_record (session, plan, FALSE, NULL);
  g_assert_nonnull (recorder);
  g_assert_true (trace_session_is_recording (session));
  capture_add_marker (capture, "Marker: here");
  send (peer, 0x200);
  WAIT_UNTIL (row_comments_n (trace_session_get_comments (session)) == 1);
  g_assert_true (trace_session_is_marked (session, 1));
  trace_session_stop_capture (session);
  g_assert_true (trace_session_stop_recorders (session, 60 * G_USEC_PER_SEC));
  g_assert_false (trace_session_is_recording (session));
  recorder_get_state (recorder, &state);
  g_assert_cmpuint (state.run.n_frames, ==, 2);
  g_assert_cmpuint (state.run.n_hits, ==, 1);
  second = g_strdup (state.run.path);
  recorder_state_clear (&state);
  first = g_build_filename (folder, "001.asc", NULL);
  g_file_get_contents (first, &text, NULL, NULL);
  g_assert_nonnull (strstr (text, " 100 "));
  g_assert_nonnull (strstr (text, "// Marker: here\n"));
  g_assert_nonnull (strstr (text, " 200 "));
  g_assert_nonnull (strstr (text, "// can0: bus opened"));
  g_clear_pointer (&text, g_free);
  g_file_get_contents (second, &text, NULL, NULL);
  g_assert_nonnull (strstr (text, "// Trigger: can.id == 0x200\n"));
  record_plan_free (plan);
  trace_session_discard_capture (session);
  g_object_unref (session);
  bus_close (peer);
  g_unlink (first);
  g_unlink (second);
  g_rmdir (folder);
}

/* A capture that its program could not close is found; one that is closed, or that is on, is not. */
static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GPtrArray **) data = left_behind_list_finish (result, NULL);
}

static gboolean
start_session (TraceSession *session, guint ring)
{
  return ring > 0 ? trace_session_start_ring_capture (session, ring, NULL)
                  : trace_session_start_capture (session, NULL);
}

static void
capture_and_die (guint ring)
{
  TraceSession *session = trace_session_new ();
  Bus *peer = open_virtual ("capture-x");
  BusConfig *config = bus_config_new ();

  g_assert_true (start_session (session, ring));
  bus_config_set (config, "channel", "capture-x", NULL);
  capture_add (trace_session_get_capture (session), backend_find ("virtual"), config, "can0");
  WAIT_UNTIL (frame_store_n_notes (trace_session_get_store (session)) > 0);
  for (guint i = 0; i < 500; i++)
    send (peer, i);
  WAIT_UNTIL (frame_store_length (trace_session_get_store (session)) == 500);
  g_assert_true (frame_store_flush (trace_session_get_store (session), NULL));
  kill (getpid (), SIGKILL);
}

/* data: frames of the ring; 0: all are kept. */
static void
test_left_behind (gconstpointer data)
{
  guint ring = GPOINTER_TO_UINT (data);
  GPtrArray *found = NULL;
  TraceSession *session;

  if (g_test_subprocess ())
    {
      capture_and_die (ring);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_assert_false (g_test_trap_has_passed ());
  session = trace_session_new ();
  g_assert_true (start_session (session, ring)); /* another that is on */
  left_behind_list_async (NULL, on_listed, &found);
  WAIT_UNTIL (found != NULL);
  g_assert_cmpuint (found->len, ==, 1);
  {
    const LeftBehind *capture = g_ptr_array_index (found, 0);

    g_assert_cmpuint (capture->n_frames, ==, 500);
    g_assert_cmpint (ABS (capture->started - g_get_real_time () / G_USEC_PER_SEC), <, 600);
    g_unlink (capture->path);
  }
  g_ptr_array_unref (found);
  trace_session_discard_capture (session);
  g_object_unref (session);
}

/* The last frames only: what is shown begins at the first that is held, with and without a filter; stopped, it is a
 * file. */
static void
assert_shows_ring (TraceSession *session, guint step)
{
  FrameStore *store = trace_session_get_store (session);
  uint64_t first = frame_store_first (store), length = frame_store_length (store), n = 0;

  WAIT_UNTIL (trace_session_get_filter_progress (session) >= 1 && trace_session_get_first (session) == first);
  g_assert_cmpuint (first, >, 0);
  for (uint64_t row = first; row < length; row++)
    n += row % step == 0;
  WAIT_UNTIL (trace_session_n_shown (session) == n);
  g_assert_cmpuint (trace_session_nth_shown (session, 0), ==, (first + step - 1) / step * step);
  g_assert_cmpuint (trace_session_nth_shown (session, n), ==, ROW_NONE);
  g_assert_cmpuint (trace_session_shown_rank (session, trace_session_nth_shown (session, n / 2)), ==, n / 2);
  g_assert_false (trace_session_is_shown (session, 0));
}

static void
test_ring (void)
{
  TraceSession *session = trace_session_new ();
  Bus *peer = open_virtual ("capture-ring");
  BusConfig *config = bus_config_new ();
  const char *path;
  FrameStore *file;
  uint64_t total = 5 * 65536 + 100;

  g_assert_true (trace_session_start_ring_capture (session, 100000, NULL));
  bus_config_set (config, "channel", "capture-ring", NULL);
  capture_add (trace_session_get_capture (session), backend_find ("virtual"), config, "can0");
  bus_config_free (config);
  WAIT_UNTIL (frame_store_n_notes (trace_session_get_store (session)) > 0);
  for (uint64_t i = 0; i < total; i++)
    {
      send (peer, (uint32_t) (i % 4 == 0 ? 0x100 : 0x200));
      if (i % 1000 == 999) /* as fast as it is taken: the virtual bus has a queue of its own */
        WAIT_UNTIL (frame_store_length (trace_session_get_store (session)) == i + 1);
    }
  WAIT_UNTIL (frame_store_length (trace_session_get_store (session)) == total);
  assert_shows_ring (session, 1);
  g_assert_true (trace_session_set_filter (session, "can.id == 0x100", NULL));
  assert_shows_ring (session, 4);
  trace_session_stop_capture (session);
  path = trace_session_get_capture_path (session);
  g_assert_nonnull (path);
  g_assert_true (frame_store_flush (trace_session_get_store (session), NULL));
  file = frame_store_open (path, NULL);
  g_assert_nonnull (file);
  g_assert_cmpuint (frame_store_length (file) - frame_store_first (file), >=, 100000);
  g_assert_cmpuint (frame_store_length (file), ==, total);
  frame_store_unref (file);
  trace_session_discard_capture (session);
  g_object_unref (session);
  bus_close (peer);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;

  g_test_init (&argc, &argv, NULL);
  if (!g_test_subprocess ()) /* which shares it */
    {
      folder = g_dir_make_tmp ("canid-capture-XXXXXX", NULL);
      g_setenv ("XDG_STATE_HOME", folder, TRUE);
    }
  g_test_add ("/capture/receive", Fixture, NULL, set_up, test_receive, tear_down);
  g_test_add ("/capture/failing", Fixture, NULL, set_up, test_failing, tear_down);
  g_test_add ("/capture/filters", Fixture, NULL, set_up, test_filters, tear_down);
  g_test_add ("/capture/removed-at-once", Fixture, NULL, set_up, test_removed_at_once, tear_down);
  g_test_add ("/capture/filters-while-opening", Fixture, NULL, set_up, test_filters_while_opening, tear_down);
  g_test_add ("/capture/stop-at-once", Fixture, NULL, set_up, test_stop_at_once, tear_down);
  g_test_add ("/capture/many", Fixture, NULL, set_up, test_many, tear_down);
  g_test_add_func ("/capture/order", test_order);
  g_test_add_func ("/capture/session", test_session);
  g_test_add_func ("/capture/sample-bus", test_sample_bus);
  g_test_add ("/capture/cyclic", Fixture, NULL, set_up, test_cyclic, tear_down);
  g_test_add_func ("/capture/record", test_record);
  g_test_add_data_func ("/capture/left-behind", GUINT_TO_POINTER (0), test_left_behind);
  g_test_add_data_func ("/capture/left-behind-ring", GUINT_TO_POINTER (100000), test_left_behind);
  g_test_add_func ("/capture/ring", test_ring);
  return g_test_run ();
}
