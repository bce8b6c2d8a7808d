/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/signal-drag.h"

#include "models/signal-name.h"

/* Under the pointer there is what is dragged, not a picture of the whole list. */
static void
show_name (GtkDragSource *source, GdkDrag *drag, gpointer data)
{
  GtkWidget *icon = gtk_drag_icon_get_for_drag (drag), *label = gtk_label_new (data);

  gtk_widget_add_css_class (label, "drag-name");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (icon), label);
}

GdkContentProvider *
signal_drag_begin (GtkDragSource *source, const Message *message, const CanSignal *signal)
{
  char *text = signal_name_dup (message, signal);

  g_signal_handlers_disconnect_matched (source, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, show_name, NULL);
  g_signal_connect_data (source, "drag-begin", G_CALLBACK (show_name), text, (GClosureNotify) (void (*) (void)) g_free,
                         0);
  return gdk_content_provider_new_typed (G_TYPE_STRING, text);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  SignalDropFunc func = data;

  return func (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target)), g_value_get_string (value));
}

void
signal_drag_accept (GtkWidget *widget, SignalDropFunc func)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_COPY);

  /* Before what is within: an entry would put the text in where it likes. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), func);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
}
