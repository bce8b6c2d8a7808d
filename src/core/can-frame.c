/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/can-frame.h"

#include "base/i18n.h"
#include "base/text-put.h"

#include <string.h>

#include "base/banned.h"

static const uint8_t fd_lengths[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64 };
static const char hex_digits[] = "0123456789ABCDEF";

uint8_t
can_dlc_to_len (uint8_t dlc, gboolean fd)
{
  dlc &= 15;
  return fd ? fd_lengths[dlc] : MIN (dlc, 8);
}

uint8_t
can_len_to_dlc (uint16_t len)
{
  uint8_t dlc = 0;

  while (dlc < 15 && fd_lengths[dlc] < len)
    dlc++;
  return dlc;
}

/* FD flag nibble of candump: 1 = BRS, 2 = ESI, 4 = FDF as newer can-utils write it (read, not written). */
static char *
append_fd_flags (char *p, const CanFrame *frame)
{
  *p++ = '#';
  *p++ = hex_digits[(frame->flags & CAN_BRS ? 1 : 0) | (frame->flags & CAN_ESI ? 2 : 0)];
  return p;
}

gsize
can_frame_format (const CanFrame *frame, char text[CAN_FRAME_TEXT_MAX])
{
  char *p = text;

  if (frame->id & (CAN_ID_EXTENDED | CAN_ID_ERROR))
    p = put_hex_digits (p, frame->id & (CAN_ID_ERROR | CAN_ID_MASK_EXTENDED), 8);
  else
    p = put_hex_digits (p, frame->id & CAN_ID_MASK_STANDARD, 3);
  *p++ = '#';

  if (frame->id & CAN_ID_REMOTE)
    {
      *p++ = 'R';
      if (frame->dlc > 0)
        *p++ = hex_digits[MIN (frame->dlc, 8)];
    }
  else
    {
      if (frame->flags & CAN_FD)
        p = append_fd_flags (p, frame);
      p = put_bytes (p, frame->data, MIN (frame->len, CAN_FRAME_MAX_LEN));
    }
  if (!(frame->flags & CAN_FD) && frame->dlc > 8 && (frame->len == 8 || frame->id & CAN_ID_REMOTE))
    {
      *p++ = '_';
      *p++ = hex_digits[frame->dlc & 15];
    }
  *p = '\0';
  return (gsize) (p - text);
}

/* --- Parsing: id '#' ( 'R' [len] [_dlc] | ['#' flags] bytes [_dlc] ) --- */

typedef struct
{
  const char *p, *end;
  const char *reason;
} Cursor;

static gboolean
fail (Cursor *c, const char *reason)
{
  c->reason = reason;
  return FALSE;
}

static gboolean
parse_id (Cursor *c, CanFrame *frame)
{
  uint32_t value = 0;
  int digits = 0;

  for (; c->p < c->end && g_ascii_isxdigit (*c->p); c->p++, digits++)
    {
      if (digits == 8)
        return fail (c, N_ ("identifier of more than 8 digits"));
      value = value << 4 | (uint32_t) g_ascii_xdigit_value (*c->p);
    }
  if (c->p == c->end || memchr (c->p, '#', (gsize) (c->end - c->p)) == NULL)
    return fail (c, N_ ("no # behind the identifier"));
  if (*c->p != '#')
    return fail (c, N_ ("identifier is not hexadecimal"));
  if (digits != 3 && digits != 8)
    return fail (c, N_ ("identifier is not of 3 or 8 digits"));
  c->p++;

  if (digits == 3 && value > CAN_ID_MASK_STANDARD)
    return fail (c, N_ ("11-bit identifier above 7FF"));
  if (digits == 3)
    frame->id = value;
  else if (value & CAN_ID_ERROR)
    frame->id = value & (CAN_ID_ERROR | CAN_ID_MASK_EXTENDED);
  else
    {
      /* Some programs log the socket's EFF bit along: 98FEF100 is 18FEF100. */
      if (value & CAN_ID_REMOTE)
        return fail (c, N_ ("identifier above 1FFFFFFF"));
      frame->id = (value & CAN_ID_MASK_EXTENDED) | CAN_ID_EXTENDED;
    }
  return TRUE;
}

static gboolean
parse_raw_dlc (Cursor *c, CanFrame *frame)
{
  int dlc;

  if (c->p == c->end || *c->p != '_')
    return TRUE;
  dlc = c->p + 1 < c->end ? g_ascii_xdigit_value (c->p[1]) : -1;
  if (dlc < 9)
    return fail (c, N_ ("raw DLC behind _ is not 9 to F"));
  if (frame->flags & CAN_FD || frame->dlc != 8)
    return fail (c, N_ ("raw DLC behind _ needs a classic frame of 8 bytes"));
  frame->dlc = (uint8_t) dlc;
  c->p += 2;
  return TRUE;
}

static gboolean
parse_remote (Cursor *c, CanFrame *frame)
{
  c->p++;
  frame->id |= CAN_ID_REMOTE;
  if (c->p < c->end && g_ascii_isxdigit (*c->p))
    {
      int len = g_ascii_xdigit_value (*c->p++);

      if (len > 8)
        return fail (c, N_ ("remote frame asks for more than 8 bytes"));
      frame->dlc = (uint8_t) len;
    }
  return parse_raw_dlc (c, frame);
}

static gboolean
parse_bytes (Cursor *c, CanFrame *frame, uint8_t *payload)
{
  guint max = frame->flags & CAN_FD ? CAN_FRAME_MAX_LEN : 8;
  guint n = 0;

  for (; c->p < c->end; n++)
    {
      if (*c->p == '.' && n > 0)
        c->p++;
      if (c->p == c->end || !g_ascii_isxdigit (*c->p))
        break;
      if (c->p + 1 == c->end || !g_ascii_isxdigit (c->p[1]))
        return fail (c, N_ ("odd number of data digits"));
      if (n == max)
        return fail (c, max == 8 ? N_ ("more than 8 data bytes in a classic frame") : N_ ("more than 64 data bytes"));
      payload[n] = (uint8_t) (g_ascii_xdigit_value (c->p[0]) << 4 | g_ascii_xdigit_value (c->p[1]));
      c->p += 2;
    }
  frame->len = (uint16_t) n;
  frame->dlc = can_len_to_dlc (frame->len);
  return parse_raw_dlc (c, frame);
}

static gboolean
parse_fd_flags (Cursor *c, CanFrame *frame)
{
  int flags = c->p + 1 < c->end ? g_ascii_xdigit_value (c->p[1]) : -1;

  if (flags < 0)
    return fail (c, N_ ("no flags digit behind ##"));
  frame->flags |= CAN_FD | (flags & 1 ? CAN_BRS : 0) | (flags & 2 ? CAN_ESI : 0);
  c->p += 2;
  return TRUE;
}

static gboolean
parse (Cursor *c, CanFrame *frame, uint8_t *payload)
{
  if (!parse_id (c, frame))
    return FALSE;
  if (c->p < c->end && (*c->p == 'R' || *c->p == 'r'))
    {
      if (!parse_remote (c, frame))
        return FALSE;
    }
  else
    {
      if (c->p < c->end && *c->p == '#' && !parse_fd_flags (c, frame))
        return FALSE;
      if (!parse_bytes (c, frame, payload))
        return FALSE;
    }
  return c->p == c->end || fail (c, N_ ("unexpected characters behind the data"));
}

gboolean
can_frame_parse (const char *text, gsize n, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN], const char **reason)
{
  Cursor cursor = { text, text + n, NULL };
  gboolean ok;

  *frame = (CanFrame){ .data = payload };
  ok = parse (&cursor, frame, payload);
  if (!ok && reason != NULL)
    *reason = cursor.reason;
  return ok;
}

gsize
can_time_format (int64_t time, char text[CAN_TIME_TEXT_MAX])
{
  char *end = put_time (text, time);

  *end = '\0';
  return (gsize) (end - text);
}
