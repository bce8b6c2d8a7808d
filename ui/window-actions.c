/* window-actions.c: what the actions "win.…" do; their names and keys are in actions.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/window-private.h"

#include "ui/actions.h"
#include "ui/app-settings.h"

static void
activate_menu (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (MAIN_WINDOW (data)->menu_button));
}

static void
activate_shortcuts (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWidget *window = actions_new_shortcuts_window ();

  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (data));
  gtk_window_present (GTK_WINDOW (window));
}

static void
activate_close (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_window_close (GTK_WINDOW (data));
}

void
main_window_add_actions (MainWindow *self)
{
  static const GActionEntry entries[] = {
    { "menu", activate_menu },
    { "shortcuts", activate_shortcuts },
    { "close", activate_close },
  };
  g_autoptr (GAction) time_format = g_settings_create_action (app_settings_get (), "time-format");

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_action_map_add_action (G_ACTION_MAP (self), time_format);
}
