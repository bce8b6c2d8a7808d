/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/transmit-watch.h"

#include <linux/can/error.h>
#include <string.h>

#include "base/banned.h"

#define KIND_FLAGS (CAN_FD | CAN_BRS)

static int64_t
real_now (void)
{
  return g_get_real_time () * 1000;
}

void
transmit_watch_begin_cycle (TransmitWatch *self)
{
  self->cycles = TRUE;
  self->cycles_until = 0;
}

void
transmit_watch_end_cycle (TransmitWatch *self)
{
  if (self->cycles && self->cycles_until == 0)
    self->cycles_until = real_now ();
}

void
transmit_watch_restart (TransmitWatch *self)
{
  self->last = 0;
  self->n_intervals = 0;
}

void
transmit_watch_set_period (TransmitWatch *self, int64_t period)
{
  self->period = period;
}

void
transmit_watch_sent (TransmitWatch *self, const CanFrame *frame, gboolean once)
{
  int64_t now = real_now ();

  if (self->n_waiting == WATCH_WAITING)
    memmove (self->waiting, self->waiting + 1, --self->n_waiting * sizeof self->waiting[0]);
  self->waiting[self->n_waiting++] = (WatchedFrame){ frame->id, frame->flags & KIND_FLAGS, now, once };
  if (!once)
    return;
  self->fate = FATE_WAITING;
  self->fate_time = now;
  self->n_arbitration_lost = self->n_errors = 0;
  self->error_id = 0;
}

void
transmit_watch_refused (TransmitWatch *self)
{
  self->fate = FATE_REFUSED;
}

void
transmit_watch_taken_back (TransmitWatch *self)
{
  self->n_waiting = 0;
  if (self->fate == FATE_WAITING)
    self->fate = FATE_NONE;
}

static int
find_waiting (const TransmitWatch *self, const CanFrame *frame)
{
  for (guint i = 0; i < self->n_waiting; i++)
    if (self->waiting[i].id == frame->id && self->waiting[i].flags == (frame->flags & KIND_FLAGS))
      return (int) i;
  return -1;
}

gboolean
transmit_watch_waits_for (const TransmitWatch *self, const CanFrame *frame)
{
  return find_waiting (self, frame) >= 0;
}

gboolean
transmit_watch_expects (const TransmitWatch *self, const CanFrame *frame)
{
  return find_waiting (self, frame) >= 0
         || (self->cycles && self->cycle_id == frame->id && ((self->cycle_flags ^ frame->flags) & CAN_FD) == 0
             && (self->cycles_until == 0 || frame->time <= self->cycles_until));
}

int64_t
transmit_watch_waits_since (const TransmitWatch *self)
{
  return self->n_waiting > 0 ? self->waiting[0].time : INT64_MAX;
}

void
transmit_watch_seen (TransmitWatch *self, const CanFrame *frame)
{
  int place = find_waiting (self, frame);
  WatchedFrame found;

  if (place < 0 && !self->cycles)
    return;
  if (place < 0)
    {
      self->n_seen++;
      if (self->last != 0)
        self->intervals[self->n_intervals++ % WATCH_INTERVALS] = frame->time - self->last;
      self->last = frame->time;
      return;
    }
  found = self->waiting[place];
  /* Those before it will not come any more: a bus keeps their order. */
  self->n_waiting -= (guint) place + 1;
  memmove (self->waiting, self->waiting + place + 1, self->n_waiting * sizeof self->waiting[0]);
  self->n_seen++;
  if (found.once)
    {
      self->fate = FATE_SEEN;
      self->fate_time = MAX (frame->time - found.time, 0);
      return;
    }
  if (self->last != 0)
    self->intervals[self->n_intervals++ % WATCH_INTERVALS] = frame->time - self->last;
  self->last = frame->time;
}

void
transmit_watch_error (TransmitWatch *self, const CanFrame *frame)
{
  if (self->fate != FATE_WAITING)
    return;
  if (frame->id & CAN_ERR_LOSTARB)
    self->n_arbitration_lost++;
  else
    self->n_errors++;
  self->error_id = frame->id;
  memset (self->error_data, 0, sizeof self->error_data);
  memcpy (self->error_data, frame->data, MIN (frame->len, sizeof self->error_data));
}

static void
tell_rhythm (const TransmitWatch *self, TransmitState *out)
{
  guint n = MIN (self->n_intervals, WATCH_INTERVALS);
  double sum = 0;
  int64_t wished = self->period;

  if (n == 0)
    return;
  for (guint i = 0; i < n; i++)
    sum += (double) self->intervals[i];
  out->period = (int64_t) (sum / n);
  if (wished == 0)
    wished = out->period;
  for (guint i = 0; i < n; i++)
    out->jitter = MAX (out->jitter, ABS (self->intervals[i] - wished));
}

void
transmit_watch_tell (const TransmitWatch *self, TransmitState *out)
{
  out->n_seen = self->n_seen;
  out->fate = self->fate;
  out->fate_after = self->fate == FATE_WAITING ? real_now () - self->fate_time : self->fate_time;
  out->n_arbitration_lost = self->n_arbitration_lost;
  out->n_errors = self->n_errors;
  out->error_id = self->error_id;
  memcpy (out->error_data, self->error_data, sizeof out->error_data);
  tell_rhythm (self, out);
}
