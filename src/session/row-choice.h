/* row-choice.h: which rows of a trace are to be saved or counted: all, those of a set, of ranges, of a time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/frame-store.h"
#include "core/row-ranges.h"
#include "core/row-set.h"

G_BEGIN_DECLS

typedef struct
{
  RowSet *set;         /* (nullable) only rows in it: shown, marked */
  RowRanges *ranges;   /* (nullable) only rows in them: selected; not changed by anybody */
  int64_t first, last; /* times, both included; INT64_MIN and INT64_MAX: all */
} RowChoice;

#define ROW_CHOICE_ALL ((RowChoice){ NULL, NULL, INT64_MIN, INT64_MAX })

RowChoice row_choice_copy (const RowChoice *self); /* takes references */
void row_choice_clear (RowChoice *self);
gboolean row_choice_is_all (const RowChoice *self);

/* Going through the rows below length, upwards; any thread. */
typedef struct
{
  const FrameStore *store;
  const RowChoice *choice;
  uint64_t row, length;
  guint range;
} RowWalk;

void row_walk_init (RowWalk *self, const FrameStore *store, const RowChoice *choice);
/* The next chosen row, its frame in *frame; ROW_NONE at the end. Rows passed over are given back to the kernel. */
uint64_t row_walk_next (RowWalk *self, CanFrame *frame);
double row_walk_progress (const RowWalk *self); /* 0..1 */

G_END_DECLS
