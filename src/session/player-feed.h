/* player-feed.h: where a player's frames come from: a store, a file that is streamed, or whoever implements it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A feed is used by one thread at a time, the player's own; it may wait for a disk.
 */
#pragma once

#include "core/frame-store.h"
#include "filter/filter.h"
#include "formats/format-interface.h"

G_BEGIN_DECLS

typedef struct PlayerFeed PlayerFeed;

struct PlayerFeed
{
  /* The next frames in the order of the source, out was cleared; rows[i] is frames[i]'s number in the source, from 0.
   * TRUE with no frames: nothing passed, ask again. FALSE: the end, or *error. */
  gboolean (*read) (PlayerFeed *self, FrameBatch *out, uint64_t rows[FRAME_BATCH_SIZE], GError **error);
  /* The next frame is the first at or behind row. */
  gboolean (*seek) (PlayerFeed *self, uint64_t row, GError **error);
  void (*free) (PlayerFeed *self);
};

void player_feed_free (PlayerFeed *self); /* (nullable) */

/* Rows of a store, as far as it has grown; program (nullable): only those that pass. References are taken. */
PlayerFeed *player_feed_new_store (FrameStore *store, const FilterProgram *program);
/* A file of any format, read as it is played: memory does not grow with it. info (transfer none) gets its channels.
 * Seeking back reads it anew. */
PlayerFeed *player_feed_new_file (const char *path, TraceInfo *info, const FilterProgram *program, GError **error);

G_END_DECLS
