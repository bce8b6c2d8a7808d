/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/arbitration.h"

#include "base/i18n.h"

#include "base/banned.h"

static FrameField
field_of (const FrameBits *bits, guint i)
{
  for (guint field = 0; field < FRAME_N_FIELDS; field++)
    if (i >= bits->fields[field].first && i < bits->fields[field].first + bits->fields[field].n)
      return field;
  return FRAME_FIELD_INTERMISSION;
}

/* The identifier with RTR (or what stands there) and, because frames of both lengths meet in it, IDE. */
static gboolean
is_arbitration (FrameField field)
{
  switch (field)
    {
    case FRAME_FIELD_SOF:
    case FRAME_FIELD_ID:
    case FRAME_FIELD_SRR:
    case FRAME_FIELD_IDE:
    case FRAME_FIELD_ID_LOW:
    case FRAME_FIELD_RTR:
    case FRAME_FIELD_RRS:
      return TRUE;
    default:
      return FALSE;
    }
}

ArbitrationResult
arbitration_run (const FrameBits *a, const FrameBits *b, guint *bit, FrameField *field)
{
  guint n = MIN (a->n, b->n), i = 0;
  FrameField at;
  gboolean recessive;

  while (i < n && (a->bits[i] & FRAME_BIT_VALUE) == (b->bits[i] & FRAME_BIT_VALUE))
    i++;
  at = field_of (a, i);
  if (bit != NULL)
    *bit = i;
  if (field != NULL)
    *field = at;
  if (i == n)
    return ARBITRATION_SAME;
  recessive = (a->bits[i] & FRAME_BIT_VALUE) != 0;
  if (is_arbitration (recessive ? at : field_of (b, i)))
    return recessive ? ARBITRATION_LOSES : ARBITRATION_WINS;
  return ARBITRATION_COLLIDES;
}

/* --- What guards --- */

const char *
frame_field_guards (FrameField field, gboolean fd)
{
  switch (field)
    {
    case FRAME_FIELD_SOF:
    case FRAME_FIELD_ID:
    case FRAME_FIELD_SRR:
    case FRAME_FIELD_IDE:
    case FRAME_FIELD_ID_LOW:
    case FRAME_FIELD_RTR:
    case FRAME_FIELD_RRS:
      return _ (
          "Guarded by stuffing and CRC; bit monitoring only of dominant bits: a recessive one that reads dominant "
          "is a lost arbitration");
    case FRAME_FIELD_CRC:
      return fd ? _ ("Guarded by bit monitoring and fixed stuff bits; it is the CRC check itself")
                : _ ("Guarded by bit monitoring and stuffing; it is the CRC check itself");
    case FRAME_FIELD_STUFF_COUNT:
    case FRAME_FIELD_PARITY:
      return _ ("Guarded by bit monitoring, its parity, the CRC; it guards the CRC against stuff bits lost or made");
    case FRAME_FIELD_CRC_DELIMITER:
    case FRAME_FIELD_ACK_DELIMITER:
    case FRAME_FIELD_EOF:
      return _ ("Guarded by the form check: its bits are recessive always; not stuffed");
    case FRAME_FIELD_ACK:
      return _ ("Guarded by acknowledgement: a receiver with a good CRC makes it dominant");
    case FRAME_FIELD_INTERMISSION:
      return _ ("Not guarded: dominant in its first two bits is an overload frame, in the third the next SOF");
    case FRAME_FIELD_RES:
    case FRAME_FIELD_R0:
    case FRAME_FIELD_R1:
    case FRAME_FIELD_FDF:
      return _ ("Guarded by bit monitoring, stuffing, CRC; another value means a later kind of frame");
    default:
      return _ ("Guarded by bit monitoring, stuffing, CRC");
    }
}

const char *
frame_field_failure (FrameField field, gboolean fd)
{
  switch (field)
    {
    case FRAME_FIELD_SOF:
    case FRAME_FIELD_ID:
    case FRAME_FIELD_SRR:
    case FRAME_FIELD_IDE:
    case FRAME_FIELD_ID_LOW:
    case FRAME_FIELD_RTR:
    case FRAME_FIELD_RRS:
      return _ (
          "A sender that loses goes on as receiver; a dominant bit that reads recessive is a bit error, six equal "
          "bits a stuff error: error flag from the next bit on");
    case FRAME_FIELD_CRC:
      return _ ("Receivers whose CRC differs do not acknowledge and send an error flag behind the ACK delimiter; the "
                "sender repeats the frame");
    case FRAME_FIELD_CRC_DELIMITER:
    case FRAME_FIELD_ACK_DELIMITER:
      return _ ("A dominant bit is a form error: error flag from the next bit on");
    case FRAME_FIELD_ACK:
      return _ ("A sender that reads recessive here has an acknowledgement error: error flag at the ACK delimiter, TEC "
                "+8 (not if it is error-passive and alone); receivers notice nothing");
    case FRAME_FIELD_EOF:
      return _ (
          "A dominant bit is a form error and the frame is void; in the last bit receivers have taken it already: "
          "they send an overload flag, the sender repeats: it may come twice");
    case FRAME_FIELD_INTERMISSION:
      return _ ("Overload flag, nothing is repeated, no counter moves");
    case FRAME_FIELD_STUFF_COUNT:
    case FRAME_FIELD_PARITY:
      return _ ("Receivers that counted otherwise treat it as a CRC error: error flag behind the ACK delimiter");
    default:
      return _ (
          "Sender: bit error, receivers: stuff error, at the end CRC error; who sees it sends an error flag from the "
          "next bit on, the frame is repeated");
    }
}
