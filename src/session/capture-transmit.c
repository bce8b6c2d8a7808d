/* capture-transmit.c: what is sent on the buses of a capture.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/capture-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

/* --- The capture thread --- */

int
capture_send (Capture *self, guint key, const CanFrame *frames, guint n, GError **error)
{
  Bus *bus = bus_source_get (self->source, key);
  g_autofree char *name = NULL;
  CaptureEntry *entry;

  if (bus != NULL)
    return bus_transmit_many (bus, frames, n, error);
  pthread_mutex_lock (&self->lock);
  entry = capture_get_entry (self, key);
  name = g_strdup (entry != NULL ? entry->info.name : "?");
  pthread_mutex_unlock (&self->lock);
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("%s is not open"), name);
  return -1;
}

static int
send_frame (gpointer data, guint key, const CanFrame *frame, GError **error)
{
  return capture_send (data, key, frame, 1, error);
}

static int
flush_bus (gpointer data, guint key)
{
  Bus *bus = bus_source_get (((Capture *) data)->source, key);

  return bus != NULL ? bus_flush (bus) : -1;
}

static gboolean
set_cycle (gpointer data, guint key, const BusCycle *cycle, GError **error)
{
  Bus *bus = bus_source_get (((Capture *) data)->source, key);

  if (bus != NULL)
    return bus_set_cycle (bus, cycle, error);
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("the bus is not open"));
  return FALSE;
}

const TransmitterOps capture_transmitter_ops = { send_frame, flush_bus, set_cycle };

void
capture_observe (Capture *self, const FrameBatch *batch, uint64_t first)
{
  guint bus_of[TRACE_MAX_CHANNELS];

  for (guint i = 0; i < TRACE_MAX_CHANNELS; i++)
    bus_of[i] = G_MAXUINT;
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->entries->len; i++)
    {
      const CaptureEntry *entry = g_ptr_array_index (self->entries, i);

      if (!entry->removed)
        bus_of[entry->channel] = entry->key;
    }
  pthread_mutex_unlock (&self->lock);
  transmitter_observe (self->transmitter, batch, bus_of);
  transmitter_observe_rows (self->transmitter, self->store, first, frame_store_length (self->store));
}

void
capture_inject (Capture *self, const FrameBatch *batch)
{
  uint64_t first = frame_store_length (self->store);

  capture_count_frames (self, batch);
  capture_append (self, batch);
  capture_observe (self, batch, first);
}

/* --- Any thread --- */

Transmitter *
capture_get_transmitter (Capture *self)
{
  return self->transmitter;
}

void
capture_attach (Capture *self, GSource *source)
{
  g_source_attach (source, self->context);
}

typedef struct
{
  GSource *source;
  pthread_mutex_t lock;
  pthread_cond_t done;
  gboolean is_done;
} Detaching;

static gboolean
detach (gpointer data)
{
  Detaching *self = data;

  g_source_destroy (self->source);
  pthread_mutex_lock (&self->lock);
  self->is_done = TRUE;
  pthread_cond_signal (&self->done);
  pthread_mutex_unlock (&self->lock);
  return G_SOURCE_REMOVE;
}

void
capture_detach (Capture *self, GSource *source)
{
  Detaching detaching = { source, PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, FALSE };
  GSource *once = g_idle_source_new ();

  g_source_set_priority (once, G_PRIORITY_HIGH);
  g_source_set_callback (once, detach, &detaching, NULL);
  g_source_attach (once, self->context);
  g_source_unref (once);
  pthread_mutex_lock (&detaching.lock);
  while (!detaching.is_done)
    pthread_cond_wait (&detaching.done, &detaching.lock);
  pthread_mutex_unlock (&detaching.lock);
}

FrameStore *
capture_get_store (Capture *self)
{
  return self->store;
}

guint
capture_find_bus (Capture *self, const char *name)
{
  guint found = G_MAXUINT;

  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->entries->len; i++)
    {
      const CaptureEntry *entry = g_ptr_array_index (self->entries, i);

      if (!entry->removed && g_strcmp0 (entry->info.name, name) == 0)
        found = entry->key;
    }
  pthread_mutex_unlock (&self->lock);
  return found;
}
