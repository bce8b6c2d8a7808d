/* export-dialog.h: which frames go into which file, and what that cannot hold of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EXPORT_TYPE_DIALOG (export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ExportDialog, export_dialog, EXPORT, DIALOG, GtkWindow)

/* What was decided; the dialog closes afterwards. target: how samples are written; NULL: the format has none. */
typedef void (*ExportFunc) (GFile *file, const RowChoice *choice, const Format *format, const WaveTarget *target,
                            gpointer data);

/* whole: begins with all frames as an own trace (Save As); else with the shown ones in the format used last. stem: of
 * the suggested name; folder (nullable). */
GtkWidget *export_dialog_new (TraceSession *session, gboolean whole, const char *stem, GFile *folder, ExportFunc func,
                              gpointer data);

/* Without an extension that stands there twice: "x.canid.canid". Choosers put theirs behind what is typed. */
char *export_dialog_dup_tidy_name (const char *name);

G_END_DECLS
