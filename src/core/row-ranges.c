/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/row-ranges.h"

#include <stdatomic.h>
#include <string.h>

#include "base/banned.h"

struct RowRanges
{
  atomic_int ref_count;
  GArray *ranges; /* of RowRange; sorted, disjoint, never touching */
  uint64_t count;
};

RowRanges *
row_ranges_new (void)
{
  RowRanges *self = g_new0 (RowRanges, 1);

  self->ref_count = 1;
  self->ranges = g_array_new (FALSE, FALSE, sizeof (RowRange));
  return self;
}

RowRanges *
row_ranges_ref (RowRanges *self)
{
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
row_ranges_free (RowRanges *self)
{
  if (self == NULL || atomic_fetch_sub (&self->ref_count, 1) > 1)
    return;
  g_array_unref (self->ranges);
  g_free (self);
}

RowRanges *
row_ranges_copy (const RowRanges *self)
{
  RowRanges *copy = row_ranges_new ();

  g_array_append_vals (copy->ranges, self->ranges->data, self->ranges->len);
  copy->count = self->count;
  return copy;
}

RowRanges *
row_ranges_own (RowRanges *self)
{
  RowRanges *copy;

  if (atomic_load (&self->ref_count) == 1)
    return self;
  copy = row_ranges_copy (self);
  row_ranges_free (self);
  return copy;
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

/* --- Many at once --- */

/* Behind all that are there. */
static void
append (RowRanges *self, uint64_t first, uint64_t last)
{
  guint n = self->ranges->len;

  self->count += last - first + 1;
  if (n > 0 && range_at (self, n - 1)->last + 1 == first)
    range_at (self, n - 1)->last = last;
  else
    {
      RowRange range = { first, last };

      g_array_append_val (self->ranges, range);
    }
}

/* Where the part that begins at a row ends: within the range at index, before it, or behind all. */
static uint64_t
part_end (const RowRanges *self, guint index, uint64_t row)
{
  if (index == self->ranges->len)
    return UINT64_MAX;
  return range_at (self, index)->first <= row ? range_at (self, index)->last : range_at (self, index)->first - 1;
}

RowRanges *
row_ranges_combine (const RowRanges *a, const RowRanges *b, guint parts)
{
  RowRanges *result = row_ranges_new ();
  guint i = 0, j = 0;

  for (uint64_t row = 0, end; i < a->ranges->len || j < b->ranges->len; row = end + 1)
    {
      guint in_a = i < a->ranges->len && range_at (a, i)->first <= row,
            in_b = j < b->ranges->len && range_at (b, j)->first <= row;

      end = MIN (part_end (a, i, row), part_end (b, j, row));
      if ((in_a | in_b) && parts >> (in_a | in_b << 1) & 1)
        append (result, row, end);
      if (end == UINT64_MAX)
        break;
      i += i < a->ranges->len && range_at (a, i)->last == end;
      j += j < b->ranges->len && range_at (b, j)->last == end;
    }
  return result;
}

static void
append_word (RowRanges *self, uint64_t base, uint64_t word)
{
  while (word != 0)
    {
      guint from = (guint) __builtin_ctzll (word);
      uint64_t shifted = word >> from;
      guint n = ~shifted != 0 ? (guint) __builtin_ctzll (~shifted) : 64;

      append (self, base + from, base + from + n - 1);
      if (from + n >= 64)
        return;
      word &= UINT64_MAX << (from + n);
    }
}

static uint64_t
word_from_to (uint64_t word, uint64_t base, RowRange range)
{
  if (range.first > base)
    word &= UINT64_MAX << (range.first - base);
  if (range.last - base < 63)
    word &= (G_GUINT64_CONSTANT (1) << (range.last - base + 1)) - 1;
  return word;
}

RowRanges *
row_ranges_within (const RowRanges *self, const RowSet *set)
{
  RowRanges *result = row_ranges_new ();

  for (guint i = 0; i < self->ranges->len; i++)
    {
      RowRange range = *range_at (self, i);

      for (uint64_t row = row_set_next (set, range.first); row <= range.last && row != ROW_NONE;)
        {
          uint64_t base = row & ~UINT64_C (63);

          append_word (result, base, word_from_to (row_set_get_word (set, base), base, range));
          row = row_set_next (set, base + 64);
        }
    }
  return result;
}

static void
fill_bits (const RowRanges *self, uint64_t base, uint64_t bits[ROW_SET_WORDS])
{
  uint64_t end = base + FRAME_CHUNK_ROWS - 1;

  memset (bits, 0, ROW_SET_WORDS * sizeof *bits);
  for (guint i = lower_bound (self, base); i < self->ranges->len && range_at (self, i)->first <= end; i++)
    {
      guint from = (guint) (MAX (range_at (self, i)->first, base) - base),
            to = (guint) (MIN (range_at (self, i)->last, end) - base);

      for (guint word = from / 64; word <= to / 64; word++)
        bits[word] |= word_from_to (UINT64_MAX, (uint64_t) word * 64, (RowRange){ from, to });
    }
}

void
row_ranges_put (const RowRanges *self, const RowRanges *changed, RowSet *set)
{
  uint64_t *bits = g_new (uint64_t, ROW_SET_WORDS), next = 0;

  for (guint i = 0; i < changed->ranges->len; i++)
    for (uint64_t chunk = MAX (range_at (changed, i)->first / FRAME_CHUNK_ROWS, next);
         chunk <= range_at (changed, i)->last / FRAME_CHUNK_ROWS; chunk++)
      {
        fill_bits (self, chunk * FRAME_CHUNK_ROWS, bits);
        row_set_put (set, (uint32_t) chunk, bits, FRAME_CHUNK_ROWS);
        next = chunk + 1;
      }
  g_free (bits);
}
