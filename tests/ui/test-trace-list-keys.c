/* test-trace-list-keys.c: the list's keys, and who has the focus.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "list-helpers.h"

#include "ui/widgets/trace-list-private.h"

/* --- Keys --- */

static void
test_arrows (void)
{
  ListTest t;
  uint64_t page;

  list_test_open_and_go (&t, LIST_TEST_MANY, 1000);
  page = (uint64_t) (t.list->page / t.list->row_height);
  for (uint64_t i = 1; i <= page + 3; i++)
    {
      list_test_press (&t, GDK_KEY_Down, 0);
      list_test_assert_selected (&t, 1000 + i, 1000 + i, 1000 + i);
      g_assert_cmpuint (list_test_focused (&t), ==, 1000 + i);
    }
  g_assert_cmpuint (list_test_top (&t), >, 1000);
  for (uint64_t i = 0; i < 2 * page; i++)
    list_test_press (&t, GDK_KEY_KP_Up, 0);
  list_test_assert_selected (&t, 1003 - page, 1003 - page, 1003 - page);
  g_assert_cmpuint (list_test_top (&t), ==, 1003 - page);
  list_test_close_clean (&t);
}

static void
test_ends (void)
{
  ListTest t;

  list_test_open_and_go (&t, LIST_TEST_MANY, 0);
  list_test_press (&t, GDK_KEY_Up, 0);
  list_test_assert_selected (&t, 0, 0, 0);
  list_test_press (&t, GDK_KEY_End, 0);
  list_test_assert_selected (&t, LIST_TEST_MANY - 1, LIST_TEST_MANY - 1, LIST_TEST_MANY - 1);
  g_assert_cmpint (t.list->pos, ==, trace_list_max_pos (t.list));
  list_test_press (&t, GDK_KEY_Down, 0);
  list_test_assert_selected (&t, LIST_TEST_MANY - 1, LIST_TEST_MANY - 1, LIST_TEST_MANY - 1);
  list_test_press (&t, GDK_KEY_Home, 0);
  list_test_assert_selected (&t, 0, 0, 0);
  g_assert_cmpint (t.list->pos, ==, 0);
  list_test_press (&t, GDK_KEY_End, GDK_CONTROL_MASK);
  list_test_assert_selected (&t, LIST_TEST_MANY - 1, LIST_TEST_MANY - 1, LIST_TEST_MANY - 1);
  list_test_press (&t, GDK_KEY_Home, GDK_CONTROL_MASK);
  list_test_assert_selected (&t, 0, 0, 0);
  list_test_close_clean (&t);
}

static void
test_pages (void)
{
  ListTest t;
  uint64_t page, at = 50000000;

  list_test_open_and_go (&t, LIST_TEST_MANY, at);
  page = (uint64_t) (t.list->page / t.list->row_height - 1);
  for (int i = 0; i < 5; i++)
    {
      list_test_press (&t, GDK_KEY_Page_Down, 0);
      at += page;
      list_test_assert_selected (&t, at, at, at);
    }
  for (int i = 0; i < 9; i++)
    {
      list_test_press (&t, GDK_KEY_Page_Up, 0);
      at -= page;
      list_test_assert_selected (&t, at, at, at);
      g_assert_cmpuint (list_test_focused (&t), ==, at);
    }
  list_test_close_clean (&t);
}

static void
test_extending (void)
{
  ListTest t;

  list_test_open_and_go (&t, LIST_TEST_MANY, 10);
  list_test_press (&t, GDK_KEY_End, GDK_SHIFT_MASK);
  list_test_assert_selected (&t, 10, LIST_TEST_MANY - 1, LIST_TEST_MANY - 1);
  g_assert_cmpuint (row_ranges_count (trace_session_get_selection (t.session)), ==, LIST_TEST_MANY - 10);
  list_test_press (&t, GDK_KEY_Home, GDK_SHIFT_MASK);
  list_test_assert_selected (&t, 0, 10, 0);
  list_test_press (&t, GDK_KEY_Page_Down, GDK_SHIFT_MASK);
  list_test_press (&t, GDK_KEY_Up, 0);
  list_test_press (&t, GDK_KEY_Down, GDK_SHIFT_MASK);
  list_test_press (&t, GDK_KEY_Down, GDK_SHIFT_MASK);
  g_assert_cmpuint (row_ranges_count (trace_session_get_selection (t.session)), ==, 3);
  list_test_press (&t, GDK_KEY_a, GDK_CONTROL_MASK);
  g_assert_cmpuint (row_ranges_count (trace_session_get_selection (t.session)), ==, LIST_TEST_MANY);
  list_test_press (&t, GDK_KEY_Down, 0);
  g_assert_cmpuint (row_ranges_count (trace_session_get_selection (t.session)), ==, 1);
  list_test_close_clean (&t);
}

static void
test_moving_without_selecting (void)
{
  ListTest t;
  const RowRanges *ranges;

  list_test_open_and_go (&t, LIST_TEST_MANY, 100);
  for (int i = 0; i < 3; i++)
    list_test_press (&t, GDK_KEY_Down, GDK_CONTROL_MASK);
  list_test_assert_selected (&t, 100, 100, 103);
  list_test_press (&t, GDK_KEY_space, GDK_CONTROL_MASK);
  list_test_press (&t, GDK_KEY_Down, GDK_CONTROL_MASK);
  list_test_press (&t, GDK_KEY_Down, GDK_CONTROL_MASK);
  list_test_press (&t, GDK_KEY_Down, GDK_SHIFT_MASK | GDK_CONTROL_MASK); /* from the anchor, 103 */
  ranges = trace_session_get_selection (t.session);
  g_assert_cmpuint (row_ranges_n_ranges (ranges), ==, 2);
  g_assert_cmpuint (row_ranges_get (ranges, 1).first, ==, 103);
  g_assert_cmpuint (row_ranges_get (ranges, 1).last, ==, 106);
  list_test_press (&t, GDK_KEY_space, GDK_CONTROL_MASK);
  g_assert_false (row_ranges_contains (trace_session_get_selection (t.session), 106));
  list_test_press (&t, GDK_KEY_space, 0);
  list_test_assert_selected (&t, 106, 106, 106);
  list_test_close_clean (&t);
}

static void
on_typed (TracePanel *panel, const char *text, gpointer data)
{
  g_string_append (data, text);
}

static void
test_typing (void)
{
  ListTest t;
  g_autoptr (GString) typed = g_string_new (NULL);

  list_test_open_and_go (&t, LIST_TEST_SOME, 5);
  g_signal_connect (t.panel, "filter-typed", G_CALLBACK (on_typed), typed);
  list_test_press (&t, GDK_KEY_e, 0);
  list_test_press (&t, GDK_KEY_parenleft, GDK_SHIFT_MASK);
  list_test_press (&t, GDK_KEY_c, GDK_CONTROL_MASK);
  list_test_press (&t, GDK_KEY_F5, 0);
  list_test_press (&t, GDK_KEY_Return, 0);
  list_test_press (&t, GDK_KEY_eacute, 0);
  g_assert_cmpstr (typed->str, ==, "e(é");
  gtk_widget_grab_focus (t.entry);
  list_test_press (&t, GDK_KEY_x, 0);
  list_test_press (&t, GDK_KEY_Down, 0);
  g_assert_cmpstr (typed->str, ==, "e(é");
  list_test_assert_selected (&t, 5, 5, 5);
  list_test_close_clean (&t);
}

/* --- Focus --- */

static void
test_focus_stays_on_the_row (void)
{
  ListTest t;

  list_test_open_and_go (&t, LIST_TEST_MANY, 5000);
  g_assert_cmpuint (list_test_focused (&t), ==, 5000);
  for (int i = 0; i < 40; i++)
    {
      trace_list_set_pos (t.list, t.list->pos + 37);
      list_test_settle (&t);
      list_test_check (&t, "scrolling by pixels");
    }
  g_assert_cmpuint (list_test_focused (&t), ==, ROW_NONE);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (t.window)) == GTK_WIDGET (t.list));
  list_test_assert_selected (&t, 5000, 5000, 5000);
  list_test_press (&t, GDK_KEY_Down, 0);
  g_assert_cmpuint (list_test_focused (&t), ==, 5001);
  /* Scrolled so that the row comes back, it has the focus again. */
  trace_list_set_pos (t.list, 0);
  list_test_settle (&t);
  g_assert_cmpuint (list_test_focused (&t), ==, ROW_NONE);
  trace_list_set_pos (t.list, (int64_t) 4990 * t.list->row_height);
  list_test_settle (&t);
  g_assert_cmpuint (list_test_focused (&t), ==, 5001);
  /* Focus elsewhere stays elsewhere. */
  gtk_widget_grab_focus (t.entry);
  trace_list_set_pos (t.list, 0);
  trace_list_set_pos (t.list, (int64_t) 4990 * t.list->row_height);
  g_assert_false (trace_list_has_focus (t.list));
  gtk_widget_child_focus (t.panel, GTK_DIR_TAB_FORWARD);
  g_assert_cmpuint (list_test_focused (&t), ==, 5001);
  g_assert_false (gtk_widget_child_focus (t.panel, GTK_DIR_TAB_FORWARD)); /* out, not to the next row */
  list_test_close_clean (&t);
}

/* Another part of the program chooses a row: it comes into sight, the focus stays. */
static void
test_cursor_from_elsewhere (void)
{
  ListTest t;
  RowRanges *ranges = row_ranges_new ();

  list_test_open_and_go (&t, LIST_TEST_MANY, 5);
  gtk_widget_grab_focus (t.entry);
  row_ranges_add (ranges, 77777777, 77777777);
  trace_session_set_selection (t.session, ranges, 77777777);
  list_test_settle (&t);
  list_test_check (&t, "selection from elsewhere");
  g_assert_nonnull (list_test_row (&t, 77777777));
  g_assert_false (trace_list_has_focus (t.list));
  list_test_close_clean (&t);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  list_test_init ();
  g_test_add_func ("/trace-list/keys/arrows", test_arrows);
  g_test_add_func ("/trace-list/keys/ends", test_ends);
  g_test_add_func ("/trace-list/keys/pages", test_pages);
  g_test_add_func ("/trace-list/keys/extending", test_extending);
  g_test_add_func ("/trace-list/keys/moving-without-selecting", test_moving_without_selecting);
  g_test_add_func ("/trace-list/keys/typing", test_typing);
  g_test_add_func ("/trace-list/focus/stays-on-the-row", test_focus_stays_on_the_row);
  g_test_add_func ("/trace-list/focus/cursor-from-elsewhere", test_cursor_from_elsewhere);
  return g_test_run ();
}
