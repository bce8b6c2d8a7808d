/* row-set.h: which rows of a store are chosen (by a filter).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Per chunk how many of its rows are decided, and 8 KiB of bits made when needed; chunks without or with only chosen
 * rows need no bits. Counts stand in a Fenwick tree, so nth and rank are logarithmic in the number of chunks. Undecided
 * rows count as not chosen: a view is anchored on a row number, never on a position.
 *
 * Threads: any thread may put, also the same chunk: one after the other; any thread may read meanwhile and sees a
 * chunk's old or new state. What row_set_n_decided tells of is counted: ask it first.
 */
#pragma once

#include "core/frame-chunk.h"

G_BEGIN_DECLS

#define ROW_SET_WORDS (FRAME_CHUNK_ROWS / 64)
#define ROW_NONE UINT64_MAX

typedef struct RowSet RowSet;

RowSet *row_set_new (void);
RowSet *row_set_ref (RowSet *self);
void row_set_unref (RowSet *self); /* (nullable) */

/* Publishes the decision on rows [0, n_rows) of a chunk: bit i of bits[i / 64] is row i. n_rows never shrinks. */
void row_set_put (RowSet *self, uint32_t chunk, const uint64_t bits[ROW_SET_WORDS], uint32_t n_rows);
uint32_t row_set_decided (const RowSet *self, uint32_t chunk); /* rows of this chunk that are decided */
uint64_t row_set_n_decided (const RowSet *self);               /* in all chunks */

uint64_t row_set_count (const RowSet *self);              /* chosen rows */
uint64_t row_set_nth (const RowSet *self, uint64_t n);    /* row of the n-th chosen (from 0); ROW_NONE if n >= count */
uint64_t row_set_rank (const RowSet *self, uint64_t row); /* chosen rows before row */
gboolean row_set_contains (const RowSet *self, uint64_t row);
uint64_t row_set_next (const RowSet *self, uint64_t row); /* first chosen >= row, else ROW_NONE */
uint64_t row_set_prev (const RowSet *self, uint64_t row); /* last chosen <= row, else ROW_NONE */
/* The 64 rows from row on, which is a multiple of 64: bit i is row + i. For going through many. */
uint64_t row_set_get_word (const RowSet *self, uint64_t row);

G_END_DECLS
