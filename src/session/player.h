/* player.h: frames of a log onto buses, or into a trace, as they were, or faster, or slower.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A thread of its own reads ahead a little (player-feed.h); the sending happens in the thread that the source is
 * attached to, at absolute deadlines: what left late does not move what follows, so nothing drifts. The first frame is
 * the first to be sent, the last the last. A full queue is waited for; what a bus refuses is counted and named, and the
 * rest goes on. Stamps that go back in time are sent at once, and counted.
 *
 * Any thread may call, except where said.
 */
#pragma once

#include "session/generator.h"
#include "session/lateness.h"
#include "session/player-feed.h"

G_BEGIN_DECLS

#define PLAYER_TO_NOTHING G_MAXUINT
#define PLAYER_MIN_SPEED 0.1
#define PLAYER_MAX_SPEED 100.0

typedef struct Player Player;

#define PLAYER_LEFT_OUT (-2)

/* Called in the sending thread; as bus_transmit_many, of a bus that is a number of the owner's; the frames are of one
 * channel, and several only flat out. PLAYER_LEFT_OUT: none of them is to be sent. */
typedef int (*PlayerSend) (guint bus, const CanFrame *frames, guint n, gpointer data, GError **error);

typedef enum
{
  PLAYER_STOPPED, /* not begun */
  PLAYER_PLAYING,
  PLAYER_PAUSED,
  PLAYER_ENDED,
  PLAYER_FAILED, /* the feed: problem says why */
} PlayerState;

typedef struct
{
  double speed;      /* PLAYER_MIN_SPEED to PLAYER_MAX_SPEED; 0: 1 */
  int64_t gap;       /* ns between frames instead of their stamps; 0: stamps */
  gboolean flat_out; /* as fast as the buses take them */
  int64_t skip;      /* ns: longer pauses become 0; 0: none do */
  uint64_t loops;    /* times; 0: for ever */
  uint64_t from, to; /* rows of the feed: [from, to) */
  gboolean without_received, without_sent;
  GArray *without_ids;             /* (nullable) of uint32_t, ascending, with CAN_ID_EXTENDED; a reference is taken */
  guint buses[TRACE_MAX_CHANNELS]; /* by the frames' channel; PLAYER_TO_NOTHING */
} PlayerRule;

void player_rule_init (PlayerRule *self); /* once, speed 1, all rows, all channels to nothing */

typedef struct
{
  PlayerState state;
  uint64_t row;  /* in the feed, sent last; UINT64_MAX: none yet */
  int64_t time;  /* of that frame; INT64_MIN: not known yet */
  uint64_t loop; /* from 0 */
  uint64_t n_sent, n_refused;
  uint64_t n_left_out; /* by channel, direction, identifier; error frames */
  uint64_t n_backwards;
  uint64_t n_skipped;          /* pauses */
  char *problem;               /* (nullable) the last refusal, or why it waits */
  gboolean waiting;            /* for room in a queue */
  int64_t log_time, real_time; /* ns from first to last frame: as it was to be, as it was */
  Lateness lateness;
} PlayerStatus;

void player_status_clear (PlayerStatus *self);

/* feed: (transfer full). A source that cannot be made is fatal. */
Player *player_new (PlayerFeed *feed, PlayerSend send, gpointer data);
GSource *player_get_source (Player *self); /* (transfer none): attach it */
/* Stops. The source must not be running: destroy it in its thread before, or after that thread has ended. (nullable) */
void player_free (Player *self);

/* Takes effect from the next frame on; from and to with the next start or seek. */
void player_set_rule (Player *self, const PlayerRule *rule);
/* For one identifier (with its kind bits): recipe (nullable) is used before it is sent. */
void player_override (Player *self, uint32_t id, const Recipe *recipe);

void player_start (Player *self); /* from the beginning, or after pause from where it stood */
void player_pause (Player *self);
void player_step (Player *self); /* one frame, and pause */
void player_seek (Player *self, uint64_t row);
/* To the first frame behind row whose time is not before this. */
void player_seek_time (Player *self, uint64_t row, int64_t time);
void player_stop (Player *self);
void player_get_status (Player *self, PlayerStatus *out); /* clear it */
uint64_t player_generation (Player *self);                /* grows with each change */

G_END_DECLS
