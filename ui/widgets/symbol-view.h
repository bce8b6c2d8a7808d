/* symbol-view.h: databases, messages and signals as a tree, with a search and what was seen of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. Counts follow the trace while it is read. Enter or a double click on a message or signal goes to
 * its next frame among those shown, with Shift to the one before.
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SYMBOL_TYPE_VIEW (symbol_view_get_type ())
G_DECLARE_FINAL_TYPE (SymbolView, symbol_view, SYMBOL, VIEW, GtkBox)

GtkWidget *symbol_view_new (TraceSession *session);

GtkColumnView *symbol_view_get_table (SymbolView *self); /* (transfer none) */
GtkWidget *symbol_view_get_search (SymbolView *self);    /* (transfer none) */

G_END_DECLS
