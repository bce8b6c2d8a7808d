/* error-words.c: what an error frame says, in words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Bits after linux/can/error.h, written out here: the header is Linux's, logs are read everywhere.
 */
#include "config.h"
#include "models/columns.h"

#include "base/i18n.h"

#include "base/banned.h"

/* Classes, in the identifier. */
enum
{
  CLASS_TX_TIMEOUT = 0x001,
  CLASS_LOST_ARBITRATION = 0x002, /* data[0]: bit, 0 unknown */
  CLASS_CONTROLLER = 0x004,       /* data[1] */
  CLASS_PROTOCOL = 0x008,         /* data[2] kind, data[3] place */
  CLASS_TRANSCEIVER = 0x010,      /* data[4] */
  CLASS_NO_ACK = 0x020,
  CLASS_BUS_OFF = 0x040,
  CLASS_BUS_ERROR = 0x080,
  CLASS_RESTARTED = 0x100,
  CLASS_COUNTERS = 0x200, /* data[6] TEC, data[7] REC */
};

enum
{
  PLACE_CRC = 0x08,
  PLACE_ACK = 0x19,
};

typedef struct
{
  uint8_t bit;
  const char *words;
} Word;

static const Word controller_words[] = {
  { 0x01, N_ ("Controller: receive buffer overflow") },
  { 0x02, N_ ("Controller: transmit buffer overflow") },
  { 0x04, N_ ("Controller: receive errors reached the warning level") },
  { 0x08, N_ ("Controller: transmit errors reached the warning level") },
  { 0x10, N_ ("Controller error-passive by receive errors") },
  { 0x20, N_ ("Controller error-passive by transmit errors") },
  { 0x40, N_ ("Controller error-active again") },
};

static const Word protocol_words[] = {
  { 0x01, N_ ("Bit error") },
  { 0x02, N_ ("Form error") },
  { 0x04, N_ ("Stuff error") },
  { 0x08, N_ ("Bit error, a dominant bit read as recessive") },
  { 0x10, N_ ("Bit error, a recessive bit read as dominant") },
  { 0x20, N_ ("Overload") },
  { 0x40, N_ ("Active error announced") },
};

static const Word place_words[] = {
  { 0x02, N_ ("in identifier bits 28 to 21") },
  { 0x03, N_ ("at start of frame") },
  { 0x04, N_ ("in the SRR bit") },
  { 0x05, N_ ("in the IDE bit") },
  { 0x06, N_ ("in identifier bits 20 to 18") },
  { 0x07, N_ ("in identifier bits 17 to 13") },
  { PLACE_CRC, N_ ("in the CRC") },
  { 0x09, N_ ("in reserved bit 0") },
  { 0x0A, N_ ("in data") },
  { 0x0B, N_ ("in the DLC") },
  { 0x0C, N_ ("in the RTR bit") },
  { 0x0D, N_ ("in reserved bit 1") },
  { 0x0E, N_ ("in identifier bits 4 to 0") },
  { 0x0F, N_ ("in identifier bits 12 to 5") },
  { 0x12, N_ ("in intermission") },
  { 0x18, N_ ("in the CRC delimiter") },
  { PLACE_ACK, N_ ("in the acknowledge slot") },
  { 0x1A, N_ ("in end of frame") },
  { 0x1B, N_ ("in the acknowledge delimiter") },
};

static const Word high_words[] = {
  { 0x04, N_ ("CAN_H: no wire") },
  { 0x05, N_ ("CAN_H: short to battery") },
  { 0x06, N_ ("CAN_H: short to supply") },
  { 0x07, N_ ("CAN_H: short to ground") },
};

static const Word low_words[] = {
  { 0x40, N_ ("CAN_L: no wire") },         { 0x50, N_ ("CAN_L: short to battery") },
  { 0x60, N_ ("CAN_L: short to supply") }, { 0x70, N_ ("CAN_L: short to ground") },
  { 0x80, N_ ("CAN_L: short to CAN_H") },
};

static void
add (GString *out, gsize start, const char *words)
{
  if (out->len > start)
    g_string_append (out, " · ");
  g_string_append (out, words);
}

/* Each bit that is set. */
static void
add_bits (GString *out, gsize start, const Word *words, guint n, uint8_t bits)
{
  for (guint i = 0; i < n; i++)
    if (bits & words[i].bit)
      add (out, start, _ (words[i].words));
}

/* The one value. */
static gboolean
add_value (GString *out, gsize start, const Word *words, guint n, uint8_t value)
{
  for (guint i = 0; i < n; i++)
    if (value == words[i].bit)
      {
        add (out, start, _ (words[i].words));
        return TRUE;
      }
  return FALSE;
}

static void
add_protocol (GString *out, gsize start, const uint8_t *data)
{
  gsize before = out->len;

  add_bits (out, start, protocol_words, G_N_ELEMENTS (protocol_words), data[2] & 0x7F);
  /* No bit says CRC or missing acknowledge: the place does. */
  if (out->len == before && data[3] == PLACE_CRC)
    add (out, start, _ ("CRC error"));
  else if (out->len == before && data[3] == PLACE_ACK)
    add (out, start, _ ("No acknowledgement"));
  else
    {
      if (out->len == before)
        add (out, start, _ ("Protocol error"));
      if (data[3] != 0 && !add_value (out, start, place_words, G_N_ELEMENTS (place_words), data[3]))
        g_string_append_printf (out, " · %s 0x%02X", _ ("at place"), data[3]);
    }
  if (data[2] & 0x80)
    add (out, start, _ ("while sending"));
}

static void
add_transceiver (GString *out, gsize start, uint8_t status)
{
  gsize before = out->len;

  add_value (out, start, high_words, G_N_ELEMENTS (high_words), status & 0x0F);
  add_value (out, start, low_words, G_N_ELEMENTS (low_words), status & 0xF0);
  if (out->len == before)
    add (out, start, _ ("Transceiver error"));
}

static void
add_controller (GString *out, gsize start, uint8_t status)
{
  gsize before = out->len;

  add_bits (out, start, controller_words, G_N_ELEMENTS (controller_words), status);
  if (out->len == before)
    add (out, start, _ ("Controller error"));
}

void
column_append_error (const CanFrame *frame, GString *out)
{
  static const uint8_t none[8];
  const uint8_t *data = frame->len >= 8 && frame->data != NULL ? frame->data : none;
  uint32_t class = can_id_number (frame->id);
  gsize start = out->len;

  if (class & CLASS_PROTOCOL)
    add_protocol (out, start, data);
  if (class & CLASS_BUS_OFF)
    add (out, start, _ ("Bus-off"));
  if (class & CLASS_NO_ACK)
    add (out, start, _ ("No acknowledgement"));
  if (class & CLASS_LOST_ARBITRATION)
    {
      add (out, start, _ ("Arbitration lost"));
      if (data[0] != 0)
        g_string_append_printf (out, _ (" in bit %u"), data[0]);
    }
  if (class & CLASS_CONTROLLER)
    add_controller (out, start, data[1]);
  if (class & CLASS_TRANSCEIVER)
    add_transceiver (out, start, data[4]);
  if (class & CLASS_TX_TIMEOUT)
    add (out, start, _ ("Sending timed out"));
  if (class & CLASS_RESTARTED)
    add (out, start, _ ("Controller restarted"));
  if (class & CLASS_BUS_ERROR && out->len == start)
    add (out, start, _ ("Bus error"));
  if (out->len == start && !(class & CLASS_COUNTERS))
    add (out, start, _ ("Error of unknown kind"));
  /* Kernels before 5.20 fill the counters without the class bit. */
  if (class & CLASS_COUNTERS || data[6] != 0 || data[7] != 0)
    g_string_append_printf (out, "%sTEC %u REC %u", out->len > start ? " · " : "", data[6], data[7]);
}
