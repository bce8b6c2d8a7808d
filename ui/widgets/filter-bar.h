/* filter-bar.h: the row above the trace where its filter is written.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. Property "session" (TraceSession). What is written takes effect with Enter, and only if it is
 * right: until then the list keeps the rows of the filter in force. Escape goes back step by step: completion, text not
 * applied, filter. Actions (group "filter", for those within the bar): apply, clear, complete, insert-completion,
 * next-completion, previous-completion, escape, recent, use-recent(s), forget-recent.
 */
#pragma once

#include "session/trace-session.h"
#include "ui/widgets/filter-entry.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FILTER_TYPE_BAR (filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (FilterBar, filter_bar, FILTER, BAR, GtkBox)

GtkWidget *filter_bar_new (void);
void filter_bar_set_session (FilterBar *self, TraceSession *session);
/* Where recent filters are kept, key "recent-filters" (as); NULL: nowhere. */
void filter_bar_set_settings (FilterBar *self, GSettings *settings);

void filter_bar_focus (FilterBar *self); /* the keys go to the entry, its text is selected */
/* Typing in the list starts a filter: takes the keys and puts text in place of what is there. */
void filter_bar_start_typing (FilterBar *self, const char *text);
void filter_bar_apply (FilterBar *self);
void filter_bar_apply_text (FilterBar *self,
                            const char *text); /* as if written and applied; what is wrong stays to be mended */
void filter_bar_clear (FilterBar *self);
gboolean filter_bar_escape (FilterBar *self); /* FALSE: there was nothing left to undo */

FilterEntry *filter_bar_get_entry (FilterBar *self);
const char *filter_bar_get_note (FilterBar *self);  /* sentence below the entry; "" if none is shown */
const char *filter_bar_get_count (FilterBar *self); /* "4 318 of 128 904 (3.3 %)" */

G_END_DECLS
