/* statistics-watch.h: statistics of a growing trace, kept up to date in a thread of its own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One watch is one store and one set of shown rows; when one of them is replaced, so is the watch. It goes through the
 * rows in order; where a filter has not decided yet it waits to be poked. What it knows it publishes as a snapshot, at
 * most STATISTICS_WATCH_MS apart while it is at work, and when it has done all. Stopping never waits.
 */
#pragma once

#include "core/load-curve.h"
#include "core/statistics.h"
#include "db/database-set.h"
#include "session/tick.h"
#include "core/row-set.h"

G_BEGIN_DECLS

#define STATISTICS_WATCH_MS 400
#define STATISTICS_BINS 60

/* One channel and identifier; id CAN_ID_ERROR: the channel's error frames. Times in ns. */
typedef struct
{
  uint32_t id;
  uint8_t channel;
  uint8_t dlc_min, dlc_max;
  const Message *message; /* (nullable) the snapshot holds its database */
  uint64_t n_frames, n_bytes, bits_nominal, bits_data;
  int64_t earliest, latest;
  uint64_t n_periods;
  int64_t period_min, period_max, period_p99;
  double period_mean, period_deviation;
  gboolean has_missing; /* the database tells a cycle time */
  uint64_t n_missing;
} StatisticsRow;

typedef struct
{
  uint8_t channel;
  uint64_t n_frames, n_errors, n_brs;
  uint64_t bits_nominal, bits_data;
  uint32_t bitrate, data_bitrate; /* 0: not known */
  double seconds;                 /* occupied; below 0: a rate that is needed is not known */
  double now, peak;               /* 0..1 of the last whole second, of the fullest; likewise below 0 */
} StatisticsChannel;

/* Error frames of a channel that have the same class bits. */
typedef struct
{
  uint8_t channel;
  uint32_t class;
  uint64_t count;
} StatisticsErrors;

typedef struct
{
  const DatabaseSet *databases;
  GArray *rows;     /* of StatisticsRow, by appearance */
  GArray *channels; /* of StatisticsChannel, by channel */
  GArray *errors;   /* of StatisticsErrors */
  uint64_t n_frames, n_beyond, n_back;
  int64_t earliest, latest; /* without frames undefined */
  /* periods of the row asked for, from the least to a little above nearly the greatest */
  gboolean has_histogram;
  uint32_t histogram_id;
  uint8_t histogram_channel;
  int64_t histogram_from, histogram_to;
  uint64_t histogram[STATISTICS_BINS], histogram_beyond;
} StatisticsSnapshot;

void statistics_snapshot_free (StatisticsSnapshot *self); /* (nullable) */

typedef struct StatisticsWatch StatisticsWatch;

/* Starts at once. shown (nullable): all rows. tick is asked whenever there is a snapshot. */
StatisticsWatch *statistics_watch_new (FrameStore *store, RowSet *shown, const DatabaseSet *databases, Tick *tick);
void statistics_watch_stop (StatisticsWatch *self); /* (transfer full)(nullable) */

/* The store has grown, more rows are decided, or rates are others: there will be another snapshot. */
void statistics_watch_poke (StatisticsWatch *self);
void statistics_watch_set_databases (StatisticsWatch *self, const DatabaseSet *databases);
/* Whose periods the histogram is of. */
void statistics_watch_choose (StatisticsWatch *self, uint8_t channel, uint32_t id);

/* The newest, if there is one that was not taken yet. (transfer full)(nullable) */
StatisticsSnapshot *statistics_watch_take (StatisticsWatch *self);
double statistics_watch_get_progress (StatisticsWatch *self); /* 0..1 of the rows that the store holds now */

G_END_DECLS
