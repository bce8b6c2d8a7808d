/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/table-row.h"

GtkWidget *
table_row_of (GtkListItem *cell)
{
  return gtk_widget_get_parent (gtk_widget_get_parent (gtk_list_item_get_child (cell)));
}

void
table_row_set_label (GtkListItem *cell, const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (table_row_of (cell)), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}
