/* trace-row.h: one line of the window on a trace: which row it shows now.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Re-used: made when the window grows, renumbered when it moves. Main thread only.
 */
#pragma once

#include <glib-object.h>
#include <stdint.h>

G_BEGIN_DECLS

#define TRACE_TYPE_ROW (trace_row_get_type ())
G_DECLARE_FINAL_TYPE (TraceRow, trace_row, TRACE, ROW, GObject)

TraceRow *trace_row_new (guint slot);
guint trace_row_get_slot (TraceRow *self);   /* place in the window, never changes */
uint64_t trace_row_get_row (TraceRow *self); /* row of the store; ROW_NONE: none to show */
void trace_row_set_row (TraceRow *self, uint64_t row);

G_END_DECLS
