/* window-actions.c: what the actions "win.…" do; their names and keys are in actions.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/window-private.h"

#include "session/database-watch.h"
#include "ui/actions.h"
#include "ui/app-settings.h"
#include "ui/dialogs/wave-export-dialog.h"
#include "ui/dialogs/accept-dialog.h"
#include "ui/dialogs/bit-timing-dialog.h"
#include "ui/dialogs/guide-dialog.h"
#include "ui/dialogs/rate-dialog.h"
#include "ui/dialogs/notes-dialog.h"
#include "ui/dialogs/properties-dialog.h"
#include "ui/dialogs/shortcuts-dialog.h"

static void
activate_menu (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (MAIN_WINDOW (data)->menu_button));
}

static void
activate_shortcuts (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWidget *window = shortcuts_dialog_new (GTK_WINDOW (data));

  gtk_window_present (GTK_WINDOW (window));
}

static void
activate_close (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_window_close (GTK_WINDOW (data));
}

static void
activate_open (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  main_window_ask_open (data, ASK_OPEN);
}

static void
activate_add_database (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  main_window_ask_open (data, ASK_DATABASES);
}

static void
activate_add_trace (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  main_window_ask_open (data, ASK_ADD_TRACES);
}

static void
activate_open_sample (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  static const char *const names[] = { "sample/city-drive.asc", "sample/city-drive.dbc" };
  GFile *files[G_N_ELEMENTS (names)];

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = main_app_dup_data_path (names[i]);

      files[i] = g_file_new_for_path (path);
    }
  main_window_open_files (data, files, G_N_ELEMENTS (files));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_object_unref (files[i]);
}

static void
activate_save_as (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  main_window_ask_save (data, TRUE);
}

static void
activate_properties (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWidget *dialog = properties_dialog_new (MAIN_WINDOW (data)->session);

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (data));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
activate_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  main_window_ask_save (data, FALSE);
}

static void
activate_follow_file (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;

  if (self->wanted != NULL && self->wanted->len == 1)
    main_window_follow (self, self->wanted->pdata[0]);
}

/* The databases too: who edits one wants to see it. */
static void
activate_reload (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  g_autoptr (GPtrArray) files = self->wanted != NULL ? g_ptr_array_ref (self->wanted) : NULL;

  database_watch_reload (database_watch_get (self->session), NULL);
  if (files == NULL)
    return;
  self->wanted_row = trace_session_get_cursor (self->session);
  if (main_window_is_empty (self))
    main_window_open_files (self, (GFile *const *) files->pdata, files->len);
  else
    main_window_load (self, files);
}

static void
activate_cancel (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;

  trace_session_cancel (self->session);
  if (self->save_cancel != NULL)
    g_cancellable_cancel (self->save_cancel);
  main_window_end_copy (self);
  main_window_update_status (self);
  main_window_update_actions (self);
}

static void
activate_welcome (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (main_window_is_empty (data))
    main_window_show_page (data, "welcome");
}

static void
activate_notes (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWidget *dialog = notes_dialog_new (MAIN_WINDOW (data)->session);

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (data));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* NULL as long as no trace is open. */
static const TraceInfo *
get_info (MainWindow *self)
{
  FrameStore *store = trace_session_get_store (self->session);

  return store != NULL ? frame_store_get_info (store) : NULL;
}

static void
activate_bit_timing (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *interface = parameter != NULL ? g_variant_get_string (parameter, NULL) : NULL;
  GtkWidget *dialog = bit_timing_dialog_new (data, app_settings_get (), get_info (data), interface);

  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_rate_found (RateDialog *from, const RateTrial *best, const char *interface, gpointer data)
{
  GtkWidget *dialog = bit_timing_dialog_new (data, app_settings_get (), get_info (data), interface);
  const RateSetting *setting = &best->setting;

  bit_timing_page_set_rates (bit_timing_dialog_get_page (BIT_TIMING_DIALOG (dialog)), NULL, setting->bitrate,
                             setting->point, best->tally.switched > 0 ? setting->data_bitrate : 0, setting->data_point);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Of an interface by its backend and channel; both empty: to be chosen. */
static void
activate_find_bit_rate (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *backend = NULL, *channel = NULL;
  GtkWidget *dialog;

  if (parameter != NULL)
    g_variant_get (parameter, "(&s&s)", &backend, &channel);
  dialog = rate_dialog_new (data, app_settings_get (), backend, channel);
  g_signal_connect_object (dialog, "take", G_CALLBACK (on_rate_found), data, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
activate_accept_filters (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWidget *dialog = accept_dialog_new (data, MAIN_WINDOW (data)->session);

  gtk_window_present (GTK_WINDOW (dialog));
}

static void
activate_guide (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWidget *dialog = guide_dialog_new (data, NULL);

  gtk_window_present (GTK_WINDOW (dialog));
}

static void
activate_adapters (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWidget *dialog = guide_dialog_new (data, "adapters");

  gtk_window_present (GTK_WINDOW (dialog));
}

static void
activate_anatomy (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  main_window_open_dock_page (data, "anatomy");
}

static void
activate_wave (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  main_window_open_dock_page (data, "wave");
}

static void
activate_samples (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  main_window_show_samples (data);
}

static void
on_export_samples (GFile *file, const RowChoice *choice, const Format *format, const WaveTarget *target, gpointer data)
{
  main_window_save (data, file, choice, format, target);
}

static void
activate_export_samples (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;

  if (trace_session_get_store (self->session) != NULL && self->save_cancel == NULL)
    gtk_window_present (
        GTK_WINDOW (wave_export_dialog_new (GTK_WINDOW (self), self->session, on_export_samples, self)));
}

static void
activate_find (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;

  find_bar_open (self->find_bar);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->find_button), TRUE);
}

static void
activate_find_next (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;

  find_bar_next (self->find_bar);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->find_button), find_bar_is_open (self->find_bar));
}

static void
activate_find_previous (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;

  find_bar_previous (self->find_bar);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->find_button), find_bar_is_open (self->find_bar));
}

static void
activate_filter (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  filter_bar_focus (MAIN_WINDOW (data)->filter_bar);
}

static void
activate_frames (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  main_window_focus_list (data);
}

static void
activate_clear_filter (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  filter_bar_clear (MAIN_WINDOW (data)->filter_bar);
}

static void
activate_show_filter (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  filter_bar_apply_text (MAIN_WINDOW (data)->filter_bar, g_variant_get_string (parameter, NULL));
}

static void
activate_filter_errors (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  filter_bar_apply_text (MAIN_WINDOW (data)->filter_bar, "can.err");
}

static void
activate_dock (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;

  main_window_set_dock_collapsed (self, main_window_dock_is_open (self));
}

static void
change_by_identifier (GSimpleAction *action, GVariant *value, gpointer data)
{
  MainWindow *self = data;
  gboolean by_identifier = g_variant_get_boolean (value);

  g_simple_action_set_state (action, value);
  trace_panel_set_by_identifier (self->trace_panel, by_identifier);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (by_identifier ? self->ids_button : self->frames_button), TRUE);
  g_settings_set_boolean (app_settings_get (), "by-identifier", by_identifier);
  main_window_update_status (self);
}

static void
set_enabled (MainWindow *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name)), enabled);
}

/* What cannot be done now is grey, with the same words. */
void
main_window_update_actions (MainWindow *self)
{
  TraceSessionState state = trace_session_get_state (self->session);
  gboolean some = trace_session_get_store (self->session) != NULL, savable = some && self->save_cancel == NULL;
  const char *page = gtk_stack_get_visible_child_name (self->stack);
  gboolean trace = g_strcmp0 (page, "trace") == 0;

  set_enabled (self, "add-trace", trace_session_get_files (self->session)->len > 0 && state != TRACE_SESSION_LOADING);
  set_enabled (self, "properties", some);
  set_enabled (self, "export", savable);
  set_enabled (self, "export-samples", savable);
  set_enabled (self, "save-as", savable);
  set_enabled (self, "save-case", savable);
  set_enabled (self, "replay-offline", some && trace_session_get_capture (self->session) == NULL);
  set_enabled (self, "reload",
               self->wanted != NULL && state != TRACE_SESSION_LOADING && g_strcmp0 (page, "welcome") != 0);
  set_enabled (self, "follow-file",
               self->wanted != NULL && self->wanted->len == 1 && state != TRACE_SESSION_LOADING
                   && g_strcmp0 (page, "welcome") != 0);
  set_enabled (self, "cancel", state == TRACE_SESSION_LOADING || self->save_cancel != NULL || self->copying != NULL);
  main_window_update_frame_actions (self);
  set_enabled (self, "find", trace);
  set_enabled (self, "find-next", trace);
  set_enabled (self, "find-previous", trace);
  set_enabled (self, "by-identifier", trace);
  gtk_widget_set_visible (self->view_switch, trace);
  main_window_update_mark_actions (self);
  set_enabled (self, "filter", trace);
  set_enabled (self, "frames", trace);
  set_enabled (self, "clear-filter", trace);
  set_enabled (self, "filter-errors", trace);
  set_enabled (self, "show-filter", trace);
  set_enabled (self, "dock", trace);
  main_window_update_go_actions (self);
  gtk_widget_set_visible (self->find_button, trace);
  gtk_widget_set_visible (self->inspector_button, trace && !self->narrow);
}

void
main_window_add_actions (MainWindow *self)
{
  static const GActionEntry entries[] = {
    { "open", activate_open },
    { "open-sample", activate_open_sample },
    { "add-trace", activate_add_trace },
    { "add-database", activate_add_database },
    { "save-as", activate_save_as },
    { "export", activate_export },
    { "properties", activate_properties },
    { "reload", activate_reload },
    { "follow-file", activate_follow_file },
    { "cancel", activate_cancel },
    { "welcome", activate_welcome },
    { "notes", activate_notes },
    { "bit-timing", activate_bit_timing },
    { "bit-timing-of", activate_bit_timing, "s" },
    { "find-bit-rate", activate_find_bit_rate },
    { "find-bit-rate-of", activate_find_bit_rate, "(ss)" },
    { "anatomy", activate_anatomy },
    { "wave", activate_wave },
    { "export-samples", activate_export_samples },
    { "samples", activate_samples },
    { "accept-filters", activate_accept_filters },
    { "guide", activate_guide },
    { "adapters", activate_adapters },
    { "find", activate_find },
    { "find-next", activate_find_next },
    { "find-previous", activate_find_previous },
    { "filter", activate_filter },
    { "frames", activate_frames },
    { "clear-filter", activate_clear_filter },
    { "show-filter", activate_show_filter, "s" },
    { "filter-errors", activate_filter_errors },
    { "dock", activate_dock },
    { "by-identifier", NULL, NULL, "false", change_by_identifier },
    { "menu", activate_menu },
    { "shortcuts", activate_shortcuts },
    { "close", activate_close },
  };
  static const char *const kept[] = { "inspector-visible", "all-notes" };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  main_window_add_workspace_actions (self);
  main_window_add_copy_actions (self);
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      g_autoptr (GAction) action = g_settings_create_action (app_settings_get (), kept[i]);

      g_action_map_add_action (G_ACTION_MAP (self), action);
    }
}
