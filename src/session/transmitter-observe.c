/* transmitter-observe.c: what the buses brought: own frames that came back, triggers, others who send the same.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/transmitter-private.h"

#include <string.h>

#include "base/banned.h"

/* One of its frames came back. */
static void
count_cycled (TransmitterRow *row, const CanFrame *frame)
{
  row->n_sent++;
  row->n_cycled++;
  row->last_len = MIN (frame->len, CAN_FRAME_MAX_LEN);
  memcpy (row->last, frame->data, row->last_len);
  if (row->in_kernel && row->job.count > 0 && row->job.then == 0 && row->n_cycled >= row->job.count)
    row->running = FALSE; /* the kernel has ended it */
}

void
transmitter_bus_gone (Transmitter *self, guint bus)
{
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->rows->len; i++)
    {
      TransmitterRow *row = g_ptr_array_index (self->rows, i);

      if (!row->in_kernel || row->kernel_bus != bus)
        continue;
      row->in_kernel = row->stale = FALSE;
      transmit_watch_end_cycle (&row->watch);
      row->deadline = row->running ? deadline_now () : DEADLINE_NONE;
    }
  deadline_source_set (self->source, transmitter_next_deadline (self));
  pthread_mutex_unlock (&self->lock);
}

void
transmitter_observe (Transmitter *self, const FrameBatch *batch, const guint bus_of[256])
{
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < batch->n_frames && self->rows->len > 0; i++)
    {
      const CanFrame *frame = &batch->frames[i];
      guint bus = bus_of[frame->channel];
      TransmitterRow *oldest = NULL;

      for (guint k = 0; k < self->rows->len; k++)
        {
          TransmitterRow *row = g_ptr_array_index (self->rows, k);

          if (row->job.bus != bus)
            continue;
          if (row->job.yields && row->running && frame->id == row->job.frame.id && (frame->flags & CAN_TX) == 0)
            {
              transmitter_row_stop (row);
              row->yielded = TRUE;
              transmitter_changed (self);
              continue;
            }
          if (frame->id & CAN_ID_ERROR)
            transmit_watch_error (&row->watch, frame);
          else if ((frame->flags & CAN_TX) && transmit_watch_expects (&row->watch, frame)
                   && (oldest == NULL
                       || transmit_watch_waits_since (&row->watch) < transmit_watch_waits_since (&oldest->watch)))
            oldest = row;
        }
      if (oldest == NULL)
        continue;
      if (!transmit_watch_waits_for (&oldest->watch, frame))
        count_cycled (oldest, frame);
      transmit_watch_seen (&oldest->watch, frame);
      transmitter_changed (self);
    }
  deadline_source_set (self->source, transmitter_next_deadline (self));
  pthread_mutex_unlock (&self->lock);
}

void
transmitter_observe_rows (Transmitter *self, const FrameStore *store, uint64_t first, uint64_t end)
{
  pthread_mutex_lock (&self->lock);
  for (guint k = 0; k < self->rows->len; k++)
    {
      TransmitterRow *row = g_ptr_array_index (self->rows, k);

      for (uint64_t i = first; i < end && row->running && row->job.trigger != NULL; i++)
        {
          CanFrame frame;

          frame_store_get (store, i, &frame);
          if ((frame.flags & CAN_TX) == 0 && filter_match (row->job.trigger, store, i))
            transmitter_row_fire (row);
        }
    }
  deadline_source_set (self->source, transmitter_next_deadline (self));
  pthread_mutex_unlock (&self->lock);
}
