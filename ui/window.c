/* window.c: building and layout.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/window-private.h"

#include "ui/actions.h"
#include "ui/app-settings.h"

G_DEFINE_FINAL_TYPE (MainWindow, main_window, GTK_TYPE_APPLICATION_WINDOW)

void
main_window_show_message (MainWindow *self, const char *sentence)
{
  gtk_label_set_text (self->message_label, sentence);
  gtk_revealer_set_reveal_child (self->message_revealer, TRUE);
}

static void
on_message_close (MainWindow *self)
{
  gtk_revealer_set_reveal_child (self->message_revealer, FALSE);
}

static void
main_window_save_size (MainWindow *self)
{
  GSettings *settings = app_settings_get ();
  gboolean maximized = gtk_window_is_maximized (GTK_WINDOW (self));
  int width, height;

  g_settings_set_boolean (settings, "window-maximized", maximized);
  if (maximized)
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  if (width > 0 && height > 0)
    g_settings_set (settings, "window-size", "(ii)", width, height);
}

static gboolean
main_window_close_request (GtkWindow *window)
{
  main_window_save_size (MAIN_WINDOW (window));
  return GTK_WINDOW_CLASS (main_window_parent_class)->close_request (window);
}

static void
main_window_class_init (MainWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  GTK_WINDOW_CLASS (class)->close_request = main_window_close_request;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/window.ui");
  gtk_widget_class_bind_template_child (widget_class, MainWindow, title);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, find_button);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, inspector_button);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, message_revealer);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, message_label);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, welcome_place);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, trace_place);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, status_place);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, dock_paned);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, inspector_paned);
  gtk_widget_class_bind_template_child (widget_class, MainWindow, progress);
  gtk_widget_class_bind_template_callback (widget_class, on_message_close);
}

static void
main_window_init (MainWindow *self)
{
  GSettings *settings = app_settings_get ();
  int width, height;

  gtk_widget_init_template (GTK_WIDGET (self));

  main_window_add_actions (self);
  actions_bind_button (self->open_button, "win.open");
  actions_bind_button (self->find_button, "win.find");
  actions_bind_button (self->inspector_button, "win.inspector");
  actions_bind_button (self->menu_button, "win.menu");

  g_settings_get (settings, "window-size", "(ii)", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), MAX (width, 640), MAX (height, 400));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

MainWindow *
main_window_new (MainApp *app)
{
  return g_object_new (MAIN_TYPE_WINDOW, "application", app, NULL);
}
