/* fuzz-udp-message.c: a datagram as a frame; what is taken is a frame that can be, and is the same packed and unpacked.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "backends/udp-message.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_frame (const CanFrame *frame)
{
  gboolean fd = (frame->flags & CAN_FD) != 0;

  g_assert_cmpuint (frame->dlc, <=, 15);
  g_assert_cmpuint (frame->len, <=, fd ? 64 : 8);
  g_assert_true (fd || !(frame->flags & (CAN_BRS | CAN_ESI)));
  if (frame->id & CAN_ID_REMOTE)
    g_assert_true (frame->len == 0 && !fd);
  else
    g_assert_cmpuint (frame->len, ==, can_dlc_to_len (frame->dlc, fd));
  g_assert_cmphex (can_id_number (frame->id), <=,
                   frame->id & (CAN_ID_EXTENDED | CAN_ID_ERROR) ? CAN_ID_MASK_EXTENDED : CAN_ID_MASK_STANDARD);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  uint8_t *bytes = g_malloc (MAX (size, 1)); /* of just that size: reading beyond it is seen */
  uint8_t payload[CAN_FRAME_MAX_LEN], again_payload[CAN_FRAME_MAX_LEN], packed[UDP_MESSAGE_MAX];
  CanFrame frame = { 0 }, again = { 0 };
  const char *reason = NULL;

  memcpy (bytes, data, size);
  if (!udp_message_unpack (bytes, size, &frame, payload, &reason))
    g_assert_nonnull (reason);
  else
    {
      check_frame (&frame);
      g_assert_true (udp_message_unpack (packed, udp_message_pack (&frame, packed), &again, again_payload, &reason));
      g_assert_true (again.id == frame.id && again.flags == frame.flags && again.len == frame.len
                     && again.dlc == frame.dlc && memcmp (again.data, frame.data, frame.len) == 0);
    }
  g_free (bytes);
  return 0;
}
