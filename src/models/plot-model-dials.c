/* plot-model-dials.c: signals shown as one large value.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The value is that at cursor A; without it that at the end of what is shown: the newest one while a plot follows.
 */
#include "config.h"
#include "models/plot-model-private.h"

#include "base/i18n.h"
#include <math.h>

#include "base/banned.h"

/* With a true minus. (transfer full) text, too */
static char *
dress (char *text)
{
  char *dressed = *text == '-' && g_ascii_isdigit (text[1]) ? g_strconcat ("−", text + 1, NULL) : g_strdup (text);

  g_free (text);
  return dressed;
}

static char *
dup_number (const PlotSignal *signal, double value)
{
  const CanSignal *of = series_get_signal (signal->series);
  int decimals = of != NULL ? can_signal_decimals (of) : -1;
  char format[16], text[400];

  if (decimals < 0 || fabs (value) >= 1e12)
    return dress (g_strdup (g_ascii_formatd (text, sizeof text, "%.6g", value)));
  g_snprintf (format, sizeof format, "%%.%df", MIN (decimals, 12));
  return dress (g_strdup (g_ascii_formatd (text, sizeof text, format, value)));
}

/* For people, as decode gives it. */
static char *
dup_word (const PlotSignal *signal, double value)
{
  const CanSignal *of = series_get_signal (signal->series);

  for (guint i = 0; of != NULL && i < of->n_labels; i++)
    if (fabs ((double) of->labels[i].raw * of->factor + of->offset - value) <= fabs (of->factor) / 2)
      return g_strdup (of->labels[i].text);
  return dup_number (signal, value);
}

static void
fill_extremes (PlotModel *self, const PlotSignal *signal, const PlotPicture *picture, PlotDial *dial)
{
  dial->low = dial->high = NAN;
  if (signal->series == NULL
      || !series_get_range_between (signal->series, picture->from, picture->to, &dial->low, &dial->high))
    {
      dial->low = dial->high = NAN;
      return;
    }
  dial->lowest = plot_keep (self, dup_word (signal, dial->low));
  dial->highest = plot_keep (self, dup_word (signal, dial->high));
}

void
plot_dials_add (PlotModel *self, PlotPicture *picture, const DrawLook *look)
{
  for (guint i = 0; i < self->signals->len; i++)
    {
      const PlotSignal *signal = plot_model_signal (self, i);
      const CanSignal *of = signal->series != NULL ? series_get_signal (signal->series) : NULL;
      PlotDial dial = { .name = signal->name, .unit = "" };
      PlotAxis axis = { 0 };

      if (!plot_signal_is_dial (signal))
        continue;
      dial.gauge = signal->kind == PLOT_GAUGE || signal->kind == PLOT_LINE_AND_GAUGE;
      dial.color = look->plot[signal->color % N_PLOT_COLORS];
      dial.labelled = of != NULL && of->n_labels > 0;
      if (signal->series != NULL)
        dial.unit = series_get_unit (signal->series);
      /* A scale that stays: that of the database, where it says one. */
      if (!signal->fixed && of != NULL && of->maximum > of->minimum)
        {
          axis.min = of->minimum;
          axis.max = of->maximum;
        }
      else
        plot_fill_axis (self, signal, &axis);
      dial.min = axis.min;
      dial.max = axis.max;
      dial.missing = plot_keep (self, plot_dup_missing (self, signal, picture->from, picture->to));
      fill_extremes (self, signal, picture, &dial);
      g_array_append_val (picture->dials, dial);
    }
}

/* SERIES_NONE; (out) whether the time is the cursor's. */
static uint64_t
find_sample (PlotModel *self, const PlotSignal *signal, gboolean *at_cursor)
{
  int64_t from, to;

  *at_cursor = self->cursors[0] != PLOT_NO_TIME;
  plot_model_get_range (self, &from, &to);
  return signal->series != NULL ? series_find (signal->series, *at_cursor ? self->cursors[0] : to) : SERIES_NONE;
}

static void
fill_value (PlotModel *self, const PlotSignal *signal, PlotDial *dial)
{
  gboolean at_cursor;
  uint64_t index = find_sample (self, signal, &at_cursor);

  dial->when = at_cursor ? _ ("at A") : _ ("latest");
  dial->text = NULL;
  if (index == SERIES_NONE || !series_get_exact (signal->series, index, &dial->value, NULL))
    return;
  /* Of long ago, before what is shown: no value of now. */
  if (!at_cursor && dial->missing != NULL)
    return;
  dial->text = series_dup_text (signal->series, index);
  g_ptr_array_add (self->over, (gpointer) dial->text);
}

char *
plot_model_dup_dial_text (PlotModel *self, guint index)
{
  const PlotSignal *signal = plot_model_signal (self, index);
  gboolean at_cursor;
  uint64_t at = find_sample (self, signal, &at_cursor);
  g_autofree char *text = at != SERIES_NONE ? series_dup_text (signal->series, at) : NULL;

  if (text == NULL || *text == '\0')
    return NULL;
  return g_strconcat (text, *series_get_unit (signal->series) != '\0' ? " " : "", series_get_unit (signal->series),
                      NULL);
}

void
plot_dials_fill_values (PlotModel *self, PlotPicture *picture)
{
  guint n = 0;

  for (guint i = 0; i < self->signals->len && n < picture->dials->len; i++)
    if (plot_signal_is_dial (plot_model_signal (self, i)))
      fill_value (self, plot_model_signal (self, i), plot_picture_dial (picture, n++));
}
