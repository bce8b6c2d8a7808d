/* series-fill.c: the worker's part of series: where the frames are, what the values are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/series-private.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/banned.h"

/* --- Samples of a group --- */

int64_t
series_group_time (const SeriesGroup *self, uint64_t index)
{
  uint32_t row = series_group_row (self, index);
  const FrameChunk *chunk = frame_store_chunk (self->store, row / FRAME_CHUNK_ROWS, NULL);

  return chunk != NULL ? chunk->time[row % FRAME_CHUNK_ROWS] : 0;
}

static RowBlock *
make_row_block (SeriesGroup *self, uint64_t index)
{
  uint64_t block = index / SERIES_BLOCK;
  RowShelf **shelf = &self->shelves[block / SERIES_SHELF];

  if (*shelf == NULL)
    *shelf = g_new0 (RowShelf, 1);
  if ((*shelf)->blocks[block % SERIES_SHELF] == NULL)
    (*shelf)->blocks[block % SERIES_SHELF] = g_new (RowBlock, 1);
  return (*shelf)->blocks[block % SERIES_SHELF];
}

/* Quarters of octaves. */
static guint
bin_of (int64_t interval)
{
  uint64_t ns = (uint64_t) MAX (interval, 4);
  guint octave = 63u - (guint) __builtin_clzll (ns);

  return octave * 4 + (guint) (ns >> (octave - 2) & 3);
}

static double
bin_end (guint bin)
{
  return ldexp (1 + (bin % 4 + 1) / 4.0, (int) (bin / 4));
}

static double
interval_share (const SeriesGroup *self, double share)
{
  uint64_t wanted = (uint64_t) ceil (share * (double) self->n_intervals), seen = 0;

  for (guint bin = 0; bin < SERIES_BINS; bin++)
    if ((seen += self->bins[bin]) >= wanted)
      return bin_end (bin);
  return 0;
}

/* What is sent when something happens has no cycle, unless the database says so; what comes late now and then, as a log
 * with coarse stamps, is no time-out: twice of what 99 % keep is. */
static void
find_time_out (SeriesGroup *self)
{
  double median, most, cycle;

  if (self->n_intervals < 4)
    return;
  median = interval_share (self, 0.5);
  most = interval_share (self, 0.9);
  cycle = self->message != NULL && self->mux_signal < 0 ? self->message->cycle_time * 1e6 : 0;
  if (cycle <= 0 && most > 2.5 * median)
    {
      atomic_store_explicit (&self->time_out, 0, memory_order_relaxed);
      return;
    }
  cycle = MAX (MAX (cycle, median) * SERIES_TIME_OUT, self->n_intervals >= 200 ? 2 * interval_share (self, 0.99) : 0);
  atomic_store_explicit (&self->time_out, cycle < 9e18 ? (int64_t) cycle : 0, memory_order_relaxed);
}

static void
note_time (SeriesGroup *self, uint64_t index, int64_t time)
{
  guint n_runs = atomic_load_explicit (&self->n_runs, memory_order_relaxed);
  int64_t interval = n_runs > 0 ? can_time_since (time, self->last_time) : 0;

  self->last_time = time;
  if (n_runs == 0 || (can_time_since (self->run_latest, time) > SERIES_MAX_JITTER && n_runs < SERIES_MAX_RUNS))
    {
      self->runs[n_runs] = index;
      self->run_latest = time;
      atomic_store_explicit (&self->n_runs, n_runs + 1, memory_order_release);
    }
  else if (interval > 0)
    {
      self->bins[bin_of (interval)]++;
      self->n_intervals++;
    }
  if (time < self->run_latest)
    atomic_store_explicit (&self->jitters, TRUE, memory_order_relaxed);
  else
    self->run_latest = time;
  if (n_runs == 0 || time < atomic_load_explicit (&self->earliest, memory_order_relaxed))
    atomic_store_explicit (&self->earliest, time, memory_order_relaxed);
  if (n_runs == 0 || time > atomic_load_explicit (&self->latest, memory_order_relaxed))
    atomic_store_explicit (&self->latest, time, memory_order_relaxed);
}

/* n is released by the caller. */
static void
append_row (SeriesGroup *self, uint64_t index, uint32_t row, int64_t time)
{
  RowBlock *block = make_row_block (self, index);

  note_time (self, index, time);
  block->row[index % SERIES_BLOCK] = row;
  if (index % SERIES_PART == 0)
    block->latest[index % SERIES_BLOCK / SERIES_PART] = self->run_latest;
}

/* --- Which frames --- */

static gboolean
channel_fits (SeriesGroup *self, uint8_t channel)
{
  const char *name;
  gboolean fits;

  if (G_LIKELY (self->channels[channel] != 0))
    return self->channels[channel] == 1;
  name = trace_info_channel_name (frame_store_get_info (self->store), channel);
  fits = (self->channel == NULL || g_str_equal (self->channel, name))
         && database_set_lookup (self->databases, name, self->id != 0 ? self->id : self->message->id) == self->message;
  self->channels[channel] = fits ? 1 : 2;
  return fits;
}

static gboolean
row_fits (SeriesGroup *self, const FrameChunk *chunk, uint32_t i)
{
  CanFrame frame = { .id = chunk->id[i], .len = frame_len_dlc_len (chunk->len_dlc[i]) };

  if (self->by_pgn)
    {
      if ((self->channel != NULL
           && !g_str_equal (self->channel,
                            trace_info_channel_name (frame_store_get_info (self->store), chunk->channel[i])))
          || frame.id & (CAN_ID_REMOTE | CAN_ID_ERROR)
          || database_cursor_lookup (self->cursor, chunk->channel[i], frame.id) != self->message)
        return FALSE;
    }
  else if (!channel_fits (self, chunk->channel[i]))
    return FALSE;
  if (self->mux_signal < 0)
    return TRUE;
  frame.data = frame_store_payload (self->store, chunk, i);
  return message_signal_selected (self->message, (guint) self->mux_signal, &frame);
}

static gboolean
chunk_may_fit (SeriesGroup *self, uint32_t index, uint32_t id)
{
  ChunkSummary summary;
  guint bit = frame_chunk_bloom_bit (id);

  return !frame_store_summary (self->store, index, &summary) || (summary.id_bloom[bit / 64] >> bit % 64 & 1);
}

gboolean
series_group_scan (SeriesGroup *self)
{
  uint64_t at = MAX (atomic_load_explicit (&self->n_rows, memory_order_relaxed), frame_store_first (self->store));
  uint64_t n = atomic_load_explicit (&self->n, memory_order_relaxed), base;
  uint32_t index = (uint32_t) (at / FRAME_CHUNK_ROWS), n_rows, id;
  const FrameChunk *chunk;

  if (at >= frame_store_length (self->store) || (chunk = frame_store_chunk (self->store, index, &n_rows)) == NULL)
    return FALSE;
  base = (uint64_t) index * FRAME_CHUNK_ROWS;
  if (n_rows <= at - base)
    return FALSE;
  id = self->id != 0 ? self->id : self->message->id;
  if (self->by_pgn || n_rows < FRAME_CHUNK_ROWS || chunk_may_fit (self, index, id))
    for (uint32_t i = (uint32_t) (at - base); i < n_rows; i++)
      if ((self->by_pgn || chunk->id[i] == id) && row_fits (self, chunk, i))
        append_row (self, n++, (uint32_t) (base + i), chunk->time[i]);
  if (n != atomic_load_explicit (&self->n, memory_order_relaxed))
    find_time_out (self);
  atomic_store_explicit (&self->n, n, memory_order_release);
  atomic_store_explicit (&self->n_rows, base + n_rows, memory_order_release);
  return TRUE;
}

/* --- Values --- */

static ValueBlock *
make_block (Series *self, uint64_t index)
{
  uint64_t block = index / SERIES_BLOCK;
  ValueShelf **shelf = &self->shelves[block / SERIES_SHELF];

  if (*shelf == NULL)
    *shelf = g_new0 (ValueShelf, 1);
  if ((*shelf)->blocks[block % SERIES_SHELF] == NULL)
    (*shelf)->blocks[block % SERIES_SHELF] = g_new (ValueBlock, 1);
  return (*shelf)->blocks[block % SERIES_SHELF];
}

static void
finish_part (ValueBlock *block, guint part)
{
  float min = INFINITY, max = -INFINITY;

  for (guint i = part * SERIES_PART; i < (part + 1) * SERIES_PART; i++)
    {
      min = block->value[i] < min ? block->value[i] : min; /* false for NaN */
      max = block->value[i] > max ? block->value[i] : max;
    }
  block->min[part] = min;
  block->max[part] = max;
}

static void
finish_block (Series *self, uint64_t index, const ValueBlock *block)
{
  ValueShelf *shelf = self->shelves[index / SERIES_BLOCK / SERIES_SHELF];
  guint place = (guint) (index / SERIES_BLOCK % SERIES_SHELF);
  float min = INFINITY, max = -INFINITY;

  for (guint part = 0; part < SERIES_BLOCK / SERIES_PART; part++)
    {
      min = MIN (min, block->min[part]);
      max = MAX (max, block->max[part]);
    }
  shelf->min[place] = min;
  shelf->max[place] = max;
}

/* What no line can show becomes NaN; what is too great for a float the greatest. */
static float
to_float (Series *self, double value)
{
  if (!isfinite (value))
    {
      atomic_store_explicit (&self->n_odd, atomic_load_explicit (&self->n_odd, memory_order_relaxed) + 1,
                             memory_order_relaxed);
      return NAN;
    }
  return (float) CLAMP (value, -FLT_MAX, FLT_MAX);
}

/* n is released by the caller. */
static void
append_value (Series *self, uint64_t index, float value)
{
  ValueBlock *block = make_block (self, index);

  block->value[index % SERIES_BLOCK] = value;
  if (value < atomic_load_explicit (&self->min, memory_order_relaxed))
    atomic_store_explicit (&self->min, value, memory_order_relaxed);
  if (value > atomic_load_explicit (&self->max, memory_order_relaxed))
    atomic_store_explicit (&self->max, value, memory_order_relaxed);
  if (index % SERIES_PART == SERIES_PART - 1)
    finish_part (block, (guint) (index % SERIES_BLOCK / SERIES_PART));
  if (index % SERIES_BLOCK == SERIES_BLOCK - 1)
    finish_block (self, index, block);
}

static float
value_of_row (Series *self, const FrameChunk *chunk, uint32_t i)
{
  CanFrame frame = { .id = chunk->id[i], .len = frame_len_dlc_len (chunk->len_dlc[i]) };
  double value;

  if (frame.len >= self->signal->layout.end_byte)
    {
      frame.data = frame_store_payload (self->group->store, chunk, i);
      if (can_signal_decode (self->signal, &frame, &value))
        return to_float (self, value);
    }
  atomic_store_explicit (&self->n_absent, atomic_load_explicit (&self->n_absent, memory_order_relaxed) + 1,
                         memory_order_relaxed);
  return series_absent ();
}

gboolean
series_fill (Series *self, const atomic_bool *stopped)
{
  uint64_t n = atomic_load_explicit (&self->n, memory_order_relaxed),
           end = atomic_load_explicit (&self->group->n, memory_order_acquire);
  const FrameChunk *chunk = NULL;
  uint32_t index = UINT32_MAX;

  if (n >= end)
    return FALSE;
  end = MIN (end, n + FRAME_CHUNK_ROWS);
  for (; n < end && !((n & 4095) == 0 && atomic_load (stopped)); n++)
    {
      uint32_t row = series_group_row (self->group, n);

      if (row / FRAME_CHUNK_ROWS != index)
        {
          if (index != UINT32_MAX)
            frame_store_release (self->group->store, index);
          index = row / FRAME_CHUNK_ROWS;
          chunk = frame_store_chunk (self->group->store, index, NULL);
        }
      append_value (self, n, chunk != NULL ? value_of_row (self, chunk, row % FRAME_CHUNK_ROWS) : series_absent ());
    }
  atomic_store_explicit (&self->n, n, memory_order_release);
  return TRUE;
}

/* --- Computed ones --- */

/* The input whose next sample comes first; -1: one has no more, so that nothing later can be decided yet, unless all
 * its rows are known. */
static int
next_input (Series *self, uint64_t until, uint32_t *row)
{
  int best = -1;

  for (guint i = 0; i < self->n_inputs; i++)
    {
      const Series *input = self->inputs[i];
      uint32_t at;

      if (self->input_at[i] >= series_n (input))
        continue;
      at = series_group_row (input->group, self->input_at[i]);
      if (at < until && (best < 0 || at < *row))
        {
          best = (int) i;
          *row = at;
        }
    }
  return best;
}

/* All rows below are decided for all inputs. */
static uint64_t
decided_rows (Series *self)
{
  uint64_t rows = UINT64_MAX;

  for (guint i = 0; i < self->n_inputs; i++)
    {
      const Series *input = self->inputs[i];
      uint64_t scanned = atomic_load_explicit (&input->group->n_rows, memory_order_acquire);
      uint64_t n = atomic_load_explicit (&input->group->n, memory_order_acquire), have = series_n (input);

      rows = MIN (rows, have < n ? series_group_row (input->group, have) : scanned);
    }
  return rows;
}

/* Takes what all inputs have at this row. FALSE: some input never had a value. */
static gboolean
take_row (Series *self, uint32_t row)
{
  gboolean ready = TRUE;

  for (guint i = 0; i < self->n_inputs; i++)
    {
      const Series *input = self->inputs[i];

      if (self->input_at[i] < series_n (input) && series_group_row (input->group, self->input_at[i]) == row)
        {
          double value;

          if (series_get_exact (input, self->input_at[i], &value, NULL))
            self->input_values[i] = value;
          self->input_at[i]++;
        }
      ready &= !isnan (self->input_values[i]);
    }
  return ready;
}

gboolean
series_compute (Series *self, const atomic_bool *stopped)
{
  SeriesGroup *group = self->group;
  uint64_t until = decided_rows (self), n = atomic_load_explicit (&self->n, memory_order_relaxed), n_before = n;
  uint32_t row = 0;

  if (until <= atomic_load_explicit (&group->n_rows, memory_order_relaxed))
    return FALSE;
  for (guint steps = 0; next_input (self, until, &row) >= 0; steps++)
    {
      CanFrame frame;

      if (steps == FRAME_CHUNK_ROWS || atomic_load (stopped))
        {
          until = row;
          break;
        }
      if (!take_row (self, row))
        continue;
      frame_store_get (group->store, row, &frame);
      append_row (group, n, row, frame.time);
      append_value (self, n++,
                    to_float (self, series_expression_step (self->expression, frame.time, self->input_values)));
    }
  if (n != n_before)
    find_time_out (group);
  atomic_store_explicit (&group->n, n, memory_order_release);
  atomic_store_explicit (&self->n, n, memory_order_release);
  atomic_store_explicit (&group->n_rows, until, memory_order_release);
  return TRUE;
}
