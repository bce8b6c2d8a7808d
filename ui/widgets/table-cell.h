/* table-cell.h: what stands in one cell of a data table: a text, or a line that a text of blocks stands for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "ui/widgets/data-table.h"

G_BEGIN_DECLS

GtkWidget *table_cell_new (const TableColumn *column);
void table_cell_set_text (GtkWidget *cell, const char *text);

G_END_DECLS
