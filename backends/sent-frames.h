/* sent-frames.h: frames that were sent over a transport without echo, until they come back as received.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "backends/backend-interface.h"

G_BEGIN_DECLS

#define SENT_FRAMES_MAX 64

typedef struct
{
  struct
  {
    CanFrame frame;
    uint8_t data[CAN_FRAME_MAX_LEN];
    gint64 since;           /* monotonic µs */
  } items[SENT_FRAMES_MAX]; /* oldest first */
  guint n, n_confirmed;     /* the first n_confirmed may come back */
} SentFrames;

static inline gboolean
sent_frames_full (const SentFrames *self)
{
  return self->n == SENT_FRAMES_MAX;
}

/* Stamped now, with CAN_TX. There must be room. */
void sent_frames_push (SentFrames *self, const Bus *bus, const CanFrame *frame);
void sent_frames_confirm (SentFrames *self);     /* the oldest that is not */
void sent_frames_confirm_all (SentFrames *self); /* nobody will say more of them */
void sent_frames_refuse (SentFrames *self);      /* the oldest that is not confirmed does not come back */
/* Those that are confirmed, into the batch; not if the bus was opened without its own. TRUE: there was no room for all.
 */
gboolean sent_frames_deliver (SentFrames *self, const Bus *bus, FrameBatch *out);

G_END_DECLS
