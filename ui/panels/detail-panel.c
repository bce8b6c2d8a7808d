/* detail-panel.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/detail-panel.h"

#include "base/i18n.h"
#include "models/filter-terms.h"
#include "ui/field-focus.h"
#include "ui/frame-menu.h"
#include "ui/panels/detail-cells.h"
#include "ui/signal-drag.h"

struct _DetailPanel
{
  GtkBox parent_instance;
  TraceSession *session; /* (nullable) */
  FieldFocus *focus;     /* (nullable) */
  GtkSingleSelection *selection;
  GtkTreeListModel *rows; /* (nullable) */
  gboolean low;           /* there is room for one section only */
  gboolean folded;        /* we folded the frame's own fields last, not unfolded them */
  gboolean choosing;      /* the selection is being set from the focus */
  GMenuModel *row_menu;
  GtkWidget *popover;

  GtkWidget *stack, *no_database, *comment_box, *written_box;
  GtkScrolledWindow *scroller;
  GtkColumnView *view;
  GtkLabel *comment; /* of the database */
  GtkLabel *written; /* of the user, about this frame */
};

G_DEFINE_FINAL_TYPE (DetailPanel, detail_panel, GTK_TYPE_BOX)

enum
{
  PROP_SESSION = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static GListModel *
children_of (gpointer item, gpointer data)
{
  GListModel *children = detail_node_get_children (item);

  return children ? g_object_ref (children) : NULL;
}

static DetailNode *
chosen_node (DetailPanel *self)
{
  return self->focus ? detail_tree_find (field_focus_get_tree (self->focus), field_focus_get_key (self->focus), NULL)
                     : NULL;
}

/* --- Choosing --- */

/* Position among the visible rows; GTK_INVALID_LIST_POSITION if the section is collapsed. */
static guint
position_of (DetailPanel *self, const char *key)
{
  for (guint i = 0; self->rows && i < g_list_model_get_n_items (G_LIST_MODEL (self->rows)); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);
      g_autoptr (DetailNode) node = gtk_tree_list_row_get_item (row);

      if (strcmp (detail_node_get_key (node), key) == 0)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

/* Of a signal all that its value is; else NULL. */
static char *
dup_value_words (DetailPanel *self, DetailNode *node)
{
  DetailTree *tree = self->focus ? field_focus_get_tree (self->focus) : NULL;
  const CanSignal *signal = node ? detail_tree_get_signal (tree, detail_node_get_signal (node)) : NULL;
  uint64_t bits;

  if (!signal || !can_signal_decode_raw (signal, detail_tree_get_frame (tree), &bits))
    return NULL;
  return detail_signal_value_words (signal, bits);
}

static void
update_comment (DetailPanel *self)
{
  DetailNode *node = chosen_node (self);
  DetailNode *message = self->focus ? detail_tree_find (field_focus_get_tree (self->focus), "second", NULL) : NULL;
  g_autofree char *value = dup_value_words (self, node), *both = NULL;
  const char *text = node ? detail_node_get_text (node, DETAIL_COMMENT) : "";

  if (!*text && message && !value)
    text = detail_node_get_text (message, DETAIL_COMMENT);
  if (value)
    text = both = g_strconcat (value, *text ? "\n" : "", text, NULL);
  if (g_str_equal (gtk_label_get_text (self->comment), text))
    return; /* a change of a tooltip waits for the X server */
  gtk_widget_set_visible (self->comment_box, *text != '\0');
  gtk_label_set_text (self->comment, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->comment), *text ? text : NULL);
}

static void
update_written (DetailPanel *self)
{
  uint64_t row = self->session != NULL ? trace_session_get_cursor (self->session) : ROW_NONE;
  const char *comment = row != ROW_NONE ? row_comments_get (trace_session_get_comments (self->session), row) : NULL;
  g_autofree char *text = comment != NULL ? g_strdup_printf ("✎ %s", comment) : g_strdup ("");

  if (g_str_equal (gtk_label_get_text (self->written), text))
    return;
  gtk_widget_set_visible (self->written_box, comment != NULL);
  gtk_label_set_text (self->written, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->written), comment);
}

static void
show_choice (DetailPanel *self, gboolean reveal)
{
  const char *key = field_focus_get_key (self->focus);
  DetailNode *section = NULL;
  guint position = position_of (self, key);

  if (position == GTK_INVALID_LIST_POSITION && reveal
      && detail_tree_find (field_focus_get_tree (self->focus), key, &section) && section)
    {
      g_autoptr (GtkTreeListRow) row
          = gtk_tree_list_model_get_row (self->rows, position_of (self, detail_node_get_key (section)));

      gtk_tree_list_row_set_expanded (row, TRUE);
      position = position_of (self, key);
    }
  self->choosing = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->choosing = FALSE;
  if (reveal && position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (gtk_widget_get_last_child (GTK_WIDGET (self->view)), "list.scroll-to-item", "u",
                                position);
  update_comment (self);
  update_written (self);
}

static void
on_selected (DetailPanel *self)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (self->selection);
  g_autoptr (DetailNode) node = row ? gtk_tree_list_row_get_item (row) : NULL;

  if (!self->focus || self->choosing || field_focus_is_moving (self->focus))
    return;
  if (!node && chosen_node (self) && position_of (self, field_focus_get_key (self->focus)) == GTK_INVALID_LIST_POSITION)
    return; /* its section was collapsed */
  field_focus_set_key (self->focus, node ? detail_node_get_key (node) : "");
  update_comment (self);
}

/* A section was opened: what is chosen in it shows again. */
static void
on_rows_changed (DetailPanel *self)
{
  if (self->focus && !field_focus_is_moving (self->focus)
      && gtk_single_selection_get_selected (self->selection) == GTK_INVALID_LIST_POSITION)
    show_choice (self, FALSE);
}

/* Chosen in the bit grid: its row comes into view. */
static void
on_signal (DetailPanel *self)
{
  guint position = gtk_single_selection_get_selected (self->selection);

  if (field_focus_is_moving (self->focus))
    return;
  if (field_focus_get_signal (self->focus) < 0)
    show_choice (self, FALSE);
  else if (position == GTK_INVALID_LIST_POSITION || position_of (self, field_focus_get_key (self->focus)) != position)
    show_choice (self, TRUE);
}

/* Where there is little room the frame's own fields make way for the message, if there is one. What is opened by hand
 * meanwhile stays. */
static void
fold_frame (DetailPanel *self)
{
  GListModel *sections = self->focus ? detail_tree_get_sections (field_focus_get_tree (self->focus)) : NULL;
  guint n = sections ? g_list_model_get_n_items (sections) : 0;
  g_autoptr (GtkTreeListRow) row = n > 0 ? gtk_tree_list_model_get_row (self->rows, 0) : NULL;
  gboolean folded = self->low && n > 1 && detail_tree_find (field_focus_get_tree (self->focus), "second", NULL) != NULL;

  if (row && folded != self->folded)
    gtk_tree_list_row_set_expanded (row, !folded);
  self->folded = row && folded; /* new rows begin unfolded */
}

void
detail_panel_set_low (DetailPanel *self, gboolean low)
{
  self->low = low;
  fold_frame (self);
}

static void
on_frame_changed (DetailPanel *self)
{
  DetailTree *tree = self->focus ? field_focus_get_tree (self->focus) : NULL;
  const CanFrame *frame = tree ? detail_tree_get_frame (tree) : NULL;

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), frame ? "frame" : "none");
  fold_frame (self);
  if (!frame)
    return;
  gtk_widget_set_visible (self->no_database, !detail_tree_n_databases (tree) && !(frame->id & CAN_ID_ERROR));
  show_choice (self, FALSE);
}

static void
on_hover (DetailPanel *self)
{
  detail_cells_light (self->view, field_focus_get_hover (self->focus));
}

/* --- Expanding --- */

static void
set_all_expanded (DetailPanel *self, gboolean expanded)
{
  for (guint i = 0; self->rows && i < g_list_model_get_n_items (G_LIST_MODEL (self->rows)); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      gtk_tree_list_row_set_expanded (row, expanded);
    }
  show_choice (self, FALSE);
}

static void
select_row (DetailPanel *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (gtk_widget_get_last_child (GTK_WIDGET (self->view)), "list.scroll-to-item", "u",
                              position);
}

/* Left: collapse, else to the section. Right: expand, else to the first field. */
static gboolean
step (DetailPanel *self, gboolean right)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (self->selection);
  g_autoptr (GtkTreeListRow) parent = row ? gtk_tree_list_row_get_parent (row) : NULL;

  if (!row)
    return GDK_EVENT_PROPAGATE;
  if (gtk_tree_list_row_is_expandable (row) && gtk_tree_list_row_get_expanded (row) != right)
    gtk_tree_list_row_set_expanded (row, right);
  else if (!right && parent)
    select_row (self, gtk_tree_list_row_get_position (parent));
  else if (right && gtk_tree_list_row_is_expandable (row))
    select_row (self, gtk_tree_list_row_get_position (row) + 1);
  return GDK_EVENT_STOP;
}

static gboolean
on_key (DetailPanel *self, guint key, guint code, GdkModifierType state)
{
  gboolean right = key == GDK_KEY_Right || key == GDK_KEY_KP_Right;

  if (!right && key != GDK_KEY_Left && key != GDK_KEY_KP_Left)
    return GDK_EVENT_PROPAGATE;
  if (!(state & GDK_CONTROL_MASK)) /* with Shift: all below, which in two levels is the same */
    return step (self, right);
  set_all_expanded (self, right);
  return GDK_EVENT_STOP;
}

static void
action_expand (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_all_expanded (DETAIL_PANEL (widget), g_str_equal (name, "detail.expand-all"));
}

/* --- Copying and the menu --- */

static void
action_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DetailNode *node = chosen_node (DETAIL_PANEL (widget));
  GString *text;

  if (!node)
    return;
  text = g_string_new (detail_node_get_text (node, DETAIL_VALUE));
  if (g_str_equal (name, "detail.copy-row"))
    g_string_printf (text, "%s\t%s\t%s\t%s", detail_node_get_text (node, DETAIL_NAME),
                     detail_node_get_text (node, DETAIL_VALUE), detail_node_get_text (node, DETAIL_RAW),
                     detail_node_get_text (node, DETAIL_BITS));
  else if (!text->len)
    g_string_assign (text, detail_node_get_text (node, DETAIL_NAME));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
  g_string_free (text, TRUE);
}

/* Filters by the chosen field, if there is something to ask for. */
static GMenuModel *
new_menu (DetailPanel *self)
{
  GMenu *menu = g_menu_new ();
  g_autofree char *term = filter_term_of_node (field_focus_get_tree (self->focus), field_focus_get_key (self->focus));

  if (term)
    {
      GMenuModel *filters = frame_menu_new_filters ("field", term);

      g_menu_append_section (menu, NULL, filters);
      g_object_unref (filters);
    }
  g_menu_append_section (menu, NULL, self->row_menu);
  return G_MENU_MODEL (menu);
}

static void
show_menu (DetailPanel *self, double x, double y)
{
  GdkRectangle at = { (int) x, (int) y, 1, 1 };
  g_autoptr (GMenuModel) menu = new_menu (self);

  if (self->popover)
    gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->popover), menu);
  else
    {
      self->popover = gtk_popover_menu_new_from_model (menu);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
      gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
      gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &at);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
on_menu_click (DetailPanel *self, int n_press, double x, double y)
{
  DetailNode *node = detail_cells_pick (self->view, x, y);
  double panel_x, panel_y;

  if (!node || !self->focus)
    return;
  field_focus_set_key (self->focus, detail_node_get_key (node));
  show_choice (self, FALSE);
  gtk_widget_translate_coordinates (GTK_WIDGET (self->view), GTK_WIDGET (self), x, y, &panel_x, &panel_y);
  show_menu (self, panel_x, panel_y);
}

/* A signal can be dragged to the plots. */
static GdkContentProvider *
on_drag_prepare (GtkDragSource *source, double x, double y, DetailPanel *self)
{
  DetailNode *node = detail_cells_pick (self->view, x, y);
  const Message *message;

  if (node == NULL || detail_node_get_kind (node) != DETAIL_SIGNAL)
    return NULL;
  message = detail_tree_get_message (field_focus_get_tree (self->focus));
  return signal_drag_begin (source, message, &message->signals[detail_node_get_signal (node)]);
}

static void
action_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (chosen_node (DETAIL_PANEL (widget)))
    show_menu (DETAIL_PANEL (widget), 24, 48);
}

static void
on_motion (DetailPanel *self, double x, double y)
{
  DetailNode *node = detail_cells_pick (self->view, x, y);

  if (self->focus)
    field_focus_set_hover (self->focus, node ? detail_node_get_signal (node) : -1);
}

static void
on_leave (DetailPanel *self)
{
  if (self->focus)
    field_focus_set_hover (self->focus, -1);
}

/* --- Session --- */

void
detail_panel_set_session (DetailPanel *self, TraceSession *session)
{
  FieldFocus *focus = session ? field_focus_get (session) : NULL;

  if (self->session == session)
    return;
  if (self->focus)
    g_signal_handlers_disconnect_by_data (self->focus, self);
  if (self->session)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  g_set_object (&self->focus, focus);
  if (self->rows)
    g_signal_handlers_disconnect_by_data (self->rows, self);
  self->rows = NULL;
  gtk_single_selection_set_model (self->selection, NULL);
  if (self->focus)
    {
      GListModel *sections = detail_tree_get_sections (field_focus_get_tree (self->focus));

      self->rows = gtk_tree_list_model_new (g_object_ref (sections), FALSE, TRUE, children_of, NULL, NULL);
      gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->rows));
      g_signal_connect_object (self->rows, "items-changed", G_CALLBACK (on_rows_changed), self, G_CONNECT_SWAPPED);
      g_object_unref (self->rows); /* the selection keeps it */
      g_signal_connect_object (self->focus, "frame-changed", G_CALLBACK (on_frame_changed), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->focus, "notify::signal", G_CALLBACK (on_signal), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->focus, "notify::hover", G_CALLBACK (on_hover), self, G_CONNECT_SWAPPED);
    }
  if (self->session)
    g_signal_connect_object (self->session, "marks-changed", G_CALLBACK (update_written), self, G_CONNECT_SWAPPED);
  on_frame_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION]);
}

static void
detail_panel_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_object (value, DETAIL_PANEL (object)->session);
}

static void
detail_panel_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  detail_panel_set_session (DETAIL_PANEL (object), g_value_get_object (value));
}

static void
detail_panel_dispose (GObject *object)
{
  DetailPanel *self = DETAIL_PANEL (object);

  if (self->focus)
    g_signal_handlers_disconnect_by_data (self->focus, self);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->focus);
  g_clear_object (&self->session);
  if (self->selection)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  G_OBJECT_CLASS (detail_panel_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "detail.copy", NULL, action_copy);
  gtk_widget_class_install_action (class, "detail.copy-row", NULL, action_copy);
  gtk_widget_class_install_action (class, "detail.expand-all", NULL, action_expand);
  gtk_widget_class_install_action (class, "detail.collapse-all", NULL, action_expand);
  gtk_widget_class_install_action (class, "detail.menu", NULL, action_menu);
  gtk_widget_class_add_binding_action (class, GDK_KEY_c, GDK_CONTROL_MASK, "detail.copy", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "detail.copy-row", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Menu, 0, "detail.menu", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_F10, GDK_SHIFT_MASK, "detail.menu", NULL);
}

static void
detail_panel_class_init (DetailPanelClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = detail_panel_get_property;
  object_class->set_property = detail_panel_set_property;
  object_class->dispose = detail_panel_dispose;
  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, TRACE_TYPE_SESSION,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/panels/detail-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, DetailPanel, row_menu);
  gtk_widget_class_bind_template_child (widget_class, DetailPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, DetailPanel, no_database);
  gtk_widget_class_bind_template_child (widget_class, DetailPanel, comment_box);
  gtk_widget_class_bind_template_child (widget_class, DetailPanel, scroller);
  gtk_widget_class_bind_template_child (widget_class, DetailPanel, view);
  gtk_widget_class_bind_template_child (widget_class, DetailPanel, comment);
  gtk_widget_class_bind_template_child (widget_class, DetailPanel, written);
  gtk_widget_class_bind_template_child (widget_class, DetailPanel, written_box);
}

static void
add_controllers (DetailPanel *self)
{
  GtkEventController *keys = gtk_event_controller_key_new (), *motion = gtk_event_controller_motion_new ();
  GtkDragSource *drag = gtk_drag_source_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_menu_click), self);
  g_signal_connect (drag, "prepare", G_CALLBACK (on_drag_prepare), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  gtk_widget_add_controller (GTK_WIDGET (self->view), motion);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
}

static void
detail_panel_init (DetailPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_swapped (self->selection, "notify::selected", G_CALLBACK (on_selected), self);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  detail_cells_append_columns (self->view);
  add_controllers (self);
}

GtkWidget *
detail_panel_new (void)
{
  return g_object_new (DETAIL_TYPE_PANEL, NULL);
}

TraceSession *
detail_panel_get_session (DetailPanel *self)
{
  return self->session;
}

GtkColumnView *
detail_panel_get_view (DetailPanel *self)
{
  return self->view;
}
