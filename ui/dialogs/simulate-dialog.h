/* simulate-dialog.h: nodes of the databases whose messages are added to the transmit list, the chosen or all others.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/transmit-list.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIMULATE_TYPE_DIALOG (simulate_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SimulateDialog, simulate_dialog, SIMULATE, DIALOG, GtkWindow)

/* Nothing is sent: the messages are added, switched off. */
GtkWidget *simulate_dialog_new (GtkWindow *parent, TraceSession *session);

G_END_DECLS
