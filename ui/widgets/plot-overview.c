/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/plot-overview.h"

#include "base/i18n.h"
#include "draw/plot-axis.h"
#include "ui/theme-look.h"
#include <math.h>

#define LEFT 62
#define RIGHT 8
#define MAX_LINES 4u /* more would be a thicket */
#define GRIP 5.0
#define DRAW_MS 120
#define FOLLOW_MS 500 /* while the trace grows */

struct _PlotOverview
{
  GtkWidget parent;

  PlotModel *model;
  int64_t drag_from, drag_to;
  int grip; /* -1: the begin, 1: the end, 0: all of it */
  double start_x;
  guint draw_id;

  /* The lines, kept while the trace and the signals stay: the frame over them is all that moves. */
  cairo_surface_t *lines; /* (nullable) */
  guint64 lines_key;
  DrawTexts *texts;
};

G_DEFINE_FINAL_TYPE (PlotOverview, plot_overview, GTK_TYPE_WIDGET)

static gboolean
get_span (PlotOverview *self, int64_t *first, int64_t *last)
{
  return plot_model_get_span (self->model, first, last) && *last > *first;
}

static double
inner_width (PlotOverview *self)
{
  return MAX (1, gtk_widget_get_width (GTK_WIDGET (self)) - LEFT - RIGHT);
}

static double
x_of (PlotOverview *self, int64_t time)
{
  int64_t first, last;

  if (!get_span (self, &first, &last))
    return LEFT;
  return LEFT + ((double) time - (double) first) / ((double) last - (double) first) * inner_width (self);
}

static void
draw_line (PlotOverview *self, const PlotSignal *signal, const DrawColor *color, cairo_t *cr, double height)
{
  guint n = (guint) inner_width (self);
  g_autofree SeriesColumn *columns = g_new (SeriesColumn, n);
  int64_t first, last;
  double min, max;

  if (signal->series == NULL || !get_span (self, &first, &last) || !series_get_range (signal->series, &min, &max))
    return;
  plot_axis_widen (&min, &max);
  for (guint run = 0; run < series_n_runs (signal->series); run++)
    {
      double before = -1;

      series_get_columns (signal->series, run, first, last + 1, n, columns);
      for (guint i = 0; i < n; i++)
        {
          double top, bottom;

          if (!columns[i].filled)
            continue;
          top = height - ((double) columns[i].max - min) / (max - min) * height;
          bottom = height - ((double) columns[i].min - min) / (max - min) * height;
          if (before >= 0 && columns[i].joined)
            {
              top = MIN (top, before);
              bottom = MAX (bottom, before);
            }
          before = height - ((double) columns[i].last - min) / (max - min) * height;
          cairo_rectangle (cr, LEFT + i, floor (top), 1, MAX (1, floor (bottom) - floor (top)));
        }
    }
  draw_set_color (cr, color, 0.8);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  cairo_fill (cr);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_DEFAULT);
}

static void
draw_frame (PlotOverview *self, const DrawLook *look, cairo_t *cr, double height)
{
  int64_t from, to;
  double left, right, edge = LEFT + inner_width (self);

  plot_model_get_range (self->model, &from, &to);
  left = CLAMP (x_of (self, from), LEFT, edge);
  right = CLAMP (x_of (self, to), LEFT, edge);
  draw_set_color (cr, &look->neutral, 0.75);
  cairo_rectangle (cr, LEFT, 0, left - LEFT, height);
  cairo_rectangle (cr, right, 0, edge - right, height);
  cairo_fill (cr);
  draw_set_color (cr, &look->accent, 1);
  cairo_set_line_width (cr, 1.5);
  cairo_rectangle (cr, left + 0.75, 0.75, MAX (2, right - left - 1.5), height - 1.5);
  cairo_stroke (cr);
  for (guint i = 0; i < 2; i++)
    cairo_rectangle (cr, (i == 0 ? left : right) - 2, height / 2 - 7, 4, 14);
  cairo_fill (cr);
}

static guint64
mix (guint64 key, guint64 value)
{
  return (key ^ value) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15) + (key >> 29);
}

/* Of all that the lines depend on. */
static guint64
find_key (PlotOverview *self, const DrawLook *look, int64_t first, int64_t last)
{
  guint64 key = mix (mix (look->dark, (guint64) first), (guint64) last);

  for (guint i = 0; i < plot_model_n_signals (self->model); i++)
    {
      const PlotSignal *signal = plot_model_get_signal (self->model, i);

      key = mix (mix (key, signal->hidden ? 0 : 1 + signal->color), (guint64) GPOINTER_TO_SIZE (signal->series));
      key = mix (key, signal->series != NULL ? series_n (signal->series) : 0);
    }
  return key;
}

static void
draw_lines (PlotOverview *self, const DrawLook *look, cairo_t *cr, int width, int height)
{
  guint lines = 0;

  draw_set_color (cr, &look->background, 1);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  for (guint i = 0; i < plot_model_n_signals (self->model) && lines < MAX_LINES; i++)
    {
      const PlotSignal *signal = plot_model_get_signal (self->model, i);

      if (signal->hidden)
        continue;
      draw_line (self, signal, &look->plot[signal->color % N_PLOT_COLORS], cr, height);
      lines++;
    }
}

static void
keep_lines (PlotOverview *self, const DrawLook *look, int width, int height, int64_t first, int64_t last)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  guint64 key = find_key (self, look, first, last);
  cairo_t *cr;

  if (self->lines != NULL && self->lines_key == key && cairo_image_surface_get_width (self->lines) == width * scale
      && cairo_image_surface_get_height (self->lines) == height * scale)
    return;
  g_clear_pointer (&self->lines, cairo_surface_destroy);
  self->lines = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * scale, height * scale);
  cairo_surface_set_device_scale (self->lines, scale, scale);
  self->lines_key = key;
  cr = cairo_create (self->lines);
  draw_lines (self, look, cr, width, height);
  cairo_destroy (cr);
}

static void
plot_overview_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PlotOverview *self = PLOT_OVERVIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autofree char *text = NULL;
  int64_t first, last;
  DrawLook look;
  cairo_t *cr;

  if (width < LEFT + RIGHT + 20 || !get_span (self, &first, &last))
    return;
  theme_look_init (&look, widget);
  look.texts = self->texts;
  keep_lines (self, &look, width, height, first, last);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cairo_set_source_surface (cr, self->lines, 0, 0);
  cairo_paint (cr);
  draw_frame (self, &look, cr, height);
  text = plot_axis_time_text (last - first, last - first < G_GINT64_CONSTANT (10000000000)
                                                ? 10000000
                                                : MAX (1000000000, (last - first) / 100));
  draw_set_color (cr, &look.dim, 1);
  draw_text (&look, cr, text, LEFT - 8, (height - draw_line_height (&look)) / 2, 1, LEFT - 10, DRAW_SMALL);
  cairo_destroy (cr);
}

static void
plot_overview_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 200 : 38;
}

/* --- Dragging --- */

static int64_t
time_of (PlotOverview *self, double pixels)
{
  int64_t first, last;

  return get_span (self, &first, &last) ? (int64_t) (pixels / inner_width (self) * (double) (last - first)) : 0;
}

static void
on_drag_begin (GtkGestureDrag *drag, double x, double y, PlotOverview *self)
{
  int64_t first, last;

  if (!get_span (self, &first, &last))
    {
      gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  plot_model_get_range (self->model, &self->drag_from, &self->drag_to);
  self->grip = fabs (x - x_of (self, self->drag_from)) <= GRIP ? -1
               : fabs (x - x_of (self, self->drag_to)) <= GRIP ? 1
                                                               : 0;
  if (self->grip == 0 && (x < x_of (self, self->drag_from) || x > x_of (self, self->drag_to)))
    {
      /* Beside the frame: it comes here. */
      int64_t center = first + time_of (self, x - LEFT), half = (self->drag_to - self->drag_from) / 2;

      plot_model_set_range (self->model, center - half, center + half, TRUE);
      plot_model_get_range (self->model, &self->drag_from, &self->drag_to);
    }
  else
    plot_model_note (self->model);
}

static void
on_drag_update (GtkGestureDrag *drag, double dx, double dy, PlotOverview *self)
{
  int64_t by = time_of (self, dx), from = self->drag_from, to = self->drag_to;

  if (self->grip <= 0)
    from = can_time_add (from, by);
  if (self->grip >= 0)
    to = can_time_add (to, by);
  if (from < to)
    plot_model_set_range (self->model, from, to, FALSE);
}

static gboolean
on_draw (gpointer data)
{
  PlotOverview *self = data;

  self->draw_id = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

/* Of a trace that grows it costs as much as a plot, and changes little. */
static void
on_changed (PlotOverview *self)
{
  if (self->draw_id == 0)
    self->draw_id = g_timeout_add (plot_model_get_follow (self->model) ? FOLLOW_MS : DRAW_MS, on_draw, self);
}

static void
plot_overview_dispose (GObject *object)
{
  PlotOverview *self = PLOT_OVERVIEW (object);

  g_clear_handle_id (&self->draw_id, g_source_remove);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_clear_pointer (&self->lines, cairo_surface_destroy);
  g_clear_pointer (&self->texts, draw_texts_free);
  G_OBJECT_CLASS (plot_overview_parent_class)->dispose (object);
}

static void
plot_overview_class_init (PlotOverviewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = plot_overview_dispose;
  widget_class->snapshot = plot_overview_snapshot;
  widget_class->measure = plot_overview_measure;
  gtk_widget_class_set_css_name (widget_class, "plotoverview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
plot_overview_init (PlotOverview *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->texts = draw_texts_new ();
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _ ("The whole trace; the frame is what the plots show"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("The whole trace"), -1);
}

GtkWidget *
plot_overview_new (PlotModel *model)
{
  PlotOverview *self = g_object_new (PLOT_TYPE_OVERVIEW, NULL);

  self->model = g_object_ref (model);
  g_signal_connect_swapped (model, "changed", G_CALLBACK (on_changed), self);
  return GTK_WIDGET (self);
}
