/* plot-model-view.c: which time is shown, and the cursors in it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/plot-model-private.h"

#include "core/row-set.h"
#include "draw/plot-axis.h"
#include <math.h>

#include "base/banned.h"

#define MAX_SPAN G_GINT64_CONSTANT (3000000000000000000) /* ns, 95 years */

/* --- The trace's time --- */

/* First and last by the summaries of its chunks; without them by its rows. */
gboolean
plot_model_get_span (PlotModel *self, int64_t *first, int64_t *last)
{
  FrameStore *store = plot_model_get_store (self);
  uint64_t length = store != NULL ? frame_store_length (store) : 0;

  *first = INT64_MAX;
  *last = INT64_MIN;
  for (uint64_t row = store != NULL ? frame_store_first (store) : 0; row < length;)
    {
      uint32_t index = (uint32_t) (row / FRAME_CHUNK_ROWS), n_rows;
      const FrameChunk *chunk = frame_store_chunk (store, index, &n_rows);
      uint64_t base = (uint64_t) index * FRAME_CHUNK_ROWS;
      ChunkSummary summary;

      if (chunk == NULL)
        break;
      if (!frame_store_summary (store, index, &summary))
        {
          /* Still growing: its ends will do. */
          uint32_t end = (uint32_t) (MIN (n_rows, length - base) - 1);

          summary.earliest = MIN (chunk->time[row - base], chunk->time[end]);
          summary.latest = MAX (chunk->time[row - base], chunk->time[end]);
        }
      *first = MIN (*first, summary.earliest);
      *last = MAX (*last, summary.latest);
      row = base + FRAME_CHUNK_ROWS;
    }
  return *first <= *last;
}

void
plot_model_get_range (PlotModel *self, int64_t *from, int64_t *to)
{
  if (!self->ranged)
    {
      if (!plot_model_get_span (self, from, to))
        *from = *to = plot_model_get_origin (self);
      *to = can_time_add (*to, MAX (can_time_since (*to, *from) / 200, PLOT_MIN_SPAN));
      return;
    }
  *from = self->range.from;
  *to = self->range.to;
}

/* --- What was shown before --- */

static void
past_clear (gpointer data)
{
  g_free (((PlotPast *) data)->axes);
}

GArray *
plot_history_new (void)
{
  GArray *history = g_array_new (FALSE, FALSE, sizeof (PlotPast));

  g_array_set_clear_func (history, past_clear);
  return history;
}

static void
push (PlotModel *self, GArray *history)
{
  PlotPast past = { .ranged = self->ranged, .n_changes = self->n_changes };

  plot_model_get_range (self, &past.range.from, &past.range.to);
  past.axes = g_new (PlotAxisRange, self->signals->len + 1);
  for (guint i = 0; i < self->signals->len; i++)
    {
      const PlotSignal *signal = plot_model_signal (self, i);

      past.axes[i] = (PlotAxisRange){ signal->fixed, signal->min, signal->max };
    }
  if (history->len == PLOT_HISTORY)
    g_array_remove_index (history, 0);
  g_array_append_val (history, past);
}

void
plot_model_note (PlotModel *self)
{
  push (self, self->back);
  g_array_set_size (self->forward, 0);
}

static void
take_range (PlotModel *self, int64_t from, int64_t to)
{
  int64_t span = can_time_since (to, from);

  if (span < PLOT_MIN_SPAN)
    {
      from = can_time_add (from, -(PLOT_MIN_SPAN - span) / 2);
      span = PLOT_MIN_SPAN;
    }
  span = MIN (span, MAX_SPAN);
  from = CLAMP (from, -2 * MAX_SPAN, 2 * MAX_SPAN);
  self->range = (PlotRange){ from, from + span };
  self->ranged = TRUE;
}

void
plot_model_set_range (PlotModel *self, int64_t from, int64_t to, gboolean note)
{
  if (note)
    plot_model_note (self);
  self->follow = FALSE;
  take_range (self, from, to);
  plot_model_emit_changed (self);
}

void
plot_model_show_all (PlotModel *self)
{
  plot_model_note (self);
  self->follow = FALSE;
  self->ranged = FALSE;
  plot_model_emit_changed (self);
}

void
plot_model_zoom (PlotModel *self, int64_t center, double factor)
{
  int64_t from, to;
  double before, after, span;

  plot_model_get_range (self, &from, &to);
  span = (double) can_time_since (to, from);
  if (self->follow) /* nearer to now */
    {
      self->window = (int64_t) CLAMP (span * factor, 1e6, 1e15);
      plot_model_update_follow (self);
      plot_model_emit_changed (self);
      return;
    }
  before = (double) can_time_since (center, from);
  after = span - before;
  if (span * factor > (double) MAX_SPAN)
    return;
  plot_model_set_range (self, can_time_add (center, -(int64_t) (before * factor)),
                        can_time_add (center, (int64_t) (after * factor)), TRUE);
}

void
plot_model_pan (PlotModel *self, int64_t by)
{
  int64_t from, to;

  plot_model_get_range (self, &from, &to);
  plot_model_set_range (self, can_time_add (from, by), can_time_add (to, by), FALSE);
}

void
plot_model_reveal (PlotModel *self, int64_t time)
{
  int64_t from, to;

  plot_model_get_range (self, &from, &to);
  if (time < from || time > to)
    plot_model_set_range (self, can_time_add (time, -(to - from) / 2), can_time_add (time, (to - from) / 2), TRUE);
}

void
plot_model_fit_values (PlotModel *self, gboolean all)
{
  int64_t from, to;

  plot_model_get_range (self, &from, &to);
  for (guint i = 0; i < self->signals->len; i++)
    {
      PlotSignal *signal = plot_model_signal (self, i);

      signal->fixed = !all && signal->series != NULL
                      && series_get_range_between (signal->series, from, to, &signal->min, &signal->max);
      if (signal->fixed)
        plot_axis_widen (&signal->min, &signal->max);
    }
  plot_model_emit_changed (self);
}

static gboolean
go (PlotModel *self, GArray *out_of, GArray *into)
{
  const PlotPast *past;

  if (out_of->len == 0)
    return FALSE;
  push (self, into);
  past = &g_array_index (out_of, PlotPast, out_of->len - 1);
  self->follow = FALSE;
  take_range (self, past->range.from, past->range.to);
  self->ranged = past->ranged;
  for (guint i = 0; past->n_changes == self->n_changes && i < self->signals->len; i++)
    {
      PlotSignal *signal = plot_model_signal (self, i);

      signal->fixed = past->axes[i].fixed;
      signal->min = past->axes[i].min;
      signal->max = past->axes[i].max;
    }
  g_array_set_size (out_of, out_of->len - 1);
  plot_model_emit_changed (self);
  return TRUE;
}

gboolean
plot_model_back (PlotModel *self)
{
  return go (self, self->back, self->forward);
}

gboolean
plot_model_forward (PlotModel *self)
{
  return go (self, self->forward, self->back);
}

gboolean
plot_model_can_go (PlotModel *self, gboolean back)
{
  return (back ? self->back : self->forward)->len > 0;
}

/* --- Live --- */

void
plot_model_update_follow (PlotModel *self)
{
  int64_t first, last;

  if (!self->follow || self->paused || !plot_model_get_span (self, &first, &last))
    return;
  take_range (self, can_time_add (last, -self->window), last);
}

void
plot_model_set_follow (PlotModel *self, gboolean follow)
{
  int64_t from, to;

  if (follow == self->follow)
    return;
  plot_model_get_range (self, &from, &to);
  if (follow && self->ranged)
    self->window = MAX (to - from, 1000000);
  self->follow = follow;
  plot_model_update_follow (self);
  plot_model_emit_changed (self);
}

gboolean
plot_model_get_follow (PlotModel *self)
{
  return self->follow;
}

void
plot_model_set_paused (PlotModel *self, gboolean paused)
{
  if (paused && !self->ranged) /* what is shown stays */
    {
      int64_t from, to;

      plot_model_get_range (self, &from, &to);
      take_range (self, from, to);
    }
  self->paused = paused;
  plot_model_update_follow (self);
  plot_model_emit_changed (self);
}

gboolean
plot_model_get_paused (PlotModel *self)
{
  return self->paused;
}

/* --- Cursors --- */

int64_t
plot_model_get_cursor (PlotModel *self, guint cursor)
{
  return self->cursors[cursor];
}

void
plot_model_set_cursor (PlotModel *self, guint cursor, int64_t time)
{
  self->cursors[cursor] = time;
  plot_model_emit_over_changed (self);
}

static gboolean
takes_part (PlotModel *self, guint index)
{
  const PlotSignal *signal = plot_model_signal (self, index);

  return signal->series != NULL && plot_signal_is_shown (signal)
         && (self->chosen_signal < 0 || self->chosen_signal == (int) index);
}

void
plot_model_step_cursor (PlotModel *self, guint cursor, gboolean back)
{
  int64_t from = self->cursors[cursor], best = PLOT_NO_TIME;

  if (from == PLOT_NO_TIME)
    return;
  for (guint i = 0; i < self->signals->len; i++)
    {
      Series *series = plot_model_signal (self, i)->series;
      uint64_t index;
      int64_t time;

      if (!takes_part (self, i))
        continue;
      index = series_find (series, back ? from - 1 : from);
      if (!back)
        index = index != SERIES_NONE ? series_next (series, index) : series_nearest (series, from);
      if (index == SERIES_NONE)
        continue;
      time = series_time (series, index);
      if (back ? time < from && (best == PLOT_NO_TIME || time > best)
               : time > from && (best == PLOT_NO_TIME || time < best))
        best = time;
    }
  if (best == PLOT_NO_TIME)
    return;
  self->cursors[cursor] = best;
  plot_model_reveal (self, best);
  plot_model_emit_over_changed (self);
}

static Series *
nearest (PlotModel *self, int64_t time, uint64_t *index)
{
  Series *best = NULL;
  int64_t least = INT64_MAX;

  for (guint i = 0; i < self->signals->len; i++)
    {
      Series *series = plot_model_signal (self, i)->series;
      uint64_t at = series != NULL && plot_signal_is_shown (plot_model_signal (self, i)) ? series_nearest (series, time)
                                                                                         : SERIES_NONE;
      int64_t distance = at != SERIES_NONE ? can_time_since (series_time (series, at), time) : 0;

      if (distance == INT64_MIN)
        distance++;
      if (at != SERIES_NONE && ABS (distance) < least)
        {
          least = ABS (distance);
          best = series;
          *index = at;
        }
    }
  return best;
}

int64_t
plot_model_snap (PlotModel *self, int64_t time, int64_t within)
{
  uint64_t index;
  Series *series = nearest (self, time, &index);
  int64_t distance = series != NULL ? can_time_since (series_time (series, index), time) : INT64_MAX;

  return distance >= -within && distance <= within ? series_time (series, index) : time;
}

uint64_t
plot_model_row_at (PlotModel *self, int64_t time)
{
  uint64_t index;
  Series *series = nearest (self, time, &index);

  return series != NULL ? series_row (series, index) : ROW_NONE;
}
