/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/sample-bus.h"

#include "backends/backend.h"
#include "base/errors.h"
#include "base/i18n.h"
#include "core/frame-store.h"
#include "formats/format.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "base/banned.h"

struct SampleBus
{
  FrameStore *store;
  Bus *buses[SAMPLE_BUS_CHANNELS];
  FrameBatch *batch;
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t wake;
  gboolean stopping; /* under the lock */
};

static const char *const channels[SAMPLE_BUS_CHANNELS] = { "sample-1", "sample-2" };

const char *
sample_bus_channel (guint index)
{
  return channels[MIN (index, SAMPLE_BUS_CHANNELS - 1)];
}

/* Until then, on the monotonic clock. FALSE: it is to stop. */
static gboolean
wait_until (SampleBus *self, int64_t deadline)
{
  struct timespec when = { deadline / 1000000000, deadline % 1000000000 };
  int result = 0;
  gboolean go_on;

  pthread_mutex_lock (&self->lock);
  while (!self->stopping && result != ETIMEDOUT)
    result = pthread_cond_timedwait (&self->wake, &self->lock, &when);
  go_on = !self->stopping;
  pthread_mutex_unlock (&self->lock);
  return go_on;
}

static int64_t
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C (1000000000) + now.tv_nsec;
}

/* What others say on these buses is not listened to, but must not pile up. */
static void
drain (SampleBus *self)
{
  for (guint i = 0; i < SAMPLE_BUS_CHANNELS; i++)
    do
      frame_batch_clear (self->batch);
    while (bus_receive (self->buses[i], self->batch, NULL) > 0);
}

/* Once through the log. FALSE: it is to stop. */
static gboolean
play (SampleBus *self)
{
  uint64_t n = frame_store_length (self->store);
  int64_t start = now_ns (), first = 0;

  for (uint64_t row = 0; row < n; row++)
    {
      CanFrame frame;
      int64_t deadline;

      frame_store_get (self->store, row, &frame);
      if (row == 0)
        first = frame.time;
      deadline = start + (frame.time - first);
      if (deadline > now_ns () && !wait_until (self, deadline))
        return FALSE;
      if (frame.channel < SAMPLE_BUS_CHANNELS)
        bus_transmit (self->buses[frame.channel], &frame, NULL);
      if (row % 1024 == 0)
        drain (self);
    }
  return wait_until (self, now_ns () + 1000000);
}

static void *
sample_main (void *data)
{
  SampleBus *self = data;

  while (play (self))
    ;
  return NULL;
}

static gboolean
read_log (SampleBus *self, const char *path, GError **error)
{
  LogReader *reader;
  FrameBatch *batch = self->batch;
  FormatStep step = FORMAT_MORE;

  self->store = frame_store_new (error);
  if (self->store == NULL)
    return FALSE;
  reader = log_reader_open (path, NULL, frame_store_get_info (self->store), NULL, error);
  while (reader != NULL && step == FORMAT_MORE)
    {
      step = log_reader_read (reader, batch, error);
      if (step != FORMAT_FAILED && !frame_store_append (self->store, batch, error))
        step = FORMAT_FAILED;
    }
  log_reader_close (reader);
  frame_store_seal (self->store);
  if (reader == NULL || step == FORMAT_FAILED)
    return FALSE;
  if (frame_store_length (self->store) > 0)
    return TRUE;
  g_set_error (error, CANID_ERROR, CANID_ERROR_DAMAGED, _ ("%s: the sample has no frames"), path);
  return FALSE;
}

static gboolean
open_buses (SampleBus *self, GError **error)
{
  for (guint i = 0; i < SAMPLE_BUS_CHANNELS; i++)
    {
      BusConfig *config = bus_config_new ();

      bus_config_set (config, "channel", channels[i], NULL);
      bus_config_set (config, "receive_own_messages", "no", NULL);
      self->buses[i] = bus_open (backend_find ("virtual"), config, 0, error);
      bus_config_free (config);
      if (self->buses[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
sample_bus_free (SampleBus *self)
{
  for (guint i = 0; i < SAMPLE_BUS_CHANNELS; i++)
    bus_close (self->buses[i]);
  frame_batch_free (self->batch);
  frame_store_unref (self->store);
  pthread_cond_destroy (&self->wake);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

SampleBus *
sample_bus_start (const char *log, GError **error)
{
  SampleBus *self = g_new0 (SampleBus, 1);
  pthread_condattr_t monotonic;

  pthread_condattr_init (&monotonic);
  pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init (&self->wake, &monotonic);
  pthread_condattr_destroy (&monotonic);
  pthread_mutex_init (&self->lock, NULL);
  self->batch = frame_batch_new ();
  if (read_log (self, log, error) && open_buses (self, error))
    {
      if (pthread_create (&self->thread, NULL, sample_main, self) == 0)
        return self;
      g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("no thread can be started: %s"), g_strerror (errno));
    }
  sample_bus_free (self);
  return NULL;
}

void
sample_bus_stop (SampleBus *self)
{
  if (self == NULL)
    return;
  pthread_mutex_lock (&self->lock);
  self->stopping = TRUE;
  pthread_cond_signal (&self->wake);
  pthread_mutex_unlock (&self->lock);
  pthread_join (self->thread, NULL);
  sample_bus_free (self);
}
