/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/tick.h"

#include <stdatomic.h>
#include <time.h>

#include "base/banned.h"

#define FASTEST (G_USEC_PER_SEC / 30) /* a row of a fast bus is painted within 60 ms, 19 of 20 times */
#define SLOWEST (G_USEC_PER_SEC / 22)
#define PACE 5 /* all that the thread does meanwhile, painting too, takes a fifth of a processor */
#define RELAXED_SLOWEST (G_USEC_PER_SEC / 8)
#define RELAXED_PACE 16
#define SMOOTH 8

struct Tick
{
  GSource source;  /* first: the tick is its source */
  atomic_int refs; /* our own: ThreadSanitizer cannot see GLib's */
  TickFunc callback;
  gpointer data;
  atomic_bool dirty;
  _Atomic gint64 last;     /* monotonic µs of the last callback */
  _Atomic gint64 interval; /* µs */
  gint64 cpu_last, cost;   /* of the thread, µs: at the last callback; between two, on average */
  gboolean relaxed;
};

static gint64
thread_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* Who sees 20,000 new rows a second sees no difference between 30 pictures of them and 22; where one costs little, or
 * now and then something comes, nobody waits. */
static void
set_pace (Tick *self, gint64 now)
{
  gint64 cpu = thread_time (), cost = cpu - self->cpu_last;

  if (now - atomic_load (&self->last) < 2 * RELAXED_SLOWEST) /* else it was not for us that the thread worked */
    self->cost += (cost - self->cost) / SMOOTH;
  self->cpu_last = cpu;
  atomic_store (&self->interval, self->relaxed ? CLAMP (RELAXED_PACE * self->cost, FASTEST, RELAXED_SLOWEST)
                                               : CLAMP (PACE * self->cost, FASTEST, SLOWEST));
}

static gboolean
tick_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  Tick *self = (Tick *) source;
  gint64 now = g_get_monotonic_time ();

  g_source_set_ready_time (source, -1);
  /* Cleared before the state is read: what comes later asks again. */
  atomic_store (&self->dirty, FALSE);
  set_pace (self, now);
  atomic_store (&self->last, now);
  self->callback (self->data);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs tick_funcs = { .dispatch = tick_dispatch };

Tick *
tick_new (TickFunc callback, gpointer data)
{
  Tick *self = (Tick *) g_source_new (&tick_funcs, sizeof (Tick));

  self->refs = 1;
  self->interval = FASTEST;
  self->callback = callback;
  self->data = data;
  g_source_set_static_name (&self->source, "[canid] tick");
  g_source_attach (&self->source, g_main_context_get_thread_default ());
  return self;
}

void
tick_stop (Tick *self)
{
  g_source_destroy (&self->source);
}

Tick *
tick_ref (Tick *self)
{
  atomic_fetch_add (&self->refs, 1);
  return self;
}

void
tick_unref (Tick *self)
{
  if (self != NULL && atomic_fetch_sub (&self->refs, 1) == 1)
    g_source_unref (&self->source);
}

void
tick_set_relaxed (Tick *self, gboolean relaxed)
{
  self->relaxed = relaxed;
}

void
tick_request (Tick *self)
{
  if (!atomic_exchange (&self->dirty, TRUE))
    g_source_set_ready_time (&self->source, atomic_load (&self->last) + atomic_load (&self->interval));
}
