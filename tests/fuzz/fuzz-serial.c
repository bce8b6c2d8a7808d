/* fuzz-serial.c: python-can's framing, taken as the backend takes it; a frame that can be sent back is the same.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "fuzz-bus.h"

#include "backends/serial-message.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
send_back (const CanFrame *frame, uint32_t stamp, gboolean old)
{
  uint8_t bytes[SERIAL_MESSAGE_MAX], payload[CAN_FRAME_MAX_LEN];
  gsize n = serial_message_pack (frame, stamp, !old, bytes);
  CanFrame again = { 0 };
  uint32_t stamp_again;
  gboolean old_again;

  g_assert_cmpuint (n, >, 0);
  g_assert_cmpint (serial_message_parse (bytes, n, &again, payload, &stamp_again, &old_again), ==, (int) n);
  check_same (frame, &again);
  g_assert_cmpuint (stamp, ==, stamp_again);
  g_assert_cmpint (old, ==, old_again);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  for (size_t at = 0; at < size;)
    {
      uint8_t payload[CAN_FRAME_MAX_LEN];
      CanFrame frame = { 0 };
      uint32_t stamp = 0;
      gboolean old = FALSE;
      int n = serial_message_parse (data + at, size - at, &frame, payload, &stamp, &old);

      if (n == 0)
        break;
      at += n > 0 ? (size_t) n : 1;
      if (n < 0)
        continue;
      g_assert_cmpuint (at, <=, size);
      check_frame (&frame);
      send_back (&frame, stamp, old);
    }
  return 0;
}
