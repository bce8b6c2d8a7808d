/* row-color.h: style classes of rows that a colouring rule has coloured (models/color-rules.h).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Gives the row the classes of a colour, 0 none, and takes those of the one before. */
void row_color_set (GtkWidget *row, int before, int color);

G_END_DECLS
