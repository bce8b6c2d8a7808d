/* can-link.h: CAN interfaces of Linux: which there are, how each is set, and setting it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Read by rtnetlink in one question, some tens of microseconds. Any thread, but for can_link_set_kernel. Only links of
 * type can, vcan and vxcan (and slcan) exist here, whatever their name.
 */
#pragma once

#include "backends/backend.h"

#include <linux/can/netlink.h>

G_BEGIN_DECLS

#define CAN_LINK_NAME_SIZE 16 /* IFNAMSIZ */
#define CAN_LINK_RATES 32
#define CAN_LINK_TERMINATIONS 8

typedef struct
{
  char name[CAN_LINK_NAME_SIZE];
  char kind[16];                 /* "can", "vcan", "vxcan", "slcan" */
  char peer[CAN_LINK_NAME_SIZE]; /* of a vxcan in this network namespace; "" */
  int index, peer_index;
  gboolean up;
  gboolean has_controller; /* kind can: rates, modes, counters */
  guint mtu;               /* 16 classic, 72 with FD */
  BusStatus status;        /* bitrate, data_bitrate: as set, also while it is down */

  struct can_bittiming timing, data_timing;                  /* bitrate 0: not set */
  struct can_bittiming_const limits, data_limits;            /* name "": the controller has none of its own */
  guint32 rates[CAN_LINK_RATES], data_rates[CAN_LINK_RATES]; /* the only ones there are; 0 at the end */
  guint32 clock;                                             /* Hz; 0: not known */
  guint32 rate_max;                                          /* bit/s of the transceiver; 0: not known */
  guint32 mode, supported;                                   /* CAN_CTRLMODE_…; what can be switched */
  gboolean knows_supported; /* else the kernel is too old to tell: supported is what is usual */
  guint32 restart_ms;
  guint16 termination;                         /* ohm */
  guint16 terminations[CAN_LINK_TERMINATIONS]; /* to choose from; 0, 0: cannot be switched */
  guint n_terminations;
  gboolean has_tdc;
  guint32 tdcv, tdco, tdcf;                       /* transmitter delay compensation, in clock periods */
  guint32 tdcv_max, tdco_min, tdco_max, tdcf_max; /* 0: cannot be set, or not known */

  struct can_device_stats events; /* since the link is there */
  uint64_t rx_frames, tx_frames, rx_bytes, tx_bytes, rx_dropped, tx_dropped, rx_errors, tx_errors, rx_overruns;

  /* Of the device, not by netlink; "" if not known. */
  char driver[32], bus_info[64], product[64], serial[64];
  guint port; /* of those of one device */
} CanLink;

/* FALSE: there is no such CAN interface. */
gboolean can_link_read (const char *name, CanLink *out);
/* The interface of an adapter, whatever it is called now; serial NULL: the one of this name. */
gboolean can_link_find (const char *name, const char *serial, guint port, CanLink *out);
/* Of CanLink, by index of the interface. (transfer full) */
GPtrArray *can_link_list (void);
/* One rtnetlink message RTM_NEWLINK. FALSE: it is about no CAN interface. Leaves the device's fields and peer empty. */
gboolean can_link_parse (const void *message, gsize n, CanLink *out);
/* "kvaser_pci, 500000 bit/s at 87.5 %, listen-only". (transfer full) */
char *can_link_describe (const CanLink *self);

/* A socket that becomes readable when an interface came, went or changed; empty it with can_link_watch_read, which
 * tells whether a CAN interface was among them. -1: none can be had. Close it. */
int can_link_watch_open (void);
gboolean can_link_watch_read (int fd);

/* What a controller can be switched to. word NULL ends the table. */
typedef struct
{
  guint32 flag;
  const char *word;  /* of ip link */
  const char *title; /* N_() */
  const char *help;  /* N_() */
} CanLinkMode;

extern const CanLinkMode can_link_modes[];

/* --- Setting --- */

/* Fields of a change. */
typedef enum
{
  CAN_LINK_SET_BITRATE = 1 << 0, /* with its sample point, 0: the kernel's */
  CAN_LINK_SET_TIMING = 1 << 1,  /* segments, instead of a rate */
  CAN_LINK_SET_DATA_BITRATE = 1 << 2,
  CAN_LINK_SET_DATA_TIMING = 1 << 3,
  CAN_LINK_SET_RESTART_MS = 1 << 4,
  CAN_LINK_SET_TERMINATION = 1 << 5,
  CAN_LINK_SET_MTU = 1 << 6,
  CAN_LINK_SET_TDC = 1 << 7, /* with its mode, and a data rate; else a data rate brings the kernel's own choice */
} CanLinkField;

typedef struct
{
  guint fields;
  struct can_bittiming timing, data_timing;
  struct can_ctrlmode mode; /* mask: which; flags: on */
  guint32 restart_ms, mtu;
  guint16 termination;
  guint32 tdcv, tdco, tdcf; /* of CAN_LINK_SET_TDC, clock periods; tdcv: of manual mode only */
} CanLinkChange;

#define CAN_LINK_TDC (CAN_CTRLMODE_TDC_AUTO | CAN_CTRLMODE_TDC_MANUAL)

/* The words of `ip link set … type can`: bitrate 500000 sample-point 0.875 dbitrate 2000000 fd on tdc-mode auto tdco 30
 * … restart-ms 100, and mtu 72. FALSE: CANID_ERROR_USAGE names word, bound and remedy. */
gboolean can_link_change_parse (CanLinkChange *self, const char *const *words, GError **error);
/* What it would take to make another link so. Of a compensation that is what the kernel chooses for the data rate
 * nothing is said. */
void can_link_change_from (CanLinkChange *self, const CanLink *link);
/* What would make the interface again exactly what link says, segment by segment; other: what is to be undone, with
 * modes that link may not name. */
void can_link_change_back (const CanLink *link, const CanLinkChange *other, CanLinkChange *back);
/* The same words, one blank between. (transfer full) */
char *can_link_change_to_words (const CanLinkChange *self);
/* Whether the link can be set so, as far as its limits tell. */
gboolean can_link_change_check (const CanLinkChange *self, const CanLink *link, GError **error);
/* "ip link set can0 down && ip link set can0 type can … && ip link set can0 up", as a root would type it. up: at the
 * end. (transfer full) */
char *can_link_dup_command (const CanLink *link, const CanLinkChange *change, gboolean up);

/* Least and highest bit/s that a controller's limits allow; 0, 0: not known. */
void can_link_get_bounds (const CanLink *self, gboolean data, double *lowest, double *highest);

/* These need CAP_NET_ADMIN; the sentence of an error names the link, what the kernel says and what to do. */
gboolean can_link_set_up (const char *name, gboolean up, GError **error);
/* Down, changed, up; if it cannot be changed, it is as it was. */
gboolean can_link_apply (const char *name, const CanLinkChange *change, gboolean up, GError **error);
gboolean can_link_restart (const char *name, GError **error);
/* kind vcan, or vxcan with the name of its other end. */
gboolean can_link_add (const char *name, const char *kind, const char *peer, GError **error);
gboolean can_link_delete (const char *name, GError **error); /* vcan and vxcan only */
/* The adapter's light blinks for so long; returns when that is over. */
gboolean can_link_identify (const char *name, guint seconds, GError **error);
/* "can0": what an interface may be called. */
gboolean can_link_check_name (const char *name, GError **error);

/* --- For tests --- */

/* Stands in for the kernel. One thread; NULL: the kernel again. */
typedef struct
{
  GPtrArray *(*list) (void);
} CanLinkKernel;

void can_link_set_kernel (const CanLinkKernel *kernel);

G_END_DECLS
