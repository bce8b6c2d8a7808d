/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/seen-run.h"

#include "core/id-index.h"
#include "session/hand-over.h"

#include "base/banned.h"

struct SeenRun
{
  HandOver question, answer;
  atomic_int ref_count; /* whoever started it, and the worker */
  FrameStore *store;
  const DatabaseSet *databases;
  uint64_t length;
  SeenRunDone done;
  gpointer data;
  atomic_bool stopped;
  GHashTable *counts;
};

static void
unref (gpointer data)
{
  SeenRun *self = data;

  if (atomic_fetch_sub (&self->ref_count, 1) != 1)
    return;
  frame_store_unref (self->store);
  g_hash_table_unref (self->counts);
  database_set_unref (self->databases);
  g_free (self);
}

static void
count (SeenRun *self, IdIndex *index)
{
  DatabaseCursor *cursor = database_cursor_new (self->databases, frame_store_get_info (self->store));
  uint32_t n = id_index_n_ids (index);

  for (uint32_t slot = 0; slot < n && !atomic_load (&self->stopped); slot++)
    {
      const Message *message;
      IdTotals totals;
      uint64_t *sum;

      id_index_get (index, slot, &totals);
      message = totals.id & CAN_ID_ERROR ? NULL : database_cursor_lookup (cursor, totals.channel, totals.id);
      if (message == NULL || totals.count == 0)
        continue;
      sum = g_hash_table_lookup (self->counts, message);
      if (sum == NULL)
        {
          sum = g_new0 (uint64_t, 1);
          g_hash_table_insert (self->counts, (gpointer) message, sum);
        }
      *sum += totals.count;
    }
  database_cursor_free (cursor);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  SeenRun *self = data;
  uint64_t length, before = UINT64_MAX;
  IdIndex *index;

  hand_over_take (&self->question);
  index = frame_store_get_ids (self->store);
  length = id_index_length (index);
  while (length < self->length && length != before && !atomic_load (&self->stopped))
    {
      before = length;
      length = id_index_advance (index, MIN (length + FRAME_CHUNK_ROWS, self->length));
    }
  count (self, index);
  hand_over_give (&self->answer);
  g_task_return_boolean (task, TRUE);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  SeenRun *self = g_task_get_task_data (G_TASK (result));

  hand_over_take (&self->answer);
  if (!atomic_load (&self->stopped))
    self->done (self->counts, self->data);
}

SeenRun *
seen_run_start (FrameStore *store, const DatabaseSet *databases, SeenRunDone done, gpointer data)
{
  SeenRun *self = g_new0 (SeenRun, 1);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_done, NULL);

  self->ref_count = 2;
  self->store = frame_store_ref (store);
  self->databases = database_set_ref (databases);
  self->length = frame_store_length (store);
  self->counts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->done = done;
  self->data = data;
  g_task_set_task_data (task, self, unref);
  hand_over_give (&self->question);
  g_task_run_in_thread (task, run);
  return self;
}

void
seen_run_stop (SeenRun *self)
{
  if (self == NULL)
    return;
  atomic_store (&self->stopped, TRUE);
  unref (self);
}
