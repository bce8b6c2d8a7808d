/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/tile-grid.h"

#include "ui/theme.h"

#include <math.h>

#define GAP 4     /* px within a cell, around a tile */
#define MARGIN 8  /* px around all */
#define CORNER 16 /* px that resize */
#define SPARE 2   /* cells that are seen behind the last while it is arranged */

typedef struct
{
  GtkWidget *widget;
  GdkRectangle place; /* cells */
} Tile;

struct _TileGrid
{
  GtkWidget parent_instance;

  GPtrArray *tiles; /* of Tile */
  gboolean arranging;
  int cell_width, cell_height; /* px */

  Tile *dragged;         /* (nullable) */
  GdkRectangle from, to; /* cells: where it was taken, where it is now */
  gboolean resizing;
};

G_DEFINE_FINAL_TYPE (TileGrid, tile_grid, GTK_TYPE_WIDGET)

static guint placed_signal;

static void
measure_cell (TileGrid *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int line = PANGO_PIXELS (pango_font_metrics_get_ascent (metrics) + pango_font_metrics_get_descent (metrics));

  self->cell_height = MAX (line * 5 / 2, 36);
  self->cell_width = self->cell_height * 7 / 5;
  pango_font_metrics_unref (metrics);
}

static Tile *
find (TileGrid *self, GtkWidget *widget)
{
  for (guint i = 0; i < self->tiles->len; i++)
    if (((Tile *) self->tiles->pdata[i])->widget == widget)
      return self->tiles->pdata[i];
  return NULL;
}

static const GdkRectangle *
place_of (TileGrid *self, const Tile *tile)
{
  return tile == self->dragged ? &self->to : &tile->place;
}

/* --- Dragging --- */

static Tile *
tile_at (TileGrid *self, double x, double y, gboolean *corner)
{
  for (guint i = 0; i < self->tiles->len; i++)
    {
      Tile *tile = self->tiles->pdata[i];
      graphene_rect_t bounds;

      if (!gtk_widget_compute_bounds (tile->widget, GTK_WIDGET (self), &bounds)
          || !graphene_rect_contains_point (&bounds, &GRAPHENE_POINT_INIT ((float) x, (float) y)))
        continue;
      *corner = x > (double) (bounds.origin.x + bounds.size.width) - CORNER
                && y > (double) (bounds.origin.y + bounds.size.height) - CORNER;
      return tile;
    }
  return NULL;
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, TileGrid *self)
{
  self->dragged = self->arranging ? tile_at (self, x, y, &self->resizing) : NULL;
  if (self->dragged == NULL)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  self->from = self->to = self->dragged->place;
  gtk_widget_grab_focus (self->dragged->widget);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, TileGrid *self)
{
  int columns = (int) lround (dx / self->cell_width), lines = (int) lround (dy / self->cell_height);
  GdkRectangle to = self->from;

  if (self->dragged == NULL)
    return;
  if (self->resizing)
    {
      to.width = MAX (to.width + columns, 1);
      to.height = MAX (to.height + lines, 1);
    }
  else
    {
      to.x = MAX (to.x + columns, 0);
      to.y = MAX (to.y + lines, 0);
    }
  if (gdk_rectangle_equal (&to, &self->to))
    return;
  self->to = to;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, TileGrid *self)
{
  Tile *tile = self->dragged;

  if (tile == NULL)
    return;
  self->dragged = NULL;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  if (!gdk_rectangle_equal (&self->to, &self->from))
    g_signal_emit (self, placed_signal, 0, tile->widget, self->to.x, self->to.y, self->to.width, self->to.height);
}

static void
on_drag_cancel (GtkGesture *gesture, GdkEventSequence *sequence, TileGrid *self)
{
  self->dragged = NULL;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, TileGrid *self)
{
  gboolean corner = FALSE;
  Tile *tile = self->arranging ? tile_at (self, x, y, &corner) : NULL;

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), tile == NULL ? NULL : corner ? "se-resize" : "move");
}

/* --- The widget --- */

static void
tile_grid_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                   int *minimum_baseline, int *natural_baseline)
{
  TileGrid *self = TILE_GRID (widget);
  gboolean across = orientation == GTK_ORIENTATION_HORIZONTAL;
  int end = 0;

  measure_cell (self);
  for (guint i = 0; i < self->tiles->len; i++)
    {
      const GdkRectangle *place = place_of (self, self->tiles->pdata[i]);
      int least, wanted;

      gtk_widget_measure (((Tile *) self->tiles->pdata[i])->widget, orientation, -1, &least, &wanted, NULL, NULL);
      end = MAX (end, across ? place->x + place->width : place->y + place->height);
    }
  if (self->arranging)
    end += SPARE;
  *minimum = *natural = end * (across ? self->cell_width : self->cell_height) + 2 * MARGIN;
}

static void
tile_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TileGrid *self = TILE_GRID (widget);

  for (guint i = 0; i < self->tiles->len; i++)
    {
      Tile *tile = self->tiles->pdata[i];
      const GdkRectangle *place = place_of (self, tile);
      int least_width, least_height;
      GtkAllocation room = { MARGIN + place->x * self->cell_width + GAP, MARGIN + place->y * self->cell_height + GAP,
                             place->width * self->cell_width - 2 * GAP, place->height * self->cell_height - 2 * GAP };

      gtk_widget_measure (tile->widget, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
      room.width = MAX (room.width, least_width);
      gtk_widget_measure (tile->widget, GTK_ORIENTATION_VERTICAL, room.width, &least_height, NULL, NULL, NULL);
      room.height = MAX (room.height, least_height);
      gtk_widget_size_allocate (tile->widget, &room, -1);
    }
}

static void
draw_cells (TileGrid *self, GtkSnapshot *snapshot)
{
  GdkRGBA color;

  theme_lookup_color (GTK_WIDGET (self), "border", &color);
  for (int y = MARGIN; y < gtk_widget_get_height (GTK_WIDGET (self)); y += self->cell_height)
    for (int x = MARGIN; x < gtk_widget_get_width (GTK_WIDGET (self)); x += self->cell_width)
      gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT ((float) x - 1, (float) y - 1, 2, 2));
}

static void
tile_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TileGrid *self = TILE_GRID (widget);

  if (self->arranging)
    draw_cells (self, snapshot);
  for (guint i = 0; i < self->tiles->len; i++)
    if (self->tiles->pdata[i] != self->dragged)
      gtk_widget_snapshot_child (widget, ((Tile *) self->tiles->pdata[i])->widget, snapshot);
  if (self->dragged != NULL)
    gtk_widget_snapshot_child (widget, self->dragged->widget, snapshot); /* above the others */
}

static void
tile_grid_dispose (GObject *object)
{
  TileGrid *self = TILE_GRID (object);

  while (self->tiles->len > 0)
    tile_grid_remove (self, ((Tile *) self->tiles->pdata[0])->widget);
  G_OBJECT_CLASS (tile_grid_parent_class)->dispose (object);
}

static void
tile_grid_finalize (GObject *object)
{
  g_ptr_array_unref (TILE_GRID (object)->tiles);
  G_OBJECT_CLASS (tile_grid_parent_class)->finalize (object);
}

static void
tile_grid_class_init (TileGridClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tile_grid_dispose;
  G_OBJECT_CLASS (class)->finalize = tile_grid_finalize;
  widget_class->measure = tile_grid_measure;
  widget_class->size_allocate = tile_grid_size_allocate;
  widget_class->snapshot = tile_grid_snapshot;
  gtk_widget_class_set_css_name (widget_class, "tilegrid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  placed_signal = g_signal_new ("placed", TILE_TYPE_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 5,
                                GTK_TYPE_WIDGET, G_TYPE_INT, G_TYPE_INT, G_TYPE_INT, G_TYPE_INT);
}

static void
tile_grid_init (TileGrid *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->tiles = g_ptr_array_new_with_free_func (g_free);
  measure_cell (self);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (on_drag_cancel), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-application-prefer-dark-theme",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
tile_grid_new (void)
{
  return g_object_new (TILE_TYPE_GRID, NULL);
}

void
tile_grid_put (TileGrid *self, GtkWidget *widget, int x, int y, int width, int height)
{
  Tile *tile = find (self, widget);
  GdkRectangle place = { x, y, width, height };

  if (tile == NULL)
    {
      tile = g_new0 (Tile, 1);
      tile->widget = widget;
      g_ptr_array_add (self->tiles, tile);
      gtk_widget_set_parent (widget, GTK_WIDGET (self));
    }
  else if (gdk_rectangle_equal (&tile->place, &place))
    return;
  tile->place = place;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
tile_grid_remove (TileGrid *self, GtkWidget *widget)
{
  Tile *tile = find (self, widget);

  g_return_if_fail (tile != NULL);
  if (tile == self->dragged)
    self->dragged = NULL;
  g_ptr_array_remove (self->tiles, tile);
  gtk_widget_unparent (widget);
}

void
tile_grid_set_arranging (TileGrid *self, gboolean arranging)
{
  self->arranging = arranging;
  self->dragged = NULL;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
