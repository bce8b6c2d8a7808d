/* candump.c: logs of candump -l and -L (can-utils): "(1700000000.123456) can0 123#1122334455667788", one frame a line.
 * What candump prints without -l and -L: candump-console.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * line     = [ number ] "(" seconds ")" interface frame [ "T" | "R" ]
 * seconds  = digits "." digits, since 1970 (6 digits; 9 with nanosecond stamps)
 * frame    = the text form of core/can-frame.h
 *
 * Each line is tried on the fast path first, which takes only the commonest shapes and otherwise nothing; the careful
 * path takes every shape and tells what is wrong. Where the fast path takes a line both give the same frame
 * (tests/formats/test-paths.c).
 */
#include "config.h"
#include "base/i18n.h"
#include "base/text-put.h"
#include "base/text-scan.h"
#include "formats/fast-text.h"
#include "formats/format-interface.h"
#include "formats/text-log.h"

#include <string.h>

#include "base/banned.h"

extern const Format format_candump;

#define NS G_GINT64_CONSTANT (1000000000)
#define NAME_CACHE 16

typedef struct
{
  TextLog log;
  struct
  {
    uint64_t key;
    uint8_t channel;
  } names[NAME_CACHE];
} Reader;

/* --- The fast path --- */

static inline gboolean
fast_time (const char *p, const char **next, int64_t *time)
{
  uint64_t seconds = fast_load (p + 1), fraction = fast_load (p + 12);
  guint n = fast_leading (fast_digits (fraction));
  int64_t ns;

  /* Seconds that begin with 9 may lie beyond int64 ns. */
  if (p[0] != '(' || p[1] == '9' || fast_digits (seconds) != FAST_HIGH || !text_is_digit (p[9])
      || !text_is_digit (p[10]) || p[11] != '.')
    return FALSE;
  if (n == 6 && p[18] == ')')
    {
      ns = fast_decimal (fraction << 16 | 0x3030) * G_GINT64_CONSTANT (1000);
      *next = p + 19;
    }
  else if (n == 8 && text_is_digit (p[20]) && p[21] == ')')
    {
      ns = fast_decimal (fraction) * G_GINT64_CONSTANT (10) + (p[20] - '0');
      *next = p + 22;
    }
  else
    return FALSE;
  *time = ((int64_t) fast_decimal (seconds) * 100 + (p[9] - '0') * 10 + (p[10] - '0')) * NS + ns;
  return TRUE;
}

typedef struct
{
  const char *p;
  guint n;
  uint64_t key; /* its bytes, at most seven, and how many */
} FastName;

static inline gboolean
fast_name (const char *p, const char **next, FastName *name)
{
  uint64_t word = fast_load (p);

  name->p = p;
  name->n = fast_first (fast_equal (word, ' '));
  if (name->n == 0 || name->n == 8)
    return FALSE;
  name->key = (word & (FAST_ONES * 0xFF) >> (64 - 8 * name->n)) | (uint64_t) name->n << 56;
  *next = p + name->n + 1;
  return TRUE;
}

static gboolean
cache_name (Reader *self, const FastName *name, guint slot, uint8_t *channel)
{
  gboolean full = FALSE;

  for (guint i = 0; i < name->n; i++)
    if (name->p[i] <= ' ' || name->p[i] == 0x7F) /* chars below 0 too: not ASCII */
      return FALSE;
  *channel = trace_info_channel (self->log.info, name->p, name->n, &full);
  if (full)
    return FALSE;
  self->names[slot].key = name->key;
  self->names[slot].channel = *channel;
  return TRUE;
}

/* Only for a line that is a frame: it may make the channel. */
static inline gboolean
fast_channel (Reader *self, const FastName *name, uint8_t *channel)
{
  guint slot = (guint) (name->key * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15) >> 60);

  if (G_UNLIKELY (self->names[slot].key != name->key))
    return cache_name (self, name, slot, channel);
  *channel = self->names[slot].channel;
  return TRUE;
}

static inline gboolean
fast_id (const char *p, const char **next, uint32_t *id)
{
  uint64_t word = fast_load (p);

  if (p[3] == '#' && fast_leading (fast_hex_digits (word)) == 3)
    {
      *next = p + 4;
      *id = fast_hex_number (word, 3);
      return *id <= CAN_ID_MASK_STANDARD;
    }
  if (p[8] != '#' || fast_hex_digits (word) != FAST_HIGH)
    return FALSE;
  *next = p + 9;
  *id = GUINT32_SWAP_LE_BE (fast_hex (word));
  if (*id > CAN_ID_MASK_EXTENDED)
    return FALSE;
  *id |= CAN_ID_EXTENDED;
  return TRUE;
}

/* Up to max digits; returns how many. */
static inline guint
fast_bytes (const char *p, guint max, uint8_t *payload)
{
  guint digits = 0;

  while (digits < max)
    {
      uint64_t word = fast_load (p + digits);
      guint n = fast_leading (fast_hex_digits (word));

      bytes_store_le32 (payload + digits / 2, fast_hex (word));
      digits += n;
      if (n < 8)
        break;
    }
  return digits;
}

/* Takes a line that begins at p; returns the next line's beginning, NULL if the line is not of a common shape. */
static inline const char *
fast_line (Reader *self, const char *p, CanFrame *frame, uint8_t *payload)
{
  FastName name;
  guint digits;

  if (!fast_time (p, &p, &frame->time) || *p != ' ' || !fast_name (p + 1, &p, &name) || !fast_id (p, &p, &frame->id))
    return NULL;

  frame->flags = 0;
  if (*p != '#')
    digits = fast_bytes (p, 16, payload);
  else
    {
      guint flags = text_hex_value (p[1]);

      if (flags > 15)
        return NULL;
      frame->flags = (uint8_t) (CAN_FD | (flags & 1 ? CAN_BRS : 0) | (flags & 2 ? CAN_ESI : 0));
      p += 2;
      digits = fast_bytes (p, 128, payload);
    }
  p += digits;
  frame->len = (uint16_t) (digits / 2);
  frame->dlc = can_len_to_dlc (frame->len);
  frame->data = payload;
  if (digits % 2 != 0 || (frame->flags & CAN_FD && can_dlc_to_len (frame->dlc, TRUE) != frame->len))
    return NULL;

  if (p[0] == ' ' && (p[1] == 'T' || p[1] == 'R'))
    {
      frame->flags |= p[1] == 'T' ? CAN_TX : 0;
      p += 2;
    }
  p += *p == '\r';
  return *p == '\n' && fast_channel (self, &name, &frame->channel) ? p + 1 : NULL;
}

/* --- The careful path --- */

static gboolean
scan_time (TextScan *scan, int64_t *time)
{
  gboolean negative;

  if (!text_scan_char (scan, '('))
    return FALSE;
  negative = text_scan_char (scan, '-');
  if (!text_scan_seconds (scan, time, NULL) || !text_scan_char (scan, ')'))
    return FALSE;
  if (negative)
    *time = -*time;
  return TRUE;
}

/* Returns why the line is no frame, NULL if it is one. */
static const char *
careful_line (Reader *self, TextScan scan, uint64_t line, CanFrame *frame, uint8_t *payload, FrameBatch *out)
{
  TextWord name, text, direction;
  const char *reason = NULL;
  int64_t time;

  text_log_skip_number (&scan);
  if (!scan_time (&scan, &time))
    return N_ ("no (seconds) at its beginning");
  if (!text_scan_word (&scan, &name) || !text_scan_word (&scan, &text))
    return N_ ("ends before the frame");
  if (name.n > TEXT_LOG_NAME_MAX)
    return N_ ("interface name of more than 64 bytes");
  if (memchr (text.p, '#', text.n) == NULL && text_scan_word (&scan, &direction) && *direction.p == '[')
    return N_ ("printed form of candump, not its log form");
  if (!can_frame_parse (text.p, text.n, frame, payload, &reason))
    return reason;
  if (frame->flags & CAN_FD && can_dlc_to_len (frame->dlc, TRUE) != frame->len)
    return N_ ("number of data bytes that CAN FD does not have");
  if (frame->id & CAN_ID_ERROR
      && (frame->flags & CAN_FD || frame->id & CAN_ID_REMOTE || frame->dlc != 8 || frame->len != 8))
    return N_ ("error frame without its 8 data bytes");
  if (text_scan_word (&scan, &direction))
    {
      if (text_word_equals (direction, "T"))
        frame->flags |= CAN_TX;
      else if (!text_word_equals (direction, "R"))
        return N_ ("unexpected characters behind the frame");
    }
  if (!text_scan_at_end (&scan))
    return N_ ("unexpected characters behind the frame");
  frame->time = time;
  frame->channel = text_log_channel (&self->log, name.p, name.n, line, out);
  return NULL;
}

static void
take_line (Reader *self, FrameBatch *out)
{
  uint64_t number = self->log.lines.line;
  gsize n;
  const char *line = line_reader_take (&self->log.lines, &n);
  TextScan scan = text_scan (line, n);
  const char *reason;

  if (text_log_take_other (&self->log, scan, number, out))
    return;
  text_scan_blanks (&scan);
  reason = careful_line (self, scan, number, &out->frames[out->n_frames], out->payload[out->n_frames], out);
  if (reason == NULL)
    text_log_add_frame (&self->log, out);
  else
    frame_batch_add_problem (out, number, "%s", reason);
}

/* --- The reader --- */

static gboolean
open_reader (void *reader, ByteSource *in, TraceInfo *info, const FormatOptions *options, GError **error)
{
  Reader *self = reader;

  text_log_init (&self->log, in, info);
  for (guint i = 0; i < NAME_CACHE; i++)
    self->names[i].key = UINT64_MAX; /* no key is that */
  return TRUE;
}

static void
take_lines (TextLog *log, FrameBatch *out)
{
  Reader *self = (Reader *) log;
  LineReader *lines = &log->lines;
  gboolean whole = lines->lines_end[-1] == '\n';

  while (lines->p < lines->lines_end && out->n_frames < FRAME_BATCH_SIZE)
    {
      guint i = out->n_frames;
      const char *next = NULL;

      /* No step passes a newline: where the window ends with one, loads reach at most a few words into its padding. */
      if (G_LIKELY (whole && !log->gap))
        next = fast_line (self, lines->p, &out->frames[i], out->payload[i]);
      if (G_LIKELY (next != NULL))
        {
          lines->p = next;
          lines->line++;
          out->n_frames = i + 1;
          log->last_time = out->frames[i].time;
        }
      else
        {
          take_line (self, out);
          if (!text_log_has_room (out))
            return;
        }
    }
}

static FormatStep
read_batch (void *reader, FrameBatch *out, GError **error)
{
  return text_log_read (reader, take_lines, out, error);
}

static gboolean
looks_like_log (const char *line, gsize n)
{
  TextScan scan = text_scan (line, n);
  TextWord name, frame;
  int64_t time;

  text_log_skip_number (&scan);
  text_scan_blanks (&scan);
  return scan_time (&scan, &time) && text_scan_word (&scan, &name) && text_scan_word (&scan, &frame)
         && memchr (frame.p, '#', frame.n) != NULL && text_hex_value (frame.p[0]) < 16;
}

/* Lines in front that are no frames do not count against it: comments, a cut first line. */
static guint
probe (const uint8_t *head, gsize n, gboolean extension_fits)
{
  const char *p = (const char *) head, *end = p + n;
  guint good = 0, other = 0;
  TextScan scan;

  while (good + other < 100 && text_log_probe_line (&p, end, &scan))
    if (!text_scan_at_end (&scan) && *scan.p != '#' && !text_scan_keyword (&scan, "DROPCOUNT:"))
      {
        if (looks_like_log (scan.p, (gsize) (scan.end - scan.p)))
          good++;
        else
          other++;
      }
  if (good == 0)
    return 0;
  return other == 0 ? 95 : good > other ? 80 : 30;
}

/* --- The writer --- */

typedef struct
{
  ByteSink *out;
  const TraceInfo *info;
  char *names[TRACE_MAX_CHANNELS]; /* made when first used: channels may be added while writing */
} Writer;

static gboolean
create (void *writer, ByteSink *out, const TraceInfo *info, const FormatOptions *options, GError **error)
{
  Writer *self = writer;

  self->out = out;
  self->info = info;
  return TRUE;
}

/* Interface name of a channel: a number N becomes can(N-1) as asc2log does, none becomes can0. */
static const char *
interface_name (void *writer, uint8_t channel)
{
  Writer *self = writer;
  const char *name;
  uint64_t number;

  if (G_LIKELY (self->names[channel] != NULL))
    return self->names[channel];
  name = trace_info_channel_name (self->info, channel);
  if (*name == '\0')
    self->names[channel] = g_strdup ("can0");
  else if (text_word_uint ((TextWord){ name, strlen (name) }, &number))
    self->names[channel] = g_strdup_printf ("can%" G_GUINT64_FORMAT, number > 0 ? number - 1 : 0);
  else
    {
      self->names[channel] = g_strndup (name, TEXT_LOG_NAME_MAX);
      g_strdelimit (self->names[channel], " \t\r\n", '_');
    }
  return self->names[channel];
}

static char *
put_stamp (char *p, int64_t time)
{
  uint64_t magnitude = time < 0 ? 0 - (uint64_t) time : (uint64_t) time;
  uint32_t ns = (uint32_t) (magnitude % NS);
  uint64_t seconds = magnitude / NS; /* at most 10 digits: 2^63 ns are 292 years */

  *p++ = '(';
  if (time < 0)
    *p++ = '-';
  p = put_digits (p, (uint32_t) (seconds / 100000), 5);
  p = put_digits (p, (uint32_t) (seconds % 100000), 5);
  *p++ = '.';
  p = ns % 1000 == 0 ? put_digits (p, ns / 1000, 6) : put_digits (p, ns, 9);
  *p++ = ')';
  *p++ = ' ';
  return p;
}

/* candump has no error frame without a class: it becomes a bus error without details. */
static gsize
put_frame (char *p, const CanFrame *frame)
{
  static const uint8_t nothing[8];
  CanFrame known = *frame;

  if (frame->id & CAN_ID_ERROR && can_id_number (frame->id) == 0)
    {
      known.id = CAN_ID_ERROR | 0x80;
      known.len = known.dlc = 8;
      known.data = nothing;
    }
  return can_frame_format (&known, p);
}

static gboolean
write_frames (void *writer, const CanFrame *frames, guint n, GError **error)
{
  Writer *self = writer;

  for (guint i = 0; i < n; i++)
    {
      char *line = byte_sink_reserve (self->out, 64 + TEXT_LOG_NAME_MAX + CAN_FRAME_TEXT_MAX);
      char *p = put_stamp (line, frames[i].time);
      const char *name = interface_name (self, frames[i].channel);
      gsize length = strlen (name);

      memcpy (p, name, length);
      p += length;
      *p++ = ' ';
      p += put_frame (p, &frames[i]);
      *p++ = ' ';
      *p++ = frames[i].flags & CAN_TX ? 'T' : 'R';
      *p++ = '\n';
      byte_sink_commit (self->out, (gsize) (p - line));
    }
  return TRUE;
}

static void
clear (void *writer)
{
  Writer *self = writer;

  for (guint i = 0; i < TRACE_MAX_CHANNELS; i++)
    g_clear_pointer (&self->names[i], g_free);
}

const Format format_candump = {
  .id = "candump",
  .name = N_ ("Linux candump log"),
  .extensions = "log;candump",
  .abilities = FORMAT_READ | FORMAT_WRITE | FORMAT_FD | FORMAT_REMOTE | FORMAT_ERROR | FORMAT_NANOSECONDS
               | FORMAT_DIRECTION | FORMAT_CHANNEL_NAMES | FORMAT_FD_FLAGS | FORMAT_CHANNELS | FORMAT_APPEND,
  .probe = probe,
  .reader_size = sizeof (Reader),
  .open = open_reader,
  .read = read_batch,
  .writer_size = sizeof (Writer),
  .create = create,
  .write = write_frames,
  .clear = clear,
  .channel_name = interface_name,
};
