/* slcan-private.h: what slcan.c (a bus in use) and slcan-open.c (setting up the adapter) share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "backends/backend-interface.h"
#include "backends/device-clock.h"
#include "backends/line-receive.h"
#include "backends/slcan-line.h"

G_BEGIN_DECLS

typedef struct
{
  Bus bus;
  ByteLine line;
  char *path;
  guint baud;

  char in[4096]; /* read, and not taken yet */
  gsize n_in;
  gboolean skipping; /* a line longer than any: up to its end */
  int64_t arrival;   /* of what was read last */
  DeviceClock ms_clock, us_clock;

  gboolean answers;    /* CR or BEL to every command */
  gboolean confirms;   /* also to frames */
  gboolean has_flags;  /* knows F */
  gboolean is_canable; /* knows M and A as CANable's firmware does */
  char *version, *serial;

  SentFrames sent;
  guint ticks;
  gboolean lost; /* frames, before the next */
  BusStatus status;
} SlcanBus;

/* The next line in the buffer, without its end. FALSE: none is whole. Valid until slcan_drop_line. */
gboolean slcan_next_line (SlcanBus *self, gsize *n, gboolean *bell);
void slcan_drop_line (SlcanBus *self, gsize n);
/* What the line has to give into the buffer: bytes, 0, or -1 and errno. */
ssize_t slcan_fill (Bus *bus);

/* The rates that S and Y know, 0 at the end. */
extern const uint32_t slcan_bitrates[], slcan_data_bitrates[];
/* Settles rate and mode and opens the channel; fills answers, version, … and the description. */
gboolean slcan_start (SlcanBus *self, GError **error);

G_END_DECLS
