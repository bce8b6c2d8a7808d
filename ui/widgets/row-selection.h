/* row-selection.h: the session's chosen rows, as the selection of a window on the trace.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Keeps nothing but what it last told the list, so that moving the window tells only of slots that look different then.
 *
 * "chosen" (guint slot, gboolean exclusive)   assistive technology selects a row; "cleared" (): it unselects all.
 */
#pragma once

#include "models/trace-window.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ROW_TYPE_SELECTION (row_selection_get_type ())
G_DECLARE_FINAL_TYPE (RowSelection, row_selection, ROW, SELECTION, GObject)

RowSelection *row_selection_new (TraceWindow *window);
/* After the window moved or the session's selection changed. */
void row_selection_publish (RowSelection *self);

G_END_DECLS
