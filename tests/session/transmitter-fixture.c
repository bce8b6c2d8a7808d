/* transmitter-fixture.c: a transmitter on a virtual bus, with a peer that hears it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "transmitter-fixture.h"

#include "session/deadline-source.h"

#include <string.h>

static int
send (gpointer data, guint bus, const CanFrame *frame, GError **error)
{
  Fixture *self = data;

  g_assert_cmpuint (bus, ==, 7);
  if (self->answer == 1)
    return bus_transmit (self->bus, frame, error);
  if (self->answer < 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no bus today");
  return self->answer;
}

static int
flush (gpointer data, guint bus)
{
  return 3;
}

static const TransmitterOps ops = { send, flush, NULL };

Bus *
fixture_open_virtual (const char *channel, const char *bitrate)
{
  BusConfig *config = bus_config_new ();
  Bus *bus;

  bus_config_set (config, "channel", channel, NULL);
  if (bitrate != NULL) /* controllers with error counters */
    bus_config_set (config, "bitrate", bitrate, NULL);
  bus = bus_open (backend_find ("virtual"), config, 0, NULL);
  bus_config_free (config);
  return bus;
}

void
fixture_set_up (Fixture *self, gconstpointer data)
{
  self->bus = fixture_open_virtual ("transmitter", NULL);
  self->peer = fixture_open_virtual ("transmitter", NULL);
  self->answer = 1;
  self->bus_of[0] = 7;
  self->transmitter = transmitter_new (&ops, self);
  g_source_attach (transmitter_get_source (self->transmitter), NULL);
  self->batch = frame_batch_new ();
  self->heard = g_array_new (FALSE, FALSE, sizeof (CanFrame));
  self->bytes = g_ptr_array_new_with_free_func (g_free);
}

void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  transmitter_free (self->transmitter);
  bus_close (self->bus);
  bus_close (self->peer);
  frame_batch_free (self->batch);
  g_array_unref (self->heard);
  g_ptr_array_unref (self->bytes);
}

void
fixture_listen (Fixture *self)
{
  frame_batch_clear (self->batch);
  bus_receive (self->bus, self->batch, NULL);
  transmitter_observe (self->transmitter, self->batch, self->bus_of);
  frame_batch_clear (self->batch);
  bus_receive (self->peer, self->batch, NULL);
  for (guint i = 0; i < self->batch->n_frames; i++)
    {
      CanFrame frame = self->batch->frames[i];
      uint8_t *copy = g_malloc0 (CAN_FRAME_MAX_LEN);

      memcpy (copy, frame.data, frame.len);
      frame.data = copy;
      g_ptr_array_add (self->bytes, copy);
      g_array_append_val (self->heard, frame);
    }
}

void
fixture_run_until (Fixture *self, guint n_heard)
{
  for (guint turn = 0; self->heard->len < n_heard; turn++)
    {
      g_assert_cmpuint (turn, <, 20000);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
      fixture_listen (self);
    }
}

void
fixture_run_for (Fixture *self, int64_t time)
{
  int64_t end = deadline_now () + time;

  while (deadline_now () < end)
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
      fixture_listen (self);
    }
}

const CanFrame *
fixture_heard (Fixture *self, guint i)
{
  return &g_array_index (self->heard, CanFrame, i);
}

TransmitJob
fixture_job (uint32_t id, const char *data, int64_t period)
{
  return (TransmitJob){
    .bus = 7,
    .frame
    = { .id = id, .len = (uint16_t) strlen (data), .dlc = (uint8_t) strlen (data), .data = (const uint8_t *) data },
    .period = period
  };
}
