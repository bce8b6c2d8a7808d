/* id-walk.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/id-walk.h"

#include "core/id-index.h"
#include "session/hand-over.h"

#include "base/banned.h"

struct IdWalk
{
  HandOver question, answer;
  atomic_int ref_count; /* whoever started it, and the worker */
  FrameStore *store;
  RowSet *shown; /* (nullable) */
  uint64_t from, length;
  gboolean backward;
  IdWalkDone done;
  gpointer data;
  atomic_bool stopped;
  uint64_t row; /* the answer */
};

static void
unref (gpointer data)
{
  IdWalk *self = data;

  if (atomic_fetch_sub (&self->ref_count, 1) != 1)
    return;
  frame_store_unref (self->store);
  row_set_unref (self->shown);
  g_free (self);
}

/* The index reaches beyond row, or there is no more. FALSE: stopped. */
static gboolean
index_until (IdWalk *self, IdIndex *index, uint64_t row)
{
  uint64_t length = id_index_length (index);

  while (length <= row && length < self->length)
    {
      if (atomic_load (&self->stopped))
        return FALSE;
      length = id_index_advance (index, MIN (length + FRAME_CHUNK_ROWS, self->length));
    }
  return TRUE;
}

static uint64_t
next_row (IdWalk *self, IdIndex *index, uint64_t row)
{
  uint64_t next;

  while ((next = id_index_next (index, row)) == ROW_NONE && id_index_length (index) < self->length)
    if (!index_until (self, index, id_index_length (index)))
      return ROW_NONE;
  return next;
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  IdWalk *self = data;
  IdIndex *index;

  hand_over_take (&self->question);
  index = frame_store_get_ids (self->store);
  self->row = index_until (self, index, self->from) ? self->from : ROW_NONE;
  while (self->row != ROW_NONE && !atomic_load (&self->stopped))
    {
      self->row = self->backward ? id_index_previous (index, self->row) : next_row (self, index, self->row);
      if (self->row == ROW_NONE || self->shown == NULL || row_set_contains (self->shown, self->row))
        break;
    }
  hand_over_give (&self->answer);
  g_task_return_boolean (task, TRUE);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  IdWalk *self = g_task_get_task_data (G_TASK (result));

  hand_over_take (&self->answer);
  if (!atomic_load (&self->stopped))
    self->done (self->row, self->data);
}

IdWalk *
id_walk_start (FrameStore *store, RowSet *shown, uint64_t row, gboolean backward, IdWalkDone done, gpointer data)
{
  IdWalk *self = g_new0 (IdWalk, 1);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_done, NULL);

  self->ref_count = 2;
  self->store = frame_store_ref (store);
  self->shown = shown != NULL ? row_set_ref (shown) : NULL;
  self->from = row;
  self->length = frame_store_length (store);
  self->backward = backward;
  self->done = done;
  self->data = data;
  g_task_set_task_data (task, self, unref);
  hand_over_give (&self->question);
  g_task_run_in_thread (task, run);
  return self;
}

void
id_walk_stop (IdWalk *self)
{
  if (self == NULL)
    return;
  atomic_store (&self->stopped, TRUE);
  unref (self);
}
