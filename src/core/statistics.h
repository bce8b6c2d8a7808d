/* statistics.h: what a trace tells of each identifier: how many frames, how often, how much of the bus they take.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Filled by rows in their order, all of a store or those that a filter chose; filled in pieces by several threads, each
 * its own, and put together by statistics_append. One thread each.
 *
 * A period is the time from a frame to the next of the same channel and identifier; data and remote frames of an
 * identifier are counted together, error frames of a channel as one. Where times go back (a second measurement, a
 * damaged log) there is no period; n_back counts these places. Everything but the percentiles is exact, whatever the
 * pieces were.
 */
#pragma once

#include "core/frame-store.h"

G_BEGIN_DECLS

/* More channels and identifiers than this together are no bus but damage: their frames are only counted. */
#define STATISTICS_MAX_IDS (1u << 17)

typedef struct PeriodBlock PeriodBlock;

typedef struct
{
  uint32_t id; /* with CAN_ID_EXTENDED; CAN_ID_ERROR alone for the channel's error frames */
  uint8_t channel;
  uint8_t dlc_min, dlc_max;
  uint64_t n_frames, n_bytes;
  uint64_t n_remote, n_fd, n_brs;
  uint64_t bits_nominal, bits_data; /* on the wire (core/frame-bits.h); of error frames what they take at least */
  int64_t earliest, latest;         /* ns */

  uint64_t n_periods, n_back;
  int64_t period_min, period_max; /* ns; undefined without periods */

  /*< private >*/
  int64_t head, tail; /* times of the first and the last row */
  unsigned __int128 sum, squares;
  PeriodBlock *blocks; /* how many periods of which length; that of the last period first */
} IdStatistics;

typedef struct Statistics Statistics;

Statistics *statistics_new (void);
void statistics_free (Statistics *self); /* (nullable) */

/* Rows [from, to) of a chunk of store of which bits (NULL: all) says which are wanted, behind those added before. */
void statistics_add (Statistics *self, const FrameStore *store, const FrameChunk *chunk, guint from, guint to,
                     const uint64_t *bits);
/* later: statistics of rows behind those of self; left empty. */
void statistics_append (Statistics *self, Statistics *later);

guint statistics_n_ids (const Statistics *self);
/* In order of appearance; valid until the next add or append. */
const IdStatistics *statistics_get (const Statistics *self, guint index);
uint64_t statistics_n_frames (const Statistics *self);
uint64_t statistics_n_beyond (const Statistics *self); /* of identifiers beyond STATISTICS_MAX_IDS */
gboolean statistics_get_span (const Statistics *self, int64_t *earliest, int64_t *latest); /* FALSE: no frame */

/* ns; FALSE without periods. The deviation is that of all periods (divided by their number). */
gboolean id_statistics_get_mean (const IdStatistics *self, double *mean);
gboolean id_statistics_get_deviation (const IdStatistics *self, double *deviation);
/* The least period that at least this part (0..1) of all periods does not exceed, within 0.8 %. */
gboolean id_statistics_get_percentile (const IdStatistics *self, double part, int64_t *period);

/* Cycles in which no frame came, where one should come every cycle ns (above 0): a period of 2.5 to 3.5 cycles has two
 * of them. Within 0.8 % of each period. */
uint64_t id_statistics_count_missing (const IdStatistics *self, int64_t cycle);
/* How many periods are in each of n bins of [from, to); those outside are left out. Within 0.8 %. */
void id_statistics_fill_histogram (const IdStatistics *self, int64_t from, int64_t to, uint64_t *bins, guint n);

G_END_DECLS
