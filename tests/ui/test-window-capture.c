/* test-window-capture.c: one click on the sample bus shows decoded traffic; following lets go when scrolling up;
 * stopping keeps the trace.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "session/sample-bus.h"
#include "ui/app-settings.h"
#include "ui/dialogs/interfaces-dialog.h"
#include "ui/widgets/bus-states.h"
#include "window-test.h"

static MainApp *app;

static gboolean
has_frames (gpointer window)
{
  return trace_session_n_shown (MAIN_WINDOW (window)->session) > 200;
}

static gboolean
has_database (gpointer window)
{
  return database_set_n (trace_session_get_databases (MAIN_WINDOW (window)->session)) == 1;
}

static gboolean
is_following (MainWindow *window)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (window), "follow");

  return g_variant_get_boolean (state);
}

static gboolean
follows (gpointer window)
{
  return is_following (window);
}

/* A hand on the wheel: three rows up at a time, however many have come since. */
static gboolean
lets_go (gpointer data)
{
  MainWindow *window = data;
  TraceList *list = trace_panel_get_list (window->trace_panel);
  guint page;
  uint64_t top = trace_list_get_top (list, &page);

  if (is_following (window) && top > 3)
    trace_list_reveal (list, trace_session_nth_shown (window->session, top - 3));
  return !is_following (window);
}

static gboolean
is_at_end (gpointer data)
{
  MainWindow *window = data;
  guint page;
  uint64_t top = trace_list_get_top (trace_panel_get_list (window->trace_panel), &page);

  return top > 100 && top + page + 60 >= trace_session_n_shown (window->session);
}

/* The label of a bus in the status bar; NULL: it has none. */
static const char *
bus_label (MainWindow *window, guint key)
{
  GtkWidget *states = gtk_widget_get_last_child (GTK_WIDGET (window->status)), *button;

  g_assert_true (BUS_IS_STATES (states));
  button = gtk_widget_get_first_child (states);
  for (; key > 0 && button != NULL; key--)
    button = gtk_widget_get_next_sibling (button);
  return button != NULL && gtk_widget_get_visible (states) ? gtk_label_get_text (
             GTK_LABEL (gtk_widget_get_first_child (gtk_menu_button_get_child (GTK_MENU_BUTTON (button)))))
                                                           : NULL;
}

static gboolean
is_open (gpointer window)
{
  return g_strcmp0 (bus_label (window, 0), "● can0") == 0;
}

static void
test_sample_bus (void)
{
  MainWindow *window = main_window_new (app);

  gtk_window_present (GTK_WINDOW (window));
  widget_test_settle ();
  g_assert_false (gtk_widget_get_visible (window->follow_button));
  g_action_group_activate_action (G_ACTION_GROUP (window), "sample-bus", NULL);
  widget_test_wait (has_frames, window);
  widget_test_wait (has_database, window);
  g_assert_cmpint (trace_session_get_state (window->session), ==, TRACE_SESSION_CAPTURING);
  g_assert_true (gtk_widget_get_visible (window->follow_button));
  g_assert_true (gtk_widget_has_css_class (window->capture_button, "capturing"));
  widget_test_wait (is_at_end, window);
  widget_test_wait (is_open, window);
  widget_test_pictures (GTK_WINDOW (window), "capturing");

  /* Up: it lets go; back at the end: it follows. */
  widget_test_wait (lets_go, window);
  g_action_group_change_action_state (G_ACTION_GROUP (window), "follow", g_variant_new_boolean (TRUE));
  widget_test_wait (follows, window);
  widget_test_wait (is_at_end, window);

  g_action_group_activate_action (G_ACTION_GROUP (window), "capture", NULL); /* stop */
  g_assert_cmpint (trace_session_get_state (window->session), ==, TRACE_SESSION_IDLE);
  g_assert_true (has_frames (window));
  g_assert_false (gtk_widget_has_css_class (window->capture_button, "capturing"));
  g_assert_true (g_file_test (trace_session_get_capture_path (window->session), G_FILE_TEST_EXISTS));
  gtk_window_destroy (GTK_WINDOW (window));
  widget_test_settle ();
}

static gboolean
is_gone (gpointer window)
{
  return g_strcmp0 (bus_label (window, 0), "○ x Not there") == 0 && bus_label (window, 1) != NULL
         && strstr (bus_label (window, 1), "Drive") != NULL && bus_label (window, 2) == NULL;
}

/* What was chosen is what the next start takes; what cannot be opened is said in the header. */
static void
test_kept (void)
{
  MainWindow *window = main_window_new (app);
  GtkWidget *dialog;

  dialog = interfaces_dialog_new (app_settings_get ());
  gtk_window_destroy (GTK_WINDOW (dialog));

  g_settings_set_value (app_settings_get (), "bus-profiles",
                        g_variant_new_parsed (
                            "[{'interface': <'null'>, 'channel': <'x'>, 'settings': <'bitrate=500k'>, 'chosen': "
                            "<true>},"
                            " {'interface': <'virtual'>, 'channel': <'kept'>, 'chosen': <true>, 'name': <'Drive'>},"
                            " {'interface': <'virtual'>, 'channel': <'other'>, 'opened': <true>}]"));
  gtk_window_present (GTK_WINDOW (window));
  widget_test_settle ();
  g_action_group_activate_action (G_ACTION_GROUP (window), "capture", NULL);
  g_assert_cmpuint (capture_n_buses (trace_session_get_capture (window->session)), ==, 2);
  for (guint i = 0; i < 100 && !gtk_widget_has_css_class (window->capture_button, "warning-state"); i++)
    {
      g_usleep (20000);
      widget_test_settle ();
    }
  g_assert_true (gtk_widget_has_css_class (window->capture_button, "warning-state"));
  widget_test_wait (is_gone, window);
  widget_test_pictures (GTK_WINDOW (window), "bus-gone");
  g_action_group_activate_action (G_ACTION_GROUP (window), "capture", NULL); /* stop */
  g_assert_null (bus_label (window, 0));
  gtk_window_destroy (GTK_WINDOW (window));
  widget_test_settle ();
}

static gboolean
has_run_a_second (gpointer data)
{
  GtkWidget *box = gtk_button_get_child (GTK_BUTTON (MAIN_WINDOW (data)->capture_button));

  return strcmp (gtk_label_get_text (GTK_LABEL (gtk_widget_get_last_child (box))), "0:01") == 0;
}

/* Nothing comes: time passes all the same. */
static void
test_silent (void)
{
  MainWindow *window = main_window_new (app);
  BusConfig *config = bus_config_new ();

  gtk_window_present (GTK_WINDOW (window));
  widget_test_settle ();
  g_assert_true (main_window_begin_capture (window, 1));
  bus_config_set (config, "channel", "window-silent", NULL);
  capture_add (trace_session_get_capture (window->session), backend_find ("virtual"), config, "can0");
  bus_config_free (config);
  widget_test_wait (is_open, window);
  widget_test_wait (has_run_a_second, window);
  g_assert_cmpuint (trace_session_n_shown (window->session), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_setenv ("XDG_STATE_HOME", g_dir_make_tmp ("canid-state-XXXXXX", NULL), TRUE);
  app = window_test_init (&argc, &argv);
  g_test_add_func ("/window-capture/sample-bus", test_sample_bus);
  g_test_add_func ("/window-capture/kept", test_kept);
  g_test_add_func ("/window-capture/silent", test_silent);
  return window_test_run (app);
}
