/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "models/mark-list.h"
#include "small-trace.h"

static const char *const lines[]
    = { "0 can0 001#", "1 can0 002#", "2 can0 003#", "3 can0 004#", "4 can0 005#", "5 can0 006#",
        "6 can0 007#", "7 can0 008#", "8 can0 009#", "9 can0 00A#", NULL };

static void
mark (TraceSession *session, uint64_t first, uint64_t last)
{
  RowRanges *rows = row_ranges_new ();

  row_ranges_add (rows, first, last);
  g_assert_true (trace_session_mark (session, rows, TRACE_MARK_OR_UNMARK));
  row_ranges_free (rows);
}

static void
assert_rows (MarkList *list, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, mark_list_count (list));
  for (guint i = 0; i < mark_list_count (list); i++)
    {
      g_autoptr (TraceRow) item = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_string_append_printf (text, "%s%d", i > 0 ? " " : "", (int) trace_row_get_row (item));
      g_assert_cmpuint (mark_list_find_row (list, trace_row_get_row (item)), ==, i);
    }
  g_assert_cmpstr (text->str, ==, expected);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), (guint) mark_list_count (list)));
}

static void
test_rows (void)
{
  FrameStore *store = small_trace_new (lines);
  g_autoptr (TraceSession) session = trace_session_new ();
  g_autoptr (MarkList) list = mark_list_new (session);

  assert_rows (list, "");
  trace_session_set_store (session, store);
  assert_rows (list, "");
  trace_session_set_comment (session, 9, "last");
  trace_session_set_comment (session, 0, "first");
  assert_rows (list, "0 9");
  mark (session, 3, 5);
  assert_rows (list, "0 3 4 5 9");
  trace_session_set_comment (session, 4, "marked too");
  trace_session_set_comment (session, 6, "beside");
  trace_session_set_comment (session, 7, "beside");
  mark (session, 9, 9);
  assert_rows (list, "0 3 4 5 6 7 9");
  g_assert_cmpuint (mark_list_find_row (list, 1), ==, 1);
  g_assert_cmpuint (mark_list_find_row (list, 8), ==, 6);
  mark (session, 3, 5);
  assert_rows (list, "0 4 6 7 9");
  trace_session_set_store (session, store);
  assert_rows (list, "");
  frame_store_unref (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mark-list/rows", test_rows);
  return g_test_run ();
}
