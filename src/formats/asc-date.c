/* asc-date.c: "Sam Sep 30 15:06:13.191 2017", in whatever language the writer's computer spoke.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The words are told by their shape, not their place: a colon makes a time, four digits a year, fewer a day, separators
 * a whole date; of the names the last that is a month's is it (weekdays stand in front: French "mar mar 14" is a
 * Tuesday in March).
 */
#include "config.h"
#include "formats/asc-private.h"

#include "base/banned.h"

#define NS G_GINT64_CONSTANT (1000000000)
#define NAME_MAX_CHARS 12

/* Beginnings of names, without accents, lower case. The longest that fits counts: Czech "cerven" is June, "cervenec"
 * July. */
static const struct
{
  const char *beginning;
  guint month;
} months[] = {
  /* clang-format off */
  { "jan", 1 },  { "gen", 1 },  { "ene", 1 },  { "sty", 1 },    { "янв", 1 },       { "led", 1 },  { "tam", 1 },
  { "feb", 2 },  { "fev", 2 },  { "lut", 2 },  { "фев", 2 },    { "uno", 2 },       { "hel", 2 },
  { "mar", 3 },  { "mrz", 3 },  { "maa", 3 },  { "mrt", 3 },    { "мар", 3 },       { "bre", 3 },
  { "apr", 4 },  { "abr", 4 },  { "avr", 4 },  { "kwi", 4 },    { "апр", 4 },       { "dub", 4 },  { "huh", 4 },
  { "may", 5 },  { "mai", 5 },  { "maj", 5 },  { "mag", 5 },    { "mei", 5 },       { "май", 5 },  { "мая", 5 },
  { "маи", 5 },  { "kve", 5 },  { "tou", 5 },
  { "jun", 6 },  { "juin", 6 }, { "giu", 6 },  { "cze", 6 },    { "июн", 6 },       { "cer", 6 },  { "kes", 6 },
  { "jul", 7 },  { "juil", 7 }, { "lug", 7 },  { "lip", 7 },    { "июл", 7 },       { "cervenec", 7 }, { "hei", 7 },
  { "aug", 8 },  { "ago", 8 },  { "aou", 8 },  { "sie", 8 },    { "авг", 8 },       { "srp", 8 },  { "elo", 8 },
  { "sep", 9 },  { "set", 9 },  { "wrz", 9 },  { "сен", 9 },    { "zar", 9 },       { "syy", 9 },
  { "oct", 10 }, { "okt", 10 }, { "out", 10 }, { "ott", 10 },   { "paz", 10 },      { "окт", 10 }, { "rij", 10 },
  { "lok", 10 }, { "pa\xC5\xBA", 10 },
  { "nov", 11 }, { "lis", 11 }, { "ноя", 11 }, { "marras", 11 },
  { "dec", 12 }, { "dez", 12 }, { "dic", 12 }, { "gru", 12 },   { "дек", 12 },      { "pro", 12 }, { "jou", 12 },
  /* clang-format on */
};

typedef struct
{
  int year, month, day;
  int hour, minute, second;
  int64_t fraction; /* ns */
  gboolean timed, afternoon, morning;
} Date;

/* --- Names --- */

/* Bytes that are no UTF-8: Western (Latin-1) or Cyrillic (CP1251) letters. */
static char *
decode_bytes (TextWord word, gboolean cyrillic)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < word.n; i++)
    {
      uint8_t c = (uint8_t) word.p[i];

      g_string_append_unichar (text, c >= 0xC0 && cyrillic ? 0x0410 + (c - 0xC0u) : c);
    }
  return g_string_free (text, FALSE);
}

/* Lower case, accents dropped. */
static char *
fold_name (const char *utf8)
{
  char *apart = g_utf8_normalize (utf8, -1, G_NORMALIZE_NFD);
  GString *folded = g_string_new (NULL);

  for (const char *p = apart; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_ismark (c))
        g_string_append_unichar (folded, g_unichar_tolower (c));
    }
  g_free (apart);
  return g_string_free (folded, FALSE);
}

static guint
month_of (const char *utf8)
{
  char *name = fold_name (utf8);
  gsize longest = 0;
  guint month = 0;

  for (guint i = 0; i < G_N_ELEMENTS (months); i++)
    if (g_str_has_prefix (name, months[i].beginning) && strlen (months[i].beginning) > longest)
      {
        longest = strlen (months[i].beginning);
        month = months[i].month;
      }
  g_free (name);
  return month;
}

static guint
word_month (TextWord word)
{
  guint month = 0;

  if (word.n > 4 * NAME_MAX_CHARS)
    return 0;
  if (g_utf8_validate_len (word.p, word.n, NULL))
    {
      char *name = g_strndup (word.p, word.n);

      month = month_of (name);
      g_free (name);
      return month;
    }
  for (int cyrillic = 0; cyrillic < 2 && month == 0; cyrillic++)
    {
      char *name = decode_bytes (word, cyrillic);

      month = month_of (name);
      g_free (name);
    }
  return month;
}

/* --- Numbers --- */

/* Up to max digits. */
static gboolean
scan_number (TextScan *scan, guint max, int *value)
{
  const char *start = scan->p;

  for (*value = 0; scan->p < scan->end && text_is_digit (*scan->p); scan->p++)
    {
      if (scan->p - start == max)
        return FALSE;
      *value = *value * 10 + (*scan->p - '0');
    }
  return scan->p > start;
}

/* h:mm[:ss[.fraction]] */
static gboolean
take_time (TextWord word, Date *date)
{
  TextScan scan = text_scan (word.p, word.n);
  int64_t scale = NS;

  if (!scan_number (&scan, 2, &date->hour) || !text_scan_char (&scan, ':') || !scan_number (&scan, 2, &date->minute))
    return FALSE;
  date->timed = TRUE;
  if (!text_scan_char (&scan, ':'))
    return scan.p == scan.end;
  if (!scan_number (&scan, 2, &date->second))
    return FALSE;
  if (text_scan_char (&scan, '.') || text_scan_char (&scan, ',') || text_scan_char (&scan, ':'))
    for (; scan.p < scan.end && text_is_digit (*scan.p); scan.p++)
      {
        scale /= 10;
        date->fraction += scale * (*scan.p - '0');
      }
  return scan.p == scan.end;
}

/* 19/10/2022, 30.9.2017, 2017-09-30; the month in front only where it cannot be a day. */
static gboolean
take_numeric_date (TextWord word, Date *date)
{
  TextScan scan = text_scan (word.p, word.n);
  int a, b, c;
  char separator;

  if (!scan_number (&scan, 4, &a) || scan.p == scan.end || strchr ("/.-", *scan.p) == NULL)
    return FALSE;
  separator = *scan.p++;
  if (!scan_number (&scan, 2, &b) || !text_scan_char (&scan, separator) || !scan_number (&scan, 4, &c)
      || scan.p < scan.end)
    return FALSE;
  if (a > 999)
    *date = (Date){ .year = a, .month = b, .day = c };
  else if (b > 12)
    *date = (Date){ .year = c, .month = a, .day = b };
  else
    *date = (Date){ .year = c, .month = b, .day = a };
  if (date->year < 100)
    date->year += 2000;
  return TRUE;
}

/* A day or a year, a point or comma behind it. */
static void
take_number (TextWord word, Date *date)
{
  TextScan scan = text_scan (word.p, word.n);
  int value;

  if (!scan_number (&scan, 4, &value))
    return;
  if (value > 999)
    date->year = value;
  else if (date->day == 0)
    date->day = value;
}

/* --- The date --- */

static void
take_word (TextWord word, Date *date)
{
  Date numeric;
  guint month;

  if (memchr (word.p, ':', word.n) != NULL)
    take_time (word, date);
  else if (take_numeric_date (word, &numeric))
    {
      date->year = numeric.year;
      date->month = numeric.month;
      date->day = numeric.day;
    }
  else if (text_is_digit (*word.p))
    take_number (word, date);
  else if (text_word_is (word, "am") || text_word_is (word, "a.m."))
    date->morning = TRUE;
  else if (text_word_is (word, "pm") || text_word_is (word, "p.m."))
    date->afternoon = TRUE;
  else if ((month = word_month (word)) != 0)
    date->month = (int) month;
}

gboolean
asc_date_parse (const char *text, gsize n, GTimeZone *zone, int64_t *time)
{
  TextScan scan = text_scan (text, n);
  Date date = { 0 };
  GDateTime *moment;
  TextWord word;
  gint64 seconds;

  for (guint i = 0; i < 16 && text_scan_word (&scan, &word); i++)
    take_word (word, &date);
  if (!date.timed || date.day == 0 || date.month == 0 || date.year == 0)
    return FALSE;

  /* Writers put PM behind a 24-hour clock, too. */
  if (date.afternoon && date.hour < 12)
    date.hour += 12;
  if (date.morning && date.hour == 12)
    date.hour = 0;
  moment = g_date_time_new (zone, date.year, date.month, date.day, date.hour, date.minute, date.second);
  if (moment == NULL)
    return FALSE;
  seconds = g_date_time_to_unix (moment);
  g_date_time_unref (moment);
  if (ABS (seconds) >= INT64_MAX / NS / 2) /* leaves room for the stamps */
    return FALSE;
  *time = seconds * NS + date.fraction;
  return TRUE;
}
