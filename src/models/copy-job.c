/* copy-job.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/copy-job.h"

#include "session/hand-over.h"
#include <stdatomic.h>
#include <string.h>

#include "base/banned.h"

struct CopyJob
{
  HandOver made, done;
  atomic_int refs; /* whoever started it, and the worker */
  atomic_bool stopped;
  atomic_uint_fast64_t n_copied;
  FrameStore *store;
  RowRanges *rows;
  RowSet *shown; /* (nullable) */
  FrameCopyKind kind;
  ColumnContext context;
  GPtrArray *columns; /* of Column; those that a database added are ours */
  MarkExport *marks;  /* (nullable) then they, and nothing of the above */
  atomic_uint_fast64_t n_all;
  GBytes *text;
  gboolean ended; /* main thread's */

  CopyJobDone callback;
  gpointer data;
};

static void
free_column (gpointer data)
{
  Column *column = data;

  if (column_by_id (column->id) == NULL)
    column_free_added (column);
}

static void
copy_job_unref (gpointer data)
{
  CopyJob *self = data;

  if (atomic_fetch_sub (&self->refs, 1) != 1)
    return;
  hand_over_see (&self->done);
  database_cursor_free (self->context.databases);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->store, frame_store_unref);
  row_ranges_free (self->rows);
  mark_export_free (self->marks);
  row_set_unref (self->shown);
  g_clear_pointer (&self->text, g_bytes_unref);
  g_free (self);
}

/* --- The worker --- */

static void
append_cells (CopyJob *self, uint64_t row, const CanFrame *frame, GString *out)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, '\t');
      column_append_text (self->columns->pdata[i], &self->context, row, frame, out);
    }
  g_string_append_c (out, '\n');
}

static uint64_t
next_shown (CopyJob *self, uint64_t row)
{
  return self->shown != NULL ? row_set_next (self->shown, row) : row;
}

/* Asked before each row. */
static gboolean
goes_on (const GString *out, gpointer data)
{
  CopyJob *self = data;

  if (self->n_copied >= COPY_JOB_MAX_ROWS || out->len >= COPY_JOB_MAX_BYTES || atomic_load (&self->stopped))
    return FALSE;
  atomic_fetch_add (&self->n_copied, 1);
  return TRUE;
}

static void
copy_range (CopyJob *self, RowRange range, GString *out)
{
  const TraceInfo *info = frame_store_get_info (self->store);
  uint64_t length = frame_store_length (self->store);
  uint64_t row = next_shown (self, MAX (range.first, frame_store_first (self->store)));

  for (; row <= range.last && row < length; row = next_shown (self, row + 1))
    {
      CanFrame frame;

      if (!goes_on (out, self))
        return;
      frame_store_get (self->store, row, &frame);
      if (self->kind == FRAME_COPY_TEXT)
        append_cells (self, row, &frame, out);
      else
        frame_copy_append (self->kind, info, row, &frame, out);
    }
}

static void
copy_frames (CopyJob *self, GString *out)
{
  if (self->kind == FRAME_COPY_CSV)
    g_string_append (out, "number,time,channel,id,ext,rtr,err,fd,brs,esi,dir,dlc,len,data\n");
  for (guint i = 0; i < row_ranges_n_ranges (self->rows); i++)
    copy_range (self, row_ranges_get (self->rows, i), out);
}

/* Rows of the range that are shown. */
static uint64_t
count_range (CopyJob *self, RowRange range)
{
  uint64_t length = frame_store_length (self->store);

  if (length == 0)
    return 0;
  range.first = MAX (range.first, frame_store_first (self->store));
  range.last = MIN (range.last, length - 1);
  if (range.last < range.first)
    return 0;
  if (self->shown == NULL)
    return range.last - range.first + 1;
  return row_set_rank (self->shown, range.last + 1) - row_set_rank (self->shown, range.first);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CopyJob *self = data;
  GString *out = g_string_new (NULL);

  hand_over_take (&self->made);
  if (self->marks != NULL)
    {
      atomic_store (&self->n_all, mark_export_count (self->marks));
      mark_export_append (self->marks, goes_on, self, out);
    }
  else
    copy_frames (self, out);
  self->text = g_string_free_to_bytes (out);
  hand_over_give (&self->done);
  g_task_return_boolean (task, TRUE);
}

/* --- Main thread --- */

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  CopyJob *self = g_task_get_task_data (G_TASK (result));

  hand_over_take (&self->done);
  self->ended = TRUE;
  if (!atomic_load (&self->stopped))
    self->callback (g_steal_pointer (&self->text), self->n_copied, self->n_all, self->data);
}

/* What the list has may change meanwhile: marks and comments are left out, and so is their column. */
static void
take_columns (CopyJob *self, const CopyRequest *request)
{
  self->context = *request->context;
  self->context.store = self->store;
  self->context.shown = self->shown;
  self->context.marked = NULL;
  self->context.comments = NULL;
  self->context.plain_spaces = TRUE;
  self->context.databases = NULL;
  if (request->databases != NULL)
    self->context.databases = database_cursor_new (request->databases, frame_store_get_info (self->store));
  for (guint i = 0; i < request->columns->len; i++)
    {
      const Column *column = request->columns->pdata[i];
      const Column *own = column_by_id (column->id);

      if (own == NULL)
        own = column_new_added (column->id);
      if (own != NULL && !g_str_equal (own->id, "mark"))
        g_ptr_array_add (self->columns, (gpointer) own);
    }
}

static CopyJob *
job_new (CopyJobDone done, gpointer data)
{
  CopyJob *self = g_new0 (CopyJob, 1);

  self->refs = 2;
  self->callback = done;
  self->data = data;
  return self;
}

static void
start (CopyJob *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_done, NULL);

  g_task_set_task_data (task, self, copy_job_unref);
  hand_over_give (&self->made);
  g_task_run_in_thread (task, run);
}

CopyJob *
copy_job_start (const CopyRequest *request, CopyJobDone done, gpointer data)
{
  CopyJob *self = job_new (done, data);

  self->store = frame_store_ref (request->store);
  self->rows = row_ranges_copy (request->rows);
  self->shown = request->shown != NULL ? row_set_ref (request->shown) : NULL;
  self->kind = request->kind;
  self->columns = g_ptr_array_new_with_free_func (free_column);
  if (self->kind == FRAME_COPY_TEXT)
    take_columns (self, request);
  for (guint i = 0; i < row_ranges_n_ranges (self->rows); i++)
    self->n_all += count_range (self, row_ranges_get (self->rows, i));
  start (self);
  return self;
}

CopyJob *
copy_job_start_marks (MarkExport *marks, CopyJobDone done, gpointer data)
{
  CopyJob *self = job_new (done, data);

  self->marks = marks;
  start (self);
  return self;
}

void
copy_job_stop (CopyJob *self)
{
  if (self == NULL)
    return;
  atomic_store (&self->stopped, TRUE);
  copy_job_unref (self);
}

double
copy_job_get_progress (CopyJob *self)
{
  uint64_t all = MIN (atomic_load (&self->n_all), COPY_JOB_MAX_ROWS);

  if (all == 0 && self->marks != NULL) /* not counted yet, or there are none */
    return self->ended;
  return all > 0 ? MIN ((double) self->n_copied / (double) all, 1) : 1;
}
