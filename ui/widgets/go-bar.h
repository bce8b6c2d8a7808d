/* go-bar.h: a line to write a frame's number or a time in, and to go there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. What can be written says models/go-to.h; while it is written the bar says which frame that is.
 * Enter goes there and closes, Escape closes.
 *
 * "chosen" (guint64 row)   Enter: a row of the store, shown by the filter
 * "closed" ()
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GO_TYPE_BAR (go_bar_get_type ())
G_DECLARE_FINAL_TYPE (GoBar, go_bar, GO, BAR, GtkBox)

void go_bar_set_session (GoBar *self, TraceSession *session); /* once */
void go_bar_open (GoBar *self);
void go_bar_close (GoBar *self);
gboolean go_bar_is_open (GoBar *self);
GtkEditable *go_bar_get_entry (GoBar *self); /* (transfer none) */
const char *go_bar_get_status (GoBar *self); /* what the bar says of what is written */

G_END_DECLS
