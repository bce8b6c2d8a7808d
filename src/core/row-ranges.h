/* row-ranges.h: rows chosen by hand (selection, marks) as sorted, disjoint intervals.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Selecting 10^9 rows is one interval. Where the view is filtered an interval also covers the hidden rows between:
 * whoever acts on a selection intersects it with the RowSet.
 *
 * One thread; what several threads hold (ref) nobody changes any more: row_ranges_own gives one that may be changed.
 */
#pragma once

#include "core/row-set.h"

G_BEGIN_DECLS

typedef struct
{
  uint64_t first, last; /* both included */
} RowRange;

typedef struct RowRanges RowRanges;

RowRanges *row_ranges_new (void);
RowRanges *row_ranges_ref (RowRanges *self); /* any thread */
void row_ranges_free (RowRanges *self);      /* (nullable) drops one reference; any thread */
RowRanges *row_ranges_copy (const RowRanges *self);
/* (transfer full) both: self if nobody else holds it, else a copy. */
RowRanges *row_ranges_own (RowRanges *self);
void row_ranges_clear (RowRanges *self); /* no rows */
/* Both included, first <= last. O(intervals). */
void row_ranges_add (RowRanges *self, uint64_t first, uint64_t last);
void row_ranges_remove (RowRanges *self, uint64_t first, uint64_t last);
gboolean row_ranges_contains (const RowRanges *self, uint64_t row);
guint row_ranges_n_ranges (const RowRanges *self);
RowRange row_ranges_get (const RowRanges *self, guint index); /* ascending */
uint64_t row_ranges_count (const RowRanges *self);            /* rows in all intervals */

/* Which rows stay: those in a only, in b only, in both; or of these together. */
typedef enum
{
  ROW_RANGES_A = 1 << 1,
  ROW_RANGES_B = 1 << 2,
  ROW_RANGES_BOTH = 1 << 3,
} RowRangesParts;

/* (transfer full) in one pass over both: ROW_RANGES_A | ROW_RANGES_B is what differs between them. */
RowRanges *row_ranges_combine (const RowRanges *a, const RowRanges *b, guint parts);
/* (transfer full) rows of self that are in the set; any thread. */
RowRanges *row_ranges_within (const RowRanges *self, const RowSet *set);
/* Makes the chunks of the set that hold rows of changed say what self says; the set decides whole chunks. */
void row_ranges_put (const RowRanges *self, const RowRanges *changed, RowSet *set);

G_END_DECLS
