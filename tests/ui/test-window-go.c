/* test-window-go.c: moving about in the program's window: number and time, the same identifier, back and forth, one
 * view and the other.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ui/app-settings.h"
#include "window-test.h"

static MainApp *app;

static const char *const lines[] = {
  "0 can0 100#00",  "10 can0 200#00", "20 can0 100#01", "30 can0 300#00", "40 can0 100#02",
  "50 can0 200#01", "60 can1 100#00", "70 can0 300#01", "80 can0 100#03", NULL,
};

static void
assert_cursor (MainWindow *window, uint64_t row)
{
  g_assert_cmpuint (trace_session_get_cursor (window->session), ==, row);
}

static gboolean
is_filtered (gpointer window)
{
  return trace_session_n_shown (MAIN_WINDOW (window)->session) == 4
         && trace_session_get_filter_progress (MAIN_WINDOW (window)->session) >= 1;
}

static gboolean
has_walked (gpointer window)
{
  return MAIN_WINDOW (window)->walk == NULL;
}

static void
go_bar (MainWindow *window, const char *text)
{
  widget_test_settle (); /* it was closed just now */
  window_test_act (window, "go-to");
  g_assert_true (go_bar_is_open (window->go_bar));
  gtk_editable_set_text (go_bar_get_entry (window->go_bar), "");
  widget_test_type (go_bar_get_entry (window->go_bar), text);
}

static void
test_go_to (void)
{
  MainWindow *window = window_test_open (app, lines);

  go_bar (window, "5");
  g_assert_cmpstr (go_bar_get_status (window->go_bar), ==, "Frame 5 at 0.040000 s");
  widget_test_pictures (GTK_WINDOW (window), "go-bar");
  g_signal_emit_by_name (go_bar_get_entry (window->go_bar), "activate");
  widget_test_settle ();
  assert_cursor (window, 4);
  g_assert_false (go_bar_is_open (window->go_bar));

  go_bar (window, "65 ms");
  g_signal_emit_by_name (go_bar_get_entry (window->go_bar), "activate");
  assert_cursor (window, 7);

  go_bar (window, "10");
  g_assert_cmpstr (go_bar_get_status (window->go_bar), ==, "The trace has 9 frames.");
  g_signal_emit_by_name (go_bar_get_entry (window->go_bar), "activate");
  assert_cursor (window, 7);
  g_assert_true (go_bar_is_open (window->go_bar));
  gtk_widget_grab_focus (GTK_WIDGET (go_bar_get_entry (window->go_bar)));
  g_assert_true (widget_test_key (GTK_WINDOW (window), GDK_KEY_Escape, 0));
  g_assert_false (go_bar_is_open (window->go_bar));

  g_assert_true (trace_session_set_filter (window->session, "can.id == 0x100 && can.channel == \"can0\"", NULL));
  widget_test_wait (is_filtered, window);
  go_bar (window, "2");
  g_assert_cmpstr (go_bar_get_status (window->go_bar), ==, "Hidden by the filter; nearest: frame 3 at 0.020000 s");
  g_signal_emit_by_name (go_bar_get_entry (window->go_bar), "activate");
  assert_cursor (window, 2);
  window_test_close (window);
}

static void
test_same (void)
{
  MainWindow *window = window_test_open (app, lines);

  window_test_select (window, 2, 2);
  window_test_act (window, "same-next");
  widget_test_wait (has_walked, window);
  assert_cursor (window, 4);
  window_test_act (window, "same-next");
  widget_test_wait (has_walked, window);
  assert_cursor (window, 8); /* 0x100 of the other bus is another */
  window_test_act (window, "same-next");
  widget_test_wait (has_walked, window);
  assert_cursor (window, 8);
  window_test_act (window, "same-previous");
  widget_test_wait (has_walked, window);
  assert_cursor (window, 4);

  g_assert_true (trace_session_set_filter (window->session, "data[0] == 0 || data[0] == 3", NULL));
  widget_test_settle ();
  window_test_act (window, "same-next");
  widget_test_wait (has_walked, window);
  assert_cursor (window, 8);
  window_test_act (window, "same-previous");
  widget_test_wait (has_walked, window);
  assert_cursor (window, 0);
  window_test_act (window, "row-next");
  assert_cursor (window, 1);
  window_test_act (window, "row-next");
  assert_cursor (window, 3); /* row 2 is hidden */
  window_test_act (window, "row-previous");
  assert_cursor (window, 1);
  window_test_close (window);
}

static void
test_history (void)
{
  MainWindow *window = window_test_open (app, lines);

  assert_cursor (window, 0);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "history-back"));
  g_usleep (500000);
  window_test_select (window, 5, 5);
  g_usleep (500000);
  window_test_select (window, 8, 8);
  window_test_act (window, "history-back");
  assert_cursor (window, 5);
  window_test_act (window, "history-back");
  assert_cursor (window, 0);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "history-back"));
  window_test_act (window, "history-forward");
  assert_cursor (window, 5);
  window_test_act (window, "history-forward");
  assert_cursor (window, 8);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "history-forward"));
  window_test_close (window);
}

static gboolean
has_ids (gpointer window)
{
  IdList *list = trace_panel_get_id_list (MAIN_WINDOW (window)->trace_panel);

  return list != NULL && id_view_get_progress (id_list_get_view (list)) >= 1
         && id_view_n_messages (id_list_get_view (list)) > 0;
}

/* Filter and cursor survive; the buttons, the key's action and the menu say the same. */
static void
test_views (void)
{
  MainWindow *window = window_test_open (app, lines);

  window_test_select (window, 3, 3);
  g_assert_true (trace_session_set_filter (window->session, "can.channel == \"can0\"", NULL));
  window_test_act (window, "by-identifier");
  widget_test_wait (has_ids, window);
  widget_test_settle ();
  g_assert_cmpuint (id_view_n_messages (id_list_get_view (trace_panel_get_id_list (window->trace_panel))), ==, 3);
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (window->ids_button)));
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (window->frames_button)));
  assert_cursor (window, 3);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (window->frames_button), TRUE);
  widget_test_settle ();
  g_assert_false (id_view_is_active (id_list_get_view (trace_panel_get_id_list (window->trace_panel))));
  assert_cursor (window, 3);
  g_assert_cmpstr (trace_session_get_filter (window->session), ==, "can.channel == \"can0\"");
  g_assert_false (g_settings_get_boolean (app_settings_get (), "by-identifier"));
  window_test_act (window, "by-identifier");
  g_assert_true (g_settings_get_boolean (app_settings_get (), "by-identifier"));
  window_test_close (window);

  window = window_test_open (app, lines); /* a new window begins as the last one was */
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (window->ids_button)));
  g_settings_reset (app_settings_get (), "by-identifier");
  window_test_close (window);
}

int
main (int argc, char **argv)
{
  app = window_test_init (&argc, &argv);
  g_test_add_func ("/window-go/go-to", test_go_to);
  g_test_add_func ("/window-go/same", test_same);
  g_test_add_func ("/window-go/history", test_history);
  g_test_add_func ("/window-go/views", test_views);
  return window_test_run (app);
}
