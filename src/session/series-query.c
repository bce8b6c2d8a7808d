/* series-query.c: what readers ask of a series.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/series-private.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

/* --- What it is --- */

const SeriesKey *
series_get_key (const Series *self)
{
  return self->key;
}

const Message *
series_get_message (const Series *self)
{
  return self->group->message;
}

const CanSignal *
series_get_signal (const Series *self)
{
  return self->signal;
}

const char *
series_get_unit (const Series *self)
{
  return self->signal != NULL ? self->signal->unit : "";
}

uint64_t
series_n (const Series *self)
{
  return atomic_load_explicit (&self->n, memory_order_acquire);
}

gboolean
series_is_complete (Series *self)
{
  uint64_t length = frame_store_length (self->group->store);

  return atomic_load_explicit (&self->group->n_rows, memory_order_acquire) >= length
         && series_n (self) >= atomic_load_explicit (&self->group->n, memory_order_acquire);
}

uint64_t
series_n_odd (const Series *self)
{
  return atomic_load_explicit (&self->n_odd, memory_order_relaxed);
}

uint64_t
series_n_absent (const Series *self)
{
  return atomic_load_explicit (&self->n_absent, memory_order_relaxed);
}

guint
series_n_runs (const Series *self)
{
  return atomic_load_explicit (&self->group->n_runs, memory_order_acquire);
}

gboolean
series_get_span (const Series *self, int64_t *first, int64_t *last)
{
  if (series_n (self) == 0)
    return FALSE;
  *first = atomic_load_explicit (&self->group->earliest, memory_order_relaxed);
  *last = atomic_load_explicit (&self->group->latest, memory_order_relaxed);
  return TRUE;
}

gboolean
series_get_range (const Series *self, double *min, double *max)
{
  float low, high;

  series_n (self);
  low = atomic_load_explicit (&self->min, memory_order_relaxed);
  high = atomic_load_explicit (&self->max, memory_order_relaxed);
  *min = (double) low;
  *max = (double) high;
  return low <= high;
}

gboolean
series_is_whole (const Series *self)
{
  const CanSignal *signal = self->signal;

  if (signal == NULL || signal->layout.kind >= SIGNAL_FLOAT)
    return FALSE;
  if (signal->n_labels > 0 || signal->layout.bits == 1)
    return TRUE;
  /* A counter is one, a speed of 16 bits in whole rpm is not. */
  return signal->factor == trunc (signal->factor) && signal->layout.bits <= 8 && *signal->unit == '\0';
}

int64_t
series_get_time_out (const Series *self)
{
  return atomic_load_explicit (&self->group->time_out, memory_order_relaxed);
}

/* --- One sample --- */

uint64_t
series_row (const Series *self, uint64_t index)
{
  return series_group_row (self->group, index);
}

int64_t
series_time (const Series *self, uint64_t index)
{
  return series_group_time (self->group, index);
}

float
series_value (const Series *self, uint64_t index)
{
  return series_band (self, index)->value[index % SERIES_BAND];
}

gboolean
series_is_absent (const Series *self, uint64_t index)
{
  return series_value_is_absent (series_value (self, index));
}

gboolean
series_get_exact (const Series *self, uint64_t index, double *value, uint64_t *bits)
{
  uint64_t row = series_row (self, index), raw;
  CanFrame frame;

  if (bits != NULL)
    *bits = 0;
  if (series_is_absent (self, index))
    return FALSE;
  if (self->signal == NULL || row < frame_store_first (self->group->store))
    {
      *value = (double) series_value (self, index);
      return TRUE;
    }
  frame_store_get (self->group->store, row, &frame);
  if (!can_signal_decode_raw (self->signal, &frame, &raw))
    return FALSE;
  *value = can_signal_physical (self->signal, raw);
  if (bits != NULL)
    *bits = raw;
  return TRUE;
}

char *
series_dup_text (const Series *self, uint64_t index)
{
  char text[SIGNAL_TEXT_MAX];
  const char *label;
  uint64_t bits;
  double value;

  if (!series_get_exact (self, index, &value, &bits))
    return g_strdup ("");
  label = self->signal != NULL ? can_signal_label (self->signal, bits) : NULL;
  if (label != NULL)
    return g_strdup (label);
  if (self->signal != NULL)
    can_signal_format_display (self->signal, bits, text);
  else
    g_ascii_formatd (text, sizeof text, "%.6g", value);
  return *text == '-' ? g_strconcat ("−", text + 1, NULL) : g_strdup (text);
}

/* --- Finding --- */

static uint64_t
run_start (const Series *self, guint run)
{
  return self->group->runs[run];
}

static uint64_t
run_end (const Series *self, guint run, uint64_t n)
{
  return run + 1 < series_n_runs (self) ? MIN (n, self->group->runs[run + 1]) : n;
}

uint64_t
series_upper_bound (const Series *self, uint64_t first, uint64_t end, int64_t time, gboolean at)
{
  uint64_t low = (first + SERIES_PART - 1) / SERIES_PART, high = (end + SERIES_PART - 1) / SERIES_PART, i;
  int64_t latest = INT64_MIN;

  /* The first part that begins behind. */
  while (low < high)
    {
      uint64_t middle = low + (high - low) / 2;
      int64_t start = series_group_latest (self->group, middle * SERIES_PART);

      if (start > time || (at && start == time))
        high = middle;
      else
        low = middle + 1;
    }
  end = MIN (end, low * SERIES_PART);
  i = low > 0 ? MAX (first, (low - 1) * SERIES_PART) : first;
  if (!atomic_load_explicit (&self->group->jitters, memory_order_relaxed))
    {
      while (i < end)
        {
          uint64_t middle = i + (end - i) / 2;
          int64_t then = series_time (self, middle);

          if (then > time || (at && then == time))
            end = middle;
          else
            i = middle + 1;
        }
      return i;
    }
  for (; i < end; i++)
    {
      latest = MAX (latest, series_time (self, i));
      if (latest > time || (at && latest == time))
        break;
    }
  return i;
}

gboolean
series_find_range (const Series *self, guint run, int64_t from, int64_t to, uint64_t *first, uint64_t *end)
{
  uint64_t n = series_n (self), start = run_start (self, run), stop = run_end (self, run, n);

  if (start >= stop)
    return FALSE;
  *first = series_upper_bound (self, start, stop, from, TRUE);
  *end = series_upper_bound (self, *first, stop, to, FALSE);
  return *first < *end;
}

uint64_t
series_count (const Series *self, int64_t from, int64_t to)
{
  uint64_t count = 0, first, end;

  for (guint run = 0; run < series_n_runs (self); run++)
    if (series_find_range (self, run, from, to, &first, &end))
      count += end - first;
  return count;
}

uint64_t
series_find (const Series *self, int64_t time)
{
  uint64_t n = series_n (self), best = SERIES_NONE;
  int64_t best_time = INT64_MIN;

  for (guint run = 0; run < series_n_runs (self); run++)
    {
      uint64_t start = run_start (self, run), end = run_end (self, run, n), at;

      if (start >= end)
        continue;
      at = series_upper_bound (self, start, end, time, FALSE);
      while (at > start && series_is_absent (self, at - 1))
        at--;
      if (at > start && series_time (self, at - 1) >= best_time)
        {
          best = at - 1;
          best_time = series_time (self, best);
        }
    }
  return best;
}

uint64_t
series_next (const Series *self, uint64_t index)
{
  uint64_t n = series_n (self);

  if (series_n_runs (self) > 1) /* by time, over the runs */
    {
      int64_t time = series_time (self, index), best_time = INT64_MAX;
      uint64_t best = SERIES_NONE;

      for (guint run = 0; run < series_n_runs (self); run++)
        {
          uint64_t end = run_end (self, run, n),
                   at = series_upper_bound (self, run_start (self, run), end, time, FALSE);

          while (at < end && series_is_absent (self, at))
            at++;
          if (at < end && series_time (self, at) < best_time)
            {
              best = at;
              best_time = series_time (self, at);
            }
        }
      return best;
    }
  for (index++; index < n; index++)
    if (!series_is_absent (self, index))
      return index;
  return SERIES_NONE;
}

uint64_t
series_previous (const Series *self, uint64_t index)
{
  if (series_n_runs (self) > 1)
    {
      int64_t time = series_time (self, index);

      return time > INT64_MIN ? series_find (self, time - 1) : SERIES_NONE;
    }
  while (index-- > 0)
    if (!series_is_absent (self, index))
      return index;
  return SERIES_NONE;
}

uint64_t
series_nearest (const Series *self, int64_t time)
{
  uint64_t before = series_find (self, time), after;

  if (before == SERIES_NONE)
    {
      for (uint64_t i = 0; i < series_n (self); i++)
        if (!series_is_absent (self, i))
          return i;
      return SERIES_NONE;
    }
  after = series_next (self, before);
  if (after != SERIES_NONE
      && can_time_since (series_time (self, after), time) < can_time_since (time, series_time (self, before)))
    return after;
  return before;
}

gboolean
series_is_broken (const Series *self, uint64_t index)
{
  SeriesGroup *group = self->group;
  int64_t time_out = series_get_time_out (self);
  guint low = 0, high = atomic_load_explicit (&group->breaks->n, memory_order_acquire), n = high;
  uint64_t before, after;

  if (index == 0
      || (time_out > 0 && can_time_since (series_time (self, index), series_time (self, index - 1)) > time_out))
    return TRUE;
  for (guint run = 1; run < series_n_runs (self); run++)
    if (group->runs[run] == index)
      return TRUE;
  before = series_row (self, index - 1);
  after = series_row (self, index);
  while (low < high) /* the first one behind the row before */
    {
      guint middle = low + (high - low) / 2;

      if (group->breaks->rows[middle] <= before)
        low = middle + 1;
      else
        high = middle;
    }
  return low < n && group->breaks->rows[low] <= after;
}
