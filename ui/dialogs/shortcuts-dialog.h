/* shortcuts-dialog.h: all keys of the program, by chapter, with a search.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Made from the table of ui/actions.h. GtkShortcutsWindow would spread the chapters over pages in an order of its own.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SHORTCUTS_TYPE_DIALOG (shortcuts_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ShortcutsDialog, shortcuts_dialog, SHORTCUTS, DIALOG, GtkWindow)

/* parent: (nullable) */
GtkWidget *shortcuts_dialog_new (GtkWindow *parent);

G_END_DECLS
