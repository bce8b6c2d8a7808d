/* wire-event.c: what a listener hands over: whole frames, and error frames that say what was wrong where.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "samples/wire-decoder-private.h"

#include "core/can-error.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

#define CLOCK_BITS 20 /* between two edges, to measure the sender's clock by */

static uint8_t
location_of (FrameField field)
{
  /* linux/can/error.h, CAN_ERR_PROT_LOC_… */
  switch (field)
    {
    case FRAME_FIELD_SOF:
      return 0x03;
    case FRAME_FIELD_ID:
      return 0x02;
    case FRAME_FIELD_SRR:
      return 0x04;
    case FRAME_FIELD_IDE:
      return 0x05;
    case FRAME_FIELD_ID_LOW:
      return 0x07;
    case FRAME_FIELD_RTR:
    case FRAME_FIELD_RRS:
      return 0x0C;
    case FRAME_FIELD_R1:
    case FRAME_FIELD_FDF:
      return 0x0D;
    case FRAME_FIELD_R0:
    case FRAME_FIELD_RES:
      return 0x09;
    case FRAME_FIELD_DLC:
      return 0x0B;
    case FRAME_FIELD_DATA:
      return 0x0A;
    case FRAME_FIELD_STUFF_COUNT:
    case FRAME_FIELD_PARITY:
    case FRAME_FIELD_CRC:
      return CAN_ERROR_LOCATION_CRC;
    case FRAME_FIELD_CRC_DELIMITER:
      return 0x18;
    case FRAME_FIELD_ACK:
      return CAN_ERROR_LOCATION_ACK;
    case FRAME_FIELD_ACK_DELIMITER:
      return 0x1B;
    case FRAME_FIELD_EOF:
      return 0x1A;
    case FRAME_FIELD_INTERMISSION:
      return 0x12;
    default:
      return 0;
    }
}

static void
fill_error (WireDecoder *self)
{
  WireEvent *event = &self->event;
  CanFrame *frame = &event->frame;

  memset (event->payload, 0, sizeof event->payload);
  frame->flags = 0;
  frame->len = frame->dlc = 8;
  frame->id = CAN_ID_ERROR | CAN_ERROR_BUS_ERROR | CAN_ERROR_PROTOCOL;
  event->payload[3] = location_of (event->field);
  switch (event->fault)
    {
    case WIRE_FAULT_STUFF:
    case WIRE_FAULT_FIXED:
      event->payload[2] = 0x04;
      break;
    case WIRE_FAULT_FORM:
      event->payload[2] = 0x02;
      break;
    case WIRE_FAULT_OVERLOAD:
      frame->id = CAN_ID_ERROR | CAN_ERROR_PROTOCOL;
      event->payload[2] = 0x20;
      break;
    case WIRE_FAULT_CRC:
      event->payload[3] = CAN_ERROR_LOCATION_CRC;
      break;
    case WIRE_FAULT_ACK:
      frame->id = CAN_ID_ERROR | CAN_ERROR_BUS_ERROR | CAN_ERROR_NO_ACK;
      event->payload[3] = 0;
      break;
    default:
      break;
    }
}

void
wire_frame_emit (WireDecoder *self, double end)
{
  WireEvent *event = &self->event;

  event->start = self->sof;
  event->end = end;
  event->frame.time = (int64_t) llround (self->sof * self->ns_per_tick);
  event->frame.data = event->payload;
  event->n_bits = self->bit;
  event->has_clock = self->clock_bits >= CLOCK_BITS;
  if (event->has_clock)
    event->clock_ppm = (self->clock_bits * self->bits[0] / (self->clock_edge - self->sof) - 1) * 1e6;
  if (event->fault != WIRE_FAULT_NONE)
    fill_error (self);
  self->sink (event, self->data);
}

void
wire_frame_wait (WireDecoder *self, guint bits)
{
  self->state = STATE_WAIT;
  self->wanted = bits;
  self->fast = 0;
}

void
wire_frame_fail (WireDecoder *self, WireFault fault, guint flag)
{
  WireEvent *event = &self->event;

  event->fault = fault;
  event->field = self->field;
  event->bit = self->bit > 0 ? self->bit - 1 : 0;
  event->flag = flag;
  event->objected = flag > 0 && event->bit + 1 >= flag ? event->bit + 1 - flag : event->bit;
  event->passive = FALSE;
  self->fast = 0;
  if (flag > 0)
    {
      self->state = STATE_FLAG;
      return;
    }
  event->passive = fault == WIRE_FAULT_STUFF;
  wire_frame_emit (self, self->next);
  wire_frame_wait (self, fault == WIRE_FAULT_STUFF ? WIRE_IDLE_BITS - 6 : WIRE_IDLE_BITS);
}
