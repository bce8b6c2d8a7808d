/* find-bar.h: looks for the next frame that fits a filter, bytes, text or a pattern, among the rows shown.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. Property "session" (TraceSession). What is found becomes the selection. Keys within: Enter, F3,
 * Ctrl+N next; Shift+Enter, Shift+F3, Ctrl+B previous; Escape stops a search, then closes. Actions (group "find"):
 * next, previous, stop, close, kind(s: filter hex text regex). "closed" (): hidden by the user; the keys want to go
 * back to the list. "hits-changed" (): there are more of them, or others.
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FIND_TYPE_BAR (find_bar_get_type ())
G_DECLARE_FINAL_TYPE (FindBar, find_bar, FIND, BAR, GtkBox)

GtkWidget *find_bar_new (void);
void find_bar_set_session (FindBar *self, TraceSession *session);

void find_bar_open (FindBar *self);
void find_bar_close (FindBar *self);
gboolean find_bar_is_open (FindBar *self);
void find_bar_next (FindBar *self); /* opens it if there is nothing to look for yet */
void find_bar_previous (FindBar *self);

GtkEditable *find_bar_get_entry (FindBar *self);
const char *find_bar_get_status (FindBar *self); /* "" or what became of the last search */
gboolean find_bar_is_searching (FindBar *self);
/* All rows that fit what was searched for last, shown or not, as far as they are known; NULL: the bar is closed or asks
 * something else by now. (transfer none) */
RowSet *find_bar_get_hits (FindBar *self);

G_END_DECLS
