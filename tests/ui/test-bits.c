/* test-bits.c: bits that somebody draws over become signals of a database of their own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "models/own-signals.h"
#include "ui/app-settings.h"
#include "ui/dialogs/own-signal-dialog.h"
#include "ui/panels/bytes-panel.h"
#include "ui/session-plot.h"
#include "ui/theme.h"
#include "ui/widgets/data-table.h"
#include "ui/widgets/symbol-view.h"
#include "window-test.h"
#include <glib/gstdio.h>

static MainApp *app;
static char *folder;

#define TRACE_TEXT                                                                                                     \
  "(100.000000) can0 123#0A0B0C0D\n(100.100000) can0 123#0A0B0C0E\n(100.200000) can0 123#FF0B0C0F\n"                   \
  "(100.300000) can0 456#33\n"

static BytesPanel *
bytes (MainWindow *window)
{
  return BYTES_PANEL (widget_test_find (GTK_WIDGET (window), BYTES_TYPE_PANEL));
}

static MainWindow *
open_window (void)
{
  g_autoptr (GFile) trace = widget_test_write (folder, "bits.log", TRACE_TEXT);
  MainWindow *window;
  double x, y;

  g_settings_set (app_settings_get (), "window-size", "(ii)", 1500, 900);
  window = main_window_new (app);
  gtk_window_present (GTK_WINDOW (window));
  widget_test_until (gtk_widget_get_mapped (GTK_WIDGET (window)));
  main_window_open_files (window, &trace, 1);
  widget_test_until (window_test_is_idle (window));
  window_test_select (window, 0, 0);
  widget_test_until (bytes (window) != NULL && gtk_widget_get_mapped (GTK_WIDGET (bytes (window))));
  widget_test_until (byte_grid_get_bit_position (bytes_panel_get_grid (bytes (window)), 3, 0, &x, &y));
  return window;
}

static void
close_window (MainWindow *window)
{
  const Database *own = own_signals_get (window->session);

  if (own != NULL)
    g_unlink (database_get_path (own));
  gtk_window_destroy (GTK_WINDOW (window));
  widget_test_settle ();
}

static const Message *
own_message (MainWindow *window)
{
  const Database *own = own_signals_get (window->session);

  return own != NULL ? database_lookup (own, 0x123) : NULL;
}

static void
draw_over (MainWindow *window, guint from_byte, guint from_bit, guint to_byte, guint to_bit)
{
  byte_grid_select (bytes_panel_get_grid (bytes (window)), from_byte, from_bit, to_byte, to_bit);
}

/* Which bits lie between two, in either order; never more than 64. */
static void
test_selection (void)
{
  MainWindow *window = open_window ();
  ByteGrid *grid = bytes_panel_get_grid (bytes (window));
  guint start, length;

  g_assert_false (byte_grid_get_selection (grid, &start, &length));
  draw_over (window, 0, 4, 1, 7);
  g_assert_true (byte_grid_get_selection (grid, &start, &length));
  g_assert_cmpuint (start, ==, 4);
  g_assert_cmpuint (length, ==, 12);
  draw_over (window, 1, 7, 0, 4);
  g_assert_true (byte_grid_get_selection (grid, &start, &length));
  g_assert_cmpuint (start, ==, 4);
  g_assert_cmpuint (length, ==, 12);
  gtk_widget_activate_action (GTK_WIDGET (bytes (window)), "bytes.order", "s", "motorola");
  draw_over (window, 0, 3, 1, 0);
  g_assert_true (byte_grid_get_selection (grid, &start, &length));
  g_assert_cmpuint (start, ==, 3);
  g_assert_cmpuint (length, ==, 12);
  gtk_widget_activate_action (GTK_WIDGET (bytes (window)), "bytes.order", "s", "intel");

  /* Another, shorter frame has not all of them. */
  window_test_select (window, 3, 3);
  widget_test_until (!byte_grid_get_selection (grid, &start, &length));
  close_window (window);
}

/* How bits are counted and bytes written is so in the next window too. */
static void
test_remembered (void)
{
  MainWindow *window = open_window ();

  gtk_widget_activate_action (GTK_WIDGET (bytes (window)), "bytes.order", "s", "motorola");
  gtk_widget_activate_action (GTK_WIDGET (bytes (window)), "bytes.base", "s", "bin");
  close_window (window);
  window = open_window ();
  g_assert_true (byte_grid_get_big_endian (bytes_panel_get_grid (bytes (window))));
  g_assert_cmpint (byte_grid_get_base (bytes_panel_get_grid (bytes (window))), ==, BYTE_BASE_BIN);
  gtk_widget_activate_action (GTK_WIDGET (bytes (window)), "bytes.order", "s", "intel");
  gtk_widget_activate_action (GTK_WIDGET (bytes (window)), "bytes.base", "s", "hex");
  close_window (window);
}

/* With Shift and the arrows. */
static void
test_keys (void)
{
  MainWindow *window = open_window ();
  ByteGrid *grid = bytes_panel_get_grid (bytes (window));
  guint start, length;

  gtk_widget_grab_focus (GTK_WIDGET (grid));
  widget_test_key (GTK_WINDOW (window), GDK_KEY_Home, 0);
  widget_test_key (GTK_WINDOW (window), GDK_KEY_Right, GDK_SHIFT_MASK);
  widget_test_key (GTK_WINDOW (window), GDK_KEY_Right, GDK_SHIFT_MASK);
  g_assert_true (byte_grid_get_selection (grid, &start, &length));
  g_assert_cmpuint (start, ==, 5);
  g_assert_cmpuint (length, ==, 3);
  widget_test_key (GTK_WINDOW (window), GDK_KEY_Down, GDK_SHIFT_MASK);
  g_assert_true (byte_grid_get_selection (grid, &start, &length));
  g_assert_cmpuint (start, ==, 7);
  g_assert_cmpuint (length, ==, 7);
  widget_test_key (GTK_WINDOW (window), GDK_KEY_Escape, 0);
  g_assert_false (byte_grid_get_selection (grid, &start, &length));
  close_window (window);
}

static void
test_become (void)
{
  MainWindow *window = open_window ();
  BytesPanel *panel = bytes (window);

  widget_test_until (trace_session_get_cursor (window->session) == 0);
  draw_over (window, 0, 0, 0, 7);
  widget_test_settle ();
  widget_test_pictures (GTK_WINDOW (window), "bits-drawn-over");
  gtk_widget_activate_action (GTK_WIDGET (panel), "bytes.plot", NULL);
  g_assert_cmpuint (plot_model_n_signals (session_plot_get (window->session)), ==, 1);
  g_assert_cmpuint (own_message (window)->n_signals, ==, 1);
  g_assert_cmpstr (own_message (window)->signals[0].name, ==, "Bits_0_0_8");

  /* The same bits are the same signal. */
  draw_over (window, 0, 0, 0, 7);
  gtk_widget_activate_action (GTK_WIDGET (panel), "bytes.filter", NULL);
  g_assert_cmpuint (own_message (window)->n_signals, ==, 1);
  widget_test_until (trace_session_n_shown (window->session) == 2);
  g_assert_cmpstr (trace_session_get_filter (window->session), ==, "Bits_0_0_8 == 10");
  draw_over (window, 3, 0, 3, 7);
  gtk_widget_activate_action (GTK_WIDGET (panel), "bytes.column", NULL);
  g_assert_cmpuint (own_message (window)->n_signals, ==, 2);
  widget_test_settle ();
  widget_test_pictures (GTK_WINDOW (window), "bits-column");

  /* One step back at a time. */
  g_action_group_activate_action (G_ACTION_GROUP (window), "undo", NULL);
  widget_test_until (own_message (window) != NULL && own_message (window)->n_signals == 1);
  g_action_group_activate_action (G_ACTION_GROUP (window), "undo", NULL);
  widget_test_until (own_signals_get (window->session) == NULL);
  g_action_group_activate_action (G_ACTION_GROUP (window), "redo", NULL);
  widget_test_until (own_message (window) != NULL && own_message (window)->n_signals == 1);
  close_window (window);
}

/* (transfer none)(nullable) */
static GtkWidget *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (OWN_IS_SIGNAL_DIALOG (l->data))
      return l->data;
  return NULL;
}

static GtkWidget *
nth_entry (GtkWidget *widget, guint *n)
{
  GtkWidget *found = NULL;

  if (GTK_IS_ENTRY (widget))
    return (*n)-- == 0 ? widget : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = nth_entry (child, n);
  return found;
}

static void
set_entry (GtkWidget *dialog, guint n, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (nth_entry (dialog, &n)), text);
}

static void
test_name (void)
{
  MainWindow *window = open_window ();
  const CanSignal *signal;
  GtkWidget *dialog, *view;

  widget_test_until (trace_session_get_cursor (window->session) == 0);
  gtk_widget_activate_action (GTK_WIDGET (bytes (window)), "bytes.order", "s", "motorola");
  draw_over (window, 0, 7, 1, 0);
  gtk_widget_activate_action (GTK_WIDGET (bytes (window)), "bytes.name", NULL);
  widget_test_until (find_dialog () != NULL && gtk_widget_get_mapped (find_dialog ()));
  dialog = find_dialog ();
  set_entry (dialog, 0, "Engine Speed"); /* no name: it says so and stays */
  gtk_widget_activate (gtk_window_get_default_widget (GTK_WINDOW (dialog)));
  g_assert_null (own_signals_get (window->session));
  g_assert_true (find_dialog () == dialog);
  widget_test_settle ();
  widget_test_pictures (GTK_WINDOW (dialog), "bits-bad-name");
  set_entry (dialog, 0, "EngineSpeed");
  set_entry (dialog, 1, "0.25");
  set_entry (dialog, 2, "-10");
  set_entry (dialog, 3, "rpm");
  widget_test_settle ();
  widget_test_pictures (GTK_WINDOW (dialog), "bits-name");
  gtk_widget_activate (gtk_window_get_default_widget (GTK_WINDOW (dialog)));
  widget_test_until (find_dialog () == NULL);
  signal = message_find_signal (own_message (window), "EngineSpeed");
  g_assert_nonnull (signal);
  g_assert_cmpuint (signal->start, ==, 7);
  g_assert_true (signal->layout.big_endian);
  g_assert_cmpfloat (signal->factor, ==, 0.25);
  g_assert_cmpstr (signal->unit, ==, "rpm");

  /* As any other in the list of databases, where it can be changed and taken out. */
  g_action_group_activate_action (G_ACTION_GROUP (window), "databases", NULL);
  view = widget_test_find (GTK_WIDGET (window->dock_stack), SYMBOL_TYPE_VIEW);
  gtk_widget_activate_action (view, "symbols.flat", NULL);
  widget_test_until (
      g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (symbol_view_get_table (SYMBOL_VIEW (view)))))
      == 1);
  data_table_show (symbol_view_get_table (SYMBOL_VIEW (view)), 0);
  widget_test_settle ();
  widget_test_pictures (GTK_WINDOW (window), "bits-named");
  gtk_widget_activate_action (view, "symbols.change", NULL);
  widget_test_until (find_dialog () != NULL && gtk_widget_get_mapped (find_dialog ()));
  set_entry (find_dialog (), 0, "Speed");
  gtk_widget_activate (gtk_window_get_default_widget (GTK_WINDOW (find_dialog ())));
  widget_test_until (find_dialog () == NULL);
  g_assert_nonnull (message_find_signal (own_message (window), "Speed"));
  widget_test_until (
      g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (symbol_view_get_table (SYMBOL_VIEW (view)))))
      == 1);
  data_table_show (symbol_view_get_table (SYMBOL_VIEW (view)), 0);
  gtk_widget_activate_action (view, "symbols.remove", NULL);
  widget_test_until (own_message (window) == NULL);
  g_settings_reset (app_settings_get (), "symbols-flat");
  close_window (window);
}

int
main (int argc, char *argv[])
{
  g_autofree char *data = g_dir_make_tmp ("canid-bits-data-XXXXXX", NULL);

  g_setenv ("XDG_DATA_HOME", data, TRUE);
  folder = g_dir_make_tmp ("canid-bits-XXXXXX", NULL);
  app = window_test_init (&argc, &argv);
  g_test_add_func ("/bits/selection", test_selection);
  g_test_add_func ("/bits/remembered", test_remembered);
  g_test_add_func ("/bits/keys", test_keys);
  g_test_add_func ("/bits/become", test_become);
  g_test_add_func ("/bits/name", test_name);
  return window_test_run (app);
}
