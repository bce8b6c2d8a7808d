/* test-sqlite-damage.c: databases that are locked, written by others, packed, damaged.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "sqlite-helper.h"

/* --- Others at work --- */

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_SQLITE ("locked", test_locked);
  ADD_SQLITE ("written-while-read", test_written_while_read);
  ADD_SQLITE ("write-ahead", test_write_ahead);
  ADD_SQLITE ("interrupted-writer", test_interrupted_writer);
  ADD_SQLITE ("not-a-file", test_not_a_file);
  ADD_SQLITE ("damaged-pages", test_damaged_pages);
  ADD_SQLITE ("cut", test_cut);
  ADD_SQLITE ("circles", test_circles);
  return g_test_run ();
}
