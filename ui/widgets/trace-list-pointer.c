/* trace-list-pointer.c: mouse, wheel, touchpad, tooltips, the menu.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/trace-list-private.h"

#include <math.h>

#define WHEEL_ROWS 3
#define DRAG_START 8      /* px */
#define KINETIC_DECAY 4.0 /* 1/s */
#define KINETIC_STOP 15.0 /* px/s */

/* y in the list of rows. No picking: under a moving list the widgets are not yet where they will be. */
static gboolean
position_at (TraceList *self, double y, uint64_t *position)
{
  int64_t px = MAX (self->pos + (int64_t) floor (y), 0);

  *position = (uint64_t) (px / self->row_height);
  return *position < trace_window_get_total (self->window);
}

/* --- Press and drag --- */

/* What is pressed is one of several: they may be about to be dragged. */
static gboolean
is_among_selected (TraceList *self, uint64_t position)
{
  const RowRanges *selection = trace_session_get_selection (self->session);

  return row_ranges_count (selection) > 1
         && row_ranges_contains (selection, trace_session_nth_shown (self->session, position));
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  TraceList *self = data;
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  gboolean shift = (state & GDK_SHIFT_MASK) != 0, control = (state & GDK_CONTROL_MASK) != 0;
  uint64_t position;

  trace_list_stop_motion (self);
  self->press_state = state;
  if (!position_at (self, y, &position))
    {
      self->press_row = ROW_NONE;
      return;
    }
  self->press_row = position;
  self->press_kept = n_press == 1 && !shift && !control && is_among_selected (self, position);
  if (!self->press_kept)
    trace_list_choose (self, position,
                       shift && control ? TRACE_LIST_ADD
                       : shift          ? TRACE_LIST_EXTEND
                       : control        ? TRACE_LIST_TOGGLE
                                        : TRACE_LIST_SELECT);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED); /* rule 4 */
}

/* It was no drag: that row alone. */
static void
choose_kept (TraceList *self)
{
  if (!self->press_kept)
    return;
  self->press_kept = FALSE;
  trace_list_choose (self, self->press_row, TRACE_LIST_SELECT);
}

static void
on_released (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  choose_kept (data);
}

/* While the pointer is held outside the list, it scrolls: the farther, the faster. */
static gboolean
on_drag_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  TraceList *self = data;
  double y = self->pointer_y;
  int rows = 0;
  uint64_t position, cursor;
  gboolean shown;

  if (y < 0)
    rows = -1 - (int) (-y / self->row_height);
  else if (y > self->page)
    rows = 1 + (int) ((y - self->page) / self->row_height);
  if (rows != 0)
    trace_list_set_pos (self, self->pos + (int64_t) rows * self->row_height);
  if (position_at (self, CLAMP (y, 0, self->page - 1), &position)
      && !(trace_list_cursor_position (self, &cursor, &shown) && shown && cursor == position))
    trace_list_choose (self, position, TRACE_LIST_EXTEND);
  return G_SOURCE_CONTINUE;
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, gpointer data)
{
  TraceList *self = data;

  self->drag_y = y;
  self->dragging = FALSE;
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  TraceList *self = data;

  if (self->press_row == ROW_NONE || self->press_state & GDK_CONTROL_MASK)
    return;
  self->pointer_y = self->drag_y + dy;
  if (!self->dragging && fabs (dx) > 2 * DRAG_START && fabs (dx) > 2 * fabs (dy)
      && (self->press_state & GDK_SHIFT_MASK) == 0 && trace_list_begin_drag (self))
    {
      self->press_kept = FALSE; /* what is dragged stays selected */
      self->press_row = ROW_NONE;
      gtk_event_controller_reset (GTK_EVENT_CONTROLLER (self->press));
      gtk_event_controller_reset (GTK_EVENT_CONTROLLER (gesture));
      return;
    }
  if (self->dragging || fabs (dy) <= DRAG_START)
    return;
  choose_kept (self);
  self->dragging = TRUE;
  self->drag_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_drag_tick, self, NULL);
}

static void
stop_drag (TraceList *self)
{
  if (self->drag_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->drag_tick);
  self->drag_tick = 0;
  self->dragging = FALSE;
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  stop_drag (data);
}

/* --- Menu --- */

static void
popup_menu (TraceList *self, double x, double y)
{
  if (self->menu == NULL)
    return;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

void
trace_list_popup_at_cursor (TraceList *self)
{
  uint64_t position;
  gboolean shown;
  graphene_point_t at;

  if (!trace_list_cursor_position (self, &position, &shown) || !shown)
    return;
  trace_list_show_position (self, position);
  at = GRAPHENE_POINT_INIT (20, (float) ((int64_t) position * self->row_height - self->pos + self->row_height));
  if (gtk_widget_compute_point (self->rows, GTK_WIDGET (self), &at, &at))
    popup_menu (self, at.x, at.y);
}

static void
on_menu_pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  TraceList *self = data;
  graphene_point_t at;
  uint64_t position, row;

  trace_list_stop_motion (self);
  if (!position_at (self, y, &position))
    return;
  row = trace_session_nth_shown (self->session, position);
  trace_list_choose (self, position,
                     row_ranges_contains (trace_session_get_selection (self->session), row) ? TRACE_LIST_MOVE
                                                                                            : TRACE_LIST_SELECT);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (gtk_widget_compute_point (self->rows, GTK_WIDGET (self), &GRAPHENE_POINT_INIT ((float) x, (float) y), &at))
    popup_menu (self, at.x, at.y);
}

static void
on_menu_closed (GtkPopover *menu, gpointer data)
{
  trace_list_place_focus (data, TRUE);
}

void
trace_list_set_menu (TraceList *self, GMenuModel *model)
{
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = gtk_popover_menu_new_from_model (model);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  g_signal_connect (self->menu, "closed", G_CALLBACK (on_menu_closed), self);
}

/* --- Wheel and touchpad --- */

void
trace_list_stop_motion (TraceList *self)
{
  if (self->kinetic_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->kinetic_tick);
  self->kinetic_tick = 0;
}

static void
scroll_smoothly (TraceList *self, double px)
{
  double whole;

  self->scroll_rest = modf (self->scroll_rest + px, &whole);
  if (whole != 0)
    trace_list_set_pos (self, self->pos + (int64_t) whole);
}

/* A notch of a wheel ends at a whole row. */
static void
scroll_notches (TraceList *self, double notches)
{
  int64_t rh = self->row_height, pos = self->pos + (int64_t) (notches * WHEEL_ROWS * (double) rh);

  if (notches > 0 && pos < trace_list_max_pos (self))
    pos = pos / rh * rh;
  else if (notches < 0)
    pos = (pos + rh - 1) / rh * rh;
  trace_list_set_pos (self, pos);
}

static double
px_of_unit (TraceList *self, GtkEventControllerScroll *controller)
{
  return gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE
             ? 1
             : (double) WHEEL_ROWS * self->row_height;
}

static void
on_scroll_begin (GtkEventControllerScroll *controller, gpointer data)
{
  TraceList *self = data;

  trace_list_stop_motion (self);
  self->scroll_rest = 0;
}

static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, gpointer data)
{
  TraceList *self = data;
  GtkEventController *base = GTK_EVENT_CONTROLLER (controller);
  GdkEvent *event = gtk_event_controller_get_current_event (base);
  gboolean notches = event != NULL && gdk_event_get_event_type (event) == GDK_SCROLL
                     && gdk_scroll_event_get_direction (event) != GDK_SCROLL_SMOOTH;

  trace_list_stop_motion (self);
  if (gtk_event_controller_get_current_event_state (base) & GDK_SHIFT_MASK)
    {
      double swap = dx;

      dx = dy;
      dy = swap;
    }
  if (dx != 0)
    gtk_adjustment_set_value (self->horizontal,
                              gtk_adjustment_get_value (self->horizontal) + dx * px_of_unit (self, controller));
  if (dy != 0 && notches)
    scroll_notches (self, dy);
  else if (dy != 0)
    scroll_smoothly (self, dy * px_of_unit (self, controller));
  return TRUE;
}

static gboolean
on_kinetic_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  TraceList *self = data;
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double seconds = (double) (now - self->kinetic_time) / G_USEC_PER_SEC;

  if (seconds <= 0)
    return G_SOURCE_CONTINUE;
  self->kinetic_time = now;
  scroll_smoothly (self, self->speed * seconds);
  self->speed *= exp (-KINETIC_DECAY * seconds);
  if (fabs (self->speed) >= KINETIC_STOP && self->pos > 0 && self->pos < trace_list_max_pos (self))
    return G_SOURCE_CONTINUE;
  self->kinetic_tick = 0;
  return G_SOURCE_REMOVE;
}

static void
on_decelerate (GtkEventControllerScroll *controller, double vx, double vy, gpointer data)
{
  TraceList *self = data;

  trace_list_stop_motion (self);
  self->speed = vy * px_of_unit (self, controller);
  if (fabs (self->speed) < KINETIC_STOP)
    return;
  self->kinetic_time = gdk_frame_clock_get_frame_time (gtk_widget_get_frame_clock (GTK_WIDGET (self)));
  self->kinetic_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_kinetic_tick, self, NULL);
}

/* --- Tooltip --- */

static gboolean
cell_at (TraceList *self, guint slot, double x, guint *column)
{
  for (guint i = 0; i < TRACE_LIST_MAX_COLUMNS; i++)
    {
      GtkWidget *cell = self->slots[slot].cells[i];
      graphene_rect_t bounds;

      if (cell == NULL || !gtk_widget_get_mapped (cell)
          || !gtk_widget_compute_bounds (gtk_widget_get_parent (cell), self->rows, &bounds))
        continue;
      if (x >= bounds.origin.x && x < bounds.origin.x + bounds.size.width)
        {
          *column = i;
          return TRUE;
        }
    }
  return FALSE;
}

/* What the cell says in full, where it shows less. */
static gboolean
make_tip (TraceList *self, guint slot, guint column)
{
  ColumnContext context = self->context;
  GtkWidget *cell = self->slots[slot].cells[column];
  PangoLayout *layout;
  CanFrame frame;
  uint64_t row = trace_window_get_row (self->window, slot);
  int width;

  if (row == ROW_NONE || context.store == NULL)
    return FALSE;
  frame_store_get (context.store, row, &frame);
  context.plain_spaces = g_str_equal (self->columns[column].column->id, "data"); /* all bytes */
  g_string_truncate (self->text, 0);
  if (g_str_equal (self->columns[column].column->id, "mark"))
    {
      column_append_mark_words (&context, row, &frame, self->text);
      return self->text->len > 0;
    }
  column_append_text (self->columns[column].column, &context, row, &frame, self->text);
  layout = gtk_widget_create_pango_layout (cell, self->text->str);
  pango_layout_get_pixel_size (layout, &width, NULL);
  g_object_unref (layout);
  return width > gtk_widget_get_width (cell);
}

static gboolean
on_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  TraceList *self = data;
  uint64_t position, first = trace_window_get_first (self->window);
  guint column;

  self->tip_shown = FALSE;
  if (keyboard || (self->menu != NULL && gtk_widget_get_visible (self->menu)) || !position_at (self, y, &position))
    return FALSE;
  if (position < first || position - first >= trace_window_get_n (self->window)
      || !cell_at (self, (guint) (position - first), x, &column)
      || !make_tip (self, (guint) (position - first), column))
    return FALSE;
  gtk_tooltip_set_text (tooltip, self->text->str);
  gtk_tooltip_set_tip_area (tooltip, &(GdkRectangle){ 0, (int) ((int64_t) position * self->row_height - self->pos),
                                                      gtk_widget_get_width (widget), self->row_height });
  self->tip_shown = TRUE;
  return TRUE;
}

/* --- Setup --- */

static void
add_captured (GtkWidget *widget, GtkEventController *controller)
{
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (widget, controller);
}

void
trace_list_add_pointer (TraceList *self)
{
  GtkGesture *press = gtk_gesture_click_new (), *drag = gtk_gesture_drag_new (), *menu = gtk_gesture_click_new ();
  GtkEventController *scroll
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES | GTK_EVENT_CONTROLLER_SCROLL_KINETIC);

  g_signal_connect (press, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (press, "released", G_CALLBACK (on_released), self);
  add_captured (self->rows, GTK_EVENT_CONTROLLER (press));
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  add_captured (self->rows, GTK_EVENT_CONTROLLER (drag));
  gtk_gesture_group (press, drag);
  self->drag = GTK_GESTURE_DRAG (drag);
  self->press = press;
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect (menu, "pressed", G_CALLBACK (on_menu_pressed), self);
  add_captured (self->rows, GTK_EVENT_CONTROLLER (menu));

  g_signal_connect (scroll, "scroll-begin", G_CALLBACK (on_scroll_begin), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (scroll, "decelerate", G_CALLBACK (on_decelerate), self);
  add_captured (GTK_WIDGET (self), scroll);

  gtk_widget_set_has_tooltip (self->rows, TRUE);
  g_signal_connect (self->rows, "query-tooltip", G_CALLBACK (on_query_tooltip), self);
}
