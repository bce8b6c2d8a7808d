/* asc-error.c: error frames, told as linux/can/error.h does.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * ErrorFrame                                            nothing is known: no class, no data
 * ErrorFrame ECC: 10100010                              the SJA1000's error code capture register, in binary
 * ErrorFrame Flags = … CodeExt = … Code = …             Vector's; layouts below
 * CANFD … ErrorFrame <text> <flags> <code> <codeExt> <phase> …
 *
 * CodeExt: bits 0-4 segment of the frame as in the SJA1000's register, 5 direction (1 receiving), 6-11 kind, 12-13
 * direction in more detail (0 receiving and 1 sending without acknowledge, 2 receiving, 3 sending). Kinds: 0 bit, 1
 * form, 2 stuff, 3 other, 4 CRC, 5 acknowledge delimiter, 7 acknowledge.
 */
#include "config.h"
#include "base/text-put.h"
#include "formats/asc-private.h"
#include "formats/asc-writer.h"

#include <linux/can/error.h>

#include "base/banned.h"

enum
{
  KIND_BIT,
  KIND_FORM,
  KIND_STUFF,
  KIND_OTHER,
  KIND_CRC,
  KIND_ACK_DELIMITER,
  KIND_ACK = 7,
};

/* Flags of Vector's error frames: which of the figures hold. */
#define ECC_VALID 0x1
#define CODE_VALID 0x2

typedef struct
{
  guint kind;
  guint segment;
  gboolean sending, no_acknowledge;
} BusError;

/* The SJA1000's register has bit, form, stuff, other in bits 6-7, receiving in 5, the segment in 0-4 (data sheet, table
 * 22). */
static BusError
from_ecc (guint ecc)
{
  return (BusError){ .kind = ecc >> 6 & 3, .segment = ecc & 0x1F, .sending = !(ecc & 0x20) };
}

static BusError
from_code_ext (guint code)
{
  guint direction = code >> 12 & 3;

  return (BusError){
    .kind = code >> 6 & 0x3F,
    .segment = code & 0x1F,
    .sending = !(code & 0x20),
    .no_acknowledge = direction < 2,
  };
}

static void
set_error (CanFrame *frame, uint8_t *data, BusError error)
{
  uint32_t class = CAN_ERR_PROT | CAN_ERR_BUSERROR;

  memset (data, 0, 8);
  data[2] = error.sending ? CAN_ERR_PROT_TX : 0;
  data[3] = (uint8_t) error.segment;
  switch (error.kind)
    {
    case KIND_BIT:
      data[2] |= CAN_ERR_PROT_BIT;
      break;
    case KIND_FORM:
      data[2] |= CAN_ERR_PROT_FORM;
      break;
    case KIND_STUFF:
      data[2] |= CAN_ERR_PROT_STUFF;
      break;
    case KIND_CRC: /* no class says CRC: its place does */
      data[3] = CAN_ERR_PROT_LOC_CRC_SEQ;
      break;
    case KIND_ACK_DELIMITER:
      data[2] |= CAN_ERR_PROT_FORM;
      data[3] = CAN_ERR_PROT_LOC_ACK_DEL;
      break;
    case KIND_ACK:
      class |= CAN_ERR_ACK;
      data[3] = CAN_ERR_PROT_LOC_ACK;
      break;
    default:
      break;
    }
  if (error.no_acknowledge)
    class |= CAN_ERR_ACK;
  frame->id |= class;
  frame->len = frame->dlc = 8;
}

static CanFrame *
new_error (AscLine *line, uint8_t **data, AscDirection direction)
{
  CanFrame *frame = asc_new_frame (line, data);

  frame->id = CAN_ID_ERROR;
  frame->flags = direction == ASC_TX ? CAN_TX : 0;
  return frame;
}

/* --- Classic --- */

/* Eight binary digits. */
static gboolean
take_ecc (TextScan scan, BusError *error)
{
  TextWord word;
  guint ecc = 0;

  if (!text_scan_keyword (&scan, "ECC:") || !text_scan_word (&scan, &word) || word.n > 8)
    return FALSE;
  for (gsize i = 0; i < word.n; i++)
    {
      if (word.p[i] != '0' && word.p[i] != '1')
        return FALSE;
      ecc = ecc << 1 | (word.p[i] == '1');
    }
  *error = from_ecc (ecc);
  return TRUE;
}

static gboolean
hex_figure (TextWord word, guint *value)
{
  uint64_t v;

  if (text_word_starts_with (word, "0x"))
    word = (TextWord){ word.p + 2, word.n - 2 };
  if (!text_word_hex (word, &v))
    return FALSE;
  *value = (guint) v;
  return TRUE;
}

/* Flags = 0xe CodeExt = 0x20a2 Code = 0x82 … in any order. */
static gboolean
take_figures (TextScan scan, BusError *error)
{
  guint flags = 0, code_ext = 0, code = 0;
  TextWord name, word;

  while (text_scan_word (&scan, &name))
    {
      guint *figure = text_word_is (name, "Flags")     ? &flags
                      : text_word_is (name, "CodeExt") ? &code_ext
                      : text_word_is (name, "Code")    ? &code
                                                       : NULL;

      if (figure != NULL && text_scan_keyword (&scan, "=") && text_scan_word (&scan, &word))
        hex_figure (word, figure);
    }
  if (flags & CODE_VALID)
    *error = from_code_ext (code_ext);
  else if (flags & ECC_VALID)
    *error = from_ecc (code);
  return (flags & (CODE_VALID | ECC_VALID)) != 0;
}

void
asc_take_error (AscLine *line)
{
  uint8_t *data;
  CanFrame *frame = new_error (line, &data, ASC_RX);
  BusError error;

  if (take_ecc (line->scan, &error))
    set_error (frame, data, error);
  else if (!text_scan_at_end (&line->scan))
    {
      if (take_figures (line->scan, &error))
        set_error (frame, data, error);
      asc_note (line, NOTE_STATUS); /* position, length, identifier: an error frame has no place for them */
    }
  asc_add_frame (line);
}

void
asc_take_overload (AscLine *line)
{
  uint8_t *data;
  CanFrame *frame = new_error (line, &data, ASC_RX);

  memset (data, 0, 8);
  data[2] = CAN_ERR_PROT_OVERLOAD;
  data[3] = CAN_ERR_PROT_LOC_UNSPEC;
  frame->id |= CAN_ERR_PROT;
  frame->len = frame->dlc = 8;
  asc_add_frame (line);
}

/* --- CAN FD --- */

/* The text has blanks and commas: the figures begin at the first four hexadecimal digits that two more figures and a
 * phase that is no figure follow. */
static gboolean
take_fd_figures (TextScan scan, BusError *error, TextScan *behind)
{
  TextWord word, phase;
  uint64_t flags, code, code_ext;

  while (text_scan_word (&scan, &word))
    {
      TextScan ahead = scan;

      if (word.n != 4 || !text_word_hex (word, &flags))
        continue;
      if (text_scan_word (&ahead, &word) && text_word_hex (word, &code) && text_scan_word (&ahead, &word)
          && text_word_hex (word, &code_ext) && text_scan_word (&ahead, &phase) && !text_is_digit (*phase.p))
        {
          *behind = ahead;
          *error = flags & CODE_VALID ? from_code_ext ((guint) code_ext) : from_ecc ((guint) code);
          return (flags & (CODE_VALID | ECC_VALID)) != 0;
        }
    }
  return FALSE;
}

/* <position> <id> <brs> <esi> <dlc> <length> <data>… <duration> <flags> <crc>, then the timing words. */
static gboolean
pass_fd_frame (TextScan *scan)
{
  TextWord word;
  uint64_t length = 0;

  for (guint i = 0; i < 6; i++)
    if (!text_scan_word (scan, &word))
      return FALSE;
  if (!text_word_uint (word, &length) || length > CAN_FRAME_MAX_LEN)
    return FALSE;
  for (guint64 i = 0; i < length + 3; i++)
    if (!text_scan_word (scan, &word))
      return FALSE;
  return TRUE;
}

void
asc_take_fd_error (AscLine *line, AscDirection direction)
{
  uint8_t *data;
  CanFrame *frame = new_error (line, &data, direction);
  BusError error;
  TextScan behind = { 0 };

  if (take_fd_figures (line->scan, &error, &behind))
    set_error (frame, data, error);
  asc_note (line, NOTE_STATUS);
  asc_add_frame (line);
  if (behind.p != NULL && pass_fd_frame (&behind))
    asc_tell_timing (line, frame->channel, behind);
}

/* --- Written --- */

static guint
kind_of (const uint8_t *data)
{
  if (data[2] & (CAN_ERR_PROT_BIT | CAN_ERR_PROT_BIT0 | CAN_ERR_PROT_BIT1))
    return KIND_BIT;
  if (data[2] & CAN_ERR_PROT_FORM)
    return KIND_FORM;
  return data[2] & CAN_ERR_PROT_STUFF ? KIND_STUFF : KIND_OTHER;
}

static char *
put_binary (char *p, guint value)
{
  for (guint i = 8; i-- > 0;)
    *p++ = value >> i & 1 ? '1' : '0';
  return p;
}

/* What the register cannot say, that nobody acknowledged, the extended code can. Counters and what the controller said
 * of itself have no place in either. */
char *
asc_put_error (char *p, const CanFrame *frame)
{
  uint32_t class = can_id_number (frame->id);
  guint segment, receiving, kind;

  if (frame->len < 8 || !(class & (CAN_ERR_PROT | CAN_ERR_ACK)))
    return PUT_LITERAL (p, "ErrorFrame");
  if (class & CAN_ERR_PROT && frame->data[2] & CAN_ERR_PROT_OVERLOAD)
    return PUT_LITERAL (p, "OverloadFrame");

  segment = frame->data[3] & 0x1F;
  receiving = frame->data[2] & CAN_ERR_PROT_TX ? 0 : 0x20;
  kind = kind_of (frame->data);
  if (!(class & CAN_ERR_ACK))
    return put_binary (PUT_LITERAL (p, "ErrorFrame ECC: "), kind << 6 | receiving | segment);
  if (kind == KIND_OTHER && (segment == CAN_ERR_PROT_LOC_ACK || segment == CAN_ERR_PROT_LOC_UNSPEC))
    kind = KIND_ACK;
  p = PUT_LITERAL (p, "ErrorFrame Flags = 0x2 CodeExt = 0x");
  p = put_hex (p, (receiving ? 0 : 1u << 12) | kind << 6 | receiving | segment);
  return PUT_LITERAL (p, " Code = 0x0 ID = 0 DLC = 0 Position = 0 Length = 0");
}
