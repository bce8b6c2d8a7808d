/* test-window-close.c: what a window opened goes with it, and nothing of either is left.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "models/control-board.h"
#include "window-test.h"
#include <glib/gstdio.h>
#include <string.h>

static MainApp *app;

static const char *const lines[] = { "0 can0 123#1122", "1000 can0 456#33", NULL };

static guint
n_toplevels (void)
{
  return g_list_model_get_n_items (gtk_window_get_toplevels ());
}

/* (nullable) the newest that is not of this class */
static GtkWindow *
find_dialog (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = g_list_model_get_n_items (toplevels); i-- > 0;)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (!MAIN_IS_WINDOW (window))
        return window;
    }
  return NULL;
}

static void
check (MainWindow *window, const char *action)
{
  GtkWindow *dialog;
  TraceSession *session = window->session;

  g_test_message ("%s", action);
  g_assert_cmpuint (n_toplevels (), ==, 1);
  window_test_act (window, action);
  widget_test_until ((dialog = find_dialog ()) != NULL);
  widget_test_settle ();
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  g_object_add_weak_pointer (G_OBJECT (session), (gpointer *) &session);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_cmpuint (n_toplevels (), ==, 0);
  widget_test_until (dialog == NULL && window == NULL && session == NULL);
}

static void
test_dialogs (void)
{
  static const char *const actions[]
      = { "accept-filters", "guide",         "adapters",   "bit-timing", "color-rules",    "columns",
          "comment",        "export",        "notes",      "marks",      "interfaces",     "export-samples",
          "record",         "find-bit-rate", "properties", "shortcuts",  "capture-options" };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      MainWindow *window = window_test_open (app, lines);

      window_test_select (window, 0, 0);
      check (window, actions[i]);
    }
}

/* Without a trace the pages of the dock have windows of their own. */
static void
test_pages (void)
{
  static const char *const actions[]
      = { "anatomy", "wave", "transmit", "controls", "replay", "databases", "statistics", "plot" };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      MainWindow *window = main_window_new (app);

      gtk_window_present (GTK_WINDOW (window));
      widget_test_settle ();
      check (window, actions[i]);
    }
}

#define DATABASE                                                                                                       \
  "VERSION \"\"\n\nNS_ :\n\nBS_:\n\nBU_: ECU\n\nBO_ 256 Setpoint: 1 ECU\n SG_ Horn : 0|1@1+ (1,0) [0|1] \"\" ECU\n"

static void
test_keys_of_pages (void)
{
  MainWindow *window = main_window_new (app);
  DatabaseSet *none = database_set_new (), *set;
  Database *database = database_load_memory ("t.dbc", DATABASE, strlen (DATABASE), NULL);
  Control *control = control_new_signal (CONTROL_BUTTON, database_find_message (database, "Setpoint"), 0);
  ControlBoard *board = control_board_of (window->session);
  GtkWindow *page;
  guint id;

  set = database_set_add (none, database, NULL);
  trace_session_set_databases (window->session, set);
  g_free (control->key);
  control->key = g_strdup ("h");
  id = control_board_add (board, control);
  gtk_window_present (GTK_WINDOW (window));
  window_test_act (window, "statistics"); /* any page */
  widget_test_until ((page = find_dialog ()) != NULL);
  widget_test_settle ();
  gtk_window_set_focus (page, widget_test_find (GTK_WIDGET (page), GTK_TYPE_BUTTON));
  g_assert_true (widget_test_key (page, GDK_KEY_h, 0));
  g_assert_true (control_board_is_pressed (board, id));
  window_test_close (window);
  database_set_unref (set);
  database_set_unref (none);
  database_unref (database);
}

/* The file's size is asked for when it is read; the answer may come after the window went. */
static void
test_late_answer (void)
{
  g_autofree char *folder = g_dir_make_tmp ("canid-test-XXXXXX", NULL), *path = NULL;
  g_autoptr (GFile) file = widget_test_write (folder, "one.log", "(1700000000.000000) can0 123#1122\n");

  for (int i = 0; i < 8; i++)
    {
      MainWindow *window = main_window_new (app);

      gtk_window_present (GTK_WINDOW (window));
      main_window_open_files (window, &file, 1);
      widget_test_until (trace_session_get_store (window->session) != NULL && window_test_is_idle (window));
      for (int k = 0; k < i; k++)
        g_main_context_iteration (NULL, FALSE);
      g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
      gtk_window_destroy (GTK_WINDOW (window));
      widget_test_until (window == NULL);
    }
  /* Followed until somebody ends it. */
  for (int i = 0; i < 2; i++)
    {
      MainWindow *window = main_window_new (app);

      gtk_window_present (GTK_WINDOW (window));
      main_window_follow (window, file);
      widget_test_until (i == 0 || trace_session_n_shown (window->session) == 1);
      g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
      gtk_window_destroy (GTK_WINDOW (window));
      widget_test_until (window == NULL);
    }
  path = g_file_get_path (file);
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  app = window_test_init (&argc, &argv);
  g_test_add_func ("/window-close/dialogs", test_dialogs);
  g_test_add_func ("/window-close/pages", test_pages);
  g_test_add_func ("/window-close/late-answer", test_late_answer);
  g_test_add_func ("/window-close/keys-of-pages", test_keys_of_pages);
  return window_test_run (app);
}
