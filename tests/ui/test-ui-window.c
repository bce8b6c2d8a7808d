/* test-ui-window.c: the program starts, opens, fails well, and changes its looks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One MainApp for all tests; each opens windows of its own and closes them.
 */
#include "config.h"

#include "ui/actions.h"
#include "ui/app-settings.h"
#include "ui/recent-traces.h"
#include "ui/theme.h"
#include "ui/widgets/database-list.h"
#include "window-test.h"
#include <glib/gstdio.h>
#include <string.h>

static MainApp *app;
static char *folder;

/* --- helpers --- */

static guint
n_windows (void)
{
  return g_list_length (gtk_application_get_windows (GTK_APPLICATION (app)));
}

static MainWindow *
new_window (void)
{
  MainWindow *window = main_window_new (app);

  gtk_window_present (GTK_WINDOW (window));
  widget_test_until (gtk_widget_get_mapped (GTK_WIDGET (window)));
  return window;
}

#define TRACE_TEXT                                                                                                     \
  "(100.000000) can0 123#1122\n(100.500000) can1 456#33\nnonsense\n(102.000000) can0 20000080#0000000000000000\n"
#define DATABASE_TEXT                                                                                                  \
  "VERSION \"\"\n\nNS_ :\n\nBS_:\n\nBU_: ECU\n\nBO_ 291 Speeds: 8 ECU\n"                                               \
  " SG_ Speed : 0|16@1+ (0.1,0) [0|100] \"km/h\" ECU\n"

static guint
n_recent (void)
{
  g_autoptr (GPtrArray) recent = recent_traces_list ();

  return recent->len;
}

static const char *
page (MainWindow *window)
{
  return gtk_stack_get_visible_child_name (window->stack);
}

/* --- tests --- */

static void
test_starts (void)
{
  MainWindow *window;

  g_application_activate (G_APPLICATION (app));
  g_assert_cmpuint (n_windows (), ==, 1);
  window = MAIN_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (app)));
  widget_test_until (gtk_widget_get_mapped (GTK_WIDGET (window)));
  g_assert_cmpstr (page (window), ==, "welcome");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Canid");
  g_assert_true (widget_test_says (GTK_WIDGET (window), "Open Sample"));
  /* Activating again shows the same window. */
  g_application_activate (G_APPLICATION (app));
  g_assert_cmpuint (n_windows (), ==, 1);
  window_test_close_all (app);
}

/* Every row of the table is an action of the program or of a window, and no two have the same keys. */
static void
test_actions (void)
{
  MainWindow *window = new_window ();
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);
  const ActionRow *rows;
  guint n;

  rows = actions_get (&n);
  for (guint i = 0; i < n; i++)
    {
      const char *dot = strchr (rows[i].name, '.');
      GActionMap *map = g_str_has_prefix (rows[i].name, "app.") ? G_ACTION_MAP (app) : G_ACTION_MAP (window);
      g_autofree char *tooltip = actions_dup_tooltip (rows[i].name);
      g_autoptr (GVariant) target = NULL;
      g_autofree char *name = NULL;

      g_assert_true (g_action_parse_detailed_name (dot + 1, &name, &target, NULL));
      if (g_action_map_lookup_action (map, name) == NULL)
        g_error ("%s is in the table but nowhere else", rows[i].name);
      g_assert_nonnull (tooltip);
      for (guint k = 0; rows[i].accels[k] != NULL; k++)
        {
          if (!g_hash_table_add (keys, (gpointer) rows[i].accels[k]))
            g_error ("%s has the keys %s of another action", rows[i].name, rows[i].accels[k]);
          g_assert_true (gtk_accelerator_parse (rows[i].accels[k], &(guint){ 0 }, &(GdkModifierType){ 0 }));
        }
    }
  window_test_close_all (app);
}

/* What somebody may open from the welcome page, before any trace. */
static void
test_tools_without_trace (void)
{
  static const char *const tools[]
      = { "bit-timing", "bit-timing-of::can0", "find-bit-rate", "accept-filters", "guide", "adapters" };
  MainWindow *window = new_window ();

  for (guint i = 0; i < G_N_ELEMENTS (tools); i++)
    {
      GListModel *open = gtk_window_get_toplevels ();
      guint before = g_list_model_get_n_items (open);
      GtkWindow *dialog = NULL;

      window_test_act (window, tools[i]);
      for (guint k = 0; k < g_list_model_get_n_items (open); k++)
        {
          g_autoptr (GtkWindow) one = g_list_model_get_item (open, k);

          if (gtk_window_get_transient_for (one) == GTK_WINDOW (window))
            dialog = one;
        }
      g_assert_cmpuint (g_list_model_get_n_items (open), >, before);
      g_assert_nonnull (dialog);
      widget_test_settle ();
      gtk_window_destroy (dialog);
      widget_test_settle ();
    }
  window_test_close (window);
}

static void
test_shortcuts (void)
{
  MainWindow *window = new_window ();

  g_action_group_activate_action (G_ACTION_GROUP (window), "shortcuts", NULL);
  widget_test_settle ();
  g_assert_true (n_windows () == 1 || n_windows () == 2);
  window_test_close_all (app);
}

static void
test_open (void)
{
  MainWindow *window = new_window ();
  g_autoptr (GFile) trace = widget_test_write (folder, "drive.log", TRACE_TEXT);
  g_autoptr (GPtrArray) recent = NULL;
  const RecentTrace *entry;

  main_window_open_files (window, &trace, 1);
  widget_test_until (window_test_is_idle (window));
  g_assert_cmpstr (page (window), ==, "trace");
  widget_test_until (g_str_equal (gtk_window_get_title (GTK_WINDOW (window)), "drive.log — Canid"));
  g_assert_cmpstr (gtk_label_get_text (window->subtitle), ==, "2 channels · 2.0 s · 3 frames");
  g_assert_true (widget_test_says (GTK_WIDGET (window->status), "Frames 3"));
  g_assert_true (widget_test_says (GTK_WIDGET (window->status), "Shown 3"));
  g_assert_true (widget_test_says (GTK_WIDGET (window->status), "Errors 1"));
  g_assert_true (widget_test_says (GTK_WIDGET (window->status), "1 line skipped"));

  widget_test_until (n_recent () == 1);
  recent = recent_traces_list ();
  entry = recent->pdata[0];
  g_assert_cmpuint (entry->frames, ==, 3);
  g_assert_cmpuint (entry->channels, ==, 2);
  g_assert_cmpuint (entry->bytes, ==, strlen (TRACE_TEXT));
  recent_traces_clear ();
  window_test_close_all (app);
}

/* Traces that come together are one; what comes later has a window of its own, unless it is added. */
static void
test_several (void)
{
  MainWindow *window = new_window ();
  g_autoptr (GFile) first = widget_test_write (folder, "first.log", TRACE_TEXT),
                    second = widget_test_write (folder, "second.log", TRACE_TEXT);
  g_autoptr (GFile) third = widget_test_write (folder, "third.log", TRACE_TEXT),
                    database = widget_test_write (folder, "car.dbc", DATABASE_TEXT);
  GFile *files[] = { database, first, second };
  MainWindow *other = NULL;

  main_window_open_files (window, files, G_N_ELEMENTS (files));
  widget_test_until (g_strcmp0 (page (window), "trace") == 0 && window_test_is_idle (window));
  widget_test_until (database_set_n (trace_session_get_databases (window->session)) == 1);
  g_assert_cmpuint (n_windows (), ==, 1);
  g_assert_cmpuint (frame_store_length (trace_session_get_store (window->session)), ==, 6);
  g_assert_cmpstr (gtk_label_get_text (window->title), ==, "first.log + second.log");

  main_window_add_traces (window, &third, 1);
  main_window_add_traces (window, &second, 1); /* is there */
  widget_test_until (window_test_is_idle (window) && trace_session_get_files (window->session)->len == 3);
  g_assert_cmpuint (frame_store_length (trace_session_get_store (window->session)), ==, 9);
  g_assert_cmpstr (gtk_label_get_text (window->title), ==, "first.log + 2 files");

  main_window_open_files (window, &third, 1);
  widget_test_until (n_windows () == 2);
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (app)); l != NULL; l = l->next)
    if (l->data != window)
      other = l->data;
  widget_test_until (window_test_is_idle (other) && trace_session_get_file (other->session) != NULL);
  g_assert_true (g_file_equal (trace_session_get_file (other->session), third));
  window_test_close_all (app);
}

/* The dock's page binds a database to a channel, and removes it. */
static void
test_databases (void)
{
  MainWindow *window = new_window ();
  g_autoptr (GFile) trace = widget_test_write (folder, "bound.log", TRACE_TEXT),
                    database = widget_test_write (folder, "bound.dbc", DATABASE_TEXT);
  GFile *files[] = { trace, database };
  const DatabaseSet *set;
  const char *channel;
  GtkWidget *list;

  main_window_open_files (window, files, G_N_ELEMENTS (files));
  widget_test_until (window_test_is_idle (window)
                     && database_set_n (trace_session_get_databases (window->session)) == 1);
  g_action_group_activate_action (G_ACTION_GROUP (window), "databases", NULL);
  list = widget_test_find (widget_test_find (GTK_WIDGET (window->dock_stack), DATABASE_TYPE_LIST), GTK_TYPE_LIST_BOX);
  g_assert_true (widget_test_says (list, "bound.dbc"));
  g_assert_true (widget_test_says (list, "1 message"));

  gtk_drop_down_set_selected (GTK_DROP_DOWN (widget_test_find (list, GTK_TYPE_DROP_DOWN)), 2);
  set = trace_session_get_databases (window->session);
  database_set_get (set, 0, &channel);
  g_assert_cmpstr (channel, ==, "can1");
  g_assert_null (database_set_lookup (set, "can0", 291));
  g_assert_nonnull (database_set_lookup (set, "can1", 291));
  widget_test_settle ();
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (widget_test_find (list, GTK_TYPE_DROP_DOWN))), ==, 2);

  g_signal_emit_by_name (gtk_widget_get_last_child (
                             gtk_list_box_row_get_child (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0))),
                         "clicked");
  g_assert_cmpuint (database_set_n (trace_session_get_databases (window->session)), ==, 0);
  widget_test_until (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0) == NULL);
  g_settings_reset (app_settings_get (), "dock-page");
  window_test_close_all (app);
}

/* A second instance's files come through open; an empty window takes them. */
static void
test_remote (void)
{
  MainWindow *window = new_window ();
  g_autoptr (GFile) trace = widget_test_write (folder, "remote.log", TRACE_TEXT);
  GFile *files[] = { trace };

  g_application_open (G_APPLICATION (app), files, 1, "");
  widget_test_until (window_test_is_idle (window));
  g_assert_cmpuint (n_windows (), ==, 1);
  window_test_close_all (app);
}

static void
expect_failure (const char *path, const char *title, const char *words)
{
  MainWindow *window = new_window ();
  g_autoptr (GFile) file = g_file_new_for_path (path);

  main_window_open_files (window, &file, 1);
  widget_test_until (g_str_equal (page (window), "state") && window->failed);
  g_assert_true (widget_test_says (GTK_WIDGET (window->state_card), title));
  g_assert_true (widget_test_says (GTK_WIDGET (window->state_card), words));
  g_action_group_activate_action (G_ACTION_GROUP (window), "welcome", NULL);
  g_assert_cmpstr (page (window), ==, "welcome");
  window_test_close_all (app);
}

static void
test_failures (void)
{
  g_autofree char *missing = g_build_filename (folder, "missing.log", NULL);
  g_autoptr (GFile) unknown = widget_test_write (folder, "unknown.bin", "\001\002\003 no trace at all\n");

  expect_failure (missing, "missing.log could not be opened", "There is no file");
  expect_failure (folder, "could not be opened", "is a folder");
  expect_failure (g_file_peek_path (unknown), "unknown.bin could not be opened", "Canid reads");
}

/* With a trace open a failure is one sentence above it, and the trace stays. */
static void
test_failure_beside_trace (void)
{
  MainWindow *window = new_window ();
  g_autoptr (GFile) trace = widget_test_write (folder, "kept.log", TRACE_TEXT),
                    missing = g_file_new_build_filename (folder, "missing.dbc", NULL);

  main_window_open_files (window, &trace, 1);
  widget_test_until (window_test_is_idle (window));
  main_window_open_files (window, &missing, 1);
  widget_test_until (gtk_revealer_get_reveal_child (window->message_revealer));
  g_assert_nonnull (strstr (gtk_label_get_text (window->message_label), "There is no file"));
  g_assert_cmpstr (page (window), ==, "trace");
  g_assert_cmpuint (trace_session_n_shown (window->session), ==, 3);
  window_test_close_all (app);
}

static void
test_reload (void)
{
  MainWindow *window = new_window ();
  g_autoptr (GFile) trace = widget_test_write (folder, "growing.log", TRACE_TEXT);

  main_window_open_files (window, &trace, 1);
  widget_test_until (window_test_is_idle (window));
  g_object_unref (widget_test_write (folder, "growing.log", TRACE_TEXT TRACE_TEXT));
  widget_test_until (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "reload"));
  g_action_group_activate_action (G_ACTION_GROUP (window), "reload", NULL);
  widget_test_until (window_test_is_idle (window) && trace_session_n_shown (window->session) == 6);
  window_test_close_all (app);
}

static void
test_filter_finds_nothing (void)
{
  MainWindow *window = new_window ();
  g_autoptr (GFile) trace = widget_test_write (folder, "filtered.log", TRACE_TEXT);

  main_window_open_files (window, &trace, 1);
  widget_test_until (window_test_is_idle (window));
  g_assert_true (trace_session_set_filter (window->session, "can.id == 0x7ff", NULL));
  widget_test_until (gtk_widget_get_visible (GTK_WIDGET (window->empty_card)));
  g_assert_true (widget_test_says (GTK_WIDGET (window->empty_card), "No frame matches"));
  g_action_group_activate_action (G_ACTION_GROUP (window), "clear-filter", NULL);
  widget_test_until (!gtk_widget_get_visible (GTK_WIDGET (window->empty_card)));
  g_assert_cmpuint (trace_session_n_shown (window->session), ==, 3);

  g_action_group_activate_action (G_ACTION_GROUP (window), "filter-errors", NULL);
  widget_test_until (trace_session_n_shown (window->session) == 1);
  widget_test_until (widget_test_says (GTK_WIDGET (window->status), "Shown 1 (33.3"));
  window_test_close_all (app);
}

static void
test_sample (void)
{
  g_autofree char *path = main_app_dup_data_path ("sample/city-drive.asc");
  MainWindow *window;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the sample is not built");
      return;
    }
  recent_traces_clear ();
  window = new_window ();
  g_action_group_activate_action (G_ACTION_GROUP (window), "open-sample", NULL);
  widget_test_until (window_test_is_idle (window));
  widget_test_until (database_set_n (trace_session_get_databases (window->session)) == 1);
  widget_test_until (g_str_equal (gtk_window_get_title (GTK_WINDOW (window)), "city-drive.asc — Canid"));
  g_assert_cmpuint (trace_session_n_shown (window->session), >, 10000);
  g_assert_false (widget_test_says (GTK_WIDGET (window->status), "skipped"));
  /* The sample is always on the welcome page, not among recent traces. */
  g_assert_cmpuint (n_recent (), ==, 0);
  window_test_close_all (app);
}

static void
test_theme (void)
{
  MainWindow *window = new_window ();
  GdkRGBA light, dark;

  g_action_group_activate_action (G_ACTION_GROUP (app), "color-scheme", g_variant_new_string ("light"));
  g_assert_false (theme_is_dark ());
  theme_lookup_color (GTK_WIDGET (window), "view_bg", &light);
  g_action_group_activate_action (G_ACTION_GROUP (app), "color-scheme", g_variant_new_string ("dark"));
  g_assert_true (theme_is_dark ());
  theme_lookup_color (GTK_WIDGET (window), "view_bg", &dark);
  g_assert_cmpfloat (light.red, >, 0.9);
  g_assert_cmpfloat (dark.red, <, 0.2);
  g_settings_reset (app_settings_get (), "color-scheme");
  window_test_close_all (app);
}

/* High contrast: the desktop's colours, our sizes; drawings still get a colour. */
static void
test_high_contrast (void)
{
  MainWindow *window = new_window ();
  GtkSettings *settings = gtk_settings_get_default ();
  g_autofree char *name = NULL;
  GdkRGBA color;

  g_object_get (settings, "gtk-theme-name", &name, NULL);
  g_object_set (settings, "gtk-theme-name", "Default-hc", NULL);
  g_assert_true (theme_is_high_contrast ());
  g_assert_false (
      gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (window)), "row_fd", &color));
  theme_lookup_color (GTK_WIDGET (window), "row_fd", &color);
  g_assert_cmpfloat (color.alpha, >, 0);
  g_object_set (settings, "gtk-theme-name", name, NULL);
  g_assert_false (theme_is_high_contrast ());
  window_test_close_all (app);
}

static void
test_zoom (void)
{
  int before, after;

  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &before, NULL);
  for (guint i = 0; i < 20; i++)
    g_action_group_activate_action (G_ACTION_GROUP (app), "zoom-in", NULL);
  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &after, NULL);
  g_assert_cmpint (after, ==, before * 18 / 10);
  g_assert_cmpint (g_settings_get_int (app_settings_get (), "zoom"), ==, 8);
  g_action_group_activate_action (G_ACTION_GROUP (app), "zoom-reset", NULL);
  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &after, NULL);
  g_assert_cmpint (after, ==, before);
}

static void
test_narrow (void)
{
  MainWindow *window;
  g_autoptr (GFile) trace = widget_test_write (folder, "narrow.log", TRACE_TEXT);

  g_settings_set (app_settings_get (), "window-size", "(ii)", 1024, 700);
  window = new_window ();
  main_window_open_files (window, &trace, 1);
  widget_test_until (window_test_is_idle (window));
  widget_test_until (gtk_widget_get_mapped (window->dock));
  g_assert_true (gtk_widget_is_ancestor (window->inspector, window->dock));
  widget_test_until (gtk_widget_get_width (GTK_WIDGET (window)) == 1024);
  g_action_group_activate_action (G_ACTION_GROUP (window), "dock", NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->dock_stack)));
  g_action_group_activate_action (G_ACTION_GROUP (window), "dock", NULL);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window->dock_stack)));

  gtk_window_set_default_size (GTK_WINDOW (window), 1400, 900);
  widget_test_until (!gtk_widget_get_visible (window->frame_tab));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->dock_stack)));
  g_assert_false (gtk_widget_is_ancestor (window->inspector, window->dock));
  widget_test_until (gtk_widget_get_mapped (window->inspector));
  widget_test_until (gtk_widget_get_width (window->inspector) == 1400 * 3 / 10); /* of 440 where there is room */

  g_action_group_change_action_state (G_ACTION_GROUP (window), "inspector-visible", g_variant_new_boolean (FALSE));
  widget_test_until (!gtk_widget_get_visible (window->inspector));
  g_settings_reset (app_settings_get (), "inspector-visible");
  g_settings_reset (app_settings_get (), "window-size");
  window_test_close_all (app);
}

/* Closing while a file is being read ends the reading and frees the window. */
static void
test_close_while_reading (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GFile) trace = NULL;
  MainWindow *window;
  gpointer weak;

  for (guint i = 0; i < 200000; i++)
    g_string_append_printf (text, "(%u.000000) can0 123#1122334455667788\n", i);
  trace = widget_test_write (folder, "long.log", text->str);
  window = weak = new_window ();
  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  main_window_open_files (window, &trace, 1);
  widget_test_until (trace_session_get_state (window->session) != TRACE_SESSION_EMPTY);
  gtk_window_close (GTK_WINDOW (window));
  widget_test_until (weak == NULL);
  widget_test_settle ();
}

/* --- names --- */

static gboolean
is_control (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_ENTRY (widget) || GTK_IS_DROP_DOWN (widget);
}

static gboolean
is_ours (GtkWidget *widget)
{
  /* Parts of GTK's own controls are named by them. */
  for (GtkWidget *parent = gtk_widget_get_parent (widget); parent != NULL; parent = gtk_widget_get_parent (parent))
    if (GTK_IS_MENU_BUTTON (parent) || GTK_IS_DROP_DOWN (parent) || GTK_IS_WINDOW_CONTROLS (parent)
        || GTK_IS_ENTRY (parent) || GTK_IS_POPOVER (parent)
        || strstr (G_OBJECT_TYPE_NAME (parent), "ColumnView") != NULL)
      return FALSE;
  return TRUE;
}

static gboolean
has_label (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return *gtk_label_get_text (GTK_LABEL (widget)) != '\0';
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_label (child))
      return TRUE;
  return FALSE;
}

static guint
check_names (GtkWidget *widget)
{
  guint n = 0;

  if (is_control (widget) && is_ours (widget))
    {
      n++;
      if (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL)
          && !has_label (widget))
        g_error ("a %s (tooltip “%s”) has no name", G_OBJECT_TYPE_NAME (widget), gtk_widget_get_tooltip_text (widget));
      if (gtk_widget_get_tooltip_text (widget) == NULL && !has_label (widget) && !GTK_IS_ENTRY (widget))
        g_error ("a %s has neither words nor a tooltip", G_OBJECT_TYPE_NAME (widget));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += check_names (child);
  return n;
}

static void
test_names (void)
{
  MainWindow *window = new_window ();
  g_autoptr (GFile) trace = widget_test_write (folder, "names.log", TRACE_TEXT);

  g_assert_cmpuint (check_names (GTK_WIDGET (window)), >, 5);
  main_window_open_files (window, &trace, 1);
  widget_test_until (window_test_is_idle (window));
  g_action_group_activate_action (G_ACTION_GROUP (window), "find", NULL);
  widget_test_settle ();
  g_assert_cmpuint (check_names (GTK_WIDGET (window)), >, 10);
  window_test_close_all (app);
}

static void
test_notes (void)
{
  MainWindow *window = new_window ();
  g_autoptr (GFile) trace = widget_test_write (folder, "notes.log", TRACE_TEXT);
  GList *toplevels;
  gboolean found = FALSE;

  main_window_open_files (window, &trace, 1);
  widget_test_until (window_test_is_idle (window));
  g_action_group_activate_action (G_ACTION_GROUP (window), "notes", NULL);
  widget_test_settle ();
  toplevels = gtk_window_list_toplevels ();
  for (GList *l = toplevels; l != NULL; l = l->next)
    if (g_strcmp0 (gtk_window_get_title (l->data), "Notes") == 0)
      {
        found = TRUE;
        g_assert_true (widget_test_says (l->data, "1 line of the trace was skipped"));
        gtk_window_destroy (l->data);
      }
  g_list_free (toplevels);
  g_assert_true (found);
  window_test_close_all (app);
}

int
main (int argc, char **argv)
{
  folder = g_dir_make_tmp ("canid-ui-XXXXXX", NULL);
  app = window_test_init (&argc, &argv);

  g_test_add_func ("/window/starts", test_starts);
  g_test_add_func ("/window/actions", test_actions);
  g_test_add_func ("/window/tools-without-trace", test_tools_without_trace);
  g_test_add_func ("/window/shortcuts", test_shortcuts);
  g_test_add_func ("/window/open", test_open);
  g_test_add_func ("/window/several", test_several);
  g_test_add_func ("/window/databases", test_databases);
  g_test_add_func ("/window/remote", test_remote);
  g_test_add_func ("/window/failures", test_failures);
  g_test_add_func ("/window/failure-beside-trace", test_failure_beside_trace);
  g_test_add_func ("/window/reload", test_reload);
  g_test_add_func ("/window/filter-finds-nothing", test_filter_finds_nothing);
  g_test_add_func ("/window/sample", test_sample);
  g_test_add_func ("/window/theme", test_theme);
  g_test_add_func ("/window/high-contrast", test_high_contrast);
  g_test_add_func ("/window/zoom", test_zoom);
  g_test_add_func ("/window/narrow", test_narrow);
  g_test_add_func ("/window/close-while-reading", test_close_while_reading);
  g_test_add_func ("/window/names", test_names);
  g_test_add_func ("/window/notes", test_notes);
  return window_test_run (app);
}
