/* series-columns.c: what pictures and legends ask of a series: many samples at once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/series-private.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

#define SNAP 4 /* a column of so many units begins where one of them does: a quarter of it at most beside */

/* --- Smallest and greatest --- */

typedef struct
{
  float min, max;
} Range;

/* Four at once, as each processor can. */
typedef float Floats __attribute__ ((vector_size (16)));
typedef int32_t Masks __attribute__ ((vector_size (16)));

typedef struct
{
  Floats min, max;
} Ranges;

static inline Floats
choose (Masks mask, Floats yes, Floats no)
{
  return (Floats) (((Masks) yes & mask) | ((Masks) no & ~mask));
}

/* NaN is neither. */
static inline void
take_four (Ranges *ranges, Floats values)
{
  ranges->min = choose (values < ranges->min, values, ranges->min);
  ranges->max = choose (values > ranges->max, values, ranges->max);
}

static inline void
take (Range *range, float min, float max)
{
  range->min = min < range->min ? min : range->min;
  range->max = max > range->max ? max : range->max;
}

static const Ranges no_ranges
    = { { INFINITY, INFINITY, INFINITY, INFINITY }, { -INFINITY, -INFINITY, -INFINITY, -INFINITY } };

static void
take_samples (const Series *self, uint64_t first, uint64_t end, Range *range)
{
  while (first < end)
    {
      const float *value = &series_band (self, first)->value[first % SERIES_BAND];
      guint n = (guint) MIN (end - first, SERIES_BAND - first % SERIES_BAND), i = 0;
      Ranges ranges = no_ranges;

      for (; i + 4 <= n; i += 4)
        {
          Floats values;

          memcpy (&values, value + i, sizeof values);
          take_four (&ranges, values);
        }
      for (guint k = 0; k < 4; k++)
        take (range, ranges.min[k], ranges.max[k]);
      for (; i < n; i++)
        take (range, value[i], value[i]);
      first += n;
    }
}

/* Samples [first, end), which are whole units: parts or spans. */
static void
take_units (const Series *self, uint64_t first, uint64_t end, guint unit, Range *range)
{
  while (first < end)
    {
      const ValueBand *band = series_band (self, first);
      const SeriesPart *part = (unit == SERIES_PART ? band->parts : band->spans) + first % SERIES_BAND / unit;
      guint n = (guint) (MIN (end - first, SERIES_BAND - first % SERIES_BAND) / unit);
      Ranges ranges = no_ranges;

      G_STATIC_ASSERT (sizeof *part == sizeof (Floats));
      for (guint i = 0; i < n; i++)
        {
          Floats values;

          memcpy (&values, part + i, sizeof values);
          take_four (&ranges, values);
        }
      take (range, ranges.min[0], ranges.max[1]);
      first += (uint64_t) n * unit;
    }
}

static uint64_t
next_whole (uint64_t at, guint unit)
{
  return (at + unit - 1) / unit * unit;
}

static void
take_range (const Series *self, uint64_t first, uint64_t end, Range *range)
{
  uint64_t low = next_whole (first, SERIES_PART), high = end / SERIES_PART * SERIES_PART;
  uint64_t span_low = next_whole (low, SERIES_SPAN), span_high = high / SERIES_SPAN * SERIES_SPAN;

  if (low >= high)
    {
      take_samples (self, first, end, range);
      return;
    }
  take_samples (self, first, low, range);
  take_samples (self, high, end, range);
  if (span_low >= span_high)
    {
      take_units (self, low, high, SERIES_PART, range);
      return;
    }
  take_units (self, low, span_low, SERIES_PART, range);
  take_units (self, span_high, high, SERIES_PART, range);
  take_units (self, span_low, span_high, SERIES_SPAN, range);
}

gboolean
series_get_range_between (const Series *self, int64_t from, int64_t to, double *min, double *max)
{
  Range range = { INFINITY, -INFINITY };
  uint64_t first, end, before = series_find (self, from);

  for (guint run = 0; run < series_n_runs (self); run++)
    if (series_find_range (self, run, from, to, &first, &end))
      take_range (self, first, end, &range);
  if (before != SERIES_NONE) /* its line comes into the picture */
    take_samples (self, before, before + 1, &range);
  *min = (double) range.min;
  *max = (double) range.max;
  return range.min <= range.max;
}

/* --- Columns --- */

/* The first finite one of [first, end), by summaries where there are any. */
static void
find_first (const Series *self, uint64_t first, uint64_t end, float *value)
{
  while (first < end)
    {
      if (first % SERIES_PART == 0 && end - first >= SERIES_PART)
        {
          *value = series_band (self, first)->parts[first % SERIES_BAND / SERIES_PART].first;
          first += SERIES_PART;
        }
      else
        *value = series_value (self, first++);
      if (!isnan (*value))
        return;
    }
}

static void
find_last (const Series *self, uint64_t first, uint64_t end, float *value)
{
  while (first < end)
    {
      if (end % SERIES_PART == 0 && end - first >= SERIES_PART)
        {
          end -= SERIES_PART;
          *value = series_band (self, end)->parts[end % SERIES_BAND / SERIES_PART].last;
        }
      else
        *value = series_value (self, --end);
      if (!isnan (*value))
        return;
    }
}

static void
fill_column (const Series *self, uint64_t first, uint64_t end, SeriesColumn *out)
{
  Range range = { INFINITY, -INFINITY };

  take_range (self, first, end, &range);
  out->filled = range.min <= range.max;
  if (!out->filled)
    return;
  out->min = range.min;
  out->max = range.max;
  find_first (self, first, end, &out->first);
  find_last (self, first, end, &out->last);
}

/* Where column i of n begins. */
static int64_t
column_time (int64_t from, int64_t to, guint n, guint i)
{
  return from + (int64_t) ((__int128) ((__int128) to - from) * i / n);
}

/* Whether unit k begins at time or later, or not at all before end. */
static gboolean
is_reached (const Series *self, uint64_t k, guint unit, uint64_t end, int64_t time)
{
  return k * unit >= end || series_group_latest (self->group, k * unit) >= time;
}

/* The sample of the first unit behind sample at that begins at time or later. Columns hold much the same number of
 * samples: it is looked for around stride samples on. */
static uint64_t
find_unit (const Series *self, uint64_t at, uint64_t stride, uint64_t end, int64_t time, guint unit)
{
  uint64_t low = at / unit + 1, high = MAX (low, (end + unit - 1) / unit), step = 1;
  uint64_t guess = CLAMP ((at + stride) / unit, low, high);

  if (is_reached (self, guess, unit, end, time))
    {
      high = guess;
      while (high > low && is_reached (self, high - MIN (step, high - low), unit, end, time))
        {
          high -= MIN (step, high - low);
          step *= 2;
        }
      low = high - MIN (step, high - low);
    }
  else
    {
      low = guess + 1;
      while (low + step < high && !is_reached (self, low + step, unit, end, time))
        {
          low += step + 1;
          step *= 2;
        }
      high = MIN (high, low + step);
    }
  while (low < high)
    {
      uint64_t middle = low + (high - low) / 2;

      if (is_reached (self, middle, unit, end, time))
        high = middle;
      else
        low = middle + 1;
    }
  return low * unit;
}

/* First sample of the column that begins at time, or a quarter of it beside. */
static uint64_t
next_unit (const Series *self, uint64_t first, uint64_t at, uint64_t stride, uint64_t end, int64_t time, guint unit)
{
  if ((at == first || at % unit == 0) && series_group_latest (self->group, at / unit * unit) >= time)
    return at;
  return CLAMP (find_unit (self, at, stride, end, time, unit), at, end);
}

static uint64_t
next_sample (const Series *self, uint64_t at, uint64_t stride, uint64_t end, int64_t time)
{
  for (guint i = 0; i < 4; i++, at++)
    if (at == end || series_time (self, at) >= time)
      return at;
  return series_upper_bound (self, at, MIN (end, find_unit (self, at, stride, end, time, SERIES_PART)), time, TRUE);
}

/* 1: the samples themselves. */
static guint
choose_unit (uint64_t per_column)
{
  return per_column >= SNAP * SERIES_SPAN ? SERIES_SPAN : per_column >= SNAP * SERIES_PART ? SERIES_PART : 1;
}

void
series_get_columns (const Series *self, guint run, int64_t from, int64_t to, guint n, SeriesColumn *out)
{
  uint64_t first, end, at, stride, last_end = SERIES_NONE;
  guint unit;

  memset (out, 0, n * sizeof *out);
  if (n == 0 || from >= to || !series_find_range (self, run, from, to, &first, &end))
    return;
  stride = (end - first) / n;
  unit = choose_unit (stride);
  at = first;
  for (guint i = 0; i < n && at < end; i++)
    {
      uint64_t next = end;

      if (i + 1 < n)
        next = unit > 1 ? next_unit (self, first, at, stride, end, column_time (from, to, n, i + 1), unit)
                        : next_sample (self, at, stride, end, column_time (from, to, n, i + 1));
      if (next == at)
        continue;
      fill_column (self, at, next, &out[i]);
      if (out[i].filled)
        {
          out[i].joined = last_end != SERIES_NONE && (last_end == i || !series_is_broken (self, at));
          last_end = i + 1;
        }
      stride = next - at;
      at = next;
    }
}

/* --- Statistics --- */

typedef struct
{
  SeriesStatistics *out;
  double sum, rest, squares;
} Summing;

static void
take_extremes (Summing *self, double min, double max, uint64_t min_index, uint64_t max_index)
{
  if (min < self->out->min)
    {
      self->out->min = min;
      self->out->min_index = min_index;
    }
  if (max > self->out->max)
    {
      self->out->max = max;
      self->out->max_index = max_index;
    }
}

/* Kahan's. */
static void
add_sum (Summing *self, double value)
{
  double next = self->sum + (value - self->rest);

  self->rest = (next - self->sum) - (value - self->rest);
  self->sum = next;
}

static void
sum_samples (Summing *self, const Series *series, uint64_t first, uint64_t end)
{
  for (; first < end; first++)
    {
      double value;

      if (!series_get_exact (series, first, &value, NULL) || !isfinite (value))
        continue;
      self->out->n++;
      take_extremes (self, value, value, first, first);
      add_sum (self, value);
      self->squares += value * value;
    }
}

static void
sum_block (Summing *self, const Series *series, uint64_t first)
{
  const SeriesTotal *total = &series_band (series, first)->totals[first % SERIES_BAND / SERIES_BLOCK];

  if (total->n == 0)
    return;
  self->out->n += total->n;
  take_extremes (self, total->min, total->max, first + total->min_at, first + total->max_at);
  add_sum (self, total->sum);
  self->squares += total->squares;
}

void
series_get_statistics (const Series *self, int64_t from, int64_t to, SeriesStatistics *out)
{
  Summing summing = { .out = out };

  *out = (SeriesStatistics){ .min = INFINITY, .max = -INFINITY, .mean = NAN, .rms = NAN };
  for (guint run = 0; run < series_n_runs (self); run++)
    {
      uint64_t first, end, low, high;

      if (!series_find_range (self, run, from, to, &first, &end))
        continue;
      low = MIN (end, next_whole (first, SERIES_BLOCK));
      high = MAX (low, end / SERIES_BLOCK * SERIES_BLOCK);
      sum_samples (&summing, self, first, low);
      for (uint64_t block = low; block < high; block += SERIES_BLOCK)
        sum_block (&summing, self, block);
      sum_samples (&summing, self, high, end);
    }
  if (out->n > 0)
    {
      out->mean = summing.sum / (double) out->n;
      out->rms = sqrt (summing.squares / (double) out->n);
    }
}
