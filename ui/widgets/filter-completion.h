/* filter-completion.h: the list of words below a filter entry.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Takes no focus: the entry stays where keys go. "inserted" (): a row was clicked.
 */
#pragma once

#include "filter/filter.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FILTER_TYPE_COMPLETION (filter_completion_get_type ())
G_DECLARE_FINAL_TYPE (FilterCompletion, filter_completion, FILTER, COMPLETION, GtkPopover)

GtkWidget *filter_completion_new (void);
/* candidates: of FilterCandidate, (transfer full); word is what was typed of them, shown bold. */
void filter_completion_set (FilterCompletion *self, GPtrArray *candidates, const char *word);
guint filter_completion_n (FilterCompletion *self);
const FilterCandidate *filter_completion_get (FilterCompletion *self, guint index);
int filter_completion_get_chosen (FilterCompletion *self);
void filter_completion_choose (FilterCompletion *self, int index);
void filter_completion_set_hint (FilterCompletion *self,
                                 const char *hint); /* which keys do what; until the next filter_completion_set () */

G_END_DECLS
