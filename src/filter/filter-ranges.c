/* filter-ranges.c: what a comparison means as ranges of whole keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * physical = raw * factor + offset rises or falls steadily with raw, also in double, where rounding keeps the order. So
 * "Speed > 3000" is a range of raw values, found by bisection with the very comparison that a row by row evaluation
 * would use, and running needs neither a multiplication nor a double. Only floating point signals are compared row by
 * row.
 */
#include "config.h"
#include "filter/filter-private.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/banned.h"

/* --- Signals --- */

gboolean
filter_signal_is_float (const CanSignal *signal)
{
  return signal->layout.kind == SIGNAL_FLOAT || signal->layout.kind == SIGNAL_DOUBLE;
}

static gboolean
is_whole (double value)
{
  return fabs (value) < 0x1p62 && floor (value) == value;
}

gboolean
filter_signal_is_exact (const CanSignal *signal, gboolean raw)
{
  return !filter_signal_is_float (signal) && (raw || (is_whole (signal->factor) && is_whole (signal->offset)));
}

static FilterWide
signal_integer (const CanSignal *signal, uint64_t bits)
{
  return signal->layout.kind == SIGNAL_SIGNED ? (FilterWide) can_signal_integer (signal, bits) : (FilterWide) bits;
}

FilterWide
filter_signal_whole (const CanSignal *signal, gboolean raw, uint64_t bits)
{
  FilterWide value = signal_integer (signal, bits);

  return raw ? value : value * (int64_t) signal->factor + (int64_t) signal->offset;
}

double
filter_signal_real (const CanSignal *signal, gboolean raw, uint64_t bits)
{
  CanSignal plain;

  if (!raw)
    return can_signal_physical (signal, bits);
  plain = *signal;
  plain.factor = 1.0;
  plain.offset = 0.0;
  return can_signal_physical (&plain, bits);
}

/* Equal if only rounding tells them apart: some units in the last place of what was computed with, never near half a
 * step. */
static int
compare_scaled (const CanSignal *signal, double value, const FilterNumber *number)
{
  double scale = fmax (fmax (fabs (value), fabs (number->real)), fabs (signal->offset));
  double tolerance = fmin (8 * DBL_EPSILON * scale, fabs (signal->factor) / 4);

  return fabs (value - number->real) <= tolerance ? 0 : filter_number_compare_real (value, number);
}

int
filter_signal_compare (const CanSignal *signal, gboolean raw, uint64_t bits, const FilterNumber *number)
{
  if (filter_signal_is_exact (signal, raw))
    return filter_number_compare_wide (filter_signal_whole (signal, raw, bits), number);
  if (filter_signal_is_float (signal))
    {
      FilterNumber rounded = *number;

      /* 0.1 means the 0.1 that a signal of 32 bits can hold. */
      if (signal->layout.bits == 32 && (raw || (signal->factor == 1.0 && signal->offset == 0.0)))
        rounded.real = (float) number->real;
      return filter_number_compare_real (filter_signal_real (signal, raw, bits), &rounded);
    }
  return compare_scaled (signal, can_signal_physical (signal, bits), number);
}

/* --- Texts and bytes --- */

static gboolean
equals_a_text (const FilterValue *values, guint n_values, const char *text)
{
  for (guint i = 0; i < n_values; i++)
    if (values[i].text != NULL && strcmp (values[i].text, text) == 0)
      return TRUE;
  return FALSE;
}

gboolean
filter_text_passes (FilterOp op, const FilterValue *values, guint n_values, const GRegex *regex, const char *text)
{
  switch ((int) op)
    {
    case OP_EQ:
    case OP_IN:
      return equals_a_text (values, n_values, text);
    case OP_NE:
      return !equals_a_text (values, n_values, text);
    case OP_CONTAINS:
      return strstr (text, values->text) != NULL;
    case OP_MATCHES:
      return g_regex_match_full (regex, text, -1, 0, 0, NULL, NULL);
    default:
      return TRUE;
    }
}

static int
compare_bytes (const uint8_t *a, guint n, const guint8 *b, guint m)
{
  int order = memcmp (a, b, MIN (n, m));

  return order != 0 ? order : n < m ? -1 : n > m ? 1 : 0;
}

gboolean
filter_bytes_pass (FilterOp op, const FilterValue *values, guint n_values, const GRegex *regex, const uint8_t *data,
                   guint n)
{
  if (op == OP_IN)
    {
      for (guint i = 0; i < n_values; i++)
        if (compare_bytes (data, n, values[i].bytes, values[i].n_bytes) >= 0
            && compare_bytes (data, n, values[i].bytes_high, values[i].n_bytes_high) <= 0)
          return TRUE;
      return FALSE;
    }
  switch ((int) op)
    {
    case OP_EQ:
      return n == values->n_bytes && memcmp (data, values->bytes, n) == 0;
    case OP_NE:
      return n != values->n_bytes || memcmp (data, values->bytes, n) != 0;
    case OP_LT:
      return compare_bytes (data, n, values->bytes, values->n_bytes) < 0;
    case OP_LE:
      return compare_bytes (data, n, values->bytes, values->n_bytes) <= 0;
    case OP_GT:
      return compare_bytes (data, n, values->bytes, values->n_bytes) > 0;
    case OP_GE:
      return compare_bytes (data, n, values->bytes, values->n_bytes) >= 0;
    case OP_CONTAINS:
      return memmem (data, n, values->bytes, values->n_bytes) != NULL;
    case OP_MATCHES:
      return g_regex_match_full (regex, (const char *) data, (gssize) n, 0, 0, NULL, NULL);
    default:
      return TRUE;
    }
}

/* --- Sets of ranges --- */

static void
ranges_add (GArray *ranges, uint64_t low, uint64_t high)
{
  FilterRange range = { low, high };

  g_array_append_val (ranges, range);
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  const FilterRange *left = a, *right = b;

  return left->low < right->low ? -1 : left->low > right->low;
}

void
filter_ranges_normalize (GArray *ranges)
{
  FilterRange *range = (FilterRange *) ranges->data;
  guint n = 0;

  g_array_sort (ranges, compare_ranges);
  for (guint i = 0; i < ranges->len; i++)
    if (n > 0 && (range[n - 1].high == G_MAXUINT64 || range[i].low <= range[n - 1].high + 1))
      range[n - 1].high = MAX (range[n - 1].high, range[i].high);
    else
      range[n++] = range[i];
  g_array_set_size (ranges, n);
}

static GArray *
complement (const GArray *ranges, const FilterDomain *domain)
{
  GArray *rest = g_array_new (FALSE, FALSE, sizeof (FilterRange));
  const FilterRange *range = (const FilterRange *) ranges->data;
  uint64_t next = domain->low;

  for (guint i = 0; i < ranges->len; i++)
    {
      if (range[i].low > next)
        ranges_add (rest, next, range[i].low - 1);
      if (range[i].high >= domain->high)
        return rest;
      next = range[i].high + 1;
    }
  ranges_add (rest, next, domain->high);
  return rest;
}

GArray *
filter_ranges_intersect (const GArray *a, const GArray *b)
{
  GArray *both = g_array_new (FALSE, FALSE, sizeof (FilterRange));
  const FilterRange *left = (const FilterRange *) a->data, *right = (const FilterRange *) b->data;

  for (guint i = 0, k = 0; i < a->len && k < b->len;)
    {
      uint64_t low = MAX (left[i].low, right[k].low), high = MIN (left[i].high, right[k].high);

      if (low <= high)
        ranges_add (both, low, high);
      if (left[i].high < right[k].high)
        i++;
      else
        k++;
    }
  return both;
}

gboolean
filter_ranges_are_all (const GArray *ranges, const FilterDomain *domain)
{
  const FilterRange *range = (const FilterRange *) ranges->data;

  return ranges->len == 1 && range->low <= domain->low && range->high >= domain->high;
}

/* --- From comparisons --- */

FilterWide
filter_key_value (const FilterDomain *domain, uint64_t key)
{
  return domain->is_signed ? (FilterWide) (int64_t) (key ^ FILTER_SIGN) : (FilterWide) key;
}

static gboolean
signal_domain (const FilterTerm *term, const CanSignal *signal, FilterDomain *domain)
{
  guint bits = signal->layout.bits;
  uint64_t top = bits >= 64 ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << bits) - 1;
  gboolean texts = term->op >= OP_CONTAINS || (term->n_values > 0 && term->values->text != NULL);

  if (filter_signal_is_float (signal)
      || (!texts && !term->left.raw && (!isfinite (signal->factor) || !isfinite (signal->offset))))
    return FALSE;
  *domain = (FilterDomain){ .high = term->left.masked ? top & term->left.mask : top };
  if (signal->layout.kind == SIGNAL_SIGNED && !term->left.masked)
    *domain = (FilterDomain){ TRUE, FILTER_SIGN - (top >> 1) - 1, FILTER_SIGN + (top >> 1) };
  return TRUE;
}

gboolean
filter_term_domain (const FilterTerm *term, guint ref, FilterDomain *domain)
{
  uint64_t maximum;

  if (term->kind != TERM_TEST || term->right != NULL || term->left.past != PAST_NONE)
    return FALSE;
  switch (filter_operand_type (&term->left))
    {
    case TYPE_BOOLEAN:
    case TYPE_DIRECTION:
      *domain = (FilterDomain){ .high = 1 };
      return TRUE;
    case TYPE_WHOLE:
      maximum = term->left.field == FIELD_BYTE      ? 255
                : term->left.field == FIELD_ID_PART ? (G_GUINT64_CONSTANT (1) << term->left.part->bits) - 1
                                                    : filter_fields[term->left.field].maximum;
      *domain = (FilterDomain){ .high = maximum };
      if (term->left.masked) /* a mask can keep all bits below the highest of the maximum */
        domain->high = term->left.mask & (((G_GUINT64_CONSTANT (1) << (g_bit_storage (maximum) - 1)) - 1) << 1 | 1);
      return TRUE;
    case TYPE_MOMENT:
    case TYPE_DURATION:
      *domain = (FilterDomain){ TRUE, 0, G_MAXUINT64 };
      return TRUE;
    case TYPE_SIGNAL:
      return signal_domain (term, filter_ref_signal (&term->left.refs[ref]), domain);
    default:
      return FALSE;
    }
}

typedef struct
{
  const FilterDomain *domain;
  const CanSignal *signal; /* NULL: keys are the values */
  gboolean raw;
  int direction; /* -1: falls while keys rise */
} Scale;

static int
compare_key (const Scale *self, uint64_t key, const FilterNumber *number)
{
  FilterWide value = filter_key_value (self->domain, key);

  if (self->signal == NULL)
    return filter_number_compare_wide (value, number);
  return self->direction
         * filter_signal_compare (self->signal, self->raw,
                                  (uint64_t) value & (G_MAXUINT64 >> (64 - self->signal->layout.bits)), number);
}

/* First key from which compare_key is at least wanted; one behind the domain if none. */
static FilterWide
first_key (const Scale *self, const FilterNumber *number, int wanted)
{
  FilterWide low = self->domain->low, high = (FilterWide) self->domain->high + 1;

  while (low < high)
    {
      FilterWide middle = low + (high - low) / 2;

      if (compare_key (self, (uint64_t) middle, number) >= wanted)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

static void
add_comparison (const Scale *self, FilterOp op, const FilterNumber *number, GArray *out)
{
  static const FilterOp mirrored[] = { OP_EQ, OP_NE, OP_GT, OP_GE, OP_LT, OP_LE };
  FilterWide equal = first_key (self, number, 0), above = first_key (self, number, 1);
  FilterWide low = self->domain->low, high = (FilterWide) self->domain->high + 1;

  switch ((int) (self->direction < 0 ? mirrored[op] : op))
    {
    case OP_EQ:
      low = equal;
      high = above;
      break;
    case OP_LT:
      high = equal;
      break;
    case OP_LE:
      high = above;
      break;
    case OP_GT:
      low = above;
      break;
    case OP_GE:
      low = equal;
      break;
    default:
      g_assert_not_reached ();
    }
  if (low < high)
    ranges_add (out, (uint64_t) low, (uint64_t) (high - 1));
}

static void
add_span (const Scale *self, const FilterValue *value, GArray *out)
{
  GArray *from = g_array_new (FALSE, FALSE, sizeof (FilterRange)),
         *to = g_array_new (FALSE, FALSE, sizeof (FilterRange)), *both;

  add_comparison (self, OP_GE, &value->low, from);
  add_comparison (self, OP_LE, &value->high, to);
  both = filter_ranges_intersect (from, to);
  g_array_append_vals (out, both->data, both->len);
  g_array_unref (from);
  g_array_unref (to);
  g_array_unref (both);
}

static void
add_labels (const FilterTerm *term, const FilterValue *value, const CanSignal *signal, const FilterDomain *domain,
            GArray *out)
{
  FilterOp op = term->op == OP_NE || term->op == OP_IN ? OP_EQ : term->op;

  for (guint i = 0; i < signal->n_labels; i++)
    {
      uint64_t key = (uint64_t) signal->labels[i].raw ^ (domain->is_signed ? FILTER_SIGN : 0);

      if (key >= domain->low && key <= domain->high
          && filter_text_passes (op, value, 1, term->regex, signal->labels[i].text))
        ranges_add (out, key, key);
    }
}

/* A single value with a bit that the mask takes away never occurs; domain->high is the mask. */
static void
drop_impossible (GArray *ranges, const FilterDomain *domain)
{
  for (guint i = ranges->len; i-- > 0;)
    {
      FilterRange range = g_array_index (ranges, FilterRange, i);

      if (range.low == range.high && (range.low & ~domain->high) != 0)
        g_array_remove_index (ranges, i);
    }
}

GArray *
filter_term_ranges (const FilterTerm *term, guint ref, const FilterDomain *domain)
{
  static const FilterNumber zero;
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (FilterRange)), *rest;
  const CanSignal *signal = term->left.field == FIELD_SIGNAL ? filter_ref_signal (&term->left.refs[ref]) : NULL;
  Scale scale = { domain, term->left.masked ? NULL : signal, term->left.raw, 1 };

  if (signal != NULL && !term->left.raw && signal->factor < 0)
    scale.direction = -1;
  if (term->op == OP_TRUE)
    add_comparison (&scale, OP_EQ, &zero, ranges);
  if (term->op == OP_MATCHES)
    add_labels (term, NULL, signal, domain, ranges);
  for (guint i = 0; i < term->n_values; i++)
    if (term->values[i].text != NULL)
      add_labels (term, &term->values[i], signal, domain, ranges);
    else if (term->op == OP_IN)
      add_span (&scale, &term->values[i], ranges);
    else
      add_comparison (&scale, term->op == OP_NE ? OP_EQ : term->op, &term->values[i].low, ranges);
  filter_ranges_normalize (ranges);
  if (term->left.masked)
    drop_impossible (ranges, domain);
  if (term->op != OP_NE && term->op != OP_TRUE && term->op != OP_PRESENT)
    return ranges;
  rest = complement (ranges, domain);
  g_array_unref (ranges);
  return rest;
}
