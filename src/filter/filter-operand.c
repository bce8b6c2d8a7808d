/* filter-operand.c: what an operand is in a row, whatever it is; and operands compared with each other.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "filter/filter-private.h"

#include "base/banned.h"

int
filter_find_ref (const FilterRun *run, const FilterSide *side, guint row)
{
  int found = side->operand->field == FIELD_SIGNAL ? filter_find_message (run, &side->messages, row) : -1;

  for (guint i = 0; found >= 0 && i < side->operand->n_refs; i++)
    if (side->operand->refs[i].message == run->program->messages[side->messages.first + (guint) found])
      return (int) i;
  return -1;
}

static gboolean
load_signal_value (const FilterRun *run, const FilterSide *side, int ref, const FilterPlace *place, FilterSeen *out)
{
  const FilterOperand *operand = side->operand;
  const CanSignal *signal;

  if (ref < 0 || !filter_load_signal (run, place, &side->signals[ref], &out->bits))
    return FALSE;
  signal = side->signals[ref].signal;
  if (operand->masked)
    {
      out->whole = out->bits & operand->mask;
      return TRUE;
    }
  out->signal = signal;
  out->is_real = !filter_signal_is_exact (signal, operand->raw);
  if (out->is_real)
    out->real = filter_signal_real (signal, operand->raw, out->bits);
  else
    out->whole = filter_signal_whole (signal, operand->raw, out->bits);
  return TRUE;
}

static int64_t
time_before (const FilterRun *run, const FilterPlace *place, gboolean *is_first)
{
  uint64_t number = (uint64_t) place->index * FRAME_CHUNK_ROWS + place->row;
  const FrameChunk *chunk;

  *is_first = FALSE;
  if (place->row > 0)
    return place->chunk->time[place->row - 1];
  chunk = number > frame_store_first (run->store) ? frame_store_chunk (run->store, place->index - 1, NULL) : NULL;
  *is_first = chunk == NULL;
  return chunk != NULL ? chunk->time[FRAME_CHUNK_ROWS - 1] : 0;
}

static gboolean
load_data_byte (const FilterRun *run, guint position, const FilterPlace *place, FilterSeen *out)
{
  const FrameChunk *chunk = place->chunk;
  guint row = place->row;

  if (position >= frame_len_dlc_len (chunk->len_dlc[row]) || chunk->id[row] & (CAN_ID_ERROR | CAN_ID_REMOTE))
    return FALSE;
  out->whole = frame_store_payload (run->store, chunk, row)[position];
  return TRUE;
}

static gboolean
load_time (const FilterRun *run, FilterField field, const FilterPlace *place, FilterSeen *out)
{
  int64_t time = place->chunk->time[place->row], base = 0;
  gboolean absent = FALSE;
  FilterPlace before = *place;

  if (field == FIELD_TIME_RELATIVE)
    absent = !trace_info_get_start (run->info, &base);
  else if (field == FIELD_TIME_DELTA)
    base = time_before (run, place, &absent);
  else if (field == FIELD_TIME_DELTA_ID)
    {
      absent = !filter_step_back (run, &before);
      base = before.chunk->time[before.row];
    }
  out->whole = (FilterWide) time - base;
  return !absent;
}

static gboolean
load_field (const FilterRun *run, const FilterOperand *operand, const FilterPlace *place, FilterSeen *out)
{
  const FrameChunk *chunk = place->chunk;
  guint row = place->row;
  uint32_t id = chunk->id[row], part = 0;
  uint8_t flags = chunk->flags[row];
  const uint8_t *details;

  switch ((int) operand->field)
    {
    case FIELD_ID:
      out->whole = can_id_number (id);
      return !(id & CAN_ID_ERROR);
    case FIELD_EXT:
      out->whole = (id & CAN_ID_EXTENDED) != 0;
      return TRUE;
    case FIELD_RTR:
      out->whole = (id & CAN_ID_REMOTE) != 0;
      return TRUE;
    case FIELD_ERR:
      out->whole = (id & CAN_ID_ERROR) != 0;
      return TRUE;
    case FIELD_FD:
      out->whole = (flags & CAN_FD) != 0;
      return TRUE;
    case FIELD_BRS:
      out->whole = (flags & CAN_BRS) != 0;
      return TRUE;
    case FIELD_ESI:
      out->whole = (flags & CAN_ESI) != 0;
      return TRUE;
    case FIELD_LOCAL:
      out->whole = (flags & CAN_LOCAL) != 0;
      return TRUE;
    case FIELD_DIR:
      out->whole = (flags & CAN_TX) != 0;
      return TRUE;
    case FIELD_LEN:
      out->whole = frame_len_dlc_len (chunk->len_dlc[row]);
      return TRUE;
    case FIELD_DLC:
      out->whole = frame_len_dlc_dlc (chunk->len_dlc[row]);
      return TRUE;
    case FIELD_ERR_CLASS:
      out->whole = can_id_number (id);
      return (id & CAN_ID_ERROR) != 0;
    case FIELD_ERR_TYPE:
    case FIELD_ERR_LOCATION:
      details = filter_error_details (run, place);
      out->whole = details != NULL ? details[operand->field == FIELD_ERR_TYPE ? 2 : 3] : 0;
      return details != NULL;
    case FIELD_NUMBER:
      out->whole = (FilterWide) place->index * FRAME_CHUNK_ROWS + row + 1;
      return TRUE;
    case FIELD_MARKED:
      out->whole = run->program->marked != NULL
                   && row_set_contains (run->program->marked, (uint64_t) place->index * FRAME_CHUNK_ROWS + row);
      return TRUE;
    case FIELD_ID_PART:
      if (!id_field_get (operand->part, id, &part))
        return FALSE;
      out->whole = part;
      return TRUE;
    case FIELD_DATA:
      return filter_load_bytes (run, place, operand, &out->bytes, &out->n_bytes);
    case FIELD_BYTE:
      return load_data_byte (run, operand->offset, place, out);
    default:
      return load_time (run, operand->field, place, out);
    }
}

gboolean
filter_load_here (const FilterRun *run, const FilterSide *side, int ref, const FilterPlace *place, FilterSeen *out)
{
  *out = (FilterSeen){ 0 };
  if (side->operand->field == FIELD_SIGNAL)
    return load_signal_value (run, side, ref, place, out);
  if (!load_field (run, side->operand, place, out))
    return FALSE;
  if (side->operand->masked)
    out->whole &= side->operand->mask;
  return TRUE;
}

static gboolean
load_side (const FilterRun *run, const FilterSide *side, guint row, FilterSeen *out)
{
  FilterPlace place = { run->chunk, run->index, row };

  if (side->operand->past != PAST_NONE)
    return filter_load_past (run, side, row, out);
  return filter_load_here (run, side, filter_find_ref (run, side, row), &place, out);
}

/* Value as the second of a comparison. */
static FilterNumber
as_number (const FilterSeen *value)
{
  return (FilterNumber){ value->is_real, value->whole, FALSE, value->is_real ? value->real : (double) value->whole };
}

uint64_t
filter_test_comparison (const FilterRun *run, const FilterInstruction *ins, guint row)
{
  FilterSeen left, right;
  FilterNumber number;
  int order;

  if (!load_side (run, &ins->sides[0], row, &left) || !load_side (run, &ins->sides[1], row, &right))
    return 0;
  number = as_number (&right);
  if (right.is_real && right.real != right.real)
    order = 2;
  else if (left.is_real)
    order = filter_number_compare_real (left.real, &number);
  else
    order = filter_number_compare_wide (left.whole, &number);
  return filter_order_passes (ins->term->op, order);
}
