/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/period-histogram.h"

#include "base/i18n.h"
#include "ui/theme.h"
#include <inttypes.h>

#define MARGIN 12
#define TEXT_HEIGHT 20

struct _PeriodHistogram
{
  GtkWidget parent;

  char *title;
  gboolean has_bins;
  int64_t from, to;
  uint64_t bins[STATISTICS_BINS], most, beyond;
};

G_DEFINE_FINAL_TYPE (PeriodHistogram, period_histogram, GTK_TYPE_WIDGET)

static void
draw_text (PeriodHistogram *self, cairo_t *cr, const char *text, double x, double y, double align)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  cairo_move_to (cr, (int) (x - align * width), (int) y);
  pango_cairo_show_layout (cr, layout);
  cairo_new_path (cr);
  g_object_unref (layout);
}

static void
draw_bars (PeriodHistogram *self, cairo_t *cr, double top, double height, double width)
{
  double step = width / STATISTICS_BINS;

  for (guint i = 0; i < STATISTICS_BINS; i++)
    if (self->bins[i] > 0)
      {
        double bar = MAX (1, (int) (height * (double) self->bins[i] / (double) self->most));

        cairo_rectangle (cr, MARGIN + i * step, top + height - bar, MAX (step - 1, 1), bar);
      }
  cairo_fill (cr);
}

static void
period_histogram_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PeriodHistogram *self = PERIOD_HISTOGRAM (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double top = TEXT_HEIGHT + 8, bottom = height - TEXT_HEIGHT - 4;
  g_autofree char *from = g_strdup_printf ("%.3f ms", (double) self->from / 1e6);
  g_autofree char *to = g_strdup_printf ("%.3f ms", (double) self->to / 1e6);
  GdkRGBA text, bar, line;
  cairo_t *cr;

  if (width < 60 || height < 3 * TEXT_HEIGHT)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  theme_lookup_color (widget, "fg_dim", &text);
  theme_lookup_color (widget, "accent_bg", &bar);
  theme_lookup_color (widget, "border", &line);
  gdk_cairo_set_source_rgba (cr, &text);
  draw_text (self, cr, self->title != NULL ? self->title : _ ("Choose a row to see its periods"), MARGIN, 6, 0);
  if (self->has_bins)
    {
      draw_text (self, cr, from, MARGIN, bottom + 3, 0);
      draw_text (self, cr, to, width - MARGIN, bottom + 3, 1);
      gdk_cairo_set_source_rgba (cr, &line);
      cairo_rectangle (cr, MARGIN, (int) bottom, width - 2 * MARGIN, 1);
      cairo_fill (cr);
      gdk_cairo_set_source_rgba (cr, &bar);
      draw_bars (self, cr, top, bottom - top, width - 2 * MARGIN);
    }
  cairo_destroy (cr);
}

static gboolean
on_tooltip (GtkWidget *widget, int x, int y, gboolean keys, GtkTooltip *tooltip, gpointer data)
{
  PeriodHistogram *self = PERIOD_HISTOGRAM (widget);
  double width = gtk_widget_get_width (widget) - 2 * MARGIN, bin = (x - MARGIN) / width * STATISTICS_BINS;
  double step = (double) (self->to - self->from) / STATISTICS_BINS;
  g_autofree char *text = NULL;

  if (!self->has_bins || bin < 0 || bin >= STATISTICS_BINS)
    return FALSE;
  text = g_strdup_printf (_ ("%" PRIu64 " periods from %.3f to %.3f ms; %" PRIu64 " are longer than shown"),
                          self->bins[(guint) bin], ((double) self->from + step * (guint) bin) / 1e6,
                          ((double) self->from + step * ((guint) bin + 1)) / 1e6, self->beyond);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
period_histogram_finalize (GObject *object)
{
  g_free (PERIOD_HISTOGRAM (object)->title);
  G_OBJECT_CLASS (period_histogram_parent_class)->finalize (object);
}

static void
period_histogram_class_init (PeriodHistogramClass *class)
{
  G_OBJECT_CLASS (class)->finalize = period_histogram_finalize;
  GTK_WIDGET_CLASS (class)->snapshot = period_histogram_snapshot;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
period_histogram_init (PeriodHistogram *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_tooltip), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Periods"), -1);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-application-prefer-dark-theme",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
period_histogram_new (void)
{
  return g_object_new (PERIOD_TYPE_HISTOGRAM, NULL);
}

void
period_histogram_set (PeriodHistogram *self, const char *title, const StatisticsSnapshot *snapshot)
{
  g_free (self->title);
  self->title = g_strdup (title);
  self->has_bins = snapshot != NULL && snapshot->has_histogram;
  self->most = 1;
  for (guint i = 0; self->has_bins && i < STATISTICS_BINS; i++)
    {
      self->bins[i] = snapshot->histogram[i];
      self->most = MAX (self->most, self->bins[i]);
    }
  if (self->has_bins)
    {
      self->from = snapshot->histogram_from;
      self->to = snapshot->histogram_to;
      self->beyond = snapshot->histogram_beyond;
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title != NULL ? title : _ ("Periods"), -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
