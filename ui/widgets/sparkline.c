/* sparkline.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/sparkline.h"

#include "ui/theme.h"
#include <math.h>
#include <string.h>

#define MARGIN 3   /* px above and below */
#define MIN_STEP 3 /* px, a bar and the gap behind it */
#define MAX_STEP 4.0

struct _SparkLine
{
  GtkWidget parent_instance;
  uint32_t counts[SPARKLINE_MAX];
  guint n;
};

G_DEFINE_FINAL_TYPE (SparkLine, spark_line, GTK_TYPE_WIDGET)

/* Two by two until a bar and the gap behind it have room. */
static guint
merge_counts (SparkLine *self, int width, uint64_t merged[SPARKLINE_MAX])
{
  guint n = self->n;

  for (guint i = 0; i < n; i++)
    merged[i] = self->counts[i];
  while (n > 1 && (int) n * MIN_STEP > width)
    {
      for (guint i = 0; i < n; i += 2)
        merged[i / 2] = merged[i] + (i + 1 < n ? merged[i + 1] : 0);
      n = (n + 1) / 2;
    }
  return n;
}

static void
spark_line_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SparkLine *self = SPARK_LINE (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget) - 2 * MARGIN;
  uint64_t counts[SPARKLINE_MAX], highest = 1;
  guint n = merge_counts (self, (int) width, counts);
  double step = MIN (floor (width / MAX (n, 1)), MAX_STEP);
  GdkRGBA color;

  if (n == 0 || height < 4)
    return;
  for (guint i = 0; i < n; i++)
    highest = MAX (highest, counts[i]);
  theme_lookup_color (widget, "accent", &color);
  for (guint i = 0; i < n; i++)
    {
      double bar = counts[i] > 0 ? MAX (round (height * (double) counts[i] / (double) highest), 2) : 1;
      graphene_rect_t rect
          = GRAPHENE_RECT_INIT ((float) (i * step), (float) (MARGIN + height - bar), (float) (step - 1), (float) bar);

      color.alpha = counts[i] > 0 ? 1 : 0.45f;
      gtk_snapshot_append_color (snapshot, &color, &rect);
    }
}

static void
spark_line_class_init (SparkLineClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  widget_class->snapshot = spark_line_snapshot;
  gtk_widget_class_set_css_name (widget_class, "sparkline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
spark_line_init (SparkLine *self)
{
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-application-prefer-dark-theme",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
spark_line_new (void)
{
  return g_object_new (SPARK_TYPE_LINE, NULL);
}

void
spark_line_set_counts (SparkLine *self, const uint32_t *counts, guint n)
{
  n = MIN (n, SPARKLINE_MAX);
  if (n == self->n && memcmp (counts, self->counts, n * sizeof *counts) == 0)
    return;
  memcpy (self->counts, counts, n * sizeof *counts);
  self->n = n;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
