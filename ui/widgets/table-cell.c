/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/table-cell.h"

#include "ui/widgets/trend-line.h"

GtkWidget *
table_cell_new (const TableColumn *column)
{
  GtkWidget *cell = column->trend ? trend_line_new () : gtk_inscription_new (NULL);
  GtkInscription *text;

  if (column->trend)
    return cell;
  text = GTK_INSCRIPTION (cell);
  gtk_inscription_set_min_lines (text, 1);
  gtk_inscription_set_nat_lines (text, 1);
  gtk_inscription_set_min_chars (text, 1);
  gtk_inscription_set_nat_chars (text, 1);
  gtk_inscription_set_text_overflow (text, GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (text, column->right ? 1 : 0);
  gtk_inscription_set_yalign (text, 0);
  gtk_widget_set_valign (cell, GTK_ALIGN_CENTER);
  if (column->mono)
    gtk_widget_add_css_class (cell, "mono");
  return cell;
}

void
table_cell_set_text (GtkWidget *cell, const char *text)
{
  if (TREND_IS_LINE (cell))
    trend_line_set_text (TREND_LINE (cell), text);
  else
    gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
}
