/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/field-mark.h"

void
field_mark (GtkWidget *field, gboolean right)
{
  if (right)
    gtk_widget_remove_css_class (field, "invalid");
  else
    gtk_widget_add_css_class (field, "invalid");
  gtk_accessible_update_state (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_STATE_INVALID,
                               right ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE, -1);
}

void
field_mark_with (GtkWidget *field, const char *problem, const char *tip, GtkLabel *line)
{
  field_mark (field, problem == NULL);
  gtk_widget_set_tooltip_text (field, problem != NULL ? problem : tip);
  if (problem != NULL)
    {
      gtk_label_set_text (line, problem);
      g_object_set_data (G_OBJECT (line), "field", field);
    }
  else if (g_object_get_data (G_OBJECT (line), "field") != field)
    return;
  gtk_widget_set_visible (GTK_WIDGET (line), problem != NULL);
}

GtkWidget *
field_line_new (void)
{
  GtkWidget *line = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (line), 0);
  gtk_label_set_wrap (GTK_LABEL (line), TRUE);
  gtk_widget_add_css_class (line, "bad");
  gtk_widget_add_css_class (line, "small");
  gtk_widget_set_visible (line, FALSE);
  return line;
}
