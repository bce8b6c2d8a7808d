/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/slcan-line.h"

#include "base/i18n.h"
#include "base/text-scan.h"

#include <linux/can/error.h>
#include <string.h>

#include "base/banned.h"

/* --- Reading --- */

static gboolean
take_hex (TextScan *scan, guint digits, uint32_t *value)
{
  *value = 0;
  if ((gsize) (scan->end - scan->p) < digits)
    return FALSE;
  for (guint i = 0; i < digits; i++)
    {
      uint8_t digit = text_hex_value (scan->p[i]);

      if (digit > 15)
        return FALSE;
      *value = *value << 4 | digit;
    }
  scan->p += digits;
  return TRUE;
}

static gboolean
damaged (SlcanLine *out, const char *reason)
{
  out->kind = SLCAN_DAMAGED;
  out->reason = reason;
  return FALSE;
}

static gboolean
take_identifier (TextScan *scan, SlcanLine *out, gboolean extended)
{
  uint32_t id;

  if (!take_hex (scan, extended ? 8 : 3, &id))
    return damaged (out, "an identifier that is cut off");
  if (id > (extended ? CAN_ID_MASK_EXTENDED : CAN_ID_MASK_STANDARD))
    return damaged (out, "an identifier that is too large");
  out->frame.id |= id | (extended ? CAN_ID_EXTENDED : 0);
  return TRUE;
}

static gboolean
take_data (TextScan *scan, SlcanLine *out, uint8_t *payload)
{
  uint32_t dlc, byte;

  if (!take_hex (scan, 1, &dlc))
    return damaged (out, "no length");
  out->frame.dlc = (uint8_t) dlc;
  out->frame.data = payload;
  if (out->frame.id & CAN_ID_REMOTE)
    return TRUE;
  out->frame.len = can_dlc_to_len ((uint8_t) dlc, (out->frame.flags & CAN_FD) != 0);
  for (guint i = 0; i < out->frame.len; i++)
    {
      if (!take_hex (scan, 2, &byte))
        return damaged (out, "less data than its length says");
      payload[i] = (uint8_t) byte;
    }
  return TRUE;
}

static gboolean
take_stamp (TextScan *scan, SlcanLine *out)
{
  gsize left = (gsize) (scan->end - scan->p);
  uint32_t stamp;

  if (left == 0)
    return TRUE;
  if ((left != 4 && left != 8) || !take_hex (scan, (guint) left, &stamp))
    return damaged (out, "something behind the data that is no time stamp");
  out->period = left == 4 ? SLCAN_MS_PERIOD : SLCAN_US_PERIOD;
  out->stamp = stamp * (left == 4 ? INT64_C (1000000) : INT64_C (1000));
  if (out->stamp >= out->period) /* some say FFFF where they do not know */
    out->stamp = -1;
  return TRUE;
}

static void
parse_frame (TextScan *scan, SlcanLine *out, uint8_t *payload)
{
  char kind = scan->p[0];
  char lower = kind == 'x' ? 't' : g_ascii_tolower (kind); /* x: CANdapter's T */

  scan->p++;
  out->kind = SLCAN_FRAME;
  out->frame.id = lower == 'r' ? CAN_ID_REMOTE : 0;
  out->frame.flags = (uint8_t) (lower == 'd' ? CAN_FD : lower == 'b' ? CAN_FD | CAN_BRS : 0);
  if (take_identifier (scan, out, kind == 'x' || g_ascii_isupper (kind)) && take_data (scan, out, payload))
    take_stamp (scan, out);
}

static gboolean
take_decimal (TextScan *scan, int *value)
{
  *value = 0;
  for (guint i = 0; i < 3; i++)
    {
      if (scan->p == scan->end || !text_is_digit (*scan->p))
        return FALSE;
      *value = *value * 10 + (*scan->p++ - '0');
    }
  return TRUE;
}

/* sa057033: state, receive and transmit error counter. */
static void
parse_state (TextScan *scan, SlcanLine *out)
{
  static const char letters[] = "awpb";
  const char *letter = scan->end - scan->p == 8 ? strchr (letters, scan->p[1]) : NULL;

  if (letter == NULL || *letter == '\0')
    {
      damaged (out, "a state that is unknown");
      return;
    }
  scan->p += 2;
  out->kind = SLCAN_STATE;
  out->state = (BusState) (BUS_STATE_ACTIVE + (letter - letters));
  if (!take_decimal (scan, &out->rec) || !take_decimal (scan, &out->tec))
    damaged (out, "a state without counters");
}

static const struct
{
  char letter;
  uint32_t class;
  uint8_t place, bits; /* data[place] gets these */
  uint8_t location;    /* data[3] */
} errors[] = {
  { 'a', CAN_ERR_ACK, 3, 0, CAN_ERR_PROT_LOC_ACK },
  { 'b', 0, 2, CAN_ERR_PROT_BIT0, 0 },
  { 'B', 0, 2, CAN_ERR_PROT_BIT1, 0 },
  { 'c', 0, 2, CAN_ERR_PROT_BIT, CAN_ERR_PROT_LOC_CRC_SEQ },
  { 'f', 0, 2, CAN_ERR_PROT_FORM, 0 },
  { 'o', CAN_ERR_CRTL, 1, CAN_ERR_CRTL_RX_OVERFLOW, 0 },
  { 'O', CAN_ERR_CRTL, 1, CAN_ERR_CRTL_TX_OVERFLOW, 0 },
  { 's', 0, 2, CAN_ERR_PROT_STUFF, 0 },
};

static gboolean
add_error (SlcanLine *out, uint8_t *payload, char letter)
{
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    if (errors[i].letter == letter)
      {
        out->frame.id |= errors[i].class;
        payload[errors[i].place] |= errors[i].bits;
        if (errors[i].location != 0)
          payload[3] = errors[i].location;
        return TRUE;
      }
  return FALSE;
}

/* e2af: how many, which. */
static void
parse_errors (TextScan *scan, SlcanLine *out, uint8_t *payload)
{
  gsize n = (gsize) (scan->end - scan->p);

  out->kind = SLCAN_ERRORS;
  out->frame = (CanFrame){ .id = CAN_ID_ERROR | CAN_ERR_PROT | CAN_ERR_BUSERROR, .len = 8, .dlc = 8, .data = payload };
  memset (payload, 0, 8);
  if (n < 2 || n != 2 + (gsize) (scan->p[1] - '0'))
    {
      damaged (out, "errors that are not as many as it says");
      return;
    }
  for (gsize i = 2; i < n; i++)
    if (!add_error (out, payload, scan->p[i]))
      {
        damaged (out, "an error that is unknown");
        return;
      }
}

void
slcan_line_parse (const char *text, gsize n, gboolean bell, SlcanLine *out, uint8_t payload[CAN_FRAME_MAX_LEN])
{
  TextScan scan;
  uint32_t flags;

  while (n > 0 && (*text == '\n' || *text == '\0')) /* some end lines with CR LF */
    text++, n--;
  scan = text_scan (text, n);
  *out = (SlcanLine){ .stamp = -1, .tec = -1, .rec = -1, .kind = bell ? SLCAN_REFUSED : SLCAN_OK };
  if (n == 0)
    return;
  out->kind = SLCAN_TEXT;
  if (strchr ("tTrRdDbBx", *text) != NULL)
    parse_frame (&scan, out, payload);
  else if ((*text == 'z' || *text == 'Z') && (n == 1 || n == 5 || n == 9))
    out->kind = SLCAN_SENT;
  else if (*text == 'F' && n == 3 && (scan.p++, take_hex (&scan, 2, &flags)))
    {
      out->kind = SLCAN_FLAGS;
      out->flags = flags;
    }
  else if (*text == 's')
    parse_state (&scan, out);
  else if (*text == 'e')
    parse_errors (&scan, out, payload);
}

/* --- Writing --- */

static char
letter_for (const CanFrame *frame)
{
  char letter = 't';

  if (frame->flags & CAN_FD)
    letter = frame->flags & CAN_BRS ? 'b' : 'd';
  else if (frame->id & CAN_ID_REMOTE)
    letter = 'r';
  return can_id_is_extended (frame->id) ? g_ascii_toupper (letter) : letter;
}

gsize
slcan_line_format (const CanFrame *frame, char text[SLCAN_LINE_MAX], const char **reason)
{
  static const char digits[] = "0123456789ABCDEF";
  gboolean fd = (frame->flags & CAN_FD) != 0;
  int width = can_id_is_extended (frame->id) ? 8 : 3;
  char *p = text;

  if (frame->id & CAN_ID_ERROR)
    {
      *reason = _ ("an error frame cannot be sent");
      return 0;
    }
  if (!fd && frame->dlc > 8)
    {
      *reason = _ ("a classic frame with a DLC above 8 cannot be written in this protocol");
      return 0;
    }
  *p++ = letter_for (frame);
  for (int shift = 4 * (width - 1); shift >= 0; shift -= 4)
    *p++ = digits[can_id_number (frame->id) >> shift & 15];
  *p++ = digits[frame->id & CAN_ID_REMOTE ? frame->dlc : can_len_to_dlc (frame->len)];
  for (guint i = 0; i < frame->len; i++)
    {
      *p++ = digits[frame->data[i] >> 4];
      *p++ = digits[frame->data[i] & 15];
    }
  *p++ = '\r';
  return (gsize) (p - text);
}
