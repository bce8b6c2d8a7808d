/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/lateness-histogram.h"

#include "base/i18n.h"
#include "ui/theme.h"

#define MARGIN 8
#define TEXT_HEIGHT 18
#define SHOWN 68 /* classes: up to 100 ms; later ones are in the last bar */

struct _LatenessHistogram
{
  GtkWidget parent;
  Lateness lateness;
};

G_DEFINE_FINAL_TYPE (LatenessHistogram, lateness_histogram, GTK_TYPE_WIDGET)

static void
draw_text (GtkWidget *widget, cairo_t *cr, const char *text, double x, double y, double align)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  cairo_move_to (cr, (int) (x - align * width), (int) y);
  pango_cairo_show_layout (cr, layout);
  cairo_new_path (cr);
  g_object_unref (layout);
}

static uint64_t
bar_of (const Lateness *lateness, guint i)
{
  uint64_t n = lateness->counts[i];

  for (guint k = SHOWN; i == SHOWN - 1 && k < LATENESS_CLASSES; k++)
    n += lateness->counts[k];
  return n;
}

static void
draw_bars (const Lateness *lateness, cairo_t *cr, double top, double height, double width)
{
  uint64_t most = 1;

  for (guint i = 0; i < SHOWN; i++)
    most = MAX (most, bar_of (lateness, i));
  for (guint i = 0; i < SHOWN; i++)
    if (bar_of (lateness, i) > 0)
      {
        double bar = MAX (1, (int) (height * (double) bar_of (lateness, i) / (double) most)), step = width / SHOWN;

        cairo_rectangle (cr, MARGIN + i * step, top + height - bar, MAX (step - 1, 1), bar);
      }
  cairo_fill (cr);
}

static void
lateness_histogram_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LatenessHistogram *self = LATENESS_HISTOGRAM (widget);
  static const char *const marks[] = { "1 µs", "10 µs", "100 µs", "1 ms", "10 ms", "100 ms" };
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double top = TEXT_HEIGHT + 6, bottom = height - TEXT_HEIGHT - 4;
  GdkRGBA text, bar, line;
  cairo_t *cr;

  if (width < 80 || height < 3 * TEXT_HEIGHT)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  theme_lookup_color (widget, "fg_dim", &text);
  theme_lookup_color (widget, "accent_bg", &bar);
  theme_lookup_color (widget, "border", &line);
  gdk_cairo_set_source_rgba (cr, &text);
  draw_text (widget, cr, self->lateness.n > 0 ? _ ("How late frames left") : _ ("Lateness is shown while it plays"),
             MARGIN, 2, 0);
  for (guint i = 0; i < G_N_ELEMENTS (marks) && self->lateness.n > 0; i += 1 + (width < 320))
    draw_text (widget, cr, marks[i], MARGIN + (width - 2.0 * MARGIN) * i / (G_N_ELEMENTS (marks) - 1), bottom + 2,
               i / 5.0);
  gdk_cairo_set_source_rgba (cr, &line);
  cairo_rectangle (cr, MARGIN, (int) bottom, width - 2 * MARGIN, 1);
  cairo_fill (cr);
  gdk_cairo_set_source_rgba (cr, &bar);
  draw_bars (&self->lateness, cr, top, bottom - top, width - 2 * MARGIN);
  cairo_destroy (cr);
}

static void
lateness_histogram_class_init (LatenessHistogramClass *class)
{
  GTK_WIDGET_CLASS (class)->snapshot = lateness_histogram_snapshot;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
lateness_histogram_init (LatenessHistogram *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Lateness"), -1);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-application-prefer-dark-theme",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
lateness_histogram_new (void)
{
  return g_object_new (LATENESS_TYPE_HISTOGRAM, NULL);
}

void
lateness_histogram_set (LatenessHistogram *self, const Lateness *lateness)
{
  self->lateness = *lateness;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
