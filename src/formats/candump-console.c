/* candump-console.c: what candump (can-utils) prints on a console: " (1700000000.123456)  can0  123   [2]  11 22".
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * line   = [ "(" stamp ")" ] interface [ ("RX" | "TX") ("B" | "-") ("E" | "-") ] id length data [ tail ]
 * stamp  = seconds since 1970 (-t a), local date and time (-t A), seconds since the frame before (-t d) or since the
 *          first one (-t z); nothing without -t
 * id     = 3 digits: 11 bits, 8: 29 bits or error; can-utils of before 2012 padded both with blanks instead of noughts
 * length = "[8]" classic, "[08]" CAN FD, "{F}" classic, the raw DLC (-8), "[0008]" CAN XL
 * data   = bytes, hexadecimal or binary (-i); the last first and joined by ` (-S)
 * tail   = "remote request" | "ERRORFRAME" | 'text' | `text` (-a)
 *
 * Colours (-c) are passed over. Lines behind an error frame that tell its meaning (-e) are notes. -d and -z print
 * alike: stamps that fall as often as they rise are differences.
 */
#include "config.h"
#include "base/i18n.h"
#include "formats/candump-printed.h"
#include "formats/text-log.h"

#include <string.h>

#include "base/banned.h"

extern const Format format_candump_console;

#define NS G_GINT64_CONSTANT (1000000000)
#define MINUTE_CHARS 16     /* "2024-01-31 12:00" */
#define LOOK_STAMPS 256     /* looked at to tell -t d from -t z */
#define LOOK_STAMPS_PIPE 4  /* waited for */
#define LOOK_MAX (1u << 20) /* bytes */

typedef struct
{
  TextLog log;
  GTimeZone *timezone;
  gboolean delta;
  int64_t clock;             /* time of the last stamp */
  char minute[MINUTE_CHARS]; /* of the last date */
  int64_t minute_time;       /* ns; INT64_MIN: none yet */
  GString *plain;            /* a line without its colours; NULL: none had any */
} Reader;

/* --- Stamps --- */

typedef enum
{
  STAMP_NONE,
  STAMP_SECONDS,
  STAMP_EPOCH, /* written with ten digits: since 1970 whatever their value */
  STAMP_DATE,
  STAMP_BAD
} StampKind;

typedef struct
{
  StampKind kind;
  int64_t time;       /* ns; of a date those behind its minute */
  const char *minute; /* of a date */
} Stamp;

static gboolean
is_minute (const TextScan *scan)
{
  static const char shape[MINUTE_CHARS + 1] = "0000-00-00 00:00";

  if (scan->end - scan->p < MINUTE_CHARS)
    return FALSE;
  for (guint i = 0; i < MINUTE_CHARS; i++)
    if (shape[i] == '0' ? !text_is_digit (scan->p[i]) : scan->p[i] != shape[i])
      return FALSE;
  return TRUE;
}

/* Takes the stamp with its parentheses. */
static Stamp
scan_stamp (TextScan *scan)
{
  Stamp stamp = { .kind = STAMP_NONE };
  const char *from;

  text_scan_blanks (scan);
  if (!text_scan_char (scan, '('))
    return stamp;
  stamp.kind = STAMP_BAD;
  if (is_minute (scan))
    {
      stamp.minute = scan->p;
      scan->p += MINUTE_CHARS;
      if (text_scan_char (scan, ':') && text_scan_seconds (scan, &stamp.time, NULL) && stamp.time < 61 * NS
          && text_scan_char (scan, ')'))
        stamp.kind = STAMP_DATE;
      return stamp;
    }
  from = scan->p;
  if (text_scan_seconds (scan, &stamp.time, NULL) && text_scan_char (scan, ')'))
    stamp.kind = scan->p - from > 10 && memchr (from, '.', 10) == NULL ? STAMP_EPOCH : STAMP_SECONDS;
  return stamp;
}

static int
two_digits (const char *p)
{
  return (p[0] - '0') * 10 + (p[1] - '0');
}

/* A date a line would cost more than the rest of the line: the last minute is kept. */
static gboolean
date_time (Reader *self, const Stamp *stamp, int64_t *time)
{
  const char *p = stamp->minute;

  if (self->minute_time == INT64_MIN || memcmp (self->minute, p, MINUTE_CHARS) != 0)
    {
      int year = two_digits (p) * 100 + two_digits (p + 2);
      g_autoptr (GDateTime) date = g_date_time_new (self->timezone, year, two_digits (p + 5), two_digits (p + 8),
                                                    two_digits (p + 11), two_digits (p + 14), 0);

      if (date == NULL || ABS (g_date_time_to_unix (date)) >= INT64_MAX / NS / 2)
        return FALSE;
      self->minute_time = g_date_time_to_unix (date) * NS;
      memcpy (self->minute, p, MINUTE_CHARS);
    }
  *time = self->minute_time + stamp->time;
  return TRUE;
}

/* Moves the clock; FALSE if the stamp cannot be. Without a stamp it stands still. */
static gboolean
take_stamp (Reader *self, TextScan *scan)
{
  Stamp stamp = scan_stamp (scan);

  switch (stamp.kind)
    {
    case STAMP_BAD:
      return FALSE;
    case STAMP_DATE:
      return date_time (self, &stamp, &self->clock);
    case STAMP_SECONDS:
      self->clock = self->delta ? can_time_add (self->clock, stamp.time) : stamp.time;
      return TRUE;
    case STAMP_EPOCH:
      self->clock = stamp.time;
      return TRUE;
    case STAMP_NONE:
    default:
      return TRUE;
    }
}

/* --- Other lines --- */

/* What -e prints below an error frame, which holds the same. */
static gboolean
is_explanation (TextScan scan)
{
  static const char *const words[] = { "tx-timeout",         "lost-arbitration",         "controller-problem",
                                       "protocol-violation", "transceiver-status",       "bus-off",
                                       "bus-error",          "no-acknowledgement-on-tx", "restarted-after-bus-off",
                                       "error-counter-tx-rx" };
  TextWord word;

  if (!text_scan_word (&scan, &word))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize n = strlen (words[i]);

      if (text_word_starts_with (word, words[i]) && (word.n == n || word.p[n] == '{' || word.p[n] == ','))
        return TRUE;
    }
  return FALSE;
}

/* "can0  123   [0064] (00|05:00:00000000) 11 22 …" */
static gboolean
is_xl (TextScan scan)
{
  TextWord word;

  scan_stamp (&scan);
  for (guint i = 0; i < 6 && text_scan_word (&scan, &word); i++)
    if (word.n == 6 && word.p[0] == '[' && word.p[5] == ']')
      return text_scan_word (&scan, &word) && *word.p == '(';
  return FALSE;
}

/* --- The reader --- */

/* Counts on the stamps of the lines in n bytes: how often one is above, equal, below the one before. */
typedef struct
{
  guint stamps, above, equal, below;
  guint deep;     /* below by more than half, and not back to nought as where one log is behind another */
  gboolean other; /* dates, seconds since 1970 */
} StampTrend;

static StampTrend
stamp_trend (const char *p, gsize n)
{
  const char *end = p + n;
  StampTrend trend = { 0 };
  int64_t last = 0;
  TextScan line;

  while (!trend.other && trend.stamps < LOOK_STAMPS && text_log_probe_line (&p, end, &line))
    {
      Stamp stamp;

      text_log_skip_number (&line);
      stamp = scan_stamp (&line);
      trend.other = stamp.kind == STAMP_EPOCH || stamp.kind == STAMP_DATE;
      if (stamp.kind != STAMP_SECONDS)
        continue;
      if (trend.stamps++ > 0)
        {
          trend.above += stamp.time > last;
          trend.equal += stamp.time == last && stamp.time != 0;
          trend.below += stamp.time < last;
          trend.deep += last >= NS / 1000 && stamp.time < last / 2 && stamp.time != 0;
        }
      last = stamp.time;
    }
  return trend;
}

/* Since the first frame stamps hardly ever fall, and then by little (several interfaces told out of order), nor stay
 * for long; differences fall about every other time, somewhere deep. */
static gboolean
trend_is_delta (const StampTrend *trend)
{
  guint n = trend->above + trend->equal + trend->below;

  return trend->deep > 0 || 4 * trend->below > n || (trend->above <= 1 && trend->equal >= 2);
}

static const char *
dialect (const Reader *self, const StampTrend *trend, const char *head, gsize n)
{
  const char *end = head + n;
  TextScan line;

  if (trend->stamps > 0 && !trend->other)
    return self->delta ? "times since the frame before" : "times since the first frame";
  while (text_log_probe_line (&head, end, &line))
    {
      Stamp stamp;

      text_log_skip_number (&line);
      stamp = scan_stamp (&line);
      if (stamp.kind == STAMP_EPOCH || stamp.kind == STAMP_DATE)
        return stamp.kind == STAMP_DATE ? "dates" : "times since 1970";
    }
  return "no times";
}

static gboolean
open_reader (void *reader, ByteSource *in, TraceInfo *info, const FormatOptions *options, GError **error)
{
  Reader *self = reader;
  guint enough = byte_source_is_live (in) ? LOOK_STAMPS_PIPE : LOOK_STAMPS;
  gsize wanted = 0, n;
  const uint8_t *head;
  StampTrend trend;

  for (;;)
    {
      head = byte_source_peek (in, wanted, &n, error);
      if (head == NULL)
        return FALSE;
      trend = stamp_trend ((const char *) head, n);
      if (trend.other || trend.stamps >= enough || n < wanted || n >= LOOK_MAX)
        break;
      if (trend.stamps == 0 && memchr (head, '\n', n) != NULL)
        break; /* printed without stamps */
      wanted = n + 1;
    }
  self->delta = trend_is_delta (&trend);
  trace_info_set_format (info, "candump-console", dialect (self, &trend, (const char *) head, n));

  text_log_init (&self->log, in, info);
  self->timezone = options->timezone != NULL ? g_time_zone_ref (options->timezone) : g_time_zone_new_local ();
  self->minute_time = INT64_MIN;
  return TRUE;
}

/* The line without escape sequences (ESC [ … letter). */
static TextScan
strip_colours (Reader *self, const char *line, gsize n)
{
  const char *end = line + n;

  if (memchr (line, '\33', n) == NULL)
    return text_scan (line, n);
  if (self->plain == NULL)
    self->plain = g_string_new (NULL);
  g_string_truncate (self->plain, 0);
  for (const char *p = line; p < end; p++)
    {
      if (*p != '\33')
        g_string_append_c (self->plain, *p);
      else if (p + 1 < end && p[1] == '[')
        for (p++; p + 1 < end && !g_ascii_isalpha (*p);)
          p++;
    }
  return text_scan (self->plain->str, self->plain->len);
}

static void
take_line (Reader *self, FrameBatch *out)
{
  TextLog *log = &self->log;
  uint64_t number = log->lines.line;
  gsize n;
  const char *line = line_reader_take (&log->lines, &n);
  TextScan scan = strip_colours (self, line, n);
  CanFrame *frame = &out->frames[out->n_frames];
  const char *reason = N_ ("no (time) at its beginning");
  TextWord name;

  if (text_log_take_other (log, scan, number, out))
    return;
  text_log_skip_number (&scan);
  if (is_explanation (scan))
    {
      frame_batch_add_note (out, NOTE_STATUS, 0, self->clock, number, line, n);
      return;
    }
  if (is_xl (scan))
    {
      take_stamp (self, &scan);
      frame_batch_add_note (out, NOTE_FOREIGN, 0, self->clock, number, line, n);
      return;
    }
  if (take_stamp (self, &scan))
    reason = candump_scan_printed (&scan, &name, frame, out->payload[out->n_frames]);
  if (reason != NULL)
    {
      frame_batch_add_problem (out, number, "%s", reason);
      return;
    }
  frame->time = self->clock;
  frame->channel = text_log_channel (log, name.p, name.n, number, out);
  text_log_add_frame (log, out);
}

static void
take_lines (TextLog *log, FrameBatch *out)
{
  while (log->lines.p < log->lines.lines_end && text_log_has_room (out))
    take_line ((Reader *) log, out);
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

  g_time_zone_unref (self->timezone);
  if (self->plain != NULL)
    g_string_free (self->plain, TRUE);
}

/* --- Recognising --- */

static gboolean
looks_printed (Reader *self, const char *line, gsize n, gboolean *stamped)
{
  TextScan scan = strip_colours (self, line, n);
  uint8_t payload[CAN_FRAME_MAX_LEN];
  CanFrame frame;
  TextWord name;
  Stamp stamp;

  text_log_skip_number (&scan);
  stamp = scan_stamp (&scan);
  *stamped = stamp.kind != STAMP_NONE;
  return stamp.kind != STAMP_BAD && candump_scan_printed (&scan, &name, &frame, payload) == NULL;
}

static guint
probe (const uint8_t *head, gsize n, gboolean extension_fits)
{
  const char *p = (const char *) head, *end = p + n;
  guint good = 0, other = 0, n_stamped = 0;
  Reader reader = { 0 };
  TextScan line;

  while (good + other < 100 && text_log_probe_line (&p, end, &line))
    {
      gboolean stamped;
      TextScan scan = line;

      if (text_scan_at_end (&scan) || *scan.p == '#' || is_explanation (line) || is_xl (line)
          || text_scan_keyword (&scan, "DROPCOUNT:"))
        continue;
      if (looks_printed (&reader, line.p, (gsize) (line.end - line.p), &stamped))
        {
          good++;
          n_stamped += stamped;
        }
      else
        other++;
    }
  if (reader.plain != NULL)
    g_string_free (reader.plain, TRUE);
  if (good == 0)
    return 0;
  return other == 0 ? n_stamped > 0 ? 94 : 90 : good > other ? 75 : 25;
}

const Format format_candump_console = {
  .id = "candump-console",
  .name = N_ ("Linux candump printed on a console"),
  .extensions = "log;txt",
  .abilities = FORMAT_READ | FORMAT_FD | FORMAT_REMOTE | FORMAT_ERROR | FORMAT_NANOSECONDS | FORMAT_DIRECTION
               | FORMAT_CHANNEL_NAMES | FORMAT_FD_FLAGS | FORMAT_CHANNELS,
  .probe = probe,
  .reader_size = sizeof (Reader),
  .open = open_reader,
  .read = read_batch,
  .close = close_reader,
};
