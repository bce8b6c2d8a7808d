/* replay.h: a log that a window plays: what, onto which buses, how, and where it stands.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only; one a session. The source is the session's trace, or a file that is streamed. It goes onto the
 * buses of the session's capture; without one onto buses that the replay opens for itself, while the trace stays what
 * it is. Nothing leaves on a bus that is not armed, and arming ends with the capture.
 *
 * "changed" ()   the state, or where it stands
 */
#pragma once

#include "session/player.h"
#include "session/trace-session.h"

G_BEGIN_DECLS

#define REPLAY_TYPE_REPLAY (replay_get_type ())
G_DECLARE_FINAL_TYPE (Replay, replay, REPLAY, REPLAY, GObject)

Replay *replay_of (TraceSession *session); /* (transfer none) made when first asked for */

/* NULL: the session's trace. What plays ends. */
gboolean replay_set_file (Replay *self, GFile *file, GError **error);
GFile *replay_get_file (Replay *self);     /* (nullable) */
char **replay_dup_channels (Replay *self); /* of the source, as far as known */
uint64_t replay_n_rows (Replay *self);     /* of the trace; 0: a file, not known */

/* Names of what can be sent to: the capture's buses, or what could be opened ("socketcan can0"). (transfer full) */
char **replay_dup_targets (Replay *self);
const char *replay_get_target (Replay *self, const char *channel); /* "" nothing */
void replay_set_target (Replay *self, const char *channel, const char *target);

/* How: speed, gap, flat_out, skip, loops, from, to, without_… are used, the buses are the targets'. */
const PlayerRule *replay_get_rule (Replay *self);
void replay_set_rule (Replay *self, const PlayerRule *rule);
/* Display filter; FALSE: wrong, *problem says why. */
gboolean replay_set_filter (Replay *self, const char *text, FilterProblem *problem);
/* Names of nodes of the databases, parted by commas: what they send is left out. */
void replay_set_without_nodes (Replay *self, const char *names);

gboolean replay_is_armed (Replay *self); /* all targets that are used */
void replay_arm (Replay *self, gboolean armed);

/* FALSE: *reason is a sentence. into_trace: the session's capture is new and has no buses: frames become its own. */
gboolean replay_play (Replay *self, char **reason);
gboolean replay_play_into (Replay *self, FrameStore *source, char **reason); /* the trace it was before */
void replay_pause (Replay *self);
gboolean replay_step (Replay *self, char **reason);
void replay_seek (Replay *self, uint64_t row);
void replay_stop (Replay *self);
void replay_get_status (Replay *self, PlayerStatus *out); /* clear it */

/* What would be left out, and whether it fits: sentences, at most the first 200,000 frames are looked at.
 * (transfer full) of char * */
GPtrArray *replay_check (Replay *self);

void replay_update (Replay *self); /* ten times a second while it plays */

G_END_DECLS
