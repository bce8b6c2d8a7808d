/* player-send.c: when each frame leaves, and as what. All of it in the sending thread, under the lock.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/player-private.h"

#include "base/i18n.h"

#include <stdlib.h>

#include "base/banned.h"

#define PER_TURN 256u              /* frames, then other sources have their turn */
#define JITTER INT64_C (100000000) /* ns that stamps may go back by themselves */
#define RETRY INT64_C (200000)     /* ns, while a queue is full */

static int
compare_ids (const void *a, const void *b)
{
  uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;

  return (x > y) - (x < y);
}

static gboolean
is_left_out (const Player *self, const CanFrame *frame)
{
  const PlayerRule *rule = &self->rule;
  uint32_t id = frame->id & ~CAN_ID_REMOTE;

  if ((frame->id & CAN_ID_ERROR) || rule->buses[frame->channel] == PLAYER_TO_NOTHING)
    return TRUE;
  if (frame->flags & CAN_TX ? rule->without_sent : rule->without_received)
    return TRUE;
  return rule->without_ids != NULL && rule->without_ids->len > 0 /* an empty one may have no data */
         && bsearch (&id, rule->without_ids->data, rule->without_ids->len, sizeof (uint32_t), compare_ids) != NULL;
}

static int64_t
scaled (const Player *self, int64_t span)
{
  double speed = self->rule.speed > 0 ? CLAMP (self->rule.speed, PLAYER_MIN_SPEED, PLAYER_MAX_SPEED) : 1;

  return speed == 1 ? span : (int64_t) ((double) span / speed);
}

void
player_anchor_at (Player *self, int64_t frame_time, int64_t due)
{
  self->anchored = TRUE;
  self->anchor_time = frame_time;
  self->anchor = due;
}

/* When the frame is to leave. */
static int64_t
deadline_of (Player *self, const CanFrame *frame, int64_t now)
{
  const PlayerRule *rule = &self->rule;
  int64_t pause;

  if (rule->flat_out)
    return now;
  if (!self->has_last || !self->anchored)
    {
      int64_t due = self->has_last ? MAX (self->last_due, now) : now;

      player_anchor_at (self, frame->time, due);
      return due;
    }
  if (rule->gap > 0)
    return self->last_due + rule->gap;
  pause = can_time_since (frame->time, self->last_time);
  if (rule->skip > 0 && pause > rule->skip)
    {
      player_anchor_at (self, frame->time, self->last_due);
      self->status.n_skipped++;
    }
  /* Another part of the log, begun anew: how long the pause was nobody knows. Little steps back are jitter. */
  else if (pause < -JITTER)
    player_anchor_at (self, frame->time, self->last_due);
  return self->anchor + scaled (self, can_time_since (frame->time, self->anchor_time));
}

static Override *
find_override (Player *self, uint32_t id)
{
  for (guint i = 0; i < self->overrides->len; i++)
    if (g_array_index (self->overrides, Override, i).id == id)
      return &g_array_index (self->overrides, Override, i);
  return NULL;
}

static void
count_sent (Player *self, guint n, int64_t due, int64_t now)
{
  PlayerStatus *status = &self->status;

  status->n_sent += n;
  if (!self->rule.flat_out)
    lateness_add (&status->lateness, now - due);
  if (self->first_sent == 0)
    {
      self->first_sent = now;
      self->first_due = due;
    }
  status->real_time = now - self->first_sent;
  status->log_time = due - self->first_due;
}

/* What came of handing n over: how many are done with, sent or not; 0: the queue is full. */
static guint
judge (Player *self, int result, guint n, int64_t due, const GError *error)
{
  if (result == 0)
    {
      self->status.waiting = TRUE;
      player_set_problem (self, _ ("the transmit queue is full: does anybody acknowledge?"));
      return 0;
    }
  self->status.waiting = FALSE;
  if (result == PLAYER_LEFT_OUT)
    {
      self->status.n_left_out += n;
      return n;
    }
  if (result < 0)
    {
      self->status.n_refused++;
      player_set_problem (self, error->message);
      return 1;
    }
  if (self->status.n_refused == 0)
    player_set_problem (self, NULL);
  /* Flat out, nobody is late, and where asking the time is a system call it would halve the rate. */
  count_sent (self, (guint) result, due, self->rule.flat_out ? due : deadline_now ());
  return (guint) result;
}

static guint
send_overridden (Player *self, const CanFrame *frame, Override *override, int64_t due)
{
  g_autoptr (GError) error = NULL;
  uint8_t data[CAN_FRAME_MAX_LEN];
  CanFrame sent = *frame;
  int result;

  recipe_fill (override->recipe, &override->state, can_time_since (frame->time, self->anchor_time), &sent, data);
  result = self->send (self->rule.buses[frame->channel], &sent, 1, self->data, &error);
  override->state.n += result > 0; /* one that was not taken did not happen */
  return judge (self, result, 1, due, error);
}

/* How many frames from here on go at once, at most so many: flat out, those of one channel that are sent as they are.
 */
static guint
count_run (Player *self, const CanFrame *frames, guint most)
{
  guint n = 1;

  if (!self->rule.flat_out || self->stepping)
    return 1;
  while (n < most && frames[n].channel == frames[0].channel && !is_left_out (self, &frames[n])
         && find_override (self, frames[n].id) == NULL)
    n++;
  return n;
}

/* How many of the frames, at most so many, are done with, sent or not; 0: the queue is full. */
static guint
send_frames (Player *self, const CanFrame *frames, guint most, int64_t due)
{
  Override *override = find_override (self, frames[0].id);
  g_autoptr (GError) error = NULL;
  guint n;
  int result;

  if (override != NULL)
    return send_overridden (self, frames, override, due);
  n = count_run (self, frames, most);
  result = self->send (self->rule.buses[frames[0].channel], frames, n, self->data, &error);
  return judge (self, result, n, due, error);
}

static void
take (Player *self, const CanFrame *frame, uint64_t row, int64_t due)
{
  if (self->has_last && frame->time < self->last_time)
    self->status.n_backwards++;
  self->last_time = frame->time;
  self->last_due = due;
  self->has_last = TRUE;
  self->status.row = row;
  self->status.time = frame->time;
  self->place++;
}

static void
drop_head (Player *self)
{
  self->head = (self->head + 1) % PLAYER_AHEAD;
  self->n_ahead--;
  self->place = 0;
  pthread_cond_signal (&self->room);
}

/* The next frame to be sent, those left out passed over, n with those behind it. FALSE: none is there yet. */
static gboolean
next_frames (Player *self, const CanFrame **frame, const uint64_t **rows, guint *n)
{
  for (guint looked = 0; self->n_ahead > 0; looked++)
    {
      Ahead *ahead = &self->ahead[self->head];

      if (self->place == ahead->batch->n_frames)
        {
          drop_head (self);
          continue;
        }
      if (ahead->loop != self->status.loop)
        {
          self->status.loop = ahead->loop;
          self->anchored = FALSE; /* the first frame again, right behind the last */
          self->last_time = INT64_MIN;
        }
      *frame = &ahead->batch->frames[self->place];
      *rows = &ahead->rows[self->place];
      *n = ahead->batch->n_frames - self->place;
      if ((*frame)->time < self->not_before)
        {
          self->place++;
          continue;
        }
      self->not_before = INT64_MIN;
      if (!is_left_out (self, *frame))
        return TRUE;
      self->status.n_left_out++;
      self->place++;
    }
  return FALSE;
}

void
player_play_on (Player *self)
{
  const CanFrame *frames;
  const uint64_t *rows;
  guint n_turn = 0, n, done;
  int64_t now = deadline_now ();

  while (self->status.state == PLAYER_PLAYING)
    {
      int64_t due;

      if (!next_frames (self, &frames, &rows, &n))
        {
          if (self->at_end && self->seek_to == UINT64_MAX)
            self->status.state = PLAYER_ENDED;
          if (self->rule.flat_out && self->first_sent != 0)
            self->status.real_time = deadline_now () - self->first_sent;
          player_changed (self);
          return; /* the reader wakes this */
        }
      due = self->stepping ? now : MAX (deadline_of (self, frames, now), self->has_last ? self->last_due : INT64_MIN);
      if (due > now && due > (now = deadline_now ()))
        {
          deadline_source_set (self->source, due);
          return;
        }
      if (n_turn == PER_TURN || (done = send_frames (self, frames, MIN (n, PER_TURN - n_turn), due)) == 0)
        {
          deadline_source_set (self->source, n_turn == PER_TURN ? 0 : now + RETRY);
          return;
        }
      for (guint i = 0; i < done; i++)
        take (self, &frames[i], rows[i], due);
      n_turn += done;
      player_changed (self);
      if (self->stepping)
        {
          self->stepping = FALSE;
          self->anchored = FALSE;
          self->status.state = PLAYER_PAUSED;
        }
    }
}
