/* message-dialog.h: all that a database says of a message: its bits as a picture, its signals, its attributes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "db/database-set.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MESSAGE_TYPE_DIALOG (message_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MessageDialog, message_dialog, MESSAGE, DIALOG, GtkWindow)

/* message: of database. signal (nullable): chosen in the picture. */
GtkWidget *message_dialog_new (GtkWindow *parent, const Database *database, const Message *message,
                               const CanSignal *signal);

G_END_DECLS
