/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/wave-view.h"

#include "base/i18n.h"
#include "ui/theme-look.h"
#include <math.h>

#define STEP 1.25         /* of zooming */
#define LEAST_BITS 3      /* shown at the closest */
#define SCROLL_SHARE 0.15 /* of what is shown, a click of the wheel */

struct _WaveView
{
  GtkWidget parent;
  WavePicture picture;
  GtkAdjustment *adjustment;
  double drag_from, pointer;
};

G_DEFINE_FINAL_TYPE (WaveView, wave_view, GTK_TYPE_WIDGET)

enum
{
  PROP_BIT = 1,
};

static GParamSpec *bit_property;
static guint view_changed_signal;

static void
wave_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WaveView *self = WAVE_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  DrawLook look;
  cairo_t *cr;

  if (self->picture.cut == NULL || width <= 0 || height <= 0)
    return;
  theme_look_init (&look, widget);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  wave_picture_draw (&self->picture, &look, cr, width);
  cairo_destroy (cr);
}

static void
wave_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                   int *minimum_baseline, int *natural_baseline)
{
  DrawLook look = { .context = gtk_widget_get_pango_context (widget) };

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 240;
      *natural = 900;
    }
  else
    *minimum = *natural = (int) wave_picture_height (&look);
}

/* --- What is shown --- */

static double
shortest_span (WaveView *self)
{
  const WaveCut *cut = self->picture.cut;
  double fastest = MAX (cut->setting.bitrate, cut->setting.data_bitrate);

  return MIN (LEAST_BITS * 1e9 / fastest, cut->to - cut->from);
}

static void
show (WaveView *self, double from, double span)
{
  const WaveCut *cut = self->picture.cut;

  if (cut == NULL)
    return;
  span = CLAMP (span, shortest_span (self), cut->to - cut->from);
  from = CLAMP (from, cut->from, cut->to - span);
  self->picture.from = from;
  self->picture.to = from + span;
  gtk_adjustment_configure (self->adjustment, from, cut->from, cut->to, span / 20, span * 0.9, span);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, view_changed_signal, 0);
}

static void
on_scrolled (GtkAdjustment *adjustment, WaveView *self)
{
  double from = gtk_adjustment_get_value (adjustment), span = self->picture.to - self->picture.from;

  if (self->picture.cut == NULL || from == self->picture.from)
    return;
  self->picture.from = from;
  self->picture.to = from + span;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, view_changed_signal, 0);
}

static void
zoom_about (WaveView *self, double factor, double time)
{
  double span, share;

  if (self->picture.cut == NULL)
    return;
  span = self->picture.to - self->picture.from;
  share = (time - self->picture.from) / span;
  span = CLAMP (span / factor, shortest_span (self), self->picture.cut->to - self->picture.cut->from);
  show (self, time - share * span, span);
}

void
wave_view_zoom (WaveView *self, double factor)
{
  double time = (self->picture.from + self->picture.to) / 2;

  if (self->picture.cut != NULL && self->picture.chosen >= 0)
    {
      double start = g_array_index (self->picture.cut->bits, WaveCutBit, self->picture.chosen).start;

      if (start >= self->picture.from && start <= self->picture.to)
        time = start;
    }
  zoom_about (self, factor, time);
}

void
wave_view_fit (WaveView *self)
{
  if (self->picture.cut != NULL)
    show (self, self->picture.cut->from, self->picture.cut->to - self->picture.cut->from);
}

gboolean
wave_view_is_fitted (WaveView *self)
{
  const WaveCut *cut = self->picture.cut;

  return cut == NULL || self->picture.to - self->picture.from >= (cut->to - cut->from) * 0.999;
}

GtkAdjustment *
wave_view_get_adjustment (WaveView *self)
{
  return self->adjustment;
}

/* --- The bit that is looked at --- */

int
wave_view_get_bit (WaveView *self)
{
  return self->picture.chosen;
}

static void
choose (WaveView *self, int bit)
{
  if (bit == self->picture.chosen)
    return;
  self->picture.chosen = bit;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), bit_property);
}

void
wave_view_set_bit (WaveView *self, int bit)
{
  const WaveCut *cut = self->picture.cut;
  const WaveCutBit *chosen;
  double span = self->picture.to - self->picture.from;

  if (cut == NULL || cut->bits->len == 0)
    return;
  bit = CLAMP (bit, 0, (int) cut->bits->len - 1);
  chosen = &g_array_index (cut->bits, WaveCutBit, bit);
  if (chosen->start < self->picture.from || chosen->end > self->picture.to)
    show (self, (chosen->start + chosen->end) / 2 - span / 2, span);
  choose (self, bit);
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, WaveView *self)
{
  double time;

  self->pointer = x;
  if (self->picture.cut == NULL)
    return;
  time = wave_picture_time_at (&self->picture, gtk_widget_get_width (GTK_WIDGET (self)), x);
  if (time >= self->picture.from && time < self->picture.to)
    choose (self, wave_cut_bit_at (self->picture.cut, time));
}

static void
on_pressed (GtkGestureClick *click, int n, double x, double y, WaveView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  on_motion (NULL, x, y, self);
}

/* --- Keys, wheel, drag --- */

static gboolean
on_key (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, WaveView *self)
{
  double span = self->picture.to - self->picture.from;
  int bit = self->picture.chosen;

  if (self->picture.cut == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Left)
    wave_view_set_bit (self, bit - 1);
  else if (key == GDK_KEY_Right)
    wave_view_set_bit (self, bit + 1);
  else if (key == GDK_KEY_Home)
    wave_view_set_bit (self, 0);
  else if (key == GDK_KEY_End)
    wave_view_set_bit (self, G_MAXINT);
  else if (key == GDK_KEY_Page_Up)
    show (self, self->picture.from - span * 0.8, span);
  else if (key == GDK_KEY_Page_Down)
    show (self, self->picture.from + span * 0.8, span);
  else if (key == GDK_KEY_plus || key == GDK_KEY_equal || key == GDK_KEY_KP_Add)
    wave_view_zoom (self, STEP);
  else if (key == GDK_KEY_minus || key == GDK_KEY_KP_Subtract)
    wave_view_zoom (self, 1 / STEP);
  else if (key == GDK_KEY_0 || key == GDK_KEY_KP_0)
    wave_view_fit (self);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static gboolean
on_wheel (GtkEventControllerScroll *scroll, double dx, double dy, WaveView *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  double span = self->picture.to - self->picture.from;

  if (self->picture.cut == NULL)
    return GDK_EVENT_PROPAGATE;
  if (state & GDK_CONTROL_MASK)
    zoom_about (self, pow (STEP, -dy),
                wave_picture_time_at (&self->picture, gtk_widget_get_width (GTK_WIDGET (self)), self->pointer));
  else
    show (self, self->picture.from + (dx + dy) * SCROLL_SHARE * span, span);
  return GDK_EVENT_STOP;
}

static void
on_drag_begin (GtkGestureDrag *drag, double x, double y, WaveView *self)
{
  self->drag_from = self->picture.from;
}

static void
on_drag (GtkGestureDrag *drag, double dx, double dy, WaveView *self)
{
  double span = self->picture.to - self->picture.from;

  if (self->picture.cut != NULL && fabs (dx) > 3)
    show (self, self->drag_from - dx / wave_picture_room (gtk_widget_get_width (GTK_WIDGET (self))) * span, span);
}

/* --- Object --- */

static void
wave_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_int (value, WAVE_VIEW (object)->picture.chosen);
}

static void
wave_view_dispose (GObject *object)
{
  g_clear_object (&WAVE_VIEW (object)->adjustment);
  G_OBJECT_CLASS (wave_view_parent_class)->dispose (object);
}

static void
wave_view_class_init (WaveViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->get_property = wave_view_get_property;
  G_OBJECT_CLASS (class)->dispose = wave_view_dispose;
  widget_class->snapshot = wave_view_snapshot;
  widget_class->measure = wave_view_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "waveview");
  bit_property = g_param_spec_int ("bit", NULL, NULL, -1, G_MAXINT, -1, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (G_OBJECT_CLASS (class), PROP_BIT, bit_property);
  view_changed_signal = g_signal_new ("view-changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 0);
}

static void
add_controllers (WaveView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new (), *keys = gtk_event_controller_key_new ();
  GtkEventController *wheel = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *click = gtk_gesture_click_new (), *drag = gtk_gesture_drag_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (wheel, "scroll", G_CALLBACK (on_wheel), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), wheel);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

static void
wave_view_init (WaveView *self)
{
  self->picture.chosen = -1;
  self->adjustment = g_object_ref_sink (gtk_adjustment_new (0, 0, 1, 0.1, 1, 1));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  add_controllers (self);
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (on_scrolled), self, 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Waveform of the frame"),
                                  -1);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-application-prefer-dark-theme",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
wave_view_new (void)
{
  return g_object_new (WAVE_TYPE_VIEW, NULL);
}

static void
tell_readers (WaveView *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->picture.cut != NULL)
    wave_cut_append_text (text, self->picture.cut);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
}

void
wave_view_set (WaveView *self, const WaveCut *cut, const char *name, gboolean keep)
{
  self->picture.cut = cut;
  self->picture.name = name;
  self->picture.chosen = -1;
  if (cut == NULL)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  else if (keep)
    show (self, self->picture.from, self->picture.to - self->picture.from);
  else
    wave_view_fit (self);
  tell_readers (self);
  g_object_notify_by_pspec (G_OBJECT (self), bit_property);
}
