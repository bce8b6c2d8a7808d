/* printer-private.h: one frame as python-can prints it (Message.__str__), both ways.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "base/text-scan.h"
#include "core/can-frame.h"

G_BEGIN_DECLS

#define PRINTER_CHANNEL_MAX 64 /* bytes of a channel's name */
#define PRINTER_LINE_MAX (512 + PRINTER_CHANNEL_MAX)

typedef enum
{
  PRINTED_2010, /* no labels */
  PRINTED_1,    /* labels, three flag digits */
  PRINTED_NOW,  /* labels, flag letters */
} PrinterGeneration;

typedef struct
{
  PrinterGeneration generation;
  TextWord channel; /* points into the line; empty: none told */
  TextWord rest;    /* of 2010: what somebody wrote behind the data */
} PrintedFrame;

/* The whole line. frame's channel is 0, its data is payload. Returns why it is no frame (static, in English), NULL if
 * it is one. */
const char *printer_parse (const char *line, gsize n, PrintedFrame *printed, CanFrame *frame,
                           uint8_t payload[CAN_FRAME_MAX_LEN]);

/* The present generation's line with its line end into text; returns its end. channel: at most PRINTER_CHANNEL_MAX
 * bytes, "" for none. */
char *printer_format (const CanFrame *frame, const char *channel, char text[PRINTER_LINE_MAX]);
/* The same of an older generation, which tells no channel. Of the first: no CAN FD frames. */
char *printer_format_old (const CanFrame *frame, PrinterGeneration generation, char text[PRINTER_LINE_MAX]);

G_END_DECLS
