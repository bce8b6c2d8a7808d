/* link-timing.h: the bit timing of a CAN interface of this machine: what its controller can be set to, as its driver
 * tells by netlink; a setting as a change of the interface, and what the kernel made of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Any thread.
 */
#pragma once

#include "backends/can-link.h"
#include "timing/controllers.h"
#include "timing/timing-solve.h"

G_BEGIN_DECLS

/* A controller as those of controllers.h; its texts are inside: do not copy. */
typedef struct
{
  CanLink link; /* as it was read */
  char name[80];
  Controller controller; /* name: "can0, sja1000"; registers and TDC of the row that is known by the driver's name */
} LinkController;

/* FALSE: CANID_ERROR_UNSUPPORTED says why there is nothing to calculate with. */
gboolean link_controller_init (LinkController *self, const CanLink *link, GError **error);

/* Wished: what the interface is set to; nothing is asked for that the interface has not been set to. limits are the
 * controller's. FALSE: it was never set. */
gboolean link_controller_get_request (const LinkController *self, TimingRequest *request);

/* The setting as ip link's words would change the interface; CAN FD on or off with the data phase, other modes as they
 * are. */
void link_timing_to_change (const TimingRequest *request, const TimingSolution *solution, const CanLink *link,
                            CanLinkChange *change);
/* The setting the interface has, judged. FALSE: none. request: against what. */
gboolean link_timing_read (const CanLink *link, const TimingRequest *request, TimingSolution *out);

/* Whether the kernel made what was wished: *made is a sentence, with what differs and its reason. "can0: 500000 bit/s,
 * brp 1, 1+6+7+2 quanta, SJW 2, as calculated." (transfer full) */
gboolean link_timing_compare (const TimingSolution *wished, const CanLink *link, char **made);

G_END_DECLS
