/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * bench-virtual [FRAMES]: what a frame costs on its way over a virtual bus into the store: sent, delivered to the other
 * node and back to the sender, received, appended. Beside it the same frames straight into a store. CPU time, so that
 * other programs do not matter; the aim is 500,000 frames/s.
 */
#include "backends/backend.h"
#include "core/frame-store.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define AIM 500000.0

static double
cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static Bus *
open_bus (const char *own)
{
  BusConfig *config = bus_config_new ();
  Bus *bus;

  bus_config_set (config, "channel", "bench", NULL);
  bus_config_set (config, "receive_own_messages", own, NULL);
  bus = bus_open (backend_find ("virtual"), config, 0, NULL);
  bus_config_free (config);
  return bus;
}

static FrameStore *
new_store (void)
{
  FrameStore *store = frame_store_new_ring (4);

  trace_info_channel (frame_store_get_info (store), "bench", 5, NULL);
  return store;
}

static CanFrame
frame_of (guint i, uint8_t data[8])
{
  for (guint k = 0; k < 8; k++)
    data[k] = (uint8_t) (i >> k);
  return (CanFrame){ .id = i & 0x7FF, .len = 8, .dlc = 8, .data = data };
}

/* CPU seconds; *lost: frames that did not arrive. */
static double
over_bus (guint n, guint64 *lost)
{
  Bus *sender = open_bus ("no"), *receiver = open_bus ("yes");
  FrameStore *store = new_store ();
  FrameBatch *batch = frame_batch_new ();
  double start = cpu_seconds ();
  guint64 got = 0;
  uint8_t data[8];

  for (guint i = 0; i < n; i++)
    {
      CanFrame frame = frame_of (i, data);

      bus_transmit (sender, &frame, NULL);
      if (i % FRAME_BATCH_SIZE != FRAME_BATCH_SIZE - 1 && i + 1 < n)
        continue;
      do
        {
          frame_batch_clear (batch);
          bus_receive (receiver, batch, NULL);
          frame_store_append (store, batch, NULL);
          got += batch->n_frames;
        }
      while (batch->n_frames > 0);
    }
  start = cpu_seconds () - start;
  *lost = n - got;
  frame_batch_free (batch);
  frame_store_unref (store);
  bus_close (sender);
  bus_close (receiver);
  return start;
}

static double
straight (guint n)
{
  FrameStore *store = new_store ();
  FrameBatch *batch = frame_batch_new ();
  double start = cpu_seconds ();

  for (guint i = 0; i < n; i++)
    {
      batch->frames[batch->n_frames] = frame_of (i, batch->payload[batch->n_frames]);
      if (++batch->n_frames < FRAME_BATCH_SIZE && i + 1 < n)
        continue;
      frame_store_append (store, batch, NULL);
      frame_batch_clear (batch);
    }
  start = cpu_seconds () - start;
  frame_batch_free (batch);
  frame_store_unref (store);
  return start;
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 5000000;
  guint64 lost = 0;
  double bus = over_bus (n, &lost), store = straight (n);

  printf ("virtual bus into the store: %.0f ns a frame, %.0f frames/s of CPU time (%.1f times the aim of %.0f), %llu "
          "lost\n",
          bus / n * 1e9, n / bus, n / bus / AIM, AIM, (unsigned long long) lost);
  printf ("straight into a store:      %.0f ns a frame; the bus takes %.1f times that\n", store / n * 1e9, bus / store);
  return lost > 0;
}
