/* replay.h: a log that a window plays: what, onto which buses, how, and where it stands.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only; one a session. The source is the session's trace, or a file that is streamed. It goes onto the
 * buses of the session's capture; without one onto buses that the replay opens for itself, while the trace stays what
 * it is. Nothing leaves on a bus that is not armed, and arming ends with the capture.
 *
 * "changed" ()        the state, or where it stands
 * "rule-changed" ()   how, by replay_from_text
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
uint64_t replay_n_rows (Replay *self);     /* of the trace; of a file as far as replay_check has looked */

/* Names of what can be sent to: the capture's buses, or what could be opened ("socketcan can0"). (transfer full) */
char **replay_dup_targets (Replay *self);
const char *replay_get_target (Replay *self, const char *channel); /* "" nothing */
void replay_set_target (Replay *self, const char *channel, const char *target);

/* How: speed, gap, flat_out, skip, loops, from, to, without_… are used, the buses are the targets'. */
const PlayerRule *replay_get_rule (Replay *self);
void replay_set_rule (Replay *self, const PlayerRule *rule);
/* Display filter; FALSE: wrong, *problem says why. */
gboolean replay_set_filter (Replay *self, const char *text, FilterProblem *problem);
const char *replay_get_filter (Replay *self); /* "" none */
/* What is left out, parted by commas: what nodes of the databases send, identifiers (hexadecimal; 8 digits are 29
 * bits), ranges of them (100-1FF). FALSE: a word is none of these, *problem says which (transfer full); the others
 * count. */
gboolean replay_set_without (Replay *self, const char *words, char **problem);
const char *replay_get_without (Replay *self);
/* Signals of the databases that have other values, parted by commas: "Speed=30, Engine.Gear=Park". While it plays from
 * the next frame on. FALSE: as above; the others count. */
gboolean replay_set_overrides (Replay *self, const char *text, char **problem);
const char *replay_get_overrides (Replay *self);

/* All that was chosen, without what plays: JSON. "rule-changed" () tells that it was read. */
char *replay_to_text (Replay *self);
/* with_range: its first and last frame too, which belong to one trace. FALSE: it is none, and nothing changed. */
gboolean replay_from_text (Replay *self, const char *text, gboolean with_range);
gboolean replay_was_read (Replay *self); /* ever */

gboolean replay_is_armed (Replay *self); /* all targets that are used */
/* FALSE: one cannot be, *reason says why: it only listens. (transfer full) */
gboolean replay_arm (Replay *self, gboolean armed, char **reason);
void replay_stop_all (Replay *self); /* ends it, disarms its own buses and empties their queues */

/* FALSE: *reason is a sentence. into_trace: the session's capture is new and has no buses: frames become its own. */
gboolean replay_play (Replay *self, char **reason);
gboolean replay_play_into (Replay *self, FrameStore *source, char **reason); /* the trace it was before */
void replay_pause (Replay *self);
gboolean replay_step (Replay *self, char **reason);
void replay_seek (Replay *self, uint64_t row); /* nothing plays: from there it will start */
/* "1234": the frame of that number; "12.5 s", "12.5": so many seconds after the first frame. FALSE: neither. */
gboolean replay_seek_text (Replay *self, const char *text);
void replay_stop (Replay *self);
/* What times of the status are counted from. FALSE: nothing is known yet. */
gboolean replay_get_start (Replay *self, int64_t *start);
void replay_get_status (Replay *self, PlayerStatus *out); /* clear it */

typedef struct
{
  gboolean warns; /* something will not be as it was */
  char *text;
} ReplayNote;

/* What would be left out, and whether it fits: sentences. The whole source is looked at in a thread of its own, which
 * begins when this is first asked and where filter, range or source are others; until it is done they say what was seen
 * so far, and playing need not wait for it. (transfer full) of ReplayNote */
GPtrArray *replay_check (Replay *self);
gboolean replay_check_has_moved (Replay *self); /* since replay_check was asked last */

void replay_update (Replay *self); /* ten times a second while it plays */

G_END_DECLS
