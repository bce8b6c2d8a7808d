/* watch-thread.h: a thread that adds what a store has got since, whenever somebody says that there may be more.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Embedded in a watch (IdWatch, StatisticsWatch) that owner and thread hold a reference to each. The mutex may guard
 * the watch's own small fields as well; it is never held while rows are added. Locks are pthread's, not GLib's:
 * ThreadSanitizer must see them.
 */
#pragma once

#include <glib.h>
#include <pthread.h>

typedef struct
{
  pthread_mutex_t mutex; /* guards what follows */
  pthread_cond_t changed;
  gboolean poked, held, stopped;

  void (*add) (gpointer watch);   /* all there is, or until watch_thread_should_stop; in the thread */
  void (*unref) (gpointer watch); /* the thread's reference, when it ends */
  gpointer watch;
} WatchThread;

/* Starts it, as if poked. name: static, at most 15 bytes. */
void watch_thread_start (WatchThread *self, const char *name, void (*add) (gpointer watch),
                         void (*unref) (gpointer watch), gpointer watch);
/* Does not wait for its end. */
void watch_thread_stop (WatchThread *self);
/* When neither owner nor thread need it any longer. */
void watch_thread_clear (WatchThread *self);

/* There may be more. */
void watch_thread_poke (WatchThread *self);
void watch_thread_poke_locked (WatchThread *self); /* with the mutex held */
/* Nothing is added while held. */
void watch_thread_hold (WatchThread *self, gboolean hold);
/* Stopped or held: asked between slices of rows. */
gboolean watch_thread_should_stop (WatchThread *self);
