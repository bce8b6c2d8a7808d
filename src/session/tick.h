/* tick.h: how threads wake the main loop: at most 30 times a second, whatever they do, 22 where it costs much, 8 where
 * something else is looked at.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A worker that has done something calls tick_request: one atomic exchange, no queue, no allocation, nothing to
 * overflow. The callback then runs once in the main context, at once if it has not run for a while, and reads the state
 * that the workers publish.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct Tick Tick;

typedef void (*TickFunc) (gpointer data);

/* Attaches to the thread's default main context. */
Tick *tick_new (TickFunc callback, gpointer data);
/* No callback any more; threads may go on requesting. Main thread. */
void tick_stop (Tick *self);
Tick *tick_ref (Tick *self);
void tick_unref (Tick *self); /* (nullable) any thread */

void tick_request (Tick *self); /* any thread */

/* What the callback shows is not what is looked at: 8 times a second do where it costs much. Main thread. */
void tick_set_relaxed (Tick *self, gboolean relaxed);

G_END_DECLS
