/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "base/byte-sink.h"
#include "base/byte-source.h"
#include "base/errors.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char *folder, *path, *link;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("canid-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "file", NULL);
  f->link = g_build_filename (f->folder, "link", NULL);
}

static guint
count_files (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  g_dir_close (dir);
  return n;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_unlink (f->path);
  g_unlink (f->link);
  g_assert_cmpuint (count_files (f->folder), ==, 0); /* nothing is left beside */
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->path);
  g_free (f->link);
}

static void
assert_contents (const char *path, const char *expected)
{
  char *text;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static ByteSink *
open_sink (const char *path, ByteSinkMode mode)
{
  GError *error = NULL;
  ByteSink *sink = byte_sink_open (path, mode, &error);

  g_assert_no_error (error);
  return sink;
}

static void
close_sink (ByteSink *sink)
{
  GError *error = NULL;

  g_assert_true (byte_sink_close (sink, &error));
  g_assert_no_error (error);
}

static void
test_replace (Fixture *f, gconstpointer data)
{
  ByteSink *sink;
  struct stat st;

  g_assert_true (g_file_set_contents (f->path, "old", 3, NULL));
  g_chmod (f->path, 0640);
  sink = open_sink (f->path, BYTE_SINK_REPLACE);
  byte_sink_write (sink, "new ", 4);
  byte_sink_printf (sink, "%d", 5);
  g_assert_true (byte_sink_flush (sink, NULL));
  assert_contents (f->path, "old");
  close_sink (sink);
  assert_contents (f->path, "new 5");
  g_assert_cmpint (g_stat (f->path, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 07777, ==, 0640);
}

static void
test_new_file (Fixture *f, gconstpointer data)
{
  mode_t mask = umask (027);
  ByteSink *sink = open_sink (f->path, BYTE_SINK_REPLACE);
  struct stat st;

  g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
  close_sink (sink);
  umask (mask);
  assert_contents (f->path, "");
  g_assert_cmpint (g_stat (f->path, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 07777, ==, 0640);
}

static void
test_discard (Fixture *f, gconstpointer data)
{
  ByteSink *sink;

  g_assert_true (g_file_set_contents (f->path, "old", 3, NULL));
  sink = open_sink (f->path, BYTE_SINK_REPLACE);
  byte_sink_write (sink, "new", 3);
  byte_sink_discard (sink);
  assert_contents (f->path, "old");
}

static void
test_link (Fixture *f, gconstpointer data)
{
  ByteSink *sink;

  g_assert_cmpint (symlink ("file", f->link), ==, 0);
  sink = open_sink (f->link, BYTE_SINK_REPLACE); /* to a file that is not there yet */
  byte_sink_write (sink, "1", 1);
  close_sink (sink);
  assert_contents (f->path, "1");
  sink = open_sink (f->link, BYTE_SINK_REPLACE);
  byte_sink_write (sink, "2", 1);
  close_sink (sink);
  assert_contents (f->path, "2");
  g_assert_true (g_file_test (f->link, G_FILE_TEST_IS_SYMLINK));
}

static void
assert_refused (const char *path, ByteSinkMode mode)
{
  GError *error = NULL;

  g_assert_null (byte_sink_open (path, mode, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_IO);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_clear_error (&error);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  assert_refused (f->folder, BYTE_SINK_REPLACE);
  assert_refused (f->folder, BYTE_SINK_GROW);
  assert_refused ("/nowhere/file", BYTE_SINK_REPLACE);
  g_assert_cmpint (symlink ("link", f->link), ==, 0);
  assert_refused (f->link, BYTE_SINK_REPLACE);
  if (geteuid () == 0)
    return; /* root may write everything */
  g_assert_true (g_file_set_contents (f->path, "old", 3, NULL));
  g_chmod (f->path, 0444);
  assert_refused (f->path, BYTE_SINK_REPLACE);
  assert_contents (f->path, "old");
}

static void
test_grow (Fixture *f, gconstpointer data)
{
  ByteSink *sink = open_sink (f->path, BYTE_SINK_GROW);

  byte_sink_write (sink, "a", 1);
  assert_contents (f->path, "");
  g_assert_true (byte_sink_flush (sink, NULL));
  assert_contents (f->path, "a");
  close_sink (sink);
}

/* Behind what is there, whose last line is ended first; given up, it is as it was. */
static void
test_append (Fixture *f, gconstpointer data)
{
  ByteSink *sink = open_sink (f->path, BYTE_SINK_APPEND);

  byte_sink_write (sink, "a", 1);
  close_sink (sink);
  assert_contents (f->path, "a");
  sink = open_sink (f->path, BYTE_SINK_APPEND);
  byte_sink_write (sink, "b", 1);
  g_assert_true (byte_sink_flush (sink, NULL));
  assert_contents (f->path, "a\nb");
  byte_sink_discard (sink);
  assert_contents (f->path, "a");
  sink = open_sink (f->path, BYTE_SINK_GROW_ON);
  byte_sink_write (sink, "b\n", 2);
  g_assert_true (byte_sink_flush (sink, NULL));
  byte_sink_discard (sink);
  assert_contents (f->path, "a\nb\n");
  sink = open_sink (f->path, BYTE_SINK_APPEND);
  byte_sink_write (sink, "c", 1);
  close_sink (sink);
  assert_contents (f->path, "a\nb\nc");
}

/* More than the buffer, by all three ways in. */
static void
test_large (Fixture *f, gconstpointer data)
{
  ByteSink *sink = open_sink (f->path, BYTE_SINK_REPLACE);
  char *large = g_strnfill (1000000, 'x'), *text;
  gsize n;

  byte_sink_write (sink, large, 1000000);
  byte_sink_printf (sink, "%s", large);
  for (guint i = 0; i < 20; i++)
    {
      memset (byte_sink_reserve (sink, 64 << 10), 'y', 64 << 10);
      byte_sink_commit (sink, 50000);
    }
  close_sink (sink);
  g_assert_true (g_file_get_contents (f->path, &text, &n, NULL));
  g_assert_cmpuint (n, ==, 3000000);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpint (text[i], ==, i < 2000000 ? 'x' : 'y');
  g_free (text);
  g_free (large);
}

static void
test_full (Fixture *f, gconstpointer data)
{
  ByteSink *sink = open_sink ("/dev/full", BYTE_SINK_REPLACE);
  GError *error = NULL;

  for (guint i = 0; i < 1000000; i++)
    byte_sink_write (sink, "x", 1);
  g_assert_true (byte_sink_failed (sink));
  g_assert_false (byte_sink_broken_pipe (sink));
  g_assert_false (byte_sink_flush (sink, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_NO_SPACE);
  g_clear_error (&error);
  g_assert_false (byte_sink_close (sink, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_NO_SPACE);
  g_clear_error (&error);
}

static void
test_broken_pipe (Fixture *f, gconstpointer data)
{
  GError *error = NULL;
  ByteSink *sink;
  int reader;

  g_assert_cmpint (mkfifo (f->path, 0600), ==, 0);
  reader = open (f->path, O_RDONLY | O_NONBLOCK);
  sink = open_sink (f->path, BYTE_SINK_REPLACE);
  byte_sink_write (sink, "x", 1);
  g_assert_true (byte_sink_flush (sink, NULL));
  close (reader);
  byte_sink_write (sink, "x", 1);
  g_assert_false (byte_sink_flush (sink, &error));
  g_clear_error (&error);
  g_assert_true (byte_sink_broken_pipe (sink));
  g_assert_false (byte_sink_close (sink, &error));
  g_clear_error (&error);
}

/* --- Packed --- */

static void
write_numbers (ByteSink *sink, guint n)
{
  for (guint i = 0; i < n; i++)
    byte_sink_printf (sink, "line %u\n", i);
}

static void
assert_unpacks (const char *path, guint n)
{
  GString *expected = g_string_new (NULL);
  GError *error = NULL;
  ByteSource *source = byte_source_open (path, &error);
  const uint8_t *window;
  gsize m;

  g_assert_no_error (error);
  g_assert_true (byte_source_is_packed (source));
  for (guint i = 0; i < n; i++)
    g_string_append_printf (expected, "line %u\n", i);
  window = byte_source_peek (source, expected->len + 1, &m, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (window, m, expected->str, expected->len);
  byte_source_close (source);
  g_string_free (expected, TRUE);
}

static void
test_packed (Fixture *f, gconstpointer data)
{
  for (BytePacking packing = BYTE_PACKING_GZIP; packing <= BYTE_PACKING_ZIP; packing++)
    for (guint n = 0; n < 200000; n = n * 40 + 1)
      {
        ByteSink *sink = open_sink (f->path, BYTE_SINK_REPLACE);
        GError *error = NULL;

        g_assert_true (byte_sink_pack (sink, packing, "entry", &error));
        g_assert_no_error (error);
        write_numbers (sink, n);
        g_assert_true (byte_sink_flush (sink, NULL));
        g_assert_true (byte_sink_close (sink, &error));
        g_assert_no_error (error);
        assert_unpacks (f->path, n);
        sink = open_sink (f->path, BYTE_SINK_REPLACE);
        g_assert_true (byte_sink_pack (sink, packing, "entry", &error));
        write_numbers (sink, 10);
        byte_sink_discard (sink);
        assert_unpacks (f->path, n);
      }
}

static void
test_packed_full (Fixture *f, gconstpointer data)
{
  for (BytePacking packing = BYTE_PACKING_GZIP; packing <= BYTE_PACKING_ZIP; packing++)
    {
      ByteSink *sink = open_sink ("/dev/full", BYTE_SINK_GROW);
      GError *error = NULL;

      if (byte_sink_pack (sink, packing, "entry", &error))
        {
          write_numbers (sink, 100000);
          byte_sink_close (sink, &error);
          g_assert_error (error, CANID_ERROR, CANID_ERROR_NO_SPACE);
        }
      else
        byte_sink_discard (sink);
      g_assert_nonnull (error);
      g_clear_error (&error);
    }
}

/* What came before the cut is read: all but a block or two. */
static void
test_packed_cut (Fixture *f, gconstpointer data)
{
  for (BytePacking packing = BYTE_PACKING_GZIP; packing <= BYTE_PACKING_ZIP; packing++)
    {
      ByteSink *sink = open_sink (f->path, BYTE_SINK_GROW);
      GError *error = NULL;
      ByteSource *source;
      struct stat st;
      uint64_t read = 0;
      gsize n;

      g_assert_true (byte_sink_pack (sink, packing, "entry", NULL));
      for (guint i = 0; i < 300000; i++)
        byte_sink_printf (sink, "%08x\n", g_random_int ());
      g_assert_true (byte_sink_close (sink, NULL));
      g_assert_cmpint (stat (f->path, &st), ==, 0);
      g_assert_cmpint (truncate (f->path, st.st_size * 3 / 4), ==, 0);
      source = byte_source_open (f->path, &error);
      g_assert_no_error (error);
      while (byte_source_peek (source, 1000, &n, &error) != NULL && n > 0)
        {
          read += n;
          byte_source_skip (source, n);
        }
      g_assert_error (error, CANID_ERROR, CANID_ERROR_DAMAGED);
      g_assert_cmpuint (read, >, packing == BYTE_PACKING_XZ ? 0 : 9 * 300000 / 2);
      g_clear_error (&error);
      byte_source_close (source);
    }
}

static void
test_packing_names (void)
{
  static const struct
  {
    const char *path;
    BytePacking packing;
    gsize stem;
  } cases[] = {
    { "a.log", BYTE_PACKING_NONE, 5 },     { "a.log.gz", BYTE_PACKING_GZIP, 5 }, { "a.asc.XZ", BYTE_PACKING_XZ, 5 },
    { "a.log.zst", BYTE_PACKING_ZSTD, 5 }, { "a.zip", BYTE_PACKING_ZIP, 1 },     { ".gz", BYTE_PACKING_NONE, 3 },
    { "gz", BYTE_PACKING_NONE, 2 },        { "", BYTE_PACKING_NONE, 0 },
  };
  gsize stem;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (byte_packing_of_path (cases[i].path, &stem), ==, cases[i].packing);
      g_assert_cmpuint (stem, ==, cases[i].stem);
    }
}

#define ADD(name, function) g_test_add ("/byte-sink/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  signal (SIGPIPE, SIG_IGN);
  g_test_init (&argc, &argv, NULL);
  ADD ("replace", test_replace);
  ADD ("new-file", test_new_file);
  ADD ("discard", test_discard);
  ADD ("link", test_link);
  ADD ("refused", test_refused);
  ADD ("grow", test_grow);
  ADD ("append", test_append);
  ADD ("large", test_large);
  ADD ("full", test_full);
  ADD ("broken-pipe", test_broken_pipe);
  ADD ("packed", test_packed);
  ADD ("packed-full", test_packed_full);
  ADD ("packed-cut", test_packed_cut);
  g_test_add_func ("/byte-sink/packing-names", test_packing_names);
  return g_test_run ();
}
