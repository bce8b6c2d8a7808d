/* python-can's framing over a serial line.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "backends/serial-message.h"
#include "pty-adapter.h"

#include "base/errors.h"

#include <string.h>

static const struct
{
  const char *frame;
  gboolean kinds;
  const char *bytes; /* hexadecimal, with stamp 01020304 */
} messages[] = {
  { "123#", TRUE,
    "AA0403020100"
    "23010000"
    "BB" },
  { "123#1122334455667788", TRUE,
    "AA0403020108"
    "23010000"
    "1122334455667788"
    "BB" },
  { "123#AABB", FALSE,
    "AA0403020102"
    "23010000"
    "AABB"
    "BB" },
  { "18FEF100#AABB", TRUE,
    "AA0403020102"
    "00F1FE98"
    "AABB"
    "BB" },
  { "18FEF100#AABB", FALSE,
    "AA0403020102"
    "00F1FE18"
    "AABB"
    "BB" },
  { "00000123#", TRUE,
    "AA0403020100"
    "23010080"
    "BB" },
  { "123#R4", TRUE,
    "AA0403020104"
    "23010040"
    "BB" },
  { "00000123#", FALSE, NULL },
  { "123#R4", FALSE, NULL },
  { "123##1AA", TRUE, NULL },
  { "123#1122334455667788_9", TRUE, NULL },
};

static void
test_messages (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      uint8_t payload[CAN_FRAME_MAX_LEN], bytes[SERIAL_MESSAGE_MAX];
      char text[CAN_FRAME_TEXT_MAX];
      g_autoptr (GString) hex = g_string_new (NULL);
      const char *reason = NULL;
      uint32_t stamp = 0;
      gboolean old = FALSE;
      CanFrame frame;
      gsize n;

      g_assert_true (can_frame_parse (messages[i].frame, strlen (messages[i].frame), &frame, payload, &reason));
      n = serial_message_pack (&frame, 0x01020304, messages[i].kinds, bytes);
      for (gsize k = 0; k < n; k++)
        g_string_append_printf (hex, "%02X", bytes[k]);
      g_assert_cmpstr (hex->str, ==, messages[i].bytes != NULL ? messages[i].bytes : "");
      if (n == 0)
        continue;
      for (gsize k = 0; k < n; k++) /* cut anywhere: more is needed */
        g_assert_cmpint (serial_message_parse (bytes, k, &frame, payload, &stamp, &old), ==, 0);
      g_assert_cmpint (serial_message_parse (bytes, n, &frame, payload, &stamp, &old), ==, (int) n);
      can_frame_format (&frame, text);
      g_assert_cmpstr (text, ==, messages[i].frame);
      g_assert_cmphex (stamp, ==, 0x01020304);
      g_assert_cmpint (old, ==, !messages[i].kinds && strlen (messages[i].frame) > 8);
    }
}

static void
test_no_messages (void)
{
  static const char *const junk[]
      = { "\x55", "\xAA\1\1\1\1\x09", "\xAA\1\1\1\1\1\xFF\x0F\0\x40\0\xBB", "\xAA\1\1\1\1\1\x23\1\0\0\x11\xBC" };
  static const gsize sizes[] = { 1, 6, 12, 12 };
  uint8_t payload[CAN_FRAME_MAX_LEN];
  uint32_t stamp;
  gboolean old;
  CanFrame frame;

  for (guint i = 0; i < G_N_ELEMENTS (junk); i++)
    g_assert_cmpint (serial_message_parse ((const uint8_t *) junk[i], sizes[i], &frame, payload, &stamp, &old), ==, -1);
}

static Bus *
open_bus (PtyAdapter *adapter, const char *key, const char *value)
{
  BusConfig *config = bus_config_new ();
  g_autofree char *channel = g_strconcat (pty_adapter_path (adapter), "@57600", NULL);
  GError *error = NULL;
  Bus *bus;

  bus_config_set (config, "channel", channel, NULL);
  bus_config_set (config, key, value, NULL);
  bus = bus_open (backend_find ("serial"), config, 0, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (bus_get_description (bus), "57600 baud"));
  bus_config_free (config);
  return bus;
}

static int
transmit (Bus *bus, const char *text, GError **error)
{
  uint8_t payload[CAN_FRAME_MAX_LEN];
  const char *reason = NULL;
  CanFrame frame;

  g_assert_true (can_frame_parse (text, strlen (text), &frame, payload, &reason));
  return bus_transmit (bus, &frame, error);
}

static void
test_bus (void)
{
  PtyAdapter *adapter = pty_adapter_new (NULL);
  Bus *bus = open_bus (adapter, "timestamps", "ms");
  FrameBatch *batch = frame_batch_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *heard = NULL;
  guint problems = 0;

  pty_adapter_say (adapter, "junk\xAA\1\0\0\0\2\x23\1\0\0\x11", 15);
  pty_adapter_say (adapter, "\x22\xBB\xAA\0\0\0\0\0\xFF\x07\0\0\xBB", 13);
  g_assert_cmpint (transmit (bus, "18FEF100#0A", NULL), ==, 1);
  for (guint got = 0; got < 3; got += batch->n_frames)
    {
      g_assert_cmpint (next_frames (bus, batch, NULL), >=, 0);
      for (guint i = 0; i < batch->n_frames; i++)
        {
          char frame[CAN_FRAME_TEXT_MAX];

          can_frame_format (&batch->frames[i], frame);
          g_string_append_printf (text, "%s%s ", frame, batch->frames[i].flags & CAN_TX ? "*" : "");
        }
      problems += (guint) batch->n_problems;
    }
  g_assert_cmpuint (problems, ==, 1);
  g_assert_nonnull (strstr (text->str, "123#1122 7FF# "));
  g_assert_nonnull (strstr (text->str, "18FEF100#0A* "));
  heard = pty_adapter_wait (adapter, 12);
  g_assert_cmphex ((uint8_t) heard[0], ==, 0xAA);
  g_assert_cmpmem (heard + 5, 7, "\1\x00\xF1\xFE\x98\x0A\xBB", 7);
  frame_batch_free (batch);
  bus_close (bus);
  pty_adapter_free (adapter);
}

/* A far end that writes 29-bit numbers without their kind is answered in its own way. */
static void
test_old_peer (void)
{
  PtyAdapter *adapter = pty_adapter_new (NULL);
  Bus *bus = open_bus (adapter, "timestamps", "none");
  FrameBatch *batch = frame_batch_new ();
  g_autofree char *heard = NULL;
  GError *error = NULL;

  pty_adapter_say (adapter, "\xAA\1\0\0\0\0\x00\xF1\xFE\x18\xBB", 11);
  g_assert_cmpint (next_frames (bus, batch, NULL), ==, 1);
  g_assert_cmphex (batch->frames[0].id, ==, 0x98FEF100);
  g_assert_cmpint (transmit (bus, "18FEF100#0A", NULL), ==, 1);
  heard = pty_adapter_wait (adapter, 12);
  g_assert_cmpmem (heard + 5, 7, "\1\x00\xF1\xFE\x18\x0A\xBB", 7);
  g_assert_cmpint (transmit (bus, "00000001#", &error), ==, -1);
  g_assert_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  frame_batch_free (batch);
  bus_close (bus);
  pty_adapter_free (adapter);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/serial/messages", test_messages);
  g_test_add_func ("/serial/no-messages", test_no_messages);
  g_test_add_func ("/serial/bus", test_bus);
  g_test_add_func ("/serial/old-peer", test_old_peer);
  return g_test_run ();
}
