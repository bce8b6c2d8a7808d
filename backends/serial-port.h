/* serial-port.h: serial lines: which there are, and one opened as raw bytes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "backends/backend-interface.h"

G_BEGIN_DECLS

typedef struct
{
  char *path;         /* "/dev/ttyACM0" */
  char *product;      /* as the device names itself, or NULL */
  char *serial;       /* its number, or NULL */
  guint vendor, code; /* USB's ids; 0: no USB device */
} SerialPort;

/* Ports with a device behind them. sysfs: "/sys", another folder in tests. (transfer full) of SerialPort */
GPtrArray *serial_ports_list (const char *sysfs);
/* "CANable2 (16d0:117e), serial number 207A": one line, "" if nothing is known. (transfer full) */
char *serial_port_describe (const SerialPort *self);
/* The description of the port that this path means, also by a link to it (/dev/serial/by-id/…). (transfer full) */
char *serial_path_describe (const char *path);
/* An adapter that is known to speak LAWICEL's protocol. */
gboolean serial_port_is_slcan (const SerialPort *self);

/* The settings that find a USB adapter again whatever its port is called by then (BusConfig "serial_number"); NULL: it
 * has no number, or several ports have the same. (transfer full) */
char *serial_path_identify (const char *sysfs, const char *path);
/* The channel with the path of the port of that number; serial "": as it is. NULL: no such port. (transfer full) */
char *serial_channel_find (const char *sysfs, const char *channel, const char *serial, GError **error);

/* "/dev/ttyUSB0@115200": any path, and behind an @ the baud rate, else baud. A non-blocking fd for raw bytes, -1 and
 * the sentence. *path: without the rate (transfer full); *baud: the one used. */
int serial_port_open (const char *channel, gboolean rtscts, char **path, guint *baud, GError **error);

/* What is said when reading a port fails. Sets error, returns -1. */
int serial_port_gone (const char *path, int reason, GError **error);

#define SERIAL_NUMBER_SETTING                                                                                          \
  {                                                                                                                    \
    .name = "serial_number",                                                                                           \
    .help = N_ ("of a USB adapter: it is found by it whatever its port is called, and followed when it comes back"),   \
    .otherwise = ""                                                                                                    \
  }

#define SERIAL_CHANNEL_HINT N_ ("/dev/ttyACM0, /dev/ttyUSB0@115200, /dev/rfcomm0, /dev/serial/by-id/…")

G_END_DECLS
