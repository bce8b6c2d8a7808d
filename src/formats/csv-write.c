/* csv-write.c: rows as python-can 2 and later write them, byte by byte where it can hold the time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "base/text-put.h"
#include "formats/csv-private.h"

#include "base/banned.h"

#define ROW_MAX (PUT_TIME_MAX + 32 + 4 * ((CAN_FRAME_MAX_LEN + 2) / 3))

gboolean
csv_create (void *writer, ByteSink *out, const TraceInfo *info, const FormatOptions *options, GError **error)
{
  static const char header[] = "timestamp,arbitration_id,extended,remote,error,dlc,data\n";

  *(ByteSink **) writer = out;
  byte_sink_write (out, header, sizeof header - 1);
  return TRUE;
}

/* As few decimals as there are, at least one: Python's repr. */
static char *
put_seconds (char *p, int64_t time)
{
  p = put_time (p, time);
  while (p[-1] == '0' && p[-2] != '.')
    p--;
  return p;
}

static char *
put_id (char *p, uint32_t id)
{
  char *from = PUT_LITERAL (p, "0x"), *end = put_hex (from, id);

  for (char *c = from; c < end; c++)
    *c = g_ascii_tolower (*c);
  return end;
}

static char *
put_base64 (char *p, const uint8_t *data, guint n)
{
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  for (; n > 0; n -= MIN (n, 3), data += 3, p += 4)
    {
      uint32_t value = (uint32_t) data[0] << 16 | (n > 1 ? (uint32_t) data[1] << 8 : 0) | (n > 2 ? data[2] : 0);

      p[0] = digits[value >> 18];
      p[1] = digits[value >> 12 & 63];
      p[2] = n > 1 ? digits[value >> 6 & 63] : '=';
      p[3] = n > 2 ? digits[value & 63] : '=';
    }
  return p;
}

/* dlc is in bytes; of a classic frame the raw one, which its reader takes, too. */
static char *
put_row (char *p, const CanFrame *frame)
{
  p = put_seconds (p, frame->time);
  *p++ = ',';
  p = put_id (p, can_id_number (frame->id));
  *p++ = ',';
  *p++ = frame->id & CAN_ID_EXTENDED ? '1' : '0';
  *p++ = ',';
  *p++ = frame->id & CAN_ID_REMOTE ? '1' : '0';
  *p++ = ',';
  *p++ = frame->id & CAN_ID_ERROR ? '1' : '0';
  *p++ = ',';
  p = put_unsigned (p, frame->flags & CAN_FD ? frame->len : frame->dlc);
  *p++ = ',';
  p = put_base64 (p, frame->data, MIN (frame->len, CAN_FRAME_MAX_LEN));
  *p++ = '\n';
  return p;
}

gboolean
csv_write (void *writer, const CanFrame *frames, guint n, GError **error)
{
  ByteSink *out = *(ByteSink **) writer;

  for (guint i = 0; i < n; i++)
    {
      char *line = byte_sink_reserve (out, ROW_MAX);

      byte_sink_commit (out, (gsize) (put_row (line, &frames[i]) - line));
    }
  return TRUE;
}
