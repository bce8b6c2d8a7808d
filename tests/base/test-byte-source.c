/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "base/byte-sink.h"
#include "base/byte-source.h"
#include "base/errors.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char *folder, *path;
  char *text; /* 1 MiB of numbered lines */
  gsize n;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; text->len < 1 << 20; i++)
    g_string_append_printf (text, "line %u of the test\n", i);
  f->n = text->len;
  f->text = g_string_free (text, FALSE);
  f->folder = g_dir_make_tmp ("canid-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "file", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_unlink (f->path);
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->path);
  g_free (f->text);
}

/* Takes all in steps of a strange size; peeks further than it skips. */
static GString *
read_all (ByteSource *source, gsize step, GError **error)
{
  GString *all = g_string_new (NULL);
  const uint8_t *window;
  gsize n;

  while ((window = byte_source_peek (source, step * 2, &n, error)) != NULL && n > 0)
    {
      gsize part = MIN (step, n);

      g_assert_cmpuint (byte_source_position (source), ==, all->len);
      g_string_append_len (all, (const char *) window, (gssize) part);
      for (guint i = 0; i < BYTE_SOURCE_PADDING; i++)
        g_assert_cmpint (((volatile const uint8_t *) window)[n + i], >=, 0); /* readable */
      byte_source_skip (source, part);
    }
  return all;
}

static void
assert_reads (ByteSource *source, const char *text, gsize n, gsize step)
{
  GError *error = NULL;
  GString *all = read_all (source, step, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (all->str, all->len, text, n);
  g_string_free (all, TRUE);
  byte_source_close (source);
}

static ByteSource *
open_file (const char *path)
{
  GError *error = NULL;
  ByteSource *source = byte_source_open (path, &error);

  g_assert_no_error (error);
  return source;
}

static void
test_file (Fixture *f, gconstpointer data)
{
  static const gsize steps[] = { 1 << 20, 300000, 4097, 100 };
  ByteSource *source;
  gsize n;

  g_assert_true (g_file_set_contents (f->path, f->text, (gssize) f->n, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    assert_reads (open_file (f->path), f->text, f->n, steps[i]);

  source = open_file (f->path);
  g_assert_cmpstr (byte_source_get_path (source), ==, f->path);
  g_assert_nonnull (byte_source_peek (source, 0, &n, NULL));
  g_assert_cmpfloat (byte_source_progress (source), >, 0);
  g_assert_cmpfloat (byte_source_progress (source), <, 1);
  g_assert_nonnull (byte_source_peek (source, BYTE_SOURCE_MAX_WINDOW, &n, NULL));
  g_assert_cmpuint (n, ==, f->n);
  g_assert_cmpfloat (byte_source_progress (source), ==, 1);
  byte_source_close (source);
}

static void
test_memory (Fixture *f, gconstpointer data)
{
  assert_reads (byte_source_new_memory (f->text, f->n), f->text, f->n, 5000);
  assert_reads (byte_source_new_memory (f->text, 3), f->text, 3, 5000);
  assert_reads (byte_source_new_memory ("", 0), "", 0, 5000);
}

static void
test_empty (Fixture *f, gconstpointer data)
{
  g_assert_true (g_file_set_contents (f->path, "", 0, NULL));
  assert_reads (open_file (f->path), "", 0, 100);
}

static void
assert_refused (const char *path, const char *part)
{
  GError *error = NULL;

  g_assert_null (byte_source_open (path, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_IO);
  g_assert_nonnull (strstr (error->message, part));
  g_assert_nonnull (strstr (error->message, path));
  g_clear_error (&error);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  assert_refused (f->folder, "Is a directory");
  assert_refused (f->path, "No such file");
  g_assert_true (g_file_set_contents (f->path, "x", 1, NULL));
  g_chmod (f->path, 0);
  if (geteuid () == 0)
    g_test_message ("root may read everything: no permission is not tested");
  else
    assert_refused (f->path, "Permission denied");
}

/* --- Compressed --- */

static void
pack (Fixture *f, int (*add_filter) (struct archive *))
{
  struct archive *out = archive_write_new ();
  struct archive_entry *entry = archive_entry_new ();

  g_assert_cmpint (add_filter (out), ==, ARCHIVE_OK);
  archive_write_set_format_raw (out);
  archive_write_open_filename (out, f->path);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_write_header (out, entry);
  archive_write_data (out, f->text, f->n);
  archive_entry_free (entry);
  archive_write_close (out);
  archive_write_free (out);
}

static void
test_packed (Fixture *f, gconstpointer data)
{
  pack (f, archive_write_add_filter_gzip);
  assert_reads (open_file (f->path), f->text, f->n, 5000);
  pack (f, archive_write_add_filter_xz);
  assert_reads (open_file (f->path), f->text, f->n, 5000);
  pack (f, archive_write_add_filter_zstd);
  assert_reads (open_file (f->path), f->text, f->n, 5000);
}

/* What was whole before the cut is given; then an error, again and again. */
static void
test_packed_cut (Fixture *f, gconstpointer data)
{
  GError *error = NULL;
  ByteSource *source;
  struct stat st;
  GString *all;
  gsize n;

  pack (f, archive_write_add_filter_gzip);
  g_assert_cmpint (g_stat (f->path, &st), ==, 0);
  g_assert_cmpint (truncate (f->path, st.st_size / 2), ==, 0);
  source = open_file (f->path);
  all = read_all (source, 5000, &error);
  g_assert_error (error, CANID_ERROR, CANID_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, f->path));
  g_assert_cmpuint (all->len, >, f->n / 4);
  g_assert_cmpmem (all->str, all->len, f->text, all->len);
  g_clear_error (&error);
  g_assert_null (byte_source_peek (source, 1, &n, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_DAMAGED);
  g_clear_error (&error);
  g_string_free (all, TRUE);
  byte_source_close (source);
}

/* Only a packer's header: an error, no hang. */
static void
test_packed_nothing (Fixture *f, gconstpointer data)
{
  GError *error = NULL;
  ByteSource *source;

  g_assert_true (g_file_set_contents (f->path, "\x1F\x8B\x08\0\0\0\0\0\0\3", 10, NULL));
  source = byte_source_open (f->path, &error);
  if (source != NULL)
    {
      g_string_free (read_all (source, 100, &error), TRUE);
      byte_source_close (source);
    }
  g_assert_error (error, CANID_ERROR, CANID_ERROR_DAMAGED);
  g_clear_error (&error);
}

/* --- Zips --- */

static void
add_entry (struct archive *zip, const char *name, const char *text, gsize n)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, name[strlen (name) - 1] == '/' ? AE_IFDIR : AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_size (entry, (la_int64_t) n);
  g_assert_cmpint (archive_write_header (zip, entry), ==, ARCHIVE_OK);
  if (n > 0)
    g_assert_cmpint (archive_write_data (zip, text, n), ==, n);
  archive_entry_free (entry);
}

static void
make_zip (Fixture *f, const char *options, gboolean empty, guint n_logs)
{
  struct archive *zip = archive_write_new ();

  archive_write_set_format_zip (zip);
  archive_write_set_options (zip, options);
  archive_write_open_filename (zip, f->path);
  add_entry (zip, "folder/", NULL, 0);
  add_entry (zip, "__MACOSX/._log", "x", 1);
  add_entry (zip, "folder/.hidden", "x", 1);
  if (empty)
    add_entry (zip, "folder/empty", NULL, 0);
  for (guint i = 0; i < n_logs; i++)
    {
      char *name = g_strdup_printf ("folder/log %u", i);

      add_entry (zip, name, f->text + i, f->n - i);
      g_free (name);
    }
  archive_write_close (zip);
  archive_write_free (zip);
}

static void
assert_entry (ByteSource *source, const Fixture *f, guint i)
{
  char *name = g_strdup_printf ("folder/log %u", i);
  GError *error = NULL;
  GString *all;

  g_assert_cmpstr (byte_source_get_entry (source), ==, name);
  g_assert_cmpuint (byte_source_position (source), ==, 0);
  all = read_all (source, 5000, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (all->str, all->len, f->text + i, f->n - i);
  g_string_free (all, TRUE);
  g_free (name);
}

static void
test_zip (Fixture *f, gconstpointer data)
{
  static const char *const options[] = { "zip:compression=deflate", "zip:compression=store" };
  gsize n;

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      ByteSource *source;

      make_zip (f, options[i], TRUE, 3);
      source = open_file (f->path);
      assert_entry (source, f, 0);
      g_assert_true (byte_source_next_entry (source));
      g_assert_nonnull (byte_source_peek (source, 10, &n, NULL)); /* given up half read */
      byte_source_skip (source, 5);
      g_assert_true (byte_source_next_entry (source));
      assert_entry (source, f, 2);
      g_assert_false (byte_source_next_entry (source));
      g_assert_nonnull (byte_source_peek (source, 1, &n, NULL));
      g_assert_cmpuint (n, ==, 0);
      byte_source_close (source);
    }
  make_zip (f, options[0], TRUE, 0);
  assert_reads (open_file (f->path), "", 0, 100);
}

static gpointer
write_file_slowly (gpointer data)
{
  char **paths = data, *bytes;
  int fd = open (paths[1], O_WRONLY);
  gsize n;

  g_assert_true (g_file_get_contents (paths[0], &bytes, &n, NULL));
  for (gsize at = 0; at < n; at += 1000)
    g_assert_cmpint (write (fd, bytes + at, MIN (1000, n - at)), >, 0);
  close (fd);
  g_free (bytes);
  return NULL;
}

static void
test_zip_from_pipe (Fixture *f, gconstpointer data)
{
  char *paths[2] = { f->path, g_build_filename (f->folder, "pipe", NULL) };
  ByteSource *source;
  GThread *writer;

  make_zip (f, "zip:compression=deflate", FALSE, 2);
  g_assert_cmpint (mkfifo (paths[1], 0600), ==, 0);
  writer = g_thread_new ("writer", write_file_slowly, paths);
  source = open_file (paths[1]);
  assert_entry (source, f, 0);
  g_assert_true (byte_source_next_entry (source));
  assert_entry (source, f, 1);
  while (byte_source_next_entry (source))
    g_assert_not_reached ();
  g_thread_join (writer);
  byte_source_close (source);
  g_unlink (paths[1]);
  g_free (paths[1]);
}

/* --- Bombs --- */

static void
make_bomb (Fixture *f, guint times)
{
  ByteSink *sink = byte_sink_open (f->path, BYTE_SINK_REPLACE, NULL);
  static const char zeros[1 << 16];

  g_assert_true (byte_sink_pack (sink, BYTE_PACKING_ZSTD, "x", NULL));
  for (guint i = 0; i < times; i++)
    byte_sink_write (sink, zeros, sizeof zeros);
  g_assert_true (byte_sink_close (sink, NULL));
}

static uint64_t
n_read (const char *path, GError **error)
{
  ByteSource *source = open_file (path);
  uint64_t all = 0;
  gsize n;

  while (byte_source_peek (source, 1, &n, error) != NULL && n > 0)
    {
      all += n;
      byte_source_skip (source, n);
    }
  byte_source_close (source);
  return all;
}

static void
test_bomb (Fixture *f, gconstpointer data)
{
  GError *error = NULL;

  make_bomb (f, 900);
  g_assert_cmpuint (n_read (f->path, &error), ==, 900 << 16);
  g_assert_no_error (error);
  make_bomb (f, 4000);
  g_assert_cmpuint (n_read (f->path, &error), <=, BYTE_SOURCE_FREE_BYTES + (1 << 20));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "1000 times"));
  g_clear_error (&error);
}

/* --- Files that change, pipes --- */

static void
test_grows (Fixture *f, gconstpointer data)
{
  ByteSource *source;
  FILE *more;
  gsize n;

  g_assert_true (g_file_set_contents (f->path, f->text, 1000, NULL));
  source = open_file (f->path);
  g_assert_nonnull (byte_source_peek (source, 100, &n, NULL));
  more = g_fopen (f->path, "a");
  fwrite (f->text + 1000, 1, f->n - 1000, more);
  fclose (more);
  assert_reads (source, f->text, f->n, 5000);
}

static void
test_cut_while_read (Fixture *f, gconstpointer data)
{
  GError *error = NULL;
  ByteSource *source;
  GString *all;

  g_assert_true (g_file_set_contents (f->path, f->text, (gssize) f->n, NULL));
  source = open_file (f->path);
  g_assert_cmpint (truncate (f->path, 10), ==, 0);
  all = read_all (source, 5000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, <, f->n);
  g_assert_cmpmem (all->str, all->len, f->text, all->len);
  g_string_free (all, TRUE);
  byte_source_close (source);
}

static gpointer
write_slowly (gpointer data)
{
  Fixture *f = data;
  int fd = open (f->path, O_WRONLY);

  for (gsize at = 0; at < f->n;)
    {
      gsize part = MIN (f->n - at, at < 100 ? 7 : 60000);

      g_assert_cmpint (write (fd, f->text + at, part), ==, (gssize) part);
      at += part;
    }
  close (fd);
  return NULL;
}

static void
test_pipe (Fixture *f, gconstpointer data)
{
  ByteSource *source;
  GThread *writer;

  g_assert_cmpint (mkfifo (f->path, 0600), ==, 0);
  writer = g_thread_new ("writer", write_slowly, f);
  source = open_file (f->path);
  g_assert_null (byte_source_get_path (source));
  g_assert_cmpfloat (byte_source_progress (source), ==, -1);
  assert_reads (source, f->text, f->n, 5000);
  g_thread_join (writer);
}

/* The first bytes come out although the writer goes on holding the pipe open. */
static void
test_pipe_pauses (Fixture *f, gconstpointer data)
{
  const uint8_t *window;
  ByteSource *source;
  int fd;
  gsize n;

  g_assert_cmpint (mkfifo (f->path, 0600), ==, 0);
  fd = open (f->path, O_RDWR);
  g_assert_cmpint (write (fd, "hello\n", 6), ==, 6);
  source = open_file (f->path);
  window = byte_source_peek (source, 0, &n, NULL);
  g_assert_cmpmem (window, n, "hello\n", 6);
  close (fd);
  byte_source_close (source);
}

#define ADD(name, function) g_test_add ("/byte-source/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("file", test_file);
  ADD ("memory", test_memory);
  ADD ("empty", test_empty);
  ADD ("refused", test_refused);
  ADD ("packed", test_packed);
  ADD ("packed-cut", test_packed_cut);
  ADD ("packed-nothing", test_packed_nothing);
  ADD ("zip", test_zip);
  ADD ("zip-from-pipe", test_zip_from_pipe);
  ADD ("bomb", test_bomb);
  ADD ("grows", test_grows);
  ADD ("cut-while-read", test_cut_while_read);
  ADD ("pipe", test_pipe);
  ADD ("pipe-pauses", test_pipe_pauses);
  return g_test_run ();
}
