/* hand-over.h: what one thread has written is another's from here on.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GTask hands its data over rightly, but by means that ThreadSanitizer cannot see in Debian's GLib. Giving before the
 * task starts (or ends) and taking as the first thing on the other side says the same in C11, so that real races are
 * not lost among false ones.
 */
#pragma once

#include <glib.h>
#include <stdatomic.h>

typedef struct
{
  atomic_bool given;
} HandOver;

static inline void
hand_over_give (HandOver *self)
{
  atomic_store_explicit (&self->given, TRUE, memory_order_release);
}

/* Only after it was given: this does not wait. */
static inline void
hand_over_take (HandOver *self)
{
  gboolean given = atomic_load_explicit (&self->given, memory_order_acquire);

  g_assert (given);
}

/* For what may never have been given, as by a task that was cancelled before it ran. */
static inline void
hand_over_see (HandOver *self)
{
  atomic_load_explicit (&self->given, memory_order_acquire);
}
