/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/state-lamp.h"

#include "ui/theme.h"

#include <math.h>

#define SIZE 24 /* px, at least */

struct _StateLamp
{
  GtkWidget parent_instance;

  LampState state;
  LampColor color;
};

G_DEFINE_FINAL_TYPE (StateLamp, state_lamp, GTK_TYPE_WIDGET)

const char *
state_lamp_color (LampColor color)
{
  static const char *const names[N_LAMP_COLORS] = { "ok_bg", "accent_bg", "warn_bg", "rec_bg" };

  return names[color];
}

static void
polygon (cairo_t *cr, guint n, double radius, double turn)
{
  for (guint i = 0; i < n; i++)
    cairo_line_to (cr, radius * cos (turn + 2 * G_PI * i / n), radius * sin (turn + 2 * G_PI * i / n));
  cairo_close_path (cr);
}

static void
shape (cairo_t *cr, LampColor color, double radius)
{
  switch (color)
    {
    case LAMP_BLUE:
      polygon (cr, 4, radius, 0);
      break;
    case LAMP_YELLOW:
      cairo_translate (cr, 0, radius / 5);
      polygon (cr, 3, radius, -G_PI / 2);
      break;
    case LAMP_RED:
      polygon (cr, 4, radius * 1.1, G_PI / 4);
      break;
    default:
      cairo_arc (cr, 0, 0, radius * 0.9, 0, 2 * G_PI);
    }
}

static void
state_lamp_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  StateLamp *self = STATE_LAMP (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double radius = MIN (width, height) / 2 - 2;
  GdkRGBA color;
  cairo_t *cr;

  if (radius < 3)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cairo_translate (cr, width / 2, height / 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  if (self->state == LAMP_LIT)
    {
      theme_lookup_color (widget, state_lamp_color (self->color), &color);
      shape (cr, self->color, radius);
      gdk_cairo_set_source_rgba (cr, &color);
      cairo_fill_preserve (cr);
      theme_lookup_color (widget, "fg", &color);
      color.alpha = 0.45f;
    }
  else
    {
      cairo_arc (cr, 0, 0, radius * 0.9, 0, 2 * G_PI);
      theme_lookup_color (widget, "fg_faint", &color);
      if (self->state == LAMP_UNKNOWN)
        cairo_set_dash (cr, (const double[]){ 3, 3 }, 2, 0);
    }
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
state_lamp_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                    int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = SIZE;
}

static void
state_lamp_class_init (StateLampClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  widget_class->snapshot = state_lamp_snapshot;
  widget_class->measure = state_lamp_measure;
  gtk_widget_class_set_css_name (widget_class, "lamp");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION); /* its words stand beside it */
}

static void
state_lamp_init (StateLamp *self)
{
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-application-prefer-dark-theme",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
state_lamp_new (void)
{
  return g_object_new (STATE_TYPE_LAMP, NULL);
}

void
state_lamp_set (StateLamp *self, LampState state, LampColor color)
{
  if (self->state == state && self->color == color)
    return;
  self->state = state;
  self->color = color;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
