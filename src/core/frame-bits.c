/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/frame-bits.h"

#include <string.h>

#include "base/banned.h"

static const char *const field_names[FRAME_N_FIELDS] = {
  [FRAME_FIELD_SOF] = "SOF",
  [FRAME_FIELD_ID] = "ID",
  [FRAME_FIELD_SRR] = "SRR",
  [FRAME_FIELD_IDE] = "IDE",
  [FRAME_FIELD_ID_LOW] = "ID extension",
  [FRAME_FIELD_RTR] = "RTR",
  [FRAME_FIELD_RRS] = "RRS",
  [FRAME_FIELD_R1] = "r1",
  [FRAME_FIELD_R0] = "r0",
  [FRAME_FIELD_FDF] = "FDF",
  [FRAME_FIELD_RES] = "res",
  [FRAME_FIELD_BRS] = "BRS",
  [FRAME_FIELD_ESI] = "ESI",
  [FRAME_FIELD_DLC] = "DLC",
  [FRAME_FIELD_DATA] = "Data",
  [FRAME_FIELD_STUFF_COUNT] = "Stuff count",
  [FRAME_FIELD_PARITY] = "Parity",
  [FRAME_FIELD_CRC] = "CRC",
  [FRAME_FIELD_CRC_DELIMITER] = "CRC delimiter",
  [FRAME_FIELD_ACK] = "ACK",
  [FRAME_FIELD_ACK_DELIMITER] = "ACK delimiter",
  [FRAME_FIELD_EOF] = "EOF",
  [FRAME_FIELD_INTERMISSION] = "IFS",
};

const char *
frame_field_name (FrameField field)
{
  g_return_val_if_fail (field < FRAME_N_FIELDS, "");
  return field_names[field];
}

/* --- Laying bits down --- */

typedef struct
{
  FrameBits *out;
  FrameSpan *field; /* that the next bit is of */
  uint8_t kind;     /* FRAME_BIT_FAST or 0, of the bits to come */

  gboolean stuffing; /* dynamically */
  guint last, run;   /* equal bits so far; 5: a stuff bit is due */

  uint32_t crc, polynomial; /* polynomial 0: not counted */
  guint crc_bits;
} Layout;

static void
feed_crc (Layout *self, guint bit)
{
  guint top = self->crc >> (self->crc_bits - 1) & 1;

  if (self->polynomial == 0)
    return;
  self->crc = self->crc << 1 & ((1u << self->crc_bits) - 1);
  if (top != bit)
    self->crc ^= self->polynomial;
}

static void
lay_bit (Layout *self, guint bit, guint kind)
{
  self->out->bits[self->out->n++] = (uint8_t) (bit | kind | self->kind);
}

static void
track_run (Layout *self, guint bit)
{
  self->run = bit == self->last ? self->run + 1 : 1;
  self->last = bit;
}

/* The stuff bit that five equal bits ask for; it counts as the first of the next five. The CRC of FD takes it in. */
static void
lay_due_stuff (Layout *self)
{
  if (!self->stuffing || self->run < 5)
    return;
  lay_bit (self, !self->last, FRAME_BIT_STUFF);
  track_run (self, !self->last);
  self->out->stuff_bits++;
  if (self->crc_bits != 15)
    feed_crc (self, self->last);
}

/* The stuff bit that is still due is the field's before. */
static void
begin_field (Layout *self, FrameField field)
{
  lay_due_stuff (self);
  if (self->field != NULL)
    self->field->n = (guint16) (self->out->n - self->field->first);
  self->field = &self->out->fields[field];
  self->field->first = (guint16) self->out->n;
}

static void
lay_value (Layout *self, uint32_t value, guint n)
{
  for (guint i = n; i-- > 0;)
    {
      guint bit = value >> i & 1;

      lay_due_stuff (self);
      feed_crc (self, bit);
      lay_bit (self, bit, 0);
      track_run (self, bit);
    }
}

static void
lay_field (Layout *self, FrameField field, uint32_t value, guint n)
{
  begin_field (self, field);
  lay_value (self, value, n);
}

/* --- Parts of a frame --- */

static void
lay_id (Layout *self, const CanFrame *frame, FrameField request, guint requested)
{
  uint32_t id = can_id_number (frame->id);

  lay_field (self, FRAME_FIELD_SOF, 0, 1);
  if (can_id_is_extended (frame->id))
    {
      lay_field (self, FRAME_FIELD_ID, id >> 18, 11);
      lay_field (self, FRAME_FIELD_SRR, 1, 1);
      lay_field (self, FRAME_FIELD_IDE, 1, 1);
      lay_field (self, FRAME_FIELD_ID_LOW, id & 0x3FFFF, 18);
      lay_field (self, request, requested, 1);
    }
  else
    {
      lay_field (self, FRAME_FIELD_ID, id & CAN_ID_MASK_STANDARD, 11);
      lay_field (self, request, requested, 1);
      lay_field (self, FRAME_FIELD_IDE, 0, 1);
    }
}

static void
lay_data (Layout *self, const uint8_t *data, guint len)
{
  if (len > 0)
    begin_field (self, FRAME_FIELD_DATA);
  for (guint i = 0; i < len; i++)
    lay_value (self, data[i], 8);
}

static void
lay_end (Layout *self)
{
  self->kind = 0;
  lay_field (self, FRAME_FIELD_ACK, 0, 1);
  lay_field (self, FRAME_FIELD_ACK_DELIMITER, 1, 1);
  lay_field (self, FRAME_FIELD_EOF, 0x7F, 7);
  lay_field (self, FRAME_FIELD_INTERMISSION, 7, 3);
  self->field->n = 3;
}

/* --- Classic --- */

static void
make_classic (Layout *self, const CanFrame *frame)
{
  guint remote = (frame->id & CAN_ID_REMOTE) != 0;

  self->crc_bits = 15;
  self->polynomial = 0x4599;
  lay_id (self, frame, FRAME_FIELD_RTR, remote);
  if (can_id_is_extended (frame->id))
    lay_field (self, FRAME_FIELD_R1, 0, 1);
  lay_field (self, FRAME_FIELD_R0, 0, 1);
  lay_field (self, FRAME_FIELD_DLC, frame->dlc & 15, 4);
  lay_data (self, frame->data, remote ? 0 : MIN (frame->len, 8));

  self->out->crc = self->crc;
  self->polynomial = 0;
  lay_field (self, FRAME_FIELD_CRC, self->out->crc, 15);
  lay_due_stuff (self);
  self->stuffing = FALSE;
  lay_field (self, FRAME_FIELD_CRC_DELIMITER, 1, 1);
  lay_end (self);
}

/* --- CAN FD --- */

/* Behind the data field: a fixed stuff bit, the inverse of the bit before it, then one behind every fourth bit. */
typedef struct
{
  Layout *layout;
  guint since; /* bits since the last fixed stuff bit */
} FixedLayout;

static void
lay_fixed_stuff (FixedLayout *self)
{
  Layout *layout = self->layout;

  lay_bit (layout, !layout->last, FRAME_BIT_STUFF | FRAME_BIT_FIXED);
  layout->last = !layout->last;
  self->since = 0;
}

static void
lay_fixed_field (FixedLayout *self, FrameField field, uint32_t value, guint n)
{
  Layout *layout = self->layout;

  begin_field (layout, field);
  for (guint i = n; i-- > 0;)
    {
      lay_value (layout, value >> i & 1, 1);
      if (++self->since == 4)
        lay_fixed_stuff (self);
    }
}

static void
lay_fd_check (Layout *self, gboolean non_iso)
{
  static const uint8_t gray[8] = { 0, 1, 3, 2, 6, 7, 5, 4 };
  guint count = gray[self->out->stuff_bits % 8];
  FixedLayout fixed = { self, 0 };

  self->stuffing = FALSE;
  lay_fixed_stuff (&fixed);
  if (!non_iso)
    {
      lay_fixed_field (&fixed, FRAME_FIELD_STUFF_COUNT, count, 3);
      lay_fixed_field (&fixed, FRAME_FIELD_PARITY, (guint) __builtin_parity (count), 1);
    }
  self->out->crc = self->crc;
  self->polynomial = 0;
  lay_fixed_field (&fixed, FRAME_FIELD_CRC, self->out->crc, self->crc_bits);
}

static void
make_fd (Layout *self, const CanFrame *frame, gboolean non_iso)
{
  guint len = MIN (frame->len, CAN_FRAME_MAX_LEN), brs = (frame->flags & CAN_BRS) != 0;

  self->crc_bits = len <= 16 ? 17 : 21;
  self->polynomial = len <= 16 ? 0x1685B : 0x102899;
  self->crc = non_iso ? 0 : 1u << (self->crc_bits - 1);
  lay_id (self, frame, FRAME_FIELD_RRS, 0);
  lay_field (self, FRAME_FIELD_FDF, 1, 1);
  lay_field (self, FRAME_FIELD_RES, 0, 1);
  lay_field (self, FRAME_FIELD_BRS, brs, 1);
  self->kind = brs ? FRAME_BIT_FAST : 0;
  lay_field (self, FRAME_FIELD_ESI, (frame->flags & CAN_ESI) != 0, 1);
  lay_field (self, FRAME_FIELD_DLC, frame->dlc & 15, 4);
  lay_data (self, frame->data, len);
  lay_fd_check (self, non_iso);
  lay_field (self, FRAME_FIELD_CRC_DELIMITER, 1, 1);
  lay_end (self);
}

gboolean
frame_bits_make (const CanFrame *frame, gboolean non_iso, FrameBits *out)
{
  Layout layout = { .out = out, .stuffing = TRUE, .last = 1 };

  out->n = 0;
  out->crc = 0;
  out->stuff_bits = 0;
  memset (out->fields, 0, sizeof out->fields);
  if (frame->id & CAN_ID_ERROR)
    return FALSE;
  if (frame->flags & CAN_FD)
    make_fd (&layout, frame, non_iso);
  else
    make_classic (&layout, frame);
  out->crc_bits = (uint8_t) layout.crc_bits;
  return TRUE;
}
