/* slcan-line.h: lines of LAWICEL's ASCII protocol (CANUSB, CAN232), its FD extension as CANable speaks it, and what
 * Linux' slcan driver understands besides.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * t 3 or T 8 digits of identifier, a digit of DLC, data; r and R remote; d D (FD), b B (FD with rate switch) with DLC 0
 * to F; behind it 4 digits of ms (0 to 59999) or 8 of µs within the hour, where stamps are on. A line ends with CR; BEL
 * in its place says that a command was refused. Source: CANUSB manual 1.0G, canable2-fw's slcan.c, slcan-core.c.
 */
#pragma once

#include "backends/backend.h"

G_BEGIN_DECLS

#define SLCAN_LINE_MAX (1 + 8 + 1 + 2 * CAN_FRAME_MAX_LEN + 8 + 2)
#define SLCAN_MS_PERIOD (INT64_C (60000) * 1000000)   /* ns */
#define SLCAN_US_PERIOD (INT64_C (3600000000) * 1000) /* ns */

typedef enum
{
  SLCAN_OK,      /* CR alone: the last command was taken */
  SLCAN_REFUSED, /* BEL */
  SLCAN_SENT,    /* z, Z: a frame is in the adapter's queue */
  SLCAN_FRAME,
  SLCAN_FLAGS,  /* F: status bits */
  SLCAN_STATE,  /* s: state and counters */
  SLCAN_ERRORS, /* e: an error frame */
  SLCAN_TEXT,   /* V, N and whatever else an adapter says */
  SLCAN_DAMAGED,
} SlcanKind;

/* Bits of F (CANUSB manual, "Read Status Flags"). */
#define SLCAN_FLAG_RX_FULL 0x01
#define SLCAN_FLAG_TX_FULL 0x02
#define SLCAN_FLAG_WARNING 0x04
#define SLCAN_FLAG_OVERRUN 0x08
#define SLCAN_FLAG_PASSIVE 0x20
#define SLCAN_FLAG_ARBITRATION 0x40
#define SLCAN_FLAG_BUS_ERROR 0x80

typedef struct
{
  SlcanKind kind;
  CanFrame frame; /* FRAME, ERRORS: without time and channel; data is the caller's payload */
  int64_t stamp;  /* ns of the adapter's clock; -1: none */
  int64_t period; /* ns after which that clock begins anew */
  guint flags;    /* FLAGS */
  BusState state; /* STATE */
  int tec, rec;
  const char *reason; /* DAMAGED: static, in English */
} SlcanLine;

/* n bytes without their end; bell: that was BEL. */
void slcan_line_parse (const char *text, gsize n, gboolean bell, SlcanLine *out, uint8_t payload[CAN_FRAME_MAX_LEN]);
/* The line that sends a frame, with its CR; its length, or 0: *reason (translated) says why it cannot be sent. */
gsize slcan_line_format (const CanFrame *frame, char text[SLCAN_LINE_MAX], const char **reason);

G_END_DECLS
