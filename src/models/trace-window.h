/* trace-window.h: the few rows of a trace that are on screen, as a list model.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GtkColumnView of GTK 4.8 lays out in int pixels: beyond 2^31 it shows nothing. So it gets only these rows, and this
 * window is moved over the shown rows of a session (positions 0 … n_shown − 1).
 *
 *  (1) Items are TraceRow objects that stay; moving gives them other rows and changes no item. Items are only added, at
 * the end: building widgets for them is what costs most, so what a filter hides keeps its line, empty. (2) The first
 * n = min (size, n_shown) items show a row, the others none; first + n <= n_shown. (3) Rows ascend from slot to slot.
 *
 * "moved" (): rows of slots changed; emitted after all have their new ones, before items are added.
 * Main thread only.
 */
#pragma once

#include "models/trace-row.h"
#include "session/trace-session.h"

G_BEGIN_DECLS

#define TRACE_TYPE_WINDOW (trace_window_get_type ())
G_DECLARE_FINAL_TYPE (TraceWindow, trace_window, TRACE, WINDOW, GObject)

/* Follows nothing by itself: who shows it calls update when the session says that rows changed. */
TraceWindow *trace_window_new (TraceSession *session);
TraceSession *trace_window_get_session (TraceWindow *self); /* (transfer none) */

uint64_t trace_window_get_total (TraceWindow *self);           /* shown rows, as of the last update */
uint64_t trace_window_get_first (TraceWindow *self);           /* position of slot 0 */
guint trace_window_get_n (TraceWindow *self);                  /* slots that show a row; there may be more items */
uint64_t trace_window_get_row (TraceWindow *self, guint slot); /* ROW_NONE beyond n */

void trace_window_set_size (TraceWindow *self, guint size);
/* Sees to it that there are n items, be there rows for them or not: to be done before they are needed. */
void trace_window_make (TraceWindow *self, guint n);
/* Moves as near to that position as (2) allows. */
void trace_window_set_first (TraceWindow *self, uint64_t first);
/* Looks at the session again and stands at first then (as near as possible). */
void trace_window_update (TraceWindow *self, uint64_t first);

G_END_DECLS
