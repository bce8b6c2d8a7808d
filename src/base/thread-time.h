/* thread-time.h: how much of a processor this thread has used: for work on the main loop that is done in parts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Not the time that has passed: on a busy machine as much is done at a time as on an idle one.
 */
#pragma once

#include <glib.h>
#include <time.h>

G_BEGIN_DECLS

/* What one dispatch of the main loop may take of such work: several of them can come together, and all are to stay
 * under 10 ms. */
#define THREAD_TIME_PART INT64_C (2000)

static inline int64_t
thread_time (void) /* µs */
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (int64_t) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

G_END_DECLS
