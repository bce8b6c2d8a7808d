/* record-file.h: one file that is recorded: a log of any format, or an own trace, that grows while it is written.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What was flushed stays whatever happens to the program; after a write that failed (disk full) the file ends with a
 * whole record. record_file_survival says what does not hold for which format. One thread.
 */
#pragma once

#include "formats/format.h"

G_BEGIN_DECLS

typedef struct RecordFile RecordFile;

typedef enum
{
  RECORD_SURVIVES,     /* what was flushed can be read */
  RECORD_LOSES_BLOCKS, /* packed: what fills no block yet is lost */
  RECORD_LOSES_ALL,    /* the file is made at the end */
} RecordSurvival;

RecordSurvival record_file_survival (const char *path, const Format *format);

/* The format that a name's extension means, packed or not; NULL and error where there is none that can be written. */
const Format *record_file_format (const char *path, GError **error);

/* path "-": standard output. info: of the frames. A file that is there is gone on with if append (where the format
 * can), a database always; else it is replaced; an own trace must not be there. */
RecordFile *record_file_create (const char *path, const Format *format, const TraceInfo *info, gboolean append,
                                GError **error);
gboolean record_file_write (RecordFile *self, const CanFrame *frames, guint n, GError **error);
/* Where the format has notes. */
gboolean record_file_write_note (RecordFile *self, const Note *note, GError **error);
gboolean record_file_flush (RecordFile *self, GError **error);
uint64_t record_file_size (RecordFile *self); /* bytes, as far as flushed */
uint64_t record_file_n_frames (const RecordFile *self);
gboolean record_file_broken_pipe (const RecordFile *self);
/* Completes it; frees in any case. A database without frames that was not there before is removed. */
gboolean record_file_close (RecordFile *self, GError **error);
/* After a failure: what was written stays, as it is. (nullable) */
void record_file_abandon (RecordFile *self);

G_END_DECLS
