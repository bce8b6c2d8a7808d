/* test-cycle-clock.c: a timer that begins anew when it expires, kept on its deadlines.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "backends/cycle-clock.h"

#define MS INT64_C (1000000)

typedef struct
{
  CycleClock clock;
  int64_t time;
  GRand *random;
  int64_t worst; /* ns off the deadlines, after three seconds */
} Timer;

/* n frames, each late by a delay in ns and up to as much jitter. */
static void
run (Timer *self, guint n, int64_t delay, int64_t jitter)
{
  int64_t begin = self->time, period = self->clock.period;

  for (guint i = 0; i < n; i++)
    {
      int64_t off = (self->time - begin) % period;

      off = off > period / 2 ? off - period : off;
      if (self->time - begin > 3000 * MS)
        self->worst = MAX (self->worst, ABS (off));
      cycle_clock_add (&self->clock, self->time);
      g_assert_cmpint (self->clock.interval, >, period / 2);
      g_assert_cmpint (self->clock.interval, <=, period + period / 64);
      self->time
          += self->clock.interval + delay + (jitter > 0 ? g_rand_int_range (self->random, 0, (gint32) jitter) : 0);
    }
}

static void
test_deadlines (gconstpointer data)
{
  const int64_t *of = data; /* period, delay, jitter */
  Timer timer = { .time = INT64_C (1700000000000) * MS, .random = g_rand_new_with_seed (6) };
  int64_t begin = timer.time;
  guint n = (guint) (60000 * MS / of[0]);

  cycle_clock_init (&timer.clock, of[0]);
  run (&timer, n, of[1], of[2]);
  /* Not one period missing after a minute, and never nearer to another deadline. */
  g_assert_cmpint (ABS (timer.time - begin - n * of[0]), <, of[0] / 2);
  g_assert_cmpint (timer.worst, <, of[0] * 9 / 20);
  g_rand_free (timer.random);
}

static void
test_exact (void)
{
  Timer timer = { .time = 5 };

  cycle_clock_init (&timer.clock, 10 * MS);
  run (&timer, 6000, 0, 0);
  g_assert_cmpint (timer.clock.interval, ==, 10 * MS); /* nothing to mend: nothing is set */
}

/* The machine stood still, or frames were not received: neither is caught up. */
static void
test_stalls (void)
{
  Timer timer = { .time = 5 };

  cycle_clock_init (&timer.clock, 10 * MS);
  run (&timer, 1000, 50000, 0);
  timer.time += 1230 * MS;
  for (guint i = 0; i < 3; i++)
    timer.time += timer.clock.interval;
  run (&timer, 1000, 50000, 0);
  g_assert_cmpint (ABS (timer.clock.interval - (10 * MS - 50000)), <, 10000);
}

/* Timers that were served late by more than half a period, as on machines that do other things: caught up. */
static void
test_late (void)
{
  Timer timer = { .time = 5 };

  cycle_clock_init (&timer.clock, 10 * MS);
  for (guint i = 0; i < 6000; i++)
    {
      cycle_clock_add (&timer.clock, timer.time);
      timer.time += timer.clock.interval + 80000 + (i % 100 == 50 ? 8 * MS : 0);
    }
  g_assert_cmpint (ABS (timer.time - 5 - 6000 * 10 * MS), <, 10 * MS);
}

/* Another program sends the same, and a clock that is set back. */
static void
test_nonsense (void)
{
  GRand *random = g_rand_new_with_seed (7);
  CycleClock clock;
  int64_t time = 0;

  cycle_clock_init (&clock, MS);
  for (guint i = 0; i < 100000; i++)
    {
      time += g_rand_int_range (random, -300000, 1000000);
      cycle_clock_add (&clock, time);
      g_assert_cmpint (clock.interval, >=, MS / 2);
      g_assert_cmpint (clock.interval, <=, MS + MS / 64 + 1000);
    }
  g_rand_free (random);
}

/* Another sends the same identifier at the same period: the timer is left as it was wished. */
static void
test_shared (void)
{
  CycleClock clock;
  int64_t time = 5;

  cycle_clock_init (&clock, 10 * MS);
  for (guint i = 0; i < 1000; i++)
    {
      cycle_clock_add (&clock, time);
      cycle_clock_add (&clock, time + 4 * MS);
      time += 10 * MS;
    }
  g_assert_cmpint (clock.interval, ==, 10 * MS);
  /* It ends: after a while its delay is known again. */
  for (guint i = 0; i < 1000; i++)
    {
      cycle_clock_add (&clock, time);
      time += clock.interval + 80000;
    }
  g_assert_cmpint (ABS (clock.interval - (10 * MS - 80000)), <, 10000);
}

int
main (int argc, char **argv)
{
  static const int64_t cases[][3]
      = { { 10 * MS, 84000, 0 },     { 10 * MS, 5000, 20000 },   { 10 * MS, 100000, 1000000 }, { MS, 84000, 20000 },
          { 100 * MS, 84000, 1000 }, { 1000 * MS, 90000, 5000 }, { 10 * MS, 84300, 400000 } };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/cycle-clock/deadlines/%u", i);

      g_test_add_data_func (path, cases[i], test_deadlines);
    }
  g_test_add_func ("/cycle-clock/exact", test_exact);
  g_test_add_func ("/cycle-clock/stalls", test_stalls);
  g_test_add_func ("/cycle-clock/late", test_late);
  g_test_add_func ("/cycle-clock/nonsense", test_nonsense);
  g_test_add_func ("/cycle-clock/shared", test_shared);
  return g_test_run ();
}
