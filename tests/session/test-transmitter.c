/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/bus-source.h"
#include "session/deadline-source.h"
#include "session/transmitter.h"

#include <string.h>

#define MS INT64_C (1000000)

/* A transmitter on a virtual bus, with a peer that hears it. */
typedef struct
{
  Bus *bus, *peer;
  Transmitter *transmitter;
  FrameBatch *batch;
  guint bus_of[256];
  GArray *heard;    /* of CanFrame; data in payloads */
  GPtrArray *bytes; /* of uint8_t[64] */
  int answer;       /* of send instead of the bus, if not 1 */
} Fixture;

static int
send (gpointer data, guint bus, const CanFrame *frame, GError **error)
{
  Fixture *self = data;

  g_assert_cmpuint (bus, ==, 7);
  if (self->answer == 1)
    return bus_transmit (self->bus, frame, error);
  if (self->answer < 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no bus today");
  return self->answer;
}

static int
flush (gpointer data, guint bus)
{
  return 3;
}

static const TransmitterOps ops = { send, flush, NULL };

static Bus *
open_virtual (const char *channel, const char *bitrate)
{
  BusConfig *config = bus_config_new ();
  Bus *bus;

  bus_config_set (config, "channel", channel, NULL);
  if (bitrate != NULL) /* controllers with error counters */
    bus_config_set (config, "bitrate", bitrate, NULL);
  bus = bus_open (backend_find ("virtual"), config, 0, NULL);
  bus_config_free (config);
  return bus;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->bus = open_virtual ("transmitter", NULL);
  self->peer = open_virtual ("transmitter", NULL);
  self->answer = 1;
  self->bus_of[0] = 7;
  self->transmitter = transmitter_new (&ops, self);
  g_source_attach (transmitter_get_source (self->transmitter), NULL);
  self->batch = frame_batch_new ();
  self->heard = g_array_new (FALSE, FALSE, sizeof (CanFrame));
  self->bytes = g_ptr_array_new_with_free_func (g_free);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  transmitter_free (self->transmitter);
  bus_close (self->bus);
  bus_close (self->peer);
  frame_batch_free (self->batch);
  g_array_unref (self->heard);
  g_ptr_array_unref (self->bytes);
}

static void
listen (Fixture *self)
{
  frame_batch_clear (self->batch);
  bus_receive (self->bus, self->batch, NULL);
  transmitter_observe (self->transmitter, self->batch, self->bus_of);
  frame_batch_clear (self->batch);
  bus_receive (self->peer, self->batch, NULL);
  for (guint i = 0; i < self->batch->n_frames; i++)
    {
      CanFrame frame = self->batch->frames[i];
      uint8_t *copy = g_malloc0 (CAN_FRAME_MAX_LEN);

      memcpy (copy, frame.data, frame.len);
      frame.data = copy;
      g_ptr_array_add (self->bytes, copy);
      g_array_append_val (self->heard, frame);
    }
}

static void
run_until (Fixture *self, guint n_heard)
{
  for (guint turn = 0; self->heard->len < n_heard; turn++)
    {
      g_assert_cmpuint (turn, <, 20000);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
      listen (self);
    }
}

static void
run_for (Fixture *self, int64_t time)
{
  int64_t end = deadline_now () + time;

  while (deadline_now () < end)
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
      listen (self);
    }
}

static const CanFrame *
heard (Fixture *self, guint i)
{
  return &g_array_index (self->heard, CanFrame, i);
}

static TransmitJob
job_of (uint32_t id, const char *data, int64_t period)
{
  return (TransmitJob){
    .bus = 7,
    .frame
    = { .id = id, .len = (uint16_t) strlen (data), .dlc = (uint8_t) strlen (data), .data = (const uint8_t *) data },
    .period = period
  };
}

static void
test_armed (Fixture *self, gconstpointer data)
{
  TransmitJob job = job_of (0x123, "ab", 2 * MS);
  TransmitState state;

  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  transmitter_send_once (self->transmitter, 1);
  run_for (self, 20 * MS);
  g_assert_cmpuint (self->heard->len, ==, 0); /* nobody has armed the bus */
  transmitter_get_state (self->transmitter, 1, &state);
  g_assert_true (state.running);
  g_assert_cmpint (state.fate, ==, FATE_REFUSED);
  g_assert_nonnull (state.problem);
  transmit_state_clear (&state);

  transmitter_arm (self->transmitter, 7, TRUE);
  run_until (self, 5);
  transmitter_arm (self->transmitter, 7, FALSE);
  listen (self);
  guint n = self->heard->len;
  run_for (self, 20 * MS);
  g_assert_cmpuint (self->heard->len, ==, n);
}

/* No drift: the nth frame leaves at start + n periods or later, whatever the ones before did. */
static void
test_deadlines (Fixture *self, gconstpointer data)
{
  TransmitJob job = job_of (0x123, "ab", 3 * MS);
  int64_t first;
  TransmitState state;

  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  run_until (self, 60);
  transmitter_get_state (self->transmitter, 1, &state);
  first = heard (self, 0)->time;
  for (guint i = 1; i < self->heard->len && state.n_missed == 0; i++)
    g_assert_cmpint (heard (self, i)->time - first, >, (int64_t) i * 3 * MS - 30 * MS);
  g_assert_cmpuint (state.n_sent, ==, self->heard->len);
  g_assert_cmpuint (state.n_seen, ==, state.n_sent);
  g_assert_cmpint (state.period, >, 0);
  g_assert_cmpint (state.fate, ==, FATE_NONE);
  transmit_state_clear (&state);
}

/* Other data while it runs: no frame is missing, none is double, the old data never comes again. */
static void
test_change (Fixture *self, gconstpointer data)
{
  TransmitJob job = job_of (0x123, "old", 2 * MS);
  guint n_changed = 0;

  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  for (guint change = 0; change < 20; change++)
    {
      char text[8];

      run_until (self, self->heard->len + 1);
      g_snprintf (text, sizeof text, "n%02u-%s", change, change % 2 ? "x" : ""); /* another length, too */
      job = job_of (0x123, text, 2 * MS);
      n_changed = self->heard->len;
      transmitter_set (self->transmitter, 1, &job);
      run_until (self, n_changed + 1);
      g_assert_cmpmem (heard (self, n_changed)->data, heard (self, n_changed)->len, text, strlen (text));
    }
  /* Stop, change, start: the first frame has the new data, none was sent between. */
  transmitter_stop (self->transmitter, 1);
  listen (self);
  n_changed = self->heard->len;
  job = job_of (0x123, "after", 2 * MS);
  transmitter_set (self->transmitter, 1, &job);
  run_for (self, 10 * MS);
  g_assert_cmpuint (self->heard->len, ==, n_changed);
  transmitter_start (self->transmitter, 1, 0);
  run_until (self, n_changed + 3);
  g_assert_cmpmem (heard (self, n_changed)->data, heard (self, n_changed)->len, "after", 5);
}

static void
test_count_then (Fixture *self, gconstpointer data)
{
  TransmitJob job = job_of (0x123, "a", MS);

  job.count = 5;
  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  run_until (self, 5);
  run_for (self, 10 * MS);
  g_assert_cmpuint (self->heard->len, ==, 5);
  g_assert_cmpuint (transmitter_n_running (self->transmitter), ==, 0);

  job.then = 20 * MS;
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  run_until (self, 12);
  g_assert_cmpint (heard (self, 11)->time - heard (self, 10)->time, >, 10 * MS);
  g_assert_cmpuint (transmitter_n_running (self->transmitter), ==, 1);
}

static void
test_once (Fixture *self, gconstpointer data)
{
  TransmitJob job = job_of (0x18DAF110 | CAN_ID_EXTENDED, "abcdefgh", 0);
  TransmitState state;

  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_send_once (self->transmitter, 1);
  run_until (self, 1);
  listen (self);
  transmitter_get_state (self->transmitter, 1, &state);
  g_assert_cmpint (state.fate, ==, FATE_SEEN);
  g_assert_cmpint (state.fate_after, <, INT64_C (20000000000));
  g_assert_cmpuint (state.n_seen, ==, 1);
  transmit_state_clear (&state);

  self->answer = -1;
  transmitter_send_once (self->transmitter, 1);
  run_for (self, 5 * MS);
  transmitter_get_state (self->transmitter, 1, &state);
  g_assert_cmpint (state.fate, ==, FATE_REFUSED);
  g_assert_cmpstr (state.problem, ==, "no bus today");
  g_assert_cmpuint (state.n_refused, ==, 1);
  transmit_state_clear (&state);
}

/* One that is refused is counted; the others go on, and nothing is sent twice. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  TransmitJob job = job_of (0x1, "a", 2 * MS);
  TransmitState state;
  guint n = 0;

  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  run_until (self, 3);
  self->answer = 0;
  do
    {
      run_for (self, 5 * MS);
      transmitter_get_state (self->transmitter, 1, &state);
      n = (guint) state.n_refused;
      transmit_state_clear (&state);
    }
  while (n < 3);
  self->answer = 1;
  n = self->heard->len;
  run_until (self, n + 3);
  transmitter_get_state (self->transmitter, 1, &state);
  g_assert_null (state.problem);
  g_assert_true (state.running);
  g_assert_cmpuint (state.n_sent, ==, self->heard->len);
  transmit_state_clear (&state);
}

static guint
n_good (Fixture *self)
{
  guint n = 0;

  for (guint i = 0; i < self->heard->len; i++)
    n += (heard (self, i)->id & CAN_ID_ERROR) == 0;
  return n;
}

static void
run_until_good (Fixture *self, guint n)
{
  for (guint turn = 0; n_good (self) < n; turn++)
    {
      g_assert_cmpuint (turn, <, 20000);
      run_for (self, MS);
    }
}

static void
run_until_state (Fixture *self, BusState wanted)
{
  BusStatus status = { 0 };

  for (guint turn = 0; turn == 0 || status.state != wanted; turn++)
    {
      g_assert_cmpuint (turn, <, 20000);
      run_for (self, MS);
      bus_get_status (self->bus, &status);
    }
}

/* Nodes with other rates disturb until the controller leaves the bus: the row says so, and goes on after a restart. */
static void
test_bus_off (Fixture *self, gconstpointer data)
{
  static const char *const rates[] = { "250000", "125000", "100000", "50000", "20000" };
  TransmitJob job = job_of (0x1, "a", 2 * MS);
  TransmitState state = { 0 };
  Bus *disturbing[G_N_ELEMENTS (rates)];

  bus_close (self->bus);
  bus_close (self->peer);
  self->bus = open_virtual ("transmitter-off", "500000");
  self->peer = open_virtual ("transmitter-off", "500000");
  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  run_until_good (self, 3);
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      disturbing[i] = open_virtual ("transmitter-off", rates[i]); /* disturbs until it is error-passive itself */
      run_for (self, 5 * MS);
    }
  run_until_state (self, BUS_STATE_OFF);
  do
    {
      transmit_state_clear (&state);
      run_for (self, 5 * MS);
      transmitter_get_state (self->transmitter, 1, &state);
    }
  while (state.n_refused < 3);
  g_assert_nonnull (state.problem);
  g_assert_true (state.running);
  transmit_state_clear (&state);

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    bus_close (disturbing[i]);
  g_assert_true (bus_restart (self->bus, NULL));
  run_until_good (self, n_good (self) + 3);
  transmitter_get_state (self->transmitter, 1, &state);
  g_assert_null (state.problem);
  g_assert_true (state.running);
  transmit_state_clear (&state);
}

static void
test_stop_all (Fixture *self, gconstpointer data)
{
  TransmitJob job = job_of (0x1, "a", MS);
  guint n;

  transmitter_arm (self->transmitter, 7, TRUE);
  for (uint64_t key = 0; key < 10; key++)
    {
      transmitter_set (self->transmitter, key, &job);
      transmitter_start (self->transmitter, key, 0);
    }
  run_until (self, 30);
  transmitter_stop_all (self->transmitter);
  listen (self);
  n = self->heard->len;
  g_assert_cmpuint (transmitter_n_running (self->transmitter), ==, 0);
  g_assert_false (transmitter_is_armed (self->transmitter, 7));
  run_for (self, 10 * MS);
  g_assert_cmpuint (self->heard->len, ==, n);
  g_assert_cmpint (transmitter_n_flushed (self->transmitter), ==, 3);
}

/* Counters go on over a change of data, and do not count what was refused. */
static void
test_recipe (Fixture *self, gconstpointer data)
{
  CanSignal counter = { .factor = 1, .name = (char *) "c" };
  Generator generator = { .kind = GENERATOR_COUNTER, .low = 0, .high = 14, .step = 1 };
  Protection protection = { .kind = PROTECTION_XOR };
  TransmitJob job = job_of (0x1, "\1\2\3\4", MS);
  Recipe *recipe = recipe_new ();

  g_assert_true (signal_layout_init (&counter.layout, 8, 4, FALSE, SIGNAL_UNSIGNED));
  g_assert_true (signal_layout_init (&protection.checksum, 0, 8, FALSE, SIGNAL_UNSIGNED));
  recipe_add_generator (recipe, &counter, &generator);
  recipe_add_protection (recipe, &protection);
  job.recipe = recipe;
  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  run_until (self, 10);
  self->answer = 0;
  run_for (self, 5 * MS);
  self->answer = 1;
  transmitter_set (self->transmitter, 1, &job);
  recipe_unref (recipe);
  run_until (self, 40);
  for (guint i = 0; i < 40; i++)
    {
      const uint8_t *bytes = heard (self, i)->data;

      g_assert_cmpuint (bytes[1] & 0x0F, ==, i % 15);
      g_assert_cmpuint (bytes[0], ==, bytes[1] ^ bytes[2] ^ bytes[3]);
    }
}

/* A simulated identifier that somebody else sends: the row gives way. */
static void
test_yields (Fixture *self, gconstpointer data)
{
  TransmitJob job = job_of (0x55, "a", MS);
  CanFrame frame = { .id = 0x55, .len = 1, .dlc = 1, .data = (const uint8_t *) "b" };
  TransmitState state;

  job.yields = TRUE;
  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  run_until (self, 5);
  transmitter_get_state (self->transmitter, 1, &state);
  g_assert_true (state.running); /* its own do not count */
  transmit_state_clear (&state);
  g_assert_cmpint (bus_transmit (self->peer, &frame, NULL), ==, 1);
  run_for (self, 5 * MS);
  transmitter_get_state (self->transmitter, 1, &state);
  g_assert_false (state.running);
  g_assert_true (state.yielded);
  transmit_state_clear (&state);
}

static void
set_data (Fixture *self, TransmitJob *job, const char *data)
{
  job->frame.data = (const uint8_t *) data;
  transmitter_set (self->transmitter, 1, job);
}

static guint
count_heard (Fixture *self, const char *data)
{
  guint n = 0;

  for (guint i = 0; i < self->heard->len; i++)
    n += memcmp (heard (self, i)->data, data, strlen (data)) == 0;
  return n;
}

/* Nothing until a value changes; then at once and repeated, never closer than the least gap. */
static void
test_on_change (Fixture *self, gconstpointer data)
{
  TransmitJob job = job_of (0x66, "a", 0);

  job.rule = (SendRule){ .on_change = TRUE, .repeats = 2, .fast = 4 * MS, .min_gap = 10 * MS };
  send_masks_read (&job.masks, NULL);
  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  run_for (self, 20 * MS);
  g_assert_cmpuint (self->heard->len, ==, 0);
  set_data (self, &job, "a");
  run_for (self, 5 * MS);
  g_assert_cmpuint (self->heard->len, ==, 0); /* no change */
  set_data (self, &job, "b");
  run_until (self, 3);
  run_for (self, 30 * MS);
  g_assert_cmpuint (self->heard->len, ==, 3);
  g_assert_cmpuint (count_heard (self, "b"), ==, 3);
  for (guint i = 1; i < 3; i++)
    g_assert_cmpint (heard (self, i)->time - heard (self, i - 1)->time, >=, 9 * MS);
  transmitter_stop (self->transmitter, 1);
  set_data (self, &job, "c");
  run_for (self, 20 * MS);
  g_assert_cmpuint (self->heard->len, ==, 3);
}

/* Bits that the rule is not about change nothing. */
static void
test_change_mask (Fixture *self, gconstpointer data)
{
  TransmitJob job = job_of (0x66, "aa", 0);

  job.rule.on_change = TRUE;
  job.masks.change[1] = 0xFF;
  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  set_data (self, &job, "ba");
  run_for (self, 20 * MS);
  g_assert_cmpuint (self->heard->len, ==, 0);
  set_data (self, &job, "bb");
  run_until (self, 1);
  run_for (self, 20 * MS);
  g_assert_cmpuint (self->heard->len, ==, 1);
}

/* Sent while it is active; what sets it to rest is sent once more and repeated, then nothing. */
static void
test_if_active (Fixture *self, gconstpointer data)
{
  TransmitJob job = job_of (0x67, "0", 2 * MS);
  TransmitState state;
  guint n;

  job.rule = (SendRule){ .active = ACTIVE_ONLY, .repeats = 2 };
  job.masks.active[0] = 0xFF;
  job.masks.inactive[0] = '0';
  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  run_for (self, 20 * MS);
  g_assert_cmpuint (self->heard->len, ==, 0);
  set_data (self, &job, "1");
  run_until (self, 10);
  g_assert_cmpuint (count_heard (self, "1"), ==, self->heard->len);
  n = self->heard->len;
  set_data (self, &job, "0");
  while (count_heard (self, "0") < 3)
    run_until (self, ++n);
  run_for (self, 20 * MS);
  g_assert_cmpuint (count_heard (self, "0"), ==, 3);
  transmitter_get_state (self->transmitter, 1, &state);
  g_assert_true (state.running);
  g_assert_false (state.in_kernel);
  transmit_state_clear (&state);
}

/* The distance of stamps, on average: what a busy machine misses is not made up for. */
static int64_t
mean_gap (Fixture *self, guint first, uint64_t n_missed)
{
  return (heard (self, self->heard->len - 1)->time - heard (self, first)->time)
         / (int64_t) (self->heard->len - 1 - first + n_missed);
}

static void
test_faster_active (Fixture *self, gconstpointer data)
{
  TransmitJob job = job_of (0x68, "0", 40 * MS);
  TransmitState before, after;
  guint n;

  job.rule = (SendRule){ .active = ACTIVE_FASTER, .fast = 4 * MS };
  job.masks.active[0] = 0xFF;
  job.masks.inactive[0] = '0';
  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  run_until (self, 6);
  transmitter_get_state (self->transmitter, 1, &before);
  g_assert_cmpint (mean_gap (self, 0, before.n_missed), >, 20 * MS);
  n = self->heard->len;
  set_data (self, &job, "1");
  run_until (self, n + 30);
  transmitter_get_state (self->transmitter, 1, &after);
  g_assert_cmpint (mean_gap (self, n, after.n_missed - before.n_missed), <, 20 * MS);
  transmit_state_clear (&before);
  transmit_state_clear (&after);
}

/* Half of the bus: as much pause as frame. */
static void
test_load (Fixture *self, gconstpointer data)
{
  TransmitJob job = job_of (0x69, "12345678", 0);
  TransmitState state;
  int64_t pace;

  job.load = 0.5;
  job.bitrate = 50000;
  pace = transmit_job_pace (&job, &job.frame);
  g_assert_cmpint (pace, >, 2 * 108 * 20000);
  g_assert_cmpint (pace, <, 2 * 140 * 20000);
  job.period = pace;
  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  run_until (self, 50);
  transmitter_get_state (self->transmitter, 1, &state);
  g_assert_cmpint (mean_gap (self, 0, state.n_missed), >, pace * 3 / 4);
  g_assert_cmpint (mean_gap (self, 0, state.n_missed), <, pace * 5 / 4 + 2 * MS);
  transmit_state_clear (&state);
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/transmitter/armed", test_armed);
  ADD ("/transmitter/deadlines", test_deadlines);
  ADD ("/transmitter/change", test_change);
  ADD ("/transmitter/count-then", test_count_then);
  ADD ("/transmitter/once", test_once);
  ADD ("/transmitter/refused", test_refused);
  ADD ("/transmitter/bus-off", test_bus_off);
  ADD ("/transmitter/stop-all", test_stop_all);
  ADD ("/transmitter/recipe", test_recipe);
  ADD ("/transmitter/yields", test_yields);
  ADD ("/transmitter/on-change", test_on_change);
  ADD ("/transmitter/change-mask", test_change_mask);
  ADD ("/transmitter/if-active", test_if_active);
  ADD ("/transmitter/faster-active", test_faster_active);
  ADD ("/transmitter/load", test_load);
  return g_test_run ();
}
