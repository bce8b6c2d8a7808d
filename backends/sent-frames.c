/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/sent-frames.h"

#include <string.h>

#include "base/banned.h"

void
sent_frames_push (SentFrames *self, const Bus *bus, const CanFrame *frame)
{
  CanFrame *sent = &self->items[self->n].frame;

  *sent = *frame;
  sent->time = bus_now ();
  sent->channel = bus->channel;
  sent->flags = (uint8_t) ((frame->flags & (CAN_FD | CAN_BRS | CAN_ESI)) | CAN_TX);
  memcpy (self->items[self->n].data, frame->data, frame->len);
  self->items[self->n++].since = g_get_monotonic_time ();
}

void
sent_frames_confirm (SentFrames *self)
{
  if (self->n_confirmed < self->n)
    self->n_confirmed++;
}

void
sent_frames_confirm_all (SentFrames *self)
{
  self->n_confirmed = self->n;
}

static void
forget (SentFrames *self, guint index)
{
  memmove (&self->items[index], &self->items[index + 1], (self->n - index - 1) * sizeof self->items[0]);
  self->n--;
}

void
sent_frames_refuse (SentFrames *self)
{
  if (self->n_confirmed < self->n)
    forget (self, self->n_confirmed);
}

gboolean
sent_frames_deliver (SentFrames *self, const Bus *bus, FrameBatch *out)
{
  for (; self->n_confirmed > 0 && out->n_frames < FRAME_BATCH_SIZE; self->n_confirmed--)
    {
      CanFrame *frame = &out->frames[out->n_frames];

      if (!bus->config->without_own)
        {
          *frame = self->items[0].frame;
          frame->data = memcpy (out->payload[out->n_frames++], self->items[0].data, frame->len);
        }
      forget (self, 0);
    }
  return self->n_confirmed > 0;
}
