/* merge-loader.h: several logs and own traces into one store, by time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/frame-store.h"

G_BEGIN_DECLS

/* After every batch; progress 0..1 of all, -1 unknown. FALSE: stop; what was read is kept. */
typedef gboolean (*MergeLoaderProgress) (FrameStore *store, double progress, gpointer data);

/* Appends all to the store, which is empty, in the calling thread. FALSE: no file could be opened, reading all of them
 * broke off, the disk is full or it was stopped. */
gboolean merge_loader_run (const char *const *paths, FrameStore *store, MergeLoaderProgress progress, gpointer data,
                           GError **error);

G_END_DECLS
