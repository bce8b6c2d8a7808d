/* test-window-files.c: files come in together and go out in part; workspaces; properties.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ui/app-settings.h"
#include "ui/dialogs/export-dialog.h"
#include "ui/dialogs/missing-dialog.h"
#include "window-test.h"
#include <glib/gstdio.h>
#include <string.h>

#define FIRST "(1700000000.000000) can0 123#1122\n(1700000000.200000) can1 456#33\n"
#define SECOND "(1700000000.100000) can0 123#4455\n(1700000000.300000) can0 20000080#0000000000000000\n"
#define DATABASE                                                                                                       \
  "VERSION \"\"\n\nNS_ :\n\nBS_:\n\nBU_: ECU\n\nBO_ 291 Speeds: 8 ECU\n"                                               \
  " SG_ Speed : 0|16@1+ (0.1,0) [0|100] \"km/h\" ECU\n"

static MainApp *app;
static char *folder;

static MainWindow *
open_merged (void)
{
  MainWindow *window = main_window_new (app);
  g_autoptr (GFile) first = widget_test_write (folder, "first.log", FIRST),
                    second = widget_test_write (folder, "second.log", SECOND);
  g_autoptr (GFile) database = widget_test_write (folder, "car.dbc", DATABASE);
  GFile *files[] = { first, second, database };

  gtk_window_present (GTK_WINDOW (window));
  main_window_open_files (window, files, G_N_ELEMENTS (files));
  widget_test_until (window_test_is_idle (window)
                     && database_set_n (trace_session_get_databases (window->session)) == 1);
  widget_test_settle ();
  return window;
}

static GtkWindow *
find_window (const char *title)
{
  GList *toplevels = gtk_window_list_toplevels ();
  GtkWindow *found = NULL;

  for (GList *l = toplevels; l != NULL; l = l->next)
    if (g_strcmp0 (gtk_window_get_title (l->data), title) == 0)
      found = l->data;
  g_list_free (toplevels);
  return found;
}

static GtkWidget *
find_child (GtkWidget *widget, const char *name)
{
  if (g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), name) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_child (child, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static char *
read_file (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static void
set_filter (MainWindow *window, const char *text)
{
  RowSet *before = trace_session_get_shown (window->session);

  filter_bar_apply_text (window->filter_bar, text);
  /* The old rows are shown until the new ones are there. */
  widget_test_until (trace_session_get_filter_progress (window->session) >= 1
                     && g_str_equal (trace_session_get_filter (window->session), text)
                     && (trace_session_get_shown (window->session) != before || (before == NULL && *text == '\0')));
  widget_test_settle ();
}

/* Job 7 of the comparison: the shown frames as CSV, by key, Enter. */
static void
test_export_shown (void)
{
  MainWindow *window = open_merged ();
  GtkWindow *dialog;
  GtkWidget *losses;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  set_filter (window, "can.id == 0x123");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.export", NULL);
  widget_test_until ((dialog = find_window ("Export Frames")) != NULL);
  losses = find_child (GTK_WIDGET (dialog), "losses");
  widget_test_until (g_str_has_prefix (gtk_label_get_text (GTK_LABEL (losses)), "2 frames"));
  g_assert_nonnull (strstr (gtk_label_get_text (GTK_LABEL (losses)), "channels are left out"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find_child (GTK_WIDGET (dialog), "file"))), ==, "first.csv");
  widget_test_pictures (dialog, "export-dialog");
  g_signal_emit_by_name (find_child (GTK_WIDGET (dialog), "export_button"), "clicked");
  widget_test_until (window->save_cancel == NULL && (text = read_file ("first.csv")) != NULL);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4); /* header, two frames, nothing */
  window_test_close_all (app);
}

static void
test_save_as (void)
{
  MainWindow *window = open_merged ();
  GtkWindow *dialog;
  GtkWidget *file, *formats;
  g_autofree char *text = NULL, *tidy = export_dialog_dup_tidy_name ("x.canid.canid"),
                  *kept = export_dialog_dup_tidy_name ("x.canid");

  g_assert_cmpstr (tidy, ==, "x.canid");
  g_assert_cmpstr (kept, ==, "x.canid");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.save-as", NULL);
  widget_test_until ((dialog = find_window ("Save the Trace As")) != NULL);
  file = find_child (GTK_WIDGET (dialog), "file");
  formats = find_child (GTK_WIDGET (dialog), "formats");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (file)), ==, "first.canid");
  gtk_editable_set_text (GTK_EDITABLE (file), "part.log.gz"); /* the name decides */
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (formats)), ==, 1);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (formats), 0); /* and follows */
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (file)), ==, "part.canid");
  gtk_editable_set_text (GTK_EDITABLE (find_child (GTK_WIDGET (dialog), "from")), "0.15");
  widget_test_until (
      gtk_widget_get_sensitive (find_child (GTK_WIDGET (dialog), "export_button"))
      && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (find_child (GTK_WIDGET (dialog), "losses"))), "2 "));
  g_signal_emit_by_name (find_child (GTK_WIDGET (dialog), "export_button"), "clicked");
  widget_test_until (window->save_cancel == NULL && (text = read_file ("part.canid")) != NULL);
  {
    g_autofree char *path = g_build_filename (folder, "part.canid", NULL);
    FrameStore *store = frame_store_open (path, NULL);

    g_assert_nonnull (store);
    g_assert_cmpuint (frame_store_length (store), ==, 2);
    frame_store_unref (store);
  }
  window_test_close_all (app);
}

static void
test_properties (void)
{
  MainWindow *window = open_merged ();
  GtkWindow *dialog;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.properties", NULL);
  widget_test_until ((dialog = find_window ("Properties of the Trace")) != NULL);
  widget_test_settle ();
  widget_test_pictures (dialog, "properties");
  window_test_close_all (app);
}

static GtkWidget *
find_question (void)
{
  GList *toplevels = gtk_window_list_toplevels ();
  GtkWidget *question = NULL;

  for (GList *l = toplevels; l != NULL; l = l->next)
    question = GTK_IS_MESSAGE_DIALOG (l->data) ? l->data : question;
  g_list_free (toplevels);
  return question;
}

/* Marks of a merged trace are in no file: it is asked before they are lost. */
static void
test_unsaved (void)
{
  MainWindow *window = open_merged ();
  RowRanges *ranges = row_ranges_new ();

  g_assert_false (main_window_ask_close (window));
  row_ranges_add (ranges, 1, 1);
  g_assert_true (trace_session_mark (window->session, ranges, TRACE_MARK));
  row_ranges_free (ranges);
  gtk_window_close (GTK_WINDOW (window));
  g_assert_nonnull (find_question ());
  widget_test_settle ();
  widget_test_pictures (GTK_WINDOW (find_question ()), "unsaved");
  gtk_dialog_response (GTK_DIALOG (find_question ()), GTK_RESPONSE_CANCEL);
  widget_test_settle ();
  g_assert_nonnull (gtk_application_get_windows (GTK_APPLICATION (app)));
  g_assert_null (find_question ());
  gtk_window_close (GTK_WINDOW (window));
  g_assert_nonnull (find_question ());
  gtk_dialog_response (GTK_DIALOG (find_question ()), GTK_RESPONSE_REJECT);
  widget_test_until (gtk_application_get_windows (GTK_APPLICATION (app)) == NULL);
}

/* second.log and car.dbc are in another folder now: one is shown where, the other is found beside it. */
static void
assert_located (MainWindow *window)
{
  MissingDialog *dialog = MISSING_DIALOG (find_window ("Missing Files"));
  g_autofree char *elsewhere = g_build_filename (folder, "elsewhere", NULL);
  g_autofree char *path = g_build_filename (elsewhere, "second.log", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_nonnull (dialog);
  g_mkdir (elsewhere, 0700);
  g_assert_true (g_file_set_contents (path, SECOND, -1, NULL));
  widget_test_settle ();
  widget_test_pictures (GTK_WINDOW (dialog), "missing");
  missing_dialog_set_found (dialog, 0, file);
  g_assert_cmpuint (g_hash_table_size (missing_dialog_get_found (dialog)), ==, 1);
  widget_test_pictures (GTK_WINDOW (dialog), "missing-found");
  g_signal_emit_by_name (gtk_window_get_focus (GTK_WINDOW (dialog)), "clicked"); /* Open has the keys */
  widget_test_until (window_test_is_idle (window) && trace_session_get_files (window->session)->len == 2);
  widget_test_until (database_set_n (trace_session_get_databases (window->session)) == 1);
  g_unlink (path);
  g_rmdir (elsewhere);
}

/* Saved, the window closed, opened again: all is as it was; nothing else is needed. */
static void
test_workspace (void)
{
  MainWindow *window = open_merged ();
  g_autofree char *path = g_build_filename (folder, "job.canid-workspace", NULL);
  g_autoptr (GFile) file
      = g_file_new_for_path (path),
      broken = widget_test_write (folder, "broken.canid-workspace", "{\"canid-workspace\": 1,\n\"traces\": nonsense");
  RowRanges *ranges = row_ranges_new ();

  set_filter (window, "Speeds.Speed > 0");
  row_ranges_add (ranges, 1, 1);
  trace_session_set_selection (window->session, ranges, 1);
  g_settings_set_string (app_settings_get (), "time-format", "absolute");
  main_window_save_workspace (window, file);
  window_test_close_all (app);
  g_settings_reset (app_settings_get (), "time-format");

  window = main_window_new (app);
  gtk_window_present (GTK_WINDOW (window));
  widget_test_settle ();
  widget_test_pictures (GTK_WINDOW (window), "welcome-workspace");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-last-workspace", NULL);
  widget_test_until (window_test_is_idle (window)
                     && g_str_equal (trace_session_get_filter (window->session), "Speeds.Speed > 0"));
  widget_test_until (trace_session_get_cursor (window->session) == 1);
  g_assert_cmpuint (trace_session_get_files (window->session)->len, ==, 2);
  g_assert_cmpuint (database_set_n (trace_session_get_databases (window->session)), ==, 1);
  {
    g_autofree char *format = g_settings_get_string (app_settings_get (), "time-format");

    g_assert_cmpstr (format, ==, "absolute");
  }
  widget_test_until (trace_session_n_shown (window->session) == 2);
  widget_test_settle ();
  widget_test_pictures (GTK_WINDOW (window), "workspace");

  /* A damaged one says where, a missing file which. */
  main_window_open_workspace (window, broken);
  g_assert_nonnull (strstr (gtk_label_get_text (window->message_label), "line 2"));
  {
    g_autofree char *gone = g_build_filename (folder, "second.log", NULL);

    g_unlink (gone);
    main_window_open_workspace (window, file);
    g_assert_nonnull (strstr (gtk_label_get_text (window->message_label), "second.log"));
    widget_test_until (window_test_is_idle (window) && trace_session_get_files (window->session)->len == 1);
  }
  assert_located (window);
  window_test_close_all (app);
}

/* One file, taken elsewhere: the shown frames, their database, the filter. */
static void
test_case (void)
{
  MainWindow *window = open_merged ();
  g_autofree char *path = g_build_filename (folder, "x.canid-case", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path),
                    broken = widget_test_write (folder, "broken.canid-case", "PK\3\4nonsense");

  set_filter (window, "Speeds.Speed > 0");
  main_window_save_case (window, file);
  widget_test_until (window->save_cancel == NULL && g_file_query_exists (file, NULL));
  window_test_close_all (app);

  window = main_window_new (app);
  gtk_window_present (GTK_WINDOW (window));
  main_window_open_files (window, &file, 1);
  widget_test_until (window_test_is_idle (window)
                     && g_str_equal (trace_session_get_filter (window->session), "Speeds.Speed > 0"));
  g_assert_cmpuint (frame_store_length (trace_session_get_store (window->session)), ==, 2);
  widget_test_until (trace_session_n_shown (window->session) == 2);
  main_window_open_case (window, broken);
  widget_test_until (gtk_revealer_get_reveal_child (window->message_revealer));
  g_assert_nonnull (strstr (gtk_label_get_text (window->message_label), "broken.canid-case"));
  window_test_close_all (app);
}

static void
remove_files (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_free (folder);
}

static void
drop (MainWindow *window, GFile *file)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (window->stack));
  GValue value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, g_slist_append (NULL, g_object_ref (file)));
  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 0.0, 0.0, &taken);
    }
  g_assert_true (taken);
  g_value_unset (&value);
}

static void
wait_for_databases (MainWindow *window, guint n)
{
  widget_test_until (database_set_n (trace_session_get_databases (window->session)) == n);
}

static void
assert_undo (MainWindow *window, const char *expected)
{
  g_autofree char *label = NULL;

  g_menu_model_get_item_attribute (G_MENU_MODEL (window->edit_section), 0, "label", "s", &label);
  g_assert_cmpstr (label, ==, expected);
}

/* A database that was added, by files or by a drop, goes again; what a workspace brings is nobody's edit. */
static void
test_undo_databases (void)
{
  MainWindow *window = open_merged ();
  g_autoptr (GFile) second = widget_test_write (folder, "bus.dbc", DATABASE);
  g_autofree char *path = g_build_filename (folder, "undo.canid-workspace", NULL);
  g_autoptr (GFile) workspace = g_file_new_for_path (path);

  assert_undo (window, "_Undo Add Database car.dbc");
  drop (window, second);
  wait_for_databases (window, 2);
  assert_undo (window, "_Undo Add Database bus.dbc");
  drop (window, second); /* again: nothing new */
  widget_test_settle ();
  assert_undo (window, "_Undo Add Database bus.dbc");
  window_test_act (window, "undo");
  wait_for_databases (window, 1);
  window_test_act (window, "redo");
  wait_for_databases (window, 2);
  main_window_save_workspace (window, workspace);
  window_test_act (window, "undo");
  window_test_act (window, "undo");
  wait_for_databases (window, 0);
  assert_undo (window, "_Undo");

  main_window_open_workspace (window, workspace);
  wait_for_databases (window, 2);
  window_test_act (window, "redo"); /* there is nothing to be done again any more */
  widget_test_settle ();
  wait_for_databases (window, 2);
  assert_undo (window, "_Undo");
  window_test_close_all (app);
}

int
main (int argc, char **argv)
{
  int result;

  folder = g_dir_make_tmp ("canid-files-XXXXXX", NULL);
  app = window_test_init (&argc, &argv);

  g_test_add_func ("/files/export-shown", test_export_shown);
  g_test_add_func ("/files/save-as", test_save_as);
  g_test_add_func ("/files/properties", test_properties);
  g_test_add_func ("/files/unsaved", test_unsaved);
  g_test_add_func ("/files/workspace", test_workspace);
  g_test_add_func ("/files/case", test_case);
  g_test_add_func ("/files/undo-databases", test_undo_databases);
  result = window_test_run (app);
  remove_files ();
  return result;
}
