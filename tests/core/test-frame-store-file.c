/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Own traces on disk: saved, opened, left behind by a killed writer, on a full disk.
 */
#include "store-helpers.h"

#include "base/errors.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MANY (3 * (uint64_t) FRAME_CHUNK_ROWS + 1234)

static void
assert_opens (const char *path, uint64_t n)
{
  FrameStore *store = open_store (path);
  TraceInfo *info = frame_store_get_info (store);
  int64_t start;

  assert_sane (store, 1);
  g_assert_cmpuint (frame_store_length (store), ==, n);
  g_assert_true (frame_store_is_sealed (store));
  g_assert_false (frame_store_is_recovered (store));
  g_assert_true (trace_info_get_start (info, &start) && trace_info_is_dated (info));
  g_assert_cmpint (start, ==, 42);
  g_assert_cmpstr (trace_info_get_format (info), ==, "asc");
  g_assert_cmpstr (trace_info_get_dialect (info), ==, "version 8.1");
  g_assert_cmpuint (frame_store_n_problems (store), ==, (n + 9999) / 10000);
  if (n > 0)
    {
      Problem problem;

      g_assert_cmpstr (trace_info_channel_name (info, 1), ==, "can1");
      frame_store_get_problem (store, 0, &problem);
      g_assert_cmpstr (problem.what, ==, "wrong at 0");
    }
  frame_store_unref (store);
}

static void
assert_save_and_open (uint64_t n, gboolean seal)
{
  char *path = test_path ("saved.canid"), *again = test_path ("again.canid");
  FrameStore *store = filled_store (n);

  g_test_message ("%u rows, sealed %d", (guint) n, seal);
  if (seal)
    frame_store_seal (store);
  save (store, path);
  assert_opens (path, n);
  save (store, again); /* the first may have been a link; this one is a copy */
  frame_store_unref (store);
  assert_opens (again, n);
  assert_opens (path, n);

  store = open_store (path); /* what was opened can be saved, also over itself */
  save (store, path);
  assert_sane (store, 1);
  frame_store_unref (store);
  assert_opens (path, n);
  g_remove (path);
  g_remove (again);
  g_free (path);
  g_free (again);
}

static void
test_save (void)
{
  static const uint64_t counts[] = { 0, 1, 1000, FRAME_CHUNK_ROWS - 1, FRAME_CHUNK_ROWS, FRAME_CHUNK_ROWS + 1, MANY };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      assert_save_and_open (counts[i], TRUE);
      assert_save_and_open (counts[i], FALSE);
    }
}

static void
assert_marks (FrameStore *store, GBytes *expected)
{
  GBytes *marks = frame_store_dup_marks (store);

  g_assert_true (marks != NULL && g_bytes_equal (marks, expected));
  g_bytes_unref (marks);
}

/* In a link and in a copy; damaged ones leave the frames as they are. */
static void
test_save_marks (void)
{
  char *path = test_path ("marks.canid");
  GBytes *marks = g_bytes_new_static ("marks and comments", 18);
  FrameStore *store = filled_store (1000);
  char *contents;
  gsize n;

  frame_store_seal (store);
  frame_store_set_marks (store, marks);
  for (guint i = 0; i < 2; i++)
    {
      FrameStore *opened;

      save (store, path);
      assert_opens (path, 1000);
      opened = open_store (path);
      assert_marks (opened, marks);
      g_assert_false (frame_store_is_damaged (opened, NULL));
      frame_store_unref (opened);
    }
  frame_store_unref (store);

  g_assert_true (g_file_get_contents (path, &contents, &n, NULL));
  contents[n - 1] ^= 1;
  g_assert_true (g_file_set_contents (path, contents, (gssize) n, NULL));
  store = open_store (path);
  g_assert_null (frame_store_dup_marks (store));
  g_assert_true (frame_store_is_damaged (store, NULL));
  g_assert_cmpuint (frame_store_length (store), ==, 1000);
  frame_store_unref (store);
  g_free (contents);
  g_bytes_unref (marks);
  g_remove (path);
  g_free (path);
}

static void
test_save_ring (void)
{
  char *path = test_path ("ring.canid");
  FrameStore *store = frame_store_new_ring (2);
  FrameBatch *batch = frame_batch_new ();

  append_until (store, batch, 10 * FRAME_CHUNK_ROWS + 77);
  /* A reader that the ring overtook comes with a place that is none. */
  g_assert_cmphex (frame_store_arena (store, UINT64_MAX, 8)[0], ==, 0);
  g_assert_false (frame_store_is_damaged (store, NULL));
  save (store, path);
  frame_store_unref (store);
  store = open_store (path);
  g_assert_cmpuint (frame_store_first (store), ==, 9 * FRAME_CHUNK_ROWS);
  g_assert_cmpuint (frame_store_length (store), ==, 10 * FRAME_CHUNK_ROWS + 77);
  assert_sane (store, 1);
  frame_store_unref (store);
  frame_batch_free (batch);
  g_remove (path);
  g_free (path);
}

static gboolean
cancel_at_half (double done, gpointer data)
{
  *(double *) data = done;
  return done < 0.5;
}

static void
test_cancel (void)
{
  char *path = test_path ("cancelled.canid");
  FrameStore *store = filled_store (MANY);
  GError *error = NULL;
  double done = 0;

  g_assert_false (frame_store_save (store, path, cancel_at_half, &done, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_CANCELLED);
  g_assert_cmpfloat (done, >=, 0.5);
  g_assert_cmpfloat (done, <=, 1);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_error_free (error);
  frame_store_unref (store);
  g_free (path);
}

static void
test_save_fails (void)
{
  FrameStore *store = filled_store (10);
  GError *error = NULL;

  g_assert_false (frame_store_save (store, "/nowhere/at/all.canid", NULL, NULL, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "/nowhere/at/all.canid"));
  g_error_free (error);
  frame_store_unref (store);
}

/* Filled little by little, so that the file keeps up, and at once, so that it is overtaken. Opened beside its writer
 * after each, and closed in the end; the file has not grown since the ring was full. */
static void
assert_ring_file (uint64_t step, uint64_t end)
{
  char *path = test_path ("ring.canid");
  GError *error = NULL;
  FrameStore *store = frame_store_create_ring (path, 2, &error), *opened;
  FrameBatch *batch = frame_batch_new ();
  GStatBuf st;

  g_assert_no_error (error);
  trace_info_channel (frame_store_get_info (store), "can7", 4, NULL);
  for (uint64_t n = step; n <= end; n += step)
    {
      append_until (store, batch, n);
      g_assert_true (frame_store_flush (store, &error));
      g_assert_no_error (error);
      opened = open_store (path);
      g_assert_false (frame_store_is_damaged (opened, NULL));
      g_assert_false (frame_store_is_recovered (opened));
      g_assert_cmpuint (frame_store_first (opened), ==, frame_store_first (store));
      g_assert_cmpuint (frame_store_length (opened), ==, n);
      g_assert_cmpuint (frame_store_length (opened) - frame_store_first (opened), <=, 2 * FRAME_CHUNK_ROWS);
      assert_sane (opened, 7);
      frame_store_unref (opened);
    }
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  /* Two chunks, four arena blocks and two of notes; a table and the header; what a closed file has at its end. */
  g_assert_cmpint (st.st_size, <, (goffset) (2 * sizeof (FrameChunk)) + 4 * (4 << 20) + 2 * 40 * 32768 + (1 << 20));
  frame_store_seal (store);
  frame_store_unref (store);
  opened = open_store (path);
  g_assert_false (frame_store_is_damaged (opened, NULL));
  g_assert_cmpuint (frame_store_length (opened), ==, end / step * step);
  g_assert_cmpstr (trace_info_channel_name (frame_store_get_info (opened), 0), ==, "can7");
  assert_sane (opened, 1);
  frame_store_unref (opened);
  frame_batch_free (batch);
  g_remove (path);
  g_free (path);
}

static void
test_ring_file (void)
{
  assert_ring_file (10000, 5 * FRAME_CHUNK_ROWS);
#ifndef __SANITIZE_THREAD__ /* what is overtaken is read while it is written, and then not spoken of */
  assert_ring_file (3 * FRAME_CHUNK_ROWS + 100, 20 * FRAME_CHUNK_ROWS);
#endif
}

/* --- A named file and its writer --- */

static void
test_create (void)
{
  char *path = test_path ("created.canid");
  FrameBatch *batch = frame_batch_new ();
  GError *error = NULL;
  FrameStore *store = frame_store_create (path, &error), *other;

  g_assert_no_error (error);
  trace_info_set_start (frame_store_get_info (store), 42, TRUE);
  trace_info_set_format (frame_store_get_info (store), "asc", "version 8.1");
  append_until (store, batch, 1000);
  g_assert_true (frame_store_flush (store, NULL));
  other = open_store (path); /* beside its writer */
  g_assert_cmpuint (frame_store_length (other), ==, 1000);
  g_assert_false (frame_store_is_recovered (other));
  assert_sane (other, 1);

  append_until (store, batch, MANY);
  g_assert_true (frame_store_flush (store, NULL));
  assert_sane (store, 1);
  assert_sane (other, 1);
  frame_store_unref (other);
  g_assert_null (frame_store_create (path, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_IO);
  g_clear_error (&error);

  frame_store_seal (store);
  frame_store_unref (store);
  assert_opens (path, MANY);
  frame_batch_free (batch);
  g_remove (path);
  g_free (path);
}

/* Appends to a named file until it is killed, telling how many rows were flushed. ring: chunks; 0: none. */
static void
write_until_killed (const char *path, guint ring, int fd)
{
  FrameStore *store = ring > 0 ? frame_store_create_ring (path, ring, NULL) : frame_store_create (path, NULL);
  FrameBatch *batch = frame_batch_new ();

  for (uint64_t n = 7919; store != NULL; n += 7919)
    {
      append_until (store, batch, n);
      if (!frame_store_flush (store, NULL) || write (fd, &n, sizeof n) != sizeof n)
        _exit (1);
    }
  _exit (1);
}

static void
kill_writer (const char *path, guint ring, guint after)
{
  int pipe_fds[2], status;
  uint64_t flushed = 0, n;
  FrameStore *store;
  pid_t pid;

  g_assert_cmpint (pipe (pipe_fds), ==, 0);
  pid = fork ();
  if (pid == 0)
    write_until_killed (path, ring, pipe_fds[1]);
  close (pipe_fds[1]);
  for (guint i = 0; i < after; i++)
    g_assert_cmpint (read (pipe_fds[0], &flushed, sizeof flushed), ==, sizeof flushed);
  kill (pid, SIGKILL);
  waitpid (pid, &status, 0);
  g_assert_true (WIFSIGNALED (status));
  while (read (pipe_fds[0], &n, sizeof n) == sizeof n)
    flushed = n;
  close (pipe_fds[0]);

  store = open_store (path);
  g_test_message ("%u rows were flushed, %u are there", (guint) flushed, (guint) frame_store_length (store));
  g_assert_cmpuint (frame_store_length (store), >=, flushed);
  g_assert_true (frame_store_is_recovered (store));
  assert_sane (store, 1);
  g_assert_cmpstr (trace_info_channel_name (frame_store_get_info (store), 1), ==, "can1");
  frame_store_unref (store);
}

static void
assert_kill (guint ring, guint last)
{
  for (guint i = 1; i < last; i += 6)
    {
      char *path = test_path ("killed.canid"), *before, *after;
      gsize n_before, n_after;

      kill_writer (path, ring, i);
      g_assert_true (g_file_get_contents (path, &before, &n_before, NULL));
      frame_store_unref (open_store (path));
      g_assert_true (g_file_get_contents (path, &after, &n_after, NULL)); /* recovering never writes */
      g_assert_cmpmem (before, n_before, after, n_after);
      g_free (before);
      g_free (after);
      g_remove (path);
      g_free (path);
    }
}

static void
test_kill (void)
{
  assert_kill (0, 40);
}

static void
test_kill_ring (void)
{
  assert_kill (2, 80);
}

/* Without anybody asking: twice a second. */
static void
test_timed_flush (void)
{
  char *path = test_path ("timed.canid");
  FrameStore *store = frame_store_create (path, NULL);
  FrameBatch *batch = frame_batch_new ();
  uint64_t length = 0;

  append_until (store, batch, 500);
  for (guint i = 0; i < 600 && length < 500; i++)
    {
      FrameStore *other = open_store (path);

      length = frame_store_length (other);
      frame_store_unref (other);
      g_usleep (20000);
    }
  g_assert_cmpuint (length, ==, 500);
  frame_batch_free (batch);
  frame_store_unref (store);
  g_remove (path);
  g_free (path);
}

/* A file size limit fails writing as a full disk does. Rows so far stay; appending says why it stops. */
static void
append_until_full (FrameStore *store, rlim_t size)
{
  struct rlimit limit = { size, size };
  FrameBatch *batch = frame_batch_new ();
  GError *error = NULL;
  uint64_t length;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  append_until (store, batch, 2 * FRAME_CHUNK_ROWS);
  do
    {
      length = frame_store_length (store);
      frame_batch_clear (batch);
      for (guint i = 0; i < FRAME_BATCH_SIZE; i++, batch->n_frames++)
        expected_frame (length + i, &batch->frames[i], batch->payload[i]);
    }
  while (length < (100u << 20) && frame_store_append (store, batch, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_IO);
  g_error_free (error);
  g_assert_cmpuint (frame_store_length (store), ==, length);
  g_assert_cmpuint (length, >=, 2 * FRAME_CHUNK_ROWS);
  assert_rows (store, 0, length, 1);
  g_assert_false (frame_store_is_damaged (store, NULL));
  frame_batch_free (batch);
}

static void
test_disk_full (void)
{
  FrameStore *store;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }
  store = frame_store_new (NULL);
  append_until_full (store, 4 << 20);
  frame_store_unref (store);
}

/* What got to the disk can be opened, whatever the disk had room for. */
/* The disk of a ring's file fills up, and later there is room: the ring never stops, the file is right in the end. */
static void
test_disk_full_ring (void)
{
  struct rlimit limit = { 6 << 20, RLIM_INFINITY };
  char *path;
  FrameStore *store;
  FrameBatch *batch;
  GError *error = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }
  path = test_path ("full-ring.canid");
  store = frame_store_create_ring (path, 4, NULL);
  batch = frame_batch_new ();
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  for (uint64_t n = FRAME_CHUNK_ROWS / 2; n <= 9 * FRAME_CHUNK_ROWS; n += FRAME_CHUNK_ROWS / 2)
    {
      append_until (store, batch, n);
      if (n % FRAME_CHUNK_ROWS == 0)
        frame_store_flush (store, NULL);
    }
  g_assert_false (frame_store_flush (store, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_IO);
  g_clear_error (&error);
  g_assert_cmpuint (frame_store_length (store), ==, 9 * FRAME_CHUNK_ROWS);
  limit.rlim_cur = RLIM_INFINITY;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  append_until (store, batch, 9 * FRAME_CHUNK_ROWS + 500);
  g_assert_true (frame_store_flush (store, &error));
  frame_store_seal (store);
  frame_store_unref (store);
  store = open_store (path);
  g_assert_cmpuint (frame_store_length (store), ==, 9 * FRAME_CHUNK_ROWS + 500);
  g_assert_false (frame_store_is_damaged (store, NULL));
  assert_sane (store, 7);
  frame_store_unref (store);
  frame_batch_free (batch);
  g_remove (path);
  g_free (path);
}

static void
test_disk_full_named (void)
{
  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }
  for (guint size = 25; size >= 8; size -= 3)
    {
      char *path = test_path ("full.canid");
      FrameStore *store = frame_store_create (path, NULL);
      uint64_t length;

      append_until_full (store, (rlim_t) size << 20);
      frame_store_unref (store);
      store = open_store (path);
      length = frame_store_length (store);
      g_test_message ("%u MiB: %u rows", size, (guint) length);
      g_assert_cmpuint (length, >=, (size - 6) / 3 * 2 * FRAME_CHUNK_ROWS);
      assert_rows (store, 0, length, 1);
      g_assert_false (frame_store_is_damaged (store, NULL));
      g_assert_true (frame_store_is_recovered (store));
      frame_store_unref (store);
      g_remove (path);
      g_free (path);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_setenv ("XDG_CACHE_HOME", test_folder (), TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame-store-file/kill", test_kill);
  g_test_add_func ("/frame-store-file/kill-ring", test_kill_ring);
  g_test_add_func ("/frame-store-file/save", test_save);
  g_test_add_func ("/frame-store-file/save-marks", test_save_marks);
  g_test_add_func ("/frame-store-file/save-ring", test_save_ring);
  g_test_add_func ("/frame-store-file/ring", test_ring_file);
  g_test_add_func ("/frame-store-file/cancel", test_cancel);
  g_test_add_func ("/frame-store-file/save-fails", test_save_fails);
  g_test_add_func ("/frame-store-file/create", test_create);
  g_test_add_func ("/frame-store-file/timed-flush", test_timed_flush);
  g_test_add_func ("/frame-store-file/disk-full", test_disk_full);
  g_test_add_func ("/frame-store-file/disk-full-named", test_disk_full_named);
  g_test_add_func ("/frame-store-file/disk-full-ring", test_disk_full_ring);
  status = g_test_run ();
  test_folder_remove ();
  return status;
}
