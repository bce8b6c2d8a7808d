/* id-walk.h: from a row to the next or previous shown one of the same identifier, looked for in a worker.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the same identifier is says core/id-index.h, which is made as far as needed on the way.
 */
#pragma once

#include "core/frame-store.h"
#include "core/row-set.h"
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct IdWalk IdWalk;

/* In the thread that started it; ROW_NONE: there is none. */
typedef void (*IdWalkDone) (uint64_t row, gpointer data);

/* shown (nullable): all rows. (transfer full): end it with id_walk_stop. */
IdWalk *id_walk_start (FrameStore *store, RowSet *shown, uint64_t row, gboolean backward, IdWalkDone done,
                       gpointer data);
/* Frees it; done is not called after this. */
void id_walk_stop (IdWalk *self); /* (nullable) */

G_END_DECLS
