/* message.h: one message of a database and its signals.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "db/can-signal.h"

G_BEGIN_DECLS

typedef struct MessagePlan MessagePlan;

/* Signals that belong together (SIG_GROUP_). */
typedef struct
{
  char *name;
  guint repetitions;
  guint *signals; /* indices of the message's */
  guint n_signals;
} SignalGroup;

typedef struct
{
  char *name;
  char *comment;         /* NULL if none */
  uint32_t id;           /* with CAN_ID_EXTENDED */
  uint16_t length;       /* bytes */
  gboolean fd;           /* VFrameFormat says CAN FD, or length > 8 */
  gboolean j1939;        /* a parameter group: what is said of id counts for every priority, sender and destination */
  char *sender;          /* "" if none */
  char **senders;        /* NULL-terminated: sender, then those of BO_TX_BU_ */
  int cycle_time;        /* ms, -1 if not given (GenMsgCycleTime) */
  const char *send_type; /* GenMsgSendType ("Cyclic"), after defaults; NULL if not given */
  /* GenMsgCycleTimeFast, GenMsgDelayTime, GenMsgStartDelayTime in ms, GenMsgNrOfRepetition; 0 if not given */
  int cycle_time_fast, delay_time, start_delay_time, n_repetitions;
  CanSignal *signals; /* in the database's order */
  guint n_signals;
  SignalGroup *groups;
  guint n_groups;
  guint line; /* where it is defined, from 1 */

  MessagePlan *plan; /* for message_decode: what plain signals need, densely; NULL where some are multiplexed, floats or
                        span 9 bytes */
} Message;

/* Whether the multiplexers of signal index, all the way up, select it in this frame, which may be too short for them.
 */
gboolean message_signal_selected (const Message *self, guint index, const CanFrame *frame);

/* Whether signal index is there in this frame: long enough, and its multiplexers (all the way up) select it. */
static inline gboolean
message_signal_present (const Message *self, guint index, const CanFrame *frame)
{
  const CanSignal *signal = &self->signals[index];

  if (frame->len < signal->layout.end_byte || (frame->id & (CAN_ID_ERROR | CAN_ID_REMOTE)))
    return FALSE;
  return G_LIKELY (signal->mux_parent < 0) || message_signal_selected (self, index, frame);
}
/* All signals at once, twice as fast as one by one. values and present (nullable) hold n_signals; values of signals
 * that are not there are 0. Returns how many are. */
guint message_decode (const Message *self, const CanFrame *frame, double *values, gboolean *present);
const CanSignal *message_find_signal (const Message *self, const char *name); /* NULL if none */

G_END_DECLS
