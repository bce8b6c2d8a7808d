/* wire-frame.c: the bits of a frame, one after the other: fields, stuff bits, CRC, what fails.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "samples/wire-decoder-private.h"

#include <string.h>

#include "base/banned.h"

#define CRC_15 0x4599u
#define CRC_17 0x1685Bu
#define CRC_21 0x102899u
#define IDLE_AFTER_FLAG 10 /* delimiter and two bits of intermission: the next may be SOF */

/* --- Fields --- */

static void
expect (WireDecoder *self, FrameField field, guint bits)
{
  self->field = field;
  self->wanted_bits = bits;
  self->in_field = 0;
  self->value = 0;
}

void
wire_frame_begin (WireDecoder *self, double start)
{
  memset (&self->event, 0, sizeof self->event);
  self->state = STATE_FRAME;
  self->sof = self->clock_edge = start;
  self->clock_bits = 0;
  self->bit = self->run = 0;
  self->last = TRUE;
  self->dynamic = TRUE;
  self->fast = 0;
  self->free = FALSE;
  self->stuffed = self->bytes = 0;
  self->bad_crc = self->is_fd = self->brs = FALSE;
  self->crc_bits = 0;
  self->crcs[0] = 0;
  self->crcs[1] = self->non_iso ? 0 : 1u << 16;
  self->crcs[2] = self->non_iso ? 0 : 1u << 20;
  expect (self, FRAME_FIELD_SOF, 1);
}

static inline void
feed_crc (uint32_t *crc, guint bits, uint32_t polynomial, guint bit)
{
  guint top = *crc >> (bits - 1) & 1;

  *crc = *crc << 1 & ((1u << bits) - 1);
  if (top != bit)
    *crc ^= polynomial;
}

static void
end_of_data (WireDecoder *self)
{
  if (!self->is_fd)
    {
      self->crc = self->crcs[0];
      expect (self, FRAME_FIELD_CRC, 15);
      return;
    }
  self->dynamic = FALSE;
  self->fixed = 4; /* the first bit is a fixed stuff bit */
  if (self->non_iso)
    expect (self, FRAME_FIELD_CRC, self->crc_bits);
  else
    expect (self, FRAME_FIELD_STUFF_COUNT, 3);
}

static void
end_of_dlc (WireDecoder *self)
{
  CanFrame *frame = &self->event.frame;

  frame->dlc = (uint8_t) self->value;
  frame->len = frame->id & CAN_ID_REMOTE ? 0 : can_dlc_to_len (frame->dlc, self->is_fd);
  if (self->is_fd)
    frame->flags |= CAN_FD;
  self->crc_bits = !self->is_fd ? 15 : frame->len > 16 ? 21 : 17;
  if (frame->len > 0)
    expect (self, FRAME_FIELD_DATA, 8);
  else
    end_of_data (self);
}

static void
end_of_data_byte (WireDecoder *self)
{
  guint done = self->bytes++;

  self->event.payload[done] = (uint8_t) self->value;
  if (done + 1 < self->event.frame.len)
    expect (self, FRAME_FIELD_DATA, 8);
  else
    end_of_data (self);
}

static void
end_of_stuff_count (WireDecoder *self)
{
  static const uint8_t gray[8] = { 0, 1, 3, 2, 6, 7, 5, 4 };

  if (self->value != gray[self->stuffed % 8])
    self->bad_crc = TRUE;
  self->crc_read = (uint32_t) self->value;
  expect (self, FRAME_FIELD_PARITY, 1);
}

static void
end_of_parity (WireDecoder *self)
{
  guint ones = (self->crc_read & 1) + (self->crc_read >> 1 & 1) + (self->crc_read >> 2 & 1);

  if ((ones + self->value) % 2 != 0)
    self->bad_crc = TRUE;
  expect (self, FRAME_FIELD_CRC, self->crc_bits);
}

static void
end_of_crc (WireDecoder *self)
{
  uint32_t counted = self->crc_bits == 15 ? self->crc : self->crcs[self->crc_bits == 17 ? 1 : 2];

  if (self->value != counted)
    self->bad_crc = TRUE;
  /* A stuff bit that is due here would stand in front of the delimiter; ISO 11898-1 has it in classic frames. */
  if (self->dynamic && self->run == 5)
    return;
  self->dynamic = FALSE;
  expect (self, FRAME_FIELD_CRC_DELIMITER, 1);
}

static void
good_frame (WireDecoder *self)
{
  wire_frame_emit (self, self->next - self->points[0] + self->bits[0]);
}

/* SOF, identifiers and what tells how long they are. */
static void
end_of_arbitration (WireDecoder *self, gboolean bit)
{
  CanFrame *frame = &self->event.frame;

  switch (self->field)
    {
    case FRAME_FIELD_SOF:
      expect (self, FRAME_FIELD_ID, 11);
      break;
    case FRAME_FIELD_ID:
      frame->id = (uint32_t) self->value;
      expect (self, FRAME_FIELD_SRR, 1);
      break;
    case FRAME_FIELD_SRR: /* RTR or RRS, if the identifier turns out to be short */
      self->brs = bit;
      expect (self, FRAME_FIELD_IDE, 1);
      break;
    case FRAME_FIELD_IDE:
      if (bit)
        expect (self, FRAME_FIELD_ID_LOW, 18);
      else
        {
          frame->id |= self->brs ? CAN_ID_REMOTE : 0;
          expect (self, FRAME_FIELD_FDF, 1);
        }
      break;
    case FRAME_FIELD_ID_LOW:
      frame->id = (frame->id << 18 | (uint32_t) self->value) | CAN_ID_EXTENDED;
      expect (self, FRAME_FIELD_RTR, 1);
      break;
    default: /* RTR */
      frame->id |= bit ? CAN_ID_REMOTE : 0;
      expect (self, FRAME_FIELD_FDF, 1);
      break;
    }
}

static void
end_of_control (WireDecoder *self, gboolean bit)
{
  CanFrame *frame = &self->event.frame;

  switch (self->field)
    {
    case FRAME_FIELD_FDF: /* r0 or r1 of classic frames */
      self->is_fd = bit;
      if (bit)
        expect (self, FRAME_FIELD_RES, 1);
      else if (can_id_is_extended (frame->id))
        expect (self, FRAME_FIELD_R0, 1);
      else
        expect (self, FRAME_FIELD_DLC, 4);
      break;
    case FRAME_FIELD_R0:
      expect (self, FRAME_FIELD_DLC, 4);
      break;
    case FRAME_FIELD_RES:
      if (bit) /* CAN XL or later: not for this listener */
        wire_frame_fail (self, WIRE_FAULT_FORM, 0);
      else
        expect (self, FRAME_FIELD_BRS, 1);
      frame->id &= ~CAN_ID_REMOTE; /* RRS */
      break;
    case FRAME_FIELD_BRS:
      frame->flags |= bit ? CAN_BRS : 0;
      expect (self, FRAME_FIELD_ESI, 1);
      if (bit)
        self->fast = 1;
      break;
    case FRAME_FIELD_ESI:
      frame->flags |= bit ? CAN_ESI : 0;
      expect (self, FRAME_FIELD_DLC, 4);
      break;
    default:
      end_of_dlc (self);
      break;
    }
}

/* What is not stuffed: the CRC's delimiter and all behind it. */
static void
end_of_trailer (WireDecoder *self, gboolean bit)
{
  WireEvent *event = &self->event;

  switch (self->field)
    {
    case FRAME_FIELD_CRC_DELIMITER:
      self->fast = 0;
      if (!bit)
        wire_frame_fail (self, self->bad_crc ? WIRE_FAULT_CRC : WIRE_FAULT_FORM, 1);
      else
        expect (self, FRAME_FIELD_ACK, 1);
      break;
    case FRAME_FIELD_ACK:
      event->acked = !bit;
      expect (self, FRAME_FIELD_ACK_DELIMITER, 1);
      break;
    case FRAME_FIELD_ACK_DELIMITER:
      if (!bit)
        wire_frame_fail (self, self->bad_crc ? WIRE_FAULT_CRC : !event->acked ? WIRE_FAULT_ACK : WIRE_FAULT_FORM, 1);
      else
        expect (self, FRAME_FIELD_EOF, 7);
      break;
    case FRAME_FIELD_EOF:
      if (self->bad_crc)
        {
          wire_frame_fail (self, WIRE_FAULT_CRC, 0);
          return;
        }
      good_frame (self);
      expect (self, FRAME_FIELD_INTERMISSION, 3);
      break;
    default: /* intermission */
      self->state = STATE_IDLE;
      break;
    }
}

/* The last bit of a field, no stuff bit. */
static void
end_of_field (WireDecoder *self)
{
  gboolean bit = self->value & 1;

  switch (self->field)
    {
    case FRAME_FIELD_SOF:
    case FRAME_FIELD_ID:
    case FRAME_FIELD_SRR:
    case FRAME_FIELD_IDE:
    case FRAME_FIELD_ID_LOW:
    case FRAME_FIELD_RTR:
      end_of_arbitration (self, bit);
      break;
    case FRAME_FIELD_FDF:
    case FRAME_FIELD_R0:
    case FRAME_FIELD_RES:
    case FRAME_FIELD_BRS:
    case FRAME_FIELD_ESI:
    case FRAME_FIELD_DLC:
      end_of_control (self, bit);
      break;
    case FRAME_FIELD_DATA:
      end_of_data_byte (self);
      break;
    case FRAME_FIELD_STUFF_COUNT:
      end_of_stuff_count (self);
      break;
    case FRAME_FIELD_PARITY:
      end_of_parity (self);
      break;
    case FRAME_FIELD_CRC:
      end_of_crc (self);
      break;
    case FRAME_FIELD_CRC_DELIMITER:
    case FRAME_FIELD_ACK:
    case FRAME_FIELD_ACK_DELIMITER:
    case FRAME_FIELD_EOF:
    case FRAME_FIELD_INTERMISSION:
      end_of_trailer (self, bit);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* --- Bits --- */

static inline gboolean
is_after_crc (FrameField field)
{
  return field >= FRAME_FIELD_CRC_DELIMITER;
}

static void
count_crc (WireDecoder *self, gboolean bit, gboolean stuff)
{
  gboolean known = self->field >= FRAME_FIELD_DLC; /* which kind of frame it is */

  if (!stuff && !(known && self->is_fd))
    feed_crc (&self->crcs[0], 15, CRC_15, bit);
  if (known && !self->is_fd)
    return;
  if (!(self->crc_bits == 21))
    feed_crc (&self->crcs[1], 17, CRC_17, bit);
  if (!(self->crc_bits == 17))
    feed_crc (&self->crcs[2], 21, CRC_21, bit);
}

WireBitKind
wire_frame_next_kind (const WireDecoder *self)
{
  if (is_after_crc (self->field))
    return WIRE_BIT_FRAME;
  if (self->dynamic)
    return self->run == 5 ? WIRE_BIT_STUFF : WIRE_BIT_FRAME;
  return self->fixed == 4 ? WIRE_BIT_FIXED : WIRE_BIT_FRAME;
}

/* Dominant bits where there must be none: EOF and intermission. */
static void
stray_dominant (WireDecoder *self)
{
  WireEvent *event = &self->event;

  if (self->field == FRAME_FIELD_EOF && self->in_field < 6)
    {
      wire_frame_fail (self, self->bad_crc ? WIRE_FAULT_CRC : WIRE_FAULT_FORM, 1);
      return;
    }
  if (self->field == FRAME_FIELD_EOF) /* receivers have taken it */
    {
      if (self->bad_crc)
        {
          wire_frame_fail (self, WIRE_FAULT_CRC, 1);
          return;
        }
      good_frame (self);
    }
  event->jitter = 0;
  self->clock_bits = 0;
  self->sof = self->next - self->points[0];
  wire_frame_fail (self, WIRE_FAULT_OVERLOAD, 1);
  event->bit = event->objected = 0;
}

static void
take_bit (WireDecoder *self, gboolean bit)
{
  self->in_field++;
  self->value = self->value << 1 | (bit != 0);
  if (self->in_field >= self->wanted_bits)
    end_of_field (self);
}

/* The CRC of FD frames: behind each four bits comes the opposite of the last. */
static void
take_fixed_stuffing (WireDecoder *self, gboolean bit)
{
  gboolean stuff = self->fixed == 4, same = bit == self->last;

  self->fixed = stuff ? 0 : self->fixed + 1;
  if (stuff && same)
    {
      wire_frame_fail (self, WIRE_FAULT_FIXED, bit ? 0 : 1);
      return;
    }
  self->last = bit;
  if (stuff)
    return;
  if (self->field != FRAME_FIELD_CRC)
    count_crc (self, bit, FALSE);
  take_bit (self, bit);
}

/* Everywhere else: behind five of a kind comes the opposite. */
static void
take_dynamic_stuffing (WireDecoder *self, gboolean bit, gboolean stuff)
{
  self->last = bit;
  if (!stuff)
    {
      if (self->field != FRAME_FIELD_CRC)
        count_crc (self, bit, FALSE);
      take_bit (self, bit);
      return;
    }
  self->stuffed++;
  if (self->field == FRAME_FIELD_CRC && self->in_field == self->wanted_bits)
    {
      self->dynamic = FALSE; /* the one behind the last bit of the CRC */
      expect (self, FRAME_FIELD_CRC_DELIMITER, 1);
    }
  else if (self->field != FRAME_FIELD_CRC)
    count_crc (self, bit, TRUE);
}

void
wire_frame_take (WireDecoder *self, gboolean bit)
{
  gboolean stuff = self->dynamic && self->run == 5;

  self->bit++;
  if (is_after_crc (self->field))
    {
      if (!bit && (self->field == FRAME_FIELD_EOF || self->field == FRAME_FIELD_INTERMISSION))
        stray_dominant (self);
      else
        take_bit (self, bit);
      return;
    }
  if (stuff && bit == self->last)
    {
      self->run = 0;
      wire_frame_fail (self, WIRE_FAULT_STUFF, bit ? 0 : 6);
      return;
    }
  self->run = bit == self->last ? self->run + 1 : 1;
  if (self->dynamic)
    take_dynamic_stuffing (self, bit, stuff);
  else
    take_fixed_stuffing (self, bit);
}

void
wire_frame_take_flag (WireDecoder *self, gboolean bit)
{
  self->bit++;
  if (!bit)
    {
      self->event.flag++;
      return;
    }
  wire_frame_emit (self, self->next - self->points[0]);
  wire_frame_wait (self, IDLE_AFTER_FLAG - 1);
}
