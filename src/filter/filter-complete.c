/* filter-complete.c: what may stand at the cursor.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The tokens before the cursor decide what is wanted: an operand, an operator, or a value of the operand before the
 * operator. Candidates whose name begins with the word come first, then those that contain it, each group fields before
 * messages before signals.
 */
#include "config.h"
#include "filter/filter-complete-private.h"

#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

typedef enum
{
  WANT_OPERAND,
  WANT_SIGNAL,   /* behind Message. */
  WANT_OPERATOR, /* behind an operand */
  WANT_VALUE,    /* behind a comparison */
  WANT_JOINT,    /* behind a complete term */
  WANT_NOTHING,
} Want;

static void
candidate_free (FilterCandidate *self)
{
  g_free (self->text);
  g_free (self->kind);
  g_free (self->details);
  g_free (self);
}

/* --- Tokens before the cursor --- */

static const FilterToken *
token_from_end (const Completion *self, guint n)
{
  static const FilterToken none = { .kind = TOKEN_END };

  return n < self->n_tokens ? &self->tokens[self->n_tokens - 1 - n] : &none;
}

static char *
token_name (Completion *self, const FilterToken *token)
{
  guint quote = token->quoted ? 1 : 0;

  return filter_pool_copy (&self->pool, self->text + token->start + quote, token->end - token->start - 2 * quote);
}

static gboolean
is_relation (TokenKind kind)
{
  return kind >= TOKEN_EQ && kind <= TOKEN_MATCHES;
}

static gboolean
ends_value (TokenKind kind)
{
  return kind == TOKEN_NUMBER || kind == TOKEN_BYTES || kind == TOKEN_TEXT || kind == TOKEN_CLOSE_SET;
}

/* The operand whose name ends n tokens from the end. */
static gboolean
operand_before (Completion *self, guint n, FilterOperand *out)
{
  FilterNode name = { .kind = NODE_NAME };
  FilterProblem problem = { 0 };
  guint pieces = 1;
  FilterPast past = PAST_NONE;
  gboolean ok, is_call = token_from_end (self, n)->kind == TOKEN_CLOSE;

  n += is_call;
  if (token_from_end (self, n)->kind == TOKEN_NUMBER && token_from_end (self, n + 1)->kind == TOKEN_MASK)
    n += 2;
  if (token_from_end (self, n)->kind != TOKEN_NAME)
    return FALSE;
  while (pieces < FILTER_MAX_PIECES && token_from_end (self, n + 2 * pieces - 1)->kind == TOKEN_DOT
         && token_from_end (self, n + 2 * pieces)->kind == TOKEN_NAME)
    pieces++;
  for (guint i = 0; i < pieces; i++)
    {
      const FilterToken *token = token_from_end (self, n + 2 * (pieces - 1 - i));

      name.pieces[i] = (FilterPiece){ token_name (self, token), token->start, token->end, token->quoted };
    }
  name.n_pieces = pieces;
  n += 2 * pieces - 1;
  if (is_call
      && (token_from_end (self, n)->kind != TOKEN_OPEN || token_from_end (self, n + 1)->kind != TOKEN_NAME
          || !filter_find_past (token_name (self, token_from_end (self, n + 1)), &past)))
    return FALSE;
  ok = filter_resolve_name (&name, TRUE, &self->context, &self->pool, out, &problem);
  filter_problem_clear (&problem);
  out->past = past;
  return ok;
}

/* Within { … } the operand stands before `in`. *n: tokens from the end to what the operator compares. */
static gboolean
find_compared (const Completion *self, guint *n)
{
  for (guint i = 0; i < self->n_tokens; i++)
    {
      TokenKind kind = token_from_end (self, i)->kind;

      *n = i + 1;
      if (is_relation (kind))
        return TRUE;
      if (kind != TOKEN_OPEN_SET && kind != TOKEN_COMMA && kind != TOKEN_RANGE && !ends_value (kind)
          && kind != TOKEN_NAME)
        return FALSE;
    }
  return FALSE;
}

static void
offer_labels (Completion *self, const FilterOperand *operand)
{
  for (guint i = 0; i < operand->n_refs; i++)
    {
      const CanSignal *signal = filter_ref_signal (&operand->refs[i]);

      for (guint k = 0; k < signal->n_labels; k++)
        {
          char *text = completion_quote_text (signal->labels[k].text);

          completion_offer (self, signal->labels[k].text, text, "value",
                            g_strdup_printf ("%" G_GINT64_FORMAT, signal->labels[k].raw));
          g_free (text);
        }
    }
}

static gboolean
offer_message_text (const Message *message, gpointer data)
{
  char *text = completion_quote_text (message->name);

  completion_offer (data, message->name, text, "value", NULL);
  g_free (text);
  return TRUE;
}

static void
offer_texts (Completion *self, const FilterOperand *operand)
{
  if (operand->field == FIELD_NAME)
    filter_each_message (self->context.dbs, offer_message_text, self);
  for (guint i = 0; operand->field == FIELD_CHANNEL && self->info != NULL && i < trace_info_n_channels (self->info);
       i++)
    {
      const char *name = trace_info_channel_name (self->info, (uint8_t) i);
      char *text = completion_quote_text (name);

      completion_offer (self, name, text, "value", NULL);
      g_free (text);
    }
}

static void
offer_error_names (Completion *self, const FilterOperand *operand)
{
  const CanErrorName *names = filter_error_names (operand->field);

  for (; names != NULL && names->name != NULL; names++)
    {
      char *text = completion_quote_text (names->name);

      completion_offer (self, names->name, text, "value", g_strdup (_ (names->words)));
      g_free (text);
    }
}

static void
offer_values (Completion *self)
{
  FilterOperand operand;
  guint n;

  if (!find_compared (self, &n) || !operand_before (self, n, &operand))
    return;
  switch (filter_operand_type (&operand))
    {
    case TYPE_SIGNAL:
      if (operand.past != PAST_DELTA)
        offer_labels (self, &operand);
      break;
    case TYPE_WHOLE:
      if (operand.past != PAST_DELTA)
        offer_error_names (self, &operand);
      break;
    case TYPE_TEXT:
      offer_texts (self, &operand);
      break;
    case TYPE_DIRECTION:
      completion_offer (self, "rx", "rx", "value", g_strdup (_ ("received")));
      completion_offer (self, "tx", "tx", "value", g_strdup (_ ("sent by the recorder")));
      break;
    case TYPE_BOOLEAN:
      completion_offer (self, "true", "true", "value", NULL);
      completion_offer (self, "false", "false", "value", NULL);
      break;
    default:
      break;
    }
}

static void
offer_operators (Completion *self, gboolean joints_only)
{
  static const char *const relations[] = { "==", "!=", "<", "<=", ">", ">=", "in", "contains", "matches" };
  static const char *const joints[] = { "&&", "||" };
  FilterOperand operand;
  FilterType type = TYPE_MESSAGE;

  if (!joints_only && operand_before (self, 0, &operand))
    type = filter_operand_type (&operand);
  for (guint i = 0; !joints_only && i < G_N_ELEMENTS (relations); i++)
    {
      gboolean order = i >= 2 && i <= 5, pattern = i >= 7;
      gboolean texts = type == TYPE_TEXT || type == TYPE_DIRECTION || type == TYPE_BOOLEAN;

      if (type != TYPE_MESSAGE && !(order && texts)
          && !(pattern && type != TYPE_TEXT && type != TYPE_BYTES && type != TYPE_SIGNAL))
        completion_offer (self, relations[i], relations[i], "operator", NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (joints); i++)
    completion_offer (self, joints[i], joints[i], "operator", NULL);
}

/* Lexes up to the cursor; a token that touches it is the word. */
static void
take_tokens (Completion *self)
{
  FilterLexer lexer;
  FilterToken token;

  filter_lexer_init (&lexer, self->text, self->cursor);
  self->start = self->cursor;
  while ((token = filter_lexer_next (&lexer)).kind != TOKEN_END)
    {
      gboolean is_word = token.kind == TOKEN_NAME || token.kind == TOKEN_WRONG
                         || (token.kind >= TOKEN_EQ && token.kind <= TOKEN_NOT);

      /* A number takes the beginning of the next word for its unit. */
      if (token.kind == TOKEN_NUMBER && token.unit_end == self->cursor && token.unit_end > token.unit_start)
        self->start = token.unit_start;
      if (is_word && token.end == self->cursor
          && (token.kind == TOKEN_NAME || token.kind == TOKEN_WRONG || g_ascii_isalpha (self->text[token.start])))
        {
          self->start = token.start;
          if (token.kind == TOKEN_NAME || token.kind == TOKEN_WRONG || self->start > 0)
            return;
        }
      if (self->n_tokens == TOKENS_KEPT)
        memmove (self->tokens, self->tokens + 1, --self->n_tokens * sizeof (FilterToken));
      self->tokens[self->n_tokens++] = token;
    }
}

static Want
what_is_wanted (const Completion *self)
{
  TokenKind last = token_from_end (self, 0)->kind, before = token_from_end (self, 1)->kind;
  guint n;

  if (last == TOKEN_NUMBER && before == TOKEN_MASK)
    return WANT_OPERATOR;
  if (ends_value (last))
    return WANT_JOINT;
  if (is_relation (last)
      || ((last == TOKEN_OPEN_SET || last == TOKEN_COMMA || last == TOKEN_RANGE) && find_compared (self, &n)))
    return WANT_VALUE;
  switch ((int) last)
    {
    case TOKEN_DOT:
      return WANT_SIGNAL;
    case TOKEN_NAME:
      return find_compared (self, &n) && is_relation (token_from_end (self, n - 1)->kind) && n > 1 ? WANT_JOINT
                                                                                                   : WANT_OPERATOR;
    case TOKEN_CLOSE:
    case TOKEN_CLOSE_SLICE:
      return WANT_OPERATOR;
    case TOKEN_MASK:
    case TOKEN_OPEN_SLICE:
    case TOKEN_COLON:
    case TOKEN_WRONG:
      return WANT_NOTHING;
    default:
      return WANT_OPERAND;
    }
}

/* can.i: fields are one word with their dots. */
static gboolean
join_field_word (Completion *self)
{
  const FilterToken *dot = token_from_end (self, 0), *name = token_from_end (self, 1);

  if (dot->kind != TOKEN_DOT || name->kind != TOKEN_NAME || name->quoted)
    return FALSE;
  if (token_from_end (self, 2)->kind == TOKEN_DOT && token_from_end (self, 3)->kind == TOKEN_NAME)
    name = token_from_end (self, 3);
  if (strncmp (self->text + name->start, "can.", 4) != 0 && strncmp (self->text + name->start, "frame.", 6) != 0
      && strncmp (self->text + name->start, "id.", 3) != 0)
    return FALSE;
  self->start = name->start;
  return TRUE;
}

static void
offer_behind_dot (Completion *self)
{
  FilterOperand operand;

  if (join_field_word (self))
    {
      g_free (self->word);
      self->word = g_strndup (self->text + self->start, self->cursor - self->start);
      for (guint i = 0; i < G_N_ELEMENTS (filter_fields); i++)
        completion_offer (self, filter_fields[i].name, filter_fields[i].name, "field",
                          g_strdup (_ (filter_fields[i].description)));
      completion_offer_parts (self);
      return;
    }
  if (token_from_end (self, 1)->kind != TOKEN_NAME)
    return;
  completion_offer_members (self, token_name (self, token_from_end (self, 1)));
  if (operand_before (self, 1, &operand) && operand.field == FIELD_SIGNAL && !operand.raw)
    completion_offer (self, "raw", "raw", "field", g_strdup (_ ("value before factor and offset")));
}

static void
offer_all (Completion *self)
{
  switch (what_is_wanted (self))
    {
    case WANT_OPERAND:
      completion_offer_operands (self);
      break;
    case WANT_SIGNAL:
      offer_behind_dot (self);
      break;
    case WANT_OPERATOR:
      offer_operators (self, FALSE);
      break;
    case WANT_VALUE:
      offer_values (self);
      break;
    case WANT_JOINT:
      offer_operators (self, TRUE);
      break;
    case WANT_NOTHING:
      break;
    }
}

static char *
take_word (const Completion *self)
{
  guint start = self->start;

  if (start < self->cursor && strchr ("\"'`", self->text[start]) != NULL)
    start++;
  return g_strndup (self->text + start, self->cursor - start);
}

GPtrArray *
filter_complete (const char *text, guint cursor, const DatabaseSet *dbs, const TraceInfo *info, guint max, guint *start)
{
  return filter_complete_with (text, cursor, &(FilterContext){ .dbs = dbs }, info, max, start);
}

GPtrArray *
filter_complete_with (const char *text, guint cursor, const FilterContext *context, const TraceInfo *info, guint max,
                      guint *start)
{
  Completion self
      = { .text = text, .cursor = (guint) MIN (cursor, strlen (text)), .context = *context, .info = info, .max = max };
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) candidate_free);

  *start = self.cursor;
  if (self.cursor > FILTER_MAX_TEXT || !g_utf8_validate (text, (gssize) self.cursor, NULL))
    return found;
  filter_pool_init (&self.pool);
  self.context.splits = id_splits_ref (context->splits != NULL ? context->splits : id_splits_in_use ());
  for (guint i = 0; i < G_N_ELEMENTS (self.ranks); i++)
    self.ranks[i] = g_ptr_array_new ();
  self.offered = g_hash_table_new (g_str_hash, g_str_equal);
  take_tokens (&self);
  self.word = take_word (&self);
  offer_all (&self);
  for (guint i = 0; i < G_N_ELEMENTS (self.ranks); i++)
    {
      for (guint k = 0; k < self.ranks[i]->len; k++)
        g_ptr_array_add (found, g_ptr_array_index (self.ranks[i], k));
      g_ptr_array_unref (self.ranks[i]);
    }
  g_hash_table_unref (self.offered);
  if (found->len > max)
    g_ptr_array_set_size (found, (gint) max);
  *start = self.start;
  g_free (self.word);
  id_splits_unref (self.context.splits);
  filter_pool_clear (&self.pool);
  return found;
}
