/* interfaces-dialog.h: which buses to listen to, and how.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is chosen is kept in the settings ("capture-buses") and used by the next start. "start" () is emitted by Start.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INTERFACES_TYPE_DIALOG (interfaces_dialog_get_type ())
G_DECLARE_FINAL_TYPE (InterfacesDialog, interfaces_dialog, INTERFACES, DIALOG, GtkWindow)

GtkWidget *interfaces_dialog_new (GSettings *settings);

G_END_DECLS
