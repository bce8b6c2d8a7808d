/* input-merge.c: several sources into one row of frames by the times of their heads; ties in the order given.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Only the next frame of each is looked at, so memory does not grow with the inputs. Within an input the order stays:
 * where its times go back (a second measurement in one file, a damaged log), so do those of the merged frames, and
 * input_finish says so.
 */
#include "config.h"
#include "cli/input-private.h"

#include <string.h>

#include "base/banned.h"

static void take_notes (Input *self, Lane *lane);

/* Several files have the same line numbers: the reason says whose. */
static void
take_problems (Input *self, const Source *source)
{
  const FrameBatch *batch = source->batch;

  for (guint i = 0; i < batch->problems->len; i++)
    {
      const Problem *problem = &g_array_index (batch->problems, Problem, i);

      if (self->n_lanes > 1)
        frame_batch_add_problem (self->batch, problem->place, "%s: %s", source->name, problem->what);
      else
        frame_batch_add_problem (self->batch, problem->place, "%s", problem->what);
    }
  self->batch->n_problems += batch->n_problems - batch->problems->len;
}

/* Reads on until the source has a frame at its head; FALSE: it has none any more. Notes on the way go into the merged
 * batch. */
static gboolean
lane_has_head (Input *self, Lane *lane)
{
  Source *source = lane->source;

  while (source->batch == NULL || source->head == source->batch->n_frames)
    {
      if (source->batch != NULL)
        take_notes (self, lane);
      if (cli_is_interrupted () || !source_read (source))
        return FALSE;
      take_problems (self, source);
    }
  return TRUE;
}

static int64_t
lane_start (Input *self, Lane *lane)
{
  int64_t start = 0;

  if (!trace_info_get_start (lane->source->info, &start) && lane_has_head (self, lane))
    start = lane->source->batch->frames[0].time;
  return start;
}

/* Where the sources' times meet: by date if all know it, else all starts coincide. */
static void
prime (Input *self)
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
      has_date = trace_info_is_dated (lane->source->info);
      n_dated += has_date;
      dated = dated && has_date;
      if (self->rebase)
        lane->shift = can_time_since (has_date ? lane_start (self, lane) : 0, lane->source->batch->frames[0].time);
    }
  if (!dated && n_dated > 0)
    cli_message (_ ("not all inputs know their date: they are merged as if they had started at the same moment"));
  for (guint i = 0; i < self->n_lanes; i++)
    {
      Lane *lane = &self->lanes[i];
      gboolean has_date = trace_info_is_dated (lane->source->info);
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

static uint8_t
lane_channel (Input *self, Lane *lane, uint8_t channel)
{
  const char *name;

  if (G_LIKELY (lane->map[channel] >= 0))
    return (uint8_t) lane->map[channel];
  name = trace_info_channel_name (lane->source->info, channel);
  for (guint i = 0; i < lane->n_renames; i++)
    if (strcmp (lane->rename[i][0], name) == 0)
      {
        name = lane->rename[i][1];
        break;
      }
  lane->map[channel] = trace_info_channel (self->info, name, strlen (name), NULL);
  return (uint8_t) lane->map[channel];
}

static void
take_notes (Input *self, Lane *lane)
{
  const GArray *notes = lane->source->batch->notes;

  for (; lane->source->note < notes->len; lane->source->note++)
    {
      const Note *note = &g_array_index (notes, Note, lane->source->note);

      if (note->row > lane->source->head)
        break;
      frame_batch_add_note (self->batch, note->kind, lane_channel (self, lane, note->channel),
                            can_time_add (note->time, lane->shift), note->place, note->text, note->n);
    }
}

static void
take_frame (Input *self, Lane *lane)
{
  guint n = self->batch->n_frames;
  CanFrame *frame = &self->batch->frames[n];

  *frame = lane->source->batch->frames[lane->source->head++];
  frame->time = can_time_add (frame->time, lane->shift);
  frame->channel = lane_channel (self, lane, frame->channel);
  lane->n_back += frame->time < lane->last;
  lane->last = frame->time;
  if (frame->len > 0)
    memcpy (self->batch->payload[n], frame->data, MIN (frame->len, CAN_FRAME_MAX_LEN));
  frame->data = self->batch->payload[n];
  self->batch->n_frames++;
}

static Lane *
earliest_lane (Input *self)
{
  Lane *best = NULL;
  int64_t best_time = 0;

  for (guint i = 0; i < self->n_lanes; i++)
    {
      Lane *lane = &self->lanes[i];
      const FrameBatch *batch = lane->source->batch;
      int64_t time;

      if (batch == NULL || lane->source->head == batch->n_frames)
        continue;
      time = can_time_add (batch->frames[lane->source->head].time, lane->shift);
      if (best == NULL || time < best_time)
        {
          best = lane;
          best_time = time;
        }
    }
  return best;
}

static void
fill_heads (Input *self)
{
  for (guint i = 0; i < self->n_lanes; i++)
    lane_has_head (self, &self->lanes[i]);
}

/* Bit rates may become known at any time. */
static void
take_bit_rates (Input *self)
{
  for (guint i = 0; i < self->n_lanes; i++)
    for (guint k = 0; k < trace_info_n_channels (self->lanes[i].source->info); k++)
      {
        uint32_t nominal, data;

        trace_info_get_bitrate (self->lanes[i].source->info, (uint8_t) k, &nominal, &data);
        if (self->lanes[i].map[k] >= 0 && (nominal > 0 || data > 0))
          trace_info_set_bitrate (self->info, (uint8_t) self->lanes[i].map[k], nominal, data);
      }
}

gboolean
input_merge (Input *self)
{
  Lane *lane;

  if (self->batch == NULL)
    self->batch = frame_batch_new ();
  frame_batch_clear (self->batch);
  if (!self->primed)
    prime (self);
  fill_heads (self);
  while (self->batch->n_frames < FRAME_BATCH_SIZE && (lane = earliest_lane (self)) != NULL)
    {
      Source *source = lane->source;

      take_notes (self, lane);
      take_frame (self, lane);
      if (source->head < source->batch->n_frames)
        continue;
      /* Waiting for a pipe comes after showing what there is. */
      self->pause = source->live && !source->ended;
      if (self->pause)
        break;
      fill_heads (self);
    }
  take_bit_rates (self);
  return self->batch->n_frames > 0 || self->batch->notes->len > 0 || self->batch->n_problems > 0;
}
