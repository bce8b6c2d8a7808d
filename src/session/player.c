/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/player.h"

#include "base/i18n.h"
#include "session/deadline-source.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

#define AHEAD 16u                  /* batches */
#define PER_TURN 64u               /* frames, then other sources have their turn */
#define JITTER INT64_C (100000000) /* ns that stamps may go back by themselves */
#define RETRY INT64_C (200000)     /* ns, while a queue is full */

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

  Ahead ahead[AHEAD];
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

void
player_rule_init (PlayerRule *self)
{
  *self = (PlayerRule){ .speed = 1, .loops = 1, .to = UINT64_MAX };
  for (guint i = 0; i < TRACE_MAX_CHANNELS; i++)
    self->buses[i] = PLAYER_TO_NOTHING;
}

void
player_status_clear (PlayerStatus *self)
{
  g_clear_pointer (&self->problem, g_free);
}

static void
changed (Player *self)
{
  atomic_fetch_add (&self->generation, 1);
}

static void
set_problem (Player *self, const char *text)
{
  if (g_strcmp0 (self->status.problem, text) == 0)
    return;
  g_free (self->status.problem);
  self->status.problem = g_strdup (text);
}

/* --- The reader --- */

static Ahead *
free_slot (Player *self)
{
  return self->n_ahead < AHEAD ? &self->ahead[(self->head + self->n_ahead) % AHEAD] : NULL;
}

/* Under the lock, which is let go while the disk is asked. FALSE: nothing to do. */
static gboolean
read_some (Player *self, uint64_t *loop)
{
  Ahead *slot = free_slot (self);
  uint64_t reading = self->reading, seek_to = self->seek_to, to = self->rule.to, loops = self->rule.loops,
           from = self->rule.from;
  g_autoptr (GError) error = NULL;
  gboolean more = TRUE;

  if (slot == NULL || (self->at_end && seek_to == UINT64_MAX))
    return FALSE;
  self->seek_to = UINT64_MAX;
  pthread_mutex_unlock (&self->lock);
  frame_batch_clear (slot->batch);
  if (seek_to != UINT64_MAX)
    more = self->feed->seek (self->feed, seek_to, &error);
  if (more && error == NULL)
    more = self->feed->read (self->feed, slot->batch, slot->rows, &error);
  while (slot->batch->n_frames > 0 && slot->rows[slot->batch->n_frames - 1] >= to)
    {
      slot->batch->n_frames--;
      more = FALSE;
    }
  pthread_mutex_lock (&self->lock);
  if (reading != self->reading)
    return TRUE; /* somebody wants another place */
  if (error != NULL)
    {
      self->status.state = PLAYER_FAILED;
      set_problem (self, error->message);
      self->at_end = TRUE;
      changed (self);
      return TRUE;
    }
  slot->loop = *loop;
  self->any |= slot->batch->n_frames > 0;
  if (slot->batch->n_frames > 0)
    self->n_ahead++;
  if (!more && (loops == 0 || *loop + 1 < loops) && self->any)
    {
      (*loop)++;
      self->seek_to = from;
    }
  else
    self->at_end = !more;
  deadline_source_set (self->source, 0);
  return TRUE;
}

static void *
reader_main (void *data)
{
  Player *self = data;
  uint64_t loop = 0, reading = 0;

  pthread_mutex_lock (&self->lock);
  reading = self->reading;
  while (!self->closing)
    {
      if (reading != self->reading)
        loop = self->status.loop;
      reading = self->reading;
      if (!read_some (self, &loop))
        pthread_cond_wait (&self->room, &self->lock);
    }
  pthread_mutex_unlock (&self->lock);
  return NULL;
}

/* Under the lock: the reader begins anew there. */
static void
begin_at (Player *self, uint64_t row)
{
  self->reading++;
  self->seek_to = row;
  self->n_ahead = 0;
  self->head = 0;
  self->place = 0;
  self->at_end = FALSE;
  self->any = FALSE;
  self->anchored = FALSE;
  self->has_last = FALSE;
  self->not_before = INT64_MIN;
  if (!self->has_reader)
    self->has_reader = pthread_create (&self->reader, NULL, reader_main, self) == 0;
  pthread_cond_signal (&self->room);
}

/* --- The sending thread, under the lock --- */

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
  return rule->without_ids != NULL
         && bsearch (&id, rule->without_ids->data, rule->without_ids->len, sizeof (uint32_t), compare_ids) != NULL;
}

static int64_t
scaled (const Player *self, int64_t span)
{
  double speed = self->rule.speed > 0 ? CLAMP (self->rule.speed, PLAYER_MIN_SPEED, PLAYER_MAX_SPEED) : 1;

  return speed == 1 ? span : (int64_t) ((double) span / speed);
}

static void
anchor_at (Player *self, int64_t frame_time, int64_t due)
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

      anchor_at (self, frame->time, due);
      return due;
    }
  if (rule->gap > 0)
    return self->last_due + rule->gap;
  pause = can_time_since (frame->time, self->last_time);
  if (rule->skip > 0 && pause > rule->skip)
    {
      anchor_at (self, frame->time, self->last_due);
      self->status.n_skipped++;
    }
  /* Another part of the log, begun anew: how long the pause was nobody knows. Little steps back are jitter. */
  else if (pause < -JITTER)
    anchor_at (self, frame->time, self->last_due);
  return self->anchor + scaled (self, can_time_since (frame->time, self->anchor_time));
}

static void
apply_override (Player *self, CanFrame *frame, uint8_t *data)
{
  for (guint i = 0; i < self->overrides->len; i++)
    {
      Override *override = &g_array_index (self->overrides, Override, i);

      if (override->id == frame->id)
        {
          recipe_fill (override->recipe, &override->state, can_time_since (frame->time, self->anchor_time), frame,
                       data);
          override->state.n++;
        }
    }
}

static void
count_sent (Player *self, const CanFrame *frame, int64_t due, int64_t now)
{
  PlayerStatus *status = &self->status;

  status->n_sent++;
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

/* 1: done with it, sent or not; 0: the queue is full. */
static int
send_frame (Player *self, const CanFrame *frame, int64_t due)
{
  g_autoptr (GError) error = NULL;
  uint8_t data[CAN_FRAME_MAX_LEN];
  CanFrame sent = *frame;
  int result;

  if (self->overrides->len > 0)
    apply_override (self, &sent, data);
  result = self->send (self->rule.buses[frame->channel], &sent, self->data, &error);
  if (result == 0)
    {
      self->status.waiting = TRUE;
      set_problem (self, _ ("the transmit queue is full: does anybody acknowledge?"));
      return 0;
    }
  self->status.waiting = FALSE;
  if (result == 2)
    self->status.n_left_out++;
  else if (result > 0)
    {
      if (self->status.n_refused == 0)
        set_problem (self, NULL);
      count_sent (self, frame, due, deadline_now ());
    }
  else
    {
      self->status.n_refused++;
      set_problem (self, error->message);
    }
  return 1;
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
  self->head = (self->head + 1) % AHEAD;
  self->n_ahead--;
  self->place = 0;
  pthread_cond_signal (&self->room);
}

/* The next frame to be sent, those left out passed over. FALSE: none is there yet. */
static gboolean
next_frame (Player *self, const CanFrame **frame, uint64_t *row)
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
      *row = ahead->rows[self->place];
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

static void
play_on (Player *self)
{
  const CanFrame *frame;
  int64_t now = deadline_now ();
  uint64_t row;

  for (guint n = 0; self->status.state == PLAYER_PLAYING; n++)
    {
      int64_t due;

      if (!next_frame (self, &frame, &row))
        {
          if (self->at_end && self->seek_to == UINT64_MAX)
            self->status.state = PLAYER_ENDED;
          changed (self);
          return; /* the reader wakes this */
        }
      due = self->stepping ? now : MAX (deadline_of (self, frame, now), self->has_last ? self->last_due : INT64_MIN);
      if (due > now && due > (now = deadline_now ()))
        {
          deadline_source_set (self->source, due);
          return;
        }
      if (n == PER_TURN || send_frame (self, frame, due) == 0)
        {
          deadline_source_set (self->source, n == PER_TURN ? 0 : now + RETRY);
          return;
        }
      take (self, frame, row, due);
      changed (self);
      if (self->stepping)
        {
          self->stepping = FALSE;
          self->anchored = FALSE;
          self->status.state = PLAYER_PAUSED;
        }
    }
}

static void
on_deadline (int64_t now, gpointer data)
{
  Player *self = data;

  pthread_mutex_lock (&self->lock);
  play_on (self);
  pthread_mutex_unlock (&self->lock);
}

/* --- Any thread --- */

void
player_set_rule (Player *self, const PlayerRule *rule)
{
  pthread_mutex_lock (&self->lock);
  if (rule->without_ids != NULL)
    g_array_ref (rule->without_ids);
  if (self->rule.without_ids != NULL)
    g_array_unref (self->rule.without_ids);
  /* Another speed counts from here on. */
  if (self->has_last && self->anchored && rule->speed != self->rule.speed)
    anchor_at (self, self->last_time, self->last_due);
  self->rule = *rule;
  deadline_source_set (self->source, 0);
  pthread_mutex_unlock (&self->lock);
}

void
player_override (Player *self, uint32_t id, const Recipe *recipe)
{
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->overrides->len; i++)
    if (g_array_index (self->overrides, Override, i).id == id)
      {
        recipe_unref (g_array_index (self->overrides, Override, i).recipe);
        g_array_remove_index (self->overrides, i--);
      }
  if (recipe != NULL)
    {
      Override override = { id, recipe_ref (recipe), { 0, id } };

      g_array_append_val (self->overrides, override);
    }
  pthread_mutex_unlock (&self->lock);
}

static void
reset_counts (Player *self)
{
  player_status_clear (&self->status);
  self->status = (PlayerStatus){ .row = UINT64_MAX };
  self->first_sent = 0;
}

static void
go (Player *self, gboolean step)
{
  pthread_mutex_lock (&self->lock);
  if (self->status.state == PLAYER_STOPPED || self->status.state == PLAYER_ENDED || self->status.state == PLAYER_FAILED)
    {
      reset_counts (self);
      begin_at (self, self->rule.from);
    }
  if (self->status.state == PLAYER_PAUSED)
    self->anchored = FALSE; /* time stood still */
  self->stepping = step;
  self->status.state = PLAYER_PLAYING;
  changed (self);
  deadline_source_set (self->source, 0);
  pthread_mutex_unlock (&self->lock);
}

void
player_start (Player *self)
{
  go (self, FALSE);
}

void
player_step (Player *self)
{
  go (self, TRUE);
}

void
player_pause (Player *self)
{
  pthread_mutex_lock (&self->lock);
  if (self->status.state == PLAYER_PLAYING)
    self->status.state = PLAYER_PAUSED;
  changed (self);
  pthread_mutex_unlock (&self->lock);
}

void
player_seek (Player *self, uint64_t row)
{
  player_seek_time (self, row, INT64_MIN);
}

void
player_seek_time (Player *self, uint64_t row, int64_t time)
{
  pthread_mutex_lock (&self->lock);
  if (self->status.state == PLAYER_STOPPED || self->status.state == PLAYER_ENDED || self->status.state == PLAYER_FAILED)
    {
      reset_counts (self);
      self->status.state = PLAYER_PAUSED;
    }
  begin_at (self, row);
  self->not_before = time;
  self->status.row = row;
  changed (self);
  deadline_source_set (self->source, 0);
  pthread_mutex_unlock (&self->lock);
}

void
player_stop (Player *self)
{
  pthread_mutex_lock (&self->lock);
  if (self->status.state == PLAYER_PLAYING || self->status.state == PLAYER_PAUSED)
    self->status.state = PLAYER_ENDED;
  self->reading++;
  self->n_ahead = 0;
  self->at_end = TRUE;
  self->seek_to = UINT64_MAX;
  changed (self);
  pthread_mutex_unlock (&self->lock);
}

void
player_get_status (Player *self, PlayerStatus *out)
{
  pthread_mutex_lock (&self->lock);
  *out = self->status;
  out->problem = g_strdup (self->status.problem);
  pthread_mutex_unlock (&self->lock);
}

uint64_t
player_generation (Player *self)
{
  return atomic_load (&self->generation);
}

Player *
player_new (PlayerFeed *feed, PlayerSend send, gpointer data)
{
  Player *self = g_new0 (Player, 1);

  self->feed = feed;
  self->send = send;
  self->data = data;
  self->source = deadline_source_new (on_deadline, self);
  if (self->source == NULL)
    g_error ("no timer can be made");                       /* as GLib's own main loop without descriptors */
  g_source_set_priority (self->source, G_PRIORITY_DEFAULT); /* buses are listened to meanwhile */
  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->room, NULL);
  self->overrides = g_array_new (FALSE, FALSE, sizeof (Override));
  self->seek_to = UINT64_MAX;
  self->not_before = INT64_MIN;
  self->status.row = UINT64_MAX;
  player_rule_init (&self->rule);
  for (guint i = 0; i < AHEAD; i++)
    self->ahead[i].batch = frame_batch_new ();
  return self;
}

GSource *
player_get_source (Player *self)
{
  return self->source;
}

void
player_free (Player *self)
{
  if (self == NULL)
    return;
  pthread_mutex_lock (&self->lock);
  self->closing = TRUE;
  pthread_cond_signal (&self->room);
  pthread_mutex_unlock (&self->lock);
  if (self->has_reader)
    pthread_join (self->reader, NULL);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  player_feed_free (self->feed);
  for (guint i = 0; i < AHEAD; i++)
    frame_batch_free (self->ahead[i].batch);
  for (guint i = 0; i < self->overrides->len; i++)
    recipe_unref (g_array_index (self->overrides, Override, i).recipe);
  g_array_unref (self->overrides);
  if (self->rule.without_ids != NULL)
    g_array_unref (self->rule.without_ids);
  player_status_clear (&self->status);
  pthread_cond_destroy (&self->room);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}
