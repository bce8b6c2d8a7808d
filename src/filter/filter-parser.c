/* filter-parser.c: tokens as a tree; a function for each rule of the grammar in filter.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "filter/filter-private.h"

#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

typedef struct
{
  FilterLexer lexer;
  const char *text;
  FilterToken token; /* not consumed yet */
  FilterPool *pool;
  FilterProblem *problem;
  guint depth;
} Parser;

static FilterNode *parse_or (Parser *self);
static FilterNode *parse_mask (Parser *self);
static gboolean go_deeper (Parser *self);

static FilterNode *
fail (Parser *self, guint start, guint end, const char *what)
{
  filter_problem_take (self->problem, start, end, g_strdup (what));
  return NULL;
}

static FilterNode *
fail_here (Parser *self, const char *what)
{
  if (self->token.kind == TOKEN_WRONG)
    {
      fail (self, self->token.start, self->token.end, _ (self->lexer.wrong));
      if (self->lexer.fix != NULL && self->problem->fix == NULL)
        self->problem->fix = g_strdup (self->lexer.fix);
      return NULL;
    }
  return fail (self, self->token.start, self->token.end, what);
}

static void
advance (Parser *self)
{
  self->lexer.fix = NULL;
  self->token = filter_lexer_next (&self->lexer);
}

static gboolean
accept (Parser *self, TokenKind kind)
{
  if (self->token.kind != kind)
    return FALSE;
  advance (self);
  return TRUE;
}

static FilterNode *
node_new (Parser *self, NodeKind kind, guint start, guint end)
{
  FilterNode *node = filter_pool_alloc (self->pool, sizeof (FilterNode));

  node->kind = kind;
  node->start = start;
  node->end = end;
  return node;
}

static FilterNode *
node_new_pair (Parser *self, NodeKind kind, FilterNode *left, FilterNode *right)
{
  FilterNode *node = node_new (self, kind, left->start, right->end);

  node->child = left;
  left->next = right;
  return node;
}

/* --- Values --- */

static FilterNode *
parse_number (Parser *self)
{
  FilterToken token = self->token;
  FilterNode *node = node_new (self, NODE_NUMBER, token.start, token.end);

  if (!filter_number_parse (self->text + token.start, token.end - token.start, &node->number))
    return fail_here (self, _ ("this number does not fit into 64 bits."));
  node->digits_end = token.end;
  node->unit_start = token.unit_start;
  node->unit_end = token.unit_end;
  if (token.unit_end > token.unit_start)
    {
      node->unit = filter_pool_copy (self->pool, self->text + token.unit_start, token.unit_end - token.unit_start);
      node->end = token.unit_end + (self->text[token.unit_start - 1] == '`');
    }
  advance (self);
  return node;
}

static FilterNode *
parse_bytes (Parser *self)
{
  FilterNode *node = node_new (self, NODE_BYTES, self->token.start, self->token.end);
  guint8 *out = node->bytes = filter_pool_alloc (self->pool, node->end - node->start + 1);

  for (guint i = node->start; i < node->end; i++)
    if (self->text[i] == ':')
      out++;
    else
      *out = (guint8) (*out << 4 | g_ascii_xdigit_value (self->text[i]));
  node->n_bytes = (guint) (out - node->bytes) + 1;
  advance (self);
  return node;
}

/* One character of a text; a backslash before others than these stays, for regular expressions. */
static const char *
unescape (const char *p, guint8 *out, guint *n)
{
  static const char from[] = "\"'\\nt", to[] = "\"'\\\n\t";
  const char *found;

  if (*p != '\\')
    {
      out[(*n)++] = (guint8) *p;
      return p + 1;
    }
  if (p[1] == 'x' && g_ascii_isxdigit (p[2]) && g_ascii_isxdigit (p[3]))
    {
      out[(*n)++] = (guint8) (g_ascii_xdigit_value (p[2]) << 4 | g_ascii_xdigit_value (p[3]));
      return p + 4;
    }
  found = p[1] != '\0' ? strchr (from, p[1]) : NULL;
  if (found != NULL)
    {
      out[(*n)++] = (guint8) to[found - from];
      return p + 2;
    }
  out[(*n)++] = '\\';
  return p + 1;
}

static FilterNode *
parse_text (Parser *self)
{
  FilterNode *node = node_new (self, NODE_TEXT, self->token.start, self->token.end);
  const char *p = self->text + node->start + 1, *end = self->text + node->end - 1;

  node->bytes = filter_pool_alloc (self->pool, node->end - node->start);
  while (p < end)
    p = unescape (p, node->bytes, &node->n_bytes);
  advance (self);
  return node;
}

/* --- Names --- */

static gboolean
take_piece (Parser *self, FilterNode *node)
{
  FilterToken token = self->token;
  FilterPiece *piece = &node->pieces[node->n_pieces];
  guint quote = token.quoted ? 1 : 0;

  if (token.kind != TOKEN_NAME)
    {
      fail_here (self, _ ("a name is missing behind the dot."));
      return FALSE;
    }
  if (node->n_pieces == FILTER_MAX_PIECES)
    {
      fail_here (self, _ ("a name has at most three parts: Message.Signal.raw."));
      return FALSE;
    }
  piece->text = filter_pool_copy (self->pool, self->text + token.start + quote, token.end - token.start - 2 * quote);
  piece->start = token.start;
  piece->end = token.end;
  piece->quoted = token.quoted;
  node->n_pieces++;
  node->end = token.end;
  advance (self);
  return TRUE;
}

static gboolean
take_position (Parser *self, guint *out)
{
  FilterNumber number;

  if (self->token.kind != TOKEN_NUMBER
      || !filter_number_parse (self->text + self->token.start, self->token.end - self->token.start, &number)
      || number.is_real || number.whole < 0 || number.whole > 2047)
    {
      fail_here (self, _ ("a byte position or length is a whole number from 0 to 2047."));
      return FALSE;
    }
  *out = (guint) number.whole;
  advance (self);
  return TRUE;
}

/* [position], [offset:length], [offset:], [:length] */
static FilterNode *
parse_slice (Parser *self, FilterNode *node)
{
  guint open = self->token.start;

  advance (self);
  node->is_slice = TRUE;
  node->length = G_MAXUINT;
  if (self->token.kind != TOKEN_COLON && !take_position (self, &node->offset))
    return NULL;
  node->is_byte = !accept (self, TOKEN_COLON);
  if (!node->is_byte && self->token.kind != TOKEN_CLOSE_SLICE && !take_position (self, &node->length))
    return NULL;
  if (self->token.kind != TOKEN_CLOSE_SLICE)
    return fail_here (self, _ ("] is missing: data[0] is a byte, data[2:4] are four bytes from position 2."));
  node->end = self->token.end;
  if (!node->is_byte && node->length == 0)
    return fail (self, open, node->end, _ ("a slice has at least one byte."));
  advance (self);
  return node;
}

/* changed (x), prev (x), delta (x); self->token is the parenthesis */
static FilterNode *
parse_call (Parser *self, FilterNode *node)
{
  guint open = self->token.start;

  node->kind = NODE_CALL;
  if (!go_deeper (self))
    return NULL;
  advance (self);
  node->child = parse_mask (self);
  if (node->child == NULL)
    return NULL;
  if (self->token.kind == TOKEN_END)
    return fail (self, open, open + 1, _ ("this parenthesis is not closed."));
  if (self->token.kind != TOKEN_CLOSE)
    return fail_here (self, _ ("expected ): changed, prev and delta take one signal, data or field."));
  node->end = self->token.end;
  advance (self);
  self->depth--;
  return node;
}

static FilterNode *
parse_name (Parser *self)
{
  FilterNode *node = node_new (self, NODE_NAME, self->token.start, self->token.end);
  FilterPast past;

  if (!take_piece (self, node))
    return NULL;
  if (self->token.kind == TOKEN_OPEN && !node->pieces[0].quoted && filter_find_past (node->pieces[0].text, &past))
    return parse_call (self, node);
  while (self->token.kind == TOKEN_DOT)
    {
      advance (self);
      if (!take_piece (self, node))
        return NULL;
    }
  return self->token.kind == TOKEN_OPEN_SLICE ? parse_slice (self, node) : node;
}

/* --- Expressions --- */

static gboolean
go_deeper (Parser *self)
{
  if (self->depth++ < FILTER_MAX_DEPTH)
    return TRUE;
  filter_problem_take (self->problem, self->token.start, self->token.end,
                       g_strdup_printf (_ ("more than %d levels of parentheses and !."), FILTER_MAX_DEPTH));
  return FALSE;
}

static FilterNode *
parse_enclosed (Parser *self)
{
  guint start = self->token.start, end = self->token.end;
  FilterNode *node;

  if (!go_deeper (self))
    return NULL;
  advance (self);
  node = parse_or (self);
  if (node == NULL)
    return NULL;
  if (self->token.kind == TOKEN_END)
    return fail (self, start, end, _ ("this parenthesis is not closed."));
  if (self->token.kind != TOKEN_CLOSE)
    return fail_here (self, _ ("expected an operator or )."));
  node->enclosed = TRUE;
  node->start = start;
  node->end = self->token.end;
  advance (self);
  self->depth--;
  return node;
}

static FilterNode *
parse_primary (Parser *self)
{
  switch ((int) self->token.kind)
    {
    case TOKEN_NUMBER:
      return parse_number (self);
    case TOKEN_BYTES:
      return parse_bytes (self);
    case TOKEN_TEXT:
      return parse_text (self);
    case TOKEN_NAME:
      return parse_name (self);
    case TOKEN_OPEN:
      return parse_enclosed (self);
    case TOKEN_END:
      return fail_here (self, _ ("the expression ends where a field, a signal or a value is expected."));
    default:
      return fail_here (self, _ ("expected a field, a signal or a value."));
    }
}

static FilterNode *
parse_mask (Parser *self)
{
  FilterNode *left = parse_primary (self);

  while (left != NULL && self->token.kind == TOKEN_MASK)
    {
      FilterNode *right;

      if (left->kind == NODE_MASK && !left->enclosed)
        return fail_here (self, _ ("one mask is enough: combine both numbers."));
      advance (self);
      right = parse_primary (self);
      if (right == NULL)
        return NULL;
      left = node_new_pair (self, NODE_MASK, left, right);
    }
  return left;
}

static FilterNode *
parse_set_member (Parser *self)
{
  FilterNode *low = parse_primary (self), *high;

  if (low == NULL || !accept (self, TOKEN_RANGE))
    return low;
  high = parse_primary (self);
  return high != NULL ? node_new_pair (self, NODE_RANGE, low, high) : NULL;
}

/* { 1, 3..5 } behind `in` */
static FilterNode *
parse_set (Parser *self, FilterNode *left)
{
  FilterNode *node = node_new (self, NODE_IN, left->start, left->end), *last = left;
  guint open = self->token.start;

  if (!accept (self, TOKEN_OPEN_SET))
    return fail_here (self, _ ("in is followed by values in braces: can.id in {0x100..0x1FF, 0x7E8}."));
  node->op = OP_IN;
  node->child = left;
  do
    {
      FilterNode *member = parse_set_member (self);

      if (member == NULL)
        return NULL;
      last = last->next = member;
    }
  while (accept (self, TOKEN_COMMA));
  if (self->token.kind == TOKEN_END)
    return fail (self, open, open + 1, _ ("this brace is not closed."));
  if (self->token.kind != TOKEN_CLOSE_SET)
    return fail_here (self, _ ("expected , or } in the list of values."));
  node->end = self->token.end;
  advance (self);
  return node;
}

static gboolean
is_relation (TokenKind kind)
{
  return kind >= TOKEN_EQ && kind <= TOKEN_MATCHES;
}

static FilterNode *
parse_comparison (Parser *self)
{
  FilterNode *left = parse_mask (self), *right;
  TokenKind kind = self->token.kind;

  if (left == NULL || !is_relation (kind))
    return left;
  advance (self);
  if (kind == TOKEN_IN)
    left = parse_set (self, left);
  else
    {
      right = parse_mask (self);
      if (right == NULL)
        return NULL;
      left = node_new_pair (self,
                            kind == TOKEN_CONTAINS  ? NODE_CONTAINS
                            : kind == TOKEN_MATCHES ? NODE_MATCHES
                                                    : NODE_COMPARE,
                            left, right);
      left->op = kind == TOKEN_CONTAINS  ? OP_CONTAINS
                 : kind == TOKEN_MATCHES ? OP_MATCHES
                                         : (FilterOp) (kind - TOKEN_EQ + OP_EQ);
    }
  if (left != NULL && is_relation (self->token.kind))
    return fail_here (self, _ ("comparisons do not chain. Write a < b && b < c."));
  return left;
}

static FilterNode *
parse_not (Parser *self)
{
  FilterNode *node, *child;
  guint start = self->token.start;

  if (self->token.kind != TOKEN_NOT)
    return parse_comparison (self);
  if (!go_deeper (self))
    return NULL;
  advance (self);
  child = parse_not (self);
  if (child == NULL)
    return NULL;
  self->depth--;
  node = node_new (self, NODE_NOT, start, child->end);
  node->child = child;
  return node;
}

static FilterNode *
parse_list (Parser *self, TokenKind separator, NodeKind kind, FilterNode *(*parse_member) (Parser *) )
{
  FilterNode *first = parse_member (self), *last = first, *node;

  if (first == NULL || self->token.kind != separator)
    return first;
  node = node_new (self, kind, first->start, first->end);
  node->child = first;
  while (accept (self, separator))
    {
      FilterNode *member = parse_member (self);

      if (member == NULL)
        return NULL;
      last = last->next = member;
      node->end = member->end;
    }
  return node;
}

static FilterNode *
parse_and (Parser *self)
{
  return parse_list (self, TOKEN_AND, NODE_AND, parse_not);
}

static FilterNode *
parse_or (Parser *self)
{
  return parse_list (self, TOKEN_OR, NODE_OR, parse_and);
}

FilterNode *
filter_parse (const char *text, FilterPool *pool, FilterProblem *problem)
{
  gsize length = strlen (text);
  Parser self = { .text = text, .pool = pool, .problem = problem };
  const char *invalid;
  FilterNode *tree;

  if (length > FILTER_MAX_TEXT)
    {
      filter_problem_take (problem, FILTER_MAX_TEXT, (guint) MIN (length, G_MAXUINT),
                           g_strdup_printf (_ ("the expression is longer than %d bytes."), FILTER_MAX_TEXT));
      return NULL;
    }
  if (!g_utf8_validate (text, (gssize) length, &invalid))
    return fail (&self, (guint) (invalid - text), (guint) (invalid - text) + 1, _ ("this byte is not UTF-8."));
  filter_lexer_init (&self.lexer, text, (guint) length);
  advance (&self);
  if (self.token.kind == TOKEN_END)
    return NULL;
  tree = parse_or (&self);
  if (tree != NULL && self.token.kind == TOKEN_CLOSE)
    return fail_here (&self, _ ("this parenthesis was never opened."));
  if (tree != NULL && self.token.kind != TOKEN_END)
    return fail_here (&self, _ ("expected an operator before this: && and || join two terms."));
  return tree;
}
