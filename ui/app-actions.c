/* app-actions.c: what the actions "app.…" do; their names and keys are in actions.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/app-private.h"

#include "base/i18n.h"
#include "ui/app-settings.h"
#include "ui/theme.h"
#include "ui/window.h"

static void
set_zoom (int steps)
{
  theme_set_zoom (steps);
  g_settings_set_int (app_settings_get (), "zoom", theme_get_zoom ());
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

static void
activate_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_show_about_dialog (gtk_application_get_active_window (GTK_APPLICATION (data)), "program-name", "Canid",
                         "logo-icon-name", APPLICATION_ID, "version", CANID_VERSION, "comments",
                         _ ("Reads what CAN buses say"), "license-type", GTK_LICENSE_LGPL_2_1, NULL);
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

void
main_app_add_actions (MainApp *self)
{
  static const GActionEntry entries[] = {
    { "new-window", activate_new_window }, { "zoom-in", activate_zoom_in }, { "zoom-out", activate_zoom_out },
    { "zoom-reset", activate_zoom_reset }, { "about", activate_about },     { "quit", activate_quit },
  };
  g_autoptr (GAction) color_scheme = g_settings_create_action (app_settings_get (), "color-scheme");

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_action_map_add_action (G_ACTION_MAP (self), color_scheme);
}
