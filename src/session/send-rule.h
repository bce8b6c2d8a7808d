/* send-rule.h: when a message is sent besides its period: what GenMsgSendType and its companions ask for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The words of GenMsgSendType are not standardised: each car maker has its own list. They are read by their parts:
 * "cycl" and "period" make a message cyclic, "change", "write", "event", "spontan", "trigger" send it when a value
 * changes, "active" while a signal is not at rest, "mixed" is cyclic and at changes. A word that says nothing of this
 * ("NoMsgSendType") leaves it to GenSigSendType of the signals. Without any a message that has a cycle time is cyclic.
 */
#pragma once

#include "core/can-frame.h"
#include "db/message.h"

G_BEGIN_DECLS

typedef enum
{
  ACTIVE_IGNORED,
  ACTIVE_ONLY,   /* sent only while active: each fast, else each period */
  ACTIVE_FASTER, /* each fast while active, else each period */
} ActiveMode;

typedef struct
{
  gboolean on_change; /* another value is sent at once, besides the period */
  guint repeats;      /* and so many times more, each fast, else each period; also when it comes to rest */
  int64_t fast;       /* ns; 0: none (GenMsgCycleTimeFast) */
  int64_t min_gap;    /* ns between two frames of the message at least (GenMsgDelayTime) */
  int64_t delay;      /* ns from start to the first frame (GenMsgStartDelayTime) */
  ActiveMode active;
} SendRule;

/* Which bits the rule is about. */
typedef struct
{
  uint8_t change[CAN_FRAME_MAX_LEN]; /* those whose change is sent */
  uint8_t active[CAN_FRAME_MAX_LEN]; /* those that differ from inactive while it is active */
  uint8_t inactive[CAN_FRAME_MAX_LEN];
} SendMasks;

#define SEND_RULE_MAX_REPEATS 10000u

gboolean send_rule_is_plain (const SendRule *self); /* nothing but the period and the delay */
gboolean send_rule_equal (const SendRule *a, const SendRule *b);
/* As the database has it. *period: ns, 0 if it is not sent by the clock. */
void send_rule_read (SendRule *self, const Message *message, int64_t *period);
/* message NULL: all bits, at rest when 0. */
void send_masks_read (SendMasks *self, const Message *message);
gboolean send_masks_changed (const SendMasks *self, const uint8_t *before, const uint8_t *after);
gboolean send_masks_active (const SendMasks *self, const uint8_t *data);

G_END_DECLS
