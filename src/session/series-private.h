/* series-private.h: what the files of series share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Memory: bands of 65536 samples that never move, found by shelves of 256. What a picture of many samples needs lies
 * side by side in a band: a column of it is some lines of the cache, not some dozen places of memory. The one worker
 * writes (with helpers, while it waits for them); n is released after what it counts was written, readers acquire it
 * first.
 */
#pragma once

#include "session/series-expression.h"
#include "session/series.h"
#include <pthread.h>
#include <stdatomic.h>

#define SERIES_PART 64u     /* samples that have a summary */
#define SERIES_SPAN 1024u   /* likewise, of parts */
#define SERIES_BLOCK 4096u  /* samples that have a total */
#define SERIES_BAND 65536u  /* samples of one piece of memory: its pages come as they are written */
#define SERIES_SHELF 256u   /* bands */
#define SERIES_SHELVES 256u /* 2^32 samples */
#define SERIES_ROUND 64u    /* chunks or bands that are gone through before readers see them */

typedef struct
{
  int64_t latest[SERIES_BAND / SERIES_PART]; /* of the run until this sample: time of sample 64 k at least */
  uint32_t row[SERIES_BAND];
} RowBand;

/* Of finite ones; min inf, max -inf: there are none. */
typedef struct
{
  float min, max, first, last;
} SeriesPart;

/* Of exact values, finite ones. */
typedef struct
{
  double sum, squares, min, max;
  uint32_t n, min_at, max_at; /* in the block */
} SeriesTotal;

typedef struct
{
  SeriesPart parts[SERIES_BAND / SERIES_PART];
  SeriesPart spans[SERIES_BAND / SERIES_SPAN];
  SeriesTotal totals[SERIES_BAND / SERIES_BLOCK];
  float value[SERIES_BAND];
} ValueBand;

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
  RowBand **shelves[SERIES_SHELVES];
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
  SeriesTotal open; /* worker's: of the block that is not full yet */
  ValueBand **shelves[SERIES_SHELVES];
};

/* The worker's part. Each goes through SERIES_ROUND chunks at most; FALSE: there was nothing to do. */
gboolean series_group_scan (SeriesGroup *self, const atomic_bool *stopped); /* series-rows.c */
gboolean series_fill (Series *self, const atomic_bool *stopped);            /* series-fill.c */
gboolean series_compute (Series *self, const atomic_bool *stopped);
/* n is released by the caller; find_time_out after some of them. */
void series_group_append (SeriesGroup *self, uint64_t index, uint32_t row, int64_t time);
void series_group_find_time_out (SeriesGroup *self);

static inline const RowBand *
series_group_band (const SeriesGroup *self, uint64_t index)
{
  return self->shelves[index / SERIES_BAND / SERIES_SHELF][index / SERIES_BAND % SERIES_SHELF];
}

static inline uint32_t
series_group_row (const SeriesGroup *self, uint64_t index)
{
  return series_group_band (self, index)->row[index % SERIES_BAND];
}

static inline int64_t
series_group_time (const SeriesGroup *self, uint64_t index)
{
  uint32_t row = series_group_row (self, index);
  const FrameChunk *chunk = frame_store_chunk (self->store, row / FRAME_CHUNK_ROWS, NULL);

  return chunk != NULL ? chunk->time[row % FRAME_CHUNK_ROWS] : 0;
}

/* The latest time of the run until a sample, which is the first one of a part. */
static inline int64_t
series_group_latest (const SeriesGroup *self, uint64_t index)
{
  return series_group_band (self, index)->latest[index % SERIES_BAND / SERIES_PART];
}

static inline ValueBand *
series_band (const Series *self, uint64_t index)
{
  return self->shelves[index / SERIES_BAND / SERIES_SHELF][index / SERIES_BAND % SERIES_SHELF];
}

/* series-query.c: first sample of [first, end), which is one run, that comes after time (or at it, where at is set), as
 * if times only grew. */
uint64_t series_upper_bound (const Series *self, uint64_t first, uint64_t end, int64_t time, gboolean at);

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
