/* dbc-lexer.c: words, numbers and strings of a DBC file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "db/dbc-private.h"

#include <math.h>

#include "base/banned.h"

#define MAX_NUMBER 64 /* characters */

static const char *const keywords[] = {
  "SG_",         "BO_",           "VAL_",       "CM_",         "BA_",        "BA_DEF_",          "BA_DEF_DEF_",
  "SG_MUL_VAL_", "SIG_VALTYPE_",  "VAL_TABLE_", "BO_TX_BU_",   "BU_",        "VERSION",          "NS_",
  "BS_",         "EV_",           "SIG_GROUP_", "BA_DEF_REL_", "BA_REL_",    "BA_DEF_DEF_REL_",  "ENVVAR_DATA_",
  "EV_DATA_",    "CAT_DEF_",      "CAT_",       "FILTER",      "SGTYPE_",    "SGTYPE_VAL_",      "BA_DEF_SGTYPE_",
  "BA_SGTYPE_",  "SIG_TYPE_REF_", "BU_SG_REL_", "BU_EV_REL_",  "BU_BO_REL_", "SIGTYPE_VALTYPE_", "NS_DESC_",
};

gboolean
dbc_text_is (DbcText text, const char *word)
{
  return strlen (word) == text.n && memcmp (text.start, word, text.n) == 0;
}

gboolean
dbc_is_keyword (DbcText word)
{
  if (word.n < 3 || (word.start[word.n - 1] != '_' && word.start[word.n - 1] != 'N' && word.start[word.n - 1] != 'R'))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (dbc_text_is (word, keywords[i]))
      return TRUE;
  return FALSE;
}

static inline gboolean
is_blank (char c)
{
  return (unsigned char) c <= ' ' || c == 0x7F;
}

static inline gboolean
is_word_char (char c)
{
  if (is_blank (c))
    return FALSE;
  switch (c)
    {
    case ':':
    case ';':
    case ',':
    case '(':
    case ')':
    case '[':
    case ']':
    case '|':
    case '@':
    case '"':
      return FALSE;
    default:
      return TRUE;
    }
}

static DbcText
word_at (const char *p, const char *end)
{
  DbcText word = { p, 0 };

  while (p + word.n < end && is_word_char (p[word.n]))
    word.n++;
  return word;
}

static void
skip_line (DbcLexer *self)
{
  const char *newline = memchr (self->p, '\n', (gsize) (self->end - self->p));

  self->p = newline != NULL ? newline : self->end;
}

static void count_lines (DbcLexer *self, const char *to);

/* Both kinds of C comments, an extension of some tools. One that does not end is none; where the next end is, is
 * remembered, so that many of those cost one search. */
static gboolean
skip_comment (DbcLexer *self)
{
  if (self->end - self->p < 2 || self->p[0] != '/')
    return FALSE;
  if (self->p[1] == '/')
    {
      skip_line (self);
      return TRUE;
    }
  if (self->p[1] != '*')
    return FALSE;
  if (self->comment_end == NULL || (self->comment_end < self->p + 2 && self->comment_end != self->end))
    {
      self->comment_end = g_strstr_len (self->p + 2, self->end - self->p - 2, "*/");
      if (self->comment_end == NULL)
        self->comment_end = self->end;
    }
  if (self->comment_end == self->end)
    return FALSE;
  count_lines (self, self->comment_end + 2);
  return TRUE;
}

void
dbc_skip_blank (DbcLexer *self)
{
  while (self->p < self->end)
    {
      if (*self->p == '\n')
        {
          self->line++;
          self->fresh = TRUE;
          self->p++;
        }
      else if (is_blank (*self->p))
        self->p++;
      else if (!skip_comment (self))
        return;
    }
}

char
dbc_peek (DbcLexer *self)
{
  dbc_skip_blank (self);
  return self->p < self->end ? *self->p : '\0';
}

gboolean
dbc_char (DbcLexer *self, char c)
{
  if (dbc_peek (self) != c || self->p == self->end)
    return FALSE;
  self->p++;
  self->fresh = FALSE;
  return TRUE;
}

gboolean
dbc_keyword (DbcLexer *self, DbcText *word)
{
  dbc_skip_blank (self);
  *word = word_at (self->p, self->end);
  self->p += word->n;
  self->fresh = FALSE;
  return word->n > 0;
}

gboolean
dbc_word (DbcLexer *self, DbcText *word)
{
  dbc_skip_blank (self);
  *word = word_at (self->p, self->end);
  if (word->n == 0 || (self->fresh && dbc_is_keyword (*word)))
    return FALSE;
  self->p += word->n;
  self->fresh = FALSE;
  return TRUE;
}

/* FALSE: the line ends here. */
static gboolean
skip_blank_in_line (DbcLexer *self)
{
  while (self->p < self->end && *self->p != '\n' && is_blank (*self->p))
    self->p++;
  return self->p < self->end && *self->p != '\n'
         && !(self->p[0] == '/' && self->end - self->p > 1 && self->p[1] == '/');
}

gboolean
dbc_word_in_line (DbcLexer *self, DbcText *word)
{
  return skip_blank_in_line (self) && dbc_word (self, word);
}

gboolean
dbc_char_in_line (DbcLexer *self, char c)
{
  return skip_blank_in_line (self) && dbc_char (self, c);
}

gboolean
dbc_text_to_number (DbcText text, double *value)
{
  char copy[MAX_NUMBER];
  char *end;

  if (text.n == 0 || text.n >= sizeof copy)
    return FALSE;
  memcpy (copy, text.start, text.n);
  copy[text.n] = '\0';
  *value = g_ascii_strtod (copy, &end);
  return *end == '\0' && isfinite (*value);
}

gboolean
dbc_number (DbcLexer *self, double *value)
{
  DbcLexer before = *self;
  DbcText word;

  if (dbc_word (self, &word) && dbc_text_to_number (word, value))
    return TRUE;
  *self = before;
  return FALSE;
}

gboolean
dbc_unsigned (DbcLexer *self, guint64 max, guint64 *value)
{
  DbcLexer before = *self;
  DbcText word;

  *value = 0;
  if (!dbc_word (self, &word))
    return FALSE;
  for (gsize i = 0; i < word.n; i++)
    {
      guint digit = (guint) (word.start[i] - '0');

      if (digit > 9 || digit > max || *value > (max - digit) / 10)
        {
          *self = before;
          return FALSE;
        }
      *value = *value * 10 + digit;
    }
  return TRUE;
}

/* The first line between p and end that begins with a keyword; end: none. */
static const char *
find_statement (const char *p, const char *end)
{
  while ((p = memchr (p, '\n', (gsize) (end - p))) != NULL)
    {
      const char *line = p;

      while (p < end && is_blank (*p))
        p++;
      if (dbc_is_keyword (word_at (p, end)))
        return line;
    }
  return end;
}

static const char *
find_quote (const char *p, const char *end)
{
  const char *quote = p;

  while ((quote = memchr (quote, '"', (gsize) (end - quote))) != NULL && quote > p && quote[-1] == '\\')
    quote++;
  return quote != NULL ? quote : end;
}

/* The quote that ends the string whose text begins at p; NULL: none. A forgotten quote must not swallow the statements
 * up to the next string: where a line inside looks like a statement, the quote is the end only if ';' follows, as it
 * does behind comments, the only strings of several lines. */
static const char *
string_end (DbcLexer *self, const char *p)
{
  /* p stands behind a quote: what ends a string begun earlier and goes on behind p ends this one too. */
  if (self->string_from == NULL || p < self->string_from || p > self->string_quote)
    {
      self->string_quote = find_quote (p, self->end);
      self->string_statement = NULL;
    }
  self->string_from = p;
  if (self->string_quote == self->end)
    return NULL;

  const char *after = self->string_quote + 1;
  while (after < self->end && is_blank (*after))
    after++;
  if (after < self->end && *after == ';')
    return self->string_quote;
  if (self->string_statement == NULL || self->string_statement < p)
    self->string_statement = find_statement (p, self->string_quote);
  return self->string_statement < self->string_quote ? NULL : self->string_quote;
}

static void
count_lines (DbcLexer *self, const char *to)
{
  while ((self->p = memchr (self->p, '\n', (gsize) (to - self->p))) != NULL)
    {
      self->line++;
      self->p++;
    }
  self->p = to;
}

gboolean
dbc_quoted (DbcLexer *self, DbcText *text)
{
  if (dbc_peek (self) != '"')
    return FALSE;

  const char *start = self->p + 1;
  const char *end = string_end (self, start);
  if (end == NULL)
    return FALSE;
  text->start = start;
  text->n = (gsize) (end - start);
  count_lines (self, end);
  self->p = end + 1;
  self->fresh = FALSE;
  return TRUE;
}

void
dbc_pass_over (DbcLexer *self, gboolean stop_at_semicolon)
{
  for (;;)
    {
      char c = dbc_peek (self);
      DbcText word;

      if (self->p == self->end)
        return;
      if (c == '"' && dbc_quoted (self, &word))
        continue;
      word = word_at (self->p, self->end);
      if (word.n > 0 && self->fresh && dbc_is_keyword (word))
        return;
      self->p += MAX (word.n, 1);
      self->fresh = FALSE;
      if (word.n == 0 && c == ';' && stop_at_semicolon)
        return;
    }
}
