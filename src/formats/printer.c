/* printer.c: what python-can prints of its messages: Printer, can_logger without a file. Read and written in three
 * generations, too; the grammar is in printer-line.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *         0.000000    00000000    0004    2    11 22                                                           2010
 *   Timestamp:        0.000000    ID: 00000000    010    DLC: 2    11 22                                       1.5
 *   Timestamp:        0.000000    ID: 00000000    X Rx                DL:  2    11 22       Channel: can0      now
 */
#include "config.h"
#include "base/i18n.h"
#include "formats/printer-private.h"
#include "formats/text-log.h"

#include <string.h>

#include "base/banned.h"

extern const Format format_printer;

/* --- The reader --- */

typedef struct
{
  TextLog log;
} Reader;

/* What can_logger says in front. */
static gboolean
is_greeting (TextScan scan)
{
  static const char *const greetings[] = { "Connected to ", "Can Logger (Started on ", "Adding filter(s): " };

  text_scan_blanks (&scan);
  for (guint i = 0; i < G_N_ELEMENTS (greetings); i++)
    {
      gsize n = strlen (greetings[i]);

      if ((gsize) (scan.end - scan.p) >= n && memcmp (scan.p, greetings[i], n) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
open_reader (void *reader, ByteSource *in, TraceInfo *info, const FormatOptions *options, GError **error)
{
  Reader *self = reader;

  text_log_init (&self->log, in, info);
  return TRUE;
}

static void
take_line (TextLog *log, FrameBatch *out)
{
  static const char *const dialects[] = { "python-can 2010", "python-can 1", "python-can" };
  uint64_t number = log->lines.line;
  CanFrame *frame = &out->frames[out->n_frames];
  PrintedFrame printed;
  const char *line, *reason;
  gsize n;

  line = line_reader_take (&log->lines, &n);
  if (text_log_take_other (log, text_scan (line, n), number, out))
    return;
  if (is_greeting (text_scan (line, n)))
    {
      frame_batch_add_note (out, NOTE_EVENT, 0, log->last_time, number, line, n);
      return;
    }
  reason = printer_parse (line, n, &printed, frame, out->payload[out->n_frames]);
  if (reason != NULL)
    {
      frame_batch_add_problem (out, number, "%s", reason);
      return;
    }
  if (!log->started && out->n_frames == 0)
    trace_info_set_format (log->info, "printer", dialects[printed.generation]);
  frame->channel = text_log_channel (log, printed.channel.p, printed.channel.n, number, out);
  text_log_add_frame (log, out);
  if (printed.rest.n > 0)
    frame_batch_add_note (out, NOTE_OTHER, frame->channel, frame->time, number, printed.rest.p, printed.rest.n);
}

static void
take_lines (TextLog *log, FrameBatch *out)
{
  while (log->lines.p < log->lines.lines_end && text_log_has_room (out))
    take_line (log, out);
}

static FormatStep
read_batch (void *reader, FrameBatch *out, GError **error)
{
  return text_log_read (reader, take_lines, out, error);
}

static guint
probe (const uint8_t *head, gsize n, gboolean extension_fits)
{
  const char *p = (const char *) head, *end = p + n;
  guint good = 0, other = 0;
  TextScan line;

  while (good + other < 100 && text_log_probe_line (&p, end, &line))
    {
      uint8_t payload[CAN_FRAME_MAX_LEN];
      TextScan scan = line;
      PrintedFrame printed;
      CanFrame frame;

      if (text_scan_at_end (&scan) || *scan.p == '#' || is_greeting (line))
        continue;
      if (printer_parse (line.p, (gsize) (line.end - line.p), &printed, &frame, payload) == NULL && printed.rest.n == 0)
        good++;
      else
        other++;
    }
  if (good == 0)
    return 0;
  return other == 0 ? 93 : good > other ? 78 : 28;
}

/* --- The writer --- */

typedef struct
{
  ByteSink *out;
  const TraceInfo *info;
  PrinterGeneration generation;
  char *names[TRACE_MAX_CHANNELS]; /* made when first used: channels may be added while writing */
} Writer;

static gboolean
create (void *writer, ByteSink *out, const TraceInfo *info, const FormatOptions *options, GError **error)
{
  Writer *self = writer;

  self->out = out;
  self->info = info;
  self->generation = options->dialect != NULL ? (PrinterGeneration) options->dialect->form : PRINTED_NOW;
  return TRUE;
}

static const char *
channel_name (Writer *self, uint8_t channel)
{
  if (G_UNLIKELY (self->names[channel] == NULL))
    {
      const char *name = trace_info_channel_name (self->info, channel), *end;
      gsize n = strlen (name);

      if (n > PRINTER_CHANNEL_MAX) /* at the end of a character */
        {
          g_utf8_validate_len (name, PRINTER_CHANNEL_MAX, &end);
          n = (gsize) (end - name);
        }
      self->names[channel] = g_strndup (name, n);
      g_strdelimit (self->names[channel], "\t\r\n", '_');
    }
  return self->names[channel];
}

static gboolean
write_frames (void *writer, const CanFrame *frames, guint n, GError **error)
{
  Writer *self = writer;

  for (guint i = 0; i < n; i++)
    {
      char *line, *end;

      if (self->generation == PRINTED_2010 && frames[i].flags & CAN_FD)
        continue; /* as its dialect says: there was none */
      line = byte_sink_reserve (self->out, PRINTER_LINE_MAX);
      if (self->generation == PRINTED_NOW)
        end = printer_format (&frames[i], channel_name (self, frames[i].channel), line);
      else
        end = printer_format_old (&frames[i], self->generation, line);
      byte_sink_commit (self->out, (gsize) (end - line));
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

#define ABILITIES                                                                                                      \
  (FORMAT_READ | FORMAT_WRITE | FORMAT_FD | FORMAT_REMOTE | FORMAT_ERROR | FORMAT_DIRECTION | FORMAT_CHANNEL_NAMES     \
   | FORMAT_FD_FLAGS | FORMAT_CHANNELS | FORMAT_APPEND)

static const FormatDialect dialects[] = {
  { "now", ABILITIES, PRINTED_NOW },
  { "1.5", FORMAT_WRITE | FORMAT_FD | FORMAT_REMOTE | FORMAT_ERROR, PRINTED_1 },
  { "2010", FORMAT_WRITE | FORMAT_REMOTE | FORMAT_ERROR | FORMAT_DIRECTION, PRINTED_2010 },
  { NULL },
};

/* By its first frame. */
static const FormatDialect *
form_of (const uint8_t *head, gsize n)
{
  const char *p = (const char *) head, *end = p + n;
  uint8_t payload[CAN_FRAME_MAX_LEN];
  PrintedFrame printed;
  CanFrame frame;
  TextScan line;

  while (text_log_probe_line (&p, end, &line))
    if (printer_parse (line.p, (gsize) (line.end - line.p), &printed, &frame, payload) == NULL)
      for (const FormatDialect *dialect = dialects; dialect->id != NULL; dialect++)
        if (dialect->form == (int) printed.generation)
          return dialect;
  return NULL;
}

const Format format_printer = {
  .id = "printer",
  .name = N_ ("python-can Printer log"),
  .extensions = "txt",
  .abilities = ABILITIES,
  .dialects = dialects,
  .probe = probe,
  .reader_size = sizeof (Reader),
  .open = open_reader,
  .read = read_batch,
  .writer_size = sizeof (Writer),
  .create = create,
  .form_of = form_of,
  .write = write_frames,
  .clear = clear,
};
