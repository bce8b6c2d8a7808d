/* filter-errors.c: names for what error frames say.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Numbers after linux/can/error.h, written out here: the header is Linux's, logs are read everywhere. Classes and types
 * are bits of which several may be set, so a name asks for its bit.
 */
#include "config.h"
#include "filter/filter-private.h"

#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

const FilterErrorName filter_error_names[] = {
  { FIELD_ERR_CLASS, "tx-timeout", 0x001, N_ ("sending timed out") },
  { FIELD_ERR_CLASS, "lost-arbitration", 0x002, N_ ("arbitration lost") },
  { FIELD_ERR_CLASS, "controller", 0x004, N_ ("controller: overflow, warning, error-passive") },
  { FIELD_ERR_CLASS, "protocol", 0x008, N_ ("protocol violation: see can.err.type and can.err.location") },
  { FIELD_ERR_CLASS, "transceiver", 0x010, N_ ("transceiver: wires") },
  { FIELD_ERR_CLASS, "no-ack", 0x020, N_ ("nobody acknowledged") },
  { FIELD_ERR_CLASS, "bus-off", 0x040, N_ ("bus-off") },
  { FIELD_ERR_CLASS, "bus-error", 0x080, N_ ("bus error") },
  { FIELD_ERR_CLASS, "restarted", 0x100, N_ ("controller restarted") },
  { FIELD_ERR_CLASS, "counters", 0x200, N_ ("error counters are told") },
  { FIELD_ERR_TYPE, "bit", 0x01, N_ ("bit error") },
  { FIELD_ERR_TYPE, "form", 0x02, N_ ("form error") },
  { FIELD_ERR_TYPE, "stuff", 0x04, N_ ("stuff error") },
  { FIELD_ERR_TYPE, "bit0", 0x08, N_ ("a dominant bit was read as recessive") },
  { FIELD_ERR_TYPE, "bit1", 0x10, N_ ("a recessive bit was read as dominant") },
  { FIELD_ERR_TYPE, "overload", 0x20, N_ ("overload") },
  { FIELD_ERR_TYPE, "active", 0x40, N_ ("active error announced") },
  { FIELD_ERR_TYPE, "tx", 0x80, N_ ("while sending") },
  { FIELD_ERR_LOCATION, "unspecified", 0x00, N_ ("place not known") },
  { FIELD_ERR_LOCATION, "id28-21", 0x02, N_ ("identifier bits 28 to 21") },
  { FIELD_ERR_LOCATION, "sof", 0x03, N_ ("start of frame") },
  { FIELD_ERR_LOCATION, "srr", 0x04, N_ ("SRR bit") },
  { FIELD_ERR_LOCATION, "ide", 0x05, N_ ("IDE bit") },
  { FIELD_ERR_LOCATION, "id20-18", 0x06, N_ ("identifier bits 20 to 18") },
  { FIELD_ERR_LOCATION, "id17-13", 0x07, N_ ("identifier bits 17 to 13") },
  { FIELD_ERR_LOCATION, "crc", 0x08, N_ ("CRC") },
  { FIELD_ERR_LOCATION, "res0", 0x09, N_ ("reserved bit 0") },
  { FIELD_ERR_LOCATION, "data", 0x0A, N_ ("data") },
  { FIELD_ERR_LOCATION, "dlc", 0x0B, N_ ("DLC") },
  { FIELD_ERR_LOCATION, "rtr", 0x0C, N_ ("RTR bit") },
  { FIELD_ERR_LOCATION, "res1", 0x0D, N_ ("reserved bit 1") },
  { FIELD_ERR_LOCATION, "id4-0", 0x0E, N_ ("identifier bits 4 to 0") },
  { FIELD_ERR_LOCATION, "id12-5", 0x0F, N_ ("identifier bits 12 to 5") },
  { FIELD_ERR_LOCATION, "intermission", 0x12, N_ ("intermission") },
  { FIELD_ERR_LOCATION, "crc-delimiter", 0x18, N_ ("CRC delimiter") },
  { FIELD_ERR_LOCATION, "ack", 0x19, N_ ("acknowledge slot") },
  { FIELD_ERR_LOCATION, "eof", 0x1A, N_ ("end of frame") },
  { FIELD_ERR_LOCATION, "ack-delimiter", 0x1B, N_ ("acknowledge delimiter") },
  { FIELD_ERR_LOCATION, NULL, 0, NULL },
};

gboolean
filter_check_error_name (FilterChecker *self, const FilterNode *node, const FilterOperand *operand, FilterValue *out)
{
  const char *wanted = (const char *) node->bytes, *best = NULL;
  char *name = filter_check_source (self, operand->start, operand->end);
  guint distance = (guint) (MIN (strlen (wanted), 12) + 2) / 3 + 1;
  gboolean any = FALSE;

  if (operand->past == PAST_DELTA)
    return filter_check_fail (self, node, _ ("a difference is compared with numbers."));
  for (const FilterErrorName *known = filter_error_names; known->name != NULL; known++)
    {
      guint found;

      if (known->field != operand->field)
        continue;
      any = TRUE;
      found = filter_edit_distance (wanted, known->name, distance);
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
  if (!any)
    return FALSE;
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
