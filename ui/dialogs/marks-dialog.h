/* marks-dialog.h: the list of marked and commented frames, in a window beside its main window.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Choosing a row goes to the frame. Follows the session.
 */
#pragma once

#include "models/columns.h"
#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MARKS_TYPE_DIALOG (marks_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MarksDialog, marks_dialog, MARKS, DIALOG, GtkWindow)

/* The parent's one dialog, made if there is none. context: of the parent's list; lives as long as the parent. */
GtkWidget *marks_dialog_present (GtkWindow *parent, TraceSession *session, const ColumnContext *context);

G_END_DECLS
