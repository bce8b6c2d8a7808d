/* id-watch.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The table is locked for a slice of rows at a time, whose pages are there by then: who waits for the lock does not
 * wait for a disk.
 */
#include "config.h"
#include "session/id-watch.h"

#include "session/watch-thread.h"
#include <sched.h>
#include <stdatomic.h>

#include "base/banned.h"

#define SLICE_ROWS 4096u
#define PAGE_BYTES 4096u

struct IdWatch
{
  atomic_int refs; /* the owner's and the worker's */
  FrameStore *store;
  RowSet *shown; /* (nullable) */
  const DatabaseSet *databases;
  Tick *tick;

  WatchThread thread;

  pthread_mutex_t table_mutex;
  atomic_int waiting; /* somebody wants the table: mutexes are not fair */
  IdTable *table;
  atomic_uint_fast64_t n_done;
};

static void
unref (gpointer data)
{
  IdWatch *self = data;

  if (atomic_fetch_sub (&self->refs, 1) != 1)
    return;
  id_table_free (self->table);
  frame_store_unref (self->store);
  row_set_unref (self->shown);
  database_set_unref (self->databases);
  tick_unref (self->tick);
  watch_thread_clear (&self->thread);
  pthread_mutex_destroy (&self->table_mutex);
  g_free (self);
}

/* Where the rows that can be added now end: in the same chunk as first. */
static uint64_t
find_end (IdWatch *self, uint64_t first)
{
  uint32_t index = (uint32_t) (first / FRAME_CHUNK_ROWS), n_rows;
  uint64_t base = (uint64_t) index * FRAME_CHUNK_ROWS;

  if (frame_store_chunk (self->store, index, &n_rows) == NULL)
    return first;
  if (self->shown != NULL)
    n_rows = MIN (n_rows, row_set_decided (self->shown, index));
  return MAX (first, base + n_rows);
}

static void
touch (const void *column, gsize first, gsize end)
{
  const volatile uint8_t *bytes = column;

  for (gsize at = first; at < end; at += PAGE_BYTES)
    (void) bytes[at];
  (void) bytes[end - 1];
}

static void
fetch_pages (IdWatch *self, uint64_t first, uint64_t end)
{
  uint32_t n_rows;
  const FrameChunk *chunk = frame_store_chunk (self->store, (uint32_t) (first / FRAME_CHUNK_ROWS), &n_rows);
  gsize a = first % FRAME_CHUNK_ROWS, b = a + (gsize) (end - first);

  touch (chunk->time, a * sizeof *chunk->time, b * sizeof *chunk->time);
  touch (chunk->payload, a * sizeof *chunk->payload, b * sizeof *chunk->payload);
  touch (chunk->id, a * sizeof *chunk->id, b * sizeof *chunk->id);
  touch (chunk->len_dlc, a * sizeof *chunk->len_dlc, b * sizeof *chunk->len_dlc);
  touch (chunk->flags, a, b);
  touch (chunk->channel, a, b);
}

static void
add_rows (gpointer data)
{
  IdWatch *self = data;
  uint64_t first = atomic_load (&self->n_done), end;

  while ((end = find_end (self, first)) > first && !watch_thread_should_stop (&self->thread))
    {
      end = MIN (end, first + SLICE_ROWS);
      fetch_pages (self, first, end);
      while (atomic_load (&self->waiting) > 0)
        sched_yield ();
      pthread_mutex_lock (&self->table_mutex);
      id_table_add (self->table, self->shown, first, end);
      pthread_mutex_unlock (&self->table_mutex);
      atomic_store (&self->n_done, end);
      if (end % FRAME_CHUNK_ROWS == 0)
        frame_store_release (self->store, (uint32_t) (end / FRAME_CHUNK_ROWS) - 1);
      tick_request (self->tick);
      first = end;
    }
}

IdWatch *
id_watch_new (FrameStore *store, RowSet *shown, const DatabaseSet *databases, Tick *tick)
{
  IdWatch *self = g_new0 (IdWatch, 1);

  self->refs = 2;
  self->store = frame_store_ref (store);
  self->shown = shown != NULL ? row_set_ref (shown) : NULL;
  self->databases = database_set_ref (databases);
  self->tick = tick_ref (tick);
  self->table = id_table_new (store, databases);
  atomic_store (&self->n_done, frame_store_first (store));
  pthread_mutex_init (&self->table_mutex, NULL);
  watch_thread_start (&self->thread, "id-watch", add_rows, unref, self);
  return self;
}

void
id_watch_stop (IdWatch *self)
{
  if (self == NULL)
    return;
  watch_thread_stop (&self->thread);
  unref (self);
}

FrameStore *
id_watch_get_store (IdWatch *self)
{
  return self->store;
}

RowSet *
id_watch_get_shown (IdWatch *self)
{
  return self->shown;
}

const DatabaseSet *
id_watch_get_databases (IdWatch *self)
{
  return self->databases;
}

void
id_watch_poke (IdWatch *self)
{
  watch_thread_poke (&self->thread);
}

void
id_watch_hold (IdWatch *self, gboolean hold)
{
  watch_thread_hold (&self->thread, hold);
}

const IdTable *
id_watch_lock (IdWatch *self)
{
  atomic_fetch_add (&self->waiting, 1);
  pthread_mutex_lock (&self->table_mutex);
  atomic_fetch_sub (&self->waiting, 1);
  return self->table;
}

void
id_watch_unlock (IdWatch *self)
{
  pthread_mutex_unlock (&self->table_mutex);
}

uint64_t
id_watch_n_done (IdWatch *self)
{
  return atomic_load (&self->n_done);
}

double
id_watch_get_progress (IdWatch *self)
{
  uint64_t length = frame_store_length (self->store);

  return length == 0 ? 1 : MIN (1, (double) id_watch_n_done (self) / (double) length);
}
