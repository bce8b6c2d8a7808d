/* line-receive.h: the round of receiving that buses over a ByteLine share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "backends/byte-line.h"
#include "backends/sent-frames.h"

G_BEGIN_DECLS

typedef struct
{
  void (*take) (Bus *bus, FrameBatch *out); /* frames of what was read, as many as there is room for */
  ssize_t (*fill) (Bus *bus);               /* reads more, as byte_line_read */
} LineReceiver;

/* After byte_line_service. What does not fit wakes the line again. How many frames were added; -1: none, and the other
 * end is gone; errno as byte_line_read leaves it. */
int line_receive (const LineReceiver *receiver, Bus *bus, ByteLine *line, SentFrames *sent, FrameBatch *out);

G_END_DECLS
