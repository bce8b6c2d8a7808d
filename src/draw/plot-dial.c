/* plot-dial.c: one value, large: text, or a gauge with its scale.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "draw/plot-picture-private.h"

#include "base/i18n.h"
#include <math.h>

#include "base/banned.h"

#define GAP 8.0
#define WIDTH 216.0 /* px that one wants at least */
#define HEIGHT 112.0
#define MOST 320.0 /* px that one gets at most, where nothing else is drawn */

/* A gauge goes from lower left over the top to lower right. */
#define FROM (G_PI * 5 / 6)
#define SWEEP (G_PI * 4 / 3)

/* --- Where --- */

static guint
across (guint n, double width)
{
  return (guint) CLAMP ((width - GAP) / (WIDTH + GAP), 1, MAX (n, 1));
}

double
plot_dials_height (guint n, double width)
{
  return n > 0 ? ceil ((double) n / across (n, width)) * (HEIGHT + GAP) + GAP : 0;
}

void
plot_dials_place (PlotPicture *self)
{
  guint n = self->dials->len;
  double height = plot_dials_height (n, self->width);

  self->dials_across = across (n, self->width);
  if (n > 0 && self->lines->len == 0)
    height = self->height;
  /* Plots keep half of the room at least. */
  self->dials_area = (PlotArea){ 0, 0, self->width, self->lines->len > 0 ? MIN (height, self->height / 2) : height };
}

PlotArea
plot_picture_dial_area (const PlotPicture *self, guint index)
{
  guint rows = (self->dials->len + self->dials_across - 1) / MAX (self->dials_across, 1);
  double width = (self->dials_area.width - GAP) / self->dials_across - GAP,
         height = (self->dials_area.height - GAP) / MAX (rows, 1) - GAP;

  height = MIN (height, MOST);
  return (PlotArea){ floor (GAP + (index % self->dials_across) * (width + GAP)),
                     floor (GAP + (index / self->dials_across) * (height + GAP)), floor (MAX (width, 8)),
                     floor (MAX (height, 8)) };
}

/* --- Text of any size --- */

/* Centred, as large as fits into width and height. */
static void
draw_large (const DrawLook *look, cairo_t *cr, const char *text, double x, double y, double width, double height)
{
  PangoLayout *layout = pango_layout_new (look->context);
  PangoAttrList *shared = pango_attr_list_new (), *attributes;
  int natural_width, natural_height;
  double scale;

  pango_attr_list_insert (shared, pango_attr_font_features_new ("tnum 1"));
  pango_attr_list_insert (shared, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD));
  pango_layout_set_attributes (layout, shared);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &natural_width, &natural_height);
  /* Letters do not grow evenly: a little less than would fit. */
  scale = CLAMP (0.95 * MIN (width / MAX (natural_width, 1), height / MAX (natural_height, 1)), 0.6, 6);
  attributes = pango_attr_list_copy (shared);
  pango_attr_list_unref (shared);
  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_get_pixel_size (layout, NULL, &natural_height);
  cairo_move_to (cr, floor (x - width / 2), floor (y - natural_height / 2.0));
  pango_cairo_show_layout (cr, layout);
  cairo_new_path (cr);
  g_object_unref (layout);
}

/* --- Dials --- */

static void
draw_card (const DrawLook *look, cairo_t *cr, const PlotArea *area)
{
  const double radius = 6;

  cairo_new_sub_path (cr);
  cairo_arc (cr, area->x + area->width - radius, area->y + radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, area->x + area->width - radius, area->y + area->height - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, area->x + radius, area->y + area->height - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, area->x + radius, area->y + radius, radius, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
  draw_set_color (cr, &look->background, 1);
  cairo_fill_preserve (cr);
  draw_set_color (cr, &look->line, 1);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

/* Name at the left, where the value is at the right. */
static void
draw_head (const PlotDial *dial, const DrawLook *look, cairo_t *cr, const PlotArea *area)
{
  double when = draw_text_width (look, dial->when, DRAW_SMALL);

  draw_set_color (cr, &dial->color, 1);
  cairo_rectangle (cr, area->x + 10, floor (area->y + 6 + draw_line_height (look) / 2) - 1, 9, 2);
  cairo_fill (cr);
  draw_text (look, cr, dial->name, area->x + 23, area->y + 6, 0, MAX (20, area->width - 43 - when),
             DRAW_BOLD | DRAW_SMALL);
  draw_set_color (cr, &look->dim, 1);
  draw_text (look, cr, dial->when, area->x + area->width - 10, area->y + 6, 1, 0, DRAW_SMALL);
}

/* What was smallest and greatest. Returns the width of the longer one. */
static double
draw_foot (const PlotDial *dial, const DrawLook *look, cairo_t *cr, const PlotArea *area)
{
  double y = area->y + area->height - draw_line_height (look) - 3;
  g_autofree char *low = NULL, *high = NULL;

  if (dial->lowest == NULL || dial->highest == NULL)
    return 0;
  low = g_strdup_printf (_ ("min %s"), dial->lowest);
  high = g_strdup_printf (_ ("max %s"), dial->highest);
  draw_set_color (cr, &look->dim, 1);
  draw_text (look, cr, low, area->x + 10, y, 0, area->width / 2 - 12, DRAW_SMALL);
  draw_text (look, cr, high, area->x + area->width - 10, y, 1, area->width / 2 - 12, DRAW_SMALL);
  return MAX (draw_text_width (look, low, DRAW_SMALL), draw_text_width (look, high, DRAW_SMALL));
}

static void
draw_value (const PlotDial *dial, const DrawLook *look, cairo_t *cr, double x, double y, double width, double height)
{
  g_autofree char *text = NULL;

  if (dial->text == NULL || *dial->text == '\0')
    {
      draw_set_color (cr, &look->dim, 1);
      draw_text (look, cr, dial->missing != NULL ? dial->missing : "—", x, y - draw_line_height (look) / 2, 0.5, width,
                 DRAW_SMALL);
      return;
    }
  text
      = *dial->unit != '\0' && !dial->gauge ? g_strdup_printf ("%s %s", dial->text, dial->unit) : g_strdup (dial->text);
  /* Beyond its scale, which cannot show it. */
  draw_set_color (cr, dial->gauge && (dial->value < dial->min || dial->value > dial->max) ? &look->error : &look->text,
                  1);
  draw_large (look, cr, text, x, y, width, height);
}

static double
angle_of (const PlotDial *dial, double value)
{
  double span = dial->max - dial->min, share = (value - dial->min) / span;

  if (!isfinite (span)) /* half of each, or it overflows */
    share = (value / 2 - dial->min / 2) / (dial->max / 2 - dial->min / 2);
  return FROM + SWEEP * (isfinite (share) ? CLAMP (share, 0, 1) : 0);
}

static void
stroke_arc (cairo_t *cr, double x, double y, double radius, double from, double to)
{
  if (to <= from)
    return;
  cairo_new_path (cr);
  cairo_arc (cr, x, y, radius, from, to);
  cairo_stroke (cr);
}

static void
draw_scale (const PlotDial *dial, const DrawLook *look, cairo_t *cr, double x, double y, double radius)
{
  double step = plot_axis_step (dial->max - dial->min, 4), line = draw_line_height (look);
  g_autofree char *low = NULL, *high = NULL;

  if (dial->labelled)
    return;
  low = plot_axis_text (dial->min, step / 10);
  high = plot_axis_text (dial->max, step / 10);
  draw_set_color (cr, &look->dim, 1);
  draw_text (look, cr, low, x - radius - 8, y + radius / 2 - 2.1 * line, 1, 72, DRAW_SMALL);
  draw_text (look, cr, high, x + radius + 8, y + radius / 2 - 2.1 * line, 0, 72, DRAW_SMALL);
}

/* The scale from min to max, what was seen of it, and the value. foot: width of the texts in the lower corners, which
 * it stands between if there is room. */
static void
draw_gauge (const PlotDial *dial, const DrawLook *look, cairo_t *cr, const PlotArea *area, double foot)
{
  double line = draw_line_height (look), top = area->y + line + 12, room = area->y + area->height - 7 - top;
  double x = floor (area->x + area->width / 2), radius, thick, y;

  if (area->width / 2 - 14 - foot < room / 1.5)
    room -= line - 2;
  radius = MAX (12, MIN (room / 1.5, area->width / 2 - 62));
  thick = MAX (6, radius / 7);
  y = floor (top + (room - 1.5 * radius) / 2 + radius);

  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_line_width (cr, thick);
  draw_set_color (cr, &look->neutral, 1);
  stroke_arc (cr, x, y, radius - thick / 2, FROM, FROM + SWEEP);
  if (isfinite (dial->low) && isfinite (dial->high))
    {
      draw_set_color (cr, &dial->color, 0.35);
      cairo_set_line_width (cr, 2);
      stroke_arc (cr, x, y, radius - thick - 2, angle_of (dial, dial->low), angle_of (dial, dial->high));
    }
  if (isfinite (dial->value))
    {
      draw_set_color (cr, &dial->color, 1);
      cairo_set_line_width (cr, thick);
      stroke_arc (cr, x, y, radius - thick / 2, FROM, MAX (angle_of (dial, dial->value), FROM + 0.02));
    }
  draw_scale (dial, look, cr, x, y, radius);
  draw_value (dial, look, cr, x, y, 2 * (radius - thick) - 18, MAX (line, radius * 0.5));
  draw_set_color (cr, &look->dim, 1);
  draw_text (look, cr, dial->unit, x, y + MAX (line, radius * 0.5) / 2, 0.5, 2 * radius, DRAW_SMALL);
}

void
plot_draw_dials (const PlotPicture *self, const DrawLook *look, cairo_t *cr)
{
  double line = draw_line_height (look);

  for (guint i = 0; i < self->dials->len; i++)
    {
      const PlotDial *dial = plot_picture_dial (self, i);
      PlotArea area = plot_picture_dial_area (self, i);
      double foot;

      cairo_save (cr);
      cairo_rectangle (cr, area.x, area.y, area.width + 1, area.height + 1);
      cairo_clip (cr);
      area = (PlotArea){ area.x + 0.5, area.y + 0.5, area.width - 1, area.height - 1 };
      draw_card (look, cr, &area);
      draw_head (dial, look, cr, &area);
      foot = draw_foot (dial, look, cr, &area);
      if (dial->gauge && dial->text != NULL)
        draw_gauge (dial, look, cr, &area, foot);
      else
        draw_value (dial, look, cr, area.x + area.width / 2, area.y + area.height / 2, area.width - 24,
                    area.height - 2 * line - 18);
      cairo_restore (cr);
    }
}
