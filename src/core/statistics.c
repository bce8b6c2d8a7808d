/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/statistics.h"

#include "core/frame-bits.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

/* Periods are counted in classes: 64 to each doubling, so that the middle of a class is at most 1/128 away. */
#define CLASS_BITS 6
#define CLASSES (1u << CLASS_BITS)

struct PeriodBlock
{
  PeriodBlock *next;
  guint octave;
  uint32_t counts[CLASSES]; /* a store holds no more than 2^32 rows */
};

struct Statistics
{
  GArray *ids;     /* of IdStatistics */
  uint32_t *table; /* index + 1 in ids by key; open addressing, at most half full */
  guint shift;     /* 64 - log2 of its size */
  uint64_t n_frames, n_beyond;
  int64_t earliest, latest;
};

Statistics *
statistics_new (void)
{
  Statistics *self = g_new0 (Statistics, 1);

  self->ids = g_array_new (FALSE, FALSE, sizeof (IdStatistics));
  self->shift = 64 - 8;
  self->table = g_new0 (uint32_t, 1u << 8);
  self->earliest = INT64_MAX;
  self->latest = INT64_MIN;
  return self;
}

static void
free_blocks (PeriodBlock *block)
{
  while (block != NULL)
    {
      PeriodBlock *next = block->next;

      g_free (block);
      block = next;
    }
}

void
statistics_free (Statistics *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->ids->len; i++)
    free_blocks (g_array_index (self->ids, IdStatistics, i).blocks);
  g_array_unref (self->ids);
  g_free (self->table);
  g_free (self);
}

/* --- Finding an identifier --- */

static inline uint64_t
hash_key (uint32_t id, uint8_t channel)
{
  return (id | (uint64_t) channel << 32) * UINT64_C (0x9E3779B97F4A7C15);
}

static void
put_into_table (Statistics *self, const IdStatistics *id, uint32_t entry)
{
  guint mask = (guint) (UINT64_MAX >> self->shift);
  guint i = (guint) (hash_key (id->id, id->channel) >> self->shift);

  while (self->table[i] != 0)
    i = (i + 1) & mask;
  self->table[i] = entry;
}

static void
grow_table (Statistics *self)
{
  self->shift--;
  g_free (self->table);
  self->table = g_new0 (uint32_t, (gsize) 1 << (64 - self->shift));
  for (guint i = 0; i < self->ids->len; i++)
    put_into_table (self, &g_array_index (self->ids, IdStatistics, i), i + 1);
}

/* NULL: there are too many. */
static IdStatistics *
add_id (Statistics *self, uint32_t id, uint8_t channel)
{
  IdStatistics new = { .id = id,
                       .channel = channel,
                       .dlc_min = 15,
                       .earliest = INT64_MAX,
                       .latest = INT64_MIN,
                       .period_min = INT64_MAX,
                       .period_max = INT64_MIN };

  if (self->ids->len == STATISTICS_MAX_IDS)
    return NULL;
  g_array_append_val (self->ids, new);
  if ((gsize) self->ids->len * 2 > (gsize) 1 << (64 - self->shift))
    grow_table (self);
  else
    put_into_table (self, &new, self->ids->len);
  return &g_array_index (self->ids, IdStatistics, self->ids->len - 1);
}

static inline IdStatistics *
find_id (Statistics *self, uint32_t id, uint8_t channel)
{
  guint mask = (guint) (UINT64_MAX >> self->shift);

  for (guint i = (guint) (hash_key (id, channel) >> self->shift);; i = (i + 1) & mask)
    {
      IdStatistics *found;

      if (self->table[i] == 0)
        return add_id (self, id, channel);
      found = &g_array_index (self->ids, IdStatistics, self->table[i] - 1);
      if (G_LIKELY (found->id == id && found->channel == channel))
        return found;
    }
}

/* --- Periods --- */

/* Below 64 ns each length is a class of octave 0; then octave k has those from 64 << (k - 1) on. */
static inline guint
period_octave (int64_t period)
{
  return period < CLASSES ? 0 : 64 - CLASS_BITS - (guint) __builtin_clzll ((uint64_t) period);
}

static inline guint
period_class (int64_t period, guint octave)
{
  return (guint) (period >> (octave > 0 ? octave - 1 : 0)) & (CLASSES - 1);
}

static int64_t
class_middle (guint octave, guint class)
{
  if (octave == 0)
    return class;
  return (int64_t) ((uint64_t) (CLASSES + class) << (octave - 1)) + (INT64_C (1) << (octave - 1)) / 2;
}

/* The octave's block, moved to the front: the next period is probably alike. */
static PeriodBlock *
find_block (IdStatistics *self, guint octave)
{
  PeriodBlock **place = &self->blocks, *block;

  while (*place != NULL && (*place)->octave != octave)
    place = &(*place)->next;
  block = *place;
  if (block != NULL)
    *place = block->next;
  else
    {
      block = g_new0 (PeriodBlock, 1);
      block->octave = octave;
    }
  block->next = self->blocks;
  self->blocks = block;
  return block;
}

static inline void
add_period (IdStatistics *self, int64_t period)
{
  guint octave;

  if (G_UNLIKELY (period < 0))
    {
      self->n_back++;
      return;
    }
  self->n_periods++;
  self->period_min = MIN (self->period_min, period);
  self->period_max = MAX (self->period_max, period);
  self->sum += (uint64_t) period;
  self->squares += (unsigned __int128) (uint64_t) period * (uint64_t) period;
  octave = period_octave (period);
  if (G_UNLIKELY (self->blocks == NULL || self->blocks->octave != octave))
    find_block (self, octave);
  self->blocks->counts[period_class (period, octave)]++;
}

/* --- Rows --- */

static inline void
count_bits (IdStatistics *self, const FrameStore *store, const FrameChunk *chunk, guint i, uint16_t len)
{
  CanFrame frame = { .id = chunk->id[i],
                     .len = len,
                     .dlc = frame_len_dlc_dlc (chunk->len_dlc[i]),
                     .flags = chunk->flags[i],
                     .data = frame_store_payload (store, chunk, i) };
  FrameBitCount count;

  can_frame_count_bits (&frame, &count);
  self->bits_nominal += count.nominal;
  self->bits_data += count.data;
}

static inline void
add_row (Statistics *self, const FrameStore *store, const FrameChunk *chunk, guint i)
{
  uint32_t id = chunk->id[i];
  int64_t time = chunk->time[i];
  uint16_t len = MIN (frame_len_dlc_len (chunk->len_dlc[i]), CAN_FRAME_MAX_LEN);
  uint8_t dlc = frame_len_dlc_dlc (chunk->len_dlc[i]), flags = chunk->flags[i];
  IdStatistics *found = find_id (self, id & CAN_ID_ERROR ? CAN_ID_ERROR : id & (CAN_ID_EXTENDED | CAN_ID_MASK_EXTENDED),
                                 chunk->channel[i]);

  self->n_frames++;
  self->earliest = MIN (self->earliest, time);
  self->latest = MAX (self->latest, time);
  if (G_UNLIKELY (found == NULL))
    {
      self->n_beyond++;
      return;
    }
  if (G_LIKELY (found->n_frames > 0))
    add_period (found, can_time_since (time, found->tail));
  else
    found->head = time;
  found->tail = time;
  found->n_frames++;
  found->n_bytes += len;
  found->n_remote += (id & (CAN_ID_REMOTE | CAN_ID_ERROR)) == CAN_ID_REMOTE;
  found->n_fd += (flags & CAN_FD) != 0;
  found->n_brs += (flags & CAN_BRS) != 0;
  found->dlc_min = MIN (found->dlc_min, dlc);
  found->dlc_max = MAX (found->dlc_max, dlc);
  found->earliest = MIN (found->earliest, time);
  found->latest = MAX (found->latest, time);
  count_bits (found, store, chunk, i, len);
}

void
statistics_add (Statistics *self, const FrameStore *store, const FrameChunk *chunk, guint from, guint to,
                const uint64_t *bits)
{
  if (bits == NULL)
    {
      for (guint i = from; i < to; i++)
        add_row (self, store, chunk, i);
      return;
    }
  for (guint i = from; i < to; i = (i / 64 + 1) * 64)
    for (uint64_t word = bits[i / 64] & UINT64_MAX << (i % 64); word != 0; word &= word - 1)
      {
        guint row = i / 64 * 64 + (guint) __builtin_ctzll (word);

        if (row >= to)
          return;
        add_row (self, store, chunk, row);
      }
}

/* --- Putting together --- */

static void
append_blocks (IdStatistics *self, const PeriodBlock *from)
{
  for (; from != NULL; from = from->next)
    {
      PeriodBlock *block = find_block (self, from->octave);

      for (guint i = 0; i < CLASSES; i++)
        block->counts[i] += from->counts[i];
    }
}

static void
append_id (IdStatistics *self, const IdStatistics *later)
{
  if (self->n_frames > 0)
    add_period (self, can_time_since (later->head, self->tail));
  else
    self->head = later->head;
  self->tail = later->tail;
  self->dlc_min = MIN (self->dlc_min, later->dlc_min);
  self->dlc_max = MAX (self->dlc_max, later->dlc_max);
  self->n_frames += later->n_frames;
  self->n_bytes += later->n_bytes;
  self->n_remote += later->n_remote;
  self->n_fd += later->n_fd;
  self->n_brs += later->n_brs;
  self->bits_nominal += later->bits_nominal;
  self->bits_data += later->bits_data;
  self->earliest = MIN (self->earliest, later->earliest);
  self->latest = MAX (self->latest, later->latest);
  self->n_periods += later->n_periods;
  self->n_back += later->n_back;
  self->period_min = MIN (self->period_min, later->period_min);
  self->period_max = MAX (self->period_max, later->period_max);
  self->sum += later->sum;
  self->squares += later->squares;
  append_blocks (self, later->blocks);
}

void
statistics_append (Statistics *self, Statistics *later)
{
  for (guint i = 0; i < later->ids->len; i++)
    {
      IdStatistics *from = &g_array_index (later->ids, IdStatistics, i);
      IdStatistics *to = find_id (self, from->id, from->channel);

      if (to != NULL)
        append_id (to, from);
      else
        self->n_beyond += from->n_frames;
      free_blocks (from->blocks);
    }
  self->n_frames += later->n_frames;
  self->n_beyond += later->n_beyond;
  self->earliest = MIN (self->earliest, later->earliest);
  self->latest = MAX (self->latest, later->latest);
  g_array_set_size (later->ids, 0);
  memset (later->table, 0, sizeof *later->table << (64 - later->shift));
  later->n_frames = later->n_beyond = 0;
  later->earliest = INT64_MAX;
  later->latest = INT64_MIN;
}

/* --- Results --- */

guint
statistics_n_ids (const Statistics *self)
{
  return self->ids->len;
}

const IdStatistics *
statistics_get (const Statistics *self, guint index)
{
  g_return_val_if_fail (index < self->ids->len, NULL);
  return &g_array_index (self->ids, IdStatistics, index);
}

uint64_t
statistics_n_frames (const Statistics *self)
{
  return self->n_frames;
}

uint64_t
statistics_n_beyond (const Statistics *self)
{
  return self->n_beyond;
}

gboolean
statistics_get_span (const Statistics *self, int64_t *earliest, int64_t *latest)
{
  *earliest = self->earliest;
  *latest = self->latest;
  return self->n_frames > 0;
}

gboolean
id_statistics_get_mean (const IdStatistics *self, double *mean)
{
  if (self->n_periods == 0)
    return FALSE;
  *mean = (double) ((long double) self->sum / (long double) self->n_periods);
  return TRUE;
}

/* About the whole part of the mean, in whole numbers (modulo 2^128, which the result is far below), so that a jitter of
 * nanoseconds around seconds is not lost in rounding. */
gboolean
id_statistics_get_deviation (const IdStatistics *self, double *deviation)
{
  unsigned __int128 mean, about;
  long double rest;

  if (self->n_periods == 0)
    return FALSE;
  mean = self->sum / self->n_periods;
  about = self->squares - 2 * mean * self->sum + mean * mean * self->n_periods;
  rest = (long double) (self->sum % self->n_periods) / (long double) self->n_periods;
  *deviation = (double) sqrtl (MAX (0, (long double) about / (long double) self->n_periods - rest * rest));
  return TRUE;
}

static const PeriodBlock *
next_block (const IdStatistics *self, int after)
{
  const PeriodBlock *best = NULL;

  for (const PeriodBlock *block = self->blocks; block != NULL; block = block->next)
    if ((int) block->octave > after && (best == NULL || block->octave < best->octave))
      best = block;
  return best;
}

gboolean
id_statistics_get_percentile (const IdStatistics *self, double part, int64_t *period)
{
  uint64_t wanted = (uint64_t) ceil (CLAMP (part, 0, 1) * (double) self->n_periods - 1e-6), seen = 0;
  int octave = -1;

  if (self->n_periods == 0)
    return FALSE;
  *period = self->period_max;
  for (const PeriodBlock *block; (block = next_block (self, octave)) != NULL; octave = (int) block->octave)
    for (guint i = 0; i < CLASSES; i++)
      {
        seen += block->counts[i];
        if (seen >= MAX (wanted, 1))
          {
            *period = CLAMP (class_middle (block->octave, i), self->period_min, self->period_max);
            return TRUE;
          }
      }
  return TRUE;
}

uint64_t
id_statistics_count_missing (const IdStatistics *self, int64_t cycle)
{
  uint64_t missing = 0;

  g_return_val_if_fail (cycle > 0, 0);
  for (const PeriodBlock *block = self->blocks; block != NULL; block = block->next)
    for (guint i = 0; i < CLASSES; i++)
      {
        int64_t period = CLAMP (class_middle (block->octave, i), self->period_min, self->period_max);
        int64_t cycles = period / cycle + (period % cycle >= cycle - cycle / 2);

        if (block->counts[i] > 0 && cycles > 1)
          missing += (uint64_t) (cycles - 1) * block->counts[i];
      }
  return missing;
}

/* A class wider than a bin is shared out, or every other bin would be empty. */
static void
share_out (uint64_t count, double first, double last, uint64_t *bins, guint n)
{
  guint from = (guint) CLAMP (first, 0, n - 1), to = (guint) CLAMP (last, 0, n - 1);

  for (guint i = from; i <= to; i++)
    bins[i] += count / (to - from + 1) + (i - from < count % (to - from + 1));
}

void
id_statistics_fill_histogram (const IdStatistics *self, int64_t from, int64_t to, uint64_t *bins, guint n)
{
  double width = (double) (to - from) / n;

  g_return_if_fail (to > from && n > 0);
  memset (bins, 0, n * sizeof *bins);
  for (const PeriodBlock *block = self->blocks; block != NULL; block = block->next)
    for (guint i = 0; i < CLASSES; i++)
      {
        int64_t middle = class_middle (block->octave, i),
                half = block->octave > 0 ? INT64_C (1) << (block->octave - 1) : 1;
        int64_t first = MAX (middle - half / 2, self->period_min), last = MIN (middle + half / 2, self->period_max);

        if (block->counts[i] == 0 || middle < from || middle >= to)
          continue;
        share_out (block->counts[i], (double) (first - from) / width, (double) (MAX (last - 1, first) - from) / width,
                   bins, n);
      }
}
