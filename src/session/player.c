/* player.c: frames of a trace or a file sent at their time: what any thread tells the player and asks it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/player-private.h"

#include "base/banned.h"

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

void
player_changed (Player *self)
{
  atomic_fetch_add (&self->generation, 1);
}

void
player_set_problem (Player *self, const char *text)
{
  if (g_strcmp0 (self->status.problem, text) == 0)
    return;
  g_free (self->status.problem);
  self->status.problem = g_strdup (text);
}

static void
on_deadline (int64_t now, gpointer data)
{
  Player *self = data;

  pthread_mutex_lock (&self->lock);
  player_play_on (self);
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
    player_anchor_at (self, self->last_time, self->last_due);
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
  self->status = (PlayerStatus){ .row = UINT64_MAX, .time = INT64_MIN };
  self->first_sent = 0;
}

static void
go (Player *self, gboolean step)
{
  pthread_mutex_lock (&self->lock);
  if (self->status.state == PLAYER_STOPPED || self->status.state == PLAYER_ENDED || self->status.state == PLAYER_FAILED)
    {
      reset_counts (self);
      player_begin_at (self, self->rule.from);
    }
  if (self->status.state == PLAYER_PAUSED)
    self->anchored = FALSE; /* time stood still */
  self->stepping = step;
  self->status.state = PLAYER_PLAYING;
  player_changed (self);
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
  player_changed (self);
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
  player_begin_at (self, row);
  self->not_before = time;
  self->status.row = row;
  self->status.time = time;
  player_changed (self);
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
  player_changed (self);
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
  self->status.time = INT64_MIN;
  player_rule_init (&self->rule);
  for (guint i = 0; i < PLAYER_AHEAD; i++)
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
  for (guint i = 0; i < PLAYER_AHEAD; i++)
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
