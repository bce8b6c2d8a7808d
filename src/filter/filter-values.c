/* filter-values.c: whether a value goes with the operand it is compared with, and what it is in the operand's kind.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "filter/filter-private.h"

#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

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
fail_unit (FilterChecker *self, const FilterNode *node, const char *name)
{
  FilterNode at = { .start = node->unit_start, .end = node->unit_end };

  return filter_check_fail (self, &at,
                            _ ("“%s” is no unit of %s. If it begins the next term, && or || is missing before it."),
                            node->unit, name);
}

static gboolean
check_time (FilterChecker *self, const FilterNode *node, const FilterOperand *operand, FilterValue *out)
{
  gboolean moment = filter_operand_type (operand) == TYPE_MOMENT;
  int digits;

  if (node->kind == NODE_TEXT && moment)
    {
      if (!filter_number_parse_date ((const char *) node->bytes, &out->low))
        return filter_check_fail (self, node, _ ("no such date. Write \"2024-01-31 12:00:00.5\" (local time)."));
      return TRUE;
    }
  if (node->kind != NODE_NUMBER)
    return filter_check_fail (self, node,
                              moment
                                  ? _ ("frame.time is compared with seconds since 1970 or \"2024-01-31 12:00:00.5\".")
                                  : _ ("a time is a number with or without a unit: 0.5, 500 ms, 20 us."));
  digits = time_unit_digits (node->unit);
  if (digits < 0)
    {
      FilterNode at = { .start = node->unit_start, .end = node->unit_end };

      return filter_check_fail (self, &at, _ ("“%s” is no unit of time. There are ns, us, ms and s."), node->unit);
    }
  out->low = filter_number_scale (self->text + node->start, node->digits_end - node->start, digits);
  return TRUE;
}

static gboolean
check_whole (FilterChecker *self, const FilterNode *node, const FilterOperand *operand, FilterValue *out)
{
  char *name = filter_check_source (self, operand->start, operand->end);

  if (node->kind == NODE_TEXT && filter_check_error_name (self, node, operand, out))
    return TRUE;
  if (node->kind != NODE_NUMBER)
    return filter_check_fail (self, node, _ ("%s is a number, so a number is expected here."), name);
  if (node->unit != NULL)
    return fail_unit (self, node, name);
  out->low = node->number;
  return TRUE;
}

gboolean
filter_node_is_word (const FilterNode *node, const char *word)
{
  if (node->kind == NODE_TEXT)
    return strcmp ((const char *) node->bytes, word) == 0;
  return node->kind == NODE_NAME && node->n_pieces == 1 && !node->is_slice && strcmp (node->pieces[0].text, word) == 0;
}

static gboolean
check_boolean (FilterChecker *self, const FilterNode *node, const FilterOperand *operand, FilterValue *out)
{
  char *name = filter_check_source (self, operand->start, operand->end);
  gboolean yes = filter_node_is_word (node, "true"), no = filter_node_is_word (node, "false");

  if (node->kind == NODE_NUMBER && node->unit != NULL)
    return fail_unit (self, node, name);
  if (node->kind == NODE_NUMBER && !node->number.is_real && node->number.whole >= 0 && node->number.whole <= 1)
    out->low = node->number;
  else if (yes || no)
    out->low = (FilterNumber){ .whole = yes, .real = yes };
  else
    return filter_check_fail (self, node, _ ("%s is true or false. Write %s, !%s or compare with 1 or 0."), name, name,
                              name);
  return TRUE;
}

static gboolean
check_direction (FilterChecker *self, const FilterNode *node, FilterValue *out)
{
  gboolean tx = filter_node_is_word (node, "tx");

  if (!tx && !filter_node_is_word (node, "rx"))
    return filter_check_fail (self, node, _ ("can.dir is rx or tx."));
  out->low = (FilterNumber){ .whole = tx, .real = tx };
  return TRUE;
}

static gboolean
check_text (FilterChecker *self, const FilterNode *node, const FilterOperand *operand, FilterValue *out)
{
  if (node->kind == NODE_NUMBER && node->unit != NULL)
    return fail_unit (self, node, filter_check_source (self, operand->start, operand->end));
  if (node->kind == NODE_TEXT)
    {
      out->text = (const char *) node->bytes;
      if (strlen (out->text) != node->n_bytes)
        return filter_check_fail (self, node, _ ("a text cannot hold a zero byte."));
    }
  else if ((node->kind == NODE_NAME && !node->is_slice) || node->kind == NODE_NUMBER)
    out->text = node->kind == NODE_NAME && node->n_pieces == 1 ? node->pieces[0].text
                                                               : filter_check_source (self, node->start, node->end);
  else
    return filter_check_fail (self, node, _ ("%s is a text, so a text in quotes is expected here."),
                              filter_check_source (self, operand->start, operand->end));
  return TRUE;
}

/* 0x1122 as the bytes 11 22; DE or DEAD likewise. */
static gboolean
bytes_of_digits (FilterChecker *self, const FilterNode *node, FilterValue *out)
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
check_bytes (FilterChecker *self, const FilterNode *node, FilterValue *out)
{
  if (node->kind == NODE_BYTES || node->kind == NODE_TEXT)
    {
      out->bytes = node->bytes;
      out->n_bytes = node->n_bytes;
      if (node->n_bytes == 0)
        return filter_check_fail (self, node, _ ("at least one byte is expected here."));
      return TRUE;
    }
  if (node->kind == NODE_NUMBER && node->unit != NULL)
    return fail_unit (self, node, "data");
  if ((node->kind == NODE_NUMBER || (node->kind == NODE_NAME && node->n_pieces == 1 && !node->is_slice))
      && bytes_of_digits (self, node, out))
    return TRUE;
  return filter_check_fail (self, node, _ ("bytes are written 11:22:33, a single one 0x11."));
}

/* Also where one of several signals of this name has the text. */
static gboolean
check_label (FilterChecker *self, const FilterNode *node, const FilterOperand *operand, FilterValue *out)
{
  const char *wanted = (const char *) node->bytes, *best = NULL;
  char *name = filter_check_source (self, operand->start, operand->end);
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
    return filter_check_fail (self, node, _ ("%s has no value texts, so it is compared with numbers."), name);
  if (best == NULL)
    return filter_check_fail (self, node, _ ("no value of %s has the text “%s”."), name, wanted);
  if (self->problem->what == NULL)
    self->problem->fix = g_strdup_printf ("\"%s\"", best);
  return filter_check_fail (self, node, _ ("no value of %s has the text “%s”. Did you mean \"%s\"?"), name, wanted,
                            best);
}

static gboolean
check_signal_unit (FilterChecker *self, const FilterNode *node, const FilterOperand *operand)
{
  const char *unit = filter_ref_signal (&operand->refs[0])->unit;
  FilterNode at = { .start = node->unit_start, .end = node->unit_end };
  char *name = filter_check_source (self, operand->start, operand->end);

  if (node->unit == NULL)
    return TRUE;
  for (guint i = 0; i < operand->n_refs && !operand->raw; i++)
    if (strcmp (filter_ref_signal (&operand->refs[i])->unit, node->unit) == 0)
      return TRUE;
  if (*unit == '\0' || operand->raw)
    return fail_unit (self, node, name);
  if (self->problem->what == NULL)
    self->problem->fix = g_strdup (unit);
  return filter_check_fail (self, &at,
                            _ ("%s is in %s, not in “%s”. If that begins the next term, && or || is missing before "
                               "it."),
                            name, unit, node->unit);
}

static gboolean
check_signal (FilterChecker *self, const FilterNode *node, const FilterOperand *operand, FilterValue *out)
{
  if (node->kind == NODE_TEXT && operand->past == PAST_DELTA)
    return filter_check_fail (self, node, _ ("a difference is compared with numbers."));
  if (node->kind == NODE_TEXT && operand->masked)
    return filter_check_fail (self, node, _ ("a masked signal is compared with numbers."));
  if (node->kind == NODE_TEXT)
    return check_label (self, node, operand, out);
  if (node->kind != NODE_NUMBER)
    return filter_check_fail (self, node,
                              _ ("%s is compared with numbers or, if it has value texts, with a text in quotes."),
                              filter_check_source (self, operand->start, operand->end));
  out->low = node->number;
  return check_signal_unit (self, node, operand);
}

gboolean
filter_check_value (FilterChecker *self, const FilterNode *node, const FilterOperand *operand, FilterValue *out)
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
  return filter_check_fail (self, node, _ ("this cannot be compared."));
}
