/* trigger.c: when a trigger fires.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/trigger-private.h"

#include "base/i18n.h"
#include "core/frame-bits.h"

#include "base/banned.h"

#define NS G_GINT64_CONSTANT (1000000000)
#define SLICE (NS / TRIGGER_SLICES)
#define SET_BACK                                                                                                       \
  NS /* a clock that goes back by more was set back; by less, frames of several buses came out of order */

/* --- Frames --- */

static char *
take_expression (Trigger *self, const FrameStore *store, uint64_t row, const CanFrame *frame)
{
  gint64 key = (gint64) frame->channel << 32 | frame->id;
  gboolean matches = filter_match (self->program, store, row);
  gpointer before = g_hash_table_lookup (self->matched, &key);

  /* Only identifiers that matched once are kept: few. */
  if (matches == (before != NULL))
    return NULL;
  if (!matches)
    {
      g_hash_table_remove (self->matched, &key);
      return NULL;
    }
  g_hash_table_insert (self->matched, g_memdup2 (&key, sizeof key), GINT_TO_POINTER (TRUE));
  return g_strdup (filter_program_get_text (self->program));
}

static gboolean
is_its_frame (const Trigger *self, const CanFrame *frame)
{
  return (frame->id & ~CAN_ID_REMOTE) == self->id;
}

static char *
dup_id (const Trigger *self)
{
  return g_strdup_printf (can_id_is_extended (self->id) ? "%08X" : "%03X", can_id_number (self->id));
}

static char *
take_absent_time (Trigger *self, int64_t now)
{
  g_autofree char *id = NULL;

  if (!self->seen || now < self->last - SET_BACK)
    {
      self->seen = TRUE;
      self->last = now;
    }
  if (self->gone || now - self->last < self->period)
    return NULL;
  self->gone = TRUE;
  id = dup_id (self);
  return g_strdup_printf (_ ("no %s for %.6g s"), id, (double) self->period / NS);
}

static char *
take_absent (Trigger *self, const CanFrame *frame)
{
  char *reason = take_absent_time (self, frame->time);

  if (is_its_frame (self, frame))
    {
      self->last = MAX (self->last, frame->time);
      self->gone = FALSE;
    }
  return reason;
}

static char *
take_cycle (Trigger *self, const CanFrame *frame)
{
  int64_t gap = frame->time - self->last;
  double off = ((double) gap - (double) self->period) / (double) self->period;
  gboolean first = !self->seen || gap < -SET_BACK;
  g_autofree char *id = NULL;

  if (!is_its_frame (self, frame))
    return NULL;
  self->seen = TRUE;
  self->last = frame->time;
  if (first || (off <= self->share && off >= -self->share))
    return NULL;
  id = dup_id (self);
  return g_strdup_printf (_ ("%s after %.6g ms instead of %.6g"), id, (double) gap / 1e6, (double) self->period / 1e6);
}

static char *
take_error (Trigger *self, const FrameStore *store, uint64_t row, const CanFrame *frame)
{
  if (!(frame->id & CAN_ID_ERROR) || (self->program != NULL && !filter_match (self->program, store, row)))
    return NULL;
  return g_strdup (self->text);
}

/* What an error frame tells of the controller; UNKNOWN: nothing. */
static BusState
frame_state (const CanFrame *frame)
{
  uint8_t details = frame->len > 1 ? frame->data[1] : 0;

  if (!(frame->id & CAN_ID_ERROR))
    return BUS_STATE_UNKNOWN;
  if (frame->id & CAN_ERROR_BUS_OFF)
    return BUS_STATE_OFF;
  if (frame->id & CAN_ERROR_RESTARTED)
    return BUS_STATE_ACTIVE;
  if (!(frame->id & CAN_ERROR_CONTROLLER))
    return BUS_STATE_UNKNOWN;
  if (details & 0x30)
    return BUS_STATE_PASSIVE;
  if (details & 0x0C)
    return BUS_STATE_WARNING;
  return details & 0x40 ? BUS_STATE_ACTIVE : BUS_STATE_UNKNOWN;
}

char *
trigger_take_state (Trigger *self, uint8_t channel, const char *name, BusState state)
{
  BusState before = self->states[channel];

  if (self->kind != TRIGGER_STATE || state < BUS_STATE_ACTIVE || state > BUS_STATE_OFF)
    return NULL;
  self->states[channel] = (uint8_t) state;
  if (state < self->state || before >= self->state)
    return NULL;
  return g_strdup_printf ("%s: %s", name, bus_state_text (state));
}

/* Other slices than those of the last second are forgotten. */
static TriggerLoad *
advance_load (Trigger *self, uint8_t channel, int64_t time)
{
  TriggerLoad *load = self->loads[channel];
  int64_t slice = time / SLICE;

  if (load == NULL)
    load = self->loads[channel] = g_new0 (TriggerLoad, 1);
  if (slice < load->slice - TRIGGER_SLICES || slice >= load->slice + TRIGGER_SLICES)
    *load = (TriggerLoad){ .slice = slice, .above = load->above };
  while (load->slice < slice)
    load->taken[++load->slice % TRIGGER_SLICES] = 0;
  return load;
}

static char *
take_load (Trigger *self, const FrameStore *store, const CanFrame *frame)
{
  const TraceInfo *info = frame_store_get_info (store);
  uint32_t bitrate, data_bitrate;
  FrameBitCount count;
  TriggerLoad *load;
  int64_t sum = 0;
  double share;
  gboolean before;

  trace_info_get_bitrate (info, frame->channel, &bitrate, &data_bitrate);
  if (bitrate == 0 || frame->time < 0)
    return NULL;
  load = advance_load (self, frame->channel, frame->time);
  can_frame_count_bits (frame, &count);
  load->taken[MIN (frame->time / SLICE, load->slice) % TRIGGER_SLICES]
      += can_frame_duration (&count, bitrate, data_bitrate);
  for (guint i = 0; i < TRIGGER_SLICES; i++)
    sum += load->taken[i];
  share = (double) sum / NS;
  before = load->above;
  load->above = share > self->share;
  if (before || !load->above)
    return NULL;
  return g_strdup_printf (_ ("%s: load %.0f %%"), trace_info_channel_name (info, frame->channel), share * 100);
}

char *
trigger_take_frame (Trigger *self, const FrameStore *store, uint64_t row, const CanFrame *frame)
{
  BusState state;

  switch (self->kind)
    {
    case TRIGGER_EXPRESSION:
      return take_expression (self, store, row, frame);
    case TRIGGER_ABSENT:
      return take_absent (self, frame);
    case TRIGGER_CYCLE:
      return take_cycle (self, frame);
    case TRIGGER_ERROR:
      return take_error (self, store, row, frame);
    case TRIGGER_STATE:
      state = frame_state (frame);
      return trigger_take_state (self, frame->channel,
                                 trace_info_channel_name (frame_store_get_info (store), frame->channel), state);
    case TRIGGER_LOAD:
      return take_load (self, store, frame);
    case TRIGGER_TIME:
    case TRIGGER_KEY:
    default:
      return NULL;
    }
}

/* --- Time --- */

/* The next time that the clock shows second, after now. On a day that has no such time it is an hour later. */
static int64_t
next_time (guint second, int64_t now)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_local (now / NS);
  int64_t found = 0;

  for (int day = 0; day < 3 && found <= now; day++)
    {
      g_autoptr (GDateTime) there = g_date_time_add_days (moment, day);
      g_autoptr (GDateTime) wanted = g_date_time_new_local (g_date_time_get_year (there), g_date_time_get_month (there),
                                                            g_date_time_get_day_of_month (there), (int) second / 3600,
                                                            (int) second / 60 % 60, second % 60);

      found = wanted != NULL ? g_date_time_to_unix (wanted) * NS : 0;
    }
  return found;
}

static char *
take_clock (Trigger *self, int64_t now)
{
  gboolean fires = self->next != 0 && now >= self->next;

  if (fires || self->next == 0 || self->next - now > 26 * 3600 * NS) /* the clock was set back */
    self->next = next_time (self->second, now);
  return fires ? g_strdup (self->text) : NULL;
}

char *
trigger_take_time (Trigger *self, int64_t now)
{
  switch (self->kind)
    {
    case TRIGGER_ABSENT:
      return take_absent_time (self, now);
    case TRIGGER_TIME:
      return take_clock (self, now);
    default:
      return NULL;
    }
}
