/* sqlite-private.h: what reading (sqlite.c) and writing (sqlite-write.c) of databases share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * python-can's table, the same since its first release with SqliteWriter:
 *
 *   CREATE TABLE messages (ts REAL, arbitration_id INTEGER, extended INTEGER, remote INTEGER, error INTEGER,
 *                          dlc INTEGER, data BLOB)
 *
 * ts is in seconds, dlc the number of bytes (of a remote frame, those asked for). No channel, direction or FD flags.
 */
#pragma once

#include <glib.h>
#include <sqlite3.h>

#include "base/byte-sink.h"
#include "core/trace-info.h"
#include "formats/format-interface.h"

G_BEGIN_DECLS

#define SQLITE_TABLE "messages"
#define SQLITE_MAX_VALUE                                                                                               \
  (1 << 20) /* bytes of a value; a frame needs 64, and a damaged one must not take all memory                          \
             */

typedef enum
{
  SQLITE_TS,
  SQLITE_ID,
  SQLITE_EXTENDED,
  SQLITE_REMOTE,
  SQLITE_ERROR_FLAG,
  SQLITE_DLC,
  SQLITE_DATA,
  SQLITE_N_COLUMNS
} SqliteColumn;

extern const char *const sqlite_columns[SQLITE_N_COLUMNS];

/* Opens for reading, without making files beside it where that can be avoided. *remark (transfer full): what may be
 * missing because it had to be read as it stands, NULL if nothing. */
sqlite3 *sqlite_open_file (const char *path, char **remark, GError **error);
sqlite3 *sqlite_open_memory (const void *data, gsize n, GError **error); /* borrows data until closed */
sqlite3 *sqlite_open_writing (const char *path, gboolean is_new, GError **error);

/* The table that holds frames: python-can's, else the only one that has its columns. *rowid: the name by which its row
 * numbers are asked for, NULL if it has none. (transfer full) NULL: none, or not all columns; error says which. */
char *sqlite_find_table (sqlite3 *db, const char *name, const char **rowid, GError **error);
gboolean sqlite_has_table (sqlite3 *db, const char *table);

/* Sets error from db and what SQLite answered; returns FALSE. name: for the message. */
gboolean sqlite_set_error (GError **error, sqlite3 *db, const char *name, int answer);

/* The writer's half of format_sqlite (sqlite-write.c). */
typedef struct
{
  sqlite3 *db;
  sqlite3_stmt *insert;
  char *name;
  gboolean in_transaction, appending;
} SqliteWriter;

gboolean sqlite_create (void *writer, ByteSink *out, const TraceInfo *info, const FormatOptions *options,
                        GError **error);
gboolean sqlite_append (void *writer, const char *path, const TraceInfo *info, const FormatOptions *options,
                        GError **error);
gboolean sqlite_write (void *writer, const CanFrame *frames, guint n, GError **error);
gboolean sqlite_flush (void *writer, GError **error);
gboolean sqlite_finish (void *writer, GError **error);
void sqlite_clear (void *writer);

G_END_DECLS
