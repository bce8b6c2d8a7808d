/* printer-line.c: lines of python-can's Printer.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * line   = "Timestamp:" seconds "ID:" id flags ("DL:" | "DLC:") dlc bytes ["'" text "'"] ["Channel:" name]
 *        | seconds id flag-digits dlc bytes [text]                               (2010)
 * flags  = remote extended error, each 0 or 1 (1.5)
 *        | "X" or "S", from 4 on "Rx" or "Tx", and those set of "E" "R" "F" "BS" "EI"
 * id     = 8 hexadecimal digits if extended, else 4
 * dlc counts bytes; what is not there is blank, so words tell it, not columns.
 */
#include "config.h"
#include "base/i18n.h"
#include "base/text-put.h"
#include "formats/printer-private.h"
#include "formats/python-frame.h"

#include "base/banned.h"

#define LABEL_MAX 128 /* bytes in front of "Timestamp:", as loggers write them */

/* --- Reading --- */

/* A label's colon may stand close to its value. */
static gboolean
scan_label (TextScan *scan, const char *label)
{
  gsize n = strlen (label);

  text_scan_blanks (scan);
  if ((gsize) (scan->end - scan->p) < n || memcmp (scan->p, label, n) != 0)
    return FALSE;
  scan->p += n;
  text_scan_blanks (scan);
  return TRUE;
}

static gboolean
find_timestamp (TextScan *scan)
{
  const char *limit = scan->end - scan->p > LABEL_MAX ? scan->p + LABEL_MAX : scan->end;

  for (const char *p = scan->p; p < limit; p++)
    {
      TextScan here = { p, scan->end };

      p = memchr (p, 'T', (gsize) (limit - p));
      if (p == NULL)
        return FALSE;
      here.p = p;
      if (scan_label (&here, "Timestamp:"))
        {
          *scan = here;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
is_flag_digits (TextWord word)
{
  if (word.n != 3)
    return FALSE;
  for (guint i = 0; i < 3; i++)
    if (word.p[i] != '0' && word.p[i] != '1')
      return FALSE;
  return TRUE;
}

static gboolean
take_flag (TextWord word, CanFrame *frame)
{
  static const struct
  {
    const char *word;
    uint32_t id;
    uint8_t flag;
  } flags[] = { { "X", CAN_ID_EXTENDED, 0 },
                { "S", 0, 0 },
                { "Rx", 0, 0 },
                { "Tx", 0, CAN_TX },
                { "E", CAN_ID_ERROR, 0 },
                { "R", CAN_ID_REMOTE, 0 },
                { "F", 0, CAN_FD },
                { "BS", 0, CAN_BRS },
                { "EI", 0, CAN_ESI } };

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    if (text_word_equals (word, flags[i].word))
      {
        frame->id |= flags[i].id;
        frame->flags |= flags[i].flag;
        return TRUE;
      }
  return FALSE;
}

/* Up to and with the dlc. */
static const char *
scan_flags (TextScan *scan, PrintedFrame *printed, CanFrame *frame, uint64_t *dlc)
{
  gboolean any = FALSE;
  TextWord word;

  while (!scan_label (scan, "DLC:") && !scan_label (scan, "DL:"))
    {
      if (!text_scan_word (scan, &word))
        return N_ ("ends before DL:");
      if (is_flag_digits (word) && !any)
        {
          printed->generation = PRINTED_1;
          frame->id |= (word.p[0] == '1' ? CAN_ID_REMOTE : 0) | (word.p[1] == '1' ? CAN_ID_EXTENDED : 0)
                       | (word.p[2] == '1' ? CAN_ID_ERROR : 0);
        }
      else if (!take_flag (word, frame))
        return N_ ("unknown flag");
      any = TRUE;
    }
  if (!any)
    return N_ ("no flags");
  return text_scan_uint (scan, dlc) && *dlc <= CAN_FRAME_MAX_LEN ? NULL : N_ ("dlc is no number of 0 to 64");
}

static guint
scan_bytes (TextScan *scan, uint8_t *payload)
{
  guint n = 0;

  for (TextScan ahead = *scan; n < CAN_FRAME_MAX_LEN; n++)
    {
      uint64_t byte;
      TextWord word;

      if (!text_scan_word (&ahead, &word) || word.n != 2 || !text_word_hex (word, &byte))
        break;
      payload[n] = (uint8_t) byte;
      *scan = ahead;
    }
  return n;
}

static const char *
scan_tail (TextScan *scan, PrintedFrame *printed)
{
  TextScan ahead = *scan;
  TextWord word;

  if (text_scan_word (&ahead, &word) && *word.p == '\'' && word.n > 2 && word.p[word.n - 1] == '\'')
    *scan = ahead;
  if (scan_label (scan, "Channel:"))
    {
      printed->channel = (TextWord){ scan->p, (gsize) (scan->end - scan->p) };
      while (printed->channel.n > 0 && text_is_blank (printed->channel.p[printed->channel.n - 1]))
        printed->channel.n--;
      return printed->channel.n > PRINTER_CHANNEL_MAX ? N_ ("channel's name of more than 64 bytes") : NULL;
    }
  return text_scan_at_end (scan) ? NULL : N_ ("unexpected characters behind the data");
}

static const char *
set_id (CanFrame *frame, uint64_t id)
{
  if (id > CAN_ID_MASK_EXTENDED)
    return N_ ("identifier above 1FFFFFFF");
  if (!(frame->id & (CAN_ID_EXTENDED | CAN_ID_ERROR)) && id > CAN_ID_MASK_STANDARD)
    return N_ ("11-bit identifier above 7FF");
  frame->id |= (uint32_t) id;
  return NULL;
}

static const char *
parse_labelled (TextScan *scan, PrintedFrame *printed, CanFrame *frame, uint8_t *payload)
{
  TextWord time, id_word;
  const char *reason;
  uint64_t id, dlc;

  printed->generation = PRINTED_NOW;
  if (!text_scan_word (scan, &time) || !python_frame_parse_time (time, &frame->time))
    return N_ ("Timestamp: is no number");
  if (!scan_label (scan, "ID:") || !text_scan_word (scan, &id_word) || !text_word_hex (id_word, &id))
    return N_ ("no ID: behind the timestamp");
  reason = scan_flags (scan, printed, frame, &dlc);
  if (reason == NULL)
    reason = set_id (frame, id);
  if (reason == NULL)
    reason = python_frame_set_length (frame, scan_bytes (scan, payload), dlc);
  return reason != NULL ? reason : scan_tail (scan, printed);
}

/* Without labels only the exact widths tell it from any line of numbers. */
static const char *
parse_bare (TextScan *scan, PrintedFrame *printed, CanFrame *frame, uint8_t *payload)
{
  static const char *const other = "no Timestamp: and not the form without labels";
  TextWord time, id_word, flags_word, dlc_word;
  uint64_t id, flags, dlc;
  const char *reason;
  guint n;

  printed->generation = PRINTED_2010;
  if (!text_scan_word (scan, &time) || !text_scan_word (scan, &id_word) || !text_scan_word (scan, &flags_word)
      || !text_scan_word (scan, &dlc_word))
    return other;
  if (time.n < 8 || time.p[time.n - 7] != '.' || !python_frame_parse_time (time, &frame->time))
    return other;
  if ((id_word.n != 4 && id_word.n != 8) || !text_word_hex (id_word, &id) || flags_word.n != 4
      || !text_word_hex (flags_word, &flags) || dlc_word.n != 1 || !text_word_uint (dlc_word, &dlc) || dlc > 8)
    return other;
  python_frame_set_old_flags (frame, (uint32_t) flags);
  reason = set_id (frame, id);
  n = scan_bytes (scan, payload);
  if (reason == NULL && n > dlc && !(frame->id & CAN_ID_ERROR))
    reason = N_ ("more data bytes than its dlc says");
  if (reason == NULL)
    reason = python_frame_set_length (frame, n, dlc);
  text_scan_blanks (scan);
  printed->rest = (TextWord){ scan->p, (gsize) (scan->end - scan->p) };
  return reason;
}

const char *
printer_parse (const char *line, gsize n, PrintedFrame *printed, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN])
{
  TextScan scan = text_scan (line, n);

  *printed = (PrintedFrame){ .channel = { line, 0 } };
  *frame = (CanFrame){ .data = payload };
  text_scan_blanks (&scan);
  if (find_timestamp (&scan))
    return parse_labelled (&scan, printed, frame, payload);
  return parse_bare (&scan, printed, frame, payload);
}

/* --- Writing --- */

static char *
put_blanks (char *p, guint n)
{
  memset (p, ' ', n);
  return p + n;
}

/* %15.6f */
static char *
put_seconds (char *p, int64_t time)
{
  uint64_t magnitude = time < 0 ? 0 - (uint64_t) time : (uint64_t) time,
           us = magnitude / 1000 + (magnitude % 1000 >= 500);
  char text[PUT_TIME_MAX], *end = text;
  gsize n;

  if (time < 0)
    *end++ = '-';
  end = put_unsigned (end, us / 1000000);
  *end++ = '.';
  end = put_digits (end, (uint32_t) (us % 1000000), 6);
  n = (gsize) (end - text);
  p = put_blanks (p, n < 15 ? 15 - (guint) n : 0);
  return put_text (p, text, n);
}

static char *
put_lower (char *p, uint32_t value, guint n)
{
  for (guint i = n; i-- > 0; value >>= 4)
    p[i] = "0123456789abcdef"[value & 15];
  return p + n;
}

static char *
put_flags (char *p, const CanFrame *frame)
{
  *p++ = frame->id & CAN_ID_EXTENDED ? 'X' : 'S';
  p = frame->flags & CAN_TX ? PUT_LITERAL (p, " Tx ") : PUT_LITERAL (p, " Rx ");
  *p++ = frame->id & CAN_ID_ERROR ? 'E' : ' ';
  *p++ = ' ';
  *p++ = frame->id & CAN_ID_REMOTE ? 'R' : ' ';
  *p++ = ' ';
  *p++ = frame->flags & CAN_FD ? 'F' : ' ';
  p = frame->flags & CAN_BRS ? PUT_LITERAL (p, " BS") : PUT_LITERAL (p, "   ");
  return frame->flags & CAN_ESI ? PUT_LITERAL (p, " EI") : PUT_LITERAL (p, "   ");
}

/* Padded to eight bytes' width; letters and digits once more as text. */
static char *
put_data (char *p, const CanFrame *frame)
{
  guint n = MIN (frame->len, CAN_FRAME_MAX_LEN);
  gboolean text = n > 0;

  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        *p++ = ' ';
      p = put_lower (p, frame->data[i], 2);
      text = text && g_ascii_isalnum (frame->data[i]);
    }
  if (n <= 8)
    p = put_blanks (p, n == 0 ? 24 : 25 - 3 * n);
  if (!text)
    return p;
  p = PUT_LITERAL (p, "    '");
  p = put_text (p, (const char *) frame->data, n);
  *p++ = '\'';
  return p;
}

/* Digits of the identifier; the class of an error may need more. */
static guint
id_width (const CanFrame *frame)
{
  guint width = frame->id & CAN_ID_EXTENDED ? 8 : 4;

  while (width < 8 && can_id_number (frame->id) >> 4 * width != 0)
    width++;
  return width;
}

/* Bytes; of a classic frame the raw one. */
static guint
printed_dlc (const CanFrame *frame)
{
  return frame->flags & CAN_FD ? frame->len : frame->dlc;
}

/* Up to the flags. */
static char *
put_labelled (char *p, const CanFrame *frame)
{
  guint width = id_width (frame);

  p = PUT_LITERAL (p, "Timestamp: ");
  p = put_seconds (p, frame->time);
  p = put_blanks (p, 4 + 8 - width);
  p = PUT_LITERAL (p, "ID: ");
  p = put_lower (p, can_id_number (frame->id), width);
  return put_blanks (p, 4);
}

char *
printer_format_old (const CanFrame *frame, PrinterGeneration generation, char text[PRINTER_LINE_MAX])
{
  guint n = MIN (frame->len, CAN_FRAME_MAX_LEN);
  char *p = text;

  if (generation == PRINTED_1)
    {
      p = put_labelled (p, frame);
      *p++ = frame->id & CAN_ID_REMOTE ? '1' : '0';
      *p++ = frame->id & CAN_ID_EXTENDED ? '1' : '0';
      *p++ = frame->id & CAN_ID_ERROR ? '1' : '0';
      p = PUT_LITERAL (p, "    DLC: ");
    }
  else
    {
      guint width = id_width (frame) > 4 ? 8 : 4; /* its reader knows these two */

      p = put_seconds (p, frame->time);
      p = put_blanks (p, 4);
      p = put_lower (p, can_id_number (frame->id), width);
      p = put_blanks (p, 4);
      p = put_lower (p, python_frame_get_old_flags (frame), 4);
      p = put_blanks (p, 4);
    }
  /* One digit: the first generation knew no dlc above 8. */
  p = put_unsigned (p, generation == PRINTED_2010 ? MIN (printed_dlc (frame), 8) : printed_dlc (frame));
  for (guint i = 0; i < n; i++)
    {
      p = put_blanks (p, i == 0 ? 4 : 1);
      p = put_lower (p, frame->data[i], 2);
    }
  *p++ = '\n';
  return p;
}

char *
printer_format (const CanFrame *frame, const char *channel, char text[PRINTER_LINE_MAX])
{
  guint dlc = printed_dlc (frame);
  char *p = put_labelled (text, frame);

  p = put_flags (p, frame);
  p = PUT_LITERAL (p, "    DL: ");
  if (dlc < 10)
    *p++ = ' ';
  p = put_unsigned (p, dlc);
  p = put_blanks (p, 4);
  p = put_data (p, frame);
  if (*channel != '\0')
    {
      p = PUT_LITERAL (p, "    Channel: ");
      p = put_text (p, channel, strlen (channel));
    }
  while (p[-1] == ' ')
    p--;
  *p++ = '\n';
  return p;
}
