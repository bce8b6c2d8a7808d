/* frame-bits.h: the bits of a frame on the wire, and how long they take.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * After ISO 11898-1:2015: classic frames are bit-stuffed from SOF to the last bit of the CRC. FD frames are stuffed so
 * from SOF to the last bit of the data field; from there on a fixed stuff bit stands in front of the stuff count and
 * behind every fourth bit. Non-ISO FD (Bosch's first edition) has no stuff count and starts its CRC at 0.
 *
 * An error frame destroys another frame that no log tells of: 6 bits of flag, 8 of delimiter and 3 of intermission are
 * what it takes at least. Any thread; nothing is allocated.
 */
#pragma once

#include "core/can-frame.h"

G_BEGIN_DECLS

/* --- How many --- */

typedef struct
{
  uint16_t nominal; /* bits at the nominal bit rate, stuff bits and 3 bits of intermission included */
  uint16_t data;    /* bits at the data bit rate: only with CAN_BRS */
  gboolean least;   /* an error frame: it may have been longer */
} FrameBitCount;

/* The counts of an ISO frame that is acknowledged. BRS and CRC delimiter change the bit rate at their sample points;
 * together they are one nominal and one data bit. About 20 ns for a classic frame. */
void can_frame_count_bits (const CanFrame *frame, FrameBitCount *out);

/* A non-ISO FD frame has so many bits less, in the data phase if it has one. */
#define FRAME_BITS_NON_ISO_LESS 5

/* ns, rounded. Bit rates in bit/s, above 0; data_bitrate 0: as bitrate. */
int64_t can_frame_duration (const FrameBitCount *count, uint32_t bitrate, uint32_t data_bitrate);

/* --- Which --- */

typedef enum
{
  FRAME_FIELD_SOF,
  FRAME_FIELD_ID,  /* 11 bits: the identifier, or its highest bits */
  FRAME_FIELD_SRR, /* substitute remote request: only of a 29-bit identifier */
  FRAME_FIELD_IDE,
  FRAME_FIELD_ID_LOW, /* 18 bits: the rest of a 29-bit identifier */
  FRAME_FIELD_RTR,    /* classic: remote transmission request */
  FRAME_FIELD_RRS,    /* FD: in RTR's place, always 0 */
  FRAME_FIELD_R1,     /* classic with a 29-bit identifier */
  FRAME_FIELD_R0,     /* classic */
  FRAME_FIELD_FDF,
  FRAME_FIELD_RES,
  FRAME_FIELD_BRS,
  FRAME_FIELD_ESI,
  FRAME_FIELD_DLC,
  FRAME_FIELD_DATA,
  FRAME_FIELD_STUFF_COUNT, /* ISO FD: 3 bits, Gray-coded */
  FRAME_FIELD_PARITY,      /* ISO FD: of the stuff count, even */
  FRAME_FIELD_CRC,         /* 15, 17 or 21 bits */
  FRAME_FIELD_CRC_DELIMITER,
  FRAME_FIELD_ACK,
  FRAME_FIELD_ACK_DELIMITER,
  FRAME_FIELD_EOF,
  FRAME_FIELD_INTERMISSION,
  FRAME_N_FIELDS
} FrameField;

const char *frame_field_name (FrameField field); /* "SOF", "ID", … as in the standard; never translated */

/* Kinds of a bit. A stuff bit belongs to the field of the bit before it. */
typedef enum
{
  FRAME_BIT_VALUE = 1 << 0, /* recessive */
  FRAME_BIT_STUFF = 1 << 1, /* stuff bit, dynamic or fixed */
  FRAME_BIT_FIXED = 1 << 2, /* … fixed */
  FRAME_BIT_FAST = 1 << 3,  /* at the data bit rate; of BRS and CRC delimiter the second is, the first is not */
} FrameBitKind;

#define FRAME_BITS_MAX 768 /* FD, 29 bits, 64 bytes of 00: 598 and 138 stuff bits */

typedef struct
{
  guint16 first, n; /* bits of the field, stuff bits included; n 0: the frame has no such field */
} FrameSpan;

typedef struct
{
  guint n;
  uint8_t bits[FRAME_BITS_MAX]; /* FrameBitKind, in the order of the wire */
  FrameSpan fields[FRAME_N_FIELDS];
  uint32_t crc;
  uint8_t crc_bits;    /* 15, 17, 21 */
  uint16_t stuff_bits; /* dynamic ones */
} FrameBits;

/* Lays out the frame, acknowledged, with its intermission. FALSE: an error frame has no sequence of its own. */
gboolean frame_bits_make (const CanFrame *frame, gboolean non_iso, FrameBits *out);

G_END_DECLS
