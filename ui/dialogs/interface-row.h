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

/* How an interface is shown: the shape and colour class of its state, the state in words ("" if it has none), and what
 * kind of interface it is. All (transfer none), valid as long as the item's link. */
typedef struct
{
  const char *shape, *class, *words, *kind;
} InterfaceLook;

InterfaceLook interface_look (const InterfaceItem *item);
/* Its name; of a bus that is called by a number the kind before it. (transfer full) */
char *interface_dup_title (const InterfaceItem *item);

/* "chosen": it was ticked or not. */
GtkWidget *interface_row_new (InterfaceItem *item);
InterfaceItem *interface_row_get_item (InterfaceRow *self); /* (transfer none) */
void interface_row_update (InterfaceRow *self);

G_END_DECLS
