/* test-window-columns.c: columns, times and numbers by the window's actions, and the dialog of columns by its keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ui/app-settings.h"
#include "ui/dialogs/columns-dialog.h"
#include "ui/field-focus.h"
#include "ui/widgets/trace-cell.h"
#include "small-trace.h"
#include "window-test.h"

static MainApp *app;

static const char *const lines[] = {
  "0 can0 0C9#2AA73D8301AC4F4E",
  "4 can1 18FEF100#F3805AC300FFFF1F T",
  "104 can0 321#0081200000000000",
  NULL,
};

static MainWindow *
open_window (void)
{
  MainWindow *window = window_test_open (app, lines);
  const DatabaseSet *databases = small_databases_new ();

  trace_session_set_databases (window->session, databases);
  window_test_select (window, 0, 0);
  database_set_unref (databases);
  widget_test_settle ();
  return window;
}

static void
close_window (MainWindow *window)
{
  static const char *const keys[] = { "columns", "time-format", "time-precision", "number-base", "data-group" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (app_settings_get (), keys[i]);
  window_test_close (window);
}

static void
act (MainWindow *window, const char *name)
{
  window_test_act (window, name);
  widget_test_settle ();
}

static void
assert_setting (const char *key, const char *expected)
{
  g_autofree char *value = g_settings_get_string (app_settings_get (), key);

  g_assert_cmpstr (value, ==, expected);
}

/* What assistive technology and eyes find in the first row. */
static gboolean
row_says (GtkWidget *widget, const char *text)
{
  if (TRACE_IS_CELL (widget) && gtk_widget_get_mapped (widget)
      && g_strcmp0 (trace_cell_get_text (TRACE_CELL (widget)), text) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (row_says (child, text))
      return TRUE;
  return FALSE;
}

static void
assert_says (MainWindow *window, const char *text)
{
  if (!row_says (GTK_WIDGET (window->trace_panel), text))
    g_error ("no cell says “%s”", text);
}

static void
test_formats (void)
{
  MainWindow *window = open_window ();

  assert_says (window, "2A A7 3D 83 01 AC 4F 4E");
  act (window, "next-number-base");
  assert_setting ("number-base", "decimal");
  assert_says (window, "419361024x");
  act (window, "next-data-group");
  assert_setting ("data-group", "2");
  assert_says (window, "10919 15747   428 20302");
  act (window, "next-number-base");
  assert_says (window, "00011001001");
  act (window, "next-number-base");
  act (window, "next-data-group");
  assert_says (window, "2AA73D83 01AC4F4E");
  act (window, "next-data-group");
  assert_says (window, "2A A7 3D 83 01 AC 4F 4E");

  act (window, "time-format::since-previous");
  act (window, "time-precision::ms");
  assert_says (window, "0.100");
  act (window, "time-format::since-start");
  assert_says (window, "0.104");
  act (window, "time-reference");
  assert_says (window, "*REF*");
  act (window, "time-reference");
  assert_says (window, "0.000");
  close_window (window);
}

static gboolean
has_signal_column (gpointer window)
{
  TraceList *list = trace_panel_get_list (MAIN_WINDOW (window)->trace_panel);
  g_autoptr (GPtrArray) shown = trace_list_get_columns (list);

  for (guint i = 0; i < shown->len; i++)
    if (g_str_has_prefix (((const Column *) shown->pdata[i])->id, "signal:EngineData."))
      return TRUE;
  return FALSE;
}

static void
test_signal_column (void)
{
  MainWindow *window = open_window ();

  act (window, "signal-column");
  g_assert_true (gtk_revealer_get_reveal_child (GTK_REVEALER (window->message_revealer)));
  g_assert_false (has_signal_column (window));
  field_focus_set_signal (field_focus_get (window->session), 0);
  act (window, "signal-column");
  widget_test_wait (has_signal_column, window);
  widget_test_pictures (GTK_WINDOW (window), "signal-column");
  act (window, "add-column::id.j1939.pgn");
  assert_says (window, "0FEF1");
  act (window, "fit-columns");
  close_window (window);
}

static GtkWindow *
dialog_of (MainWindow *window)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (COLUMNS_IS_DIALOG (toplevel) && gtk_window_get_transient_for (toplevel) == GTK_WINDOW (window))
        return toplevel;
    }
  return NULL;
}

static gboolean
is_mapped (gpointer widget)
{
  return gtk_widget_get_mapped (widget);
}

static void
test_dialog (void)
{
  MainWindow *window = open_window ();
  GtkWindow *dialog;
  GtkListBox *list;

  act (window, "columns");
  dialog = dialog_of (window);
  g_assert_nonnull (dialog);
  widget_test_wait (is_mapped, dialog);
  widget_test_settle ();
  widget_test_settle ();
  list = GTK_LIST_BOX (widget_test_find_words (GTK_WIDGET (dialog), GTK_TYPE_LIST_BOX, NULL));
  gtk_list_box_select_row (list, gtk_list_box_get_row_at_index (list, 1));
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (list, 1)));
  widget_test_pictures (dialog, "columns-dialog");

  g_assert_true (widget_test_key (dialog, GDK_KEY_space, 0));
  assert_setting ("columns", "mark -number time delta bus dir id name type len data ascii summary");
  g_assert_true (widget_test_key (dialog, GDK_KEY_Down, GDK_ALT_MASK));
  assert_setting ("columns", "mark time -number delta bus dir id name type len data ascii summary");
  g_assert_true (widget_test_key (dialog, GDK_KEY_space, 0));
  g_assert_true (widget_test_key (dialog, GDK_KEY_Up, GDK_ALT_MASK));
  g_assert_true (widget_test_key (dialog, GDK_KEY_Up, GDK_ALT_MASK));
  g_assert_true (widget_test_key (dialog, GDK_KEY_Up, GDK_ALT_MASK)); /* it is the first */
  assert_setting ("columns", "+number mark time delta bus dir id name type len data ascii summary");

  /* The first signal of the databases as a column, and away with it. */
  g_signal_emit_by_name (widget_test_find_words (GTK_WIDGET (dialog), GTK_TYPE_BUTTON, "Add as Column"), "clicked");
  widget_test_settle ();
  g_assert_true (has_signal_column (window));
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_selected_row (list)));
  g_assert_true (widget_test_key (dialog, GDK_KEY_Delete, 0));
  widget_test_settle ();
  g_assert_false (has_signal_column (window));
  /* What is done elsewhere is seen here. */
  g_settings_set_string (app_settings_get (), "columns", "time summary");
  widget_test_settle ();
  g_assert_cmpint (gtk_list_box_row_get_index (gtk_list_box_get_row_at_index (list, 1)), ==, 1);
  g_assert_cmpstr (gtk_check_button_get_label (
                       GTK_CHECK_BUTTON (gtk_list_box_row_get_child (gtk_list_box_get_row_at_index (list, 1)))),
                   ==, "Summary");
  g_signal_emit_by_name (widget_test_find_words (GTK_WIDGET (dialog), GTK_TYPE_BUTTON, "Usual Columns"), "clicked");
  assert_setting ("columns", "");
  gtk_window_close (dialog);
  widget_test_settle ();
  g_assert_null (dialog_of (window));
  close_window (window);
}

int
main (int argc, char **argv)
{
  app = window_test_init (&argc, &argv);
  g_test_add_func ("/window-columns/formats", test_formats);
  g_test_add_func ("/window-columns/signal-column", test_signal_column);
  g_test_add_func ("/window-columns/dialog", test_dialog);
  return window_test_run (app);
}
