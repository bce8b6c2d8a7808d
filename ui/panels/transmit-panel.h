/* transmit-panel.h: messages to be sent: what, when, and what became of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. A view of the session's TransmitList, which lives on without it.
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TRANSMIT_TYPE_PANEL (transmit_panel_get_type ())
G_DECLARE_FINAL_TYPE (TransmitPanel, transmit_panel, TRANSMIT, PANEL, GtkBox)

GtkWidget *transmit_panel_new (TraceSession *session);

G_END_DECLS
