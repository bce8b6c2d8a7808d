/* app-actions.c: what the actions "app.…" do; their names and keys are in actions.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/app-private.h"

#include "ui/app-settings.h"
#include "ui/dialogs/about-dialog.h"
#include "ui/dialogs/preferences-dialog.h"
#include "ui/theme.h"
#include "ui/window.h"

static void
set_zoom (int steps)
{
  g_settings_set_int (app_settings_get (), "zoom", CLAMP (steps, THEME_ZOOM_MIN, THEME_ZOOM_MAX));
}

static void
activate_zoom_in (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  set_zoom (theme_get_zoom () + 1);
}

static void
activate_zoom_out (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  set_zoom (theme_get_zoom () - 1);
}

static void
activate_zoom_reset (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  set_zoom (0);
}

static void
activate_new_window (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_window_present (GTK_WINDOW (main_window_new (MAIN_APP (data))));
}

/* (nullable) a dialog of a window counts as the window */
static GtkWindow *
active_window (gpointer app)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (app));

  while (window != NULL && !MAIN_IS_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  return window;
}

/* One is enough: its settings are everybody's. */
static void
activate_preferences (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GList) toplevels = gtk_window_list_toplevels ();
  GtkWidget *dialog = NULL;

  for (GList *l = toplevels; l != NULL; l = l->next)
    if (PREFERENCES_IS_DIALOG (l->data))
      dialog = l->data;
  if (dialog == NULL)
    dialog = preferences_dialog_new (active_window (data), app_settings_get ());
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
activate_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_window_present (GTK_WINDOW (about_dialog_new (active_window (data))));
}

static void
activate_quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GList *windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (data)));

  /* Closing saves each window's size and stops its work; the program ends with the last one. */
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
  g_list_free (windows);
}

/* Everything that sends, in every window: nobody has to look for the right one. */
static void
activate_stop_all (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (data)); l != NULL; l = l->next)
    if (MAIN_IS_WINDOW (l->data))
      main_window_stop_sending (l->data);
}

/* Keys of the program reach only windows that belong to it; dialogs do not, and sending is to be stopped from there
 * too. */
static gboolean
on_stop_key (GtkWidget *window, GVariant *parameter, gpointer data)
{
  g_action_group_activate_action (G_ACTION_GROUP (g_application_get_default ()), "stop-all", NULL);
  return TRUE;
}

/* What a window asked or showed goes with it: it would act on what is no more. */
static void
on_windows (GListModel *windows, guint position, guint n_removed, guint n_added)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      GtkEventController *keys = gtk_shortcut_controller_new ();

      gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
      gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE); /* whatever has the focus */
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                            gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Shift>Escape|Pause"),
                                                              gtk_callback_action_new (on_stop_key, NULL, NULL)));
      gtk_widget_add_controller (window, keys);
    }
}

void
main_app_add_actions (MainApp *self)
{
  static const GActionEntry entries[] = {
    { "new-window", activate_new_window },
    { "zoom-in", activate_zoom_in },
    { "zoom-out", activate_zoom_out },
    { "zoom-reset", activate_zoom_reset },
    { "preferences", activate_preferences },
    { "about", activate_about },
    { "quit", activate_quit },
    { "stop-all", activate_stop_all },
  };
  g_autoptr (GAction) color_scheme = g_settings_create_action (app_settings_get (), "color-scheme");

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_action_map_add_action (G_ACTION_MAP (self), color_scheme);
  g_signal_connect (gtk_window_get_toplevels (), "items-changed", G_CALLBACK (on_windows), NULL);
}
