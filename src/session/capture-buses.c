/* capture-buses.c: the buses of a capture: opening them in a worker, those that go and come back, what is known of
 * them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/capture-private.h"

#include "base/i18n.h"
#include "session/bus-test.h"

#include <string.h>

#include "base/banned.h"

#define RETRY_INTERVAL G_USEC_PER_SEC

void
capture_bus_clear (CaptureBus *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->problem, g_free);
}

void
capture_entry_free (gpointer data)
{
  CaptureEntry *self = data;

  capture_bus_clear (&self->info);
  bus_config_free (self->config);
  g_free (self);
}

CaptureEntry *
capture_get_entry (Capture *self, guint key)
{
  return key < self->entries->len ? g_ptr_array_index (self->entries, key) : NULL;
}

/* --- Opening, in a worker --- */

typedef struct
{
  Capture *capture;
  guint key;
  const Backend *backend;
  BusConfig *config;
  uint8_t channel;
} Opening;

static void *
open_main (void *data)
{
  Opening *self = data;
  CaptureCommand *command = capture_command_new (COMMAND_ADD, self->key);
  g_autoptr (GError) error = NULL;

  command->bus = bus_open (self->backend, self->config, self->channel, &error);
  if (command->bus == NULL)
    command->problem = g_strdup (error->message);
  capture_push (self->capture, command);
  capture_unref (self->capture);
  bus_config_free (self->config);
  g_free (self);
  return NULL;
}

/* Under the lock. */
static void
open_aside (Capture *self, CaptureEntry *entry)
{
  Opening *opening = g_new (Opening, 1);
  pthread_attr_t attributes;
  pthread_t thread;

  entry->info.opening = TRUE;
  entry->filters_late = FALSE;
  entry->retry_at = 0;
  *opening = (Opening){ self, entry->key, entry->backend, bus_config_copy (entry->config), entry->channel };
  atomic_fetch_add (&self->refs, 1);
  pthread_attr_init (&attributes);
  pthread_attr_setdetachstate (&attributes, PTHREAD_CREATE_DETACHED);
  if (pthread_create (&thread, &attributes, open_main, opening) != 0)
    {
      entry->info.opening = FALSE;
      entry->retry_at = g_get_monotonic_time () + RETRY_INTERVAL;
      atomic_fetch_sub (&self->refs, 1);
      bus_config_free (opening->config);
      g_free (opening);
    }
  pthread_attr_destroy (&attributes);
}

/* --- The capture thread --- */

void
capture_count_frames (Capture *self, const FrameBatch *batch)
{
  guint received[TRACE_MAX_CHANNELS] = { 0 }, sent[TRACE_MAX_CHANNELS] = { 0 };

  for (guint i = 0; i < batch->n_frames; i++)
    if (batch->frames[i].flags & CAN_TX)
      sent[self->owner[batch->frames[i].channel]]++;
    else
      received[self->owner[batch->frames[i].channel]]++;
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->entries->len; i++)
    {
      CaptureEntry *entry = g_ptr_array_index (self->entries, i);

      entry->info.n_received += received[entry->channel];
      entry->info.n_sent += sent[entry->channel];
    }
  pthread_mutex_unlock (&self->lock);
}

void
capture_bus_gone (guint key, const GError *error, gpointer data)
{
  Capture *self = data;
  g_autofree char *text = NULL;
  CaptureEntry *entry;

  pthread_mutex_lock (&self->lock);
  entry = capture_get_entry (self, key);
  entry->info.status.state = entry->removed ? BUS_STATE_DOWN : BUS_STATE_GONE;
  g_free (entry->info.problem);
  entry->info.problem = g_strdup (error != NULL ? error->message : _ ("the device is gone"));
  entry->retry_at = entry->backend != NULL ? g_get_monotonic_time () + RETRY_INTERVAL : 0;
  text = g_strdup_printf ("%s: bus gone: %s", entry->info.name, entry->info.problem);
  pthread_mutex_unlock (&self->lock);
  transmitter_bus_gone (self->transmitter, key);
  capture_add_note (self, NOTE_LOSS, entry->channel, text);
}

/* The capture thread: a bus of several interfaces hears one of them for the first time. */
static uint8_t
name_channel (const char *name, gpointer data)
{
  CaptureEntry *entry = data;
  Capture *self = entry->capture;
  TraceInfo *info = frame_store_get_info (self->store);
  guint before;
  uint8_t channel;

  pthread_mutex_lock (&self->lock); /* others add buses, and so channels */
  before = trace_info_n_channels (info);
  channel = trace_info_channel (info, name, strlen (name), NULL);
  if (channel >= before)
    self->owner[channel] = entry->channel;
  pthread_mutex_unlock (&self->lock);
  return channel;
}

/* Under the lock: it did not open. */
static void
note_closed (CaptureEntry *entry, CaptureCommand *command)
{
  entry->info.opening = FALSE;
  g_free (entry->info.problem);
  entry->info.problem = g_steal_pointer (&command->problem);
  entry->info.status.state = BUS_STATE_GONE;
  entry->retry_at = g_get_monotonic_time () + RETRY_INTERVAL;
}

/* Under the lock. A note of it. */
static char *
note_open (Capture *self, CaptureEntry *entry, Bus *bus)
{
  gboolean came_back = entry->info.status.state == BUS_STATE_GONE;
  TraceInfo *info = frame_store_get_info (self->store);

  entry->info.opening = FALSE;
  g_clear_pointer (&entry->info.problem, g_free);
  g_free (entry->info.description);
  entry->info.description = g_strdup (bus_get_description (bus));
  entry->info.abilities = bus_get_abilities (bus);
  bus_get_status (bus, &entry->info.status);
  bus_is_news (bus, entry->info.status.state);
  if (entry->config != NULL) /* the same device, should it go and come back */
    bus_config_apply (entry->config, bus_get_identity (bus), NULL);
  trace_info_set_bus (info, entry->channel, entry->info.description);
  if (entry->info.status.bitrate > 0)
    trace_info_set_bitrate (info, entry->channel, entry->info.status.bitrate, entry->info.status.data_bitrate);
  return g_strdup_printf ("%s: %s: %s", entry->info.name, came_back ? "bus is back" : "bus opened",
                          entry->info.description);
}

/* It was being opened with other filters when they were set. */
static void
filter_late (Capture *self, CaptureEntry *entry, Bus *bus)
{
  g_autoptr (GError) error = NULL;
  GArray *filters = NULL;
  gboolean late;

  pthread_mutex_lock (&self->lock);
  late = entry->filters_late;
  if (late && entry->config->filters != NULL)
    filters = g_array_copy (entry->config->filters);
  pthread_mutex_unlock (&self->lock);
  if (late && !capture_set_bus_filters (bus, filters, &error))
    capture_tell_problem (self, entry, error);
  g_clear_pointer (&filters, g_array_unref);
}

void
capture_take_bus (Capture *self, CaptureEntry *entry, CaptureCommand *command)
{
  g_autofree char *text = NULL;
  gboolean removed;

  pthread_mutex_lock (&self->lock);
  removed = entry->removed; /* while it was being opened: the command closes it */
  if (!removed && command->bus != NULL)
    text = note_open (self, entry, command->bus);
  else if (!removed)
    note_closed (entry, command);
  pthread_mutex_unlock (&self->lock);
  if (text != NULL)
    {
      filter_late (self, entry, command->bus);
      bus_set_channels (command->bus, name_channel, entry);
      bus_source_add (self->source, entry->key, g_steal_pointer (&command->bus));
      capture_add_note (self, NOTE_STATUS, entry->channel, text);
    }
  tick_request (self->tick);
}

/* What changed since the look before, as notes to be added; under the lock. */
static void
look_at_bus (CaptureEntry *entry, Bus *bus, FrameBatch **notes)
{
  CaptureBus *info = &entry->info;
  BusStatus before = info->status;
  gboolean was = info->unacknowledged;
  g_autofree char *text = NULL;
  int64_t time = g_get_real_time () * 1000;

  bus_get_status (bus, &info->status);
  info->unacknowledged = bus_is_unacknowledged (&before, &info->status, info->n_sent != entry->n_sent_before);
  entry->n_sent_before = info->n_sent;
  if (info->unacknowledged && !was)
    text = g_strdup_printf ("%s: nobody acknowledges, TEC %d", info->name, info->status.tec);
  else if (bus_is_news (bus, info->status.state))
    text = info->status.tec < 0
               ? g_strdup_printf ("%s: bus state %s", info->name, bus_state_id (info->status.state))
               : g_strdup_printf ("%s: bus state %s, TEC %d, REC %d", info->name, bus_state_id (info->status.state),
                                  info->status.tec, info->status.rec);
  if (text == NULL)
    return;
  if (*notes == NULL)
    *notes = frame_batch_new ();
  frame_batch_add_note (*notes, NOTE_STATUS, entry->channel, time, 0, text, strlen (text));
}

/* States for those who ask, and buses to be tried again. */
void
capture_look_at_buses (Capture *self, gint64 now)
{
  FrameBatch *notes = NULL;
  gboolean changed = FALSE;

  self->status_at = now + CAPTURE_STATUS_INTERVAL;
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->entries->len; i++)
    {
      CaptureEntry *entry = g_ptr_array_index (self->entries, i);
      Bus *bus = bus_source_get (self->source, i);
      BusStatus old = entry->info.status;

      if (entry->removed) /* DOWN, whatever its bus says until it is closed */
        continue;
      if (bus != NULL)
        look_at_bus (entry, bus, &notes);
      else if (entry->retry_at != 0 && now >= entry->retry_at && !entry->info.opening)
        open_aside (self, entry);
      changed |= memcmp (&old, &entry->info.status, sizeof old) != 0;
    }
  pthread_mutex_unlock (&self->lock);
  if (notes != NULL)
    capture_append (self, notes);
  else if (changed)
    tick_request (self->tick);
  frame_batch_free (notes);
}

/* --- Public --- */

static guint
add_entry (Capture *self, const Backend *backend, const BusConfig *config, const char *name)
{
  CaptureEntry *entry = g_new0 (CaptureEntry, 1);
  gboolean full = FALSE;

  entry->capture = self;
  entry->backend = backend;
  entry->config = config != NULL ? bus_config_copy (config) : NULL;
  entry->info.name = g_strdup (name);
  entry->info.status = (BusStatus){ .state = BUS_STATE_DOWN, .tec = -1, .rec = -1 };
  pthread_mutex_lock (&self->lock);
  entry->key = self->entries->len;
  entry->channel = trace_info_channel (frame_store_get_info (self->store), name, strlen (name), &full);
  g_ptr_array_add (self->entries, entry);
  if (backend != NULL)
    open_aside (self, entry);
  pthread_mutex_unlock (&self->lock);
  return entry->key;
}

guint
capture_add (Capture *self, const Backend *backend, const BusConfig *config, const char *name)
{
  return add_entry (self, backend, config, name);
}

guint
capture_add_bus (Capture *self, Bus *bus, const char *name)
{
  guint key = add_entry (self, NULL, NULL, name);
  CaptureCommand *command = capture_command_new (COMMAND_ADD, key);

  command->bus = bus;
  capture_push (self, command);
  return key;
}

void
capture_remove (Capture *self, guint key)
{
  CaptureEntry *entry;

  pthread_mutex_lock (&self->lock);
  entry = capture_get_entry (self, key);
  if (entry != NULL)
    {
      entry->removed = TRUE;
      entry->info.status.state = BUS_STATE_DOWN;
    }
  pthread_mutex_unlock (&self->lock);
  if (entry != NULL)
    capture_push (self, capture_command_new (COMMAND_REMOVE, key));
}

guint
capture_n_buses (Capture *self)
{
  guint n;

  pthread_mutex_lock (&self->lock);
  n = self->entries->len;
  pthread_mutex_unlock (&self->lock);
  return n;
}

void
capture_get_bus (Capture *self, guint key, CaptureBus *out)
{
  CaptureEntry *entry;

  *out = (CaptureBus){ .status = { .state = BUS_STATE_DOWN, .tec = -1, .rec = -1 } };
  pthread_mutex_lock (&self->lock);
  entry = capture_get_entry (self, key);
  if (entry != NULL)
    {
      *out = entry->info;
      out->name = g_strdup (entry->info.name);
      out->description = g_strdup (entry->info.description);
      out->problem = g_strdup (entry->info.problem);
    }
  pthread_mutex_unlock (&self->lock);
}
