/* filter-payload.c: tests that look at payload: bytes and signals; row by row where the mask is set.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "filter/filter-private.h"

#include <string.h>

#include "base/banned.h"

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

static inline const uint8_t *
error_details (const FilterRun *run, const FrameChunk *chunk, guint row)
{
  uint32_t id = chunk->id[row];

  if (!(id & CAN_ID_ERROR) || !(id & CAN_ERROR_PROTOCOL) || frame_len_dlc_len (chunk->len_dlc[row]) < 4)
    return NULL;
  return frame_store_payload (run->store, chunk, row);
}

const uint8_t *
filter_error_details (const FilterRun *run, const FilterPlace *place)
{
  return error_details (run, place->chunk, place->row);
}

static inline uint64_t
test_error_byte (const FilterRun *run, const FilterInstruction *ins, guint row)
{
  const uint8_t *details = error_details (run, run->chunk, row);

  return details != NULL && filter_ranges_contain (ins->ranges, ins->n_ranges, details[ins->shift] & ins->and_mask);
}

gboolean
filter_load_bytes (const FilterRun *run, const FilterPlace *place, const FilterOperand *data, const uint8_t **bytes,
                   guint *n)
{
  const FrameChunk *chunk = place->chunk;
  guint len = frame_len_dlc_len (chunk->len_dlc[place->row]);

  /* data itself is there in a frame of 0 bytes; a slice needs all its bytes, an open one at least one. */
  if (chunk->id[place->row] & (CAN_ID_ERROR | CAN_ID_REMOTE) || data->offset > len
      || (data->offset == len && data->offset > 0))
    return FALSE;
  *n = len - data->offset;
  if (data->length != G_MAXUINT)
    {
      if (*n < data->length)
        return FALSE;
      *n = data->length;
    }
  *bytes = frame_store_payload (run->store, chunk, place->row) + data->offset;
  return TRUE;
}

static uint64_t
test_bytes (const FilterRun *run, const FilterInstruction *ins, guint row)
{
  const FilterTerm *term = ins->term;
  FilterPlace place = { run->chunk, run->index, row };
  const uint8_t *bytes;
  guint n;

  return filter_load_bytes (run, &place, &term->left, &bytes, &n)
         && filter_bytes_pass (term->op, term->values, term->n_values, term->regex, bytes, n);
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

static inline gboolean
load_signal (const FilterRun *run, const FrameChunk *chunk, const FilterSignal *signal, guint row, uint64_t *bits)
{
  const SignalLayout *layout = &signal->signal->layout;
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

gboolean
filter_load_signal (const FilterRun *run, const FilterPlace *place, const FilterSignal *signal, uint64_t *bits)
{
  return load_signal (run, place->chunk, signal, place->row, bits);
}

static inline uint64_t
test_signal (const FilterRun *run, const FilterInstruction *ins, guint row)
{
  uint64_t bits;

  if (!load_signal (run, run->chunk, ins->signals, row, &bits))
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

  return load_signal (run, run->chunk, ins->signals, row, &bits) && real_passes (ins->term, ins->signals->signal, bits);
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
      TEST_ROWS (filter_test_comparison);
    default:
      g_assert_not_reached ();
    }
  return word;
}
