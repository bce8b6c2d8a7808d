/* filter-surprise.c: what is right, but probably not what was meant.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Only what cannot be meant: terms that are never or always true, terms that exclude each other, identifiers of the
 * other length, and readings that differ from a likely one. The first one found is told.
 */
#include "config.h"
#include "filter/filter-private.h"

#include "base/i18n.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

#define PAIRS_COMPARED 32 /* members of && or ||; beyond it each with each would take long */

typedef struct
{
  const char *text;
  FilterProblem *surprise;
} Observer;

G_GNUC_PRINTF (3, 4)
static void
tell (Observer *self, const FilterTerm *at, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  filter_problem_take (self->surprise, at->start, at->end, g_strdup_vprintf (format, args));
  va_end (args);
}

static char *
source (const Observer *self, guint start, guint end)
{
  return g_strndup (self->text + start, end - start);
}

/* --- One test --- */

static gboolean
has_text_values (const FilterTerm *term)
{
  return term->op >= OP_CONTAINS || (term->n_values > 0 && term->values->text != NULL);
}

/* " from 0 to 16383.75 rpm", or "" where the kind has no interesting bounds. (transfer full) */
static char *
describe_bounds (const FilterTerm *term, const FilterDomain *domain)
{
  const CanSignal *signal;
  char low[SIGNAL_TEXT_MAX], high[SIGNAL_TEXT_MAX];
  uint64_t mask;
  gboolean falls;

  if (term->left.masked)
    return g_strdup_printf (_ ("only the bits 0x%" PRIX64), domain->high);
  if (term->left.field == FIELD_ID || term->left.field == FIELD_ERR_CLASS)
    return g_strdup_printf (_ ("from 0 to 0x%" PRIX64), domain->high);
  if (term->left.field != FIELD_SIGNAL)
    return g_strdup_printf (_ ("a whole number from 0 to %" PRIu64), domain->high);
  signal = filter_ref_signal (&term->left.refs[0]);
  mask = G_MAXUINT64 >> (64 - signal->layout.bits);
  falls = signal->factor < 0 && !term->left.raw;
  if (term->left.raw)
    {
      can_signal_format_raw (signal, (uint64_t) filter_key_value (domain, domain->low) & mask, low);
      can_signal_format_raw (signal, (uint64_t) filter_key_value (domain, domain->high) & mask, high);
      return g_strdup_printf (_ ("from %s to %s"), low, high);
    }
  can_signal_format_physical (signal, (uint64_t) filter_key_value (domain, falls ? domain->high : domain->low) & mask,
                              low);
  can_signal_format_physical (signal, (uint64_t) filter_key_value (domain, falls ? domain->low : domain->high) & mask,
                              high);
  return g_strdup_printf (_ ("from %s to %s%s%s"), low, high, *signal->unit != '\0' ? " " : "", signal->unit);
}

static gboolean
has_reversed_range (const FilterTerm *term)
{
  for (guint i = 0; term->op == OP_IN && i < term->n_values; i++)
    {
      const FilterNumber *low = &term->values[i].low, *high = &term->values[i].high;

      if ((low->is_real ? filter_number_compare_real (low->real, high) : filter_number_compare_wide (low->whole, high))
          == 1)
        return TRUE;
    }
  return FALSE;
}

/* Values between two steps, and values beyond the bounds. */
static void
observe_ranges (Observer *self, const FilterTerm *term)
{
  gboolean none = TRUE, all = TRUE;
  FilterDomain domain, first = { 0 };
  guint n = term->left.field == FIELD_SIGNAL ? term->left.n_refs : 1;

  for (guint i = 0; i < n; i++)
    {
      GArray *ranges;

      if (!filter_term_domain (term, i, &domain))
        return;
      if (i == 0)
        first = domain;
      ranges = filter_term_ranges (term, i, &domain);
      none &= ranges->len == 0;
      all &= filter_ranges_are_all (ranges, &domain);
      g_array_unref (ranges);
    }
  if (none && !has_text_values (term) && has_reversed_range (term))
    tell (self, term, _ ("A range here ends below its beginning, so this is never true."));
  else if ((none || all) && !has_text_values (term))
    {
      char *name = source (self, term->left.start, term->left.end), *bounds = describe_bounds (term, &first);

      tell (self, term, none ? _ ("%s is %s, so this is never true.") : _ ("%s is %s, so this is always true."), name,
            bounds);
      g_free (name);
      g_free (bounds);
    }
  else if (none)
    tell (self, term, _ ("No value text is like this, so this is never true."));
}

static void
observe_bytes (Observer *self, const FilterTerm *term)
{
  guint length = term->left.length != G_MAXUINT ? term->left.length : 0, least = G_MAXUINT;
  gboolean fits = FALSE;

  for (guint i = 0; i < term->n_values; i++)
    {
      guint n = term->values[i].n_bytes;
      gboolean range = term->op == OP_IN
                       && (n != term->values[i].n_bytes_high
                           || memcmp (term->values[i].bytes, term->values[i].bytes_high, n) != 0);

      least = MIN (least, n);
      fits |= range || (term->op == OP_CONTAINS ? n <= length : n == length);
    }
  if (length > 0 && !fits && (term->op == OP_EQ || term->op == OP_IN || term->op == OP_CONTAINS))
    tell (self, term, _ ("The slice has %u bytes and the value %u, so this is never true."), length, least);
  else if (length > 0 && !fits && term->op == OP_NE)
    tell (self, term,
          _ ("The slice has %u bytes and the value %u, so this is always true where there are enough data."), length,
          least);
}

static gboolean
share_a_message (const FilterOperand *a, const FilterOperand *b)
{
  for (guint i = 0; i < a->n_refs; i++)
    for (guint k = 0; k < b->n_refs; k++)
      if (a->refs[i].message == b->refs[k].message)
        return TRUE;
  return FALSE;
}

static void
observe_flag_like (Observer *self, const FilterTerm *term)
{
  const CanSignal *signal = filter_ref_signal (&term->left.refs[0]);

  if (signal->layout.bits == 1 && signal->layout.kind == SIGNAL_UNSIGNED)
    tell (self, term, _ ("Finds every frame that has %s, whatever its value. Write %s == 1 for those where it is set."),
          signal->name, signal->name);
}

static void
observe_test (Observer *self, const FilterTerm *term)
{
  if (term->right != NULL)
    {
      if (term->left.field == FIELD_SIGNAL && term->right->field == FIELD_SIGNAL
          && !share_a_message (&term->left, term->right))
        tell (self, term, _ ("These signals are in different messages, so no frame has both."));
      return;
    }
  if (term->left.past != PAST_NONE)
    return;
  if (term->op == OP_PRESENT && term->left.field == FIELD_SIGNAL)
    observe_flag_like (self, term);
  else if (term->left.field == FIELD_DATA)
    observe_bytes (self, term);
  else if (term->op != OP_PRESENT && term->left.field != FIELD_TIME && term->left.field != FIELD_TIME_RELATIVE
           && term->left.field != FIELD_TIME_DELTA && term->left.field != FIELD_TIME_DELTA_ID)
    observe_ranges (self, term);
}

/* --- Members of && and || --- */

static void
add_members (const FilterTerm *term, TermKind kind, GPtrArray *out)
{
  for (const FilterTerm *child = term->child; child != NULL; child = child->next)
    if (child->kind == kind)
      add_members (child, kind, out);
    else
      g_ptr_array_add (out, (gpointer) child);
}

static gboolean
is_same_operand (const FilterOperand *a, const FilterOperand *b)
{
  return a->field == b->field && a->past == b->past && a->part == b->part && a->masked == b->masked
         && a->mask == b->mask && a->offset == b->offset && a->length == b->length && a->raw == b->raw
         && a->n_refs == b->n_refs
         && (a->n_refs == 0 || (a->refs[0].message == b->refs[0].message && a->refs[0].index == b->refs[0].index));
}

/* Passes if the flag is this; term may be the flag, its negation, or a comparison. */
static gboolean
is_flag (const FilterTerm *term, FilterField field, gboolean value)
{
  FilterDomain domain;
  GArray *ranges;
  gboolean same;

  if (term->kind == TERM_NOT)
    return is_flag (term->child, field, !value);
  if (term->kind != TERM_TEST || term->left.field != field || !filter_term_domain (term, 0, &domain))
    return FALSE;
  ranges = filter_term_ranges (term, 0, &domain);
  same = ranges->len == 1 && g_array_index (ranges, FilterRange, 0).low == (uint64_t) value
         && g_array_index (ranges, FilterRange, 0).high == (uint64_t) value;
  g_array_unref (ranges);
  return same;
}

/* The identifiers that pass, if the test is of can.id without a mask. */
static gboolean
id_bounds (const FilterTerm *term, uint32_t *low, uint32_t *high)
{
  FilterDomain domain;
  GArray *ranges;
  gboolean found;

  if (term->kind != TERM_TEST || term->left.field != FIELD_ID || term->left.masked
      || (term->op != OP_EQ && term->op != OP_IN) || !filter_term_domain (term, 0, &domain))
    return FALSE;
  ranges = filter_term_ranges (term, 0, &domain);
  found = ranges->len > 0;
  if (found)
    {
      *low = (uint32_t) g_array_index (ranges, FilterRange, 0).low;
      *high = (uint32_t) g_array_index (ranges, FilterRange, ranges->len - 1).high;
    }
  g_array_unref (ranges);
  return found;
}

static gboolean
has_flag (const GPtrArray *members, FilterField field, gboolean value)
{
  for (guint i = 0; i < members->len; i++)
    if (is_flag (g_ptr_array_index (members, i), field, value))
      return TRUE;
  return FALSE;
}

static void
observe_id (Observer *self, const GPtrArray *members, const FilterTerm *term)
{
  uint32_t low, high;
  gboolean extended = has_flag (members, FIELD_EXT, TRUE);

  if (!id_bounds (term, &low, &high))
    return;
  if (extended && high <= CAN_ID_MASK_STANDARD)
    tell (self, term, _ ("With can.ext, 0x%03X is a 29-bit identifier. Remove can.ext for the 11-bit one."), low);
  else if (!extended && low > CAN_ID_MASK_STANDARD && has_flag (members, FIELD_EXT, FALSE))
    tell (self, term, _ ("Without can.ext an identifier is at most 0x7FF, so this is never true."));
  else if (!extended && low > CAN_ID_MASK_STANDARD && high <= 0xFFF)
    tell (self, term, _ ("0x%X is above 0x7FF, so only a 29-bit identifier can be equal."), low);
}

static void
observe_absent (Observer *self, const GPtrArray *members, const FilterTerm *term)
{
  gboolean data
      = term->kind == TERM_TEST
        && (term->left.field == FIELD_DATA || term->left.field == FIELD_BYTE || term->left.field == FIELD_SIGNAL);
  gboolean named
      = term->kind == TERM_TEST
        && (term->left.field == FIELD_ID || term->left.field == FIELD_NAME || term->left.field == FIELD_MESSAGE);

  if ((data || named) && has_flag (members, FIELD_ERR, TRUE))
    tell (self, term, _ ("Error frames have neither identifier nor data, so with can.err this is never true."));
  else if (data && has_flag (members, FIELD_RTR, TRUE))
    tell (self, term, _ ("Remote frames have no data, so with can.rtr this is never true."));
}

/* Two tests of one operand that exclude each other (&&), or of which one is always true (||). */
static void
observe_pair (Observer *self, const FilterTerm *a, const FilterTerm *b, TermKind kind)
{
  FilterDomain domain;
  GArray *left, *right, *together;
  char *first, *second;

  if (a->kind != TERM_TEST || b->kind != TERM_TEST || !is_same_operand (&a->left, &b->left)
      || !filter_term_domain (a, 0, &domain) || !filter_term_domain (b, 0, &domain))
    return;
  left = filter_term_ranges (a, 0, &domain);
  right = filter_term_ranges (b, 0, &domain);
  first = source (self, a->start, a->end);
  second = source (self, b->start, b->end);
  if (kind == TERM_AND)
    {
      together = filter_ranges_intersect (left, right);
      if (together->len == 0 && left->len > 0 && right->len > 0)
        tell (self, b, _ ("%s and %s exclude each other, so together they are never true."), first, second);
      g_array_unref (together);
    }
  else if (!filter_ranges_are_all (left, &domain) && !filter_ranges_are_all (right, &domain))
    {
      g_array_append_vals (left, right->data, right->len);
      filter_ranges_normalize (left);
      if (filter_ranges_are_all (left, &domain))
        tell (self, b, _ ("One of %s and %s is true for every value. Was && meant?"), first, second);
    }
  g_array_unref (left);
  g_array_unref (right);
  g_free (first);
  g_free (second);
}

static void
observe_members (Observer *self, const GPtrArray *members, TermKind kind)
{
  for (guint i = 0; i < MIN (members->len, PAIRS_COMPARED); i++)
    {
      const FilterTerm *term = g_ptr_array_index (members, i);

      if (kind == TERM_AND)
        {
          observe_id (self, members, term);
          observe_absent (self, members, term);
        }
      for (guint k = 0; k < i; k++)
        observe_pair (self, g_ptr_array_index (members, k), term, kind);
    }
}

static void
observe_term (Observer *self, const FilterTerm *term, gboolean within_and)
{
  GPtrArray *members;

  if (self->surprise->what != NULL)
    return;
  switch (term->kind)
    {
    case TERM_TEST:
      observe_test (self, term);
      if (!within_and)
        {
          members = g_ptr_array_new ();
          g_ptr_array_add (members, (gpointer) term);
          observe_id (self, members, term);
          g_ptr_array_unref (members);
        }
      return;
    case TERM_NOT:
      if (term->bare_not && filter_operand_type (&term->child->left) != TYPE_BOOLEAN)
        tell (self, term,
              _ ("! takes the whole comparison, as in !(…), so this also finds frames where there is nothing to "
                 "compare."));
      break;
    case TERM_AND:
    case TERM_OR:
      members = g_ptr_array_new ();
      add_members (term, term->kind, members);
      observe_members (self, members, term->kind);
      g_ptr_array_unref (members);
      break;
    }
  for (const FilterTerm *child = term->child; child != NULL; child = child->next)
    observe_term (self, child, within_and || term->kind == TERM_AND);
}

void
filter_surprise (const FilterTerm *term, const char *text, FilterProblem *surprise)
{
  Observer self = { text, surprise };

  observe_term (&self, term, FALSE);
}
