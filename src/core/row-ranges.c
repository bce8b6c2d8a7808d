/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/row-ranges.h"

#include "base/banned.h"

struct RowRanges
{
  GArray *ranges; /* of RowRange; sorted, disjoint, never touching */
  uint64_t count;
};

RowRanges *
row_ranges_new (void)
{
  RowRanges *self = g_new0 (RowRanges, 1);

  self->ranges = g_array_new (FALSE, FALSE, sizeof (RowRange));
  return self;
}

void
row_ranges_free (RowRanges *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->ranges);
  g_free (self);
}

void
row_ranges_clear (RowRanges *self)
{
  g_array_set_size (self->ranges, 0);
  self->count = 0;
}

static RowRange *
range_at (const RowRanges *self, guint index)
{
  return &g_array_index (self->ranges, RowRange, index);
}

/* Index of the first range that ends at or behind row. */
static guint
lower_bound (const RowRanges *self, uint64_t row)
{
  guint low = 0, high = self->ranges->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (range_at (self, middle)->last < row)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Counting wraps for the one interval of all 2^64 rows; no store holds that many. */
static void
remove_range (RowRanges *self, guint from, guint to)
{
  for (guint i = from; i < to; i++)
    self->count -= range_at (self, i)->last - range_at (self, i)->first + 1;
  if (to > from)
    g_array_remove_range (self->ranges, from, to - from);
}

static void
insert_range (RowRanges *self, guint index, uint64_t first, uint64_t last)
{
  RowRange range = { first, last };

  g_array_insert_val (self->ranges, index, range);
  self->count += last - first + 1;
}

void
row_ranges_add (RowRanges *self, uint64_t first, uint64_t last)
{
  guint from, to;

  g_return_if_fail (first <= last);
  from = lower_bound (self, first > 0 ? first - 1 : 0);
  for (to = from; to < self->ranges->len; to++)
    {
      const RowRange *range = range_at (self, to);

      if (last != UINT64_MAX && range->first > last + 1)
        break;
      first = MIN (first, range->first);
      last = MAX (last, range->last);
    }
  remove_range (self, from, to);
  insert_range (self, from, first, last);
}

void
row_ranges_remove (RowRanges *self, uint64_t first, uint64_t last)
{
  guint from, to;
  RowRange left, right;

  g_return_if_fail (first <= last);
  from = lower_bound (self, first);
  for (to = from; to < self->ranges->len && range_at (self, to)->first <= last; to++)
    ;
  if (from == to)
    return;
  left = *range_at (self, from);
  right = *range_at (self, to - 1);
  remove_range (self, from, to);
  if (right.last > last)
    insert_range (self, from, last + 1, right.last);
  if (left.first < first)
    insert_range (self, from, left.first, first - 1);
}

gboolean
row_ranges_contains (const RowRanges *self, uint64_t row)
{
  guint index = lower_bound (self, row);

  return index < self->ranges->len && range_at (self, index)->first <= row;
}

guint
row_ranges_n_ranges (const RowRanges *self)
{
  return self->ranges->len;
}

RowRange
row_ranges_get (const RowRanges *self, guint index)
{
  g_return_val_if_fail (index < self->ranges->len, ((RowRange){ 0, 0 }));
  return *range_at (self, index);
}

uint64_t
row_ranges_count (const RowRanges *self)
{
  return self->count;
}
