/* filter-run.c: a program over a chunk, instruction by instruction.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A register knows when it holds no row or all rows, so what the chunk's summary decides costs nothing and a chunk
 * without the wanted identifier is never touched.
 */
#include "config.h"
#include "filter/filter-private.h"

#include <string.h>

#include "base/banned.h"

/* Rows of word w (counted from the run's first) that exist. */
static uint64_t
rows_of_word (const FilterRun *run, guint w)
{
  guint base = (run->first_word + w) * 64;

  return base + 64 <= run->n_rows ? G_MAXUINT64
         : base >= run->n_rows    ? 0
                                  : (G_GUINT64_CONSTANT (1) << (run->n_rows - base)) - 1;
}

static uint64_t
register_word (const FilterRun *run, const FilterRegister *reg, guint w)
{
  return reg->state == STATE_MIXED ? reg->words[w] : reg->state == STATE_FULL ? rows_of_word (run, w) : 0;
}

static void
copy_register (const FilterRun *run, const FilterRegister *from, FilterRegister *to)
{
  to->state = from->state;
  if (from->state == STATE_MIXED && from != to)
    memcpy (to->words, from->words, run->n_words * sizeof (uint64_t));
}

static gboolean
side_asks_past (const FilterSide *side)
{
  return side->operand->past != PAST_NONE || side->operand->field == FIELD_TIME_DELTA_ID;
}

static gboolean
asks_past (const FilterInstruction *ins)
{
  return ins->code == CODE_PAST || ins->code == CODE_DELTA_ID
         || (ins->code == CODE_COMPARE && (side_asks_past (&ins->sides[0]) || side_asks_past (&ins->sides[1])));
}

static void
run_test (FilterRun *run, const FilterInstruction *ins)
{
  const FilterRegister *source = &run->registers[ins->source];
  FilterRegister *dst = &run->registers[ins->dst];
  FilterVerdict verdict;
  uint64_t any = 0;

  if (source->state == STATE_EMPTY || ins->code == CODE_NOTHING)
    verdict = VERDICT_NONE;
  else
    verdict = ins->code == CODE_EVERYTHING ? VERDICT_ALL : filter_scan_prepare (run, ins);
  if (verdict == VERDICT_NONE)
    dst->state = STATE_EMPTY;
  else if (verdict == VERDICT_ALL)
    copy_register (run, source, dst);
  if (verdict != VERDICT_MIXED)
    return;

  if (asks_past (ins))
    filter_past_prepare (run);
  for (guint w = 0; w < run->n_words; w++)
    {
      uint64_t mask = register_word (run, source, w);
      guint base = (run->first_word + w) * 64;

      if (mask != 0)
        mask = filter_scan_word (run, ins, base, MIN (64, run->n_rows - base), mask);
      dst->words[w] = mask;
      any |= mask;
    }
  dst->state = any != 0 ? STATE_MIXED : STATE_EMPTY;
}

static void
run_subtract (FilterRun *run, const FilterInstruction *ins)
{
  const FilterRegister *source = &run->registers[ins->source], *other = &run->registers[ins->other];
  FilterRegister *dst = &run->registers[ins->dst];
  uint64_t any = 0;

  if (source->state == STATE_EMPTY || other->state == STATE_FULL)
    {
      dst->state = STATE_EMPTY;
      return;
    }
  if (other->state == STATE_EMPTY)
    {
      copy_register (run, source, dst);
      return;
    }
  for (guint w = 0; w < run->n_words; w++)
    {
      dst->words[w] = register_word (run, source, w) & ~other->words[w];
      any |= dst->words[w];
    }
  dst->state = any != 0 ? STATE_MIXED : STATE_EMPTY;
}

static void
run_unite (FilterRun *run, const FilterInstruction *ins)
{
  const FilterRegister *source = &run->registers[ins->source], *other = &run->registers[ins->other];
  FilterRegister *dst = &run->registers[ins->dst];

  if (source->state == STATE_FULL || other->state == STATE_EMPTY)
    copy_register (run, source, dst);
  else if (other->state == STATE_FULL || source->state == STATE_EMPTY)
    copy_register (run, other, dst);
  else
    {
      for (guint w = 0; w < run->n_words; w++)
        dst->words[w] = source->words[w] | other->words[w];
      dst->state = STATE_MIXED;
    }
}

static void
run_code (FilterRun *run)
{
  const FilterProgram *program = run->program;

  for (guint i = 0; i < program->n_code; i++)
    switch ((int) program->code[i].code)
      {
      case CODE_SUBTRACT:
        run_subtract (run, &program->code[i]);
        break;
      case CODE_UNITE:
        run_unite (run, &program->code[i]);
        break;
      default:
        run_test (run, &program->code[i]);
      }
}

/* Words of the result go to bits, which is also the result's register; all is the register to start from. */
static void
run_words (FilterRun *run, FilterState all, uint64_t *all_words, uint64_t *bits)
{
  const FilterProgram *program = run->program;
  guint n_scratch = program->n_registers - 2;
  uint64_t *scratch = g_new (uint64_t, (gsize) MAX (n_scratch, 1) * run->n_words);
  FilterRegister *result;

  run->info = frame_store_get_info (run->store);
  run->n_channels = MAX (trace_info_n_channels (run->info), 1);
  run->verdicts = g_malloc0 (MAX ((gsize) program->n_messages * run->n_channels, 1));
  run->found = program->by_pgn ? g_new0 (FilterFound, FILTER_FOUND) : NULL;
  run->registers = g_new (FilterRegister, program->n_registers);
  run->registers[REGISTER_ALL] = (FilterRegister){ all, all_words };
  run->registers[REGISTER_RESULT] = (FilterRegister){ STATE_EMPTY, bits };
  for (guint i = 0; i < n_scratch; i++)
    run->registers[2 + i] = (FilterRegister){ STATE_EMPTY, scratch + (gsize) i * run->n_words };
  run_code (run);
  result = &run->registers[REGISTER_RESULT];
  if (result->state != STATE_MIXED)
    for (guint w = 0; w < run->n_words; w++)
      bits[w] = register_word (run, result, w);
  filter_past_finish (run);
  g_free (run->registers);
  g_free (run->verdicts);
  g_free (run->found);
  g_free (scratch);
}

void
filter_run (const FilterProgram *self, const FrameStore *store, uint32_t chunk, uint32_t n_rows,
            uint64_t bits[ROW_SET_WORDS])
{
  FilterRun run = { .program = self, .store = store, .index = chunk, .n_rows = MIN (n_rows, FRAME_CHUNK_ROWS) };
  uint32_t n_valid = 0;

  run.n_words = (run.n_rows + 63) / 64;
  memset (bits + run.n_words, 0, (ROW_SET_WORDS - run.n_words) * sizeof (uint64_t));
  if (self == NULL)
    {
      for (guint w = 0; w < run.n_words; w++)
        bits[w] = rows_of_word (&run, w);
      return;
    }
  run.chunk = frame_store_chunk (store, chunk, &n_valid);
  g_return_if_fail (run.n_rows == 0 || run.chunk != NULL);
  g_return_if_fail (run.n_rows <= n_valid);
  if (run.n_rows == 0)
    return;
  run.has_summary = frame_store_summary (store, chunk, &run.summary);
  run_words (&run, STATE_FULL, NULL, bits);
}

gboolean
filter_match (const FilterProgram *self, const FrameStore *store, uint64_t row)
{
  guint place = (guint) (row % FRAME_CHUNK_ROWS);
  FilterRun run = { .program = self,
                    .store = store,
                    .index = (uint32_t) (row / FRAME_CHUNK_ROWS),
                    .n_rows = place + 1,
                    .first_word = place / 64,
                    .n_words = 1 };
  uint64_t all = G_GUINT64_CONSTANT (1) << place % 64, bits = 0;

  if (self == NULL)
    return TRUE;
  run.chunk = frame_store_chunk (store, run.index, NULL);
  if (run.chunk == NULL || row < frame_store_first (store) || row >= frame_store_length (store))
    return FALSE;
  run_words (&run, STATE_MIXED, &all, &bits);
  return bits != 0;
}
