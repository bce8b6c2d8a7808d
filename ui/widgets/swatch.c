/* swatch.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/swatch.h"

#include "ui/field-focus.h"
#include "ui/theme.h"

#define SIZE 10

struct _ColorSwatch
{
  GtkWidget parent_instance;
  int signal;
};

G_DEFINE_FINAL_TYPE (ColorSwatch, color_swatch, GTK_TYPE_WIDGET)

/* round 0 is filled, 1 has one gap as a dash has, 2 and later two. */
static void
color_swatch_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ColorSwatch *self = COLOR_SWATCH (widget);
  guint round;
  const char *name = field_focus_palette (self->signal, &round);
  float x = (float) floor ((gtk_widget_get_width (widget) - SIZE) / 2.0);
  float y = (float) floor ((gtk_widget_get_height (widget) - SIZE) / 2.0);
  GdkRGBA color;

  if (self->signal < 0)
    return;
  theme_lookup_color (widget, name, &color);
  for (guint i = 0; i <= MIN (round, 2); i++)
    {
      float width = round == 0 ? SIZE : round == 1 ? 4 : 2;
      graphene_rect_t rect = GRAPHENE_RECT_INIT (x + (float) i * (round == 1 ? 6 : 4), y, width, SIZE);

      gtk_snapshot_append_color (snapshot, &color, &rect);
    }
}

static void
color_swatch_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = SIZE;
}

static void
color_swatch_class_init (ColorSwatchClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  widget_class->snapshot = color_swatch_snapshot;
  widget_class->measure = color_swatch_measure;
  gtk_widget_class_set_css_name (widget_class, "swatch");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
color_swatch_init (ColorSwatch *self)
{
  self->signal = -1;
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-application-prefer-dark-theme",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
color_swatch_new (void)
{
  return g_object_new (COLOR_TYPE_SWATCH, NULL);
}

void
color_swatch_set_signal (ColorSwatch *self, int signal)
{
  self->signal = signal;
  gtk_widget_set_visible (GTK_WIDGET (self), signal >= 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
