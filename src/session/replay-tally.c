/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/replay-tally.h"

#include "core/frame-bits.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>

#include "base/banned.h"

#define STEP 8192u               /* rows of a place */
#define BACK INT64_C (100000000) /* ns that stamps may go back by themselves */
#define TWICE INT64_C (10000000)
#define REMEMBERED 16u

typedef struct
{
  uint64_t row;
  int64_t time;
} Place;

/* A frame that may come again with the other direction. */
typedef struct
{
  uint32_t id;
  uint16_t len;
  uint8_t channel, flags;
  int64_t time;
  uint8_t data[CAN_FRAME_MAX_LEN];
} Remembered;

struct ReplayTally
{
  pthread_t thread;
  gboolean has_thread;
  PlayerFeed *feed; /* the thread's */
  uint64_t from, to;
  _Atomic int stopping, complete;
  _Atomic uint64_t n;

  /* The thread's. */
  gboolean begun;
  Remembered last[REMEMBERED];
  guint n_last;

  pthread_mutex_t lock; /* of all below */
  TallyCounts counts;
  GHashTable *by_id; /* channel and identifier -> index of counts.ids + 1 */
  GArray *places;    /* of Place */
};

void
tally_counts_clear (TallyCounts *self)
{
  g_clear_pointer (&self->ids, g_array_unref);
  g_clear_pointer (&self->problem, g_free);
}

/* --- The thread --- */

static TallyId *
id_of (ReplayTally *self, const CanFrame *frame)
{
  const TallyId key = { .id = frame->id, .channel = frame->channel };
  uint64_t number = (uint64_t) frame->channel << 32 | frame->id;
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_id, &number));

  if (place == 0)
    {
      g_array_append_val (self->counts.ids, key);
      place = self->counts.ids->len;
      g_hash_table_insert (self->by_id, g_memdup2 (&number, sizeof number), GUINT_TO_POINTER (place));
    }
  return &g_array_index (self->counts.ids, TallyId, place - 1);
}

static gboolean
comes_twice (ReplayTally *self, const CanFrame *frame)
{
  Remembered *place = &self->last[self->n_last++ % REMEMBERED];
  gboolean twice = FALSE;

  for (guint i = 0; i < MIN (self->n_last - 1, REMEMBERED) && !twice; i++)
    {
      const Remembered *other = &self->last[i];

      twice = other->id == frame->id && other->channel == frame->channel && other->len == frame->len
              && ((other->flags ^ frame->flags) & CAN_TX) != 0
              && ABS (can_time_since (frame->time, other->time)) < TWICE
              && memcmp (other->data, frame->data, frame->len) == 0;
    }
  place->id = frame->id;
  place->len = MIN (frame->len, CAN_FRAME_MAX_LEN);
  place->channel = frame->channel;
  place->flags = frame->flags;
  place->time = frame->time;
  if (frame->len > 0)
    memcpy (place->data, frame->data, place->len);
  return twice;
}

static void
count (ReplayTally *self, const CanFrame *frame)
{
  TallyCounts *counts = &self->counts;
  FrameBitCount bits;
  TallyId *id;

  if (counts->n++ == 0)
    counts->first = counts->last = frame->time;
  counts->n_backwards += can_time_since (frame->time, counts->last) < -BACK;
  counts->longest = MAX (counts->longest, can_time_since (frame->time, counts->last));
  counts->last = frame->time;
  if (frame->id & CAN_ID_ERROR)
    {
      counts->n_errors++;
      return;
    }
  counts->n_twice += comes_twice (self, frame);
  id = id_of (self, frame);
  if (frame->flags & CAN_TX)
    id->n_sent++;
  else
    id->n_received++;
  id->n_fd += (frame->flags & CAN_FD) != 0;
  id->n_long_dlc += (frame->flags & CAN_FD) == 0 && frame->dlc > 8;
  can_frame_count_bits (frame, &bits);
  id->bits_nominal += bits.nominal;
  id->bits_data += bits.data;
}

/* FALSE: the end of what is wanted. */
static gboolean
take (ReplayTally *self, const FrameBatch *batch, const uint64_t *rows)
{
  for (guint i = 0; i < batch->n_frames; i++)
    {
      Place place = { rows[i], batch->frames[i].time };

      if (rows[i] >= self->to)
        return FALSE;
      count (self, &batch->frames[i]);
      self->counts.end = rows[i] + 1;
      if (self->places->len == 0 || g_array_index (self->places, Place, self->places->len - 1).row + STEP <= rows[i])
        g_array_append_val (self->places, place);
    }
  return TRUE;
}

static void *
tally_main (void *data)
{
  ReplayTally *self = data;
  FrameBatch *batch = frame_batch_new ();
  uint64_t rows[FRAME_BATCH_SIZE];
  g_autoptr (GError) error = NULL;
  gboolean more = self->from == 0 || self->begun || self->feed->seek (self->feed, self->from, &error);

  self->begun = TRUE;
  setpriority (PRIO_PROCESS, 0, 10); /* of this thread: what plays meanwhile comes first */

  while (more && !atomic_load (&self->stopping))
    {
      frame_batch_clear (batch);
      more = self->feed->read (self->feed, batch, rows, &error);
      pthread_mutex_lock (&self->lock);
      more = take (self, batch, rows) && more;
      atomic_store (&self->n, self->counts.n);
      pthread_mutex_unlock (&self->lock);
    }
  pthread_mutex_lock (&self->lock);
  if (error != NULL)
    self->counts.problem = g_strdup (error->message);
  self->counts.complete = !more;
  pthread_mutex_unlock (&self->lock);
  atomic_store (&self->complete, !more);
  frame_batch_free (batch);
  return NULL;
}

/* --- The main thread --- */

ReplayTally *
replay_tally_new (PlayerFeed *feed, uint64_t from, uint64_t to)
{
  ReplayTally *self = g_new0 (ReplayTally, 1);

  self->feed = feed;
  self->from = from;
  self->to = to;
  self->counts.ids = g_array_new (FALSE, TRUE, sizeof (TallyId));
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  pthread_mutex_init (&self->lock, NULL);
  self->has_thread = pthread_create (&self->thread, NULL, tally_main, self) == 0;
  if (!self->has_thread)
    atomic_store (&self->complete, 1);
  return self;
}

void
replay_tally_go_on (ReplayTally *self)
{
  if (!self->has_thread || !replay_tally_is_complete (self) || self->counts.problem != NULL)
    return;
  pthread_join (self->thread, NULL);
  self->counts.complete = FALSE;
  atomic_store (&self->complete, 0);
  self->has_thread = pthread_create (&self->thread, NULL, tally_main, self) == 0;
  if (!self->has_thread)
    atomic_store (&self->complete, 1);
}

void
replay_tally_free (ReplayTally *self)
{
  if (self == NULL)
    return;
  atomic_store (&self->stopping, 1);
  if (self->has_thread)
    pthread_join (self->thread, NULL);
  player_feed_free (self->feed);
  tally_counts_clear (&self->counts);
  g_hash_table_unref (self->by_id);
  g_array_unref (self->places);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

void
replay_tally_get (ReplayTally *self, TallyCounts *out)
{
  pthread_mutex_lock (&self->lock);
  *out = self->counts;
  out->ids = g_array_copy (self->counts.ids);
  out->problem = g_strdup (self->counts.problem);
  pthread_mutex_unlock (&self->lock);
}

uint64_t
replay_tally_n (ReplayTally *self)
{
  return atomic_load (&self->n);
}

gboolean
replay_tally_is_complete (ReplayTally *self)
{
  return atomic_load (&self->complete) != 0;
}

uint64_t
replay_tally_find (ReplayTally *self, int64_t time)
{
  uint64_t row = self->from;

  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);

      if (can_time_since (place->time, time) > 0)
        break;
      row = place->row;
    }
  pthread_mutex_unlock (&self->lock);
  return row;
}
