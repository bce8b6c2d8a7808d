/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/cycle-clock.h"

#include "base/banned.h"

#define MIN_FRAMES 16                    /* in which the delay of one is measured */
#define MIN_TIME INT64_C (100000000)     /* ns */
#define MAX_BEHIND 20                    /* periods that are caught up */
#define SMOOTH 8                         /* measurements */
#define FINEST INT64_C (1000)            /* ns: the broadcast manager's times are in µs */
#define MAX_DELAY(period) ((period) / 4) /* of each; more is no delay but another sender */
#define MAX_SLEW(period) ((period) / 64) /* of each: jitter stays what it was */

void
cycle_clock_init (CycleClock *self, int64_t period)
{
  *self = (CycleClock){ .period = period, .interval = period };
}

/* How much longer than the period it was. Of a machine that stood still whole periods are left out. */
static int64_t
excess_of (const CycleClock *self, int64_t gap)
{
  int64_t rest = gap % self->period;

  if (gap <= MAX_BEHIND * self->period)
    return gap - self->period;
  return rest > self->period / 2 ? rest - self->period : rest;
}

/* More frames than one timer sends: somebody else sends the same, and nothing can be told of either. */
static gboolean
is_shared (const CycleClock *self, int64_t time)
{
  return time - self->since < self->n * self->period / 8 * 7;
}

static gboolean
set_interval (CycleClock *self, int64_t interval)
{
  if (interval == self->interval || interval <= 0)
    return FALSE;
  self->interval = interval;
  return TRUE;
}

gboolean
cycle_clock_add (CycleClock *self, int64_t time)
{
  int64_t gap = time - self->last, delay, slew, interval;

  self->last = time;
  if (!self->running || gap <= 0)
    {
      self->since = self->running ? self->since : time;
      self->running = TRUE;
      return FALSE;
    }
  self->off = CLAMP (self->off + excess_of (self, gap), -self->period, MAX_BEHIND * self->period);
  self->n++;
  if (self->n < MIN_FRAMES || time - self->since < MIN_TIME)
    return FALSE;
  if (is_shared (self, time))
    {
      *self = (CycleClock){
        .period = self->period, .interval = self->interval, .running = TRUE, .last = time, .since = time
      };
      return set_interval (self, self->period);
    }
  delay = (self->off - self->off_then) / self->n + self->period - self->interval;
  slew = self->off / self->n;
  self->n_measured = MIN (self->n_measured + 1, SMOOTH);
  self->delay += (CLAMP (delay, 0, MAX_DELAY (self->period)) - self->delay) / self->n_measured;
  interval = self->period - self->delay - CLAMP (slew, -MAX_SLEW (self->period), MAX_SLEW (self->period));
  interval = (interval + FINEST / 2) / FINEST * FINEST;
  self->since = time;
  self->off_then = self->off;
  self->n = 0;
  return set_interval (self, interval);
}
