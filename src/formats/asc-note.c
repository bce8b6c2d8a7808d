/* asc-note.c: notes written between the frames.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What was read from ASC is written as it stood there, its stamp counted anew. Left out are what the writer says itself
 * (header, trigger blocks, start of measurement) and what was read as a frame besides (error frames). A line whose
 * channel got another number, whose time lies before the block, or that other readers take for a frame (TxRq) would
 * tell something wrong and becomes a comment, as do all notes of other origin.
 */
#include "config.h"
#include "formats/asc-private.h"
#include "formats/asc-writer.h"

#include "base/banned.h"

#define NS G_GINT64_CONSTANT (1000000000)
/* Notes from before the first frame wait until the trace's start is known. */
#define MAX_PENDING (1u << 20)

typedef enum
{
  LINE_LEFT_OUT,
  LINE_COMMENT, /* is one, or becomes one */
  LINE_PLAIN,   /* no time stamp: as it stands */
  LINE_EVENT,
} LineKind;

/* --- What a line is --- */

static gboolean
is_said_by_writer (TextScan scan)
{
  static const char *const words[] = { "date", "data", "base", "timestamps", "no", "internal", "begin", "end" };
  TextWord word;

  if (!text_scan_word (&scan, &word))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (text_word_is (word, words[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_version (TextScan scan)
{
  return text_scan_char (&scan, '/') && text_scan_char (&scan, '/') && text_scan_keyword (&scan, "version");
}

/* Channels of lines that have one: <number> …, CAN <number> …, CANFD and CANXL alike. */
static gboolean
find_number (TextScan scan, uint64_t *number)
{
  TextWord word;

  if (!text_scan_word (&scan, &word))
    return FALSE;
  if (text_word_is (word, "CAN") || text_word_is (word, "CANFD") || text_word_is (word, "CANXL"))
    return text_scan_word (&scan, &word) && text_word_uint (word, number);
  return text_word_uint (word, number);
}

/* scan: behind the stamp. */
static LineKind
kind_of_event (AscWriter *self, const Note *note, TextScan scan)
{
  TextScan ahead = scan;
  gboolean request = FALSE;
  TextWord word;
  uint64_t number;

  while (text_scan_word (&ahead, &word))
    if (text_word_is (word, "ErrorFrame") || text_word_is (word, "OverloadFrame")
        || (text_word_is (word, "Start") && text_scan_keyword (&ahead, "of")
            && text_scan_keyword (&ahead, "measurement")))
      return LINE_LEFT_OUT;
    else
      request |= text_word_is (word, "TxRq");
  if (request || note->time < self->origin
      || (find_number (scan, &number) && channel_numbers_get (&self->numbers, note->channel) != number))
    return LINE_COMMENT;
  return LINE_EVENT;
}

/* *scan moves to what is to be written. */
static LineKind
kind_of_line (AscWriter *self, const Note *note, TextScan *scan)
{
  TextScan ahead;
  int64_t stamp;

  if (note->n >= 3 && memcmp (note->text, "\xEF\xBB\xBF", 3) == 0)
    scan->p += 3;
  text_scan_blanks (scan);
  ahead = *scan;
  if (text_scan_seconds (&ahead, &stamp, NULL) && (ahead.p == ahead.end || text_is_blank (*ahead.p)))
    {
      LineKind kind;

      text_scan_blanks (&ahead);
      kind = kind_of_event (self, note, ahead);
      if (kind == LINE_EVENT)
        *scan = ahead;
      return kind;
    }
  if (is_version (ahead) || is_said_by_writer (ahead))
    return LINE_LEFT_OUT;
  if (text_scan_char (&ahead, ';') || (text_scan_char (&ahead, '/') && text_scan_char (&ahead, '/')))
    return LINE_PLAIN;
  ahead = *scan;
  return text_scan_keyword (&ahead, "TFS:") ? LINE_PLAIN : LINE_COMMENT;
}

/* --- Written --- */

/* Control characters would end the line, or the log's being text. */
static void
append_clean (GString *out, const char *text, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_string_append_c (out, g_ascii_iscntrl (text[i]) && text[i] != '\t' ? ' ' : text[i]);
  g_string_append_c (out, '\n');
}

static void
append_stamp (const AscWriter *self, int64_t time, GString *out)
{
  uint64_t stamp = (uint64_t) time - (uint64_t) self->origin, ns = stamp % NS;

  if (ns % 1000 == 0)
    g_string_append_printf (out, "%4" G_GUINT64_FORMAT ".%06u ", stamp / NS, (guint) (ns / 1000));
  else
    g_string_append_printf (out, "%4" G_GUINT64_FORMAT ".%09u ", stamp / NS, (guint) ns);
}

static void
append_note (AscWriter *self, const Note *note, gboolean own, GString *out)
{
  TextScan scan = text_scan (note->text, note->n);
  LineKind kind = own ? kind_of_line (self, note, &scan) : LINE_COMMENT;

  if (kind == LINE_LEFT_OUT)
    return;
  if (kind == LINE_EVENT)
    append_stamp (self, note->time, out);
  else if (kind == LINE_COMMENT)
    g_string_append (out, "// ");
  append_clean (out, scan.p, (gsize) (scan.end - scan.p));
}

void
asc_writer_write_pending (AscWriter *self)
{
  if (self->pending == NULL)
    return;
  for (guint i = 0; i < self->pending->len; i++)
    {
      const AscPending *pending = &g_array_index (self->pending, AscPending, i);
      Note note = pending->note;

      note.text = pending->text;
      asc_writer_write_note (self, &note, pending->own, NULL);
    }
  if (self->pending_left_out > 0)
    byte_sink_printf (self->out, "// further notes before the first frame: %u\n", self->pending_left_out);
  g_clear_pointer (&self->pending, g_array_unref);
}

static void
clear_pending (gpointer data)
{
  g_free (((AscPending *) data)->text);
}

static void
keep_pending (AscWriter *self, const Note *note, gboolean own)
{
  AscPending pending = { *note, NULL, own };

  if (self->pending == NULL)
    {
      self->pending = g_array_new (FALSE, FALSE, sizeof (AscPending));
      g_array_set_clear_func (self->pending, clear_pending);
    }
  self->pending_bytes += sizeof pending + note->n;
  if (self->pending_bytes > MAX_PENDING)
    {
      self->pending_left_out++;
      return;
    }
  pending.text = g_memdup2 (note->text, note->n);
  g_array_append_val (self->pending, pending);
}

gboolean
asc_writer_write_note (void *writer, const Note *note, gboolean own, GError **error)
{
  AscWriter *self = writer;
  GString *line;

  if (!self->begun)
    {
      keep_pending (self, note, own);
      return TRUE;
    }
  line = g_string_new (NULL);
  append_note (self, note, own, line);
  byte_sink_write (self->out, line->str, line->len);
  g_string_free (line, TRUE);
  return TRUE;
}
