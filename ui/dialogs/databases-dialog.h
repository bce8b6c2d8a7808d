/* databases-dialog.h: the databases in use: in which order, for which channel; add, remove.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Every change takes effect at once.
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DATABASES_TYPE_DIALOG (databases_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DatabasesDialog, databases_dialog, DATABASES, DIALOG, GtkWindow)

GtkWidget *databases_dialog_new (GtkWindow *parent, TraceSession *session);

G_END_DECLS
