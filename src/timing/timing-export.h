/* timing-export.h: a setting in the words of those who take one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "timing/controllers.h"
#include "timing/timing-solve.h"

G_BEGIN_DECLS

typedef enum
{
  TIMING_EXPORT_IP_LINK,  /* a line for ip(8) */
  TIMING_EXPORT_NETWORKD, /* a .network file, systemd 250 or later */
  TIMING_EXPORT_C,        /* Linux' struct can_bittiming, and the controller's registers */
  TIMING_EXPORT_ZEPHYR,   /* device tree */
  TIMING_EXPORT_PYTHON,   /* python-can's BitTiming, BitTimingFd */
  TIMING_EXPORT_CSV,      /* timing-row.h's, with a head */
  N_TIMING_EXPORTS,
} TimingExport;

/* "ip-link", "networkd", "c", "zephyr", "python-can", "csv". */
const char *timing_export_id (TimingExport kind);
gboolean timing_export_find (const char *id, TimingExport *kind);

/* interface: name of the link or node, such as "can0". controller NULL: no registers. (transfer full), ends in LF */
char *timing_export (TimingExport kind, const TimingRequest *request, const TimingSolution *solution,
                     const Controller *controller, const char *interface);

G_END_DECLS
