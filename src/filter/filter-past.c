/* filter-past.c: what asks for earlier frames of an identifier: frame.time_delta_id, changed (x), prev (x), delta (x).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The rows before of a whole chunk are found at once, chunks in any order. A frame that does not have x (another page
 * of a multiplexer, too short) is passed over; as only frames that have x look back, no frame is passed over twice in a
 * scan, however rare x is.
 */
#include "config.h"
#include "filter/filter-private.h"

#include "base/i18n.h"
#include "core/id-index.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/banned.h"

/* --- Checking --- */

gboolean
filter_find_past (const char *name, FilterPast *past)
{
  static const char *const names[] = { [PAST_PREV] = "prev", [PAST_DELTA] = "delta", [PAST_CHANGED] = "changed" };

  for (guint i = PAST_PREV; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      {
        *past = (FilterPast) i;
        return TRUE;
      }
  return FALSE;
}

gboolean
filter_check_past (FilterChecker *self, const FilterNode *call, FilterOperand *operand)
{
  const FilterNode *inner = call->child;
  char *name = filter_check_source (self, inner->start, inner->end);
  FilterType type = filter_operand_type (operand);
  FilterPast past = PAST_NONE;

  filter_find_past (call->pieces[0].text, &past);
  if (operand->field == FIELD_ID || operand->field == FIELD_ID_PART || operand->field == FIELD_EXT
      || operand->field == FIELD_ERR || operand->field == FIELD_ERR_CLASS || type == TYPE_TEXT)
    return filter_check_fail (self, inner, _ ("%s is the same in all frames of an identifier and channel."), name);
  if (past == PAST_DELTA && type != TYPE_WHOLE && type != TYPE_MOMENT && type != TYPE_DURATION && type != TYPE_SIGNAL)
    return filter_check_fail (self, inner,
                              _ ("%s is no number, so it has no difference. changed(%s) tells if it "
                                 "changes."),
                              name, name);
  operand->past = past;
  return TRUE;
}

/* --- From row to row --- */

void
filter_past_prepare (FilterRun *run)
{
  IdIndex *ids;

  if (run->ids != NULL)
    return;
  ids = frame_store_get_ids (run->store);
  id_index_advance (ids, (uint64_t) run->index * FRAME_CHUNK_ROWS + run->n_rows);
  run->ids = ids;
  if (run->n_words == 1 && run->first_word > 0)
    return;
  run->previous = g_new (uint32_t, run->n_rows);
  id_index_previous_rows (ids, run->index, run->n_rows, run->previous);
}

void
filter_past_finish (FilterRun *run)
{
  g_clear_pointer (&run->previous, g_free);
}

gboolean
filter_step_back (const FilterRun *run, FilterPlace *place)
{
  uint64_t before;

  if (run->previous != NULL && place->index == run->index)
    before = run->previous[place->row] == UINT32_MAX ? ROW_NONE : run->previous[place->row];
  else
    before = id_index_previous (run->ids, (uint64_t) place->index * FRAME_CHUNK_ROWS + place->row);
  if (before == ROW_NONE)
    return FALSE;
  place->row = (guint) (before % FRAME_CHUNK_ROWS);
  if (before / FRAME_CHUNK_ROWS == place->index)
    return TRUE;
  place->index = (uint32_t) (before / FRAME_CHUNK_ROWS);
  place->chunk = frame_store_chunk (run->store, place->index, NULL);
  return place->chunk != NULL;
}

/* --- Values --- */

static gboolean
is_other (const FilterSeen *now, const FilterSeen *before)
{
  if (now->bytes != NULL)
    return now->n_bytes != before->n_bytes || memcmp (now->bytes, before->bytes, now->n_bytes) != 0;
  return now->signal != NULL ? now->bits != before->bits : now->whole != before->whole;
}

/* now -= before. Scaled signals: the difference of the whole numbers is scaled, so that nothing is rounded twice. */
static void
subtract (FilterSeen *now, const FilterSeen *before)
{
  if (!now->is_real)
    now->whole -= before->whole;
  else if (filter_signal_is_float (now->signal))
    now->real -= before->real;
  else
    now->real = (double) (filter_signal_whole (now->signal, TRUE, now->bits)
                          - filter_signal_whole (now->signal, TRUE, before->bits))
                * now->signal->factor;
}

gboolean
filter_load_past (const FilterRun *run, const FilterSide *side, guint row, FilterSeen *out)
{
  FilterPlace place = { run->chunk, run->index, row };
  int ref = filter_find_ref (run, side, row);
  FilterSeen before;

  if (!filter_load_here (run, side, ref, &place, out))
    return FALSE;
  do
    if (!filter_step_back (run, &place))
      return FALSE;
  while (!filter_load_here (run, side, ref, &place, &before));
  switch ((int) side->operand->past)
    {
    case PAST_PREV:
      *out = before;
      break;
    case PAST_DELTA:
      subtract (out, &before);
      break;
    case PAST_CHANGED:
      *out = (FilterSeen){ .whole = is_other (out, &before) };
      break;
    default:
      break;
    }
  return TRUE;
}

static int
compare_seen (const FilterOperand *operand, const FilterSeen *seen, const FilterNumber *number)
{
  double tolerance;

  if (operand->past == PAST_PREV && seen->signal != NULL)
    return filter_signal_compare (seen->signal, operand->raw, seen->bits, number);
  if (!seen->is_real)
    return filter_number_compare_wide (seen->whole, number);
  if (!filter_signal_is_float (seen->signal))
    {
      tolerance
          = fmin (8 * DBL_EPSILON * fmax (fabs (seen->real), fabs (number->real)), fabs (seen->signal->factor) / 4);
      if (fabs (seen->real - number->real) <= tolerance)
        return 0;
    }
  return filter_number_compare_real (seen->real, number);
}

static gboolean
value_passes (const FilterTerm *term, const FilterSeen *seen, const FilterValue *value)
{
  const char *label;
  int low;

  if (value->text != NULL)
    {
      label = seen->signal != NULL ? can_signal_label (seen->signal, seen->bits) : NULL;
      return label != NULL && filter_text_passes (OP_EQ, value, 1, NULL, label);
    }
  low = compare_seen (&term->left, seen, &value->low);
  if (term->op == OP_IN)
    return (low == 0 || low == 1) && compare_seen (&term->left, seen, &value->high) <= 0;
  return filter_order_passes (term->op == OP_NE ? OP_EQ : term->op, low);
}

static gboolean
seen_passes (const FilterTerm *term, const FilterSeen *seen)
{
  const char *label;

  if (term->op == OP_PRESENT)
    return TRUE;
  if (term->op == OP_TRUE)
    return seen->whole != 0;
  if (term->left.field == FIELD_DATA && term->left.past == PAST_PREV)
    return filter_bytes_pass (term->op, term->values, term->n_values, term->regex, seen->bytes, seen->n_bytes);
  if (term->op >= OP_CONTAINS)
    {
      label = seen->signal != NULL ? can_signal_label (seen->signal, seen->bits) : NULL;
      return label != NULL && filter_text_passes (term->op, term->values, term->n_values, term->regex, label);
    }
  for (guint i = 0; i < term->n_values; i++)
    if (value_passes (term, seen, &term->values[i]))
      return term->op != OP_NE;
  return term->op == OP_NE;
}

/* --- Rows --- */

static uint64_t
test_past (const FilterRun *run, const FilterInstruction *ins, guint row)
{
  FilterSeen seen;

  return filter_load_past (run, ins->sides, row, &seen) && seen_passes (ins->term, &seen);
}

static uint64_t
test_delta (const FilterRun *run, const FilterInstruction *ins, guint row)
{
  FilterPlace before = { run->chunk, run->index, row };
  int64_t delta;

  if (!filter_step_back (run, &before))
    return 0;
  delta = can_time_since (run->chunk->time[row], before.chunk->time[before.row]);
  return filter_ranges_contain (ins->ranges, ins->n_ranges, (uint64_t) delta ^ FILTER_SIGN);
}

uint64_t
filter_past_word (const FilterRun *run, const FilterInstruction *ins, guint base, uint64_t mask)
{
  uint64_t word = 0;

  if (ins->term->needs_date && !trace_info_is_dated (run->info))
    return 0;
  for (; mask != 0; mask &= mask - 1)
    {
      guint i = (guint) __builtin_ctzll (mask);

      word |= (ins->code == CODE_PAST ? test_past (run, ins, base + i) : test_delta (run, ins, base + i)) << i;
    }
  return word;
}
