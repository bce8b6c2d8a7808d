/* plot-model-picture.c: from samples to a picture.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/plot-model-private.h"

#include "base/i18n.h"
#include "draw/plot-axis.h"
#include <math.h>
#include <string.h>

#include "base/banned.h"

#define MAX_GAPS 64u
#define N_NUMBERS 16  /* on an axis, beside the texts of a table */
#define MIN_DOT 7.0   /* px between dots */
#define MAX_XY 20000u /* points */

gpointer
plot_keep (PlotModel *self, gpointer memory)
{
  g_ptr_array_add (self->scratch, memory);
  return memory;
}

/* --- Axes --- */

/* Numbers on the axis from low to high, both excluded, where no text is near. */
static void
add_numbers (PlotModel *self, PlotAxis *axis, PlotLabel *labels, double low, double high, double step)
{
  guint n = 0;

  for (double at = ceil (low / step + 0.5); at * step <= high - step / 2 && n < N_NUMBERS; at++, n++)
    {
      PlotLabel label = { at * step, plot_keep (self, plot_axis_text (at * step, step)) };

      if (label.value >= axis->min && label.value <= axis->max)
        labels[axis->n_labels++] = label;
    }
}

/* Texts of the table, and numbers below and above it. */
static void
add_labels (PlotModel *self, const CanSignal *signal, PlotAxis *axis)
{
  double lowest = INFINITY, highest = -INFINITY, step;
  PlotLabel *labels;

  if (signal == NULL || signal->n_labels == 0)
    return;
  for (guint i = 0; i < signal->n_labels; i++)
    {
      double value = (double) signal->labels[i].raw * signal->factor + signal->offset;

      lowest = MIN (lowest, value);
      highest = MAX (highest, value);
    }
  step = MAX (plot_axis_step (axis->max - axis->min, 6), fabs (signal->factor));
  labels = plot_keep (self, g_new (PlotLabel, signal->n_labels + 2 * N_NUMBERS));
  add_numbers (self, axis, labels, axis->min - step, MIN (lowest, axis->max + step), step);
  for (guint i = 0; i < signal->n_labels; i++)
    {
      PlotLabel label = { (double) signal->labels[i].raw * signal->factor + signal->offset, signal->labels[i].text };

      /* Tables of thousands, of which few are seen. */
      if (label.value >= axis->min && label.value <= axis->max)
        labels[axis->n_labels++] = label;
    }
  add_numbers (self, axis, labels, MAX (highest, axis->min - step), axis->max + step, step);
  axis->labels = labels;
}

static gboolean
wanted_range (const PlotSignal *signal, double *min, double *max)
{
  if (signal->fixed)
    {
      *min = signal->min;
      *max = signal->max;
      return TRUE;
    }
  return signal->series != NULL && series_get_range (signal->series, min, max);
}

/* Signals of one unit share an axis when they lie over each other. */
static gboolean
shares_axis (const PlotSignal *a, const PlotSignal *b)
{
  const char *unit = a->series != NULL ? series_get_unit (a->series) : "";

  return !a->own_axis && !b->own_axis && *unit != '\0' && b->series != NULL
         && g_str_equal (unit, series_get_unit (b->series))
         && series_is_whole (a->series) == series_is_whole (b->series);
}

void
plot_fill_axis (PlotModel *self, const PlotSignal *signal, PlotAxis *axis)
{
  const CanSignal *of = signal->series != NULL ? series_get_signal (signal->series) : NULL;
  gboolean known = wanted_range (signal, &axis->min, &axis->max);

  if (!known && of != NULL && of->maximum > of->minimum)
    {
      axis->min = of->minimum;
      axis->max = of->maximum;
    }
  else if (!known)
    {
      axis->min = 0;
      axis->max = 1;
    }
  if (!signal->fixed)
    {
      if (of != NULL && of->n_labels > 0 && known && axis->max - axis->min < 64)
        {
          axis->min -= 0.3 * fabs (of->factor);
          axis->max += 0.3 * fabs (of->factor);
        }
      else
        plot_axis_widen (&axis->min, &axis->max);
    }
  add_labels (self, of, axis);
}

static guint
add_axis (PlotModel *self, PlotPicture *picture, const PlotSignal *signal, guint pane, const DrawColor *color)
{
  PlotAxis axis = { .pane = pane, .color = *color };

  plot_fill_axis (self, signal, &axis);
  g_array_append_val (picture->axes, axis);
  return picture->axes->len - 1;
}

static guint
ensure_axis (PlotModel *self, PlotPicture *picture, guint index, const DrawColor *color)
{
  PlotSignal *signal = plot_model_signal (self, index);
  guint line = 0;

  if (self->mode == PLOT_STACKED && picture->n_panes < PLOT_MAX_PANES)
    return add_axis (self, picture, signal, picture->n_panes++, color);
  for (guint i = 0; self->mode == PLOT_OVERLAID && i < index; i++)
    {
      PlotSignal *other = plot_model_signal (self, i);
      PlotAxis *axis;
      double min, max;

      if (!plot_signal_is_line (other))
        continue;
      if (!shares_axis (signal, other))
        {
          line++;
          continue;
        }
      axis = plot_picture_axis (picture, plot_picture_line (picture, line)->axis);
      if (!signal->fixed && !other->fixed && wanted_range (signal, &min, &max))
        {
          plot_axis_widen (&min, &max);
          axis->min = MIN (axis->min, min);
          axis->max = MAX (axis->max, max);
        }
      return plot_picture_line (picture, line)->axis;
    }
  picture->n_panes = MAX (picture->n_panes, 1);
  return add_axis (self, picture, signal, picture->n_panes - 1, color);
}

/* --- What is missing --- */

static char *
dup_id_words (const Series *series)
{
  const Message *message = series_get_message (series);
  const SeriesKey *key = series_get_key (series);
  uint32_t id = key->id != 0 ? key->id : message->id;

  return g_strdup_printf (can_id_is_extended (id) ? "0x%08X" : "0x%03X", can_id_number (id));
}

char *
plot_dup_missing (PlotModel *self, const PlotSignal *signal, int64_t from, int64_t to)
{
  Series *series = signal->series;
  const char *channel = signal->key->channel;
  g_autofree char *id = NULL, *where = NULL, *start = NULL, *end = NULL;
  int64_t origin = plot_model_get_origin (self), step = plot_axis_time_step (to - from, 10), first, last;
  double low, high;

  if (series == NULL)
    return signal->problem != NULL ? g_strdup (signal->problem) : g_strdup (_ ("no trace is open"));
  if (series_count (series, from, to) > 0)
    {
      uint64_t at = series_find (series, to);

      if (at == SERIES_NONE && series_n_absent (series) == series_n (series))
        return g_strdup_printf (_ ("the frames are too short for %s"), signal->name);
      if (series_n_odd (series) > 0 && !series_get_range_between (series, from, to, &low, &high))
        return g_strdup (_ ("no value in this range is a finite number"));
      return NULL;
    }
  if (!series_is_complete (series))
    return g_strdup (_ ("being read"));
  if (series_get_message (series) == NULL)
    return g_strdup (_ ("its signals have no values in this range"));
  id = dup_id_words (series);
  where = channel != NULL ? g_strdup_printf (_ (" on channel %s"), channel) : g_strdup ("");
  if (series_get_signal (series)->mux_parent >= 0 && series_n (series) == 0)
    return g_strdup_printf (_ ("no frame of %s%s selects %s"), id, where, signal->name);
  if (!series_get_span (series, &first, &last))
    return g_strdup_printf (_ ("no frame of %s%s in this trace"), id, where);
  start = plot_axis_time_text (first - origin, step);
  end = plot_axis_time_text (last - origin, step);
  if (first > to)
    return g_strdup_printf (_ ("no frame of %s%s in this range; it was seen from %s on"), id, where, start);
  if (last < from)
    return g_strdup_printf (_ ("no frame of %s%s in this range; it was seen until %s"), id, where, end);
  return g_strdup_printf (_ ("no frame of %s%s in this range"), id, where);
}

/* --- Lines --- */

static void
add_gap (GArray *gaps, const PlotPicture *picture, int64_t from, int64_t to)
{
  PlotSpan gap = { from, to };

  if (gaps->len < MAX_GAPS && plot_picture_x (picture, to) - plot_picture_x (picture, from) >= 6)
    g_array_append_val (gaps, gap);
}

static PlotPiece
points_of_run (PlotModel *self, const Series *series, guint run, const PlotPicture *picture, GArray *gaps)
{
  PlotPiece piece = { 0 };
  int64_t time_out = series_get_time_out (series);
  uint64_t n = series_n (series), first = 0, end = 0;

  if (!series_find_range (series, run, picture->from, picture->to, &first, &end))
    {
      /* What holds on over all of the picture. */
      uint64_t before = series_n_runs (series) == 1 ? series_find (series, picture->from) : SERIES_NONE;

      if (before == SERIES_NONE)
        return piece;
      first = end = before + 1;
    }
  first = first > 0 ? first - 1 : 0; /* lines from and to outside */
  end = MIN (end + 1, n);
  piece.points = g_new (PlotPoint, end - first);
  piece.dots = self->dots && (double) (end - first) * MIN_DOT < picture->panes[0].width;
  for (uint64_t i = first; i < end; i++)
    {
      PlotPoint *point = &piece.points[piece.n_points++];

      *point = (PlotPoint){ series_time (series, i), series_value (series, i), FALSE };
      if (i == first)
        continue;
      point->joined = !series_is_broken (series, i);
      if (!point->joined && time_out > 0 && point->time - point[-1].time > time_out)
        add_gap (gaps, picture, point[-1].time, point->time);
    }
  return piece;
}

static PlotPiece
columns_of_run (PlotModel *self, const Series *series, guint run, const PlotPicture *picture, GArray *gaps)
{
  guint n = (guint) picture->panes[0].width, last = G_MAXUINT;
  g_autofree SeriesColumn *columns = g_new (SeriesColumn, n);
  PlotPiece piece = { .n_columns = n, .columns = g_new (PlotColumn, n) };
  double span = (double) (picture->to - picture->from);

  plot_columns_get (self, series, run, picture, n, columns);
  for (guint i = 0; i < n; i++)
    {
      const SeriesColumn *from = &columns[i];

      piece.columns[i] = (PlotColumn){ from->min, from->max, from->first, from->last, from->filled, from->joined };
      if (!from->filled)
        continue;
      if (last != G_MAXUINT && !from->joined && i > last + 1)
        add_gap (gaps, picture, picture->from + (int64_t) ((last + 1) * span / n),
                 picture->from + (int64_t) (i * span / n));
      last = i;
    }
  return piece;
}

static void
fill_line (PlotModel *self, const PlotSignal *signal, PlotPicture *picture, PlotLine *line)
{
  Series *series = signal->series;
  GArray *gaps = g_array_new (FALSE, FALSE, sizeof (PlotSpan));

  line->missing = plot_keep (self, plot_dup_missing (self, signal, picture->from, picture->to));
  if (series != NULL)
    {
      gboolean dense = series_count (series, picture->from, picture->to) > (uint64_t) (2 * picture->panes[0].width);

      for (guint run = 0; run < series_n_runs (series); run++)
        {
          PlotPiece piece = dense ? columns_of_run (self, series, run, picture, gaps)
                                  : points_of_run (self, series, run, picture, gaps);

          g_array_append_val (line->pieces, piece);
        }
    }
  line->n_gaps = gaps->len;
  line->gaps = plot_keep (self, g_array_free (gaps, FALSE));
}

static void
fill_cursors (PlotModel *self, const PlotSignal *signal, PlotLine *line)
{
  for (guint cursor = 0; cursor < 2; cursor++)
    {
      uint64_t index = signal->series != NULL && self->cursors[cursor] != PLOT_NO_TIME
                           ? series_find (signal->series, self->cursors[cursor])
                           : SERIES_NONE;

      line->cursor_text[cursor] = NULL;
      if (index == SERIES_NONE || !series_get_exact (signal->series, index, &line->cursor_value[cursor], NULL))
        continue;
      line->cursor_text[cursor] = series_dup_text (signal->series, index);
      g_ptr_array_add (self->over, (gpointer) line->cursor_text[cursor]);
    }
}

static void
add_line (PlotModel *self, PlotPicture *picture, guint index, const DrawLook *look)
{
  PlotSignal *signal = plot_model_signal (self, index);
  PlotLine line = { .name = signal->name, .width = signal->width, .dash = signal->color / N_PLOT_COLORS % 3 };

  line.unit = signal->series != NULL ? series_get_unit (signal->series) : "";
  line.color = look->plot[signal->color % N_PLOT_COLORS];
  line.chosen = self->chosen_signal == (int) index;
  line.stepped = signal->style == PLOT_STYLE_STEPPED
                 || (signal->style == PLOT_STYLE_AUTO && signal->series != NULL && series_is_whole (signal->series));
  line.axis = ensure_axis (self, picture, index, &line.color);
  line.pieces = g_array_new (FALSE, FALSE, sizeof (PlotPiece));
  g_array_append_val (picture->lines, line);
}

/* --- One against the other --- */

static void
fill_pair (const PlotSignal *x, const PlotSignal *y, const PlotPicture *picture, PlotLine *x_line, PlotLine *y_line)
{
  PlotPiece xs = { 0 }, ys = { 0 };
  uint64_t n = x->series != NULL && y->series != NULL ? series_count (y->series, picture->from, picture->to) : 0;
  uint64_t every = n / MAX_XY + 1;

  xs.points = g_new (PlotPoint, n / every + 1);
  ys.points = g_new (PlotPoint, n / every + 1);
  for (guint run = 0; n > 0 && run < series_n_runs (y->series); run++)
    {
      uint64_t first, end;

      if (!series_find_range (y->series, run, picture->from, picture->to, &first, &end))
        continue;
      for (; first < end && ys.n_points <= n / every; first += every)
        {
          int64_t time = series_time (y->series, first);
          uint64_t at = series_find (x->series, time);

          if (at == SERIES_NONE)
            continue;
          ys.points[ys.n_points++] = (PlotPoint){ time, series_value (y->series, first), FALSE };
          xs.points[xs.n_points++] = (PlotPoint){ time, series_value (x->series, at), FALSE };
        }
    }
  g_array_append_val (x_line->pieces, xs);
  g_array_append_val (y_line->pieces, ys);
}

static void
fill_xy (PlotModel *self, PlotPicture *picture, const PlotSignal **shown)
{
  g_autofree char *title = NULL;
  const char *unit = shown[0]->series != NULL ? series_get_unit (shown[0]->series) : "";

  picture->xy = TRUE;
  if (!wanted_range (shown[0], &picture->x_min, &picture->x_max))
    picture->x_max = 1;
  plot_axis_widen (&picture->x_min, &picture->x_max);
  picture->x_title = plot_keep (self, g_strdup_printf ("%s  %s", shown[0]->name, unit));
  for (guint i = 1; i < picture->lines->len; i++)
    fill_pair (shown[0], shown[i], picture, plot_picture_line (picture, 0), plot_picture_line (picture, i));
}

/* --- Public --- */

static guint
find_lines (PlotModel *self, const PlotSignal **lines)
{
  guint n = 0;

  for (guint i = 0; i < self->signals->len; i++)
    if (plot_signal_is_line (plot_model_signal (self, i)))
      lines[n++] = plot_model_signal (self, i);
  return n;
}

/* What changes while the rest stays. */
static void
fill_over (PlotModel *self, PlotPicture *picture, const PlotSignal **lines)
{
  g_ptr_array_set_size (self->over, 0);
  picture->chosen = self->chosen;
  g_array_set_size (picture->marks, 0);
  g_array_append_vals (picture->marks, self->marks->data, self->marks->len);
  for (guint i = 0; i < 2; i++)
    picture->cursors[i] = self->cursors[i];
  plot_dials_fill_values (self, picture);
  for (guint i = 0; i < picture->lines->len && !picture->xy; i++)
    fill_cursors (self, lines[i], plot_picture_line (picture, i));
}

static void
fill_lines (PlotModel *self, PlotPicture *picture, const PlotSignal **lines, const DrawLook *look, double width,
            double height)
{
  for (guint i = 0; i < self->signals->len; i++)
    if (plot_signal_is_line (plot_model_signal (self, i)))
      add_line (self, picture, i, look);
  if (self->mode == PLOT_XY && picture->lines->len < 2)
    {
      picture->empty = _ ("For a plot of signals against each other add two: the first one is the horizontal axis");
      for (guint i = 0; i < picture->lines->len; i++)
        g_array_unref (plot_picture_line (picture, i)->pieces);
      g_array_set_size (picture->lines, 0);
    }
  picture->xy = self->mode == PLOT_XY && picture->lines->len > 0;
  if (picture->xy) /* its axis is the horizontal one */
    plot_picture_axis (picture, 0)->pane = PLOT_MAX_PANES;
  plot_dials_add (self, picture, look);
  plot_picture_place (picture, look, width, height);
  if (!picture->xy)
    plot_columns_snap (self, picture);
  if (picture->xy)
    fill_xy (self, picture, lines);
  else
    for (guint i = 0; i < picture->lines->len; i++)
      fill_line (self, lines[i], picture, plot_picture_line (picture, i));
}

static PlotPicture *
make_picture (PlotModel *self, const PlotSignal **lines, const DrawLook *look, double width, double height)
{
  PlotPicture *picture = plot_picture_new ();

  g_ptr_array_set_size (self->scratch, 0);
  plot_model_get_range (self, &picture->from, &picture->to);
  picture->origin = plot_model_get_origin (self);
  picture->no_grid = self->no_grid;
  picture->empty = self->signals->len > 0
                       ? _ ("All signals are hidden")
                       : _ ("No signals yet: add one, drag one here, or choose one among a frame's fields and plot it");
  fill_lines (self, picture, lines, look, width, height);
  return picture;
}

static PlotState
find_state (PlotModel *self, const DrawLook *look, double width, double height)
{
  PlotState state = { .revision = self->revision, .width = width, .height = height, .complete = TRUE };

  state.font = pango_context_get_serial (look->context);
  plot_model_get_range (self, &state.range.from, &state.range.to);
  for (guint i = 0; i < self->signals->len; i++)
    {
      Series *series = plot_model_signal (self, i)->series;

      if (series == NULL)
        continue;
      state.samples += series_n (series);
      state.complete = state.complete && series_is_complete (series);
    }
  return state;
}

/* Member by member: between them lie bytes of no value. */
static gboolean
same_state (const PlotState *a, const PlotState *b)
{
  return a->revision == b->revision && a->samples == b->samples && a->range.from == b->range.from
         && a->range.to == b->range.to && fabs (a->width - b->width) < 0.01 && fabs (a->height - b->height) < 0.01
         && a->font == b->font && a->complete == b->complete;
}

static gboolean
same_look (const DrawLook *a, const DrawLook *b)
{
  return a->context == b->context && a->dark == b->dark && memcmp (a->plot, b->plot, sizeof a->plot) == 0;
}

PlotPicture *
plot_model_get_picture (PlotModel *self, const DrawLook *look, double width, double height)
{
  g_autofree const PlotSignal **lines = g_new0 (const PlotSignal *, self->signals->len + 1);
  PlotState state = find_state (self, look, width, height);

  find_lines (self, lines);
  if (self->picture == NULL || !same_state (&state, &self->picture_state) || !same_look (look, &self->picture_look))
    {
      static uint64_t serial;

      plot_picture_free (self->picture);
      self->picture = make_picture (self, lines, look, width, height);
      self->picture->serial = ++serial;
      self->picture_state = state;
      self->picture_look = *look;
    }
  fill_over (self, self->picture, lines);
  return self->picture;
}

int
plot_model_signal_of_pane (PlotModel *self, guint pane)
{
  guint shown = 0;

  if (self->mode != PLOT_STACKED && self->chosen_signal >= 0)
    return self->chosen_signal;
  for (guint i = 0; i < self->signals->len; i++)
    if (plot_signal_is_line (plot_model_signal (self, i)) && shown++ == (self->mode == PLOT_STACKED ? pane : 0))
      return (int) i;
  return -1;
}
