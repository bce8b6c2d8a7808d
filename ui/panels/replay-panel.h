/* replay-panel.h: a log played onto buses, or into a trace of its own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. A view of the session's Replay.
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define REPLAY_TYPE_PANEL (replay_panel_get_type ())
G_DECLARE_FINAL_TYPE (ReplayPanel, replay_panel, REPLAY, PANEL, GtkBox)

GtkWidget *replay_panel_new (TraceSession *session);

G_END_DECLS
