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
