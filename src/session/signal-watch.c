/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/signal-watch.h"

#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>

#include "base/banned.h"

#define SLICE_ROWS 2048u
#define STALE_CYCLES 3
#define VISIT_PLACES 512u /* at a time, then others may look */

typedef struct
{
  SignalNow now;
  guint head; /* of trend, which goes round */
} Entry;

typedef struct
{
  MessageNow now;
  Entry *signals;
} MessageEntry;

struct SignalWatch
{
  atomic_int refs; /* the owner's and the worker's */
  FrameStore *store;
  DatabaseSet *databases;
  char *channel;          /* NULL: all */
  DatabaseCursor *cursor; /* worker's */
  Tick *tick;

  pthread_mutex_t state_mutex; /* guards poked, stopped; not GLib's: ThreadSanitizer must see them */
  pthread_cond_t changed;
  gboolean poked;
  atomic_bool stopped;

  pthread_mutex_t table_mutex;
  atomic_int waiting;   /* somebody wants the table: mutexes are not fair */
  GHashTable *messages; /* Message -> MessageEntry */
  int64_t latest;
  atomic_uint_fast64_t n_done;
};

static void
entry_free (gpointer data)
{
  MessageEntry *entry = data;

  g_free (entry->signals);
  g_free (entry);
}

static void
unref (SignalWatch *self)
{
  if (atomic_fetch_sub (&self->refs, 1) != 1)
    return;
  g_hash_table_unref (self->messages);
  database_cursor_free (self->cursor);
  frame_store_unref (self->store);
  database_set_unref (self->databases);
  tick_unref (self->tick);
  g_free (self->channel);
  pthread_mutex_destroy (&self->state_mutex);
  pthread_mutex_destroy (&self->table_mutex);
  pthread_cond_destroy (&self->changed);
  g_free (self);
}

/* --- The worker --- */

static MessageEntry *
ensure (SignalWatch *self, const Message *message)
{
  MessageEntry *entry = g_hash_table_lookup (self->messages, message);

  if (entry != NULL)
    return entry;
  entry = g_new0 (MessageEntry, 1);
  entry->signals = g_new0 (Entry, message->n_signals);
  for (guint i = 0; i < message->n_signals; i++)
    {
      entry->signals[i].now.min = INFINITY;
      entry->signals[i].now.max = -INFINITY;
    }
  g_hash_table_insert (self->messages, (gpointer) message, entry);
  return entry;
}

static void
take_signal (Entry *entry, const CanSignal *signal, uint64_t bits, int64_t time, uint64_t row)
{
  SignalNow *now = &entry->now;
  double value = can_signal_physical (signal, bits);

  if (now->n == 0 || now->bits != bits)
    now->changed = time;
  now->n++;
  now->bits = bits;
  now->last = time;
  now->row = row;
  now->trend[entry->head] = (float) value;
  entry->head = (entry->head + 1) % SIGNAL_TREND;
  now->n_trend = MIN (now->n_trend + 1, SIGNAL_TREND);
  if (isfinite (value))
    {
      now->min = MIN (now->min, value);
      now->max = MAX (now->max, value);
    }
}

static void
take_frame (SignalWatch *self, const Message *message, const CanFrame *frame, uint64_t row)
{
  MessageEntry *entry = ensure (self, message);
  MessageNow *now = &entry->now;
  int64_t interval = can_time_since (frame->time, now->last);

  /* The mean of the last sixteen or so: it follows what a bus does now. */
  if (now->n > 0 && interval >= 0)
    now->period = now->period > 0 ? now->period + ((double) interval - now->period) / 16 : (double) interval;
  now->n++;
  now->last = frame->time;
  for (guint i = 0; i < message->n_signals; i++)
    {
      uint64_t bits;

      if (message_signal_present (message, i, frame) && can_signal_decode_raw (&message->signals[i], frame, &bits))
        take_signal (&entry->signals[i], &message->signals[i], bits, frame->time, row);
    }
}

static gboolean
is_wanted (SignalWatch *self, uint8_t channel)
{
  return self->channel == NULL
         || strcmp (trace_info_channel_name (frame_store_get_info (self->store), channel), self->channel) == 0;
}

static void
take_rows (SignalWatch *self, const FrameChunk *chunk, uint64_t base, uint32_t first, uint32_t end)
{
  for (uint32_t i = first; i < end; i++)
    {
      CanFrame frame = { .time = chunk->time[i], .id = chunk->id[i], .len = frame_len_dlc_len (chunk->len_dlc[i]) };
      const Message *message;

      self->latest = MAX (self->latest, frame.time);
      if ((frame.id & (CAN_ID_ERROR | CAN_ID_REMOTE)) || !is_wanted (self, chunk->channel[i]))
        continue;
      message = database_cursor_lookup (self->cursor, chunk->channel[i], frame.id);
      if (message == NULL)
        continue;
      frame.data = frame_store_payload (self->store, chunk, i);
      take_frame (self, message, &frame, base + i);
    }
}

static void
go_on (SignalWatch *self)
{
  uint64_t at = MAX (atomic_load (&self->n_done), frame_store_first (self->store));

  while (!atomic_load (&self->stopped))
    {
      uint32_t index = (uint32_t) (at / FRAME_CHUNK_ROWS), n_rows, first = (uint32_t) (at % FRAME_CHUNK_ROWS), end;
      const FrameChunk *chunk = frame_store_chunk (self->store, index, &n_rows);

      if (chunk == NULL || n_rows <= first)
        return;
      end = MIN (n_rows, first + SLICE_ROWS);
      while (atomic_load (&self->waiting) > 0)
        sched_yield ();
      pthread_mutex_lock (&self->table_mutex);
      take_rows (self, chunk, at - first, first, end);
      pthread_mutex_unlock (&self->table_mutex);
      at += end - first;
      atomic_store (&self->n_done, at);
      if (end == FRAME_CHUNK_ROWS)
        frame_store_release (self->store, index);
      tick_request (self->tick);
    }
}

static gpointer
work (gpointer data)
{
  SignalWatch *self = data;

  pthread_mutex_lock (&self->state_mutex);
  while (!atomic_load (&self->stopped))
    {
      if (!self->poked)
        {
          pthread_cond_wait (&self->changed, &self->state_mutex);
          continue;
        }
      self->poked = FALSE;
      pthread_mutex_unlock (&self->state_mutex);
      go_on (self);
      pthread_mutex_lock (&self->state_mutex);
    }
  pthread_mutex_unlock (&self->state_mutex);
  unref (self);
  return NULL;
}

/* --- Owner's --- */

SignalWatch *
signal_watch_new (FrameStore *store, const DatabaseSet *databases, const char *channel, Tick *tick)
{
  SignalWatch *self = g_new0 (SignalWatch, 1);

  self->refs = 2;
  self->store = frame_store_ref (store);
  self->databases = database_set_ref (databases);
  self->channel = g_strdup (channel);
  self->cursor = database_cursor_new (databases, frame_store_get_info (store));
  self->tick = tick_ref (tick);
  self->messages = g_hash_table_new_full (NULL, NULL, NULL, entry_free);
  self->latest = INT64_MIN;
  self->poked = TRUE;
  pthread_mutex_init (&self->state_mutex, NULL);
  pthread_mutex_init (&self->table_mutex, NULL);
  pthread_cond_init (&self->changed, NULL);
  g_thread_unref (g_thread_new ("signal-watch", work, self));
  return self;
}

void
signal_watch_stop (SignalWatch *self)
{
  if (self == NULL)
    return;
  pthread_mutex_lock (&self->state_mutex);
  atomic_store (&self->stopped, TRUE);
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->state_mutex);
  unref (self);
}

SignalWatch *
signal_watch_ref (SignalWatch *self)
{
  atomic_fetch_add (&self->refs, 1);
  return self;
}

void
signal_watch_unref (SignalWatch *self)
{
  if (self != NULL)
    unref (self);
}

void
signal_watch_poke (SignalWatch *self)
{
  pthread_mutex_lock (&self->state_mutex);
  self->poked = TRUE;
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->state_mutex);
}

double
signal_watch_get_progress (SignalWatch *self)
{
  uint64_t length = frame_store_length (self->store);

  return length == 0 ? 1 : MIN (1, (double) atomic_load (&self->n_done) / (double) length);
}

static MessageEntry *
lock (SignalWatch *self, const Message *message)
{
  atomic_fetch_add (&self->waiting, 1);
  pthread_mutex_lock (&self->table_mutex);
  atomic_fetch_sub (&self->waiting, 1);
  return message != NULL ? g_hash_table_lookup (self->messages, message) : NULL;
}

gboolean
signal_watch_get_message (SignalWatch *self, const Message *message, MessageNow *out)
{
  MessageEntry *entry = lock (self, message);

  if (entry != NULL)
    *out = entry->now;
  pthread_mutex_unlock (&self->table_mutex);
  return entry != NULL;
}

gboolean
signal_watch_get_signal (SignalWatch *self, const Message *message, guint index, SignalNow *out)
{
  MessageEntry *entry = lock (self, message);
  gboolean there = entry != NULL && entry->signals[index].now.n > 0;

  if (there)
    {
      const Entry *signal = &entry->signals[index];

      *out = signal->now;
      for (guint i = 0; i < out->n_trend; i++)
        out->trend[i] = signal->now.trend[(signal->head + SIGNAL_TREND - out->n_trend + i) % SIGNAL_TREND];
    }
  pthread_mutex_unlock (&self->table_mutex);
  return there;
}

void
signal_watch_visit (SignalWatch *self, const SignalPlace *places, guint n, SignalVisit visit, gpointer data)
{
  for (guint first = 0; first < n; first += VISIT_PLACES)
    {
      lock (self, NULL);
      for (guint i = first; i < MIN (n, first + VISIT_PLACES); i++)
        {
          const MessageEntry *entry = g_hash_table_lookup (self->messages, places[i].message);
          const SignalNow *now = entry != NULL ? &entry->signals[places[i].signal].now : NULL;

          visit (i, entry != NULL ? &entry->now : NULL, now != NULL && now->n > 0 ? now : NULL, data);
        }
      pthread_mutex_unlock (&self->table_mutex);
    }
}

int64_t
signal_watch_get_latest (SignalWatch *self)
{
  int64_t latest;

  lock (self, NULL);
  latest = self->latest;
  pthread_mutex_unlock (&self->table_mutex);
  return latest;
}

gboolean
signal_watch_match (SignalWatch *self, const FilterProgram *program, uint64_t row)
{
  return row >= frame_store_first (self->store) && row < frame_store_length (self->store)
         && filter_match (program, self->store, row);
}

gboolean
signal_watch_is_stale (SignalWatch *self, const Message *message)
{
  MessageEntry *entry = lock (self, message);
  double cycle = entry != NULL ? MAX (message->cycle_time * 1e6, entry->now.period) : 0;
  gboolean stale
      = entry != NULL && cycle > 0 && (double) can_time_since (self->latest, entry->now.last) > STALE_CYCLES * cycle;

  pthread_mutex_unlock (&self->table_mutex);
  return stale;
}
