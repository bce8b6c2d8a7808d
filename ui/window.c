/* window.c: building, and the session's life.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/window-private.h"

#include "ui/actions.h"
#include "ui/app-settings.h"

G_DEFINE_FINAL_TYPE (MainWindow, main_window, GTK_TYPE_APPLICATION_WINDOW)

/* --- the message bar --- */

void
main_window_show_message (MainWindow *self, const char *sentence)
{
  main_window_show_note (self, sentence);
  gtk_widget_add_css_class (self->message_box, "bad");
  gtk_image_set_from_icon_name (self->message_icon, "dialog-error-symbolic");
}

void
main_window_show_note (MainWindow *self, const char *sentence)
{
  gtk_widget_remove_css_class (self->message_box, "bad");
  gtk_image_set_from_icon_name (self->message_icon, "dialog-information-symbolic");
  gtk_label_set_text (self->message_label, sentence);
  gtk_revealer_set_reveal_child (self->message_revealer, TRUE);
}

void
main_window_hide_message (MainWindow *self)
{
  gtk_revealer_set_reveal_child (self->message_revealer, FALSE);
}

static void
on_message_close (MainWindow *self)
{
  main_window_hide_message (self);
}

/* --- the list --- */

void
main_window_focus_list (MainWindow *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->trace_overlay), GTK_DIR_TAB_FORWARD);
}

static void
on_filter_typed (MainWindow *self, const char *text)
{
  filter_bar_start_typing (self->filter_bar, text);
}

static void
on_filter_chosen (MainWindow *self, const char *text)
{
  filter_bar_apply_text (self->filter_bar, text);
}

/* --- files from the welcome page and by drop --- */

static void
on_recent_open (MainWindow *self, GFile *file)
{
  main_window_open_files (self, &file, 1);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  GSList *list = g_value_get_boxed (value);
  guint n = g_slist_length (list), i = 0;
  g_autofree GFile **files = g_new (GFile *, n + 1);

  for (GSList *l = list; l != NULL; l = l->next)
    files[i++] = l->data;
  if (gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (target)) & GDK_SHIFT_MASK)
    main_window_add_traces (MAIN_WINDOW (data), files, n);
  else
    main_window_open_files (MAIN_WINDOW (data), files, n);
  return n > 0;
}

static void
add_drop_target (MainWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self->stack), GTK_EVENT_CONTROLLER (target));
}

/* --- find --- */

static void
on_find_toggled (MainWindow *self)
{
  gboolean open = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->find_button));

  if (open && !find_bar_is_open (self->find_bar))
    find_bar_open (self->find_bar);
  else if (!open && find_bar_is_open (self->find_bar))
    find_bar_close (self->find_bar);
}

static void
on_hits_changed (MainWindow *self)
{
  trace_list_set_hits (trace_panel_get_list (self->trace_panel), find_bar_get_hits (self->find_bar));
}

static void
on_find_closed (MainWindow *self)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->find_button), FALSE);
  main_window_focus_list (self);
}

/* --- one view or the other --- */

static void
on_view_toggled (MainWindow *self)
{
  gboolean by_identifier = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->ids_button));

  g_action_group_change_action_state (G_ACTION_GROUP (self), "by-identifier", g_variant_new_boolean (by_identifier));
}

static void
on_chronological_wanted (MainWindow *self)
{
  g_action_group_change_action_state (G_ACTION_GROUP (self), "by-identifier", g_variant_new_boolean (FALSE));
}

/* --- object --- */

static void
main_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MainWindow *self = MAIN_WINDOW (widget);

  GTK_WIDGET_CLASS (main_window_parent_class)->size_allocate (widget, width, height, baseline);
  main_window_width_changed (self, width);
  main_window_panes_allocated (self);
}

static gboolean
main_window_close_request (GtkWindow *window)
{
  if (main_window_ask_close (MAIN_WINDOW (window)))
    return TRUE;
  main_window_save_layout (MAIN_WINDOW (window));
  return GTK_WINDOW_CLASS (main_window_parent_class)->close_request (window);
}

/* Dialogs that have the window's actions hold it: it would not end, nor what it has on a bus, before they do. */
static void
close_opened (MainWindow *self)
{
  g_autoptr (GList) toplevels = gtk_window_list_toplevels ();

  for (GList *l = toplevels; l != NULL; l = l->next)
    g_object_ref (l->data);
  for (GList *l = toplevels; l != NULL; l = l->next)
    {
      if (gtk_window_get_transient_for (l->data) == GTK_WINDOW (self))
        gtk_window_destroy (l->data);
      g_object_unref (l->data);
    }
}

/* Whoever answers later holds the window: what goes on until it is told to end is told here, not when the last lets go.
 */
static void
main_window_unrealize (GtkWidget *widget)
{
  MainWindow *self = MAIN_WINDOW (widget);

  close_opened (self);
  if (!main_window_is_open (self) && self->session != NULL)
    trace_session_cancel (self->session);
  GTK_WIDGET_CLASS (main_window_parent_class)->unrealize (widget);
}

/* GTK's group of actions may live on in menus; a setting that changes then must not be told to a window that is gone.
 */
static void
remove_settings_actions (MainWindow *self)
{
  g_auto (GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (self));

  for (char **name = names; *name != NULL; name++)
    if (!G_IS_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), *name)))
      g_action_map_remove_action (G_ACTION_MAP (self), *name);
}

gboolean
main_window_is_open (MainWindow *self)
{
  return self->session != NULL && gtk_window_get_application (GTK_WINDOW (self)) != NULL;
}

static void
main_window_dispose (GObject *object)
{
  MainWindow *self = MAIN_WINDOW (object);

  main_window_end_record (self);
  main_window_end_capture (self); /* may ask for an update */
  remove_settings_actions (self);
  g_clear_handle_id (&self->relayout_id, g_source_remove);
  g_clear_handle_id (&self->release_id, g_source_remove);
  g_clear_handle_id (&self->update_id, g_source_remove);
  main_window_end_go (self);
  main_window_end_copy (self);
  if (self->save_cancel != NULL)
    g_cancellable_cancel (self->save_cancel);
  g_clear_object (&self->save_cancel);
  main_window_end_transmit (self);
  main_window_end_marks (self);
  if (self->session != NULL)
    {
      trace_session_cancel (self->session);
      g_signal_handlers_disconnect_by_data (self->session, self);
    }
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (main_window_parent_class)->dispose (object);
  g_clear_object (&self->session);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, MainWindow, title);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, capture_button);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, record_button);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, follow_button);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, find_button);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, view_switch);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, frames_button);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, ids_button);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, frames_label);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, ids_label);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, inspector_button);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, message_revealer);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, message_box);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, message_icon);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, message_label);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, welcome);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, state_card);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, status);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, edit_section);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, dock_paned);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, inspector_paned);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, frame_page);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, find_bar);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, go_bar);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, trace_overlay);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, trace_panel);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, empty_card);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, dock);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, collapse_button);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, frame_tab);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, dock_tabs);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, dock_stack);
}

static void
main_window_class_init (MainWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = main_window_dispose;
  GTK_WINDOW_CLASS (class)->close_request = main_window_close_request;
  widget_class->size_allocate = main_window_size_allocate;
  widget_class->unrealize = main_window_unrealize;

  g_type_ensure (FILTER_TYPE_BAR);
  g_type_ensure (FIND_TYPE_BAR);
  g_type_ensure (GO_TYPE_BAR);
  g_type_ensure (STATE_TYPE_CARD);
  g_type_ensure (STATUS_TYPE_BAR);
  g_type_ensure (TRACE_TYPE_PANEL);
  g_type_ensure (WELCOME_TYPE_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_find_closed);
  gtk_widget_class_bind_template_callback (widget_class, on_hits_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_find_toggled);
  gtk_widget_class_bind_template_callback (widget_class, main_window_on_frame_tab);
  gtk_widget_class_bind_template_callback (widget_class, on_chronological_wanted);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_typed);
  gtk_widget_class_bind_template_callback (widget_class, on_message_close);
  gtk_widget_class_bind_template_callback (widget_class, on_recent_open);
  gtk_widget_class_bind_template_callback (widget_class, on_view_toggled);
}

static void
describe_view_buttons (MainWindow *self)
{
  g_autofree char *tooltip = actions_dup_tooltip ("win.by-identifier");

  gtk_widget_set_tooltip_text (self->frames_button, tooltip);
  gtk_widget_set_tooltip_text (self->ids_button, tooltip);
}

static void
main_window_init (MainWindow *self)
{
  self->session = trace_session_new ();
  self->wanted_row = ROW_NONE;
  gtk_widget_init_template (GTK_WIDGET (self));

  filter_bar_set_session (self->filter_bar, self->session);
  find_bar_set_session (self->find_bar, self->session);
  trace_panel_set_session (self->trace_panel, self->session);
  trace_panel_set_settings (self->trace_panel, app_settings_get ());
  filter_bar_set_settings (self->filter_bar, app_settings_get ());

  main_window_add_actions (self);
  main_window_add_frame_actions (self);
  main_window_init_go (self);
  main_window_init_capture (self);
  main_window_init_record (self);
  main_window_add_column_actions (self);
  main_window_add_database_actions (self);
  main_window_add_plot_actions (self);
  actions_bind_button (self->open_button, "win.open");
  actions_describe_button (self->find_button, "win.find");
  describe_view_buttons (self);
  actions_bind_button (self->inspector_button, "win.inspector-visible");
  actions_bind_button (self->menu_button, "win.menu");
  actions_bind_button (self->collapse_button, "win.dock");
  add_drop_target (self);
  main_window_init_dock (self);
  main_window_init_layout (self);
  main_window_init_marks (self);
  main_window_init_transmit (self);
  main_window_init_status (self);
  main_window_init_close (self);
  main_window_update_actions (self);
  if (g_settings_get_boolean (app_settings_get (), "by-identifier"))
    g_action_group_change_action_state (G_ACTION_GROUP (self), "by-identifier", g_variant_new_boolean (TRUE));
}

MainWindow *
main_window_new (MainApp *app)
{
  return g_object_new (MAIN_TYPE_WINDOW, "application", app, NULL);
}
