/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/anatomy-view.h"

#include "base/i18n.h"
#include "ui/theme-look.h"
#include <math.h>

struct _AnatomyView
{
  GtkWidget parent;
  Anatomy anatomy;
};

G_DEFINE_FINAL_TYPE (AnatomyView, anatomy_view, GTK_TYPE_WIDGET)

enum
{
  PROP_BIT = 1,
};

static GParamSpec *bit_property;

static void
anatomy_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnatomyView *self = ANATOMY_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  DrawLook look;
  cairo_t *cr;

  if (self->anatomy.bits == NULL || width <= 0 || height <= 0)
    return;
  theme_look_init (&look, widget);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  anatomy_draw (&self->anatomy, &look, cr, width);
  cairo_destroy (cr);
  if (gtk_widget_has_visible_focus (widget))
    gtk_snapshot_render_focus (snapshot, gtk_widget_get_style_context (widget), 1, 1, width - 2, height - 2);
}

static GtkSizeRequestMode
anatomy_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
anatomy_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  AnatomyView *self = ANATOMY_VIEW (widget);
  DrawLook look = { .context = gtk_widget_get_pango_context (widget) };

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 320;
      *natural = 900;
    }
  else
    *minimum = *natural = self->anatomy.bits == NULL
                              ? 0
                              : (int) ceil (anatomy_height (&self->anatomy, &look, for_size > 0 ? for_size : 900));
}

/* --- The bit that is looked at --- */

int
anatomy_view_get_bit (AnatomyView *self)
{
  return self->anatomy.chosen;
}

void
anatomy_view_set_bit (AnatomyView *self, int bit)
{
  if (self->anatomy.bits == NULL)
    bit = -1;
  else
    bit = CLAMP (bit, -1, (int) self->anatomy.bits->n - 1);
  if (bit == self->anatomy.chosen)
    return;
  self->anatomy.chosen = bit;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), bit_property);
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, AnatomyView *self)
{
  DrawLook look = { .context = gtk_widget_get_pango_context (GTK_WIDGET (self)) };

  if (self->anatomy.bits != NULL)
    anatomy_view_set_bit (self, anatomy_bit_at (&self->anatomy, &look, gtk_widget_get_width (GTK_WIDGET (self)), x, y));
}

static void
on_pressed (GtkGestureClick *click, int n, double x, double y, AnatomyView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  on_motion (NULL, x, y, self);
}

static gboolean
on_key (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, AnatomyView *self)
{
  int bit = self->anatomy.chosen, last = self->anatomy.bits != NULL ? (int) self->anatomy.bits->n - 1 : -1;

  if (last < 0 || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Left)
    bit = MAX (bit - 1, 0);
  else if (key == GDK_KEY_Right)
    bit = MIN (bit + 1, last);
  else if (key == GDK_KEY_Home)
    bit = 0;
  else if (key == GDK_KEY_End)
    bit = last;
  else
    return GDK_EVENT_PROPAGATE;
  anatomy_view_set_bit (self, bit);
  return GDK_EVENT_STOP;
}

/* --- Object --- */

static void
anatomy_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_int (value, ANATOMY_VIEW (object)->anatomy.chosen);
}

static void
anatomy_view_class_init (AnatomyViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->get_property = anatomy_view_get_property;
  widget_class->snapshot = anatomy_view_snapshot;
  widget_class->measure = anatomy_view_measure;
  widget_class->get_request_mode = anatomy_view_get_request_mode;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  bit_property = g_param_spec_int ("bit", NULL, NULL, -1, G_MAXINT, -1, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (G_OBJECT_CLASS (class), PROP_BIT, bit_property);
}

static void
anatomy_view_init (AnatomyView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new (), *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->anatomy.chosen = self->anatomy.decided = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Bits of the frame"), -1);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-application-prefer-dark-theme",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
anatomy_view_new (void)
{
  return g_object_new (ANATOMY_TYPE_VIEW, NULL);
}

void
anatomy_view_set (AnatomyView *self, const Anatomy *anatomy)
{
  gboolean wrapped = self->anatomy.wrapped;
  int chosen = self->anatomy.chosen;

  self->anatomy = *anatomy;
  self->anatomy.wrapped = wrapped;
  self->anatomy.chosen = anatomy->bits == NULL || chosen >= (int) anatomy->bits->n ? -1 : chosen;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), bit_property);
}

void
anatomy_view_set_wrapped (AnatomyView *self, gboolean wrapped)
{
  self->anatomy.wrapped = wrapped;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
