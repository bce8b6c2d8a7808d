/* player-private.h: what player.c (whoever tells it what to do), player-read.c (its reader) and player-send.c (the
 * sending thread) share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/deadline-source.h"
#include "session/player.h"

#include <pthread.h>
#include <stdatomic.h>

#define PLAYER_AHEAD 16u /* batches */

typedef struct
{
  FrameBatch *batch;
  uint64_t rows[FRAME_BATCH_SIZE];
  uint64_t loop;
} Ahead;

typedef struct
{
  uint32_t id;
  const Recipe *recipe;
  RecipeState state;
} Override;

struct Player
{
  PlayerSend send;
  gpointer data;
  GSource *source;

  pthread_mutex_t lock; /* of all below */
  pthread_cond_t room;  /* the reader waits */
  pthread_t reader;
  gboolean has_reader, closing;
  PlayerFeed *feed; /* the reader's own while it reads */

  PlayerRule rule;
  GArray *overrides; /* of Override */
  PlayerStatus status;
  _Atomic uint64_t generation;

  Ahead ahead[PLAYER_AHEAD];
  guint head, n_ahead, place; /* place: next frame of ahead[head] */
  uint64_t seek_to;           /* UINT64_MAX: go on reading */
  uint64_t reading;           /* generation of seeks: what was read for an older one is dropped */
  gboolean at_end;            /* the reader has no more */
  gboolean any;               /* frames were read since the place was set */
  gboolean stepping;
  int64_t not_before; /* frames before this time are passed over until one is not */

  gboolean anchored;   /* anchor_time is due at anchor */
  int64_t anchor_time; /* of a frame */
  int64_t anchor;      /* monotonic ns */
  int64_t last_time;   /* of the frame before */
  int64_t last_due;    /* its deadline */
  gboolean has_last;
  int64_t first_sent, first_due; /* monotonic; 0: none yet */
};

/* All under the lock. */
void player_changed (Player *self);
void player_set_problem (Player *self, const char *text); /* NULL: none */
/* The reader begins anew there. */
void player_begin_at (Player *self, uint64_t row);
/* A frame of this time is due then: those behind it follow at their distance. */
void player_anchor_at (Player *self, int64_t frame_time, int64_t due);
/* Sends what is due and sets the timer for what comes next. In the thread of the source. */
void player_play_on (Player *self);
