/* trace-session-marks.c: marks and comments of rows: changing them, going along them, keeping them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Marks are ranges, and the same once more as a row set: for filters, for counting, for the next one. Changing few is
 * done at once; changing many (all that a filter shows) in a thread, on ranges that nobody changes meanwhile.
 */
#include "config.h"
#include "session/trace-session-private.h"

#include "base/i18n.h"
#include "session/hand-over.h"

#include "base/banned.h"

#define AT_ONCE 200000 /* ranges and words to go through: a few ms */
#define KEEP_MS 1000   /* after the last change */

typedef struct
{
  HandOver asked, done, finished;
  RowRanges *marks, *rows; /* not changed by anybody */
  RowSet *shown;           /* (nullable) */
  RowSet *marked;
  uint64_t length;
  guint how; /* TraceMarking, or TOGGLE */
  RowRanges *changed, *result;
  gboolean now_marked;

  uint64_t generation;
} Marking;

#define TOGGLE 100 /* exactly rows */

static void
marking_free (gpointer data)
{
  Marking *work = data;

  hand_over_see (&work->done);
  hand_over_see (&work->finished);
  row_ranges_free (work->marks);
  row_ranges_free (work->rows);
  row_ranges_free (work->changed);
  row_ranges_free (work->result);
  row_set_unref (work->shown);
  row_set_unref (work->marked);
  g_free (work);
}

/* --- Keeping --- */

static void
on_kept (MarkAnswer *answer, gpointer data)
{
  TraceSession **session = data;

  if (*session != NULL && answer->problem != NULL)
    {
      char *text = g_strdup_printf (_ ("Marks and comments could not be kept: %s"), answer->problem);

      g_signal_emit (*session, trace_session_signals[SIGNAL_MARKS_PROBLEM], 0, text);
      g_free (text);
    }
  g_clear_weak_pointer (session);
  g_free (session);
}

static TraceSession **
weak_session (TraceSession *self)
{
  TraceSession **session = g_new0 (TraceSession *, 1);

  g_set_weak_pointer (session, self);
  return session;
}

/* Now, if they were changed. */
static void
keep_marks (TraceSession *self)
{
  GBytes *own;

  if (self->keep_id == 0)
    return;
  g_clear_handle_id (&self->keep_id, g_source_remove);
  if (self->mark_key.path == NULL)
    return;
  own = frame_store_dup_marks (self->store);
  mark_archive_save (&self->mark_key, self->marks, self->comments, own == NULL, on_kept, weak_session (self));
  g_clear_pointer (&own, g_bytes_unref);
}

static gboolean
on_keep (gpointer data)
{
  TraceSession *self = data;

  /* What was kept before is still being looked for. */
  if (self->marks_loading)
    return G_SOURCE_CONTINUE;
  keep_marks (self);
  return G_SOURCE_REMOVE;
}

static void
marks_changed (TraceSession *self)
{
  self->marks_edited = TRUE;
  g_clear_handle_id (&self->keep_id, g_source_remove);
  self->keep_id = g_timeout_add (KEEP_MS, on_keep, self);
  g_signal_emit (self, trace_session_signals[SIGNAL_MARKS_CHANGED], 0);
}

static void
marks_matter (TraceSession *self)
{
  if (self->program != NULL && filter_program_needs_marks (self->program))
    trace_session_restart_filter (self);
}

/* --- Another store --- */

typedef struct
{
  TraceSession *session; /* weak */
  uint64_t generation;
} Loading;

/* Somebody was faster than the database: both. */
static void
merge (TraceSession *self, MarkAnswer *answer)
{
  RowRanges *both = row_ranges_combine (self->marks, answer->marks, ROW_RANGES_A | ROW_RANGES_B | ROW_RANGES_BOTH);

  row_ranges_free (answer->marks);
  answer->marks = both;
  for (guint i = 0; i < row_comments_n (self->comments); i++)
    row_comments_set (answer->comments, row_comments_nth (self->comments, i)->row,
                      row_comments_nth (self->comments, i)->text);
  row_ranges_put (both, both, self->marked);
}

static void
take_answer (TraceSession *self, MarkAnswer *answer)
{
  self->marks_loading = FALSE;
  self->mark_key = answer->key;
  answer->key = (MarkKey){ 0 };
  if (answer->marks != NULL)
    {
      if (self->marks_edited)
        merge (self, answer);
      row_ranges_free (self->marks);
      row_comments_free (self->comments);
      self->marks = g_steal_pointer (&answer->marks);
      self->comments = g_steal_pointer (&answer->comments);
      g_signal_emit (self, trace_session_signals[SIGNAL_MARKS_CHANGED], 0);
      marks_matter (self);
    }
  if (answer->problem != NULL)
    g_signal_emit (self, trace_session_signals[SIGNAL_MARKS_PROBLEM], 0, answer->problem);
}

static void
on_loaded (MarkAnswer *answer, gpointer data)
{
  Loading *loading = data;
  TraceSession *self = loading->session;

  if (self != NULL && loading->generation == self->marks_generation)
    take_answer (self, answer);
  g_clear_weak_pointer (&loading->session);
  g_free (loading);
}

void
trace_session_init_marks (TraceSession *self)
{
  self->marks = row_ranges_new ();
  self->comments = row_comments_new ();
  self->marked = row_set_new ();
}

void
trace_session_clear_marks (TraceSession *self)
{
  if (self->store != NULL && self->marks != NULL)
    keep_marks (self);
  g_clear_handle_id (&self->keep_id, g_source_remove);
  g_clear_pointer (&self->marks, row_ranges_free);
  g_clear_pointer (&self->comments, row_comments_free);
  g_clear_pointer (&self->marked, row_set_unref);
  mark_key_clear (&self->mark_key);
}

void
trace_session_load_marks (TraceSession *self)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  Loading *loading;

  self->marks_generation++;
  self->marks_edited = FALSE;
  self->marking = FALSE;
  self->marks_loading = self->files->len > 0;
  if (self->files->len == 0)
    return;
  for (guint i = 0; i < self->files->len; i++)
    g_ptr_array_add (paths, (gpointer) g_file_peek_path (self->files->pdata[i]));
  loading = g_new0 (Loading, 1);
  g_set_weak_pointer (&loading->session, self);
  loading->generation = self->marks_generation;
  mark_archive_load ((const char *const *) paths->pdata, paths->len, self->store, self->marked, on_loaded, loading);
}

/* --- Changing --- */

static void
choose_changed (Marking *work)
{
  RowRanges *chosen = row_ranges_ref (work->rows), *rest;

  if (work->how == TOGGLE)
    {
      work->changed = chosen;
      return;
    }
  if (work->shown != NULL)
    {
      row_ranges_free (chosen);
      chosen = row_ranges_within (work->rows, work->shown);
    }
  rest = row_ranges_combine (chosen, work->marks, ROW_RANGES_A);
  work->now_marked = work->how == TRACE_MARK || (work->how == TRACE_MARK_OR_UNMARK && row_ranges_count (rest) > 0);
  if (work->now_marked)
    work->changed = g_steal_pointer (&rest);
  else
    work->changed = row_ranges_combine (chosen, work->marks, ROW_RANGES_BOTH);
  row_ranges_free (rest);
  row_ranges_free (chosen);
}

static void
run_marking (Marking *work)
{
  choose_changed (work);
  work->result = row_ranges_combine (work->marks, work->changed, ROW_RANGES_A | ROW_RANGES_B);
  row_ranges_put (work->result, work->changed, work->marked);
}

/* What was kept of the file came while the marks before were gone through: both. */
static void
add_present (TraceSession *self, Marking *work)
{
  RowRanges *both = row_ranges_combine (work->result, self->marks, ROW_RANGES_A | ROW_RANGES_B | ROW_RANGES_BOTH);

  row_ranges_free (work->result);
  work->result = both;
  row_ranges_put (both, both, self->marked);
}

static void
finish_marking (TraceSession *self, Marking *work)
{
  if (work->generation != self->marks_generation)
    return;
  self->marking = FALSE;
  if (self->marks != work->marks)
    add_present (self, work);
  row_ranges_free (self->marks);
  self->marks = g_steal_pointer (&work->result);
  if (row_ranges_count (work->changed) > 0)
    {
      marks_changed (self);
      marks_matter (self);
    }
  if (work->how != TOGGLE)
    g_signal_emit (self, trace_session_signals[SIGNAL_MARKED], 0, work->changed, work->now_marked);
}

static void
mark_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Marking *work = data;

  hand_over_take (&work->asked);
  run_marking (work);
  hand_over_give (&work->done);
  g_task_return_boolean (task, TRUE);
}

static void
on_marked (GObject *source, GAsyncResult *result, gpointer data)
{
  Marking *work = g_task_get_task_data (G_TASK (result));

  hand_over_take (&work->done);
  finish_marking (TRACE_SESSION (source), work);
  hand_over_give (&work->finished); /* the task may be let go of last by its thread */
}

static gboolean
is_much (const Marking *work)
{
  uint64_t n = row_ranges_n_ranges (work->marks) + (uint64_t) row_ranges_n_ranges (work->rows);

  n += row_ranges_count (work->rows) >> (work->shown != NULL ? 6 : 9);
  return n > AT_ONCE;
}

static gboolean
start_marking (TraceSession *self, const RowRanges *rows, guint how)
{
  Marking *work;
  GTask *task;

  if (self->marking || self->store == NULL)
    return FALSE;
  work = g_new0 (Marking, 1);
  work->marks = row_ranges_ref (self->marks);
  work->rows = row_ranges_copy (rows);
  work->marked = row_set_ref (self->marked);
  work->shown = trace_session_get_shown (self) != NULL ? row_set_ref (trace_session_get_shown (self)) : NULL;
  work->length = self->length;
  work->how = how;
  work->generation = self->marks_generation;
  if (how != TOGGLE)
    row_ranges_remove (work->rows, self->length, UINT64_MAX);
  self->marking = TRUE;
  if (!is_much (work))
    {
      run_marking (work);
      finish_marking (self, work);
      marking_free (work);
      return TRUE;
    }
  hand_over_give (&work->asked);
  task = g_task_new (self, NULL, on_marked, NULL);
  g_task_set_task_data (task, work, marking_free);
  g_task_run_in_thread (task, mark_in_thread);
  g_object_unref (task);
  return TRUE;
}

gboolean
trace_session_mark (TraceSession *self, const RowRanges *rows, TraceMarking how)
{
  return start_marking (self, rows, how);
}

gboolean
trace_session_toggle_marks (TraceSession *self, const RowRanges *rows)
{
  return start_marking (self, rows, TOGGLE);
}

gboolean
trace_session_is_marking (TraceSession *self)
{
  return self->marking;
}

void
trace_session_set_comment (TraceSession *self, uint64_t row, const char *text)
{
  g_return_if_fail (row < self->length);

  row_comments_set (self->comments, row, text);
  marks_changed (self);
}

/* --- Asking --- */

const RowRanges *
trace_session_get_marks (TraceSession *self)
{
  return self->marks;
}

const RowComments *
trace_session_get_comments (TraceSession *self)
{
  return self->comments;
}

gboolean
trace_session_is_marked (TraceSession *self, uint64_t row)
{
  return row_set_contains (self->marked, row);
}

/* Both sets in leaps: what one does not have the other need not look for. */
uint64_t
trace_session_next_marked (TraceSession *self, uint64_t row)
{
  RowSet *shown = trace_session_get_shown (self);

  for (row = row_set_next (self->marked, row); row < self->length; row = row_set_next (self->marked, row))
    {
      uint64_t next = shown != NULL ? row_set_next (shown, row) : row;

      if (next == row)
        return row;
      if (next == ROW_NONE)
        break;
      row = next;
    }
  return ROW_NONE;
}

uint64_t
trace_session_previous_marked (TraceSession *self, uint64_t row)
{
  RowSet *shown = trace_session_get_shown (self);

  if (self->length == 0)
    return ROW_NONE;
  for (row = row_set_prev (self->marked, MIN (row, self->length - 1)); row != ROW_NONE;
       row = row_set_prev (self->marked, row))
    {
      uint64_t previous = shown != NULL ? row_set_prev (shown, row) : row;

      if (previous == row || previous == ROW_NONE)
        return previous;
      row = previous;
    }
  return ROW_NONE;
}

RowSet *
trace_session_get_marked (TraceSession *self)
{
  return self->marked;
}
