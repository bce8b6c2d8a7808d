/* transmit-cells-go.c: keys and clicks that go from cell to cell of the list, and into one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/transmit-panel-private.h"

#include "ui/widgets/table-row.h"

#define FOCUS_TRIES 5 /* pictures */

/* --- Going from cell to cell --- */

/* Of a cell on screen. */
static GtkWidget *
find_cell (TransmitPanel *self, guint position, guint column)
{
  for (guint i = 0; i < self->bound->len; i++)
    {
      GtkListItem *cell = self->bound->pdata[i];

      if (gtk_list_item_get_position (cell) == position && transmit_cell_get_column (cell) == column)
        return gtk_list_item_get_child (cell);
    }
  return NULL;
}

static gboolean
focus_now (GtkWidget *table, GdkFrameClock *clock, gpointer data)
{
  TransmitPanel *self = data;
  GtkWidget *child = find_cell (self, self->wanted_position, self->column);
  gboolean there = child != NULL && gtk_widget_get_mapped (child);

  if (!there && --self->focus_tries > 0)
    return G_SOURCE_CONTINUE;
  self->focus_id = 0;
  if (there)
    gtk_widget_grab_focus (child);
  return G_SOURCE_REMOVE;
}

/* Once the table has made its rows, which it does when it is laid out. */
void
transmit_cells_focus_soon (TransmitPanel *self, guint position)
{
  self->wanted_position = position;
  self->focus_tries = FOCUS_TRIES;
  if (self->focus_id == 0)
    self->focus_id = gtk_widget_add_tick_callback (GTK_WIDGET (self->table), focus_now, self, NULL);
}

void
transmit_cells_focus (TransmitPanel *self, guint position)
{
  GtkWidget *child = find_cell (self, position, self->column);

  if (child != NULL && gtk_widget_get_mapped (child))
    gtk_widget_grab_focus (child);
}

static gboolean
go (TransmitPanel *self, guint position, int by)
{
  GtkWidget *child = by < 0 && position == 0 ? NULL : find_cell (self, position + (guint) by, self->column);

  if (child == NULL)
    return FALSE; /* the table scrolls there */
  transmit_panel_choose_rows (self, position + (guint) by, 1);
  return gtk_widget_grab_focus (child);
}

gboolean
transmit_cells_key (TransmitPanel *self, GtkWidget *focus, guint key)
{
  GtkListItem *cell = GTK_IS_EDITABLE_LABEL (focus) ? g_object_get_data (G_OBJECT (focus), "cell") : NULL;
  int by = key == GDK_KEY_Left || key == GDK_KEY_KP_Left ? -1 : 1, column;

  if (cell == NULL)
    return FALSE;
  column = (int) transmit_cell_get_column (cell);
  self->column = (guint) column;
  switch (key)
    {
    case GDK_KEY_F2:
      gtk_editable_label_start_editing (GTK_EDITABLE_LABEL (focus));
      return TRUE;
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      for (column += by; column >= 0 && column < TRANSMIT_N_COLUMNS; column += by)
        if (GTK_IS_EDITABLE_LABEL (find_cell (self, gtk_list_item_get_position (cell), (guint) column)))
          {
            self->column = (guint) column;
            transmit_cells_focus (self, gtk_list_item_get_position (cell));
            break;
          }
      return TRUE;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return go (self, gtk_list_item_get_position (cell), -1);
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return go (self, gtk_list_item_get_position (cell), 1);
    default:
      return FALSE;
    }
}

gboolean
transmit_cells_choose_at (TransmitPanel *self, double x, double y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self->table), x, y, GTK_PICK_DEFAULT);

  for (guint i = 0; picked != NULL && i < self->bound->len; i++)
    {
      GtkListItem *cell = self->bound->pdata[i];
      GtkWidget *row = table_row_of (cell);

      if (picked != row && !gtk_widget_is_ancestor (picked, row))
        continue;
      transmit_panel_choose (self, gtk_list_item_get_item (cell));
      transmit_cells_focus (self, gtk_list_item_get_position (cell));
      return TRUE;
    }
  return FALSE;
}

/* --- A click chooses, the second one edits --- */

/* The cell has the keys already: the row, which would take them, does not see this click. */
static void
on_press (GtkGestureClick *gesture, int n, double x, double y, GtkWidget *label)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  gboolean edits = (gtk_widget_has_focus (label) || n > 1) && (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) == 0;

  if (gtk_editable_label_get_editing (GTK_EDITABLE_LABEL (label)))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
  else if (edits)
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  g_object_set_data (G_OBJECT (label), "edits", GINT_TO_POINTER (edits));
}

static void
on_release (GtkGestureClick *gesture, int n, double x, double y, GtkWidget *label)
{
  TransmitPanel *self = TRANSMIT_PANEL (gtk_widget_get_ancestor (label, TRANSMIT_TYPE_PANEL));

  if (self == NULL || gtk_editable_label_get_editing (GTK_EDITABLE_LABEL (label)))
    return;
  self->column = transmit_cell_get_column (g_object_get_data (G_OBJECT (label), "cell"));
  if (g_object_get_data (G_OBJECT (label), "edits") != NULL)
    gtk_editable_label_start_editing (GTK_EDITABLE_LABEL (label));
  else
    gtk_widget_grab_focus (label);
}

/* The label that an editable label shows: its own gesture edits at the first click, and it does not tell that more does
 * not fit. */
static void
take_own_clicks (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_CLICK (controller))
        gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
    }
  if (GTK_IS_LABEL (widget))
    gtk_label_set_ellipsize (GTK_LABEL (widget), PANGO_ELLIPSIZE_END);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_TEXT (child))
      take_own_clicks (child);
}

void
transmit_cell_edit_by_second_click (GtkWidget *label)
{
  GtkGesture *click = gtk_gesture_click_new ();

  take_own_clicks (label);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (on_press), label);
  g_signal_connect (click, "released", G_CALLBACK (on_release), label);
  gtk_widget_add_controller (label, GTK_EVENT_CONTROLLER (click));
}
