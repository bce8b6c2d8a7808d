/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "window-test.h"

#include "small-trace.h"

MainApp *
window_test_init (int *argc, char ***argv)
{
  MainApp *app;

  gtk_test_init (argc, argv, NULL);
  app = main_app_new ();
  g_assert_true (g_application_register (G_APPLICATION (app), NULL, NULL));
  g_application_hold (G_APPLICATION (app));
  return app;
}

int
window_test_run (MainApp *app)
{
  int result = g_test_run ();

  g_application_release (G_APPLICATION (app));
  g_object_unref (app);
  return result;
}

MainWindow *
window_test_open (MainApp *app, const char *const *lines)
{
  MainWindow *window = main_window_new (app);
  FrameStore *store = small_trace_new (lines);

  gtk_window_present (GTK_WINDOW (window));
  trace_session_set_store (window->session, store);
  frame_store_unref (store);
  widget_test_settle ();
  return window;
}

void
window_test_close (MainWindow *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  widget_test_settle ();
}

void
window_test_close_all (MainApp *app)
{
  GList *windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (app)));

  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_destroy (l->data);
  g_list_free (windows);
  widget_test_settle ();
}

void
window_test_act (MainWindow *window, const char *action)
{
  g_autoptr (GVariant) target = NULL;
  g_autofree char *name = NULL;

  g_assert_true (g_action_parse_detailed_name (action, &name, &target, NULL));
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), name));
  g_action_group_activate_action (G_ACTION_GROUP (window), name, target);
}

void
window_test_select (MainWindow *window, uint64_t first, uint64_t last)
{
  RowRanges *ranges = row_ranges_new ();

  row_ranges_add (ranges, first, last);
  trace_session_set_selection (window->session, ranges, first);
}

gboolean
window_test_is_idle (MainWindow *window)
{
  return trace_session_get_state (window->session) == TRACE_SESSION_IDLE;
}
