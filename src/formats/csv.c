/* csv.c: comma separated values of python-can's CSVWriter, all generations, and of canid-cli print -T csv.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *   timestamp, arbitrationid, flags, dlc, data                                before 1.5; no line end behind it
 *   timestamp, arbitration id, extended, remote, error, dlc, data             1.5
 *   timestamp,arbitration_id,extended,remote,error,dlc,data                   2 and later; written unless asked
 *   number,time,channel,id,ext,rtr,err,fd,brs,esi,dir,dlc,len,data            canid-cli print -T csv
 *
 * Columns are known by name, in any order, others are passed over; cells may be quoted (RFC 4180), the delimiter may be
 * a semicolon as spreadsheets write it. Tables of other programs are not for this reader.
 *
 * Rows of the commonest shape are taken by the fast path, which gives what the careful one would
 * (tests/formats/test-paths.c).
 */
#include "config.h"
#include "base/i18n.h"
#include "formats/csv-private.h"
#include "formats/fast-text.h"
#include "formats/text-log.h"

#include <string.h>

#include "base/banned.h"

extern const Format format_csv;

#define NS G_GINT64_CONSTANT (1000000000)
#define BOM "\xEF\xBB\xBF"

typedef struct
{
  TextLog log;
  CsvLayout layout;
  GString *scratch;
  gboolean fast;   /* the layout is that of the fast path */
  GString *name;   /* of the last channel */
  uint8_t channel; /* its index */
} Reader;

/* --- The fast path: 1700000000.123456,0x123,0,0,0,8,ESIzRFVmd4g= --- */

/* Takes seconds and the comma. */
static inline gboolean
fast_time (const char *p, const char **next, int64_t *time)
{
  static const uint32_t scale[] = { 1000000000, 100000000, 10000000, 1000000, 100000, 10000, 1000, 100, 10 };
  uint64_t seconds = fast_load (p), fraction = fast_load (p + 11);
  guint n = fast_leading (fast_digits (fraction));
  uint64_t word;

  /* Seconds that begin with 9 may lie beyond int64 ns. */
  if (p[0] == '9' || fast_digits (seconds) != FAST_HIGH || !text_is_digit (p[8]) || !text_is_digit (p[9])
      || p[10] != '.' || n == 0 || p[11 + n] != ',')
    return FALSE;
  /* Digits to the end of the word, noughts before them. */
  word = n == 8 ? fraction : fraction << (64 - 8 * n) | (FAST_ONES * '0') >> 8 * n;
  *time = ((int64_t) fast_decimal (seconds) * 100 + (p[8] - '0') * 10 + (p[9] - '0')) * NS
          + (int64_t) fast_decimal (word) * scale[n];
  *next = p + 12 + n;
  return TRUE;
}

static inline gboolean
fast_id (const char *p, const char **next, uint32_t *id)
{
  uint64_t word = fast_load (p + 2);
  guint n = fast_leading (fast_hex_digits (word));

  if (p[0] != '0' || p[1] != 'x' || n == 0 || p[2 + n] != ',')
    return FALSE;
  *id = fast_hex_number (word, n);
  *next = p + 3 + n;
  return TRUE;
}

/* Up to 64 bytes up to the line's end; -1 if it is not all base64. */
static inline int
fast_base64 (const char *p, const char **next, uint8_t *payload)
{
  guint n = 0;

  for (;; p += 4)
    {
      uint32_t a = csv_base64_values[(uint8_t) p[0]], b = csv_base64_values[(uint8_t) p[1]], c, d, value;

      if ((a | b) > 63)
        break;
      c = csv_base64_values[(uint8_t) p[2]];
      d = csv_base64_values[(uint8_t) p[3]];
      value = a << 18 | b << 12;
      if (G_LIKELY ((c | d) <= 63))
        {
          if (n + 3 > CAN_FRAME_MAX_LEN)
            return -1;
          value |= c << 6 | d;
          payload[n] = (uint8_t) (value >> 16);
          payload[n + 1] = (uint8_t) (value >> 8);
          payload[n + 2] = (uint8_t) value;
          n += 3;
          continue;
        }
      if (p[3] != '=' || (c > 63 && p[2] != '=') || n + 1 + (c <= 63) > CAN_FRAME_MAX_LEN)
        return -1;
      payload[n++] = (uint8_t) (value >> 16);
      if (c <= 63)
        payload[n++] = (uint8_t) ((value | c << 6) >> 8);
      p += 4;
      break;
    }
  *next = p;
  return (int) n;
}

/* Takes a row that begins at p; returns the next row's beginning, NULL if the row is not of the common shape. */
static inline const char *
fast_row (const char *p, CanFrame *frame, uint8_t *payload)
{
  guint dlc;
  int n;

  if (!fast_time (p, &p, &frame->time) || !fast_id (p, &p, &frame->id))
    return NULL;
  /* "e,0,0,": neither remote nor error */
  if ((*p != '0' && *p != '1') || memcmp (p + 1, ",0,0,", 5) != 0 || !text_is_digit (p[6]))
    return NULL;
  if (frame->id > (*p == '1' ? CAN_ID_MASK_EXTENDED : CAN_ID_MASK_STANDARD))
    return NULL;
  frame->id |= *p == '1' ? CAN_ID_EXTENDED : 0;
  dlc = (guint) (p[6] - '0');
  p += 7;
  if (text_is_digit (*p))
    dlc = dlc * 10 + (guint) (*p++ - '0');
  if (*p++ != ',')
    return NULL;

  n = fast_base64 (p, &p, payload);
  p += *p == '\r';
  if (n < 0 || (guint) n != dlc || *p != '\n')
    return NULL;
  frame->len = (uint16_t) n;
  frame->dlc = can_len_to_dlc (frame->len);
  frame->flags = n > 8 ? CAN_FD : 0;
  frame->data = payload;
  return can_dlc_to_len (frame->dlc, TRUE) == n ? p + 1 : NULL;
}

/* --- The careful path --- */

static void
use_layout (Reader *self, const CsvLayout *layout)
{
  CsvLayout usual;

  if (self->layout.kind == CSV_NO_LAYOUT)
    trace_info_set_format (self->log.info, "csv", layout->dialect);
  self->layout = *layout;
  csv_default_layout (&usual);
  self->fast = layout->kind == usual.kind && layout->delimiter == usual.delimiter && layout->n == usual.n
               && memcmp (layout->column, usual.column, usual.n) == 0;
}

static uint8_t
row_channel (Reader *self, const CsvRow *row, uint64_t number, FrameBatch *out)
{
  guint place = self->layout.place[CSV_CHANNEL];
  TextWord name = place != 0 ? row->cells[place - 1] : (TextWord){ "", 0 };

  if (self->name == NULL)
    self->name = g_string_new (NULL);
  else if (self->name->len == name.n && memcmp (self->name->str, name.p, name.n) == 0)
    return self->channel;
  name.n = MIN (name.n, TEXT_LOG_NAME_MAX);
  self->channel = text_log_channel (&self->log, name.p, name.n, number, out);
  g_string_truncate (self->name, 0);
  g_string_append_len (self->name, name.p, (gssize) name.n);
  return self->channel;
}

static void
take_row (Reader *self, const char *line, gsize n, uint64_t number, FrameBatch *out)
{
  CanFrame *frame = &out->frames[out->n_frames];
  const char *reason;
  CsvRow row;

  reason = csv_split (line, n, self->layout.delimiter, self->scratch, &row);
  if (reason == NULL && row.n != self->layout.n)
    {
      frame_batch_add_problem (out, number, N_ ("%u columns instead of %u"), row.n, self->layout.n);
      return;
    }
  if (reason == NULL)
    reason = csv_parse_row (&self->layout, &row, frame, out->payload[out->n_frames]);
  if (reason != NULL)
    {
      frame_batch_add_problem (out, number, "%s", reason);
      return;
    }
  frame->channel = row_channel (self, &row, number, out);
  text_log_add_frame (&self->log, out);
}

/* Rows begin with a number. */
static gboolean
may_be_header (const char *p, const char *end)
{
  while (p < end && text_is_blank (*p))
    p++;
  return p < end && (g_ascii_isalpha (*p) || *p == '"');
}

static void
take_line (Reader *self, FrameBatch *out)
{
  uint64_t number = self->log.lines.line;
  gsize n;
  const char *line = line_reader_take (&self->log.lines, &n), *end = line + n, *rest = NULL;
  gboolean first = self->layout.kind == CSV_NO_LAYOUT;
  CsvLayout layout;

  if (number == 1 && n >= 3 && memcmp (line, BOM, 3) == 0)
    line += 3;
  if (text_log_take_other (&self->log, text_scan (line, (gsize) (end - line)), number, out))
    return;
  if (may_be_header (line, end) && csv_parse_header (line, (gsize) (end - line), self->scratch, &layout, &rest))
    {
      if (!first) /* one file behind another */
        frame_batch_add_note (out, NOTE_COMMENT, 0, self->log.last_time, number, line, n);
      use_layout (self, &layout);
      if (rest == NULL)
        return;
      line = rest;
    }
  else if (first)
    {
      csv_default_layout (&layout);
      use_layout (self, &layout);
    }
  take_row (self, line, (gsize) (end - line), number, out);
}

/* --- The reader --- */

static gboolean
open_reader (void *reader, ByteSource *in, TraceInfo *info, const FormatOptions *options, GError **error)
{
  Reader *self = reader;

  text_log_init (&self->log, in, info);
  self->scratch = g_string_new (NULL);
  return TRUE;
}

static void
take_lines (TextLog *log, FrameBatch *out)
{
  Reader *self = (Reader *) log;
  LineReader *lines = &log->lines;
  gboolean whole = lines->lines_end[-1] == '\n';

  while (lines->p < lines->lines_end && text_log_has_room (out))
    {
      guint i = out->n_frames;
      const char *next = NULL;

      /* The first row goes the careful way, which makes the channel. No step passes a newline: loads reach at most a
       * few words into the window's padding. */
      if (G_LIKELY (whole && self->fast && self->name != NULL && self->name->len == 0 && !log->gap))
        next = fast_row (lines->p, &out->frames[i], out->payload[i]);
      if (G_LIKELY (next != NULL))
        {
          lines->p = next;
          lines->line++;
          out->frames[i].channel = self->channel;
          out->n_frames = i + 1;
          log->last_time = out->frames[i].time;
        }
      else
        take_line (self, out);
    }
}

static FormatStep
read_batch (void *reader, FrameBatch *out, GError **error)
{
  return text_log_read (reader, take_lines, out, error);
}

static void
close_reader (void *reader)
{
  Reader *self = reader;

  g_string_free (self->scratch, TRUE);
  if (self->name != NULL)
    g_string_free (self->name, TRUE);
}

/* --- Recognising --- */

static gboolean
is_python_row (TextScan line, GString *scratch)
{
  uint8_t payload[CAN_FRAME_MAX_LEN];
  CsvLayout layout;
  CanFrame frame;
  CsvRow row;

  csv_default_layout (&layout);
  return csv_split (line.p, (gsize) (line.end - line.p), layout.delimiter, scratch, &row) == NULL && row.n == layout.n
         && text_word_starts_with (row.cells[1], "0x") && csv_parse_row (&layout, &row, &frame, payload) == NULL;
}

/* A header says it all; without one every row of the first ones must be python-can's. */
static guint
probe (const uint8_t *head, gsize n, gboolean extension_fits)
{
  const char *p = (const char *) head, *end = p + n;
  GString *scratch = g_string_new (NULL);
  guint score = 0;
  CsvLayout layout;
  const char *rest;
  TextScan line;

  if (n >= 3 && memcmp (head, BOM, 3) == 0)
    p += 3;
  for (guint rows = 0; rows < 20 && text_log_probe_line (&p, end, &line);)
    {
      TextScan scan = line;

      if (text_scan_at_end (&scan) || *scan.p == '#')
        continue;
      if (rows == 0 && csv_parse_header (line.p, (gsize) (line.end - line.p), scratch, &layout, &rest))
        score = 95;
      else if (is_python_row (line, scratch))
        score = 85;
      else if (p <= end || rows == 0) /* else maybe cut */
        score = 0;
      if (score != 85)
        break;
      rows++;
    }
  g_string_free (scratch, TRUE);
  return score;
}

static char *
explain (const uint8_t *head, gsize n)
{
  const char *p = (const char *) head, *end = p + n;
  TextScan line;

  if (n >= 3 && memcmp (head, BOM, 3) == 0)
    p += 3;
  while (text_log_probe_line (&p, end, &line))
    {
      TextScan scan = line;

      if (!text_scan_at_end (&scan) && *scan.p != '#')
        return csv_explain_header (line.p, (gsize) (line.end - line.p));
    }
  return NULL;
}

#define ABILITIES                                                                                                      \
  (FORMAT_READ | FORMAT_WRITE | FORMAT_FD | FORMAT_REMOTE | FORMAT_ERROR | FORMAT_NANOSECONDS | FORMAT_APPEND)

static const FormatDialect dialects[] = {
  { "now", ABILITIES, CSV_WRITTEN_NOW },
  { "1.5", ABILITIES, CSV_WRITTEN_1 },
  { "flags", (ABILITIES & ~FORMAT_FD) | FORMAT_DIRECTION, CSV_WRITTEN_FLAGS },
  { NULL },
};

/* By its header, or by its first row as python-can writes it. */
static const FormatDialect *
form_of (const uint8_t *head, gsize n)
{
  const char *p = (const char *) head;
  GString *scratch;
  gboolean known;
  TextScan line;

  for (const FormatDialect *dialect = dialects; dialect->id != NULL; dialect++)
    {
      const char *header = csv_headers[dialect->form];
      gsize length = strlen (header) - 1;

      if (n > length && memcmp (head, header, length) == 0 && (head[length] == '\n' || head[length] == '\r'))
        return dialect;
    }
  scratch = g_string_new (NULL);
  known = text_log_probe_line (&p, p + n, &line) && is_python_row (line, scratch);
  g_string_free (scratch, TRUE);
  return known ? &dialects[0] : NULL;
}

const Format format_csv = {
  .id = "csv",
  .name = N_ ("python-can CSV"),
  .extensions = "csv",
  .abilities = ABILITIES,
  .dialects = dialects,
  .probe = probe,
  .explain = explain,
  .reader_size = sizeof (Reader),
  .open = open_reader,
  .read = read_batch,
  .close = close_reader,
  .writer_size = sizeof (CsvWriter),
  .create = csv_create,
  .form_of = form_of,
  .write = csv_write,
};
