/* go-to.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/go-to.h"

#include "base/i18n.h"
#include "core/row-set.h"
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/banned.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

typedef enum
{
  WORD_NUMBER, /* of a frame, or of frames */
  WORD_SPAN,   /* ns */
  WORD_CLOCK,  /* ns since midnight */
  WORD_DATE,   /* ns since 1970, local midnight, or with a clock behind it */
  WORD_PART,   /* ns for 1e9 = all */
} WordKind;

typedef struct
{
  WordKind kind;
  uint64_t value;
} Word;

typedef struct
{
  const char *p;
} Text;

static void
skip_blanks (Text *text)
{
  for (;;)
    if (*text->p == ' ' || *text->p == '\t')
      text->p++;
    else if (g_str_has_prefix (text->p, "\u00A0"))
      text->p += strlen ("\u00A0");
    else if (g_str_has_prefix (text->p, "\u202F"))
      text->p += strlen ("\u202F");
    else
      return;
}

static gboolean
take (Text *text, const char *word)
{
  gsize n = strlen (word);

  if (g_ascii_strncasecmp (text->p, word, n) != 0)
    return FALSE;
  text->p += n;
  return TRUE;
}

/* Digits, parted in threes by blanks or not. FALSE: none, or too many. */
static gboolean
take_digits (Text *text, uint64_t *value, guint *n_digits)
{
  gboolean good = TRUE;

  *value = 0;
  *n_digits = 0;
  for (;;)
    {
      Text next = *text;

      for (; g_ascii_isdigit (*text->p); text->p++, ++*n_digits)
        good &= !__builtin_mul_overflow (*value, 10u, value)
                && !__builtin_add_overflow (*value, (uint64_t) (*text->p - '0'), value);
      next = *text;
      skip_blanks (&next);
      if (next.p == text->p || *n_digits == 0 || !g_ascii_isdigit (next.p[0]) || !g_ascii_isdigit (next.p[1])
          || !g_ascii_isdigit (next.p[2]) || g_ascii_isdigit (next.p[3]) || next.p[3] == ':' || next.p[3] == '-')
        return good && *n_digits > 0;
      *text = next;
    }
}

/* ".25" as ns; 0 where there is none. */
static gboolean
take_fraction (Text *text, gboolean comma, uint64_t *ns)
{
  uint64_t unit = SECOND;

  *ns = 0;
  if (!(*text->p == '.' || (comma && *text->p == ',')) || !g_ascii_isdigit (text->p[1]))
    return FALSE;
  for (text->p++; g_ascii_isdigit (*text->p); text->p++)
    {
      unit /= 10;
      *ns += unit * (uint64_t) (*text->p - '0');
    }
  return TRUE;
}

/* ns of a unit that stands here; 0: none does. */
static uint64_t
take_unit (Text *text)
{
  static const struct
  {
    const char *word;
    uint64_t ns;
  } units[] = {
    { "ms", 1000000 }, { "min", 60 * SECOND }, { "ns", 1 },     { "us", 1000 },         { "µs", 1000 },
    { "μs", 1000 },    { "sec", SECOND },      { "s", SECOND }, { "h", 3600 * SECOND }, { "мин", 60 * SECOND },
    { "мс", 1000000 }, { "мкс", 1000 },        { "с", SECOND }, { "ч", 3600 * SECOND }, { "d", 86400 * SECOND },
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      Text next = *text;

      if (take (&next, units[i].word) && !g_unichar_isalpha (g_utf8_get_char_validated (next.p, -1)))
        {
          *text = next;
          return units[i].ns;
        }
    }
  return 0;
}

/* value units and a fraction of one. */
static gboolean
scale (uint64_t value, uint64_t fraction, uint64_t unit, uint64_t *ns)
{
  uint64_t part = (uint64_t) ((unsigned __int128) fraction * unit / SECOND);

  return !__builtin_mul_overflow (value, unit, ns) && !__builtin_add_overflow (*ns, part, ns);
}

/* h:mm[:ss[.f]]; hours were read. */
static gboolean
take_clock (Text *text, uint64_t hours, uint64_t *ns)
{
  uint64_t minutes, seconds = 0, fraction = 0;
  guint n;

  if (hours > 24 * 366 || *text->p != ':')
    return FALSE;
  text->p++;
  if (!take_digits (text, &minutes, &n) || n > 2 || minutes > 59)
    return FALSE;
  if (*text->p == ':')
    {
      text->p++;
      if (!take_digits (text, &seconds, &n) || n > 2 || seconds > 60)
        return FALSE;
      take_fraction (text, TRUE, &fraction);
    }
  *ns = (hours * 3600 + minutes * 60 + seconds) * SECOND + fraction;
  return TRUE;
}

static gboolean
make_date (uint64_t year, uint64_t month, uint64_t day, uint64_t *ns)
{
  struct tm tm
      = { .tm_year = (int) MIN (year, 9999) - 1900, .tm_mon = (int) month - 1, .tm_mday = (int) day, .tm_isdst = -1 };
  struct tm made;
  time_t seconds;

  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31)
    return FALSE;
  seconds = mktime (&tm);
  if (seconds < 0 || seconds > G_MAXINT64 / SECOND || localtime_r (&seconds, &made) == NULL
      || made.tm_mday != (int) day)
    return FALSE;
  *ns = (uint64_t) seconds * SECOND;
  return TRUE;
}

/* Behind a date: its time of day. By the calendar, not by adding: days have 23 to 25 hours. */
static gboolean
take_time_of_date (Text *text, uint64_t *ns)
{
  time_t seconds = (time_t) (*ns / SECOND);
  uint64_t hours, clock;
  struct tm tm;
  guint n;

  if (*text->p == 'T' || *text->p == 't')
    text->p++;
  skip_blanks (text);
  if (*text->p == '\0')
    return TRUE;
  if (!take_digits (text, &hours, &n) || hours > 24 || !take_clock (text, hours, &clock))
    return FALSE;
  localtime_r (&seconds, &tm);
  tm.tm_hour = (int) (clock / SECOND / 3600);
  tm.tm_min = (int) (clock / SECOND / 60 % 60);
  tm.tm_sec = (int) (clock / SECOND % 60);
  tm.tm_isdst = -1;
  *ns = (uint64_t) mktime (&tm) * SECOND + clock % SECOND;
  return TRUE;
}

/* 2026-11-21 or 21.11.2026 */
static gboolean
take_date (Text *text, uint64_t *ns)
{
  Text start = *text;
  uint64_t parts[3];
  char separator = 0;

  for (guint i = 0; i < 3; i++)
    {
      parts[i] = 0;
      if (!g_ascii_isdigit (*text->p))
        goto none;
      for (; g_ascii_isdigit (*text->p); text->p++)
        parts[i] = MIN (parts[i] * 10 + (uint64_t) (*text->p - '0'), 99999);
      if (i == 0)
        separator = *text->p;
      if (i == 2)
        break;
      if ((separator != '-' && separator != '.') || *text->p != separator)
        goto none;
      text->p++;
    }
  if (separator == '-' ? make_date (parts[0], parts[1], parts[2], ns) : make_date (parts[2], parts[1], parts[0], ns))
    return TRUE;

none:
  *text = start;
  return FALSE;
}

/* Further parts of a span: "1 h 20 min". */
static gboolean
take_more_span (Text *text, uint64_t *ns)
{
  for (skip_blanks (text); *text->p != '\0'; skip_blanks (text))
    {
      uint64_t value, fraction, unit, part;
      guint n;

      if (!take_digits (text, &value, &n))
        return FALSE;
      take_fraction (text, TRUE, &fraction);
      skip_blanks (text);
      unit = take_unit (text);
      if (unit == 0 || !scale (value, fraction, unit, &part) || __builtin_add_overflow (*ns, part, ns))
        return FALSE;
    }
  return TRUE;
}

static gboolean
parse (Text *text, Word *word)
{
  uint64_t fraction = 0, unit;
  gboolean decimal;
  guint n;

  if (take_date (text, &word->value))
    {
      word->kind = WORD_DATE;
      return take_time_of_date (text, &word->value);
    }
  if (!take_digits (text, &word->value, &n))
    return FALSE;
  if (*text->p == ':')
    {
      word->kind = WORD_CLOCK;
      return take_clock (text, word->value, &word->value);
    }
  decimal = take_fraction (text, TRUE, &fraction);
  skip_blanks (text);
  if (take (text, "%"))
    {
      word->kind = WORD_PART;
      return word->value <= 100 && scale (word->value, fraction, SECOND / 100, &word->value);
    }
  unit = take_unit (text);
  word->kind = unit > 0 || decimal ? WORD_SPAN : WORD_NUMBER;
  if (word->kind == WORD_NUMBER)
    return TRUE;
  return scale (word->value, fraction, unit > 0 ? unit : (uint64_t) SECOND, &word->value)
         && take_more_span (text, &word->value);
}

/* --- Rows --- */

static int64_t
start_of_trace (const FrameStore *store)
{
  int64_t start;
  CanFrame first;

  if (trace_info_get_start (frame_store_get_info (store), &start))
    return start;
  frame_store_get (store, frame_store_first (store), &first);
  return first.time;
}

static int64_t
signed_ns (uint64_t ns)
{
  return ns > G_MAXINT64 ? G_MAXINT64 : (int64_t) ns;
}

/* This time of day at or after the start. */
static int64_t
next_clock (const FrameStore *store, uint64_t clock)
{
  int64_t start = start_of_trace (store), at = 0;

  if (!trace_info_is_dated (frame_store_get_info (store)))
    return can_time_add (start, signed_ns (clock));
  for (int day = 0; day < 2; day++)
    {
      time_t seconds = (time_t) (start / SECOND);
      struct tm tm;

      if (localtime_r (&seconds, &tm) == NULL)
        return start;
      tm.tm_mday += day;
      tm.tm_hour = (int) (clock / SECOND / 3600);
      tm.tm_min = (int) (clock / SECOND / 60 % 60);
      tm.tm_sec = (int) (clock / SECOND % 60);
      tm.tm_isdst = -1;
      at = (int64_t) mktime (&tm) * SECOND + (int64_t) (clock % SECOND);
      if (at >= start / SECOND * SECOND)
        break;
    }
  return at;
}

static gboolean
find_time (const FrameStore *store, int64_t time, uint64_t *row, char **problem)
{
  *row = frame_store_find_time (store, time);
  if (*row < frame_store_length (store))
    return TRUE;
  *problem = g_strdup (_ ("The trace ends before this time."));
  return FALSE;
}

static gboolean
find_number (const FrameStore *store, uint64_t number, uint64_t *row, char **problem)
{
  uint64_t length = frame_store_length (store);

  *row = number - 1;
  if (number >= 1 && number <= length)
    return TRUE;
  *problem = number == 0 ? g_strdup (_ ("Frames are numbered from 1."))
                         : g_strdup_printf (_ ("The trace has %" PRIu64 " frames."), length);
  return FALSE;
}

static gboolean
find_relative (const FrameStore *store, const Word *word, gboolean back, uint64_t cursor, uint64_t *row, char **problem)
{
  uint64_t last = frame_store_length (store) - 1;
  CanFrame frame;

  if (word->kind == WORD_NUMBER)
    {
      uint64_t way = back ? cursor : last - cursor;

      *row = back ? cursor - MIN (word->value, way) : cursor + MIN (word->value, way);
      return TRUE;
    }
  if (word->kind != WORD_SPAN)
    {
      *problem = g_strdup (_ ("After + or − stands a number of frames or a span of time."));
      return FALSE;
    }
  frame_store_get (store, cursor, &frame);
  return find_time (store, can_time_add (frame.time, back ? -signed_ns (word->value) : signed_ns (word->value)), row,
                    problem);
}

static gboolean
find_absolute (const FrameStore *store, const Word *word, uint64_t *row, char **problem)
{
  uint64_t length = frame_store_length (store);

  switch (word->kind)
    {
    case WORD_SPAN:
      return find_time (store, can_time_add (start_of_trace (store), signed_ns (word->value)), row, problem);
    case WORD_CLOCK:
      return find_time (store, next_clock (store, word->value), row, problem);
    case WORD_DATE:
      if (trace_info_is_dated (frame_store_get_info (store)))
        return find_time (store, signed_ns (word->value), row, problem);
      *problem = g_strdup (_ ("The trace does not say on which day it was recorded."));
      return FALSE;
    case WORD_PART:
      *row = MIN ((uint64_t) ((unsigned __int128) length * word->value / SECOND), length - 1);
      return TRUE;
    case WORD_NUMBER:
    default:
      return find_number (store, word->value, row, problem);
    }
}

gboolean
go_to_find (const char *text, const FrameStore *store, uint64_t cursor, uint64_t *row, char **problem)
{
  Text rest = { text };
  Word word = { 0 };
  gboolean plus, minus;

  *problem = NULL;
  skip_blanks (&rest);
  if (*rest.p == '\0')
    return FALSE;
  if (frame_store_length (store) == 0)
    {
      *problem = g_strdup (_ ("There is no frame in this trace."));
      return FALSE;
    }
  plus = take (&rest, "+");
  minus = !plus && (take (&rest, "-") || take (&rest, "−"));
  if (!plus && !minus)
    {
      if (!take (&rest, "#") && take (&rest, "no"))
        take (&rest, ".");
      skip_blanks (&rest);
    }
  skip_blanks (&rest);
  if (!parse (&rest, &word) || (skip_blanks (&rest), *rest.p != '\0'))
    {
      *problem = g_strdup (_ ("A number such as 12345, or a time such as 1.25 s, 12:04:31 or 2026-11-21 12:04."));
      return FALSE;
    }
  if (plus || minus)
    return find_relative (store, &word, minus, cursor == ROW_NONE ? frame_store_first (store) : cursor, row, problem);
  return find_absolute (store, &word, row, problem);
}
