/* id-list.c: construction, what session and view say, selection, keys, menu.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/id-list-private.h"

#include "base/i18n.h"
#include "ui/widgets/table-row.h"

G_DEFINE_FINAL_TYPE (IdList, id_list, GTK_TYPE_WIDGET)

/* --- Selection --- */

static IdRow *
chosen_row (IdList *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

static gboolean
has_frame (IdRow *row)
{
  return row != NULL && id_row_get_kind (row) != ID_ROW_GROUP;
}

static void
set_cursor (IdList *self, uint64_t row)
{
  RowRanges *ranges = row_ranges_new ();

  row_ranges_add (ranges, row, row);
  self->cursor = row;
  self->own++;
  trace_session_set_selection (self->session, ranges, row);
  self->own--;
}

static void
on_chosen (IdList *self)
{
  IdRow *row = chosen_row (self);

  if (self->own == 0 && has_frame (row) && id_view_get_store (self->view) == trace_session_get_store (self->session))
    set_cursor (self, id_row_get_entry (row)->last_row);
}

/* The row of the cursor's frame. */
static void
choose_row_of_cursor (IdList *self)
{
  uint64_t cursor = trace_session_get_cursor (self->session);
  FrameStore *store = trace_session_get_store (self->session);
  guint position = ID_VIEW_NOT_FOUND;
  CanFrame frame;

  if (cursor != ROW_NONE && store != NULL && store == id_view_get_store (self->view))
    {
      frame_store_get (store, cursor, &frame);
      position = id_view_find (self->view, &frame);
    }
  self->own++;
  if (position == ID_VIEW_NOT_FOUND)
    gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  else if (position != gtk_single_selection_get_selected (self->selection))
    {
      gtk_single_selection_set_selected (self->selection, position);
      gtk_widget_activate_action (self->rows, "list.scroll-to-item", "u", position);
    }
  self->own--;
}

static void
on_selection_changed (IdList *self)
{
  if (self->own > 0 || !id_view_is_active (self->view))
    return;
  self->cursor = ROW_NONE;
  choose_row_of_cursor (self);
}

/* --- Updates --- */

static void
on_updated (IdList *self)
{
  IdRow *row = chosen_row (self);

  id_list_refresh_cells (self);
  id_list_arrange_later (self);
  if (id_view_get_store (self->view) != trace_session_get_store (self->session))
    return;
  if (row == NULL)
    choose_row_of_cursor (self);
  else if (has_frame (row) && self->cursor != ROW_NONE && self->cursor == trace_session_get_cursor (self->session)
           && id_row_get_entry (row)->last_row != self->cursor)
    set_cursor (self, id_row_get_entry (row)->last_row);
}

static void
on_theme_changed (IdList *self)
{
  id_list_load_colors (self);
  id_list_refresh_cells (self);
}

static void
id_list_map (GtkWidget *widget)
{
  IdList *self = ID_LIST (widget);

  GTK_WIDGET_CLASS (id_list_parent_class)->map (widget);
  self->cursor = ROW_NONE;
  id_view_set_active (self->view, TRUE);
  choose_row_of_cursor (self);
}

static void
id_list_unmap (GtkWidget *widget)
{
  id_view_set_active (ID_LIST (widget)->view, FALSE);
  GTK_WIDGET_CLASS (id_list_parent_class)->unmap (widget);
}

/* --- Keys --- */

static gboolean
open_or_close (IdList *self, gboolean open)
{
  IdRow *row = chosen_row (self);

  if (row == NULL)
    return FALSE;
  if (id_row_get_kind (row) == ID_ROW_PAGE && !open)
    {
      guint position = gtk_single_selection_get_selected (self->selection);

      while (position > 0 && id_row_get_kind (row) == ID_ROW_PAGE)
        {
          g_autoptr (IdRow) before = g_list_model_get_item (G_LIST_MODEL (self->view), --position);

          row = before; /* the view holds it */
        }
      gtk_single_selection_set_selected (self->selection, position);
      gtk_widget_activate_action (self->rows, "list.scroll-to-item", "u", position);
    }
  else
    id_view_set_open (self->view, row, open);
  return TRUE;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, gpointer data)
{
  IdList *self = data;
  gunichar character = gdk_keyval_to_unicode (key);
  char text[7] = "";

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK))
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return open_or_close (self, TRUE);
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return open_or_close (self, FALSE);
    default:
      break;
    }
  if (!g_unichar_isgraph (character))
    return FALSE;
  g_unichar_to_utf8 (character, text);
  g_signal_emit_by_name (self, "filter-typed", text);
  return TRUE;
}

/* --- Menu --- */

static void
make_menu (IdList *self)
{
  self->menu = gtk_popover_menu_new_from_model (self->menu_model);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
}

static void
popup (IdList *self, double x, double y)
{
  if (self->menu_model == NULL)
    return;
  if (self->menu == NULL)
    make_menu (self);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
on_press (GtkGestureClick *gesture, int n, double x, double y, gpointer data)
{
  IdList *self = data;
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  for (guint i = 0; picked != NULL && i < self->bound->len; i++)
    {
      GtkListItem *item = self->bound->pdata[i];
      GtkWidget *child = gtk_list_item_get_child (item);

      if (picked != child && !gtk_widget_is_ancestor (picked, child) && !gtk_widget_is_ancestor (child, picked))
        continue;
      if (gtk_widget_is_ancestor (self->rows, picked) || picked == self->rows)
        break; /* below all rows */
      gtk_single_selection_set_selected (self->selection, gtk_list_item_get_position (item));
      break;
    }
  popup (self, x, y);
}

static gboolean
on_menu_key (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  IdList *self = ID_LIST (widget);
  guint position = gtk_single_selection_get_selected (self->selection);
  graphene_rect_t bounds;

  for (guint i = 0; i < self->bound->len; i++)
    {
      GtkListItem *item = self->bound->pdata[i];

      if (gtk_list_item_get_position (item) == position
          && gtk_widget_compute_bounds (gtk_list_item_get_child (item), widget, &bounds))
        {
          popup (self, 60, (double) (bounds.origin.y + bounds.size.height));
          return TRUE;
        }
    }
  popup (self, 60, 60);
  return TRUE;
}

static void
on_activate (IdList *self, guint position)
{
  g_autoptr (IdRow) row = g_list_model_get_item (G_LIST_MODEL (self->view), position);

  if (!has_frame (row))
    return;
  set_cursor (self, id_row_get_entry (row)->last_row);
  g_signal_emit_by_name (self, "activated");
}

/* --- Building --- */

static GtkWidget *
find_type (GtkWidget *widget, const char *type)
{
  GtkWidget *found = g_str_equal (G_OBJECT_TYPE_NAME (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_type (child, type);
  return found;
}

static void
add_controllers (IdList *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (self->rows, keys);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (on_press), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

static void
build (IdList *self)
{
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->view)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  self->columns_view = gtk_column_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)));
  gtk_widget_add_css_class (self->columns_view, "data-table");
  id_list_build_columns (self);
  self->rows = find_type (self->columns_view, "GtkColumnListView");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Identifiers"), -1);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->columns_view);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  self->ruler = gtk_inscription_new (NULL);
  gtk_widget_add_css_class (self->ruler, "mono");
  gtk_widget_set_visible (self->ruler, FALSE);
  gtk_widget_set_parent (self->ruler, GTK_WIDGET (self));
  add_controllers (self);

  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (on_chosen), self);
  g_signal_connect_swapped (self->columns_view, "activate", G_CALLBACK (on_activate), self);
  g_signal_connect_object (self->view, "updated", G_CALLBACK (on_updated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "selection-changed", G_CALLBACK (on_selection_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-application-prefer-dark-theme",
                           G_CALLBACK (on_theme_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-xft-dpi", G_CALLBACK (id_list_arrange_later), self,
                           G_CONNECT_SWAPPED);
}

/* --- Object --- */

static void
id_list_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                 int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (ID_LIST (widget)->scrolled, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
id_list_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  IdList *self = ID_LIST (widget);

  gtk_widget_allocate (self->scrolled, width, height, baseline, NULL);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
  if (width != self->allotted)
    id_list_arrange_later (self);
}

/* --- Focus: Tab comes in at the chosen row and goes out; the titles are before the rows --- */

static GtkWidget *
get_header (IdList *self)
{
  return gtk_widget_get_first_child (self->columns_view);
}

static gboolean
has_focus (IdList *self, GtkWidget *part)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == part || gtk_widget_is_ancestor (focus, part));
}

static gboolean
focus_rows (IdList *self)
{
  guint position = gtk_single_selection_get_selected (self->selection);

  for (guint i = 0; i < self->bound->len && position != GTK_INVALID_LIST_POSITION; i++)
    if (gtk_list_item_get_position (self->bound->pdata[i]) == position)
      return gtk_widget_grab_focus (table_row_of (self->bound->pdata[i]));
  return gtk_widget_child_focus (self->rows, GTK_DIR_TAB_FORWARD);
}

static gboolean
id_list_focus (GtkWidget *widget, GtkDirectionType direction)
{
  IdList *self = ID_LIST (widget);
  GtkWidget *header = get_header (self);

  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return gtk_widget_child_focus (self->scrolled, direction);
  if (has_focus (self, self->rows))
    return direction == GTK_DIR_TAB_BACKWARD && gtk_widget_child_focus (header, direction);
  if (has_focus (self, header))
    return gtk_widget_child_focus (header, direction) || (direction == GTK_DIR_TAB_FORWARD && focus_rows (self));
  return focus_rows (self) || gtk_widget_child_focus (header, direction);
}

static gboolean
id_list_grab_focus (GtkWidget *widget)
{
  return focus_rows (ID_LIST (widget));
}

static void
id_list_dispose (GObject *object)
{
  IdList *self = ID_LIST (object);

  g_clear_handle_id (&self->arrange_id, g_source_remove);
  g_clear_handle_id (&self->layout_id, g_source_remove);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  self->arranging++; /* the view takes its columns away, one by one */
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  self->columns_view = NULL;
  g_clear_object (&self->menu_model);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->ruler, gtk_widget_unparent);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  for (guint i = 0; i < ID_LIST_N_COLUMNS; i++)
    g_clear_object (&self->columns[i].view);
  g_clear_object (&self->selection);
  g_clear_object (&self->view);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (id_list_parent_class)->dispose (object);
}

static void
id_list_finalize (GObject *object)
{
  IdList *self = ID_LIST (object);

  for (guint i = 0; i < BUS_SHAPES; i++)
    g_clear_pointer (&self->shapes[i], pango_attr_list_unref);
  g_ptr_array_unref (self->bound);
  g_string_free (self->text, TRUE);
  G_OBJECT_CLASS (id_list_parent_class)->finalize (object);
}

static void
id_list_class_init (IdListClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = id_list_dispose;
  G_OBJECT_CLASS (class)->finalize = id_list_finalize;
  widget_class->measure = id_list_measure;
  widget_class->size_allocate = id_list_size_allocate;
  widget_class->map = id_list_map;
  widget_class->unmap = id_list_unmap;
  widget_class->focus = id_list_focus;
  widget_class->grab_focus = id_list_grab_focus;
  gtk_widget_class_set_css_name (widget_class, "idlist");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, on_menu_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, on_menu_key, NULL);
  g_signal_new ("filter-typed", ID_TYPE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_signal_new ("layout-changed", ID_TYPE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("activated", ID_TYPE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
id_list_init (IdList *self)
{
  self->text = g_string_new (NULL);
  self->bound = g_ptr_array_new ();
  self->cursor = ROW_NONE;
  self->scale = 1;
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Trace by identifier"), -1);
}

/* --- Public --- */

GtkWidget *
id_list_new (TraceSession *session, const ColumnContext *frames)
{
  IdList *self = g_object_new (ID_TYPE_LIST, NULL);

  self->session = g_object_ref (session);
  self->frames = frames;
  self->view = id_view_new (session);
  self->colors = row_colors_of_session (session);
  g_signal_connect_object (self->colors, "changed", G_CALLBACK (id_list_refresh_cells), self, G_CONNECT_SWAPPED);
  build (self);
  id_list_load_colors (self);
  return GTK_WIDGET (self);
}

IdView *
id_list_get_view (IdList *self)
{
  return self->view;
}

void
id_list_set_menu (IdList *self, GMenuModel *menu)
{
  g_set_object (&self->menu_model, menu);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
}

char *
id_list_dup_row (IdList *self)
{
  IdColumnContext context = { self->frames, id_view_get_now (self->view) };
  g_autoptr (GPtrArray) shown = id_list_get_columns (self);
  IdRow *row = chosen_row (self);
  GString *out;

  if (!has_frame (row))
    return NULL;
  out = g_string_new (NULL);
  for (guint i = 0; i < shown->len; i++)
    {
      const IdColumn *column = shown->pdata[i];

      if (g_str_equal (column->id, "mark") || g_str_equal (column->id, "activity"))
        continue;
      if (out->len > 0)
        g_string_append_c (out, '\t');
      column->text (&context, row, out);
    }
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}
