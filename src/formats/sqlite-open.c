/* sqlite-open.c: opening a database that others may be writing, or have left in the middle of it, and finding the
 * table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A database is not trusted: it may hold views, generated columns and triggers of any kind. Functions that a schema
 * could misuse are off, values are bounded, and only a table is read.
 */
#include "config.h"
#include "formats/sqlite-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

#define BUSY_MS 2000          /* a writer that commits is waited for; one that stays is told */
#define HEAD_WRITE_VERSION 18 /* offset in the file: 2 means that a write-ahead log is used */

const char *const sqlite_columns[SQLITE_N_COLUMNS]
    = { "ts", "arbitration_id", "extended", "remote", "error", "dlc", "data" };

gboolean
sqlite_set_error (GError **error, sqlite3 *db, const char *name, int answer)
{
  const char *why = db != NULL ? sqlite3_errmsg (db) : sqlite3_errstr (answer);

  switch (answer & 0xFF)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, CANID_ERROR, CANID_ERROR_IO,
                   _ ("%s: another program is writing it and has locked it; try again when it has finished"), name);
      break;
    case SQLITE_NOTADB:
      g_set_error (error, CANID_ERROR, CANID_ERROR_DAMAGED, _ ("%s: not an SQLite database, or an encrypted one"),
                   name);
      break;
    case SQLITE_CORRUPT:
      g_set_error (error, CANID_ERROR, CANID_ERROR_DAMAGED, _ ("%s: the database is damaged: %s"), name, why);
      break;
    case SQLITE_FULL:
      canid_error_set_errno (error, name, ENOSPC);
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      g_set_error (error, CANID_ERROR, CANID_ERROR_IO,
                   _ ("%s: the database or its folder may not be written; write to another file"), name);
      break;
    default:
      g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("%s: SQLite: %s"), name, why);
      break;
    }
  return FALSE;
}

/* --- Opening --- */

/* What a file of strangers may do. */
static void
restrict_database (sqlite3 *db)
{
  sqlite3_limit (db, SQLITE_LIMIT_LENGTH, SQLITE_MAX_VALUE);
  sqlite3_limit (db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_exec (db, "PRAGMA cell_size_check = ON; PRAGMA cache_size = -2048; PRAGMA mmap_size = 0", NULL, NULL, NULL);
}

/* The answer to the first question that makes SQLite look into the file. */
static int
try_database (sqlite3 *db)
{
  return sqlite3_exec (db, "SELECT count (*) FROM sqlite_schema", NULL, NULL, NULL);
}

/* A file that is shorter than its head says is refused, unless whoever asks knows what he does: that is what this
 * setting tells SQLite. Nothing is written through a connection for reading. */
static int
try_damaged (sqlite3 *db)
{
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, NULL);
  return try_database (db);
}

/* The same for a database that is only read. */
static int
try_reading (sqlite3 *db)
{
  int answer;

  restrict_database (db);
  answer = try_database (db);
  return (answer & 0xFF) == SQLITE_CORRUPT ? try_damaged (db) : answer;
}

/* Never NULL but for want of memory; *answer is SQLite's. */
static sqlite3 *
open_uri (const char *path, const char *options, int *answer)
{
  char *absolute = g_canonicalize_filename (path, NULL);
  char *escaped = g_uri_escape_string (absolute, "/", FALSE);
  char *uri = g_strconcat ("file://", escaped, options, NULL);
  sqlite3 *db = NULL;

  *answer
      = sqlite3_open_v2 (uri, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                         NULL);
  if (*answer == SQLITE_OK)
    {
      sqlite3_busy_timeout (db, BUSY_MS);
      *answer = try_reading (db);
    }
  g_free (uri);
  g_free (escaped);
  g_free (absolute);
  return db;
}

static gboolean
has_companion (const char *path, const char *suffix)
{
  char *companion = g_strconcat (path, suffix, NULL);
  gboolean there = g_file_test (companion, G_FILE_TEST_EXISTS);

  g_free (companion);
  return there;
}

/* A database with a write-ahead log that nobody has open: all is in the file, and opening it as usual would leave files
 * beside it. */
static gboolean
is_resting (const char *path)
{
  uint8_t version = 0;
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    return FALSE;
  if (pread (fd, &version, 1, HEAD_WRITE_VERSION) != 1)
    version = 0;
  close (fd);
  return version == 2 && !has_companion (path, "-wal");
}

/* Whether a database that SQLite will not open for reading only can be read as it stands. */
static gboolean
can_stand_still (int answer)
{
  switch (answer & 0xFF)
    {
    case SQLITE_CANTOPEN: /* no place for the files beside it */
    case SQLITE_READONLY: /* its last writer was interrupted, and what it left would have to be put in order */
    case SQLITE_IOERR:    /* a file system without locks */
    case SQLITE_PROTOCOL:
      return TRUE;
    default:
      return FALSE;
    }
}

sqlite3 *
sqlite_open_file (const char *path, char **remark, GError **error)
{
  gboolean resting = is_resting (path);
  int answer, first;
  sqlite3 *db = open_uri (path, resting ? "?immutable=1" : "?mode=ro", &answer);

  *remark = NULL;
  first = answer;
  if (!resting && can_stand_still (answer))
    {
      sqlite3_close (db);
      db = open_uri (path, "?immutable=1", &answer);
      if (answer == SQLITE_OK && (has_companion (path, "-wal") || has_companion (path, "-journal")))
        *remark
            = g_strdup_printf (_ ("its last writer did not finish (%s); frames may be missing or damaged at the end; "
                                  "open it once with a program that may write to it"),
                               sqlite3_errstr (first));
    }
  if (answer == SQLITE_OK)
    return db;
  sqlite_set_error (error, db, path, answer);
  sqlite3_close (db);
  return NULL;
}

sqlite3 *
sqlite_open_memory (const void *data, gsize n, GError **error)
{
  sqlite3 *db = NULL;
  int answer
      = sqlite3_open_v2 (":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

  /* Read only: what is borrowed is not written. */
  if (answer == SQLITE_OK)
    answer = sqlite3_deserialize (db, "main", (unsigned char *) data, (sqlite3_int64) n, (sqlite3_int64) n,
                                  SQLITE_DESERIALIZE_READONLY);
  if (answer == SQLITE_OK)
    answer = try_reading (db);
  if (answer == SQLITE_OK)
    return db;
  sqlite_set_error (error, db, "memory", answer);
  sqlite3_close (db);
  return NULL;
}

sqlite3 *
sqlite_open_writing (const char *path, gboolean is_new, GError **error)
{
  sqlite3 *db = NULL;
  int answer = SQLITE_OK;

  if (access (path, W_OK) != 0 && errno != ENOENT)
    {
      canid_error_set_errno (error, path, errno);
      return NULL;
    }
  answer = sqlite3_open_v2 (path, &db,
                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                            NULL);
  if (answer == SQLITE_OK && !is_new)
    {
      sqlite3_busy_timeout (db, BUSY_MS);
      restrict_database (db);
      answer = try_database (db);
    }
  if (answer == SQLITE_OK)
    return db;
  sqlite_set_error (error, db, path, answer);
  sqlite3_close (db);
  return NULL;
}

/* --- The table --- */

static gboolean
prepare (sqlite3 *db, sqlite3_stmt **statement, const char *format, const char *table)
{
  char *sql = sqlite3_mprintf (format, table);
  int answer = sqlite3_prepare_v2 (db, sql, -1, statement, NULL);

  sqlite3_free (sql);
  return answer == SQLITE_OK;
}

gboolean
sqlite_has_table (sqlite3 *db, const char *table)
{
  sqlite3_stmt *statement = NULL;
  gboolean found = prepare (db, &statement, "SELECT 1 FROM sqlite_schema WHERE name = %Q COLLATE NOCASE", table)
                   && sqlite3_step (statement) == SQLITE_ROW;

  sqlite3_finalize (statement);
  return found;
}

/* The first column that a table lacks, NULL if it has all. names_taken: which names of the row number are columns. */
static const char *
missing_column (sqlite3 *db, const char *table, const char *const row_names[3], gboolean names_taken[3])
{
  sqlite3_stmt *statement = NULL;
  gboolean found[SQLITE_N_COLUMNS] = { FALSE };

  if (prepare (db, &statement, "SELECT name FROM pragma_table_xinfo (%Q)", table))
    while (sqlite3_step (statement) == SQLITE_ROW)
      {
        const char *name = (const char *) sqlite3_column_text (statement, 0);

        for (guint i = 0; i < SQLITE_N_COLUMNS && name != NULL; i++)
          found[i] |= g_ascii_strcasecmp (name, sqlite_columns[i]) == 0;
        for (guint i = 0; i < 3 && name != NULL; i++)
          names_taken[i] |= g_ascii_strcasecmp (name, row_names[i]) == 0;
      }
  sqlite3_finalize (statement);
  for (guint i = 0; i < SQLITE_N_COLUMNS; i++)
    if (!found[i])
      return sqlite_columns[i];
  return NULL;
}

/* The only table with all columns; NULL if there is none, or several. names: of all tables and views, for a message. */
static char *
only_fitting_table (sqlite3 *db, const char *const row_names[3], GString *names)
{
  sqlite3_stmt *statement = NULL;
  char *fitting = NULL;
  guint n_fitting = 0, n = 0;

  if (prepare (db, &statement, "SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view')%s", ""))
    for (; n < 1000 && sqlite3_step (statement) == SQLITE_ROW; n++)
      {
        const char *name = (const char *) sqlite3_column_text (statement, 0);
        const char *type = (const char *) sqlite3_column_text (statement, 1);

        if (name == NULL || type == NULL)
          continue;
        if (n < 10)
          g_string_append_printf (names, "%s%s", n > 0 ? ", " : "", name);
        if (*type == 't' && missing_column (db, name, row_names, (gboolean[3]){ FALSE }) == NULL && n_fitting++ == 0)
          fitting = g_strdup (name);
      }
  sqlite3_finalize (statement);
  if (n > 10)
    g_string_append (names, ", …");
  if (n_fitting > 1)
    g_clear_pointer (&fitting, g_free);
  return fitting;
}

static char *
choose_table (sqlite3 *db, const char *name, const char *const row_names[3], GError **error)
{
  GString *names;
  char *table;

  if (sqlite_has_table (db, SQLITE_TABLE))
    return g_strdup (SQLITE_TABLE);
  names = g_string_new (NULL);
  table = only_fitting_table (db, row_names, names);
  if (table == NULL && names->len > 0)
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNKNOWN,
                 _ ("%s: no table “%s”, as python-can writes it, in this database; it has %s"), name, SQLITE_TABLE,
                 names->str);
  else if (table == NULL)
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNKNOWN,
                 _ ("%s: no table “%s”, as python-can writes it, in this database; it is empty"), name, SQLITE_TABLE);
  g_string_free (names, TRUE);
  return table;
}

static gboolean
is_table (sqlite3 *db, const char *table)
{
  sqlite3_stmt *statement = NULL;
  gboolean is
      = prepare (db, &statement,
                 "SELECT 1 FROM sqlite_schema WHERE name = %Q COLLATE NOCASE AND type = 'table' AND rootpage > 0",
                 table)
        && sqlite3_step (statement) == SQLITE_ROW;

  sqlite3_finalize (statement);
  return is;
}

static const char *
row_name (sqlite3 *db, const char *table, const char *const row_names[3], const gboolean names_taken[3])
{
  for (guint i = 0; i < 3; i++)
    if (!names_taken[i])
      {
        sqlite3_stmt *statement = NULL;
        char *sql = sqlite3_mprintf ("SELECT %s FROM \"%w\"", row_names[i], table);
        gboolean has = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) == SQLITE_OK;

        sqlite3_free (sql);
        sqlite3_finalize (statement);
        return has ? row_names[i] : NULL;
      }
  return NULL;
}

char *
sqlite_find_table (sqlite3 *db, const char *name, const char **rowid, GError **error)
{
  static const char *const row_names[3] = { "rowid", "_rowid_", "oid" };
  gboolean names_taken[3] = { FALSE };
  char *table = choose_table (db, name, row_names, error);
  const char *missing;

  if (table == NULL)
    return NULL;
  if (!is_table (db, table))
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                 _ ("%s: “%s” is a view, not a table; copy its rows into a table first"), name, table);
  else if ((missing = missing_column (db, table, row_names, names_taken)) != NULL)
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNKNOWN,
                 _ ("%s: table “%s” has no column “%s”; python-can's table has ts, arbitration_id, extended, remote, "
                    "error, dlc, data"),
                 name, table, missing);
  else
    {
      *rowid = row_name (db, table, row_names, names_taken);
      return table;
    }
  g_free (table);
  return NULL;
}
