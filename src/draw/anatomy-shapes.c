/* anatomy-shapes.c: error and overload frames, as they look on the wire and as far as a trace tells of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * After ISO 11898-1:2015, 10.4.4 to 10.4.6 and 10.9: flags begin at the bit behind the one that failed; but for a CRC
 * error, told behind the acknowledge delimiter.
 */
#include "config.h"
#include "draw/anatomy.h"

#include "base/i18n.h"
#include "core/can-error.h"

#include "base/banned.h"

#define PASSIVE_ABOVE 127
#define CONTROLLER_PASSIVE 0x30 /* by receive or by transmit errors */

enum
{
  TYPE_FORM = 0x02,
  TYPE_STUFF = 0x04,
  TYPE_BIT0 = 0x08, /* a dominant bit was read as recessive */
  TYPE_BIT1 = 0x10,
  TYPE_OVERLOAD = 0x20,
};

typedef struct
{
  FrameBits *bits;
  AnatomyPart *parts;
  guint n;
} Shape;

typedef enum
{
  DOMINANT,
  RECESSIVE,
  UNKNOWN,
} Level;

static void
add_part (Shape *self, guint length, Level level, const char *name, FrameField like)
{
  self->parts[self->n++] = (AnatomyPart){ self->bits->n, length, name, like, level == UNKNOWN };
  for (guint i = 0; i < length; i++)
    self->bits->bits[self->bits->n++] = level == DOMINANT ? 0 : FRAME_BIT_VALUE;
}

/* The flag and all behind it. */
static void
add_flag (Shape *self, AnatomyShape shape, gboolean suspend)
{
  if (shape == ANATOMY_ERROR_ACTIVE)
    {
      add_part (self, 6, DOMINANT, _ ("error flag"), FRAME_FIELD_CRC);
      add_part (self, 6, DOMINANT, _ ("echoes, 0 to 6"), FRAME_FIELD_ACK);
    }
  else if (shape == ANATOMY_ERROR_PASSIVE)
    add_part (self, 6, RECESSIVE, _ ("passive flag"), FRAME_FIELD_CRC);
  else
    {
      add_part (self, 6, DOMINANT, _ ("overload flag"), FRAME_FIELD_CRC);
      add_part (self, 1, DOMINANT, _ ("echo"), FRAME_FIELD_ACK);
    }
  add_part (self, 8, RECESSIVE, _ ("delimiter"), FRAME_FIELD_EOF);
  add_part (self, 3, RECESSIVE, _ ("IFS"), FRAME_FIELD_INTERMISSION);
  if (suspend)
    add_part (self, 8, RECESSIVE, _ ("suspend"), FRAME_FIELD_INTERMISSION);
}

static void
add_end_of_frame (Shape *self)
{
  add_part (self, 10, RECESSIVE, _ ("ACK delimiter, EOF, first bit of IFS or later"), FRAME_FIELD_EOF);
}

guint
anatomy_make_shape (AnatomyShape shape, FrameBits *bits, AnatomyPart parts[ANATOMY_MAX_PARTS])
{
  Shape self = { bits, parts, 0 };

  *bits = (FrameBits){ 0 };
  if (shape == ANATOMY_OVERLOAD)
    add_end_of_frame (&self);
  else
    add_part (&self, 4, UNKNOWN, _ ("frame…"), FRAME_FIELD_DATA);
  add_flag (&self, shape, shape == ANATOMY_ERROR_PASSIVE);
  return self.n;
}

/* --- Of a trace --- */

static FrameField
field_at (uint8_t location)
{
  static const uint8_t fields[][2] = {
    { 0x02, FRAME_FIELD_ID },
    { 0x03, FRAME_FIELD_SOF },
    { 0x04, FRAME_FIELD_SRR },
    { 0x05, FRAME_FIELD_IDE },
    { 0x06, FRAME_FIELD_ID },
    { 0x07, FRAME_FIELD_ID_LOW },
    { CAN_ERROR_LOCATION_CRC, FRAME_FIELD_CRC },
    { 0x09, FRAME_FIELD_R0 },
    { 0x0A, FRAME_FIELD_DATA },
    { 0x0B, FRAME_FIELD_DLC },
    { 0x0C, FRAME_FIELD_RTR },
    { 0x0D, FRAME_FIELD_R1 },
    { 0x0E, FRAME_FIELD_ID_LOW },
    { 0x0F, FRAME_FIELD_ID_LOW },
    { 0x12, FRAME_FIELD_INTERMISSION },
    { 0x18, FRAME_FIELD_CRC_DELIMITER },
    { CAN_ERROR_LOCATION_ACK, FRAME_FIELD_ACK },
    { 0x1A, FRAME_FIELD_EOF },
    { 0x1B, FRAME_FIELD_ACK_DELIMITER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i][0] == location)
      return fields[i][1];
  return FRAME_N_FIELDS;
}

/* Nobody acknowledged: told by its class, or by its place alone. */
static gboolean
is_no_ack (uint32_t class, uint8_t types, uint8_t location)
{
  return (class & CAN_ERROR_NO_ACK) || (types == 0 && location == CAN_ERROR_LOCATION_ACK);
}

/* The bit that failed, with what stands between it and the flag. */
static void
add_failed (Shape *self, uint32_t class, const uint8_t *data)
{
  uint8_t types = class & CAN_ERROR_PROTOCOL ? data[2] & ~CAN_ERROR_TYPE_TX : 0;
  uint8_t location = class & CAN_ERROR_PROTOCOL ? data[3] : 0;
  FrameField field = field_at (location);
  Level level = types & (TYPE_FORM | TYPE_BIT1) ? DOMINANT : types & TYPE_BIT0 ? RECESSIVE : UNKNOWN;

  if (is_no_ack (class, types, location))
    {
      add_part (self, 1, RECESSIVE, frame_field_name (FRAME_FIELD_CRC_DELIMITER), FRAME_FIELD_CRC_DELIMITER);
      add_part (self, 1, RECESSIVE, frame_field_name (FRAME_FIELD_ACK), FRAME_FIELD_ACK);
    }
  else if (types == 0 && location == CAN_ERROR_LOCATION_CRC)
    {
      add_part (self, 1, UNKNOWN, frame_field_name (FRAME_FIELD_CRC), FRAME_FIELD_CRC);
      add_part (self, 1, RECESSIVE, frame_field_name (FRAME_FIELD_CRC_DELIMITER), FRAME_FIELD_CRC_DELIMITER);
      add_part (self, 1, UNKNOWN, frame_field_name (FRAME_FIELD_ACK), FRAME_FIELD_ACK);
      add_part (self, 1, RECESSIVE, frame_field_name (FRAME_FIELD_ACK_DELIMITER), FRAME_FIELD_ACK_DELIMITER);
    }
  else if (types & TYPE_STUFF)
    add_part (self, 6, UNKNOWN, _ ("six equal bits"), field < FRAME_N_FIELDS ? field : FRAME_FIELD_DATA);
  else if (field < FRAME_N_FIELDS)
    add_part (self, 1, level, frame_field_name (field), field);
}

static gboolean
is_passive (uint32_t class, const uint8_t *data)
{
  if (class & CAN_ERROR_CONTROLLER && data[1] & CONTROLLER_PASSIVE)
    return TRUE;
  return data[6] > PASSIVE_ABOVE || data[7] > PASSIVE_ABOVE;
}

guint
anatomy_make_error (const CanFrame *frame, AnatomyShape *shape, FrameBits *bits, AnatomyPart parts[ANATOMY_MAX_PARTS])
{
  static const uint8_t none[8];
  const uint8_t *data = frame->len >= 8 && frame->data != NULL ? frame->data : none;
  uint32_t class = can_id_number (frame->id), silent = CAN_ERROR_TX_TIMEOUT | CAN_ERROR_LOST_ARBITRATION
                                                       | CAN_ERROR_CONTROLLER | CAN_ERROR_TRANSCEIVER
                                                       | CAN_ERROR_BUS_OFF | CAN_ERROR_RESTARTED | CAN_ERROR_COUNTERS;
  Shape self = { bits, parts, 0 };

  *bits = (FrameBits){ 0 };
  if ((class & ~silent) == 0 && (class & silent) != 0)
    return 0;
  if (class & CAN_ERROR_PROTOCOL && data[2] & TYPE_OVERLOAD)
    {
      *shape = ANATOMY_OVERLOAD;
      add_end_of_frame (&self);
    }
  else
    {
      *shape = is_passive (class, data) ? ANATOMY_ERROR_PASSIVE : ANATOMY_ERROR_ACTIVE;
      add_part (&self, 4, UNKNOWN, _ ("frame…"), FRAME_FIELD_DATA);
      add_failed (&self, class, data);
    }
  add_flag (&self, *shape, *shape == ANATOMY_ERROR_PASSIVE && data[2] & CAN_ERROR_TYPE_TX);
  return self.n;
}

const AnatomyPart *
anatomy_part_at (const AnatomyPart *parts, guint n_parts, guint bit)
{
  for (guint i = 0; i < n_parts; i++)
    if (bit >= parts[i].first && bit < parts[i].first + parts[i].n)
      return &parts[i];
  return NULL;
}

/* --- Words --- */

const char *
anatomy_shape_text (AnatomyShape shape)
{
  static const char *const texts[N_ANATOMY_SHAPES] = {
    N_ ("Six dominant bits break the stuffing rule on purpose: every node sees it and answers with a flag of its own, "
        "so 6 "
        "to 12 dominant bits are seen. Then 8 recessive ones and the intermission. Sender: TEC +8, receivers: REC +1, "
        "and +8 who was first."),
    N_ ("A node with TEC or REC above 127 is error-passive: six recessive bits that nobody is disturbed by. It waits 8 "
        "bits more after it has sent (suspend transmission)."),
    N_ ("A dominant bit in the first two of the intermission, or in the last of the delimiter: six dominant bits, at "
        "most "
        "one echoed, 8 recessive ones. Nothing is repeated, no counter moves; at most two in a row."),
  };

  return _ (texts[shape]);
}
