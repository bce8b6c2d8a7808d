/* plot-model-columns.c: columns of pixels of a line, of which a picture that follows the end keeps the last one's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Such pictures begin at multiples of a column's time, so that what a column shows stays in it until it has left the
 * picture. Only columns from the last filled one on are looked up again.
 */
#include "config.h"
#include "models/plot-model-private.h"

#include <string.h>

#include "base/banned.h"

typedef struct
{
  const Series *series; /* compared only */
  guint run;
  int64_t from, step;
  SeriesColumn *columns;
  guint n, complete; /* of n, those that no sample will come to */
} Kept;

void
plot_columns_snap (PlotModel *self, PlotPicture *picture)
{
  guint n = (guint) picture->panes[0].width;
  int64_t step = n > 0 ? (picture->to - picture->from) / n : 0;

  if (!self->follow || step <= 0 || picture->to > INT64_MAX - step)
    return;
  picture->to = (picture->to + step - 1) / step * step;
  picture->from = picture->to - step * n;
}

static void
kept_clear (gpointer data)
{
  g_free (((Kept *) data)->columns);
}

void
plot_columns_forget (PlotModel *self)
{
  g_clear_pointer (&self->kept, g_array_unref);
}

static Kept *
find_kept (PlotModel *self, const Series *series, guint run)
{
  Kept kept = { .series = series, .run = run };

  if (self->kept == NULL)
    {
      self->kept = g_array_new (FALSE, FALSE, sizeof (Kept));
      g_array_set_clear_func (self->kept, kept_clear);
    }
  for (guint i = 0; i < self->kept->len; i++)
    {
      Kept *other = &g_array_index (self->kept, Kept, i);

      if (other->series == series && other->run == run)
        return other;
    }
  g_array_append_val (self->kept, kept);
  return &g_array_index (self->kept, Kept, self->kept->len - 1);
}

/* Index of the last filled one of n, n if none is. */
static guint
last_filled (const SeriesColumn *columns, guint n)
{
  for (guint i = n; i > 0; i--)
    if (columns[i - 1].filled)
      return i - 1;
  return n;
}

/* Takes columns that are kept. Returns the last filled one of them, n if there is none: from there on they are to be
 * looked up. */
static guint
take_kept (const Kept *kept, int64_t from, int64_t step, guint n, SeriesColumn *columns)
{
  uint64_t shift;
  guint known;

  if (kept->columns == NULL || kept->n != n || kept->step != step || from < kept->from
      || (from - kept->from) % step != 0)
    return n;
  shift = (uint64_t) ((from - kept->from) / step);
  if (shift >= kept->complete)
    return n;
  known = kept->complete - (guint) shift;
  memcpy (columns, kept->columns + shift, known * sizeof *columns);
  for (guint i = 0; i < known; i++)
    if (columns[i].filled)
      {
        columns[i].joined = FALSE; /* what it was joined to has left */
        break;
      }
  return last_filled (columns, known) < known ? last_filled (columns, known) : n;
}

void
plot_columns_get (PlotModel *self, const Series *series, guint run, const PlotPicture *picture, guint n,
                  SeriesColumn *columns)
{
  int64_t step = (picture->to - picture->from) / MAX (n, 1);
  Kept *kept;
  guint known;

  if (!self->follow || step <= 0 || step * n != picture->to - picture->from)
    {
      series_get_columns (series, run, picture->from, picture->to, n, columns);
      return;
    }
  kept = find_kept (self, series, run);
  known = take_kept (kept, picture->from, step, n, columns);
  if (known < n)
    {
      SeriesColumn before = columns[known];

      series_get_columns (series, run, picture->from + known * step, picture->to, n - known, columns + known);
      columns[known] = before; /* the others are joined to it or not */
    }
  else
    series_get_columns (series, run, picture->from, picture->to, n, columns);
  kept->columns = g_renew (SeriesColumn, kept->columns, n);
  memcpy (kept->columns, columns, n * sizeof *columns);
  kept->from = picture->from;
  kept->step = step;
  kept->n = n;
  kept->complete = last_filled (columns, n);
  if (kept->complete == n) /* none */
    kept->complete = 0;
}
