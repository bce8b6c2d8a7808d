/* matrix-dialog.h: messages × nodes of the databases in use: who sends, who receives.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MATRIX_TYPE_DIALOG (matrix_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MatrixDialog, matrix_dialog, MATRIX, DIALOG, GtkWindow)

GtkWidget *matrix_dialog_new (GtkWindow *parent, const DatabaseSet *databases);
/* .csv or .html, by the extension. */
gboolean matrix_dialog_save (MatrixDialog *self, const char *path, GError **error);

G_END_DECLS
