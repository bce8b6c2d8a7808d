/* row-colors.h: the colour of a row of a session by the colouring rules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. Asked for the rows on screen, one by one: nothing is kept per row. Rules are compiled when they or
 * the databases change. Rules that look back (filter.h) need the index of identifiers, which a worker makes when a row
 * beyond it is asked for; until then they do not fit.
 *
 * "changed" (): colours, or problems of rules, may be others now.
 */
#pragma once

#include "models/color-rules.h"
#include "session/trace-session.h"

G_BEGIN_DECLS

#define ROW_TYPE_COLORS (row_colors_get_type ())
G_DECLARE_FINAL_TYPE (RowColors, row_colors, ROW, COLORS, GObject)

RowColors *row_colors_new (ColorRules *rules, TraceSession *session);
/* With the program's rules; (transfer none) lives as long as the session. */
RowColors *row_colors_of_session (TraceSession *session);

ColorRules *row_colors_get_rules (RowColors *self); /* (transfer none) */
/* Colour (models/color-rules.h); 0: none. rule (out)(optional): index of the rule that decided; -1: none did. */
int row_colors_get (RowColors *self, uint64_t row, int *rule);
/* What is wrong with rule index; what NULL: nothing. (transfer none) */
const FilterProblem *row_colors_get_problem (RowColors *self, guint index);

G_END_DECLS
