/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/transmitter.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "session/deadline-source.h"
#include "session/transmit-watch.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/banned.h"

#define MAX_BURST 10000u

typedef struct
{
  uint64_t key;
  TransmitJob job; /* job.frame.data is data; job.recipe is owned */
  uint8_t data[CAN_FRAME_MAX_LEN];
  RecipeState recipe_state;

  gboolean running;
  int64_t deadline;              /* of the next frame; DEADLINE_NONE while it does not run */
  int64_t first;                 /* monotonic ns of the first frame since it was started; 0: none yet */
  uint64_t n_since;              /* deadlines used since it was started */
  gboolean in_kernel, no_kernel; /* the bus repeats it; cannot */
  gboolean stale;                /* the bus repeats something else than job */
  guint kernel_bus;
  gboolean removed, yielded;
  uint64_t n_cycled; /* frames of it that came back */
  guint n_once;      /* asked for by hand, not sent yet */

  uint64_t n_sent, n_refused, n_missed;
  char *problem;
  uint8_t last[CAN_FRAME_MAX_LEN];
  uint16_t last_len;
  TransmitWatch watch;
} Row;

struct Transmitter
{
  const TransmitterOps *ops;
  gpointer data;
  GSource *source;

  pthread_mutex_t lock; /* of all below */
  GPtrArray *rows;      /* of Row, in the order they were added */
  GHashTable *by_key;   /* key in the row -> Row */
  GArray *armed;        /* of guint: buses */
  gboolean flush_wanted;
  GArray *to_flush; /* of guint: buses that were armed */
  int n_flushed;
  Lateness lateness;
  _Atomic uint64_t generation;
};

static void
row_free (gpointer data)
{
  Row *self = data;

  recipe_unref (self->job.recipe);
  filter_program_unref (self->job.trigger);
  g_free (self->problem);
  g_free (self);
}

static Row *
find_row (Transmitter *self, uint64_t key)
{
  return g_hash_table_lookup (self->by_key, &key);
}

static gboolean
is_armed (Transmitter *self, guint bus)
{
  for (guint i = 0; i < self->armed->len; i++)
    if (g_array_index (self->armed, guint, i) == bus)
      return TRUE;
  return FALSE;
}

static void
changed (Transmitter *self)
{
  atomic_fetch_add (&self->generation, 1);
}

/* --- The sending thread, under the lock --- */

static void
set_problem (Row *row, const char *text)
{
  g_free (row->problem);
  row->problem = g_strdup (text);
}

/* TRUE: the bus took it. */
static gboolean
send_frame (Transmitter *self, Row *row, int64_t now, gboolean once)
{
  g_autoptr (GError) error = NULL;
  CanFrame frame = row->job.frame;
  uint8_t data[CAN_FRAME_MAX_LEN];
  int result;

  frame.data = row->data;
  if (row->job.recipe != NULL)
    recipe_fill (row->job.recipe, &row->recipe_state, row->first != 0 ? now - row->first : 0, &frame, data);
  result = self->ops->send (self->data, row->job.bus, &frame, &error);
  changed (self);
  if (result == 1)
    {
      row->recipe_state.n++;
      row->n_sent++;
      row->last_len = frame.len;
      memcpy (row->last, frame.data, frame.len);
      g_clear_pointer (&row->problem, g_free);
      transmit_watch_sent (&row->watch, &frame, once);
      return TRUE;
    }
  row->n_refused++;
  set_problem (row, result == 0 ? _ ("the transmit queue is full") : error->message);
  if (once)
    transmit_watch_refused (&row->watch);
  return FALSE;
}

static void
send_burst (Transmitter *self, Row *row, int64_t now, gboolean once)
{
  guint n = CLAMP (row->job.burst, 1, MAX_BURST);

  for (guint i = 0; i < n; i++)
    if (!send_frame (self, row, now, once))
      return;
}

static int64_t
period_of (const Row *row)
{
  if (row->job.count > 0 && row->n_since >= row->job.count)
    return row->job.then;
  return row->job.period;
}

/* --- What the bus repeats by itself --- */

static gboolean
fits_kernel (const Transmitter *self, const Row *row)
{
  return self->ops->set_cycle != NULL && !row->no_kernel && row->job.recipe == NULL && row->job.trigger == NULL
         && !row->job.by_hand && row->job.burst <= 1 && row->job.period > 0;
}

static gboolean
set_cycle (Transmitter *self, Row *row, gboolean remove)
{
  g_autoptr (GError) error = NULL;
  BusCycle cycle = { .key = row->key,
                     .remove = remove,
                     .frame = row->job.frame,
                     .period = row->job.period,
                     .count = row->job.count,
                     .then = row->job.then };

  cycle.frame.data = row->data;
  if (self->ops->set_cycle (self->data, row->in_kernel ? row->kernel_bus : row->job.bus, &cycle, &error))
    {
      row->kernel_bus = row->job.bus;
      return TRUE;
    }
  row->no_kernel = g_error_matches (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED);
  return FALSE;
}

static void
leave_kernel (Transmitter *self, Row *row)
{
  set_cycle (self, row, TRUE);
  row->in_kernel = FALSE;
  row->stale = FALSE;
  row->watch.cycles = FALSE;
}

/* Brings the bus to what the row says; on to the program's deadlines where that is no longer possible. */
static void
tend_kernel (Transmitter *self, Row *row, int64_t now)
{
  if (!row->in_kernel)
    return;
  if (!row->running || !is_armed (self, row->job.bus))
    leave_kernel (self, row);
  else if (row->stale && (row->kernel_bus != row->job.bus || !fits_kernel (self, row)))
    leave_kernel (self, row);
  else if (row->stale && !set_cycle (self, row, FALSE))
    leave_kernel (self, row);
  row->stale = FALSE;
  if (!row->in_kernel && row->running)
    row->deadline = now + row->job.period;
}

/* The first frame leaves with it. */
static gboolean
enter_kernel (Transmitter *self, Row *row)
{
  if (!fits_kernel (self, row) || !set_cycle (self, row, FALSE))
    return FALSE;
  row->in_kernel = TRUE;
  row->kernel_bus = row->job.bus;
  row->deadline = DEADLINE_NONE;
  row->n_cycled = 0;
  row->watch.cycles = TRUE;
  g_clear_pointer (&row->problem, g_free);
  changed (self);
  return TRUE;
}

/* One of its frames came back. */
static void
count_cycled (Row *row, const CanFrame *frame)
{
  row->n_sent++;
  row->n_cycled++;
  row->last_len = MIN (frame->len, CAN_FRAME_MAX_LEN);
  memcpy (row->last, frame->data, row->last_len);
  if (row->job.count > 0 && row->job.then == 0 && row->n_cycled >= row->job.count)
    row->running = FALSE; /* the kernel has ended it */
}

static gboolean
waits_for_event (const Row *row)
{
  return row->job.trigger != NULL || row->job.by_hand;
}

/* The deadline behind the one that was used, or that passed. */
static void
advance (Row *row, int64_t now)
{
  int64_t period;

  row->n_since++;
  period = period_of (row);
  if (period <= 0)
    {
      row->running = waits_for_event (row);
      row->deadline = DEADLINE_NONE;
      return;
    }
  row->deadline += period;
  if (now - row->deadline >= period)
    {
      int64_t missed = (now - row->deadline) / period;

      row->n_missed += (uint64_t) missed;
      row->deadline += missed * period;
    }
}

static void
run_row (Transmitter *self, Row *row, int64_t now)
{
  gboolean armed = is_armed (self, row->job.bus);

  if (row->n_once > 0)
    {
      if (armed)
        send_burst (self, row, now, TRUE);
      row->n_once--;
    }
  if (!row->running || row->deadline > now)
    return;
  if (armed)
    {
      lateness_add (&self->lateness, now - row->deadline);
      if (row->n_since == 0 && enter_kernel (self, row))
        return;
      if (row->first == 0)
        row->first = now;
      send_burst (self, row, now, FALSE);
    }
  advance (row, now);
}

static int64_t
next_deadline (Transmitter *self)
{
  int64_t earliest = DEADLINE_NONE;

  if (self->flush_wanted)
    return 0;
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = g_ptr_array_index (self->rows, i);

      if (row->n_once > 0 || (row->in_kernel && (row->stale || !row->running)))
        return 0;
      earliest = MIN (earliest, row->deadline);
    }
  return earliest;
}

/* The earliest row that is due first, so that frames of different periods leave in the order of their deadlines. */
static Row *
next_due (Transmitter *self, int64_t now)
{
  Row *due = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      if (row->n_once > 0)
        return row;
      if (row->deadline <= now && (due == NULL || row->deadline < due->deadline))
        due = row;
    }
  return due;
}

static void
flush (Transmitter *self)
{
  self->flush_wanted = FALSE;
  self->n_flushed = -1;
  for (guint i = 0; i < self->to_flush->len && self->ops->flush != NULL; i++)
    {
      int n = self->ops->flush (self->data, g_array_index (self->to_flush, guint, i));

      if (n >= 0)
        self->n_flushed = MAX (self->n_flushed, 0) + n;
    }
  g_array_set_size (self->to_flush, 0);
  changed (self);
}

static void
on_deadline (int64_t now, gpointer data)
{
  Transmitter *self = data;
  guint left;
  Row *row;

  pthread_mutex_lock (&self->lock);
  for (guint i = self->rows->len; i > 0; i--)
    {
      row = g_ptr_array_index (self->rows, i - 1);
      tend_kernel (self, row, now);
      if (!row->removed)
        continue;
      g_ptr_array_remove_index (self->rows, i - 1);
      row_free (row);
    }
  if (self->flush_wanted)
    flush (self);
  /* Not for ever: other sources want their turn too. */
  for (left = 4 * self->rows->len + 64; left > 0 && (row = next_due (self, now)) != NULL; left--)
    {
      run_row (self, row, now);
      now = deadline_now ();
    }
  deadline_source_set (self->source, next_deadline (self));
  pthread_mutex_unlock (&self->lock);
}

static void
stop_row (Row *row)
{
  row->running = FALSE;
  row->deadline = DEADLINE_NONE;
  row->n_once = 0;
}

void
transmitter_bus_gone (Transmitter *self, guint bus)
{
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      if (!row->in_kernel || row->kernel_bus != bus)
        continue;
      row->in_kernel = row->stale = FALSE;
      row->watch.cycles = FALSE;
      row->deadline = row->running ? deadline_now () : DEADLINE_NONE;
    }
  deadline_source_set (self->source, next_deadline (self));
  pthread_mutex_unlock (&self->lock);
}

void
transmitter_observe (Transmitter *self, const FrameBatch *batch, const guint bus_of[256])
{
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < batch->n_frames && self->rows->len > 0; i++)
    {
      const CanFrame *frame = &batch->frames[i];
      guint bus = bus_of[frame->channel];
      Row *oldest = NULL;

      for (guint k = 0; k < self->rows->len; k++)
        {
          Row *row = g_ptr_array_index (self->rows, k);

          if (row->job.bus != bus)
            continue;
          if (row->job.yields && row->running && frame->id == row->job.frame.id && (frame->flags & CAN_TX) == 0)
            {
              stop_row (row);
              row->yielded = TRUE;
              changed (self);
              continue;
            }
          if (frame->id & CAN_ID_ERROR)
            transmit_watch_error (&row->watch, frame);
          else if ((frame->flags & CAN_TX) && transmit_watch_expects (&row->watch, frame)
                   && (oldest == NULL
                       || transmit_watch_waits_since (&row->watch) < transmit_watch_waits_since (&oldest->watch)))
            oldest = row;
        }
      if (oldest == NULL)
        continue;
      if (oldest->in_kernel && !transmit_watch_waits_for (&oldest->watch, frame))
        count_cycled (oldest, frame);
      transmit_watch_seen (&oldest->watch, frame);
      changed (self);
    }
  deadline_source_set (self->source, next_deadline (self));
  pthread_mutex_unlock (&self->lock);
}

/* Under the lock. */
static void
fire (Row *row)
{
  if (!row->running)
    return;
  row->deadline = deadline_now ();
  row->n_since = 0;
  transmit_watch_restart (&row->watch);
}

void
transmitter_observe_rows (Transmitter *self, const FrameStore *store, uint64_t first, uint64_t end)
{
  pthread_mutex_lock (&self->lock);
  for (guint k = 0; k < self->rows->len; k++)
    {
      Row *row = g_ptr_array_index (self->rows, k);

      for (uint64_t i = first; i < end && row->running && row->job.trigger != NULL; i++)
        {
          CanFrame frame;

          frame_store_get (store, i, &frame);
          if ((frame.flags & CAN_TX) == 0 && filter_match (row->job.trigger, store, i))
            fire (row);
        }
    }
  deadline_source_set (self->source, next_deadline (self));
  pthread_mutex_unlock (&self->lock);
}

/* --- Any thread --- */

void
transmitter_set (Transmitter *self, uint64_t key, const TransmitJob *job)
{
  const FilterProgram *old_trigger;
  const Recipe *old;
  Row *row;

  pthread_mutex_lock (&self->lock);
  row = find_row (self, key);
  if (row == NULL)
    {
      row = g_new0 (Row, 1);
      row->key = key;
      row->deadline = DEADLINE_NONE;
      row->recipe_state.seed = key;
      g_ptr_array_add (self->rows, row);
      g_hash_table_insert (self->by_key, &row->key, row);
    }
  /* A longer or shorter period counts from the frame sent last. */
  if (row->running && row->n_since > 0 && row->job.period != job->period && period_of (row) == row->job.period
      && job->period > 0)
    row->deadline += job->period - row->job.period;
  if (row->job.bus != job->bus || row->job.period != job->period)
    transmit_watch_restart (&row->watch);
  old = row->job.recipe;
  old_trigger = row->job.trigger;
  row->job = *job;
  row->job.recipe = job->recipe != NULL ? recipe_ref (job->recipe) : NULL;
  row->job.trigger = job->trigger != NULL ? filter_program_ref (job->trigger) : NULL;
  recipe_unref (old);
  filter_program_unref (old_trigger);
  memset (row->data, 0, sizeof row->data);
  if (job->frame.len > 0)
    memcpy (row->data, job->frame.data, MIN (job->frame.len, CAN_FRAME_MAX_LEN));
  row->job.frame.data = row->data;
  transmit_watch_set_period (&row->watch, job->period);
  row->watch.cycle_id = job->frame.id;
  row->watch.cycle_flags = job->frame.flags;
  row->stale = row->in_kernel;
  changed (self);
  deadline_source_set (self->source, next_deadline (self));
  pthread_mutex_unlock (&self->lock);
}

void
transmitter_remove (Transmitter *self, uint64_t key)
{
  Row *row;

  pthread_mutex_lock (&self->lock);
  row = find_row (self, key);
  if (row != NULL)
    {
      /* Its thread ends what the bus repeats, then it goes. */
      if (row->in_kernel)
        {
          row->running = FALSE;
          row->removed = TRUE;
          g_hash_table_remove (self->by_key, &key);
          deadline_source_set (self->source, 0);
          pthread_mutex_unlock (&self->lock);
          return;
        }
      g_hash_table_remove (self->by_key, &key);
      g_ptr_array_remove (self->rows, row);
      row_free (row);
      changed (self);
    }
  pthread_mutex_unlock (&self->lock);
}

void
transmitter_start (Transmitter *self, uint64_t key, int64_t delay)
{
  Row *row;

  pthread_mutex_lock (&self->lock);
  row = find_row (self, key);
  if (row != NULL && !row->running)
    {
      row->running = TRUE;
      row->yielded = FALSE;
      row->deadline = waits_for_event (row) ? DEADLINE_NONE : deadline_now () + delay;
      row->first = 0;
      row->n_since = 0;
      transmit_watch_restart (&row->watch);
      changed (self);
      deadline_source_set (self->source, next_deadline (self));
    }
  pthread_mutex_unlock (&self->lock);
}

void
transmitter_fire (Transmitter *self, uint64_t key)
{
  Row *row;

  pthread_mutex_lock (&self->lock);
  row = find_row (self, key);
  if (row != NULL)
    fire (row);
  deadline_source_set (self->source, next_deadline (self));
  pthread_mutex_unlock (&self->lock);
}

void
transmitter_stop (Transmitter *self, uint64_t key)
{
  Row *row;

  pthread_mutex_lock (&self->lock);
  row = find_row (self, key);
  if (row != NULL)
    stop_row (row);
  changed (self);
  deadline_source_set (self->source, next_deadline (self));
  pthread_mutex_unlock (&self->lock);
}

void
transmitter_send_once (Transmitter *self, uint64_t key)
{
  Row *row;

  pthread_mutex_lock (&self->lock);
  row = find_row (self, key);
  if (row != NULL && is_armed (self, row->job.bus))
    {
      row->n_once++;
      deadline_source_set (self->source, 0);
    }
  else if (row != NULL)
    {
      set_problem (row, _ ("the bus is not armed"));
      transmit_watch_refused (&row->watch);
      changed (self);
    }
  pthread_mutex_unlock (&self->lock);
}

void
transmitter_arm (Transmitter *self, guint bus, gboolean armed)
{
  pthread_mutex_lock (&self->lock);
  if (armed && !is_armed (self, bus))
    g_array_append_val (self->armed, bus);
  for (guint i = 0; i < self->armed->len && !armed; i++)
    if (g_array_index (self->armed, guint, i) == bus)
      g_array_remove_index_fast (self->armed, i--);
  changed (self);
  deadline_source_set (self->source, 0); /* what a bus repeats is ended, too */
  pthread_mutex_unlock (&self->lock);
}

gboolean
transmitter_is_armed (Transmitter *self, guint bus)
{
  gboolean armed;

  pthread_mutex_lock (&self->lock);
  armed = is_armed (self, bus);
  pthread_mutex_unlock (&self->lock);
  return armed;
}

void
transmitter_stop_all (Transmitter *self)
{
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->rows->len; i++)
    stop_row (g_ptr_array_index (self->rows, i));
  g_array_append_vals (self->to_flush, self->armed->data, self->armed->len);
  g_array_set_size (self->armed, 0);
  self->flush_wanted = TRUE;
  changed (self);
  deadline_source_set (self->source, 0);
  pthread_mutex_unlock (&self->lock);
}

int
transmitter_n_flushed (Transmitter *self)
{
  int n;

  pthread_mutex_lock (&self->lock);
  n = self->n_flushed;
  pthread_mutex_unlock (&self->lock);
  return n;
}

void
transmit_state_clear (TransmitState *self)
{
  g_clear_pointer (&self->problem, g_free);
}

gboolean
transmitter_get_state (Transmitter *self, uint64_t key, TransmitState *out)
{
  Row *row;

  memset (out, 0, sizeof *out);
  pthread_mutex_lock (&self->lock);
  row = find_row (self, key);
  if (row != NULL)
    {
      out->running = row->running;
      out->in_kernel = row->in_kernel;
      out->yielded = row->yielded;
      out->n_sent = row->n_sent;
      out->n_refused = row->n_refused;
      out->n_missed = row->n_missed;
      out->problem = g_strdup (row->problem);
      out->len = row->last_len;
      memcpy (out->data, row->last, row->last_len);
      transmit_watch_tell (&row->watch, out);
    }
  pthread_mutex_unlock (&self->lock);
  return row != NULL;
}

guint
transmitter_n_running (Transmitter *self)
{
  guint n = 0;

  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->rows->len; i++)
    n += ((const Row *) g_ptr_array_index (self->rows, i))->running;
  pthread_mutex_unlock (&self->lock);
  return n;
}

void
transmitter_get_lateness (Transmitter *self, Lateness *out)
{
  pthread_mutex_lock (&self->lock);
  *out = self->lateness;
  pthread_mutex_unlock (&self->lock);
}

uint64_t
transmitter_generation (Transmitter *self)
{
  return atomic_load (&self->generation);
}

/* --- Coming and going --- */

Transmitter *
transmitter_new (const TransmitterOps *ops, gpointer data)
{
  Transmitter *self = g_new0 (Transmitter, 1);

  self->ops = ops;
  self->data = data;
  self->source = deadline_source_new (on_deadline, self);
  if (self->source == NULL)
    g_error ("no timer can be made"); /* as GLib's own main loop without descriptors */
  pthread_mutex_init (&self->lock, NULL);
  self->rows = g_ptr_array_new ();
  self->by_key = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->armed = g_array_new (FALSE, FALSE, sizeof (guint));
  self->to_flush = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

GSource *
transmitter_get_source (Transmitter *self)
{
  return self->source;
}

void
transmitter_free (Transmitter *self)
{
  if (self == NULL)
    return;
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_hash_table_unref (self->by_key);
  for (guint i = 0; i < self->rows->len; i++)
    row_free (g_ptr_array_index (self->rows, i));
  g_ptr_array_unref (self->rows);
  g_array_unref (self->armed);
  g_array_unref (self->to_flush);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}
