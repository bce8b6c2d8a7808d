/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "formats/log-merge.h"

#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

typedef struct
{
  LogMergeInput input;
  const FrameBatch *batch; /* what was read last; NULL: nothing yet */
  guint head, note;        /* next frame and note of it that were not taken */
  gboolean ended;
  GPtrArray *renames;          /* channel, new name, channel, … */
  int map[TRACE_MAX_CHANNELS]; /* input's channel -> ours, -1 not seen yet */
  int64_t shift;               /* ns added to its times */
  int64_t last;                /* time of the frame that was taken last */
  uint64_t n_taken, n_back;
} Lane;

struct LogMerge
{
  Lane *lanes;
  guint n_lanes;
  TraceInfo *info;
  FrameBatch *out; /* while log_merge_next runs */
  gboolean rebase, borders;
  gboolean primed, lost_dates, paused;
};

static void take_notes (LogMerge *self, Lane *lane);

LogMerge *
log_merge_new (TraceInfo *info, const LogMergeInput *inputs, guint n)
{
  LogMerge *self = g_new0 (LogMerge, 1);

  self->info = trace_info_ref (info);
  self->n_lanes = n;
  self->lanes = g_new0 (Lane, n);
  for (guint i = 0; i < n; i++)
    {
      self->lanes[i].input = inputs[i];
      self->lanes[i].last = INT64_MIN;
      self->lanes[i].renames = g_ptr_array_new_with_free_func (g_free);
      for (guint k = 0; k < TRACE_MAX_CHANNELS; k++)
        self->lanes[i].map[k] = -1;
    }
  return self;
}

void
log_merge_free (LogMerge *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_lanes; i++)
    g_ptr_array_unref (self->lanes[i].renames);
  g_free (self->lanes);
  trace_info_unref (self->info);
  g_free (self);
}

void
log_merge_set_rebase (LogMerge *self)
{
  self->rebase = TRUE;
}

void
log_merge_set_borders (LogMerge *self)
{
  self->borders = TRUE;
}

void
log_merge_rename (LogMerge *self, guint input, const char *channel, const char *name)
{
  g_ptr_array_add (self->lanes[input].renames, g_strdup (channel));
  g_ptr_array_add (self->lanes[input].renames, g_strdup (name));
}

/* --- One input --- */

/* Several files have the same line numbers: the reason says whose. */
static void
take_problems (LogMerge *self, const Lane *lane)
{
  const FrameBatch *batch = lane->batch;

  for (guint i = 0; i < batch->problems->len; i++)
    {
      const Problem *problem = &g_array_index (batch->problems, Problem, i);

      if (self->n_lanes > 1)
        frame_batch_add_problem (self->out, problem->place, "%s: %s", lane->input.name, problem->what);
      else
        frame_batch_add_problem (self->out, problem->place, "%s", problem->what);
    }
  self->out->n_problems += batch->n_problems - batch->problems->len;
}

/* Reads on until the input has a frame at its head; FALSE: it has none any more. Notes on the way go into the merged
 * batch. */
static gboolean
lane_has_head (LogMerge *self, Lane *lane)
{
  while (lane->batch == NULL || lane->head == lane->batch->n_frames)
    {
      if (lane->batch != NULL)
        take_notes (self, lane);
      if (lane->ended)
        return FALSE;
      lane->batch = lane->input.read (lane->input.source);
      lane->head = lane->note = 0;
      if (lane->batch == NULL)
        {
          lane->ended = TRUE;
          return FALSE;
        }
      take_problems (self, lane);
    }
  return TRUE;
}

static int64_t
lane_start (LogMerge *self, Lane *lane)
{
  int64_t start = 0;

  if (!trace_info_get_start (lane->input.info, &start) && lane_has_head (self, lane))
    start = lane->batch->frames[0].time;
  return start;
}

static uint8_t
lane_channel (LogMerge *self, Lane *lane, uint8_t channel)
{
  const char *name;

  if (G_LIKELY (lane->map[channel] >= 0))
    return (uint8_t) lane->map[channel];
  name = trace_info_channel_name (lane->input.info, channel);
  for (guint i = 0; i + 1 < lane->renames->len; i += 2)
    if (strcmp (lane->renames->pdata[i], name) == 0)
      {
        name = lane->renames->pdata[i + 1];
        break;
      }
  lane->map[channel] = trace_info_channel (self->info, name, strlen (name), NULL);
  return (uint8_t) lane->map[channel];
}

/* --- Where they meet --- */

/* By date if all know it, else all starts coincide. */
static void
prime (LogMerge *self)
{
  gboolean dated = TRUE;
  guint n_dated = 0;
  int64_t start = INT64_MAX;

  self->primed = TRUE;
  for (guint i = 0; i < self->n_lanes; i++)
    {
      Lane *lane = &self->lanes[i];
      gboolean has_date;

      if (!lane_has_head (self, lane))
        continue;
      has_date = trace_info_is_dated (lane->input.info);
      n_dated += has_date;
      dated = dated && has_date;
      if (self->rebase)
        lane->shift = can_time_since (has_date ? lane_start (self, lane) : 0, lane->batch->frames[0].time);
    }
  self->lost_dates = !dated && n_dated > 0;
  for (guint i = 0; i < self->n_lanes; i++)
    {
      Lane *lane = &self->lanes[i];
      gboolean has_date = trace_info_is_dated (lane->input.info);
      int64_t own = self->rebase && !has_date ? 0 : lane_start (self, lane);

      if (!dated && self->n_lanes > 1)
        {
          lane->shift = can_time_since (lane->shift, own);
          own = 0;
        }
      start = MIN (start, own);
    }
  trace_info_set_start (self->info, start == INT64_MAX ? 0 : start, dated);
}

/* --- Taking --- */

static void
take_notes (LogMerge *self, Lane *lane)
{
  const GArray *notes = lane->batch->notes;

  for (; lane->note < notes->len; lane->note++)
    {
      const Note *note = &g_array_index (notes, Note, lane->note);

      if (note->row > lane->head)
        break;
      frame_batch_add_note (self->out, note->kind, lane_channel (self, lane, note->channel),
                            can_time_add (note->time, lane->shift), note->place, note->text, note->n);
    }
}

static void
add_border (LogMerge *self, Lane *lane, gboolean begins, int64_t time)
{
  g_autofree char *text = g_strdup_printf (begins ? _ ("%s begins") : _ ("%s ends"), lane->input.name);

  frame_batch_add_note (self->out, NOTE_EVENT, 0, time, 0, text, MIN (strlen (text), NOTE_MAX_BYTES));
}

static void
take_frame (LogMerge *self, Lane *lane)
{
  guint n = self->out->n_frames;
  CanFrame *frame = &self->out->frames[n];

  *frame = lane->batch->frames[lane->head++];
  frame->time = can_time_add (frame->time, lane->shift);
  frame->channel = lane_channel (self, lane, frame->channel);
  if (self->borders && lane->n_taken == 0)
    add_border (self, lane, TRUE, frame->time);
  lane->n_taken++;
  lane->n_back += frame->time < lane->last;
  lane->last = frame->time;
  if (frame->len > 0)
    memcpy (self->out->payload[n], frame->data, MIN (frame->len, CAN_FRAME_MAX_LEN));
  frame->data = self->out->payload[n];
  self->out->n_frames++;
}

static Lane *
earliest_lane (LogMerge *self)
{
  Lane *best = NULL;
  int64_t best_time = 0;

  for (guint i = 0; i < self->n_lanes; i++)
    {
      Lane *lane = &self->lanes[i];
      int64_t time;

      if (lane->batch == NULL || lane->head == lane->batch->n_frames)
        continue;
      time = can_time_add (lane->batch->frames[lane->head].time, lane->shift);
      if (best == NULL || time < best_time)
        {
          best = lane;
          best_time = time;
        }
    }
  return best;
}

/* FALSE: the lane's next frame is not there yet, and waiting comes after showing what there is. */
static gboolean
fill_head (LogMerge *self, Lane *lane)
{
  gboolean had = lane->n_taken > 0 && !lane->ended;

  if (lane->batch != NULL && lane->head < lane->batch->n_frames)
    return TRUE;
  if (lane->n_taken > 0 && lane->input.waits != NULL && lane->input.waits (lane->input.source))
    return FALSE;
  if (!lane_has_head (self, lane) && had && self->borders)
    add_border (self, lane, FALSE, lane->last);
  return TRUE;
}

/* Bit rates may become known at any time. */
static void
take_bit_rates (LogMerge *self)
{
  for (guint i = 0; i < self->n_lanes; i++)
    for (guint k = 0; k < trace_info_n_channels (self->lanes[i].input.info); k++)
      if (self->lanes[i].map[k] >= 0)
        trace_info_copy_channel (self->info, (uint8_t) self->lanes[i].map[k], self->lanes[i].input.info, (uint8_t) k);
}

gboolean
log_merge_next (LogMerge *self, FrameBatch *out)
{
  Lane *lane;

  frame_batch_clear (out);
  self->out = out;
  self->paused = FALSE;
  if (!self->primed)
    prime (self);
  for (guint i = 0; i < self->n_lanes; i++)
    lane_has_head (self, &self->lanes[i]);
  while (out->n_frames < FRAME_BATCH_SIZE && (lane = earliest_lane (self)) != NULL)
    {
      take_notes (self, lane);
      take_frame (self, lane);
      self->paused = !fill_head (self, lane);
      if (self->paused)
        break;
    }
  take_bit_rates (self);
  self->out = NULL;
  return out->n_frames > 0 || out->notes->len > 0 || out->n_problems > 0;
}

gboolean
log_merge_is_paused (const LogMerge *self)
{
  return self->paused;
}

gboolean
log_merge_lost_dates (const LogMerge *self)
{
  return self->lost_dates;
}

uint64_t
log_merge_n_back (const LogMerge *self, guint input)
{
  return self->lanes[input].n_back;
}

const char *
log_merge_unused_rename (const LogMerge *self, guint input)
{
  const Lane *lane = &self->lanes[input];

  for (guint i = 0; i + 1 < lane->renames->len; i += 2)
    if (!trace_info_has_channel (lane->input.info, lane->renames->pdata[i]))
      return lane->renames->pdata[i];
  return NULL;
}
