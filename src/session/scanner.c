/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/scanner.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/banned.h"

struct Scanner
{
  atomic_int refs; /* the owner's and one a worker */
  FrameStore *store;
  const FilterProgram *program;
  RowSet *rows;
  Tick *tick;

  pthread_mutex_t mutex; /* not GLib's: ThreadSanitizer must see them */
  pthread_cond_t grown;  /* guards and signals what follows */
  GByteArray *busy;      /* a byte per chunk: some worker has it */
  gboolean stopped;
  _Atomic uint32_t near; /* chunk to begin at; written under the mutex, read anywhere */
};

static Scanner *
scanner_ref (Scanner *self)
{
  atomic_fetch_add (&self->refs, 1);
  return self;
}

static void
scanner_unref (Scanner *self)
{
  if (atomic_fetch_sub (&self->refs, 1) != 1)
    return;
  frame_store_unref (self->store);
  filter_program_unref (self->program);
  row_set_unref (self->rows);
  tick_unref (self->tick);
  g_byte_array_unref (self->busy);
  pthread_mutex_destroy (&self->mutex);
  pthread_cond_destroy (&self->grown);
  g_free (self);
}

static uint32_t
n_chunks (Scanner *self)
{
  return (uint32_t) ((frame_store_length (self->store) + FRAME_CHUNK_ROWS - 1) / FRAME_CHUNK_ROWS);
}

/* Chunks that a ring has let go of need no decision. */
static gboolean
is_open (Scanner *self, uint32_t chunk, uint32_t *n_rows)
{
  return chunk >= frame_store_first (self->store) / FRAME_CHUNK_ROWS && !self->busy->data[chunk]
         && frame_store_chunk (self->store, chunk, n_rows) != NULL && row_set_decided (self->rows, chunk) < *n_rows;
}

/* The undecided chunk nearest to where somebody looks. */
static gboolean
claim (Scanner *self, uint32_t *chunk, uint32_t *n_rows)
{
  uint32_t n = n_chunks (self);
  guint old = self->busy->len;

  if (n > old)
    {
      g_byte_array_set_size (self->busy, n);
      memset (self->busy->data + old, 0, n - old);
    }
  for (uint32_t distance = 0; distance < n; distance++)
    {
      uint64_t above = (uint64_t) self->near + distance;

      if (above < n && is_open (self, (uint32_t) above, n_rows))
        *chunk = (uint32_t) above;
      else if (distance <= self->near && self->near - distance < n && is_open (self, self->near - distance, n_rows))
        *chunk = self->near - distance;
      else
        continue;
      self->busy->data[*chunk] = 1;
      return TRUE;
    }
  return FALSE;
}

static void
scan_chunk (Scanner *self, uint32_t chunk, uint32_t n_rows, uint64_t *bits)
{
  filter_run (self->program, self->store, chunk, n_rows, bits);
  row_set_put (self->rows, chunk, bits, n_rows);
  if (n_rows == FRAME_CHUNK_ROWS && chunk != self->near)
    frame_store_release (self->store, chunk);
  tick_request (self->tick);
}

static gpointer
work (gpointer data)
{
  Scanner *self = data;
  uint64_t *bits = g_new (uint64_t, ROW_SET_WORDS);

  pthread_mutex_lock (&self->mutex);
  while (!self->stopped)
    {
      uint32_t chunk, n_rows;

      if (!claim (self, &chunk, &n_rows))
        {
          pthread_cond_wait (&self->grown, &self->mutex);
          continue;
        }
      pthread_mutex_unlock (&self->mutex);
      scan_chunk (self, chunk, n_rows, bits);
      pthread_mutex_lock (&self->mutex);
      self->busy->data[chunk] = 0;
    }
  pthread_mutex_unlock (&self->mutex);
  g_free (bits);
  scanner_unref (self);
  return NULL;
}

Scanner *
scanner_new (FrameStore *store, const FilterProgram *program, uint64_t near, Tick *tick)
{
  Scanner *self = g_new0 (Scanner, 1);
  guint n_workers = CLAMP (g_get_num_processors () - 1, 1, 16);

  self->refs = 1;
  self->store = frame_store_ref (store);
  self->program = filter_program_ref (program);
  self->rows = row_set_new ();
  self->tick = tick_ref (tick);
  self->busy = g_byte_array_new ();
  self->near = near == ROW_NONE ? 0 : (uint32_t) (near / FRAME_CHUNK_ROWS);
  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->grown, NULL);
  for (guint i = 0; i < n_workers; i++)
    g_thread_unref (g_thread_new ("scanner", work, scanner_ref (self)));
  return self;
}

void
scanner_stop (Scanner *self)
{
  if (self == NULL)
    return;
  pthread_mutex_lock (&self->mutex);
  self->stopped = TRUE;
  pthread_cond_broadcast (&self->grown);
  pthread_mutex_unlock (&self->mutex);
  scanner_unref (self);
}

RowSet *
scanner_get_rows (Scanner *self)
{
  return self->rows;
}

void
scanner_set_near (Scanner *self, uint64_t row)
{
  pthread_mutex_lock (&self->mutex);
  self->near = (uint32_t) (row / FRAME_CHUNK_ROWS);
  pthread_mutex_unlock (&self->mutex);
}

void
scanner_poke (Scanner *self)
{
  pthread_mutex_lock (&self->mutex);
  pthread_cond_broadcast (&self->grown);
  pthread_mutex_unlock (&self->mutex);
}

gboolean
scanner_has_decided (Scanner *self, uint64_t first, uint64_t last)
{
  uint64_t length = frame_store_length (self->store);

  if (length == 0)
    return TRUE;
  first = MAX (first, frame_store_first (self->store));
  last = MAX (MIN (last, length - 1), first);
  for (uint64_t chunk = first / FRAME_CHUNK_ROWS; chunk <= last / FRAME_CHUNK_ROWS; chunk++)
    {
      uint64_t needed = chunk == last / FRAME_CHUNK_ROWS ? last % FRAME_CHUNK_ROWS + 1 : FRAME_CHUNK_ROWS;

      if (row_set_decided (self->rows, (uint32_t) chunk) < needed)
        return FALSE;
    }
  return TRUE;
}

double
scanner_get_progress (Scanner *self)
{
  uint64_t first = frame_store_first (self->store), n = frame_store_length (self->store) - first;

  if (first > 0) /* what was decided of rows that are gone does not count */
    return scanner_has_decided (self, first, UINT64_MAX) ? 1 : 0.5;
  return n == 0 ? 1 : MIN (1, (double) row_set_n_decided (self->rows) / (double) n);
}
