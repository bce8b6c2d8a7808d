/* input.h: what the files of a command give: their frames merged by time, filtered, a run of rows at a time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Frames go through a ring store of a few chunks, so memory does not grow with the input and the filter runs over
 * columns. Where the filter asks for earlier frames of an identifier they all go into a file of the cache folder
 * instead. A single own trace is read in place.
 */
#pragma once

#include "cli/command.h"
#include "cli/source.h"

G_BEGIN_DECLS

typedef struct Input Input;

/* Rows [from, to) of a chunk, of which bits says which are wanted. Empty (chunk may be NULL) where only notes came. */
typedef struct
{
  const FrameStore *store;
  const FrameChunk *chunk;
  uint64_t base; /* row of the chunk's first */
  guint from, to;
  const uint64_t *bits; /* NULL: all */
  gboolean pause;       /* the input waits: show what there is */
} FrameRun;

/* Opens all; those that cannot be opened are told and make the status FAILED. NULL if none is left; program (nullable,
 * borrowed). */
Input *input_open (const CliOptions *options, const char *const *paths, guint n, const FilterProgram *program,
                   CliStatus *status);
/* Frames of the command line, without time and channel; borrows the batches. */
Input *input_new_frames (const FrameBatch *const *batches, guint n, const FilterProgram *program);
void input_close (Input *self); /* (nullable) */

/* FALSE: no more, or Ctrl+C. */
gboolean input_next (Input *self, FrameRun *run);

/* One own trace in which nothing is to be changed can be read as a whole, by several threads, instead of by input_next:
 * (transfer none) its store, all of it counts as read; times [*first, *last] are wanted, both included, and the filter
 * is still to be applied. NULL: use input_next. */
FrameStore *input_take_whole (Input *self, int64_t *first, int64_t *last);

/* DONE, FAILED if an input broke off, INTERRUPTED; shows what was skipped. Once, after the last input_next. */
CliStatus input_finish (Input *self, gboolean verbose);

const FrameStore *input_get_store (const Input *self); /* whose rows the runs are; notes too */
TraceInfo *input_get_info (const Input *self);         /* (transfer none) of all inputs together */
int64_t input_get_start (const Input *self);           /* ns; 0 if unknown */
guint input_n_sources (const Input *self);
const Source *input_get_source (const Input *self, guint index);
gboolean input_is_live (const Input *self); /* one of them is a pipe */
double input_progress (const Input *self);  /* 0..1, -1 unknown */
uint64_t input_n_read (const Input *self);  /* frames so far */

/* The next wanted row at or after i; to if none. */
static inline guint
frame_run_seek (const FrameRun *self, guint i)
{
  if (self->bits == NULL)
    return i;
  while (i < self->to)
    {
      uint64_t word = self->bits[i / 64] >> (i % 64);

      if (word != 0)
        return MIN (i + (guint) __builtin_ctzll (word), self->to);
      i = (i / 64 + 1) * 64;
    }
  return self->to;
}

static inline void
frame_run_get (const FrameRun *self, guint i, CanFrame *frame)
{
  const FrameChunk *chunk = self->chunk;

  frame->time = chunk->time[i];
  frame->id = chunk->id[i];
  /* An own trace is not trusted: no more than the lines have room for. */
  frame->len = MIN (frame_len_dlc_len (chunk->len_dlc[i]), CAN_FRAME_MAX_LEN);
  frame->dlc = frame_len_dlc_dlc (chunk->len_dlc[i]);
  frame->flags = chunk->flags[i];
  frame->channel = chunk->channel[i];
  frame->data = frame_store_payload (self->store, chunk, i);
}

G_END_DECLS
