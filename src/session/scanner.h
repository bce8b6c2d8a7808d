/* scanner.h: runs a filter over a store in a pool of threads, the chunks near the visible rows first, also while the
 * store grows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One scanner is one program over one store; another filter is another scanner. Stopping never waits: workers finish
 * their chunk, some ms at most, and drop their references.
 */
#pragma once

#include "core/frame-store.h"
#include "core/row-set.h"
#include "filter/filter.h"
#include "session/tick.h"

G_BEGIN_DECLS

typedef struct Scanner Scanner;

/* Starts at once; near: a row to begin at. tick is asked after each chunk. */
Scanner *scanner_new (FrameStore *store, const FilterProgram *program, uint64_t near, Tick *tick);
void scanner_stop (Scanner *self); /* (transfer full)(nullable) */

RowSet *scanner_get_rows (Scanner *self); /* (transfer none) */
void scanner_set_near (Scanner *self, uint64_t row);
/* Tells that the store has grown. */
void scanner_poke (Scanner *self);
/* Whether rows [first, last] as far as the store holds them are decided. */
gboolean scanner_has_decided (Scanner *self, uint64_t first, uint64_t last);
double scanner_get_progress (Scanner *self); /* 0..1 of the rows that the store holds now */

G_END_DECLS
