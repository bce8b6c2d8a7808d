/* source.h: one input of a command, whatever it is (a log, a pipe, an own trace), as a row of batches.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "cli/options.h"
#include "core/frame-store.h"
#include "formats/format.h"

G_BEGIN_DECLS

typedef struct
{
  const char *path;    /* as typed */
  char *name;          /* for messages */
  LogReader *reader;   /* NULL for an own trace */
  const Format *asked; /* --input-format; NULL: found by content */
  FrameStore *store;   /* an own trace, else NULL */
  TraceInfo *info;
  gboolean live; /* a pipe: it may pause, and its end is unknown */

  FrameBatch *batch; /* what was read last */
  guint head, note;  /* next frame and note of it that were not taken */
  gboolean ended;
  uint64_t store_row; /* next of store */
  uint64_t n_frames, n_notes;

  GPtrArray *problems; /* of SourceProblem, the first PROBLEMS_KEPT */
  uint64_t n_problems; /* all */
  gboolean failed;     /* reading broke off */
} Source;

typedef struct
{
  uint64_t place; /* line from 1, byte offset */
  char what[];
} SourceProblem;

/* info: filled by the reader; NULL: the source makes its own. Own traces always bring theirs. */
Source *source_open (const char *path, const Format *format, const FormatOptions *reading, TraceInfo *info,
                     GError **error);
void source_close (Source *self); /* (nullable) */

/* The next batch. FALSE: nothing more; a failure is told on stderr and remembered. */
gboolean source_read (Source *self);
/* With --input-format any text can be read as a log without frames. FALSE: this is such a one, and it is told. */
gboolean source_check_asked (const Source *self);
/* After an own trace was read in place: its problems and damage. */
void source_finish_store (Source *self);
double source_progress (const Source *self); /* 0..1, -1 unknown */
/* Whether path is the same file as this source's. */
gboolean source_is_file (const Source *self, const char *path);
/* "line 12", "row 12" or "byte 12", as the source's format counts, "file" for 0; for csv and json not translated. */
char *source_dup_place (const Source *self, uint64_t place, gboolean translated);
/* Lines, rows or places that were passed over; what is told of the file as a whole is none. */
uint64_t source_n_skipped (const Source *self);
/* Lines about what was skipped. */
void source_show_problems (const Source *self, gboolean verbose);

G_END_DECLS
