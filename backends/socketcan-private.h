/* socketcan-private.h: what socketcan.c (the backend, a bus in use), socketcan-receive.c (its frames and their stamps)
 * and socketcan-open.c (finding an interface, setting up a socket) share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "backends/backend-interface.h"
#include "backends/device-clock.h"
#include "backends/socketcan-bcm.h"

#include <net/if.h>

G_BEGIN_DECLS

#define SOCKETCAN_SEPARATORS ",+" /* of several interfaces */

typedef enum
{
  STAMPS_SOFTWARE, /* the kernel's, system time */
  STAMPS_HARDWARE, /* the controller's, turned into system time */
  STAMPS_RAW,      /* the controller's as they are */
} SocketcanStamps;

/* One of the interfaces that frames come from. */
typedef struct
{
  int index;
  char name[IFNAMSIZ];
  gboolean wanted;
  uint8_t channel;
  DeviceClock clock;
  int64_t fit_told; /* of the clock, ns of system time */
} SocketcanInterface;

typedef struct
{
  Bus bus;
  char name[IFNAMSIZ]; /* the only interface; "" if there are several */
  char **names;        /* of several; NULL: any */
  GArray *interfaces;  /* of SocketcanInterface, as frames of them come */
  SocketcanStamps stamps;
  gboolean refuses_dlc; /* classic DLC 9 to 15 */
  uint32_t n_overflows; /* the kernel's counter */
  uint64_t dropped;
  SocketcanBcm bcm;
} SocketcanBus;

int socketcan_receive (Bus *bus, FrameBatch *out, GError **error);

gboolean socketcan_open_one (SocketcanBus *self, const BusConfig *config, const char *name, GError **error);
/* "any", or several names: one socket that hears all interfaces, those that come later too. */
gboolean socketcan_open_many (SocketcanBus *self, const BusConfig *config, GError **error);

G_END_DECLS
