/* loader.h: reads a log, or several merged by time, into a store, in a thread of its own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The thread appends; everyone else reads the store below its length. loader_get_store gives the store once its first
 * rows are in, so that a file that cannot be opened changes nothing. Of several files those that cannot be read are
 * problems of the trace, unless that is true of all. Notes tell where each begins and ends.
 */
#pragma once

#include "core/frame-store.h"
#include "samples/wave-record.h"
#include "session/tick.h"
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct Loader Loader;

/* tick is asked after every batch and at the end. */
Loader *loader_new (const char *const *paths, guint n, Tick *tick);
/* One recording of samples, with what is known of it. */
Loader *loader_new_samples (const char *path, const WaveOptions *wave, Tick *tick);
/* One log that goes on being written (byte-follow.h): it is done when it is cancelled, and that is no failure. */
Loader *loader_new_following (const char *path, Tick *tick);
void loader_free (Loader *self); /* (nullable) cancels; waits for nothing */

void loader_cancel (Loader *self); /* what was read is kept */
/* What a recording of samples told, as far as it is read; of other logs it has no lines. NULL: several are merged.
 * (transfer none) */
WaveRecord *loader_get_record (Loader *self);
FrameStore *loader_get_store (Loader *self); /* (nullable)(transfer none) once it may be shown */
gboolean loader_is_done (Loader *self);
/* After loader_is_done: FALSE and error if reading failed or was cancelled. */
gboolean loader_get_result (Loader *self, GError **error);
double loader_get_progress (Loader *self); /* 0..1, -1 unknown */
double loader_get_rate (Loader *self);     /* frames/s on average */

G_END_DECLS
