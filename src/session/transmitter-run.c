/* transmitter-run.c: rows are sent at their deadlines, by the program or by the bus itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * All in the sending thread, under the lock.
 */
#include "config.h"
#include "session/transmitter-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

#define MAX_BURST 10000u

/* --- Frame by frame --- */

/* The next frame as it would be sent. */
static void
fill (const TransmitterRow *row, RecipeState *state, int64_t now, CanFrame *frame, uint8_t data[CAN_FRAME_MAX_LEN])
{
  *frame = row->job.frame;
  frame->data = row->data;
  if (row->job.recipe != NULL)
    recipe_fill (row->job.recipe, state, row->first != 0 ? now - row->first : 0, frame, data);
}

/* TRUE: the bus took it. */
static gboolean
send_frame (Transmitter *self, TransmitterRow *row, int64_t now, gboolean once)
{
  g_autoptr (GError) error = NULL;
  uint8_t data[CAN_FRAME_MAX_LEN];
  CanFrame frame;
  int result;

  fill (row, &row->recipe_state, now, &frame, data);
  result = self->ops->send (self->data, row->job.bus, &frame, &error);
  transmitter_changed (self);
  if (result == 1)
    {
      row->recipe_state.n++;
      row->n_sent++;
      row->last_time = deadline_now ();
      if (row->job.load > 0)
        row->pace = transmit_job_pace (&row->job, &frame);
      row->last_len = frame.len;
      memcpy (row->last, frame.data, frame.len);
      g_clear_pointer (&row->problem, g_free);
      transmit_watch_sent (&row->watch, &frame, once);
      return TRUE;
    }
  row->n_refused++;
  transmitter_row_set_problem (row, result == 0 ? _ ("the transmit queue is full") : error->message);
  if (once)
    transmit_watch_refused (&row->watch);
  return FALSE;
}

static void
send_burst (Transmitter *self, TransmitterRow *row, int64_t now, gboolean once)
{
  guint n = CLAMP (row->job.burst, 1, MAX_BURST);

  for (guint i = 0; i < n; i++)
    if (!send_frame (self, row, now, once))
      return;
}

/* --- What the bus repeats by itself --- */

static gboolean
fits_kernel (const Transmitter *self, const TransmitterRow *row)
{
  return self->ops->set_cycle != NULL && !row->no_kernel && row->job.recipe == NULL && row->job.trigger == NULL
         && !row->job.by_hand && row->job.burst <= 1 && row->job.period > 0 && send_rule_is_plain (&row->job.rule);
}

static gboolean
set_cycle (Transmitter *self, TransmitterRow *row, gboolean remove)
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
leave_kernel (Transmitter *self, TransmitterRow *row)
{
  set_cycle (self, row, TRUE);
  row->in_kernel = FALSE;
  row->stale = FALSE;
  transmit_watch_end_cycle (&row->watch);
}

/* Brings the bus to what the row says; on to the program's deadlines where that is no longer possible. */
static void
tend_kernel (Transmitter *self, TransmitterRow *row, int64_t now)
{
  if (!row->in_kernel)
    return;
  if (!row->running || !transmitter_has_armed (self, row->job.bus))
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
enter_kernel (Transmitter *self, TransmitterRow *row)
{
  if (!fits_kernel (self, row) || !set_cycle (self, row, FALSE))
    return FALSE;
  row->in_kernel = TRUE;
  row->kernel_bus = row->job.bus;
  row->deadline = DEADLINE_NONE;
  row->n_cycled = 0;
  transmit_watch_begin_cycle (&row->watch);
  g_clear_pointer (&row->problem, g_free);
  transmitter_changed (self);
  return TRUE;
}

/* --- By the deadlines --- */

/* The deadline behind the one that was used, or that passed. */
static void
advance (TransmitterRow *row, int64_t now)
{
  int64_t period;

  row->n_since++;
  period = transmitter_row_period (row);
  if (period <= 0)
    {
      row->running = transmitter_row_waits (row);
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

/* Is the row at rest, and not to be sent then? */
static gboolean
rests (TransmitterRow *row, int64_t now)
{
  RecipeState state = row->recipe_state;
  uint8_t data[CAN_FRAME_MAX_LEN] = { 0 };
  gboolean was = row->active;
  CanFrame frame;

  if (row->job.rule.active == ACTIVE_IGNORED)
    return FALSE;
  fill (row, &state, now, &frame, data);
  if (frame.data != data)
    memcpy (data, row->data, sizeof data);
  row->active = send_masks_active (&row->job.masks, data);
  if (row->job.rule.active == ACTIVE_ONLY && was && !row->active)
    {
      row->n_events = 1 + row->job.rule.repeats;
      row->event_due = now;
    }
  return row->job.rule.active == ACTIVE_ONLY && !row->active;
}

/* One of the frames that a change asks for. */
static void
run_event (Transmitter *self, TransmitterRow *row, int64_t now)
{
  const SendRule *rule = &row->job.rule;
  int64_t gap = rule->fast > 0 ? rule->fast : row->job.period > 0 ? row->job.period : rule->min_gap;

  if (row->first == 0)
    row->first = now;
  lateness_add (&self->lateness, now - transmitter_row_due (row));
  send_burst (self, row, now, FALSE);
  row->n_events = gap > 0 ? row->n_events - 1 : 0; /* nothing says when to repeat it */
  row->event_due = MAX (row->event_due + gap, now);
}

static void
run_row (Transmitter *self, TransmitterRow *row, int64_t now)
{
  gboolean armed = transmitter_has_armed (self, row->job.bus);

  if (row->n_once > 0)
    {
      if (armed)
        send_burst (self, row, now, TRUE);
      row->n_once--;
    }
  if (!row->running || transmitter_row_due (row) > now)
    return;
  if (!armed)
    row->n_events = 0;
  if (row->n_events > 0 && row->event_due <= row->deadline)
    {
      run_event (self, row, now);
      return;
    }
  if (row->deadline > now)
    return;
  if (armed && !rests (row, now))
    {
      lateness_add (&self->lateness, now - transmitter_row_due (row));
      if (row->n_since == 0 && enter_kernel (self, row))
        return;
      if (row->first == 0)
        row->first = now;
      send_burst (self, row, now, FALSE);
    }
  advance (row, now);
}

/* The earliest row that is due first, so that frames of different periods leave in the order of their deadlines. */
static TransmitterRow *
next_due (Transmitter *self, int64_t now)
{
  TransmitterRow *due = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    {
      TransmitterRow *row = g_ptr_array_index (self->rows, i);

      if (row->n_once > 0)
        return row;
      if (transmitter_row_due (row) <= now && (due == NULL || transmitter_row_due (row) < transmitter_row_due (due)))
        due = row;
    }
  return due;
}

static void
forget_waiting (Transmitter *self, guint bus)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      TransmitterRow *row = g_ptr_array_index (self->rows, i);

      if (row->job.bus == bus)
        transmit_watch_taken_back (&row->watch);
    }
}

static void
flush (Transmitter *self)
{
  self->flush_wanted = FALSE;
  self->n_flushed = -1;
  for (guint i = 0; i < self->to_flush->len && self->ops->flush != NULL; i++)
    {
      guint bus = g_array_index (self->to_flush, guint, i);
      int n = self->ops->flush (self->data, bus);

      if (n < 0)
        continue;
      self->n_flushed = MAX (self->n_flushed, 0) + n;
      forget_waiting (self, bus);
    }
  g_array_set_size (self->to_flush, 0);
  transmitter_changed (self);
}

void
transmitter_run (int64_t now, gpointer data)
{
  Transmitter *self = data;
  guint left;
  TransmitterRow *row;

  pthread_mutex_lock (&self->lock);
  for (guint i = self->rows->len; i > 0; i--)
    {
      row = g_ptr_array_index (self->rows, i - 1);
      tend_kernel (self, row, now);
      if (!row->removed)
        continue;
      g_ptr_array_remove_index (self->rows, i - 1);
      transmitter_row_free (row);
    }
  if (self->flush_wanted)
    flush (self);
  /* Not for ever: other sources want their turn too. */
  for (left = 4 * self->rows->len + 64; left > 0 && (row = next_due (self, now)) != NULL; left--)
    {
      run_row (self, row, now);
      now = deadline_now ();
    }
  deadline_source_set (self->source, transmitter_next_deadline (self));
  pthread_mutex_unlock (&self->lock);
}
