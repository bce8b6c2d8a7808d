/* table-title.h: titles of a GtkColumnView's columns, for which it has no properties.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Only while nobody has moved a column: titles are told by their places.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The title at this place in the header, (nullable). */
GtkWidget *table_title_get (GtkColumnView *view, guint place);
/* px that a title needs, for its text and around it. */
int table_title_measure (GtkWidget *title);
/* The row of titles says what it is, and the rows below say what they are of: label (nullable: named already). */
void table_title_name_header (GtkColumnView *view, const char *label);
/* Dresses the title at this place: tip (nullable), text at the right. */
void table_title_dress (GtkColumnView *view, guint place, const char *tip, gboolean right);

G_END_DECLS
