/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/watch-thread.h"

#include "base/banned.h"

static gpointer
watch_main (gpointer data)
{
  WatchThread *self = data;
  gpointer watch = self->watch;
  void (*unref) (gpointer) = self->unref;

  pthread_mutex_lock (&self->mutex);
  while (!self->stopped)
    {
      if (!self->poked || self->held)
        {
          pthread_cond_wait (&self->changed, &self->mutex);
          continue;
        }
      self->poked = FALSE;
      pthread_mutex_unlock (&self->mutex);
      self->add (watch);
      pthread_mutex_lock (&self->mutex);
    }
  pthread_mutex_unlock (&self->mutex);
  unref (watch); /* self goes with it */
  return NULL;
}

void
watch_thread_start (WatchThread *self, const char *name, void (*add) (gpointer watch), void (*unref) (gpointer watch),
                    gpointer watch)
{
  *self = (WatchThread){ .poked = TRUE, .add = add, .unref = unref, .watch = watch };
  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->changed, NULL);
  g_thread_unref (g_thread_new (name, watch_main, self));
}

void
watch_thread_stop (WatchThread *self)
{
  pthread_mutex_lock (&self->mutex);
  self->stopped = TRUE;
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->mutex);
}

void
watch_thread_clear (WatchThread *self)
{
  pthread_mutex_destroy (&self->mutex);
  pthread_cond_destroy (&self->changed);
}

void
watch_thread_poke_locked (WatchThread *self)
{
  self->poked = TRUE;
  pthread_cond_broadcast (&self->changed);
}

void
watch_thread_poke (WatchThread *self)
{
  pthread_mutex_lock (&self->mutex);
  watch_thread_poke_locked (self);
  pthread_mutex_unlock (&self->mutex);
}

void
watch_thread_hold (WatchThread *self, gboolean hold)
{
  pthread_mutex_lock (&self->mutex);
  self->held = hold;
  watch_thread_poke_locked (self);
  pthread_mutex_unlock (&self->mutex);
}

gboolean
watch_thread_should_stop (WatchThread *self)
{
  gboolean stop;

  pthread_mutex_lock (&self->mutex);
  stop = self->stopped || self->held;
  pthread_mutex_unlock (&self->mutex);
  return stop;
}
