/* filter-complete.c: what may stand at the cursor.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The tokens before the cursor decide what is wanted: an operand, an operator, or a value of the operand before the
 * operator. Candidates whose name begins with the word come first, then those that contain it, each group fields before
 * messages before signals.
 */
#include "config.h"
#include "filter/filter-private.h"

#include "base/i18n.h"

#include <math.h>
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

#define TOKENS_KEPT 16 /* the last ones; enough for Message.Signal.raw & 1 == */

typedef struct
{
  const char *text;
  guint cursor, start;
  FilterContext context;
  const TraceInfo *info;
  guint max;
  FilterToken tokens[TOKENS_KEPT];
  guint n_tokens;
  char *word; /* from start to the cursor, without its quote */
  FilterPool pool;
  GHashTable *offered; /* texts of candidates: a name may be in several databases */
  GPtrArray *ranks[3]; /* prefix, prefix in other case, within */
} Completion;

static void
candidate_free (FilterCandidate *self)
{
  g_free (self->text);
  g_free (self->kind);
  g_free (self->details);
  g_free (self);
}

/* --- Collecting --- */

/* 0 begins with the word, 1 in other case, 2 contains it; -1 not wanted, or enough of this rank. */
static int
rank_of (const Completion *self, const char *name)
{
  gsize n = strlen (self->word);
  int rank = -1;

  if (strncmp (name, self->word, n) == 0)
    rank = 0;
  else if (g_ascii_strncasecmp (name, self->word, n) == 0)
    rank = 1;
  else if (strcasestr (name, self->word) != NULL)
    rank = 2;
  return rank >= 0 && self->ranks[rank]->len < self->max ? rank : -1;
}

/* name is compared with the word, text is what is inserted; details (transfer full) */
static void
offer (Completion *self, const char *name, const char *text, const char *kind, char *details)
{
  FilterCandidate *candidate;
  int rank = rank_of (self, name);

  if (rank < 0 || g_hash_table_contains (self->offered, text))
    {
      g_free (details);
      return;
    }
  candidate = g_new (FilterCandidate, 1);
  *candidate = (FilterCandidate){ g_strdup (text), g_strdup (kind), details != NULL ? details : g_strdup ("") };
  g_ptr_array_add (self->ranks[rank], candidate);
  g_hash_table_add (self->offered, candidate->text);
}

static char *
quote_name (const char *name)
{
  GString *out = g_string_new (NULL);

  filter_append_name (out, name);
  return g_string_free (out, FALSE);
}

static char *
quote_text (const char *text)
{
  GString *out = g_string_new ("\"");

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
  return g_string_free (out, FALSE);
}

/* 16 383 and −10 as the pictures have them. */
static void
append_number (GString *out, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  const char *digits = text;
  gsize n;

  g_ascii_formatd (text, sizeof text, "%.10g", value);
  if (*digits == '-')
    {
      g_string_append (out, "−");
      digits++;
    }
  n = strspn (digits, "0123456789");
  for (gsize i = 0; digits[i] != '\0'; i++)
    {
      if (n > 4 && i > 0 && i < n && (n - i) % 3 == 0)
        g_string_append (out, "\u202F");
      g_string_append_c (out, digits[i]);
    }
}

static char *
describe_signal (const CanSignal *signal)
{
  GString *out = g_string_new (NULL);

  if (signal->n_labels > 0)
    {
      for (guint i = 0; i < MIN (signal->n_labels, 6); i++)
        g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", signal->labels[i].text);
      if (signal->n_labels > 6)
        g_string_append (out, ", …");
      return g_string_free (out, FALSE);
    }
  g_string_append (out, signal->unit);
  if (signal->minimum != signal->maximum && isfinite (signal->minimum) && isfinite (signal->maximum))
    {
      g_string_append (out, out->len > 0 ? ", " : "");
      append_number (out, signal->minimum);
      g_string_append (out, " … ");
      append_number (out, signal->maximum);
    }
  return g_string_free (out, FALSE);
}

static void
offer_signal (Completion *self, const CanSignal *signal)
{
  char *text = quote_name (signal->name);

  offer (self, signal->name, text, "signal", describe_signal (signal));
  g_free (text);
}

static gboolean
offer_message (const Message *message, gpointer data)
{
  Completion *self = data;
  char *text;

  if (rank_of (self, message->name) < 0)
    return TRUE;
  text = quote_name (message->name);
  offer (self, message->name, text, "message",
         g_strdup_printf (message->id & CAN_ID_EXTENDED ? "0x%08X" : "0x%03X", message->id & CAN_ID_MASK_EXTENDED));
  g_free (text);
  return TRUE;
}

/* --- Operands --- */

typedef struct
{
  Completion *completion;
  GHashTable *owners; /* signal name -> name of its message, or "" if of several */
} SignalOffer;

static gboolean
note_owners (const Message *message, gpointer data)
{
  SignalOffer *self = data;

  for (guint i = 0; i < message->n_signals; i++)
    {
      char *name = message->signals[i].name;
      const char *owner = g_hash_table_lookup (self->owners, name);

      if (owner == NULL)
        g_hash_table_insert (self->owners, name, message->name);
      else if (strcmp (owner, message->name) != 0)
        g_hash_table_insert (self->owners, name, (gpointer) "");
    }
  return TRUE;
}

static gboolean
offer_signals (const Message *message, gpointer data)
{
  SignalOffer *self = data;

  for (guint i = 0; i < message->n_signals; i++)
    {
      const CanSignal *signal = &message->signals[i];
      const char *owner;
      GString *text;

      if (rank_of (self->completion, signal->name) < 0)
        continue;
      owner = g_hash_table_lookup (self->owners, signal->name);
      text = g_string_new (NULL);
      if (*owner == '\0')
        {
          filter_append_name (text, message->name);
          g_string_append_c (text, '.');
        }
      filter_append_name (text, signal->name);
      offer (self->completion, signal->name, text->str, "signal", describe_signal (signal));
      g_string_free (text, TRUE);
    }
  return TRUE;
}

/* id.pgn, or id.a24p5.priority where another split has taken the short name. */
static void
offer_parts (Completion *self)
{
  const IdSplits *splits = self->context.splits;

  for (guint i = 0; i < id_splits_n (splits); i++)
    {
      const IdSplit *split = id_splits_get (splits, i);

      for (guint k = 0; k < split->n_fields; k++)
        {
          const IdField *field = &split->fields[k];
          gboolean is_short = id_splits_find_field (splits, NULL, field->name) == field;
          char *text = is_short ? g_strconcat ("id.", field->name, NULL)
                                : g_strconcat ("id.", split->id, ".", field->name, NULL);

          offer (self, text, text, "field",
                 g_strdup (field->description != NULL ? _ (field->description) : split->name));
          g_free (text);
        }
    }
}

static void
offer_functions (Completion *self)
{
  offer (self, "changed", "changed(", "function",
         g_strdup (_ ("is another value than in the frame before of the same identifier")));
  offer (self, "prev", "prev(", "function", g_strdup (_ ("value in the frame before of the same identifier")));
  offer (self, "delta", "delta(", "function", g_strdup (_ ("difference to the frame before of the same identifier")));
}

static void
offer_operands (Completion *self)
{
  SignalOffer signals = { self, g_hash_table_new (g_str_hash, g_str_equal) };

  for (guint i = 0; i < G_N_ELEMENTS (filter_fields); i++)
    offer (self, filter_fields[i].name, filter_fields[i].name, "field", g_strdup (_ (filter_fields[i].description)));
  offer_parts (self);
  offer_functions (self);
  filter_each_message (self->context.dbs, offer_message, self);
  filter_each_message (self->context.dbs, note_owners, &signals);
  filter_each_message (self->context.dbs, offer_signals, &signals);
  g_hash_table_unref (signals.owners);
}

typedef struct
{
  Completion *completion;
  const char *message;
} MemberOffer;

static gboolean
offer_members (const Message *message, gpointer data)
{
  MemberOffer *self = data;

  if (strcmp (message->name, self->message) == 0)
    for (guint i = 0; i < message->n_signals; i++)
      offer_signal (self->completion, &message->signals[i]);
  return TRUE;
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
          char *text = quote_text (signal->labels[k].text);

          offer (self, signal->labels[k].text, text, "value",
                 g_strdup_printf ("%" G_GINT64_FORMAT, signal->labels[k].raw));
          g_free (text);
        }
    }
}

static gboolean
offer_message_text (const Message *message, gpointer data)
{
  char *text = quote_text (message->name);

  offer (data, message->name, text, "value", NULL);
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
      char *text = quote_text (name);

      offer (self, name, text, "value", NULL);
      g_free (text);
    }
}

static void
offer_error_names (Completion *self, const FilterOperand *operand)
{
  for (const FilterErrorName *known = filter_error_names; known->name != NULL; known++)
    if (known->field == operand->field)
      {
        char *text = quote_text (known->name);

        offer (self, known->name, text, "value", g_strdup (_ (known->description)));
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
      offer (self, "rx", "rx", "value", g_strdup (_ ("received")));
      offer (self, "tx", "tx", "value", g_strdup (_ ("sent by the recorder")));
      break;
    case TYPE_BOOLEAN:
      offer (self, "true", "true", "value", NULL);
      offer (self, "false", "false", "value", NULL);
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
        offer (self, relations[i], relations[i], "operator", NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (joints); i++)
    offer (self, joints[i], joints[i], "operator", NULL);
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
  MemberOffer members = { self, NULL };
  FilterOperand operand;

  if (join_field_word (self))
    {
      g_free (self->word);
      self->word = g_strndup (self->text + self->start, self->cursor - self->start);
      for (guint i = 0; i < G_N_ELEMENTS (filter_fields); i++)
        offer (self, filter_fields[i].name, filter_fields[i].name, "field",
               g_strdup (_ (filter_fields[i].description)));
      offer_parts (self);
      return;
    }
  if (token_from_end (self, 1)->kind != TOKEN_NAME)
    return;
  members.message = token_name (self, token_from_end (self, 1));
  filter_each_message (self->context.dbs, offer_members, &members);
  if (operand_before (self, 1, &operand) && operand.field == FIELD_SIGNAL && !operand.raw)
    offer (self, "raw", "raw", "field", g_strdup (_ ("value before factor and offset")));
}

static void
offer_all (Completion *self)
{
  switch (what_is_wanted (self))
    {
    case WANT_OPERAND:
      offer_operands (self);
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
  self.context.splits = context->splits != NULL ? id_splits_ref (context->splits) : id_splits_new ();
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
