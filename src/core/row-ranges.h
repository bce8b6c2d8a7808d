/* row-ranges.h: rows chosen by hand (selection, later marks) as sorted, disjoint intervals. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Selecting 10^9 rows is one interval. Where the view is filtered an interval also covers the hidden rows between:
 * whoever acts on a selection intersects it with the RowSet.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef struct
{
  uint64_t first, last; /* both included */
} RowRange;

typedef struct RowRanges RowRanges;

RowRanges *row_ranges_new (void);
void row_ranges_free (RowRanges *self); /* (nullable) */
void row_ranges_clear (RowRanges *self);
void row_ranges_add (RowRanges *self, uint64_t first, uint64_t last);
void row_ranges_remove (RowRanges *self, uint64_t first, uint64_t last);
gboolean row_ranges_contains (const RowRanges *self, uint64_t row);
guint row_ranges_n_ranges (const RowRanges *self);
RowRange row_ranges_get (const RowRanges *self, guint index); /* ascending */
uint64_t row_ranges_count (const RowRanges *self);            /* rows in all intervals */

G_END_DECLS
