/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/frame-store.h"
#include "core/mark-block.h"

#include <string.h>

static void
test_comments (void)
{
  RowComments *comments = row_comments_new (), *copy;
  char *long_text = g_malloc (ROW_COMMENT_MAX + 10);

  row_comments_set (comments, 7, "seven");
  row_comments_set (comments, 3, "three\nlines\nof it");
  row_comments_set (comments, 9, "nine");
  row_comments_set (comments, 7, "siebén");
  g_assert_cmpuint (row_comments_n (comments), ==, 3);
  g_assert_cmpstr (row_comments_get (comments, 7), ==, "siebén");
  g_assert_null (row_comments_get (comments, 8));
  g_assert_cmpuint (row_comments_nth (comments, 0)->row, ==, 3);
  g_assert_cmpuint (row_comments_find (comments, 8), ==, 2);

  copy = row_comments_copy (comments);
  row_comments_set (comments, 7, "");
  row_comments_set (comments, 3, NULL);
  row_comments_set (comments, 4, NULL);
  g_assert_cmpuint (row_comments_n (comments), ==, 1);
  g_assert_cmpstr (row_comments_get (copy, 7), ==, "siebén");

  row_comments_set (comments, 1, "\xff");
  g_assert_true (g_utf8_validate (row_comments_get (comments, 1), -1, NULL));
  memset (long_text, 'a', ROW_COMMENT_MAX - 1);
  strcpy (long_text + ROW_COMMENT_MAX - 1, "éé");
  row_comments_set (comments, 2, long_text);
  g_assert_cmpuint (strlen (row_comments_get (comments, 2)), ==, ROW_COMMENT_MAX - 1);
  g_free (long_text);
  row_comments_free (copy);
  row_comments_free (comments);
  row_comments_free (NULL);
}

static void
fill (RowRanges *marks, RowComments *comments)
{
  row_ranges_add (marks, 0, 0);
  row_ranges_add (marks, 200, 100000);
  row_ranges_add (marks, FRAME_STORE_MAX_ROWS - 1, FRAME_STORE_MAX_ROWS - 1);
  row_comments_set (comments, 0, "first");
  row_comments_set (comments, 5000000, "Ω\nline");
}

static void
test_round (void)
{
  RowRanges *marks = row_ranges_new (), *back = row_ranges_new (), *differs;
  RowComments *comments = row_comments_new (), *comments_back = row_comments_new ();
  GByteArray *bytes = g_byte_array_new ();

  fill (marks, comments);
  mark_block_pack (marks, comments, bytes);
  g_assert_true (mark_block_unpack (bytes->data, bytes->len, back, comments_back));
  differs = row_ranges_combine (marks, back, ROW_RANGES_A | ROW_RANGES_B);
  g_assert_cmpuint (row_ranges_count (differs), ==, 0);
  g_assert_cmpuint (row_comments_n (comments_back), ==, 2);
  g_assert_cmpstr (row_comments_get (comments_back, 5000000), ==, "Ω\nline");
  row_ranges_free (differs);

  /* Cut anywhere it is not whole, and what is read lies within what was written. */
  for (guint n = 0; n < bytes->len; n++)
    {
      row_ranges_clear (back);
      g_assert_false (mark_block_unpack (bytes->data, n, back, comments_back));
      differs = row_ranges_combine (back, marks, ROW_RANGES_A);
      g_assert_cmpuint (row_ranges_count (differs), ==, 0);
      row_ranges_free (differs);
    }
  bytes->data[0] = 2;
  g_assert_false (mark_block_unpack (bytes->data, bytes->len, back, comments_back));
  g_byte_array_unref (bytes);
  row_ranges_free (marks);
  row_ranges_free (back);
  row_comments_free (comments);
  row_comments_free (comments_back);
}

static void
test_wild (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      RowRanges *marks = row_ranges_new ();
      RowComments *comments = row_comments_new ();
      uint8_t bytes[40] = { 1 };
      guint n = (guint) g_test_rand_int_range (1, sizeof bytes + 1);

      for (guint at = 1; at < n; at++)
        bytes[at] = (uint8_t) (g_test_rand_bit () ? g_test_rand_int_range (0, 4) : g_test_rand_int ());
      mark_block_unpack (bytes, n, marks, comments);
      if (row_ranges_n_ranges (marks) > 0)
        g_assert_cmpuint (row_ranges_get (marks, row_ranges_n_ranges (marks) - 1).last, <, FRAME_STORE_MAX_ROWS);
      if (row_comments_n (comments) > 0)
        g_assert_cmpuint (row_comments_nth (comments, row_comments_n (comments) - 1)->row, <, FRAME_STORE_MAX_ROWS);
      row_ranges_free (marks);
      row_comments_free (comments);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mark-block/comments", test_comments);
  g_test_add_func ("/mark-block/round", test_round);
  g_test_add_func ("/mark-block/wild", test_wild);
  return g_test_run ();
}
