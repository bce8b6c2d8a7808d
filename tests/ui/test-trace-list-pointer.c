/* test-trace-list-pointer.c: mouse, wheel and scroll bar of the list, by real events.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "list-helpers.h"

#include "ui/widgets/trace-list-private.h"

static void
test_pointer (void)
{
  ListTest t;
  int rh;

  list_test_open_and_go (&t, LIST_TEST_MANY, 0);
  trace_list_set_pos (t.list, (int64_t) 1000 * t.list->row_height + 9);
  list_test_settle (&t);
  rh = t.list->row_height;
  if (!list_test_pointer (&t, 300, 3, "click 1"))
    {
      list_test_close (&t);
      return;
    }
  list_test_assert_selected (&t, 1000, 1000, 1000);
  g_assert_cmpint (t.list->pos, ==, 1000 * rh + 9); /* the half hidden row is not pulled in */
  list_test_pointer (&t, 300, 5 * rh, "keydown shift click 1 keyup shift");
  list_test_assert_selected (&t, 1000, 1005, 1005);
  list_test_pointer (&t, 300, 10 * rh, "keydown ctrl click 1 keyup ctrl");
  g_assert_cmpuint (row_ranges_n_ranges (trace_session_get_selection (t.session)), ==, 2);
  list_test_check (&t, "clicks");
  list_test_pointer (&t, 300, 7 * rh, "click --repeat 3 --delay 30 5");
  g_assert_cmpint (t.list->pos, ==, 1009 * rh); /* three rows a notch, at a whole row */
  list_test_check (&t, "wheel");
  list_test_pointer (&t, 300, 7 * rh, "click --repeat 2 --delay 30 4");
  g_assert_cmpint (t.list->pos, ==, 1003 * rh);
  /* On a selected row the menu is for all that are selected, else for the row. */
  list_test_pointer (&t, 300, 2 * rh + 3, "click 3");
  g_assert_true (gtk_widget_get_visible (t.list->menu));
  g_assert_cmpuint (row_ranges_n_ranges (trace_session_get_selection (t.session)), ==, 2);
  g_assert_cmpuint (trace_session_get_cursor (t.session), ==, 1005);
  gtk_popover_popdown (GTK_POPOVER (t.list->menu));
  list_test_settle (&t);
  g_assert_cmpuint (list_test_focused (&t), ==, 1005);
  list_test_pointer (&t, 300, 4 * rh + 3, "click 3");
  g_assert_true (gtk_widget_get_visible (t.list->menu));
  list_test_assert_selected (&t, 1007, 1007, 1007);
  gtk_popover_popdown (GTK_POPOVER (t.list->menu));
  list_test_settle (&t);
  list_test_check (&t, "menu");
  list_test_close_clean (&t);
}

/* A press on one of several selected rows may begin to drag them elsewhere: they stay until the button comes up. */
static void
test_press_kept (void)
{
  ListTest t;
  int rh;

  list_test_open_and_go (&t, LIST_TEST_MANY, 0);
  rh = t.list->row_height;
  if (!list_test_pointer (&t, 300, 2 * rh + 3, "click 1"))
    {
      list_test_close (&t);
      return;
    }
  list_test_pointer (&t, 300, 5 * rh + 3, "keydown shift click 1 keyup shift");
  list_test_assert_selected (&t, 2, 5, 5);
  list_test_pointer (&t, 300, 3 * rh + 3, "mousedown 1");
  list_test_assert_selected (&t, 2, 5, 5);
  list_test_pointer (&t, 300, 3 * rh + 3, "mouseup 1");
  list_test_assert_selected (&t, 3, 3, 3);
  list_test_close_clean (&t);
}

static void
test_dragging (void)
{
  ListTest t;

  list_test_open_and_go (&t, LIST_TEST_MANY, 2000);
  trace_list_set_pos (t.list, (int64_t) 2000 * t.list->row_height);
  list_test_settle (&t);
  /* The button is held between the two: dragging never settles. */
  if (!list_test_pointer (&t, 300, 10, "mousedown 1"))
    {
      list_test_close (&t);
      return;
    }
  g_spawn_command_line_sync ("xdotool mousemove_relative 0 90", NULL, NULL, NULL, NULL);
  while (trace_session_get_cursor (t.session) != 2000 + 100 / (uint64_t) t.list->row_height)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (row_ranges_get (trace_session_get_selection (t.session), 0).first, ==, 2000);
  /* Far below the window it scrolls. */
  g_spawn_command_line_sync ("xdotool mousemove 300 999", NULL, NULL, NULL, NULL);
  while (trace_session_get_cursor (t.session) < 2300)
    g_main_context_iteration (NULL, TRUE);
  g_spawn_command_line_sync ("xdotool mouseup 1", NULL, NULL, NULL, NULL);
  list_test_settle (&t);
  list_test_check (&t, "dragging");
  list_test_assert_selected (&t, 2000, trace_session_get_cursor (t.session), trace_session_get_cursor (t.session));
  list_test_close_clean (&t);
}

static void
test_scrollbar (void)
{
  ListTest t;

  list_test_open_and_go (&t, LIST_TEST_MANY, 0);
  gtk_adjustment_set_value (t.list->bar, 54321.7);
  list_test_settle (&t);
  list_test_check (&t, "scrollbar");
  g_assert_cmpuint (list_test_top (&t), ==, 54321);
  gtk_adjustment_set_value (t.list->bar, (double) LIST_TEST_MANY);
  list_test_settle (&t);
  list_test_check (&t, "scrollbar at its end");
  g_assert_cmpint (t.list->pos, ==, trace_list_max_pos (t.list));
  list_test_close_clean (&t);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  list_test_init ();
  g_test_add_func ("/trace-list/pointer/clicks-and-wheel", test_pointer);
  g_test_add_func ("/trace-list/pointer/press-kept", test_press_kept);
  g_test_add_func ("/trace-list/pointer/dragging", test_dragging);
  g_test_add_func ("/trace-list/scrollbar", test_scrollbar);
  return g_test_run ();
}
