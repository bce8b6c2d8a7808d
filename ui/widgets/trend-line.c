/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/trend-line.h"

#include "ui/theme.h"
#include <math.h>
#include <string.h>

#define MARGIN 3 /* px above and below */
#define STEP 6   /* px, a value */
#define PEN 1.5f
#define MAX_VALUES 64
#define N_HEIGHTS 8

struct _TrendLine
{
  GtkWidget parent;
  int8_t heights[MAX_VALUES]; /* 0..7; -1: none */
  guint n;
};

G_DEFINE_FINAL_TYPE (TrendLine, trend_line, GTK_TYPE_WIDGET)

static void
append (GtkSnapshot *snapshot, const GdkRGBA *color, double x, double y, double width, double height)
{
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height));
}

static void
trend_line_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TrendLine *self = TREND_LINE (widget);
  double height = gtk_widget_get_height (widget) - 2 * MARGIN - PEN, before = NAN;
  GdkRGBA line, below;

  if (self->n == 0 || height < N_HEIGHTS)
    return;
  theme_lookup_color (widget, "accent", &line);
  below = line;
  below.alpha = 0.12f;
  for (guint i = 0; i < self->n; i++)
    {
      double x = i * STEP, y = MARGIN + round (height * (1 - self->heights[i] / (double) (N_HEIGHTS - 1)));

      if (self->heights[i] < 0)
        {
          before = NAN;
          continue;
        }
      append (snapshot, &below, x, y, STEP, MARGIN + height + PEN - y);
      append (snapshot, &line, x, y, STEP, PEN);
      if (!isnan (before) && before != y)
        append (snapshot, &line, x, MIN (before, y), 1, fabs (before - y) + PEN);
      before = y;
    }
}

static void
trend_line_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                    int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? STEP : 2 * MARGIN + N_HEIGHTS;
}

static void
trend_line_class_init (TrendLineClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  widget_class->snapshot = trend_line_snapshot;
  widget_class->measure = trend_line_measure;
  gtk_widget_class_set_css_name (widget_class, "trendline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
trend_line_init (TrendLine *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
trend_line_new (void)
{
  return g_object_new (TREND_TYPE_LINE, NULL);
}

void
trend_line_set_text (TrendLine *self, const char *blocks)
{
  int8_t heights[MAX_VALUES];
  guint n = 0;

  for (; *blocks != '\0' && n < MAX_VALUES; blocks = g_utf8_next_char (blocks))
    {
      gunichar block = g_utf8_get_char (blocks);

      heights[n++] = block >= 0x2581 && block < 0x2581 + N_HEIGHTS ? (int8_t) (block - 0x2581) : -1;
    }
  if (n == self->n && memcmp (heights, self->heights, n) == 0)
    return;
  memcpy (self->heights, heights, n);
  self->n = n;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
