/* socketcan-bcm.h: frames that Linux repeats by itself (the broadcast manager), of one interface.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The kernel knows one job for an identifier, a kind and an interface *per socket*: so each job has a socket of its
 * own. Data changes set neither SETTIMER nor STARTTIMER, which would send at once and begin the period anew; times
 * change with SETTIMER alone (net/can/bcm.c).
 */
#pragma once

#include "backends/backend.h"
#include "backends/cycle-clock.h"

G_BEGIN_DECLS

typedef struct
{
  GArray *jobs;  /* (nullable) */
  GArray *ended; /* (nullable) what was sent before their end may still come back */
  GArray *spare; /* (nullable) of int: sockets of ended jobs; closing one takes the kernel a while */
} SocketcanBcm;

gboolean socketcan_bcm_set (SocketcanBcm *self, const char *interface, const BusCycle *cycle, GError **error);
/* Whether a frame that came back from this machine is one of these; keeps the timer of that one on its deadlines
 * (cycle-clock.h). time: its software stamp, real ns; 0: none */
gboolean socketcan_bcm_sends (SocketcanBcm *self, uint32_t id, gboolean fd, int64_t time);
void socketcan_bcm_clear (SocketcanBcm *self); /* ends them all */

G_END_DECLS
