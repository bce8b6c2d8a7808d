/* test-trace-list-columns.c: the list's columns: shown, hidden, moved, sized, added, kept; how times and numbers are
 * written. What cells say is checked in every painted frame (list-helpers.c).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "list-helpers.h"

#include "core/id-index.h"
#include "ui/app-settings.h"
#include "ui/widgets/trace-list-private.h"

static void
set (ListTest *t, const char *key, const char *value)
{
  g_settings_set_string (app_settings_get (), key, value);
  list_test_settle (t);
  list_test_check (t, value);
}

/* Titles in sight, from left to right, parted by "|". */
static char *
titles (ListTest *t)
{
  g_autoptr (GPtrArray) shown = trace_list_get_columns (t->list);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < shown->len; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? "|" : "", ((const Column *) shown->pdata[i])->id);
  return g_string_free (out, FALSE);
}

static void
assert_titles (ListTest *t, const char *expected)
{
  g_autofree char *here = titles (t);

  g_assert_cmpstr (here, ==, expected);
}

static void
assert_setting (const char *expected)
{
  g_autofree char *layout = g_settings_get_string (app_settings_get (), "columns");

  g_assert_cmpstr (layout, ==, expected);
}

/* Until what was done to columns has been kept. */
static void
wait_kept (ListTest *t)
{
  while (t->list->layout_idle != 0)
    g_main_context_iteration (NULL, TRUE);
  list_test_settle (t);
}

static gboolean
act (ListTest *t, const char *action, GVariant *parameter)
{
  gboolean done = gtk_widget_activate_action_variant (GTK_WIDGET (t->list), action, parameter);

  wait_kept (t);
  list_test_check (t, action);
  return done;
}

static int
width_of (ListTest *t, const char *id)
{
  for (guint i = 0; i < TRACE_LIST_MAX_COLUMNS; i++)
    if (t->list->columns[i].column != NULL && g_str_equal (t->list->columns[i].column->id, id))
      return gtk_column_view_column_get_fixed_width (t->list->columns[i].view);
  return -2;
}

/* --- Room --- */

static void
test_room (void)
{
  ListTest t;

  list_test_open_and_go (&t, LIST_TEST_MANY, 9);
  assert_titles (&t, "mark|number|time|delta|bus|dir|id|name|type|len|data|summary");
  for (int width = 1150; width >= 850; width -= 50)
    {
      gtk_window_set_default_size (GTK_WINDOW (t.window), width, 700);
      list_test_settle (&t);
      list_test_settle (&t);
      list_test_check (&t, "narrower");
      g_assert_cmpfloat (gtk_adjustment_get_upper (t.list->horizontal), ==,
                         gtk_adjustment_get_page_size (t.list->horizontal));
    }
  assert_titles (&t, "mark|number|time|bus|id|name|data|summary");
  /* Who wants one gets it. */
  act (&t, "panel.show-column", g_variant_new_string ("type"));
  assert_titles (&t, "mark|number|time|bus|id|name|type|data|summary");
  gtk_window_set_default_size (GTK_WINDOW (t.window), 1200, 700);
  list_test_settle (&t);
  list_test_settle (&t);
  assert_titles (&t, "mark|number|time|delta|bus|dir|id|name|type|len|data|summary");
  g_settings_reset (app_settings_get (), "columns");
  list_test_close_clean (&t);
}

/* --- Showing, moving, sizing --- */

static void
test_showing (void)
{
  ListTest t;

  list_test_open_and_go (&t, LIST_TEST_MANY, 9);
  g_assert_true (act (&t, "panel.hide-column", g_variant_new_string ("delta")));
  g_assert_true (act (&t, "panel.hide-column", g_variant_new_string ("mark")));
  g_assert_true (act (&t, "panel.show-column", g_variant_new_string ("ascii")));
  assert_titles (&t, "number|time|bus|dir|id|name|type|len|data|ascii|summary");
  assert_setting ("-mark number time -delta bus dir id name type len data +ascii summary");
  /* New lines have their names for assistive technology though the first column is hidden. */
  gtk_window_set_default_size (GTK_WINDOW (t.window), 1200, 900);
  list_test_settle (&t);
  list_test_check (&t, "more lines");
  act (&t, "panel.reset-columns", NULL);
  assert_titles (&t, "mark|number|time|delta|bus|dir|id|name|type|len|data|summary");
  assert_setting ("");
  /* The last one stays. */
  set (&t, "columns", "-mark -number -time -delta -bus -dir id -name -type -len -data -ascii -summary");
  assert_titles (&t, "id");
  act (&t, "panel.hide-column", g_variant_new_string ("id"));
  assert_titles (&t, "id");
  g_settings_reset (app_settings_get (), "columns");
  list_test_close_clean (&t);
}

static void
test_moving (void)
{
  ListTest t;
  int width;

  list_test_open_and_go (&t, LIST_TEST_MANY, 9);
  act (&t, "panel.hide-column", g_variant_new_string ("bus"));
  act (&t, "panel.move-column", g_variant_new ("(si)", "dir", -1)); /* over the hidden one */
  assert_titles (&t, "mark|number|time|dir|delta|id|name|type|len|data|summary");
  act (&t, "panel.move-column", g_variant_new ("(si)", "summary", 1));
  act (&t, "panel.move-column", g_variant_new ("(si)", "mark", -1));
  act (&t, "panel.move-column", g_variant_new ("(si)", "summary", -1));
  assert_titles (&t, "mark|number|time|dir|delta|id|name|type|len|summary|data");
  g_settings_reset (app_settings_get (), "columns");
  list_test_settle (&t);

  /* A border that is dragged. */
  gtk_column_view_column_set_fixed_width (t.list->columns[column_by_id ("name") - columns].view, 150);
  wait_kept (&t);
  assert_setting ("mark number time delta bus dir id name=150 type len data ascii summary");
  set (&t, "time-format", "absolute");
  g_assert_cmpint (width_of (&t, "name"), ==, 150);
  width = width_of (&t, "time");
  g_assert_cmpint (width, >, 150); /* a date is longer than 0.000000 */
  act (&t, "panel.fit-column", g_variant_new_string ("name"));
  g_assert_cmpint (width_of (&t, "name"), <, 150);
  act (&t, "panel.fit-column", g_variant_new_string (""));
  g_assert_cmpint (width_of (&t, "dir"), <, 60);
  g_assert_cmpint (width_of (&t, "summary"), ==, -1);
  g_settings_reset (app_settings_get (), "time-format");
  g_settings_reset (app_settings_get (), "columns");
  list_test_settle (&t);
  g_assert_cmpint (width_of (&t, "name"), ==, 116);
  list_test_close_clean (&t);
}

/* --- Signals --- */

static void
test_signals (void)
{
  static const char dbc[]
      = "VERSION \"\"\nBU_: ECM\nBO_ 161 EngineData: 8 ECM\n SG_ Counter : 0|16@1- (0.5,0) [0|0] \"rpm\" ECM\n";
  ListTest t;
  const Database *database = database_load_memory ("test.dbc", dbc, strlen (dbc), NULL);
  DatabaseSet *none = database_set_new (), *databases = database_set_add (none, database, NULL);
  guint n_values = 0;

  list_test_open_and_go (&t, LIST_TEST_SOME, 20);
  gtk_window_set_default_size (GTK_WINDOW (t.window), 1500, 700);
  list_test_settle (&t);
  g_assert_true (trace_list_show_column (t.list, "signal:EngineData.Counter", TRUE));
  g_assert_false (trace_list_show_column (t.list, "signal:nothing", TRUE));
  wait_kept (&t);
  assert_titles (&t, "mark|number|time|delta|bus|dir|id|name|type|len|data|signal:EngineData.Counter|summary");
  assert_setting ("mark number time delta bus dir id name type len data ascii signal:EngineData.Counter summary");
  trace_session_set_databases (t.session, databases);
  list_test_settle (&t);
  list_test_check (&t, "databases");
  list_test_picture (&t, "list-signal-column");
  for (guint i = 0; i < trace_window_get_n (t.list->window); i++)
    {
      const char *value = list_test_cell (&t, i, "signal:EngineData.Counter");

      g_assert_cmpint (value[0] != '\0', ==, g_str_equal (list_test_cell (&t, i, "id"), "0A1"));
      n_values += value[0] != '\0';
    }
  g_assert_cmpuint (n_values, >, 0);
  g_assert_cmpstr (gtk_column_view_column_get_title (t.list->columns[13].view), ==, "Counter (rpm)");

  /* Moved, kept, taken away and given back. */
  act (&t, "panel.move-column", g_variant_new ("(si)", "signal:EngineData.Counter", -1));
  act (&t, "panel.hide-column", g_variant_new_string ("signal:EngineData.Counter"));
  assert_titles (&t, "mark|number|time|delta|bus|dir|id|name|type|len|data|summary");
  set (&t, "columns", "+signal:EngineData.Counter=70 number time signal:A.B summary");
  assert_titles (&t, "signal:EngineData.Counter|number|time|signal:A.B|summary");
  g_assert_cmpint (width_of (&t, "signal:EngineData.Counter"), ==, 70);
  g_settings_reset (app_settings_get (), "columns");
  list_test_settle (&t);
  assert_titles (&t, "mark|number|time|delta|bus|dir|id|name|type|len|data|summary");
  for (guint i = 0; i < 2 * COLUMN_LAYOUT_MAX; i++)
    {
      g_autofree char *id = g_strdup_printf ("signal:Many.S%u", i);

      trace_list_show_column (t.list, id, TRUE);
    }
  wait_kept (&t);
  list_test_check (&t, "as many columns as there can be");
  g_settings_reset (app_settings_get (), "columns");
  list_test_settle (&t);
  database_set_unref (databases);
  database_set_unref (none);
  database_unref (database);
  list_test_close_clean (&t);
}

/* --- Times and numbers --- */

static void
test_times (void)
{
  static const char *const formats[]
      = { "absolute", "time-of-day", "since-previous", "since-shown", "since-same-id", "epoch", "since-start" };
  static const char *const precisions[] = { "ms", "us", "ns", "auto" };
  ListTest t;
  IdIndex *ids;

  list_test_open_and_go (&t, LIST_TEST_SOME, 250000);
  ids = frame_store_get_ids (t.store);
  list_test_set_filter (&t, "can.len == 8");
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    for (guint k = 0; k < G_N_ELEMENTS (precisions); k++)
      {
        set (&t, "time-format", formats[i]);
        set (&t, "time-precision", precisions[k]);
        while (g_str_equal (formats[i], "since-same-id") && id_index_length (ids) < LIST_TEST_SOME)
          g_main_context_iteration (NULL, TRUE);
        while (t.list->ids_task != NULL)
          g_main_context_iteration (NULL, TRUE);
        list_test_settle (&t);
        list_test_check (&t, formats[i]);
      }
  list_test_close_clean (&t);
}

static void
test_reference (void)
{
  ListTest t;
  guint slot;

  list_test_open_and_go (&t, LIST_TEST_SOME, 100);
  slot = (guint) (100 - trace_window_get_first (t.list->window));
  trace_list_set_reference (t.list, 100);
  list_test_settle (&t);
  list_test_check (&t, "a reference");
  g_assert_cmpstr (list_test_cell (&t, slot, "time"), ==, "*REF*");
  g_assert_true (g_str_has_prefix (list_test_cell (&t, slot - 1, "time"), "−0.0"));
  g_assert_true (g_str_has_prefix (list_test_cell (&t, slot + 1, "time"), "0.0"));
  trace_list_set_reference (t.list, ROW_NONE);
  list_test_settle (&t);
  list_test_check (&t, "no reference");
  list_test_close_clean (&t);
}

static void
test_numbers (void)
{
  static const char *const bases[] = { "decimal", "binary", "hex" }, *const groups[] = { "2", "4", "1" };
  ListTest t;
  int usual;

  list_test_open_and_go (&t, LIST_TEST_SOME, 100);
  usual = width_of (&t, "data");
  for (guint i = 0; i < G_N_ELEMENTS (bases); i++)
    for (guint k = 0; k < G_N_ELEMENTS (groups); k++)
      {
        g_autofree char *picture = g_strdup_printf ("list-%s-%s", bases[i], groups[k]);

        set (&t, "number-base", bases[i]);
        set (&t, "data-group", groups[k]);
        list_test_picture (&t, picture);
        if (i == 1)
          g_assert_cmpint (width_of (&t, "data"), >, 2 * usual);
      }
  g_assert_cmpint (width_of (&t, "data"), ==, usual);
  list_test_close_clean (&t);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  list_test_init ();
  g_test_add_func ("/trace-list/columns/room", test_room);
  g_test_add_func ("/trace-list/columns/showing", test_showing);
  g_test_add_func ("/trace-list/columns/moving", test_moving);
  g_test_add_func ("/trace-list/columns/signals", test_signals);
  g_test_add_func ("/trace-list/columns/times", test_times);
  g_test_add_func ("/trace-list/columns/reference", test_reference);
  g_test_add_func ("/trace-list/columns/numbers", test_numbers);
  return g_test_run ();
}
