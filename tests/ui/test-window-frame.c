/* test-window-frame.c: colours, filters and copies made of the frame under the cursor; the dialog of colouring rules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "models/frame-copy.h"
#include "models/row-colors.h"
#include "small-trace.h"
#include "ui/app-settings.h"
#include "ui/dialogs/color-rules-dialog.h"
#include "window-test.h"

static MainApp *app;

static const char *const lines[] = {
  "1000 can0 0C9#2AA73D8301AC4F4E",
  "1001 can1 321#00341200",
  "1003 can0 0C9#2AA83D83FF38204E T",
  "1010 can1 20000080#0000000000000000",
  "1011 can0 5A0#R8",
  "1012 can0 400##11234",
  "1013 can1 18FEF100#F3805AC300FFFF1F",
  "1014 can0 0C9#2AA73D8301AC4F4E",
  "1015 can0 401#01",
  "1016 can0 402#01",
  "1017 can0 403#01",
  "1018 can0 404#01",
  "1019 can0 405#01",
  "1020 can0 406#01",
  "1021 can0 407#01",
  NULL,
};

static MainWindow *
open_window (int width, int height)
{
  MainWindow *window = window_test_open (app, lines);
  const DatabaseSet *databases = small_databases_new ();

  color_rules_set_text (color_rules_get_default (), "", NULL);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  trace_session_set_databases (window->session, databases);
  database_set_unref (databases);
  widget_test_settle ();
  return window;
}

static void
set_cursor (MainWindow *window, uint64_t first, uint64_t last)
{
  window_test_select (window, first, last);
  widget_test_settle ();
}

static guint
count_rows (GtkWidget *widget, const char *class)
{
  guint n = gtk_widget_has_css_class (widget, class) && gtk_widget_get_mapped (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_rows (child, class);
  return n;
}

static void
test_colors (void)
{
  MainWindow *window = open_window (1600, 1000);
  GtkWidget *panel = GTK_WIDGET (window->trace_panel);
  g_autofree char *kept = NULL;

  for (guint i = 0; i < 10; i++)
    {
      static const uint64_t rows[] = { 0, 1, 6, 5, 8, 9, 10, 11, 12, 13 };
      g_autofree char *action = g_strdup_printf ("color-id(%u)", i + 1);

      set_cursor (window, rows[i], rows[i]);
      window_test_act (window, action);
    }
  set_cursor (window, 14, 14);
  g_assert_cmpuint (count_rows (panel, "r-color-1"), ==, 3); /* sent ones too */
  g_assert_cmpuint (count_rows (panel, "r-color-10"), ==, 1);
  g_assert_cmpuint (count_rows (panel, "colored"), ==, 12);
  widget_test_pictures (GTK_WINDOW (window), "colors-1600");
  kept = g_settings_get_string (app_settings_get (), "color-rules");
  g_assert_nonnull (strstr (kept, "quick orange\t321 Mux\tcan.id == 0x321\n"));

  window_test_act (window, "by-identifier");
  widget_test_settle ();
  while (count_rows (panel, "r-color-10") == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_rows (panel, "r-color-1"), ==, 2); /* received and sent */
  widget_test_pictures (GTK_WINDOW (window), "colors-ids-1600");
  window_test_act (window, "by-identifier");
  widget_test_settle ();

  set_cursor (window, 1, 1);
  window_test_act (window, "color-id(2)"); /* once more: off */
  g_assert_cmpuint (count_rows (panel, "r-color-2"), ==, 0);
  set_cursor (window, 3, 3);
  window_test_act (window, "color-id(2)"); /* an error frame keeps its looks */
  g_assert_cmpuint (count_rows (panel, "r-color-2"), ==, 0);
  window_test_act (window, "color-reset");
  g_assert_cmpuint (count_rows (panel, "colored"), ==, 0);
  window_test_close (window);
}

static void
assert_filter (MainWindow *window, const char *expected)
{
  g_assert_cmpstr (trace_session_get_filter (window->session), ==, expected);
}

static void
test_filters (void)
{
  MainWindow *window = open_window (1024, 700);

  set_cursor (window, 0, 0);
  window_test_act (window, "apply-filter(('frame','selected'))");
  assert_filter (window, "can.id == 0x0C9");
  field_focus_set_key (field_focus_get (window->session), "signal:EngineData.EngineSpeed");
  window_test_act (window, "apply-filter(('field','and'))");
  assert_filter (window, "can.id == 0x0C9 && EngineSpeed == 2729.75");
  field_focus_set_byte (field_focus_get (window->session), 7);
  window_test_act (window, "apply-filter(('byte','or-not'))");
  assert_filter (window, "can.id == 0x0C9 && EngineSpeed == 2729.75 || !(data[7] == 0x4E)");
  window_test_act (window, "prepare-filter(('frame','not'))");
  assert_filter (window, "can.id == 0x0C9 && EngineSpeed == 2729.75 || !(data[7] == 0x4E)");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (filter_bar_get_entry (window->filter_bar))), ==,
                   "!(can.id == 0x0C9)");
  window_test_act (window, "apply-filter(('frame','xor'))"); /* there is no such thing: nothing happens */
  assert_filter (window, "can.id == 0x0C9 && EngineSpeed == 2729.75 || !(data[7] == 0x4E)");
  window_test_close (window);
}

static gboolean
found_same (gpointer data)
{
  return trace_session_get_cursor (MAIN_WINDOW (data)->session) == 7;
}

static void
test_find_same (void)
{
  MainWindow *window = open_window (1024, 700);

  set_cursor (window, 0, 0);
  window_test_act (window, "find-same-data");
  widget_test_wait (found_same, window);
  window_test_close (window);
}

static void
got_text (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static char *
copied (MainWindow *window, const char *kind)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (window));
  g_autofree char *action = g_strdup_printf ("copy-as::%s", kind);
  char *text = NULL;

  gdk_clipboard_set_text (clipboard, "");
  while (text == NULL || *text == '\0')
    {
      if (text == NULL)
        window_test_act (window, action);
      g_clear_pointer (&text, g_free);
      gdk_clipboard_read_text_async (clipboard, NULL, got_text, &text);
      while (text == NULL)
        g_main_context_iteration (NULL, TRUE);
    }
  return text;
}

static void
assert_copied (MainWindow *window, const char *kind, const char *expected)
{
  g_autofree char *text = copied (window, kind);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_copies (void)
{
  MainWindow *window = open_window (1024, 700);

  set_cursor (window, 3, 5);
  assert_copied (window, "candump",
                 "(1.010000) can1 20000080#0000000000000000\n(1.011000) can0 5A0#R8\n(1.012000) can0 400##11234\n");
  assert_copied (window, "cansend", "cansend can0 5A0#R8\ncansend can0 400##11234\n");
  assert_copied (window, "data", "00 00 00 00 00 00 00 00\n\n12 34\n");
  assert_copied (window, "csv",
                 "number,time,channel,id,ext,rtr,err,fd,brs,esi,dir,dlc,len,data\n"
                 "4,1.010000,can1,80,0,0,1,0,0,0,rx,8,8,0000000000000000\n"
                 "5,1.011000,can0,5A0,0,1,0,0,0,0,rx,8,0,\n"
                 "6,1.012000,can0,400,0,0,0,1,1,0,rx,2,2,1234\n");
  trace_list_set_layout (trace_panel_get_list (window->trace_panel), "number id data");
  assert_copied (window, "text", "4\t-\t00 00 00 00 00 00 00 00\n5\t5A0\tno data\n6\t400\t12 34\n");
  set_cursor (window, 6, 6);
  assert_copied (window, "c-array",
                 "static const uint8_t frame_7_0x18FEF100[8] = { 0xF3, 0x80, 0x5A, 0xC3, 0x00, 0xFF, 0xFF, 0x1F };\n");
  assert_copied (window, "json",
                 "{\"number\":7,\"time\":1.013000,\"channel\":\"can1\",\"id\":\"18FEF100\",\"ext\":true,\"rtr\":false,"
                 "\"err\":false,\"fd\":false,\"brs\":false,\"esi\":false,\"dir\":\"rx\",\"dlc\":8,\"len\":8,\"data\":"
                 "\"F3805AC300FFFF1F\"}\n");
  window_test_close (window);
}

static void
test_dialog (void)
{
  MainWindow *window = open_window (1024, 700);
  ColorRules *rules = color_rules_get_default ();
  ColorRulesDialog *dialog = COLOR_RULES_DIALOG (color_rules_dialog_new (GTK_WINDOW (window), window->session));
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "canid-colors-XXXXXX", NULL), *text = NULL;
  g_autoptr (GFile) file = NULL, none = g_file_new_for_path ("/none/such");
  GtkWidget *entry;

  gtk_window_present (GTK_WINDOW (dialog));
  widget_test_settle ();
  gtk_widget_activate_action (GTK_WIDGET (dialog), "rules.add", NULL);
  widget_test_settle ();
  entry = widget_test_find (GTK_WIDGET (dialog), FILTER_TYPE_ENTRY);
  filter_entry_set_text (FILTER_ENTRY (entry), "EngineSpeed > 0");
  g_assert_cmpstr (color_rules_get (rules, 0)->expression, ==, "EngineSpeed > 0");
  widget_test_settle ();
  g_assert_cmpuint (count_rows (GTK_WIDGET (window->trace_panel), "r-color-1"), ==, 3);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "rules.add", NULL);
  filter_entry_set_text (FILTER_ENTRY (widget_test_find (GTK_WIDGET (dialog), FILTER_TYPE_ENTRY)), "EngineSped > 0");
  g_assert_nonnull (row_colors_get_problem (row_colors_of_session (window->session), 0)->what);
  widget_test_settle ();
  widget_test_pictures (GTK_WINDOW (dialog), "color-rules");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "rules.up", "u", 0);
  g_assert_cmpstr (color_rules_get (rules, 0)->expression, ==, "EngineSped > 0");
  g_assert_true (widget_test_key (GTK_WINDOW (dialog), GDK_KEY_Down, GDK_ALT_MASK));
  g_assert_cmpstr (color_rules_get (rules, 1)->expression, ==, "EngineSped > 0");

  close (g_mkstemp (path));
  file = g_file_new_for_path (path);
  color_rules_dialog_export (dialog, file);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "rules.remove", "u", 1);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "rules.remove", "u", 7);
  g_assert_cmpuint (color_rules_n (rules), ==, 1);
  color_rules_dialog_import (dialog, file);
  g_assert_cmpuint (color_rules_n (rules), ==, 2);
  g_assert_cmpstr (color_rules_dialog_get_message (dialog), ==, "");
  color_rules_dialog_import (dialog, none);
  g_assert_cmpstr (color_rules_dialog_get_message (dialog), !=, "");
  g_file_delete (file, NULL, NULL);
  gtk_window_destroy (GTK_WINDOW (dialog));
  window_test_close (window);
}

static gboolean
is_enabled (MainWindow *window, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (window), action);
}

/* What cannot be done now is grey. */
static void
test_enabled (void)
{
  static const char *const of_trace[] = { "apply-filter",   "copy-as", "fit-columns", "export",
                                          "export-samples", "save-as", "save-case",   "replay-offline" };
  static const char *const of_cursor[]
      = { "find-same-data", "color-id", "statistics-of-id", "time-reference", "send-frame", "add-to-transmit" };
  static const char *const lines_of_one[] = { "0 can0 123#1122", NULL };
  MainWindow *window = main_window_new (app);
  FrameStore *store = small_trace_new (lines_of_one);
  RowRanges *none = row_ranges_new ();

  gtk_window_present (GTK_WINDOW (window));
  for (guint i = 0; i < G_N_ELEMENTS (of_trace); i++)
    g_assert_false (is_enabled (window, of_trace[i]));
  for (guint i = 0; i < G_N_ELEMENTS (of_cursor); i++)
    g_assert_false (is_enabled (window, of_cursor[i]));
  trace_session_set_store (window->session, store);
  frame_store_unref (store);
  widget_test_settle ();
  window_test_select (window, 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (of_trace); i++)
    g_assert_true (is_enabled (window, of_trace[i]));
  for (guint i = 0; i < G_N_ELEMENTS (of_cursor); i++)
    g_assert_true (is_enabled (window, of_cursor[i]));
  trace_session_set_selection (window->session, none, ROW_NONE);
  for (guint i = 0; i < G_N_ELEMENTS (of_cursor); i++)
    g_assert_false (is_enabled (window, of_cursor[i]));
  window_test_close (window);
}

int
main (int argc, char **argv)
{
  app = window_test_init (&argc, &argv);
  g_test_add_func ("/ui/window-frame/colors", test_colors);
  g_test_add_func ("/ui/window-frame/enabled", test_enabled);
  g_test_add_func ("/ui/window-frame/filters", test_filters);
  g_test_add_func ("/ui/window-frame/find-same", test_find_same);
  g_test_add_func ("/ui/window-frame/copies", test_copies);
  g_test_add_func ("/ui/window-frame/dialog", test_dialog);
  return window_test_run (app);
}
