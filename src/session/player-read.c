/* player-read.c: the thread that reads ahead of what is played.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/player-private.h"

#include "base/banned.h"

static Ahead *
free_slot (Player *self)
{
  return self->n_ahead < PLAYER_AHEAD ? &self->ahead[(self->head + self->n_ahead) % PLAYER_AHEAD] : NULL;
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
      player_set_problem (self, error->message);
      self->at_end = TRUE;
      player_changed (self);
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

void
player_begin_at (Player *self, uint64_t row)
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
