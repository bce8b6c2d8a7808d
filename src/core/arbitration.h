/* arbitration.h: who wins when several nodes begin to send at once, and what guards each field of a frame.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * After ISO 11898-1:2015, 10.4 and 10.11: a node that sends recessive and reads dominant within the arbitration field
 * stops sending; behind it the same is a bit error. Any thread; nothing is allocated.
 */
#pragma once

#include "core/frame-bits.h"

G_BEGIN_DECLS

typedef enum
{
  ARBITRATION_WINS,
  ARBITRATION_LOSES,
  ARBITRATION_COLLIDES, /* both go on behind the arbitration field and differ there: a bit error */
  ARBITRATION_SAME,     /* the same frame: nobody notices */
} ArbitrationResult;

/* What becomes of a, sent together with b. bit: the first, stuff bits counted, in which they differ; of which field it
 * is; both for SAME the end. Either may be NULL. Layouts of frame_bits_make. */
ArbitrationResult arbitration_run (const FrameBits *a, const FrameBits *b, guint *bit, FrameField *field);

/* Of the five mechanisms (bit monitoring, stuffing, CRC, form, acknowledgement) those that guard the field; a line.
 * (transfer none), translated */
const char *frame_field_guards (FrameField field, gboolean fd);
/* What sender and receivers do when it fails, a line. (transfer none), translated */
const char *frame_field_failure (FrameField field, gboolean fd);

G_END_DECLS
