/* copy-job.h: many frames, or the marked ones with their comments, as text for the clipboard, written by a worker.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread, except that the text is made in a thread of its own.
 */
#pragma once

#include "core/row-ranges.h"
#include "models/columns.h"
#include "models/frame-copy.h"
#include "models/mark-export.h"

G_BEGIN_DECLS

#define COPY_JOB_MAX_ROWS 1000000u
#define COPY_JOB_MAX_BYTES (256u << 20)

typedef struct
{
  FrameStore *store;
  const RowRanges *rows;
  RowSet *shown; /* (nullable) only rows that are chosen in it */
  FrameCopyKind kind;
  /* Of FRAME_COPY_TEXT: cells of these columns (of Column), as the list writes them but with plain signs. */
  const ColumnContext *context;
  const GPtrArray *columns;
  const DatabaseSet *databases; /* (nullable) */
} CopyRequest;

typedef struct CopyJob CopyJob;

/* In the thread that started it. text: (transfer full); n_copied rows of n_all: there are no more than the limits above
 * allow. */
typedef void (*CopyJobDone) (GBytes *text, uint64_t n_copied, uint64_t n_all, gpointer data);

/* request is needed only during the call. (transfer full): end it with copy_job_stop, also after it is done. */
CopyJob *copy_job_start (const CopyRequest *request, CopyJobDone done, gpointer data);
/* As its text. marks: (transfer full) */
CopyJob *copy_job_start_marks (MarkExport *marks, CopyJobDone done, gpointer data);
void copy_job_stop (CopyJob *self);           /* (nullable) done is not called any more */
double copy_job_get_progress (CopyJob *self); /* 0 … 1 */

G_END_DECLS
