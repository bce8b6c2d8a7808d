/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/row-choice.h"

#include "base/banned.h"

RowChoice
row_choice_copy (const RowChoice *self)
{
  RowChoice copy = *self;

  if (copy.set != NULL)
    row_set_ref (copy.set);
  if (copy.ranges != NULL)
    row_ranges_ref (copy.ranges);
  return copy;
}

void
row_choice_clear (RowChoice *self)
{
  g_clear_pointer (&self->set, row_set_unref);
  g_clear_pointer (&self->ranges, row_ranges_free);
}

gboolean
row_choice_is_all (const RowChoice *self)
{
  return self->set == NULL && self->ranges == NULL && self->first == INT64_MIN && self->last == INT64_MAX;
}

void
row_walk_init (RowWalk *self, const FrameStore *store, const RowChoice *choice)
{
  *self = (RowWalk){ store, choice, frame_store_first (store), frame_store_length (store), 0 };
}

/* The first row at or after row that lies in a range. */
static uint64_t
seek_range (RowWalk *self, uint64_t row)
{
  for (; self->range < row_ranges_n_ranges (self->choice->ranges); self->range++)
    {
      RowRange range = row_ranges_get (self->choice->ranges, self->range);

      if (row <= range.last)
        return MAX (row, range.first);
    }
  return ROW_NONE;
}

/* The first row at or after row that both set and ranges hold. */
static uint64_t
seek (RowWalk *self, uint64_t row)
{
  const RowChoice *choice = self->choice;

  while (row < self->length)
    {
      uint64_t next = choice->ranges != NULL ? seek_range (self, row) : row;

      if (next != ROW_NONE && choice->set != NULL)
        next = row_set_next (choice->set, next);
      if (next == row)
        return row;
      if (next == ROW_NONE)
        break;
      row = next;
    }
  return ROW_NONE;
}

uint64_t
row_walk_next (RowWalk *self, CanFrame *frame)
{
  for (;;)
    {
      uint64_t row = seek (self, self->row), passed = self->row / FRAME_CHUNK_ROWS;

      if (row == ROW_NONE)
        {
          self->row = self->length;
          return ROW_NONE;
        }
      if (row / FRAME_CHUNK_ROWS > passed)
        frame_store_release (self->store, (uint32_t) passed);
      self->row = row + 1;
      frame_store_get (self->store, row, frame);
      frame->len = MIN (frame->len, CAN_FRAME_MAX_LEN); /* files are not trusted */
      if (frame->time >= self->choice->first && frame->time <= self->choice->last)
        return row;
    }
}

double
row_walk_progress (const RowWalk *self)
{
  return self->length > 0 ? (double) self->row / (double) self->length : 1;
}
