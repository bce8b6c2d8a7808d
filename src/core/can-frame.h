/* can-frame.h: one frame, and its text form.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A CanFrame is a frame on its way: from a backend or a file into the store, and out again. It is a value: copy it, put
 * it on the stack. The store keeps columns (core/frame-chunk.h), not this.
 *
 * Rules of the frame (ISO 11898-1):
 *  - classic: len 0..8; dlc 0..15, where 9..15 mean 8 bytes and only dlc tells them apart
 *  - FD: len one of 0..8, 12, 16, 20, 24, 32, 48, 64; dlc 0..15 as in can_dlc_to_len
 *  - remote: len 0, dlc the length asked for; never FD
 *  - error (CAN_ID_ERROR): the low 29 bits of id are the class bits of linux/can/error.h, data its eight bytes where
 *    known (len = dlc = 8), else id has no class bits and len = dlc = 0
 */
#pragma once

#include "core/can-flags.h"
#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define CAN_FRAME_MAX_LEN 64 /* bytes; CAN XL (2048) when formats and backends take it */

typedef struct
{
  int64_t time;        /* ns since 1970-01-01 UTC; since the trace's start where no date is known (TraceInfo) */
  uint32_t id;         /* 11 or 29 bits, kind bits at the top (can-flags.h) */
  uint16_t len;        /* payload bytes in data */
  uint8_t flags;       /* CanFlags */
  uint8_t dlc;         /* as on the wire, 0..15 */
  uint8_t channel;     /* index into the TraceInfo's channels */
  const uint8_t *data; /* len bytes, owned by whoever filled the frame; valid as long as that one says */
} CanFrame;

static inline gboolean
can_id_is_extended (uint32_t id)
{
  return (id & CAN_ID_EXTENDED) != 0;
}

/* The number itself, without kind bits. */
static inline uint32_t
can_id_number (uint32_t id)
{
  return id & CAN_ID_MASK_EXTENDED;
}

/* Bytes that a DLC of 0..15 stands for; fd chooses the table. */
uint8_t can_dlc_to_len (uint8_t dlc, gboolean fd);
/* The smallest DLC that holds len bytes (0..64); 15 above. */
uint8_t can_len_to_dlc (uint16_t len);

/* Text form, candump's and cansend's: 123#11.22, 18FEF100##1AABB, 123#R4, 20000080#0000000000000000,
 * 123#1122334455667788_D. Dots between bytes are accepted, never written. An id of 3 digits is 11 bits, of 8 digits 29
 * bits (or error).
 */
#define CAN_FRAME_TEXT_MAX (8 + 2 + 1 + 2 * CAN_FRAME_MAX_LEN + 3)

/* Writes the text form with a final NUL into text; returns its length without the NUL. */
gsize can_frame_format (const CanFrame *frame, char text[CAN_FRAME_TEXT_MAX]);
/* Parses n bytes of text; frame->data is payload afterwards, time and channel are 0.
 * On failure returns FALSE, *reason is a static string that _() translates ("9 data bytes in a classic frame"). */
gboolean can_frame_parse (const char *text, gsize n, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN],
                          const char **reason);

/* Decimal seconds of a time in ns: 6 decimals, 9 where the last three are not 0 (CLI.md); sign included.
 * Writes a final NUL, returns the length without it. */
#define CAN_TIME_TEXT_MAX 24
gsize can_time_format (int64_t time, char text[CAN_TIME_TEXT_MAX]);

/* Sum and difference of times in ns. A damaged log may hold any time: what does not fit becomes the nearest that does.
 */
static inline int64_t
can_time_add (int64_t time, int64_t shift)
{
  int64_t sum;

  if (G_UNLIKELY (__builtin_add_overflow (time, shift, &sum)))
    return shift < 0 ? INT64_MIN : INT64_MAX;
  return sum;
}
static inline int64_t
can_time_since (int64_t time, int64_t start)
{
  int64_t difference;

  if (G_UNLIKELY (__builtin_sub_overflow (time, start, &difference)))
    return time < start ? INT64_MIN : INT64_MAX;
  return difference;
}

G_END_DECLS
