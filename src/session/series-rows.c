/* series-rows.c: the worker's part of series: where the frames of a message are, and how they follow each other.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Chunks are searched by all processors and what they found is put together in order, so that runs and intervals are
 * the same whoever found it.
 */
#include "config.h"
#include "session/series-private.h"

#include "session/spread.h"
#include <math.h>
#include <string.h>

#include "base/banned.h"

/* --- Samples of a group --- */

static RowBand *
make_band (SeriesGroup *self, uint64_t index)
{
  uint64_t band = index / SERIES_BAND;
  RowBand ***shelf = &self->shelves[band / SERIES_SHELF];

  if (*shelf == NULL)
    *shelf = g_new0 (RowBand *, SERIES_SHELF);
  if ((*shelf)[band % SERIES_SHELF] == NULL)
    (*shelf)[band % SERIES_SHELF] = g_new (RowBand, 1);
  return (*shelf)[band % SERIES_SHELF];
}

/* Quarters of octaves. */
static guint
bin_of (int64_t interval)
{
  uint64_t ns = (uint64_t) MAX (interval, 4);
  guint octave = 63u - (guint) __builtin_clzll (ns);

  return octave * 4 + (guint) (ns >> (octave - 2) & 3);
}

static double
bin_end (guint bin)
{
  return ldexp (1 + (bin % 4 + 1) / 4.0, (int) (bin / 4));
}

static double
interval_share (const SeriesGroup *self, double share)
{
  uint64_t wanted = (uint64_t) ceil (share * (double) self->n_intervals), seen = 0;

  for (guint bin = 0; bin < SERIES_BINS; bin++)
    if ((seen += self->bins[bin]) >= wanted)
      return bin_end (bin);
  return 0;
}

/* What is sent when something happens has no cycle, unless the database says so; what comes late now and then, as a log
 * with coarse stamps, is no time-out: twice of what 99 % keep is. */
void
series_group_find_time_out (SeriesGroup *self)
{
  double median, most, cycle;

  if (self->n_intervals < 4)
    return;
  median = interval_share (self, 0.5);
  most = interval_share (self, 0.9);
  cycle = self->message != NULL && self->mux_signal < 0 ? self->message->cycle_time * 1e6 : 0;
  if (cycle <= 0 && most > 2.5 * median)
    {
      atomic_store_explicit (&self->time_out, 0, memory_order_relaxed);
      return;
    }
  cycle = MAX (MAX (cycle, median) * SERIES_TIME_OUT, self->n_intervals >= 200 ? 2 * interval_share (self, 0.99) : 0);
  atomic_store_explicit (&self->time_out, cycle < 9e18 ? (int64_t) cycle : 0, memory_order_relaxed);
}

static void
note_time (SeriesGroup *self, uint64_t index, int64_t time)
{
  guint n_runs = atomic_load_explicit (&self->n_runs, memory_order_relaxed);
  int64_t interval = n_runs > 0 ? can_time_since (time, self->last_time) : 0;

  self->last_time = time;
  if (n_runs == 0 || (can_time_since (self->run_latest, time) > SERIES_MAX_JITTER && n_runs < SERIES_MAX_RUNS))
    {
      self->runs[n_runs] = index;
      self->run_latest = time;
      atomic_store_explicit (&self->n_runs, n_runs + 1, memory_order_release);
    }
  else if (interval > 0)
    {
      self->bins[bin_of (interval)]++;
      self->n_intervals++;
    }
  if (time < self->run_latest)
    atomic_store_explicit (&self->jitters, TRUE, memory_order_relaxed);
  else
    self->run_latest = time;
  if (n_runs == 0 || time < atomic_load_explicit (&self->earliest, memory_order_relaxed))
    atomic_store_explicit (&self->earliest, time, memory_order_relaxed);
  if (n_runs == 0 || time > atomic_load_explicit (&self->latest, memory_order_relaxed))
    atomic_store_explicit (&self->latest, time, memory_order_relaxed);
}

void
series_group_append (SeriesGroup *self, uint64_t index, uint32_t row, int64_t time)
{
  RowBand *band = make_band (self, index);

  note_time (self, index, time);
  band->row[index % SERIES_BAND] = row;
  if (index % SERIES_PART == 0)
    band->latest[index % SERIES_BAND / SERIES_PART] = self->run_latest;
}

/* --- Which frames --- */

static gboolean
channel_fits (const SeriesGroup *self, uint8_t channel)
{
  const char *name;

  if (G_LIKELY (self->channels[channel] != 0))
    return self->channels[channel] == 1;
  name = trace_info_channel_name (frame_store_get_info (self->store), channel);
  return (self->channel == NULL || g_str_equal (self->channel, name))
         && database_set_lookup (self->databases, name, self->id != 0 ? self->id : self->message->id) == self->message;
}

/* Before helpers start, who only read it: those that the trace has now. */
static void
look_up_channels (SeriesGroup *self)
{
  guint n = trace_info_n_channels (frame_store_get_info (self->store));

  for (guint i = 0; i < MIN (n, TRACE_MAX_CHANNELS); i++)
    if (self->channels[i] == 0)
      self->channels[i] = channel_fits (self, (uint8_t) i) ? 1 : 2;
}

static gboolean
row_fits (const SeriesGroup *self, DatabaseCursor *cursor, const FrameChunk *chunk, uint32_t i)
{
  CanFrame frame = { .id = chunk->id[i], .len = frame_len_dlc_len (chunk->len_dlc[i]) };

  if (self->by_pgn)
    {
      if ((self->channel != NULL
           && !g_str_equal (self->channel,
                            trace_info_channel_name (frame_store_get_info (self->store), chunk->channel[i])))
          || frame.id & (CAN_ID_REMOTE | CAN_ID_ERROR)
          || database_cursor_lookup (cursor, chunk->channel[i], frame.id) != self->message)
        return FALSE;
    }
  else if (!channel_fits (self, chunk->channel[i]))
    return FALSE;
  if (self->mux_signal < 0)
    return TRUE;
  frame.data = frame_store_payload (self->store, chunk, i);
  return message_signal_selected (self->message, (guint) self->mux_signal, &frame);
}

static gboolean
chunk_may_fit (const SeriesGroup *self, uint32_t index, uint32_t id)
{
  ChunkSummary summary;
  guint bit = frame_chunk_bloom_bit (id);

  return !frame_store_summary (self->store, index, &summary) || (summary.id_bloom[bit / 64] >> bit % 64 & 1);
}

/* --- A chunk --- */

typedef struct
{
  uint32_t index, first, end; /* of the chunk, and rows in it */
  uint32_t n, *rows;          /* found: rows in the chunk */
  gboolean ordered;           /* their times never go back */
  uint32_t bins[SERIES_BINS]; /* of the intervals between them */
  uint64_t n_intervals;
} Found;

typedef struct
{
  SeriesGroup *group;
  Found *found; /* of n_chunks */
  guint n_chunks;
  const atomic_bool *stopped;
} Search;

static void
note_intervals (Found *self, const FrameChunk *chunk)
{
  self->ordered = TRUE;
  for (uint32_t i = 1; i < self->n; i++)
    {
      int64_t interval = can_time_since (chunk->time[self->rows[i]], chunk->time[self->rows[i - 1]]);

      if (interval < 0)
        self->ordered = FALSE;
      if (interval > 0)
        {
          self->bins[bin_of (interval)]++;
          self->n_intervals++;
        }
    }
}

static uint32_t
count_ids (const FrameChunk *chunk, uint32_t first, uint32_t end, uint32_t id)
{
  uint32_t n = 0;

  for (uint32_t i = first; i < end; i++)
    n += chunk->id[i] == id;
  return n;
}

static void
search_chunk (guint task, gpointer data)
{
  const Search *self = data;
  const SeriesGroup *group = self->group;
  Found *found = &self->found[task];
  const FrameChunk *chunk = frame_store_chunk (group->store, found->index, NULL);
  uint32_t id = group->id != 0 ? group->id : group->message->id, n_rows = found->end - found->first, most = n_rows;
  DatabaseCursor *cursor = NULL;

  if (chunk == NULL || atomic_load (self->stopped)
      || (!group->by_pgn && n_rows == FRAME_CHUNK_ROWS && !chunk_may_fit (group, found->index, id)))
    return;
  if (group->by_pgn) /* one for each thread */
    cursor = self->n_chunks > 1 ? database_cursor_new (group->databases, frame_store_get_info (group->store))
                                : group->cursor;
  else
    most = count_ids (chunk, found->first, found->end, id);
  found->rows = g_new (uint32_t, most);
  for (uint32_t i = found->first; i < found->end && found->n < most; i++)
    if ((group->by_pgn || chunk->id[i] == id) && row_fits (group, cursor, chunk, i))
      found->rows[found->n++] = i;
  if (cursor != group->cursor)
    database_cursor_free (cursor);
  note_intervals (found, chunk);
}

/* Times that only grow, from sample index on: they are copied. */
static void
take_ordered (SeriesGroup *self, uint64_t index, const Found *found, uint32_t from, const FrameChunk *chunk)
{
  uint32_t base = found->index * FRAME_CHUNK_ROWS;
  int64_t last = chunk->time[found->rows[found->n - 1]];

  for (uint32_t i = from; i < found->n;)
    {
      RowBand *band = make_band (self, index);
      uint32_t end = (uint32_t) MIN (found->n, i + (SERIES_BAND - index % SERIES_BAND));

      for (; i < end; i++, index++)
        {
          band->row[index % SERIES_BAND] = base + found->rows[i];
          if (index % SERIES_PART == 0)
            band->latest[index % SERIES_BAND / SERIES_PART] = chunk->time[found->rows[i]];
        }
    }
  for (guint i = 0; i < SERIES_BINS; i++)
    self->bins[i] += found->bins[i];
  self->n_intervals += found->n_intervals;
  self->last_time = self->run_latest = last;
  if (last > atomic_load_explicit (&self->latest, memory_order_relaxed))
    atomic_store_explicit (&self->latest, last, memory_order_relaxed);
}

static void
take_found (SeriesGroup *self, uint64_t index, const Found *found)
{
  const FrameChunk *chunk = found->n > 0 ? frame_store_chunk (self->store, found->index, NULL) : NULL;
  uint32_t base = found->index * FRAME_CHUNK_ROWS;

  if (chunk == NULL)
    return;
  series_group_append (self, index, base + found->rows[0], chunk->time[found->rows[0]]);
  if (found->n > 1 && found->ordered && chunk->time[found->rows[1]] >= self->run_latest)
    {
      take_ordered (self, index + 1, found, 1, chunk);
      return;
    }
  for (uint32_t i = 1; i < found->n; i++)
    series_group_append (self, index + i, base + found->rows[i], chunk->time[found->rows[i]]);
}

/* --- A round --- */

/* The chunks from row at on: how many, and where the last one ends. */
static guint
plan (SeriesGroup *self, uint64_t at, Found *found, uint64_t *end)
{
  uint64_t length = frame_store_length (self->store);
  guint n = 0;

  *end = at;
  while (n < SERIES_ROUND && *end < length)
    {
      uint32_t index = (uint32_t) (*end / FRAME_CHUNK_ROWS), n_rows = 0;
      uint64_t base = (uint64_t) index * FRAME_CHUNK_ROWS;

      if (frame_store_chunk (self->store, index, &n_rows) == NULL || base + n_rows <= *end)
        break;
      found[n++] = (Found){ .index = index, .first = (uint32_t) (*end - base), .end = n_rows };
      *end = base + n_rows;
    }
  return n;
}

gboolean
series_group_scan (SeriesGroup *self, const atomic_bool *stopped)
{
  uint64_t at = MAX (atomic_load_explicit (&self->n_rows, memory_order_relaxed), frame_store_first (self->store));
  uint64_t before = atomic_load_explicit (&self->n, memory_order_relaxed), n = before, end;
  Search search = { self, g_new (Found, SERIES_ROUND), 0, stopped };

  search.n_chunks = plan (self, at, search.found, &end);
  look_up_channels (self);
  spread_run (search.n_chunks, search_chunk, &search);
  for (guint i = 0; i < search.n_chunks; i++)
    {
      if (!atomic_load (stopped))
        {
          take_found (self, n, &search.found[i]);
          n += search.found[i].n;
        }
      g_free (search.found[i].rows);
    }
  g_free (search.found);
  if (search.n_chunks == 0 || atomic_load (stopped))
    return FALSE;
  if (n != before)
    series_group_find_time_out (self);
  atomic_store_explicit (&self->n, n, memory_order_release);
  atomic_store_explicit (&self->n_rows, end, memory_order_release);
  return TRUE;
}
