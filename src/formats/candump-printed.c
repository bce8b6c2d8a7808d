/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "formats/candump-printed.h"

#include "base/i18n.h"
#include "formats/text-log.h"

#include "base/banned.h"

static void
scan_extra (TextScan *scan, CanFrame *frame)
{
  TextScan ahead = *scan;
  TextWord direction, brs, esi;

  if (!text_scan_word (&ahead, &direction) || !text_scan_word (&ahead, &brs) || !text_scan_word (&ahead, &esi))
    return;
  if (!text_word_equals (direction, "RX") && !text_word_equals (direction, "TX"))
    return;
  if ((!text_word_equals (brs, "B") && !text_word_equals (brs, "-"))
      || (!text_word_equals (esi, "E") && !text_word_equals (esi, "-")))
    return;
  *scan = ahead;
  frame->flags
      |= (uint8_t) ((*direction.p == 'T' ? CAN_TX : 0) | (*brs.p == 'B' ? CAN_BRS : 0) | (*esi.p == 'E' ? CAN_ESI : 0));
}

static const char *
scan_id (TextScan *scan, CanFrame *frame)
{
  const char *from = scan->p;
  uint64_t value;
  gsize digits;
  gboolean wide;

  text_scan_blanks (scan);
  digits = (gsize) (scan->end - scan->p);
  if (!text_scan_hex (scan, &value) || scan->p == scan->end || !text_is_blank (*scan->p))
    return N_ ("no identifier behind the interface");
  digits -= (gsize) (scan->end - scan->p);
  wide = scan->p - from >= 10; /* two blanks and eight columns */
  if (digits > 8)
    return N_ ("identifier of more than 8 digits");
  if (value & CAN_ID_ERROR && digits == 8)
    frame->id = (uint32_t) value & (CAN_ID_ERROR | CAN_ID_MASK_EXTENDED);
  else if (value > CAN_ID_MASK_EXTENDED)
    return N_ ("identifier above 1FFFFFFF");
  else if (digits > 3 || (wide && (digits < 3 || value > CAN_ID_MASK_STANDARD)))
    frame->id = (uint32_t) value | CAN_ID_EXTENDED;
  else if (value > CAN_ID_MASK_STANDARD)
    return N_ ("11-bit identifier above 7FF");
  else
    frame->id = (uint32_t) value;
  return NULL;
}

static const char *
scan_raw_dlc (TextScan *scan, CanFrame *frame)
{
  uint64_t dlc;

  if (!text_scan_hex (scan, &dlc) || dlc > 15 || !text_scan_char (scan, '}'))
    return N_ ("no raw DLC of 0 to F in {}");
  frame->dlc = (uint8_t) dlc;
  frame->len = MIN (frame->dlc, 8);
  return NULL;
}

static const char *
scan_length (TextScan *scan, CanFrame *frame)
{
  const char *from;
  uint64_t length;
  gsize digits;

  text_scan_blanks (scan);
  if (text_scan_char (scan, '{'))
    return scan_raw_dlc (scan, frame);
  if (!text_scan_char (scan, '['))
    return N_ ("no [length] behind the identifier");
  from = scan->p;
  if (!text_scan_uint (scan, &length))
    return N_ ("no [length] behind the identifier");
  digits = (gsize) (scan->p - from);
  if (!text_scan_char (scan, ']') || digits > 2)
    return N_ ("no [length] behind the identifier");
  if (length > (digits == 1 ? 8 : CAN_FRAME_MAX_LEN))
    return digits == 1 ? N_ ("more than 8 data bytes in a classic frame") : N_ ("more than 64 data bytes");
  if (digits == 2)
    frame->flags |= CAN_FD;
  frame->len = (uint16_t) length;
  frame->dlc = can_len_to_dlc (frame->len);
  if (digits == 2 && can_dlc_to_len (frame->dlc, TRUE) != frame->len)
    return N_ ("number of data bytes that CAN FD does not have");
  return NULL;
}

/* Two hexadecimal digits or eight binary ones; *columns: which, 0 before the first byte. */
static gboolean
scan_byte (TextScan *scan, guint *columns, uint8_t *byte)
{
  gsize left = (gsize) (scan->end - scan->p);
  guint n = 0, value = 0;

  while (n < left && n < 9 && text_hex_value (scan->p[n]) < 16)
    n++;
  if ((n != 2 && n != 8) || (*columns != 0 && *columns != n))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      guint digit = text_hex_value (scan->p[i]);

      if (n == 8 && digit > 1)
        return FALSE;
      value = value * (n == 8 ? 2 : 16) + digit;
    }
  *columns = n;
  *byte = (uint8_t) value;
  scan->p += n;
  return TRUE;
}

static const char *
scan_data (TextScan *scan, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN])
{
  guint columns = 0, swapped = 0;

  for (guint i = 0; i < frame->len; i++)
    {
      if (i > 0 && text_scan_char (scan, '`'))
        swapped++;
      else
        text_scan_blanks (scan);
      if (!scan_byte (scan, &columns, &payload[i]))
        return N_ ("fewer data bytes than its length says");
    }
  if (swapped != 0 && swapped + 1 != frame->len)
    return N_ ("only some bytes are joined by `");
  for (guint i = 0; swapped != 0 && i < frame->len / 2u; i++)
    {
      uint8_t byte = payload[i];

      payload[i] = payload[frame->len - 1 - i];
      payload[frame->len - 1 - i] = byte;
    }
  return NULL;
}

static const char *
scan_tail (TextScan *scan, const CanFrame *frame)
{
  static const char *const behind = "unexpected characters behind the frame";
  gsize n;

  if (scan->p < scan->end && !text_is_blank (*scan->p))
    return behind;
  if (text_scan_at_end (scan))
    return NULL;
  if (frame->id & CAN_ID_ERROR && text_scan_keyword (scan, "ERRORFRAME"))
    return text_scan_at_end (scan) ? NULL : behind;
  n = (gsize) (scan->end - scan->p);
  if ((*scan->p != '\'' && *scan->p != '`') || n < frame->len + 2u || scan->p[frame->len + 1] != *scan->p)
    return behind;
  scan->p += frame->len + 2;
  return text_scan_at_end (scan) ? NULL : behind;
}

const char *
candump_scan_printed (TextScan *scan, TextWord *name, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN])
{
  const char *reason;

  *frame = (CanFrame){ .data = payload };
  if (!text_scan_word (scan, name))
    return N_ ("ends before the frame");
  if (name->n > TEXT_LOG_NAME_MAX)
    return N_ ("interface name of more than 64 bytes");
  scan_extra (scan, frame);
  reason = scan_id (scan, frame);
  if (reason == NULL)
    reason = scan_length (scan, frame);
  if (reason != NULL)
    return reason;
  if (!(frame->flags & CAN_FD))
    frame->flags &= (uint8_t) ~(CAN_BRS | CAN_ESI);

  if (!(frame->id & CAN_ID_ERROR) && !(frame->flags & CAN_FD) && text_scan_keyword (scan, "remote"))
    {
      frame->id |= CAN_ID_REMOTE;
      frame->len = 0;
      return text_scan_keyword (scan, "request") && text_scan_at_end (scan)
                 ? NULL
                 : N_ ("unexpected characters behind the frame");
    }
  if (frame->id & CAN_ID_ERROR && (frame->flags & CAN_FD || frame->dlc != 8))
    return N_ ("error frame without its 8 data bytes");
  reason = scan_data (scan, frame, payload);
  return reason != NULL ? reason : scan_tail (scan, frame);
}
