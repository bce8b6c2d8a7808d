/* table-row.h: rows of column views, to assistive technology: GTK 4.8 gives them no name.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The row that this cell is in. (transfer none) */
GtkWidget *table_row_of (GtkListItem *cell);
/* What it says; called when its first cell is bound. */
void table_row_set_label (GtkListItem *cell, const char *label);

G_END_DECLS
