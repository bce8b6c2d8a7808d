/* plot-names.c: the lines' names in their plots, and why there is nothing to be seen.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "draw/plot-picture-private.h"

#include <math.h>

#include "base/banned.h"

void
plot_draw_names (const PlotPicture *self, const DrawLook *look, cairo_t *cr, guint pane)
{
  const PlotArea *area = &self->panes[pane];
  double x = area->x + 9, y = area->y + 3, line = draw_line_height (look), right = area->x + area->width - 8;

  for (guint i = 0; i < self->lines->len; i++)
    {
      const PlotLine *one = plot_picture_line (self, i);
      g_autofree char *text = NULL;
      double width;

      if (plot_picture_axis (self, one->axis)->pane != pane || (self->xy && i == 0))
        continue;
      text = g_strdup_printf ("%s  %s", one->name, one->unit);
      width = draw_text_width (look, text, DRAW_BOLD | DRAW_SMALL);
      if (x + 14 + width > right && x > area->x + 9)
        {
          x = area->x + 9;
          y += line;
        }
      if (y + line > area->y + area->height)
        return;
      /* Lines may pass behind it. */
      draw_set_color (cr, &look->background, 0.8);
      cairo_rectangle (cr, x - 2, y, MIN (width + 18, right - x), line);
      cairo_fill (cr);
      draw_set_color (cr, &one->color, 1);
      cairo_rectangle (cr, x, floor (y + line / 2) - 1, 9, 2);
      cairo_fill (cr);
      draw_text (look, cr, text, x + 13, y, 0, MAX (20, right - x - 13), DRAW_BOLD | DRAW_SMALL);
      x += width + 30;
      if (one->missing != NULL)
        {
          draw_set_color (cr, &look->dim, 1);
          draw_text (look, cr, one->missing, self->n_panes > 1 ? area->x + area->width / 2 : x,
                     self->n_panes > 1 ? area->y + area->height / 2 - line / 2 : y, self->n_panes > 1 ? 0.5 : 0,
                     self->n_panes > 1 ? area->width - 16 : MAX (20, right - x), DRAW_SMALL);
          if (self->n_panes == 1)
            {
              x = area->x + 9;
              y += line;
            }
        }
    }
}
