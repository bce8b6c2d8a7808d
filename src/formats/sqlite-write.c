/* sqlite-write.c: python-can's table, new or gone on with.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A new database is written beside its target without a journal and put in place when it is whole (byte-sink.h). One
 * that is gone on with is changed in a transaction: it stays as it was until finish, or until flush says that others
 * shall see what there is. A power cut in between costs what was not flushed, never what was there.
 */
#include "config.h"
#include "formats/sqlite-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include "base/banned.h"

#define NS G_GINT64_CONSTANT (1000000000)

/* As python-can writes it, to the blank. */
static const char create_table[] = "CREATE TABLE IF NOT EXISTS " SQLITE_TABLE "\n"
                                   "            (\n"
                                   "              ts REAL,\n"
                                   "              arbitration_id INTEGER,\n"
                                   "              extended INTEGER,\n"
                                   "              remote INTEGER,\n"
                                   "              error INTEGER,\n"
                                   "              dlc INTEGER,\n"
                                   "              data BLOB\n"
                                   "            )";

static gboolean
execute (SqliteWriter *self, const char *sql, GError **error)
{
  int answer = sqlite3_exec (self->db, sql, NULL, NULL, NULL);

  return answer == SQLITE_OK || sqlite_set_error (error, self->db, self->name, answer);
}

static gboolean
prepare_insert (SqliteWriter *self, GError **error)
{
  int answer
      = sqlite3_prepare_v3 (self->db,
                            "INSERT INTO " SQLITE_TABLE
                            " (ts, arbitration_id, extended, remote, error, dlc, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
                            -1, SQLITE_PREPARE_PERSISTENT, &self->insert, NULL);

  return answer == SQLITE_OK || sqlite_set_error (error, self->db, self->name, answer);
}

static gboolean
begin (SqliteWriter *self, GError **error)
{
  self->in_transaction = execute (self, "BEGIN IMMEDIATE", error);
  return self->in_transaction;
}

gboolean
sqlite_create (void *writer, ByteSink *out, const TraceInfo *info, const FormatOptions *options, GError **error)
{
  SqliteWriter *self = writer;
  const char *file = byte_sink_get_file (out);

  if (file == NULL)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                   _ ("%s: an SQLite database can only be written to a file, not to a pipe or device"),
                   byte_sink_get_name (out));
      return FALSE;
    }
  self->name = g_strdup (byte_sink_get_name (out));
  self->db = sqlite_open_writing (file, TRUE, error);
  return self->db != NULL
         && execute (self, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE",
                     error)
         && begin (self, error) && execute (self, create_table, error) && prepare_insert (self, error);
}

gboolean
sqlite_append (void *writer, const char *path, const TraceInfo *info, const FormatOptions *options, GError **error)
{
  SqliteWriter *self = writer;
  const char *rowid;
  char *table;

  self->appending = TRUE;
  self->name = g_strdup (path);
  self->db = sqlite_open_writing (path, FALSE, error);
  if (self->db == NULL || !begin (self, error))
    return FALSE;
  if (!sqlite_has_table (self->db, SQLITE_TABLE) && !execute (self, create_table, error))
    return FALSE;
  table = sqlite_find_table (self->db, path, &rowid, error);
  g_free (table);
  return table != NULL && prepare_insert (self, error);
}

/* The nearest double: that of a time in whole microseconds is the one python-can has for it. */
static double
seconds (int64_t time)
{
  if (time % 1000 == 0)
    return (double) (time / 1000) / 1e6;
  return (double) (time / NS) + (double) (time % NS) / 1e9;
}

static int
insert (sqlite3_stmt *insert, const CanFrame *frame)
{
  gboolean remote = (frame->id & CAN_ID_REMOTE) != 0;
  int answer;

  sqlite3_bind_double (insert, 1 + SQLITE_TS, seconds (frame->time));
  sqlite3_bind_int64 (insert, 1 + SQLITE_ID, can_id_number (frame->id));
  sqlite3_bind_int (insert, 1 + SQLITE_EXTENDED, can_id_is_extended (frame->id));
  sqlite3_bind_int (insert, 1 + SQLITE_REMOTE, remote);
  sqlite3_bind_int (insert, 1 + SQLITE_ERROR_FLAG, (frame->id & CAN_ID_ERROR) != 0);
  sqlite3_bind_int (insert, 1 + SQLITE_DLC, frame->flags & CAN_FD ? frame->len : frame->dlc);
  sqlite3_bind_blob (insert, 1 + SQLITE_DATA, frame->len > 0 ? (const void *) frame->data : "", frame->len,
                     SQLITE_STATIC);
  answer = sqlite3_step (insert);
  sqlite3_reset (insert);
  return answer;
}

gboolean
sqlite_write (void *writer, const CanFrame *frames, guint n, GError **error)
{
  SqliteWriter *self = writer;

  if (!self->in_transaction && !begin (self, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      int answer = insert (self->insert, &frames[i]);

      if (answer != SQLITE_DONE)
        return sqlite_set_error (error, self->db, self->name, answer);
    }
  return TRUE;
}

gboolean
sqlite_flush (void *writer, GError **error)
{
  SqliteWriter *self = writer;

  if (!self->appending || !self->in_transaction) /* who could see it? */
    return TRUE;
  self->in_transaction = FALSE;
  return execute (self, "COMMIT", error);
}

gboolean
sqlite_finish (void *writer, GError **error)
{
  SqliteWriter *self = writer;

  if (!self->in_transaction)
    return TRUE;
  if (!execute (self, "COMMIT", error))
    return FALSE;
  self->in_transaction = FALSE;
  /* The file is complete when it is closed: the caller puts it in place after this. */
  g_clear_pointer (&self->insert, sqlite3_finalize);
  g_clear_pointer (&self->db, sqlite3_close);
  return TRUE;
}

void
sqlite_clear (void *writer)
{
  SqliteWriter *self = writer;

  sqlite3_finalize (self->insert);
  if (self->in_transaction)
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  sqlite3_close (self->db);
  g_free (self->name);
}
