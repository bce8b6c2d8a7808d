/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/bit-view.h"

#include "base/i18n.h"
#include "core/bit-rate.h"
#include "draw/bit-picture.h"
#include "ui/theme-look.h"
#include <math.h>

#define MARGIN 16
#define GRAB 12 /* px around the sample point */

struct _BitView
{
  GtkWidget parent;

  gboolean has_solution;
  TimingRequest request;
  TimingSolution solution;
  const Controller *controller;
  guint focused; /* phase that has the keys */
  int grabbed;   /* phase whose point is held; -1: none */
};

G_DEFINE_FINAL_TYPE (BitView, bit_view, GTK_TYPE_WIDGET)

static guint point_signal;

static guint
n_phases (BitView *self)
{
  return !self->has_solution ? 0 : self->solution.data.timing.brp > 0 ? 2 : 1;
}

static const PhaseSolution *
phase_of (BitView *self, guint phase)
{
  return phase == 0 ? &self->solution.nominal : &self->solution.data;
}

static double
picture_height (BitView *self)
{
  DrawLook look = { .context = gtk_widget_get_pango_context (GTK_WIDGET (self)) };

  return bit_picture_height (&look);
}

/* --- Drawing --- */

static char *
dup_title (BitView *self, guint phase)
{
  g_autoptr (GString) rate = g_string_new (NULL);
  double made = phase_of (self, phase)->bitrate;

  g_string_append_printf (rate, "%.6g %s", made >= 1e6 ? made / 1e6 : made / 1e3, made >= 1e6 ? "Mbit/s" : "kbit/s");
  return g_strdup_printf (phase == 0 ? _ ("Nominal, %s") : _ ("Data, %s"), rate->str);
}

static char *
dup_note (BitView *self, guint phase)
{
  const BitTiming *timing = &phase_of (self, phase)->timing;

  return g_strdup_printf (_ ("%u quanta of %.4g ns"), bit_timing_quanta (timing),
                          bit_timing_quantum (timing, self->request.clock));
}

/* How the controller makes up for its transmitter's delay; NULL: it cannot, or need not. */
static char *
dup_delay (BitView *self, guint phase, gboolean brief, double *second_point)
{
  TdcChoice tdc = { 0 };

  if (phase == 0 || self->controller == NULL || self->controller->tdc.offset_max == 0)
    return NULL;
  bit_timing_tdc (&phase_of (self, phase)->timing, &self->controller->tdc, &tdc);
  if (!tdc.possible && brief)
    return g_strdup (_ ("no TDC: prescaler above 2"));
  if (!tdc.possible)
    return g_strdup (_ ("no compensation of the transmitter's delay: its prescaler is above 2"));
  *second_point = tdc.second_point;
  if (brief)
    return g_strdup_printf (_ ("TDC +%u clocks: second point at %.1f %%"), tdc.offset, tdc.second_point * 100);
  return g_strdup_printf (tdc.bounded ? _ ("TDC offset %u clocks, the controller's bound: second sample point %.1f %% "
                                           "behind the measured loop delay")
                                      : _ ("TDC offset %u clocks: second sample point %.1f %% behind the measured "
                                           "loop delay"),
                          tdc.offset, tdc.second_point * 100);
}

static double
needed_ns (BitView *self)
{
  double delay = self->request.node_delay_ns > 0 ? self->request.node_delay_ns : NODE_DELAY_NS;

  return self->request.cable > 0 ? 2 * (CABLE_NS_PER_M * self->request.cable + delay) : 0;
}

static void
draw_phase (BitView *self, const DrawLook *look, cairo_t *cr, guint phase, double y, double width)
{
  g_autofree char *title = dup_title (self, phase), *note = dup_note (self, phase), *below = NULL, *brief = NULL;
  BitPicture picture = { .title = title,
                         .timing = phase_of (self, phase)->timing,
                         .clock = self->request.clock,
                         .needed = phase == 0 ? needed_ns (self) : 0,
                         .triple = phase == 0 && self->request.triple
                                   && controller_takes_three (self->controller, &self->solution.nominal.timing),
                         .grabbed = self->grabbed == (int) phase };

  below = dup_delay (self, phase, FALSE, &picture.second_point);
  brief = dup_delay (self, phase, TRUE, &picture.second_point);
  picture.note = note;
  picture.below = below;
  picture.brief = brief;
  bit_picture_draw (&picture, look, cr, MARGIN, y, width - 2 * MARGIN);
}

static void
bit_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BitView *self = BIT_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  DrawLook look;
  cairo_t *cr;

  if (n_phases (self) == 0 || width <= 0 || height <= 0)
    return;
  theme_look_init (&look, widget);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  for (guint i = 0; i < n_phases (self); i++)
    draw_phase (self, &look, cr, i, i * bit_picture_height (&look), width);
  cairo_destroy (cr);
  if (gtk_widget_has_visible_focus (widget))
    gtk_snapshot_render_focus (snapshot, gtk_widget_get_style_context (widget), 2, 2, width - 4, height - 4);
}

static void
bit_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                  int *minimum_baseline, int *natural_baseline)
{
  BitView *self = BIT_VIEW (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 240;
      *natural = 600;
    }
  else
    *minimum = *natural = (int) ceil (MAX (n_phases (self), 1) * picture_height (self));
}

static int
phase_at (BitView *self, double y)
{
  int phase = (int) (y / picture_height (self));

  return phase < (int) n_phases (self) ? phase : -1;
}

/* What stands above the bit is cut where the view is narrow. */
static gboolean
on_query_tooltip (BitView *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  int phase = keyboard && n_phases (self) > 0 ? (int) MIN (self->focused, n_phases (self) - 1) : phase_at (self, y);
  g_autofree char *title = NULL, *note = NULL, *delay = NULL, *text = NULL;
  double second_point;

  if (phase < 0)
    return FALSE;
  title = dup_title (self, (guint) phase);
  note = dup_note (self, (guint) phase);
  delay = dup_delay (self, (guint) phase, FALSE, &second_point);
  text = g_strdup_printf ("%s\n%s%s%s", title, note, delay != NULL ? "\n" : "", delay != NULL ? delay : "");
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/* --- Dragging --- */

static double
share_at (BitView *self, double x)
{
  return bit_picture_share_at (MARGIN, gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARGIN, x);
}

static gboolean
is_on_point (BitView *self, int phase, double x)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARGIN;

  return phase >= 0 && fabs (share_at (self, x) - phase_of (self, (guint) phase)->point) * width < 4 * GRAB;
}

static void
wish (BitView *self, guint phase, double point)
{
  g_signal_emit (self, point_signal, 0, phase, CLAMP (point, 0.05, 0.98));
}

static void
on_drag_begin (GtkGestureDrag *drag, double x, double y, BitView *self)
{
  int phase = phase_at (self, y);

  if (!is_on_point (self, phase, x))
    {
      gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->grabbed = phase;
  self->focused = (guint) phase;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_drag_update (GtkGestureDrag *drag, double dx, double dy, BitView *self)
{
  double x, y;

  if (self->grabbed < 0 || !gtk_gesture_drag_get_start_point (drag, &x, &y))
    return;
  wish (self, (guint) self->grabbed, share_at (self, x + dx));
}

static void
on_drag_end (GtkGestureDrag *drag, double dx, double dy, BitView *self)
{
  self->grabbed = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, BitView *self)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), is_on_point (self, phase_at (self, y), x) ? "ew-resize" : NULL);
}

static gboolean
on_key (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, BitView *self)
{
  const PhaseSolution *phase;

  if (n_phases (self) == 0 || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Up || key == GDK_KEY_Down)
    {
      self->focused = key == GDK_KEY_Up ? 0 : n_phases (self) - 1;
      return GDK_EVENT_STOP;
    }
  if (key != GDK_KEY_Left && key != GDK_KEY_Right)
    return GDK_EVENT_PROPAGATE;
  self->focused = MIN (self->focused, n_phases (self) - 1);
  phase = phase_of (self, self->focused);
  wish (self, self->focused, phase->point + (key == GDK_KEY_Right ? 1.0 : -1.0) / bit_timing_quanta (&phase->timing));
  return GDK_EVENT_STOP;
}

/* --- Object --- */

static void
bit_view_class_init (BitViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  widget_class->snapshot = bit_view_snapshot;
  widget_class->measure = bit_view_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  point_signal = g_signal_new ("point-wished", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_DOUBLE);
}

static void
bit_view_init (BitView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new (), *keys = gtk_event_controller_key_new ();

  self->grabbed = -1;
  gtk_widget_set_focusable (widget, TRUE);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("The bit to scale"), -1);
  gtk_widget_set_has_tooltip (widget, TRUE);
  g_signal_connect (widget, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-application-prefer-dark-theme",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
bit_view_new (void)
{
  return g_object_new (BIT_TYPE_VIEW, NULL);
}

static void
describe (BitView *self)
{
  g_autoptr (GString) text = g_string_new (_ ("The bit to scale"));

  for (guint i = 0; i < n_phases (self); i++)
    {
      const BitTiming *t = &phase_of (self, i)->timing;
      double second_point;
      g_autofree char *title = dup_title (self, i), *note = dup_note (self, i);
      g_autofree char *delay = dup_delay (self, i, FALSE, &second_point);

      g_string_append_printf (text, _ (". %s: propagation %u, phase 1 %u, phase 2 %u quanta, sample point %.1f %%"),
                              title, t->prop, t->phase1, t->phase2, phase_of (self, i)->point * 100);
      if (i == 0 && self->request.triple && controller_takes_three (self->controller, t))
        g_string_append (text, _ (", three samples"));
      g_string_append_printf (text, delay != NULL ? ", %s · %s" : ", %s", note, delay);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str, -1);
}

void
bit_view_set (BitView *self, const TimingRequest *request, const TimingSolution *solution, const Controller *controller)
{
  guint before = n_phases (self);

  self->has_solution = solution != NULL;
  if (solution != NULL)
    {
      self->request = *request;
      self->solution = *solution;
      self->controller = controller;
    }
  describe (self);
  if (n_phases (self) != before)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
