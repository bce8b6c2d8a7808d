/* own-signal-dialog.h: bits get a name and a meaning, or others.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/own-signals.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OWN_TYPE_SIGNAL_DIALOG (own_signal_dialog_get_type ())
G_DECLARE_FINAL_TYPE (OwnSignalDialog, own_signal_dialog, OWN, SIGNAL_DIALOG, GtkWindow)

/* frame (nullable): whose value is shown meanwhile; copied, as signal is. */
GtkWidget *own_signal_dialog_new (GtkWindow *parent, TraceSession *session, const OwnSignal *signal,
                                  const CanFrame *frame);
/* For one of own signals. */
GtkWidget *own_signal_dialog_new_change (GtkWindow *parent, TraceSession *session, const Message *message,
                                         const CanSignal *signal, const CanFrame *frame);

G_END_DECLS
