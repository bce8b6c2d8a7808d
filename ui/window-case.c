/* window-case.c: a case file: one zip with a part of the trace, its databases, how it is looked at, and a note.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * In it: trace.canid, databases/…, case.canid-workspace, note.txt. Elsewhere it is unpacked into the cache folder and
 * its workspace opened.
 */
#include "config.h"
#include "ui/window-private.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "base/zip-file.h"
#include "formats/format.h"
#include "session/hand-over.h"
#include "session/workspace.h"
#include "ui/file-dialog.h"
#include "ui/file-kind.h"
#include "ui/recent-traces.h"
#include <glib/gstdio.h>

typedef struct
{
  MainWindow *window;
  GFile *file;      /* the zip */
  char *folder;     /* where it is put together, or unpacked */
  GPtrArray *names; /* in the zip; paths beside them */
  GPtrArray *paths;
  GCancellable *cancel; /* (nullable) */
} Case;

static void
case_free (gpointer data)
{
  Case *self = data;

  g_object_unref (self->window);
  g_object_unref (self->file);
  g_clear_object (&self->cancel);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  g_free (self->folder);
  g_free (self);
}

char *
main_window_dup_cases_folder (void)
{
  return g_build_filename (g_get_user_cache_dir (), "canid", "cases", NULL);
}

static Case *
case_new (MainWindow *window, GFile *file)
{
  Case *self = g_new0 (Case, 1);
  g_autofree char *parent = main_window_dup_cases_folder ();

  self->window = g_object_ref (window);
  self->file = g_object_ref (file);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->paths = g_ptr_array_new_with_free_func (g_free);
  g_mkdir_with_parents (parent, 0700);
  self->folder = g_mkdtemp (g_build_filename (parent, "case-XXXXXX", NULL));
  return self;
}

static void
show_problem (Case *self, gboolean saving, const GError *error)
{
  g_autofree char *name = main_window_dup_file_name (self->file), *start = NULL;
  g_autofree char *text = NULL;

  start = saving ? g_strdup_printf (_ ("The case file %s could not be saved."), name)
                 : g_strdup_printf (_ ("The case file %s could not be opened."), name);
  text = g_strdup_printf ("%s %s.", start, error != NULL ? error->message : g_strerror (errno));
  if (self->window->session != NULL)
    main_window_show_message (self->window, text);
}

static gboolean
is_cancelled (gpointer data)
{
  return g_cancellable_is_cancelled (data);
}

/* --- saving --- */

static void
remove_parts (Case *self)
{
  g_autofree char *trace = g_build_filename (self->folder, "trace.canid", NULL);
  g_autofree char *workspace = g_build_filename (self->folder, "case" WORKSPACE_EXTENSION, NULL);
  g_autofree char *note = g_build_filename (self->folder, "note.txt", NULL);

  g_unlink (trace);
  g_unlink (workspace);
  g_unlink (note);
  g_rmdir (self->folder);
}

static void
zip_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Case *self = data;
  g_autofree ZipEntry *entries = g_new0 (ZipEntry, self->names->len);
  GError *error = NULL;
  gboolean ok;

  for (guint i = 0; i < self->names->len; i++)
    entries[i] = (ZipEntry){ self->names->pdata[i], self->paths->pdata[i] };
  ok = zip_file_write (g_file_peek_path (self->file), entries, self->names->len, is_cancelled, self->cancel, &error);
  remove_parts (self);
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
end_saving (Case *self)
{
  g_clear_object (&self->window->save_cancel);
  if (self->window->session == NULL)
    return;
  main_window_update_status (self->window);
  main_window_update_actions (self->window);
}

static void
on_zipped (GObject *source, GAsyncResult *result, gpointer data)
{
  Case *self = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  end_saving (self);
  if (!g_task_propagate_boolean (G_TASK (result), &error)
      && !g_error_matches (error, CANID_ERROR, CANID_ERROR_CANCELLED))
    show_problem (self, TRUE, error);
}

static void
add_part (Case *self, const char *name, const char *path)
{
  g_ptr_array_add (self->names, g_strdup (name));
  g_ptr_array_add (self->paths, path != NULL ? g_strdup (path) : g_build_filename (self->folder, name, NULL));
}

/* Two of the same name are told apart by a number in front. */
static GPtrArray *
add_databases (Case *self)
{
  const DatabaseSet *set = trace_session_get_databases (self->window->session);
  GPtrArray *databases = g_ptr_array_new_with_free_func (workspace_database_free);

  for (guint i = 0; i < database_set_n (set); i++)
    {
      const char *channel, *path = database_get_path (database_set_get (set, i, &channel));
      g_autofree char *base = path != NULL ? g_path_get_basename (path) : NULL, *name = NULL;
      WorkspaceDatabase *database;

      if (path == NULL)
        continue;
      name = g_strdup_printf ("databases/%s", base);
      if (g_ptr_array_find_with_equal_func (self->names, name, g_str_equal, NULL) || !zip_file_is_safe_name (name))
        {
          g_free (name);
          name = g_strdup_printf ("databases/%u.dbc", i + 1);
        }
      add_part (self, name, path);
      database = g_new0 (WorkspaceDatabase, 1);
      database->path = g_build_filename (self->folder, name, NULL);
      database->channel = g_strdup (channel);
      database->j1939 = database_set_get_mode (set, i);
      g_ptr_array_add (databases, database);
    }
  return databases;
}

static gboolean
write_parts (Case *self, GError **error)
{
  g_autofree char *trace = g_build_filename (self->folder, "trace.canid", NULL);
  g_autofree char *path = g_build_filename (self->folder, "case" WORKSPACE_EXTENSION, NULL);
  g_autofree char *note_path = g_build_filename (self->folder, "note.txt", NULL);
  g_autofree char *name = main_window_dup_files_name (trace_session_get_files (self->window->session));
  g_autofree char *note = g_strdup_printf ("%s\nCanid %s\n", name, CANID_VERSION);
  const char *traces[] = { trace, NULL };
  g_autoptr (GPtrArray) databases = add_databases (self);
  Workspace *workspace = main_window_new_workspace (self->window);
  gboolean ok;

  workspace_set_traces (workspace, traces);
  workspace_set_databases (workspace, databases);
  workspace_set_cursor (workspace, UINT64_MAX); /* rows have other numbers there */
  add_part (self, "trace.canid", NULL);
  add_part (self, "case" WORKSPACE_EXTENSION, NULL);
  add_part (self, "note.txt", NULL);
  ok = workspace_save (workspace, path, error) && g_file_set_contents (note_path, note, -1, error);
  workspace_free (workspace);
  return ok;
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer data)
{
  Case *self = data;
  g_autoptr (GError) error = NULL;
  GTask *task;

  if (!trace_session_save_finish (TRACE_SESSION (source), result, &error) || self->window->session == NULL
      || !write_parts (self, &error))
    {
      end_saving (self);
      if (error != NULL && !g_error_matches (error, CANID_ERROR, CANID_ERROR_CANCELLED)
          && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        show_problem (self, TRUE, error);
      remove_parts (self);
      case_free (self);
      return;
    }
  task = g_task_new (NULL, NULL, on_zipped, NULL);
  g_task_set_task_data (task, self, case_free);
  g_task_run_in_thread (task, zip_in_thread);
  g_object_unref (task);
}

/* Several selected rows, else what is shown. */
void
main_window_save_case (MainWindow *self, GFile *file)
{
  gboolean selected = row_ranges_count (trace_session_get_selection (self->session)) > 1;
  RowChoice choice = trace_session_choose_rows (self->session, selected ? TRACE_ROWS_SELECTED : TRACE_ROWS_SHOWN);
  Case *work = case_new (self, file);
  g_autofree char *path = NULL;
  g_autoptr (GFile) trace = NULL;

  if (work->folder == NULL || g_file_peek_path (file) == NULL)
    {
      show_problem (work, TRUE, NULL);
      case_free (work);
    }
  else
    {
      path = g_build_filename (work->folder, "trace.canid", NULL);
      trace = g_file_new_for_path (path);
      self->save_cancel = g_cancellable_new ();
      work->cancel = g_object_ref (self->save_cancel);
      trace_session_export_async (self->session, trace, &choice, format_by_id ("canid"), self->save_cancel, on_exported,
                                  work);
      main_window_update_status (self);
      main_window_update_actions (self);
    }
  row_choice_clear (&choice);
}

/* --- opening --- */

static void
unzip_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Case *self = data;
  GError *error = NULL;

  if (zip_file_extract (g_file_peek_path (self->file), self->folder, NULL, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_unzipped (GObject *source, GAsyncResult *result, gpointer data)
{
  Case *self = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (self->folder, "case" WORKSPACE_EXTENSION, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    show_problem (self, FALSE, error);
  else if (main_window_is_open (self->window))
    {
      main_window_open_workspace (self->window, file);
      recent_traces_add (self->file, 0, 0, 0);
    }
}

void
main_window_open_case (MainWindow *self, GFile *file)
{
  Case *work = case_new (self, file);
  GTask *task;

  if (work->folder == NULL || g_file_peek_path (file) == NULL)
    {
      show_problem (work, FALSE, NULL);
      case_free (work);
      return;
    }
  task = g_task_new (NULL, NULL, on_unzipped, NULL);
  g_task_set_task_data (task, work, case_free);
  g_task_run_in_thread (task, unzip_in_thread);
  g_object_unref (task);
}

/* --- asking --- */

static void
on_chosen (GtkWidget *owner, GFile *file, GtkFileChooser *dialog)
{
  g_autoptr (GFile) target = file_dialog_complete (file, CASE_EXTENSION);

  main_window_save_case (MAIN_WINDOW (owner), target);
}

void
main_window_ask_case (MainWindow *self)
{
  GtkFileChooser *dialog = file_dialog_new (GTK_WIDGET (self), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Save a Case File"),
                                            _ ("_Save"), on_chosen);
  g_autofree char *name = g_strconcat (_ ("case"), CASE_EXTENSION, NULL);

  gtk_file_chooser_set_current_name (dialog, name);
  file_dialog_show (dialog);
}
