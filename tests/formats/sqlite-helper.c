/* sqlite-helper.c: databases made in a folder of their own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "sqlite-helper.h"

void
sqlite_set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("canid-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "log ?#%41.db", NULL); /* letters that mean something in an URI */
}

void
sqlite_tear_down (Fixture *f, gconstpointer data)
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

guint
n_files (const Fixture *f)
{
  GDir *dir = g_dir_open (f->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  g_dir_close (dir);
  return n;
}

void
execute (sqlite3 *db, const char *sql)
{
  char *message = NULL;

  if (sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s: %s", sql, message);
}

sqlite3 *
open_database (const char *path)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  return db;
}

void
make (const Fixture *f, const char *sql)
{
  sqlite3 *db;

  g_unlink (f->path);
  db = open_database (f->path);
  execute (db, sql);
  sqlite3_close (db);
}

void
assert_reads (const Fixture *f, const char *expected)
{
  char *text = dump_file (NULL, f->path);

  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

void
assert_refused (const Fixture *f, const char *expected)
{
  char *text = dump_file ("sqlite", f->path), *line = g_strdup_printf ("E %s: %s\n", f->path, expected);

  g_assert_cmpstr (text, ==, line);
  g_free (line);
  g_free (text);
}

guint
n_of (const char *text, const char *start)
{
  guint n = 0;

  for (const char *p = text; p != NULL && *p != '\0'; p = strchr (p, '\n') + 1)
    n += g_str_has_prefix (p, start);
  return n;
}

guint
n_frames (const Fixture *f)
{
  char *text = dump_file (NULL, f->path);
  guint n = n_of (text, "F ");

  g_assert_cmpuint (n_of (text, "E ") + n_of (text, "P "), ==, 0);
  g_free (text);
  return n;
}
