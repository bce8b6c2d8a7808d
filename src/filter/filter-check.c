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
#define REGEX_LIMITS "(*LIMIT_MATCH=20000)(*LIMIT_DEPTH=2000)"

typedef struct
{
  const char *text;
  const DatabaseSet *dbs;
  FilterPool *pool;
  FilterProblem *problem;
} Checker;

G_GNUC_PRINTF (3, 4)
static gboolean
fail (Checker *self, const FilterNode *at, const char *format, ...)
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

FilterType
filter_operand_type (const FilterOperand *self)
{
  switch ((int) self->field)
    {
    case FIELD_BYTE:
      return TYPE_WHOLE;
    case FIELD_MESSAGE:
      return TYPE_MESSAGE;
    case FIELD_SIGNAL:
      return TYPE_SIGNAL;
    default:
      return filter_fields[self->field].type;
    }
}

/* How the person wrote it. (transfer full) */
static char *
source (Checker *self, const FilterNode *node)
{
  return filter_pool_copy (self->pool, self->text + node->start, node->end - node->start);
}

static char *
source_operand (Checker *self, const FilterOperand *operand)
{
  return filter_pool_copy (self->pool, self->text + operand->start, operand->end - operand->start);
}

/* --- Operands --- */

static gboolean
check_name (Checker *self, const FilterNode *node, gboolean value_wanted, FilterOperand *out)
{
  if (!filter_resolve_name (node, value_wanted, self->dbs, self->pool, out, self->problem))
    return FALSE;
  if (node->is_slice && out->field != FIELD_DATA)
    return fail (self, node, _("only data has positions in brackets: data[0], data[2:4]."));
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
check_mask (Checker *self, const FilterNode *node, FilterOperand *out)
{
  const FilterNode *operand = node->child, *mask = operand->next;

  if (operand->kind == NODE_NUMBER)
    {
      mask = operand;
      operand = mask->next;
    }
  if (operand->kind != NODE_NAME || mask->kind != NODE_NUMBER)
    return fail (self, node, _("& takes an operand and a number as mask: can.id & 0x700. To join two terms write &&."));
  if (mask->unit != NULL || mask->number.is_real || mask->number.whole < 0)
    return fail (self, mask, _("a mask is a whole number without unit."));
  if (!check_name (self, operand, TRUE, out))
    return FALSE;
  if (out->field == FIELD_SIGNAL)
    {
      for (guint i = 0; i < out->n_refs; i++)
        {
          const CanSignal *signal = filter_ref_signal (&out->refs[i]);

          if (filter_signal_is_float (signal) || (!out->raw && (signal->factor != 1.0 || signal->offset != 0.0)))
            return fail (self, operand, _("%s has a factor, an offset or is no whole number: a mask goes with %s.raw only."), signal->name,
                         signal->name);
        }
      out->raw = TRUE;
    }
  else if (filter_operand_type (out) != TYPE_WHOLE)
    return fail (self, operand, _("%s is no whole number, so it cannot be masked."), source (self, operand));
  out->masked = TRUE;
  out->mask = (uint64_t) mask->number.whole;
  out->start = node->start;
  out->end = node->end;
  return TRUE;
}

static gboolean
check_operand (Checker *self, const FilterNode *node, gboolean value_wanted, FilterOperand *out)
{
  switch (node->kind)
    {
    case NODE_NAME:
      return check_name (self, node, value_wanted, out);
    case NODE_MASK:
      return check_mask (self, node, out);
    case NODE_NUMBER:
    case NODE_BYTES:
    case NODE_TEXT:
    case NODE_RANGE:
      return fail (self, node, _("a value alone is no condition."));
    default:
      return fail (self, node, _("a condition cannot be compared. Join conditions by && and ||."));
    }
}

static gboolean
check_value_operand (Checker *self, const FilterNode *node, FilterOperand *out)
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
    fail (self, node, _("%s is a message. Compare one of its signals: %s."), message->name, list->str);
  else
    fail (self, node, _("%s is a message without signals, so there is nothing to compare."), message->name);
  g_string_free (list, TRUE);
  return FALSE;
}

/* --- Values --- */

static int
time_unit_digits (const char *unit)
{
  static const struct
  {
    const char *unit;
    int digits;
  } units[] = { { "s", 9 }, { "ms", 6 }, { "us", 3 }, { "µs", 3 }, { "μs", 3 }, { "ns", 0 } };

  if (unit == NULL)
    return 9;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (units[i].unit, unit) == 0)
      return units[i].digits;
  return -1;
}

static gboolean
fail_unit (Checker *self, const FilterNode *node, const char *name)
{
  FilterNode at = { .start = node->unit_start, .end = node->unit_end };

  return fail (self, &at, _("“%s” is no unit of %s. If it begins the next term, && or || is missing before it."), node->unit, name);
}

static gboolean
check_time (Checker *self, const FilterNode *node, const FilterOperand *operand, FilterValue *out)
{
  gboolean moment = filter_operand_type (operand) == TYPE_MOMENT;
  int digits;

  if (node->kind == NODE_TEXT && moment)
    {
      if (!filter_number_parse_date ((const char *) node->bytes, &out->low))
        return fail (self, node, _("no such date. Write \"2024-01-31 12:00:00.5\" (local time)."));
      return TRUE;
    }
  if (node->kind != NODE_NUMBER)
    return fail (self, node, moment ? _("frame.time is compared with seconds since 1970 or \"2024-01-31 12:00:00.5\".")
                                    : _("a time is a number with or without a unit: 0.5, 500 ms, 20 us."));
  digits = time_unit_digits (node->unit);
  if (digits < 0)
    {
      FilterNode at = { .start = node->unit_start, .end = node->unit_end };

      return fail (self, &at, _("“%s” is no unit of time. There are ns, us, ms and s."), node->unit);
    }
  out->low = filter_number_scale (self->text + node->start, node->end - node->start, digits);
  return TRUE;
}

static gboolean
check_whole (Checker *self, const FilterNode *node, const FilterOperand *operand, FilterValue *out)
{
  char *name = source_operand (self, operand);

  if (node->kind != NODE_NUMBER)
    return fail (self, node, _("%s is a number, so a number is expected here."), name);
  if (node->unit != NULL)
    return fail_unit (self, node, name);
  out->low = node->number;
  return TRUE;
}

static gboolean
is_word (const FilterNode *node, const char *word)
{
  if (node->kind == NODE_TEXT)
    return strcmp ((const char *) node->bytes, word) == 0;
  return node->kind == NODE_NAME && node->n_pieces == 1 && !node->is_slice && strcmp (node->pieces[0].text, word) == 0;
}

static gboolean
check_boolean (Checker *self, const FilterNode *node, const FilterOperand *operand, FilterValue *out)
{
  char *name = source_operand (self, operand);
  gboolean yes = is_word (node, "true"), no = is_word (node, "false");

  if (node->kind == NODE_NUMBER && node->unit != NULL)
    return fail_unit (self, node, name);
  if (node->kind == NODE_NUMBER && !node->number.is_real && node->number.whole >= 0 && node->number.whole <= 1)
    out->low = node->number;
  else if (yes || no)
    out->low = (FilterNumber){ .whole = yes, .real = yes };
  else
    return fail (self, node, _("%s is true or false. Write %s, !%s or compare with 1 or 0."), name, name, name);
  return TRUE;
}

static gboolean
check_direction (Checker *self, const FilterNode *node, FilterValue *out)
{
  gboolean tx = is_word (node, "tx");

  if (!tx && !is_word (node, "rx"))
    return fail (self, node, _("can.dir is rx or tx."));
  out->low = (FilterNumber){ .whole = tx, .real = tx };
  return TRUE;
}

static gboolean
check_text (Checker *self, const FilterNode *node, const FilterOperand *operand, FilterValue *out)
{
  if (node->kind == NODE_NUMBER && node->unit != NULL)
    return fail_unit (self, node, source_operand (self, operand));
  if (node->kind == NODE_TEXT)
    {
      out->text = (const char *) node->bytes;
      if (strlen (out->text) != node->n_bytes)
        return fail (self, node, _("a text cannot hold a zero byte."));
    }
  else if ((node->kind == NODE_NAME && !node->is_slice) || node->kind == NODE_NUMBER)
    out->text = node->kind == NODE_NAME && node->n_pieces == 1 ? node->pieces[0].text : source (self, node);
  else
    return fail (self, node, _("%s is a text, so a text in quotes is expected here."), source_operand (self, operand));
  return TRUE;
}

/* 0x1122 as the bytes 11 22; DE or DEAD likewise. */
static gboolean
bytes_of_digits (Checker *self, const FilterNode *node, FilterValue *out)
{
  const char *p = self->text + node->start;
  guint n = node->end - node->start;
  guint8 *bytes;

  if (node->kind == NODE_NUMBER)
    {
      if (n < 3 || g_ascii_tolower (p[1]) != 'x')
        return FALSE;
      p += 2;
      n -= 2;
    }
  if (n % 2 != 0)
    return FALSE;
  bytes = filter_pool_alloc (self->pool, n / 2 + 1);
  for (guint i = 0; i < n; i++)
    {
      if (!g_ascii_isxdigit (p[i]))
        return FALSE;
      bytes[i / 2] = (guint8) (bytes[i / 2] << 4 | g_ascii_xdigit_value (p[i]));
    }
  out->bytes = bytes;
  out->n_bytes = n / 2;
  return TRUE;
}

static gboolean
check_bytes (Checker *self, const FilterNode *node, FilterValue *out)
{
  if (node->kind == NODE_BYTES || node->kind == NODE_TEXT)
    {
      out->bytes = node->bytes;
      out->n_bytes = node->n_bytes;
      if (node->n_bytes == 0)
        return fail (self, node, _("at least one byte is expected here."));
      return TRUE;
    }
  if (node->kind == NODE_NUMBER && node->unit != NULL)
    return fail_unit (self, node, "data");
  if ((node->kind == NODE_NUMBER || (node->kind == NODE_NAME && node->n_pieces == 1 && !node->is_slice)) && bytes_of_digits (self, node, out))
    return TRUE;
  return fail (self, node, _("bytes are written 11:22:33, a single one 0x11."));
}

/* Also where one of several signals of this name has the text. */
static gboolean
check_label (Checker *self, const FilterNode *node, const FilterOperand *operand, FilterValue *out)
{
  const char *wanted = (const char *) node->bytes, *best = NULL;
  char *name = source_operand (self, operand);
  guint distance = (guint) (MIN (strlen (wanted), 12) + 2) / 3 + 1, n_labels = 0;

  out->text = wanted;
  for (guint i = 0; i < operand->n_refs; i++)
    {
      const CanSignal *signal = filter_ref_signal (&operand->refs[i]);

      if (filter_signal_is_float (signal))
        continue;
      n_labels += signal->n_labels;
      for (guint k = 0; k < signal->n_labels; k++)
        {
          guint found = filter_edit_distance (wanted, signal->labels[k].text, distance);

          if (strcmp (wanted, signal->labels[k].text) == 0)
            return TRUE;
          if (found < distance)
            {
              distance = found;
              best = signal->labels[k].text;
            }
        }
    }
  if (n_labels == 0)
    return fail (self, node, _("%s has no value texts, so it is compared with numbers."), name);
  if (best == NULL)
    return fail (self, node, _("no value of %s has the text “%s”."), name, wanted);
  if (self->problem->what == NULL)
    self->problem->fix = g_strdup_printf ("\"%s\"", best);
  return fail (self, node, _("no value of %s has the text “%s”. Did you mean \"%s\"?"), name, wanted, best);
}

static gboolean
check_signal_unit (Checker *self, const FilterNode *node, const FilterOperand *operand)
{
  const char *unit = filter_ref_signal (&operand->refs[0])->unit;
  FilterNode at = { .start = node->unit_start, .end = node->unit_end };
  char *name = source_operand (self, operand);

  if (node->unit == NULL)
    return TRUE;
  for (guint i = 0; i < operand->n_refs && !operand->raw; i++)
    if (strcmp (filter_ref_signal (&operand->refs[i])->unit, node->unit) == 0)
      return TRUE;
  if (*unit == '\0' || operand->raw)
    return fail_unit (self, node, name);
  if (self->problem->what == NULL)
    self->problem->fix = g_strdup (unit);
  return fail (self, &at, _("%s is in %s, not in “%s”. If that begins the next term, && or || is missing before it."), name, unit, node->unit);
}

static gboolean
check_signal (Checker *self, const FilterNode *node, const FilterOperand *operand, FilterValue *out)
{
  if (node->kind == NODE_TEXT && operand->masked)
    return fail (self, node, _("a masked signal is compared with numbers."));
  if (node->kind == NODE_TEXT)
    return check_label (self, node, operand, out);
  if (node->kind != NODE_NUMBER)
    return fail (self, node, _("%s is compared with numbers or, if it has value texts, with a text in quotes."), source_operand (self, operand));
  out->low = node->number;
  return check_signal_unit (self, node, operand);
}

static gboolean
check_value (Checker *self, const FilterNode *node, const FilterOperand *operand, FilterValue *out)
{
  switch (filter_operand_type (operand))
    {
    case TYPE_BOOLEAN:
      return check_boolean (self, node, operand, out);
    case TYPE_WHOLE:
      return check_whole (self, node, operand, out);
    case TYPE_MOMENT:
    case TYPE_DURATION:
      return check_time (self, node, operand, out);
    case TYPE_DIRECTION:
      return check_direction (self, node, out);
    case TYPE_TEXT:
      return check_text (self, node, operand, out);
    case TYPE_BYTES:
      return check_bytes (self, node, out);
    case TYPE_SIGNAL:
      return check_signal (self, node, operand, out);
    case TYPE_MESSAGE:
      break;
    }
  return fail (self, node, _("this cannot be compared."));
}

/* --- Tests --- */

static FilterTerm *
term_new (Checker *self, const FilterNode *node, TermKind kind)
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
check_order (Checker *self, const FilterNode *node, const FilterTerm *term)
{
  FilterType type = filter_operand_type (&term->left);

  if (term->op < OP_LT || term->op > OP_GE)
    return TRUE;
  if (type == TYPE_TEXT || type == TYPE_BOOLEAN || type == TYPE_DIRECTION || is_text_of_signal (term))
    return fail (self, node, _("%s has no order here: == and != compare it."), source_operand (self, &term->left));
  return TRUE;
}

static gboolean
compile_regex (Checker *self, const FilterNode *node, FilterTerm *term)
{
  gboolean bytes = filter_operand_type (&term->left) == TYPE_BYTES;
  const char *pattern = (const char *) node->bytes;
  char *limited;
  GError *error = NULL;

  if (strlen (pattern) != node->n_bytes || (!bytes && !g_utf8_validate (pattern, -1, NULL)))
    return fail (self, node, _("a pattern cannot hold a zero byte or broken UTF-8. Write two backslashes before x."));
  limited = g_strconcat (REGEX_LIMITS, pattern, NULL);
  term->regex = g_regex_new (limited, G_REGEX_CASELESS | (bytes ? G_REGEX_RAW : 0), 0, &error);
  g_free (limited);
  if (term->regex == NULL)
    {
      g_error_free (error);
      error = NULL;
      /* Once more without the limits, so that the position in GLib's sentence is that of the person's pattern. */
      term->regex = g_regex_new (pattern, G_REGEX_CASELESS | (bytes ? G_REGEX_RAW : 0), 0, &error);
      fail (self, node, _("this is no regular expression: %s."), error != NULL ? error->message : _("it is too large"));
      g_clear_error (&error);
    }
  if (term->regex != NULL)
    g_ptr_array_add (self->pool->regexes, term->regex);
  return self->problem->what == NULL;
}

static FilterTerm *
check_pattern (Checker *self, const FilterNode *node)
{
  FilterTerm *term = term_new (self, node, TERM_TEST);
  const FilterNode *value = node->child->next;
  gboolean with_labels = FALSE;
  FilterType type;

  term->op = node->op;
  if (!check_value_operand (self, node->child, &term->left))
    return NULL;
  type = filter_operand_type (&term->left);
  for (guint i = 0; type == TYPE_SIGNAL && !term->left.masked && i < term->left.n_refs; i++)
    with_labels |= filter_ref_signal (&term->left.refs[i])->n_labels > 0 && !filter_signal_is_float (filter_ref_signal (&term->left.refs[i]));
  if (type != TYPE_TEXT && type != TYPE_BYTES && !with_labels)
    {
      fail (self, node->child, _("%s is a number: contains and matches look into names, value texts and data."), source (self, node->child));
      return NULL;
    }
  if (value->kind != NODE_TEXT && (node->kind == NODE_MATCHES || type == TYPE_SIGNAL))
    {
      fail (self, value, _("a text in quotes is expected here."));
      return NULL;
    }
  if (node->kind == NODE_MATCHES)
    return compile_regex (self, value, term) ? term : NULL;
  term->values = filter_pool_alloc (self->pool, sizeof (FilterValue));
  term->n_values = 1;
  if (type == TYPE_SIGNAL)
    term->values->text = (const char *) value->bytes;
  else if (type == TYPE_TEXT ? !check_text (self, value, &term->left, term->values) : !check_bytes (self, value, term->values))
    return NULL;
  return term;
}

static gboolean
check_range (Checker *self, const FilterNode *node, FilterTerm *term, FilterValue *out)
{
  FilterValue high = { 0 };
  FilterType type = filter_operand_type (&term->left);

  if (type == TYPE_TEXT || type == TYPE_BOOLEAN || type == TYPE_DIRECTION)
    return fail (self, node, _("%s has no order, so there is no range of it."), source_operand (self, &term->left));
  if (!check_value (self, node->child, &term->left, out) || !check_value (self, node->child->next, &term->left, &high))
    return FALSE;
  if (type == TYPE_SIGNAL && (out->text != NULL || high.text != NULL))
    return fail (self, node, _("value texts have no order, so there is no range of them."));
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
check_in (Checker *self, const FilterNode *node)
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
      if (!check_value (self, value, &term->left, out))
        return NULL;
      out->high = out->low;
      out->bytes_high = out->bytes;
      out->n_bytes_high = out->n_bytes;
    }
  return term;
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
             && (is_word (node, "true") || is_word (node, "false"));
    default:
      return FALSE;
    }
}

/* Gear == Park: the text of a value without its quotes. */
static gboolean
suggest_quotes (Checker *self, const FilterNode *node, const FilterOperand *operand)
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
            fail (self, node, _("texts of values stand in quotes: \"%s\"."), signal->labels[k].text);
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
  return a == b || ((a == TYPE_WHOLE || a == TYPE_SIGNAL || a == TYPE_BOOLEAN) && (b == TYPE_WHOLE || b == TYPE_SIGNAL || b == TYPE_BOOLEAN));
}

static gboolean
check_right_operand (Checker *self, const FilterNode *node, const FilterNode *right, FilterTerm *term)
{
  term->right = filter_pool_alloc (self->pool, sizeof (FilterOperand));
  if (!check_value_operand (self, right, term->right))
    {
      suggest_quotes (self, right, &term->left);
      return FALSE;
    }
  if (!are_comparable (filter_operand_type (&term->left), filter_operand_type (term->right)))
    return fail (self, node, _("%s and %s are of different kinds and cannot be compared."), source_operand (self, &term->left),
                 source (self, right));
  return TRUE;
}

static FilterTerm *
check_compare (Checker *self, const FilterNode *node)
{
  static const FilterOp mirrored[] = { OP_EQ, OP_NE, OP_GT, OP_GE, OP_LT, OP_LE };
  const FilterNode *left = node->child, *right = left->next;
  FilterTerm *term = term_new (self, node, TERM_TEST);

  term->op = node->op;
  if (is_value (left))
    {
      if (is_value (right))
        {
          fail (self, node, _("both sides are values, so there is nothing to look for."));
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
      if (!check_value (self, right, &term->left, term->values))
        return NULL;
      term->values->high = term->values->low;
    }
  else if (!check_right_operand (self, node, right, term))
    return NULL;
  return check_order (self, node, term) ? term : NULL;
}

static FilterTerm *
check_bare (Checker *self, const FilterNode *node)
{
  FilterTerm *term = term_new (self, node, TERM_TEST);

  if (!check_operand (self, node, FALSE, &term->left))
    return NULL;
  term->op = filter_operand_type (&term->left) == TYPE_BOOLEAN || term->left.masked ? OP_TRUE : OP_PRESENT;
  return term;
}

static FilterTerm *check_term (Checker *self, const FilterNode *node);

static FilterTerm *
check_list (Checker *self, const FilterNode *node, TermKind kind)
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
check_term (Checker *self, const FilterNode *node)
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
filter_check (const FilterNode *tree, const char *text, const DatabaseSet *dbs, FilterPool *pool, FilterProblem *problem)
{
  Checker self = { text, dbs, pool, problem };

  return check_term (&self, tree);
}
