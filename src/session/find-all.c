/* find-all.c: the worker.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "session/find-all.h"
#include "session/find-query-private.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include "base/banned.h"

#define LOOK_UP_ROWS 1024 /* rows between two looks at whether it was stopped */

struct FindAll
{
  atomic_int refs; /* the owner's and the worker's */
  FrameStore *store;
  FindQuery *query;
  FindWords words;
  RowSet *rows;
  Tick *tick;
  atomic_bool stopped;

  pthread_mutex_t mutex; /* not GLib's: ThreadSanitizer must see them */
  pthread_cond_t grown;
};

static void
find_all_unref (FindAll *self)
{
  if (atomic_fetch_sub (&self->refs, 1) != 1)
    return;
  frame_store_unref (self->store);
  find_query_unref (self->query);
  if (self->words.free != NULL)
    self->words.free (self->words.data);
  row_set_unref (self->rows);
  tick_unref (self->tick);
  pthread_mutex_destroy (&self->mutex);
  pthread_cond_destroy (&self->grown);
  g_free (self);
}

/* FALSE: the question is too difficult, or nobody asks any more. */
static gboolean
match_rows (FindAll *self, uint64_t base, uint32_t first, uint32_t n_rows, uint64_t *bits)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (uint32_t i = first; i < n_rows && error == NULL; i++)
    {
      if (i % LOOK_UP_ROWS == 0 && atomic_load (&self->stopped))
        return FALSE;
      if (find_query_match_row (self->query, &self->words, self->store, base + i, text, &error))
        bits[i / 64] |= UINT64_C (1) << (i % 64);
    }
  return error == NULL;
}

static gboolean
go_through (FindAll *self, uint32_t chunk, uint32_t n_rows, uint64_t *bits)
{
  uint64_t base = (uint64_t) chunk * FRAME_CHUNK_ROWS;
  uint32_t decided = row_set_decided (self->rows, chunk);

  if (self->query->kind == FIND_FILTER)
    filter_run (self->query->program, self->store, chunk, n_rows, bits);
  else
    {
      memset (bits, 0, ROW_SET_WORDS * sizeof *bits);
      for (uint32_t i = 0; i < decided; i += 64)
        bits[i / 64] = row_set_get_word (self->rows, base + i);
      if (!match_rows (self, base, decided, n_rows, bits))
        return FALSE;
    }
  row_set_put (self->rows, chunk, bits, n_rows);
  if (n_rows == FRAME_CHUNK_ROWS)
    frame_store_release (self->store, chunk);
  tick_request (self->tick);
  return TRUE;
}

/* The first chunk from *chunk on that has rows to be looked at. */
static gboolean
find_open (FindAll *self, uint32_t *chunk, uint32_t *n_rows)
{
  uint64_t length = frame_store_length (self->store);

  for (uint32_t first = (uint32_t) (frame_store_first (self->store) / FRAME_CHUNK_ROWS); *chunk < first;)
    *chunk = first;
  for (; (uint64_t) *chunk * FRAME_CHUNK_ROWS < length; (*chunk)++)
    if (frame_store_chunk (self->store, *chunk, n_rows) != NULL && row_set_decided (self->rows, *chunk) < *n_rows)
      return TRUE;
    else if (*n_rows < FRAME_CHUNK_ROWS)
      return FALSE;
  return FALSE;
}

static gpointer
work (gpointer data)
{
  FindAll *self = data;
  g_autofree uint64_t *bits = g_new (uint64_t, ROW_SET_WORDS);
  uint32_t chunk = 0, n_rows = 0;
  gboolean good = TRUE;

  while (good && !atomic_load (&self->stopped))
    {
      if (find_open (self, &chunk, &n_rows))
        {
          good = go_through (self, chunk, n_rows, bits);
          continue;
        }
      pthread_mutex_lock (&self->mutex);
      while (!atomic_load (&self->stopped) && !find_open (self, &chunk, &n_rows))
        pthread_cond_wait (&self->grown, &self->mutex);
      pthread_mutex_unlock (&self->mutex);
    }
  tick_request (self->tick);
  find_all_unref (self);
  return NULL;
}

FindAll *
find_all_new (FrameStore *store, FindQuery *query, const FindWords *words, Tick *tick)
{
  FindAll *self = g_new0 (FindAll, 1);

  self->refs = 2;
  self->store = frame_store_ref (store);
  self->query = find_query_ref (query);
  if (words != NULL)
    self->words = *words;
  self->rows = row_set_new ();
  self->tick = tick_ref (tick);
  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->grown, NULL);
  g_thread_unref (g_thread_new ("find-all", work, self));
  return self;
}

void
find_all_stop (FindAll *self)
{
  if (self == NULL)
    return;
  atomic_store (&self->stopped, TRUE);
  find_all_poke (self);
  find_all_unref (self);
}

void
find_all_poke (FindAll *self)
{
  pthread_mutex_lock (&self->mutex);
  pthread_cond_signal (&self->grown);
  pthread_mutex_unlock (&self->mutex);
}

FrameStore *
find_all_get_store (FindAll *self)
{
  return self->store;
}

RowSet *
find_all_get_rows (FindAll *self)
{
  return self->rows;
}

double
find_all_get_progress (FindAll *self)
{
  uint64_t length = frame_store_length (self->store), first = frame_store_first (self->store);

  return length > first ? MIN (1, (double) row_set_n_decided (self->rows) / (double) (length - first)) : 1;
}
