/* replay-private.h: between the files of replay.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * replay.c: what is played, onto which buses, how, and who is armed; replay-play.c: the playing, and the buses of its
 * own; replay-check.c: what is said before it starts.
 */
#pragma once

#include "models/replay.h"

G_BEGIN_DECLS

struct _Replay
{
  GObject parent;

  TraceSession *session; /* not owned: it owns this */
  GFile *file;
  TraceInfo *file_info;
  PlayerRule rule;
  FilterProgram *filter;
  char *without_nodes;
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

/* replay.c */
void replay_emit_changed (Replay *self);
TraceInfo *replay_get_info (Replay *self); /* of the source */
guint replay_key_of_target (Replay *self, const char *target);
PlayerRule replay_full_rule (Replay *self); /* with its buses, for the player; free without_ids */
void replay_hand_over_rule (Replay *self);

/* replay-play.c */
void replay_end_player (Replay *self);
void replay_close_own (Replay *self);

G_END_DECLS
