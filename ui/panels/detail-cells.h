/* detail-cells.h: the columns of the detail tree.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/detail-tree.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Field, Value, Raw and Bits; cells follow their node's changes. */
void detail_cells_append_columns (GtkColumnView *view);

/* The node shown by the row at this point of the view, or NULL; (transfer none). */
DetailNode *detail_cells_pick (GtkColumnView *view, double x, double y);
/* Lights up the row of a signal (class "hovered"), and no other; -1: none. */
void detail_cells_light (GtkColumnView *view, int signal);

G_END_DECLS
