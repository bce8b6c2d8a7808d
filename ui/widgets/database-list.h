/* database-list.h: the databases in use: their order, channel and mode, what is wrong with them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. Every change takes effect at once, and can be taken back (models/database-edit.h). Alt+Up, Alt+Down and dragging change the order, Delete takes a
 * database out; the file stays.
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DATABASE_TYPE_LIST (database_list_get_type ())
G_DECLARE_FINAL_TYPE (DatabaseList, database_list, DATABASE, LIST, GtkBox)

GtkWidget *database_list_new (TraceSession *session);

G_END_DECLS
