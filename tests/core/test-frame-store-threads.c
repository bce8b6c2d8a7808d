/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One thread appends, the flusher flushes, others read, release, look at summaries and save meanwhile. Says most under
 * ThreadSanitizer: meson setup build-tsan -Db_sanitize=thread -Dui=disabled
 */
#include "store-helpers.h"

#include "core/row-set.h"

#include <glib/gstdio.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define N_ROWS (8 * (uint64_t) FRAME_CHUNK_ROWS + 500)

typedef struct
{
  FrameStore *store;
  RowSet *set;
  atomic_bool done;
} Shared;

static void *
append_all (void *data)
{
  Shared *shared = data;
  FrameBatch *batch = frame_batch_new ();

  append_until (shared->store, batch, N_ROWS);
  frame_store_seal (shared->store);
  frame_batch_free (batch);
  atomic_store (&shared->done, TRUE);
  return NULL;
}

static void *
read_along (void *data)
{
  Shared *shared = data;
  uint64_t row = 0;

  while (row < N_ROWS)
    {
      uint64_t length = frame_store_length (shared->store);

      for (; row + 13 < length; row += 13)
        assert_row (shared->store, row);
      if (length > 0)
        assert_row (shared->store, length - 1);
      if (length == N_ROWS)
        break;
    }
  return NULL;
}

static void *
scan_along (void *data)
{
  Shared *shared = data;

  while (!atomic_load (&shared->done))
    {
      assert_sane (shared->store, 997);
      for (uint32_t i = 0; frame_store_chunk (shared->store, i, NULL) != NULL; i++)
        frame_store_release (shared->store, i);
    }
  assert_sane (shared->store, 97);
  return NULL;
}

static void *
save_along (void *data)
{
  Shared *shared = data;
  char *path = test_path ("beside.canid");

  for (gboolean last = FALSE; !last;)
    {
      FrameStore *copy;
      GError *error = NULL;

      last = atomic_load (&shared->done);
      frame_store_save (shared->store, path, NULL, NULL, &error);
      g_assert_no_error (error);
      copy = frame_store_open (path, &error);
      g_assert_no_error (error);
      assert_sane (copy, 101);
      frame_store_unref (copy);
    }
  g_remove (path);
  g_free (path);
  return NULL;
}

static void
run_beside (FrameStore *store)
{
  Shared shared = { .store = store };
  void *(*const jobs[]) (void *) = { append_all, read_along, read_along, scan_along, save_along };
  pthread_t threads[G_N_ELEMENTS (jobs)];

  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, jobs[i], &shared), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    pthread_join (threads[i], NULL);
  assert_sane (store, 7);
  frame_store_unref (store);
}

static void
test_unnamed (void)
{
  run_beside (frame_store_new (NULL));
}

static void
test_named (void)
{
  char *path = test_path ("named.canid");
  FrameStore *store;

  run_beside (frame_store_create (path, NULL));
  store = frame_store_open (path, NULL);
  g_assert_cmpuint (frame_store_length (store), ==, N_ROWS);
  assert_sane (store, 7);
  frame_store_unref (store);
  g_remove (path);
  g_free (path);
}

/* --- A row set that is filled by two threads while others ask --- */

#define SET_CHUNKS 64

static void
put_chunks (Shared *shared, uint32_t first)
{
  static const uint64_t every_third[3] = { 0x9249249249249249u, 0x4924924924924924u, 0x2492492492492492u };
  uint64_t bits[ROW_SET_WORDS];

  for (uint32_t chunk = first; chunk < SET_CHUNKS; chunk += 2)
    for (uint32_t n = 8192; n <= FRAME_CHUNK_ROWS; n += 8192)
      {
        for (guint i = 0; i < ROW_SET_WORDS; i++)
          bits[i] = every_third[i % 3];
        row_set_put (shared->set, chunk, bits, n);
      }
}

static void *
put_even (void *data)
{
  put_chunks (data, 0);
  return NULL;
}

static void *
put_odd (void *data)
{
  put_chunks (data, 1);
  return NULL;
}

static void *
ask (void *data)
{
  Shared *shared = data;

  while (!atomic_load (&shared->done))
    {
      uint64_t count = row_set_count (shared->set), row;

      for (guint i = 0; i < 100 && count > 0; i++)
        {
          row = row_set_nth (shared->set, count * i / 100);
          g_assert_true (row == ROW_NONE || row_set_contains (shared->set, row));
        }
      row = row_set_next (shared->set, 12345);
      g_assert_true (row == ROW_NONE || row >= 12345);
      g_assert_cmpuint (row_set_rank (shared->set, UINT64_MAX), >=, count);
    }
  return NULL;
}

static void
test_row_set (void)
{
  Shared shared = { .set = row_set_new () };
  pthread_t threads[4];

  pthread_create (&threads[0], NULL, put_even, &shared);
  pthread_create (&threads[1], NULL, put_odd, &shared);
  pthread_create (&threads[2], NULL, ask, &shared);
  pthread_create (&threads[3], NULL, ask, &shared);
  pthread_join (threads[0], NULL);
  pthread_join (threads[1], NULL);
  atomic_store (&shared.done, TRUE);
  pthread_join (threads[2], NULL);
  pthread_join (threads[3], NULL);
  /* 65536 = 3 * 21845 + 1, and row 0 is chosen. */
  g_assert_cmpuint (row_set_count (shared.set), ==, SET_CHUNKS * 21846);
  g_assert_cmpuint (row_set_nth (shared.set, 21846), ==, FRAME_CHUNK_ROWS);
  g_assert_cmpuint (row_set_rank (shared.set, UINT64_MAX), ==, SET_CHUNKS * 21846);
  row_set_unref (shared.set);
}

int
main (int argc, char **argv)
{
  int status;

  g_setenv ("XDG_CACHE_HOME", test_folder (), TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame-store-threads/unnamed", test_unnamed);
  g_test_add_func ("/frame-store-threads/named", test_named);
  g_test_add_func ("/frame-store-threads/row-set", test_row_set);
  status = g_test_run ();
  test_folder_remove ();
  return status;
}
