/* test-window-record.c: a recording from the dialog: what it keeps, triggers, the file, a second one; marks are
 * markers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ui/app-settings.h"
#include "ui/dialogs/capture-options-dialog.h"
#include "ui/dialogs/recording-dialog.h"
#include "ui/dialogs/trigger-row.h"
#include "window-test.h"

#include <glib/gstdio.h>

static MainApp *app;
static char *folder;

static gboolean
has_frames (gpointer window)
{
  return trace_session_n_shown (MAIN_WINDOW (window)->session) > 200;
}

static GtkWidget *
find_dialog (void)
{
  GtkWidget *found = NULL;
  GList *windows = gtk_window_list_toplevels ();

  for (GList *each = windows; each != NULL; each = each->next)
    if (RECORDING_IS_DIALOG (each->data))
      found = each->data;
  g_list_free (windows);
  return found;
}

static GtkWidget *
child_of (GtkWidget *dialog, const char *name)
{
  return GTK_WIDGET (gtk_widget_get_template_child (dialog, RECORDING_TYPE_DIALOG, name));
}

static guint
n_recorders (MainWindow *window)
{
  return trace_session_get_recorders (window->session)->len;
}

static gboolean
has_recorded (gpointer window)
{
  GPtrArray *recorders = trace_session_get_recorders (MAIN_WINDOW (window)->session);
  gboolean all = recorders->len > 0;

  for (guint i = 0; i < recorders->len; i++)
    {
      RecorderState state;

      recorder_get_state (g_ptr_array_index (recorders, i), &state);
      all &= state.run.n_frames > 300;
      recorder_state_clear (&state);
    }
  return all;
}

static gboolean
has_ended (gpointer window)
{
  return !trace_session_is_recording (MAIN_WINDOW (window)->session);
}

static guint
n_files (void)
{
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (files) != NULL)
    n++;
  return n;
}

static void
answer (int response)
{
  GList *windows = gtk_window_list_toplevels ();
  gboolean found = FALSE;

  for (GList *each = windows; each != NULL && !found; each = each->next)
    if (GTK_IS_MESSAGE_DIALOG (each->data))
      {
        gtk_dialog_response (GTK_DIALOG (each->data), response);
        found = TRUE;
      }
  g_list_free (windows);
  g_assert_true (found);
}

/* The form: wrong things are said and cannot be started. */
static void
fill_form (GtkWidget *dialog, const char *name, guint format)
{
  GtkWidget *record = child_of (dialog, "record_button");

  gtk_editable_set_text (GTK_EDITABLE (child_of (dialog, "folder")), folder);
  gtk_editable_set_text (GTK_EDITABLE (child_of (dialog, "name")), "{what}");
  g_assert_false (gtk_widget_get_sensitive (record));
  gtk_editable_set_text (GTK_EDITABLE (child_of (dialog, "name")), name);
  g_assert_true (gtk_widget_get_sensitive (record));
  gtk_editable_set_text (GTK_EDITABLE (child_of (dialog, "filter")), "can.id ==");
  g_assert_false (gtk_widget_get_sensitive (record));
  gtk_editable_set_text (GTK_EDITABLE (child_of (dialog, "filter")), "");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (child_of (dialog, "split")), 1);
  g_assert_true (gtk_widget_get_sensitive (record));
  gtk_editable_set_text (GTK_EDITABLE (child_of (dialog, "split_value")), "many");
  g_assert_false (gtk_widget_get_sensitive (record));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (child_of (dialog, "split")), 0);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (child_of (dialog, "formats")), format);
  g_assert_true (gtk_widget_get_sensitive (record));
}

static void
test_record (void)
{
  MainWindow *window = main_window_new (app);
  GtkWidget *dialog;
  GtkListBoxRow *row;

  gtk_window_set_default_size (GTK_WINDOW (window), 1400, 900);
  gtk_window_present (GTK_WINDOW (window));
  widget_test_settle ();
  g_action_group_activate_action (G_ACTION_GROUP (window), "sample-bus", NULL);
  widget_test_wait (has_frames, window);

  g_action_group_activate_action (G_ACTION_GROUP (window), "record", NULL);
  dialog = find_dialog ();
  g_assert_nonnull (dialog);
  fill_form (dialog, "{bus}_{n}", 0);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (child_of (dialog, "whole")), TRUE);
  g_signal_emit_by_name (child_of (dialog, "record_button"), "clicked");
  g_assert_cmpuint (n_recorders (window), ==, 1);
  widget_test_wait (has_recorded, window);
  g_assert_true (gtk_widget_has_css_class (window->record_button, "recording"));
  g_assert_cmpuint (n_files (), ==, 1);

  /* A second one beside it, around a trigger. */
  widget_test_settle ();
  g_action_group_activate_action (G_ACTION_GROUP (window), "record", NULL);
  dialog = find_dialog ();
  g_signal_emit_by_name (child_of (dialog, "add_button"), "clicked");
  g_assert_false (gtk_widget_get_sensitive (child_of (dialog, "record_button")));
  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (child_of (dialog, "triggers")), 0);
  g_assert_true (TRIGGER_IS_ROW (row));
  {
    g_autofree char *text = trigger_row_dup_text (TRIGGER_ROW (row));

    g_assert_cmpstr (text, ==, "when");
  }
  g_signal_emit_by_name (row, "removed");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (child_of (dialog, "formats")), 1);
  g_assert_true (gtk_widget_get_sensitive (child_of (dialog, "record_button")));
  g_signal_emit_by_name (child_of (dialog, "add_button"), "clicked");
  gtk_window_present (GTK_WINDOW (dialog));
  widget_test_settle ();
  widget_test_pictures (GTK_WINDOW (dialog), "recording-dialog");
  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (child_of (dialog, "triggers")), 0);
  g_signal_emit_by_name (row, "removed");
  g_signal_emit_by_name (child_of (dialog, "record_button"), "clicked");
  g_assert_cmpuint (n_recorders (window), ==, 2);
  widget_test_wait (has_recorded, window);

  /* A marker goes into both. */
  g_action_group_activate_action (G_ACTION_GROUP (window), "mark", NULL);
  g_assert_cmpuint (row_ranges_count (trace_session_get_marks (window->session)), ==, 1);

  /* Closing asks; what was recorded is whole then. */
  gtk_window_close (GTK_WINDOW (window));
  widget_test_settle ();
  g_assert_false (has_ended (window));
  answer (GTK_RESPONSE_CANCEL);
  widget_test_settle ();
  g_assert_cmpint (trace_session_get_state (window->session), ==, TRACE_SESSION_CAPTURING);
  gtk_window_close (GTK_WINDOW (window));
  widget_test_settle ();
  answer (GTK_RESPONSE_ACCEPT);
  widget_test_wait (has_ended, window);
  widget_test_settle ();
  g_assert_false (gtk_widget_has_css_class (window->record_button, "recording"));
  g_assert_cmpuint (n_files (), ==, 2);
  gtk_window_destroy (GTK_WINDOW (window));
  widget_test_settle ();
}

/* A ring shows the last frames; the capture filter acts while it runs. */
static gboolean
only_filtered_come (gpointer data)
{
  TraceSession *session = MAIN_WINDOW (data)->session;
  FrameStore *store = trace_session_get_store (session);
  uint64_t length = frame_store_length (store);
  guint n = 0;

  for (uint64_t row = length > 5 ? length - 5 : length; row < length; row++)
    {
      CanFrame frame;

      frame_store_get (store, row, &frame);
      n += frame.id == 0x0C9;
    }
  return n == 5;
}

static void
test_options (void)
{
  MainWindow *window = main_window_new (app);
  GSettings *settings = app_settings_get ();
  GtkWidget *dialog = capture_options_dialog_new (settings);

  gtk_window_present (GTK_WINDOW (dialog));
  g_settings_set_uint (settings, "capture-hold", 1);
  g_settings_set_uint (settings, "capture-hold-frames", 65536);
  g_assert_cmpuint (capture_options_get_ring (settings, 2), ==, 65536);
  widget_test_settle ();
  gtk_window_destroy (GTK_WINDOW (dialog));
  dialog = capture_options_dialog_new (settings);
  gtk_window_present (GTK_WINDOW (dialog));
  widget_test_settle ();
  widget_test_pictures (GTK_WINDOW (dialog), "capture-options");
  gtk_window_destroy (GTK_WINDOW (dialog));

  gtk_window_present (GTK_WINDOW (window));
  g_action_group_activate_action (G_ACTION_GROUP (window), "sample-bus", NULL);
  widget_test_wait (has_frames, window);
  g_assert_cmpuint (trace_session_get_first (window->session), ==, 0);
  g_assert_true (g_file_test (trace_session_get_capture_path (window->session), G_FILE_TEST_EXISTS));
  g_settings_set_string (settings, "capture-filter", "0C9:7FF");
  widget_test_wait (only_filtered_come, window);
  g_action_group_activate_action (G_ACTION_GROUP (window), "capture", NULL); /* stop */
  g_assert_true (g_file_test (trace_session_get_capture_path (window->session), G_FILE_TEST_EXISTS));
  g_settings_reset (settings, "capture-hold");
  g_settings_reset (settings, "capture-filter");
  gtk_window_destroy (GTK_WINDOW (window));
  widget_test_settle ();
}

int
main (int argc, char **argv)
{
  folder = g_dir_make_tmp ("canid-record-XXXXXX", NULL);
  g_setenv ("XDG_STATE_HOME", g_dir_make_tmp ("canid-state-XXXXXX", NULL), TRUE);
  app = window_test_init (&argc, &argv);
  g_test_add_func ("/window-record/record", test_record);
  g_test_add_func ("/window-record/options", test_options);
  return window_test_run (app);
}
