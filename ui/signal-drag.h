/* signal-drag.h: signals of databases that are dragged from lists to where something is done with them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is dragged is text (models/signal-name.h), so it can be dropped into other programs too.
 */
#pragma once

#include "db/database-set.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Returns (transfer full): what the drag brings; shows the signal's name under the pointer. */
GdkContentProvider *signal_drag_begin (GtkDragSource *source, const Message *message, const CanSignal *signal);

/* Drops of signals onto widget are given to func; FALSE from it: not taken. */
typedef gboolean (*SignalDropFunc) (GtkWidget *widget, const char *text);
void signal_drag_accept (GtkWidget *widget, SignalDropFunc func);

G_END_DECLS
