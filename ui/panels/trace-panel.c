/* trace-panel.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/trace-panel-private.h"

#include "ui/frame-menu.h"

G_DEFINE_FINAL_TYPE (TracePanel, trace_panel, GTK_TYPE_WIDGET)

enum
{
  FILTER_TYPED,
  FILTER_CHOSEN,
  CHRONOLOGICAL,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* --- Copy --- */

static void
activate_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TracePanel *self = TRACE_PANEL (widget);
  g_autofree char *text = self->by_identifier ? id_list_dup_row (ID_LIST (self->ids)) : NULL;

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  else if (!self->by_identifier)
    gtk_widget_activate_action (widget, "win.copy-as", "s", "text");
}

/* --- Filters of the row under the cursor --- */

static gboolean
get_cursor_frame (TracePanel *self, CanFrame *frame)
{
  FrameStore *store = trace_session_get_store (self->session);
  uint64_t row = trace_session_get_cursor (self->session);

  if (store == NULL || row == ROW_NONE)
    return FALSE;
  frame_store_get (store, row, frame);
  return TRUE;
}

static char *
id_term (const CanFrame *frame)
{
  guint id = can_id_number (frame->id);

  if (frame->id & CAN_ID_ERROR)
    return g_strdup ("can.err");
  if (!can_id_is_extended (frame->id))
    return g_strdup_printf ("can.id == 0x%03X", id);
  /* A small number could be of either length. */
  return g_strdup_printf (id <= CAN_ID_MASK_STANDARD ? "can.id == 0x%08X && can.ext" : "can.id == 0x%08X", id);
}

static void
choose_filter (TracePanel *self, const char *text)
{
  if (g_signal_has_handler_pending (self, signals[FILTER_CHOSEN], 0, TRUE))
    g_signal_emit (self, signals[FILTER_CHOSEN], 0, text);
  else
    trace_session_set_filter (self->session, text, NULL);
}

/* The terms so far and one more. */
static char *
and_term (TracePanel *self, const char *term)
{
  const char *now = trace_session_get_filter (self->session);

  if (now[0] == '\0')
    return g_strdup (term);
  return g_strdup_printf (strstr (now, "||") != NULL || strstr (now, " or ") != NULL ? "(%s) && %s" : "%s && %s", now,
                          term);
}

static void
activate_filter_id (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TracePanel *self = TRACE_PANEL (widget);
  g_autofree char *term = NULL;
  CanFrame frame;

  if (!get_cursor_frame (self, &frame))
    return;
  term = id_term (&frame);
  choose_filter (self, term);
}

static void
activate_filter_not_id (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TracePanel *self = TRACE_PANEL (widget);
  g_autofree char *term = NULL, *negated = NULL, *text = NULL;
  CanFrame frame;

  if (!get_cursor_frame (self, &frame))
    return;
  term = id_term (&frame);
  negated = g_strdup_printf (frame.id & CAN_ID_ERROR ? "!%s" : "!(%s)", term);
  text = and_term (self, negated);
  choose_filter (self, text);
}

static void
activate_filter_bus (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TracePanel *self = TRACE_PANEL (widget);
  g_autofree char *term = NULL, *text = NULL;
  CanFrame frame;

  if (!get_cursor_frame (self, &frame))
    return;
  term = g_strdup_printf ("can.channel == \"%s\"",
                          trace_info_channel_name (frame_store_get_info (trace_session_get_store (self->session)),
                                                   frame.channel));
  text = and_term (self, term);
  choose_filter (self, text);
}

/* --- Moving --- */

static void
activate_go (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TracePanel *self = TRACE_PANEL (widget);

  trace_list_go (TRACE_LIST (self->list), g_str_equal (name, "panel.go-first") ? 0 : UINT64_MAX, TRACE_LIST_SELECT);
}

static void
activate_select_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  trace_list_select_all (TRACE_LIST (TRACE_PANEL (widget)->list));
}

static void
update_actions (TracePanel *self)
{
  gboolean rows = trace_session_n_shown (self->session) > 0,
           cursor = trace_session_get_cursor (self->session) != ROW_NONE;
  gboolean chosen = row_ranges_n_ranges (trace_session_get_selection (self->session)) > 0;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "panel.copy-rows", chosen);
  gtk_widget_action_set_enabled (widget, "panel.select-all", rows);
  gtk_widget_action_set_enabled (widget, "panel.go-first", rows);
  gtk_widget_action_set_enabled (widget, "panel.go-last", rows);
  gtk_widget_action_set_enabled (widget, "panel.filter-id", cursor);
  gtk_widget_action_set_enabled (widget, "panel.filter-not-id", cursor);
  gtk_widget_action_set_enabled (widget, "panel.filter-bus", cursor);
}

/* --- Object --- */

static void
on_filter_typed (TracePanel *self, const char *text)
{
  g_signal_emit (self, signals[FILTER_TYPED], 0, text);
}

static GtkWidget *
shown_list (TracePanel *self)
{
  return self->by_identifier ? self->ids : self->list;
}

static void
trace_panel_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TracePanel *self = TRACE_PANEL (widget);

  if (shown_list (self) != NULL)
    gtk_widget_allocate (shown_list (self), width, height, baseline, NULL);
}

static void
trace_panel_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  TracePanel *self = TRACE_PANEL (widget);

  if (shown_list (self) != NULL)
    gtk_widget_measure (shown_list (self), orientation, for_size, minimum, natural, NULL, NULL);
}

static gboolean
trace_panel_focus (GtkWidget *widget, GtkDirectionType direction)
{
  TracePanel *self = TRACE_PANEL (widget);

  return shown_list (self) != NULL && gtk_widget_child_focus (shown_list (self), direction);
}

static void
trace_panel_dispose (GObject *object)
{
  TracePanel *self = TRACE_PANEL (object);

  g_clear_pointer (&self->ids, gtk_widget_unparent);
  g_clear_pointer (&self->list, gtk_widget_unparent);
  g_clear_object (&self->menu);
  g_clear_object (&self->settings);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (trace_panel_parent_class)->dispose (object);
}

static void
trace_panel_class_init (TracePanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = trace_panel_dispose;
  widget_class->focus = trace_panel_focus;
  widget_class->measure = trace_panel_measure;
  widget_class->size_allocate = trace_panel_size_allocate;

  signals[FILTER_TYPED] = g_signal_new ("filter-typed", TRACE_TYPE_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FILTER_CHOSEN] = g_signal_new ("filter-chosen", TRACE_TYPE_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CHRONOLOGICAL]
      = g_signal_new ("chronological-wanted", TRACE_TYPE_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "panel.copy-rows", NULL, activate_copy);
  gtk_widget_class_install_action (widget_class, "panel.select-all", NULL, activate_select_all);
  gtk_widget_class_install_action (widget_class, "panel.go-first", NULL, activate_go);
  gtk_widget_class_install_action (widget_class, "panel.go-last", NULL, activate_go);
  gtk_widget_class_install_action (widget_class, "panel.filter-id", NULL, activate_filter_id);
  gtk_widget_class_install_action (widget_class, "panel.filter-not-id", NULL, activate_filter_not_id);
  gtk_widget_class_install_action (widget_class, "panel.filter-bus", NULL, activate_filter_bus);
  trace_panel_install_column_actions (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "panel.copy-rows", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Insert, GDK_CONTROL_MASK, "panel.copy-rows", NULL);
}

static void
trace_panel_init (TracePanel *self)
{
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}

void
trace_panel_set_session (TracePanel *self, TraceSession *session)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/canid/Canid/panels/trace-panel.ui");

  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  self->list = trace_list_new (session);
  self->menu = frame_menu_new (G_MENU_MODEL (gtk_builder_get_object (builder, "menu")));
  trace_list_set_menu (TRACE_LIST (self->list), self->menu);
  gtk_widget_set_parent (self->list, GTK_WIDGET (self));
  g_signal_connect_swapped (self->list, "filter-typed", G_CALLBACK (on_filter_typed), self);
  g_signal_connect_object (session, "selection-changed", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "replaced", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "shown", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "advanced", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  update_actions (self);
  trace_panel_follow_settings (self);
}

void
trace_panel_set_settings (TracePanel *self, GSettings *settings)
{
  g_return_if_fail (self->settings == NULL);

  self->settings = g_object_ref (settings);
  trace_panel_follow_settings (self);
}

/* --- By identifier --- */

static void
on_activated (TracePanel *self)
{
  g_signal_emit (self, signals[CHRONOLOGICAL], 0);
}

static void
make_id_list (TracePanel *self)
{
  self->ids = id_list_new (self->session, trace_list_get_context (TRACE_LIST (self->list)));
  id_list_set_menu (ID_LIST (self->ids), self->menu);
  gtk_widget_set_parent (self->ids, GTK_WIDGET (self));
  g_signal_connect_swapped (self->ids, "filter-typed", G_CALLBACK (on_filter_typed), self);
  g_signal_connect_swapped (self->ids, "activated", G_CALLBACK (on_activated), self);
  trace_panel_follow_id_columns (self);
}

void
trace_panel_set_by_identifier (TracePanel *self, gboolean by_identifier)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean had_focus = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
  uint64_t cursor = trace_session_get_cursor (self->session);

  if (by_identifier == self->by_identifier)
    return;
  if (self->ids == NULL)
    make_id_list (self);
  self->by_identifier = by_identifier;
  gtk_widget_set_visible (self->ids, by_identifier);
  gtk_widget_set_visible (self->list, !by_identifier);
  if (!by_identifier && cursor != ROW_NONE)
    trace_list_reveal (TRACE_LIST (self->list), cursor);
  if (had_focus)
    gtk_widget_child_focus (shown_list (self), GTK_DIR_TAB_FORWARD);
}

IdList *
trace_panel_get_id_list (TracePanel *self)
{
  return self->ids != NULL ? ID_LIST (self->ids) : NULL;
}

TraceList *
trace_panel_get_list (TracePanel *self)
{
  return self->list != NULL ? TRACE_LIST (self->list) : NULL;
}
