/* socketcan-link.h: what Linux knows of a CAN network interface: state, counters, rates, driver.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Any thread; each call asks the kernel, some tens of microseconds.
 */
#pragma once

#include "backends/backend.h"

G_BEGIN_DECLS

typedef struct
{
  BusStatus status;
  guint mtu; /* 16 classic, 72 with FD */
  gboolean up;
  gboolean has_timing; /* a controller (type can); vcan and vxcan have none */
  guint32 clock;       /* Hz; 0: not known */
  double sample_point; /* 0 to 1; 0: not known */
  guint32 mode;        /* CAN_CTRLMODE_… of linux/can/netlink.h */
  guint32 restart_ms;
  char driver[32], bus_info[32]; /* "" if not known */
} SocketcanLink;

/* FALSE: there is no such CAN interface. */
gboolean socketcan_link_read (const char *name, SocketcanLink *out);
/* Names of all CAN interfaces. (transfer full) */
GStrv socketcan_link_list (void);
gboolean socketcan_link_restart (const char *name, GError **error);
/* "kvaser_pci, 500000 bit/s at 87.5 %, listen-only". (transfer full) */
char *socketcan_link_describe (const SocketcanLink *link);

G_END_DECLS
