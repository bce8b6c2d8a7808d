/* filter-lexer.c: text of a filter as tokens.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "filter/filter-private.h"

#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

static const struct
{
  const char *word;
  TokenKind kind;
} keywords[] = {
  { "eq", TOKEN_EQ },           { "ne", TOKEN_NE },   { "lt", TOKEN_LT }, { "le", TOKEN_LE },
  { "gt", TOKEN_GT },           { "ge", TOKEN_GE },   { "in", TOKEN_IN }, { "contains", TOKEN_CONTAINS },
  { "matches", TOKEN_MATCHES }, { "and", TOKEN_AND }, { "or", TOKEN_OR }, { "not", TOKEN_NOT },
};

/* The longer one first where one begins another. */
static const struct
{
  const char *text;
  TokenKind kind;
} symbols[] = {
  { "==", TOKEN_EQ },         { "!=", TOKEN_NE },      { "<=", TOKEN_LE },       { ">=", TOKEN_GE },
  { "<", TOKEN_LT },          { ">", TOKEN_GT },       { "&&", TOKEN_AND },      { "||", TOKEN_OR },
  { "!", TOKEN_NOT },         { "&", TOKEN_MASK },     { "~", TOKEN_MATCHES },   { "..", TOKEN_RANGE },
  { ".", TOKEN_DOT },         { ",", TOKEN_COMMA },    { ":", TOKEN_COLON },     { "(", TOKEN_OPEN },
  { ")", TOKEN_CLOSE },       { "{", TOKEN_OPEN_SET }, { "}", TOKEN_CLOSE_SET }, { "[", TOKEN_OPEN_SLICE },
  { "]", TOKEN_CLOSE_SLICE },
};

static gboolean
is_name_start (char c)
{
  return g_ascii_isalpha (c) || c == '_' || (guchar) c >= 0x80;
}

static gboolean
is_name_char (char c)
{
  return is_name_start (c) || g_ascii_isdigit (c);
}

static const TokenKind *
find_keyword (const char *word, gsize n)
{
  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (strlen (keywords[i].word) == n && memcmp (keywords[i].word, word, n) == 0)
      return &keywords[i].kind;
  return NULL;
}

static gboolean
is_keyword (const char *word, gsize n)
{
  return find_keyword (word, n) != NULL;
}

void
filter_append_name (GString *out, const char *name)
{
  gboolean plain = is_name_start (*name) && !is_keyword (name, strlen (name));

  for (const char *p = name; plain && *p != '\0'; p++)
    plain = is_name_char (*p);
  if (plain)
    g_string_append (out, name);
  else
    g_string_append_printf (out, "`%s`", name);
}

void
filter_append_text (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    if (*p == '"' || *p == '\\')
      g_string_append_printf (out, "\\%c", *p);
    else if (*p == '\n' || *p == '\t')
      g_string_append (out, *p == '\n' ? "\\n" : "\\t");
    else if ((guchar) *p < 0x20)
      g_string_append_printf (out, "\\x%02x", (guint) (guchar) *p);
    else
      g_string_append_c (out, *p);
  g_string_append_c (out, '"');
}

void
filter_lexer_init (FilterLexer *self, const char *text, guint length)
{
  *self = (FilterLexer){ .text = text, .length = length };
}

static char
peek (const FilterLexer *self, guint ahead)
{
  return self->at + ahead < self->length ? self->text[self->at + ahead] : '\0';
}

static FilterToken
finish (FilterLexer *self, TokenKind kind, guint start)
{
  return (FilterToken){ .kind = kind, .start = start, .end = self->at };
}

static FilterToken
wrong (FilterLexer *self, guint start, const char *why)
{
  self->wrong = why;
  return finish (self, TOKEN_WRONG, start);
}

static void
skip_blanks (FilterLexer *self)
{
  while (self->at < self->length && g_ascii_isspace (self->text[self->at]))
    self->at++;
}

/* 11:22:33, one or two digits a byte. Length, or 0 if there are none. */
static guint
bytes_length (const FilterLexer *self)
{
  guint n = 0, parts = 0;

  for (;;)
    {
      guint digits = 0;

      while (g_ascii_isxdigit (peek (self, n + digits)))
        digits++;
      if (digits < 1 || digits > 2)
        return 0;
      n += digits;
      parts++;
      if (peek (self, n) != ':')
        break;
      n++;
    }
  return parts > 1 && !is_name_char (peek (self, n)) ? n : 0;
}

static gboolean
ends_unit (const FilterLexer *self)
{
  char c = peek (self, 0);

  return c == '\0' || g_ascii_isspace (c) || strchr ("(){}[],&|=<>!~:\"'`", c) != NULL
         || (c == '.' && peek (self, 1) == '.');
}

/* A unit may be nearly anything ("km/h", "°C", "%", "1/min"), so it reaches to the next blank or character of the
 * language. */
static void
lex_unit (FilterLexer *self, FilterToken *number)
{
  guint before = self->at;

  skip_blanks (self);
  number->unit_start = self->at;
  if (peek (self, 0) == '`')
    {
      const char *close = memchr (self->text + self->at + 1, '`', self->length - self->at - 1);

      if (close != NULL)
        {
          number->unit_start = self->at + 1;
          number->unit_end = (guint) (close - self->text);
          self->at = number->unit_end + 1;
          return;
        }
    }
  while (!ends_unit (self))
    self->at++;
  number->unit_end = self->at;
  if (number->unit_end == number->unit_start
      || is_keyword (self->text + number->unit_start, number->unit_end - number->unit_start))
    {
      number->unit_start = number->unit_end = 0;
      self->at = before;
    }
}

static void
skip_digits (FilterLexer *self)
{
  while (g_ascii_isdigit (peek (self, 0)))
    self->at++;
}

static FilterToken
lex_number (FilterLexer *self)
{
  guint start = self->at;
  char base;
  FilterToken token;

  if (peek (self, 0) == '-' || peek (self, 0) == '+')
    self->at++;
  base = peek (self, 0) == '0' ? g_ascii_tolower (peek (self, 1)) : '\0';
  if ((base == 'x' && g_ascii_isxdigit (peek (self, 2)))
      || (base == 'b' && (peek (self, 2) == '0' || peek (self, 2) == '1')))
    {
      self->at += 2;
      while (base == 'x' ? g_ascii_isxdigit (peek (self, 0)) : g_ascii_isdigit (peek (self, 0)))
        self->at++;
    }
  else
    {
      skip_digits (self);
      if (peek (self, 0) == '.' && g_ascii_isdigit (peek (self, 1)))
        {
          self->at++;
          skip_digits (self);
        }
      if (g_ascii_tolower (peek (self, 0)) == 'e'
          && (g_ascii_isdigit (peek (self, 1))
              || ((peek (self, 1) == '-' || peek (self, 1) == '+') && g_ascii_isdigit (peek (self, 2)))))
        {
          self->at += 2;
          skip_digits (self);
        }
    }
  token = finish (self, TOKEN_NUMBER, start);
  if (self->slices == 0)
    lex_unit (self, &token);
  return token;
}

static FilterToken
lex_text (FilterLexer *self)
{
  guint start = self->at;
  char quote = self->text[self->at++];

  while (self->at < self->length && self->text[self->at] != quote)
    self->at += self->text[self->at] == '\\' && self->at + 1 < self->length ? 2 : 1;
  if (self->at >= self->length)
    {
      self->at = self->length;
      return wrong (self, start, N_ ("the text has no closing quote."));
    }
  self->at++;
  return finish (self, TOKEN_TEXT, start);
}

static FilterToken
lex_quoted_name (FilterLexer *self)
{
  guint start = self->at;
  const char *close = memchr (self->text + start + 1, '`', self->length - start - 1);
  FilterToken token;

  if (close == NULL)
    {
      self->at = self->length;
      return wrong (self, start, N_ ("the name has no closing backquote."));
    }
  self->at = (guint) (close - self->text) + 1;
  if (self->at - start == 2)
    return wrong (self, start, N_ ("there is no name between the backquotes."));
  token = finish (self, TOKEN_NAME, start);
  token.quoted = TRUE;
  return token;
}

static FilterToken
lex_name (FilterLexer *self)
{
  guint start = self->at;
  const TokenKind *keyword;

  while (self->at < self->length && is_name_char (self->text[self->at]))
    self->at++;
  keyword = self->after_dot ? NULL : find_keyword (self->text + start, self->at - start);
  return finish (self, keyword != NULL ? *keyword : TOKEN_NAME, start);
}

static FilterToken
lex_symbol (FilterLexer *self)
{
  guint start = self->at;

  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    {
      gsize n = strlen (symbols[i].text);

      if (n <= self->length - start && memcmp (self->text + start, symbols[i].text, n) == 0)
        {
          self->at += (guint) n;
          self->slices += symbols[i].kind == TOKEN_OPEN_SLICE;
          self->slices -= symbols[i].kind == TOKEN_CLOSE_SLICE && self->slices > 0;
          return finish (self, symbols[i].kind, start);
        }
    }
  self->at++;
  self->fix = self->text[start] == '=' ? "==" : self->text[start] == '|' ? "||" : NULL;
  if (self->text[start] == '=')
    return wrong (self, start, N_ ("a single = does not compare. Write ==."));
  if (self->text[start] == '|')
    return wrong (self, start, N_ ("a single | is no operator. Write || or the word or."));
  return wrong (self, start, N_ ("this character has no meaning here."));
}

FilterToken
filter_lexer_next (FilterLexer *self)
{
  FilterToken token;
  char c, d;
  guint n;

  skip_blanks (self);
  if (self->at >= self->length)
    return finish (self, TOKEN_END, self->at);
  c = peek (self, 0);
  d = peek (self, 1);
  if (self->slices == 0 && !self->after_dot && (n = bytes_length (self)) > 0)
    {
      guint start = self->at;

      self->at += n;
      token = finish (self, TOKEN_BYTES, start);
    }
  else if (g_ascii_isdigit (c)
           || (c == '.' && g_ascii_isdigit (d) && self->at > 0 && g_ascii_isspace (self->text[self->at - 1]))
           || ((c == '-' || c == '+') && (g_ascii_isdigit (d) || (d == '.' && g_ascii_isdigit (peek (self, 2))))))
    token = lex_number (self);
  else if (c == '"' || c == '\'')
    token = lex_text (self);
  else if (c == '`')
    token = lex_quoted_name (self);
  else if (is_name_start (c))
    token = lex_name (self);
  else
    token = lex_symbol (self);
  self->after_dot = token.kind == TOKEN_DOT;
  return token;
}
