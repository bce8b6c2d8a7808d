/* map-guard.h: files that are cut off by others while they are mapped; private to the store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Touching a mapped page that its file no longer has raises SIGBUS. For ranges registered here the handler maps zeros
 * over the rest of the piece that failed and raises a bit, so that reading goes on; other faults go to whoever handled
 * them before.
 */
#pragma once

#include <glib.h>
#include <stdatomic.h>

/* [start, start + size) is made of pieces of this size, each mapped from one place. damage gets bit reason; it lives
 * until map_guard_remove. Any thread. */
void map_guard_add (gconstpointer start, gsize size, gsize piece, atomic_uint *damage, guint reason);
void map_guard_remove (gconstpointer start);
