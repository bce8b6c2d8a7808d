/* test-dock.c: the pages of the dock: databases, statistics.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "models/symbol-tree.h"
#include "models/transmit-list.h"
#include "session/database-watch.h"
#include "ui/app-settings.h"
#include "ui/panels/statistics-panel.h"
#include "ui/session-plot.h"
#include "ui/theme.h"
#include "ui/widgets/data-table.h"
#include "ui/widgets/symbol-view.h"
#include "window-test.h"
#include <glib/gstdio.h>
#include <string.h>
#include <time.h>

static MainApp *app;
static char *folder;

#define TRACE_TEXT                                                                                                     \
  "(100.000000) can0 123#1122\n(100.100000) can0 123#1122\n(100.300000) can1 456#33\n(100.400000) can0 123#2222\n"     \
  "(102.000000) can0 20000080#0000000000000000\n"
#define DATABASE_TEXT                                                                                                  \
  "VERSION \"\"\n\nNS_ :\n\nBS_:\n\nBU_: ECU Dash\n\nBO_ 291 Speeds: 8 ECU\n"                                          \
  " SG_ Speed : 0|16@1+ (0.1,0) [0|100] \"km/h\" Dash\n\nBO_ 1110 Doors: 1 Dash\n"                                     \
  " SG_ Lock : 0|1@1+ (1,0) [0|1] \"\" ECU\n\nBO_ 1111 Never: 1 Dash\n SG_ Wiper : 0|1@1+ (1,0) [0|1] \"\" ECU\n\n"    \
  "CM_ SG_ 1110 Lock \"Driver's side\";\n"

static guint
n_databases (MainWindow *window)
{
  return database_set_n (trace_session_get_databases (window->session));
}

static MainWindow *
open_window (int width, int height, GFile **files, guint n)
{
  MainWindow *window;

  g_settings_set (app_settings_get (), "window-size", "(ii)", width, height);
  window = main_window_new (app);
  gtk_window_present (GTK_WINDOW (window));
  widget_test_until (gtk_widget_get_mapped (GTK_WIDGET (window)));
  if (n > 0)
    main_window_open_files (window, files, n);
  return window;
}

static void
close_window (MainWindow *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  widget_test_settle ();
  g_settings_reset (app_settings_get (), "window-size");
  g_settings_reset (app_settings_get (), "dock-page");
  g_settings_reset (app_settings_get (), "dock-collapsed");
}

static void
activate (MainWindow *window, const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (window), action, NULL);
}

static SymbolView *
symbols (MainWindow *window)
{
  return SYMBOL_VIEW (widget_test_find (GTK_WIDGET (window->dock_stack), SYMBOL_TYPE_VIEW));
}

static GListModel *
rows (SymbolView *view)
{
  return G_LIST_MODEL (gtk_column_view_get_model (symbol_view_get_table (view)));
}

/* The texts of a column, one after the other. */
static char *
column (SymbolView *view, SymbolColumn index)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (rows (view)); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (rows (view), i);
      g_autoptr (SymbolNode) node = gtk_tree_list_row_get_item (row);

      g_string_append (out, i > 0 ? "|" : "");
      symbol_node_append_text (node, index, out);
    }
  return g_string_free (out, FALSE);
}

static gboolean
has_column (SymbolView *view, SymbolColumn index, const char *texts)
{
  g_autofree char *found = column (view, index);

  return g_str_equal (found, texts);
}

/* --- Tests --- */

static void
test_tabs (void)
{
  g_autoptr (GFile) trace = widget_test_write (folder, "tabs.log", TRACE_TEXT);
  MainWindow *window = open_window (1400, 900, &trace, 1);

  widget_test_until (window_test_is_idle (window));
  widget_test_until (gtk_widget_get_mapped (window->dock));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->dock_stack)));
  activate (window, "databases");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window->dock_stack)));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->dock_stack), ==, "databases");
  widget_test_until (gtk_widget_get_height (window->dock) >= 300);
  widget_test_pictures (GTK_WINDOW (window), "dock-no-database");
  activate (window, "dock");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->dock_stack)));
  activate (window, "dock");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window->dock_stack)));

  /* What was shown last is shown in the next window. */
  close_window (window);
  g_settings_set_string (app_settings_get (), "dock-page", "databases");
  window = open_window (1400, 900, &trace, 1);
  widget_test_until (window_test_is_idle (window));
  widget_test_until (gtk_widget_get_mapped (GTK_WIDGET (window->dock_stack)));
  close_window (window);
}

static void
test_without_trace (void)
{
  MainWindow *window = open_window (1000, 700, NULL, 0);
  GList *windows;

  activate (window, "databases");
  windows = gtk_window_list_toplevels ();
  g_assert_cmpuint (g_list_length (windows), ==, 2);
  for (GList *l = windows; l != NULL; l = l->next)
    if (l->data != window)
      {
        widget_test_until (gtk_widget_get_mapped (l->data));
        widget_test_settle ();
        widget_test_pictures (l->data, "databases-without-trace");
      }
  g_list_free (windows);
  close_window (window);
}

static void
test_tree (void)
{
  GFile *files[]
      = { widget_test_write (folder, "tree.log", TRACE_TEXT), widget_test_write (folder, "tree.dbc", DATABASE_TEXT) };
  MainWindow *window = open_window (1400, 900, files, 2);
  SymbolView *view;

  widget_test_until (window_test_is_idle (window) && n_databases (window) == 1);
  activate (window, "databases");
  view = symbols (window);
  widget_test_until (has_column (view, SYMBOL_COUNT, "|3|1|—"));
  g_assert_true (has_column (view, SYMBOL_NAME, "tree.dbc|Speeds|Doors|Never"));
  g_assert_true (has_column (view, SYMBOL_ID, "|123|456|457"));

  gtk_editable_set_text (GTK_EDITABLE (symbol_view_get_search (view)), "DRIVER's lock");
  widget_test_until (has_column (view, SYMBOL_NAME, "tree.dbc|Doors|Lock"));
  gtk_editable_set_text (GTK_EDITABLE (symbol_view_get_search (view)), "km/h");
  widget_test_until (has_column (view, SYMBOL_NAME, "tree.dbc|Speeds|Speed"));
  g_assert_true (has_column (view, SYMBOL_SCALE, "||0.1 x"));
  gtk_editable_set_text (GTK_EDITABLE (symbol_view_get_search (view)), "0x456");
  widget_test_until (has_column (view, SYMBOL_NAME, "tree.dbc|Doors|Lock"));
  gtk_editable_set_text (GTK_EDITABLE (symbol_view_get_search (view)), "");
  widget_test_until (has_column (view, SYMBOL_NAME, "tree.dbc|Speeds|Doors|Never"));

  /* Goes to the next frame of a message, and on at the other end. */
  data_table_show (symbol_view_get_table (view), 1);
  gtk_widget_activate_action (GTK_WIDGET (view), "symbols.next-frame", NULL);
  widget_test_until (trace_session_get_cursor (window->session) == 1);
  gtk_widget_activate_action (GTK_WIDGET (view), "symbols.next-frame", NULL);
  widget_test_until (trace_session_get_cursor (window->session) == 3);
  gtk_widget_activate_action (GTK_WIDGET (view), "symbols.previous-frame", NULL);
  widget_test_until (trace_session_get_cursor (window->session) == 1);
  data_table_show (symbol_view_get_table (view), 2);
  gtk_widget_activate_action (GTK_WIDGET (view), "symbols.filter", NULL);
  widget_test_until (trace_session_n_shown (window->session) == 1);
  g_assert_cmpstr (trace_session_get_filter (window->session), ==, "Doors");
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    g_object_unref (files[i]);
  close_window (window);
}

/* The texts of a column of the flat list. */
static gboolean
list_has (SymbolView *view, SymbolColumn column, const char *texts)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (rows (view)); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (rows (view), i);

      g_string_append (out, i > 0 ? "|" : "");
      if (SYMBOL_IS_NODE (item))
        symbol_node_append_text (SYMBOL_NODE (item), column, out);
    }
  return g_str_equal (out->str, texts);
}

static void
test_list (void)
{
  GFile *files[]
      = { widget_test_write (folder, "list.log", TRACE_TEXT), widget_test_write (folder, "list.dbc", DATABASE_TEXT) };
  MainWindow *window = open_window (1400, 900, files, 2);
  GtkSingleSelection *selection;
  SymbolView *view;

  widget_test_until (window_test_is_idle (window) && n_databases (window) == 1);
  activate (window, "databases");
  view = symbols (window);
  gtk_widget_activate_action (GTK_WIDGET (view), "symbols.flat", NULL);
  g_assert_true (g_settings_get_boolean (app_settings_get (), "symbols-flat"));
  widget_test_until (list_has (view, SYMBOL_VALUE, "873.8|1|"));
  g_assert_true (list_has (view, SYMBOL_MESSAGE_NAME, "Speeds|Doors|Never"));
  g_assert_true (list_has (view, SYMBOL_ID, "123|456|457"));

  /* What was chosen stays chosen, wherever it goes. */
  selection = GTK_SINGLE_SELECTION (gtk_column_view_get_model (symbol_view_get_table (view)));
  data_table_show (symbol_view_get_table (view), 0);
  data_table_sort (symbol_view_get_table (view), SYMBOL_VALUE, FALSE);
  widget_test_until (list_has (view, SYMBOL_NAME, "Lock|Speed|Wiper"));
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==, 1);
  g_assert_cmpstr ((g_settings_get_string (app_settings_get (), "symbols-order")), ==, "value");
  data_table_sort (symbol_view_get_table (view), SYMBOL_NAME, TRUE);
  widget_test_until (list_has (view, SYMBOL_NAME, "Wiper|Speed|Lock"));

  /* To where something is done with it. */
  gtk_widget_activate_action (GTK_WIDGET (view), "symbols.apply-filter", "s", "not");
  widget_test_until (trace_session_n_shown (window->session) == 4);
  g_assert_cmpstr (trace_session_get_filter (window->session), ==, "!(Speed == 873.8)");
  gtk_widget_activate_action (GTK_WIDGET (view), "symbols.prepare-filter", "s", "selected");
  g_assert_cmpstr (trace_session_get_filter (window->session), ==, "!(Speed == 873.8)");
  gtk_widget_activate_action (GTK_WIDGET (view), "symbols.column", NULL);
  gtk_widget_activate_action (GTK_WIDGET (view), "symbols.transmit", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (transmit_list_of (window->session))), ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (view), "symbols.plot", NULL);
  g_assert_cmpuint (plot_model_n_signals (session_plot_get (window->session)), ==, 1);
  close_window (window);

  /* As it was left. */
  window = open_window (1400, 900, files, 2);
  widget_test_until (window_test_is_idle (window) && n_databases (window) == 1);
  activate (window, "databases");
  widget_test_until (list_has (symbols (window), SYMBOL_NAME, "Wiper|Speed|Lock"));
  close_window (window);
  g_settings_reset (app_settings_get (), "symbols-flat");
  g_settings_reset (app_settings_get (), "symbols-order");
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    g_object_unref (files[i]);
}

static gint64
thread_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* What another order of ten thousand signals costs the main thread with its rows on screen: a figure, no test of it. */
static void
test_many (void)
{
  g_autoptr (GString) text = g_string_new ("VERSION \"\"\n\nBU_: ECU\n\n");
  GFile *files[2];
  MainWindow *window;
  SymbolView *view;
  gint64 start, longest = 0;

  for (guint m = 0; m < 1000; m++)
    {
      g_string_append_printf (text, "BO_ %u Message%u: 64 ECU\n", m, m);
      for (guint s = 0; s < 10; s++)
        g_string_append_printf (text, " SG_ S%u_%u : %u|16@1+ (1,0) [0|0] \"\" ECU\n", m * 7919 % 1000, s, s * 16);
      g_string_append_c (text, '\n');
    }
  files[0] = widget_test_write (folder, "many.log", TRACE_TEXT);
  files[1] = widget_test_write (folder, "many.dbc", text->str);
  window = open_window (1400, 900, files, 2);
  widget_test_until (window_test_is_idle (window) && n_databases (window) == 1);
  activate (window, "databases");
  view = symbols (window);
  gtk_widget_activate_action (GTK_WIDGET (view), "symbols.flat", NULL);
  widget_test_until (g_list_model_get_n_items (rows (view)) == 10000);
  widget_test_settle ();
  for (guint i = 0; i < 6; i++)
    {
      data_table_sort (symbol_view_get_table (view), SYMBOL_NAME, i % 2 != 0);
      for (guint turns = 0; turns < 400; turns++)
        {
          start = thread_us ();
          g_main_context_iteration (NULL, FALSE);
          longest = MAX (longest, thread_us () - start);
          g_usleep (200);
        }
    }
  g_test_message ("sorting 10000 signals on screen: at most %.1f ms of processor at a time", (double) longest / 1000);
  {
    g_autoptr (SymbolNode) node = g_list_model_get_item (rows (view), 0);

    widget_test_until (g_str_equal (symbol_node_get_signal (node)->name, "S9_9")
                       || g_str_equal (symbol_node_get_signal (node)->name, "S999_9"));
  }
  close_window (window);
  g_settings_reset (app_settings_get (), "symbols-flat");
  g_settings_reset (app_settings_get (), "symbols-order");
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    g_object_unref (files[i]);
}

static void
test_reload (void)
{
  GFile *files[]
      = { widget_test_write (folder, "reload.log", TRACE_TEXT), widget_test_write (folder, "first.dbc", DATABASE_TEXT),
          widget_test_write (folder, "second.dbc", DATABASE_TEXT) };
  MainWindow *window = open_window (1400, 900, files, 3);
  DatabaseWatch *watch = database_watch_get (window->session);
  g_autofree char *path = g_file_get_path (files[1]);
  DatabaseSet *set;
  const Database *before;

  widget_test_until (window_test_is_idle (window) && n_databases (window) == 2);
  activate (window, "databases");
  set = database_set_bind (trace_session_get_databases (window->session), 0, "can0");
  trace_session_set_databases (window->session, set);
  database_set_unref (set);
  before = database_set_get (trace_session_get_databases (window->session), 0, NULL);
  path = (g_free (path), g_strdup (database_get_path (before)));

  /* Broken: what was read before stays, and the list says so. */
  g_assert_true (g_file_set_contents (path, "nothing that is a database", -1, NULL));
  widget_test_until (database_watch_get_problem (watch, path) != NULL);
  g_assert_true (database_set_get (trace_session_get_databases (window->session), 0, NULL) == before);
  widget_test_settle ();
  widget_test_pictures (GTK_WINDOW (window), "dock-broken-database");

  /* Mended: in its place, with its channel. */
  g_assert_true (g_file_set_contents (path, DATABASE_TEXT "BO_ 5 New: 1 ECU\n", -1, NULL));
  widget_test_until (database_watch_get_problem (watch, path) == NULL);
  {
    const char *channel;
    const Database *now = database_set_get (trace_session_get_databases (window->session), 0, &channel);

    g_assert_cmpstr (channel, ==, "can0");
    g_assert_cmpuint (database_n_messages (now), ==, 4);
    g_assert_cmpuint (n_databases (window), ==, 2);
  }
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    g_object_unref (files[i]);
  close_window (window);
}

static gboolean
table_is (MainWindow *window, const char *beginning)
{
  GtkWidget *panel = widget_test_find (GTK_WIDGET (window->dock_stack), STATISTICS_TYPE_PANEL);
  g_autofree char *text = panel != NULL
                              ? data_table_dup_text (statistics_panel_get_table (STATISTICS_PANEL (panel)), TRUE)
                              : g_strdup ("");
  const char *rows = strchr (text, '\n');

  return rows != NULL && g_str_has_prefix (rows + 1, beginning);
}

static void
test_statistics (void)
{
  GFile *files[] = { widget_test_write (folder, "statistics.log", TRACE_TEXT),
                     widget_test_write (folder, "statistics.dbc", DATABASE_TEXT) };
  MainWindow *window = open_window (1400, 900, files, 2);
  StatisticsPanel *panel;
  GtkWidget *limit;

  widget_test_until (window_test_is_idle (window) && n_databases (window) == 1);
  activate (window, "statistics");
  widget_test_until (table_is (window, "Speeds,can0,123,3,1.5,"));
  panel = STATISTICS_PANEL (widget_test_find (GTK_WIDGET (window->dock_stack), STATISTICS_TYPE_PANEL));
  data_table_sort (statistics_panel_get_table (panel), 2, TRUE);
  widget_test_until (table_is (window, "Error frame,can0,—,1,"));
  data_table_sort (statistics_panel_get_table (panel), 3, TRUE);
  widget_test_until (table_is (window, "Speeds,can0,123,3,"));

  /* Only what the filter shows. */
  limit = widget_test_find (GTK_WIDGET (panel), GTK_TYPE_CHECK_BUTTON);
  g_assert_true (trace_session_set_filter (window->session, "can.id == 0x456", NULL));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (limit), TRUE);
  widget_test_until (table_is (window, "Doors,can1,456,1,"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (limit), FALSE);
  widget_test_until (table_is (window, "Speeds,can0,123,3,"));

  /* Enter filters on the row. */
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (
                                         gtk_column_view_get_model (statistics_panel_get_table (panel))),
                                     0);
  gtk_widget_activate_action (GTK_WIDGET (panel), "statistics.filter", NULL);
  widget_test_until (trace_session_n_shown (window->session) == 3);
  g_assert_cmpstr (trace_session_get_filter (window->session), ==, "can.id == 0x123 && can.channel == \"can0\"");
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    g_object_unref (files[i]);
  close_window (window);
}

/* The sample, to be looked at. */
static void
test_pictures (void)
{
  static const int sizes[][2] = { { 1600, 1000 }, { 1024, 700 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *name = g_strdup_printf ("dock-databases-%d", sizes[i][0]);
      MainWindow *window = open_window (sizes[i][0], sizes[i][1], NULL, 0);

      activate (window, "open-sample");
      widget_test_until (window_test_is_idle (window) && n_databases (window) > 0);
      activate (window, "databases");
      widget_test_until (symbols (window) != NULL);
      gtk_editable_set_text (GTK_EDITABLE (symbol_view_get_search (symbols (window))), "speed");
      for (guint k = 0; k < 5; k++)
        widget_test_settle ();
      widget_test_pictures (GTK_WINDOW (window), name);
      activate (window, "statistics");
      widget_test_until (table_is (window, "EngineData,1,0C9,11916,"));
      {
        GtkWidget *panel = widget_test_find (GTK_WIDGET (window->dock_stack), STATISTICS_TYPE_PANEL);

        data_table_show (statistics_panel_get_table (STATISTICS_PANEL (panel)), 0);
      }
      for (guint k = 0; k < 5; k++)
        widget_test_settle ();
      g_free (name);
      name = g_strdup_printf ("dock-statistics-%d", sizes[i][0]);
      widget_test_pictures (GTK_WINDOW (window), name);
      close_window (window);
    }
}

int
main (int argc, char *argv[])
{
  folder = g_dir_make_tmp ("canid-dock-XXXXXX", NULL);
  app = window_test_init (&argc, &argv);
  g_test_add_func ("/dock/tabs", test_tabs);
  g_test_add_func ("/dock/without-trace", test_without_trace);
  g_test_add_func ("/dock/tree", test_tree);
  g_test_add_func ("/dock/list", test_list);
  g_test_add_func ("/dock/many", test_many);
  g_test_add_func ("/dock/reload", test_reload);
  g_test_add_func ("/dock/statistics", test_statistics);
  g_test_add_func ("/dock/pictures", test_pictures);
  return window_test_run (app);
}
