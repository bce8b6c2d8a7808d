/* plot-xy.c: one line against the other.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "draw/plot-picture-private.h"

#include <math.h>

#include "base/banned.h"

void
plot_draw_xy (const PlotPicture *self, const DrawLook *look, cairo_t *cr)
{
  const PlotArea *area = &self->panes[0];
  double span = self->x_max - self->x_min;

  cairo_save (cr);
  cairo_rectangle (cr, area->x, area->y, area->width, area->height);
  cairo_clip (cr);
  for (guint i = 1; i < self->lines->len; i++)
    {
      const PlotLine *line = plot_picture_line (self, i), *of = plot_picture_line (self, 0);

      const PlotPiece *y = line->pieces->len > 0 ? &g_array_index (line->pieces, PlotPiece, 0) : NULL,
                      *x = of->pieces->len >= i ? &g_array_index (of->pieces, PlotPiece, i - 1) : NULL;

      for (gsize p = 0; x != NULL && y != NULL && p < MIN (x->n_points, y->n_points); p++)
        {
          /* Later is stronger. */
          double alpha = 0.25 + 0.75 * (double) p / (double) MAX (y->n_points - 1, 1);
          double at_x = area->x + ((double) x->points[p].value - self->x_min) / span * area->width,
                 at_y = plot_picture_y (self, plot_picture_axis (self, line->axis), (double) y->points[p].value);

          if (!isfinite (at_x) || !isfinite (at_y))
            continue;
          draw_set_color (cr, &line->color, alpha);
          cairo_rectangle (cr, at_x - 1.25, at_y - 1.25, 2.5, 2.5);
          cairo_fill (cr);
        }
    }
  cairo_restore (cr);
}
