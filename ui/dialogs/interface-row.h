/* interface-row.h: one interface in the list: chosen or not, shape, name, what it is, traffic, state.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "ui/interface-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INTERFACE_TYPE_ROW (interface_row_get_type ())
G_DECLARE_FINAL_TYPE (InterfaceRow, interface_row, INTERFACE, ROW, GtkListBoxRow)

/* "chosen": it was ticked or not. */
GtkWidget *interface_row_new (InterfaceItem *item);
InterfaceItem *interface_row_get_item (InterfaceRow *self); /* (transfer none) */
void interface_row_update (InterfaceRow *self);

G_END_DECLS
