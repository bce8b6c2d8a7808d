/* status-bar.h: counts of the trace, what is under way, what is under the pointer.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Shows what it is given; knows no session. Its buttons activate win.notes, win.filter-errors, win.marks, win.cancel.
 */
#pragma once

#include <gtk/gtk.h>
#include <stdint.h>

G_BEGIN_DECLS

#define STATUS_TYPE_BAR (status_bar_get_type ())
G_DECLARE_FINAL_TYPE (StatusBar, status_bar, STATUS, BAR, GtkBox)

GtkWidget *status_bar_new (void);

/* No trace: only notes and work are shown. */
void status_bar_set_has_trace (StatusBar *self, gboolean has_trace);
void status_bar_set_counts (StatusBar *self, uint64_t frames, uint64_t shown, gboolean filtered, uint64_t errors);
void status_bar_set_marked (StatusBar *self, uint64_t marked); /* 0: not shown */
/* lines: not read from the file; warnings: other things to know. Both 0 hide the button. */
void status_bar_set_notes (StatusBar *self, uint64_t lines, guint warnings);
/* text NULL: nothing is under way. */
void status_bar_set_work (StatusBar *self, const char *text, gboolean can_cancel);
void status_bar_set_field (StatusBar *self, const char *text); /* NULL: none */

G_END_DECLS
