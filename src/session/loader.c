/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/loader.h"

#include "base/byte-follow.h"
#include "base/errors.h"
#include "base/i18n.h"
#include "formats/format.h"
#include "session/merge-loader.h"

#include <stdatomic.h>

#include "base/banned.h"

struct Loader
{
  atomic_int refs; /* the owner's and the thread's */
  char **paths;    /* NULL-terminated; more than one are merged */
  WaveRecord *record;
  ByteFollow *follow; /* NULL: what is there is all */
  Tick *tick;
  gint64 started; /* monotonic µs */
  _Atomic gint64 ended;

  atomic_bool cancelled;
  _Atomic (FrameStore *) store; /* published with its first rows; owned */
  _Atomic double progress;
  atomic_bool done;
  GError *error; /* written before done */
};

static void
loader_unref (Loader *self)
{
  if (atomic_fetch_sub (&self->refs, 1) != 1)
    return;
  frame_store_unref (atomic_load (&self->store));
  g_clear_error (&self->error);
  tick_unref (self->tick);
  wave_record_unref (self->record);
  byte_follow_unref (self->follow);
  g_strfreev (self->paths);
  g_free (self);
}

static void
publish (Loader *self, FrameStore *store)
{
  if (atomic_load (&self->store) == NULL)
    atomic_store (&self->store, frame_store_ref (store));
  tick_request (self->tick);
}

/* Batches of a reader into the store until the end, an error or a cancel. */
static gboolean
read_all (Loader *self, LogReader *reader, FrameStore *store, GError **error)
{
  FrameBatch *batch = frame_batch_new ();
  FormatStep step = FORMAT_MORE;
  gboolean stored = TRUE;

  while (step == FORMAT_MORE && stored && !atomic_load (&self->cancelled))
    {
      step = log_reader_read (reader, batch, error);
      stored = frame_store_append (store, batch, step == FORMAT_FAILED ? NULL : error);
      if (frame_store_length (store) > 0)
        publish (self, store);
      atomic_store (&self->progress, log_reader_progress (reader));
    }
  frame_batch_free (batch);
  if (!stored || step == FORMAT_FAILED)
    return FALSE;
  if (step == FORMAT_MORE && self->follow == NULL)
    {
      g_set_error_literal (error, CANID_ERROR, CANID_ERROR_CANCELLED, _ ("Cancelled"));
      return FALSE;
    }
  publish (self, store);
  return TRUE;
}

static gboolean
load_log (Loader *self, GError **error)
{
  WaveOptions wave = *wave_record_get_options (self->record);
  FormatOptions options = { .follow = self->follow, .wave = &wave };
  FrameStore *store = frame_store_new (error);
  LogReader *reader = NULL;
  gboolean ok = FALSE;

  if (store == NULL)
    return FALSE;
  wave.record = self->record;
  reader = log_reader_open (self->paths[0], NULL, frame_store_get_info (store), &options, error);
  if (reader != NULL)
    ok = read_all (self, reader, store, error);
  frame_store_seal (store);
  log_reader_close (reader);
  frame_store_unref (store);
  return ok;
}

static gboolean
on_merged (FrameStore *store, double progress, gpointer data)
{
  Loader *self = data;

  atomic_store (&self->progress, progress);
  if (frame_store_length (store) > 0)
    publish (self, store);
  return !atomic_load (&self->cancelled);
}

static gboolean
load_merged (Loader *self, GError **error)
{
  FrameStore *store = frame_store_new (error);
  gboolean ok;

  if (store == NULL)
    return FALSE;
  ok = merge_loader_run ((const char *const *) self->paths, store, on_merged, self, error);
  frame_store_seal (store);
  if (ok)
    publish (self, store);
  frame_store_unref (store);
  return ok;
}

static gboolean
load_own_trace (Loader *self, GError **error)
{
  FrameStore *store = frame_store_open (self->paths[0], error);

  if (store == NULL)
    return FALSE;
  publish (self, store);
  frame_store_unref (store);
  return TRUE;
}

static gpointer
load (gpointer data)
{
  Loader *self = data;
  GError *error = NULL;

  if (self->paths[1] != NULL)
    load_merged (self, &error);
  else if (log_is_store (self->paths[0], &error))
    load_own_trace (self, &error);
  else if (error == NULL)
    load_log (self, &error);
  self->error = error;
  atomic_store (&self->ended, g_get_monotonic_time ());
  atomic_store (&self->done, TRUE);
  tick_request (self->tick);
  loader_unref (self);
  return NULL;
}

static Loader *
start (const char *const *paths, guint n, const WaveOptions *wave, ByteFollow *follow, Tick *tick)
{
  Loader *self = g_new0 (Loader, 1);

  self->refs = 2;
  self->paths = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    self->paths[i] = g_strdup (paths[i]);
  self->record = wave_record_new (wave);
  self->follow = follow;
  self->tick = tick_ref (tick);
  self->started = g_get_monotonic_time ();
  g_thread_unref (g_thread_new ("loader", load, self));
  return self;
}

Loader *
loader_new (const char *const *paths, guint n, Tick *tick)
{
  return start (paths, n, NULL, NULL, tick);
}

Loader *
loader_new_samples (const char *path, const WaveOptions *wave, Tick *tick)
{
  return start (&path, 1, wave, NULL, tick);
}

WaveRecord *
loader_get_record (Loader *self)
{
  return self->paths[1] == NULL ? self->record : NULL;
}

Loader *
loader_new_following (const char *path, Tick *tick)
{
  return start (&path, 1, NULL, byte_follow_new (), tick);
}

void
loader_free (Loader *self)
{
  if (self == NULL)
    return;
  loader_cancel (self);
  loader_unref (self);
}

void
loader_cancel (Loader *self)
{
  atomic_store (&self->cancelled, TRUE);
  if (self->follow != NULL)
    byte_follow_stop (self->follow);
}

FrameStore *
loader_get_store (Loader *self)
{
  return atomic_load (&self->store);
}

gboolean
loader_is_done (Loader *self)
{
  return atomic_load (&self->done);
}

gboolean
loader_get_result (Loader *self, GError **error)
{
  if (self->error == NULL)
    return TRUE;
  if (error != NULL)
    *error = g_error_copy (self->error);
  return FALSE;
}

double
loader_get_progress (Loader *self)
{
  return atomic_load (&self->progress);
}

double
loader_get_rate (Loader *self)
{
  FrameStore *store = loader_get_store (self);
  gint64 end = loader_is_done (self) ? atomic_load (&self->ended) : g_get_monotonic_time ();

  if (store == NULL || end <= self->started)
    return 0;
  return (double) frame_store_length (store) * G_USEC_PER_SEC / (double) (end - self->started);
}
