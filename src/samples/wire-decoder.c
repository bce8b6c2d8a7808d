/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "samples/wire-decoder-private.h"

#include "base/i18n.h"

#include <math.h>

#include "base/banned.h"

const char *
wire_fault_name (WireFault fault)
{
  static const char *const names[] = {
    [WIRE_FAULT_NONE] = N_ ("none"),
    [WIRE_FAULT_STUFF] = N_ ("stuff error"),
    [WIRE_FAULT_FORM] = N_ ("form error"),
    [WIRE_FAULT_CRC] = N_ ("CRC error"),
    [WIRE_FAULT_ACK] = N_ ("not acknowledged"),
    [WIRE_FAULT_FIXED] = N_ ("fixed stuff bit wrong"),
    [WIRE_FAULT_OVERLOAD] = N_ ("overload frame"),
    [WIRE_FAULT_END] = N_ ("recording ends"),
  };

  return names[fault];
}

WireDecoder *
wire_decoder_new (const WireSetting *setting, double tick_rate, WireSink sink, gpointer data)
{
  WireDecoder *self = g_new0 (WireDecoder, 1);
  WireSetting s = *setting;

  wire_setting_complete (&s);
  self->sink = sink;
  self->data = data;
  self->ns_per_tick = 1e9 / tick_rate;
  self->bits[0] = tick_rate / s.bitrate;
  self->bits[1] = tick_rate / s.data_bitrate;
  self->points[0] = s.point * self->bits[0];
  self->points[1] = s.data_point * self->bits[1];
  self->non_iso = s.non_iso;
  self->state = STATE_WAIT;
  self->level = TRUE;
  self->wanted = WIRE_IDLE_BITS;
  self->held = -1;
  self->next = self->points[0];
  self->edge_error = NAN;
  return self;
}

void
wire_decoder_set_probe (WireDecoder *self, WireProbe probe, gpointer data)
{
  self->probe = probe;
  self->probe_data = data;
}

void
wire_decoder_free (WireDecoder *self)
{
  g_free (self);
}

void
wire_decoder_set_glitch (WireDecoder *self, double ticks)
{
  self->glitch = ticks;
}

int64_t
wire_decoder_pending (const WireDecoder *self)
{
  return self->state == STATE_FRAME || self->state == STATE_FLAG ? (int64_t) self->sof : INT64_MAX;
}

/* --- Time --- */

static void
tell_probe (WireDecoder *self)
{
  WireBit bit = { .start = self->next - self->points[self->fast],
                  .point = self->next,
                  .edge_error = self->edge_error,
                  .kind = self->state == STATE_FRAME  ? wire_frame_next_kind (self)
                          : self->state == STATE_FLAG ? WIRE_BIT_FLAG
                                                      : WIRE_BIT_WAIT,
                  .field = self->field,
                  .number = self->bit,
                  .recessive = self->level,
                  .fast = self->fast != 0 };

  if (bit.kind == WIRE_BIT_FLAG && bit.recessive)
    bit.kind = WIRE_BIT_WAIT;
  if (self->state == STATE_WAIT)
    self->bit++;
  self->probe (&bit, self->probe_data);
}

static void
sample (WireDecoder *self)
{
  gboolean bit = self->level;
  guint before = self->fast;

  if (G_UNLIKELY (self->probe != NULL) && self->state != STATE_IDLE)
    tell_probe (self);
  self->edge_error = NAN;
  self->sampled = bit;
  self->synced = FALSE;
  switch (self->state)
    {
    case STATE_FRAME:
      wire_frame_take (self, bit);
      break;
    case STATE_FLAG:
      wire_frame_take_flag (self, bit);
      break;
    case STATE_WAIT:
      self->wanted = bit ? self->wanted - 1 : WIRE_IDLE_BITS;
      if (self->wanted == 0)
        self->state = STATE_IDLE;
      break;
    case STATE_IDLE:
      break;
    }
  /* The rest of this bit and the beginning of the next, one bit together: the rate changes at the sample point. */
  self->next += self->bits[self->fast];
  if (self->fast != before)
    self->free = TRUE;
}

/* A line that is held down, maybe for hours. */
static void
skip_dominant (WireDecoder *self, double time)
{
  double n = floor ((time - self->next) / self->bits[0]) + 1;

  if (self->state == STATE_FLAG)
    {
      self->event.flag += (guint) MIN (n, 1e6);
      self->bit += (guint) MIN (n, 1e6);
    }
  self->wanted = WIRE_IDLE_BITS;
  self->sampled = self->synced = FALSE;
  self->next += n * self->bits[0];
}

static inline void
run_until (WireDecoder *self, double time)
{
  while (self->next < time && self->state != STATE_IDLE)
    if (!self->level && self->state != STATE_FRAME && self->probe == NULL)
      skip_dominant (self, time);
    else
      sample (self);
}

/* An edge to dominant within a frame. */
static void
resynchronise (WireDecoder *self, double time)
{
  double bit = self->bits[self->fast], point = self->points[self->fast], start = self->next - point;
  double error = time - start, jump = bit - point;
  gboolean hard = self->free || (self->state == STATE_FRAME && self->field == FRAME_FIELD_RES && self->in_field == 0);

  if (!self->sampled || self->synced)
    return;
  self->synced = TRUE;
  if (!self->free)
    self->edge_error = error;
  if (!hard)
    {
      if (fabs (error) > self->event.jitter)
        self->event.jitter = fabs (error);
      error = CLAMP (error, -jump, jump);
    }
  self->free = FALSE;
  self->next += error;
  if (self->state == STATE_FRAME && self->fast == 0 && self->field < FRAME_FIELD_CRC_DELIMITER
      && !(self->event.frame.flags & CAN_BRS))
    {
      self->clock_edge = time;
      self->clock_bits = self->bit;
    }
}

static void
take_edge (WireDecoder *self, int64_t when, gboolean recessive)
{
  double time = (double) when;

  if (recessive == self->level)
    return;
  run_until (self, time);
  self->level = recessive;
  if (recessive)
    return;
  /* The third bit of the intermission is as good as idle. */
  if (self->state == STATE_IDLE
      || (self->state == STATE_FRAME && self->field == FRAME_FIELD_INTERMISSION && self->in_field == 2))
    {
      wire_frame_begin (self, time);
      self->next = time + self->points[0];
      self->synced = TRUE;
      self->edge_error = 0;
      return;
    }
  if (self->state != STATE_WAIT)
    resynchronise (self, time);
  else
    self->next = time + self->points[0];
}

void
wire_decoder_edge (WireDecoder *self, int64_t time, gboolean recessive)
{
  if (self->glitch <= 0)
    {
      take_edge (self, time, recessive);
      return;
    }
  if (self->held >= 0)
    {
      if (recessive == self->held_level)
        return;
      if ((double) (time - self->held) < self->glitch)
        {
          self->held = -1;
          return;
        }
      take_edge (self, self->held, self->held_level);
      self->held = -1;
    }
  if (recessive == self->level)
    return;
  self->held = time;
  self->held_level = recessive;
}

void
wire_decoder_advance (WireDecoder *self, int64_t time)
{
  if (self->held >= 0 && (double) (time - self->held) >= self->glitch)
    {
      take_edge (self, self->held, self->held_level);
      self->held = -1;
    }
  if (self->held < 0)
    run_until (self, (double) time);
}

void
wire_decoder_finish (WireDecoder *self, int64_t time)
{
  if (self->held >= 0)
    take_edge (self, self->held, self->held_level);
  self->held = -1;
  run_until (self, (double) time);
  if (self->state == STATE_FLAG)
    wire_frame_emit (self, (double) time);
  else if (self->state == STATE_FRAME && self->field != FRAME_FIELD_INTERMISSION)
    {
      self->event.fault = WIRE_FAULT_END;
      self->event.field = self->field;
      self->event.bit = self->event.objected = self->bit;
      wire_frame_emit (self, (double) time);
    }
  self->state = STATE_WAIT;
  self->wanted = WIRE_IDLE_BITS;
}
