/* cursor-history.h: where the cursor has been, for going back and forth.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Steps to the neighbour and moves that follow one another fast (a key held down, a list that follows a growing trace)
 * are one place: the last of them. Time is passed in.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef struct CursorHistory CursorHistory;

CursorHistory *cursor_history_new (void);
void cursor_history_free (CursorHistory *self); /* (nullable) */
void cursor_history_clear (CursorHistory *self);

/* The cursor is on row now; step: it came from the neighbour. What was forward of the present place is forgotten. */
void cursor_history_note (CursorHistory *self, uint64_t row, gboolean step, int64_t now_us);
gboolean cursor_history_can_go (const CursorHistory *self, gboolean back);
/* ROW_NONE: there is no more. */
uint64_t cursor_history_go (CursorHistory *self, gboolean back);

G_END_DECLS
