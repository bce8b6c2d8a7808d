/* test-trace-list.c: sizes, columns, rows that come and go, copying, the menu's actions; seen on the list's widgets.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "list-helpers.h"

#include "db/database-set.h"
#include "ui/app-settings.h"
#include "ui/widgets/trace-list-private.h"

static void
test_shows (void)
{
  ListTest t;

  list_test_open_and_go (&t, LIST_TEST_MANY, 40);
  list_test_picture (&t, "list-light");
  g_settings_set_string (app_settings_get (), "color-scheme", "dark");
  list_test_settle (&t);
  list_test_check (&t, "another theme");
  list_test_picture (&t, "list-dark");
  g_settings_set_string (app_settings_get (), "color-scheme", "light");
  list_test_close_clean (&t);
}

static guint
count_texts (GskRenderNode *node)
{
  guint n = 0;

  if (node == NULL)
    return 0;
  switch (gsk_render_node_get_node_type (node))
    {
    case GSK_TEXT_NODE:
      return 1;
    case GSK_CLIP_NODE:
      return count_texts (gsk_clip_node_get_child (node));
    case GSK_TRANSFORM_NODE:
      return count_texts (gsk_transform_node_get_child (node));
    case GSK_CONTAINER_NODE:
      for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
        n += count_texts (gsk_container_node_get_child (node, i));
      return n;
    default:
      return 1;
    }
}

static guint
count_drawn (TraceList *list)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;
  guint n;

  trace_list_snapshot_texts (list, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  n = count_texts (node);
  g_clear_pointer (&node, gsk_render_node_unref);
  return n;
}

/* Columns are measured by a row that has a place: GTK may hold the first one in reserve. */
static void
test_first_row_in_reserve (void)
{
  ListTest t;
  guint all, without;

  list_test_open_and_go (&t, LIST_TEST_SOME, 40);
  all = count_drawn (t.list);
  g_assert_cmpuint (all, >, 0);
  g_assert_nonnull (t.list->slots[0].row);
  gtk_widget_set_child_visible (t.list->slots[0].row, FALSE);
  without = count_drawn (t.list);
  g_assert_cmpuint (without, >, all / 2);
  gtk_widget_set_child_visible (t.list->slots[0].row, TRUE);
  list_test_settle (&t);
  g_assert_cmpuint (count_drawn (t.list), ==, all);
  list_test_close (&t);
}

/* --- Size --- */

static void
test_resizing (void)
{
  static const int heights[] = { 400, 700, 333, 951, 120, 500, 501, 502, 777, 800 };
  static const uint64_t places[] = { 0, 12345, LIST_TEST_MANY - 1 };

  for (guint p = 0; p < G_N_ELEMENTS (places); p++)
    {
      ListTest t;

      list_test_open_and_go (&t, LIST_TEST_MANY, places[p]);
      for (guint i = 0; i < G_N_ELEMENTS (heights); i++)
        {
          gtk_window_set_default_size (GTK_WINDOW (t.window), 1200 - 20 * (int) i, heights[i]);
          list_test_settle (&t);
          list_test_check (&t, "resizing");
          if (p == 2)
            g_assert_cmpint (t.list->pos, ==, trace_list_max_pos (t.list));
        }
      list_test_close_clean (&t);
    }
}

/* --- Rows come and go --- */

static void
test_filtering_keeps_the_place (void)
{
  ListTest t;
  int64_t y;

  list_test_open_and_go (&t, LIST_TEST_SOME, 123456);
  while (!trace_session_is_shown (t.session, trace_session_get_cursor (t.session)))
    list_test_press (&t, GDK_KEY_Down, 0);
  trace_list_set_pos (t.list, t.list->pos + 5 * t.list->row_height + 9);
  list_test_settle (&t);
  y = (int64_t) trace_session_get_cursor (t.session) * t.list->row_height - t.list->pos;

  list_test_set_filter (&t, "!can.fd");
  list_test_check (&t, "filter");
  g_assert_cmpuint (trace_session_n_shown (t.session), <, LIST_TEST_SOME);
  if (trace_session_is_shown (t.session, 123456))
    g_assert_cmpint ((int64_t) trace_session_shown_rank (t.session, 123456) * t.list->row_height - t.list->pos, ==, y);
  list_test_set_filter (&t, "can.fd");
  list_test_check (&t, "another filter");
  list_test_set_filter (&t, "frame.number == 0");
  g_assert_cmpuint (trace_session_n_shown (t.session), ==, 0);
  list_test_check (&t, "a filter that finds nothing");
  list_test_press (&t, GDK_KEY_Down, 0);
  list_test_press (&t, GDK_KEY_End, 0);
  list_test_set_filter (&t, "");
  list_test_check (&t, "no filter");
  g_assert_cmpint ((int64_t) 123456 * t.list->row_height - t.list->pos, ==, y);
  g_assert_cmpuint (list_test_focused (&t), ==, 123456);
  list_test_close_clean (&t);
}

static void
test_keys_in_filtered_rows (void)
{
  ListTest t;
  uint64_t row = 0;

  list_test_open_and_go (&t, LIST_TEST_SOME, 0);
  list_test_set_filter (&t, "can.fd && can.channel == \"can1\"");
  for (int i = 0; i < 60; i++)
    {
      list_test_press (&t, GDK_KEY_Down, 0);
      g_assert_cmpuint (trace_session_get_cursor (t.session), >, row);
      row = trace_session_get_cursor (t.session);
      g_assert_true (trace_session_is_shown (t.session, row));
    }
  list_test_press (&t, GDK_KEY_End, GDK_SHIFT_MASK);
  list_test_assert_selected (&t, row, trace_session_nth_shown (t.session, trace_session_n_shown (t.session) - 1),
                             trace_session_nth_shown (t.session, trace_session_n_shown (t.session) - 1));
  list_test_close_clean (&t);
}

/* Lines without a row show nothing and are not there for assistive technology. */
static void
test_blank_lines (void)
{
  ListTest t;
  guint n;

  list_test_open_and_go (&t, LIST_TEST_SOME, 5);
  list_test_set_filter (&t, "frame.number <= 3");
  list_test_check (&t, "three rows");
  n = g_list_model_get_n_items (G_LIST_MODEL (t.list->window));
  g_assert_cmpuint (n, >, 20);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = t.list->slots[i].row;

      g_assert_cmpint (gtk_widget_has_css_class (row, "blank"), ==, i >= 3);
      g_assert_cmpint (list_test_cell (&t, i, "number")[0] == '\0', ==, i >= 3);
      if (i >= 3)
        gtk_test_accessible_assert_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE);
    }
  list_test_set_filter (&t, "");
  for (guint i = 0; i < trace_window_get_n (t.list->window); i++)
    g_assert_false (gtk_widget_has_css_class (t.list->slots[i].row, "blank"));
  list_test_check (&t, "all rows");
  list_test_close_clean (&t);
}

static void
test_growing (void)
{
  ListTest t;
  int64_t pos;
  FrameStore *other;

  list_test_open_and_go (&t, 10, 4);
  list_test_close_clean (&t);

  list_test_open_and_go (&t, LIST_TEST_SOME, 200000);
  pos = t.list->pos;
  for (uint64_t n = LIST_TEST_SOME; n < 100 * LIST_TEST_SOME; n += 7 * LIST_TEST_SOME)
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
  list_test_close_clean (&t);
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
  list_test_open_and_go (&t, LIST_TEST_SOME, 20);
  set = database_set_add (none, database, NULL);
  trace_session_set_databases (t.session, set);
  list_test_settle (&t);
  list_test_check (&t, "databases");
  for (guint i = 0; i < trace_window_get_n (t.list->window) && !found; i++)
    {
      if (g_str_equal (list_test_cell (&t, i, "id"), "0A1"))
        {
          found = TRUE;
          g_assert_cmpstr (list_test_cell (&t, i, "name"), ==, "EngineData");
          g_assert_true (g_str_has_prefix (list_test_cell (&t, i, "summary"), "Counter "));
        }
    }
  g_assert_true (found);
  database_set_unref (set);
  database_set_unref (none);
  database_unref (database);
  list_test_close_clean (&t);
}

/* --- Menu actions --- */

static void
test_filter_of_the_row (void)
{
  ListTest t;
  CanFrame frame;
  uint64_t n;

  list_test_open_and_go (&t, LIST_TEST_SOME, 50);
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
  list_test_assert_selected (&t, LIST_TEST_SOME - 1, LIST_TEST_SOME - 1, LIST_TEST_SOME - 1);
  list_test_close_clean (&t);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  list_test_init ();
  g_test_add_func ("/trace-list/shows", test_shows);
  g_test_add_func ("/trace-list/first-row-in-reserve", test_first_row_in_reserve);
  g_test_add_func ("/trace-list/resizing", test_resizing);
  g_test_add_func ("/trace-list/rows/filtering-keeps-the-place", test_filtering_keeps_the_place);
  g_test_add_func ("/trace-list/rows/keys-in-filtered-rows", test_keys_in_filtered_rows);
  g_test_add_func ("/trace-list/rows/blank-lines", test_blank_lines);
  g_test_add_func ("/trace-list/rows/growing", test_growing);
  g_test_add_func ("/trace-list/rows/names-come-from-databases", test_names_come_from_databases);
  g_test_add_func ("/trace-list/filter-of-the-row", test_filter_of_the_row);
  return g_test_run ();
}
