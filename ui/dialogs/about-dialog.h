/* about-dialog.h: the program's name, licence, and the versions a bug report needs, to be copied.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ABOUT_TYPE_DIALOG (about_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AboutDialog, about_dialog, ABOUT, DIALOG, GtkWindow)

/* parent: (nullable) */
GtkWidget *about_dialog_new (GtkWindow *parent);

G_END_DECLS
