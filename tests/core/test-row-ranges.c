/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/row-ranges.h"

#include <string.h>

#define N_ROWS 200

static void
assert_like (const RowRanges *ranges, const uint8_t chosen[N_ROWS])
{
  uint64_t count = 0;
  guint n = 0;

  for (guint i = 0; i < N_ROWS; i++)
    {
      g_assert_cmpint (row_ranges_contains (ranges, i), ==, chosen[i]);
      count += chosen[i];
      if (chosen[i] && (i == 0 || !chosen[i - 1]))
        g_assert_cmpuint (row_ranges_get (ranges, n).first, ==, i);
      if (chosen[i] && (i == N_ROWS - 1 || !chosen[i + 1]))
        g_assert_cmpuint (row_ranges_get (ranges, n++).last, ==, i);
    }
  g_assert_cmpuint (row_ranges_n_ranges (ranges), ==, n);
  g_assert_cmpuint (row_ranges_count (ranges), ==, count);
}

static void
test_random (void)
{
  RowRanges *ranges = row_ranges_new ();
  uint8_t chosen[N_ROWS] = { 0 };

  assert_like (ranges, chosen);
  for (guint i = 0; i < 20000; i++)
    {
      gint32 first = g_test_rand_int_range (0, N_ROWS);
      gint32 last = g_test_rand_int_range (first, MIN (first + (i % 50 == 0 ? N_ROWS : 12), N_ROWS));
      gboolean add = g_test_rand_bit ();

      (add ? row_ranges_add : row_ranges_remove) (ranges, (uint64_t) first, (uint64_t) last);
      memset (chosen + first, add, (gsize) (last - first + 1));
      assert_like (ranges, chosen);
    }
  row_ranges_clear (ranges);
  memset (chosen, 0, sizeof chosen);
  assert_like (ranges, chosen);
  row_ranges_free (ranges);
  row_ranges_free (NULL);
}

static void
test_ends (void)
{
  RowRanges *ranges = row_ranges_new ();

  row_ranges_add (ranges, 5, UINT64_MAX);
  row_ranges_add (ranges, 0, 0);
  g_assert_true (row_ranges_contains (ranges, UINT64_MAX));
  g_assert_false (row_ranges_contains (ranges, 4));
  g_assert_cmpuint (row_ranges_n_ranges (ranges), ==, 2);
  row_ranges_add (ranges, 1, 4);
  g_assert_cmpuint (row_ranges_n_ranges (ranges), ==, 1);
  row_ranges_remove (ranges, 10, UINT64_MAX);
  g_assert_cmpuint (row_ranges_count (ranges), ==, 10);
  g_assert_false (row_ranges_contains (ranges, 10));
  row_ranges_free (ranges);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/row-ranges/random", test_random);
  g_test_add_func ("/row-ranges/ends", test_ends);
  return g_test_run ();
}
