/* test-sqlite.c: python-can's databases as they are met: odd values, other schemas.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "sqlite-helper.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_SQLITE ("rows", test_rows);
  ADD_SQLITE ("odd-values", test_odd_values);
  ADD_SQLITE ("huge-value", test_huge_value);
  ADD_SQLITE ("times", test_times);
  ADD_SQLITE ("schemas", test_schemas);
  ADD_SQLITE ("other-tables", test_other_tables);
  return g_test_run ();
}
