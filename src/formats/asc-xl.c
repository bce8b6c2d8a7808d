/* asc-xl.c: lines of CAN XL channels.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * CANXL <channel> <dir> <format> <duration> <bits> <id>[x] [<name>] … (version 1.4.17 of Vector's format)
 * format CBFF, CEFF: classic, 11 or 29 bits      … <dlc> <length> <data>… <crc> <flags> …
 *        FBFF, FEFF: CAN FD                      … <dlc> <length> <data>… <stuff count> <crc> <flags> …
 *        XLFF: CAN XL, which a frame cannot hold: the line is kept as a note
 */
#include "config.h"
#include "formats/asc-private.h"

#include "base/i18n.h"
#include "base/banned.h"

#define MAX_NAME_WORDS 8

/* <dlc> <length> and exactly so many bytes; *flags is the word behind checks others. */
static gboolean
scan_figures (TextScan scan, guint checks, CanFrame *frame, uint8_t *payload, uint64_t *flags)
{
  TextWord word;
  uint64_t value;

  if (!text_scan_word (&scan, &word) || word.n != 1 || text_hex_value (*word.p) > 15)
    return FALSE;
  frame->dlc = text_hex_value (*word.p);
  if (!text_scan_word (&scan, &word) || word.n > 2 || !text_word_uint (word, &value) || value > CAN_FRAME_MAX_LEN)
    return FALSE;
  frame->len = (uint16_t) value;
  for (guint i = 0; i < frame->len; i++)
    {
      if (!text_scan_word (&scan, &word) || word.n != 2 || !text_word_hex (word, &value))
        return FALSE;
      payload[i] = (uint8_t) value;
    }
  for (guint i = 0; i < checks; i++)
    if (!text_scan_word (&scan, &word))
      return FALSE;
  return text_scan_word (&scan, &word) && text_word_hex (word, flags);
}

static gboolean
find_figures (TextScan scan, guint checks, CanFrame *frame, uint8_t *payload, uint64_t *flags)
{
  TextWord word;

  for (guint i = 0; i <= MAX_NAME_WORDS; i++)
    {
      if (scan_figures (scan, checks, frame, payload, flags))
        return TRUE;
      if (!text_scan_word (&scan, &word))
        break;
    }
  return FALSE;
}

static gboolean
take_frame (AscLine *line, gboolean fd, gboolean extended, CanFrame *frame, uint8_t *payload)
{
  TextScan scan = line->scan;
  TextWord word;
  uint64_t flags;

  if (!text_scan_word (&scan, &word) || !text_scan_word (&scan, &word) || !text_scan_word (&scan, &word)
      || !asc_id (line->asc, word, FALSE, &frame->id) || !find_figures (scan, fd ? 2 : 1, frame, payload, &flags))
    return FALSE;
  if (extended)
    frame->id |= CAN_ID_EXTENDED;
  if (fd)
    frame->flags |= (uint8_t) (CAN_FD | (flags & ASC_FLAG_BRS ? CAN_BRS : 0) | (flags & ASC_FLAG_ESI ? CAN_ESI : 0));
  else if (flags & ASC_FLAG_REMOTE && frame->len == 0)
    frame->id |= CAN_ID_REMOTE;
  return frame->id & CAN_ID_REMOTE || can_dlc_to_len (frame->dlc, fd) == frame->len;
}

void
asc_take_xl (AscLine *line, AscDirection direction)
{
  uint8_t *payload;
  CanFrame *frame;
  TextWord format;
  gboolean fd;

  if (!text_scan_word (&line->scan, &format) || text_word_is (format, "XLFF"))
    {
      asc_note (line, NOTE_FOREIGN);
      return;
    }
  fd = text_word_is (format, "FBFF") || text_word_is (format, "FEFF");
  if (!fd && !text_word_is (format, "CBFF") && !text_word_is (format, "CEFF"))
    {
      asc_note (line, NOTE_FOREIGN);
      return;
    }
  frame = asc_new_frame (line, &payload);
  frame->flags = direction == ASC_TX ? CAN_TX : 0;
  if (take_frame (line, fd, g_ascii_toupper (format.p[1]) == 'E', frame, payload))
    asc_add_frame (line);
  else
    asc_problem (line, N_ ("no identifier, DLC, length and as many data bytes behind the frame's format"));
}
