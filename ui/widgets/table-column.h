/* table-column.h: a column of a GtkColumnView as a list wants it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TABLE_COLUMN_LAYOUT_DELAY 250 /* ms; a border that is dragged changes with every event */

/* Shows it with this width, or hides it. Nothing is notified where nothing changes. */
void table_column_apply (GtkColumnViewColumn *column, gboolean visible, int width);
/* px that somebody chose by dragging its border, within the bounds of a layout. */
int table_column_get_chosen (GtkColumnViewColumn *column);

G_END_DECLS
