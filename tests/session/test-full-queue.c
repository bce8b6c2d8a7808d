/* test-full-queue.c: a bus whose queue stays full (ENOBUFS, EAGAIN), beside one that takes all.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The buses are made up: the full one has room for a few frames and is emptied only when the test says so.
 */
#include "config.h"
#include "base/errors.h"
#include "session/deadline-source.h"
#include "session/transmitter.h"

#include <string.h>

#define MS INT64_C (1000000)
#define FULL 1u
#define FREE 2u
#define ROOM 4u /* frames in the full bus's queue */

typedef struct
{
  uint32_t id;
  uint8_t count; /* first byte */
  int64_t time;
} Taken;

typedef struct
{
  Transmitter *transmitter;
  GArray *taken[3]; /* of Taken, by bus */
  guint queued;     /* in the full bus */
  gboolean stuck;   /* nothing leaves it */
  gboolean says_so; /* by an error, as a driver may, instead of "not now" */
  guint n_cycles;   /* times the bus was asked to repeat frames by itself */
} Fixture;

static int
send (gpointer data, guint bus, const CanFrame *frame, GError **error)
{
  Fixture *self = data;
  Taken taken = { frame->id, frame->len > 0 ? frame->data[0] : 0, deadline_now () };

  if (bus == FULL && self->stuck && self->queued == ROOM)
    {
      if (self->says_so)
        g_set_error_literal (error, CANID_ERROR, CANID_ERROR_IO, "no buffer space available");
      return self->says_so ? -1 : 0;
    }
  self->queued += bus == FULL && self->stuck;
  g_array_append_val (self->taken[bus], taken);
  return 1;
}

static int
flush (gpointer data, guint bus)
{
  Fixture *self = data;
  guint n = bus == FULL ? self->queued : 0;

  self->queued -= n;
  return (int) n;
}

/* Full for that too. */
static gboolean
set_cycle (gpointer data, guint bus, const BusCycle *cycle, GError **error)
{
  Fixture *self = data;

  self->n_cycles++;
  g_set_error_literal (error, CANID_ERROR, CANID_ERROR_IO, "no buffer space available");
  return FALSE;
}

static const TransmitterOps ops = { send, flush, NULL }, ops_with_cycle = { send, flush, set_cycle };

static void
set_up (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->taken); i++)
    self->taken[i] = g_array_new (FALSE, FALSE, sizeof (Taken));
  self->transmitter = transmitter_new (data != NULL ? data : &ops, self);
  g_source_attach (transmitter_get_source (self->transmitter), NULL);
  transmitter_arm (self->transmitter, FULL, TRUE);
  transmitter_arm (self->transmitter, FREE, TRUE);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  transmitter_free (self->transmitter);
  for (guint i = 0; i < G_N_ELEMENTS (self->taken); i++)
    g_array_unref (self->taken[i]);
}

/* Sends a byte that counts. */
static void
add (Fixture *self, uint64_t key, guint bus, int64_t period)
{
  static const uint8_t zero[1];
  CanSignal counter = { .factor = 1, .name = (char *) "c" };
  Generator generator = { .kind = GENERATOR_COUNTER, .low = 0, .high = 255, .step = 1 };
  TransmitJob job
      = { .bus = bus, .frame = { .id = (uint32_t) key, .len = 1, .dlc = 1, .data = zero }, .period = period };
  Recipe *recipe = recipe_new ();

  g_assert_true (signal_layout_init (&counter.layout, 0, 8, FALSE, SIGNAL_UNSIGNED));
  recipe_add_generator (recipe, &counter, &generator);
  job.recipe = recipe;
  transmitter_set (self->transmitter, key, &job);
  recipe_unref (recipe);
  transmitter_start (self->transmitter, key, 0);
}

static void
turn (void)
{
  if (!g_main_context_iteration (NULL, FALSE))
    g_usleep (200);
}

static guint
n_taken (Fixture *self, guint bus, uint32_t id)
{
  guint n = 0;

  for (guint i = 0; i < self->taken[bus]->len; i++)
    n += g_array_index (self->taken[bus], Taken, i).id == id;
  return n;
}

static void
run_until (Fixture *self, guint bus, uint32_t id, guint n)
{
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (n_taken (self, bus, id) < n)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      turn ();
    }
}

static void
run_until_refused (Fixture *self, uint64_t key, uint64_t n)
{
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  TransmitState state = { 0 };

  do
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      turn ();
      transmit_state_clear (&state);
      transmitter_get_state (self->transmitter, key, &state);
    }
  while (state.n_refused < n);
  transmit_state_clear (&state);
}

/* Every value once, in order: nothing twice, and what was refused did not happen. */
static void
check_counts (Fixture *self, guint bus, uint32_t id)
{
  guint next = 0;

  for (guint i = 0; i < self->taken[bus]->len; i++)
    {
      const Taken *taken = &g_array_index (self->taken[bus], Taken, i);

      if (taken->id == id)
        g_assert_cmpuint (taken->count, ==, next++ % 256);
    }
}

static void
check_state (Fixture *self, uint64_t key, const char *problem)
{
  TransmitState state;

  g_assert_true (transmitter_get_state (self->transmitter, key, &state));
  g_assert_true (state.running);
  g_assert_cmpstr (state.problem, ==, problem);
  transmit_state_clear (&state);
}

static void
check_full (Fixture *self, const char *problem)
{
  guint on_full, on_free;

  add (self, 0x10, FULL, 2 * MS);
  add (self, 0x11, FULL, 3 * MS);
  add (self, 0x20, FREE, 2 * MS);
  run_until (self, FULL, 0x11, 5);
  self->stuck = TRUE;
  run_until_refused (self, 0x10, 20);
  run_until_refused (self, 0x11, 20);
  check_state (self, 0x10, problem);
  check_state (self, 0x11, problem);
  check_state (self, 0x20, NULL);
  on_full = self->taken[FULL]->len;
  on_free = self->taken[FREE]->len;
  run_until_refused (self, 0x10, 200);
  g_assert_cmpuint (self->taken[FULL]->len, ==, on_full); /* not one */
  g_assert_cmpuint (self->taken[FREE]->len, >, on_free + 50);
  self->stuck = FALSE;
  self->queued = 0;
  run_until (self, FULL, 0x10, n_taken (self, FULL, 0x10) + 20);
  run_until (self, FULL, 0x11, n_taken (self, FULL, 0x11) + 20);
  check_state (self, 0x10, NULL);
  check_state (self, 0x11, NULL);
  check_counts (self, FULL, 0x10);
  check_counts (self, FULL, 0x11);
  check_counts (self, FREE, 0x20);
}

static void
test_not_now (Fixture *self, gconstpointer data)
{
  check_full (self, "the transmit queue is full");
}

static void
test_error (Fixture *self, gconstpointer data)
{
  self->says_so = TRUE;
  check_full (self, "no buffer space available");
}

/* What could not leave is not made up for: a frame a period, at its own deadlines. */
static void
test_no_burst (Fixture *self, gconstpointer data)
{
  guint first;
  int64_t begin, end;
  TransmitState state;
  uint64_t refused;

  add (self, 0x10, FULL, 5 * MS);
  self->stuck = TRUE;
  run_until_refused (self, 0x10, 50);
  transmitter_get_state (self->transmitter, 0x10, &state);
  refused = state.n_refused;
  transmit_state_clear (&state);
  first = self->taken[FULL]->len;
  self->stuck = FALSE;
  self->queued = 0;
  begin = deadline_now ();
  run_until (self, FULL, 0x10, first + 10);
  end = deadline_now ();
  g_assert_cmpint (end - begin, >, 8 * 5 * MS); /* ten deadlines are nine periods apart, one a little late */
  transmitter_get_state (self->transmitter, 0x10, &state);
  g_assert_cmpuint (state.n_refused, ==, refused);
  transmit_state_clear (&state);
}

/* By hand: told, not kept for later. */
static void
test_once (Fixture *self, gconstpointer data)
{
  static const uint8_t one[1] = { 1 };
  TransmitJob job = { .bus = FULL, .frame = { .id = 0x30, .len = 1, .dlc = 1, .data = one } };
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  TransmitState state = { 0 };

  transmitter_set (self->transmitter, 3, &job);
  self->stuck = TRUE;
  self->queued = ROOM;
  transmitter_send_once (self->transmitter, 3);
  do
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      turn ();
      transmit_state_clear (&state);
      transmitter_get_state (self->transmitter, 3, &state);
    }
  while (state.fate != FATE_REFUSED);
  g_assert_cmpstr (state.problem, ==, "the transmit queue is full");
  transmit_state_clear (&state);
  self->stuck = FALSE;
  add (self, 0x20, FREE, MS);
  run_until (self, FREE, 0x20, 20);
  g_assert_cmpuint (n_taken (self, FULL, 0x30), ==, 0);
}

/* A bus that cannot be asked to repeat it now: the program does, and nothing leaves twice. */
static void
test_cycle (Fixture *self, gconstpointer data)
{
  static const uint8_t zero[1];
  TransmitJob job = { .bus = FREE, .frame = { .id = 0x40, .len = 1, .dlc = 1, .data = zero }, .period = 2 * MS };
  TransmitState state;

  transmitter_set (self->transmitter, 4, &job);
  transmitter_start (self->transmitter, 4, 0);
  run_until (self, FREE, 0x40, 20);
  transmitter_get_state (self->transmitter, 4, &state);
  g_assert_false (state.in_kernel);
  g_assert_cmpuint (state.n_sent, ==, n_taken (self, FREE, 0x40));
  transmit_state_clear (&state);
  g_assert_cmpuint (self->n_cycles, >, 0);
}

/* What waits in the queue is emptied, and told. */
static void
test_stop (Fixture *self, gconstpointer data)
{
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  guint n;

  self->stuck = TRUE;
  add (self, 0x10, FULL, MS);
  run_until_refused (self, 0x10, 5);
  transmitter_stop_all (self->transmitter);
  while (transmitter_is_flushing (self->transmitter))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      turn ();
    }
  g_assert_cmpint (transmitter_n_flushed (self->transmitter), ==, ROOM);
  g_assert_cmpuint (transmitter_n_running (self->transmitter), ==, 0);
  n = self->taken[FULL]->len;
  for (guint i = 0; i < 50; i++)
    turn ();
  g_assert_cmpuint (self->taken[FULL]->len, ==, n);
}

/* Whose frame was taken back waits no longer: a later one is not taken for it. */
static void
test_taken_back (Fixture *self, gconstpointer data)
{
  static const uint8_t one[1] = { 1 };
  TransmitJob job = { .bus = FULL, .frame = { .id = 0x30, .len = 1, .dlc = 1, .data = one } };
  TransmitState state = { 0 };

  transmitter_set (self->transmitter, 3, &job);
  transmitter_send_once (self->transmitter, 3);
  do
    {
      turn ();
      transmit_state_clear (&state);
      transmitter_get_state (self->transmitter, 3, &state);
    }
  while (state.fate != FATE_WAITING);
  transmitter_stop_all (self->transmitter);
  while (transmitter_is_flushing (self->transmitter))
    turn ();
  transmit_state_clear (&state);
  transmitter_get_state (self->transmitter, 3, &state);
  g_assert_cmpint (state.fate, ==, FATE_NONE);
  transmit_state_clear (&state);
}

#define ADD(name, ops, func) g_test_add (name, Fixture, ops, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/full-queue/not-now", NULL, test_not_now);
  ADD ("/full-queue/error", NULL, test_error);
  ADD ("/full-queue/no-burst", NULL, test_no_burst);
  ADD ("/full-queue/once", NULL, test_once);
  ADD ("/full-queue/cycle", &ops_with_cycle, test_cycle);
  ADD ("/full-queue/stop", NULL, test_stop);
  ADD ("/full-queue/taken-back", NULL, test_taken_back);
  return g_test_run ();
}
