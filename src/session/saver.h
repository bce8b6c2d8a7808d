/* saver.h: writes rows of a store to a file, in a thread of its own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The format is chosen by the extension, if it is not set. A GTask of the caller's carries the work: its thread runs
 * saver_run.
 */
#pragma once

#include "core/frame-store.h"
#include "core/mark-block.h"
#include "formats/losses.h"
#include "samples/wave.h"
#include "session/row-choice.h"
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct Saver Saver;

/* Refers to the store; writes the rows that there are when it runs. */
Saver *saver_new (FrameStore *store, const char *path);
void saver_free (Saver *self); /* (nullable) */
/* What own traces get besides the rows; before it runs. */
void saver_set_marks (Saver *self, RowRanges *marks, const RowComments *comments);

/* Other rows than all; another format than that of the extension (NULL: that one). */
void saver_set_choice (Saver *self, const RowChoice *choice, const Format *format);

/* How samples are written; before it runs. */
void saver_set_target (Saver *self, const WaveTarget *target);

/* Instead of writing: how many rows it would be (*n) and what the format cannot hold of them. FALSE: cancelled. */
gboolean saver_count (Saver *self, GCancellable *cancellable, Losses *losses, uint64_t *n, GError **error);
/* Blocks until written, failed or cancelled (G_IO_ERROR_CANCELLED); the target is replaced only when all is written. */
gboolean saver_run (Saver *self, GCancellable *cancellable, GError **error);
double saver_get_progress (Saver *self); /* 0..1, any thread */

G_END_DECLS
