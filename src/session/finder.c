/* finder.c: the worker.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A filter runs over whole chunks at column speed; everything else looks at one row after another. Chunks without a
 * shown row are passed over.
 */
#include "session/find-query-private.h"
#include "session/hand-over.h"

#include <stdatomic.h>
#include "base/banned.h"

#define LOOK_UP_ROWS 1024 /* rows between two looks at cancellation */

struct Finder
{
  HandOver question, answer;
  atomic_int ref_count; /* whoever started it, and the worker */
  FrameStore *store;
  RowSet *shown; /* (nullable) */
  FindQuery *query;
  FindWords words;
  uint64_t from, length;
  gboolean backward;
  FinderDone done;
  gpointer data;
  atomic_bool stopped;
  atomic_uint_fast64_t n_seen;
  /* the answer */
  uint64_t row;
  gboolean wrapped;
  GError *error;
};

static void
finder_unref (gpointer data)
{
  Finder *self = data;

  if (atomic_fetch_sub (&self->ref_count, 1) != 1)
    return;
  frame_store_unref (self->store);
  row_set_unref (self->shown);
  find_query_unref (self->query);
  if (self->words.free)
    self->words.free (self->words.data);
  g_clear_error (&self->error);
  g_free (self);
}

static gboolean
is_over (Finder *self)
{
  return atomic_load (&self->stopped) || self->error != NULL;
}

/* First (backward: last) candidate in [first, end), or ROW_NONE. */
static uint64_t
next_candidate (Finder *self, uint64_t first, uint64_t end)
{
  uint64_t row;

  if (first >= end)
    return ROW_NONE;
  if (!self->shown)
    return self->backward ? end - 1 : first;
  row = self->backward ? row_set_prev (self->shown, end - 1) : row_set_next (self->shown, first);
  return row != ROW_NONE && row >= first && row < end ? row : ROW_NONE;
}

/* --- Filter --- */

static uint64_t
pick_bit (Finder *self, const uint64_t *bits, uint64_t base, uint32_t first, uint32_t end)
{
  for (uint32_t n = 0; n < end - first; n++)
    {
      uint32_t i = self->backward ? end - 1 - n : first + n;

      if (bits[i / 64] == 0) /* on to the last of this word */
        n += self->backward ? MIN (i % 64, end - 1 - first - n) : MIN (63 - i % 64, end - 1 - first - n);
      else if (bits[i / 64] >> (i % 64) & 1 && (!self->shown || row_set_contains (self->shown, base + i)))
        return base + i;
    }
  return ROW_NONE;
}

static uint64_t
scan_filter (Finder *self, uint32_t chunk, uint64_t first, uint64_t end)
{
  uint64_t base = (uint64_t) chunk * FRAME_CHUNK_ROWS;
  g_autofree uint64_t *bits = g_new (uint64_t, ROW_SET_WORDS);

  filter_run (self->query->program, self->store, chunk, (uint32_t) (end - base), bits);
  return pick_bit (self, bits, base, (uint32_t) (first - base), (uint32_t) (end - base));
}

/* --- Bytes and words --- */

static uint64_t
scan_rows (Finder *self, uint64_t first, uint64_t end)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  for (;;)
    {
      uint64_t row = next_candidate (self, first, end);

      if (row == ROW_NONE || (++n % LOOK_UP_ROWS == 0 && is_over (self)))
        return ROW_NONE;
      if (find_query_match_row (self->query, &self->words, self->store, row, text, &self->error))
        return row;
      if (self->error)
        return ROW_NONE;
      if (self->backward)
        end = row;
      else
        first = row + 1;
    }
}

/* --- Ranges --- */

static uint64_t
scan_chunk (Finder *self, uint32_t chunk, uint64_t first, uint64_t end)
{
  uint64_t row = ROW_NONE;

  if (next_candidate (self, first, end) != ROW_NONE)
    row = self->query->kind == FIND_FILTER ? scan_filter (self, chunk, first, end) : scan_rows (self, first, end);
  atomic_fetch_add (&self->n_seen, end - first);
  return row;
}

static uint64_t
scan (Finder *self, uint64_t first, uint64_t end)
{
  while (first < end && !is_over (self))
    {
      uint64_t at = self->backward ? end - 1 : first;
      uint64_t base = at - at % FRAME_CHUNK_ROWS;
      uint64_t a = MAX (first, base), b = MIN (end, base + FRAME_CHUNK_ROWS);
      uint64_t row = scan_chunk (self, (uint32_t) (at / FRAME_CHUNK_ROWS), a, b);

      if (row != ROW_NONE)
        return row;
      if (self->backward)
        end = a;
      else
        first = b;
    }
  return ROW_NONE;
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Finder *self = data;
  uint64_t start, middle;

  hand_over_take (&self->question);
  start = frame_store_first (self->store);
  if (self->from == ROW_NONE || self->from >= self->length || self->from < start)
    self->row = scan (self, start, self->length);
  else
    {
      middle = self->backward ? self->from : self->from + 1;
      self->row = self->backward ? scan (self, start, middle) : scan (self, middle, self->length);
      if (self->row == ROW_NONE && !is_over (self))
        {
          self->row = self->backward ? scan (self, middle, self->length) : scan (self, start, middle);
          self->wrapped = self->row != ROW_NONE;
        }
    }
  hand_over_give (&self->answer);
  g_task_return_boolean (task, TRUE);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Finder *self = g_task_get_task_data (G_TASK (result));

  hand_over_take (&self->answer);
  if (!atomic_load (&self->stopped))
    self->done (self->row, self->wrapped, self->error, self->data);
}

Finder *
finder_start (FrameStore *store, RowSet *shown, FindQuery *query, const FindWords *words, uint64_t from,
              gboolean backward, FinderDone done, gpointer data)
{
  Finder *self = g_new0 (Finder, 1);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_done, NULL);

  self->ref_count = 2;
  self->store = frame_store_ref (store);
  self->shown = shown ? row_set_ref (shown) : NULL;
  self->query = find_query_ref (query);
  if (words)
    self->words = *words;
  self->from = from;
  self->length = frame_store_length (store);
  self->backward = backward;
  self->done = done;
  self->data = data;
  self->row = ROW_NONE;
  g_task_set_task_data (task, self, finder_unref);
  hand_over_give (&self->question);
  g_task_run_in_thread (task, run);
  return self;
}

void
finder_stop (Finder *self)
{
  if (!self)
    return;
  atomic_store (&self->stopped, TRUE);
  finder_unref (self);
}

double
finder_get_progress (Finder *self)
{
  return self->length ? MIN (1, (double) atomic_load (&self->n_seen) / (double) self->length) : 1;
}
