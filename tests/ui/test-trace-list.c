/* test-trace-list.c: keys, pointer, selection, focus, resizing, filtering and growing of the list, seen on its widgets.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Every frame painted meanwhile is looked at too (list-helpers.c): none may be blank or out of place.
 */
#include "config.h"
#include "list-helpers.h"

#include "db/database-set.h"
#include "ui/app-settings.h"
#include "ui/widgets/trace-list-private.h"

#define MANY G_GUINT64_CONSTANT (100000000)
#define SOME G_GUINT64_CONSTANT (300000)

static void
open_and_go (ListTest *t, uint64_t n_rows, uint64_t position)
{
  list_test_open (t, n_rows, 1200, 700);
  list_test_check (t, "opening");
  trace_list_go (t->list, position, TRACE_LIST_SELECT);
  list_test_settle (t);
  list_test_check (t, "going");
}

static void
close_clean (ListTest *t)
{
  g_assert_cmpuint (t->frames, >, 0);
  g_assert_cmpuint (t->bad_frames, ==, 0);
  list_test_close (t);
}

/* One interval, and the cursor. */
static void
assert_selected (ListTest *t, uint64_t first, uint64_t last, uint64_t cursor)
{
  const RowRanges *ranges = trace_session_get_selection (t->session);
  RowRange range;

  g_assert_cmpuint (row_ranges_n_ranges (ranges), ==, 1);
  range = row_ranges_get (ranges, 0);
  g_assert_cmpuint (range.first, ==, first);
  g_assert_cmpuint (range.last, ==, last);
  g_assert_cmpuint (trace_session_get_cursor (t->session), ==, cursor);
}

static void
press (ListTest *t, guint key, GdkModifierType state)
{
  list_test_key (t, key, state);
  list_test_check (t, gdk_keyval_name (key));
}

static uint64_t
top (ListTest *t)
{
  guint n;

  return trace_list_get_top (t->list, &n);
}

/* --- Keys --- */

static void
test_shows (void)
{
  ListTest t;

  open_and_go (&t, MANY, 40);
  list_test_picture (&t, "list-light");
  g_settings_set_string (app_settings_get (), "color-scheme", "dark");
  list_test_settle (&t);
  list_test_check (&t, "another theme");
  list_test_picture (&t, "list-dark");
  g_settings_set_string (app_settings_get (), "color-scheme", "light");
  close_clean (&t);
}

static void
test_arrows (void)
{
  ListTest t;
  uint64_t page;

  open_and_go (&t, MANY, 1000);
  page = (uint64_t) (t.list->page / t.list->row_height);
  for (uint64_t i = 1; i <= page + 3; i++)
    {
      press (&t, GDK_KEY_Down, 0);
      assert_selected (&t, 1000 + i, 1000 + i, 1000 + i);
      g_assert_cmpuint (list_test_focused (&t), ==, 1000 + i);
    }
  g_assert_cmpuint (top (&t), >, 1000);
  for (uint64_t i = 0; i < 2 * page; i++)
    press (&t, GDK_KEY_KP_Up, 0);
  assert_selected (&t, 1003 - page, 1003 - page, 1003 - page);
  g_assert_cmpuint (top (&t), ==, 1003 - page);
  close_clean (&t);
}

static void
test_ends (void)
{
  ListTest t;

  open_and_go (&t, MANY, 0);
  press (&t, GDK_KEY_Up, 0);
  assert_selected (&t, 0, 0, 0);
  press (&t, GDK_KEY_End, 0);
  assert_selected (&t, MANY - 1, MANY - 1, MANY - 1);
  g_assert_cmpint (t.list->pos, ==, trace_list_max_pos (t.list));
  press (&t, GDK_KEY_Down, 0);
  assert_selected (&t, MANY - 1, MANY - 1, MANY - 1);
  press (&t, GDK_KEY_Home, 0);
  assert_selected (&t, 0, 0, 0);
  g_assert_cmpint (t.list->pos, ==, 0);
  press (&t, GDK_KEY_End, GDK_CONTROL_MASK);
  assert_selected (&t, MANY - 1, MANY - 1, MANY - 1);
  press (&t, GDK_KEY_Home, GDK_CONTROL_MASK);
  assert_selected (&t, 0, 0, 0);
  close_clean (&t);
}

static void
test_pages (void)
{
  ListTest t;
  uint64_t page, at = 50000000;

  open_and_go (&t, MANY, at);
  page = (uint64_t) (t.list->page / t.list->row_height - 1);
  for (int i = 0; i < 5; i++)
    {
      press (&t, GDK_KEY_Page_Down, 0);
      at += page;
      assert_selected (&t, at, at, at);
    }
  for (int i = 0; i < 9; i++)
    {
      press (&t, GDK_KEY_Page_Up, 0);
      at -= page;
      assert_selected (&t, at, at, at);
      g_assert_cmpuint (list_test_focused (&t), ==, at);
    }
  close_clean (&t);
}

static void
test_extending (void)
{
  ListTest t;

  open_and_go (&t, MANY, 10);
  press (&t, GDK_KEY_End, GDK_SHIFT_MASK);
  assert_selected (&t, 10, MANY - 1, MANY - 1);
  g_assert_cmpuint (row_ranges_count (trace_session_get_selection (t.session)), ==, MANY - 10);
  press (&t, GDK_KEY_Home, GDK_SHIFT_MASK);
  assert_selected (&t, 0, 10, 0);
  press (&t, GDK_KEY_Page_Down, GDK_SHIFT_MASK);
  press (&t, GDK_KEY_Up, 0);
  press (&t, GDK_KEY_Down, GDK_SHIFT_MASK);
  press (&t, GDK_KEY_Down, GDK_SHIFT_MASK);
  g_assert_cmpuint (row_ranges_count (trace_session_get_selection (t.session)), ==, 3);
  press (&t, GDK_KEY_a, GDK_CONTROL_MASK);
  g_assert_cmpuint (row_ranges_count (trace_session_get_selection (t.session)), ==, MANY);
  press (&t, GDK_KEY_Down, 0);
  g_assert_cmpuint (row_ranges_count (trace_session_get_selection (t.session)), ==, 1);
  close_clean (&t);
}

static void
test_moving_without_selecting (void)
{
  ListTest t;
  const RowRanges *ranges;

  open_and_go (&t, MANY, 100);
  for (int i = 0; i < 3; i++)
    press (&t, GDK_KEY_Down, GDK_CONTROL_MASK);
  assert_selected (&t, 100, 100, 103);
  press (&t, GDK_KEY_space, GDK_CONTROL_MASK);
  press (&t, GDK_KEY_Down, GDK_CONTROL_MASK);
  press (&t, GDK_KEY_Down, GDK_CONTROL_MASK);
  press (&t, GDK_KEY_Down, GDK_SHIFT_MASK | GDK_CONTROL_MASK); /* from the anchor, 103 */
  ranges = trace_session_get_selection (t.session);
  g_assert_cmpuint (row_ranges_n_ranges (ranges), ==, 2);
  g_assert_cmpuint (row_ranges_get (ranges, 1).first, ==, 103);
  g_assert_cmpuint (row_ranges_get (ranges, 1).last, ==, 106);
  press (&t, GDK_KEY_space, GDK_CONTROL_MASK);
  g_assert_false (row_ranges_contains (trace_session_get_selection (t.session), 106));
  press (&t, GDK_KEY_space, 0);
  assert_selected (&t, 106, 106, 106);
  close_clean (&t);
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

  open_and_go (&t, SOME, 5);
  g_signal_connect (t.panel, "filter-typed", G_CALLBACK (on_typed), typed);
  press (&t, GDK_KEY_e, 0);
  press (&t, GDK_KEY_parenleft, GDK_SHIFT_MASK);
  press (&t, GDK_KEY_c, GDK_CONTROL_MASK);
  press (&t, GDK_KEY_F5, 0);
  press (&t, GDK_KEY_Return, 0);
  press (&t, GDK_KEY_eacute, 0);
  g_assert_cmpstr (typed->str, ==, "e(é");
  gtk_widget_grab_focus (t.entry);
  press (&t, GDK_KEY_x, 0);
  press (&t, GDK_KEY_Down, 0);
  g_assert_cmpstr (typed->str, ==, "e(é");
  assert_selected (&t, 5, 5, 5);
  close_clean (&t);
}

/* --- Focus --- */

static void
test_focus_stays_on_the_row (void)
{
  ListTest t;

  open_and_go (&t, MANY, 5000);
  g_assert_cmpuint (list_test_focused (&t), ==, 5000);
  for (int i = 0; i < 40; i++)
    {
      trace_list_set_pos (t.list, t.list->pos + 37);
      list_test_settle (&t);
      list_test_check (&t, "scrolling by pixels");
    }
  g_assert_cmpuint (list_test_focused (&t), ==, ROW_NONE);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (t.window)) == GTK_WIDGET (t.list));
  assert_selected (&t, 5000, 5000, 5000);
  press (&t, GDK_KEY_Down, 0);
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
  close_clean (&t);
}

/* Another part of the program chooses a row: it comes into sight, the focus stays. */
static void
test_cursor_from_elsewhere (void)
{
  ListTest t;
  RowRanges *ranges = row_ranges_new ();

  open_and_go (&t, MANY, 5);
  gtk_widget_grab_focus (t.entry);
  row_ranges_add (ranges, 77777777, 77777777);
  trace_session_set_selection (t.session, ranges, 77777777);
  list_test_settle (&t);
  list_test_check (&t, "selection from elsewhere");
  g_assert_nonnull (list_test_row (&t, 77777777));
  g_assert_false (trace_list_has_focus (t.list));
  close_clean (&t);
}

/* --- Size --- */

static void
test_resizing (void)
{
  static const int heights[] = { 400, 700, 333, 951, 120, 500, 501, 502, 777, 800 };
  static const uint64_t places[] = { 0, 12345, MANY - 1 };

  for (guint p = 0; p < G_N_ELEMENTS (places); p++)
    {
      ListTest t;

      open_and_go (&t, MANY, places[p]);
      for (guint i = 0; i < G_N_ELEMENTS (heights); i++)
        {
          gtk_window_set_default_size (GTK_WINDOW (t.window), 1200 - 20 * (int) i, heights[i]);
          list_test_settle (&t);
          list_test_check (&t, "resizing");
          if (p == 2)
            g_assert_cmpint (t.list->pos, ==, trace_list_max_pos (t.list));
        }
      close_clean (&t);
    }
}

static void
test_columns (void)
{
  ListTest t;

  open_and_go (&t, MANY, 9);
  g_assert_true (trace_list_get_column_visible (t.list, "dir"));
  trace_panel_set_narrow (TRACE_PANEL (t.panel), TRUE);
  list_test_settle (&t);
  g_assert_false (trace_list_get_column_visible (t.list, "dir"));
  list_test_check (&t, "narrow");
  g_assert_cmpfloat (gtk_adjustment_get_upper (t.list->horizontal), ==,
                     gtk_adjustment_get_page_size (t.list->horizontal));
  trace_panel_set_narrow (TRACE_PANEL (t.panel), FALSE);
  list_test_settle (&t);
  g_assert_true (trace_list_get_column_visible (t.list, "dir"));
  list_test_check (&t, "wide");
  g_settings_set_string (app_settings_get (), "time-format", "absolute");
  list_test_settle (&t);
  list_test_check (&t, "absolute times");
  g_settings_reset (app_settings_get (), "time-format");
  list_test_settle (&t);
  close_clean (&t);
}

/* --- Rows come and go --- */

static void
test_filtering_keeps_the_place (void)
{
  ListTest t;
  int64_t y;

  open_and_go (&t, SOME, 123456);
  while (!trace_session_is_shown (t.session, trace_session_get_cursor (t.session)))
    press (&t, GDK_KEY_Down, 0);
  trace_list_set_pos (t.list, t.list->pos + 5 * t.list->row_height + 9);
  list_test_settle (&t);
  y = (int64_t) trace_session_get_cursor (t.session) * t.list->row_height - t.list->pos;

  list_test_set_filter (&t, "!can.fd");
  list_test_check (&t, "filter");
  g_assert_cmpuint (trace_session_n_shown (t.session), <, SOME);
  if (trace_session_is_shown (t.session, 123456))
    g_assert_cmpint ((int64_t) trace_session_shown_rank (t.session, 123456) * t.list->row_height - t.list->pos, ==, y);
  list_test_set_filter (&t, "can.fd");
  list_test_check (&t, "another filter");
  list_test_set_filter (&t, "frame.number == 0");
  g_assert_cmpuint (trace_session_n_shown (t.session), ==, 0);
  list_test_check (&t, "a filter that finds nothing");
  press (&t, GDK_KEY_Down, 0);
  press (&t, GDK_KEY_End, 0);
  list_test_set_filter (&t, "");
  list_test_check (&t, "no filter");
  g_assert_cmpint ((int64_t) 123456 * t.list->row_height - t.list->pos, ==, y);
  g_assert_cmpuint (list_test_focused (&t), ==, 123456);
  close_clean (&t);
}

static void
test_keys_in_filtered_rows (void)
{
  ListTest t;
  uint64_t row = 0;

  open_and_go (&t, SOME, 0);
  list_test_set_filter (&t, "can.fd && can.channel == \"can1\"");
  for (int i = 0; i < 60; i++)
    {
      press (&t, GDK_KEY_Down, 0);
      g_assert_cmpuint (trace_session_get_cursor (t.session), >, row);
      row = trace_session_get_cursor (t.session);
      g_assert_true (trace_session_is_shown (t.session, row));
    }
  press (&t, GDK_KEY_End, GDK_SHIFT_MASK);
  assert_selected (&t, row, trace_session_nth_shown (t.session, trace_session_n_shown (t.session) - 1),
                   trace_session_nth_shown (t.session, trace_session_n_shown (t.session) - 1));
  close_clean (&t);
}

static void
test_growing (void)
{
  ListTest t;
  int64_t pos;
  FrameStore *other;

  open_and_go (&t, 10, 4);
  close_clean (&t);

  open_and_go (&t, SOME, 200000);
  pos = t.list->pos;
  for (uint64_t n = SOME; n < 100 * SOME; n += 7 * SOME)
    {
      list_test_grow (t.store, n);
      trace_session_store_grew (t.session);
      while (trace_session_n_shown (t.session) != n)
        g_main_context_iteration (NULL, TRUE);
      list_test_settle (&t);
      list_test_check (&t, "growing");
      g_assert_cmpint (t.list->pos, ==, pos);
      g_assert_cmpfloat (gtk_adjustment_get_upper (t.list->bar), ==, (double) n);
    }
  /* Another trace begins at its top, nothing selected. */
  other = list_test_new_store (12);
  frame_store_unref (t.store);
  t.store = other;
  trace_session_set_store (t.session, other);
  list_test_settle (&t);
  list_test_check (&t, "another trace");
  g_assert_cmpint (t.list->pos, ==, 0);
  g_assert_cmpuint (trace_window_get_n (t.list->window), ==, 12);
  close_clean (&t);
}

static void
test_names_come_from_databases (void)
{
  static const char dbc[]
      = "VERSION \"\"\nBU_: ECM\nBO_ 161 EngineData: 8 ECM\n SG_ Counter : 0|16@1+ (0.5,0) [0|0] \"rpm\" ECM\n";
  ListTest t;
  const Database *database;
  DatabaseSet *none = database_set_new (), *set;
  gboolean found = FALSE;

  database = database_load_memory ("test.dbc", dbc, strlen (dbc), NULL);
  g_assert_nonnull (database);
  open_and_go (&t, SOME, 20);
  set = database_set_add (none, database, NULL);
  trace_session_set_databases (t.session, set);
  list_test_settle (&t);
  list_test_check (&t, "databases");
  for (guint i = 0; i < trace_window_get_n (t.list->window) && !found; i++)
    {
      const TraceListSlot *slot = &t.list->slots[i];

      if (g_str_equal (gtk_inscription_get_text (GTK_INSCRIPTION (slot->cells[6])), "0A1"))
        {
          found = TRUE;
          g_assert_cmpstr (gtk_inscription_get_text (GTK_INSCRIPTION (slot->cells[7])), ==, "EngineData");
          g_assert_true (g_str_has_prefix (gtk_inscription_get_text (GTK_INSCRIPTION (slot->cells[11])), "Counter "));
        }
    }
  g_assert_true (found);
  database_set_unref (set);
  database_set_unref (none);
  database_unref (database);
  close_clean (&t);
}

/* --- Copying, menu actions --- */

static void
test_copying (void)
{
  ListTest t;
  g_autofree char *text = NULL, *few = NULL;
  g_auto (GStrv) lines = NULL;
  uint64_t n;

  open_and_go (&t, SOME, 100);
  trace_list_go (t.list, 103, TRACE_LIST_EXTEND);
  trace_list_go (t.list, 200, TRACE_LIST_TOGGLE);
  text = trace_panel_dup_rows (TRACE_PANEL (t.panel), 1000, &n);
  g_assert_cmpuint (n, ==, 5);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 6);
  g_assert_true (g_str_has_prefix (lines[0], "101\t"));
  g_assert_true (g_str_has_prefix (lines[4], "201\t"));
  trace_list_select_all (t.list);
  few = trace_panel_dup_rows (TRACE_PANEL (t.panel), 2, &n);
  g_assert_cmpuint (n, ==, SOME);
  g_assert_true (strchr (strchr (few, '\n') + 1, '\n')[1] == '\0');
  close_clean (&t);
}

static void
test_filter_of_the_row (void)
{
  ListTest t;
  CanFrame frame;
  uint64_t n;

  open_and_go (&t, SOME, 50);
  frame_store_get (t.store, 50, &frame);
  g_assert_true (gtk_widget_activate_action (t.panel, "panel.filter-id", NULL));
  while (list_test_is_deciding (&t))
    g_main_context_iteration (NULL, TRUE);
  list_test_settle (&t);
  list_test_check (&t, "only this identifier");
  n = trace_session_n_shown (t.session);
  g_assert_cmpuint (n, >, 0);
  for (uint64_t i = 0; i < MIN (n, 100); i++)
    {
      CanFrame other;

      frame_store_get (t.store, trace_session_nth_shown (t.session, i), &other);
      g_assert_cmpuint (can_id_number (other.id), ==, can_id_number (frame.id));
    }
  list_test_set_filter (&t, "can.fd || can.rtr");
  g_assert_true (gtk_widget_activate_action (t.panel, "panel.filter-not-id", NULL));
  g_assert_cmpint (trace_session_get_filter (t.session)[0], ==, '(');
  list_test_set_filter (&t, "");
  gtk_widget_activate_action (t.panel, "panel.go-last", NULL);
  list_test_settle (&t);
  assert_selected (&t, SOME - 1, SOME - 1, SOME - 1);
  close_clean (&t);
}

/* --- Pointer --- */

static void
test_pointer (void)
{
  ListTest t;
  int rh;

  open_and_go (&t, MANY, 0);
  trace_list_set_pos (t.list, (int64_t) 1000 * t.list->row_height + 9);
  list_test_settle (&t);
  rh = t.list->row_height;
  if (!list_test_pointer (&t, 300, 3, "click 1"))
    {
      list_test_close (&t);
      return;
    }
  assert_selected (&t, 1000, 1000, 1000);
  g_assert_cmpint (t.list->pos, ==, 1000 * rh + 9); /* the half hidden row is not pulled in */
  list_test_pointer (&t, 300, 5 * rh, "keydown shift click 1 keyup shift");
  assert_selected (&t, 1000, 1005, 1005);
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
  assert_selected (&t, 1007, 1007, 1007);
  gtk_popover_popdown (GTK_POPOVER (t.list->menu));
  list_test_settle (&t);
  list_test_check (&t, "menu");
  close_clean (&t);
}

static void
test_dragging (void)
{
  ListTest t;

  open_and_go (&t, MANY, 2000);
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
  assert_selected (&t, 2000, trace_session_get_cursor (t.session), trace_session_get_cursor (t.session));
  close_clean (&t);
}

static void
test_scrollbar (void)
{
  ListTest t;

  open_and_go (&t, MANY, 0);
  gtk_adjustment_set_value (t.list->bar, 54321.7);
  list_test_settle (&t);
  list_test_check (&t, "scrollbar");
  g_assert_cmpuint (top (&t), ==, 54321);
  gtk_adjustment_set_value (t.list->bar, (double) MANY);
  list_test_settle (&t);
  list_test_check (&t, "scrollbar at its end");
  g_assert_cmpint (t.list->pos, ==, trace_list_max_pos (t.list));
  close_clean (&t);
}

/* --- Anything --- */

static void
monkey_step (ListTest *t, GRand *random)
{
  static const guint keys[]
      = { GDK_KEY_Up, GDK_KEY_Down, GDK_KEY_Page_Up, GDK_KEY_Page_Down, GDK_KEY_Home, GDK_KEY_End, GDK_KEY_space };
  static const GdkModifierType states[] = { 0, GDK_SHIFT_MASK, GDK_CONTROL_MASK, GDK_SHIFT_MASK | GDK_CONTROL_MASK };
  static const char *const filters[] = { "", "can.fd", "!can.fd", "can.len == 8", "frame.number == 7", "can.err" };
  uint64_t total = trace_session_n_shown (t->session);

  switch (g_rand_int_range (random, 0, 12))
    {
    case 0:
      trace_list_set_pos (t->list, t->list->pos + g_rand_int_range (random, -3000, 3000));
      break;
    case 1:
      trace_list_set_pos (t->list, (int64_t) (g_rand_double (random) * (double) trace_list_max_pos (t->list)));
      break;
    case 2:
      gtk_adjustment_set_value (t->list->bar, g_rand_double (random) * (double) total);
      break;
    case 3:
      gtk_window_set_default_size (GTK_WINDOW (t->window), g_rand_int_range (random, 500, 1500),
                                   g_rand_int_range (random, 150, 900));
      break;
    case 4:
      trace_list_go (t->list, g_rand_int_range (random, 0, (gint32) MAX (total, 1)), g_rand_int_range (random, 0, 5));
      break;
    case 5:
      gtk_widget_grab_focus (t->entry);
      break;
    case 6:
      gtk_widget_child_focus (t->panel, GTK_DIR_TAB_FORWARD);
      break;
    case 7:
      list_test_set_filter (t, filters[g_rand_int_range (random, 0, G_N_ELEMENTS (filters))]);
      break;
    case 8:
      list_test_grow (t->store, frame_store_length (t->store) + (uint64_t) g_rand_int_range (random, 0, 100000));
      trace_session_store_grew (t->session);
      while (list_test_is_deciding (t))
        g_main_context_iteration (NULL, TRUE);
      break;
    default:
      list_test_key (t, keys[g_rand_int_range (random, 0, G_N_ELEMENTS (keys))],
                     states[g_rand_int_range (random, 0, 4)]);
    }
}

static void
test_monkey (gconstpointer data)
{
  guint seed = GPOINTER_TO_UINT (data);
  GRand *random = g_rand_new_with_seed (seed);
  ListTest t;

  list_test_open (&t, SOME, 1100, 600);
  for (int i = 0; i < 80; i++)
    {
      g_autofree char *step = g_strdup_printf ("step %d of seed %u", i, seed);

      monkey_step (&t, random);
      list_test_settle (&t);
      while (list_test_is_deciding (&t))
        g_main_context_iteration (NULL, TRUE);
      list_test_settle (&t);
      list_test_check (&t, step);
    }
  g_rand_free (random);
  close_clean (&t);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  list_test_init ();
  g_test_add_func ("/trace-list/shows", test_shows);
  g_test_add_func ("/trace-list/keys/arrows", test_arrows);
  g_test_add_func ("/trace-list/keys/ends", test_ends);
  g_test_add_func ("/trace-list/keys/pages", test_pages);
  g_test_add_func ("/trace-list/keys/extending", test_extending);
  g_test_add_func ("/trace-list/keys/moving-without-selecting", test_moving_without_selecting);
  g_test_add_func ("/trace-list/keys/typing", test_typing);
  g_test_add_func ("/trace-list/focus/stays-on-the-row", test_focus_stays_on_the_row);
  g_test_add_func ("/trace-list/focus/cursor-from-elsewhere", test_cursor_from_elsewhere);
  g_test_add_func ("/trace-list/resizing", test_resizing);
  g_test_add_func ("/trace-list/columns", test_columns);
  g_test_add_func ("/trace-list/rows/filtering-keeps-the-place", test_filtering_keeps_the_place);
  g_test_add_func ("/trace-list/rows/keys-in-filtered-rows", test_keys_in_filtered_rows);
  g_test_add_func ("/trace-list/rows/growing", test_growing);
  g_test_add_func ("/trace-list/rows/names-come-from-databases", test_names_come_from_databases);
  g_test_add_func ("/trace-list/copying", test_copying);
  g_test_add_func ("/trace-list/filter-of-the-row", test_filter_of_the_row);
  g_test_add_func ("/trace-list/pointer/clicks-and-wheel", test_pointer);
  g_test_add_func ("/trace-list/pointer/dragging", test_dragging);
  g_test_add_func ("/trace-list/scrollbar", test_scrollbar);
  for (guint seed = 1; seed <= 4; seed++)
    {
      g_autofree char *name = g_strdup_printf ("/trace-list/monkey/%u", seed);

      g_test_add_data_func (name, GUINT_TO_POINTER (seed), test_monkey);
    }
  return g_test_run ();
}
