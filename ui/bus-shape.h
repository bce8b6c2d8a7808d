/* bus-shape.h: how the shape before a bus's name is drawn.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BUS_SHAPES 4 /* channels that have one (models/columns.h) */

/* A colour of the palette for a channel, in all windows; -1: that of its place. */
void bus_shape_set_color (guint channel, int color);

/* Attributes of a text that begins with the shape of this channel, in the colours of the widget's theme. (transfer
 * full) */
PangoAttrList *bus_shape_new_attributes (GtkWidget *widget, guint channel);

G_END_DECLS
