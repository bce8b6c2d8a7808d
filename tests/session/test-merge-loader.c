/* Several files opened together become one trace.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "session/merge-loader.h"

#include "base/errors.h"

#include <glib/gstdio.h>
#include <string.h>

static char *folder;

static char *
write_log (const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static gboolean
go_on (FrameStore *store, double progress, gpointer data)
{
  g_assert_cmpfloat (progress, <=, 1);
  return TRUE;
}

static gboolean
stop (FrameStore *store, double progress, gpointer data)
{
  return FALSE;
}

static uint32_t
id_of_row (FrameStore *store, uint64_t row)
{
  CanFrame frame;

  frame_store_get (store, row, &frame);
  return frame.id;
}

static gboolean
has_note (FrameStore *store, const char *text)
{
  for (uint64_t i = 0; i < frame_store_n_notes (store); i++)
    {
      Note note;

      frame_store_get_note (store, i, &note);
      if (g_strstr_len (note.text, note.n, text) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
test_dated (void)
{
  g_autofree char *a
      = write_log ("a.log", "(1700000100.0) can0 001#\n(1700000100.2) can1 003#\n(1700000100.4) can0 005#\n");
  g_autofree char *b = write_log ("b.log", "(1700000100.1) can0 002#\nnonsense\n(1700000100.3) can2 004#\n");
  g_autofree char *own = g_build_filename (folder, "own.canid", NULL);
  const char *paths[] = { a, b, NULL }, *again[] = { own, b, NULL };
  FrameStore *store = frame_store_new (NULL);
  GError *error = NULL;
  Problem problem;

  g_assert_true (merge_loader_run (paths, store, go_on, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (frame_store_length (store), ==, 5);
  for (uint32_t i = 0; i < 5; i++)
    g_assert_cmpuint (id_of_row (store, i), ==, i + 1);
  g_assert_cmpuint (trace_info_n_channels (frame_store_get_info (store)), ==, 3); /* can0 is one */
  g_assert_true (trace_info_is_dated (frame_store_get_info (store)));
  g_assert_true (has_note (store, "a.log begins") && has_note (store, "a.log ends")
                 && has_note (store, "b.log begins"));
  g_assert_cmpuint (frame_store_n_problems (store), ==, 1);
  frame_store_get_problem (store, 0, &problem);
  g_assert_true (g_str_has_prefix (problem.what, "b.log: "));

  /* The same with an own trace among them. */
  frame_store_seal (store);
  g_assert_true (frame_store_save (store, own, NULL, NULL, &error));
  frame_store_unref (store);
  store = frame_store_new (NULL);
  g_assert_true (merge_loader_run (again, store, go_on, NULL, &error));
  g_assert_cmpuint (frame_store_length (store), ==, 7);
  g_assert_cmpuint (id_of_row (store, 1), ==, 2);
  g_assert_cmpuint (id_of_row (store, 2), ==, 2);
  g_assert_cmpuint (frame_store_n_problems (store), ==, 2);
  frame_store_unref (store);
}

/* A log without a date: both begin at the same moment, and that is told. */
static void
test_undated (void)
{
  g_autofree char *a = write_log ("a.log", "(1700000000.0) can0 001#\n(1700000000.2) can0 003#\n");
  g_autofree char *b = write_log ("b.asc", "base hex timestamps absolute\n   0.100000 1  2  Rx   d 1 11\n");
  const char *paths[] = { a, b, NULL };
  FrameStore *store = frame_store_new (NULL);
  GError *error = NULL;

  g_assert_true (merge_loader_run (paths, store, go_on, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (trace_info_is_dated (frame_store_get_info (store)));
  g_assert_cmpuint (frame_store_length (store), ==, 3);
  g_assert_true (has_note (store, "Not all files know their date"));
  frame_store_unref (store);
}

static void
test_refused (void)
{
  g_autofree char *a = write_log ("a.log", "(1700000100.0) can0 001#\n");
  g_autofree char *missing = g_build_filename (folder, "missing.log", NULL);
  const char *one[] = { missing, a, NULL }, *none[] = { missing, missing, NULL };
  FrameStore *store = frame_store_new (NULL);
  GError *error = NULL;

  g_assert_true (merge_loader_run (one, store, go_on, NULL, &error));
  g_assert_cmpuint (frame_store_length (store), ==, 1);
  g_assert_cmpuint (frame_store_n_problems (store), ==, 1);
  frame_store_unref (store);

  store = frame_store_new (NULL);
  g_assert_false (merge_loader_run (none, store, go_on, NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "missing.log"));
  g_error_free (error);
  frame_store_unref (store);
}

static void
test_stopped (void)
{
  g_autofree char *a = write_log ("a.log", "(1700000100.0) can0 001#\n(1700000100.2) can1 003#\n");
  g_autofree char *b = write_log ("b.log", "(1700000100.1) can0 002#\n");
  const char *paths[] = { a, b, NULL };
  FrameStore *store = frame_store_new (NULL);
  GError *error = NULL;

  g_assert_false (merge_loader_run (paths, store, stop, NULL, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_CANCELLED);
  g_assert_cmpuint (frame_store_length (store), ==, 3); /* the batch that was read is kept */
  g_error_free (error);
  frame_store_unref (store);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GDir) dir = NULL;
  const char *name;
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("canid-merge-XXXXXX", NULL);
  g_test_add_func ("/merge-loader/dated", test_dated);
  g_test_add_func ("/merge-loader/undated", test_undated);
  g_test_add_func ("/merge-loader/refused", test_refused);
  g_test_add_func ("/merge-loader/stopped", test_stopped);
  status = g_test_run ();
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_free (folder);
  return status;
}
