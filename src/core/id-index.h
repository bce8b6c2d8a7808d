/* id-index.h: where the frames of each identifier are: the row before and after of the same identifier and channel, and
 * how many there are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * frame_store_get_ids gives the index of a store; it lives as long as the store. Identifiers that are the same: equal
 * channel, number, length (11 or 29 bits) and kind (error frames: equal class bits); remote frames belong to the
 * identifier they ask for. Each gets a number, its slot, from 0 in the order of first appearance, that never changes.
 *
 * The index is made when somebody wants it: id_index_advance goes through rows that are not in it yet, in order, about
 * 4 ns each. One thread does so at a time, others wait for it; everything else takes no lock and may run meanwhile in
 * any thread, as with the store. Answers about rows at and behind id_index_length are not known yet (ROW_NONE).
 *
 * Memory: 12 bytes for each identifier in each chunk of 65 536 rows and 40 for each identifier: 0.02 bytes a frame on
 * a bus with 100 identifiers; where every frame has an identifier of its own 52 bytes, until ID_INDEX_MAX_IDS are
 * known: later ones have no slot, and no rows before and after.
 *
 * In a ring store rows that are gone are never given; what goes before it is indexed is left out.
 */
#pragma once

#include "core/frame-store.h"
#include "core/row-set.h"

G_BEGIN_DECLS

#define ID_INDEX_MAX_IDS (1u << 22)
#define ID_NONE UINT32_MAX

typedef struct
{
  uint32_t id; /* with CAN_ID_EXTENDED or CAN_ID_ERROR */
  uint8_t channel;
  uint64_t count;       /* frames so far */
  uint64_t first, last; /* rows */
} IdTotals;

IdIndex *id_index_new (const FrameStore *store); /* borrows the store; use frame_store_get_ids */
void id_index_free (IdIndex *self);              /* (nullable) */

/* Puts rows up to length (or as many as the store holds) into the index; returns how far it reaches. Waits for others
 * that do so. To stay responsive go in steps: id_index_advance (ids, id_index_length (ids) + FRAME_CHUNK_ROWS). */
uint64_t id_index_advance (IdIndex *self, uint64_t length);
uint64_t id_index_length (const IdIndex *self); /* rows in the index */

/* Nearest row of the same identifier and channel before or behind row; ROW_NONE: there is none. Some 20 µs at worst. */
uint64_t id_index_previous (const IdIndex *self, uint64_t row);
uint64_t id_index_next (const IdIndex *self, uint64_t row);
/* id_index_previous of rows [0, n_rows) of a chunk at once, 4 ns each, as 32 bits; UINT32_MAX: there is none. All of
 * them must be in the index. */
void id_index_previous_rows (const IdIndex *self, uint32_t chunk, uint32_t n_rows, uint32_t *previous);

uint32_t id_index_n_ids (const IdIndex *self); /* slots */
/* Counts may be some frames ahead of id_index_length while somebody advances. */
void id_index_get (const IdIndex *self, uint32_t slot, IdTotals *out);
/* Slot of an identifier; CAN_ID_REMOTE is ignored. ID_NONE: not in the index. */
uint32_t id_index_find (const IdIndex *self, uint8_t channel, uint32_t id);

G_END_DECLS
