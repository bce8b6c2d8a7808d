/* filter-scan.c: tests of the fixed columns, 64 rows at a time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The loops over 64 rows have a fixed count and no branches, so that the compiler makes vectors of them: one byte a
 * row, then eight bytes become eight bits by a multiplication.
 */
#include "config.h"
#include "core/j1939-id.h"
#include "filter/filter-private.h"

#include <string.h>

#include "base/banned.h"

#define RANGES_AT_ONCE 8 /* more are searched row by row */

static inline uint64_t
pack (const uint8_t passes[64])
{
  uint64_t word = 0;

  for (guint i = 0; i < 8; i++)
    {
      uint64_t eight;

      memcpy (&eight, passes + 8 * i, 8);
      word |= (eight * G_GUINT64_CONSTANT (0x0102040810204080)) >> 56 << 8 * i;
    }
  return word;
}

#define SCAN_COLUMN(name, type)                                                                                        \
  static inline uint64_t scan_##name (const type *column, guint shift, type mask, type low, type span)                 \
  {                                                                                                                    \
    uint8_t passes[64];                                                                                                \
    for (guint i = 0; i < 64; i++)                                                                                     \
      passes[i] = (type) ((type) ((column[i] >> shift) & mask) - low) <= span;                                         \
    return pack (passes);                                                                                              \
  }

SCAN_COLUMN (u32, uint32_t)
SCAN_COLUMN (u16, uint16_t)
SCAN_COLUMN (u8, uint8_t)

/* The last rows of a growing chunk: those behind them are being written. */
#define SCAN_ROWS(column)                                                                                              \
  for (guint i = 0; i < n; i++)                                                                                        \
  word |= (uint64_t) filter_ranges_contain (ins->ranges, ins->n_ranges,                                                \
                                            (uint64_t) ((column)[i] >> ins->shift) & ins->and_mask)                    \
          << i

#define SCAN_RANGES(name, type, column)                                                                                \
  if (n < 64 || ins->n_ranges > RANGES_AT_ONCE)                                                                        \
    SCAN_ROWS (column);                                                                                                \
  else                                                                                                                 \
    for (guint r = 0; r < ins->n_ranges; r++)                                                                          \
    word |= scan_##name (column, ins->shift, (type) ins->and_mask, (type) ins->ranges[r].low,                          \
                         (type) (ins->ranges[r].high - ins->ranges[r].low))

static uint64_t
scan_ids (const FilterRun *run, const FilterInstruction *ins, guint base, guint n)
{
  const uint32_t *column = run->chunk->id + base;
  uint64_t word = 0;

  SCAN_RANGES (u32, uint32_t, column);
  return word;
}

static uint64_t
scan_flags (const FilterRun *run, const FilterInstruction *ins, guint base, guint n)
{
  const uint8_t *column = run->chunk->flags + base;
  uint64_t word = 0;

  SCAN_RANGES (u8, uint8_t, column);
  return word;
}

static uint64_t
scan_lengths (const FilterRun *run, const FilterInstruction *ins, guint base, guint n)
{
  const uint16_t *column = run->chunk->len_dlc + base;
  uint64_t word = 0;

  SCAN_RANGES (u16, uint16_t, column);
  return word;
}

/* --- Times and numbers --- */

static inline uint64_t
test_time (const FilterInstruction *ins, int64_t time)
{
  return filter_ranges_contain (ins->ranges, ins->n_ranges, (uint64_t) time ^ FILTER_SIGN);
}

static uint64_t
scan_times (const FilterRun *run, const FilterInstruction *ins, guint base, guint n)
{
  const int64_t *column = run->chunk->time + base;
  uint64_t word = 0;

  if (ins->term->needs_date && !trace_info_is_dated (run->info))
    return 0;
  for (guint i = 0; i < n; i++)
    word |= test_time (ins, column[i]) << i;
  return word;
}

static uint64_t
scan_relative (const FilterRun *run, const FilterInstruction *ins, guint base, guint n)
{
  const int64_t *column = run->chunk->time + base;
  uint64_t word = 0;
  int64_t start;

  if (!trace_info_get_start (run->info, &start))
    return 0;
  for (guint i = 0; i < n; i++)
    word |= test_time (ins, can_time_since (column[i], start)) << i;
  return word;
}

static uint64_t
scan_deltas (const FilterRun *run, const FilterInstruction *ins, guint base, guint n)
{
  const int64_t *column = run->chunk->time + base;
  uint64_t word = 0;
  guint first = 0;

  if (base == 0)
    {
      uint64_t row = (uint64_t) run->index * FRAME_CHUNK_ROWS;
      const FrameChunk *before
          = row > frame_store_first (run->store) ? frame_store_chunk (run->store, run->index - 1, NULL) : NULL;

      first = 1;
      if (before != NULL)
        word = test_time (ins, can_time_since (column[0], before->time[FRAME_CHUNK_ROWS - 1]));
    }
  for (guint i = first; i < n; i++)
    word |= test_time (ins, can_time_since (column[i], column[(int) i - 1])) << i;
  return word;
}

static uint64_t
scan_marks (const FilterRun *run, const FilterInstruction *ins, guint base, guint n)
{
  uint64_t first = (uint64_t) run->index * FRAME_CHUNK_ROWS + base, word = 0;

  for (guint i = 0; i < n; i++)
    {
      gboolean marked = run->program->marked != NULL && row_set_contains (run->program->marked, first + i);

      word |= (uint64_t) filter_ranges_contain (ins->ranges, ins->n_ranges, (uint64_t) marked) << i;
    }
  return word;
}

static uint64_t
scan_parts (const FilterRun *run, const FilterInstruction *ins, guint base, uint64_t mask)
{
  const IdField *part = ins->term->left.part;
  uint64_t word = 0;
  uint32_t value;

  for (; mask != 0; mask &= mask - 1)
    {
      guint i = (guint) __builtin_ctzll (mask);

      if (id_field_get (part, run->chunk->id[base + i], &value))
        word |= (uint64_t) filter_ranges_contain (ins->ranges, ins->n_ranges, value & ins->and_mask) << i;
    }
  return word;
}

static uint64_t
scan_rows (const FilterRun *run, const FilterInstruction *ins, guint base, guint n)
{
  uint64_t first = (uint64_t) run->index * FRAME_CHUNK_ROWS + base + 1, word = 0;

  for (guint i = 0; i < n; i++)
    word |= (uint64_t) filter_ranges_contain (ins->ranges, ins->n_ranges, (first + i) & ins->and_mask) << i;
  return word;
}

/* --- Channels and messages --- */

static gboolean
channel_passes (const FilterRun *run, const FilterInstruction *ins, uint8_t channel)
{
  const FilterTerm *term = ins->term;

  return filter_text_passes (term->op, term->values, term->n_values, term->regex,
                             trace_info_channel_name (run->info, channel));
}

/* Few channels in many rows: asked once for each channel of the word. */
static uint64_t
scan_channels (const FilterRun *run, const FilterInstruction *ins, guint base, guint n, uint64_t mask)
{
  const uint8_t *column = run->chunk->channel + base;
  uint64_t passed = 0;

  if (n < 64)
    mask &= (G_GUINT64_CONSTANT (1) << n) - 1;
  while (mask != 0)
    {
      uint8_t channel = column[__builtin_ctzll (mask)];
      uint64_t same = 0;

      if (n == 64)
        same = scan_u8 (column, 0, 0xFF, channel, 0);
      else
        for (guint i = 0; i < n; i++)
          same |= (uint64_t) (column[i] == channel) << i;
      if (run->channels[channel])
        passed |= same & mask;
      mask &= ~same;
    }
  return passed;
}

/* First place in the table whose identifier is not below id. */
static guint
find_id (const Message *const *table, guint n, uint32_t id)
{
  guint low = 0, high = n;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (table[middle]->id < id)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* The frame's message by the databases' own rules. */
static int
find_by_pgn (const FilterRun *run, const FilterMessages *messages, uint32_t id, uint8_t channel)
{
  const Message *const *table = run->program->messages + messages->first;
  FilterFound *found = &run->found[(id * 0x9E3779B1u) >> 24];

  if (found->id != id || found->channel != channel)
    *found = (FilterFound){ id, channel,
                            database_set_lookup (run->program->dbs, trace_info_channel_name (run->info, channel), id) };
  if (found->message == NULL)
    return -1;
  for (guint i = find_id (table, messages->n, found->message->id); i < messages->n; i++)
    if (table[i] == found->message)
      return (int) i;
    else if (table[i]->id != found->message->id)
      break;
  return -1;
}

int
filter_find_message (const FilterRun *run, const FilterMessages *messages, guint row)
{
  uint32_t id = run->chunk->id[row] & ~CAN_ID_REMOTE;
  uint8_t channel = run->chunk->channel[row];
  const Message *const *table = run->program->messages + messages->first;
  guint bit = frame_chunk_bloom_bit (id);

  if (messages->by_pgn && j1939_id_has_pgn (id))
    return find_by_pgn (run, messages, id, channel);
  if (!(messages->hash[bit / 64] >> bit % 64 & 1))
    return -1;
  for (guint i = find_id (table, messages->n, id); i < messages->n && table[i]->id == id; i++)
    {
      uint8_t *verdict = &run->verdicts[(messages->first + i) * run->n_channels + MIN (channel, run->n_channels - 1)];

      if (*verdict == 0)
        *verdict = database_set_lookup (run->program->dbs, trace_info_channel_name (run->info, channel), id) == table[i]
                       ? 1
                       : 2;
      if (*verdict == 1)
        return (int) i;
    }
  return -1;
}

static uint64_t
scan_messages (const FilterRun *run, const FilterInstruction *ins, guint base, guint n, uint64_t mask)
{
  uint64_t word = 0;

  if (ins->messages.n == 1 && n == 64 && !ins->messages.by_pgn)
    mask &= scan_u32 (run->chunk->id + base, 0, ~CAN_ID_REMOTE, run->program->messages[ins->messages.first]->id, 0);
  for (; mask != 0; mask &= mask - 1)
    {
      guint i = (guint) __builtin_ctzll (mask);

      word |= (uint64_t) (filter_find_message (run, &ins->messages, base + i) >= 0) << i;
    }
  return word;
}

uint64_t
filter_scan_word (const FilterRun *run, const FilterInstruction *ins, guint base, guint n, uint64_t mask)
{
  switch ((int) ins->code)
    {
    case CODE_ID:
      return mask & scan_ids (run, ins, base, n);
    case CODE_FLAGS:
      return mask & scan_flags (run, ins, base, n);
    case CODE_LEN_DLC:
      return mask & scan_lengths (run, ins, base, n);
    case CODE_TIME:
      return mask & scan_times (run, ins, base, n);
    case CODE_RELATIVE:
      return mask & scan_relative (run, ins, base, n);
    case CODE_DELTA:
      return mask & scan_deltas (run, ins, base, n);
    case CODE_ROW:
      return mask & scan_rows (run, ins, base, n);
    case CODE_ID_PART:
      return scan_parts (run, ins, base, mask);
    case CODE_MARKED:
      return mask & scan_marks (run, ins, base, n);
    case CODE_DELTA_ID:
    case CODE_PAST:
      return filter_past_word (run, ins, base, mask);
    case CODE_CHANNEL:
      return scan_channels (run, ins, base, n, mask);
    case CODE_MESSAGE:
      return scan_messages (run, ins, base, n, mask);
    default:
      return filter_payload_word (run, ins, base, mask);
    }
}

/* --- Whole chunks by their summary --- */

static FilterVerdict
verdict_of (gboolean some_pass, gboolean some_fail)
{
  return !some_pass ? VERDICT_NONE : !some_fail ? VERDICT_ALL : VERDICT_MIXED;
}

static FilterVerdict
judge_bit (const FilterInstruction *ins, gboolean any)
{
  gboolean zero = filter_ranges_contain (ins->ranges, ins->n_ranges, 0),
           one = filter_ranges_contain (ins->ranges, ins->n_ranges, 1);

  return verdict_of (zero || (one && any), !zero || (!one && any));
}

static gboolean
bloom_has (const ChunkSummary *summary, uint32_t id)
{
  guint bit = frame_chunk_bloom_bit (id);

  return summary->id_bloom[bit / 64] >> bit % 64 & 1;
}

static gboolean
bloom_has_number (const ChunkSummary *summary, uint32_t number)
{
  return bloom_has (summary, number) || bloom_has (summary, number | CAN_ID_EXTENDED)
         || bloom_has (summary, number | CAN_ID_REMOTE)
         || bloom_has (summary, number | CAN_ID_EXTENDED | CAN_ID_REMOTE);
}

static FilterVerdict
judge_id (const FilterRun *run, const FilterInstruction *ins)
{
  guint asked = 0;

  if (ins->shift > 0)
    return judge_bit (ins, (run->summary.kinds >> ins->shift & 1) != 0);
  if (ins->ranges->low >= CAN_ID_ERROR && !(run->summary.kinds & CAN_ID_ERROR))
    return VERDICT_NONE;
  if (ins->and_mask != (CAN_ID_MASK_EXTENDED | CAN_ID_ERROR) || ins->ranges->low >= CAN_ID_ERROR)
    return VERDICT_MIXED;
  for (guint i = 0; i < ins->n_ranges; i++)
    for (uint64_t id = ins->ranges[i].low; id <= ins->ranges[i].high; id++)
      if (++asked > 64 || bloom_has_number (&run->summary, (uint32_t) id))
        return VERDICT_MIXED;
  return VERDICT_NONE;
}

static FilterVerdict
judge_time (const FilterRun *run, const FilterInstruction *ins, int64_t start)
{
  uint64_t earliest = (uint64_t) can_time_since (run->summary.earliest, start) ^ FILTER_SIGN;
  uint64_t latest = (uint64_t) can_time_since (run->summary.latest, start) ^ FILTER_SIGN;
  gboolean some = FALSE;

  for (guint i = 0; i < ins->n_ranges; i++)
    {
      if (ins->ranges[i].low <= earliest && latest <= ins->ranges[i].high)
        return VERDICT_ALL;
      some |= ins->ranges[i].low <= latest && earliest <= ins->ranges[i].high;
    }
  return some ? VERDICT_MIXED : VERDICT_NONE;
}

static FilterVerdict
judge_channel (const FilterRun *run)
{
  gboolean pass = FALSE, fail = FALSE;

  for (guint i = 0; i < TRACE_MAX_CHANNELS; i++)
    if (run->summary.channels[i / 64] >> i % 64 & 1)
      {
        pass |= run->channels[i];
        fail |= !run->channels[i];
      }
  return verdict_of (pass, fail);
}

static FilterVerdict
judge_messages (const FilterRun *run, const FilterInstruction *ins)
{
  if (ins->messages.by_pgn && run->summary.kinds & CAN_ID_EXTENDED)
    return VERDICT_MIXED;
  for (guint i = 0; i < ins->messages.n; i++)
    {
      uint32_t id = run->program->messages[ins->messages.first + i]->id;

      if (bloom_has (&run->summary, id) || bloom_has (&run->summary, id | CAN_ID_REMOTE))
        return VERDICT_MIXED;
    }
  return VERDICT_NONE;
}

FilterVerdict
filter_scan_prepare (FilterRun *run, const FilterInstruction *ins)
{
  int64_t start;

  if (ins->code == CODE_CHANNEL)
    for (guint i = 0; i < run->n_channels; i++)
      run->channels[i] = channel_passes (run, ins, (uint8_t) i);
  if (!run->has_summary)
    return VERDICT_MIXED;
  switch ((int) ins->code)
    {
    case CODE_ID:
      return judge_id (run, ins);
    case CODE_FLAGS:
      return judge_bit (ins, (run->summary.flags_any >> ins->shift & 1) != 0);
    case CODE_TIME:
      return ins->term->needs_date ? VERDICT_MIXED : judge_time (run, ins, 0);
    case CODE_RELATIVE:
      return trace_info_get_start (run->info, &start) ? judge_time (run, ins, start) : VERDICT_NONE;
    case CODE_CHANNEL:
      return judge_channel (run);
    case CODE_MESSAGE:
      return judge_messages (run, ins);
    case CODE_ERROR_BYTE:
      return run->summary.kinds & CAN_ID_ERROR ? VERDICT_MIXED : VERDICT_NONE;
    default:
      return VERDICT_MIXED;
    }
}
