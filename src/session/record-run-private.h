/* record-run-private.h: what record-run.c (rows, triggers) and record-run-files.c (the files they go to) share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "filter/filter.h"
#include "session/record-file.h"
#include "session/record-run.h"

G_BEGIN_DECLS

struct RecordRun
{
  FrameStore *store;
  RecordPlan *plan;
  const Format *format;
  FilterProgram *filter;     /* (nullable) */
  GPtrArray *starts, *stops; /* of Trigger */

  RecordPhase phase;
  char *problem;
  RecordFile *file; /* while WRITING */
  char *path;       /* of the last file */
  GPtrArray *paths; /* those that are kept, oldest first */
  guint number;     /* {n} of the last file */
  guint n_files, n_hits;
  gboolean broken_pipe;

  uint64_t next;      /* row that is looked at next */
  uint64_t written;   /* rows below are in a file already, or were passed over for good */
  uint64_t next_note; /* of the store */
  int64_t until;      /* WRITING: last time that is written */
  int64_t fired;      /* … because of a trigger at this time */
  int64_t told;       /* of the last trigger that was written down */
  int64_t file_start; /* time of the file's first frame */
  uint64_t n_frames, n_bytes, n_missed;
  uint64_t n_safe; /* frames that stay when a write fails: those flushed */
  GPtrArray *hits;

  /* What goes to the file at once. */
  CanFrame frames[FRAME_BATCH_SIZE];
  uint8_t payload[FRAME_BATCH_SIZE][CAN_FRAME_MAX_LEN];
  guint n_waiting;
};

/* Eats error. What was written before stays. */
void record_run_fail (RecordRun *self, GError *error);
/* FALSE: it has failed. */
gboolean record_run_open_file (RecordRun *self, int64_t now);
gboolean record_run_hand_on (RecordRun *self); /* the frames that wait */
gboolean record_run_flush_file (RecordRun *self);
gboolean record_run_close_file (RecordRun *self, RecordPhase phase); /* which comes then */

G_END_DECLS
