/* overview.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/overview.h"

#include "session/hand-over.h"
#include <string.h>

#include "base/banned.h"

#define N_CHUNKS 65536u /* 2^32 rows */
#define SEGMENT_ROWS (FRAME_CHUNK_ROWS / 64)

/* What is where in a chunk: a bit for each 64th of it. */
typedef struct
{
  uint32_t n_rows; /* looked at */
  uint64_t masks[3];
} ChunkMarks;

struct Overview
{
  atomic_int ref_count; /* the owner and the worker */
  FrameStore *store;
  RowSet *shown; /* (nullable) */
  atomic_bool stopped;

  /* The worker's while it runs. */
  HandOver question, answer;
  gboolean running;  /* main thread's */
  ChunkMarks *marks; /* N_CHUNKS; pages of zeroes that are not touched cost nothing */
  OverviewPiece *pieces;
  guint n_pieces;
  uint64_t length, n_rows;
  OverviewDone done;
  gpointer data;
};

static void
unref (gpointer data)
{
  Overview *self = data;

  if (atomic_fetch_sub (&self->ref_count, 1) != 1)
    return;
  frame_store_unref (self->store);
  row_set_unref (self->shown);
  g_free (self->marks);
  g_free (self->pieces);
  g_free (self);
}

Overview *
overview_new (FrameStore *store, RowSet *shown)
{
  Overview *self = g_new0 (Overview, 1);

  self->ref_count = 1;
  self->store = frame_store_ref (store);
  self->shown = shown != NULL ? row_set_ref (shown) : NULL;
  self->marks = g_new0 (ChunkMarks, N_CHUNKS);
  return self;
}

void
overview_free (Overview *self)
{
  if (self == NULL)
    return;
  atomic_store (&self->stopped, TRUE);
  unref (self);
}

FrameStore *
overview_get_store (Overview *self)
{
  return self->store;
}

RowSet *
overview_get_shown (Overview *self)
{
  return self->shown;
}

/* --- Marks --- */

static uint8_t
marks_of (const FrameChunk *chunk, uint32_t i)
{
  return (uint8_t) ((chunk->id[i] & CAN_ID_ERROR ? OVERVIEW_ERROR : 0) | (chunk->flags[i] & CAN_TX ? OVERVIEW_SENT : 0)
                    | (chunk->flags[i] & CAN_GAP ? OVERVIEW_LOST : 0));
}

/* Nothing to be seen in it, by its summary. */
static gboolean
is_plain (Overview *self, uint32_t index)
{
  ChunkSummary summary;

  return frame_store_summary (self->store, index, &summary) && summary.n_errors == 0
         && !(summary.flags_any & (CAN_TX | CAN_GAP));
}

static guint
piece_of (Overview *self, uint64_t position)
{
  return (guint) MIN ((uint64_t) ((unsigned __int128) position * self->n_pieces / self->n_rows), self->n_pieces - 1);
}

static void
mark_row (Overview *self, const FrameChunk *chunk, uint32_t i, uint64_t position)
{
  uint8_t what = marks_of (chunk, i);

  if (what != 0)
    self->pieces[piece_of (self, position)].what |= what;
}

/* Every row; returns the position behind the chunk. */
static uint64_t
mark_exactly (Overview *self, uint32_t index, const FrameChunk *chunk, uint32_t n_rows, uint64_t position)
{
  uint64_t base = (uint64_t) index * FRAME_CHUNK_ROWS;

  if (self->shown == NULL)
    {
      if (!is_plain (self, index))
        for (uint32_t i = 0; i < n_rows; i++)
          mark_row (self, chunk, i, position + i);
      return position + n_rows;
    }
  for (uint32_t start = 0; start < n_rows; start += 64)
    for (uint64_t word = row_set_get_word (self->shown, base + start); word != 0; word &= word - 1)
      {
        uint32_t i = start + (uint32_t) __builtin_ctzll (word);

        if (i < n_rows)
          mark_row (self, chunk, i, position++);
      }
  return position;
}

static void
look_at_chunk (Overview *self, uint32_t index, const FrameChunk *chunk, uint32_t n_rows, ChunkMarks *marks)
{
  uint64_t base = (uint64_t) index * FRAME_CHUNK_ROWS;

  memset (marks, 0, sizeof *marks);
  marks->n_rows = n_rows;
  if (is_plain (self, index))
    return;
  for (uint32_t start = 0; start < n_rows; start += 64)
    {
      uint64_t word = self->shown != NULL ? row_set_get_word (self->shown, base + start) : UINT64_MAX;

      for (uint32_t i = start; word != 0 && i < MIN (start + 64, n_rows); i++, word >>= 1)
        if (word & 1)
          {
            uint8_t what = marks_of (chunk, i);

            for (guint k = 0; what != 0 && k < G_N_ELEMENTS (marks->masks); k++)
              marks->masks[k] |= (uint64_t) (what >> k & 1) << i / SEGMENT_ROWS;
          }
    }
  if (n_rows == FRAME_CHUNK_ROWS)
    frame_store_release (self->store, index);
}

/* By 64ths, which lie evenly among the chunk's shown rows. */
static uint64_t
mark_roughly (Overview *self, uint32_t index, const FrameChunk *chunk, uint32_t n_rows, uint64_t position)
{
  ChunkMarks *marks = &self->marks[index];
  uint64_t base = (uint64_t) index * FRAME_CHUNK_ROWS, n = n_rows;

  if (self->shown != NULL)
    {
      n_rows = MIN (n_rows, row_set_decided (self->shown, index));
      n = row_set_rank (self->shown, base + FRAME_CHUNK_ROWS);
      n -= MIN (n, row_set_rank (self->shown, base));
    }
  if (marks->n_rows != n_rows)
    look_at_chunk (self, index, chunk, n_rows, marks);
  for (guint k = 0; n > 0 && k < G_N_ELEMENTS (marks->masks); k++)
    for (uint64_t mask = marks->masks[k]; mask != 0; mask &= mask - 1)
      {
        uint64_t at = (uint64_t) __builtin_ctzll (mask) * SEGMENT_ROWS;

        if (self->shown != NULL)
          at = n * at / n_rows;

        self->pieces[piece_of (self, position + at)].what |= (uint8_t) (1u << k);
      }
  return position + n;
}

/* --- Density --- */

static gboolean
time_at (Overview *self, uint64_t position, int64_t *time)
{
  uint64_t row = self->shown != NULL ? row_set_nth (self->shown, position) : position;
  CanFrame frame;

  if (row == ROW_NONE || row >= self->length)
    return FALSE;
  frame_store_get (self->store, row, &frame);
  *time = frame.time;
  return TRUE;
}

static void
find_rates (Overview *self)
{
  int64_t before = 0, time;
  uint64_t first = 0;

  if (!time_at (self, 0, &before))
    return;
  for (guint i = 0; i < self->n_pieces && !atomic_load (&self->stopped); i++)
    {
      uint64_t end = (uint64_t) ((unsigned __int128) self->n_rows * (i + 1) / self->n_pieces);
      int64_t span;

      self->pieces[i].n_rows = end - first;
      first = end;
      if (!time_at (self, MIN (end, self->n_rows - 1), &time))
        return;
      span = can_time_since (time, before);
      before = time;
      if (span > 0)
        self->pieces[i].rate = (double) self->pieces[i].n_rows * 1e9 / (double) span;
    }
}

/* --- The worker --- */

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Overview *self = data;
  uint64_t position = 0;

  hand_over_take (&self->question);
  if (self->n_pieces > 0)
    {
      memset (self->pieces, 0, self->n_pieces * sizeof *self->pieces);
      find_rates (self);
    }
  for (uint32_t index = 0; self->n_pieces > 0 && !atomic_load (&self->stopped); index++)
    {
      uint32_t n_rows;
      const FrameChunk *chunk = frame_store_chunk (self->store, index, &n_rows);
      uint64_t base = (uint64_t) index * FRAME_CHUNK_ROWS;

      if (base >= self->length || chunk == NULL)
        break;
      n_rows = (uint32_t) MIN (n_rows, self->length - base);
      position = self->n_rows <= OVERVIEW_EXACT ? mark_exactly (self, index, chunk, n_rows, position)
                                                : mark_roughly (self, index, chunk, n_rows, position);
    }
  hand_over_give (&self->answer);
  g_task_return_boolean (task, TRUE);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Overview *self = g_task_get_task_data (G_TASK (result));

  hand_over_take (&self->answer);
  self->running = FALSE;
  if (!atomic_load (&self->stopped))
    self->done (self->pieces, self->n_pieces, self->n_rows, self->data);
}

gboolean
overview_update (Overview *self, guint n, OverviewDone done, gpointer data)
{
  g_autoptr (GTask) task = NULL;

  if (self->running)
    return FALSE;
  self->running = TRUE;
  self->length = frame_store_length (self->store);
  self->n_rows = self->shown != NULL ? row_set_count (self->shown) : self->length;
  self->n_pieces = (guint) MIN (n, self->n_rows);
  self->pieces = g_renew (OverviewPiece, self->pieces, self->n_pieces);
  self->done = done;
  self->data = data;
  atomic_fetch_add (&self->ref_count, 1);
  task = g_task_new (NULL, NULL, on_done, NULL);
  g_task_set_task_data (task, self, unref);
  hand_over_give (&self->question);
  g_task_run_in_thread (task, run);
  return TRUE;
}
