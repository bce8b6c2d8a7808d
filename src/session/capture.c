/* capture.c: the capture thread and its context, what it appends to the store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/capture-private.h"

#include <string.h>

#include "base/banned.h"

Capture *
capture_ref (Capture *self)
{
  atomic_fetch_add (&self->refs, 1);
  return self;
}

void
capture_unref (Capture *self)
{
  CaptureCommand *command;

  if (self == NULL || atomic_fetch_sub (&self->refs, 1) != 1)
    return;
  while ((command = g_queue_pop_head (&self->commands)) != NULL)
    capture_command_free (command);
  transmitter_free (self->transmitter);
  g_ptr_array_unref (self->entries);
  g_main_context_unref (self->context);
  frame_store_unref (self->store);
  tick_unref (self->tick);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

void
capture_append (Capture *self, const FrameBatch *batch)
{
  gboolean taken = frame_store_append (self->store, batch, NULL);

  /* Full: what waits for the disk may have left meanwhile. */
  if (!taken && frame_store_flush (self->store, NULL))
    taken = frame_store_append (self->store, batch, NULL);
  if (!taken)
    atomic_fetch_add (&self->n_lost, batch->n_frames);
  self->full = !taken;
  tick_request (self->tick);
}

static void
on_frames (const FrameBatch *batch, gpointer data)
{
  capture_inject (data, batch);
}

void
capture_add_note (Capture *self, NoteKind kind, uint8_t channel, const char *text)
{
  FrameBatch *batch = frame_batch_new ();

  frame_batch_add_note (batch, kind, channel, g_get_real_time () * 1000, 0, text, strlen (text));
  capture_append (self, batch);
  frame_batch_free (batch);
}

static gboolean
on_time (gpointer data)
{
  return G_SOURCE_CONTINUE; /* the loop below looks after each turn */
}

static void *
capture_main (void *data)
{
  Capture *self = data;
  GSource *timer = g_timeout_source_new (CAPTURE_STATUS_INTERVAL / 1000);

  pthread_setname_np (pthread_self (), "capture"); /* for top -H, and who measures */
  g_main_context_push_thread_default (self->context);
  self->source = bus_source_new (on_frames, capture_bus_gone, self);
  g_source_attach ((GSource *) self->source, self->context);
  g_source_set_callback (timer, on_time, NULL, NULL);
  g_source_attach (timer, self->context);
  g_source_attach (transmitter_get_source (self->transmitter), self->context);
  while (!atomic_load (&self->stopping))
    {
      gint64 now = g_get_monotonic_time ();

      capture_run_commands (self);
      if (now >= self->status_at)
        capture_look_at_buses (self, now);
      if (!atomic_load (&self->stopping))
        g_main_context_iteration (self->context, TRUE);
    }
  g_source_destroy (transmitter_get_source (self->transmitter));
  g_source_destroy (timer);
  g_source_unref (timer);
  g_source_destroy ((GSource *) self->source);
  g_source_unref ((GSource *) self->source);
  g_main_context_pop_thread_default (self->context);
  capture_unref (self);
  return NULL;
}

Capture *
capture_new (FrameStore *store, Tick *tick)
{
  Capture *self = g_new0 (Capture, 1);

  self->refs = 2;
  for (guint i = 0; i < TRACE_MAX_CHANNELS; i++)
    self->owner[i] = (uint8_t) i;
  self->store = frame_store_ref (store);
  trace_info_set_start (frame_store_get_info (store), g_get_real_time () * 1000, TRUE);
  self->tick = tick_ref (tick);
  self->context = g_main_context_new ();
  self->transmitter = transmitter_new (&capture_transmitter_ops, self);
  self->entries = g_ptr_array_new_with_free_func (capture_entry_free);
  pthread_mutex_init (&self->lock, NULL);
  g_queue_init (&self->commands);
  if (pthread_create (&self->thread, NULL, capture_main, self) != 0)
    g_error ("no thread can be started"); /* as GLib's own g_thread_new does */
  return self;
}

void
capture_stop (Capture *self)
{
  if (self == NULL)
    return;
  atomic_store (&self->stopping, TRUE);
  g_main_context_wakeup (self->context);
  pthread_join (self->thread, NULL);
  capture_unref (self);
}

uint64_t
capture_n_lost (Capture *self)
{
  return atomic_load (&self->n_lost);
}
