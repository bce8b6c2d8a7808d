/* bench-sqlite.c: the yardstick of reading databases: all columns of all rows, by SQLite alone, into a plain array.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * bench-sqlite FILE: CPU seconds (user + system) a million rows, the best of three passes.
 */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

typedef struct
{
  uint64_t us;
  uint32_t id;
  uint8_t data[8];
  uint8_t len;
} Row;

static double
cpu_seconds (void)
{
  struct rusage use;

  getrusage (RUSAGE_SELF, &use);
  return (double) (use.ru_utime.tv_sec + use.ru_stime.tv_sec)
         + (double) (use.ru_utime.tv_usec + use.ru_stime.tv_usec) * 1e-6;
}

static size_t
read_rows (sqlite3 *db, Row *rows, size_t capacity)
{
  sqlite3_stmt *s;
  size_t n = 0;

  if (sqlite3_prepare_v2 (db, "SELECT * FROM messages", -1, &s, NULL) != SQLITE_OK)
    return 0;
  while (sqlite3_step (s) == SQLITE_ROW)
    {
      Row *row = &rows[n++ % capacity];
      const void *data = sqlite3_column_blob (s, 6);
      int size = sqlite3_column_bytes (s, 6);

      row->us = (uint64_t) (sqlite3_column_double (s, 0) * 1e6);
      row->id = (uint32_t) sqlite3_column_int (s, 1) | (uint32_t) sqlite3_column_int (s, 2) << 31;
      row->len = (uint8_t) sqlite3_column_int (s, 5);
      if (size > 0)
        memcpy (row->data, data, size > 8 ? 8 : (size_t) size);
    }
  sqlite3_finalize (s);
  return n;
}

int
main (int argc, char **argv)
{
  enum
  {
    CAPACITY = 1 << 20
  };
  Row *rows = calloc (CAPACITY, sizeof *rows);
  double best = 1e9;
  size_t n = 0;
  sqlite3 *db;

  if (argc != 2 || rows == NULL || sqlite3_open_v2 (argv[1], &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
    return 1;
  for (int pass = 0; pass < 3; pass++)
    {
      double start = cpu_seconds (), spent;

      n = read_rows (db, rows, CAPACITY);
      spent = cpu_seconds () - start;
      best = spent < best ? spent : best;
    }
  printf ("sqlite3_step %10zu rows %7.4f CPU s/M  %s\n", n, best * 1e6 / (double) (n > 0 ? n : 1), argv[1]);
  sqlite3_close (db);
  free (rows);
  return n > 0 ? 0 : 1;
}
