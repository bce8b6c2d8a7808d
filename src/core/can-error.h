/* can-error.h: what error frames say: names for filters, words for people.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Numbers as in linux/can/error.h, written out here: that header is Linux's, logs are read everywhere.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* Classes: bits of the identifier, several may be set. Behind them: what in the eight data bytes belongs to it. */
enum
{
  CAN_ERROR_TX_TIMEOUT = 0x001,
  CAN_ERROR_LOST_ARBITRATION = 0x002, /* data[0]: bit, 0 unknown */
  CAN_ERROR_CONTROLLER = 0x004,       /* data[1] */
  CAN_ERROR_PROTOCOL = 0x008,         /* data[2] type, data[3] location */
  CAN_ERROR_TRANSCEIVER = 0x010,      /* data[4] */
  CAN_ERROR_NO_ACK = 0x020,
  CAN_ERROR_BUS_OFF = 0x040,
  CAN_ERROR_BUS_ERROR = 0x080,
  CAN_ERROR_RESTARTED = 0x100,
  CAN_ERROR_COUNTERS = 0x200, /* data[6] TEC, data[7] REC */
};

/* Of the types, which are bits too. */
#define CAN_ERROR_TYPE_TX 0x80

/* Locations that say what no type says. */
enum
{
  CAN_ERROR_LOCATION_CRC = 0x08,
  CAN_ERROR_LOCATION_ACK = 0x19,
};

typedef struct
{
  const char *name; /* in filters: "no-ack", never translated */
  uint32_t value;
  const char *words; /* N_() */
} CanErrorName;

/* Each ends with name NULL. */
extern const CanErrorName can_error_classes[];
extern const CanErrorName can_error_types[];
extern const CanErrorName can_error_locations[];

/* The words of one value of a table, translated; NULL if it is not in it. */
const char *can_error_words (const CanErrorName *table, uint32_t value);

G_END_DECLS
