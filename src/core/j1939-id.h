/* j1939-id.h: what the 29 bits of an identifier mean under SAE J1939.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *   28..26  priority, 0 the highest
 *   25, 24  extended data page, data page; both 1: ISO 15765-3, no parameter group
 *   23..16  PDU format; below 240 (PDU1) the next byte is the destination, from there on (PDU2) it belongs to the group
 *   15..8   PDU specific
 *   7..0    source address
 *
 * Identifiers are as in CanFrame, with kind bits; source of the rules: SAE J1939-21, 5.2.
 */
#pragma once

#include "core/can-frame.h"

G_BEGIN_DECLS

#define J1939_ADDRESS_NULL 0xFE   /* as source in a database: any sender */
#define J1939_ADDRESS_GLOBAL 0xFF /* to all */

static inline gboolean
j1939_id_has_pgn (uint32_t id)
{
  return (id & (CAN_ID_EXTENDED | CAN_ID_ERROR)) == CAN_ID_EXTENDED && (id >> 24 & 3) != 3;
}

static inline gboolean
j1939_id_is_pdu1 (uint32_t id)
{
  return (id >> 16 & 0xFF) < 240;
}

/* Parameter group number: 18 bits, its lowest byte 0 under PDU1. Only if the identifier has one. */
static inline uint32_t
j1939_id_pgn (uint32_t id)
{
  return id >> 8 & (j1939_id_is_pdu1 (id) ? 0x3FF00 : 0x3FFFF);
}

static inline guint
j1939_id_priority (uint32_t id)
{
  return id >> 26 & 7;
}

static inline guint
j1939_id_source (uint32_t id)
{
  return id & 0xFF;
}

static inline guint
j1939_id_destination (uint32_t id)
{
  return j1939_id_is_pdu1 (id) ? id >> 8 & 0xFF : J1939_ADDRESS_GLOBAL;
}

G_END_DECLS
