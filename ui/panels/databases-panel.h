/* databases-panel.h: the databases in use, and what is in them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DATABASES_TYPE_PANEL (databases_panel_get_type ())
G_DECLARE_FINAL_TYPE (DatabasesPanel, databases_panel, DATABASES, PANEL, GtkBox)

GtkWidget *databases_panel_new (TraceSession *session);

G_END_DECLS
