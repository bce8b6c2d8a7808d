/* asc-frame.c: classic and CAN FD frames.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * classic = <id>[x] <dir> d <dlc> <data>… [Length = … BitCount = … ID = <dec>[x]]
 *         | <id>[x] <dir> r [<dlc>] […]
 * fd      = <dir> <id>[x] [<name>] <brs> <esi> <dlc> <length> <data>… <duration> <bits> <flags> …
 */
#include "config.h"
#include "formats/asc-private.h"

#include "base/i18n.h"
#include "base/banned.h"

#define FD_MAX_NAME_WORDS 8 /* between identifier and the figures: a name, at worst with blanks */

AscDirection
asc_direction (TextWord word)
{
  if (text_word_is (word, "Rx"))
    return ASC_RX;
  if (text_word_is (word, "Tx"))
    return ASC_TX;
  if (text_word_is (word, "TxRq"))
    return ASC_REQUEST;
  return ASC_NO_DIRECTION;
}

/* --- Identifiers --- */

static gboolean
number_of (TextWord word, gboolean decimal, uint64_t *value)
{
  return decimal ? text_word_uint (word, value) : text_word_hex (word, value);
}

static gboolean
split_extended (TextWord *word)
{
  if (word->n < 2 || g_ascii_tolower (word->p[word->n - 1]) != 'x')
    return FALSE;
  word->n--;
  return TRUE;
}

/* x marks 29 bits; some writers leave it out above 7FF. */
static gboolean
make_id (uint64_t value, gboolean extended, uint32_t *id)
{
  if (value > CAN_ID_MASK_EXTENDED)
    return FALSE;
  *id = (uint32_t) value | (extended || value > CAN_ID_MASK_STANDARD ? CAN_ID_EXTENDED : 0);
  return TRUE;
}

gboolean
asc_id (const Asc *self, TextWord word, gboolean decimal, uint32_t *id)
{
  gboolean extended = split_extended (&word);
  uint64_t value;

  if (word.n > 2 && word.p[0] == '0' && g_ascii_tolower (word.p[1]) == 'x')
    {
      word.p += 2;
      word.n -= 2;
      decimal = FALSE;
    }
  return number_of (word, decimal, &value) && make_id (value, extended, id);
}

/* ID = <dec>[x] of the trailer, the last that is a number. */
static gboolean
trailer_id (TextScan scan, uint32_t *id)
{
  TextWord word;
  uint64_t value;
  gboolean found = FALSE;

  while (text_scan_word (&scan, &word))
    if (text_word_is (word, "ID") && text_scan_keyword (&scan, "="))
      {
        TextScan ahead = scan; /* what is no number may be another ID */
        gboolean extended;

        if (!text_scan_word (&ahead, &word))
          break;
        extended = split_extended (&word);
        if (!text_word_uint (word, &value))
          continue;
        found |= make_id (value, extended, id);
        scan = ahead;
      }
  return found;
}

/* With a database loaded the writer puts the message's name in place of the number, which is then only in the trailer.
 * A name may look like a number (FACE): above 7FF without x it is one only if the trailer does not say otherwise. */
static gboolean
resolve_id (AscLine *line, TextWord word, uint32_t *id)
{
  gboolean marked = g_ascii_tolower (word.p[word.n - 1]) == 'x';
  uint32_t named;
  uint64_t value;

  if (asc_id (line->asc, word, line->asc->decimal, id))
    {
      if (can_id_is_extended (*id) && !marked && trailer_id (line->scan, &named)
          && can_id_number (named) != can_id_number (*id))
        *id = named;
      return TRUE;
    }
  if (trailer_id (line->scan, id))
    return TRUE;
  split_extended (&word);
  if (number_of (word, line->asc->decimal, &value))
    asc_problem (line, N_ ("identifier of more than 29 bits"));
  else
    asc_problem (line, N_ ("identifier is a name, and no ID = behind the data tells its number"));
  return FALSE;
}

/* --- Classic --- */

static gboolean
scan_byte (TextScan *scan, gboolean decimal, uint8_t *byte)
{
  TextScan ahead = *scan;
  TextWord word;
  uint64_t value;

  if (!text_scan_word (&ahead, &word) || word.n > (decimal ? 3 : 2) || !number_of (word, decimal, &value)
      || value > 255)
    return FALSE;
  *byte = (uint8_t) value;
  *scan = ahead;
  return TRUE;
}

static guint
scan_bytes (TextScan *scan, gboolean decimal, guint max, uint8_t *payload)
{
  guint n = 0;

  while (n < max && scan_byte (scan, decimal, &payload[n]))
    n++;
  return n;
}

/* The DLC is a hexadecimal digit in either base; writers that put FD frames here write their length. More than 8 bytes
 * make it FD, 8 bytes with 9 to 15 are classic with that raw DLC. */
static gboolean
take_classic_data (AscLine *line, CanFrame *frame, uint8_t *payload)
{
  gboolean decimal = line->asc->decimal;
  TextWord word;
  uint64_t dlc, as_decimal;
  guint n;

  if (!text_scan_word (&line->scan, &word) || !text_word_hex (word, &dlc))
    {
      asc_problem (line, N_ ("no DLC behind d"));
      return FALSE;
    }
  if (decimal && word.n > 1 && text_word_uint (word, &as_decimal))
    dlc = as_decimal;
  n = scan_bytes (&line->scan, decimal, dlc <= 8 ? (guint) dlc : CAN_FRAME_MAX_LEN, payload);
  if (n < MIN (dlc, 8))
    {
      asc_problem (line, N_ ("%u data bytes where %u are announced"), n, (guint) MIN (dlc, 64));
      return FALSE;
    }
  frame->len = (uint16_t) n;
  if (n > 8)
    {
      frame->flags |= CAN_FD;
      frame->dlc = can_len_to_dlc (frame->len);
      if (can_dlc_to_len (frame->dlc, TRUE) == n)
        return TRUE;
      asc_problem (line, N_ ("%u data bytes: CAN FD has no such length"), n);
      return FALSE;
    }
  frame->dlc = (uint8_t) MIN (dlc, 15);
  if (dlc <= 15)
    return TRUE;
  asc_problem (line, N_ ("%u data bytes where %u are announced"), n, (guint) MIN (dlc, 64));
  return FALSE;
}

static void
take_classic_remote (AscLine *line, CanFrame *frame)
{
  TextScan scan = line->scan;
  TextWord word;
  uint64_t dlc;

  frame->id |= CAN_ID_REMOTE;
  if (text_scan_word (&scan, &word) && text_word_hex (word, &dlc) && dlc <= 15)
    frame->dlc = (uint8_t) dlc;
}

void
asc_take_classic (AscLine *line, TextWord id, AscDirection direction)
{
  uint8_t *payload;
  CanFrame *frame = asc_new_frame (line, &payload);
  TextWord kind;

  if (!text_scan_word (&line->scan, &kind))
    {
      asc_problem (line, N_ ("ends behind the direction"));
      return;
    }
  frame->flags = direction == ASC_TX ? CAN_TX : 0;
  if (text_word_is (kind, "d"))
    {
      if (!take_classic_data (line, frame, payload) || !resolve_id (line, id, &frame->id))
        return;
    }
  else if (text_word_is (kind, "r"))
    {
      if (!resolve_id (line, id, &frame->id))
        return;
      take_classic_remote (line, frame);
    }
  else
    {
      asc_problem (line, N_ ("neither d nor r behind the direction"));
      return;
    }
  asc_add_frame (line);
  asc_tell_trailer (line, frame);
}

/* --- CAN FD --- */

typedef struct
{
  gboolean brs, esi;
  uint8_t dlc;
  guint length;
  gboolean flagged; /* the Flags field is there */
  uint64_t flags;
  TextScan timing; /* before the timing words; empty: they are not there */
} Figures;

static gboolean
scan_bit (TextScan *scan, gboolean *bit)
{
  TextWord word;

  if (!text_scan_word (scan, &word) || word.n != 1 || (*word.p != '0' && *word.p != '1'))
    return FALSE;
  *bit = *word.p == '1';
  return TRUE;
}

/* <duration> <bits> <flags> <crc> <timing>…; the first two are of no use here. */
static void
scan_tail (TextScan scan, Figures *figures)
{
  TextWord word;

  figures->flagged = text_scan_word (&scan, &word) && text_scan_word (&scan, &word) && text_scan_word (&scan, &word)
                     && text_word_hex (word, &figures->flags);
  if (figures->flagged && text_scan_word (&scan, &word))
    figures->timing = scan;
}

/* <brs> <esi> <dlc> <length> and exactly so many bytes. */
static gboolean
scan_figures (TextScan scan, Figures *figures, uint8_t *payload)
{
  TextWord word;
  uint64_t value;

  if (!scan_bit (&scan, &figures->brs) || !scan_bit (&scan, &figures->esi))
    return FALSE;
  if (!text_scan_word (&scan, &word) || word.n != 1 || text_hex_value (*word.p) > 15)
    return FALSE;
  figures->dlc = text_hex_value (*word.p);
  if (!text_scan_word (&scan, &word) || word.n > 2 || !text_word_uint (word, &value) || value > CAN_FRAME_MAX_LEN)
    return FALSE;
  figures->length = (guint) value;
  for (guint i = 0; i < figures->length; i++)
    {
      if (!text_scan_word (&scan, &word) || word.n != 2 || !text_word_hex (word, &value))
        return FALSE;
      payload[i] = (uint8_t) value;
    }
  scan_tail (scan, figures);
  return TRUE;
}

/* The first position behind the identifier where the figures fit: a name in front may look like a number or hold
 * blanks. */
static gboolean
find_figures (AscLine *line, Figures *figures, uint8_t *payload)
{
  TextScan scan = line->scan;
  TextWord word;

  for (guint i = 0; i <= FD_MAX_NAME_WORDS; i++)
    {
      if (scan_figures (scan, figures, payload))
        return TRUE;
      if (!text_scan_word (&scan, &word))
        break;
    }
  asc_problem (line, N_ ("no BRS, ESI, DLC, length and as many data bytes behind the identifier"));
  return FALSE;
}

/* What is believed first: data bytes (more than 8: FD, any: not remote), then EDL and RTR in Flags, then the columns.
 */
static gboolean
apply_figures (AscLine *line, const Figures *figures, CanFrame *frame)
{
  gboolean fd = figures->length > 8 || !figures->flagged || figures->flags & ASC_FLAG_EDL;
  gboolean remote
      = figures->length == 0 && (figures->flagged ? !fd && figures->flags & ASC_FLAG_REMOTE : figures->dlc > 0);

  frame->len = (uint16_t) figures->length;
  frame->dlc = figures->dlc;
  if (remote)
    frame->id |= CAN_ID_REMOTE;
  else if (can_dlc_to_len (figures->dlc, fd) != figures->length)
    {
      frame->dlc = can_len_to_dlc (frame->len);
      if (figures->length == 0 || can_dlc_to_len (frame->dlc, fd) != figures->length)
        {
          asc_problem (line, N_ ("%u data bytes do not fit DLC %u"), figures->length, figures->dlc);
          return FALSE;
        }
    }
  if (fd && !remote)
    frame->flags |= (uint8_t) (CAN_FD | (figures->brs ? CAN_BRS : 0) | (figures->esi ? CAN_ESI : 0));
  return TRUE;
}

void
asc_take_fd (AscLine *line, TextWord id, AscDirection direction)
{
  uint8_t *payload;
  CanFrame *frame = asc_new_frame (line, &payload);
  Figures figures = { 0 };

  if (!asc_id (line->asc, id, FALSE, &frame->id))
    {
      asc_problem (line, N_ ("identifier is no hexadecimal number of at most 29 bits"));
      return;
    }
  frame->flags = direction == ASC_TX ? CAN_TX : 0;
  if (!find_figures (line, &figures, payload) || !apply_figures (line, &figures, frame))
    return;
  asc_add_frame (line);
  asc_tell_timing (line, frame->channel, figures.timing);
}
