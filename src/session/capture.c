/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/capture.h"

#include "base/i18n.h"
#include "session/bus-source.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/banned.h"

#define MAX_COMMANDS 1024
#define STATUS_INTERVAL (G_USEC_PER_SEC / 4)
#define RETRY_INTERVAL G_USEC_PER_SEC

typedef enum
{
  COMMAND_ADD,
  COMMAND_REMOVE,
  COMMAND_TRANSMIT,
  COMMAND_RESTART,
  COMMAND_FILTER,
} CommandKind;

typedef struct
{
  CommandKind kind;
  guint key;
  Bus *bus; /* ADD: (transfer full); NULL: it could not be opened, problem says why */
  char *problem;
  GArray *filters;
  CanFrame frame;
  uint8_t data[CAN_FRAME_MAX_LEN];
} Command;

/* Under the lock, but for what is never changed. */
typedef struct
{
  Capture *capture;
  guint key;
  const Backend *backend; /* NULL: it came open and cannot be opened again */
  BusConfig *config;
  uint8_t channel;
  CaptureBus info;
  gboolean removed;
  gint64 retry_at; /* monotonic µs; 0: not to be tried */
} Entry;

struct Capture
{
  atomic_int refs; /* the owner's, the thread's, one an opening */
  FrameStore *store;
  Tick *tick;
  GMainContext *context;
  pthread_t thread;
  atomic_bool stopping;
  _Atomic uint64_t n_lost;

  pthread_mutex_t lock;
  GPtrArray *entries; /* of Entry */
  GQueue commands;    /* of Command */

  /* The thread's own. */
  BusSource *source;
  gint64 status_at;
  gboolean full; /* the store took nothing the last time */
};

static void
command_free (Command *self)
{
  bus_close (self->bus);
  g_free (self->problem);
  g_clear_pointer (&self->filters, g_array_unref);
  g_free (self);
}

void
capture_bus_clear (CaptureBus *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->problem, g_free);
}

static void
entry_free (gpointer data)
{
  Entry *self = data;

  capture_bus_clear (&self->info);
  bus_config_free (self->config);
  g_free (self);
}

static void
capture_unref (Capture *self)
{
  Command *command;

  if (atomic_fetch_sub (&self->refs, 1) != 1)
    return;
  while ((command = g_queue_pop_head (&self->commands)) != NULL)
    command_free (command);
  g_ptr_array_unref (self->entries);
  g_main_context_unref (self->context);
  frame_store_unref (self->store);
  tick_unref (self->tick);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

static Entry *
get_entry (Capture *self, guint key)
{
  return key < self->entries->len ? g_ptr_array_index (self->entries, key) : NULL;
}

/* --- Commands, from any thread --- */

static gboolean
push (Capture *self, Command *command)
{
  gboolean room;

  pthread_mutex_lock (&self->lock);
  room = command->kind != COMMAND_TRANSMIT || self->commands.length < MAX_COMMANDS;
  if (room)
    g_queue_push_tail (&self->commands, command);
  pthread_mutex_unlock (&self->lock);
  if (room)
    g_main_context_wakeup (self->context);
  else
    command_free (command);
  return room;
}

static Command *
new_command (CommandKind kind, guint key)
{
  Command *command = g_new0 (Command, 1);

  command->kind = kind;
  command->key = key;
  return command;
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
  Command *command = new_command (COMMAND_ADD, self->key);
  g_autoptr (GError) error = NULL;

  command->bus = bus_open (self->backend, self->config, self->channel, &error);
  if (command->bus == NULL)
    command->problem = g_strdup (error->message);
  push (self->capture, command);
  capture_unref (self->capture);
  bus_config_free (self->config);
  g_free (self);
  return NULL;
}

/* Under the lock. */
static void
open_aside (Capture *self, Entry *entry)
{
  Opening *opening = g_new (Opening, 1);
  pthread_attr_t attributes;
  pthread_t thread;

  entry->info.opening = TRUE;
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

static void
count_frames (Capture *self, const FrameBatch *batch)
{
  guint received[TRACE_MAX_CHANNELS] = { 0 }, sent[TRACE_MAX_CHANNELS] = { 0 };

  for (guint i = 0; i < batch->n_frames; i++)
    if (batch->frames[i].flags & CAN_TX)
      sent[batch->frames[i].channel]++;
    else
      received[batch->frames[i].channel]++;
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      entry->info.n_received += received[entry->channel];
      entry->info.n_sent += sent[entry->channel];
    }
  pthread_mutex_unlock (&self->lock);
}

static void
append (Capture *self, const FrameBatch *batch)
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
  count_frames (data, batch);
  append (data, batch);
}

static void
add_note (Capture *self, NoteKind kind, uint8_t channel, const char *text)
{
  FrameBatch *batch = frame_batch_new ();

  frame_batch_add_note (batch, kind, channel, g_get_real_time () * 1000, 0, text, strlen (text));
  append (self, batch);
  frame_batch_free (batch);
}

static void
on_gone (guint key, const GError *error, gpointer data)
{
  Capture *self = data;
  g_autofree char *text = NULL;
  Entry *entry;

  pthread_mutex_lock (&self->lock);
  entry = get_entry (self, key);
  entry->info.status.state = BUS_STATE_GONE;
  g_free (entry->info.problem);
  entry->info.problem = g_strdup (error != NULL ? error->message : _ ("the device is gone"));
  entry->retry_at = entry->backend != NULL ? g_get_monotonic_time () + RETRY_INTERVAL : 0;
  text = g_strdup_printf ("%s: bus gone: %s", entry->info.name, entry->info.problem);
  pthread_mutex_unlock (&self->lock);
  add_note (self, NOTE_LOSS, entry->channel, text);
}

static void
take_bus (Capture *self, Entry *entry, Command *command)
{
  gboolean came_back = entry->info.status.state == BUS_STATE_GONE;
  g_autofree char *text = NULL;

  if (command->bus == NULL)
    {
      pthread_mutex_lock (&self->lock);
      entry->info.opening = FALSE;
      g_free (entry->info.problem);
      entry->info.problem = g_steal_pointer (&command->problem);
      entry->info.status.state = BUS_STATE_GONE;
      entry->retry_at = g_get_monotonic_time () + RETRY_INTERVAL;
      pthread_mutex_unlock (&self->lock);
      tick_request (self->tick);
      return;
    }
  pthread_mutex_lock (&self->lock);
  entry->info.opening = FALSE;
  g_clear_pointer (&entry->info.problem, g_free);
  g_free (entry->info.description);
  entry->info.description = g_strdup (bus_get_description (command->bus));
  entry->info.abilities = bus_get_abilities (command->bus);
  bus_get_status (command->bus, &entry->info.status);
  text = g_strdup_printf ("%s: %s: %s", entry->info.name, came_back ? "bus is back" : "bus opened",
                          entry->info.description);
  pthread_mutex_unlock (&self->lock);
  bus_source_add (self->source, entry->key, g_steal_pointer (&command->bus));
  add_note (self, NOTE_STATUS, entry->channel, text);
}

static void
tell_problem (Capture *self, Entry *entry, const GError *error)
{
  pthread_mutex_lock (&self->lock);
  g_free (entry->info.problem);
  entry->info.problem = g_strdup (error->message);
  pthread_mutex_unlock (&self->lock);
  tick_request (self->tick);
}

static void
run_on_bus (Capture *self, Entry *entry, Bus *bus, Command *command)
{
  g_autoptr (GError) error = NULL;

  switch (command->kind)
    {
    case COMMAND_TRANSMIT:
      command->frame.data = command->data;
      if (bus_transmit (bus, &command->frame, &error) == 0)
        g_set_error (&error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, _ ("%s: the transmit queue is full"),
                     bus_get_description (bus));
      break;
    case COMMAND_RESTART:
      bus_restart (bus, &error);
      break;
    case COMMAND_FILTER:
      bus_set_filters (bus, command->filters != NULL ? (const BusFilter *) (void *) command->filters->data : NULL,
                       command->filters != NULL ? command->filters->len : 0, &error);
      break;
    default:
      break;
    }
  if (error != NULL)
    tell_problem (self, entry, error);
}

static void
run_command (Capture *self, Command *command)
{
  Entry *entry;
  Bus *bus = bus_source_get (self->source, command->key);
  gboolean removed;

  pthread_mutex_lock (&self->lock);
  entry = get_entry (self, command->key);
  removed = entry->removed;
  pthread_mutex_unlock (&self->lock);
  if (command->kind == COMMAND_REMOVE)
    bus_source_remove (self->source, command->key);
  else if (removed)
    return; /* removed while it was being opened: the command closes it */
  else if (command->kind == COMMAND_ADD)
    take_bus (self, entry, command);
  else if (bus != NULL)
    run_on_bus (self, entry, bus, command);
}

static void
run_commands (Capture *self)
{
  for (;;)
    {
      Command *command;

      pthread_mutex_lock (&self->lock);
      command = g_queue_pop_head (&self->commands);
      pthread_mutex_unlock (&self->lock);
      if (command == NULL)
        return;
      run_command (self, command);
      command_free (command);
    }
}

/* States for those who ask, and buses to be tried again. */
static void
look_at_buses (Capture *self, gint64 now)
{
  gboolean changed = FALSE;

  self->status_at = now + STATUS_INTERVAL;
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);
      Bus *bus = bus_source_get (self->source, i);
      BusStatus old = entry->info.status;

      if (bus != NULL)
        bus_get_status (bus, &entry->info.status);
      else if (entry->retry_at != 0 && now >= entry->retry_at && !entry->removed && !entry->info.opening)
        open_aside (self, entry);
      changed |= memcmp (&old, &entry->info.status, sizeof old) != 0;
    }
  pthread_mutex_unlock (&self->lock);
  if (changed)
    tick_request (self->tick);
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
  GSource *timer = g_timeout_source_new (STATUS_INTERVAL / 1000);

  g_main_context_push_thread_default (self->context);
  self->source = bus_source_new (on_frames, on_gone, self);
  g_source_attach ((GSource *) self->source, self->context);
  g_source_set_callback (timer, on_time, NULL, NULL);
  g_source_attach (timer, self->context);
  while (!atomic_load (&self->stopping))
    {
      gint64 now = g_get_monotonic_time ();

      run_commands (self);
      if (now >= self->status_at)
        look_at_buses (self, now);
      if (!atomic_load (&self->stopping))
        g_main_context_iteration (self->context, TRUE);
    }
  g_source_destroy (timer);
  g_source_unref (timer);
  g_source_destroy ((GSource *) self->source);
  g_source_unref ((GSource *) self->source);
  g_main_context_pop_thread_default (self->context);
  capture_unref (self);
  return NULL;
}

/* --- Public --- */

Capture *
capture_new (FrameStore *store, Tick *tick)
{
  Capture *self = g_new0 (Capture, 1);

  self->refs = 2;
  self->store = frame_store_ref (store);
  trace_info_set_start (frame_store_get_info (store), g_get_real_time () * 1000, TRUE);
  self->tick = tick_ref (tick);
  self->context = g_main_context_new ();
  self->entries = g_ptr_array_new_with_free_func (entry_free);
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

static guint
add_entry (Capture *self, const Backend *backend, const BusConfig *config, const char *name)
{
  Entry *entry = g_new0 (Entry, 1);
  gboolean full = FALSE;

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
  Command *command = new_command (COMMAND_ADD, key);

  command->bus = bus;
  push (self, command);
  return key;
}

void
capture_remove (Capture *self, guint key)
{
  Entry *entry;

  pthread_mutex_lock (&self->lock);
  entry = get_entry (self, key);
  if (entry != NULL)
    {
      entry->removed = TRUE;
      entry->info.status.state = BUS_STATE_DOWN;
    }
  pthread_mutex_unlock (&self->lock);
  if (entry != NULL)
    push (self, new_command (COMMAND_REMOVE, key));
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
  Entry *entry;

  *out = (CaptureBus){ .status = { .state = BUS_STATE_DOWN, .tec = -1, .rec = -1 } };
  pthread_mutex_lock (&self->lock);
  entry = get_entry (self, key);
  if (entry != NULL)
    {
      *out = entry->info;
      out->name = g_strdup (entry->info.name);
      out->description = g_strdup (entry->info.description);
      out->problem = g_strdup (entry->info.problem);
    }
  pthread_mutex_unlock (&self->lock);
}

uint64_t
capture_n_lost (Capture *self)
{
  return atomic_load (&self->n_lost);
}

gboolean
capture_transmit (Capture *self, guint key, const CanFrame *frame)
{
  Command *command = new_command (COMMAND_TRANSMIT, key);
  gboolean open;
  Entry *entry;

  pthread_mutex_lock (&self->lock);
  entry = get_entry (self, key);
  open = entry != NULL && !entry->removed && entry->info.description != NULL
         && entry->info.status.state != BUS_STATE_GONE;
  pthread_mutex_unlock (&self->lock);
  if (!open)
    {
      command_free (command);
      return FALSE;
    }
  command->frame = *frame;
  memcpy (command->data, frame->data, frame->len);
  return push (self, command);
}

void
capture_restart (Capture *self, guint key)
{
  if (key < capture_n_buses (self))
    push (self, new_command (COMMAND_RESTART, key));
}

void
capture_set_filters (Capture *self, guint key, const BusFilter *filters, guint n)
{
  Command *command = new_command (COMMAND_FILTER, key);

  if (n > 0)
    {
      command->filters = g_array_new (FALSE, FALSE, sizeof (BusFilter));
      g_array_append_vals (command->filters, filters, n);
    }
  if (key < capture_n_buses (self))
    push (self, command);
  else
    command_free (command);
}
