/* filter-errors.c: names for what error frames say.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Classes and types are bits of which several may be set, so a name asks for its bit.
 */
#include "config.h"
#include "filter/filter-private.h"

#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

const CanErrorName *
filter_error_names (FilterField field)
{
  switch (field)
    {
    case FIELD_ERR_CLASS:
      return can_error_classes;
    case FIELD_ERR_TYPE:
      return can_error_types;
    case FIELD_ERR_LOCATION:
      return can_error_locations;
    default:
      return NULL;
    }
}

gboolean
filter_check_error_name (FilterChecker *self, const FilterNode *node, const FilterOperand *operand, FilterValue *out)
{
  const char *wanted = (const char *) node->bytes, *best = NULL;
  char *name = filter_check_source (self, operand->start, operand->end);
  guint distance = (guint) (MIN (strlen (wanted), 12) + 2) / 3 + 1;
  const CanErrorName *names = filter_error_names (operand->field);

  if (operand->past == PAST_DELTA)
    return filter_check_fail (self, node, _ ("a difference is compared with numbers."));
  if (names == NULL)
    return FALSE;
  for (const CanErrorName *known = names; known->name != NULL; known++)
    {
      guint found = filter_edit_distance (wanted, known->name, distance);

      if (strcmp (wanted, known->name) == 0)
        {
          out->low = (FilterNumber){ .whole = known->value, .real = known->value };
          out->named = TRUE;
          return TRUE;
        }
      if (found < distance)
        {
          distance = found;
          best = known->name;
        }
    }
  if (best == NULL)
    return filter_check_fail (self, node, _ ("%s has no name “%s”."), name, wanted);
  if (self->problem->what == NULL)
    self->problem->fix = g_strdup_printf ("\"%s\"", best);
  return filter_check_fail (self, node, _ ("%s has no name “%s”. Did you mean \"%s\"?"), name, wanted, best);
}

/* The mask of the names: a value that several names share would else be found by its exact bits only. */
gboolean
filter_check_error_bits (FilterChecker *self, const FilterNode *node, FilterTerm *term)
{
  FilterOperand *operand = &term->left;
  guint n_named = 0;
  uint64_t bits = 0;

  for (guint i = 0; i < term->n_values; i++)
    {
      n_named += term->values[i].named;
      bits |= (uint64_t) term->values[i].low.whole;
    }
  if (n_named == 0 || operand->field == FIELD_ERR_LOCATION)
    return TRUE;
  if (operand->masked)
    return filter_check_fail (self, node, _ ("what is masked is compared with numbers."));
  if (n_named < term->n_values)
    return filter_check_fail (self, node, _ ("names stand for bits, so names and numbers do not go together here."));
  operand->masked = TRUE;
  operand->mask = bits;
  term->values->low = term->values->high = (FilterNumber){ 0 };
  if (term->op == OP_NE)
    term->op = OP_EQ;
  else
    term->op = OP_TRUE;
  term->n_values = term->op == OP_EQ;
  return TRUE;
}
