/* trace-session.h: one trace and everything done with it: the model behind one window.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only, except where said. The session owns store, databases, filter and the chosen rows; threads (loader,
 * scanners) are its own business and report through signals, at most 30 times a second: "advanced" (guint64 old_length,
 * guint64 new_length)   frames were appended, or load state changed (then both are equal) "shown"    () the rows that
 * pass the filter changed (other filter, or more decided) "replaced" () another store: all row numbers are void
 *   "databases-changed" ()   "filter-changed" ()   "selection-changed" ()
 *   "marked" (RowRanges *changed, gboolean marked)   by trace_session_mark; changed: the rows that were not so before,
 * maybe none; toggling them takes it back. "marks-changed" ()   marks or comments
 *   "triggered" (guint64 row, const char *reason)   a recording's trigger fired
 *   "marks-problem" (const char *sentence)   they could not be kept or found
 *
 * States:
 *   EMPTY ──load_async──► LOADING ──end, cancel, error──► IDLE (store kept)      load_async again from any state
 *   any ──start_capture──► CAPTURING ──stop_capture──► IDLE (store kept)
 */
#pragma once

#include "core/frame-store.h"
#include "core/row-comments.h"
#include "core/row-ranges.h"
#include "core/row-set.h"
#include "samples/wave-cut.h"
#include "samples/wave-record.h"
#include "db/database-set.h"
#include "filter/filter.h"
#include "session/capture.h"
#include "session/recorder.h"
#include "formats/losses.h"
#include "session/row-choice.h"
#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  TRACE_SESSION_EMPTY,
  TRACE_SESSION_LOADING,
  TRACE_SESSION_IDLE,
  TRACE_SESSION_CAPTURING,
} TraceSessionState;

#define TRACE_TYPE_SESSION (trace_session_get_type ())
G_DECLARE_FINAL_TYPE (TraceSession, trace_session, TRACE, SESSION, GObject)

TraceSession *trace_session_new (void);

/* Reads a log, or maps an own trace, into a new store. Rows can be browsed as soon as "replaced" was emitted. The
 * callback comes when all is read, cancelled (what was read is kept) or failed; a failure before the first row leaves
 * the session as it was. */
void trace_session_load_async (TraceSession *self, GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
/* The same of several files, merged by time: their dates meet if all have one, else all starts coincide. */
void trace_session_load_files_async (TraceSession *self, GFile *const *files, guint n_files, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
/* A log of lines or a named pipe that goes on being written: LOADING until it is cancelled, which is success. */
void trace_session_follow_async (TraceSession *self, GFile *file, GAsyncReadyCallback callback, gpointer user_data);
/* A recording of samples, with what is known of its lines, rates, polarity, threshold: load_finish ends it. Without,
 * all is found. */
void trace_session_load_samples_async (TraceSession *self, GFile *file, const WaveOptions *wave,
                                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* What the recording of samples told that the trace was read from; (nullable) for any other. (transfer none) */
WaveRecord *trace_session_get_wave_record (TraceSession *self);
/* Likewise of the file that was to be read last, if that failed: what is to be said of it to try again. (nullable) */
WaveRecord *trace_session_get_failed_record (TraceSession *self);
/* The wire around a frame or error frame: read back from the recording of samples, in a thread. NULL without an error:
 * the trace is not from samples. An older question that is still worked on is cancelled by its cancellable only. */
void trace_session_read_wave_async (TraceSession *self, uint64_t row, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
WaveCut *trace_session_read_wave_finish (TraceSession *self, GAsyncResult *result,
                                         GError **error); /* (transfer full) */
gboolean trace_session_is_following (TraceSession *self); /* while LOADING */
gboolean trace_session_load_finish (TraceSession *self, GAsyncResult *result, GError **error);
/* Takes a store that is filled elsewhere (tests, generators); (transfer none). */
void trace_session_set_store (TraceSession *self, FrameStore *store);
void trace_session_store_grew (TraceSession *self); /* any thread: rows were appended to that store */
void trace_session_cancel (TraceSession *self);     /* ends loading; what was read is kept */
/* Saves all rows; format by extension (.canid or a text format). */
void trace_session_save_async (TraceSession *self, GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean trace_session_save_finish (TraceSession *self, GAsyncResult *result, GError **error);

/* A part of the trace, in a given format (NULL: by extension). */
typedef enum
{
  TRACE_ROWS_ALL,
  TRACE_ROWS_SHOWN,
  TRACE_ROWS_MARKED,
  TRACE_ROWS_SELECTED, /* of those shown */
} TraceRows;

void trace_session_export_async (TraceSession *self, GFile *file, const RowChoice *choice, const Format *format,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data); /* trace_session_save_finish ends it */
/* The same into a recording of samples; target (nullable): 20 samples a bit. */
void trace_session_export_samples_async (TraceSession *self, GFile *file, const RowChoice *choice, const Format *format,
                                         const WaveTarget *target, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) rows of that kind as they are now, at all times: row_choice_clear. Selected ones are looked up: not
 * for every frame of a long trace. */
RowChoice trace_session_choose_rows (TraceSession *self, TraceRows rows);
/* How many rows that is, and what the format cannot hold of them; in a thread. */
void trace_session_count_losses_async (TraceSession *self, const RowChoice *choice, const Format *format,
                                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean trace_session_count_losses_finish (TraceSession *self, GAsyncResult *result, Losses *losses, uint64_t *n,
                                            GError **error);

TraceSessionState trace_session_get_state (TraceSession *self);
double trace_session_get_progress (TraceSession *self);          /* 0..1 of loading or saving, -1 unknown */
double trace_session_get_rate (TraceSession *self);              /* frames/s while loading */
GFile *trace_session_get_file (TraceSession *self);              /* (nullable)(transfer none) the first of them */
GPtrArray *trace_session_get_files (TraceSession *self);         /* (transfer none) of GFile; several were merged */
GPtrArray *trace_session_get_loading_files (TraceSession *self); /* (nullable)(transfer none) while LOADING */
FrameStore *trace_session_get_store (TraceSession *self);        /* (nullable)(transfer none) */

/* --- Live --- */

/* A new trace in $XDG_STATE_HOME/canid, and a capture without buses: add them. "advanced" comes also when only the
 * state of a bus changed. FALSE: the session is as it was. */
gboolean trace_session_start_capture (TraceSession *self, GError **error);
/* The same, holding the last n_frames (rounded up, at most TRACE_RING_MAX), in memory and in the file: their numbers go
 * on, older ones are gone. */
#define TRACE_RING_MAX (8u << 20)
gboolean trace_session_start_ring_capture (TraceSession *self, guint n_frames, GError **error);
uint64_t trace_session_get_first (TraceSession *self);           /* row; above 0 in a ring */
void trace_session_stop_capture (TraceSession *self);            /* the trace stays; nothing if none is on */
Capture *trace_session_get_capture (TraceSession *self);         /* (nullable)(transfer none) */
const char *trace_session_get_capture_path (TraceSession *self); /* (nullable) of the capture that is on or was */
void trace_session_discard_capture (TraceSession *self);         /* stops, and deletes its file */
/* Plots of what comes are looked at, not its rows: "advanced" may come 8 times a second only (session/tick.h). */
void trace_session_set_relaxed (TraceSession *self, gboolean relaxed);

/* --- Recording (recorder.h) --- */

/* While CAPTURING: from the capture's first frame on (whole), or from now on. NULL: what is wrong with it. A trigger
 * that fires marks its row, with the reason as comment, and is told by "triggered" (guint64 row, const char *reason).
 * (transfer none) */
Recorder *trace_session_record (TraceSession *self, const RecordPlan *plan, gboolean whole, GError **error);
/* (transfer none) of Recorder, those too that ended, until they are forgotten or another capture starts. */
GPtrArray *trace_session_get_recorders (TraceSession *self);
gboolean trace_session_is_recording (TraceSession *self);                    /* one that has not ended */
void trace_session_forget_recorder (TraceSession *self, Recorder *recorder); /* which is stopped */
/* Writes what is there and waits for it: FALSE: a disk took longer than so many µs. */
gboolean trace_session_stop_recorders (TraceSession *self, gint64 timeout);

/* Databases: an immutable set; setting recompiles the filter, which keeps its old result (marked stale) if that fails.
 */
const DatabaseSet *trace_session_get_databases (TraceSession *self); /* never NULL */
void trace_session_set_databases (TraceSession *self, const DatabaseSet *set);
/* Loads a DBC off the main thread and adds it; channel NULL: all. A file that is there already is replaced in its
 * place, and keeps its channel if channel is NULL. */
void trace_session_add_database_async (TraceSession *self, GFile *file, const char *channel,
                                       GAsyncReadyCallback callback, gpointer user_data);
const Database *trace_session_add_database_finish (TraceSession *self, GAsyncResult *result,
                                                   GError **error); /* (transfer none) */

/* Filter: NULL or "" shows all. FALSE: wrong, the old one stays, *problem says why. */
gboolean trace_session_set_filter (TraceSession *self, const char *text, FilterProblem *problem);
const char *trace_session_get_filter (TraceSession *self); /* "" if none */
gboolean trace_session_is_filter_stale (
    TraceSession *self); /* does not fit the present databases; its old rows are shown */
double trace_session_get_filter_progress (TraceSession *self); /* 1: all are decided, and n_shown says so */
/* Decide the chunks around this row first. */
void trace_session_set_visible_row (TraceSession *self, uint64_t first, uint64_t last);

/* Rows shown: with no filter all. Positions are 0 … n_shown − 1. */
uint64_t trace_session_n_shown (TraceSession *self);
uint64_t trace_session_nth_shown (TraceSession *self, uint64_t position); /* row; ROW_NONE beyond the end */
uint64_t trace_session_shown_rank (TraceSession *self, uint64_t row);     /* shown rows before row */
gboolean trace_session_is_shown (TraceSession *self, uint64_t row);
RowSet *trace_session_get_shown (TraceSession *self); /* (transfer none)(nullable) NULL: no filter */

/* Selection, in rows of the store; "selection-changed" () */
const RowRanges *trace_session_get_selection (TraceSession *self);
void trace_session_set_selection (TraceSession *self, RowRanges *ranges, uint64_t cursor); /* (transfer full) ranges */
uint64_t trace_session_get_cursor (TraceSession *self); /* row the detail shows; ROW_NONE */
/* The first of those that are selected and shown, at most max; if none is selected, the cursor. (transfer full) of
 * uint64_t */
GArray *trace_session_list_selected (TraceSession *self, guint max);

/* What names in filters stand for now: for compiling with. */
FilterContext trace_session_get_filter_context (TraceSession *self);

/* Marks and comments, of rows of the store; "marks-changed" (). They are kept for the file (mark-archive.h), and saved
 * within own traces. */
typedef enum
{
  TRACE_MARK,
  TRACE_UNMARK,
  TRACE_MARK_OR_UNMARK, /* unmarks where all are marked */
} TraceMarking;

/* Marks those of rows that are shown, and emits "marked". Before it returns, or where they are very many in a thread;
 * then FALSE to anybody who wants another change (trace_session_is_marking). */
gboolean trace_session_mark (TraceSession *self, const RowRanges *rows, TraceMarking how);
gboolean trace_session_toggle_marks (TraceSession *self, const RowRanges *rows); /* shown or not */
gboolean trace_session_is_marking (TraceSession *self);
const RowRanges *trace_session_get_marks (TraceSession *self);
RowSet *trace_session_get_marked (TraceSession *self); /* the same as a set; (transfer none), of this store */
gboolean trace_session_is_marked (TraceSession *self, uint64_t row);
/* First marked and shown row at or behind row, last at or before it; ROW_NONE. */
uint64_t trace_session_next_marked (TraceSession *self, uint64_t row);
uint64_t trace_session_previous_marked (TraceSession *self, uint64_t row);

const RowComments *trace_session_get_comments (TraceSession *self);
void trace_session_set_comment (TraceSession *self, uint64_t row, const char *text); /* NULL, "": none */

G_END_DECLS
