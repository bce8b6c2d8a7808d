/* can-flags.h: bits of an identifier and of a frame.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Identifiers carry their three kind bits at the top exactly as in linux/can.h, so a canid_t of a socket, a candump log
 * or a pcap file is stored as it came.
 */
#pragma once

#include <stdint.h>

#define CAN_ID_EXTENDED 0x80000000u /* 29-bit identifier (CAN_EFF_FLAG) */
#define CAN_ID_REMOTE 0x40000000u   /* remote frame (CAN_RTR_FLAG); never with CAN_FD */
#define CAN_ID_ERROR 0x20000000u    /* error frame; the rest is the class of linux/can/error.h (CAN_ERR_FLAG) */
#define CAN_ID_MASK_STANDARD 0x7FFu
#define CAN_ID_MASK_EXTENDED 0x1FFFFFFFu

typedef enum
{
  CAN_FD = 1 << 0,  /* FDF bit: CAN FD frame */
  CAN_BRS = 1 << 1, /* bit rate switch; only with CAN_FD */
  CAN_ESI = 1 << 2, /* sender is error passive; only with CAN_FD */
  CAN_XL = 1 << 3,
  CAN_TX = 1 << 4,    /* sent by the recorder of the trace, not received */
  CAN_GAP = 1 << 5,   /* frames were lost before this one: loss is data, not a line in some log */
  CAN_LOCAL = 1 << 6, /* received, and sent by another program of the recorder's machine; never with CAN_TX */
} CanFlags;
