/* trace-session.c: lifecycle, loading, saving, databases, selection. The shown rows are trace-session-filter.c's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/trace-session-private.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "session/hand-over.h"

#include "base/banned.h"

#define WAIT_AT_END (5 * G_USEC_PER_SEC) /* for recordings, on a disk that may be slow */

G_DEFINE_FINAL_TYPE (TraceSession, trace_session, G_TYPE_OBJECT)

guint trace_session_signals[N_SIGNALS];

/* --- What the threads have done since the last tick --- */

void
trace_session_emit_advanced (TraceSession *self, uint64_t old_length)
{
  g_signal_emit (self, trace_session_signals[SIGNAL_ADVANCED], 0, (guint64) old_length, (guint64) self->length);
}

/* first before length: it never is above. */
void
trace_session_read_length (TraceSession *self)
{
  self->first = frame_store_first (self->store);
  self->length = frame_store_length (self->store);
}

static void
replace_store (TraceSession *self, FrameStore *store, GPtrArray *files)
{
  trace_session_stop_capture (self);
  g_ptr_array_set_size (self->recorders, 0); /* they end by themselves */
  g_clear_pointer (&self->capture_path, g_free);
  trace_session_stop_filter (self);
  trace_session_clear_marks (self);
  trace_session_init_marks (self);
  trace_session_renew_filter (self);
  frame_store_ref (store);
  g_clear_pointer (&self->store, frame_store_unref);
  self->store = store;
  g_ptr_array_unref (self->files);
  g_clear_pointer (&self->record, wave_record_unref);
  if (self->loader != NULL && store == loader_get_store (self->loader) && loader_get_record (self->loader) != NULL)
    self->record = wave_record_ref (loader_get_record (self->loader));
  self->files = files != NULL ? g_ptr_array_ref (files) : g_ptr_array_new_with_free_func (g_object_unref);
  trace_session_read_length (self);
  self->n_shown = self->n_decided = self->program == NULL ? self->length - self->first : 0;
  row_ranges_clear (self->selection);
  self->cursor = ROW_NONE;
  self->visible_first = self->visible_last = 0;
  if (self->program != NULL)
    self->scanner = scanner_new (store, self->program, 0, self->tick);
  trace_session_load_marks (self);
  g_signal_emit (self, trace_session_signals[SIGNAL_REPLACED], 0);
  g_signal_emit (self, trace_session_signals[SIGNAL_MARKS_CHANGED], 0);
  g_signal_emit (self, trace_session_signals[SIGNAL_SELECTION_CHANGED], 0);
}

static void
end_loading (TraceSession *self)
{
  GTask *task = g_steal_pointer (&self->load_task);
  Loader *loader = g_steal_pointer (&self->loader);
  GError *error = NULL;

  if (self->load_cancellable != NULL)
    g_signal_handlers_disconnect_by_func (self->load_cancellable, trace_session_cancel, self);
  g_clear_object (&self->load_cancellable);
  g_clear_pointer (&self->loading_files, g_ptr_array_unref);
  g_clear_pointer (&self->failed_record, wave_record_unref);
  if (!loader_is_done (loader))
    g_task_return_new_error (task, CANID_ERROR, CANID_ERROR_CANCELLED, _ ("Cancelled"));
  else if (loader_get_result (loader, &error))
    g_task_return_boolean (task, TRUE);
  else
    {
      if (loader_get_record (loader) != NULL && wave_record_is_read (loader_get_record (loader)))
        self->failed_record = wave_record_ref (loader_get_record (loader));
      g_task_return_error (task, error);
    }
  g_object_unref (task);
  loader_free (loader);
}

static void
on_tick (gpointer data)
{
  TraceSession *self = data;
  uint64_t old_length = self->length;
  gboolean ended = FALSE;

  g_object_ref (self);
  if (self->loader != NULL)
    {
      /* Asked before the store: what a finished loader has read is all there. */
      ended = loader_is_done (self->loader);
      FrameStore *store = loader_get_store (self->loader);

      if (store != NULL && store != self->store)
        {
          replace_store (self, store, self->loading_files);
          old_length = self->length;
        }
    }
  if (self->store != NULL)
    trace_session_read_length (self);
  if (ended)
    end_loading (self);
  trace_session_filter_tick (self);
  trace_session_take_hits (self);
  if (ended || self->length != old_length || self->capture != NULL || self->recorders->len > 0)
    trace_session_emit_advanced (self, old_length);
  g_object_unref (self);
}

/* --- Object --- */

static void
trace_session_dispose (GObject *object)
{
  TraceSession *self = TRACE_SESSION (object);

  if (self->loader != NULL)
    end_loading (self);
  trace_session_stop_capture (self);
  trace_session_stop_recorders (self, WAIT_AT_END);
  g_ptr_array_set_size (self->recorders, 0);
  g_clear_pointer (&self->capture_path, g_free);
  trace_session_stop_filter (self);
  trace_session_clear_marks (self);
  if (self->tick != NULL)
    tick_stop (self->tick);
  g_clear_pointer (&self->tick, tick_unref);
  g_clear_pointer (&self->store, frame_store_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->record, wave_record_unref);
  g_clear_pointer (&self->failed_record, wave_record_unref);
  g_clear_pointer (&self->program, filter_program_unref);
  g_clear_pointer (&self->databases, database_set_unref);
  g_clear_pointer (&self->selection, row_ranges_free);
  G_OBJECT_CLASS (trace_session_parent_class)->dispose (object);
}

static guint
add_signal (const char *name, guint n_params)
{
  return g_signal_new (name, TRACE_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, n_params,
                       G_TYPE_UINT64, G_TYPE_UINT64);
}

static void
trace_session_finalize (GObject *object)
{
  g_ptr_array_unref (TRACE_SESSION (object)->recorders);
  G_OBJECT_CLASS (trace_session_parent_class)->finalize (object);
}

static void
trace_session_class_init (TraceSessionClass *class)
{
  G_OBJECT_CLASS (class)->dispose = trace_session_dispose;
  G_OBJECT_CLASS (class)->finalize = trace_session_finalize;

  trace_session_signals[SIGNAL_ADVANCED] = add_signal ("advanced", 2);
  trace_session_signals[SIGNAL_SHOWN] = add_signal ("shown", 0);
  trace_session_signals[SIGNAL_REPLACED] = add_signal ("replaced", 0);
  trace_session_signals[SIGNAL_SELECTION_CHANGED] = add_signal ("selection-changed", 0);
  trace_session_signals[SIGNAL_DATABASES_CHANGED] = add_signal ("databases-changed", 0);
  trace_session_signals[SIGNAL_FILTER_CHANGED] = add_signal ("filter-changed", 0);
  trace_session_signals[SIGNAL_MARKS_CHANGED] = add_signal ("marks-changed", 0);
  trace_session_signals[SIGNAL_MARKED] = g_signal_new ("marked", TRACE_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                       NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_BOOLEAN);
  trace_session_signals[SIGNAL_MARKS_PROBLEM] = g_signal_new ("marks-problem", TRACE_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0,
                                                              NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  trace_session_signals[SIGNAL_TRIGGERED] = g_signal_new ("triggered", TRACE_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                                          NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_STRING);
}

static void
trace_session_init (TraceSession *self)
{
  self->tick = tick_new (on_tick, self);
  self->databases = database_set_new ();
  self->files = g_ptr_array_new_with_free_func (g_object_unref);
  self->selection = row_ranges_new ();
  self->recorders = g_ptr_array_new_with_free_func ((GDestroyNotify) recorder_unref);
  self->cursor = ROW_NONE;
  trace_session_init_marks (self);
}

TraceSession *
trace_session_new (void)
{
  return g_object_new (TRACE_TYPE_SESSION, NULL);
}

/* --- Loading --- */

void
trace_session_load_async (TraceSession *self, GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  trace_session_load_files_async (self, &file, 1, cancellable, callback, user_data);
}

/* NULL: all are files of this machine; else one that is not. */
static GFile *
find_remote (GFile *const *files, guint n_files)
{
  for (guint i = 0; i < n_files; i++)
    if (g_file_peek_path (files[i]) == NULL)
      return files[i];
  return NULL;
}

static void
start_loading (TraceSession *self, GFile *const *files, guint n_files, gboolean following, const WaveOptions *wave)
{
  g_autofree const char **paths = g_new (const char *, n_files);

  self->loading_files = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n_files; i++)
    {
      paths[i] = g_file_peek_path (files[i]);
      g_ptr_array_add (self->loading_files, g_object_ref (files[i]));
    }
  self->loader = following      ? loader_new_following (paths[0], self->tick)
                 : wave != NULL ? loader_new_samples (paths[0], wave, self->tick)
                                : loader_new (paths, n_files, self->tick);
  self->following = following;
}

static void
load_async (TraceSession *self, GFile *const *files, guint n_files, gboolean following, const WaveOptions *wave,
            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  GFile *remote = find_remote (files, n_files);

  g_task_set_source_tag (task, trace_session_load_async);
  if (remote != NULL)
    {
      char *uri = g_file_get_uri (remote);

      g_task_return_new_error (task, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                               _ ("%s: only files of this machine can be read; copy it here first"), uri);
      g_free (uri);
      g_object_unref (task);
      return;
    }
  if (self->loader != NULL)
    end_loading (self);
  self->load_task = task;
  start_loading (self, files, n_files, following, wave);
  if (g_set_object (&self->load_cancellable, cancellable))
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (trace_session_cancel), self, G_CONNECT_SWAPPED);
  if (g_cancellable_is_cancelled (cancellable))
    trace_session_cancel (self);
  trace_session_emit_advanced (self, self->length);
}

void
trace_session_load_files_async (TraceSession *self, GFile *const *files, guint n_files, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (TRACE_IS_SESSION (self) && n_files > 0);

  load_async (self, files, n_files, FALSE, NULL, cancellable, callback, user_data);
}

void
trace_session_load_samples_async (TraceSession *self, GFile *file, const WaveOptions *wave, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (TRACE_IS_SESSION (self));

  load_async (self, &file, 1, FALSE, wave, cancellable, callback, user_data);
}

void
trace_session_follow_async (TraceSession *self, GFile *file, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (TRACE_IS_SESSION (self));

  load_async (self, &file, 1, TRUE, NULL, NULL, callback, user_data);
}

gboolean
trace_session_is_following (TraceSession *self)
{
  return self->loader != NULL && self->following;
}

gboolean
trace_session_load_finish (TraceSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
trace_session_set_store (TraceSession *self, FrameStore *store)
{
  if (self->loader != NULL)
    end_loading (self);
  replace_store (self, store, NULL);
  trace_session_emit_advanced (self, self->length);
}

void
trace_session_store_grew (TraceSession *self)
{
  tick_request (self->tick);
}

void
trace_session_set_relaxed (TraceSession *self, gboolean relaxed)
{
  tick_set_relaxed (self->tick, relaxed);
}

void
trace_session_cancel (TraceSession *self)
{
  if (self->loader != NULL)
    loader_cancel (self->loader);
}

TraceSessionState
trace_session_get_state (TraceSession *self)
{
  if (self->loader != NULL)
    return TRACE_SESSION_LOADING;
  if (self->capture != NULL)
    return TRACE_SESSION_CAPTURING;
  return self->store != NULL ? TRACE_SESSION_IDLE : TRACE_SESSION_EMPTY;
}

double
trace_session_get_progress (TraceSession *self)
{
  if (self->loader != NULL)
    return loader_get_progress (self->loader);
  return self->saver != NULL ? saver_get_progress (self->saver) : -1;
}

double
trace_session_get_rate (TraceSession *self)
{
  return self->loader != NULL ? loader_get_rate (self->loader) : 0;
}

GFile *
trace_session_get_file (TraceSession *self)
{
  return self->files->len > 0 ? self->files->pdata[0] : NULL;
}

GPtrArray *
trace_session_get_files (TraceSession *self)
{
  return self->files;
}

GPtrArray *
trace_session_get_loading_files (TraceSession *self)
{
  return self->loading_files;
}

FrameStore *
trace_session_get_store (TraceSession *self)
{
  return self->store;
}

/* --- Databases --- */

const DatabaseSet *
trace_session_get_databases (TraceSession *self)
{
  return self->databases;
}

void
trace_session_set_databases (TraceSession *self, const DatabaseSet *set)
{
  const DatabaseSet *old = self->databases;

  self->databases = database_set_ref (set);
  database_set_unref (old);
  g_signal_emit (self, trace_session_signals[SIGNAL_DATABASES_CHANGED], 0);
  trace_session_recompile_filter (self);
}

typedef struct
{
  HandOver asked, loaded;
  char *path, *channel; /* channel NULL: all */
  Database *database;   /* NULL: failed, the task has the error */
} DatabaseLoad;

static void
database_load_free (gpointer data)
{
  DatabaseLoad *load = data;

  g_free (load->path);
  g_free (load->channel);
  database_unref (load->database);
  g_free (load);
}

static void
load_database_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  DatabaseLoad *load = data;
  GError *error = NULL;

  hand_over_take (&load->asked);
  load->database = database_load (load->path, &error);
  hand_over_give (&load->loaded);
  if (load->database != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
trace_session_add_database_async (TraceSession *self, GFile *file, const char *channel, GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  DatabaseLoad *load = g_new0 (DatabaseLoad, 1);

  load->path = g_file_get_path (file);
  load->channel = g_strdup (channel);
  hand_over_give (&load->asked);
  g_task_set_source_tag (task, trace_session_add_database_async);
  g_task_set_task_data (task, load, database_load_free);
  if (load->path == NULL)
    g_task_return_new_error (task, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("Only files of this machine can be read"));
  else
    g_task_run_in_thread (task, load_database_in_thread);
  g_object_unref (task);
}

/* Loading a file again replaces what it gave before, in its place. */
static DatabaseSet *
set_with (const DatabaseSet *set, const DatabaseLoad *load)
{
  const char *path = database_get_path (load->database);

  for (guint i = 0; i < database_set_n (set); i++)
    if (g_strcmp0 (database_get_path (database_set_get (set, i, NULL)), path) == 0)
      {
        DatabaseSet *replaced = database_set_replace (set, i, load->database), *bound;

        if (load->channel == NULL)
          return replaced;
        bound = database_set_bind (replaced, i, load->channel);
        database_set_unref (replaced);
        return bound;
      }
  return database_set_add (set, load->database, load->channel);
}

const Database *
trace_session_add_database_finish (TraceSession *self, GAsyncResult *result, GError **error)
{
  DatabaseLoad *load = g_task_get_task_data (G_TASK (result));
  DatabaseSet *set;

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  hand_over_take (&load->loaded);
  set = set_with (self->databases, load);
  trace_session_set_databases (self, set);
  database_set_unref (set);
  return load->database; /* the session's set holds it */
}

/* --- Selection --- */

const RowRanges *
trace_session_get_selection (TraceSession *self)
{
  return self->selection;
}

void
trace_session_set_selection (TraceSession *self, RowRanges *ranges, uint64_t cursor)
{
  row_ranges_free (self->selection);
  self->selection = ranges;
  self->cursor = cursor;
  g_signal_emit (self, trace_session_signals[SIGNAL_SELECTION_CHANGED], 0);
}

uint64_t
trace_session_get_cursor (TraceSession *self)
{
  return self->cursor;
}
