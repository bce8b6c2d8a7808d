/* asc-line.c: an event line, told by the word behind its time stamp.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is a CAN frame but cannot be read is a problem; what is something else is a note. Words as in the vector_events
 * collection and E1.4 to E1.6 of the format reference.
 */
#include "config.h"
#include "formats/asc-private.h"

#include "base/i18n.h"
#include "base/banned.h"

typedef struct
{
  const char *beginning;
  gboolean numbered; /* a digit follows: L1, M2, COM3 */
  NoteKind kind;
} Tag;

static const Tag tags[] = {
  { "Li", FALSE, NOTE_FOREIGN },   { "L", TRUE, NOTE_FOREIGN },      { "Fr", FALSE, NOTE_FOREIGN },
  { "FrM", FALSE, NOTE_FOREIGN },  { "ETH", FALSE, NOTE_FOREIGN },   { "AFDX", FALSE, NOTE_FOREIGN },
  { "M", TRUE, NOTE_FOREIGN },     { "MOST", FALSE, NOTE_FOREIGN },  { "COM", TRUE, NOTE_FOREIGN },
  { "A429", FALSE, NOTE_FOREIGN }, { "J1708", FALSE, NOTE_FOREIGN }, { "WLAN", FALSE, NOTE_FOREIGN },
  { "Start", FALSE, NOTE_EVENT },  { "log", FALSE, NOTE_EVENT },     { "Comment:", FALSE, NOTE_COMMENT },
  { "GPS", FALSE, NOTE_OTHER },    { "SV:", FALSE, NOTE_OTHER },     { "TFS:", FALSE, NOTE_EVENT },
};

static const Tag *
find_tag (TextWord word)
{
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      gsize n = strlen (tags[i].beginning);

      if (tags[i].numbered ? text_word_starts_with (word, tags[i].beginning) && word.n > n && text_is_digit (word.p[n])
                           : text_word_is (word, tags[i].beginning))
        return &tags[i];
    }
  return NULL;
}

gboolean
asc_is_tag (TextWord word)
{
  return text_word_is (word, "CAN") || find_tag (word) != NULL;
}

static NoteKind
kind_of (TextWord word)
{
  const Tag *tag = find_tag (word);

  return tag != NULL ? tag->kind : NOTE_OTHER;
}

/* CAN <channel> Status:… | <node>::<message>::<signal> = … */
static void
take_status (AscLine *line)
{
  TextWord word;
  uint64_t number;
  NoteKind kind = NOTE_OTHER;

  if (text_scan_word (&line->scan, &word) && text_word_uint (word, &number))
    {
      asc_set_channel (line, number);
      text_scan_blanks (&line->scan);
      word = (TextWord){ line->scan.p, (gsize) (line->scan.end - line->scan.p) };
      if (text_word_starts_with (word, "Status:receive queue overrun"))
        {
          line->asc->gap = TRUE;
          kind = NOTE_LOSS;
        }
      else if (text_word_starts_with (word, "Status:"))
        kind = NOTE_STATUS;
    }
  asc_note (line, kind);
}

/* Words that stand where a frame has its identifier. FALSE: none of them. */
static gboolean
take_channel_event (AscLine *line, TextWord word, uint64_t number)
{
  asc_set_channel (line, number);
  if (text_word_is (word, "ErrorFrame"))
    asc_take_error (line);
  else if (text_word_is (word, "OverloadFrame"))
    asc_take_overload (line);
  else if (text_word_is (word, "Statistic:"))
    asc_note (line, NOTE_STATISTICS);
  else if (text_word_starts_with (word, "Status:"))
    asc_note (line, NOTE_STATUS);
  else if (text_word_is (word, "J1939TP"))
    asc_note (line, NOTE_FOREIGN);
  else
    {
      line->numbered = FALSE;
      return FALSE;
    }
  return TRUE;
}

/* Global markers begin with numbers, too. */
static gboolean
is_marker (const AscLine *line)
{
  return memmem (line->text, line->n, "GMGroup:", strlen ("GMGroup:")) != NULL;
}

/* What stands on a channel but has no direction. */
static void
take_undirected (AscLine *line, TextWord id, uint64_t number)
{
  uint32_t value;

  if (is_marker (line))
    {
      asc_note (line, NOTE_EVENT);
      return;
    }
  asc_set_channel (line, number);
  if (asc_id (line->asc, id, line->asc->decimal, &value))
    asc_problem (line, N_ ("neither Rx nor Tx behind the identifier"));
  else
    asc_note (line, NOTE_OTHER);
}

/* <channel> <id> <direction> d|r … */
static void
take_numbered (AscLine *line, uint64_t number)
{
  TextWord id, word;
  AscDirection direction;
  TextScan behind_id;

  if (!text_scan_word (&line->scan, &id))
    {
      asc_problem (line, N_ ("ends behind the channel"));
      return;
    }
  behind_id = line->scan;
  direction = text_scan_word (&line->scan, &word) ? asc_direction (word) : ASC_NO_DIRECTION;
  if (direction == ASC_NO_DIRECTION)
    {
      line->scan = behind_id;
      if (!take_channel_event (line, id, number))
        take_undirected (line, id, number);
      return;
    }
  asc_set_channel (line, number);
  if (direction == ASC_REQUEST)
    asc_note (line, NOTE_EVENT);
  else
    asc_take_classic (line, id, direction);
}

/* CANFD <channel> <direction> <id>|ErrorFrame …, or CANXL <channel> <direction> <format> … */
static void
take_canfd (AscLine *line, gboolean xl)
{
  TextWord word;
  AscDirection direction;
  uint64_t number;

  if (!text_scan_word (&line->scan, &word) || !text_word_uint (word, &number))
    {
      asc_note (line, NOTE_EVENT); /* CANFD   Start of measurement */
      return;
    }
  if (!text_scan_word (&line->scan, &word))
    {
      asc_problem (line, N_ ("ends behind the channel"));
      return;
    }
  if (take_channel_event (line, word, number))
    return;
  asc_set_channel (line, number);
  direction = asc_direction (word);
  if (direction == ASC_NO_DIRECTION)
    asc_problem (line, N_ ("neither Rx nor Tx behind the channel"));
  else if (xl && direction != ASC_REQUEST)
    asc_take_xl (line, direction);
  else if (!text_scan_word (&line->scan, &word))
    asc_problem (line, N_ ("ends before the identifier"));
  else if (direction == ASC_REQUEST)
    asc_note (line, NOTE_EVENT);
  else if (text_word_is (word, "ErrorFrame"))
    asc_take_fd_error (line, direction);
  else
    asc_take_fd (line, word, direction);
}

void
asc_take_event (AscLine *line)
{
  TextWord word;
  uint64_t number;

  if (!text_scan_word (&line->scan, &word))
    asc_problem (line, N_ ("ends behind the time stamp"));
  else if (text_word_uint (word, &number))
    take_numbered (line, number);
  else if (text_word_is (word, "CANFD"))
    take_canfd (line, FALSE);
  else if (text_word_is (word, "CANXL"))
    take_canfd (line, TRUE);
  else if (text_word_is (word, "CAN"))
    take_status (line);
  else
    asc_note (line, kind_of (word));
}
