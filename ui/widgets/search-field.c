/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/search-field.h"

static void
on_stop (GtkWidget *entry)
{
  GtkWidget *popover = gtk_widget_get_ancestor (entry, GTK_TYPE_POPOVER);
  GtkRoot *root = gtk_widget_get_root (entry);

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
  else if (*gtk_editable_get_text (GTK_EDITABLE (entry)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (entry), "");
  else if (GTK_IS_APPLICATION_WINDOW (root))
    gtk_widget_activate_action (entry, "win.frames", NULL);
  else
    gtk_widget_activate_action (entry, "window.close", NULL);
}

GtkWidget *
search_field_new (const char *placeholder, const char *label)
{
  GtkWidget *self = gtk_search_entry_new ();

  g_object_set (self, "placeholder-text", placeholder, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect (self, "stop-search", G_CALLBACK (on_stop), NULL);
  return self;
}
