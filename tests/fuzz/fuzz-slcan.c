/* fuzz-slcan.c: lines of an adapter; a frame that can be sent back is the same frame.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "fuzz-bus.h"

#include "backends/slcan-line.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
try_line (const char *text, gsize n, gboolean bell)
{
  uint8_t payload[CAN_FRAME_MAX_LEN], again[CAN_FRAME_MAX_LEN];
  char back[SLCAN_LINE_MAX];
  const char *reason = NULL;
  SlcanLine line, second;
  gsize length;

  slcan_line_parse (text, n, bell, &line, payload);
  g_assert_true (line.kind != SLCAN_DAMAGED || line.reason != NULL);
  if (line.kind != SLCAN_FRAME && line.kind != SLCAN_ERRORS)
    return;
  check_frame (&line.frame);
  g_assert_true (line.stamp >= -1 && (line.stamp < 0 || line.stamp < line.period));
  length = slcan_line_format (&line.frame, back, &reason);
  g_assert_true (length > 0 || reason != NULL);
  if (length == 0)
    return;
  slcan_line_parse (back, length - 1, FALSE, &second, again);
  g_assert_cmpint (second.kind, ==, SLCAN_FRAME);
  check_same (&line.frame, &second.frame);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  size_t start = 0;

  for (size_t i = 0; i < size; i++)
    if (data[i] == '\r' || data[i] == '\a')
      {
        try_line ((const char *) data + start, i - start, data[i] == '\a');
        start = i + 1;
      }
  try_line ((const char *) data + start, size - start, FALSE);
  return 0;
}
