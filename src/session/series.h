/* series.h: the values of signals over a whole trace, as plots want them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A SeriesSet is one store and one set of databases; a worker gathers, chunk after chunk, where the frames of each
 * message are, and what each wanted signal is there, also while the store grows; where much is missing, all processors
 * take part (spread.h). Signals of one message share their rows. A sample is 4 bytes (float) and 1/14 of that for the
 * smallest and greatest of 64 and 1024 samples, so that no spike is ever lost, and for sums of 4096; rows are 4 bytes
 * more for all signals of a message. What a person reads as a number is decoded
 * again from the frame (series_get_exact) and never a float.
 *
 * What is no sample: frames in which a multiplexer selects other signals, remote and error frames. Frames too short for
 * a signal are absent samples: they break the line. So do NaN and infinities, which are counted.
 *
 * Times may go backwards. Where they do so by more than SERIES_MAX_JITTER a new run begins: within a run times count as
 * if they only grew, and a plot shows each run where its times are.
 *
 * Set: main thread. Series: any thread may read samples below series_n.
 */
#pragma once

#include "core/frame-store.h"
#include "db/database-set.h"
#include "session/tick.h"

G_BEGIN_DECLS

#define SERIES_MAX_JITTER G_GINT64_CONSTANT (1000000000) /* ns */
#define SERIES_MAX_RUNS 256                              /* later ones belong to the last */
#define SERIES_NONE UINT64_MAX
#define SERIES_TIME_OUT 3 /* cycles without a frame that break the line */

/* A signal as somebody names it. */
typedef struct
{
  char *message, *signal; /* names */
  char *channel;          /* NULL: all */
  uint32_t id;            /* frames with this identifier only (of a parameter group); 0: all of the message */
} SeriesKey;

SeriesKey *series_key_new (const char *message, const char *signal, const char *channel, uint32_t id);
SeriesKey *series_key_copy (const SeriesKey *self);
void series_key_free (SeriesKey *self); /* (nullable) */
gboolean series_key_equal (const SeriesKey *a, const SeriesKey *b);

typedef struct SeriesSet SeriesSet;
typedef struct Series Series;

/* --- The set --- */

SeriesSet *series_set_new (FrameStore *store, const DatabaseSet *databases, Tick *tick);
void series_set_stop (SeriesSet *self); /* (transfer full)(nullable) does not wait */
FrameStore *series_set_get_store (SeriesSet *self);
/* (transfer full); NULL: no database has this message or signal, *why (transfer full) says so. */
Series *series_set_add (SeriesSet *self, const SeriesKey *key, char **why);
void series_set_remove (SeriesSet *self, Series *series); /* it is not followed any more; its samples stay */
void series_set_poke (SeriesSet *self);                   /* the store has grown */
double series_set_get_progress (SeriesSet *self);         /* 0..1 of the rows there are, for all series */
/* Waits until all series hold all rows there are now; for programs without a main loop. */
void series_set_wait (SeriesSet *self);

/* --- One series --- */

Series *series_ref (Series *self);
void series_unref (Series *self); /* (nullable) any thread */

const SeriesKey *series_get_key (const Series *self);
const Message *series_get_message (const Series *self);  /* (nullable) of a computed one */
const CanSignal *series_get_signal (const Series *self); /* (nullable) the same */
const char *series_get_unit (const Series *self);        /* "" if none */

uint64_t series_n (const Series *self);        /* samples; acquires */
gboolean series_is_complete (Series *self);    /* all rows that the store holds now are in it */
uint64_t series_n_odd (const Series *self);    /* NaN and infinite */
uint64_t series_n_absent (const Series *self); /* in frames too short */
guint series_n_runs (const Series *self);
gboolean series_get_span (const Series *self, int64_t *first, int64_t *last); /* earliest, latest; FALSE: no samples */
/* Of all finite values. FALSE: there are none. */
gboolean series_get_range (const Series *self, double *min, double *max);
gboolean series_is_whole (const Series *self);    /* integers by nature: drawn in steps */
int64_t series_get_time_out (const Series *self); /* ns without a frame that break the line; 0: nothing does */

uint64_t series_row (const Series *self, uint64_t index);
int64_t series_time (const Series *self, uint64_t index);
float series_value (const Series *self, uint64_t index); /* NaN: odd or absent */
gboolean series_is_absent (const Series *self, uint64_t index);
/* As `decode` gives it. FALSE: absent. bits (out)(nullable): raw, 0 of a computed one. */
gboolean series_get_exact (const Series *self, uint64_t index, double *value, uint64_t *bits);
/* For people: "2729.75", "−4", "D5"; "" if absent. (transfer full) */
char *series_dup_text (const Series *self, uint64_t index);

/* The sample that holds at a time: the latest one, not absent, at or before it; SERIES_NONE: none. */
uint64_t series_find (const Series *self, int64_t time);
/* The next one behind it, the one before it, by time. SERIES_NONE: none. */
uint64_t series_next (const Series *self, uint64_t index);
uint64_t series_previous (const Series *self, uint64_t index);
/* The sample nearest to a time. */
uint64_t series_nearest (const Series *self, int64_t time);
/* Samples [*first, *end) of run that lie in [from, to]. FALSE: none. */
gboolean series_find_range (const Series *self, guint run, int64_t from, int64_t to, uint64_t *first, uint64_t *end);
/* Whether no line is drawn between index - 1 and index: a time-out, lost frames, a border of files, a run. */
gboolean series_is_broken (const Series *self, uint64_t index);
uint64_t series_count (const Series *self, int64_t from, int64_t to);

/* One column of a picture. */
typedef struct
{
  float min, max, first, last; /* finite ones */
  gboolean filled;             /* there are any */
  gboolean joined;             /* to the column filled before */
} SeriesColumn;

/* n columns over [from, to); those of one run. Where a column holds some hundred samples and more, it may begin and end
 * a quarter of it beside its place. */
void series_get_columns (const Series *self, guint run, int64_t from, int64_t to, guint n, SeriesColumn *out);
gboolean series_get_range_between (const Series *self, int64_t from, int64_t to, double *min, double *max);

typedef struct
{
  uint64_t n; /* finite values */
  double min, max, mean, rms;
  uint64_t min_index, max_index;
} SeriesStatistics;

/* Of samples in [from, to], decoded exactly: some thousand of them now, the rest when they were gathered. */
void series_get_statistics (const Series *self, int64_t from, int64_t to, SeriesStatistics *out);

G_END_DECLS
