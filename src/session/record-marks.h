/* record-marks.h: markers and triggers of a recording whose format has no notes: they become marks and comments of its
 * rows, kept beside it as the user's (mark-archive.h), so that no reader of the format meets a line it does not know.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/frame-batch.h"

G_BEGIN_DECLS

typedef struct RecordMarks RecordMarks;

RecordMarks *record_marks_new (void);
void record_marks_free (RecordMarks *self); /* (nullable) */

/* In front of the file's row, counted from 0. Only what was marked, what fired and what was lost is taken. */
void record_marks_add (RecordMarks *self, uint64_t row, const Note *note);
/* For the file, which is complete and holds so many rows: what stands behind the last one is told of that. */
void record_marks_keep (const RecordMarks *self, const char *path, uint64_t n_rows);
/* Of a file that is deleted: a ring that runs for months would leave its marks behind for each of its files. */
void record_marks_forget (const char *path);

G_END_DECLS
