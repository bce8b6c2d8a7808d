/* test-transmitter.c: what is sent, when, how often, and what keeps it from being sent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "transmitter-fixture.h"

#include "session/deadline-source.h"

#include <string.h>

static void
test_armed (Fixture *self, gconstpointer data)
{
  TransmitJob job = fixture_job (0x123, "ab", 2 * MS);
  TransmitState state;

  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  transmitter_send_once (self->transmitter, 1);
  fixture_run_for (self, 20 * MS);
  g_assert_cmpuint (self->heard->len, ==, 0); /* nobody has armed the bus */
  transmitter_get_state (self->transmitter, 1, &state);
  g_assert_true (state.running);
  g_assert_cmpint (state.fate, ==, FATE_REFUSED);
  g_assert_nonnull (state.problem);
  transmit_state_clear (&state);

  transmitter_arm (self->transmitter, 7, TRUE);
  fixture_run_until (self, 5);
  transmitter_arm (self->transmitter, 7, FALSE);
  fixture_listen (self);
  guint n = self->heard->len;
  fixture_run_for (self, 20 * MS);
  g_assert_cmpuint (self->heard->len, ==, n);
}

/* No drift: the nth frame leaves at start + n periods or later, whatever the ones before did. */
static void
test_deadlines (Fixture *self, gconstpointer data)
{
  TransmitJob job = fixture_job (0x123, "ab", 3 * MS);
  int64_t first;
  TransmitState state;

  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  fixture_run_until (self, 60);
  transmitter_get_state (self->transmitter, 1, &state);
  first = fixture_heard (self, 0)->time;
  for (guint i = 1; i < self->heard->len && state.n_missed == 0; i++)
    g_assert_cmpint (fixture_heard (self, i)->time - first, >, (int64_t) i * 3 * MS - 30 * MS);
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
  TransmitJob job = fixture_job (0x123, "old", 2 * MS);
  guint n_changed = 0;

  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  for (guint change = 0; change < 20; change++)
    {
      char text[8];

      fixture_run_until (self, self->heard->len + 1);
      g_snprintf (text, sizeof text, "n%02u-%s", change, change % 2 ? "x" : ""); /* another length, too */
      job = fixture_job (0x123, text, 2 * MS);
      n_changed = self->heard->len;
      transmitter_set (self->transmitter, 1, &job);
      fixture_run_until (self, n_changed + 1);
      g_assert_cmpmem (fixture_heard (self, n_changed)->data, fixture_heard (self, n_changed)->len, text,
                       strlen (text));
    }
  /* Stop, change, start: the first frame has the new data, none was sent between. */
  transmitter_stop (self->transmitter, 1);
  fixture_listen (self);
  n_changed = self->heard->len;
  job = fixture_job (0x123, "after", 2 * MS);
  transmitter_set (self->transmitter, 1, &job);
  fixture_run_for (self, 10 * MS);
  g_assert_cmpuint (self->heard->len, ==, n_changed);
  transmitter_start (self->transmitter, 1, 0);
  fixture_run_until (self, n_changed + 3);
  g_assert_cmpmem (fixture_heard (self, n_changed)->data, fixture_heard (self, n_changed)->len, "after", 5);
}

static void
test_count_then (Fixture *self, gconstpointer data)
{
  TransmitJob job = fixture_job (0x123, "a", MS);
  int64_t begun;

  job.count = 5;
  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  fixture_run_until (self, 5);
  fixture_run_for (self, 10 * MS);
  g_assert_cmpuint (self->heard->len, ==, 5);
  g_assert_cmpuint (transmitter_n_running (self->transmitter), ==, 0);

  job.then = 20 * MS;
  transmitter_set (self->transmitter, 1, &job);
  begun = deadline_now ();
  transmitter_start (self->transmitter, 1, 0);
  fixture_run_until (self, 12);
  /* Never sooner, however late the one before it was. */
  g_assert_cmpint (deadline_now () - begun, >, 20 * MS);
  g_assert_cmpuint (transmitter_n_running (self->transmitter), ==, 1);
}

static void
test_once (Fixture *self, gconstpointer data)
{
  TransmitJob job = fixture_job (0x18DAF110 | CAN_ID_EXTENDED, "abcdefgh", 0);
  TransmitState state;

  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_send_once (self->transmitter, 1);
  fixture_run_until (self, 1);
  fixture_listen (self);
  transmitter_get_state (self->transmitter, 1, &state);
  g_assert_cmpint (state.fate, ==, FATE_SEEN);
  g_assert_cmpint (state.fate_after, <, INT64_C (20000000000));
  g_assert_cmpuint (state.n_seen, ==, 1);
  transmit_state_clear (&state);

  self->answer = -1;
  transmitter_send_once (self->transmitter, 1);
  fixture_run_for (self, 5 * MS);
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
  TransmitJob job = fixture_job (0x1, "a", 2 * MS);
  TransmitState state;
  guint n = 0;

  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  fixture_run_until (self, 3);
  self->answer = 0;
  do
    {
      fixture_run_for (self, 5 * MS);
      transmitter_get_state (self->transmitter, 1, &state);
      n = (guint) state.n_refused;
      transmit_state_clear (&state);
    }
  while (n < 3);
  self->answer = 1;
  n = self->heard->len;
  fixture_run_until (self, n + 3);
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
    n += (fixture_heard (self, i)->id & CAN_ID_ERROR) == 0;
  return n;
}

static void
run_until_good (Fixture *self, guint n)
{
  for (guint turn = 0; n_good (self) < n; turn++)
    {
      g_assert_cmpuint (turn, <, 20000);
      fixture_run_for (self, MS);
    }
}

static void
run_until_state (Fixture *self, BusState wanted)
{
  BusStatus status = { 0 };

  for (guint turn = 0; turn == 0 || status.state != wanted; turn++)
    {
      g_assert_cmpuint (turn, <, 20000);
      fixture_run_for (self, MS);
      bus_get_status (self->bus, &status);
    }
}

/* Nodes with other rates disturb until the controller leaves the bus: the row says so, and goes on after a restart. */
static void
test_bus_off (Fixture *self, gconstpointer data)
{
  static const char *const rates[] = { "250000", "125000", "100000", "50000", "20000" };
  TransmitJob job = fixture_job (0x1, "a", 2 * MS);
  TransmitState state = { 0 };
  Bus *disturbing[G_N_ELEMENTS (rates)];

  bus_close (self->bus);
  bus_close (self->peer);
  self->bus = fixture_open_virtual ("transmitter-off", "500000");
  self->peer = fixture_open_virtual ("transmitter-off", "500000");
  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  run_until_good (self, 3);
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      disturbing[i]
          = fixture_open_virtual ("transmitter-off", rates[i]); /* disturbs until it is error-passive itself */
      fixture_run_for (self, 5 * MS);
    }
  run_until_state (self, BUS_STATE_OFF);
  do
    {
      transmit_state_clear (&state);
      fixture_run_for (self, 5 * MS);
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
  TransmitJob job = fixture_job (0x1, "a", MS);
  guint n;

  transmitter_arm (self->transmitter, 7, TRUE);
  for (uint64_t key = 0; key < 10; key++)
    {
      transmitter_set (self->transmitter, key, &job);
      transmitter_start (self->transmitter, key, 0);
    }
  fixture_run_until (self, 30);
  transmitter_stop_all (self->transmitter);
  fixture_listen (self);
  n = self->heard->len;
  g_assert_cmpuint (transmitter_n_running (self->transmitter), ==, 0);
  g_assert_false (transmitter_is_armed (self->transmitter, 7));
  fixture_run_for (self, 10 * MS);
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
  TransmitJob job = fixture_job (0x1, "\1\2\3\4", MS);
  Recipe *recipe = recipe_new ();

  g_assert_true (signal_layout_init (&counter.layout, 8, 4, FALSE, SIGNAL_UNSIGNED));
  g_assert_true (signal_layout_init (&protection.checksum, 0, 8, FALSE, SIGNAL_UNSIGNED));
  recipe_add_generator (recipe, &counter, &generator);
  recipe_add_protection (recipe, &protection);
  job.recipe = recipe;
  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  fixture_run_until (self, 10);
  self->answer = 0;
  fixture_run_for (self, 5 * MS);
  self->answer = 1;
  transmitter_set (self->transmitter, 1, &job);
  recipe_unref (recipe);
  fixture_run_until (self, 40);
  for (guint i = 0; i < 40; i++)
    {
      const uint8_t *bytes = fixture_heard (self, i)->data;

      g_assert_cmpuint (bytes[1] & 0x0F, ==, i % 15);
      g_assert_cmpuint (bytes[0], ==, bytes[1] ^ bytes[2] ^ bytes[3]);
    }
}

/* A simulated identifier that somebody else sends: the row gives way. */
static void
test_yields (Fixture *self, gconstpointer data)
{
  TransmitJob job = fixture_job (0x55, "a", MS);
  CanFrame frame = { .id = 0x55, .len = 1, .dlc = 1, .data = (const uint8_t *) "b" };
  TransmitState state;

  job.yields = TRUE;
  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  fixture_run_until (self, 5);
  transmitter_get_state (self->transmitter, 1, &state);
  g_assert_true (state.running); /* its own do not count */
  transmit_state_clear (&state);
  g_assert_cmpint (bus_transmit (self->peer, &frame, NULL), ==, 1);
  fixture_run_for (self, 5 * MS);
  transmitter_get_state (self->transmitter, 1, &state);
  g_assert_false (state.running);
  g_assert_true (state.yielded);
  transmit_state_clear (&state);
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

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
  return g_test_run ();
}
