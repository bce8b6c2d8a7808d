/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/serial-message.h"

#include <string.h>

#include "base/banned.h"

#define BEGIN 0xAA
#define END 0xBB
#define HEAD 10 /* bytes in front of the data */

static uint32_t
little_endian (const uint8_t *bytes)
{
  return (uint32_t) bytes[0] | (uint32_t) bytes[1] << 8 | (uint32_t) bytes[2] << 16 | (uint32_t) bytes[3] << 24;
}

static void
put_little_endian (uint8_t *bytes, uint32_t value)
{
  for (guint i = 0; i < 4; i++)
    bytes[i] = (uint8_t) (value >> 8 * i);
}

/* FALSE: no frame has such an identifier. */
static gboolean
take_identifier (uint32_t raw, CanFrame *frame, gboolean *old)
{
  uint32_t number = raw & CAN_ID_MASK_EXTENDED;

  *old = raw == number && number > CAN_ID_MASK_STANDARD;
  frame->id = raw | (*old ? CAN_ID_EXTENDED : 0);
  if (raw & CAN_ID_ERROR)
    frame->id = number | CAN_ID_ERROR;
  return (frame->id & (CAN_ID_EXTENDED | CAN_ID_ERROR)) || number <= CAN_ID_MASK_STANDARD;
}

int
serial_message_parse (const uint8_t *bytes, gsize n, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN],
                      uint32_t *stamp, gboolean *old)
{
  gsize length;

  if (n == 0)
    return 0;
  if (bytes[0] != BEGIN || (n > 5 && bytes[5] > 8))
    return -1;
  if (n < HEAD + 1)
    return 0;
  if (!take_identifier (little_endian (bytes + 6), frame, old))
    return -1;
  *stamp = little_endian (bytes + 1);
  frame->flags = 0;
  frame->dlc = bytes[5];
  frame->len = frame->id & CAN_ID_REMOTE ? 0 : bytes[5];
  length = HEAD + (gsize) bytes[5] + 1;
  if ((frame->id & CAN_ID_REMOTE) && bytes[HEAD] == END)
    length = HEAD + 1; /* some write as many bytes as asked for, some none */
  if (n < length)
    return 0;
  if (bytes[length - 1] != END)
    return -1;
  frame->data = payload;
  memcpy (payload, bytes + HEAD, frame->len);
  return (int) length;
}

gsize
serial_message_pack (const CanFrame *frame, uint32_t stamp, gboolean kinds, uint8_t out[SERIAL_MESSAGE_MAX])
{
  uint32_t number = can_id_number (frame->id);
  gboolean plain = frame->id == number || (frame->id == (number | CAN_ID_EXTENDED) && number > CAN_ID_MASK_STANDARD);

  if ((frame->flags & CAN_FD) || frame->dlc > 8 || (!kinds && !plain))
    return 0;
  out[0] = BEGIN;
  put_little_endian (out + 1, stamp);
  out[5] = frame->dlc;
  put_little_endian (out + 6, kinds ? frame->id : number);
  memcpy (out + HEAD, frame->data, frame->len);
  out[HEAD + frame->len] = END;
  return HEAD + (gsize) frame->len + 1;
}
