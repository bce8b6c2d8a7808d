/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/plot-view.h"

#include "base/i18n.h"
#include "ui/theme-look.h"
#include <math.h>
#include <time.h>

#define GRAB 6.0       /* px beside a cursor's line that still hold it */
#define SNAP 8.0       /* px within which a cursor goes to a sample */
#define MIN_PANE 44    /* px */
#define WHEEL_ZOOM 0.8 /* a notch */
#define PACE 16        /* drawing what comes live takes a 16th of a processor at most, */
#define SLOWEST 333333 /* but three pictures a second there are */

typedef enum
{
  DRAG_NOTHING,
  DRAG_PAN,
  DRAG_CURSOR,
  DRAG_BOX,
} DragKind;

struct _PlotView
{
  GtkWidget parent;

  PlotModel *model;
  DrawTexts *texts;
  /* All but the cursors, kept while nothing else changes. */
  cairo_surface_t *under; /* (nullable) */
  uint64_t under_serial;  /* of its picture */
  double pointer_x, pointer_y;
  gboolean inside;

  DragKind drag;
  guint cursor; /* that is dragged */
  int64_t drag_from, drag_to;
  double start_x, start_y, drag_x, drag_y, moved;
};

G_DEFINE_FINAL_TYPE (PlotView, plot_view, GTK_TYPE_WIDGET)

enum
{
  CLICKED,
  MENU,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* --- Drawing --- */

static void
draw_box (PlotView *self, const DrawLook *look, cairo_t *cr)
{
  double x = MIN (self->start_x, self->drag_x), y = MIN (self->start_y, self->drag_y),
         width = fabs (self->drag_x - self->start_x), height = fabs (self->drag_y - self->start_y);

  if (self->drag != DRAG_BOX)
    return;
  draw_set_color (cr, &look->accent, 0.15);
  cairo_rectangle (cr, floor (x) + 0.5, floor (y) + 0.5, width, height);
  cairo_fill_preserve (cr);
  draw_set_color (cr, &look->accent, 1);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
take_look (PlotView *self, DrawLook *look)
{
  theme_look_init (look, GTK_WIDGET (self));
  look->texts = self->texts;
}

/* Into an image of our own: GTK would record each of thousands of strokes before it draws them. */
static void
draw_under (PlotView *self, const PlotPicture *picture, const DrawLook *look)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  int width = (int) picture->width * scale, height = (int) picture->height * scale;
  cairo_t *cr;

  if (self->under != NULL && self->under_serial == picture->serial
      && cairo_image_surface_get_width (self->under) == width && cairo_image_surface_get_height (self->under) == height)
    return;
  /* Always a new one: what GTK still holds of the last frame must not change, and would be copied. */
  g_clear_pointer (&self->under, cairo_surface_destroy);
  self->under = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_surface_set_device_scale (self->under, scale, scale);
  self->under_serial = picture->serial;
  cr = cairo_create (self->under);
  plot_picture_draw_under (picture, look, cr);
  cairo_destroy (cr);
}

static int64_t
thread_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (int64_t) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void
plot_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PlotView *self = PLOT_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int64_t start = thread_time ();
  gboolean other;
  PlotPicture *picture;
  DrawLook look;
  cairo_t *cr;

  if (width < 80 || height < 60)
    return;
  take_look (self, &look);
  picture = plot_model_get_picture (self->model, &look, width, height);
  other = picture->serial != self->under_serial;
  draw_under (self, picture, &look);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cairo_set_source_surface (cr, self->under, 0, 0);
  cairo_paint (cr);
  plot_picture_draw_over (picture, &look, cr);
  draw_box (self, &look, cr);
  cairo_destroy (cr);
  /* GTK's part is about as much again. */
  if (other)
    plot_model_set_pace (self->model, MIN (2 * PACE * (thread_time () - start), SLOWEST));
  if (gtk_widget_has_visible_focus (widget))
    gtk_snapshot_render_focus (snapshot, gtk_widget_get_style_context (widget), 2, 2, width - 4, height - 4);
}

static void
plot_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                   int *minimum_baseline, int *natural_baseline)
{
  PlotView *self = PLOT_VIEW (widget);
  guint lines = 0, dials = 0;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 240;
      *natural = 600;
      return;
    }
  for (guint i = 0; i < plot_model_n_signals (self->model); i++)
    {
      lines += plot_signal_is_line (plot_model_get_signal (self->model, i));
      dials += plot_signal_is_dial (plot_model_get_signal (self->model, i));
    }
  if (plot_model_get_mode (self->model) != PLOT_STACKED)
    lines = MIN (lines, 2);
  *minimum = *natural
      = 60 + MIN_PANE * (int) MAX (lines, 1)
        + (int) plot_dials_height (dials, for_size > 0 ? for_size : MAX (240, gtk_widget_get_width (widget)));
}

/* What it draws is known after the next frame; the numbers of it now may be of before. */
static PlotPicture *
picture_of (PlotView *self)
{
  DrawLook look;
  int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));

  take_look (self, &look);
  return plot_model_get_picture (self->model, &look, MAX (width, 80), MAX (height, 60));
}

static int
pane_at (const PlotPicture *picture, double y)
{
  for (guint i = 0; i < picture->n_panes; i++)
    if (y >= picture->panes[i].y && y <= picture->panes[i].y + picture->panes[i].height)
      return (int) i;
  return -1;
}

int64_t
plot_view_get_time (PlotView *self)
{
  PlotPicture *picture = picture_of (self);
  const PlotArea *area = &picture->panes[0];

  if (self->inside && self->pointer_x >= area->x && self->pointer_x <= area->x + area->width)
    return plot_picture_time (picture, self->pointer_x);
  return picture->from / 2 + picture->to / 2;
}

int
plot_view_get_signal (PlotView *self)
{
  int pane = pane_at (picture_of (self), self->pointer_y);

  return pane >= 0 ? plot_model_signal_of_pane (self->model, (guint) pane) : -1;
}

/* --- Pointer --- */

static int
cursor_at (PlotView *self, double x)
{
  PlotPicture *picture = picture_of (self);
  int best = -1;
  double least = GRAB;

  for (guint i = 0; i < 2; i++)
    {
      int64_t time = plot_model_get_cursor (self->model, i);

      if (time != PLOT_NO_TIME && fabs (plot_picture_x (picture, time) - x) <= least)
        {
          least = fabs (plot_picture_x (picture, time) - x);
          best = (int) i;
        }
    }
  return best;
}

static void
set_shape (PlotView *self)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), self->drag == DRAG_PAN                   ? "grabbing"
                                                      : self->drag == DRAG_BOX                 ? "crosshair"
                                                      : cursor_at (self, self->pointer_x) >= 0 ? "ew-resize"
                                                                                               : NULL);
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, PlotView *self)
{
  self->inside = TRUE;
  self->pointer_x = x;
  self->pointer_y = y;
  set_shape (self);
}

static void
on_leave (PlotView *self)
{
  self->inside = FALSE;
}

static void
on_drag_begin (GtkGestureDrag *drag, double x, double y, PlotView *self)
{
  gboolean right = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (drag)) == GDK_BUTTON_SECONDARY;
  int cursor = right ? -1 : cursor_at (self, x);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->start_x = self->drag_x = x;
  self->start_y = self->drag_y = y;
  self->moved = 0;
  self->drag = cursor >= 0 ? DRAG_CURSOR : right ? DRAG_BOX : DRAG_PAN;
  self->cursor = (guint) MAX (cursor, 0);
  plot_model_get_range (self->model, &self->drag_from, &self->drag_to);
}

static void
drag_cursor (PlotView *self)
{
  PlotPicture *picture = picture_of (self);
  int64_t time = plot_picture_time (picture, self->drag_x);
  int64_t within = plot_picture_time (picture, self->drag_x + SNAP) - time;

  plot_model_set_cursor (self->model, self->cursor, plot_model_snap (self->model, time, within));
}

static void
on_drag_update (GtkGestureDrag *drag, double dx, double dy, PlotView *self)
{
  const PlotArea *area = &picture_of (self)->panes[0];

  self->drag_x = self->start_x + dx;
  self->drag_y = self->start_y + dy;
  if (self->moved < 4 && hypot (dx, dy) >= 4 && self->drag == DRAG_PAN)
    plot_model_note (self->model);
  self->moved = MAX (self->moved, hypot (dx, dy));
  if (self->moved < 4)
    return;
  if (self->drag == DRAG_CURSOR)
    drag_cursor (self);
  else if (self->drag == DRAG_PAN)
    {
      int64_t by = (int64_t) (-dx / area->width * (double) (self->drag_to - self->drag_from));

      plot_model_set_range (self->model, can_time_add (self->drag_from, by), can_time_add (self->drag_to, by), FALSE);
    }
  set_shape (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static double
value_at (const PlotPicture *picture, const PlotAxis *axis, double y)
{
  double top = plot_picture_y (picture, axis, axis->max), bottom = plot_picture_y (picture, axis, axis->min);

  return axis->min + (axis->max - axis->min) * (y - bottom) / (top - bottom);
}

/* Time, and values of the axes that the box lies in, if it is high enough to mean them. */
static void
zoom_to_box (PlotView *self)
{
  PlotPicture *picture = picture_of (self);
  int64_t a = plot_picture_time (picture, MIN (self->start_x, self->drag_x)),
          b = plot_picture_time (picture, MAX (self->start_x, self->drag_x));
  double top = MIN (self->start_y, self->drag_y), bottom = MAX (self->start_y, self->drag_y);
  int pane = pane_at (picture, self->start_y);
  guint line = 0;

  plot_model_note (self->model);
  for (guint i = 0; i < plot_model_n_signals (self->model) && bottom - top > 12 && !picture->xy; i++)
    {
      const PlotAxis *axis;

      if (!plot_signal_is_line (plot_model_get_signal (self->model, i)))
        continue;
      axis = plot_picture_axis (picture, plot_picture_line (picture, line++)->axis);
      if ((int) axis->pane == pane)
        {
          double min = value_at (picture, axis, bottom), max = value_at (picture, axis, top);

          plot_model_set_axis (self->model, i, min, max);
          picture = picture_of (self);
        }
    }
  if (fabs (self->drag_x - self->start_x) > 6)
    plot_model_set_range (self->model, a, b, FALSE);
}

static void
on_drag_end (GtkGestureDrag *drag, double dx, double dy, PlotView *self)
{
  DragKind kind = self->drag;

  self->drag = DRAG_NOTHING;
  if (self->moved >= 4 && kind == DRAG_BOX)
    zoom_to_box (self);
  else if (self->moved < 4 && kind == DRAG_BOX)
    g_signal_emit (self, signals[MENU], 0, self->start_x, self->start_y);
  else if (self->moved < 4 && kind == DRAG_PAN)
    {
      PlotPicture *picture = picture_of (self);

      if (!picture->xy && self->start_x >= picture->panes[0].x && picture->lines->len > 0)
        g_signal_emit (self, signals[CLICKED], 0, plot_picture_time (picture, self->start_x));
    }
  set_shape (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* On an axis: its values decide again. */
static void
on_pressed (GtkGestureClick *click, int n_press, double x, double y, PlotView *self)
{
  PlotPicture *picture = picture_of (self);
  int pane = pane_at (picture, y);

  if (n_press != 2)
    return;
  if (x >= picture->panes[0].x)
    {
      if (pane < 0)
        plot_model_show_all (self->model);
      return;
    }
  plot_model_note (self->model);
  for (guint i = 0; i < plot_model_n_signals (self->model); i++)
    if (plot_model_get_mode (self->model) != PLOT_STACKED
        || (pane >= 0 && plot_model_signal_of_pane (self->model, (guint) pane) == (int) i))
      plot_model_set_axis (self->model, i, 0, 0);
}

static void
zoom_values (PlotView *self, double factor)
{
  PlotPicture *picture = picture_of (self);
  int pane = pane_at (picture, self->pointer_y);
  guint line = 0;

  plot_model_note (self->model);
  for (guint i = 0; i < plot_model_n_signals (self->model) && !picture->xy; i++)
    {
      PlotAxis *axis;
      double at;

      if (!plot_signal_is_line (plot_model_get_signal (self->model, i)))
        continue;
      axis = plot_picture_axis (picture, plot_picture_line (picture, line++)->axis);
      if ((int) axis->pane != pane)
        continue;
      at = value_at (picture, axis, self->pointer_y);
      plot_model_set_axis (self->model, i, at + (axis->min - at) * factor, at + (axis->max - at) * factor);
      picture = picture_of (self);
    }
}

static gboolean
on_scroll (GtkEventControllerScroll *scroll, double dx, double dy, PlotView *self)
{
  GdkModifierType keys = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  int64_t from, to;

  if (fabs (dx) > fabs (dy) && keys & GDK_SHIFT_MASK) /* some turn the wheel's way with Shift */
    {
      dy = dx;
      dx = 0;
    }
  if (keys & GDK_CONTROL_MASK)
    plot_model_zoom (self->model, plot_view_get_time (self), pow (WHEEL_ZOOM, -dy));
  else if (keys & GDK_SHIFT_MASK)
    zoom_values (self, pow (WHEEL_ZOOM, -dy));
  else
    {
      GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
      GtkAdjustment *rows
          = scroller != NULL ? gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)) : NULL;

      if (dx == 0 && rows != NULL && gtk_adjustment_get_upper (rows) > gtk_adjustment_get_page_size (rows) + 1)
        return FALSE; /* more plots than there is room for */
      plot_model_get_range (self->model, &from, &to);
      plot_model_pan (self->model, (int64_t) ((double) (to - from) * 0.1 * (dx != 0 ? dx : dy)));
    }
  return TRUE;
}

/* --- Building --- */

static void
on_changed (PlotView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_signals_changed (PlotView *self)
{
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
add_drag (PlotView *self, guint button)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), button);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

static void
add_controllers (PlotView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new (),
                     *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  add_drag (self, GDK_BUTTON_PRIMARY);
  add_drag (self, GDK_BUTTON_SECONDARY);
}

static void
plot_view_dispose (GObject *object)
{
  PlotView *self = PLOT_VIEW (object);

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_clear_pointer (&self->texts, draw_texts_free);
  g_clear_pointer (&self->under, cairo_surface_destroy);
  G_OBJECT_CLASS (plot_view_parent_class)->dispose (object);
}

static void
plot_view_class_init (PlotViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = plot_view_dispose;
  widget_class->snapshot = plot_view_snapshot;
  widget_class->measure = plot_view_measure;
  gtk_widget_class_set_css_name (widget_class, "plotview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[CLICKED]
      = g_signal_new ("clicked", PLOT_TYPE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[MENU] = g_signal_new ("menu", PLOT_TYPE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                G_TYPE_DOUBLE, G_TYPE_DOUBLE);
}

static void
plot_view_init (PlotView *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  self->texts = draw_texts_new ();
  add_controllers (self);
}

GtkWidget *
plot_view_new (PlotModel *model)
{
  PlotView *self = g_object_new (PLOT_TYPE_VIEW, NULL);

  self->model = g_object_ref (model);
  g_signal_connect_swapped (model, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (model, "signals-changed", G_CALLBACK (on_signals_changed), self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Plot"), -1);
  return GTK_WIDGET (self);
}
