/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Own traces that are not what they should be: of another kind, cut, also while they are open, corrupted.
 */
#include "store-helpers.h"

#include "base/errors.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANY (3 * (uint64_t) FRAME_CHUNK_ROWS + 1234)

static void
assert_refused (const char *path, CanidError code)
{
  GError *error = NULL;

  g_assert_null (frame_store_open (path, &error));
  g_assert_error (error, CANID_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, path));
  g_error_free (error);
}

static void
test_refused (void)
{
  char *path = test_path ("refused.canid");

  assert_refused (path, CANID_ERROR_IO);
  assert_refused (test_folder (), CANID_ERROR_UNKNOWN);
  g_file_set_contents (path, "", 0, NULL);
  assert_refused (path, CANID_ERROR_UNKNOWN);
  g_file_set_contents (path, "date Sat Nov 21 09:00:00 2026\nbase hex", -1, NULL);
  assert_refused (path, CANID_ERROR_UNKNOWN);
  g_file_set_contents (path, "CANID\r\n\x1a", 8, NULL);
  assert_refused (path, CANID_ERROR_DAMAGED);
  g_remove (path);
  g_free (path);
}

/* Cut before it is opened: all chunks that are whole are there, the rest is said to be missing. */
static void
test_truncated (void)
{
  char *path = test_path ("cut.canid");
  FrameStore *store = filled_store (MANY);
  struct stat status;

  save (store, path);
  frame_store_unref (store);
  g_assert_cmpint (stat (path, &status), ==, 0);
  for (off_t size = status.st_size - 1; size >= 0; size -= size > 300000 ? 123457 : 4099)
    {
      g_assert_cmpint (truncate (path, size), ==, 0);
      store = frame_store_open (path, NULL);
      if (store == NULL)
        {
          g_assert_cmpint (size, <, 65536);
          continue;
        }
      g_assert_true (frame_store_is_damaged (store, NULL));
      if (frame_store_length (store) > 0)
        {
          assert_row (store, 0);
          assert_row (store, frame_store_length (store) - 1);
        }
      read_all (store);
      frame_store_unref (store);
    }
  g_remove (path);
  g_free (path);
}

/* Cut while it is open: zeros instead of SIGBUS. */
static void
test_cut_while_open (void)
{
  char *path = test_path ("cut-open.canid"), *what = NULL;
  FrameStore *store = filled_store (MANY), *opened;
  CanFrame frame;

  save (store, path);
  opened = open_store (path);
  frame_store_unref (store);
  assert_row (opened, 0);
  g_assert_cmpint (truncate (path, 65536 + 100000), ==, 0);
  g_assert_false (frame_store_is_damaged (opened, NULL));
  read_all (opened);
  g_assert_true (frame_store_is_damaged (opened, &what));
  g_assert_nonnull (what);
  frame_store_get (opened, MANY - 1, &frame);
  g_assert_cmpuint (frame.id, ==, 0);
  g_assert_cmpint (truncate (path, 0), ==, 0);
  read_all (opened);
  g_free (what);
  frame_store_unref (opened);
  g_remove (path);
  g_free (path);
}

/* Another fault is not ours to hide. */
static void
test_foreign_bus_error (void)
{
  if (g_test_subprocess ())
    {
      FrameStore *store = filled_store (2 * FRAME_CHUNK_ROWS);

      g_assert_true (frame_store_flush (store, NULL));
      raise (SIGBUS);
      _exit (0);
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
}

static void
corrupt (uint8_t *bytes, gsize n, GRand *rand)
{
  guint n_places = (guint) g_rand_int_range (rand, 1, 20);

  for (guint i = 0; i < n_places; i++)
    {
      gboolean head = g_rand_boolean (rand);
      gsize at = (gsize) g_rand_int_range (rand, 8, head ? 128 : (gint32) n);

      /* Small numbers reach further than noise. */
      bytes[at] = g_rand_boolean (rand) ? (uint8_t) g_rand_int_range (rand, 0, 4) : (uint8_t) g_rand_int (rand);
    }
}

static void
test_corrupted (void)
{
  char *path = test_path ("corrupted.canid"), *bytes;
  FrameStore *store = filled_store (3000);
  GRand *rand = g_rand_new_with_seed (7);
  guint n_opened = 0;
  gsize n;

  save (store, path);
  frame_store_unref (store);
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  for (guint i = 0; i < 150; i++)
    {
      uint8_t *copy = g_memdup2 (bytes, n);

      corrupt (copy, n, rand);
      g_assert_true (g_file_set_contents (path, (char *) copy, (gssize) n, NULL));
      g_free (copy);
      store = frame_store_open (path, NULL);
      if (store == NULL)
        continue;
      n_opened++;
      read_all (store);
      frame_store_unref (store);
    }
  g_test_message ("%u of 150 opened", n_opened);
  g_assert_cmpuint (n_opened, >, 50);
  g_rand_free (rand);
  g_free (bytes);
  g_remove (path);
  g_free (path);
}

int
main (int argc, char **argv)
{
  int status;

  g_setenv ("XDG_CACHE_HOME", test_folder (), TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame-store-damage/refused", test_refused);
  g_test_add_func ("/frame-store-damage/truncated", test_truncated);
  g_test_add_func ("/frame-store-damage/cut-while-open", test_cut_while_open);
  g_test_add_func ("/frame-store-damage/foreign-bus-error", test_foreign_bus_error);
  g_test_add_func ("/frame-store-damage/corrupted", test_corrupted);
  status = g_test_run ();
  test_folder_remove ();
  return status;
}
