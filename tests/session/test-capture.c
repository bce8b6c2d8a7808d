/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/backend-interface.h"
#include "session/bus-source.h"
#include "session/capture.h"
#include "session/sample-bus.h"
#include "session/trace-session.h"
#include "virtual-peer.h"

#include <glib/gstdio.h>

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

static void
test_receive (Fixture *self, gconstpointer data)
{
  Bus *peer = peer_open ("capture-a");
  guint key = add_virtual (self, "capture-a", "can0");
  CanFrame frame;
  CaptureBus info;

  WAIT_UNTIL (state_of (self, key) == BUS_STATE_ACTIVE);
  for (uint32_t id = 0; id < 1000; id++)
    peer_send (peer, id);
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
  Bus *peer = peer_open ("capture-f");
  BusFilter filter = { 0x100, 0x7FF, FALSE };
  guint key = capture_add_bus (self->capture, peer_open ("capture-f"), "can0");
  CanFrame frame = { .id = 0x7FF, .data = (const uint8_t *) "" };
  FrameBatch *batch = frame_batch_new ();

  WAIT_UNTIL (state_of (self, key) == BUS_STATE_ACTIVE);
  capture_set_filters (self->capture, key, &filter, 1);
  g_assert_true (capture_transmit (self->capture, key, &frame)); /* taken after the filters */
  while (batch->n_frames == 0)
    g_assert_cmpint (bus_receive (peer, batch, NULL), >=, 0);
  for (uint32_t id = 0xF0; id < 0x110; id++)
    peer_send (peer, id);
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

      peers[i] = peer_open (channel);
      bus_source_add (source, i, peer_open (channel));
    }
  for (guint i = 0; i < 60; i++)
    peer_send (peers[(i * 7) % 3], i);
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
      guint key = capture_add_bus (self->capture, peer_open ("capture-r"), "can0");

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
    listeners[i] = peer_open (sample_bus_channel (i));
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

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("canid-capture-XXXXXX", NULL);
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  g_test_add ("/capture/receive", Fixture, NULL, set_up, test_receive, tear_down);
  g_test_add ("/capture/failing", Fixture, NULL, set_up, test_failing, tear_down);
  g_test_add ("/capture/filters", Fixture, NULL, set_up, test_filters, tear_down);
  g_test_add ("/capture/removed-at-once", Fixture, NULL, set_up, test_removed_at_once, tear_down);
  g_test_add ("/capture/filters-while-opening", Fixture, NULL, set_up, test_filters_while_opening, tear_down);
  g_test_add ("/capture/stop-at-once", Fixture, NULL, set_up, test_stop_at_once, tear_down);
  g_test_add ("/capture/many", Fixture, NULL, set_up, test_many, tear_down);
  g_test_add_func ("/capture/order", test_order);
  g_test_add_func ("/capture/sample-bus", test_sample_bus);
  g_test_add ("/capture/cyclic", Fixture, NULL, set_up, test_cyclic, tear_down);
  return g_test_run ();
}
