/* test-window-marks.c: marks, comments, their list, and taking changes back, in the program's window.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ui/app-settings.h"
#include "ui/dialogs/comment-dialog.h"
#include "ui/dialogs/marks-dialog.h"
#include "window-test.h"

#include <string.h>

static MainApp *app;

static const char *const lines[] = {
  "0 can0 100#00",  "10 can0 200#00", "20 can0 100#01", "30 can0 300#00 T", "40 can0 20000004#0000000000000000",
  "50 can0 200#01", "60 can1 100#00", "70 can0 300#01", "80 can0 100#03",   NULL,
};

static void
assert_marks (MainWindow *window, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint row = 0; lines[row] != NULL; row++)
    g_string_append_c (text, trace_session_is_marked (window->session, row) ? '*' : '.');
  g_assert_cmpstr (text->str, ==, expected);
}

static char *
dup_menu_label (MainWindow *window, int index)
{
  char *label = NULL;

  g_menu_model_get_item_attribute (G_MENU_MODEL (window->edit_section), index, "label", "s", &label);
  return label;
}

static void
assert_menu (MainWindow *window, const char *undo, const char *redo)
{
  g_autofree char *first = dup_menu_label (window, 0), *second = dup_menu_label (window, 1);

  g_assert_cmpstr (first, ==, undo);
  g_assert_cmpstr (second, ==, redo);
}

static GtkWindow *
find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        return window;
    }
  return NULL;
}

static void
test_mark (void)
{
  MainWindow *window = window_test_open (app, lines);

  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "next-marked"));
  assert_menu (window, "_Undo", "R_edo");
  window_test_select (window, 1, 3);
  window_test_act (window, "mark");
  assert_marks (window, ".***.....");
  assert_menu (window, "_Undo Mark 3 Frames", "R_edo");
  window_test_select (window, 2, 2);
  window_test_act (window, "mark");
  assert_marks (window, ".*.*.....");
  assert_menu (window, "_Undo Unmark 1 Frame", "R_edo");
  window_test_act (window, "undo");
  assert_marks (window, ".***.....");
  assert_menu (window, "_Undo Mark 3 Frames", "R_edo Unmark 1 Frame");
  window_test_act (window, "undo");
  assert_marks (window, ".........");
  window_test_act (window, "undo"); /* nothing to take back */
  window_test_act (window, "redo");
  assert_marks (window, ".***.....");
  window_test_act (window, "mark-shown");
  assert_marks (window, "*********");
  window_test_act (window, "undo");
  assert_marks (window, ".***.....");
  window_test_act (window, "unmark-all");
  assert_marks (window, ".........");
  window_test_act (window, "undo");
  assert_marks (window, ".***.....");

  window_test_select (window, 0, 0);
  window_test_act (window, "next-marked");
  window_test_act (window, "next-marked");
  g_assert_cmpuint (trace_session_get_cursor (window->session), ==, 2);
  window_test_act (window, "next-marked");
  window_test_act (window, "next-marked"); /* there is no other */
  g_assert_cmpuint (trace_session_get_cursor (window->session), ==, 3);
  window_test_act (window, "previous-marked");
  g_assert_cmpuint (trace_session_get_cursor (window->session), ==, 2);
  window_test_close (window);
}

/* The window's keys, as they are registered. */
static void
test_keys (void)
{
  static const char *const keys[][2] = { { "win.mark", "<Control>m" },
                                         { "win.next-marked", "<Control><Shift>n" },
                                         { "win.comment", "<Control><Alt>c" },
                                         { "win.undo", "<Control>z" },
                                         { "win.redo", "<Control><Shift>z" } };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_auto (GStrv) accels = gtk_application_get_accels_for_action (GTK_APPLICATION (app), keys[i][0]);
      guint key, wanted_key;
      GdkModifierType mods, wanted_mods;

      g_assert_nonnull (accels[0]);
      gtk_accelerator_parse (accels[0], &key, &mods);
      gtk_accelerator_parse (keys[i][1], &wanted_key, &wanted_mods);
      g_assert_cmpuint (key, ==, wanted_key);
      g_assert_cmpuint (mods, ==, wanted_mods);
    }
}

static void
test_comment (void)
{
  MainWindow *window = window_test_open (app, lines);
  const RowComments *comments = trace_session_get_comments (window->session);
  GtkWindow *dialog;
  GtkWidget *view;

  window_test_select (window, 4, 4);
  window_test_act (window, "comment");
  widget_test_settle ();
  dialog = find_window (COMMENT_TYPE_DIALOG);
  view = widget_test_find (GTK_WIDGET (dialog), GTK_TYPE_TEXT_VIEW);
  g_assert_true (gtk_window_get_focus (dialog) == view);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "Stuff error\nof the door module", -1);
  widget_test_pictures (dialog, "comment");
  g_assert_true (widget_test_key (dialog, GDK_KEY_Return, 0));
  widget_test_settle ();
  g_assert_null (find_window (COMMENT_TYPE_DIALOG));
  g_assert_cmpstr (row_comments_get (comments, 4), ==, "Stuff error\nof the door module");
  assert_menu (window, "_Undo Comment on Frame 5", "R_edo");

  window_test_act (window, "comment"); /* closing changes nothing */
  widget_test_settle ();
  dialog = find_window (COMMENT_TYPE_DIALOG);
  gtk_window_close (dialog);
  widget_test_settle ();
  g_assert_cmpuint (row_comments_n (comments), ==, 1);

  window_test_select (window, 1, 2);
  window_test_act (window, "mark");
  window_test_select (window, 4, 4);
  widget_test_settle ();
  widget_test_pictures (GTK_WINDOW (window), "marks");
  window_test_act (window, "undo");
  window_test_act (window, "undo");
  g_assert_cmpuint (row_comments_n (comments), ==, 0);
  window_test_act (window, "redo");
  g_assert_cmpuint (row_comments_n (comments), ==, 1);
  window_test_close (window);
}

static void
on_text_read (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

/* The button is grey until the worker has the text; then the clipboard has it. */
static void
assert_copied (GtkWindow *dialog, const char *expected)
{
  GtkWidget *button
      = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (dialog), MARKS_TYPE_DIALOG, "copy_button"));
  g_autofree char *text = NULL;

  g_signal_emit_by_name (button, "clicked");
  g_assert_false (gtk_widget_get_sensitive (button));
  widget_test_until (gtk_widget_get_sensitive (button));
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (button), NULL, on_text_read, &text);
  widget_test_until (text != NULL);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_list (void)
{
  MainWindow *window = window_test_open (app, lines);
  GtkSelectionModel *selection;
  GtkWindow *dialog;
  GtkWidget *view;

  trace_session_set_comment (window->session, 6, "from the other bus");
  window_test_select (window, 1, 3);
  window_test_act (window, "mark");
  window_test_act (window, "marks");
  widget_test_settle ();
  dialog = find_window (MARKS_TYPE_DIALOG);
  view = widget_test_find (GTK_WIDGET (dialog), GTK_TYPE_COLUMN_VIEW);
  selection = gtk_column_view_get_model (GTK_COLUMN_VIEW (view));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (selection)), ==, 4);
  g_assert_true (gtk_selection_model_is_selected (selection, 0)); /* the cursor's */
  gtk_selection_model_select_item (selection, 3, TRUE);
  g_assert_cmpuint (trace_session_get_cursor (window->session), ==, 6);
  window_test_select (window, 3, 3);
  g_assert_true (gtk_selection_model_is_selected (selection, 2));
  widget_test_pictures (dialog, "marks-list");
  assert_copied (dialog, "2\t0.010000\tcan0\t200\t\t*\n3\t0.020000\tcan0\t100\t\t*\n"
                         "4\t0.030000\tcan0\t300\t\t*\n7\t0.060000\tcan1\t100\t\t\n    from the other bus\n");
  window_test_act (window, "marks"); /* the same window */
  window_test_act (window, "undo");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (selection)), ==, 1);
  gtk_window_close (dialog);
  widget_test_settle ();
  g_assert_null (find_window (MARKS_TYPE_DIALOG));
  window_test_act (window, "marks");
  widget_test_settle ();
  window_test_close (window); /* with the list open */
  g_assert_null (find_window (MARKS_TYPE_DIALOG));
}

/* Lines between rows: they take none. */
static void
test_notes (void)
{
  MainWindow *window = window_test_open (app, lines);
  FrameStore *store = frame_store_new_ring (2);
  FrameBatch *batch = frame_batch_new ();

  for (guint row = 0; row < 20; row++)
    {
      static const char trigger[] = "Begin TriggerBlock Mon Mar 04 10:00:01.000 am 2024",
                        status[] = "CAN 1 Status:chip status error active";

      if (row == 4)
        frame_batch_add_note (batch, NOTE_EVENT, 0, row, 1, trigger, strlen (trigger));
      if (row == 9)
        frame_batch_add_note (batch, NOTE_STATUS, 0, row, 1, status, strlen (status));
      batch->frames[row]
          = (CanFrame){ .id = row, .time = row * 1000000, .len = 8, .dlc = 8, .data = batch->payload[row] };
      memset (batch->payload[row], (int) row, 8);
      batch->frames[row].flags |= row == 12 ? CAN_GAP : 0;
      batch->n_frames++;
    }
  g_assert_true (frame_store_append (store, batch, NULL));
  trace_session_set_store (window->session, store);
  widget_test_settle ();
  widget_test_pictures (GTK_WINDOW (window), "notes");
  g_assert_cmpuint (trace_session_n_shown (window->session), ==, 20);
  window_test_act (window, "all-notes");
  g_assert_true (g_settings_get_boolean (app_settings_get (), "all-notes"));
  widget_test_settle ();
  widget_test_pictures (GTK_WINDOW (window), "all-notes");
  window_test_act (window, "all-notes");
  frame_batch_free (batch);
  frame_store_unref (store);
  window_test_close (window);
}

int
main (int argc, char **argv)
{
  app = window_test_init (&argc, &argv);
  g_test_add_func ("/window-marks/mark", test_mark);
  g_test_add_func ("/window-marks/keys", test_keys);
  g_test_add_func ("/window-marks/comment", test_comment);
  g_test_add_func ("/window-marks/list", test_list);
  g_test_add_func ("/window-marks/notes", test_notes);
  return window_test_run (app);
}
