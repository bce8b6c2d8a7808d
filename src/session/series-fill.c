/* series-fill.c: the worker's part of series: what the values are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where much is missing, all processors fill bands side by side; what follows the store sample by sample is one
 * thread's.
 */
#include "config.h"
#include "session/series-private.h"

#include "session/spread.h"
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/banned.h"

/* --- Summaries --- */

static ValueBand *
make_band (Series *self, uint64_t index)
{
  uint64_t band = index / SERIES_BAND;
  ValueBand ***shelf = &self->shelves[band / SERIES_SHELF];

  if (*shelf == NULL)
    *shelf = g_new0 (ValueBand *, SERIES_SHELF);
  if ((*shelf)[band % SERIES_SHELF] == NULL)
    (*shelf)[band % SERIES_SHELF] = g_new (ValueBand, 1);
  return (*shelf)[band % SERIES_SHELF];
}

static void
finish_part (ValueBand *band, guint part)
{
  SeriesPart out = { INFINITY, -INFINITY, NAN, NAN };

  for (guint i = part * SERIES_PART; i < (part + 1) * SERIES_PART; i++)
    {
      float value = band->value[i];

      if (isnan (value))
        continue;
      if (isnan (out.first))
        out.first = value;
      out.last = value;
      out.min = value < out.min ? value : out.min;
      out.max = value > out.max ? value : out.max;
    }
  band->parts[part] = out;
}

static void
finish_span (ValueBand *band, guint span)
{
  const guint each = SERIES_SPAN / SERIES_PART;
  SeriesPart out = { INFINITY, -INFINITY, NAN, NAN };

  for (guint i = span * each; i < (span + 1) * each; i++)
    {
      const SeriesPart *part = &band->parts[i];

      if (part->min > part->max)
        continue;
      if (isnan (out.first))
        out.first = part->first;
      out.last = part->last;
      out.min = MIN (out.min, part->min);
      out.max = MAX (out.max, part->max);
    }
  band->spans[span] = out;
}

static void
add_to_total (SeriesTotal *self, guint at, double value)
{
  if (self->n == 0 || value < self->min)
    {
      self->min = value;
      self->min_at = at;
    }
  if (self->n == 0 || value > self->max)
    {
      self->max = value;
      self->max_at = at;
    }
  self->n++;
  self->sum += value;
  self->squares += value * value;
}

/* --- Samples --- */

/* What one thread found out while it filled. */
typedef struct
{
  SeriesTotal *open;
  float min, max;
  uint64_t n_odd, n_absent;
} Filling;

/* What no line can show becomes NaN; what is too great for a float the greatest. absent: no value at all. */
static void
put (Filling *filling, ValueBand *band, uint64_t index, double exact, gboolean absent)
{
  guint at = (guint) (index % SERIES_BAND);
  float value = NAN;

  if (absent)
    {
      value = series_absent ();
      filling->n_absent++;
    }
  else if (!isfinite (exact))
    filling->n_odd++;
  else
    {
      value = (float) CLAMP (exact, -FLT_MAX, FLT_MAX);
      filling->min = MIN (filling->min, value);
      filling->max = MAX (filling->max, value);
      add_to_total (filling->open, at % SERIES_BLOCK, exact);
    }
  band->value[at] = value;
  if (at % SERIES_PART == SERIES_PART - 1)
    finish_part (band, at / SERIES_PART);
  if (at % SERIES_SPAN == SERIES_SPAN - 1)
    finish_span (band, at / SERIES_SPAN);
  if (at % SERIES_BLOCK == SERIES_BLOCK - 1)
    {
      band->totals[at / SERIES_BLOCK] = *filling->open;
      *filling->open = (SeriesTotal){ 0 };
    }
}

/* n is released after it. */
static void
note_filling (Series *self, const Filling *filling)
{
  if (filling->min < atomic_load_explicit (&self->min, memory_order_relaxed))
    atomic_store_explicit (&self->min, filling->min, memory_order_relaxed);
  if (filling->max > atomic_load_explicit (&self->max, memory_order_relaxed))
    atomic_store_explicit (&self->max, filling->max, memory_order_relaxed);
  atomic_fetch_add_explicit (&self->n_odd, filling->n_odd, memory_order_relaxed);
  atomic_fetch_add_explicit (&self->n_absent, filling->n_absent, memory_order_relaxed);
}

static gboolean
decode_row (const Series *self, const FrameChunk *chunk, uint32_t i, double *value)
{
  CanFrame frame = { .id = chunk->id[i], .len = frame_len_dlc_len (chunk->len_dlc[i]) };

  if (frame.len < self->signal->layout.end_byte)
    return FALSE;
  frame.data = frame_store_payload (self->group->store, chunk, i);
  return can_signal_decode (self->signal, &frame, value);
}

/* Samples [first, end) of one band. Where it stopped. */
static uint64_t
fill_some (Series *self, ValueBand *band, uint64_t first, uint64_t end, Filling *filling, const atomic_bool *stopped)
{
  FrameStore *store = self->group->store;
  const RowBand *rows = series_group_band (self->group, first);
  const FrameChunk *chunk = NULL;
  uint32_t index = UINT32_MAX;

  for (; first < end && !((first & 4095) == 0 && atomic_load (stopped)); first++)
    {
      uint32_t row = rows->row[first % SERIES_BAND];
      double value = 0;
      gboolean absent;

      if (row / FRAME_CHUNK_ROWS != index)
        {
          if (index != UINT32_MAX)
            frame_store_release (store, index);
          index = row / FRAME_CHUNK_ROWS;
          chunk = frame_store_chunk (store, index, NULL);
        }
      absent = chunk == NULL || !decode_row (self, chunk, row % FRAME_CHUNK_ROWS, &value);
      put (filling, band, first, value, absent);
    }
  return first;
}

static const Filling nothing_filled = { NULL, INFINITY, -INFINITY, 0, 0 };

/* --- Many at once --- */

typedef struct
{
  Series *series;
  uint64_t first; /* sample, the first one of a band */
  Filling *fillings;
  const atomic_bool *stopped;
} Bands;

static void
fill_band (guint task, gpointer data)
{
  const Bands *self = data;
  uint64_t first = self->first + (uint64_t) task * SERIES_BAND;
  SeriesTotal open = { 0 };

  self->fillings[task].open = &open;
  fill_some (self->series, series_band (self->series, first), first, first + SERIES_BAND, &self->fillings[task],
             self->stopped);
  self->fillings[task].open = NULL;
}

static void
fill_bands (Series *self, uint64_t first, guint n_bands, const atomic_bool *stopped)
{
  Bands bands = { self, first, g_new (Filling, n_bands), stopped };

  for (guint i = 0; i < n_bands; i++)
    {
      bands.fillings[i] = nothing_filled;
      make_band (self, first + (uint64_t) i * SERIES_BAND);
    }
  spread_run (n_bands, fill_band, &bands);
  for (guint i = 0; i < n_bands; i++)
    note_filling (self, &bands.fillings[i]);
  g_free (bands.fillings);
}

gboolean
series_fill (Series *self, const atomic_bool *stopped)
{
  uint64_t n = atomic_load_explicit (&self->n, memory_order_relaxed),
           end = atomic_load_explicit (&self->group->n, memory_order_acquire);
  Filling filling = nothing_filled;

  if (n >= end)
    return FALSE;
  end = MIN (end, n + SERIES_ROUND * SERIES_BAND);
  filling.open = &self->open;
  while (n < end && !atomic_load (stopped))
    {
      guint n_bands = n % SERIES_BAND == 0 ? (guint) ((end - n) / SERIES_BAND) : 0;

      if (n_bands > 0)
        {
          fill_bands (self, n, n_bands, stopped);
          n += atomic_load (stopped) ? 0 : (uint64_t) n_bands * SERIES_BAND;
        }
      else
        n = fill_some (self, make_band (self, n), n, MIN (end, n - n % SERIES_BAND + SERIES_BAND), &filling, stopped);
    }
  note_filling (self, &filling);
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
  Filling filling = nothing_filled;
  uint32_t row = 0;

  filling.open = &self->open;
  if (until <= atomic_load_explicit (&group->n_rows, memory_order_relaxed))
    return FALSE;
  for (guint steps = 0; next_input (self, until, &row) >= 0; steps++)
    {
      CanFrame frame;
      double value;

      if (steps == FRAME_CHUNK_ROWS || atomic_load (stopped))
        {
          until = row;
          break;
        }
      if (!take_row (self, row))
        continue;
      frame_store_get (group->store, row, &frame);
      series_group_append (group, n, row, frame.time);
      value = series_expression_step (self->expression, frame.time, self->input_values);
      /* A float is all that is kept of it. */
      put (&filling, make_band (self, n), n,
           isfinite (value) ? (double) (float) CLAMP (value, -FLT_MAX, FLT_MAX) : value, FALSE);
      n++;
    }
  if (n != n_before)
    series_group_find_time_out (group);
  note_filling (self, &filling);
  atomic_store_explicit (&group->n, n, memory_order_release);
  atomic_store_explicit (&self->n, n, memory_order_release);
  atomic_store_explicit (&group->n_rows, until, memory_order_release);
  return TRUE;
}
