/* minimap.h: the scroll bar of the list of frames, with the trace painted on it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. Lines say how dense the frames are, from the left: fuller is denser; errors and losses are ticks
 * across, sent frames ticks at the right, hits of a search ticks left of them, what is selected and marked triangles at
 * the right; the frame is what the list shows. The unit of the adjustment is a shown row.
 *
 * A click goes there, a drag scrolls, with Shift by a row a pixel; the wheel is the list's. With the focus arrows, Page
 * Up and Down, Home and End scroll. To assistive technology it is a scroll bar.
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MINIMAP_TYPE (minimap_get_type ())
G_DECLARE_FINAL_TYPE (Minimap, minimap, MINI, MAP, GtkWidget)

GtkWidget *minimap_new (TraceSession *session, GtkAdjustment *adjustment);

/* Rows of the store that were found, in violet; (nullable) none. Told again when more are found. */
void minimap_set_hits (Minimap *self, RowSet *hits);

/* What is painted, for tests: pieces, and how many of them have these marks (overview.h). */
guint minimap_get_n_pieces (Minimap *self);
guint minimap_count_pieces (Minimap *self, guint what);
guint minimap_count_hits (Minimap *self); /* lines with hits in the picture */

G_END_DECLS
