/* record-run.h: a recording: rows of a store as they come, filtered, split into files, started and ended by triggers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A reader of the store with a cursor: whatever it waits for (a slow disk), the store goes on; in a ring it may come
 * too late for rows, which are counted. The plan is text, so that it can be kept and typed; what is wrong with it is
 * told before anything is written. Without start triggers rows are written from the first on. With them, each that
 * fires writes the rows of the time before and of the time after into a file of its own; if there are stop triggers,
 * the time after begins when one of them fires.
 *
 * Time is passed in: ns since 1970. Lengths of time are taken from the frames' stamps, so that a recording of a trace
 * that is there already is the same as that of a living one. One thread; session/recorder.h gives it one.
 */
#pragma once

#include "backends/backend.h"
#include "core/frame-store.h"
#include "db/database-set.h"
#include "formats/format.h"

G_BEGIN_DECLS

typedef struct
{
  char *path;           /* template (record-name.h), or "-": standard output */
  const Format *format; /* NULL: by extension */
  gboolean append;  /* the first file goes on with what is there; a path without fields, of one of the formats that can
                     */
  gboolean replace; /* the first file: a path without fields may be there already */
  char *filter;     /* display-filter expression; NULL: all frames */
  uint64_t split_size;   /* bytes; 0: not */
  uint64_t split_count;  /* frames; 0: not */
  int64_t split_time;    /* ns; 0: not */
  guint keep;            /* so many files, then the oldest is deleted; 0: all */
  uint64_t stop_count;   /* ends after so many frames; 0: not */
  GPtrArray *starts;     /* of char *, triggers (trigger.h); NULL: none */
  GPtrArray *stops;      /* likewise */
  int64_t before, after; /* ns */
} RecordPlan;

RecordPlan *record_plan_new (const char *path);
RecordPlan *record_plan_copy (const RecordPlan *self);
void record_plan_free (RecordPlan *self); /* (nullable) */
void record_plan_add_trigger (RecordPlan *self, const char *text, gboolean stops);
/* "500k", "100M", "4096": bytes, units of 1024. FALSE: no size, or below 1. */
gboolean record_parse_size (const char *text, uint64_t *size);
/* Name, extension, filter, triggers: as far as can be told without writing. */
gboolean record_plan_check (const RecordPlan *self, const DatabaseSet *databases, GError **error);

typedef enum
{
  RECORD_WAITING, /* for a trigger */
  RECORD_WRITING,
  RECORD_DONE,
  RECORD_FAILED, /* problem says why; what was written before is whole */
} RecordPhase;

typedef struct
{
  RecordPhase phase;
  char *path;        /* of the file that is written, or was last; NULL: none yet */
  char *problem;     /* why it FAILED */
  uint64_t n_frames; /* in all files */
  uint64_t n_bytes;  /* likewise */
  uint64_t n_missed; /* rows of a ring that were replaced before they could be written */
  uint64_t next;     /* row that is looked at next */
  guint n_files;     /* that were begun */
  guint n_hits;      /* triggers that fired */
} RecordState;

void record_state_clear (RecordState *self);

/* A trigger that fired: its row, or the length where it was a moment without a frame. */
typedef struct
{
  uint64_t row;
  int64_t time;
  char *reason;
} RecordHit;

typedef struct RecordRun RecordRun;

/* From row on. Without start triggers the first file is there when it returns. */
RecordRun *record_run_new (FrameStore *store, const RecordPlan *plan, const DatabaseSet *databases, uint64_t row,
                           int64_t now, GError **error);
/* Takes what came, at most so many rows that it returns soon. FALSE: nothing is left that it could take now. */
gboolean record_run_step (RecordRun *self, int64_t now);
/* Nothing came: what waits for time only. At least every tenth of a second where there are triggers. */
void record_run_idle (RecordRun *self, int64_t now);
/* What was written is handed to the system: at most what came since is lost if the program is killed. */
void record_run_flush (RecordRun *self);
/* Fires as a trigger does, such as by a key. */
void record_run_trigger (RecordRun *self, const char *reason, int64_t now);
/* For triggers on the state of buses that tell it by no frame. */
void record_run_take_state (RecordRun *self, uint8_t channel, const char *name, BusState state, int64_t now);
/* Ends the file and begins the next one. */
void record_run_rotate (RecordRun *self, int64_t now);
/* Ends; what was written is complete if TRUE. Rows that were not taken are left. */
gboolean record_run_end (RecordRun *self);
void record_run_free (RecordRun *self); /* (nullable) ends */

gboolean record_run_is_over (const RecordRun *self);                 /* DONE or FAILED */
void record_run_get_state (const RecordRun *self, RecordState *out); /* strings are copied: record_state_clear */
/* Hits since the last call: (transfer full) of RecordHit, with its free function; NULL: none */
GPtrArray *record_run_take_hits (RecordRun *self);
gboolean record_run_broken_pipe (const RecordRun *self);

G_END_DECLS
