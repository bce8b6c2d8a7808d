/* Stamps of clocks that drift, wrap, jump and are quantised, in terms of the system's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "backends/device-clock.h"

#define S INT64_C (1000000000)
#define MS INT64_C (1000000)
#define EPOCH (INT64_C (1700000000) * S)

/* A device whose clock runs at 1 + drift and is quantised; frames every gap, delayed by at least 0.3 ms and mostly less
 * than 2 ms more. The largest error of the mapped times, the least delay taken off. */
static int64_t
worst_error (double drift, int64_t quantum, int64_t period, int64_t gap, guint n, guint settled)
{
  GRand *random = g_rand_new_with_seed (7);
  DeviceClock clock;
  int64_t worst = 0, last = 0, last_arrival = 0;

  device_clock_init (&clock, period);
  for (guint i = 0; i < n; i++)
    {
      int64_t real = 5 * S + (int64_t) i * gap;
      int64_t device = (int64_t) ((double) real * (1 + drift)) / quantum * quantum;
      int64_t delay = 300000 + (int64_t) (2 * MS * g_rand_double (random) * g_rand_double (random));
      int64_t arrival = EPOCH + real + delay + (g_rand_int_range (random, 0, 50) == 0 ? 30 * MS : 0);
      int64_t mapped;

      arrival = MAX (arrival, last_arrival); /* what waits holds up what follows */
      last_arrival = arrival;
      mapped = device_clock_map (&clock, period > 0 ? device % period : device, arrival);
      g_assert_cmpint (mapped, <=, arrival);
      g_assert_cmpint (mapped, >=, last);
      last = mapped;
      if (i >= settled)
        worst = MAX (worst, ABS (mapped - (EPOCH + real + 300000)));
    }
  g_rand_free (random);
  return worst;
}

static void
test_drift (void)
{
  static const double drifts[] = { 0, 50e-6, -50e-6, 2e-3, -2e-3 };

  for (guint i = 0; i < G_N_ELEMENTS (drifts); i++)
    {
      /* µs, without a wrap; ms with LAWICEL's wrap; both for two minutes, with half a minute to settle */
      g_assert_cmpint (worst_error (drifts[i], 1000, 0, 5 * MS, 24000, 6000), <, 400000);
      g_assert_cmpint (worst_error (drifts[i], MS, 60 * S, 5 * MS, 24000, 6000), <, 2 * MS);
    }
}

/* A frame every 100 s: the wraps between are not seen, only known. */
static void
test_silence (void)
{
  g_assert_cmpint (worst_error (0, MS, 60 * S, 100 * S, 300, 10), <, 3 * MS);
}

static void
test_jumps (void)
{
  DeviceClock clock;
  int64_t device, offset;
  double drift;

  device_clock_init (&clock, 0);
  g_assert_false (device_clock_get_fit (&clock, &device, &offset, &drift));
  g_assert_cmpint (device_clock_map (&clock, 10 * S, EPOCH), ==, EPOCH);
  g_assert_cmpint (device_clock_map (&clock, 11 * S, EPOCH + S + MS), ==, EPOCH + S);
  /* plugged again: its clock begins anew */
  g_assert_cmpint (device_clock_map (&clock, 0, EPOCH + 9 * S), ==, EPOCH + 9 * S);
  g_assert_cmpint (device_clock_map (&clock, S, EPOCH + 10 * S), ==, EPOCH + 10 * S);
  /* the system's clock is set back */
  g_assert_cmpint (device_clock_map (&clock, 2 * S, EPOCH - 3600 * S), ==, EPOCH - 3600 * S);
  g_assert_true (device_clock_get_fit (&clock, &device, &offset, &drift));
  g_assert_cmpint (device, ==, 2 * S);
  g_assert_cmpint (offset, ==, EPOCH - 3602 * S);
}

/* A stamp that is always the same is no clock: arrival times. */
static void
test_nonsense (void)
{
  GRand *random = g_rand_new_with_seed (3);
  DeviceClock still, wild;

  device_clock_init (&still, 60 * S);
  device_clock_init (&wild, 0);
  for (guint i = 0; i < 1000; i++)
    {
      int64_t arrival = EPOCH + i * S, mapped = device_clock_map (&still, 0, arrival);

      g_assert_cmpint (mapped, <=, arrival);
      g_assert_cmpint (mapped, >=, arrival - 4 * S);
      mapped = device_clock_map (&wild, (int64_t) g_rand_int (random) << 30, arrival);
      g_assert_cmpint (mapped, <=, arrival);
      g_assert_cmpint (mapped, >=, arrival - 4 * S);
    }
  g_rand_free (random);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/device-clock/drift", test_drift);
  g_test_add_func ("/device-clock/silence", test_silence);
  g_test_add_func ("/device-clock/jumps", test_jumps);
  g_test_add_func ("/device-clock/nonsense", test_nonsense);
  return g_test_run ();
}
