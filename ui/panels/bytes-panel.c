/* bytes-panel.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/bytes-panel-private.h"

#include "base/i18n.h"
#include "models/filter-terms.h"
#include "ui/app-settings.h"
#include "ui/frame-menu.h"

#define ROWS_BESIDE 3 /* at least, where the height is given */
#define ROWS_SHOWN 8  /* a classic frame; longer ones scroll, or the divider is drawn up */

G_DEFINE_FINAL_TYPE (BytesPanel, bytes_panel, GTK_TYPE_BOX)

enum
{
  PROP_SESSION = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static const char *const base_names[] = { [BYTE_BASE_HEX] = "hex", [BYTE_BASE_DEC] = "dec", [BYTE_BASE_BIN] = "bin" };

static void
update_subtitle (BytesPanel *self)
{
  int index = self->focus ? field_focus_get_signal (self->focus) : -1;
  const CanSignal *signal = self->focus ? detail_tree_get_signal (field_focus_get_tree (self->focus), index) : NULL;
  g_autofree char *words = signal ? detail_signal_layout_words (signal) : NULL;
  g_autofree char *bits = bytes_panel_dup_bits_words (self);
  g_autofree char *text = bits ? g_strdup (bits) : signal ? g_strdup_printf ("%s, %s", signal->name, words) : NULL;

  gtk_label_set_text (self->subtitle, text ? text : "");
}

static void
update_fold (BytesPanel *self)
{
  gboolean folded = bytes_panel_get_folded (self);

  gtk_widget_set_visible (self->fold_button, self->low);
  gtk_image_set_from_icon_name (self->fold_icon, folded ? "pan-end-symbolic" : "pan-down-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->fold_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  folded ? _ ("Show the bits") : _ ("Hide the bits"), -1);
  gtk_widget_set_tooltip_text (self->fold_button, folded ? _ ("Show the bits") : _ ("Hide the bits"));
  gtk_widget_set_visible (self->stack, !folded);
  gtk_widget_set_visible (self->bases, !folded);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), !folded);
  gtk_widget_set_visible (GTK_WIDGET (self->bytes_line), folded);
}

/* Again with each frame: the size of text may have changed meanwhile. */
static void
update_height (BytesPanel *self)
{
  gtk_widget_set_size_request (GTK_WIDGET (self->scroller), -1,
                               byte_grid_measure_rows (self->grid, self->beside ? ROWS_BESIDE : ROWS_SHOWN));
}

static void
on_frame_changed (BytesPanel *self)
{
  const CanFrame *frame = self->focus ? detail_tree_get_frame (field_focus_get_tree (self->focus)) : NULL;
  GString *line = g_string_new (NULL);

  for (guint i = 0; frame && i < frame->len; i++)
    g_string_append_printf (line, i ? " %02X" : "%02X", frame->data[i]);
  gtk_label_set_text (self->bytes_line, line->str);
  gtk_label_set_text (self->none_label, !frame                      ? ""
                                        : frame->id & CAN_ID_REMOTE ? _ ("A remote request carries no data")
                                                                    : _ ("This frame carries no data"));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), line->len ? "bytes" : "none");
  g_string_free (line, TRUE);
  update_height (self);
  update_subtitle (self);
}

/* Brings the chosen signal's bytes into view. */
static void
on_signal (BytesPanel *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double top, bottom;

  update_subtitle (self);
  if (byte_grid_get_chosen_extents (self->grid, &top, &bottom))
    gtk_adjustment_clamp_page (adjustment, top, MIN (bottom, top + gtk_adjustment_get_page_size (adjustment)));
}

static void
change_base (GSimpleAction *action, GVariant *value, gpointer data)
{
  BytesPanel *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (base_names); i++)
    if (g_str_equal (base_names[i], g_variant_get_string (value, NULL)))
      {
        byte_grid_set_base (self->grid, i);
        g_simple_action_set_state (action, value);
        g_settings_set_value (app_settings_get (), "bytes-base", value);
      }
}

static void
activate_fold (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BytesPanel *self = data;

  self->opened = !self->opened;
  update_fold (self);
}

/* --- Menu --- */

/* Filters by the byte, and by the signal that the bit belongs to. */
static GMenuModel *
new_menu (BytesPanel *self)
{
  GMenu *menu = g_menu_new (), *copy = g_menu_new ();
  const CanFrame *frame = detail_tree_get_frame (field_focus_get_tree (self->focus));
  g_autofree char *byte = filter_term_of_byte (frame, field_focus_get_byte (self->focus));
  g_autofree char *signal
      = field_focus_get_signal (self->focus) >= 0
            ? filter_term_of_node (field_focus_get_tree (self->focus), field_focus_get_key (self->focus))
            : NULL;
  GMenuModel *filters = frame_menu_new_filters ("byte", byte);

  if (signal != NULL)
    {
      GMenuModel *of_signal = frame_menu_new_filters ("field", signal);

      g_menu_append_section (menu, NULL, of_signal);
      g_object_unref (of_signal);
    }
  g_menu_append_section (menu, NULL, filters);
  g_object_unref (filters);
  g_menu_append (copy, _ ("_Copy Data Bytes"), "win.copy-as::data");
  g_menu_append (copy, _ ("Copy _C Array"), "win.copy-as::c-array");
  g_menu_append (copy, _ ("_Find the Same Data"), "win.find-same-data");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (copy));
  g_object_unref (copy);
  return G_MENU_MODEL (menu);
}

/* x, y in the grid. */
static void
popup (BytesPanel *self, double x, double y)
{
  const CanFrame *frame = self->focus != NULL ? detail_tree_get_frame (field_focus_get_tree (self->focus)) : NULL;
  g_autoptr (GMenuModel) menu = NULL;
  guint start, length;

  if (frame == NULL || field_focus_get_byte (self->focus) >= frame->len)
    return;
  menu = byte_grid_get_selection (self->grid, &start, &length) ? bytes_panel_new_bits_menu (self) : new_menu (self);
  if (self->popover == NULL)
    {
      self->popover = gtk_popover_menu_new_from_model (menu);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
      gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
      gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
      g_signal_connect_object (self->popover, "closed", G_CALLBACK (gtk_widget_grab_focus), self->grid,
                               G_CONNECT_SWAPPED); /* where the keys were */
    }
  else
    gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->popover), menu);
  gtk_widget_translate_coordinates (GTK_WIDGET (self->grid), GTK_WIDGET (self), x, y, &x, &y);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
on_menu_pressed (BytesPanel *self, int n_press, double x, double y)
{
  guint start, length;

  gtk_widget_grab_focus (GTK_WIDGET (self->grid));
  if (byte_grid_get_selection (self->grid, &start, &length) || byte_grid_choose_at (self->grid, x, y))
    popup (self, x, y);
}

static void
action_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BytesPanel *self = BYTES_PANEL (widget);
  double x, y;

  if (byte_grid_get_cursor (self->grid, &x, &y))
    popup (self, x, y);
}

void
bytes_panel_set_session (BytesPanel *self, TraceSession *session)
{
  FieldFocus *focus = session ? field_focus_get (session) : NULL;

  if (self->session == session)
    return;
  if (self->focus)
    g_signal_handlers_disconnect_by_data (self->focus, self);
  g_set_object (&self->session, session);
  g_set_object (&self->focus, focus);
  byte_grid_set_focus (self->grid, self->focus);
  if (self->focus)
    {
      g_signal_connect_object (self->focus, "frame-changed", G_CALLBACK (on_frame_changed), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->focus, "notify::signal", G_CALLBACK (on_signal), self, G_CONNECT_SWAPPED);
    }
  on_frame_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION]);
}

static void
bytes_panel_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_object (value, BYTES_PANEL (object)->session);
}

static void
bytes_panel_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  bytes_panel_set_session (BYTES_PANEL (object), g_value_get_object (value));
}

static void
bytes_panel_dispose (GObject *object)
{
  BytesPanel *self = BYTES_PANEL (object);

  if (self->focus)
    g_signal_handlers_disconnect_by_data (self->focus, self);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->focus);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (bytes_panel_parent_class)->dispose (object);
}

static void
bytes_panel_class_init (BytesPanelClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = bytes_panel_get_property;
  object_class->set_property = bytes_panel_set_property;
  object_class->dispose = bytes_panel_dispose;
  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, TRACE_TYPE_SESSION,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_install_action (widget_class, "bytes.menu", NULL, action_menu);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "bytes.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "bytes.menu", NULL);
  g_type_ensure (BYTE_TYPE_GRID);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/panels/bytes-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, BytesPanel, head);
  gtk_widget_class_bind_template_child (widget_class, BytesPanel, fold_button);
  gtk_widget_class_bind_template_child (widget_class, BytesPanel, fold_icon);
  gtk_widget_class_bind_template_child (widget_class, BytesPanel, bases);
  gtk_widget_class_bind_template_child (widget_class, BytesPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, BytesPanel, subtitle);
  gtk_widget_class_bind_template_child (widget_class, BytesPanel, bytes_line);
  gtk_widget_class_bind_template_child (widget_class, BytesPanel, none_label);
  gtk_widget_class_bind_template_child (widget_class, BytesPanel, scroller);
  gtk_widget_class_bind_template_child (widget_class, BytesPanel, grid);
}

static void
restore (GSimpleActionGroup *actions, const char *action, const char *key)
{
  g_action_group_change_action_state (G_ACTION_GROUP (actions), action,
                                      g_settings_get_value (app_settings_get (), key));
}

static void
bytes_panel_init (BytesPanel *self)
{
  static const GActionEntry entries[] = {
    { "base", NULL, "s", "'hex'", change_base },
    { "fold", activate_fold },
  };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  GtkGesture *press = gtk_gesture_click_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (press), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (on_menu_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->grid), GTK_EVENT_CONTROLLER (press));
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "bytes", G_ACTION_GROUP (actions));
  bytes_panel_add_bits_actions (self, G_ACTION_MAP (actions));
  restore (actions, "base", "bytes-base");
  restore (actions, "order", "bits-order");
  g_signal_connect_object (self->grid, "selection-changed", G_CALLBACK (update_subtitle), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->grid, "selection-done", G_CALLBACK (popup), self, G_CONNECT_SWAPPED);
  byte_grid_set_adjustment (self->grid, gtk_scrolled_window_get_vadjustment (self->scroller));
  update_fold (self);
  on_frame_changed (self);
}

GtkWidget *
bytes_panel_new (void)
{
  return g_object_new (BYTES_TYPE_PANEL, NULL);
}

void
bytes_panel_set_beside (BytesPanel *self, gboolean beside)
{
  self->beside = beside;
  update_height (self);
}

void
bytes_panel_set_low (BytesPanel *self, gboolean low)
{
  if (self->low == low)
    return;
  self->low = low;
  self->opened = FALSE;
  update_fold (self);
}

gboolean
bytes_panel_get_folded (BytesPanel *self)
{
  return self->low && !self->opened;
}

ByteGrid *
bytes_panel_get_grid (BytesPanel *self)
{
  return self->grid;
}

gboolean
bytes_panel_get_low (BytesPanel *self)
{
  return self->low;
}
