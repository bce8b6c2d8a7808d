/* sqlite-helper.h: databases made in a folder of their own, for the tests of SQLite logs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "base/errors.h"
#include "format-helper.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

/* python-can's table; and a table of n rows, second by second. */
#define TABLE                                                                                                          \
  "CREATE TABLE messages (ts REAL, arbitration_id INTEGER, extended INTEGER, remote INTEGER, error INTEGER, dlc "      \
  "INTEGER, "                                                                                                          \
  "data BLOB);"
#define MANY(n)                                                                                                        \
  TABLE "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " #n ")"                            \
        " INSERT INTO messages SELECT i, i & 0x7FF, 0, 0, 0, 8, x'1122334455667788' FROM n;"

typedef struct
{
  char *folder, *path; /* path is not there yet */
} Fixture;

void sqlite_set_up (Fixture *f, gconstpointer data);
void sqlite_tear_down (Fixture *f, gconstpointer data);
#define ADD_SQLITE(name, function)                                                                                     \
  g_test_add ("/sqlite/" name, Fixture, NULL, sqlite_set_up, function, sqlite_tear_down)

guint n_files (const Fixture *f); /* in the folder */
void execute (sqlite3 *db, const char *sql);
sqlite3 *open_database (const char *path);
void make (const Fixture *f, const char *sql);              /* path, anew */
void assert_reads (const Fixture *f, const char *expected); /* as dump_file tells it */
/* The error without the path in front. */
void assert_refused (const Fixture *f, const char *expected);
guint n_of (const char *text, const char *start); /* lines that begin so */
guint n_frames (const Fixture *f);
