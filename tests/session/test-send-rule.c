/* test-send-rule.c: messages that leave by rules: when a value changes, while one is active, by the load of a bus.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "transmitter-fixture.h"

#include <string.h>

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
    n += memcmp (fixture_heard (self, i)->data, data, strlen (data)) == 0;
  return n;
}

/* Nothing until a value changes; then at once and repeated, never closer than the least gap. */
static void
test_on_change (Fixture *self, gconstpointer data)
{
  TransmitJob job = fixture_job (0x66, "a", 0);

  job.rule = (SendRule){ .on_change = TRUE, .repeats = 2, .fast = 4 * MS, .min_gap = 10 * MS };
  send_masks_read (&job.masks, NULL);
  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  fixture_run_for (self, 20 * MS);
  g_assert_cmpuint (self->heard->len, ==, 0);
  set_data (self, &job, "a");
  fixture_run_for (self, 5 * MS);
  g_assert_cmpuint (self->heard->len, ==, 0); /* no change */
  set_data (self, &job, "b");
  fixture_run_until (self, 3);
  fixture_run_for (self, 30 * MS);
  g_assert_cmpuint (self->heard->len, ==, 3);
  g_assert_cmpuint (count_heard (self, "b"), ==, 3);
  for (guint i = 1; i < 3; i++)
    g_assert_cmpint (fixture_heard (self, i)->time - fixture_heard (self, i - 1)->time, >=, 9 * MS);
  transmitter_stop (self->transmitter, 1);
  set_data (self, &job, "c");
  fixture_run_for (self, 20 * MS);
  g_assert_cmpuint (self->heard->len, ==, 3);
}

/* Bits that the rule is not about change nothing. */
static void
test_change_mask (Fixture *self, gconstpointer data)
{
  TransmitJob job = fixture_job (0x66, "aa", 0);

  job.rule.on_change = TRUE;
  job.masks.change[1] = 0xFF;
  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  set_data (self, &job, "ba");
  fixture_run_for (self, 20 * MS);
  g_assert_cmpuint (self->heard->len, ==, 0);
  set_data (self, &job, "bb");
  fixture_run_until (self, 1);
  fixture_run_for (self, 20 * MS);
  g_assert_cmpuint (self->heard->len, ==, 1);
}

/* Sent while it is active; what sets it to rest is sent once more and repeated, then nothing. */
static void
test_if_active (Fixture *self, gconstpointer data)
{
  TransmitJob job = fixture_job (0x67, "0", 2 * MS);
  TransmitState state;
  guint n;

  job.rule = (SendRule){ .active = ACTIVE_ONLY, .repeats = 2 };
  job.masks.active[0] = 0xFF;
  job.masks.inactive[0] = '0';
  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  fixture_run_for (self, 20 * MS);
  g_assert_cmpuint (self->heard->len, ==, 0);
  set_data (self, &job, "1");
  fixture_run_until (self, 10);
  g_assert_cmpuint (count_heard (self, "1"), ==, self->heard->len);
  n = self->heard->len;
  set_data (self, &job, "0");
  while (count_heard (self, "0") < 3)
    fixture_run_until (self, ++n);
  fixture_run_for (self, 20 * MS);
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
  return (fixture_heard (self, self->heard->len - 1)->time - fixture_heard (self, first)->time)
         / (int64_t) (self->heard->len - 1 - first + n_missed);
}

static void
test_faster_active (Fixture *self, gconstpointer data)
{
  TransmitJob job = fixture_job (0x68, "0", 40 * MS);
  TransmitState before, after;
  guint n;

  job.rule = (SendRule){ .active = ACTIVE_FASTER, .fast = 4 * MS };
  job.masks.active[0] = 0xFF;
  job.masks.inactive[0] = '0';
  transmitter_arm (self->transmitter, 7, TRUE);
  transmitter_set (self->transmitter, 1, &job);
  transmitter_start (self->transmitter, 1, 0);
  fixture_run_until (self, 6);
  transmitter_get_state (self->transmitter, 1, &before);
  g_assert_cmpint (mean_gap (self, 0, before.n_missed), >, 20 * MS);
  n = self->heard->len;
  set_data (self, &job, "1");
  fixture_run_until (self, n + 30);
  transmitter_get_state (self->transmitter, 1, &after);
  g_assert_cmpint (mean_gap (self, n, after.n_missed - before.n_missed), <, 20 * MS);
  transmit_state_clear (&before);
  transmit_state_clear (&after);
}

/* Half of the bus: as much pause as frame. */
static void
test_load (Fixture *self, gconstpointer data)
{
  TransmitJob job = fixture_job (0x69, "12345678", 0);
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
  fixture_run_until (self, 50);
  transmitter_get_state (self->transmitter, 1, &state);
  g_assert_cmpint (mean_gap (self, 0, state.n_missed), >, pace * 3 / 4);
  g_assert_cmpint (mean_gap (self, 0, state.n_missed), <, pace * 5 / 4 + 2 * MS);
  transmit_state_clear (&state);
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/send-rule/on-change", test_on_change);
  ADD ("/send-rule/change-mask", test_change_mask);
  ADD ("/send-rule/if-active", test_if_active);
  ADD ("/send-rule/faster-active", test_faster_active);
  ADD ("/send-rule/load", test_load);
  return g_test_run ();
}
