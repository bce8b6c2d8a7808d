/* window-workspace.c: what is open and how it is looked at, kept in a file and brought back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Opening one reads files and changes views; nothing is sent or started.
 */
#include "config.h"
#include "ui/window-private.h"

#include "base/i18n.h"
#include "models/control-board.h"
#include "models/replay.h"
#include "models/transmit-list.h"
#include "session/workspace.h"
#include "ui/app-settings.h"
#include "ui/dialogs/missing-dialog.h"
#include "ui/file-dialog.h"
#include "ui/recent-traces.h"
#include "ui/session-plot.h"

/* Those of how a trace is looked at; of later versions' only what the schema has. */
static const char *const kept_settings[] = {
  "by-identifier", "color-rules",       "columns",         "data-group",  "dock-collapsed", "dock-height",
  "id-columns",    "inspector-visible", "inspector-width", "number-base", "time-format",    "time-precision",
};

static GSettingsSchemaKey *
find_key (const char *name)
{
  g_autoptr (GSettingsSchema) schema = NULL;

  g_object_get (app_settings_get (), "settings-schema", &schema, NULL);
  return g_settings_schema_has_key (schema, name) ? g_settings_schema_get_key (schema, name) : NULL;
}

/* --- saving --- */

static void
collect_databases (MainWindow *self, Workspace *workspace)
{
  const DatabaseSet *set = trace_session_get_databases (self->session);
  g_autofree WorkspaceDatabase *databases = g_new0 (WorkspaceDatabase, database_set_n (set));
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  for (guint i = 0; i < database_set_n (set); i++)
    {
      const char *channel;

      databases[i].path = (char *) database_get_path (database_set_get (set, i, &channel));
      databases[i].channel = (char *) channel;
      databases[i].j1939 = database_set_get_mode (set, i);
      if (databases[i].path != NULL)
        g_ptr_array_add (list, &databases[i]);
    }
  workspace_set_databases (workspace, list);
}

static void
collect_settings (Workspace *workspace)
{
  for (guint i = 0; i < G_N_ELEMENTS (kept_settings); i++)
    {
      GSettingsSchemaKey *key = find_key (kept_settings[i]);
      g_autoptr (GVariant) value = NULL;
      g_autofree char *text = NULL;

      if (key == NULL)
        continue;
      g_settings_schema_key_unref (key);
      value = g_settings_get_value (app_settings_get (), kept_settings[i]);
      text = g_variant_print (value, FALSE);
      workspace_set_setting (workspace, kept_settings[i], text);
    }
}

static void
collect_plot (MainWindow *self, Workspace *workspace)
{
  g_autofree char *text = plot_model_to_text (session_plot_get (self->session));

  workspace_set_setting (workspace, "plot", text);
}

/* Messages, not that they run. */
static void
collect_messages (MainWindow *self, Workspace *workspace)
{
  g_autoptr (GPtrArray) rows = transmit_list_dup_rows (transmit_list_of (self->session));
  g_autofree char *text = transmit_rows_to_text (rows);

  if (rows->len > 0 || workspace_get_setting (workspace, "transmit") != NULL)
    workspace_set_setting (workspace, "transmit", text);
}

static void
collect_replay (MainWindow *self, Workspace *workspace)
{
  g_autofree char *text = replay_to_text (replay_of (self->session));

  workspace_set_setting (workspace, "replay", text);
}

static void
apply_replay (MainWindow *self, Workspace *workspace)
{
  const char *text = workspace_get_setting (workspace, "replay");

  if (text != NULL)
    replay_from_text (replay_of (self->session), text, TRUE);
}

/* Nothing of it is sent before somebody arms a bus and switches it on. */
static void
apply_messages (MainWindow *self, Workspace *workspace)
{
  const char *text = workspace_get_setting (workspace, "transmit");
  GPtrArray *rows = text != NULL ? transmit_rows_from_text (text, NULL, NULL) : NULL;

  if (rows != NULL)
    transmit_list_replace (transmit_list_of (self->session), rows);
}

static void
collect_controls (MainWindow *self, Workspace *workspace)
{
  g_autoptr (GPtrArray) controls = control_board_dup (control_board_of (self->session));
  g_autofree char *text = controls_to_text (controls);

  if (controls->len > 0 || workspace_get_setting (workspace, "controls") != NULL)
    workspace_set_setting (workspace, "controls", text);
}

static void
apply_controls (MainWindow *self, Workspace *workspace)
{
  const char *text = workspace_get_setting (workspace, "controls");
  GPtrArray *controls = text != NULL ? controls_from_text (text, NULL, NULL) : NULL;

  if (controls != NULL)
    control_board_replace (control_board_of (self->session), controls);
}

static void
collect (MainWindow *self, Workspace *workspace)
{
  GPtrArray *files = trace_session_get_files (self->session);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (paths, (gpointer) g_file_peek_path (files->pdata[i]));
  g_ptr_array_add (paths, NULL);
  workspace_set_traces (workspace, (const char *const *) paths->pdata);
  collect_databases (self, workspace);
  workspace_set_filter (workspace, trace_session_get_filter (self->session));
  workspace_set_cursor (workspace, trace_session_get_cursor (self->session));
  collect_settings (workspace);
  collect_plot (self, workspace);
  collect_messages (self, workspace);
  collect_controls (self, workspace);
  collect_replay (self, workspace);
}

Workspace *
main_window_new_workspace (MainWindow *self)
{
  Workspace *workspace = workspace_new ();

  collect (self, workspace);
  return workspace;
}

/* What was unpacked from a case file is no place to come back to. */
static gboolean
is_unpacked (GFile *file)
{
  g_autofree char *folder = main_window_dup_cases_folder ();
  g_autoptr (GFile) cases = g_file_new_for_path (folder);

  return g_file_has_prefix (file, cases);
}

static void
remember (MainWindow *self, GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);

  if (is_unpacked (file))
    return;

  g_object_ref (file);
  g_clear_object (&self->workspace);
  self->workspace = file;
  g_settings_set_string (app_settings_get (), "last-workspace", uri);
  recent_traces_add (file, 0, 0, 0);
}

void
main_window_save_workspace (MainWindow *self, GFile *file)
{
  const char *path = g_file_peek_path (file);
  /* What somebody else wrote into it stays. */
  Workspace *workspace = path != NULL ? workspace_load (path, NULL) : NULL;
  g_autoptr (GError) error = NULL;

  if (workspace == NULL)
    workspace = workspace_new ();
  collect (self, workspace);
  if (path != NULL && workspace_save (workspace, path, &error))
    remember (self, file);
  else
    {
      g_autofree char *name = main_window_dup_file_name (file);
      g_autofree char *text
          = g_strdup_printf (_ ("The workspace %s could not be saved. %s."), name,
                             error != NULL ? error->message : _ ("Only files of this machine can be written"));

      main_window_show_message (self, text);
    }
  workspace_free (workspace);
}

/* --- opening --- */

typedef struct
{
  MainWindow *window;
  GPtrArray *databases; /* of WorkspaceDatabase, those there are */
  guint next;
  J1939Mode mode; /* of the one that is being added */
  char *filter;
} Opening;

static void
apply_settings (MainWindow *self, Workspace *workspace)
{
  GSettings *settings = app_settings_get ();

  for (guint i = 0; i < G_N_ELEMENTS (kept_settings); i++)
    {
      const char *text = workspace_get_setting (workspace, kept_settings[i]);
      GSettingsSchemaKey *key = text != NULL ? find_key (kept_settings[i]) : NULL;
      g_autoptr (GVariant) value = NULL;

      if (key == NULL)
        continue;
      value = g_variant_parse (g_settings_schema_key_get_value_type (key), text, NULL, NULL, NULL);
      if (value != NULL && g_settings_schema_key_range_check (key, value))
        g_settings_set_value (settings, kept_settings[i], value);
      g_settings_schema_key_unref (key);
    }
  g_action_group_change_action_state (G_ACTION_GROUP (self), "by-identifier",
                                      g_variant_new_boolean (g_settings_get_boolean (settings, "by-identifier")));
}

static void add_next_database (Opening *opening);

static void
match_database (TraceSession *session, const Database *database, J1939Mode mode)
{
  const DatabaseSet *set = trace_session_get_databases (session);

  for (guint i = 0; i < database_set_n (set); i++)
    if (database_set_get (set, i, NULL) == database && database_set_get_mode (set, i) != mode)
      {
        DatabaseSet *matched = database_set_match (set, i, mode);

        trace_session_set_databases (session, matched);
        database_set_unref (matched);
        return;
      }
}

static void
on_database_added (GObject *source, GAsyncResult *result, gpointer data)
{
  Opening *opening = data;
  g_autoptr (GError) error = NULL;
  const Database *database = trace_session_add_database_finish (TRACE_SESSION (source), result, &error);

  if (database == NULL && opening->window->session != NULL)
    main_window_show_message (opening->window, error->message);
  else if (database != NULL)
    match_database (TRACE_SESSION (source), database, opening->mode);
  add_next_database (opening);
}

/* One after the other: their order decides. The filter comes last, it may name their signals. */
static void
add_next_database (Opening *opening)
{
  MainWindow *self = opening->window;

  if (main_window_is_open (self) && opening->next < opening->databases->len)
    {
      const WorkspaceDatabase *database = opening->databases->pdata[opening->next++];
      g_autoptr (GFile) file = g_file_new_for_path (database->path);

      opening->mode = database->j1939;
      trace_session_add_database_async (self->session, file, database->channel, on_database_added, opening);
      return;
    }
  if (main_window_is_open (self))
    {
      if (*opening->filter != '\0')
        filter_bar_apply_text (self->filter_bar, opening->filter);
      main_window_update_actions (self);
    }
  g_ptr_array_unref (opening->databases);
  g_free (opening->filter);
  g_object_unref (opening->window);
  g_free (opening);
}

/* Where the file is now: as located (nullable), or where the workspace says; NULL: it is missing. */
static char *
dup_place (const char *path, GHashTable *located, GPtrArray *missing)
{
  const char *now = located != NULL ? g_hash_table_lookup (located, path) : NULL;

  if (now != NULL || g_file_test (path, G_FILE_TEST_EXISTS))
    return g_strdup (now != NULL ? now : path);
  g_ptr_array_add (missing, g_strdup (path));
  return NULL;
}

static void
open_traces (MainWindow *self, Workspace *workspace, GHashTable *located, GPtrArray *missing)
{
  g_auto (GStrv) paths = workspace_dup_traces (workspace);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *path = dup_place (paths[i], located, missing);

      if (path != NULL)
        g_ptr_array_add (files, g_file_new_for_path (path));
    }
  self->wanted_row = workspace_get_cursor (workspace);
  if (files->len > 0)
    main_window_load (self, files);
}

static void
open_databases (MainWindow *self, Workspace *workspace, GHashTable *located, GPtrArray *missing)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->window = g_object_ref (self);
  opening->databases = workspace_dup_databases (workspace);
  opening->filter = g_strdup (workspace_get_filter (workspace));
  for (guint i = 0; i < opening->databases->len;)
    {
      WorkspaceDatabase *database = opening->databases->pdata[i];
      char *path = dup_place (database->path, located, missing);

      if (path == NULL)
        {
          g_ptr_array_remove_index (opening->databases, i);
          continue;
        }
      g_free (database->path);
      database->path = path;
      i++;
    }
  add_next_database (opening);
}

static void open_workspace (MainWindow *self, GFile *file, GHashTable *located);

static void
on_located (MissingDialog *dialog, MainWindow *self)
{
  GFile *file = g_object_get_data (G_OBJECT (dialog), "workspace");
  DatabaseSet *none = database_set_new ();

  /* All of it again, so that databases come in their order. */
  trace_session_set_databases (self->session, none);
  database_set_unref (none);
  open_workspace (self, file, missing_dialog_get_found (dialog));
}

static void
ask_for_missing (MainWindow *self, GFile *file, GPtrArray *missing)
{
  g_autofree char *name = main_window_dup_file_name (file), *text = NULL, *names = NULL;
  GtkWidget *dialog;

  g_ptr_array_add (missing, NULL);
  names = g_strjoinv (", ", (char **) missing->pdata);
  text = g_strdup_printf (_ ("The workspace %s names files that are not there: %s. Open them from where they are now, "
                             "and save the workspace again."),
                          name, names);
  main_window_show_message (self, text);
  dialog = missing_dialog_new (GTK_WINDOW (self), name, (const char *const *) missing->pdata);
  g_object_set_data_full (G_OBJECT (dialog), "workspace", g_object_ref (file), g_object_unref);
  g_signal_connect_object (dialog, "located", G_CALLBACK (on_located), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
open_workspace (MainWindow *self, GFile *file, GHashTable *located)
{
  const char *path = g_file_peek_path (file);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *name = main_window_dup_file_name (file);
  Workspace *workspace = path != NULL ? workspace_load (path, &error) : NULL;

  if (workspace == NULL)
    {
      g_autofree char *title = g_strdup_printf (_ ("The workspace %s could not be opened"), name);
      g_autofree char *text
          = g_strdup_printf ("%s.", error != NULL ? error->message : _ ("Only files of this machine can be read"));

      main_window_show_failure (self, title, text, FALSE);
      return;
    }
  apply_settings (self, workspace);
  apply_messages (self, workspace);
  apply_controls (self, workspace);
  apply_replay (self, workspace);
  if (workspace_get_setting (workspace, "plot") != NULL)
    plot_model_from_text (session_plot_get (self->session), workspace_get_setting (workspace, "plot"));
  main_window_hide_message (self);
  open_traces (self, workspace, located, missing);
  open_databases (self, workspace, located, missing);
  remember (self, file);
  if (missing->len > 0)
    ask_for_missing (self, file, missing);
  workspace_free (workspace);
}

void
main_window_open_workspace (MainWindow *self, GFile *file)
{
  open_workspace (self, file, NULL);
}

/* --- asking --- */

static void
on_save_chosen (GtkWidget *owner, GFile *file, GtkFileChooser *dialog)
{
  g_autoptr (GFile) target = file_dialog_complete (file, WORKSPACE_EXTENSION);

  main_window_save_workspace (MAIN_WINDOW (owner), target);
}

static void
on_open_chosen (GtkWidget *owner, GFile *file, GtkFileChooser *dialog)
{
  main_window_open_files (MAIN_WINDOW (owner), &file, 1);
}

static void
activate_open_workspace (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkFileChooser *dialog
      = file_dialog_new (data, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Open a Workspace"), _ ("_Open"), on_open_chosen);

  file_dialog_add_filter (dialog, _ ("Workspaces"), "*" WORKSPACE_EXTENSION);
  file_dialog_show (dialog);
}

static void
activate_save_case (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;

  if (trace_session_get_store (self->session) != NULL && self->save_cancel == NULL)
    main_window_ask_case (self);
}

static void
activate_open_last_workspace (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autofree char *uri = g_settings_get_string (app_settings_get (), "last-workspace");
  g_autoptr (GFile) file = g_file_new_for_uri (uri);

  if (*uri != '\0')
    main_window_open_files (MAIN_WINDOW (data), &file, 1);
}

static void
activate_save_workspace_as (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  GFile *beside = self->workspace != NULL ? self->workspace : trace_session_get_file (self->session);
  g_autoptr (GFile) folder = beside != NULL ? g_file_get_parent (beside) : NULL;
  GtkFileChooser *dialog
      = file_dialog_new (data, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Save the Workspace As"), _ ("_Save"), on_save_chosen);
  g_autofree char *name = self->workspace != NULL ? g_file_get_basename (self->workspace)
                                                  : g_strconcat (_ ("workspace"), WORKSPACE_EXTENSION, NULL);

  gtk_file_chooser_set_current_name (dialog, name);
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (dialog, folder, NULL);
  file_dialog_add_filter (dialog, _ ("Workspaces"), "*" WORKSPACE_EXTENSION);
  file_dialog_show (dialog);
}

/* parameter: a path */
static void
activate_save_workspace_to (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_string (parameter, NULL));

  main_window_save_workspace (data, file);
}

static void
activate_save_workspace (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  g_autoptr (GFile) file = self->workspace != NULL ? g_object_ref (self->workspace) : NULL;

  if (file != NULL)
    main_window_save_workspace (self, file);
  else
    activate_save_workspace_as (action, parameter, data);
}

void
main_window_add_workspace_actions (MainWindow *self)
{
  static const GActionEntry entries[] = {
    { "open-workspace", activate_open_workspace },           { "save-case", activate_save_case },
    { "open-last-workspace", activate_open_last_workspace }, { "save-workspace", activate_save_workspace },
    { "save-workspace-as", activate_save_workspace_as },     { "save-workspace-to", activate_save_workspace_to, "s" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
