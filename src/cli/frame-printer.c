/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/frame-printer.h"

#include "base/text-put.h"
#include "cli/frame-writer.h"
#include "cli/text-quote.h"
#include "models/columns.h"

#include <string.h>

#include "base/banned.h"

typedef void (*PrintFrame) (FramePrinter *self, uint64_t number, const CanFrame *frame);

#define N_TEXT_COLUMNS 9

struct FramePrinter
{
  ByteSink *out;       /* NULL for candump */
  FrameWriter *writer; /* candump */
  GError *failure;     /* of the writer */
  PrintFrame print;
  TraceInfo *info;
  Input *input;
  gboolean relative;
  int64_t start;
  gboolean started;

  ColumnContext context; /* of text */
  const Column *text_columns[N_TEXT_COLUMNS];
  GString *line;

  GString *channels[TRACE_MAX_CHANNELS]; /* quoted names, made when first seen */
};

#define LINE_MAX_BYTES 512 /* of a line without the channel's name */

static const GString *
channel_name (FramePrinter *self, uint8_t channel, void (*quote) (GString *out, const char *text))
{
  if (G_UNLIKELY (self->channels[channel] == NULL))
    {
      self->channels[channel] = g_string_new (NULL);
      quote (self->channels[channel], trace_info_channel_name (self->info, channel));
    }
  return self->channels[channel];
}

/* A name is no longer than a line of the source, but that may be more than the sink gives at once. */
static char *
put_channel (FramePrinter *self, char *line, char *p, const GString *name)
{
  if (G_LIKELY (name->len <= LINE_MAX_BYTES))
    return put_text (p, name->str, name->len);
  byte_sink_commit (self->out, (gsize) (p - line));
  byte_sink_write (self->out, name->str, name->len);
  return NULL;
}

static inline char
flag (guint bits)
{
  return bits != 0 ? '1' : '0';
}

static inline uint32_t
printed_id (const CanFrame *frame)
{
  return can_id_number (frame->id);
}

/* The flags of an error frame that mean something: it is no identifier of 29 bits and asks for nothing. */
static inline uint32_t
kind_bits (const CanFrame *frame)
{
  return frame->id & CAN_ID_ERROR ? CAN_ID_ERROR : frame->id;
}

static void
print_csv (FramePrinter *self, uint64_t number, const CanFrame *frame)
{
  const GString *name = channel_name (self, frame->channel, quote_csv);
  char *line = byte_sink_reserve (self->out, 2 * LINE_MAX_BYTES);
  uint32_t kind = kind_bits (frame);
  char *p;

  p = put_unsigned (line, number);
  *p++ = ',';
  p = put_time (p, can_time_since (frame->time, self->start));
  *p++ = ',';
  p = put_channel (self, line, p, name);
  if (G_UNLIKELY (p == NULL))
    p = line = byte_sink_reserve (self->out, LINE_MAX_BYTES);
  *p++ = ',';
  p = put_hex (p, printed_id (frame));
  memcpy (p, ",0,0,0,0,0,0,", 13);
  p[1] = flag (kind & CAN_ID_EXTENDED);
  p[3] = flag (kind & CAN_ID_REMOTE);
  p[5] = flag (kind & CAN_ID_ERROR);
  p[7] = flag (frame->flags & CAN_FD);
  p[9] = flag (frame->flags & CAN_BRS);
  p[11] = flag (frame->flags & CAN_ESI);
  p += 13;
  p = put_text (p, frame->flags & CAN_TX ? "tx," : "rx,", 3);
  p = put_unsigned (p, frame->dlc);
  *p++ = ',';
  p = put_unsigned (p, frame->len);
  *p++ = ',';
  p = put_bytes (p, frame->data, frame->len);
  *p++ = '\n';
  byte_sink_commit (self->out, (gsize) (p - line));
}

static char *
put_boolean (char *p, const char *name, gsize n, guint bits)
{
  p = put_text (p, name, n);
  return bits != 0 ? PUT_LITERAL (p, "true") : PUT_LITERAL (p, "false");
}

#define PUT_BOOLEAN(p, name, bits) put_boolean (p, ",\"" name "\":", sizeof name + 3, bits)

static void
print_json (FramePrinter *self, uint64_t number, const CanFrame *frame)
{
  const GString *name = channel_name (self, frame->channel, quote_json);
  char *line = byte_sink_reserve (self->out, 2 * LINE_MAX_BYTES);
  uint32_t kind = kind_bits (frame);
  char *p;

  p = PUT_LITERAL (line, "{\"number\":");
  p = put_unsigned (p, number);
  p = PUT_LITERAL (p, ",\"time\":");
  p = put_time (p, can_time_since (frame->time, self->start));
  p = PUT_LITERAL (p, ",\"channel\":");
  p = put_channel (self, line, p, name);
  if (G_UNLIKELY (p == NULL))
    p = line = byte_sink_reserve (self->out, LINE_MAX_BYTES);
  p = PUT_LITERAL (p, ",\"id\":\"");
  p = put_hex (p, printed_id (frame));
  p = PUT_LITERAL (p, "\"");
  p = PUT_BOOLEAN (p, "ext", kind & CAN_ID_EXTENDED);
  p = PUT_BOOLEAN (p, "rtr", kind & CAN_ID_REMOTE);
  p = PUT_BOOLEAN (p, "err", kind & CAN_ID_ERROR);
  p = PUT_BOOLEAN (p, "fd", frame->flags & CAN_FD);
  p = PUT_BOOLEAN (p, "brs", frame->flags & CAN_BRS);
  p = PUT_BOOLEAN (p, "esi", frame->flags & CAN_ESI);
  p = put_text (p, frame->flags & CAN_TX ? ",\"dir\":\"tx\"" : ",\"dir\":\"rx\"", 11);
  p = PUT_LITERAL (p, ",\"dlc\":");
  p = put_unsigned (p, frame->dlc);
  p = PUT_LITERAL (p, ",\"len\":");
  p = put_unsigned (p, frame->len);
  p = PUT_LITERAL (p, ",\"data\":\"");
  p = put_bytes (p, frame->data, frame->len);
  p = PUT_LITERAL (p, "\"}\n");
  byte_sink_commit (self->out, (gsize) (p - line));
}

/* --- text: the columns of the window's list --- */

/* In characters; what is longer pushes the rest to the right. */
static const struct
{
  const char *id;
  int width;
  gboolean only_decoded; /* with a database */
} text_columns[N_TEXT_COLUMNS] = {
  { "number", 7, FALSE }, { "time", 12, FALSE }, { "bus", 6, FALSE }, { "dir", 2, FALSE },   { "id", 8, FALSE },
  { "name", 20, TRUE },   { "type", 7, FALSE },  { "len", 3, FALSE }, { "data", 24, FALSE },
};

static void
pad (GString *line, gsize start, int width, gboolean right)
{
  int blanks = width - (int) g_utf8_strlen (line->str + start, (gssize) (line->len - start));

  for (; blanks > 0; blanks--)
    g_string_insert_c (line, right ? (gssize) start : -1, ' ');
}

static void
trim_end (GString *line)
{
  while (line->len > 0 && line->str[line->len - 1] == ' ')
    g_string_truncate (line, line->len - 1);
}

static void
print_text (FramePrinter *self, uint64_t number, const CanFrame *frame)
{
  GString *line = self->line;
  gsize start;

  g_string_truncate (line, 0);
  for (guint i = 0; i < G_N_ELEMENTS (text_columns); i++)
    {
      const Column *column = self->text_columns[i];

      if (column == NULL)
        continue;
      if (line->len > 0)
        g_string_append (line, "  ");
      start = line->len;
      column_append_text (column, &self->context, number - 1, frame, line);
      pad (line, start, text_columns[i].width, column->right);
    }
  g_string_append (line, "  ");
  if (frame->id & CAN_ID_ERROR)
    column_append_error (frame, line);
  else
    column_append_signals (&self->context, frame, line);
  trim_end (line);
  g_string_append_c (line, '\n');
  byte_sink_write (self->out, line->str, line->len);
}

static void
prepare_text (FramePrinter *self, const DatabaseSet *databases)
{
  self->line = g_string_new (NULL);
  self->context = (ColumnContext){ .store = input_get_store (self->input),
                                   .time_style = self->relative ? TIME_SINCE_START : TIME_ABSOLUTE,
                                   .plain_spaces = TRUE };
  if (databases != NULL && database_set_n (databases) > 0)
    self->context.databases = database_cursor_new (databases, self->info);
  for (guint i = 0; i < G_N_ELEMENTS (text_columns); i++)
    if (self->context.databases != NULL || !text_columns[i].only_decoded)
      self->text_columns[i] = column_by_id (text_columns[i].id);
}

/* --- Opening and closing --- */

FramePrinter *
frame_printer_new (const CliOptions *options, Input *input, const DatabaseSet *databases, GError **error)
{
  FramePrinter *self = g_new0 (FramePrinter, 1);

  self->input = input;
  self->info = input_get_info (input);
  self->relative = g_strcmp0 (options->time, "relative") == 0;
  if (g_strcmp0 (options->format, "candump") == 0)
    self->writer = frame_writer_open ("-", format_by_id ("candump"), input, NULL, NULL, error);
  else
    self->out = byte_sink_open ("-", BYTE_SINK_GROW, error);
  if (self->out == NULL && self->writer == NULL)
    {
      g_free (self);
      return NULL;
    }

  if (g_strcmp0 (options->format, "json") == 0)
    self->print = print_json;
  else if (g_strcmp0 (options->format, "csv") == 0)
    {
      self->print = print_csv;
      byte_sink_printf (self->out, "number,time,channel,id,ext,rtr,err,fd,brs,esi,dir,dlc,len,data\n");
    }
  else if (self->out != NULL)
    {
      self->print = print_text;
      prepare_text (self, databases);
    }
  return self;
}

static void
start_output (FramePrinter *self)
{
  self->started = TRUE;
  if (self->relative && self->writer != NULL)
    frame_writer_set_relative (self->writer);
  else if (self->relative)
    self->start = input_get_start (self->input);
}

gboolean
frame_printer_run (FramePrinter *self, const FrameRun *run, uint64_t *left)
{
  if (!self->started)
    start_output (self);
  if (self->writer != NULL)
    return frame_writer_run (self->writer, run, left, &self->failure);
  for (guint i = frame_run_seek (run, run->from); *left > 0 && i < run->to; i = frame_run_seek (run, i + 1), --*left)
    {
      CanFrame frame;

      frame_run_get (run, i, &frame);
      self->print (self, run->base + i + 1, &frame);
    }
  if (run->pause)
    byte_sink_flush (self->out, NULL);
  return !byte_sink_failed (self->out);
}

CliStatus
frame_printer_close (FramePrinter *self)
{
  CliStatus status = STATUS_DONE;

  if (self->writer != NULL && self->failure != NULL)
    frame_writer_discard (self->writer);
  else if (self->writer != NULL)
    frame_writer_close (self->writer, &self->failure);
  else
    status = cli_close_output (self->out);
  if (self->failure != NULL)
    status = cli_fail (self->failure);
  database_cursor_free (self->context.databases);
  if (self->line != NULL)
    g_string_free (self->line, TRUE);
  for (guint i = 0; i < TRACE_MAX_CHANNELS; i++)
    if (self->channels[i] != NULL)
      g_string_free (self->channels[i], TRUE);
  g_free (self);
  return status;
}
