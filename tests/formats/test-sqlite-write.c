/* test-sqlite-write.c: databases written and appended to.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "sqlite-helper.h"

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
  g_assert_null (log_writer_create (f->path, format_by_id ("asc"), info, &options, &error));
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_SQLITE ("write", test_write);
  ADD_SQLITE ("append", test_append);
  ADD_SQLITE ("append-refused", test_append_refused);
  return g_test_run ();
}
