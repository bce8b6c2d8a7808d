/* trace-session-private.h: what the parts of the session share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/capture.h"
#include "session/loader.h"
#include "session/mark-archive.h"
#include "samples/wave-record.h"
#include "session/saver.h"
#include "session/scanner.h"
#include "session/trace-session.h"

struct _TraceSession
{
  GObject parent_instance;

  Tick *tick;
  FrameStore *store;
  WaveRecord *failed_record; /* (nullable) of the last loading, if it failed */
  WaveRecord *record;        /* (nullable) of the file that store was read from */
  GPtrArray *files;          /* of GFile, of store; empty if it was set by hand */
  uint64_t length;           /* of store, as last told by "advanced" */
  uint64_t first;            /* likewise; above 0 in a ring */

  Capture *capture;     /* (nullable) while CAPTURING */
  GPtrArray *recorders; /* of Recorder */
  char *capture_path;   /* (nullable) of the trace that store is being captured into, or was */
  gboolean in_ring;     /* while CAPTURING: the store is a ring */

  Loader *loader;     /* (nullable) */
  gboolean following; /* the loader ends when it is told to */
  GTask *load_task;
  GCancellable *load_cancellable; /* (nullable) */
  GPtrArray *loading_files;       /* (nullable) of GFile */
  Saver *saver;                   /* (nullable) owned by its task */

  const DatabaseSet *databases;

  FilterProgram *program; /* of the filter in force; NULL: all rows */
  gboolean filter_stale;  /* does not compile against the present databases */
  Scanner *scanner;       /* decides what is shown */
  Scanner *next_scanner;  /* (nullable) shown as soon as it has a page */
  gint64 next_started;    /* monotonic µs */
  uint64_t n_shown;       /* as last told by "shown" or "advanced" */
  uint64_t n_decided;
  uint64_t visible_first, visible_last;

  RowRanges *selection;
  uint64_t cursor;

  /* trace-session-marks.c */
  RowRanges *marks;
  RowComments *comments;
  RowSet *marked;            /* says what marks says */
  uint64_t marks_generation; /* of stores */
  gboolean marking;          /* a thread reads marks and writes marked */
  gboolean marks_loading;    /* what was kept of this file is being looked for */
  gboolean marks_edited;     /* since the store came */
  MarkKey mark_key;          /* path NULL: they are not kept */
  guint keep_id;
};

enum
{
  SIGNAL_ADVANCED,
  SIGNAL_SHOWN,
  SIGNAL_REPLACED,
  SIGNAL_SELECTION_CHANGED,
  SIGNAL_DATABASES_CHANGED,
  SIGNAL_FILTER_CHANGED,
  SIGNAL_MARKED,
  SIGNAL_MARKS_CHANGED,
  SIGNAL_MARKS_PROBLEM,
  SIGNAL_TRIGGERED,
  N_SIGNALS
};
extern guint trace_session_signals[N_SIGNALS];

/* trace-session.c */
void trace_session_emit_advanced (TraceSession *self, uint64_t old_length);
void trace_session_read_length (TraceSession *self); /* of the store, as it is now */

/* trace-session-record.c */
void trace_session_take_hits (TraceSession *self);

/* trace-session-filter.c */
void trace_session_restart_filter (TraceSession *self);   /* another store or program: decide anew */
void trace_session_recompile_filter (TraceSession *self); /* other databases */
void trace_session_renew_filter (TraceSession *self);     /* other marks are meant; nothing is decided anew */
void trace_session_filter_tick (TraceSession *self);
void trace_session_stop_filter (TraceSession *self);

/* trace-session-marks.c */
void trace_session_init_marks (TraceSession *self);
void trace_session_clear_marks (TraceSession *self); /* keeps them first */
void trace_session_load_marks (TraceSession *self);  /* of another store */
