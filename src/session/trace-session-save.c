/* trace-session-save.c: saving and exporting rows of the session, counting them before.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/trace-session-private.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "session/hand-over.h"

#include "base/banned.h"

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (saver_run (data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The task frees the saver, whether anybody waits for its answer or not. */
static void
on_save_completed (TraceSession *self)
{
  self->saver = NULL;
}

void
trace_session_save_async (TraceSession *self, GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  trace_session_export_async (self, file, &ROW_CHOICE_ALL, NULL, cancellable, callback, user_data);
}

void
trace_session_export_async (TraceSession *self, GFile *file, const RowChoice *choice, const Format *format,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  trace_session_export_samples_async (self, file, choice, format, NULL, cancellable, callback, user_data);
}

void
trace_session_export_samples_async (TraceSession *self, GFile *file, const RowChoice *choice, const Format *format,
                                    const WaveTarget *target, GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  const char *path = g_file_peek_path (file);

  g_task_set_source_tag (task, trace_session_save_async);
  if (self->store == NULL || path == NULL || self->saver != NULL)
    g_task_return_new_error (task, CANID_ERROR, CANID_ERROR_UNSUPPORTED, "%s",
                             self->store == NULL   ? _ ("There is no trace to save")
                             : self->saver != NULL ? _ ("A trace is being saved already; wait until it is done")
                                                   : _ ("Only files of this machine can be written"));
  else
    {
      self->saver = saver_new (self->store, path);
      saver_set_marks (self->saver, self->marks, self->comments);
      saver_set_choice (self->saver, choice, format);
      if (target != NULL)
        saver_set_target (self->saver, target);
      g_task_set_task_data (task, self->saver, (GDestroyNotify) saver_free);
      g_signal_connect_object (task, "notify::completed", G_CALLBACK (on_save_completed), self, G_CONNECT_SWAPPED);
      g_task_run_in_thread (task, save_in_thread);
    }
  g_object_unref (task);
}

gboolean
trace_session_save_finish (TraceSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Which rows, and what a format cannot hold of them --- */

RowChoice
trace_session_choose_rows (TraceSession *self, TraceRows rows)
{
  RowChoice choice = ROW_CHOICE_ALL;
  RowSet *shown = trace_session_get_shown (self);

  if (rows == TRACE_ROWS_MARKED)
    choice.set = row_set_ref (self->marked);
  else if (rows != TRACE_ROWS_ALL && shown != NULL)
    choice.set = row_set_ref (shown);
  if (rows == TRACE_ROWS_SELECTED)
    choice.ranges = row_ranges_copy (self->selection);
  return choice;
}

typedef struct
{
  HandOver counted;
  Saver *saver;
  Losses losses;
  uint64_t n;
} Count;

static void
count_free (gpointer data)
{
  Count *count = data;

  saver_free (count->saver);
  g_free (count);
}

static void
count_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Count *count = data;
  GError *error = NULL;
  gboolean ok = saver_count (count->saver, cancellable, &count->losses, &count->n, &error);

  hand_over_give (&count->counted);
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
trace_session_count_losses_async (TraceSession *self, const RowChoice *choice, const Format *format,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Count *count = g_new0 (Count, 1);

  g_return_if_fail (self->store != NULL && format != NULL);

  g_task_set_source_tag (task, trace_session_count_losses_async);
  count->saver = saver_new (self->store, "");
  saver_set_choice (count->saver, choice, format);
  g_task_set_task_data (task, count, count_free);
  g_task_run_in_thread (task, count_in_thread);
  g_object_unref (task);
}

gboolean
trace_session_count_losses_finish (TraceSession *self, GAsyncResult *result, Losses *losses, uint64_t *n,
                                   GError **error)
{
  Count *count = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  hand_over_take (&count->counted);
  *losses = count->losses;
  *n = count->n;
  return TRUE;
}
