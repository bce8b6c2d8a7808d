/* plot-model.c: the signals of a plot and where their values come from.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/plot-model-private.h"

#include "core/row-set.h"
#include <math.h>
#include <string.h>

#include "base/banned.h"

/* What comes live is shown when the session says that it has grown: in one picture of the window with its rows. Only
 * where nothing more comes for so long it is shown by itself. */
#define SLACK_MS 60

G_DEFINE_FINAL_TYPE (PlotModel, plot_model, G_TYPE_OBJECT)

guint plot_model_changes[PLOT_N_CHANGES];

static void
signal_free (gpointer data)
{
  PlotSignal *self = data;

  series_key_free (self->key);
  series_unref (self->series);
  g_free (self->name);
  g_free (self->problem);
  g_free (self);
}

void
plot_model_emit_over_changed (PlotModel *self)
{
  g_signal_emit (self, plot_model_changes[PLOT_CHANGED], 0);
}

void
plot_model_emit_changed (PlotModel *self)
{
  self->revision++;
  g_signal_emit (self, plot_model_changes[PLOT_CHANGED], 0);
}

PlotSignal *
plot_model_signal (PlotModel *self, guint index)
{
  g_assert (index < self->signals->len);
  return self->signals->pdata[index];
}

gboolean
plot_signal_is_shown (const PlotSignal *self)
{
  return !self->hidden;
}

/* --- Source --- */

static gboolean
take_samples (gpointer data)
{
  PlotModel *self = data;

  self->pace_id = 0;
  self->ticked = g_get_monotonic_time ();
  plot_model_update_follow (self);
  if (!self->paused)
    plot_model_emit_changed (self);
  return G_SOURCE_REMOVE;
}

static void
on_tick (gpointer data)
{
  PlotModel *self = data;
  int64_t left = self->ticked + self->pace - g_get_monotonic_time ();

  if (self->pace_id != 0)
    return;
  if (left <= 0 && !self->follow)
    take_samples (self);
  else
    self->pace_id = g_timeout_add ((guint) CLAMP (left / 1000 + 1, 0, 1000) + SLACK_MS, take_samples, self);
}

void
plot_model_set_pace (PlotModel *self, int64_t pace)
{
  self->pace = pace;
}

/* Short where that is enough to tell it from the others. */
static void
name_signal (PlotModel *self, PlotSignal *signal)
{
  guint same = 0, same_message = 0;

  for (guint i = 0; i < self->signals->len; i++)
    {
      const SeriesKey *key = plot_model_signal (self, i)->key;

      if (g_str_equal (key->signal, signal->key->signal))
        {
          same++;
          same_message += g_strcmp0 (key->message, signal->key->message) == 0;
        }
    }
  g_free (signal->name);
  if (*signal->key->signal == '=')
    signal->name = g_strdup (g_strchug (signal->key->signal + 1));
  else if (same_message > 1 && signal->key->id != 0)
    signal->name = g_strdup_printf ("%s (%08X)", signal->key->signal, signal->key->id & CAN_ID_MASK_EXTENDED);
  else if (same_message > 1 && signal->key->channel != NULL)
    signal->name = g_strdup_printf ("%s (%s)", signal->key->signal, signal->key->channel);
  else if (same > 1 && signal->key->message != NULL)
    signal->name = g_strdup_printf ("%s.%s", signal->key->message, signal->key->signal);
  else
    signal->name = g_strdup (signal->key->signal);
}

static void
signals_changed (PlotModel *self)
{
  self->n_changes++;
  plot_columns_forget (self);
  for (guint i = 0; i < self->signals->len; i++)
    name_signal (self, plot_model_signal (self, i));
  g_signal_emit (self, plot_model_changes[PLOT_SIGNALS_CHANGED], 0);
  plot_model_emit_changed (self);
}

static void
find_series (PlotModel *self, PlotSignal *signal)
{
  g_clear_pointer (&signal->series, series_unref);
  g_clear_pointer (&signal->problem, g_free);
  if (self->set != NULL)
    signal->series = series_set_add (self->set, signal->key, &signal->problem);
}

void
plot_model_set_source (PlotModel *self, FrameStore *store, const DatabaseSet *databases)
{
  gboolean other = self->set == NULL || series_set_get_store (self->set) != store;

  g_clear_pointer (&self->picture, plot_picture_free);
  g_clear_pointer (&self->set, series_set_stop);
  database_set_unref (self->databases);
  self->databases = database_set_ref (databases);
  if (store != NULL)
    self->set = series_set_new (store, databases, self->tick);
  for (guint i = 0; i < self->signals->len; i++)
    find_series (self, plot_model_signal (self, i));
  if (other) /* other times */
    {
      self->ranged = FALSE;
      g_array_set_size (self->back, 0);
      g_array_set_size (self->forward, 0);
      self->cursors[0] = self->cursors[1] = self->chosen = PLOT_NO_TIME;
      g_array_set_size (self->marks, 0);
    }
  signals_changed (self);
}

void
plot_model_poke (PlotModel *self)
{
  if (self->set == NULL)
    return;
  series_set_poke (self->set);
  if (!self->follow)
    return;
  if (self->ticked + self->pace > g_get_monotonic_time ())
    {
      tick_request (self->tick);
      return;
    }
  g_clear_handle_id (&self->pace_id, g_source_remove);
  take_samples (self);
}

void
plot_model_wait (PlotModel *self)
{
  if (self->set != NULL)
    series_set_wait (self->set);
}

FrameStore *
plot_model_get_store (PlotModel *self)
{
  return self->set != NULL ? series_set_get_store (self->set) : NULL;
}

double
plot_model_get_progress (PlotModel *self)
{
  return self->set != NULL ? series_set_get_progress (self->set) : 1;
}

int64_t
plot_model_get_origin (PlotModel *self)
{
  FrameStore *store = plot_model_get_store (self);
  int64_t start = 0;

  if (store != NULL && !trace_info_get_start (frame_store_get_info (store), &start) && frame_store_length (store) > 0)
    {
      CanFrame frame;

      frame_store_get (store, frame_store_first (store), &frame);
      start = frame.time;
    }
  return start;
}

/* --- Signals --- */

guint
plot_model_n_signals (PlotModel *self)
{
  return self->signals->len;
}

const PlotSignal *
plot_model_get_signal (PlotModel *self, guint index)
{
  return plot_model_signal (self, index);
}

static guint
free_color (PlotModel *self)
{
  for (guint color = 0;; color++)
    {
      gboolean used = FALSE;

      for (guint i = 0; i < self->signals->len && !used; i++)
        used = plot_model_signal (self, i)->color == color;
      if (!used)
        return color;
    }
}

guint
plot_model_add (PlotModel *self, const SeriesKey *key)
{
  PlotSignal *signal;

  for (guint i = 0; i < self->signals->len; i++)
    if (series_key_equal (plot_model_signal (self, i)->key, key))
      return i;
  if (self->signals->len >= PLOT_MAX_SIGNALS)
    return PLOT_MAX_SIGNALS;
  signal = g_new0 (PlotSignal, 1);
  signal->key = series_key_copy (key);
  signal->color = free_color (self);
  signal->width = 1.5;
  g_ptr_array_add (self->signals, signal);
  find_series (self, signal);
  signals_changed (self);
  return self->signals->len - 1;
}

void
plot_model_remove (PlotModel *self, guint index)
{
  PlotSignal *signal = plot_model_signal (self, index);

  g_clear_pointer (&self->picture, plot_picture_free);
  if (signal->series != NULL)
    series_set_remove (self->set, signal->series);
  g_ptr_array_remove_index (self->signals, index);
  self->chosen_signal = -1;
  signals_changed (self);
}

void
plot_model_clear (PlotModel *self)
{
  while (self->signals->len > 0)
    plot_model_remove (self, self->signals->len - 1);
}

void
plot_model_move (PlotModel *self, guint from, guint to)
{
  gpointer signal;

  g_return_if_fail (from < self->signals->len && to < self->signals->len);
  if (from == to)
    return;
  signal = g_ptr_array_steal_index (self->signals, from);
  g_ptr_array_insert (self->signals, (int) to, signal);
  if (self->chosen_signal == (int) from)
    self->chosen_signal = (int) to;
  signals_changed (self);
}

void
plot_model_set_color (PlotModel *self, guint index, guint color)
{
  plot_model_signal (self, index)->color = color;
  plot_model_emit_changed (self);
}

void
plot_model_set_width (PlotModel *self, guint index, double width)
{
  plot_model_signal (self, index)->width = CLAMP (width, 0.5, 8);
  plot_model_emit_changed (self);
}

void
plot_model_set_style (PlotModel *self, guint index, PlotStyle style)
{
  plot_model_signal (self, index)->style = style;
  plot_model_emit_changed (self);
}

void
plot_model_set_kind (PlotModel *self, guint index, PlotKind kind)
{
  plot_model_signal (self, index)->kind = kind;
  plot_model_emit_changed (self);
}

void
plot_model_set_hidden (PlotModel *self, guint index, gboolean hidden)
{
  plot_model_signal (self, index)->hidden = hidden;
  plot_model_emit_changed (self);
}

void
plot_model_set_own_axis (PlotModel *self, guint index, gboolean own)
{
  plot_model_signal (self, index)->own_axis = own;
  plot_model_emit_changed (self);
}

void
plot_model_set_chosen_signal (PlotModel *self, int index)
{
  if (self->chosen_signal == index)
    return;
  self->chosen_signal = index;
  plot_model_emit_changed (self);
}

void
plot_model_set_axis (PlotModel *self, guint index, double min, double max)
{
  PlotSignal *signal = plot_model_signal (self, index);

  signal->fixed = isfinite (min) && isfinite (max) && min < max;
  if (signal->fixed)
    {
      signal->min = min;
      signal->max = max;
    }
  plot_model_emit_changed (self);
}

PlotMode
plot_model_get_mode (PlotModel *self)
{
  return self->mode;
}

void
plot_model_set_mode (PlotModel *self, PlotMode mode)
{
  self->mode = mode;
  plot_model_emit_changed (self);
}

void
plot_model_set_grid (PlotModel *self, gboolean grid)
{
  self->no_grid = !grid;
  plot_model_emit_changed (self);
}

gboolean
plot_model_get_grid (PlotModel *self)
{
  return !self->no_grid;
}

void
plot_model_set_dots (PlotModel *self, gboolean dots)
{
  self->dots = dots;
  plot_model_emit_changed (self);
}

gboolean
plot_model_get_dots (PlotModel *self)
{
  return self->dots;
}

/* --- Marks --- */

void
plot_model_set_chosen (PlotModel *self, int64_t time)
{
  if (self->chosen == time)
    return;
  self->chosen = time;
  plot_model_emit_over_changed (self);
}

void
plot_model_set_marks (PlotModel *self, const int64_t *times, const char *const *texts, guint n)
{
  g_array_set_size (self->marks, 0);
  g_ptr_array_set_size (self->strings, 0);
  for (guint i = 0; i < n; i++)
    {
      PlotMark mark = { times[i], NULL };

      if (texts != NULL && texts[i] != NULL)
        {
          g_ptr_array_add (self->strings, g_strdup (texts[i]));
          mark.text = self->strings->pdata[self->strings->len - 1];
        }
      g_array_append_val (self->marks, mark);
    }
  plot_model_emit_over_changed (self);
}

/* --- Life --- */

static void
plot_model_finalize (GObject *object)
{
  PlotModel *self = PLOT_MODEL (object);

  g_clear_handle_id (&self->pace_id, g_source_remove);
  plot_picture_free (self->picture);
  plot_columns_forget (self);
  series_set_stop (self->set);
  tick_stop (self->tick);
  tick_unref (self->tick);
  g_ptr_array_unref (self->signals);
  database_set_unref (self->databases);
  g_array_unref (self->back);
  g_array_unref (self->forward);
  g_array_unref (self->marks);
  g_ptr_array_unref (self->strings);
  g_ptr_array_unref (self->scratch);
  g_ptr_array_unref (self->over);
  G_OBJECT_CLASS (plot_model_parent_class)->finalize (object);
}

static void
plot_model_class_init (PlotModelClass *class)
{
  static const char *const names[] = { "changed", "signals-changed" };

  G_OBJECT_CLASS (class)->finalize = plot_model_finalize;
  for (guint i = 0; i < PLOT_N_CHANGES; i++)
    plot_model_changes[i]
        = g_signal_new (names[i], G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
plot_model_init (PlotModel *self)
{
  self->tick = tick_new (on_tick, self);
  self->databases = database_set_new ();
  self->signals = g_ptr_array_new_with_free_func (signal_free);
  self->chosen_signal = -1;
  self->back = plot_history_new ();
  self->forward = plot_history_new ();
  self->window = G_GINT64_CONSTANT (20000000000);
  self->cursors[0] = self->cursors[1] = self->chosen = PLOT_NO_TIME;
  self->marks = g_array_new (FALSE, FALSE, sizeof (PlotMark));
  self->strings = g_ptr_array_new_with_free_func (g_free);
  self->scratch = g_ptr_array_new_with_free_func (g_free);
  self->over = g_ptr_array_new_with_free_func (g_free);
}

PlotModel *
plot_model_new (void)
{
  return g_object_new (PLOT_TYPE_MODEL, NULL);
}
