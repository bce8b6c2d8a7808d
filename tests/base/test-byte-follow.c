/* A file that grows, is cut off, replaced, removed; a named pipe; stopping.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "base/byte-follow.h"
#include "base/byte-source.h"
#include "base/errors.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads on in a thread; what came so far. */
typedef struct
{
  char *path;
  ByteFollow *follow;
  pthread_t thread;
  pthread_mutex_t lock;
  GString *text;
  guint n_restarts;
  gboolean ended;
} Reader;

static void *
run (void *data)
{
  Reader *self = data;
  GError *error = NULL;
  ByteSource *in = byte_source_open_following (self->path, self->follow, &error);
  gsize n = 1;

  g_assert_no_error (error);
  g_assert_true (byte_source_is_live (in));
  while (n > 0)
    {
      const uint8_t *bytes = byte_source_peek (in, 0, &n, &error);

      g_assert_no_error (error);
      pthread_mutex_lock (&self->lock);
      g_string_append_len (self->text, (const char *) bytes, (gssize) n);
      self->n_restarts = byte_source_n_restarts (in);
      self->ended = n == 0;
      pthread_mutex_unlock (&self->lock);
      byte_source_skip (in, n);
    }
  byte_source_close (in);
  return NULL;
}

static void
reader_start (Reader *self, const char *path)
{
  self->path = g_strdup (path);
  self->follow = byte_follow_new ();
  self->text = g_string_new (NULL);
  pthread_mutex_init (&self->lock, NULL);
  pthread_create (&self->thread, NULL, run, self);
}

static void
assert_text (Reader *self, const char *expected, guint n_restarts)
{
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC; /* a hang must end */
  gboolean same = FALSE;

  while (!same && g_get_monotonic_time () < end)
    {
      pthread_mutex_lock (&self->lock);
      same = strcmp (self->text->str, expected) == 0 && self->n_restarts == n_restarts;
      pthread_mutex_unlock (&self->lock);
      g_usleep (5000);
    }
  pthread_mutex_lock (&self->lock);
  g_assert_cmpstr (self->text->str, ==, expected);
  g_assert_cmpuint (self->n_restarts, ==, n_restarts);
  g_assert_false (self->ended);
  pthread_mutex_unlock (&self->lock);
}

static void
reader_stop (Reader *self)
{
  byte_follow_stop (self->follow);
  pthread_join (self->thread, NULL);
  g_assert_true (self->ended);
  byte_follow_unref (self->follow);
  g_string_free (self->text, TRUE);
  g_free (self->path);
}

static void
append (const char *path, const char *text)
{
  int fd = open (path, O_WRONLY | O_APPEND | O_CREAT, 0600);

  g_assert_cmpint (write (fd, text, strlen (text)), ==, (gssize) strlen (text));
  close (fd);
}

static char *folder;

static char *
new_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
test_grows (void)
{
  g_autofree char *path = new_path ("grows");
  Reader reader = { 0 };

  append (path, "one\ntw");
  reader_start (&reader, path);
  assert_text (&reader, "one\ntw", 0);
  append (path, "o\n");
  assert_text (&reader, "one\ntwo\n", 0);
  reader_stop (&reader);
}

static void
test_cut (void)
{
  g_autofree char *path = new_path ("cut");
  Reader reader = { 0 };

  append (path, "one\ntw");
  reader_start (&reader, path);
  assert_text (&reader, "one\ntw", 0);
  g_assert_cmpint (truncate (path, 0), ==, 0);
  assert_text (&reader, "one\ntw\n", 1); /* what was half written does not go on */
  append (path, "new\n");
  assert_text (&reader, "one\ntw\nnew\n", 1);
  reader_stop (&reader);
}

static void
test_rotated (void)
{
  g_autofree char *path = new_path ("rotated"), *old = new_path ("rotated.1");
  Reader reader = { 0 };

  append (path, "one\n");
  reader_start (&reader, path);
  assert_text (&reader, "one\n", 0);
  g_assert_cmpint (g_rename (path, old), ==, 0);
  append (old, "last\n"); /* the writer has not noticed yet */
  assert_text (&reader, "one\nlast\n", 0);
  append (path, "new\n");
  assert_text (&reader, "one\nlast\nnew\n", 1);
  append (path, "more\n");
  assert_text (&reader, "one\nlast\nnew\nmore\n", 1);
  reader_stop (&reader);
}

/* --- What is written right before --- */

#define ROTATIONS 1500
#define ROTATING (4 * G_USEC_PER_SEC) /* less of them where the machine is slow */

static void
wait_for_end (Reader *self, const char *line)
{
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  gboolean there = FALSE;

  while (!there)
    {
      pthread_mutex_lock (&self->lock);
      there = g_str_has_suffix (self->text->str, line);
      if (!there && g_get_monotonic_time () > end)
        g_error ("“%s” does not end in “%s”", self->text->str, line);
      pthread_mutex_unlock (&self->lock);
      sched_yield ();
    }
}

/* The reader has the first line and looks for more: one comes, and another file stands in the place of this one. */
static void
rotate (Reader *reader, const char *path, guint round)
{
  g_autofree char *next = g_strconcat (path, ".next", NULL), *old = g_strconcat (path, ".old", NULL),
                  *older = g_strconcat (path, ".older", NULL), *last = g_strdup_printf ("last %u\n", round),
                  *first = g_strdup_printf ("first %u\n", round + 1), *both = g_strconcat (last, first, NULL);
  int fd = open (path, O_WRONLY | O_APPEND);

  append (next, first);
  g_assert_cmpint (link (path, old), ==, 0);
  g_assert_cmpint (write (fd, "\n", 1), ==, 1); /* so that it looks */
  for (guint i = 0; i < round % 97; i++)
    g_assert_cmpint (lseek (fd, 0, SEEK_CUR), >, 0);
  g_assert_cmpint (write (fd, last, strlen (last)), ==, (gssize) strlen (last));
  g_assert_cmpint (rename (next, path), ==, 0);
  g_assert_cmpint (rename (old, older), ==, 0); /* tells of it at once */
  close (fd);
  wait_for_end (reader, first);
  g_assert_true (g_str_has_suffix (reader->text->str, both)); /* nothing comes now that would change it */
}

static void
test_rotated_at_once (void)
{
  g_autofree char *path = new_path ("often"), *older = new_path ("often.older");
  g_autoptr (GString) expected = g_string_new (NULL);
  gint64 end = g_get_monotonic_time () + ROTATING;
  Reader reader = { 0 };
  guint round = 0;

  append (path, "first 0\n");
  reader_start (&reader, path);
  wait_for_end (&reader, "first 0\n");
  for (; round < ROTATIONS && g_get_monotonic_time () < end; round++)
    {
      rotate (&reader, path, round);
      g_string_append_printf (expected, "first %u\n\nlast %u\n", round, round);
    }
  g_string_append_printf (expected, "first %u\n", round);
  assert_text (&reader, expected->str, round);
  reader_stop (&reader);
  g_unlink (older);
}

static void
test_removed (void)
{
  g_autofree char *path = new_path ("removed");
  Reader reader = { 0 };

  append (path, "one\n");
  reader_start (&reader, path);
  assert_text (&reader, "one\n", 0);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_usleep (50000);
  append (path, "new\n");
  assert_text (&reader, "one\nnew\n", 1);
  reader_stop (&reader);
}

/* Writers come and go. */
static void
test_pipe (void)
{
  g_autofree char *path = new_path ("pipe");
  Reader reader = { 0 };

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  reader_start (&reader, path);
  g_usleep (20000);
  append (path, "one\n");
  assert_text (&reader, "one\n", 0);
  append (path, "two\n");
  assert_text (&reader, "one\ntwo\n", 0);
  reader_stop (&reader);
}

/* Nothing was ever written. */
static void
test_stop_at_once (void)
{
  g_autofree char *path = new_path ("empty");
  Reader reader = { 0 };

  append (path, "");
  reader_start (&reader, path);
  g_usleep (20000);
  reader_stop (&reader);
}

static void
test_refused (void)
{
  static const char packed[] = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00";
  g_autofree char *path = new_path ("packed.gz"), *none = new_path ("none");
  ByteFollow *follow = byte_follow_new ();
  GError *error = NULL;

  g_assert_true (g_file_set_contents (path, packed, sizeof packed, NULL));
  g_assert_null (byte_source_open_following (path, follow, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_null (byte_source_open_following (none, follow, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  byte_follow_unref (follow);
}

int
main (int argc, char **argv)
{
  g_autofree char *remove = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("follow-XXXXXX", NULL);
  g_test_add_func ("/byte-follow/grows", test_grows);
  g_test_add_func ("/byte-follow/cut", test_cut);
  g_test_add_func ("/byte-follow/rotated", test_rotated);
  g_test_add_func ("/byte-follow/rotated-at-once", test_rotated_at_once);
  g_test_add_func ("/byte-follow/removed", test_removed);
  g_test_add_func ("/byte-follow/pipe", test_pipe);
  g_test_add_func ("/byte-follow/stop-at-once", test_stop_at_once);
  g_test_add_func ("/byte-follow/refused", test_refused);
  status = g_test_run ();
  remove = g_strdup_printf ("rm -r %s", folder);
  g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL);
  g_free (folder);
  return status;
}
