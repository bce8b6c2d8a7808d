/* replay-private.h: between the files of replay.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * replay.c: what is played, onto which buses, how, and who is armed; replay-play.c: the playing, and the buses of its
 * own; replay-check.c: what is said before it starts; replay-rule.c: what is left out and overridden, and all that was
 * chosen as text.
 */
#pragma once

#include "models/replay.h"
#include "session/replay-tally.h"

G_BEGIN_DECLS

struct _Replay
{
  GObject parent;

  TraceSession *session; /* not owned: it owns this */
  GFile *file;
  TraceInfo *file_info;
  PlayerRule rule;
  FilterProgram *filter;
  char *filter_text, *without;
  char *overrides;      /* as typed */
  GArray *override_ids; /* of uint32_t: those that the player has */
  uint64_t start_at;    /* row to begin with; UINT64_MAX: the rule's */
  uint64_t live_end;    /* of a trace that is captured meanwhile: it does not play what it plays */
  gboolean was_read;
  int64_t start_time; /* not before this; INT64_MIN: whatever */

  ReplayTally *tally;    /* (nullable) of what is below */
  TraceInfo *tally_info; /* (nullable) channels of the file, as its thread sees them */
  gpointer tally_of;     /* the store or file */
  FilterProgram *tally_filter;
  uint64_t tally_from, tally_to, tally_seen;
  gboolean tally_told; /* that it is complete */
  GHashTable *targets; /* channel -> target */

  Player *player;
  uint64_t generation;
  Capture *played_on; /* not owned: the capture whose thread plays */
  Capture *own;       /* (nullable) its buses are the replay's */
  FrameStore *own_store;
  Tick *own_tick;
  GPtrArray *own_targets; /* of char *, by key of own */
  gboolean own_armed;
  gboolean starting; /* as soon as the buses are open */
  gboolean stepping;
  char *trouble;

  /* Into a trace: the capture thread's own. */
  gboolean into_trace;
  TraceInfo *source_info;
  FrameStore *source_store; /* (nullable) while a trace plays into another */
  int64_t shift;
  gboolean has_shift;
  FrameBatch *batch;
};

extern guint replay_rule_changed; /* the signal */

/* replay.c */
void replay_emit_changed (Replay *self);
TraceInfo *replay_get_info (Replay *self); /* of the source */
guint replay_key_of_target (Replay *self, const char *target);
void replay_hand_over_rule (Replay *self);

/* replay-rule.c */
GArray *replay_dup_without_ids (Replay *self, char **problem);
void replay_hand_over_overrides (Replay *self, char **problem); /* problem (nullable) */

/* replay-check.c */
uint64_t replay_tally_end (Replay *self);
void replay_end_check (Replay *self);

/* replay-play.c */
PlayerFeed *replay_open_feed (Replay *self, FrameStore *store, TraceInfo *file_info, char **reason);

void replay_end_player (Replay *self);
void replay_close_own (Replay *self);

G_END_DECLS
