/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/statistics-watch.h"

#include "core/bit-rate.h"
#include "session/watch-thread.h"

#include <math.h>
#include <stdatomic.h>

#include "base/banned.h"

#define SLICE_ROWS 16384u
#define SECOND INT64_C (1000000000)

struct StatisticsWatch
{
  atomic_int refs; /* the owner's and the worker's */
  FrameStore *store;
  RowSet *shown; /* (nullable) */
  Tick *tick;

  WatchThread thread; /* whose mutex guards what follows */
  const DatabaseSet *databases;
  uint32_t chosen_id;
  uint8_t chosen_channel;
  gboolean has_chosen;
  StatisticsSnapshot *ready; /* (nullable) */

  /* the worker's */
  Statistics *statistics;
  LoadCurve *load; /* (nullable) until there is a frame */
  GArray *errors;
  int64_t origin, published;
  uint64_t bits[ROW_SET_WORDS];

  atomic_uint_fast64_t n_done;
};

void
statistics_snapshot_free (StatisticsSnapshot *self)
{
  if (self == NULL)
    return;
  database_set_unref (self->databases);
  g_array_unref (self->rows);
  g_array_unref (self->channels);
  g_array_unref (self->errors);
  g_free (self);
}

static void
unref (gpointer data)
{
  StatisticsWatch *self = data;

  if (atomic_fetch_sub (&self->refs, 1) != 1)
    return;
  statistics_free (self->statistics);
  load_curve_free (self->load);
  g_array_unref (self->errors);
  statistics_snapshot_free (self->ready);
  frame_store_unref (self->store);
  row_set_unref (self->shown);
  database_set_unref (self->databases);
  tick_unref (self->tick);
  watch_thread_clear (&self->thread);
  g_free (self);
}

/* --- A snapshot --- */

static void
fill_row (const IdStatistics *id, const Message *message, StatisticsRow *row)
{
  *row = (StatisticsRow){ .id = id->id,
                          .channel = id->channel,
                          .dlc_min = id->dlc_min,
                          .dlc_max = id->dlc_max,
                          .message = message,
                          .n_frames = id->n_frames,
                          .n_bytes = id->n_bytes,
                          .bits_nominal = id->bits_nominal,
                          .bits_data = id->bits_data,
                          .earliest = id->earliest,
                          .latest = id->latest,
                          .n_periods = id->n_periods,
                          .period_min = id->period_min,
                          .period_max = id->period_max };
  if (id->n_periods == 0)
    return;
  id_statistics_get_mean (id, &row->period_mean);
  id_statistics_get_deviation (id, &row->period_deviation);
  id_statistics_get_percentile (id, 0.99, &row->period_p99);
  row->has_missing = message != NULL && message->cycle_time > 0;
  if (row->has_missing)
    row->n_missing = id_statistics_count_missing (id, message->cycle_time * INT64_C (1000000));
}

static StatisticsChannel *
find_channel (GArray *channels, uint8_t channel)
{
  StatisticsChannel new = { .channel = channel };

  for (guint i = 0; i < channels->len; i++)
    if (g_array_index (channels, StatisticsChannel, i).channel == channel)
      return &g_array_index (channels, StatisticsChannel, i);
  g_array_append_val (channels, new);
  return &g_array_index (channels, StatisticsChannel, channels->len - 1);
}

static double
load_of (const StatisticsChannel *channel, uint64_t bits_nominal, uint64_t bits_data)
{
  double seconds;

  return bit_rate_seconds (channel->bitrate, channel->data_bitrate, bits_nominal, bits_data, &seconds) ? seconds : -1;
}

static int
compare_channels (gconstpointer a, gconstpointer b)
{
  return ((const StatisticsChannel *) a)->channel - ((const StatisticsChannel *) b)->channel;
}

static void
fill_channels (StatisticsWatch *self, StatisticsSnapshot *to)
{
  g_autoptr (GPtrArray) intervals = load_curve_get_intervals (self->load);
  const TraceInfo *info = frame_store_get_info (self->store);
  int64_t last_whole = can_time_since (to->latest, self->origin) / SECOND - 1;

  for (guint i = 0; i < to->rows->len; i++)
    {
      const StatisticsRow *row = &g_array_index (to->rows, StatisticsRow, i);
      StatisticsChannel *channel = find_channel (to->channels, row->channel);

      channel->n_frames += row->n_frames;
      channel->n_errors += row->id & CAN_ID_ERROR ? row->n_frames : 0;
      channel->bits_nominal += row->bits_nominal;
      channel->bits_data += row->bits_data;
      trace_info_get_bitrate (info, row->channel, &channel->bitrate, &channel->data_bitrate);
    }
  for (guint i = 0; i < to->channels->len; i++)
    {
      StatisticsChannel *channel = &g_array_index (to->channels, StatisticsChannel, i);

      channel->seconds = load_of (channel, channel->bits_nominal, channel->bits_data);
      channel->now = channel->seconds < 0 ? -1 : 0;
      channel->peak = channel->now;
    }
  for (guint i = 0; i < intervals->len; i++)
    {
      const LoadInterval *interval = g_ptr_array_index (intervals, i);
      StatisticsChannel *channel = find_channel (to->channels, interval->channel);
      double load = load_of (channel, interval->bits_nominal, interval->bits_data);

      channel->peak = MAX (channel->peak, load);
      if (interval->index == MAX (last_whole, 0))
        channel->now = load;
    }
  g_array_sort (to->channels, compare_channels);
}

/* The few longest periods would leave all others in one bin. Periods are known within a 64th: what lies closer together
 * stands in the middle, in few bars. */
static void
fill_histogram (const IdStatistics *id, StatisticsSnapshot *to)
{
  int64_t most;
  uint64_t inside = 0;

  if (!id_statistics_get_percentile (id, 0.995, &most))
    return;
  to->has_histogram = TRUE;
  to->histogram_id = id->id;
  to->histogram_channel = id->channel;
  to->histogram_from = id->period_min;
  to->histogram_to = MAX (most + MAX ((most - id->period_min) / 20, 1), id->period_min + STATISTICS_BINS);
  if (to->histogram_to - to->histogram_from < most / 4)
    {
      to->histogram_from = MAX (0, (to->histogram_from + to->histogram_to) / 2 - most / 8);
      to->histogram_to = to->histogram_from + most / 4;
    }
  id_statistics_fill_histogram (id, to->histogram_from, to->histogram_to, to->histogram, STATISTICS_BINS);
  for (guint i = 0; i < STATISTICS_BINS; i++)
    inside += to->histogram[i];
  to->histogram_beyond = id->n_periods - MIN (inside, id->n_periods);
}

static StatisticsSnapshot *
make_snapshot (StatisticsWatch *self, const DatabaseSet *databases, gboolean has_chosen, uint8_t channel, uint32_t id)
{
  StatisticsSnapshot *to = g_new0 (StatisticsSnapshot, 1);
  DatabaseCursor *cursor = database_cursor_new (databases, frame_store_get_info (self->store));

  to->databases = databases;
  to->rows = g_array_new (FALSE, FALSE, sizeof (StatisticsRow));
  to->channels = g_array_new (FALSE, FALSE, sizeof (StatisticsChannel));
  to->errors = g_array_new (FALSE, FALSE, sizeof (StatisticsErrors));
  to->n_frames = statistics_n_frames (self->statistics);
  to->n_beyond = statistics_n_beyond (self->statistics);
  statistics_get_span (self->statistics, &to->earliest, &to->latest);
  for (guint i = 0; i < statistics_n_ids (self->statistics); i++)
    {
      const IdStatistics *one = statistics_get (self->statistics, i);
      const Message *message = one->id & CAN_ID_ERROR ? NULL : database_cursor_lookup (cursor, one->channel, one->id);
      StatisticsRow row;

      fill_row (one, message, &row);
      g_array_append_val (to->rows, row);
      to->n_back += one->n_back;
      if (has_chosen && one->id == id && one->channel == channel)
        fill_histogram (one, to);
    }
  database_cursor_free (cursor);
  if (self->load != NULL)
    fill_channels (self, to);
  if (self->errors->len > 0)
    g_array_append_vals (to->errors, self->errors->data, self->errors->len);
  return to;
}

static void
publish (StatisticsWatch *self)
{
  StatisticsSnapshot *snapshot, *old;
  const DatabaseSet *databases;
  gboolean has_chosen;
  uint8_t channel;
  uint32_t id;

  pthread_mutex_lock (&self->thread.mutex);
  databases = database_set_ref (self->databases);
  has_chosen = self->has_chosen;
  channel = self->chosen_channel;
  id = self->chosen_id;
  pthread_mutex_unlock (&self->thread.mutex);
  snapshot = make_snapshot (self, databases, has_chosen, channel, id);
  pthread_mutex_lock (&self->thread.mutex);
  old = self->ready;
  self->ready = snapshot;
  pthread_mutex_unlock (&self->thread.mutex);
  statistics_snapshot_free (old);
  self->published = g_get_monotonic_time ();
  tick_request (self->tick);
}

/* --- Rows --- */

/* Where the rows that can be added now end: in the same chunk as first. */
static uint64_t
find_end (StatisticsWatch *self, uint64_t first)
{
  uint32_t index = (uint32_t) (first / FRAME_CHUNK_ROWS), n_rows;
  uint64_t base = (uint64_t) index * FRAME_CHUNK_ROWS;

  if (frame_store_chunk (self->store, index, &n_rows) == NULL)
    return first;
  if (self->shown != NULL)
    n_rows = MIN (n_rows, row_set_decided (self->shown, index));
  return MAX (first, MIN (base + n_rows, first + SLICE_ROWS));
}

static void
add_error (StatisticsWatch *self, uint8_t channel, uint32_t class)
{
  StatisticsErrors new = { channel, class, 1 };

  for (guint i = 0; i < self->errors->len; i++)
    {
      StatisticsErrors *errors = &g_array_index (self->errors, StatisticsErrors, i);

      if (errors->channel == channel && errors->class == class)
        {
          errors->count++;
          return;
        }
    }
  if (self->errors->len < 1024) /* more kinds than there are: damage */
    g_array_append_val (self->errors, new);
}

static void
add_slice (StatisticsWatch *self, uint64_t first, uint64_t end)
{
  const FrameChunk *chunk = frame_store_chunk (self->store, (uint32_t) (first / FRAME_CHUNK_ROWS), NULL);
  guint from = (guint) (first % FRAME_CHUNK_ROWS), to = from + (guint) (end - first);
  uint64_t base = first - from;

  if (self->load == NULL)
    {
      self->origin = chunk->time[from];
      self->load = load_curve_new (self->origin, SECOND);
    }
  if (self->shown != NULL)
    for (guint word = from / 64; word <= (to - 1) / 64; word++)
      self->bits[word] = row_set_get_word (self->shown, base + 64 * (uint64_t) word);
  statistics_add (self->statistics, self->store, chunk, from, to, self->shown != NULL ? self->bits : NULL);
  load_curve_add (self->load, self->store, chunk, from, to, self->shown != NULL ? self->bits : NULL);
  for (guint i = from; i < to; i++)
    if (G_UNLIKELY (chunk->id[i] & CAN_ID_ERROR) && (self->shown == NULL || (self->bits[i / 64] >> (i % 64) & 1)))
      add_error (self, chunk->channel[i], chunk->id[i] & CAN_ID_MASK_EXTENDED);
  if (end % FRAME_CHUNK_ROWS == 0)
    frame_store_release (self->store, (uint32_t) (end / FRAME_CHUNK_ROWS) - 1);
}

static void
add_rows (gpointer data)
{
  StatisticsWatch *self = data;
  uint64_t first = MAX (atomic_load (&self->n_done), frame_store_first (self->store)), end;

  while ((end = find_end (self, first)) > first && !watch_thread_should_stop (&self->thread))
    {
      add_slice (self, first, end);
      atomic_store (&self->n_done, end);
      first = end;
      if (g_get_monotonic_time () - self->published > STATISTICS_WATCH_MS * 1000)
        publish (self);
    }
  if (!watch_thread_should_stop (&self->thread))
    publish (self);
}

/* --- The owner's side --- */

StatisticsWatch *
statistics_watch_new (FrameStore *store, RowSet *shown, const DatabaseSet *databases, Tick *tick)
{
  StatisticsWatch *self = g_new0 (StatisticsWatch, 1);

  self->refs = 2;
  self->store = frame_store_ref (store);
  self->shown = shown != NULL ? row_set_ref (shown) : NULL;
  self->databases = database_set_ref (databases);
  self->tick = tick_ref (tick);
  self->statistics = statistics_new ();
  self->errors = g_array_new (FALSE, FALSE, sizeof (StatisticsErrors));
  self->published = g_get_monotonic_time ();
  watch_thread_start (&self->thread, "statistics", add_rows, unref, self);
  return self;
}

void
statistics_watch_stop (StatisticsWatch *self)
{
  if (self == NULL)
    return;
  watch_thread_stop (&self->thread);
  unref (self);
}

void
statistics_watch_poke (StatisticsWatch *self)
{
  watch_thread_poke (&self->thread);
}

void
statistics_watch_set_databases (StatisticsWatch *self, const DatabaseSet *databases)
{
  const DatabaseSet *old;

  pthread_mutex_lock (&self->thread.mutex);
  old = self->databases;
  self->databases = database_set_ref (databases);
  watch_thread_poke_locked (&self->thread);
  pthread_mutex_unlock (&self->thread.mutex);
  database_set_unref (old);
}

void
statistics_watch_choose (StatisticsWatch *self, uint8_t channel, uint32_t id)
{
  pthread_mutex_lock (&self->thread.mutex);
  self->has_chosen = TRUE;
  self->chosen_channel = channel;
  self->chosen_id = id;
  watch_thread_poke_locked (&self->thread);
  pthread_mutex_unlock (&self->thread.mutex);
}

StatisticsSnapshot *
statistics_watch_take (StatisticsWatch *self)
{
  StatisticsSnapshot *snapshot;

  pthread_mutex_lock (&self->thread.mutex);
  snapshot = g_steal_pointer (&self->ready);
  pthread_mutex_unlock (&self->thread.mutex);
  return snapshot;
}

double
statistics_watch_get_progress (StatisticsWatch *self)
{
  uint64_t length = frame_store_length (self->store);

  return length == 0 ? 1 : MIN (1, (double) atomic_load (&self->n_done) / (double) length);
}
