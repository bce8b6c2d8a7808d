/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/can-error.h"

#include "base/i18n.h"

#include "base/banned.h"

const CanErrorName can_error_classes[] = {
  { "tx-timeout", CAN_ERROR_TX_TIMEOUT, N_ ("Sending timed out") },
  { "lost-arbitration", CAN_ERROR_LOST_ARBITRATION, N_ ("Arbitration lost") },
  { "controller", CAN_ERROR_CONTROLLER, N_ ("Controller error") },
  { "protocol", CAN_ERROR_PROTOCOL, N_ ("Protocol error") },
  { "transceiver", CAN_ERROR_TRANSCEIVER, N_ ("Transceiver error") },
  { "no-ack", CAN_ERROR_NO_ACK, N_ ("No acknowledgement") },
  { "bus-off", CAN_ERROR_BUS_OFF, N_ ("Bus-off") },
  { "bus-error", CAN_ERROR_BUS_ERROR, N_ ("Bus error") },
  { "restarted", CAN_ERROR_RESTARTED, N_ ("Controller restarted") },
  { "counters", CAN_ERROR_COUNTERS, N_ ("Error counters") },
  { NULL },
};

const CanErrorName can_error_types[] = {
  { "bit", 0x01, N_ ("Bit error") },
  { "form", 0x02, N_ ("Form error") },
  { "stuff", 0x04, N_ ("Stuff error") },
  { "bit0", 0x08, N_ ("Bit error, a dominant bit read as recessive") },
  { "bit1", 0x10, N_ ("Bit error, a recessive bit read as dominant") },
  { "overload", 0x20, N_ ("Overload") },
  { "active", 0x40, N_ ("Active error announced") },
  { "tx", CAN_ERROR_TYPE_TX, N_ ("while sending") },
  { NULL },
};

const CanErrorName can_error_locations[] = {
  { "unspecified", 0x00, N_ ("at an unknown place") },
  { "id28-21", 0x02, N_ ("in identifier bits 28 to 21") },
  { "sof", 0x03, N_ ("at start of frame") },
  { "srr", 0x04, N_ ("in the SRR bit") },
  { "ide", 0x05, N_ ("in the IDE bit") },
  { "id20-18", 0x06, N_ ("in identifier bits 20 to 18") },
  { "id17-13", 0x07, N_ ("in identifier bits 17 to 13") },
  { "crc", CAN_ERROR_LOCATION_CRC, N_ ("in the CRC") },
  { "res0", 0x09, N_ ("in reserved bit 0") },
  { "data", 0x0A, N_ ("in data") },
  { "dlc", 0x0B, N_ ("in the DLC") },
  { "rtr", 0x0C, N_ ("in the RTR bit") },
  { "res1", 0x0D, N_ ("in reserved bit 1") },
  { "id4-0", 0x0E, N_ ("in identifier bits 4 to 0") },
  { "id12-5", 0x0F, N_ ("in identifier bits 12 to 5") },
  { "intermission", 0x12, N_ ("in intermission") },
  { "crc-delimiter", 0x18, N_ ("in the CRC delimiter") },
  { "ack", CAN_ERROR_LOCATION_ACK, N_ ("in the acknowledge slot") },
  { "eof", 0x1A, N_ ("in end of frame") },
  { "ack-delimiter", 0x1B, N_ ("in the acknowledge delimiter") },
  { NULL },
};

const char *
can_error_words (const CanErrorName *table, uint32_t value)
{
  for (; table->name != NULL; table++)
    if (table->value == value)
      return _ (table->words);
  return NULL;
}
