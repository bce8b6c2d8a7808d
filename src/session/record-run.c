/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/record-run-private.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "session/trigger.h"

#include <string.h>

#include "base/banned.h"

#define STEP_ROWS 16384 /* that one step takes */
#define FOR_EVER INT64_MAX
#define SECOND G_GINT64_CONSTANT (1000000000)

void
record_state_clear (RecordState *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->problem, g_free);
}

static void
hit_free (gpointer data)
{
  RecordHit *hit = data;

  g_free (hit->reason);
  g_free (hit);
}

/* --- Rows --- */

static gboolean
is_full (RecordRun *self, int64_t time)
{
  const RecordPlan *plan = self->plan;
  uint64_t n = record_file_n_frames (self->file) + self->n_waiting;

  if (n == 0)
    return FALSE;
  if (plan->split_count > 0 && n >= plan->split_count)
    return TRUE;
  /* Also backwards: a clock that was set back must not keep the file open for ever. */
  if (plan->split_time > 0
      && (can_time_add (time, -self->file_start) >= plan->split_time
          || can_time_add (self->file_start, -time) >= plan->split_time))
    return TRUE;
  return plan->split_size > 0 && self->n_waiting == 0 && n % FRAME_BATCH_SIZE == 0 && record_run_flush_file (self)
         && record_file_size (self->file) >= plan->split_size;
}

static gboolean
write_notes (RecordRun *self, uint64_t row)
{
  uint64_t n = frame_store_n_notes (self->store);

  for (; self->next_note < n; self->next_note++)
    {
      GError *error = NULL;
      Note note;

      frame_store_get_note (self->store, self->next_note, &note);
      if (note.row > row)
        break;
      if (!record_run_hand_on (self))
        return FALSE;
      if (!record_file_write_note (self->file, &note, &error))
        {
          record_run_fail (self, error);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
write_row (RecordRun *self, uint64_t row, const CanFrame *frame, int64_t now)
{
  guint i;

  if (is_full (self, frame->time))
    record_run_rotate (self, now);
  if (self->file == NULL || !write_notes (self, row))
    return FALSE;
  if (self->file_start == INT64_MIN)
    self->file_start = frame->time;
  i = self->n_waiting++;
  self->frames[i] = *frame;
  memcpy (self->payload[i], frame->data, frame->len);
  self->frames[i].data = self->payload[i];
  return self->n_waiting < FRAME_BATCH_SIZE || record_run_hand_on (self);
}

/* FALSE: the row was replaced while it was read. */
static gboolean
read_row (RecordRun *self, uint64_t row, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN])
{
  frame_store_get (self->store, row, frame);
  if (frame->len > CAN_FRAME_MAX_LEN)
    return FALSE; /* nonsense of two rows */
  memcpy (payload, frame->data, frame->len);
  frame->data = payload;
  return row >= frame_store_first (self->store);
}

static gboolean
passes (RecordRun *self, uint64_t row)
{
  return self->filter == NULL || filter_match (self->filter, self->store, row);
}

static gboolean
is_complete (const RecordRun *self)
{
  return self->plan->stop_count > 0 && self->n_frames + self->n_waiting >= self->plan->stop_count;
}

/* The time after a trigger has passed, or the clock was set back: it may be long until it passes. */
static gboolean
is_past (const RecordRun *self, int64_t time)
{
  return self->phase == RECORD_WRITING && self->until != FOR_EVER
         && (time > self->until || time < can_time_add (self->fired, -self->plan->before - SECOND));
}

static void
record_row (RecordRun *self, uint64_t row, const CanFrame *frame, int64_t now)
{
  if (is_past (self, frame->time))
    record_run_close_file (self, RECORD_WAITING);
  if (self->phase != RECORD_WRITING)
    return;
  if (passes (self, row))
    write_row (self, row, frame, now);
  self->written = row + 1;
  if (is_complete (self))
    record_run_close_file (self, RECORD_DONE);
}

/* --- Triggers --- */

/* The first row of the time before, that was not written and is still there. */
static uint64_t
first_row_before (RecordRun *self, uint64_t row, int64_t time)
{
  uint64_t first = MAX (self->written, frame_store_first (self->store));
  CanFrame frame;

  while (row > first)
    {
      frame_store_get (self->store, row - 1, &frame);
      if (frame.time < time)
        break;
      row--;
    }
  return row;
}

static void
write_reason (RecordRun *self, int64_t time, const char *reason)
{
  g_autofree char *text = g_strdup_printf (_ ("Trigger: %s"), reason);
  Note note = { .time = time, .text = text, .n = (uint16_t) MIN (strlen (text), NOTE_MAX_BYTES), .kind = NOTE_EVENT };
  GError *error = NULL;

  if (self->file != NULL && record_run_hand_on (self) && !record_file_write_note (self->file, &note, &error))
    record_run_fail (self, error);
}

static void
begin_with_past (RecordRun *self, uint64_t row, int64_t time, int64_t now)
{
  uint64_t from = first_row_before (self, row, can_time_add (time, -self->plan->before));

  if (!record_run_open_file (self, now))
    return;
  self->until = FOR_EVER;
  self->next_note = frame_store_find_note (self->store, from);
  for (; from < row && self->phase == RECORD_WRITING; from++)
    {
      uint8_t payload[CAN_FRAME_MAX_LEN];
      CanFrame frame;

      if (read_row (self, from, &frame, payload))
        record_row (self, from, &frame, now);
    }
}

/* Written down and told; (transfer full) reason. */
static void
tell (RecordRun *self, uint64_t row, int64_t time, char *reason)
{
  RecordHit *hit = g_new (RecordHit, 1);

  write_reason (self, time, reason);
  *hit = (RecordHit){ row, time, reason };
  g_ptr_array_add (self->hits, hit);
  self->told = time;
}

/* Eats reason. While it writes already, what fires again and again (an error storm) is told once a second. */
static void
fire (RecordRun *self, uint64_t row, int64_t time, char *reason, gboolean stops, int64_t now)
{
  int64_t end = can_time_add (time, self->plan->after);
  gboolean again
      = self->phase == RECORD_WRITING && self->n_hits > 0 && time >= self->told && time - self->told < SECOND;

  if (self->phase >= RECORD_DONE || (stops && self->phase != RECORD_WRITING))
    {
      g_free (reason);
      return;
    }
  if (self->phase == RECORD_WAITING)
    begin_with_past (self, row, time, now);
  self->fired = time;
  self->n_hits++;
  if (stops)
    self->until = MIN (self->until, end);
  else if (self->starts->len > 0) /* by a key alone only the reason is written */
    self->until = self->stops->len > 0 ? FOR_EVER : end;
  if (again)
    g_free (reason);
  else
    tell (self, row, time, reason);
}

static void
take_frame (RecordRun *self, GPtrArray *triggers, uint64_t row, const CanFrame *frame, int64_t now)
{
  for (guint i = 0; i < triggers->len; i++)
    {
      char *reason = trigger_take_frame (g_ptr_array_index (triggers, i), self->store, row, frame);

      if (reason != NULL)
        fire (self, row, frame->time, reason, triggers == self->stops, now);
    }
}

static void
take_time (RecordRun *self, GPtrArray *triggers, int64_t now)
{
  for (guint i = 0; i < triggers->len; i++)
    {
      char *reason = trigger_take_time (g_ptr_array_index (triggers, i), now);

      if (reason != NULL)
        fire (self, self->next, now, reason, triggers == self->stops, now);
    }
}

void
record_run_take_state (RecordRun *self, uint8_t channel, const char *name, BusState state, int64_t now)
{
  GPtrArray *lists[] = { self->starts, self->stops };

  for (guint k = 0; k < G_N_ELEMENTS (lists); k++)
    for (guint i = 0; i < lists[k]->len; i++)
      {
        char *reason = trigger_take_state (g_ptr_array_index (lists[k], i), channel, name, state);

        if (reason != NULL)
          fire (self, self->next, now, reason, lists[k] == self->stops, now);
      }
}

void
record_run_trigger (RecordRun *self, const char *reason, int64_t now)
{
  fire (self, self->next, now, g_strdup (reason), FALSE, now);
}

/* --- Steps --- */

static void
skip_replaced (RecordRun *self)
{
  uint64_t first = frame_store_first (self->store);

  if (self->next >= first)
    return;
  self->n_missed += first - self->next;
  self->next = self->written = first;
}

gboolean
record_run_step (RecordRun *self, int64_t now)
{
  uint64_t length = frame_store_length (self->store), end;

  skip_replaced (self);
  end = MIN (length, self->next + STEP_ROWS);
  for (; self->next < end && self->phase < RECORD_DONE; self->next++)
    {
      uint8_t payload[CAN_FRAME_MAX_LEN];
      CanFrame frame;

      if (!read_row (self, self->next, &frame, payload))
        {
          skip_replaced (self);
          break;
        }
      take_frame (self, self->starts, self->next, &frame, now);
      take_frame (self, self->stops, self->next, &frame, now);
      if (self->phase == RECORD_WRITING)
        record_row (self, self->next, &frame, now);
    }
  return self->phase < RECORD_DONE && self->next < frame_store_length (self->store);
}

void
record_run_idle (RecordRun *self, int64_t now)
{
  if (self->phase >= RECORD_DONE)
    return;
  take_time (self, self->starts, now);
  take_time (self, self->stops, now);
  if (self->file != NULL && self->next == frame_store_length (self->store))
    write_notes (self, self->next);
  if (is_past (self, now))
    record_run_close_file (self, RECORD_WAITING);
}

void
record_run_flush (RecordRun *self)
{
  record_run_flush_file (self);
}

gboolean
record_run_end (RecordRun *self)
{
  if (self->phase >= RECORD_DONE)
    return self->phase == RECORD_DONE;
  if (self->file != NULL)
    write_notes (self, self->next);
  if (record_run_close_file (self, RECORD_DONE))
    self->phase = RECORD_DONE;
  return self->phase == RECORD_DONE;
}

/* --- Making --- */

static gboolean
parse_triggers (GPtrArray *out, const GPtrArray *texts, const DatabaseSet *databases, GError **error)
{
  for (guint i = 0; texts != NULL && i < texts->len; i++)
    {
      Trigger *trigger = trigger_parse (g_ptr_array_index (texts, i), databases, error);

      if (trigger == NULL)
        return FALSE;
      g_ptr_array_add (out, trigger);
    }
  return TRUE;
}

RecordRun *
record_run_new (FrameStore *store, const RecordPlan *plan, const DatabaseSet *databases, uint64_t row, int64_t now,
                GError **error)
{
  RecordRun *self;

  if (!record_plan_check (plan, databases, error))
    return NULL;
  self = g_new0 (RecordRun, 1);
  self->store = frame_store_ref (store);
  self->plan = record_plan_copy (plan);
  self->format = plan->format != NULL ? plan->format : record_file_format (plan->path, NULL);
  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->hits = g_ptr_array_new_with_free_func (hit_free);
  self->starts = g_ptr_array_new_with_free_func ((GDestroyNotify) trigger_free);
  self->stops = g_ptr_array_new_with_free_func ((GDestroyNotify) trigger_free);
  self->next = self->written = row;
  self->next_note = frame_store_find_note (store, row);
  self->until = FOR_EVER;
  if (plan->filter != NULL)
    self->filter = filter_compile (plan->filter, databases, NULL);
  if (parse_triggers (self->starts, plan->starts, databases, error)
      && parse_triggers (self->stops, plan->stops, databases, error))
    {
      if (self->starts->len > 0)
        self->written = frame_store_first (store); /* the time before reaches back behind row */
      if (self->starts->len > 0 || record_run_open_file (self, now))
        return self;
      g_set_error (error, CANID_ERROR, CANID_ERROR_IO, "%s", self->problem);
    }
  record_run_free (self);
  return NULL;
}

void
record_run_free (RecordRun *self)
{
  if (self == NULL)
    return;
  record_run_end (self);
  g_ptr_array_unref (self->paths);
  g_ptr_array_unref (self->hits);
  g_ptr_array_unref (self->starts);
  g_ptr_array_unref (self->stops);
  filter_program_unref (self->filter);
  record_plan_free (self->plan);
  frame_store_unref (self->store);
  g_free (self->problem);
  g_free (self->path);
  g_free (self);
}

/* --- Looking --- */

gboolean
record_run_is_over (const RecordRun *self)
{
  return self->phase >= RECORD_DONE;
}

void
record_run_get_state (const RecordRun *self, RecordState *out)
{
  *out = (RecordState){
    .phase = self->phase,
    .path = g_strdup (self->path),
    .problem = g_strdup (self->problem),
    .n_frames = self->n_frames + self->n_waiting,
    .n_bytes = self->n_bytes + (self->file != NULL ? record_file_size (self->file) : 0),
    .n_missed = self->n_missed,
    .next = self->next,
    .n_files = self->n_files,
    .n_hits = self->n_hits,
  };
}

GPtrArray *
record_run_take_hits (RecordRun *self)
{
  GPtrArray *hits = self->hits;

  if (hits->len == 0)
    return NULL;
  self->hits = g_ptr_array_new_with_free_func (hit_free);
  return hits;
}

gboolean
record_run_broken_pipe (const RecordRun *self)
{
  return self->broken_pipe;
}
