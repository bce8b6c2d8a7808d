/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/tick.h"

#include <stdatomic.h>

#include "base/banned.h"

/* A row then waits 42 ms at most, and with the painting of a full screen in software 95 % of 10,000 frames a second are
 * on it within 55 ms; each picture more a second costs 1 % of a processor. */
#define INTERVAL (G_USEC_PER_SEC / 24)

struct Tick
{
  GSource source;  /* first: the tick is its source */
  atomic_int refs; /* our own: ThreadSanitizer cannot see GLib's */
  TickFunc callback;
  gpointer data;
  atomic_bool dirty;
  _Atomic gint64 last; /* monotonic µs of the last callback */
};

static gboolean
tick_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  Tick *self = (Tick *) source;

  g_source_set_ready_time (source, -1);
  /* Cleared before the state is read: what comes later asks again. */
  atomic_store (&self->dirty, FALSE);
  atomic_store (&self->last, g_get_monotonic_time ());
  self->callback (self->data);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs tick_funcs = { .dispatch = tick_dispatch };

Tick *
tick_new (TickFunc callback, gpointer data)
{
  Tick *self = (Tick *) g_source_new (&tick_funcs, sizeof (Tick));

  self->refs = 1;
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
tick_request (Tick *self)
{
  if (!atomic_exchange (&self->dirty, TRUE))
    g_source_set_ready_time (&self->source, atomic_load (&self->last) + INTERVAL);
}
