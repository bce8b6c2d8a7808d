/* row-notes.h: what stands in the file before a frame: borders of files and trigger blocks, losses, other notes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/frame-store.h"
#include "core/row-set.h"

G_BEGIN_DECLS

typedef struct
{
  uint64_t n;    /* notes meant here; 0: none, nothing to draw */
  gboolean loss; /* frames were lost before this one */
} RowNotes;

/* Notes between two rows that are shown one after the other (before ROW_NONE: row is the first); all FALSE: only
 * borders and losses. Appends their words, the first ones of many: "Begin Triggerblock … · and 12 more". Looks at a few
 * hundred notes at most. */
RowNotes row_notes_describe (const FrameStore *store, uint64_t before, uint64_t row, gboolean all, GString *out);

G_END_DECLS
