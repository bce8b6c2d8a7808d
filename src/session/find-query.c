/* find-query.c: questions for the finder.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "session/find-query-private.h"

#include "base/errors.h"
#include "base/i18n.h"
#include <string.h>
#include "base/banned.h"

static gboolean
fail (FilterProblem *problem, const char *text, gsize start, gsize end, const char *what)
{
  problem->start = (guint) start;
  problem->end = (guint) end;
  problem->column = (guint) g_utf8_pointer_to_offset (text, text + start) + 1;
  problem->what = g_strdup (what);
  return FALSE;
}

/* Two digits make a byte, ? stands for any digit; blanks, colons, dots and hyphens only between bytes. */
static gboolean
parse_hex (FindQuery *self, const char *text, FilterProblem *problem)
{
  const char *p = text;

  if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
    p += 2;
  while (*p)
    {
      guint8 value = 0, mask = 0;

      if (strchr (" :.-\t", *p))
        {
          p++;
          continue;
        }
      if (self->n_bytes == CAN_FRAME_MAX_LEN)
        return fail (problem, text, (gsize) (p - text), strlen (text), _ ("no frame carries more than 64 bytes"));
      for (guint i = 0; i < 2; i++)
        {
          if (p[i] == 0 || (p[i] != '?' && !g_ascii_isxdigit (p[i])))
            return fail (problem, text, (gsize) (p - text), (gsize) (g_utf8_next_char (p + (p[i] ? i : 0)) - text),
                         p[i] ? _ ("not a hexadecimal digit") : _ ("a byte has two hexadecimal digits"));
          value = (guint8) (value << 4 | (p[i] == '?' ? 0 : g_ascii_xdigit_value (p[i])));
          mask = (guint8) (mask << 4 | (p[i] == '?' ? 0 : 15));
        }
      self->bytes[self->n_bytes] = value;
      self->masks[self->n_bytes++] = mask;
      p += 2;
    }
  return self->n_bytes > 0 || fail (problem, text, 0, strlen (text), _ ("no bytes to look for"));
}

static gboolean
parse_regex (FindQuery *self, const char *pattern, gboolean caseless, FilterProblem *problem)
{
  g_autoptr (GError) error = NULL;

  self->regex = g_regex_new (pattern, G_REGEX_OPTIMIZE | (caseless ? G_REGEX_CASELESS : 0), 0, &error);
  if (self->regex)
    return TRUE;
  return fail (problem, pattern, 0, strlen (pattern), error->message);
}

static gboolean
parse (FindQuery *self, const char *text, const DatabaseSet *databases, FilterProblem *problem)
{
  g_autofree char *escaped = NULL;

  switch (self->kind)
    {
    case FIND_FILTER:
      self->program = filter_compile (text, databases, problem);
      return self->program != NULL;
    case FIND_HEX:
      return parse_hex (self, text, problem);
    case FIND_TEXT:
      escaped = g_regex_escape_string (text, -1);
      return parse_regex (self, escaped, TRUE, problem);
    case FIND_REGEX:
    default:
      return parse_regex (self, text, FALSE, problem);
    }
}

FindQuery *
find_query_new (FindKind kind, const char *text, const DatabaseSet *databases, FilterProblem *problem)
{
  FindQuery *self = g_new0 (FindQuery, 1);

  self->ref_count = 1;
  self->kind = kind;
  if (*text && strspn (text, " \t") != strlen (text) && parse (self, text, databases, problem))
    return self;
  find_query_unref (self);
  return NULL;
}

FindQuery *
find_query_ref (FindQuery *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
find_query_unref (FindQuery *self)
{
  if (!self || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  filter_program_unref (self->program);
  g_clear_pointer (&self->regex, g_regex_unref);
  g_free (self);
}

static gboolean
match_bytes (const FindQuery *self, const CanFrame *frame)
{
  for (guint start = 0; start + self->n_bytes <= frame->len; start++)
    {
      guint i = 0;

      while (i < self->n_bytes && (frame->data[start + i] & self->masks[i]) == self->bytes[i])
        i++;
      if (i == self->n_bytes)
        return TRUE;
    }
  return FALSE;
}

static gboolean
match_text (const FindQuery *self, GString *text, GError **error)
{
  GError *problem = NULL;
  gboolean found;

  if (!g_utf8_validate (text->str, (gssize) text->len, NULL)) /* names may come from broken files */
    {
      g_autofree char *valid = g_utf8_make_valid (text->str, (gssize) text->len);

      g_string_assign (text, valid);
    }
  found = g_regex_match_full (self->regex, text->str, (gssize) text->len, 0, 0, NULL, &problem);
  if (problem)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, "%s",
                   _ ("the pattern takes too long; make it simpler"));
      g_error_free (problem);
    }
  return found;
}

static void
append_ascii (GString *out, const CanFrame *frame)
{
  for (guint i = 0; i < frame->len; i++)
    g_string_append_c (out, frame->data[i] >= 32 && frame->data[i] < 127 ? (char) frame->data[i] : '.');
}

gboolean
find_query_match_row (const FindQuery *self, const FindWords *words, FrameStore *store, uint64_t row, GString *text,
                      GError **error)
{
  CanFrame frame;

  frame_store_get (store, row, &frame);
  if (self->kind == FIND_HEX)
    return match_bytes (self, &frame);
  g_string_truncate (text, 0);
  if (words->append)
    words->append (words->data, row, &frame, text);
  g_string_append_c (text, '\n'); /* no words reach into the payload */
  append_ascii (text, &frame);
  return match_text (self, text, error);
}
