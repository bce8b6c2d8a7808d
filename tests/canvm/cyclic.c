/* cyclic.c: cyclic CHANNEL PERIOD_MS SECONDS CHANGES: sends 100# by the clock on a SocketCAN interface and changes its data
 * meanwhile, as often as that, evenly; the data is the number of the change. At the end it is stopped, given other data
 * and another length, and started again for ten frames. What was sent, and who timed it, stands on stdout.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "session/bus-source.h"
#include "session/transmitter.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define KEY 1

typedef struct
{
  GMainLoop *loop;
  BusSource *source;
  Transmitter *transmitter;
  TransmitJob job;
  uint8_t data[8];
  guint n_changes, n_changed;
  gboolean last;
} Cyclic;

static int
send_frame (gpointer data, guint key, const CanFrame *frame, GError **error)
{
  return bus_transmit (bus_source_get (((Cyclic *) data)->source, key), frame, error);
}

static gboolean
set_cycle (gpointer data, guint key, const BusCycle *cycle, GError **error)
{
  return bus_set_cycle (bus_source_get (((Cyclic *) data)->source, key), cycle, error);
}

static const TransmitterOps ops = { send_frame, NULL, set_cycle };

static void
on_frames (const FrameBatch *batch, gpointer data)
{
  static const guint bus_of[256] = { 0 };

  transmitter_observe (((Cyclic *) data)->transmitter, batch, bus_of);
}

static void
on_gone (guint key, const GError *error, gpointer data)
{
  printf ("gone: %s\n", error->message);
  g_main_loop_quit (((Cyclic *) data)->loop);
}

static void
set_number (Cyclic *self, guint number)
{
  self->data[0] = (uint8_t) (number >> 8);
  self->data[1] = (uint8_t) number;
  transmitter_set (self->transmitter, KEY, &self->job);
}

static gboolean
on_change (gpointer data)
{
  Cyclic *self = data;

  if (self->n_changed == self->n_changes)
    return G_SOURCE_REMOVE;
  set_number (self, ++self->n_changed);
  return G_SOURCE_CONTINUE;
}

static void
tell (Cyclic *self, const char *word)
{
  TransmitState state;

  transmitter_get_state (self->transmitter, KEY, &state);
  printf ("%s %" PRIu64 " seen %" PRIu64 " refused %" PRIu64 " by %s\n", word, state.n_sent, state.n_seen,
          state.n_refused, state.in_kernel ? "kernel" : "program");
  transmit_state_clear (&state);
}

static gboolean
on_ended (gpointer data)
{
  Cyclic *self = data;

  if (transmitter_n_running (self->transmitter) > 0)
    return G_SOURCE_CONTINUE;
  tell (self, "all");
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

/* Other data, another length, while it is stopped. */
static gboolean
on_begin_again (gpointer data)
{
  Cyclic *self = data;

  tell (self, "stopped");
  self->job.frame.len = self->job.frame.dlc = 3;
  self->job.count = 10;
  self->data[2] = 0xEE;
  set_number (self, 0xFFFF);
  transmitter_start (self->transmitter, KEY, 0);
  g_timeout_add (50, on_ended, self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_end (gpointer data)
{
  Cyclic *self = data;

  self->n_changes = self->n_changed; /* a slow machine may not have come to the last */
  tell (self, "running");
  transmitter_stop (self->transmitter, KEY);
  g_timeout_add (500, on_begin_again, self);
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  guint period = argc > 4 ? (guint) atoi (argv[2]) : 0, seconds = argc > 4 ? (guint) atoi (argv[3]) : 0;
  Cyclic self = { .n_changes = argc > 4 ? (guint) atoi (argv[4]) : 0 };
  BusConfig *config = bus_config_new ();
  g_autoptr (GError) error = NULL;
  Bus *bus;

  if (period == 0 || seconds == 0 || self.n_changes == 0)
    return 2;
  bus_config_set (config, "channel", argv[1], NULL);
  bus_config_set (config, "receive_own_messages", "yes", NULL);
  bus = bus_open (backend_find ("socketcan"), config, 0, &error);
  bus_config_free (config);
  if (bus == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  self.loop = g_main_loop_new (NULL, FALSE);
  self.source = bus_source_new (on_frames, on_gone, &self);
  self.transmitter = transmitter_new (&ops, &self);
  bus_source_add (self.source, 0, bus);
  g_source_attach ((GSource *) self.source, NULL);
  g_source_attach (transmitter_get_source (self.transmitter), NULL);
  transmitter_arm (self.transmitter, 0, TRUE);
  self.job = (TransmitJob){ .frame = { .id = 0x100, .len = 8, .dlc = 8, .data = self.data },
                            .period = period * INT64_C (1000000) };
  set_number (&self, 0);
  transmitter_start (self.transmitter, KEY, 0);
  g_timeout_add (seconds * 1000 / (self.n_changes + 1), on_change, &self);
  g_timeout_add (seconds * 1000, on_end, &self);
  g_main_loop_run (self.loop);
  transmitter_free (self.transmitter);
  g_source_destroy ((GSource *) self.source);
  g_source_unref ((GSource *) self.source);
  g_main_loop_unref (self.loop);
  return 0;
}
