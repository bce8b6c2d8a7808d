/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "base/text-scan.h"

#include "base/banned.h"

#define DOUBLE_MAX_CHARS 400 /* the longest exact decimal of a double is shorter than that where it matters */

/* clang-format off */
#define X 0xFF
const uint8_t text_hex_values[256] = {
   X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X, /* 00 */
   X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X, /* 10 */
   X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X, /* 20 */
   0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  X,  X,  X,  X,  X,  X, /* 30 */
   X, 10, 11, 12, 13, 14, 15,  X,  X,  X,  X,  X,  X,  X,  X,  X, /* 40 */
   X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X, /* 50 */
   X, 10, 11, 12, 13, 14, 15,  X,  X,  X,  X,  X,  X,  X,  X,  X, /* 60 */
   X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X, /* 70 */
   X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X, /* 80 */
   X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X, /* 90 */
   X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X, /* A0 */
   X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X, /* B0 */
   X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X, /* C0 */
   X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X, /* D0 */
   X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X, /* E0 */
   X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X, /* F0 */
};
#undef X
/* clang-format on */

gboolean
text_scan_word (TextScan *self, TextWord *word)
{
  text_scan_blanks (self);
  word->p = self->p;
  while (self->p < self->end && !text_is_blank (*self->p))
    self->p++;
  word->n = (gsize) (self->p - word->p);
  return word->n > 0;
}

gboolean
text_scan_keyword (TextScan *self, const char *keyword)
{
  TextScan ahead = *self;
  TextWord word;

  if (!text_scan_word (&ahead, &word) || !text_word_is (word, keyword))
    return FALSE;
  *self = ahead;
  return TRUE;
}

gboolean
text_scan_uint (TextScan *self, uint64_t *value)
{
  const char *p = self->p;
  uint64_t v = 0;

  for (; p < self->end && text_is_digit (*p); p++)
    {
      guint digit = (guint) (*p - '0');

      if (v > (UINT64_MAX - digit) / 10)
        return FALSE;
      v = v * 10 + digit;
    }
  if (p == self->p)
    return FALSE;
  self->p = p;
  *value = v;
  return TRUE;
}

gboolean
text_scan_int (TextScan *self, int64_t *value)
{
  TextScan ahead = *self;
  gboolean negative = text_scan_char (&ahead, '-');
  uint64_t v;

  if (!negative)
    text_scan_char (&ahead, '+');
  if (!text_scan_uint (&ahead, &v) || v > (uint64_t) INT64_MAX + negative)
    return FALSE;
  *value = negative ? (int64_t) (0 - v) : (int64_t) v;
  *self = ahead;
  return TRUE;
}

gboolean
text_scan_hex (TextScan *self, uint64_t *value)
{
  const char *p = self->p;
  uint64_t v = 0;

  for (; p < self->end && text_hex_value (*p) < 16; p++)
    {
      if (v >> 60 != 0)
        return FALSE;
      v = v << 4 | text_hex_value (*p);
    }
  if (p == self->p)
    return FALSE;
  self->p = p;
  *value = v;
  return TRUE;
}

/* --- Seconds --- */

/* The decimal separator: the point if there is one, else the comma. NULL: none. */
static const char *
find_separator (const TextScan *self)
{
  const char *comma = NULL;

  for (const char *p = self->p; p < self->end; p++)
    if (*p == '.')
      return p;
    else if (*p == ',' && comma == NULL)
      comma = p;
    else if (!text_is_digit (*p) && *p != ',')
      break;
  return comma;
}

static gboolean
scan_whole (const char *p, const char *end, uint64_t *whole)
{
  uint64_t v = 0;

  if (p == end || !text_is_digit (*p))
    return FALSE;
  for (; p < end; p++)
    {
      if (*p == ',')
        continue;
      if (!text_is_digit (*p) || v > INT64_MAX / 1000000000 / 10)
        return FALSE;
      v = v * 10 + (guint) (*p - '0');
    }
  *whole = v;
  return v < INT64_MAX / 1000000000;
}

gboolean
text_scan_seconds (TextScan *self, int64_t *ns, guint *decimals)
{
  static const uint32_t scale[] = { 1000000000, 100000000, 10000000, 1000000, 100000, 10000, 1000, 100, 10, 1 };
  const char *separator = find_separator (self), *p;
  uint64_t whole, fraction = 0;
  guint n = 0;

  if (separator == NULL || !scan_whole (self->p, separator, &whole))
    return FALSE;
  for (p = separator + 1; p < self->end && text_is_digit (*p); p++, n++)
    if (n < 9)
      fraction = fraction * 10 + (guint) (*p - '0');
  if (n == 0)
    return FALSE;
  self->p = p;
  *ns = (int64_t) (whole * 1000000000 + fraction * scale[MIN (n, 9)]);
  if (decimals != NULL)
    *decimals = n;
  return TRUE;
}

gboolean
text_scan_quoted (TextScan *self, TextWord *text)
{
  const char *p = self->p + 1;

  if (self->p == self->end || *self->p != '"')
    return FALSE;
  for (; p < self->end && *p != '"'; p++)
    if (*p == '\\' && p + 1 < self->end)
      p++;
  if (p >= self->end)
    return FALSE;
  *text = (TextWord){ self->p + 1, (gsize) (p - self->p - 1) };
  self->p = p + 1;
  return TRUE;
}

/* --- Words --- */

gboolean
text_word_uint (TextWord word, uint64_t *value)
{
  TextScan scan = text_scan (word.p, word.n);

  return text_scan_uint (&scan, value) && scan.p == scan.end;
}

gboolean
text_word_hex (TextWord word, uint64_t *value)
{
  TextScan scan = text_scan (word.p, word.n);

  return text_scan_hex (&scan, value) && scan.p == scan.end;
}

gboolean
text_word_double (TextWord word, double *value)
{
  char text[DOUBLE_MAX_CHARS + 1];
  char *stop;

  if (word.n == 0 || word.n > DOUBLE_MAX_CHARS)
    return FALSE;
  for (gsize i = 0; i < word.n; i++)
    if (!text_is_digit (word.p[i]) && (word.p[i] == '\0' || strchr ("+-.eE", word.p[i]) == NULL))
      return FALSE;
  memcpy (text, word.p, word.n);
  text[word.n] = '\0';
  *value = g_ascii_strtod (text, &stop);
  return stop == text + word.n;
}

gboolean
text_word_equals (TextWord word, const char *text)
{
  return strlen (text) == word.n && memcmp (word.p, text, word.n) == 0;
}

gboolean
text_word_is (TextWord word, const char *text)
{
  return strlen (text) == word.n && g_ascii_strncasecmp (word.p, text, word.n) == 0;
}

gboolean
text_word_starts_with (TextWord word, const char *text)
{
  gsize n = strlen (text);

  return word.n >= n && g_ascii_strncasecmp (word.p, text, n) == 0;
}
