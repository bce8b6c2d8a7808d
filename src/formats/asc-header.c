/* asc-header.c: lines without a time stamp.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Header lines count wherever they stand: BUSMASTER writes a new "date" for each part of a file, some writers forget
 * lines, swap them or put two on one.
 */
#include "config.h"
#include "formats/asc-private.h"

#include "base/i18n.h"
#include "base/banned.h"

/* A recorder without a clock, or a converter of what had no date, begins in 1970. */
#define EARLIEST_DATE (G_GINT64_CONSTANT (365 * 86400) * 1000000000)

static gboolean
parse_date (TextScan text, GTimeZone *zone, int64_t *time)
{
  return asc_date_parse (text.p, (gsize) (text.end - text.p), zone, time);
}

/* A block begins: its stamps count from here. Without a readable date the one before stays. */
static void
begin_block (AscLine *line, TextScan date)
{
  Asc *self = line->asc;
  int64_t start;

  self->clock = 0;
  if (text_scan_at_end (&date))
    ;
  else if (!parse_date (date, self->timezone, &start))
    asc_problem (line, N_ ("date is not understood: times go on without it"));
  else if (!(self->started && self->dated) && start < EARLIEST_DATE && start > -EARLIEST_DATE)
    {
      g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

      parse_date (date, utc, &self->origin);
      self->dated = FALSE;
    }
  else if (self->started && !self->dated)
    asc_problem (line, N_ ("date behind frames without one: the times go on without it"));
  else
    {
      self->origin = start;
      self->dated = TRUE;
    }
  self->time = self->origin;
}

static void
take_version (Asc *self, TextScan scan)
{
  TextWord word;

  if (!text_scan_keyword (&scan, "version") || !text_scan_word (&scan, &word) || word.n >= ASC_VERSION_MAX)
    return;
  for (gsize i = 0; i < word.n; i++)
    if (!g_ascii_isgraph (word.p[i]))
      return;
  memcpy (self->version, word.p, word.n);
  self->version[word.n] = '\0';
}

static gboolean
is_comment (AscLine *line)
{
  TextScan scan = line->scan;

  if (text_scan_char (&scan, ';'))
    return TRUE;
  if (!text_scan_char (&scan, '/') || !text_scan_char (&scan, '/'))
    return FALSE;
  take_version (line->asc, scan);
  return TRUE;
}

/* base hex|dec [timestamps absolute|relative] [[no] internal events logged]: words in any order, typing mistakes passed
 * over. */
static void
take_base (AscLine *line)
{
  Asc *self = line->asc;
  TextWord word;

  while (text_scan_word (&line->scan, &word))
    if (text_word_is (word, "hex"))
      self->decimal = FALSE;
    else if (text_word_is (word, "dec"))
      self->decimal = TRUE;
    else if (text_word_is (word, "relative"))
      self->relative = TRUE;
    else if (text_word_is (word, "absolute"))
      self->relative = FALSE;
}

static gboolean
take_trigger (AscLine *line)
{
  TextScan scan = line->scan;

  if (text_scan_keyword (&scan, "begin") && text_scan_keyword (&scan, "triggerblock"))
    {
      begin_block (line, scan);
      return TRUE;
    }
  scan = line->scan;
  return text_scan_keyword (&scan, "end") && text_scan_keyword (&scan, "triggerblock");
}

/* Writers put lines of their own into the header; it is text, or the file is damaged. */
static gboolean
is_header_text (const AscLine *line)
{
  for (gsize i = 0; i < line->n; i++)
    if (g_ascii_iscntrl (line->text[i]) && line->text[i] != '\t')
      return FALSE;
  return !line->asc->in_events;
}

/* Lines that end in CR alone are one line for readers of LF, and all frames would be part of its date. */
static gboolean
holds_lines (const AscLine *line)
{
  const char *end = line->text + line->n, *cr = memchr (line->text, '\r', line->n);

  while (cr != NULL && cr < end && *cr == '\r')
    cr++;
  return cr != NULL && cr < end;
}

void
asc_take_header (AscLine *line)
{
  TextScan scan = line->scan;
  TextWord word;

  if (holds_lines (line))
    asc_problem (line, N_ ("carriage returns within the line; lines must end in a line feed"));
  else if (is_comment (line))
    asc_note (line, NOTE_COMMENT);
  else if (text_scan_keyword (&scan, "date") || text_scan_keyword (&scan, "data"))
    {
      begin_block (line, scan);
      asc_note (line, NOTE_COMMENT);
    }
  else if (text_scan_keyword (&scan, "base") || text_scan_keyword (&scan, "timestamps"))
    {
      take_base (line);
      asc_note (line, NOTE_COMMENT);
    }
  else if (text_scan_keyword (&scan, "internal")
           || (text_scan_keyword (&scan, "no") && text_scan_keyword (&scan, "internal")))
    asc_note (line, NOTE_COMMENT);
  else if (take_trigger (line) || (text_scan_word (&scan, &word) && text_word_is (word, "TFS:")))
    asc_note (line, NOTE_EVENT);
  else if (is_header_text (line))
    asc_note (line, NOTE_COMMENT);
  else
    asc_problem (line, N_ ("neither time stamp nor header line"));
}
