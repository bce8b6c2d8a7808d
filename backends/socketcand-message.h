/* socketcand-message.h: what socketcand and its clients say to each other, and its beacons.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Elements between < and >, words apart by blanks; 3 digits of identifier are 11 bits, 8 are 29. Source: socketcand's
 * doc/protocol.md and src/state_raw.c.
 */
#pragma once

#include "core/can-frame.h"

G_BEGIN_DECLS

#define SOCKETCAND_MESSAGE_MAX 256
#define SOCKETCAND_PORT 29536
#define SOCKETCAND_BEACON_PORT 42000

typedef enum
{
  SOCKETCAND_HI,
  SOCKETCAND_OK,
  SOCKETCAND_FRAME, /* frame, fdframe, rtr, error with a class */
  SOCKETCAND_ERROR, /* error in words */
  SOCKETCAND_OTHER, /* echo, stat, … */
  SOCKETCAND_DAMAGED,
} SocketcandKind;

typedef struct
{
  SocketcandKind kind;
  CanFrame frame;   /* time is the server's; data is the caller's payload */
  const char *text; /* ERROR: n bytes of the element */
  gsize n;
  const char *reason; /* DAMAGED: static, in English */
} SocketcandMessage;

/* n bytes between < and >, without them. */
void socketcand_message_parse (const char *text, gsize n, SocketcandMessage *out, uint8_t payload[CAN_FRAME_MAX_LEN]);
/* The element that sends a frame; its length, 0: *reason (translated) says why it cannot be sent. */
gsize socketcand_message_format (const CanFrame *frame, char text[SOCKETCAND_MESSAGE_MAX], const char **reason);

/* A server that announces itself. */
typedef struct
{
  char *name, *description; /* of the server; never NULL */
  char *host;               /* of its URL, NULL: none */
  guint port;
  GPtrArray *buses; /* of char * */
} SocketcandBeacon;

/* NULL: no beacon. (transfer full) */
SocketcandBeacon *socketcand_beacon_parse (const char *text, gsize n);
void socketcand_beacon_free (SocketcandBeacon *self);

G_END_DECLS
