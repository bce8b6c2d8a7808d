/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/load-curve.h"

#include "core/frame-bits.h"

#include "base/banned.h"

struct LoadCurve
{
  int64_t origin, length;
  GHashTable *intervals; /* of LoadInterval, by channel and index */
  LoadInterval *current[TRACE_MAX_CHANNELS];
  uint64_t n_beyond;
  int64_t earliest, latest;
};

static guint
interval_hash (gconstpointer key)
{
  const LoadInterval *self = key;

  return (guint) ((((uint64_t) self->index << 8) + self->channel) * UINT64_C (0x9E3779B97F4A7C15) >> 32);
}

static gboolean
interval_equal (gconstpointer a, gconstpointer b)
{
  const LoadInterval *x = a, *y = b;

  return x->index == y->index && x->channel == y->channel;
}

LoadCurve *
load_curve_new (int64_t origin, int64_t length)
{
  LoadCurve *self = g_new0 (LoadCurve, 1);

  g_return_val_if_fail (length >= 0, NULL);
  self->origin = origin;
  self->length = length;
  self->intervals = g_hash_table_new_full (interval_hash, interval_equal, g_free, NULL);
  self->earliest = INT64_MAX;
  self->latest = INT64_MIN;
  return self;
}

LoadCurve *
load_curve_new_like (const LoadCurve *other)
{
  return load_curve_new (other->origin, other->length);
}

void
load_curve_free (LoadCurve *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->intervals);
  g_free (self);
}

/* NULL: there are too many. */
static LoadInterval *
find_interval (LoadCurve *self, uint8_t channel, int64_t index)
{
  LoadInterval key = { .index = index, .channel = channel };
  LoadInterval *found = g_hash_table_lookup (self->intervals, &key);

  if (found == NULL && g_hash_table_size (self->intervals) < LOAD_CURVE_MAX_INTERVALS)
    {
      found = g_new (LoadInterval, 1);
      *found = key;
      g_hash_table_add (self->intervals, found);
    }
  return found;
}

static inline int64_t
interval_index (const LoadCurve *self, int64_t time)
{
  int64_t since = can_time_since (time, self->origin);

  if (self->length == 0)
    return 0;
  return since / self->length - (since % self->length < 0);
}

static void
add_row (LoadCurve *self, const FrameStore *store, const FrameChunk *chunk, guint i)
{
  CanFrame frame = { .time = chunk->time[i],
                     .id = chunk->id[i],
                     .len = MIN (frame_len_dlc_len (chunk->len_dlc[i]), CAN_FRAME_MAX_LEN),
                     .dlc = frame_len_dlc_dlc (chunk->len_dlc[i]),
                     .flags = chunk->flags[i],
                     .channel = chunk->channel[i],
                     .data = frame_store_payload (store, chunk, i) };
  LoadInterval *interval = self->current[frame.channel];
  int64_t index = interval_index (self, frame.time);
  FrameBitCount count;

  self->earliest = MIN (self->earliest, frame.time);
  self->latest = MAX (self->latest, frame.time);
  if (G_UNLIKELY (interval == NULL || interval->index != index))
    {
      interval = find_interval (self, frame.channel, index);
      if (interval == NULL)
        {
          self->n_beyond++;
          return;
        }
      self->current[frame.channel] = interval;
    }
  can_frame_count_bits (&frame, &count);
  interval->n_frames++;
  interval->n_errors += (frame.id & CAN_ID_ERROR) != 0;
  interval->n_brs += (frame.flags & CAN_BRS) != 0;
  interval->bits_nominal += count.nominal;
  interval->bits_data += count.data;
}

void
load_curve_add (LoadCurve *self, const FrameStore *store, const FrameChunk *chunk, guint from, guint to,
                const uint64_t *bits)
{
  for (guint i = from; i < to; i++)
    if (bits == NULL || bits[i / 64] >> (i % 64) & 1)
      add_row (self, store, chunk, i);
}

void
load_curve_append (LoadCurve *self, const LoadCurve *other)
{
  GHashTableIter iter;
  gpointer key;

  g_return_if_fail (self->origin == other->origin && self->length == other->length);
  g_hash_table_iter_init (&iter, other->intervals);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const LoadInterval *from = key;
      LoadInterval *to = find_interval (self, from->channel, from->index);

      if (to == NULL)
        {
          self->n_beyond += from->n_frames;
          continue;
        }
      to->n_frames += from->n_frames;
      to->n_errors += from->n_errors;
      to->n_brs += from->n_brs;
      to->bits_nominal += from->bits_nominal;
      to->bits_data += from->bits_data;
    }
  self->n_beyond += other->n_beyond;
  self->earliest = MIN (self->earliest, other->earliest);
  self->latest = MAX (self->latest, other->latest);
}

static gint
compare_intervals (gconstpointer a, gconstpointer b)
{
  const LoadInterval *x = *(const LoadInterval *const *) a, *y = *(const LoadInterval *const *) b;

  if (x->channel != y->channel)
    return x->channel < y->channel ? -1 : 1;
  return (x->index > y->index) - (x->index < y->index);
}

GPtrArray *
load_curve_get_intervals (const LoadCurve *self)
{
  GPtrArray *intervals = g_ptr_array_sized_new (g_hash_table_size (self->intervals));
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->intervals);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (intervals, key);
  g_ptr_array_sort (intervals, compare_intervals);
  return intervals;
}

uint64_t
load_curve_n_beyond (const LoadCurve *self)
{
  return self->n_beyond;
}

gboolean
load_curve_get_span (const LoadCurve *self, int64_t *earliest, int64_t *latest)
{
  *earliest = self->earliest;
  *latest = self->latest;
  return self->earliest <= self->latest;
}
