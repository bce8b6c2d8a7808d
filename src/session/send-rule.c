/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/send-rule.h"

#include "db/encode.h"

#include <string.h>

#include "base/banned.h"

#define MS INT64_C (1000000)

/* What the words of a send type say. */
typedef struct
{
  gboolean cyclic, change, active, faster, repeats;
} Words;

static Words
read_words (const char *type)
{
  g_autofree char *text = g_ascii_strdown (type != NULL ? type : "", -1);
  const char *cyclic = strstr (text, "cycl") != NULL ? strstr (text, "cycl") : strstr (text, "period");
  const char *active = strstr (text, "activ"), *both = cyclic != NULL ? strstr (cyclic, "and") : NULL;
  Words words = { 0 };

  words.cyclic = cyclic != NULL || strstr (text, "mixed") != NULL;
  words.change = strstr (text, "change") != NULL || strstr (text, "write") != NULL || strstr (text, "event") != NULL
                 || strstr (text, "spontan") != NULL || strstr (text, "trigger") != NULL
                 || strstr (text, "mixed") != NULL;
  words.active = active != NULL;
  /* "cyclicIfActive" is sent while active, "CyclicAndIfActive" and "CyclicIfActiveFast" always, and then faster. */
  words.faster = active != NULL && ((words.cyclic && strstr (text, "fast") != NULL) || (both != NULL && both < active));
  words.repeats = strstr (text, "repet") != NULL;
  return words;
}

/* Vector's own words name repetition where it is meant. */
static gboolean
is_event (const char *type)
{
  g_autofree char *text = g_ascii_strdown (type != NULL ? type : "", -1);

  return strstr (text, "event") != NULL || strstr (text, "spontan") != NULL || strstr (text, "trigger") != NULL
         || strstr (text, "mixed") != NULL;
}

gboolean
send_rule_is_plain (const SendRule *self)
{
  return !self->on_change && self->active == ACTIVE_IGNORED && self->min_gap == 0;
}

gboolean
send_rule_equal (const SendRule *a, const SendRule *b)
{
  return a->on_change == b->on_change && a->repeats == b->repeats && a->fast == b->fast && a->min_gap == b->min_gap
         && a->delay == b->delay && a->active == b->active;
}

void
send_rule_read (SendRule *self, const Message *message, int64_t *period)
{
  Words words = read_words (message->send_type);
  gboolean says = words.cyclic || words.change || words.active, any = says;
  gboolean repeats = words.repeats || is_event (message->send_type);

  for (guint i = 0; i < message->n_signals; i++)
    {
      Words signal = read_words (message->signals[i].send_type);

      words.change = words.change || signal.change;
      words.active = words.active || (signal.active && !words.cyclic);
      words.faster = words.faster || (signal.active && words.cyclic);
      words.cyclic = words.cyclic || (signal.cyclic && !says);
      repeats = repeats || signal.repeats;
      any = any || signal.cyclic || signal.change || signal.active;
    }
  *self = (SendRule){ .on_change = words.change,
                      .repeats = repeats ? (guint) CLAMP (message->n_repetitions, 0, (int) SEND_RULE_MAX_REPEATS) : 0,
                      .fast = message->cycle_time_fast * MS,
                      .min_gap = message->delay_time * MS,
                      .delay = message->start_delay_time * MS,
                      .active = words.faster   ? ACTIVE_FASTER
                                : words.active ? ACTIVE_ONLY
                                               : ACTIVE_IGNORED };
  *period = words.cyclic || words.active || !any ? MAX (message->cycle_time, 0) * MS : 0;
  if (*period == 0 && self->active != ACTIVE_IGNORED)
    *period = self->fast;
  if (*period == 0)
    self->active = ACTIVE_IGNORED; /* nothing says how often */
}

static void
add_bits (const CanSignal *signal, uint8_t *mask, uint8_t *values, uint64_t bits)
{
  if (signal->layout.end_byte > CAN_FRAME_MAX_LEN)
    return;
  signal_layout_store (&signal->layout, mask, UINT64_MAX);
  if (values != NULL)
    signal_layout_store (&signal->layout, values, bits);
}

void
send_masks_read (SendMasks *self, const Message *message)
{
  Words all = read_words (message != NULL ? message->send_type : NULL);
  gboolean any_change = FALSE, any_active = FALSE;

  memset (self, 0, sizeof *self);
  for (guint i = 0; message != NULL && i < message->n_signals; i++)
    {
      const CanSignal *signal = &message->signals[i];
      Words words = read_words (signal->send_type);
      uint64_t bits = 0;

      if (!can_signal_encode (signal, signal->inactive_value, ENCODE_RAW | ENCODE_CLIP, &bits, NULL))
        bits = 0;
      if (words.change || all.change)
        add_bits (signal, self->change, NULL, 0);
      if (words.active || all.active)
        add_bits (signal, self->active, self->inactive, bits);
      any_change |= words.change || all.change;
      any_active |= words.active || all.active;
    }
  if (!any_change)
    memset (self->change, 0xFF, sizeof self->change);
  if (!any_active)
    memset (self->active, 0xFF, sizeof self->active);
}

gboolean
send_masks_changed (const SendMasks *self, const uint8_t *before, const uint8_t *after)
{
  for (guint i = 0; i < CAN_FRAME_MAX_LEN; i++)
    if (((before[i] ^ after[i]) & self->change[i]) != 0)
      return TRUE;
  return FALSE;
}

gboolean
send_masks_active (const SendMasks *self, const uint8_t *data)
{
  for (guint i = 0; i < CAN_FRAME_MAX_LEN; i++)
    if (((data[i] ^ self->inactive[i]) & self->active[i]) != 0)
      return TRUE;
  return FALSE;
}
