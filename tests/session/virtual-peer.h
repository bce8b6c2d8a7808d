/* virtual-peer.h: somebody else on a virtual bus, and waiting for what comes of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "backends/backend.h"

/* A minute at most: a machine may be slow, a hang must end. */
#define WAIT_UNTIL(condition)                                                                                          \
  for (guint turn = 0; !(condition); turn++)                                                                           \
    {                                                                                                                  \
      g_assert_cmpuint (turn, <, 60000);                                                                               \
      g_main_context_iteration (NULL, FALSE);                                                                          \
      g_usleep (1000);                                                                                                 \
    }

static inline Bus *
peer_open (const char *channel)
{
  BusConfig *config = bus_config_new ();
  Bus *bus;

  bus_config_set (config, "channel", channel, NULL);
  bus = bus_open (backend_find ("virtual"), config, 0, NULL);
  bus_config_free (config);
  return bus;
}

static inline void
peer_send (Bus *bus, uint32_t id)
{
  CanFrame frame = { .id = id, .len = 1, .dlc = 1, .data = (const uint8_t *) "\x55" };

  g_assert_cmpint (bus_transmit (bus, &frame, NULL), ==, 1);
}
