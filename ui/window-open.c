/* window-open.c: files come in, and go out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/samples-dialog.h"
#include "ui/window-private.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "models/database-edit.h"
#include "ui/file-kind.h"
#include "ui/recent-traces.h"
#include "ui/text.h"

gboolean
main_window_is_empty (MainWindow *self)
{
  return trace_session_get_state (self->session) == TRACE_SESSION_EMPTY;
}

/* What a callback needs; it holds the window until the work has ended. */
typedef struct
{
  MainWindow *window;
  GFile *file;
  char *channel;  /* that a database is for, or NULL */
  gboolean asked; /* by the user: to be taken back */
} Job;

static Job *
job_new (MainWindow *self, GFile *file)
{
  Job *job = g_new0 (Job, 1);

  job->window = g_object_ref (self);
  job->file = g_object_ref (file);
  return job;
}

/* --- failures --- */

void
main_window_show_failure (MainWindow *self, const char *title, const char *text, gboolean try_again)
{
  g_autofree char *message = NULL;

  if (!main_window_is_empty (self))
    {
      message = g_strdup_printf ("%s. %s", title, text);
      main_window_show_message (self, message);
      return;
    }
  self->failed = TRUE;
  state_card_set (self->state_card, "dialog-error-symbolic", TRUE, title, text);
  state_card_add_button (self->state_card, _ ("Open Another…"), "win.open", TRUE);
  if (try_again)
    state_card_add_button (self->state_card, _ ("Try Again"), "win.reload", FALSE);
  state_card_add_button (self->state_card, _ ("Back"), "win.welcome", FALSE);
  main_window_show_page (self, "state");
  state_card_focus (self->state_card);
  main_window_update_status (self);
  main_window_update_actions (self);
}

/* The engine's messages are fragments, "PATH: line 812: …"; which file it is stands in the title. */
static char *
as_sentence (GFile *file, const char *fragment)
{
  const char *path = g_file_peek_path (file);
  gsize n = path != NULL ? strlen (path) : 0;
  GString *sentence;

  if (n > 0 && g_str_has_prefix (fragment, path) && g_str_has_prefix (fragment + n, ": "))
    fragment += n + 2;
  sentence = g_string_new (NULL);
  g_string_append_unichar (sentence, g_unichar_toupper (g_utf8_get_char (fragment)));
  if (*fragment != '\0')
    g_string_append (sentence, g_utf8_next_char (fragment));
  if (sentence->len > 0 && strchr (".!?", sentence->str[sentence->len - 1]) == NULL)
    g_string_append_c (sentence, '.');
  return g_string_free (sentence, FALSE);
}

static void
show_load_error (MainWindow *self, GPtrArray *files, const GError *error)
{
  g_autofree char *name = main_window_dup_files_name (files), *reason = as_sentence (files->pdata[0], error->message);
  g_autofree char *title = NULL, *text = NULL, *count = NULL;
  FrameStore *store = trace_session_get_store (self->session);

  if (self->replaced && store != NULL && frame_store_length (store) > 0)
    {
      count = text_count (frame_store_length (store));
      text = g_strdup_printf (_ ("%s could be read in part only. %s The %s frames before are good."), name, reason,
                              count);
      main_window_show_message (self, text);
      return;
    }
  title = g_strdup_printf (_ ("%s could not be opened"), name);
  if (g_error_matches (error, CANID_ERROR, CANID_ERROR_UNKNOWN))
    text = g_strdup_printf (_ ("%s Canid reads Vector ASC, candump and python-can logs and its own traces; databases "
                               "are DBC files."),
                            reason);
  main_window_show_failure (self, title, text != NULL ? text : reason, TRUE);
}

/* --- traces --- */

static void
on_size_known (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MainWindow) self = data;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, NULL);
  FrameStore *store;
  GFile *file;

  if (self->session == NULL) /* the window is gone */
    return;
  store = trace_session_get_store (self->session);
  file = trace_session_get_file (self->session);
  if (info == NULL || store == NULL || file == NULL || !g_file_equal (file, G_FILE (source)))
    return;
  recent_traces_add (file, trace_info_n_channels (frame_store_get_info (store)), frame_store_length (store),
                     (guint64) g_file_info_get_size (info));
}

static void
remember (MainWindow *self, GFile *file)
{
  g_autofree char *sample = main_app_dup_data_path ("sample/city-drive.asc");

  /* The sample has its own place. */
  if (g_strcmp0 (g_file_peek_path (file), sample) == 0)
    return;
  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL,
                           on_size_known, g_object_ref (self));
}

static void offer_samples (MainWindow *self, GFile *file, const GError *error);

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MainWindow) self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = trace_session_load_finish (TRACE_SESSION (source), result, &error);
  gboolean stopped = !ok && g_error_matches (error, CANID_ERROR, CANID_ERROR_CANCELLED);

  /* Another file was asked for meanwhile, or the window is gone. */
  if (!main_window_is_open (self) || trace_session_get_state (self->session) == TRACE_SESSION_LOADING)
    return;
  if (ok || self->replaced)
    self->partial = stopped;
  if (ok && self->wanted->len == 1)
    remember (self, self->wanted->pdata[0]);
  else if (!ok && !stopped)
    {
      show_load_error (self, self->wanted, error);
      offer_samples (self, self->wanted->pdata[0], error);
    }
  else if (stopped && main_window_is_empty (self))
    main_window_show_page (self, "welcome");
  else if (stopped)
    main_window_focus_list (self); /* the button that stopped it is gone */
  main_window_update_status (self);
  main_window_update_actions (self);
}

static void want (MainWindow *self, GPtrArray *files);

static void
load_samples (GFile *file, const WaveOptions *options, gpointer data)
{
  MainWindow *self = data;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (files, g_object_ref (file));
  want (self, files);
  trace_session_load_samples_async (self->session, file, options, NULL, on_loaded, g_object_ref (self));
  main_window_update_status (self);
  main_window_update_actions (self);
}

void
main_window_show_samples (MainWindow *self)
{
  WaveRecord *record = trace_session_get_wave_record (self->session);
  GFile *file = trace_session_get_file (self->session);

  if (record != NULL && file != NULL)
    gtk_window_present (GTK_WINDOW (samples_dialog_new (GTK_WINDOW (self), file, record, NULL, load_samples, self)));
  else
    main_window_show_note (self, _ ("This trace was not read from a recording of samples."));
}

static void
offer_samples (MainWindow *self, GFile *file, const GError *error)
{
  WaveRecord *record = trace_session_get_failed_record (self->session);
  g_autofree char *reason = NULL;

  if (record == NULL)
    return;
  reason = as_sentence (file, error->message);
  gtk_window_present (GTK_WINDOW (samples_dialog_new (GTK_WINDOW (self), file, record, reason, load_samples, self)));
}

static void
want (MainWindow *self, GPtrArray *files)
{
  main_window_hide_message (self);
  g_ptr_array_ref (files);
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  self->wanted = files;
  self->replaced = FALSE;
}

void
main_window_follow (MainWindow *self, GFile *file)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (files, g_object_ref (file));
  want (self, files);
  trace_session_follow_async (self->session, file, on_loaded, g_object_ref (self));
  trace_list_set_following (trace_panel_get_list (self->trace_panel), TRUE);
  main_window_update_status (self);
  main_window_update_actions (self);
}

void
main_window_load (MainWindow *self, GPtrArray *files)
{
  want (self, files);
  trace_session_load_files_async (self->session, (GFile *const *) files->pdata, files->len, NULL, on_loaded,
                                  g_object_ref (self));
  main_window_update_status (self);
  main_window_update_actions (self);
}

void
main_window_add_traces (MainWindow *self, GFile *const *files, guint n_files)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *open = trace_session_get_files (self->session);

  for (guint i = 0; i < open->len; i++)
    g_ptr_array_add (all, g_object_ref (open->pdata[i]));
  for (guint i = 0; i < n_files; i++)
    {
      gboolean known = FALSE;

      for (guint k = 0; k < all->len && !known; k++)
        known = g_file_equal (all->pdata[k], files[i]);
      if (!known)
        g_ptr_array_add (all, g_object_ref (files[i]));
    }
  if (all->len > open->len)
    main_window_load (self, all);
}

/* --- databases --- */

/* The last that was added, for one channel alone. */
static void
bind_database (MainWindow *self, const Database *database, const char *channel)
{
  const DatabaseSet *set = trace_session_get_databases (self->session), *bound;

  for (guint i = database_set_n (set); i-- > 0;)
    if (database_set_get (set, i, NULL) == database)
      {
        bound = database_set_bind (set, i, channel);
        trace_session_set_databases (self->session, bound);
        database_set_unref (bound);
        return;
      }
}

static const Database *
end_adding (Job *job, TraceSession *session, GAsyncResult *result, GError **error)
{
  const Database *database;
  g_autofree char *label = NULL;

  if (!job->asked || job->window->session == NULL)
    return trace_session_add_database_finish (session, result, error);
  database_edit_begin (session);
  database = trace_session_add_database_finish (session, result, error);
  if (database != NULL)
    label = g_strdup_printf (_ ("Add Database %s"), database_get_name (database));
  database_edit_end (session, label);
  return database;
}

static void
on_database_added (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = data;
  g_autoptr (MainWindow) self = job->window;
  g_autoptr (GFile) file = job->file;
  g_autoptr (GError) error = NULL;
  const Database *database = end_adding (job, TRACE_SESSION (source), result, &error);
  g_autofree char *name = main_window_dup_file_name (file), *channel = job->channel;

  g_free (job);
  if (!main_window_is_open (self))
    return;
  if (database != NULL && channel != NULL)
    bind_database (self, database, channel);
  if (database == NULL)
    {
      g_autofree char *reason = as_sentence (file, error->message);
      g_autofree char *text = g_strdup_printf (_ ("The database %s could not be read. %s"), name, reason);

      main_window_show_message (self, text);
    }
  main_window_update_actions (self);
}

void
main_window_add_database (MainWindow *self, GFile *file)
{
  Job *job = job_new (self, file);

  job->asked = TRUE;
  trace_session_add_database_async (self->session, file, NULL, on_database_added, job);
}

void
main_window_add_database_for (MainWindow *self, GFile *file, const char *channel)
{
  const DatabaseSet *set = trace_session_get_databases (self->session);
  g_autofree char *path = g_file_get_path (file);
  Job *job;

  for (guint i = 0; i < database_set_n (set); i++)
    {
      const char *bound;

      if (g_strcmp0 (database_get_path (database_set_get (set, i, &bound)), path) == 0
          && g_strcmp0 (bound, channel) == 0)
        return;
    }
  job = job_new (self, file);
  job->channel = g_strdup (channel);
  trace_session_add_database_async (self->session, file, NULL, on_database_added, job);
}

/* --- several files at once --- */

static void
report_unusable (MainWindow *self, GPtrArray *found)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < found->len; i++)
    {
      const FoundFile *file = found->pdata[i];

      if (file->kind != FILE_KIND_UNUSABLE)
        continue;
      g_string_append_printf (text, "%s%s", n > 0 ? "\n" : "", file->problem);
      n++;
      if (main_window_is_empty (self) && found->len == 1)
        {
          g_autofree char *name = main_window_dup_file_name (file->file);
          g_autofree char *title = g_strdup_printf (_ ("%s could not be opened"), name);

          g_clear_pointer (&self->wanted, g_ptr_array_unref);
          self->wanted = g_ptr_array_new_with_free_func (g_object_unref);
          g_ptr_array_add (self->wanted, g_object_ref (file->file));
          main_window_show_failure (self, title, file->problem, TRUE);
          return;
        }
    }
  if (n > 0)
    main_window_show_message (self, text->str);
}

static GPtrArray *
files_of_kind (GPtrArray *found, FileKind kind)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < found->len; i++)
    {
      const FoundFile *file = found->pdata[i];

      if (file->kind == kind)
        g_ptr_array_add (files, g_object_ref (file->file));
    }
  return files;
}

/* A window each; the first takes an empty one. */
static void
open_each (MainWindow **target, GPtrArray *files, void (*open) (MainWindow *self, GFile *file))
{
  MainApp *app = MAIN_APP (gtk_window_get_application (GTK_WINDOW (*target)));

  for (guint i = 0; i < files->len; i++)
    {
      if (i > 0 || !main_window_is_empty (*target))
        *target = main_window_new (app);
      open (*target, files->pdata[i]);
      gtk_window_present (GTK_WINDOW (*target));
    }
}

/* Traces that come together are one trace; with one open they get a window of their own. */
static void
on_files_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MainWindow) self = data;
  g_autoptr (GPtrArray) found = file_kind_find_finish (result);
  g_autoptr (GPtrArray) traces = files_of_kind (found, FILE_KIND_TRACE);
  g_autoptr (GPtrArray) databases = files_of_kind (found, FILE_KIND_DATABASE);
  g_autoptr (GPtrArray) cases = files_of_kind (found, FILE_KIND_CASE);
  g_autoptr (GPtrArray) workspaces = files_of_kind (found, FILE_KIND_WORKSPACE);
  GtkApplication *app = gtk_window_get_application (GTK_WINDOW (self));
  MainWindow *target = self;

  if (!main_window_is_open (self))
    return;
  main_window_hide_message (self);
  if (traces->len > 0)
    {
      target = main_window_is_empty (self) ? self : main_window_new (MAIN_APP (app));
      main_window_load (target, traces);
      gtk_window_present (GTK_WINDOW (target));
    }
  for (guint i = 0; i < databases->len; i++)
    main_window_add_database (target, databases->pdata[i]);
  open_each (&target, workspaces, main_window_open_workspace);
  open_each (&target, cases, main_window_open_case);
  report_unusable (target, found);
}

void
main_window_open_files (MainWindow *self, GFile *const *files, guint n_files)
{
  if (n_files > 0)
    file_kind_find_async (files, n_files, on_files_found, g_object_ref (self));
}

/* --- saving --- */

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = data;
  g_autoptr (MainWindow) self = job->window;
  g_autoptr (GFile) file = job->file;
  g_autoptr (GError) error = NULL;
  gboolean ok = trace_session_save_finish (TRACE_SESSION (source), result, &error);

  g_free (job);
  g_clear_object (&self->save_cancel);
  if (self->session == NULL)
    return;
  self->saved = self->saved || (ok && self->saving_all);
  if (self->close_when_saved && self->saved)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  self->close_when_saved = FALSE;
  if (!ok && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      && !g_error_matches (error, CANID_ERROR, CANID_ERROR_CANCELLED))
    {
      g_autofree char *name = main_window_dup_file_name (file), *reason = as_sentence (file, error->message);
      g_autofree char *text = g_strdup_printf (_ ("%s could not be saved. %s"), name, reason);

      main_window_show_message (self, text);
    }
  main_window_update_status (self);
  main_window_update_actions (self);
}

void
main_window_save (MainWindow *self, GFile *file, const RowChoice *choice, const Format *format,
                  const WaveTarget *target)
{
  g_return_if_fail (self->save_cancel == NULL);

  self->save_cancel = g_cancellable_new ();
  self->saving_all = row_choice_is_all (choice) && (format->abilities & FORMAT_STORE);
  trace_session_export_samples_async (self->session, file, choice, format, target, self->save_cancel, on_saved,
                                      job_new (self, file));
  main_window_update_status (self);
  main_window_update_actions (self);
}
