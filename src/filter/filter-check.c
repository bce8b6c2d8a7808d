/* filter-check.c: what names stand for, and whether operands, operators and values go together.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "filter/filter-private.h"

#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

/* Bounds what an unlucky pattern may cost a row; beyond it the row does not match. */
#define REGEX_LIMITS "(*LIMIT_MATCH=2000)(*LIMIT_DEPTH=1000)"

gboolean
filter_check_fail (FilterChecker *self, const FilterNode *at, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  filter_problem_take (self->problem, at->start, at->end, g_strdup_vprintf (format, args));
  va_end (args);
  return FALSE;
}

const CanSignal *
filter_ref_signal (const FilterRef *self)
{
  return &self->message->signals[self->index];
}

static FilterType
field_type (const FilterOperand *self)
{
  switch ((int) self->field)
    {
    case FIELD_BYTE:
    case FIELD_ID_PART:
      return TYPE_WHOLE;
    case FIELD_MESSAGE:
      return TYPE_MESSAGE;
    case FIELD_SIGNAL:
      return TYPE_SIGNAL;
    default:
      return filter_fields[self->field].type;
    }
}

FilterType
filter_operand_type (const FilterOperand *self)
{
  if (self->past == PAST_CHANGED)
    return TYPE_BOOLEAN;
  return self->past == PAST_DELTA && self->field == FIELD_TIME ? TYPE_DURATION : field_type (self);
}

char *
filter_check_source (FilterChecker *self, guint start, guint end)
{
  return filter_pool_copy (self->pool, self->text + start, end - start);
}

/* --- Operands --- */

static gboolean
check_name (FilterChecker *self, const FilterNode *node, gboolean value_wanted, FilterOperand *out)
{
  if (!filter_resolve_name (node, value_wanted, self->context, self->pool, out, self->problem))
    return FALSE;
  if (node->is_slice && out->field != FIELD_DATA)
    return filter_check_fail (self, node, _ ("only data has positions in brackets: data[0], data[2:4]."));
  out->length = G_MAXUINT;
  if (node->is_slice)
    {
      out->offset = node->offset;
      out->length = node->length;
      if (node->is_byte)
        out->field = FIELD_BYTE;
    }
  return TRUE;
}

static gboolean
check_mask (FilterChecker *self, const FilterNode *node, FilterOperand *out)
{
  const FilterNode *operand = node->child, *mask = operand->next;

  if (operand->kind == NODE_NUMBER)
    {
      mask = operand;
      operand = mask->next;
    }
  if (operand->kind == NODE_CALL)
    return filter_check_fail (self, node, _ ("a mask stands within: changed(data[0] & 0x0F)."));
  if (operand->kind != NODE_NAME || mask->kind != NODE_NUMBER)
    return filter_check_fail (
        self, node, _ ("& takes an operand and a number as mask: can.id & 0x700. To join two terms write &&."));
  if (mask->unit != NULL || mask->number.is_real || mask->number.whole < 0)
    return filter_check_fail (self, mask, _ ("a mask is a whole number without unit."));
  if (!check_name (self, operand, TRUE, out))
    return FALSE;
  if (out->field == FIELD_SIGNAL)
    {
      for (guint i = 0; i < out->n_refs; i++)
        {
          const CanSignal *signal = filter_ref_signal (&out->refs[i]);

          if (filter_signal_is_float (signal) || (!out->raw && (signal->factor != 1.0 || signal->offset != 0.0)))
            return filter_check_fail (self, operand,
                                      _ ("%s has a factor, an offset or is no whole number: a mask goes with %s.raw "
                                         "only."),
                                      signal->name, signal->name);
        }
      out->raw = TRUE;
    }
  else if (filter_operand_type (out) != TYPE_WHOLE)
    return filter_check_fail (self, operand, _ ("%s is no whole number, so it cannot be masked."),
                              filter_check_source (self, operand->start, operand->end));
  out->masked = TRUE;
  out->mask = (uint64_t) mask->number.whole;
  out->start = node->start;
  out->end = node->end;
  return TRUE;
}

static gboolean check_value_operand (FilterChecker *self, const FilterNode *node, FilterOperand *out);

static gboolean
check_call (FilterChecker *self, const FilterNode *node, FilterOperand *out)
{
  if (node->child->kind == NODE_CALL)
    return filter_check_fail (self, node->child, _ ("changed, prev and delta do not stand within each other."));
  if (!check_value_operand (self, node->child, out))
    return FALSE;
  out->start = node->start;
  out->end = node->end;
  return filter_check_past (self, node, out);
}

static gboolean
check_operand (FilterChecker *self, const FilterNode *node, gboolean value_wanted, FilterOperand *out)
{
  switch (node->kind)
    {
    case NODE_CALL:
      return check_call (self, node, out);
    case NODE_NAME:
      return check_name (self, node, value_wanted, out);
    case NODE_MASK:
      return check_mask (self, node, out);
    case NODE_NUMBER:
    case NODE_BYTES:
    case NODE_TEXT:
    case NODE_RANGE:
      return filter_check_fail (self, node, _ ("a value alone is no condition."));
    default:
      return filter_check_fail (self, node, _ ("a condition cannot be compared. Join conditions by && and ||."));
    }
}

static gboolean
check_value_operand (FilterChecker *self, const FilterNode *node, FilterOperand *out)
{
  GString *list;
  const Message *message;

  if (!check_operand (self, node, TRUE, out))
    return FALSE;
  if (out->field != FIELD_MESSAGE)
    return TRUE;
  message = out->refs[0].message;
  list = g_string_new (NULL);
  for (guint i = 0; i < MIN (message->n_signals, 3); i++)
    {
      g_string_append (list, i > 0 ? ", " : "");
      filter_append_name (list, message->name);
      g_string_append_c (list, '.');
      filter_append_name (list, message->signals[i].name);
    }
  if (message->n_signals > 3)
    g_string_append (list, ", …");
  if (list->len > 0)
    filter_check_fail (self, node, _ ("%s is a message. Compare one of its signals: %s."), message->name, list->str);
  else
    filter_check_fail (self, node, _ ("%s is a message without signals, so there is nothing to compare."),
                       message->name);
  g_string_free (list, TRUE);
  return FALSE;
}

/* --- Tests --- */

static FilterTerm *
term_new (FilterChecker *self, const FilterNode *node, TermKind kind)
{
  FilterTerm *term = filter_pool_alloc (self->pool, sizeof (FilterTerm));

  term->kind = kind;
  term->start = node->start;
  term->end = node->end;
  return term;
}

static gboolean
is_text_of_signal (const FilterTerm *term)
{
  for (guint i = 0; i < term->n_values; i++)
    if (term->left.field == FIELD_SIGNAL && term->values[i].text != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
check_order (FilterChecker *self, const FilterNode *node, const FilterTerm *term)
{
  FilterType type = filter_operand_type (&term->left);

  if (term->op < OP_LT || term->op > OP_GE)
    return TRUE;
  if (type == TYPE_TEXT || type == TYPE_BOOLEAN || type == TYPE_DIRECTION || is_text_of_signal (term)
      || (term->n_values > 0 && term->values->named))
    return filter_check_fail (self, node, _ ("%s has no order here: == and != compare it."),
                              filter_check_source (self, term->left.start, term->left.end));
  return TRUE;
}

static gboolean
compile_regex (FilterChecker *self, const FilterNode *node, FilterTerm *term)
{
  gboolean bytes = filter_operand_type (&term->left) == TYPE_BYTES;
  const char *pattern = (const char *) node->bytes;
  char *limited;
  GError *error = NULL;

  if (strlen (pattern) != node->n_bytes || (!bytes && !g_utf8_validate (pattern, -1, NULL)))
    return filter_check_fail (self, node,
                              _ ("a pattern cannot hold a zero byte or broken UTF-8. Write two backslashes before x."));
  limited = g_strconcat (REGEX_LIMITS, pattern, NULL);
  term->regex = g_regex_new (limited, G_REGEX_OPTIMIZE | G_REGEX_CASELESS | (bytes ? G_REGEX_RAW : 0), 0, &error);
  g_free (limited);
  if (term->regex == NULL)
    {
      g_error_free (error);
      error = NULL;
      /* Once more without the limits, so that the position in GLib's sentence is that of the person's pattern. */
      term->regex = g_regex_new (pattern, G_REGEX_CASELESS | (bytes ? G_REGEX_RAW : 0), 0, &error);
      filter_check_fail (self, node, _ ("this is no regular expression: %s."),
                         error != NULL ? error->message : _ ("it is too large"));
      g_clear_error (&error);
    }
  if (term->regex != NULL)
    {
      /* GLib makes machine code at the first match: here, because later many threads match at once. */
      g_regex_match_full (term->regex, "", 0, 0, 0, NULL, NULL);
      g_ptr_array_add (self->pool->regexes, term->regex);
    }
  return self->problem->what == NULL;
}

static FilterTerm *
check_pattern (FilterChecker *self, const FilterNode *node)
{
  FilterTerm *term = term_new (self, node, TERM_TEST);
  const FilterNode *value = node->child->next;
  gboolean with_labels = FALSE;
  FilterType type;

  term->op = node->op;
  if (!check_value_operand (self, node->child, &term->left))
    return NULL;
  type = filter_operand_type (&term->left);
  for (guint i = 0; type == TYPE_SIGNAL && term->left.past != PAST_DELTA && !term->left.masked && i < term->left.n_refs;
       i++)
    with_labels |= filter_ref_signal (&term->left.refs[i])->n_labels > 0
                   && !filter_signal_is_float (filter_ref_signal (&term->left.refs[i]));
  if (type != TYPE_TEXT && type != TYPE_BYTES && !with_labels)
    {
      filter_check_fail (self, node->child,
                         _ ("%s is a number: contains and matches look into names, value texts and data."),
                         filter_check_source (self, node->child->start, node->child->end));
      return NULL;
    }
  if (value->kind != NODE_TEXT && (node->kind == NODE_MATCHES || type == TYPE_SIGNAL))
    {
      filter_check_fail (self, value, _ ("a text in quotes is expected here."));
      return NULL;
    }
  if (node->kind == NODE_MATCHES)
    return compile_regex (self, value, term) ? term : NULL;
  term->values = filter_pool_alloc (self->pool, sizeof (FilterValue));
  term->n_values = 1;
  if (type == TYPE_SIGNAL)
    term->values->text = (const char *) value->bytes;
  else if (!filter_check_value (self, value, &term->left, term->values))
    return NULL;
  return term;
}

static gboolean
check_range (FilterChecker *self, const FilterNode *node, FilterTerm *term, FilterValue *out)
{
  FilterValue high = { 0 };
  FilterType type = filter_operand_type (&term->left);

  if (type == TYPE_TEXT || type == TYPE_BOOLEAN || type == TYPE_DIRECTION)
    return filter_check_fail (self, node, _ ("%s has no order, so there is no range of it."),
                              filter_check_source (self, term->left.start, term->left.end));
  if (!filter_check_value (self, node->child, &term->left, out)
      || !filter_check_value (self, node->child->next, &term->left, &high))
    return FALSE;
  if (out->named || high.named)
    return filter_check_fail (self, node, _ ("names have no order, so there is no range of them."));
  if (type == TYPE_SIGNAL && (out->text != NULL || high.text != NULL))
    return filter_check_fail (self, node, _ ("value texts have no order, so there is no range of them."));
  out->high = high.low;
  out->bytes_high = high.bytes;
  out->n_bytes_high = high.n_bytes;
  return TRUE;
}

static void
note_date (FilterTerm *term, const FilterNode *value)
{
  if (filter_operand_type (&term->left) == TYPE_MOMENT && value->kind == NODE_TEXT)
    term->needs_date = TRUE;
}

static FilterTerm *
check_in (FilterChecker *self, const FilterNode *node)
{
  FilterTerm *term = term_new (self, node, TERM_TEST);
  guint n = 0;

  term->op = OP_IN;
  if (!check_value_operand (self, node->child, &term->left))
    return NULL;
  for (const FilterNode *value = node->child->next; value != NULL; value = value->next)
    n++;
  term->values = filter_pool_alloc (self->pool, n * sizeof (FilterValue));
  for (const FilterNode *value = node->child->next; value != NULL; value = value->next)
    {
      FilterValue *out = &term->values[term->n_values++];

      note_date (term, value->kind == NODE_RANGE ? value->child : value);
      if (value->kind == NODE_RANGE)
        {
          if (!check_range (self, value, term, out))
            return NULL;
          continue;
        }
      if (!filter_check_value (self, value, &term->left, out))
        return NULL;
      out->high = out->low;
      out->bytes_high = out->bytes;
      out->n_bytes_high = out->n_bytes;
    }
  return filter_check_error_bits (self, node, term) ? term : NULL;
}

static gboolean
is_value (const FilterNode *node)
{
  return node->kind == NODE_NUMBER || node->kind == NODE_BYTES || node->kind == NODE_TEXT;
}

/* rx, tx, true, can0, DEAD: names that are values beside an operand of this type. */
static gboolean
is_value_beside (const FilterNode *node, const FilterOperand *operand)
{
  FilterField field;

  if (is_value (node))
    return TRUE;
  if (node->kind != NODE_NAME)
    return FALSE;
  switch ((int) filter_operand_type (operand))
    {
    case TYPE_DIRECTION:
    case TYPE_BYTES:
      return TRUE;
    case TYPE_TEXT:
      return node->n_pieces != 2 || node->pieces[0].quoted
             || (strcmp (node->pieces[0].text, "can") != 0 && strcmp (node->pieces[0].text, "frame") != 0);
    case TYPE_BOOLEAN:
      return node->n_pieces == 1 && !filter_find_field (node->pieces[0].text, &field)
             && (filter_node_is_word (node, "true") || filter_node_is_word (node, "false"));
    default:
      return FALSE;
    }
}

/* Gear == Park: the text of a value without its quotes. */
static gboolean
suggest_quotes (FilterChecker *self, const FilterNode *node, const FilterOperand *operand)
{
  if (node->kind != NODE_NAME || node->n_pieces != 1 || operand->field != FIELD_SIGNAL)
    return FALSE;
  for (guint i = 0; i < operand->n_refs; i++)
    {
      const CanSignal *signal = filter_ref_signal (&operand->refs[i]);

      for (guint k = 0; k < signal->n_labels; k++)
        if (strcmp (signal->labels[k].text, node->pieces[0].text) == 0)
          {
            g_free (self->problem->fix);
            g_free (self->problem->what);
            *self->problem = (FilterProblem){ .fix = g_strdup_printf ("\"%s\"", signal->labels[k].text) };
            filter_check_fail (self, node, _ ("texts of values stand in quotes: \"%s\"."), signal->labels[k].text);
            return TRUE;
          }
    }
  return FALSE;
}

static gboolean
are_comparable (FilterType a, FilterType b)
{
  if (a == TYPE_TEXT || a == TYPE_BYTES || a == TYPE_MESSAGE || a == TYPE_DIRECTION)
    return FALSE;
  return a == b
         || ((a == TYPE_WHOLE || a == TYPE_SIGNAL || a == TYPE_BOOLEAN)
             && (b == TYPE_WHOLE || b == TYPE_SIGNAL || b == TYPE_BOOLEAN));
}

static gboolean
check_right_operand (FilterChecker *self, const FilterNode *node, const FilterNode *right, FilterTerm *term)
{
  term->right = filter_pool_alloc (self->pool, sizeof (FilterOperand));
  if (!check_value_operand (self, right, term->right))
    {
      suggest_quotes (self, right, &term->left);
      return FALSE;
    }
  if (!are_comparable (filter_operand_type (&term->left), filter_operand_type (term->right)))
    return filter_check_fail (self, node, _ ("%s and %s are of different kinds and cannot be compared."),
                              filter_check_source (self, term->left.start, term->left.end),
                              filter_check_source (self, right->start, right->end));
  return TRUE;
}

static FilterTerm *
check_compare (FilterChecker *self, const FilterNode *node)
{
  static const FilterOp mirrored[] = { OP_EQ, OP_NE, OP_GT, OP_GE, OP_LT, OP_LE };
  const FilterNode *left = node->child, *right = left->next;
  FilterTerm *term = term_new (self, node, TERM_TEST);

  term->op = node->op;
  if (is_value (left))
    {
      if (is_value (right))
        {
          filter_check_fail (self, node, _ ("both sides are values, so there is nothing to look for."));
          return NULL;
        }
      right = left;
      left = node->child->next;
      term->op = mirrored[node->op];
    }
  if (!check_value_operand (self, left, &term->left))
    return NULL;
  if (is_value_beside (right, &term->left))
    {
      term->values = filter_pool_alloc (self->pool, sizeof (FilterValue));
      term->n_values = 1;
      note_date (term, right);
      if (!filter_check_value (self, right, &term->left, term->values))
        return NULL;
      term->values->high = term->values->low;
    }
  else if (!check_right_operand (self, node, right, term))
    return NULL;
  return check_order (self, node, term) && filter_check_error_bits (self, node, term) ? term : NULL;
}

static FilterTerm *
check_bare (FilterChecker *self, const FilterNode *node)
{
  FilterTerm *term = term_new (self, node, TERM_TEST);

  if (!check_operand (self, node, FALSE, &term->left))
    return NULL;
  term->op = filter_operand_type (&term->left) == TYPE_BOOLEAN || term->left.masked ? OP_TRUE : OP_PRESENT;
  return term;
}

static FilterTerm *check_term (FilterChecker *self, const FilterNode *node);

static FilterTerm *
check_list (FilterChecker *self, const FilterNode *node, TermKind kind)
{
  FilterTerm *term = term_new (self, node, kind), **last = &term->child;

  for (const FilterNode *child = node->child; child != NULL; child = child->next)
    {
      *last = check_term (self, child);
      if (*last == NULL)
        return NULL;
      last = &(*last)->next;
    }
  if (kind == TERM_NOT)
    term->bare_not = !node->child->enclosed && node->child->kind >= NODE_COMPARE && node->child->kind <= NODE_MATCHES;
  return term;
}

static FilterTerm *
check_term (FilterChecker *self, const FilterNode *node)
{
  switch ((int) node->kind)
    {
    case NODE_OR:
      return check_list (self, node, TERM_OR);
    case NODE_AND:
      return check_list (self, node, TERM_AND);
    case NODE_NOT:
      return check_list (self, node, TERM_NOT);
    case NODE_COMPARE:
      return check_compare (self, node);
    case NODE_IN:
      return check_in (self, node);
    case NODE_CONTAINS:
    case NODE_MATCHES:
      return check_pattern (self, node);
    default:
      return check_bare (self, node);
    }
}

FilterTerm *
filter_check (const FilterNode *tree, const char *text, const FilterContext *context, FilterPool *pool,
              FilterProblem *problem)
{
  FilterChecker self = { text, context, pool, problem };

  return check_term (&self, tree);
}
