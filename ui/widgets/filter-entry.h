/* filter-entry.h: an entry for filter expressions: checked at each change, wrong bytes underlined, completion.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. Properties: "session" (TraceSession; its databases and channels give names), "state"
 * (FilterEntryState). Style classes valid, surprising, invalid follow the state. While the completion is open a word
 * that is not finished is not called wrong. Signals: "activate" of GtkEntry (Enter: apply), "notify::state" after each
 * change of state or problem.
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  FILTER_ENTRY_EMPTY,
  FILTER_ENTRY_VALID,
  FILTER_ENTRY_SURPRISING, /* right, but hardly what was meant */
  FILTER_ENTRY_INVALID,
} FilterEntryState;

#define FILTER_TYPE_ENTRY (filter_entry_get_type ())
G_DECLARE_FINAL_TYPE (FilterEntry, filter_entry, FILTER, ENTRY, GtkEntry)

GtkWidget *filter_entry_new (void);
void filter_entry_set_session (FilterEntry *self, TraceSession *session);

FilterEntryState filter_entry_get_state (FilterEntry *self);
const FilterProblem *filter_entry_get_problem (FilterEntry *self); /* what is wrong or surprises; NULL: nothing */
gboolean filter_entry_is_unfinished (FilterEntry *self);           /* wrong only in the word that is being completed */
void filter_entry_set_text (FilterEntry *self, const char *text);  /* without offering completion */

/* Completion of the word before the cursor. */
void filter_entry_open_completion (FilterEntry *self);
void filter_entry_close_completion (FilterEntry *self);
gboolean filter_entry_is_completing (FilterEntry *self);
guint filter_entry_n_candidates (FilterEntry *self);
const FilterCandidate *filter_entry_get_candidate (FilterEntry *self, guint index);
int filter_entry_get_chosen (FilterEntry *self);        /* index; -1: completion is closed */
void filter_entry_choose (FilterEntry *self, int step); /* +1 next, -1 previous; wraps around */
void filter_entry_insert_chosen (FilterEntry *self);

/* Puts what was probably meant in place of the wrong word ("Did you mean Gear?"; Tab does it). FALSE: nothing is known.
 */
gboolean filter_entry_mend (FilterEntry *self);

G_END_DECLS
