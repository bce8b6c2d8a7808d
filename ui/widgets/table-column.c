/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/table-column.h"

#include "models/column-layout.h"

void
table_column_apply (GtkColumnViewColumn *column, gboolean visible, int width)
{
  /* GTK 4.8 adds the fixed width of hidden columns to what the view needs. */
  int given = visible ? width : 0;

  if (gtk_column_view_column_get_fixed_width (column) != given)
    gtk_column_view_column_set_fixed_width (column, given);
  if (gtk_column_view_column_get_visible (column) != visible)
    gtk_column_view_column_set_visible (column, visible);
}

int
table_column_get_chosen (GtkColumnViewColumn *column)
{
  return CLAMP (gtk_column_view_column_get_fixed_width (column), COLUMN_MIN_WIDTH, COLUMN_MAX_WIDTH);
}
