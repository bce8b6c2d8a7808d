/* missing-dialog.h: files that a workspace names and that are not there: where they are now is asked.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. When one has been located, others of the same names are looked for in its folder.
 *
 * "located" ()   the person is done, and at least one file was found; the dialog closes by itself
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MISSING_TYPE_DIALOG (missing_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MissingDialog, missing_dialog, MISSING, DIALOG, GtkWindow)

/* paths: NULL-terminated, where they should be. name: of the workspace, for people. */
GtkWidget *missing_dialog_new (GtkWindow *parent, const char *name, const char *const *paths);
/* Old path → path where it is now, of those that were located. (transfer none) */
GHashTable *missing_dialog_get_found (MissingDialog *self);
/* As chosen by hand: the file at this place of paths is now there. */
void missing_dialog_set_found (MissingDialog *self, guint index, GFile *file);

G_END_DECLS
