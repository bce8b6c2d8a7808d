/* seen-run.h: how many frames of a trace are which message of the databases, worked out in a thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * By the store's id index, so it costs a look-up an identifier, not one a frame. A frame counts for the message that
 * decoding would take (db/database-set.h).
 */
#pragma once

#include "core/frame-store.h"
#include "db/database-set.h"
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct SeenRun SeenRun;

/* In the thread that started it. counts: const Message * -> uint64_t *, only messages with frames; (transfer none). */
typedef void (*SeenRunDone) (GHashTable *counts, gpointer data);

/* Of the rows that the store holds now. (transfer full): end it with seen_run_stop. */
SeenRun *seen_run_start (FrameStore *store, const DatabaseSet *databases, SeenRunDone done, gpointer data);
/* Frees it; done is not called after this. */
void seen_run_stop (SeenRun *self); /* (nullable) */

G_END_DECLS
