/* log-merge.h: several inputs into one row of frames by the times of their heads; ties in the order given.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Only the next frame of each is looked at, so memory does not grow with the inputs. Within an input the order stays:
 * where its times go back (a second measurement in one file, a damaged log), so do those of the merged frames, and
 * log_merge_n_back says so. Times meet by date if all inputs know theirs, else all starts coincide. Equal channel names
 * are one channel. One thread.
 */
#pragma once

#include "core/frame-batch.h"
#include "core/trace-info.h"

G_BEGIN_DECLS

typedef struct
{
  gpointer source;
  const FrameBatch *(*read) (gpointer source); /* the next batch, valid until the one after; NULL: nothing more */
  gboolean (*waits) (gpointer source);         /* (nullable) the next read may take as long as somebody types */
  const char *name;                            /* for problems and borders; borrowed */
  TraceInfo *info; /* borrowed; what it says of start and date holds before the first frame */
} LogMergeInput;

typedef struct LogMerge LogMerge;

/* info: of all inputs together, filled on the way. */
LogMerge *log_merge_new (TraceInfo *info, const LogMergeInput *inputs, guint n);
void log_merge_free (LogMerge *self); /* (nullable) */

/* All before the first log_merge_next. */
void log_merge_set_rebase (LogMerge *self);  /* each input's first frame comes at its start, or at 0 */
void log_merge_set_borders (LogMerge *self); /* notes tell where an input begins and ends */
void log_merge_rename (LogMerge *self, guint input, const char *channel, const char *name);

/* The next batch in out. FALSE: nothing more. */
gboolean log_merge_next (LogMerge *self, FrameBatch *out);
gboolean log_merge_is_paused (const LogMerge *self); /* the batch ended because an input waits */
/* After the first: some inputs know their date, others do not. */
gboolean log_merge_lost_dates (const LogMerge *self);
/* After the last: a channel of log_merge_rename that the input does not have; NULL if there is none. */
const char *log_merge_unused_rename (const LogMerge *self, guint input);
uint64_t log_merge_n_back (const LogMerge *self, guint input); /* frames earlier than the one before them */

G_END_DECLS
