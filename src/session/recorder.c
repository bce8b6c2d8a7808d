/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/recorder.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>

#include "base/banned.h"

#define LOOK_INTERVAL (G_USEC_PER_SEC / 20)
#define FLUSH_INTERVAL (G_USEC_PER_SEC / 2)
#define SPACE_INTERVAL G_USEC_PER_SEC
#define RATE_SMOOTHING 0.3

struct Recorder
{
  atomic_int refs; /* the thread has one */
  FrameStore *store;
  RecordPlan *plan;
  Capture *capture; /* (nullable) */
  Tick *tick;
  RecordRun *run; /* the thread's own */
  atomic_bool stopping;

  pthread_mutex_t lock;
  pthread_cond_t wake, over;
  RecorderState state; /* under the lock */
  GPtrArray *hits;     /* likewise; of RecordHit */
  char *key;           /* likewise; why it is to fire; NULL: it is not */
  gboolean rotate;     /* likewise */

  /* The thread's own. */
  gint64 flushed_at, space_at;
  uint64_t bytes_before;
  double byte_rate;
  uint64_t n_free;
};

void
recorder_state_clear (RecorderState *self)
{
  record_state_clear (&self->run);
}

Recorder *
recorder_ref (Recorder *self)
{
  atomic_fetch_add (&self->refs, 1);
  return self;
}

static void
drop (Recorder *self)
{
  if (atomic_fetch_sub (&self->refs, 1) != 1)
    return;
  recorder_state_clear (&self->state);
  g_clear_pointer (&self->hits, g_ptr_array_unref);
  g_free (self->key);
  record_plan_free (self->plan);
  capture_unref (self->capture);
  frame_store_unref (self->store);
  tick_unref (self->tick);
  pthread_cond_destroy (&self->wake);
  pthread_cond_destroy (&self->over);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

void
recorder_unref (Recorder *self)
{
  if (self == NULL)
    return;
  if (atomic_load (&self->refs) <= 2) /* this one and the thread's */
    recorder_stop (self);
  drop (self);
}

/* --- The thread --- */

static int64_t
now_ns (void)
{
  return g_get_real_time () * 1000;
}

static void
look_at_space (Recorder *self, const char *path, uint64_t n_bytes, gint64 now)
{
  g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : NULL;
  double seconds = (double) (now - self->space_at) / G_USEC_PER_SEC;
  struct statvfs space;

  if (self->space_at != 0 && now - self->space_at < SPACE_INTERVAL)
    return;
  if (folder != NULL && statvfs (folder, &space) == 0)
    self->n_free = (uint64_t) space.f_bavail * space.f_frsize;
  if (self->space_at != 0 && n_bytes >= self->bytes_before)
    self->byte_rate
        += RATE_SMOOTHING * ((double) (n_bytes - self->bytes_before) / MAX (seconds, 0.1) - self->byte_rate);
  self->bytes_before = n_bytes;
  self->space_at = now;
}

static void
add_hits (Recorder *self, GPtrArray *hits)
{
  if (hits == NULL)
    return;
  if (self->hits == NULL)
    self->hits = hits;
  else
    g_ptr_array_extend_and_steal (self->hits, hits);
}

static void
publish (Recorder *self, gboolean ended)
{
  uint64_t length = frame_store_length (self->store);
  RecorderState state = { .ended = ended, .started = self->state.started };
  gboolean changed;

  record_run_get_state (self->run, &state.run);
  look_at_space (self, state.run.path, state.run.n_bytes, g_get_monotonic_time ());
  state.n_free = self->n_free;
  state.byte_rate = self->byte_rate;
  state.behind = state.run.phase < RECORD_DONE ? length - MIN (length, state.run.next) : 0;
  pthread_mutex_lock (&self->lock);
  changed = state.run.n_frames != self->state.run.n_frames || state.run.phase != self->state.run.phase
            || state.run.n_hits != self->state.run.n_hits || ended != self->state.ended
            || state.run.n_files != self->state.run.n_files;
  recorder_state_clear (&self->state);
  self->state = state;
  add_hits (self, record_run_take_hits (self->run));
  if (ended)
    pthread_cond_broadcast (&self->over);
  pthread_mutex_unlock (&self->lock);
  if (changed)
    tick_request (self->tick);
}

static void
flush_sometimes (Recorder *self)
{
  gint64 now = g_get_monotonic_time ();

  if (now - self->flushed_at < FLUSH_INTERVAL)
    return;
  self->flushed_at = now;
  record_run_flush (self->run);
}

static int
find_channel (const TraceInfo *info, const char *name)
{
  for (guint i = 0; i < trace_info_n_channels (info); i++)
    if (strcmp (trace_info_channel_name (info, (uint8_t) i), name) == 0)
      return (int) i;
  return -1;
}

static void
take_states (Recorder *self)
{
  guint n = self->capture != NULL && (self->plan->starts != NULL || self->plan->stops != NULL)
                ? capture_n_buses (self->capture)
                : 0;

  for (guint key = 0; key < n; key++)
    {
      CaptureBus bus;
      int channel;

      capture_get_bus (self->capture, key, &bus);
      channel = find_channel (frame_store_get_info (self->store), bus.name);
      if (channel >= 0)
        record_run_take_state (self->run, (uint8_t) channel, bus.name, bus.status.state, now_ns ());
      capture_bus_clear (&bus);
    }
}

static void
take_wishes (Recorder *self)
{
  g_autofree char *key = NULL;
  gboolean rotate;

  pthread_mutex_lock (&self->lock);
  key = g_steal_pointer (&self->key);
  rotate = self->rotate;
  self->rotate = FALSE;
  pthread_mutex_unlock (&self->lock);
  if (key != NULL)
    record_run_trigger (self->run, key, now_ns ());
  if (rotate)
    record_run_rotate (self->run, now_ns ());
}

/* Until somebody wants something, or it is time to look. */
static void
wait_a_little (Recorder *self)
{
  gint64 until = g_get_monotonic_time () + LOOK_INTERVAL;
  struct timespec deadline = { .tv_sec = until / G_USEC_PER_SEC, .tv_nsec = until % G_USEC_PER_SEC * 1000 };

  pthread_mutex_lock (&self->lock);
  while (!atomic_load (&self->stopping) && self->key == NULL && !self->rotate)
    if (pthread_cond_timedwait (&self->wake, &self->lock, &deadline) == ETIMEDOUT)
      break;
  pthread_mutex_unlock (&self->lock);
}

/* FALSE: nothing more is to be taken. */
static gboolean
go_round (Recorder *self)
{
  RecordState state;
  gboolean more;

  take_wishes (self);
  while (record_run_step (self->run, now_ns ()) && !atomic_load (&self->stopping))
    {
      flush_sometimes (self);
      publish (self, FALSE);
    }
  take_states (self);
  record_run_idle (self->run, now_ns ());
  flush_sometimes (self);
  record_run_get_state (self->run, &state);
  more = state.phase < RECORD_DONE;
  record_state_clear (&state);
  publish (self, FALSE);
  return more;
}

static void *
recorder_main (void *data)
{
  Recorder *self = data;

  while (go_round (self) && !atomic_load (&self->stopping))
    wait_a_little (self);
  take_wishes (self);
  while (record_run_step (self->run, now_ns ()))
    {
      flush_sometimes (self);
      publish (self, FALSE);
    }
  record_run_end (self->run);
  publish (self, TRUE);
  record_run_free (self->run);
  drop (self);
  return NULL;
}

/* --- Public --- */

static gboolean
start (Recorder *self, GError **error)
{
  pthread_attr_t attributes;
  pthread_t thread;
  int answer;

  atomic_fetch_add (&self->refs, 1);
  pthread_attr_init (&attributes);
  pthread_attr_setdetachstate (&attributes, PTHREAD_CREATE_DETACHED);
  answer = pthread_create (&thread, &attributes, recorder_main, self);
  pthread_attr_destroy (&attributes);
  if (answer == 0)
    return TRUE;
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("no thread can be started: %s"), g_strerror (answer));
  record_run_free (self->run);
  atomic_fetch_sub (&self->refs, 1);
  return FALSE;
}

Recorder *
recorder_new (FrameStore *store, const RecordPlan *plan, const DatabaseSet *databases, uint64_t row, Capture *capture,
              Tick *tick, GError **error)
{
  RecordRun *run = record_run_new (store, plan, databases, row, now_ns (), error);
  pthread_condattr_t monotonic;
  Recorder *self;

  if (run == NULL)
    return NULL;
  self = g_new0 (Recorder, 1);
  self->refs = 1;
  self->store = frame_store_ref (store);
  self->plan = record_plan_copy (plan);
  self->capture = capture != NULL ? capture_ref (capture) : NULL;
  self->tick = tick_ref (tick);
  self->run = run;
  self->n_free = UINT64_MAX;
  pthread_mutex_init (&self->lock, NULL);
  pthread_condattr_init (&monotonic);
  pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init (&self->wake, &monotonic);
  pthread_cond_init (&self->over, &monotonic);
  pthread_condattr_destroy (&monotonic);
  self->state.started = g_get_monotonic_time ();
  publish (self, FALSE);
  if (start (self, error))
    return self;
  drop (self);
  return NULL;
}

void
recorder_stop (Recorder *self)
{
  pthread_mutex_lock (&self->lock);
  atomic_store (&self->stopping, TRUE);
  pthread_cond_signal (&self->wake);
  pthread_mutex_unlock (&self->lock);
}

gboolean
recorder_wait (Recorder *self, gint64 timeout)
{
  gint64 until = g_get_monotonic_time () + timeout;
  struct timespec deadline = { .tv_sec = until / G_USEC_PER_SEC, .tv_nsec = until % G_USEC_PER_SEC * 1000 };
  gboolean ended;

  pthread_mutex_lock (&self->lock);
  while (!self->state.ended)
    if (pthread_cond_timedwait (&self->over, &self->lock, &deadline) == ETIMEDOUT)
      break;
  ended = self->state.ended;
  pthread_mutex_unlock (&self->lock);
  return ended;
}

gboolean
recorder_is_over (Recorder *self)
{
  gboolean ended;

  pthread_mutex_lock (&self->lock);
  ended = self->state.ended;
  pthread_mutex_unlock (&self->lock);
  return ended;
}

void
recorder_trigger (Recorder *self, const char *reason)
{
  pthread_mutex_lock (&self->lock);
  g_free (self->key);
  self->key = g_strdup (reason);
  pthread_cond_signal (&self->wake);
  pthread_mutex_unlock (&self->lock);
}

void
recorder_rotate (Recorder *self)
{
  pthread_mutex_lock (&self->lock);
  self->rotate = TRUE;
  pthread_cond_signal (&self->wake);
  pthread_mutex_unlock (&self->lock);
}

const RecordPlan *
recorder_get_plan (const Recorder *self)
{
  return self->plan;
}

void
recorder_get_state (Recorder *self, RecorderState *out)
{
  pthread_mutex_lock (&self->lock);
  *out = self->state;
  out->run.path = g_strdup (self->state.run.path);
  out->run.problem = g_strdup (self->state.run.problem);
  pthread_mutex_unlock (&self->lock);
}

GPtrArray *
recorder_take_hits (Recorder *self)
{
  GPtrArray *hits;

  pthread_mutex_lock (&self->lock);
  hits = g_steal_pointer (&self->hits);
  pthread_mutex_unlock (&self->lock);
  return hits;
}
