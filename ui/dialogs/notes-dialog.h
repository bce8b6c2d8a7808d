/* notes-dialog.h: what could not be read and what there is to know, line by line, to be copied.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NOTES_TYPE_DIALOG (notes_dialog_get_type ())
G_DECLARE_FINAL_TYPE (NotesDialog, notes_dialog, NOTES, DIALOG, GtkWindow)

/* A picture of this moment: the trace may go on growing. */
GtkWidget *notes_dialog_new (TraceSession *session);

/* Things to know beside skipped lines: warnings of databases, a trace recovered or damaged. */
guint notes_count_warnings (TraceSession *session);

G_END_DECLS
