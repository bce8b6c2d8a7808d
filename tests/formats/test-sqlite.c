/* test-sqlite.c: python-can's databases as they are met: odd values, other schemas, locked, interrupted, damaged; and
 * what is written and appended.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "base/errors.h"
#include "format-helper.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define TABLE                                                                                                          \
  "CREATE TABLE messages (ts REAL, arbitration_id INTEGER, extended INTEGER, remote INTEGER, error INTEGER, dlc "      \
  "INTEGER, "                                                                                                          \
  "data BLOB);"

typedef struct
{
  char *folder, *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("canid-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "log ?#%41.db", NULL); /* letters that mean something in an URI */
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  GDir *dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      char *path = g_build_filename (f->folder, name, NULL);

      g_unlink (path);
      g_free (path);
    }
  g_dir_close (dir);
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static guint
n_files (const Fixture *f)
{
  GDir *dir = g_dir_open (f->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  g_dir_close (dir);
  return n;
}

static void
execute (sqlite3 *db, const char *sql)
{
  char *message = NULL;

  if (sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s: %s", sql, message);
}

static sqlite3 *
open_database (const char *path)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  return db;
}

static void
make (const Fixture *f, const char *sql)
{
  sqlite3 *db;

  g_unlink (f->path);
  db = open_database (f->path);
  execute (db, sql);
  sqlite3_close (db);
}

static void
assert_reads (const Fixture *f, const char *expected)
{
  char *text = dump_file (NULL, f->path);

  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

/* The error without the path in front. */
static void
assert_refused (const Fixture *f, const char *expected)
{
  char *text = dump_file ("sqlite", f->path), *line = g_strdup_printf ("E %s: %s\n", f->path, expected);

  g_assert_cmpstr (text, ==, line);
  g_free (line);
  g_free (text);
}

/* --- Rows --- */

static void
test_rows (Fixture *f, gconstpointer data)
{
  make (f, TABLE "INSERT INTO messages VALUES"
                 " (1700000000.5, 0x123, 0, 0, 0, 2, x'AABB'), (1700000001, 0x18FEF100, 1, 0, 0, 0, x''),"
                 " (1700000002, 0x7FF, 0, 1, 0, 4, NULL), (1700000003, 5, 1, 1, 0, 15, x''),"
                 " (1700000004, 8, 1, 0, 1, 8, x'0000040000000000'), (1700000005, 8, 0, 0, 1, 0, NULL),"
                 " (1700000006, 1, 0, 0, 0, 12, x'000102030405060708090A0B'),"
                 " (1700000007, 1, 0, 0, 0, 9, x'000102030405060708090A0B'),"
                 " (1700000008, 1, 0, 0, 0, 13, x'0001020304050607'), (1700000009, 1, 0, 0, 0, 0, NULL)");
  assert_reads (f, "F 1700000000.500000  123#AABB 2\n"
                   "F 1700000001.000000  18FEF100# 0\n"
                   "F 1700000002.000000  7FF#R4 4\n"
                   "F 1700000003.000000  00000005#R8_F 15\n"
                   "F 1700000004.000000  20000008#0000040000000000 8\n"
                   "F 1700000005.000000  20000000# 0\n"
                   "F 1700000006.000000  001##0000102030405060708090A0B 9\n"
                   "F 1700000007.000000  001##0000102030405060708090A0B 9\n"
                   "F 1700000008.000000  001#0001020304050607_D 13\n"
                   "F 1700000009.000000  001# 0\n"
                   "S 1700000000.500000 dated\n");
}

static void
test_odd_values (Fixture *f, gconstpointer data)
{
  make (f, TABLE "INSERT INTO messages VALUES"
                 " (NULL, 1, 0, 0, 0, 0, x''), ('noon', 1, 0, 0, 0, 0, x''), (9e18, 1, 0, 0, 0, 0, x''),"
                 " (1, NULL, 0, 0, 0, 0, x''), (1, 'x', 0, 0, 0, 0, x''), (1, 1.5, 0, 0, 0, 0, x''),"
                 " (1, -1, 1, 0, 0, 0, x''), (1, 0x20000000, 1, 0, 0, 0, x''), (1, 0x800, 0, 0, 0, 0, x''),"
                 " (1, 1, NULL, 0, 0, 0, x''), (1, 1, 0, 2, 0, 0, x''), (1, 1, 0, 0, 'True', 0, x''),"
                 " (1, 1, 0, 0, 0, NULL, x''), (1, 1, 0, 0, 0, -1, x''), (1, 1, 0, 0, 0, 3, x'11'),"
                 " (1, 1, 0, 0, 0, 1, 'text'), (1, 1, 0, 0, 0, 9, x'000102030405060708'),"
                 " (1, 1, 0, 0, 0, 64, zeroblob (65)), (1, 1, 0, 1, 0, 16, NULL), (1, 1, 0, 0, 0, 3, zeroblob (8)), "
                 "(1, 1, 0, 0, 0, 1, x'42')");
  assert_reads (f, "F 1.000000  001#42 1\n"
                   "P 1 ts is no number\n"
                   "P 2 ts is no number\n"
                   "P 3 ts is beyond the year 2261\n"
                   "P 4 arbitration_id is no number of 29 bits\n"
                   "P 5 arbitration_id is no number of 29 bits\n"
                   "P 6 arbitration_id is no number of 29 bits\n"
                   "P 7 arbitration_id is no number of 29 bits\n"
                   "P 8 arbitration_id is no number of 29 bits\n"
                   "P 9 arbitration_id of more than 11 bits in a frame that is not extended\n"
                   "P 10 extended, remote or error is not 0 or 1\n"
                   "P 11 extended, remote or error is not 0 or 1\n"
                   "P 12 extended, remote or error is not 0 or 1\n"
                   "P 13 dlc is no number of 0 to 64\n"
                   "P 14 dlc is no number of 0 to 64\n"
                   "P 15 dlc and the number of data bytes differ\n"
                   "P 16 data is no blob\n"
                   "P 17 number of data bytes that CAN FD does not have\n"
                   "P 18 more than 64 data bytes\n"
                   "P 19 dlc above 15 in a remote frame\n"
                   "P 20 dlc and the number of data bytes differ\n"
                   "S 1.000000\n");
}

/* A value of hundreds of megabytes is one row that is passed over. */
static void
test_huge_value (Fixture *f, gconstpointer data)
{
  make (f, TABLE "INSERT INTO messages VALUES (1, 1, 0, 0, 0, 0, x''), (2, 1, 0, 0, 0, 0, zeroblob (3000000)),"
                 " (3, 1, 0, 0, 0, 0, x'')");
  assert_reads (f, "F 1.000000  001# 0\n"
                   "P 2 rows up to number 2 cannot be read: string or blob too big\n"
                   "F 3.000000  001# 0\n"
                   "S 1.000000\n");
}

/* Stamps come back as they were written, whatever a double makes of them. */
static void
test_times (Fixture *f, gconstpointer data)
{
  make (f, TABLE "INSERT INTO messages VALUES"
                 " (1700000000.000001, 1, 0, 0, 0, 0, x''), (1700000000.123456, 1, 0, 0, 0, 0, x''),"
                 " (1700000000.1234567, 1, 0, 0, 0, 0, x''), (0.123456789, 1, 0, 0, 0, 0, x''),"
                 " (-1.5, 1, 0, 0, 0, 0, x''), (1e-9, 1, 0, 0, 0, 0, x''), (4102444799.999999, 1, 0, 0, 0, 0, x''),"
                 " (0, 1, 0, 0, 0, 0, x''), (86400, 1, 0, 0, 0, 0, x'')");
  assert_reads (f, "F 1700000000.000001  001# 0\n"
                   "F 1700000000.123456  001# 0\n"
                   "F 1700000000.123456700  001# 0\n"
                   "F 0.123456789  001# 0\n"
                   "F -1.500000  001# 0\n"
                   "F 0.000000001  001# 0\n"
                   "F 4102444799.999999  001# 0\n"
                   "F 0.000000  001# 0\n"
                   "F 86400.000000  001# 0\n"
                   "S 1700000000.000001 dated\n");
}

/* --- Schemas --- */

static void
test_schemas (Fixture *f, gconstpointer data)
{
  make (f, "CREATE TABLE a (x); CREATE VIEW b AS SELECT x FROM a");
  assert_refused (f, "no table “messages”, as python-can writes it, in this database; it has a, b");
  make (f, "PRAGMA user_version = 1");
  assert_refused (f, "no table “messages”, as python-can writes it, in this database; it is empty");
  make (f, "CREATE TABLE messages (ts REAL, arbitration_id INTEGER, extended INTEGER, remote INTEGER, error INTEGER, "
           "data BLOB)");
  assert_refused (f, "table “messages” has no column “dlc”; python-can's table has ts, arbitration_id, extended, "
                     "remote, error, dlc, data");
  make (f,
        "CREATE VIEW messages AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        " SELECT i AS ts, i AS arbitration_id, 0 AS extended, 0 AS remote, 0 AS error, 0 AS dlc, NULL AS data FROM n");
  assert_refused (f, "“messages” is a view, not a table; copy its rows into a table first");
  make (f, "CREATE TABLE messages (ts REAL)");
  g_assert_true (g_file_set_contents (f->path, "SQLite format 3\0 and then nothing of the kind", 45, NULL));
  assert_refused (f, "not an SQLite database, or an encrypted one");
}

static void
test_other_tables (Fixture *f, gconstpointer data)
{
  /* another name, other order, more columns */
  make (f, "CREATE TABLE \"my \"\"log\"\"\" (channel TEXT, data BLOB, dlc INTEGER, ERROR INTEGER, remote INTEGER, "
           "extended "
           "INTEGER, arbitration_id INTEGER, TS REAL); CREATE TABLE other (x);"
           "INSERT INTO \"my \"\"log\"\"\" VALUES ('can0', x'11', 1, 0, 0, 0, 0x42, 7)");
  assert_reads (f, "F 7.000000  042#11 1\nS 7.000000\n");
  /* a column that is called as row numbers are; numbers below zero */
  make (f,
        "CREATE TABLE messages (rowid TEXT, ts REAL, arbitration_id INTEGER, extended INTEGER, remote INTEGER, error "
        "INTEGER, dlc INTEGER, data BLOB); INSERT INTO messages (_rowid_, rowid, ts, arbitration_id, extended, remote, "
        "error, dlc) VALUES (5, 'b', 2, 2, 0, 0, 0, 0), (-3, 'c', 1, 1, 0, 0, 0, 0)");
  assert_reads (f, "F 1.000000  001# 0\nF 2.000000  002# 0\nS 1.000000\n");
  make (f,
        "CREATE TABLE messages (ts REAL PRIMARY KEY, arbitration_id INTEGER, extended INTEGER, remote INTEGER, error "
        "INTEGER, dlc INTEGER, data BLOB) WITHOUT ROWID;"
        "INSERT INTO messages VALUES (2, 2, 0, 0, 0, 0, NULL), (1, 1, 0, 0, 0, 0, NULL), (3, 3, 0, 0, 0, 1, NULL)");
  assert_reads (f, "F 1.000000  001# 0\nF 2.000000  002# 0\nP 3 dlc and the number of data bytes differ\nS 1.000000\n");
}

/* --- Others at work --- */

#define MANY(n)                                                                                                        \
  TABLE "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " #n ")"                            \
        " INSERT INTO messages SELECT i, i & 0x7FF, 0, 0, 0, 8, x'1122334455667788' FROM n;"

static void
test_locked (Fixture *f, gconstpointer data)
{
  sqlite3 *db;

  make (f, MANY (10));
  db = open_database (f->path);
  execute (db, "BEGIN EXCLUSIVE");
  assert_refused (f, "another program is writing it and has locked it; try again when it has finished");
  execute (db, "ROLLBACK");
  sqlite3_close (db);
}

/* Whoever records into the database goes on while it is read, and what he adds is read, too. */
static void
test_written_while_read (Fixture *f, gconstpointer data)
{
  FrameBatch *batch = frame_batch_new ();
  TraceInfo *info = trace_info_new ();
  GError *error = NULL;
  uint64_t n = 0;
  LogReader *reader;
  FormatStep step;
  sqlite3 *db;

  make (f, MANY (1000));
  reader = log_reader_open (f->path, NULL, info, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (log_reader_read (reader, batch, &error), ==, FORMAT_MORE);
  n += batch->n_frames;
  g_assert_cmpfloat (log_reader_progress (reader), >, 0.2);
  g_assert_cmpfloat (log_reader_progress (reader), <, 0.3);
  db = open_database (f->path);
  execute (db, "BEGIN EXCLUSIVE; INSERT INTO messages SELECT * FROM messages; COMMIT");
  sqlite3_close (db);
  do
    {
      step = log_reader_read (reader, batch, &error);
      n += batch->n_frames;
    }
  while (step == FORMAT_MORE);
  g_assert_cmpint (step, ==, FORMAT_END);
  g_assert_cmpuint (n, ==, 2000);
  log_reader_close (reader);
  frame_batch_free (batch);
  trace_info_unref (info);
}

static guint
n_of (const char *text, const char *start)
{
  guint n = 0;

  for (const char *p = text; p != NULL && *p != '\0'; p = strchr (p, '\n') + 1)
    n += g_str_has_prefix (p, start);
  return n;
}

static guint
n_frames (const Fixture *f)
{
  char *text = dump_file (NULL, f->path);
  guint n = n_of (text, "F ");

  g_assert_cmpuint (n_of (text, "E ") + n_of (text, "P "), ==, 0);
  g_free (text);
  return n;
}

/* A database with a write-ahead log is read without leaving files beside it; what is only in the log is seen. */
static void
test_write_ahead (Fixture *f, gconstpointer data)
{
  sqlite3 *db;

  make (f, "PRAGMA journal_mode = WAL;" MANY (10));
  g_assert_cmpuint (n_files (f), ==, 1);
  g_assert_cmpuint (n_frames (f), ==, 10);
  g_assert_cmpuint (n_files (f), ==, 1);
  db = open_database (f->path);
  execute (db, "PRAGMA wal_autocheckpoint = 0; INSERT INTO messages SELECT * FROM messages");
  g_assert_cmpuint (n_frames (f), ==, 20);
  sqlite3_close (db);
}

static char *
beside (const Fixture *f, const char *suffix)
{
  return g_strconcat (f->path, suffix, NULL);
}

static void
copy (const char *from, const char *to)
{
  char *bytes;
  gsize n;

  g_assert_true (g_file_get_contents (from, &bytes, &n, NULL));
  g_assert_true (g_file_set_contents (to, bytes, (gssize) n, NULL));
  g_free (bytes);
}

/* A writer that was killed in the middle of a transaction left a journal that only a writer may put in order. */
static void
test_interrupted_writer (Fixture *f, gconstpointer data)
{
  char *journal = beside (f, "-journal"), *kept = beside (f, ".kept"), *kept_journal = beside (f, ".kept-journal"),
       *text;
  sqlite3 *db;

  make (f, MANY (20000));
  db = open_database (f->path);
  execute (db, "PRAGMA cache_size = 5; BEGIN; UPDATE messages SET data = x'0000000000000000'");
  copy (f->path, kept);
  copy (journal, kept_journal);
  sqlite3_close (db);
  copy (kept, f->path);
  copy (kept_journal, journal);

  text = dump_file (NULL, f->path);
  g_assert_nonnull (strstr (text, "P 0 its last writer did not finish"));
  g_assert_cmpuint (n_of (text, "F "), ==, 20000);
  g_assert_true (g_file_test (journal, G_FILE_TEST_EXISTS));
  g_free (text);
  g_free (journal);
  g_free (kept);
  g_free (kept_journal);
}

static void
test_not_a_file (Fixture *f, gconstpointer data)
{
  char *packed = beside (f, ".gz"), *text, *command;

  make (f, MANY (1000));
  command = g_strdup_printf ("sh -c \"gzip -c '%s' > '%s'\"", f->path, packed);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  text = dump_file (NULL, packed);
  g_assert_nonnull (strstr (text, "a packed SQLite database; unpack it first"));
  g_free (text);
  g_free (command);
  g_free (packed);
}

/* --- Damage --- */

#define PAGE 4096

static void
spoil (const Fixture *f, gsize at, gsize n, int byte)
{
  char *bytes;
  gsize size;

  g_assert_true (g_file_get_contents (f->path, &bytes, &size, NULL));
  g_assert_cmpuint (at + n, <=, size);
  memset (bytes + at, byte, n);
  g_assert_true (g_file_set_contents (f->path, bytes, (gssize) size, NULL));
  g_free (bytes);
}

/* Pages in the middle: rows in front of and behind each are read, and the gap is named. */
static void
test_damaged_pages (Fixture *f, gconstpointer data)
{
  char *text;
  guint n, first, last;
  const char *problem;

  make (f, MANY (20000));
  spoil (f, 60 * PAGE, PAGE, 0xFF);
  spoil (f, 90 * PAGE, PAGE, 0);
  text = dump_file (NULL, f->path);
  n = n_of (text, "F ");
  g_assert_cmpuint (n_of (text, "P "), ==, 2);
  g_assert_cmpuint (n_of (text, "E "), ==, 0);
  problem = strstr (text, "\nP ");
  g_assert_cmpint (sscanf (problem, "\nP %u rows up to number %u cannot be read:", &first, &last), ==, 2);
  g_assert_cmpuint (last, >, first);
  g_assert_cmpuint (n, <, 20000 - (last - first));
  g_assert_cmpuint (n, >, 20000 - 4 * (last - first + 1));
  g_assert_nonnull (strstr (text, "\nF 20000.000000 "));
  g_free (text);
}

static void
test_cut (Fixture *f, gconstpointer data)
{
  char *text;

  make (f, MANY (20000));
  for (gsize size = 120 * PAGE; size > 0; size -= 10 * PAGE + 17)
    {
      guint n;

      g_assert_cmpint (truncate (f->path, (off_t) size), ==, 0);
      text = dump_file (NULL, f->path);
      n = n_of (text, "F ");
      g_assert_cmpuint (n, >=, size / PAGE > 3 ? (size / PAGE - 3) * 50 : 0);
      g_assert_cmpuint (n_of (text, "P ") + n_of (text, "E "), >, 0);
      g_free (text);
      if (size < 11 * PAGE)
        break;
    }
}

/* Pages that point at each other: rows would never end. */
static void
test_circles (Fixture *f, gconstpointer data)
{
  char *bytes, *text;
  gsize size;

  make (f, "PRAGMA page_size = 512;" MANY (20000));
  g_assert_true (g_file_get_contents (f->path, &bytes, &size, NULL));
  /* Every interior page's rightmost child becomes page 3, a leaf. */
  for (gsize page = 512; page < size; page += 512)
    if (bytes[page] == 5)
      memcpy (bytes + page + 8, "\0\0\0\3", 4);
  g_assert_true (g_file_set_contents (f->path, bytes, (gssize) size, NULL));
  g_free (bytes);
  text = dump_file (NULL, f->path);
  g_assert_cmpuint (n_of (text, "F "), <=, 20000);
  g_assert_cmpuint (n_of (text, "F "), >, 5000);
  g_assert_cmpuint (n_of (text, "P ") + n_of (text, "E "), >, 0);
  g_free (text);
}

/* --- Writing --- */

static const uint8_t payload[64] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
static const CanFrame some[] = {
  { .time = G_GINT64_CONSTANT (1700000000123456000), .id = 0x123, .len = 2, .dlc = 2, .data = payload },
  { .time = G_GINT64_CONSTANT (1700000001000000000), .id = 0x18FEF100u | CAN_ID_EXTENDED, .data = payload },
  { .time = G_GINT64_CONSTANT (1700000002000000000), .id = 5 | CAN_ID_REMOTE, .dlc = 15, .data = payload },
  { .time = G_GINT64_CONSTANT (1700000003000000000), .id = CAN_ID_ERROR | 8, .len = 8, .dlc = 8, .data = payload },
  { .time = G_GINT64_CONSTANT (1700000004000000000), .id = CAN_ID_ERROR, .data = payload },
  { .time = G_GINT64_CONSTANT (1700000005000000000), .id = 1, .flags = CAN_FD, .len = 12, .dlc = 9, .data = payload },
  { .time = G_GINT64_CONSTANT (1700000006000000000), .id = 1, .len = 8, .dlc = 13, .data = payload },
};
static const char some_text[] = "F 1700000000.123456  123#0102 2\n"
                                "F 1700000001.000000  18FEF100# 0\n"
                                "F 1700000002.000000  005#R8_F 15\n"
                                "F 1700000003.000000  20000008#0102030405060708 8\n"
                                "F 1700000004.000000  20000000# 0\n"
                                "F 1700000005.000000  001##00102030405060708090A0B0C 9\n"
                                "F 1700000006.000000  001#0102030405060708_D 13\n"
                                "S 1700000000.123456 dated\n";

static LogWriter *
create (const Fixture *f, gboolean append, GError **error)
{
  FormatOptions options = { .append = append };
  TraceInfo *info = trace_info_new ();
  LogWriter *writer = log_writer_create (f->path, format_by_id ("sqlite"), info, &options, error);

  trace_info_unref (info);
  return writer;
}

static void
write_some (LogWriter *writer)
{
  GError *error = NULL;

  g_assert_nonnull (writer);
  log_writer_write (writer, some, G_N_ELEMENTS (some), &error);
  g_assert_no_error (error);
}

static void
finish (LogWriter *writer)
{
  GError *error = NULL;

  log_writer_close (writer, &error);
  g_assert_no_error (error);
}

static void
test_write (Fixture *f, gconstpointer data)
{
  LogWriter *writer;

  make (f, MANY (10));
  writer = create (f, FALSE, NULL);
  write_some (writer);
  g_assert_cmpuint (n_frames (f), ==, 10); /* not there yet */
  finish (writer);
  assert_reads (f, some_text);
  writer = create (f, FALSE, NULL);
  write_some (writer);
  log_writer_discard (writer);
  assert_reads (f, some_text);
  finish (create (f, FALSE, NULL));
  g_assert_cmpuint (n_frames (f), ==, 0); /* a table without rows */
  g_assert_cmpuint (n_files (f), ==, 1);
}

static void
test_append (Fixture *f, gconstpointer data)
{
  LogWriter *writer;

  writer = create (f, TRUE, NULL); /* none is there */
  write_some (writer);
  finish (writer);
  assert_reads (f, some_text);
  writer = create (f, TRUE, NULL);
  write_some (writer);
  log_writer_discard (writer);
  assert_reads (f, some_text);
  writer = create (f, TRUE, NULL);
  write_some (writer);
  g_assert_true (log_writer_flush (writer, NULL));
  g_assert_cmpuint (n_frames (f), ==, 2 * G_N_ELEMENTS (some));
  g_assert_true (log_writer_flush (writer, NULL));
  write_some (writer);
  log_writer_discard (writer); /* what was flushed stays */
  g_assert_cmpuint (n_frames (f), ==, 2 * G_N_ELEMENTS (some));
  make (f, "CREATE TABLE other (x); INSERT INTO other VALUES (1)"); /* a table of its own is made in it */
  writer = create (f, TRUE, NULL);
  write_some (writer);
  finish (writer);
  assert_reads (f, some_text);
  g_assert_cmpuint (n_files (f), ==, 1);
}

static void
assert_not_appended (const Fixture *f, const char *expected)
{
  GError *error = NULL;

  g_assert_null (create (f, TRUE, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, f->path));
  g_assert_nonnull (strstr (error->message, expected));
  g_clear_error (&error);
}

static void
test_append_refused (Fixture *f, gconstpointer data)
{
  FormatOptions options = { .append = TRUE };
  TraceInfo *info = trace_info_new ();
  GError *error = NULL;
  sqlite3 *db;

  make (f, "CREATE TABLE messages (ts REAL, data BLOB)");
  assert_not_appended (f, "has no column “arbitration_id”");
  make (f, MANY (10));
  db = open_database (f->path);
  execute (db, "BEGIN IMMEDIATE");
  assert_not_appended (f, "another program is writing it");
  execute (db, "ROLLBACK");
  sqlite3_close (db);
  g_assert_true (g_file_set_contents (f->path, "no database at all, but long enough to be looked at", -1, NULL));
  assert_not_appended (f, "not an SQLite database");
  if (geteuid () == 0)
    g_test_message ("root may write everything: no permission is not tested");
  else
    {
      make (f, MANY (10));
      g_chmod (f->path, 0400);
      assert_not_appended (f, "Permission denied");
    }
  g_assert_null (log_writer_create (f->path, format_by_id ("candump"), info, &options, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_null (log_writer_create ("/dev/null", format_by_id ("sqlite"), info, NULL, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_null (log_writer_create ("x.db.gz", format_by_id ("sqlite"), info, NULL, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  trace_info_unref (info);
}

#define ADD(name, function) g_test_add ("/sqlite/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("rows", test_rows);
  ADD ("odd-values", test_odd_values);
  ADD ("huge-value", test_huge_value);
  ADD ("times", test_times);
  ADD ("schemas", test_schemas);
  ADD ("other-tables", test_other_tables);
  ADD ("locked", test_locked);
  ADD ("written-while-read", test_written_while_read);
  ADD ("write-ahead", test_write_ahead);
  ADD ("interrupted-writer", test_interrupted_writer);
  ADD ("not-a-file", test_not_a_file);
  ADD ("damaged-pages", test_damaged_pages);
  ADD ("cut", test_cut);
  ADD ("circles", test_circles);
  ADD ("write", test_write);
  ADD ("append", test_append);
  ADD ("append-refused", test_append_refused);
  return g_test_run ();
}
