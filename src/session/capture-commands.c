/* capture-commands.c: what other threads want of a bus, done in the capture thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/capture-private.h"

#include "base/i18n.h"

#include <gio/gio.h>
#include <string.h>

#include "base/banned.h"

#define MAX_COMMANDS 1024 /* frames that wait to be sent */

void
capture_command_free (CaptureCommand *self)
{
  bus_close (self->bus);
  g_free (self->problem);
  g_clear_pointer (&self->filters, g_array_unref);
  g_free (self);
}

gboolean
capture_push (Capture *self, CaptureCommand *command)
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
    capture_command_free (command);
  return room;
}

CaptureCommand *
capture_command_new (CaptureCommandKind kind, guint key)
{
  CaptureCommand *command = g_new0 (CaptureCommand, 1);

  command->kind = kind;
  command->key = key;
  return command;
}

void
capture_tell_problem (Capture *self, CaptureEntry *entry, const GError *error)
{
  pthread_mutex_lock (&self->lock);
  g_free (entry->info.problem);
  entry->info.problem = g_strdup (error->message);
  pthread_mutex_unlock (&self->lock);
  tick_request (self->tick);
}

gboolean
capture_set_bus_filters (Bus *bus, const GArray *filters, GError **error)
{
  return bus_set_filters (bus, filters != NULL ? (const BusFilter *) (void *) filters->data : NULL,
                          filters != NULL ? filters->len : 0, error);
}

static void
run_on_bus (Capture *self, CaptureEntry *entry, Bus *bus, CaptureCommand *command)
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
      capture_set_bus_filters (bus, command->filters, &error);
      break;
    default:
      break;
    }
  if (error != NULL)
    capture_tell_problem (self, entry, error);
}

static void
run_command (Capture *self, CaptureCommand *command)
{
  CaptureEntry *entry;
  Bus *bus = bus_source_get (self->source, command->key);
  gboolean removed;

  if (command->kind == COMMAND_NOTE)
    {
      capture_add_note (self, NOTE_EVENT, 0, command->problem);
      return;
    }
  pthread_mutex_lock (&self->lock);
  entry = capture_get_entry (self, command->key);
  removed = entry->removed;
  pthread_mutex_unlock (&self->lock);
  if (command->kind == COMMAND_REMOVE)
    {
      bus_source_remove (self->source, command->key);
      transmitter_bus_gone (self->transmitter, command->key);
    }
  else if (command->kind == COMMAND_ADD)
    capture_take_bus (self, entry, command);
  else if (bus != NULL && !removed)
    run_on_bus (self, entry, bus, command);
}

void
capture_run_commands (Capture *self)
{
  for (;;)
    {
      CaptureCommand *command;

      pthread_mutex_lock (&self->lock);
      command = g_queue_pop_head (&self->commands);
      pthread_mutex_unlock (&self->lock);
      if (command == NULL)
        return;
      run_command (self, command);
      capture_command_free (command);
    }
}

/* --- Public --- */

gboolean
capture_transmit (Capture *self, guint key, const CanFrame *frame)
{
  CaptureCommand *command = capture_command_new (COMMAND_TRANSMIT, key);
  gboolean open;
  CaptureEntry *entry;

  pthread_mutex_lock (&self->lock);
  entry = capture_get_entry (self, key);
  open = entry != NULL && !entry->removed && entry->info.description != NULL
         && entry->info.status.state != BUS_STATE_GONE;
  pthread_mutex_unlock (&self->lock);
  if (!open)
    {
      capture_command_free (command);
      return FALSE;
    }
  command->frame = *frame;
  memcpy (command->data, frame->data, frame->len);
  return capture_push (self, command);
}

void
capture_restart (Capture *self, guint key)
{
  if (key < capture_n_buses (self))
    capture_push (self, capture_command_new (COMMAND_RESTART, key));
}

void
capture_set_filters (Capture *self, guint key, const BusFilter *filters, guint n)
{
  CaptureCommand *command = capture_command_new (COMMAND_FILTER, key);
  CaptureEntry *entry;

  if (n > 0)
    {
      command->filters = g_array_new (FALSE, FALSE, sizeof (BusFilter));
      g_array_append_vals (command->filters, filters, n);
    }
  pthread_mutex_lock (&self->lock);
  entry = capture_get_entry (self, key);
  if (entry != NULL && entry->config != NULL) /* for the time when it comes back */
    {
      g_clear_pointer (&entry->config->filters, g_array_unref);
      entry->config->filters = command->filters != NULL ? g_array_copy (command->filters) : NULL;
      entry->filters_late = entry->info.opening;
    }
  pthread_mutex_unlock (&self->lock);
  if (entry != NULL)
    capture_push (self, command);
  else
    capture_command_free (command);
}

void
capture_add_marker (Capture *self, const char *text)
{
  CaptureCommand *command = capture_command_new (COMMAND_NOTE, 0);

  command->problem = g_strdup (text);
  capture_push (self, command);
}
