/* error-words.c: what an error frame says, in words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What only this file says of the details of controllers and transceivers, the rest is core/can-error.h's.
 */
#include "config.h"
#include "models/columns.h"

#include "base/i18n.h"
#include "core/can-error.h"

#include "base/banned.h"

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

static void
add_class (GString *out, gsize start, uint32_t class)
{
  add (out, start, can_error_words (can_error_classes, class));
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
static void
add_value (GString *out, gsize start, const Word *words, guint n, uint8_t value)
{
  for (guint i = 0; i < n; i++)
    if (value == words[i].bit)
      add (out, start, _ (words[i].words));
}

/* No bit says CRC or missing acknowledge: the place does. */
static gboolean
tells_no_ack (const uint8_t *data)
{
  return (data[2] & ~CAN_ERROR_TYPE_TX) == 0 && data[3] == CAN_ERROR_LOCATION_ACK;
}

static void
add_protocol (GString *out, gsize start, const uint8_t *data)
{
  const char *place = can_error_words (can_error_locations, data[3]);
  gsize before = out->len;

  for (const CanErrorName *type = can_error_types; type->name != NULL; type++)
    if (data[2] & type->value && type->value != CAN_ERROR_TYPE_TX)
      add (out, start, _ (type->words));
  if (out->len == before && data[3] == CAN_ERROR_LOCATION_CRC)
    add (out, start, _ ("CRC error"));
  else if (out->len == before && tells_no_ack (data))
    add_class (out, start, CAN_ERROR_NO_ACK);
  else
    {
      if (out->len == before)
        add_class (out, start, CAN_ERROR_PROTOCOL);
      if (data[3] != 0 && place != NULL)
        add (out, start, place);
      else if (data[3] != 0)
        g_string_append_printf (out, " · %s 0x%02X", _ ("at place"), data[3]);
    }
  if (data[2] & CAN_ERROR_TYPE_TX)
    add (out, start, can_error_words (can_error_types, CAN_ERROR_TYPE_TX));
}

static void
add_transceiver (GString *out, gsize start, uint8_t status)
{
  gsize before = out->len;

  add_value (out, start, high_words, G_N_ELEMENTS (high_words), status & 0x0F);
  add_value (out, start, low_words, G_N_ELEMENTS (low_words), status & 0xF0);
  if (out->len == before)
    add_class (out, start, CAN_ERROR_TRANSCEIVER);
}

static void
add_controller (GString *out, gsize start, uint8_t status)
{
  gsize before = out->len;

  add_bits (out, start, controller_words, G_N_ELEMENTS (controller_words), status);
  if (out->len == before)
    add_class (out, start, CAN_ERROR_CONTROLLER);
}

void
column_append_error (const CanFrame *frame, GString *out)
{
  static const uint8_t none[8];
  const uint8_t *data = frame->len >= 8 && frame->data != NULL ? frame->data : none;
  uint32_t class = can_id_number (frame->id);
  gsize start = out->len;

  if (class & CAN_ERROR_PROTOCOL)
    add_protocol (out, start, data);
  if (class & CAN_ERROR_BUS_OFF)
    add_class (out, start, CAN_ERROR_BUS_OFF);
  if (class & CAN_ERROR_NO_ACK && !(class & CAN_ERROR_PROTOCOL && tells_no_ack (data)))
    add_class (out, start, CAN_ERROR_NO_ACK);
  if (class & CAN_ERROR_LOST_ARBITRATION)
    {
      add_class (out, start, CAN_ERROR_LOST_ARBITRATION);
      if (data[0] != 0)
        g_string_append_printf (out, _ (" in bit %u"), data[0]);
    }
  if (class & CAN_ERROR_CONTROLLER)
    add_controller (out, start, data[1]);
  if (class & CAN_ERROR_TRANSCEIVER)
    add_transceiver (out, start, data[4]);
  if (class & CAN_ERROR_TX_TIMEOUT)
    add_class (out, start, CAN_ERROR_TX_TIMEOUT);
  if (class & CAN_ERROR_RESTARTED)
    add_class (out, start, CAN_ERROR_RESTARTED);
  if (class & CAN_ERROR_BUS_ERROR && out->len == start)
    add_class (out, start, CAN_ERROR_BUS_ERROR);
  if (out->len == start && !(class & CAN_ERROR_COUNTERS))
    add (out, start, _ ("Error of unknown kind"));
  /* Kernels before 5.20 fill the counters without the class bit. */
  if (class & CAN_ERROR_COUNTERS || data[6] != 0 || data[7] != 0)
    g_string_append_printf (out, "%sTEC %u REC %u", out->len > start ? " · " : "", data[6], data[7]);
}
