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

static RowRanges *
random_ranges (uint8_t chosen[N_ROWS])
{
  RowRanges *ranges = row_ranges_new ();

  memset (chosen, 0, N_ROWS);
  for (guint i = 0; i < 12; i++)
    {
      gint32 first = g_test_rand_int_range (0, N_ROWS), last = g_test_rand_int_range (first, MIN (first + 20, N_ROWS));

      row_ranges_add (ranges, (uint64_t) first, (uint64_t) last);
      memset (chosen + first, 1, (gsize) (last - first + 1));
    }
  return ranges;
}

static void
test_combine (void)
{
  for (guint i = 0; i < 3000; i++)
    {
      uint8_t in_a[N_ROWS], in_b[N_ROWS], chosen[N_ROWS];
      RowRanges *a = random_ranges (in_a), *b = random_ranges (in_b);
      guint parts = (guint) g_test_rand_int_range (0, 8) << 1;
      RowRanges *both = row_ranges_combine (a, b, parts);

      for (guint row = 0; row < N_ROWS; row++)
        chosen[row] = (in_a[row] || in_b[row]) && (parts >> (in_a[row] | in_b[row] << 1) & 1);
      assert_like (both, chosen);
      row_ranges_free (both);
      row_ranges_free (a);
      row_ranges_free (b);
    }
}

static void
test_combine_ends (void)
{
  RowRanges *all = row_ranges_new (), *some = row_ranges_new (), *rest;

  row_ranges_add (all, 0, UINT64_MAX);
  row_ranges_add (some, 7, UINT64_MAX);
  rest = row_ranges_combine (all, some, ROW_RANGES_A);
  g_assert_cmpuint (row_ranges_n_ranges (rest), ==, 1);
  g_assert_cmpuint (row_ranges_get (rest, 0).first, ==, 0);
  g_assert_cmpuint (row_ranges_get (rest, 0).last, ==, 6);
  row_ranges_free (rest);
  row_ranges_free (all);
  row_ranges_free (some);
}

/* Into a set and back, over borders of words and chunks. */
static void
test_set (void)
{
  RowSet *set = row_set_new ();
  RowRanges *marks = row_ranges_new (), *all = row_ranges_new (), *back, *part, *none = row_ranges_new ();

  row_ranges_add (all, 0, 4 * FRAME_CHUNK_ROWS);
  row_ranges_add (marks, 3, 3);
  row_ranges_add (marks, 63, 64);
  row_ranges_add (marks, 127, 300);
  row_ranges_add (marks, FRAME_CHUNK_ROWS - 2, 2 * FRAME_CHUNK_ROWS + 5);
  row_ranges_put (marks, marks, set);
  g_assert_cmpuint (row_set_count (set), ==, row_ranges_count (marks));
  back = row_ranges_within (all, set);
  part = row_ranges_combine (back, marks, ROW_RANGES_A | ROW_RANGES_B);
  g_assert_cmpuint (row_ranges_count (part), ==, 0);
  g_assert_cmpuint (row_ranges_n_ranges (back), ==, row_ranges_n_ranges (marks));
  row_ranges_free (part);
  row_ranges_free (back);

  row_ranges_clear (all);
  row_ranges_add (all, 64, 128);
  back = row_ranges_within (all, set);
  g_assert_cmpuint (row_ranges_count (back), ==, 3);
  row_ranges_free (back);

  row_ranges_put (none, marks, set);
  g_assert_cmpuint (row_set_count (set), ==, 0);
  row_ranges_free (none);
  row_ranges_free (all);
  row_ranges_free (marks);
  row_set_unref (set);
}

static void
test_shared (void)
{
  RowRanges *ranges = row_ranges_new (), *shared, *own;

  row_ranges_add (ranges, 1, 2);
  g_assert_true (row_ranges_own (ranges) == ranges);
  shared = row_ranges_ref (ranges);
  own = row_ranges_own (ranges);
  g_assert_true (own != shared);
  row_ranges_add (own, 9, 9);
  g_assert_cmpuint (row_ranges_count (shared), ==, 2);
  g_assert_cmpuint (row_ranges_count (own), ==, 3);
  row_ranges_free (own);
  row_ranges_free (shared);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/row-ranges/random", test_random);
  g_test_add_func ("/row-ranges/ends", test_ends);
  g_test_add_func ("/row-ranges/combine", test_combine);
  g_test_add_func ("/row-ranges/combine-ends", test_combine_ends);
  g_test_add_func ("/row-ranges/set", test_set);
  g_test_add_func ("/row-ranges/shared", test_shared);
  return g_test_run ();
}
