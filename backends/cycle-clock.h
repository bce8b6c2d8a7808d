/* cycle-clock.h: keeps what a timer repeats on its deadlines, by what comes back of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Linux' broadcast manager starts its timer anew whenever it expires (net/can/bcm.c, bcm_tx_set_expiry): each period is
 * longer by what the machine took to serve it, and that adds up: 10 ms with 5 µs each are 30 ms late after a minute. So
 * the interval that it is given is made shorter by that, and by a little of what is behind already.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef struct
{
  int64_t period;   /* ns, wished */
  int64_t interval; /* ns, set now */

  /* Private. */
  gboolean running;
  int64_t last;  /* stamp of the last frame */
  int64_t off;   /* ns behind the deadlines that the first frame began; some periods at most */
  int64_t delay; /* of each period, smoothed */
  int64_t since; /* when that was measured, off then, frames since */
  int64_t off_then;
  guint n, n_measured;
} CycleClock;

void cycle_clock_init (CycleClock *self, int64_t period);
/* A frame came back, stamped at time (ns of any clock). TRUE: interval changed. Where more frames come than the timer
 * sends, interval is the period. */
gboolean cycle_clock_add (CycleClock *self, int64_t time);

G_END_DECLS
