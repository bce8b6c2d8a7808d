/* properties-dialog.h: what a trace is: files, format, time, channels, frames by kind, what was skipped, databases.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PROPERTIES_TYPE_DIALOG (properties_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PropertiesDialog, properties_dialog, PROPERTIES, DIALOG, GtkWindow)

/* A picture of this moment; frames are counted in a thread. */
GtkWidget *properties_dialog_new (TraceSession *session);

G_END_DECLS
