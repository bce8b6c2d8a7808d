/* id-watch.h: keeps an id table up to date with a growing trace, in a thread of its own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One watch is one store, one set of shown rows, one set of databases; when one of them is replaced, so is the watch.
 * It goes through the rows in order; where a filter has not decided yet it waits to be poked. Stopping never waits.
 */
#pragma once

#include "session/id-table.h"
#include "session/tick.h"

G_BEGIN_DECLS

typedef struct IdWatch IdWatch;

/* Starts at once. shown (nullable): all rows. tick is asked whenever rows were added. */
IdWatch *id_watch_new (FrameStore *store, RowSet *shown, const DatabaseSet *databases, Tick *tick);
void id_watch_stop (IdWatch *self); /* (transfer full)(nullable) */

FrameStore *id_watch_get_store (IdWatch *self);            /* (transfer none) */
RowSet *id_watch_get_shown (IdWatch *self);                /* (transfer none)(nullable) */
const DatabaseSet *id_watch_get_databases (IdWatch *self); /* (transfer none) */

/* Tells that the store has grown or that more rows are decided. */
void id_watch_poke (IdWatch *self);
/* A watch that is held does nothing when poked. */
void id_watch_hold (IdWatch *self, gboolean hold);

/* The table stands still until unlock. Waits for a slice of rows, a fraction of a ms. */
const IdTable *id_watch_lock (IdWatch *self);
void id_watch_unlock (IdWatch *self);

uint64_t id_watch_n_done (IdWatch *self);     /* rows gone through */
double id_watch_get_progress (IdWatch *self); /* 0..1 of the rows that the store holds now */

G_END_DECLS
