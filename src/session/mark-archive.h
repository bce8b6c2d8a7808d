/* mark-archive.h: marks and comments of files that cannot hold them, in a database of the user's:
 * $XDG_DATA_HOME/canid/marks.sqlite.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Kept by a file's path, size and time of change: another file at the same place does not get them. Requests, from any
 * thread, are answered in their order by one thread; answers come in the main loop.
 */
#pragma once

#include "core/frame-store.h"
#include "core/mark-block.h"

G_BEGIN_DECLS

typedef struct
{
  char *path; /* as the file system has it, a line each where several were merged; NULL: of no file */
  uint64_t size;
  int64_t mtime; /* ns since 1970; of several: of the latest */
} MarkKey;

gboolean mark_key_look_up (MarkKey *self, const char *const *paths); /* NULL-terminated. FALSE: one is no file */
void mark_key_clear (MarkKey *self);                                 /* accepts zeroed */

/* What was found; all (transfer full) to the callback's taker, which sets to NULL what it takes. */
typedef struct
{
  MarkKey key; /* path NULL: there is no such file */
  RowRanges *marks;
  RowComments *comments;
  char *problem; /* sentence; NULL: none */
} MarkAnswer;

typedef void (*MarkArchiveFunc) (MarkAnswer *answer, gpointer data);

/* Looks for the marks of the file, or of the files merged, as they are now, else takes those that the store came with;
 * makes set (nullable) say the same. */
void mark_archive_load (const char *const *paths, guint n_paths, FrameStore *store, RowSet *set,
                        MarkArchiveFunc callback, gpointer data);
/* Keeps them; forget: nothing at all is kept of this file if there are none. answer has no marks. */
void mark_archive_save (const MarkKey *key, RowRanges *marks, const RowComments *comments, gboolean forget,
                        MarkArchiveFunc callback, gpointer data);
/* Waits until all that was asked for is in the database: before the program ends. */
void mark_archive_flush (void);

G_END_DECLS
