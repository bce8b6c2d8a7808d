/* series-private.h: what the files of series share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Memory: blocks of 4096 samples that never move, found by shelves of 1024 blocks. The one worker writes; n is released
 * after what it counts was written, readers acquire it first.
 */
#pragma once

#include "session/series-expression.h"
#include "session/series.h"
#include <pthread.h>
#include <stdatomic.h>

#define SERIES_BLOCK 4096u
#define SERIES_SHELF 1024u
#define SERIES_SHELVES 1024u /* 2^32 samples */
#define SERIES_PART 64u

typedef struct
{
  uint32_t row[SERIES_BLOCK];
  int64_t latest[SERIES_BLOCK / SERIES_PART]; /* of the run until this sample: time of sample 64 k at least */
} RowBlock;

typedef struct
{
  float value[SERIES_BLOCK];
  float min[SERIES_BLOCK / SERIES_PART], max[SERIES_BLOCK / SERIES_PART]; /* inf, -inf: nothing finite */
} ValueBlock;

typedef struct
{
  RowBlock *blocks[SERIES_SHELF];
} RowShelf;

typedef struct
{
  ValueBlock *blocks[SERIES_SHELF];
  float min[SERIES_SHELF], max[SERIES_SHELF];
} ValueShelf;

#define SERIES_BINS 256

/* Rows that the store has lost frames before, and borders of files: shared by all groups of a set. */
typedef struct
{
  atomic_int refs;
  atomic_uint n;
  uint32_t rows[1 << 16]; /* later ones are left out */
} SeriesBreaks;

/* Where the frames of a message are in which a signal, or several, can be. */
typedef struct
{
  atomic_int refs;
  FrameStore *store;
  DatabaseSet *databases;
  SeriesBreaks *breaks;

  /* What belongs here. */
  const Message *message; /* NULL: of a computed one */
  int mux_signal;         /* samples only where this one is selected; -1: in each frame */
  char *channel;          /* (nullable) */
  uint32_t id;            /* 0: any of the message */
  gboolean by_pgn;

  /* Worker's. */
  uint8_t channels[TRACE_MAX_CHANNELS]; /* 0: not looked up, 1: its frames are this message, 2: they are not */
  DatabaseCursor *cursor;               /* (nullable) for by_pgn */
  uint32_t bins[SERIES_BINS];
  uint64_t n_intervals;
  int64_t last_time;

  atomic_uint_fast64_t n_rows; /* of the store, gone through */
  atomic_uint_fast64_t n;      /* samples */
  RowShelf *shelves[SERIES_SHELVES];
  atomic_uint n_runs;
  uint64_t runs[SERIES_MAX_RUNS];
  int64_t run_latest; /* worker's */
  atomic_bool jitters;
  atomic_int_fast64_t time_out, earliest, latest;
} SeriesGroup;

struct Series
{
  atomic_int refs;
  SeriesKey *key;
  SeriesGroup *group;
  const CanSignal *signal; /* NULL: computed */
  guint index;             /* of signal in the message */
  SeriesExpression *expression;
  Series **inputs; /* of expression */
  guint n_inputs;
  uint64_t *input_at; /* worker's: samples of them taken */
  double *input_values;
  atomic_uint_fast64_t n, n_odd, n_absent;
  _Atomic float min, max;
  ValueShelf *shelves[SERIES_SHELVES];
};

/* series-fill.c: the worker's part. Each goes through one chunk at most; FALSE: there was nothing to do. */
gboolean series_group_scan (SeriesGroup *self);
gboolean series_fill (Series *self, const atomic_bool *stopped);
gboolean series_compute (Series *self, const atomic_bool *stopped);
SeriesGroup *series_group_ref (SeriesGroup *self);
void series_group_unref (SeriesGroup *self); /* (nullable) */

static inline RowBlock *
series_group_block (const SeriesGroup *self, uint64_t index)
{
  return self->shelves[index / SERIES_BLOCK / SERIES_SHELF]->blocks[index / SERIES_BLOCK % SERIES_SHELF];
}

static inline uint32_t
series_group_row (const SeriesGroup *self, uint64_t index)
{
  return series_group_block (self, index)->row[index % SERIES_BLOCK];
}

int64_t series_group_time (const SeriesGroup *self, uint64_t index);

static inline ValueBlock *
series_block (const Series *self, uint64_t index)
{
  return self->shelves[index / SERIES_BLOCK / SERIES_SHELF]->blocks[index / SERIES_BLOCK % SERIES_SHELF];
}

/* A NaN that no frame holds: the sample is absent. */
static inline float
series_absent (void)
{
  uint32_t bits = 0x7FC0ABA5;
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static inline gboolean
series_value_is_absent (float value)
{
  uint32_t bits;

  memcpy (&bits, &value, sizeof bits);
  return bits == 0x7FC0ABA5;
}
