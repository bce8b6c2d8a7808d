/* fuzz-socketcand.c: elements of a server, and beacons.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "fuzz-bus.h"

#include "backends/socketcand-message.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
try_element (const char *text, gsize n)
{
  uint8_t payload[CAN_FRAME_MAX_LEN];
  char back[SOCKETCAND_MESSAGE_MAX];
  SocketcandMessage message;
  const char *reason = NULL;
  gsize length;

  socketcand_message_parse (text, n, &message, payload);
  g_assert_true (message.kind != SOCKETCAND_DAMAGED || message.reason != NULL);
  if (message.kind == SOCKETCAND_ERROR)
    g_assert_true (message.text >= text && message.text + message.n <= text + n);
  if (message.kind != SOCKETCAND_FRAME)
    return;
  check_frame (&message.frame);
  length = socketcand_message_format (&message.frame, back, &reason);
  g_assert_true (length > 0 ? back[length - 1] == '>' : reason != NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = (const char *) data, *end = text + size;

  socketcand_beacon_free (socketcand_beacon_parse (text, size));
  for (const char *start = text; start < end;)
    {
      const char *stop = memchr (start, '>', (size_t) (end - start));

      if (stop == NULL)
        stop = end;
      try_element (start + (*start == '<'), (gsize) (stop - start) - (*start == '<' && stop > start));
      start = stop + 1;
    }
  return 0;
}
