/* accept-dialog.h: the acceptance-filter calculator: identifiers into the filters of a controller.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACCEPT_TYPE_DIALOG (accept_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AcceptDialog, accept_dialog, ACCEPT, DIALOG, GtkWindow)

GtkWidget *accept_dialog_new (GtkWindow *parent, TraceSession *session);

G_END_DECLS
