/* window-databases.c: actions for the databases in use, and for the statistics.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/window-private.h"

#include "session/database-watch.h"
#include "base/i18n.h"
#include "models/own-signals.h"
#include "ui/app-settings.h"
#include "ui/dialogs/matrix-dialog.h"
#include "ui/file-dialog.h"
#include "ui/panels/statistics-panel.h"

static void
activate_databases (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  main_window_open_dock_page (data, "databases");
}

static void
activate_can_matrix (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;

  if (database_set_n (trace_session_get_databases (self->session)) > 0)
    gtk_window_present (
        GTK_WINDOW (matrix_dialog_new (GTK_WINDOW (data), trace_session_get_databases (self->session))));
  else
    main_window_show_note (self, _ ("No database is loaded: add one to see who sends and who receives."));
}

static void
activate_statistics (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  main_window_open_dock_page (data, "statistics");
}

/* Of the frame under the cursor. */
static void
activate_statistics_of_id (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  CanFrame frame;

  if (!main_window_get_cursor_frame (self, &frame))
    return;
  main_window_open_dock_page (self, "statistics");
  statistics_panel_choose (STATISTICS_PANEL (gtk_stack_get_child_by_name (self->dock_stack, "statistics")),
                           frame.channel, frame.id);
}

static void
activate_reload (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  database_watch_reload (database_watch_get (MAIN_WINDOW (data)->session), NULL);
}

/* --- Own signals --- */

static void
on_save_chosen (GtkWidget *owner, GFile *file, GtkFileChooser *dialog)
{
  MainWindow *self = MAIN_WINDOW (owner);
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GError) error = NULL;

  if (path != NULL && self->session != NULL && own_signals_get (self->session) != NULL
      && !own_signals_save (self->session, path, &error))
    main_window_show_message (self, error->message);
}

static void
activate_save_own (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  const Database *own = own_signals_get (self->session);
  GtkFileChooser *dialog;

  if (own == NULL)
    {
      main_window_show_note (self, _ ("There are no own signals yet: draw over bits of a frame to name some."));
      return;
    }
  dialog = file_dialog_new (data, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Save Own Signals"), _ ("_Save"), on_save_chosen);
  gtk_file_chooser_set_current_name (dialog, database_get_name (own));
  file_dialog_show (dialog);
}

/* parameter: a path; for whoever has no file dialog */
static void
activate_save_own_to (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  g_autoptr (GError) error = NULL;

  if (own_signals_get (self->session) != NULL
      && !own_signals_save (self->session, g_variant_get_string (parameter, NULL), &error))
    main_window_show_message (self, error->message);
}

/* parameter: a sentence of a panel, which has no place of its own for it */
static void
activate_tell (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  main_window_show_message (data, g_variant_get_string (parameter, NULL));
}

static void
on_watch_wanted (MainWindow *self)
{
  gboolean wanted = g_settings_get_boolean (app_settings_get (), "watch-databases");

  database_watch_set_active (database_watch_get (self->session), wanted);
}

static void
on_databases_changed (MainWindow *self)
{
  const DatabaseSet *set = trace_session_get_databases (self->session);
  guint n = database_set_n (set);
  g_autofree char *text = NULL;

  if (n == 1)
    text = g_strdup_printf (_ ("%s is loaded. Open a trace to read values with it."),
                            database_get_name (database_set_get (set, 0, NULL)));
  else if (n > 1)
    text = g_strdup_printf (_ ("%u databases are loaded. Open a trace to read values with them."), n);
  welcome_page_set_subtitle (self->welcome, text);
}

void
main_window_add_database_actions (MainWindow *self)
{
  static const GActionEntry entries[] = {
    { "databases", activate_databases },
    { "can-matrix", activate_can_matrix },
    { "statistics", activate_statistics },
    { "statistics-of-id", activate_statistics_of_id },
    { "reload-databases", activate_reload },
    { "save-own-signals", activate_save_own },
    { "save-own-signals-to", activate_save_own_to, "s" },
    { "tell", activate_tell, "s" },
  };
  g_autoptr (GAction) watch = g_settings_create_action (app_settings_get (), "watch-databases");

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_action_map_add_action (G_ACTION_MAP (self), watch);
  g_signal_connect_object (app_settings_get (), "changed::watch-databases", G_CALLBACK (on_watch_wanted), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "databases-changed", G_CALLBACK (on_databases_changed), self,
                           G_CONNECT_SWAPPED);
  on_watch_wanted (self);
}
