/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/line-receive.h"

#include <errno.h>

#include "base/banned.h"

int
line_receive (const LineReceiver *receiver, Bus *bus, ByteLine *line, SentFrames *sent, FrameBatch *out)
{
  guint first = out->n_frames;
  ssize_t got;
  int reason;

  do
    {
      receiver->take (bus, out);
      got = out->n_frames < FRAME_BATCH_SIZE ? receiver->fill (bus) : 0;
    }
  while (got > 0);
  reason = errno;
  if (sent_frames_deliver (sent, bus, out) || out->n_frames == FRAME_BATCH_SIZE)
    byte_line_wake (line);
  errno = reason;
  return got < 0 && out->n_frames == first ? -1 : (int) (out->n_frames - first);
}
