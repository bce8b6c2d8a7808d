/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/statistics-run.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "base/banned.h"

#define MAX_WORKERS 64
#define PROGRESS_MS 100

typedef struct
{
  FrameStore *store;
  const StatisticsScope *scope;
  uint64_t length;
  atomic_bool stopped;
  atomic_uint n_done; /* chunks */
  guint n_running;    /* guarded and signalled by what follows */
  pthread_mutex_t mutex;
  pthread_cond_t ended;
} Job;

typedef struct
{
  Job *job;
  Statistics *statistics; /* NULL: not wanted */
  LoadCurve *load;
  uint32_t first, end; /* chunks */
  uint64_t bits[ROW_SET_WORDS];
} Worker;

static gboolean
is_restricted (const StatisticsScope *scope)
{
  return scope->program != NULL || scope->rows != NULL || scope->first != INT64_MIN || scope->last != INT64_MAX;
}

/* Without looking at the rows. */
static gboolean
is_outside (const Job *job, uint32_t chunk)
{
  ChunkSummary summary;

  return (job->scope->first != INT64_MIN || job->scope->last != INT64_MAX)
         && frame_store_summary (job->store, chunk, &summary)
         && (summary.latest < job->scope->first || summary.earliest > job->scope->last);
}

static void
keep_rows (const RowSet *rows, uint64_t base, guint n_rows, uint64_t *bits)
{
  for (guint i = 0; i < n_rows; i++)
    if (bits[i / 64] >> (i % 64) & 1 && !row_set_contains (rows, base + i))
      bits[i / 64] &= ~(UINT64_C (1) << (i % 64));
}

static void
keep_times (const StatisticsScope *scope, const FrameChunk *chunk, guint n_rows, uint64_t *bits)
{
  for (guint i = 0; i < n_rows; i++)
    if (chunk->time[i] < scope->first || chunk->time[i] > scope->last)
      bits[i / 64] &= ~(UINT64_C (1) << (i % 64));
}

static void
run_chunk (Worker *self, uint32_t index)
{
  const Job *job = self->job;
  const StatisticsScope *scope = job->scope;
  const FrameChunk *chunk = frame_store_chunk (job->store, index, NULL);
  uint64_t base = (uint64_t) index * FRAME_CHUNK_ROWS, first = frame_store_first (job->store);
  guint n_rows = (guint) MIN (FRAME_CHUNK_ROWS, job->length - base);
  const uint64_t *bits = NULL;

  if (chunk == NULL || is_outside (job, index))
    return;
  if (is_restricted (scope))
    {
      if (scope->program != NULL)
        filter_run (scope->program, job->store, index, n_rows, self->bits);
      else
        memset (self->bits, 0xFF, sizeof self->bits);
      if (scope->first != INT64_MIN || scope->last != INT64_MAX)
        keep_times (scope, chunk, n_rows, self->bits);
      if (scope->rows != NULL)
        keep_rows (scope->rows, base, n_rows, self->bits);
      bits = self->bits;
    }
  if (self->statistics != NULL)
    statistics_add (self->statistics, job->store, chunk, first > base ? (guint) (first - base) : 0, n_rows, bits);
  if (self->load != NULL)
    load_curve_add (self->load, job->store, chunk, first > base ? (guint) (first - base) : 0, n_rows, bits);
  if (n_rows == FRAME_CHUNK_ROWS)
    frame_store_release (job->store, index);
}

static void *
work (void *data)
{
  Worker *self = data;
  Job *job = self->job;

  for (uint32_t chunk = self->first; chunk < self->end && !atomic_load (&job->stopped); chunk++)
    {
      run_chunk (self, chunk);
      atomic_fetch_add (&job->n_done, 1);
    }
  pthread_mutex_lock (&job->mutex);
  job->n_running--;
  pthread_cond_signal (&job->ended);
  pthread_mutex_unlock (&job->mutex);
  return NULL;
}

static void
wait_for_workers (Job *job, uint32_t n_chunks, StatisticsProgress progress, gpointer data)
{
  pthread_mutex_lock (&job->mutex);
  while (job->n_running > 0)
    {
      struct timespec until;

      clock_gettime (CLOCK_REALTIME, &until);
      until.tv_nsec += PROGRESS_MS * 1000000L;
      until.tv_sec += until.tv_nsec / 1000000000L;
      until.tv_nsec %= 1000000000L;
      if (pthread_cond_timedwait (&job->ended, &job->mutex, &until) != ETIMEDOUT || progress == NULL)
        continue;
      pthread_mutex_unlock (&job->mutex);
      if (!progress ((double) atomic_load (&job->n_done) / (double) n_chunks, data))
        atomic_store (&job->stopped, TRUE);
      pthread_mutex_lock (&job->mutex);
    }
  pthread_mutex_unlock (&job->mutex);
}

/* The first worker fills what the caller gave. */
static Worker *
make_workers (Job *job, guint n, uint32_t n_chunks, Statistics *statistics, LoadCurve *load)
{
  Worker *workers = g_new0 (Worker, n);

  for (guint i = 0; i < n; i++)
    {
      workers[i].job = job;
      workers[i].first = (uint32_t) ((uint64_t) n_chunks * i / n);
      workers[i].end = (uint32_t) ((uint64_t) n_chunks * (i + 1) / n);
      workers[i].statistics = statistics != NULL && i > 0 ? statistics_new () : statistics;
      workers[i].load = load != NULL && i > 0 ? load_curve_new_like (load) : load;
    }
  return workers;
}

static void
collect (Worker *workers, guint n, Statistics *statistics, LoadCurve *load)
{
  for (guint i = 1; i < n; i++)
    {
      if (statistics != NULL)
        statistics_append (statistics, workers[i].statistics);
      if (load != NULL)
        load_curve_append (load, workers[i].load);
      statistics_free (workers[i].statistics);
      load_curve_free (workers[i].load);
    }
  g_free (workers);
}

gboolean
statistics_run (FrameStore *store, const StatisticsScope *scope, Statistics *statistics, LoadCurve *load,
                guint n_workers, StatisticsProgress progress, gpointer data)
{
  Job job = { .store = store, .scope = scope, .length = frame_store_length (store) };
  uint32_t n_chunks = (uint32_t) ((job.length + FRAME_CHUNK_ROWS - 1) / FRAME_CHUNK_ROWS);
  guint n = MIN (n_workers > 0 ? n_workers : g_get_num_processors (), MIN (n_chunks, MAX_WORKERS));
  pthread_t threads[MAX_WORKERS];
  gboolean started[MAX_WORKERS];
  Worker *workers;

  if (n_chunks == 0)
    return TRUE;
  pthread_mutex_init (&job.mutex, NULL);
  pthread_cond_init (&job.ended, NULL);
  workers = make_workers (&job, n, n_chunks, statistics, load);
  job.n_running = n;
  for (guint i = 0; i < n; i++)
    {
      started[i] = pthread_create (&threads[i], NULL, work, &workers[i]) == 0;
      if (!started[i]) /* no more threads for us: then one after the other */
        work (&workers[i]);
    }
  wait_for_workers (&job, n_chunks, progress, data);
  for (guint i = 0; i < n; i++)
    if (started[i])
      pthread_join (threads[i], NULL);
  collect (workers, n, statistics, load);
  pthread_mutex_destroy (&job.mutex);
  pthread_cond_destroy (&job.ended);
  return !atomic_load (&job.stopped);
}
