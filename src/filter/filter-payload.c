/* filter-payload.c: tests that look at payload: bytes, signals, comparisons of two operands; row by row where the mask
 * is set.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "filter/filter-private.h"

#include <string.h>

#include "base/banned.h"

#define ERROR_CLASS_PROTOCOL 0x8u /* CAN_ERR_PROT of linux/can/error.h: bytes 2 and 3 are valid */

static inline uint64_t
test_byte (const FilterRun *run, const FilterInstruction *ins, guint row)
{
  const FrameChunk *chunk = run->chunk;
  guint len = frame_len_dlc_len (chunk->len_dlc[row]);

  if (ins->shift >= len || chunk->id[row] & (CAN_ID_ERROR | CAN_ID_REMOTE))
    return 0;
  return filter_ranges_contain (ins->ranges, ins->n_ranges,
                                frame_store_payload (run->store, chunk, row)[ins->shift] & ins->and_mask);
}

/* NULL: not an error frame with such details. */
static const uint8_t *
error_details (const FilterRun *run, guint row)
{
  const FrameChunk *chunk = run->chunk;
  uint32_t id = chunk->id[row];

  if (!(id & CAN_ID_ERROR) || !(id & ERROR_CLASS_PROTOCOL) || frame_len_dlc_len (chunk->len_dlc[row]) < 4)
    return NULL;
  return frame_store_payload (run->store, chunk, row);
}

static inline uint64_t
test_error_byte (const FilterRun *run, const FilterInstruction *ins, guint row)
{
  const uint8_t *details = error_details (run, row);

  return details != NULL && filter_ranges_contain (ins->ranges, ins->n_ranges, details[ins->shift] & ins->and_mask);
}

static uint64_t
test_bytes (const FilterRun *run, const FilterInstruction *ins, guint row)
{
  const FilterTerm *term = ins->term;
  const FilterOperand *data = &term->left;
  const FrameChunk *chunk = run->chunk;
  guint len = frame_len_dlc_len (chunk->len_dlc[row]), n;

  /* data itself is there in a frame of 0 bytes; a slice needs all its bytes, an open one at least one. */
  if (chunk->id[row] & (CAN_ID_ERROR | CAN_ID_REMOTE) || data->offset > len
      || (data->offset == len && data->offset > 0))
    return 0;
  n = len - data->offset;
  if (data->length != G_MAXUINT)
    {
      if (n < data->length)
        return 0;
      n = data->length;
    }
  return filter_bytes_pass (term->op, term->values, term->n_values, term->regex,
                            frame_store_payload (run->store, chunk, row) + data->offset, n);
}

/* --- Signals --- */

static gboolean
is_selected (const FilterMux *mux, const uint8_t *payload, guint len)
{
  uint64_t value;

  if (mux->layout.end_byte > len)
    return FALSE;
  value = signal_layout_load_wide (&mux->layout, payload);
  for (guint i = 0; i < mux->n_ranges; i++)
    if (value >= mux->ranges[i].first && value <= mux->ranges[i].last)
      return TRUE;
  return FALSE;
}

/* FALSE: the signal is not in this row, whose message is known to be that of the signal. */
static inline gboolean
load_signal (const FilterRun *run, const FilterSignal *signal, guint row, uint64_t *bits)
{
  const SignalLayout *layout = &signal->signal->layout;
  const FrameChunk *chunk = run->chunk;
  guint len = frame_len_dlc_len (chunk->len_dlc[row]);
  const uint8_t *payload;

  if (layout->end_byte > len || chunk->id[row] & CAN_ID_REMOTE)
    return FALSE;
  payload = frame_store_payload (run->store, chunk, row);
  for (guint i = 0; i < signal->n_mux; i++)
    if (!is_selected (&signal->mux[i], payload, len))
      return FALSE;
  *bits = signal_layout_load_wide (layout, payload);
  return TRUE;
}

static inline uint64_t
test_signal (const FilterRun *run, const FilterInstruction *ins, guint row)
{
  uint64_t bits;

  if (!load_signal (run, ins->signals, row, &bits))
    return 0;
  if (ins->is_signed)
    {
      uint64_t top = G_GUINT64_CONSTANT (1) << (ins->signals->signal->layout.bits - 1);

      bits = ((bits ^ top) - top) ^ FILTER_SIGN;
    }
  return filter_ranges_contain (ins->ranges, ins->n_ranges, bits & ins->and_mask);
}

static gboolean
real_passes (const FilterTerm *term, const CanSignal *signal, uint64_t bits)
{
  int order;

  if (term->op == OP_PRESENT)
    return TRUE;
  if (term->op == OP_IN)
    {
      for (guint i = 0; i < term->n_values; i++)
        {
          const FilterValue *value = &term->values[i];
          int low = filter_signal_compare (signal, term->left.raw, bits, &value->low);
          int high = filter_signal_compare (signal, term->left.raw, bits, &value->high);

          if (value->text == NULL && (low == 0 || low == 1) && high <= 0)
            return TRUE;
        }
      return FALSE;
    }
  order = term->n_values > 0 && term->values->text == NULL
              ? filter_signal_compare (signal, term->left.raw, bits, &term->values->low)
              : 2;
  return filter_order_passes (term->op, order);
}

gboolean
filter_order_passes (FilterOp op, int order)
{
  switch ((int) op)
    {
    case OP_EQ:
      return order == 0;
    case OP_NE:
      return order != 0;
    case OP_LT:
      return order == -1;
    case OP_LE:
      return order <= 0;
    case OP_GT:
      return order == 1;
    case OP_GE:
      return order == 0 || order == 1;
    default:
      return FALSE;
    }
}

static uint64_t
test_real (const FilterRun *run, const FilterInstruction *ins, guint row)
{
  uint64_t bits;

  return load_signal (run, ins->signals, row, &bits) && real_passes (ins->term, ins->signals->signal, bits);
}

/* --- Operand against operand --- */

typedef struct
{
  gboolean is_real;
  FilterWide whole;
  double real;
} Value;

static gboolean
load_signal_value (const FilterRun *run, const FilterSide *side, guint row, Value *out)
{
  int found = filter_find_message (run, &side->messages, row);
  const FilterOperand *operand = side->operand;
  uint64_t bits;

  for (guint i = 0; found >= 0 && i < operand->n_refs; i++)
    {
      const CanSignal *signal = side->signals[i].signal;

      if (operand->refs[i].message != run->program->messages[side->messages.first + (guint) found])
        continue;
      if (!load_signal (run, &side->signals[i], row, &bits))
        return FALSE;
      if (operand->masked)
        *out = (Value){ .whole = bits & operand->mask };
      else if (filter_signal_is_exact (signal, operand->raw))
        *out = (Value){ .whole = filter_signal_whole (signal, operand->raw, bits) };
      else
        *out = (Value){ .is_real = TRUE, .real = filter_signal_real (signal, operand->raw, bits) };
      return TRUE;
    }
  return FALSE;
}

static int64_t
time_before (const FilterRun *run, guint row, gboolean *is_first)
{
  uint64_t number = (uint64_t) run->index * FRAME_CHUNK_ROWS + row;
  const FrameChunk *chunk;

  *is_first = FALSE;
  if (row > 0)
    return run->chunk->time[row - 1];
  chunk = number > frame_store_first (run->store) ? frame_store_chunk (run->store, run->index - 1, NULL) : NULL;
  *is_first = chunk == NULL;
  return chunk != NULL ? chunk->time[FRAME_CHUNK_ROWS - 1] : 0;
}

static gboolean
load_data_byte (const FilterRun *run, guint position, guint row, Value *out)
{
  const FrameChunk *chunk = run->chunk;

  if (position >= frame_len_dlc_len (chunk->len_dlc[row]) || chunk->id[row] & (CAN_ID_ERROR | CAN_ID_REMOTE))
    return FALSE;
  out->whole = frame_store_payload (run->store, chunk, row)[position];
  return TRUE;
}

static gboolean
load_time (const FilterRun *run, FilterField field, guint row, Value *out)
{
  int64_t time = run->chunk->time[row], base = 0;
  gboolean absent = FALSE;

  if (field == FIELD_TIME_RELATIVE)
    absent = !trace_info_get_start (run->info, &base);
  else if (field == FIELD_TIME_DELTA)
    base = time_before (run, row, &absent);
  out->whole = (FilterWide) time - base;
  return !absent;
}

static gboolean
load_field (const FilterRun *run, const FilterOperand *operand, guint row, Value *out)
{
  const FrameChunk *chunk = run->chunk;
  uint32_t id = chunk->id[row];
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
      details = error_details (run, row);
      out->whole = details != NULL ? details[operand->field == FIELD_ERR_TYPE ? 2 : 3] : 0;
      return details != NULL;
    case FIELD_NUMBER:
      out->whole = (FilterWide) run->index * FRAME_CHUNK_ROWS + row + 1;
      return TRUE;
    case FIELD_BYTE:
      return load_data_byte (run, operand->offset, row, out);
    default:
      return load_time (run, operand->field, row, out);
    }
}

static gboolean
load_side (const FilterRun *run, const FilterSide *side, guint row, Value *out)
{
  *out = (Value){ 0 };
  if (side->operand->field == FIELD_SIGNAL)
    return load_signal_value (run, side, row, out);
  if (!load_field (run, side->operand, row, out))
    return FALSE;
  if (side->operand->masked)
    out->whole &= side->operand->mask;
  return TRUE;
}

/* Value as the second of a comparison. */
static FilterNumber
as_number (const Value *value)
{
  return (FilterNumber){ value->is_real, value->whole, FALSE, value->is_real ? value->real : (double) value->whole };
}

static uint64_t
test_comparison (const FilterRun *run, const FilterInstruction *ins, guint row)
{
  Value left, right;
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

#define TEST_ROWS(test)                                                                                                \
  for (; mask != 0; mask &= mask - 1)                                                                                  \
    {                                                                                                                  \
      guint i = (guint) __builtin_ctzll (mask);                                                                        \
      word |= test (run, ins, base + i) << i;                                                                          \
    }                                                                                                                  \
  break

uint64_t
filter_payload_word (const FilterRun *run, const FilterInstruction *ins, guint base, uint64_t mask)
{
  uint64_t word = 0;

  switch ((int) ins->code)
    {
    case CODE_BYTE:
      TEST_ROWS (test_byte);
    case CODE_ERROR_BYTE:
      TEST_ROWS (test_error_byte);
    case CODE_BYTES:
      TEST_ROWS (test_bytes);
    case CODE_SIGNAL:
      TEST_ROWS (test_signal);
    case CODE_REAL:
      TEST_ROWS (test_real);
    case CODE_COMPARE:
      TEST_ROWS (test_comparison);
    default:
      g_assert_not_reached ();
    }
  return word;
}
