/* statistics-panel.h: how often each identifier comes, and how busy each channel is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. Works while it is mapped, in a thread of its own, and follows a trace that is being read.
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define STATISTICS_TYPE_PANEL (statistics_panel_get_type ())
G_DECLARE_FINAL_TYPE (StatisticsPanel, statistics_panel, STATISTICS, PANEL, GtkBox)

GtkWidget *statistics_panel_new (TraceSession *session);

/* The row of this identifier (with kind bits) is chosen, as soon as it is there. */
void statistics_panel_choose (StatisticsPanel *self, uint8_t channel, uint32_t id);

GtkColumnView *statistics_panel_get_table (StatisticsPanel *self); /* (transfer none) */

G_END_DECLS
