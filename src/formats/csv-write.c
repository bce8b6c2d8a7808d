/* csv-write.c: rows as python-can 2 and later write them, byte by byte where it can hold the time; or as older ones
 * did.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "base/text-put.h"
#include "formats/csv-private.h"
#include "formats/python-frame.h"

#include <string.h>

#include "base/banned.h"

#define ROW_MAX (PUT_TIME_MAX + 64 + 4 * ((CAN_FRAME_MAX_LEN + 2) / 3))

const char *const csv_headers[CSV_N_WRITTEN] = {
  [CSV_WRITTEN_NOW] = "timestamp,arbitration_id,extended,remote,error,dlc,data\n",
  [CSV_WRITTEN_1] = "timestamp, arbitration id, extended, remote, error, dlc, data\n",
  [CSV_WRITTEN_FLAGS] = "timestamp, arbitrationid, flags, dlc, data\n",
};

gboolean
csv_create (void *writer, ByteSink *out, const TraceInfo *info, const FormatOptions *options, GError **error)
{
  CsvWriter *self = writer;

  self->out = out;
  self->form = options->dialect != NULL ? (CsvForm) options->dialect->form : CSV_WRITTEN_NOW;
  if (!options->append)
    byte_sink_write (out, csv_headers[self->form], strlen (csv_headers[self->form]));
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

/* Of at most 8 bytes. */
static char *
put_row_of_flags (char *p, const CanFrame *frame)
{
  p = put_seconds (p, frame->time);
  *p++ = ',';
  p = put_unsigned (p, can_id_number (frame->id));
  *p++ = ',';
  p = put_unsigned (p, python_frame_get_old_flags (frame));
  *p++ = ',';
  p = put_unsigned (p, frame->dlc);
  p = PUT_LITERAL (p, ",[");
  for (guint i = 0; i < MIN (frame->len, 8); i++)
    {
      if (i > 0)
        p = PUT_LITERAL (p, ", ");
      p = put_unsigned (p, frame->data[i]);
    }
  return PUT_LITERAL (p, "]\n");
}

gboolean
csv_write (void *writer, const CanFrame *frames, guint n, GError **error)
{
  CsvWriter *self = writer;

  for (guint i = 0; i < n; i++)
    {
      char *line, *end;

      if (self->form == CSV_WRITTEN_FLAGS && frames[i].flags & CAN_FD)
        continue; /* as its dialect says */
      line = byte_sink_reserve (self->out, ROW_MAX);
      end = self->form == CSV_WRITTEN_FLAGS ? put_row_of_flags (line, &frames[i]) : put_row (line, &frames[i]);
      byte_sink_commit (self->out, (gsize) (end - line));
    }
  return TRUE;
}
