/* transmitter.c: the rows: added, changed, started, stopped, asked for their state by any thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/transmitter-private.h"

#include "base/i18n.h"
#include "core/frame-bits.h"

#include <string.h>

#include "base/banned.h"

/* Of buses that do not tell theirs (virtual, networks). */
#define USUAL_BITRATE 500000u
#define USUAL_DATA_BITRATE 2000000u

/* --- Rows, under the lock --- */

static TransmitterRow *
find_row (Transmitter *self, uint64_t key)
{
  return g_hash_table_lookup (self->by_key, &key);
}

void
transmitter_row_free (gpointer data)
{
  TransmitterRow *self = data;

  recipe_unref (self->job.recipe);
  filter_program_unref (self->job.trigger);
  g_free (self->problem);
  g_free (self);
}

void
transmitter_row_set_problem (TransmitterRow *row, const char *text)
{
  g_free (row->problem);
  row->problem = g_strdup (text);
}

int64_t
transmitter_row_period (const TransmitterRow *row)
{
  if (row->job.count > 0 && row->n_since >= row->job.count)
    return row->job.then;
  if (row->job.load > 0 && row->pace > 0)
    return row->pace;
  if (row->active && row->job.rule.fast > 0)
    return row->job.rule.fast;
  return row->job.period;
}

int64_t
transmitter_row_due (const TransmitterRow *row)
{
  int64_t due = row->n_events > 0 ? MIN (row->deadline, row->event_due) : row->deadline;

  if (due == DEADLINE_NONE || row->last_time == 0 || row->job.rule.min_gap == 0)
    return due;
  return MAX (due, row->last_time + row->job.rule.min_gap);
}

gboolean
transmitter_row_waits (const TransmitterRow *row)
{
  return row->job.trigger != NULL || row->job.by_hand || (row->job.rule.on_change && row->job.period == 0);
}

void
transmitter_row_stop (TransmitterRow *row)
{
  row->running = FALSE;
  row->deadline = DEADLINE_NONE;
  row->n_once = 0;
  row->n_events = 0;
}

void
transmitter_row_fire (TransmitterRow *row)
{
  if (!row->running)
    return;
  row->deadline = deadline_now ();
  row->n_since = 0;
  transmit_watch_restart (&row->watch);
}

gboolean
transmitter_has_armed (Transmitter *self, guint bus)
{
  for (guint i = 0; i < self->armed->len; i++)
    if (g_array_index (self->armed, guint, i) == bus)
      return TRUE;
  return FALSE;
}

void
transmitter_changed (Transmitter *self)
{
  atomic_fetch_add (&self->generation, 1);
}

int64_t
transmitter_next_deadline (Transmitter *self)
{
  int64_t earliest = DEADLINE_NONE;

  if (self->flush_wanted)
    return 0;
  for (guint i = 0; i < self->rows->len; i++)
    {
      const TransmitterRow *row = g_ptr_array_index (self->rows, i);

      if (row->n_once > 0 || (row->in_kernel && (row->stale || !row->running)))
        return 0;
      earliest = MIN (earliest, transmitter_row_due (row));
    }
  return earliest;
}

/* --- Any thread --- */

int64_t
transmit_job_pace (const TransmitJob *job, const CanFrame *frame)
{
  FrameBitCount bits;

  can_frame_count_bits (frame, &bits);
  return MAX (1000, (int64_t) ((double) can_frame_duration (&bits, MAX (job->bitrate, 1), job->data_bitrate)
                               * MAX (job->burst, 1) / MAX (job->load, 1e-6)));
}

void
transmit_job_fill (TransmitJob *job, uint32_t bitrate, uint32_t data_bitrate)
{
  job->bitrate = bitrate > 0 ? bitrate : USUAL_BITRATE;
  job->data_bitrate = data_bitrate > 0 ? data_bitrate : USUAL_DATA_BITRATE;
  job->period = transmit_job_pace (job, &job->frame);
}

/* The row has another job, and had other data before. */
static void
follow_rule (TransmitterRow *row, const uint8_t *before)
{
  const SendRule *rule = &row->job.rule;
  gboolean was = row->active, changed = send_masks_changed (&row->job.masks, before, row->data);

  row->active = rule->active != ACTIVE_IGNORED && send_masks_active (&row->job.masks, row->data);
  if (!row->running || (!changed && was == row->active))
    return;
  if ((rule->on_change && changed) || (rule->active == ACTIVE_ONLY && was && !row->active))
    {
      row->n_events = 1 + rule->repeats;
      row->event_due = deadline_now ();
    }
  if (row->active && !was && row->deadline != DEADLINE_NONE)
    row->deadline = MIN (row->deadline, MAX (row->last_time + transmitter_row_period (row), deadline_now ()));
}

/* It runs, and no longer by the clock, or again by it. */
static void
follow_waiting (TransmitterRow *row, gboolean waited)
{
  if (!row->running || transmitter_row_waits (row) == waited)
    return;
  row->deadline = waited ? deadline_now () : DEADLINE_NONE;
  row->n_since = 0;
  transmit_watch_restart (&row->watch);
}

void
transmitter_set (Transmitter *self, uint64_t key, const TransmitJob *job)
{
  const FilterProgram *old_trigger;
  const Recipe *old;
  uint8_t before[CAN_FRAME_MAX_LEN];
  TransmitterRow *row;
  gboolean waited;

  pthread_mutex_lock (&self->lock);
  row = find_row (self, key);
  if (row == NULL)
    {
      row = g_new0 (TransmitterRow, 1);
      row->key = key;
      row->deadline = DEADLINE_NONE;
      row->recipe_state.seed = key;
      g_ptr_array_add (self->rows, row);
      g_hash_table_insert (self->by_key, &row->key, row);
    }
  /* A longer or shorter period counts from the frame sent last. */
  if (row->running && row->n_since > 0 && row->job.period != job->period
      && transmitter_row_period (row) == row->job.period && job->period > 0)
    row->deadline += job->period - row->job.period;
  if (row->job.bus != job->bus || row->job.period != job->period)
    transmit_watch_restart (&row->watch);
  waited = transmitter_row_waits (row);
  old = row->job.recipe;
  old_trigger = row->job.trigger;
  row->job = *job;
  row->job.recipe = job->recipe != NULL ? recipe_ref (job->recipe) : NULL;
  row->job.trigger = job->trigger != NULL ? filter_program_ref (job->trigger) : NULL;
  recipe_unref (old);
  filter_program_unref (old_trigger);
  memcpy (before, row->data, sizeof before);
  memset (row->data, 0, sizeof row->data);
  if (job->frame.len > 0)
    memcpy (row->data, job->frame.data, MIN (job->frame.len, CAN_FRAME_MAX_LEN));
  row->job.frame.data = row->data;
  transmit_watch_set_period (&row->watch, job->period);
  row->watch.cycle_id = job->frame.id;
  row->watch.cycle_flags = job->frame.flags;
  row->stale = row->in_kernel;
  follow_waiting (row, waited);
  follow_rule (row, before);
  transmitter_changed (self);
  deadline_source_set (self->source, transmitter_next_deadline (self));
  pthread_mutex_unlock (&self->lock);
}

void
transmitter_remove (Transmitter *self, uint64_t key)
{
  TransmitterRow *row;

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
      transmitter_row_free (row);
      transmitter_changed (self);
    }
  pthread_mutex_unlock (&self->lock);
}

void
transmitter_start (Transmitter *self, uint64_t key, int64_t delay)
{
  TransmitterRow *row;

  pthread_mutex_lock (&self->lock);
  row = find_row (self, key);
  if (row != NULL && !row->running)
    {
      row->running = TRUE;
      row->yielded = FALSE;
      row->deadline = transmitter_row_waits (row) ? DEADLINE_NONE : deadline_now () + delay;
      row->first = 0;
      row->n_since = 0;
      transmit_watch_restart (&row->watch);
      transmitter_changed (self);
      deadline_source_set (self->source, transmitter_next_deadline (self));
    }
  pthread_mutex_unlock (&self->lock);
}

void
transmitter_fire (Transmitter *self, uint64_t key)
{
  TransmitterRow *row;

  pthread_mutex_lock (&self->lock);
  row = find_row (self, key);
  if (row != NULL)
    transmitter_row_fire (row);
  deadline_source_set (self->source, transmitter_next_deadline (self));
  pthread_mutex_unlock (&self->lock);
}

void
transmitter_stop (Transmitter *self, uint64_t key)
{
  TransmitterRow *row;

  pthread_mutex_lock (&self->lock);
  row = find_row (self, key);
  if (row != NULL)
    transmitter_row_stop (row);
  transmitter_changed (self);
  deadline_source_set (self->source, transmitter_next_deadline (self));
  pthread_mutex_unlock (&self->lock);
}

void
transmitter_send_once (Transmitter *self, uint64_t key)
{
  TransmitterRow *row;

  pthread_mutex_lock (&self->lock);
  row = find_row (self, key);
  if (row != NULL && transmitter_has_armed (self, row->job.bus))
    {
      row->n_once++;
      deadline_source_set (self->source, 0);
    }
  else if (row != NULL)
    {
      transmitter_row_set_problem (row, _ ("the bus is not armed"));
      transmit_watch_refused (&row->watch);
      transmitter_changed (self);
    }
  pthread_mutex_unlock (&self->lock);
}

void
transmitter_arm (Transmitter *self, guint bus, gboolean armed)
{
  pthread_mutex_lock (&self->lock);
  if (armed && !transmitter_has_armed (self, bus))
    g_array_append_val (self->armed, bus);
  for (guint i = 0; i < self->armed->len && !armed; i++)
    if (g_array_index (self->armed, guint, i) == bus)
      g_array_remove_index_fast (self->armed, i--);
  transmitter_changed (self);
  deadline_source_set (self->source, 0); /* what a bus repeats is ended, too */
  pthread_mutex_unlock (&self->lock);
}

gboolean
transmitter_is_armed (Transmitter *self, guint bus)
{
  gboolean armed;

  pthread_mutex_lock (&self->lock);
  armed = transmitter_has_armed (self, bus);
  pthread_mutex_unlock (&self->lock);
  return armed;
}

void
transmitter_stop_all (Transmitter *self)
{
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->rows->len; i++)
    transmitter_row_stop (g_ptr_array_index (self->rows, i));
  g_array_append_vals (self->to_flush, self->armed->data, self->armed->len);
  g_array_set_size (self->armed, 0);
  self->flush_wanted = TRUE;
  transmitter_changed (self);
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

gboolean
transmitter_is_flushing (Transmitter *self)
{
  gboolean flushing;

  pthread_mutex_lock (&self->lock);
  flushing = self->flush_wanted;
  pthread_mutex_unlock (&self->lock);
  return flushing;
}

void
transmit_state_clear (TransmitState *self)
{
  g_clear_pointer (&self->problem, g_free);
}

gboolean
transmitter_get_state (Transmitter *self, uint64_t key, TransmitState *out)
{
  TransmitterRow *row;

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
    n += ((const TransmitterRow *) g_ptr_array_index (self->rows, i))->running;
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
  self->source = deadline_source_new (transmitter_run, self);
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
    transmitter_row_free (g_ptr_array_index (self->rows, i));
  g_ptr_array_unref (self->rows);
  g_array_unref (self->armed);
  g_array_unref (self->to_flush);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}
