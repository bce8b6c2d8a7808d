/* file-dialog.h: asks where a file is, or is to be.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Modal over the window that its owner is in. It goes when it is answered, or with its owner.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A file was chosen. dialog: what it was asked with, for its filter and what is attached to it. */
typedef void (*FileDialogFunc) (GtkWidget *owner, GFile *file, GtkFileChooser *dialog);

/* Not shown yet. title, accept (the button's label): translated. (transfer none) */
GtkFileChooser *file_dialog_new (GtkWidget *owner, GtkFileChooserAction action, const char *title, const char *accept,
                                 FileDialogFunc chosen);
/* name: translated; pattern: "*.dbc" */
void file_dialog_add_filter (GtkFileChooser *self, const char *name, const char *pattern);
/* One of several kinds that a file can be written as: where another is chosen, the name gets its extension (".csv").
 * kind: what file_dialog_get_kind says then. */
void file_dialog_add_kind (GtkFileChooser *self, const char *name, const char *extension, guint kind);
/* Of the one that is chosen, or the first. */
guint file_dialog_get_kind (GtkFileChooser *self, const char **extension);
void file_dialog_show (GtkFileChooser *self);

/* The same file, with this extension (".dbc") behind its name if it has not got it. (transfer full) */
GFile *file_dialog_complete (GFile *file, const char *extension);

G_END_DECLS
