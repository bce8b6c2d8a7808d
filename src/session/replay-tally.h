/* replay-tally.h: a whole log looked at before it is played, in a thread of its own: what it holds, and where.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * It streams, as the player does: memory grows with the number of identifiers and by 16 bytes for 8192 frames. Which
 * channels go where, speed and targets are no part of it, so that none of them needs another look.
 *
 * Main thread, but for what it does by itself.
 */
#pragma once

#include "session/player-feed.h"

G_BEGIN_DECLS

typedef struct ReplayTally ReplayTally;

/* Of one identifier on one channel. */
typedef struct
{
  uint32_t id; /* with its kind bits, remote too */
  uint8_t channel;
  uint64_t n_received, n_sent;
  uint64_t n_fd, n_long_dlc; /* CAN FD; classic with a DLC above 8 */
  uint64_t bits_nominal, bits_data;
} TallyId;

typedef struct
{
  GArray *ids;  /* of TallyId */
  uint64_t n;   /* frames looked at, error frames too */
  uint64_t end; /* rows of the source, so far: one behind the last that was looked at */
  uint64_t n_errors;
  uint64_t n_twice;     /* the same frame within 10 ms as received and as sent */
  uint64_t n_backwards; /* more than 100 ms */
  int64_t first, last;  /* time, of frames */
  int64_t longest;      /* ns between two frames */
  gboolean complete;
  char *problem; /* (nullable) why it ended early */
} TallyCounts;

void tally_counts_clear (TallyCounts *self);

/* Begins at once. feed: (transfer full); rows [from, to) of it. */
ReplayTally *replay_tally_new (PlayerFeed *feed, uint64_t from, uint64_t to);
/* Complete, and the source has grown since: looks at what is new. */
void replay_tally_go_on (ReplayTally *self);
/* Stops looking, waits for the batch it is at. (nullable) */
void replay_tally_free (ReplayTally *self);
void replay_tally_get (ReplayTally *self, TallyCounts *out); /* so far; clear it */
uint64_t replay_tally_n (ReplayTally *self);                 /* frames, so far; cheap */
gboolean replay_tally_is_complete (ReplayTally *self);
/* The row where a log that goes forwards is at this time, exact to 8192 frames; the last one looked at if beyond. */
uint64_t replay_tally_find (ReplayTally *self, int64_t time);

G_END_DECLS
