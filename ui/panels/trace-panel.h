/* trace-panel.h: the frames, one after another or by identifier, with their actions and menu.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. Actions (group "panel"): copy-rows (by "win.copy-as", the frames), go-first, go-last, select-all,
 * filter-id, filter-not-id, filter-bus; Ctrl+C copies.
 *
 * "filter-typed" (const char *text)    characters typed into the list: the filter bar goes on with them
 * "filter-chosen" (const char *text)   a filter was chosen in the menu and is to be applied; unhandled, the session
 *                                      gets it
 * "chronological-wanted" ()            a row by identifier was activated: its frame is wanted among the others
 */
#pragma once

#include "ui/widgets/id-list.h"
#include "ui/widgets/trace-list.h"

G_BEGIN_DECLS

#define TRACE_TYPE_PANEL (trace_panel_get_type ())
G_DECLARE_FINAL_TYPE (TracePanel, trace_panel, TRACE, PANEL, GtkWidget)

/* Once, before it is shown. */
void trace_panel_set_session (TracePanel *self, TraceSession *session);
/* Follows "columns", "id-columns", "time-format", "time-precision", "number-base", "data-group"; keeps the columns in
 * the first two. */
void trace_panel_set_settings (TracePanel *self, GSettings *settings);
void trace_panel_set_by_identifier (TracePanel *self, gboolean by_identifier);
IdList *trace_panel_get_id_list (TracePanel *self); /* (transfer none) NULL before it was wanted */
TraceList *trace_panel_get_list (TracePanel *self); /* (transfer none) NULL before set_session */

/* Column id, or all (NULL), of the list that is shown: as wide as its texts. */
void trace_panel_fit (TracePanel *self, const char *id);

G_END_DECLS
