/* input-private.h: what input.c (opening, the ring, filtering) and input-merge.c share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "cli/input.h"
#include "cli/time-window.h"

G_BEGIN_DECLS

typedef struct
{
  Source *source;
  const char *(*rename)[2]; /* n_renames pairs: channel, new name */
  guint n_renames;
  int map[TRACE_MAX_CHANNELS]; /* source's channel -> ours, -1 not seen yet */
  int64_t shift;               /* ns added to its times */
  int64_t last;                /* time of the frame that was taken last */
  uint64_t n_back;             /* frames that came with an earlier time than the one before */
} Lane;

struct Input
{
  Lane *lanes;
  guint n_lanes;
  gboolean alone; /* one log, untouched: its batches go straight into the ring */
  FrameStore *store;
  TraceInfo *info;
  FrameBatch *batch; /* merged */
  const FilterProgram *program;
  TimeWindow window;
  gboolean rebase;

  const FrameBatch *const *given; /* frames of the command line */
  guint n_given;

  gboolean ended, failed, primed;
  gboolean pause;
  gboolean only_notes; /* came last: they are to be taken before the ring drops them */
  uint64_t done;       /* rows handed out */
  uint64_t bits[ROW_SET_WORDS];
};

/* The next merged batch in self->batch. FALSE: nothing more. */
gboolean input_merge (Input *self);

G_END_DECLS
