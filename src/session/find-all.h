/* find-all.h: all rows that fit a question, looked for in a worker, also those that come later.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One of these is one question over one store; another question is another one. It goes from the first row to the
 * last, whatever filter is set. Main thread.
 */
#pragma once

#include "session/finder.h"
#include "session/tick.h"

G_BEGIN_DECLS

typedef struct FindAll FindAll;

/* words is taken. tick is asked after each chunk. A question that proves too difficult ends it: what was found stays.
 * (transfer full): end it with find_all_stop. */
FindAll *find_all_new (FrameStore *store, FindQuery *query, const FindWords *words, Tick *tick);
/* Does not wait; the worker ends in a few ms. */
void find_all_stop (FindAll *self); /* (nullable) */
/* Tells that the store has grown. */
void find_all_poke (FindAll *self);

FrameStore *find_all_get_store (FindAll *self);
RowSet *find_all_get_rows (FindAll *self);    /* so far; (transfer none) */
double find_all_get_progress (FindAll *self); /* 0 … 1 of the rows that the store holds now */

G_END_DECLS
