/* columns-dialog.h: the columns of the trace: which are shown, in which order; signals as columns.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Works on the setting "columns" only (models/column-layout.h); every change takes effect at once, in all windows. Keys
 * in the list: Space shows and hides, Alt+Up and Alt+Down move, Delete removes an added column.
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define COLUMNS_TYPE_DIALOG (columns_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ColumnsDialog, columns_dialog, COLUMNS, DIALOG, GtkWindow)

GtkWidget *columns_dialog_new (GtkWindow *parent, TraceSession *session, GSettings *settings);

G_END_DECLS
