/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A chunk's state is one atomic word (decided, chosen, whether bits tell which), stored after the bits it speaks of.
 * Bits are made once per chunk and then only filled further, so nothing that a reader may look at is ever freed or
 * moved.
 */
#include "config.h"
#include "core/row-set.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/banned.h"

#define N_CHUNKS 65536u /* 2^32 rows */

/* decided | chosen << 20 | HAS_BITS */
#define HAS_BITS (G_GUINT64_CONSTANT (1) << 40)

struct RowSet
{
  atomic_int ref_count;
  _Atomic uint64_t count, n_decided;
  _Atomic uint32_t n_chunks;          /* one past the last chunk that was put */
  _Atomic uint64_t *states;           /* N_CHUNKS; memory of zeroes that is not touched costs nothing */
  _Atomic (_Atomic uint64_t *) *bits; /* N_CHUNKS of ROW_SET_WORDS, or NULL */
  _Atomic uint64_t *tree;             /* Fenwick, 1-based, N_CHUNKS + 1 */
  pthread_mutex_t putting;
};

static uint32_t
state_decided (uint64_t state)
{
  return state & 0xFFFFF;
}

static uint32_t
state_chosen (uint64_t state)
{
  return state >> 20 & 0xFFFFF;
}

static uint64_t
state_make (uint32_t decided, uint32_t chosen, gboolean has_bits)
{
  return decided | (uint64_t) chosen << 20 | (has_bits ? HAS_BITS : 0);
}

static uint64_t
load_state (const RowSet *self, uint32_t chunk)
{
  return atomic_load_explicit (&self->states[chunk], memory_order_acquire);
}

RowSet *
row_set_new (void)
{
  RowSet *self = g_new0 (RowSet, 1);

  self->ref_count = 1;
  self->states = g_malloc0_n (N_CHUNKS, sizeof *self->states);
  self->bits = g_malloc0_n (N_CHUNKS, sizeof *self->bits);
  self->tree = g_malloc0_n (N_CHUNKS + 1, sizeof *self->tree);
  pthread_mutex_init (&self->putting, NULL);
  return self;
}

RowSet *
row_set_ref (RowSet *self)
{
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
row_set_unref (RowSet *self)
{
  if (self == NULL || atomic_fetch_sub (&self->ref_count, 1) > 1)
    return;
  for (uint32_t i = 0; i < self->n_chunks; i++)
    g_free ((void *) self->bits[i]);
  g_free ((void *) self->states);
  g_free ((void *) self->bits);
  g_free ((void *) self->tree);
  pthread_mutex_destroy (&self->putting);
  g_free (self);
}

/* --- Writing --- */

/* Word i of a chunk's bits, without those at and behind row n. */
static uint64_t
word_below (uint64_t word, uint32_t i, uint32_t n)
{
  if (n >= 64 * (i + 1))
    return word;
  return n > 64 * i ? word & ((G_GUINT64_CONSTANT (1) << (n - 64 * i)) - 1) : 0;
}

static uint32_t
count_below (const uint64_t *bits, uint32_t n_rows)
{
  uint32_t n = 0;

  for (uint32_t i = 0; i < (n_rows + 63) / 64; i++)
    n += (uint32_t) __builtin_popcountll (word_below (bits[i], i, n_rows));
  return n;
}

static void
store_bits (RowSet *self, uint32_t chunk, const uint64_t *bits, uint32_t n_rows)
{
  _Atomic uint64_t *own = atomic_load_explicit (&self->bits[chunk], memory_order_relaxed);

  if (own == NULL)
    {
      own = g_malloc0_n (ROW_SET_WORDS, sizeof *own);
      atomic_store_explicit (&self->bits[chunk], own, memory_order_release);
    }
  for (uint32_t i = 0; i < (n_rows + 63) / 64; i++)
    atomic_store_explicit (&own[i], word_below (bits[i], i, n_rows), memory_order_relaxed);
}

static void
put (RowSet *self, uint32_t chunk, const uint64_t *bits, uint32_t n_rows, uint32_t chosen)
{
  uint64_t old = atomic_load_explicit (&self->states[chunk], memory_order_relaxed);
  gboolean has_bits = old & HAS_BITS || (chosen > 0 && chosen < n_rows);

  g_return_if_fail (n_rows >= state_decided (old));

  if (has_bits)
    store_bits (self, chunk, bits, n_rows);
  atomic_store_explicit (&self->states[chunk], state_make (n_rows, chosen, has_bits), memory_order_release);
  if (chunk >= atomic_load_explicit (&self->n_chunks, memory_order_relaxed))
    atomic_store_explicit (&self->n_chunks, chunk + 1, memory_order_release);

  /* Unsigned arithmetic wraps, so a decision that was taken back also counts right. */
  for (uint32_t i = chunk + 1; i <= N_CHUNKS; i += i & -i)
    atomic_fetch_add_explicit (&self->tree[i], (uint64_t) chosen - state_chosen (old), memory_order_relaxed);
  atomic_fetch_add_explicit (&self->count, (uint64_t) chosen - state_chosen (old), memory_order_release);
  atomic_fetch_add_explicit (&self->n_decided, n_rows - state_decided (old), memory_order_release);
}

void
row_set_put (RowSet *self, uint32_t chunk, const uint64_t bits[ROW_SET_WORDS], uint32_t n_rows)
{
  uint32_t chosen;

  g_return_if_fail (chunk < N_CHUNKS && n_rows <= FRAME_CHUNK_ROWS);
  chosen = count_below (bits, n_rows);
  pthread_mutex_lock (&self->putting);
  put (self, chunk, bits, n_rows, chosen);
  pthread_mutex_unlock (&self->putting);
}

/* --- Reading --- */

uint32_t
row_set_decided (const RowSet *self, uint32_t chunk)
{
  return chunk < N_CHUNKS ? state_decided (load_state (self, chunk)) : 0;
}

uint64_t
row_set_n_decided (const RowSet *self)
{
  return atomic_load_explicit (&self->n_decided, memory_order_acquire);
}

uint64_t
row_set_count (const RowSet *self)
{
  return atomic_load_explicit (&self->count, memory_order_acquire);
}

/* Bits of rows [64 i, 64 i + 64) of a chunk in this state. */
static uint64_t
load_word (const RowSet *self, uint32_t chunk, uint64_t state, uint32_t i)
{
  const _Atomic uint64_t *bits;
  uint64_t word;

  if (state_chosen (state) == 0)
    return 0;
  if (!(state & HAS_BITS))
    return word_below (UINT64_MAX, i, state_decided (state));
  bits = atomic_load_explicit (&self->bits[chunk], memory_order_acquire);
  word = atomic_load_explicit (&bits[i], memory_order_relaxed);
  return word_below (word, i, state_decided (state));
}

/* Position of the n-th set bit (from 0) of word, which has more than n. */
static uint32_t
select_bit (uint64_t word, uint32_t n)
{
  while (n-- > 0)
    word &= word - 1;
  return (uint32_t) __builtin_ctzll (word);
}

/* The n-th chosen row of the chunk, or FRAME_CHUNK_ROWS; *n is lowered by what was passed. */
static uint32_t
nth_in_chunk (const RowSet *self, uint32_t chunk, uint64_t *n)
{
  uint64_t state = load_state (self, chunk);

  if (*n >= state_chosen (state))
    {
      *n -= state_chosen (state);
      return FRAME_CHUNK_ROWS;
    }
  if (!(state & HAS_BITS))
    return (uint32_t) *n;
  for (uint32_t i = 0; i < ROW_SET_WORDS; i++)
    {
      uint64_t word = load_word (self, chunk, state, i);
      uint32_t count = (uint32_t) __builtin_popcountll (word);

      if (*n < count)
        return 64 * i + select_bit (word, (uint32_t) *n);
      *n -= count;
    }
  return FRAME_CHUNK_ROWS;
}

uint64_t
row_set_nth (const RowSet *self, uint64_t n)
{
  uint32_t chunk = 0, n_chunks;

  if (n >= row_set_count (self))
    return ROW_NONE;
  for (uint32_t step = N_CHUNKS / 2; step > 0; step /= 2)
    {
      uint64_t below = atomic_load_explicit (&self->tree[chunk + step], memory_order_relaxed);

      if (below <= n)
        {
          chunk += step;
          n -= below;
        }
    }
  /* While others put, the tree may be a step ahead of or behind the chunks: go on to the one that has it. */
  n_chunks = atomic_load (&self->n_chunks);
  for (; chunk < n_chunks; chunk++)
    {
      uint32_t row = nth_in_chunk (self, chunk, &n);

      if (row < FRAME_CHUNK_ROWS)
        return (uint64_t) chunk * FRAME_CHUNK_ROWS + row;
    }
  return ROW_NONE;
}

uint64_t
row_set_rank (const RowSet *self, uint64_t row)
{
  uint32_t chunk = (uint32_t) MIN (row / FRAME_CHUNK_ROWS, N_CHUNKS);
  uint32_t rest = row % FRAME_CHUNK_ROWS;
  uint64_t rank = 0, state;

  for (uint32_t i = chunk; i > 0; i -= i & -i)
    rank += atomic_load_explicit (&self->tree[i], memory_order_relaxed);
  if (chunk == N_CHUNKS)
    return rank;
  state = load_state (self, chunk);
  for (uint32_t i = 0; 64 * i < rest; i++)
    rank += (uint64_t) __builtin_popcountll (word_below (load_word (self, chunk, state, i), i, rest));
  return rank;
}

gboolean
row_set_contains (const RowSet *self, uint64_t row)
{
  uint64_t index = row / FRAME_CHUNK_ROWS;
  uint32_t rest = row % FRAME_CHUNK_ROWS;

  if (index >= N_CHUNKS)
    return FALSE;
  return load_word (self, (uint32_t) index, load_state (self, (uint32_t) index), rest / 64) >> (rest % 64) & 1;
}

uint64_t
row_set_get_word (const RowSet *self, uint64_t row)
{
  uint64_t chunk = row / FRAME_CHUNK_ROWS;

  g_return_val_if_fail (row % 64 == 0, 0);
  if (chunk >= N_CHUNKS)
    return 0;
  return load_word (self, (uint32_t) chunk, load_state (self, (uint32_t) chunk), row % FRAME_CHUNK_ROWS / 64);
}

uint64_t
row_set_next (const RowSet *self, uint64_t row)
{
  uint32_t n_chunks = atomic_load (&self->n_chunks);
  uint32_t from = row % FRAME_CHUNK_ROWS;

  for (uint64_t chunk = row / FRAME_CHUNK_ROWS; chunk < n_chunks; chunk++, from = 0)
    {
      uint64_t state = load_state (self, (uint32_t) chunk);

      for (uint32_t i = from / 64; state_chosen (state) > 0 && i < ROW_SET_WORDS; i++)
        {
          uint64_t word = load_word (self, (uint32_t) chunk, state, i);

          if (i == from / 64)
            word &= UINT64_MAX << (from % 64);
          if (word != 0)
            return chunk * FRAME_CHUNK_ROWS + 64 * i + (uint32_t) __builtin_ctzll (word);
        }
    }
  return ROW_NONE;
}

uint64_t
row_set_prev (const RowSet *self, uint64_t row)
{
  uint64_t n_rows = (uint64_t) atomic_load (&self->n_chunks) * FRAME_CHUNK_ROWS;
  uint32_t from;

  if (n_rows == 0)
    return ROW_NONE;
  row = MIN (row, n_rows - 1);
  from = row % FRAME_CHUNK_ROWS;
  for (uint64_t chunk = row / FRAME_CHUNK_ROWS + 1; chunk-- > 0; from = FRAME_CHUNK_ROWS - 1)
    {
      uint64_t state = load_state (self, (uint32_t) chunk);

      for (uint32_t i = from / 64 + 1; state_chosen (state) > 0 && i-- > 0;)
        {
          uint64_t word = word_below (load_word (self, (uint32_t) chunk, state, i), i, from + 1);

          if (word != 0)
            return chunk * FRAME_CHUNK_ROWS + 64 * i + 63 - (uint32_t) __builtin_clzll (word);
        }
    }
  return ROW_NONE;
}
