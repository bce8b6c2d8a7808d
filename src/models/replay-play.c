/* replay-play.c: a player on the thread of a capture, the session's or its own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/replay-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

/* --- The capture thread --- */

static int
send_frames (guint bus, const CanFrame *frames, guint n, gpointer data, GError **error)
{
  Replay *self = data;

  if (transmitter_is_armed (capture_get_transmitter (self->played_on), bus))
    return capture_send (self->played_on, bus, frames, n, error);
  g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("the bus is not armed"));
  return -1;
}

/* As if it came from a bus now, with the distances that it had. */
static int
inject_frames (guint channel, const CanFrame *frames, guint n, gpointer data, GError **error)
{
  Replay *self = data;
  TraceInfo *info = frame_store_get_info (capture_get_store (self->played_on));
  const char *name = trace_info_channel_name (self->source_info, frames[0].channel);
  uint8_t injected = trace_info_channel (info, name, strlen (name), NULL);
  FrameBatch *batch = self->batch;

  if (!self->has_shift)
    {
      self->shift = g_get_real_time () * 1000 - frames[0].time;
      self->has_shift = TRUE;
    }
  frame_batch_clear (batch);
  for (; batch->n_frames < MIN (n, FRAME_BATCH_SIZE); batch->n_frames++)
    {
      const CanFrame *frame = &frames[batch->n_frames];
      CanFrame *copy = &batch->frames[batch->n_frames];

      *copy = *frame;
      copy->time = can_time_add (frame->time, self->shift);
      copy->channel = injected;
      copy->data = memcpy (batch->payload[batch->n_frames], frame->data, frame->len);
    }
  capture_inject (self->played_on, batch);
  return (int) batch->n_frames;
}

/* --- Playing --- */

static void
on_own_tick (gpointer data)
{
}

void
replay_close_own (Replay *self)
{
  if (self->own != NULL)
    {
      capture_stop (g_steal_pointer (&self->own));
      tick_stop (self->own_tick);
      g_clear_pointer (&self->own_tick, tick_unref);
      g_clear_pointer (&self->own_store, frame_store_unref);
      g_clear_pointer (&self->own_targets, g_ptr_array_unref);
    }
}

/* The source must have left its thread: it is destroyed, and what runs has the player's lock. */
void
replay_end_player (Replay *self)
{
  Player *player = g_steal_pointer (&self->player);

  self->starting = FALSE;
  if (player == NULL)
    return;
  player_stop (player);
  if (self->own != NULL)
    replay_close_own (self); /* its thread has ended */
  else if (self->played_on == trace_session_get_capture (self->session) && self->played_on != NULL)
    capture_detach (self->played_on, player_get_source (player));
  player_free (player);
  self->played_on = NULL;
  self->into_trace = FALSE;
  g_clear_pointer (&self->source_info, trace_info_unref);
  g_clear_pointer (&self->source_store, frame_store_unref);
}

static void
open_own (Replay *self)
{
  TraceInfo *info = replay_get_info (self);

  self->own_store = frame_store_new_ring (2);
  self->own_tick = tick_new (on_own_tick, self);
  self->own = capture_new (self->own_store, self->own_tick);
  self->own_targets = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < trace_info_n_channels (info); i++)
    {
      const char *target = replay_get_target (self, trace_info_channel_name (info, (uint8_t) i));
      const char *blank = strchr (target, ' ');
      g_autofree char *id = NULL;
      BusConfig *config;
      guint key;

      if (blank == NULL || replay_key_of_target (self, target) != PLAYER_TO_NOTHING)
        continue;
      id = g_strndup (target, (gsize) (blank - target));
      config = bus_config_new ();
      bus_config_set (config, "channel", blank + 1, NULL);
      key = capture_add (self->own, backend_find (id), config, blank + 1);
      bus_config_free (config);
      g_ptr_array_add (self->own_targets, g_strdup (target));
      transmitter_arm (capture_get_transmitter (self->own), key, self->own_armed);
    }
}

/* Another reader of the source, filtered. */
PlayerFeed *
replay_open_feed (Replay *self, FrameStore *store, TraceInfo *file_info, char **reason)
{
  g_autofree char *path = self->file != NULL ? g_file_get_path (self->file) : NULL;
  g_autoptr (GError) error = NULL;
  PlayerFeed *feed = NULL;

  if (self->file != NULL)
    {
      feed = player_feed_new_file (path != NULL ? path : "", file_info, self->filter, &error);
      if (feed == NULL)
        *reason = g_strdup (error->message);
    }
  else if (store != NULL)
    feed = player_feed_new_store (store, self->filter);
  else
    *reason = g_strdup (_ ("There is no trace to be played: open one, or choose a file."));
  return feed;
}

static PlayerFeed *
open_feed (Replay *self, FrameStore *store, char **reason)
{
  PlayerFeed *feed = replay_open_feed (self, store, self->file_info, reason);

  if (feed == NULL)
    return NULL;
  self->source_info = trace_info_ref (self->file != NULL ? self->file_info : frame_store_get_info (store));
  self->source_store = self->into_trace && self->file == NULL ? frame_store_ref (store) : NULL;
  return feed;
}

static gboolean
begin (Replay *self, FrameStore *store, char **reason)
{
  Capture *capture = trace_session_get_capture (self->session);
  PlayerFeed *feed;

  feed = open_feed (self, store, reason);
  if (feed == NULL)
    return FALSE;
  if (capture == NULL)
    open_own (self);
  self->played_on = capture != NULL ? capture : self->own;
  self->has_shift = FALSE;
  self->player = player_new (feed, self->into_trace ? inject_frames : send_frames, self);
  /* A trace that is being captured would play what it plays. */
  self->live_end = self->file == NULL && capture != NULL && !self->into_trace ? frame_store_length (store) : UINT64_MAX;
  replay_hand_over_rule (self);
  g_array_set_size (self->override_ids, 0);
  replay_hand_over_overrides (self, NULL);
  capture_attach (self->played_on, player_get_source (self->player));
  self->starting = TRUE;
  return TRUE;
}

static gboolean
has_target (Replay *self)
{
  TraceInfo *info = replay_get_info (self);

  for (guint i = 0; i < trace_info_n_channels (info); i++)
    if (*replay_get_target (self, trace_info_channel_name (info, (uint8_t) i)) != '\0')
      return TRUE;
  return FALSE;
}

static gboolean
play (Replay *self, gboolean step, char **reason)
{
  PlayerStatus status;
  gboolean going;

  if (self->player != NULL && self->into_trace)
    {
      if (step)
        player_step (self->player);
      else
        player_start (self->player);
      return TRUE;
    }
  if (!has_target (self))
    *reason = g_strdup (_ ("No channel of the log goes to a bus yet: choose one."));
  else if (!replay_is_armed (self))
    *reason = g_strdup (_ ("The buses are not armed."));
  else
    *reason = NULL;
  if (*reason != NULL)
    return FALSE;
  replay_get_status (self, &status);
  going = self->player != NULL && (status.state == PLAYER_PAUSED || status.state == PLAYER_PLAYING);
  player_status_clear (&status);
  if (!going)
    {
      replay_end_player (self);
      if (!begin (self, trace_session_get_store (self->session), reason))
        return FALSE;
    }
  self->stepping = step;
  if (going && step)
    player_step (self->player);
  else if (going)
    player_start (self->player);
  replay_update (self);
  return TRUE;
}

gboolean
replay_play (Replay *self, char **reason)
{
  return play (self, FALSE, reason);
}

gboolean
replay_step (Replay *self, char **reason)
{
  return play (self, TRUE, reason);
}

gboolean
replay_play_into (Replay *self, FrameStore *source, char **reason)
{
  replay_end_player (self);
  self->into_trace = TRUE;
  self->stepping = FALSE;
  if (begin (self, source, reason))
    {
      replay_update (self);
      return TRUE;
    }
  self->into_trace = FALSE;
  return FALSE;
}

void
replay_pause (Replay *self)
{
  if (self->player != NULL)
    player_pause (self->player);
  replay_emit_changed (self);
}

/* Does a player stand somewhere, so that it can be moved? */
static gboolean
is_under_way (Replay *self)
{
  PlayerStatus status;
  gboolean under_way;

  if (self->player == NULL || self->starting)
    return FALSE;
  player_get_status (self->player, &status);
  under_way = status.state == PLAYER_PLAYING || status.state == PLAYER_PAUSED;
  player_status_clear (&status);
  return under_way;
}

static void
seek (Replay *self, uint64_t row, int64_t time)
{
  if (is_under_way (self))
    player_seek_time (self->player, row, time);
  else
    {
      self->start_at = row;
      self->start_time = time;
    }
  replay_emit_changed (self);
}

void
replay_seek (Replay *self, uint64_t row)
{
  seek (self, row, INT64_MIN);
}

/* Seconds after the first frame. */
static void
seek_seconds (Replay *self, double seconds)
{
  FrameStore *store = self->source_store != NULL ? self->source_store : trace_session_get_store (self->session);
  int64_t time = (int64_t) (CLAMP (seconds, 0, 1e9) * 1e9);
  TallyCounts counts;
  CanFrame frame;

  if (self->file == NULL && store != NULL && frame_store_length (store) > frame_store_first (store))
    {
      frame_store_get (store, frame_store_first (store), &frame);
      seek (self, frame_store_find_time (store, can_time_add (frame.time, time)), INT64_MIN);
    }
  else if (self->tally != NULL)
    {
      replay_tally_get (self->tally, &counts);
      time = can_time_add (counts.first, time);
      tally_counts_clear (&counts);
      seek (self, replay_tally_find (self->tally, time), time);
    }
}

gboolean
replay_seek_text (Replay *self, const char *text)
{
  g_autofree char *word = g_strstrip (g_strdup (text));
  char *end = NULL;
  double number = g_ascii_strtod (word, &end);
  gboolean seconds = strpbrk (word, ".,") != NULL;

  while (g_ascii_isspace (*end))
    end++;
  if (end == word || number < 0 || (*end != '\0' && strcmp (end, "s") != 0))
    return FALSE;
  if (seconds || *end == 's')
    seek_seconds (self, number);
  else
    replay_seek (self, (uint64_t) MAX (number, 1) - 1);
  return TRUE;
}

void
replay_stop (Replay *self)
{
  if (self->player != NULL)
    player_stop (self->player);
  self->starting = FALSE;
  replay_emit_changed (self);
}

gboolean
replay_get_start (Replay *self, int64_t *start)
{
  FrameStore *store = self->source_store != NULL ? self->source_store : trace_session_get_store (self->session);
  TallyCounts counts;
  gboolean any;

  if (self->file == NULL)
    return store != NULL && trace_info_get_start (frame_store_get_info (store), start);
  if (self->tally == NULL)
    return FALSE;
  replay_tally_get (self->tally, &counts);
  any = counts.n > 0;
  if (any)
    *start = counts.first;
  tally_counts_clear (&counts);
  return any;
}

/* Of a row that was gone to, and not sent yet. */
static void
find_time (Replay *self, PlayerStatus *status)
{
  FrameStore *store = self->source_store != NULL ? self->source_store : trace_session_get_store (self->session);
  CanFrame frame;

  if (self->file != NULL || store == NULL || status->row < frame_store_first (store)
      || status->row >= frame_store_length (store))
    return;
  frame_store_get (store, status->row, &frame);
  status->time = frame.time;
}

void
replay_get_status (Replay *self, PlayerStatus *out)
{
  *out = (PlayerStatus){ .row = UINT64_MAX, .time = INT64_MIN };
  if (self->player != NULL)
    player_get_status (self->player, out);
  if (self->starting && out->state == PLAYER_STOPPED)
    out->state = PLAYER_PLAYING;
  if (self->start_at != UINT64_MAX)
    {
      out->row = self->start_at;
      out->time = INT64_MIN;
    }
  if (out->time == INT64_MIN)
    find_time (self, out);
  if (self->trouble != NULL && out->problem == NULL)
    out->problem = g_strdup (self->trouble);
}

/* TRUE: all buses are open, or can no longer be waited for. */
static gboolean
is_ready (Replay *self)
{
  gboolean ready = TRUE;

  for (guint i = 0; i < capture_n_buses (self->played_on); i++)
    {
      CaptureBus bus;

      capture_get_bus (self->played_on, i, &bus);
      if (bus.problem != NULL && self->own != NULL)
        {
          g_free (self->trouble);
          self->trouble = g_strdup (bus.problem);
        }
      ready = ready && (bus.description != NULL || bus.problem != NULL || bus.name == NULL);
      capture_bus_clear (&bus);
    }
  return ready;
}

void
replay_update (Replay *self)
{
  if (self->player == NULL)
    return;
  /* The capture has ended: its thread with it, so the player has none either. */
  if (self->own == NULL && self->played_on != trace_session_get_capture (self->session))
    {
      replay_end_player (self);
      replay_emit_changed (self);
      return;
    }
  if (self->starting && is_ready (self))
    {
      self->starting = FALSE;
      if (self->start_at != UINT64_MAX)
        player_seek_time (self->player, self->start_at, self->start_time);
      self->start_at = UINT64_MAX;
      if (self->stepping)
        player_step (self->player);
      else
        player_start (self->player);
    }
  if (player_generation (self->player) == self->generation)
    return;
  self->generation = player_generation (self->player);
  replay_emit_changed (self);
}
