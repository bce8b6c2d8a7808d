/* backends.c: the list, and what all buses share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "backends/backend-interface.h"
#include "backends/backend-settings.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <string.h>
#include <time.h>

#include "base/banned.h"

#define ENTRY(name) extern const Backend backend_##name;
#include "backends/backends-list.h"
#undef ENTRY
#define ENTRY(name) &backend_##name,
static const Backend *const backends[] = {
#include "backends/backends-list.h"
  NULL,
};
#undef ENTRY

static const struct
{
  const char *id, *text;
} states[] = {
  [BUS_STATE_UNKNOWN] = { "unknown", N_ ("State unknown") },
  [BUS_STATE_ACTIVE] = { "error-active", N_ ("Error-active") },
  [BUS_STATE_WARNING] = { "error-warning", N_ ("Error-warning") },
  [BUS_STATE_PASSIVE] = { "error-passive", N_ ("Error-passive") },
  [BUS_STATE_OFF] = { "bus-off", N_ ("Bus-off") },
  [BUS_STATE_DOWN] = { "down", N_ ("Down") },
  [BUS_STATE_GONE] = { "gone", N_ ("Not there") },
};

const char *
bus_state_id (BusState state)
{
  return states[state].id;
}

const char *
bus_state_text (BusState state)
{
  return _ (states[state].text);
}

/* --- Backends --- */

const Backend *const *
backends_list (void)
{
  return backends;
}

static gboolean
list_has (const char *list, const char *word)
{
  g_auto (GStrv) words = g_strsplit (list, ";", -1);

  return g_strv_contains ((const char *const *) words, word);
}

const Backend *
backend_find (const char *id)
{
  for (guint i = 0; backends[i] != NULL; i++)
    if (strcmp (backends[i]->id, id) == 0 || (backends[i]->old_names != NULL && list_has (backends[i]->old_names, id)))
      return backends[i];
  return NULL;
}

const char *
backend_get_id (const Backend *self)
{
  return self->id;
}

const char *
backend_get_name (const Backend *self)
{
  return _ (self->name);
}

guint
backend_get_abilities (const Backend *self)
{
  return self->abilities;
}

char *
backend_dup_obstacle (const Backend *self)
{
  return self->obstacle != NULL ? self->obstacle () : NULL;
}

guint
backend_get_listen_ms (const Backend *self)
{
  return self->listen_ms;
}

void
backend_list_ports (const Backend *self, GPtrArray *ports)
{
  for (guint i = 0; backends[i] != NULL; i++)
    if ((self == NULL || self == backends[i]) && backends[i]->list != NULL)
      backends[i]->list (ports);
}

void
bus_add_port (GPtrArray *ports, const Backend *backend, const char *channel, const char *description,
              const BusStatus *status)
{
  BusPort *port = g_new0 (BusPort, 1);

  port->backend = backend;
  port->channel = g_strdup (channel);
  port->description = g_strdup (description);
  port->status = status != NULL ? *status : (BusStatus){ .tec = -1, .rec = -1 };
  g_ptr_array_add (ports, port);
}

void
bus_port_free (BusPort *self)
{
  g_free (self->channel);
  g_free (self->description);
  g_free (self);
}

void
bus_add_state (Bus *self, FrameBatch *out, int64_t time, BusState state, int tec, int rec)
{
  char text[96];
  int n = tec < 0 ? g_snprintf (text, sizeof text, "Bus state %s", bus_state_id (state))
                  : g_snprintf (text, sizeof text, "Bus state %s, TEC %d, REC %d", bus_state_id (state), tec, rec);

  self->told = state;
  frame_batch_add_note (out, NOTE_STATUS, self->channel, time, 0, text, (gsize) n);
}

gboolean
bus_is_news (Bus *self, BusState state)
{
  gboolean news = state != self->told && state != BUS_STATE_UNKNOWN;

  self->told = state;
  return news;
}

void
bus_add_loss (Bus *self, FrameBatch *out, int64_t time, const char *text)
{
  frame_batch_add_note (out, NOTE_LOSS, self->channel, time, 0, text, strlen (text));
}

int64_t
bus_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  return now.tv_sec * INT64_C (1000000000) + now.tv_nsec;
}

/* --- One bus --- */

void
bus_take_filters (Bus *self, const BusFilter *filters, gsize n)
{
  g_clear_pointer (&self->filters, g_array_unref);
  if (n == 0)
    return;
  self->filters = g_array_new (FALSE, FALSE, sizeof (BusFilter));
  g_array_append_vals (self->filters, filters, (guint) n);
}

Bus *
bus_open (const Backend *backend, const BusConfig *config, uint8_t channel, GError **error)
{
  g_autofree char *obstacle = backend_dup_obstacle (backend);
  Bus *self;

  if (obstacle != NULL)
    {
      g_set_error_literal (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, obstacle);
      return NULL;
    }
  if (!backend_settings_ok (backend, config, FALSE, error))
    return NULL;
  self = g_malloc0 (backend->bus_size);
  self->backend = backend;
  self->fd = -1;
  self->abilities = backend->abilities;
  self->channel = channel;
  self->config = bus_config_copy (config);
  if (!backend->open (self, config, error))
    {
      bus_config_free (self->config);
      g_free (self->description);
      g_free (self->identity);
      g_free (self);
      return NULL;
    }
  if (config->listen_only)
    self->abilities &= ~(guint) BUS_TRANSMIT;
  if (config->filters != NULL && config->filters->len > 0
      && !bus_set_filters (self, (const BusFilter *) (void *) config->filters->data, config->filters->len, error))
    g_clear_pointer (&self, bus_close);
  return self;
}

void
bus_close (Bus *self)
{
  if (self == NULL)
    return;
  self->ops->close (self);
  g_clear_pointer (&self->filters, g_array_unref);
  bus_config_free (self->config);
  g_free (self->description);
  g_free (self->identity);
  g_free (self);
}

void
bus_set_channels (Bus *self, BusChannelFunc func, gpointer data)
{
  self->channel_of = func;
  self->channel_data = data;
}

uint8_t
bus_channel_of (Bus *self, const char *name)
{
  return self->channel_of != NULL ? self->channel_of (name, self->channel_data) : self->channel;
}

int
bus_get_fd (const Bus *self)
{
  return self->fd;
}

const char *
bus_get_identity (const Bus *self)
{
  return self->identity != NULL ? self->identity : "";
}

guint
bus_get_abilities (const Bus *self)
{
  return self->abilities;
}

const char *
bus_get_description (const Bus *self)
{
  return self->description;
}

/* A frame moves to a lower place, and its bytes to that place's slot, so that whoever adds the next may fill its own.
 */
static void
move_frame (FrameBatch *batch, guint from, guint to)
{
  if (from == to)
    return;
  batch->frames[to] = batch->frames[from];
  if (batch->frames[from].data == batch->payload[from])
    {
      memcpy (batch->payload[to], batch->payload[from], batch->frames[from].len);
      batch->frames[to].data = batch->payload[to];
    }
}

static void
filter_batch (const GArray *filters, FrameBatch *batch, guint first)
{
  guint16 place[FRAME_BATCH_SIZE + 1]; /* where a frame, or what stands before it, goes */
  guint kept = first;

  for (guint i = first; i < batch->n_frames; i++)
    {
      place[i] = (guint16) kept;
      if (bus_filter_passes ((const BusFilter *) (void *) filters->data, filters->len, batch->frames[i].id))
        move_frame (batch, i, kept++);
    }
  place[batch->n_frames] = (guint16) kept;
  for (guint i = 0; i < batch->notes->len; i++)
    {
      Note *note = &g_array_index (batch->notes, Note, i);

      if (note->row > first)
        note->row = place[MIN (note->row, batch->n_frames)];
    }
  batch->n_frames = kept;
}

int
bus_receive (Bus *self, FrameBatch *out, GError **error)
{
  guint first = out->n_frames;
  int n = self->ops->receive (self, out, error);

  if (n > 0 && self->filters != NULL)
    filter_batch (self->filters, out, first);
  return n;
}

static gboolean
may_transmit (Bus *self, const CanFrame *frame, GError **error)
{
  if (self->ops->transmit == NULL || !(self->abilities & BUS_TRANSMIT))
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s only listens"), self->description);
      return FALSE;
    }
  if ((frame->flags & CAN_FD) && !(self->abilities & BUS_FD))
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s is classic CAN: it cannot send a CAN FD frame"),
                   self->description);
      return FALSE;
    }
  return TRUE;
}

int
bus_transmit (Bus *self, const CanFrame *frame, GError **error)
{
  return may_transmit (self, frame, error) ? self->ops->transmit (self, frame, error) : -1;
}

int
bus_transmit_many (Bus *self, const CanFrame *frames, guint n, GError **error)
{
  guint n_good = 1, sent = 0;
  int result;

  if (!may_transmit (self, frames, error))
    return -1;
  while (n_good < n && may_transmit (self, &frames[n_good], NULL))
    n_good++;
  if (self->ops->transmit_many != NULL)
    return self->ops->transmit_many (self, frames, n_good, error);
  do
    result = self->ops->transmit (self, &frames[sent], sent == 0 ? error : NULL);
  while (result > 0 && ++sent < n_good);
  return sent > 0 ? (int) sent : result;
}

gboolean
bus_set_cycle (Bus *self, const BusCycle *cycle, GError **error)
{
  if (self->ops->set_cycle == NULL || !(self->abilities & BUS_TRANSMIT))
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s repeats no frames by itself"),
                   self->description);
      return FALSE;
    }
  if (!cycle->remove && (cycle->frame.flags & CAN_FD) && !(self->abilities & BUS_FD))
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("%s is classic CAN: it cannot send a CAN FD frame"),
                   self->description);
      return FALSE;
    }
  return self->ops->set_cycle (self, cycle, error);
}

int
bus_flush (Bus *self)
{
  return self->ops->flush != NULL ? self->ops->flush (self) : -1;
}

void
bus_get_status (Bus *self, BusStatus *out)
{
  *out = (BusStatus){ .tec = -1, .rec = -1 };
  if (self->ops->status != NULL)
    self->ops->status (self, out);
}

gboolean
bus_restart (Bus *self, GError **error)
{
  if (self->ops->restart != NULL)
    return self->ops->restart (self, error);
  g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s cannot be restarted: close it and open it again"),
               self->description);
  return FALSE;
}

gboolean
bus_set_filters (Bus *self, const BusFilter *filters, gsize n, GError **error)
{
  if (self->ops->set_filters != NULL)
    return self->ops->set_filters (self, filters, n, error);
  bus_take_filters (self, filters, n);
  return TRUE;
}
