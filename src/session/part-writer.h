/* part-writer.h: chosen rows of a store into an own trace of their own, with the notes and marks that belong to them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/mark-block.h"
#include "session/row-choice.h"

G_BEGIN_DECLS

/* After every batch: FALSE stops. */
typedef gboolean (*PartProgress) (double done, gpointer data);

/* Replaces path at the end; in the calling thread. marks and comments (nullable) are of the store's rows. */
gboolean part_writer_run (const FrameStore *store, const RowChoice *choice, const RowRanges *marks,
                          const RowComments *comments, const char *path, PartProgress progress, gpointer data,
                          GError **error);

G_END_DECLS
