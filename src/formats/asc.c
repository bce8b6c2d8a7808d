/* asc.c: Vector ASC logs, as CANoe, CANalyzer and many others write them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A line that begins with a time stamp is an event, any other is header, comment or trigger. Each line is a frame, a
 * note or a counted problem; none stops the reading. Times: origin (start of the block: its date, else the header's,
 * else 0) + the stamp; where stamps are relative every event line moves the clock, also the ones passed over.
 */
#include "config.h"
#include "base/i18n.h"
#include "formats/asc-private.h"
#include "formats/asc-writer.h"
#include "formats/text-log.h"

#include <inttypes.h>
#include <stdarg.h>

#include "base/banned.h"

extern const Format format_asc;

#define NS G_GINT64_CONSTANT (1000000000)
#define LATE_BEGINNING (3600 * NS)
#define BATCH_MAX_LINES 1024 /* without frames: notes and problems must not pile up */

/* --- For the parts --- */

void
asc_problem (AscLine *line, const char *format, ...)
{
  va_list args;
  char *what;

  va_start (args, format);
  what = g_strdup_vprintf (i18n_text (format), args);
  va_end (args);
  frame_batch_add_problem (line->out, line->number, "%s", what);
  g_free (what);
}

/* Index of the line's channel; 0 without one. */
static uint8_t
find_channel (AscLine *line)
{
  Asc *self = line->asc;
  gboolean full = FALSE;
  char name[24];
  uint8_t channel;

  if (!line->numbered)
    return 0;
  if (line->channel < ASC_CHANNELS && self->channels[line->channel] != 0)
    return (uint8_t) (self->channels[line->channel] - 1);
  g_snprintf (name, sizeof name, "%" G_GUINT64_FORMAT, line->channel);
  channel = trace_info_channel (self->info, name, strlen (name), &full);
  if (full)
    text_log_tell_crowd (&self->crowded, name, line->number, line->out);
  else if (line->channel < ASC_CHANNELS)
    self->channels[line->channel] = channel + 1u;
  return channel;
}

void
asc_note (AscLine *line, NoteKind kind)
{
  frame_batch_add_note (line->out, kind, find_channel (line), line->asc->time, line->number, line->text, line->n);
}

CanFrame *
asc_new_frame (AscLine *line, uint8_t **payload)
{
  guint i = line->out->n_frames;

  *payload = line->out->payload[i];
  line->out->frames[i] = (CanFrame){ .time = line->asc->time, .data = *payload };
  return &line->out->frames[i];
}

/* The trace's start is that of the first block, on the scale of its times. Without any date it is the 0 of the stamps.
 */
static void
tell_start (Asc *self)
{
  char *dialect;

  if (self->started)
    return;
  self->started = TRUE;
  dialect = g_strdup_printf ("%s%s%sbase %s, timestamps %s", *self->version != '\0' ? "version " : "", self->version,
                             *self->version != '\0' ? ", " : "", self->decimal ? "dec" : "hex",
                             self->relative ? "relative" : "absolute");
  trace_info_set_format (self->info, "asc", dialect);
  trace_info_set_start (self->info, self->origin, self->dated);
  g_free (dialect);
}

void
asc_add_frame (AscLine *line)
{
  Asc *self = line->asc;
  CanFrame *frame = &line->out->frames[line->out->n_frames];

  tell_start (self);
  frame->channel = find_channel (line);
  if (self->gap)
    frame->flags |= CAN_GAP;
  self->gap = FALSE;
  line->out->n_frames++;
}

/* --- The careful path --- */

static gboolean
advance_clock (Asc *self, int64_t stamp)
{
  int64_t clock = stamp, time;

  if ((self->relative && __builtin_add_overflow (self->clock, stamp, &clock))
      || __builtin_add_overflow (self->origin, clock, &time))
    return FALSE;
  self->clock = clock;
  self->time = time;
  self->in_events = TRUE;
  return TRUE;
}

static gboolean
take_stamp (TextScan *scan, int64_t *stamp)
{
  TextScan ahead = *scan;

  if (!text_scan_seconds (&ahead, stamp, NULL) || (ahead.p < ahead.end && !text_is_blank (*ahead.p)))
    return FALSE;
  *scan = ahead;
  return TRUE;
}

/* Stamps that begin far behind the date may count from midnight or from the recorder's start: then each time is wrong
 * by as much. What is meant nobody knows but the user. */
static void
check_first_stamp (AscLine *line, int64_t stamp)
{
  const Asc *self = line->asc;

  if (self->in_events || !self->dated || self->relative || stamp < LATE_BEGINNING)
    return;
  frame_batch_add_problem (line->out, 0,
                           N_ ("the stamps begin at %" PRId64 " s: if they count from midnight or from another "
                               "moment than the date, all times are wrong; --rebase lets the first frame be at the "
                               "date"),
                           stamp / NS);
}

static void
take_line (Asc *self, FrameBatch *out)
{
  AscLine line = { .asc = self, .out = out, .number = self->lines.line };
  int64_t stamp;

  line.text = line_reader_take (&self->lines, &line.n);
  line.scan = text_scan (line.text, line.n);
  if (line.number == 1 && line.n >= 3 && memcmp (line.text, "\xEF\xBB\xBF", 3) == 0)
    line.scan.p += 3;
  if (text_scan_at_end (&line.scan))
    return;
  if (!take_stamp (&line.scan, &stamp))
    {
      asc_take_header (&line);
      return;
    }
  check_first_stamp (&line, stamp);
  if (advance_clock (self, stamp))
    asc_take_event (&line);
  else
    asc_problem (&line, N_ ("time stamp beyond the range of times"));
}

/* --- The reader --- */

static gboolean
open_reader (void *reader, ByteSource *in, TraceInfo *info, const FormatOptions *options, GError **error)
{
  Asc *self = reader;

  line_reader_init (&self->lines, in);
  self->info = info;
  self->timezone = options->timezone != NULL ? g_time_zone_ref (options->timezone) : g_time_zone_new_local ();
  return TRUE;
}

static gboolean
has_room (const FrameBatch *out)
{
  return out->n_frames < FRAME_BATCH_SIZE && out->notes->len + out->n_problems <= BATCH_MAX_LINES;
}

static FormatStep
read_batch (void *reader, FrameBatch *out, GError **error)
{
  Asc *self = reader;

  while (has_room (out))
    {
      LinesState state = line_reader_fill (&self->lines, out, error);

      if (state == LINES_PAUSE)
        return FORMAT_MORE;
      if (state == LINES_FAILED)
        return FORMAT_FAILED;
      if (state == LINES_END)
        {
          tell_start (self);
          return FORMAT_END;
        }
      while (self->lines.p < self->lines.lines_end && has_room (out))
        {
          asc_take_fast (self, out);
          if (self->lines.p < self->lines.lines_end && has_room (out))
            take_line (self, out);
        }
    }
  return FORMAT_MORE;
}

static void
close_reader (void *reader)
{
  Asc *self = reader;

  g_time_zone_unref (self->timezone);
}

/* --- Recognising --- */

/* How much a line speaks for ASC, 0..95. Header words say it all; an event line says it by its channel's word. */
static guint
line_score (TextScan scan)
{
  TextWord word, next;
  uint64_t number;
  int64_t stamp;

  if (take_stamp (&scan, &stamp))
    {
      if (!text_scan_word (&scan, &word))
        return 0;
      if (text_word_is (word, "CANFD") || text_word_is (word, "CANXL"))
        return 95;
      if (!text_word_uint (word, &number))
        { /* a word that nobody knows speaks for ASC only with its extension; hex is another format's data */
          if (asc_is_tag (word))
            return 40;
          return g_ascii_isalpha (*word.p) && !text_word_hex (word, &number) ? 20 : 0;
        }
      if (!text_scan_word (&scan, &next) || text_word_starts_with (next, "ErrorFrame")
          || text_word_is (next, "Statistic:"))
        return next.n > 0 ? 90 : 0;
      return text_scan_word (&scan, &word) && asc_direction (word) != ASC_NO_DIRECTION ? 90 : 20;
    }
  if (text_scan_keyword (&scan, "base"))
    return text_scan_keyword (&scan, "hex") || text_scan_keyword (&scan, "dec") ? 95 : 0;
  if (text_scan_keyword (&scan, "begin"))
    return text_scan_keyword (&scan, "triggerblock") ? 95 : 0;
  return text_scan_keyword (&scan, "date") ? 50 : 0;
}

static guint
probe (const uint8_t *head, gsize n, gboolean extension_fits)
{
  const char *p = (const char *) head, *end = p + n;
  guint best = 0;

  if (n >= 3 && memcmp (head, "\xEF\xBB\xBF", 3) == 0)
    p += 3;
  for (guint lines = 0; p < end && lines < 100 && best < 95; lines++)
    {
      const char *newline = memchr (p, '\n', (gsize) (end - p));
      gsize length = (gsize) ((newline != NULL ? newline : end) - p);
      TextScan scan = text_scan (p, length > 0 && p[length - 1] == '\r' ? length - 1 : length);

      text_scan_blanks (&scan);
      best = MAX (best, line_score (scan));
      p += length + 1;
    }
  return best >= 20 && extension_fits ? MAX (best, 60) : best >= 40 ? best : 0;
}

const Format format_asc = {
  .id = "asc",
  .name = N_ ("Vector ASC log"),
  .extensions = "asc",
  .abilities = FORMAT_READ | FORMAT_WRITE | FORMAT_FD | FORMAT_REMOTE | FORMAT_ERROR | FORMAT_NANOSECONDS
               | FORMAT_DIRECTION | FORMAT_FD_FLAGS | FORMAT_CHANNELS | FORMAT_BIT_RATES | FORMAT_NOTES,
  .probe = probe,
  .reader_size = sizeof (Asc),
  .open = open_reader,
  .read = read_batch,
  .close = close_reader,
  .writer_size = sizeof (AscWriter),
  .create = asc_writer_create,
  .write = asc_writer_write,
  .write_note = asc_writer_write_note,
  .finish = asc_writer_finish,
  .clear = asc_writer_clear,
  .channel_number = asc_writer_channel_number,
};
