/* trace-tally.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/trace-tally.h"

/* Going through a chunk's ids and times takes some 100 µs, a look at its summary next to nothing: at most some 2 ms a
 * call. */
#define BUDGET 1024
#define COST_SCAN 64
#define COST_SUMMARY 1

static void
count_rows (TraceTally *self, const FrameChunk *chunk, guint from, guint to)
{
  for (guint i = from; i < to; i++)
    {
      self->errors += (chunk->id[i] & CAN_ID_ERROR) != 0;
      self->earliest = MIN (self->earliest, chunk->time[i]);
      self->latest = MAX (self->latest, chunk->time[i]);
    }
}

static guint /* cost */
count_chunk (TraceTally *self, const FrameStore *store, uint32_t index, guint from, guint to, const FrameChunk *chunk)
{
  ChunkSummary summary;

  if (from == 0 && to == FRAME_CHUNK_ROWS && frame_store_summary (store, index, &summary))
    {
      self->errors += MIN (summary.n_errors, FRAME_CHUNK_ROWS); /* it may come from a file */
      self->earliest = MIN (self->earliest, summary.earliest);
      self->latest = MAX (self->latest, summary.latest);
      return COST_SUMMARY;
    }
  count_rows (self, chunk, from, to);
  return COST_SCAN;
}

gboolean
trace_tally_advance (TraceTally *self, const FrameStore *store)
{
  uint64_t length = frame_store_length (store);

  if (self->rows == 0)
    {
      self->earliest = G_MAXINT64;
      self->latest = G_MININT64;
    }
  for (guint cost = 0; self->rows < length && cost < BUDGET;)
    {
      uint32_t index = (uint32_t) (self->rows / FRAME_CHUNK_ROWS), n_rows;
      const FrameChunk *chunk = frame_store_chunk (store, index, &n_rows);
      guint from = (guint) (self->rows % FRAME_CHUNK_ROWS);

      if (chunk == NULL || n_rows <= from)
        break;
      cost += count_chunk (self, store, index, from, n_rows, chunk);
      self->rows += n_rows - from;
    }
  return self->rows >= length;
}
