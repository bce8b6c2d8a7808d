/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/value-gauge.h"

#include "base/i18n.h"
#include "ui/theme.h"
#include "ui/widgets/state-lamp.h"

#include <math.h>

#define FIRST (0.75 * G_PI) /* angle where the scale begins, clockwise from the right */
#define SWEEP (1.5 * G_PI)
#define LEAST 60 /* px */
#define LEAST_TEXT (6.0 * PANGO_SCALE)

struct _ValueGauge
{
  GtkWidget parent_instance;

  double low, high, value;
  int decimals;
  char *unit, *text;
  gboolean stale;
  GArray *zones; /* of ControlZone without texts */
};

G_DEFINE_FINAL_TYPE (ValueGauge, value_gauge, GTK_TYPE_WIDGET)

/* --- Drawing --- */

static double
angle_of (ValueGauge *self, double value)
{
  return FIRST + SWEEP * CLAMP ((value - self->low) / (self->high - self->low), 0, 1);
}

static void
draw_arc (ValueGauge *self, cairo_t *cr, const char *color_name, double radius, double thickness, double from,
          double to)
{
  GdkRGBA color;

  if (to <= from)
    return;
  theme_lookup_color (GTK_WIDGET (self), color_name, &color);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, thickness);
  cairo_new_path (cr);
  cairo_arc (cr, 0, 0, radius, from, to);
  cairo_stroke (cr);
}

/* Text around a point, smaller where it has no room. */
static void
draw_text (ValueGauge *self, cairo_t *cr, const char *text, const char *color_name, double size, gboolean bold,
           double x, double y, double room)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoFontDescription *font
      = pango_font_description_copy (pango_context_get_font_description (pango_layout_get_context (layout)));
  PangoAttrList *attributes = pango_attr_list_new ();
  int width, height;
  GdkRGBA color;

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum 1"));
  pango_layout_set_attributes (layout, attributes);
  pango_font_description_set_size (font, (int) (pango_font_description_get_size (font) * size));
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_layout_get_pixel_size (layout, &width, &height);
  if (width > room && width > 0)
    {
      pango_font_description_set_size (font,
                                       (int) MAX (pango_font_description_get_size (font) * room / width, LEAST_TEXT));
      pango_layout_set_font_description (layout, font);
      pango_layout_get_pixel_size (layout, &width, &height);
    }
  theme_lookup_color (GTK_WIDGET (self), color_name, &color);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_move_to (cr, round (x - width / 2.0), round (y - height / 2.0));
  pango_cairo_show_layout (cr, layout);
  cairo_new_path (cr);
  pango_attr_list_unref (attributes);
  pango_font_description_free (font);
  g_object_unref (layout);
}

static void
draw_end (ValueGauge *self, cairo_t *cr, double value, double x, double y, double room)
{
  g_autofree char *text = g_strdup_printf ("%s%.*f", value < 0 ? "−" : "", self->decimals, fabs (value));

  draw_text (self, cr, text, "fg_dim", 0.85, FALSE, x, y, room);
}

static double
line_height (ValueGauge *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int height = pango_font_metrics_get_ascent (metrics) + pango_font_metrics_get_descent (metrics);

  pango_font_metrics_unref (metrics);
  return (double) height / PANGO_SCALE;
}

static void
draw_zones (ValueGauge *self, cairo_t *cr, double radius)
{
  for (guint i = self->zones->len; i > 0; i--)
    {
      const ControlZone *zone = &g_array_index (self->zones, ControlZone, i - 1);

      draw_arc (self, cr, state_lamp_color (zone->color), radius, 3, angle_of (self, zone->low),
                angle_of (self, zone->high));
    }
}

static void
draw_needle (ValueGauge *self, cairo_t *cr, double radius, double thickness)
{
  double angle = angle_of (self, self->value);
  GdkRGBA color;

  draw_arc (self, cr, self->stale ? "fg_faint" : "accent_bg", radius, thickness, FIRST, angle);
  theme_lookup_color (GTK_WIDGET (self), self->stale ? "fg_dim" : "fg", &color);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, 2);
  cairo_move_to (cr, cos (angle) * (radius - thickness / 2 - 3), sin (angle) * (radius - thickness / 2 - 3));
  cairo_line_to (cr, cos (angle) * (radius + thickness / 2 + 1), sin (angle) * (radius + thickness / 2 + 1));
  cairo_stroke (cr);
}

static void
value_gauge_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ValueGauge *self = VALUE_GAUGE (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget), line = line_height (self);
  /* From the top of the arc to its ends, and the figures below them. */
  double tall = 1 + sin (FIRST), radius = MIN (width / 2, (height - line) / tall) - 4;
  double thickness = CLAMP (radius / 6, 5, 16), inner = radius - 3 - thickness / 2,
         room = 1.7 * (inner - thickness / 2);
  double size = CLAMP (radius / 30, 1, 2.6), spare = height - line - radius * tall;
  cairo_t *cr;

  if (radius < 16)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cairo_translate (cr, round (width / 2), round (radius + MAX (spare / 2, 2)));
  draw_arc (self, cr, "chip_bg", inner, thickness, FIRST, FIRST + SWEEP);
  draw_zones (self, cr, radius);
  if (self->text != NULL && isfinite (self->value))
    draw_needle (self, cr, inner, thickness);
  draw_text (self, cr, self->text != NULL ? self->text : "—", self->stale || self->text == NULL ? "fg_dim" : "fg", size,
             TRUE, 0, -line / 4, room);
  draw_text (self, cr, self->unit, "fg_dim", 0.9, FALSE, 0, line / 4 + size * line / 2, room * 0.8);
  draw_end (self, cr, self->low, -radius * 0.6, radius * sin (FIRST) + line / 2, radius * 1.1);
  draw_end (self, cr, self->high, radius * 0.6, radius * sin (FIRST) + line / 2, radius * 1.1);
  cairo_destroy (cr);
}

/* --- The widget --- */

static void
value_gauge_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = LEAST;
}

static void
value_gauge_finalize (GObject *object)
{
  ValueGauge *self = VALUE_GAUGE (object);

  g_free (self->unit);
  g_free (self->text);
  g_array_unref (self->zones);
  G_OBJECT_CLASS (value_gauge_parent_class)->finalize (object);
}

static void
value_gauge_class_init (ValueGaugeClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = value_gauge_finalize;
  widget_class->snapshot = value_gauge_snapshot;
  widget_class->measure = value_gauge_measure;
  gtk_widget_class_set_css_name (widget_class, "gauge");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_METER);
}

static void
value_gauge_init (ValueGauge *self)
{
  self->high = 1;
  self->unit = g_strdup ("");
  self->zones = g_array_new (FALSE, FALSE, sizeof (ControlZone));
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-application-prefer-dark-theme",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
value_gauge_new (void)
{
  return g_object_new (VALUE_TYPE_GAUGE, NULL);
}

void
value_gauge_set_scale (ValueGauge *self, const char *name, double low, double high, int decimals, const char *unit,
                       const GPtrArray *zones)
{
  self->low = low;
  self->high = high;
  self->decimals = CLAMP (decimals, 0, 6);
  g_free (self->unit);
  self->unit = g_strdup (unit);
  g_array_set_size (self->zones, 0);
  for (guint i = 0; zones != NULL && i < zones->len; i++)
    {
      ControlZone zone = *(const ControlZone *) zones->pdata[i];

      zone.text = NULL;
      g_array_append_val (self->zones, zone);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, low, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, high, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
value_gauge_set_value (ValueGauge *self, double value, const char *text, gboolean stale)
{
  g_autofree char *spoken = NULL;

  if (g_strcmp0 (self->text, text) == 0 && self->stale == stale)
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  self->value = value;
  self->stale = stale;
  spoken = text == NULL ? g_strdup (_ ("no value yet")) : g_strdup_printf ("%s %s", text, self->unit);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  isfinite (value) ? value : self->low, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, spoken, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
