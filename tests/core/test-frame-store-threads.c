/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One thread appends, the flusher flushes, others read, release, look at summaries and save meanwhile. Says most under
 * ThreadSanitizer: meson setup build-tsan -Db_sanitize=thread -Dui=disabled
 */
#include "store-helpers.h"

#include "core/row-set.h"
#include "core/trace-info-private.h"

#include <glib/gstdio.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>

#define PATIENCE (3 * G_USEC_PER_SEC) /* fewer rounds where others need the processors */
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

/* --- Files that are looked at while they are begun and ended --- */

#define FILE_ROUNDS 400

static void *
look_along (void *data)
{
  Shared *shared = data;
  char *path = test_path ("begun.canid");

  while (!atomic_load (&shared->done))
    {
      FrameStore *store = frame_store_open (path, NULL);

      /* Nobody was killed: it is being written, or was closed. */
      g_assert_false (store != NULL && frame_store_is_recovered (store));
      frame_store_unref (store);
    }
  g_free (path);
  return NULL;
}

static void
test_looked_at_meanwhile (void)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;
  char *path = test_path ("begun.canid");
  Shared shared = { 0 };
  pthread_t thread;

  g_assert_cmpint (pthread_create (&thread, NULL, look_along, &shared), ==, 0);
  for (guint round = 0; round < FILE_ROUNDS && g_get_monotonic_time () < end; round++)
    {
      GError *error = NULL;
      FrameStore *store = frame_store_create (path, &error);

      g_assert_no_error (error);
      frame_store_unref (store);
      g_remove (path);
    }
  atomic_store (&shared.done, TRUE);
  pthread_join (thread, NULL);
  g_free (path);
}

/* --- The last summary, asked for while the last rows come and the store is sealed --- */

#define SEAL_ROUNDS 1000
#define EARLIER_ROWS 3u

static void *
ask_for_summary (void *data)
{
  Shared *shared = data;
  ChunkSummary summary;

  while (!frame_store_summary (shared->store, 0, &summary))
    ;
  g_assert_cmpint (summary.latest, ==, EARLIER_ROWS);
  return NULL;
}

static void
append_at (FrameStore *store, FrameBatch *batch, int64_t time)
{
  frame_batch_clear (batch);
  batch->frames[batch->n_frames++] = (CanFrame){ .time = time, .id = 1 };
  g_assert_true (frame_store_append (store, batch, NULL));
}

/* The chunk that is not full has a summary from when it is sealed on, and it is of all rows. */
static void
test_sealed_meanwhile (void)
{
  FrameBatch *batch = frame_batch_new ();
  gint64 end = g_get_monotonic_time () + PATIENCE;

  for (guint round = 0; round < SEAL_ROUNDS && g_get_monotonic_time () < end; round++)
    {
      Shared shared = { .store = frame_store_new (NULL) };
      pthread_t thread;

      append_at (shared.store, batch, 0);
      g_assert_cmpint (pthread_create (&thread, NULL, ask_for_summary, &shared), ==, 0);
      if (round % 2 == 0) /* so that it asks already */
        sched_yield ();
      for (guint i = 0; i < 1000 * (round % 8); i++)
        frame_store_length (shared.store);
      for (int64_t time = 1; time <= EARLIER_ROWS; time++)
        append_at (shared.store, batch, time);
      frame_store_seal (shared.store);
      pthread_join (thread, NULL);
      frame_store_unref (shared.store);
    }
  frame_batch_free (batch);
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

/* --- What is decided was counted --- */

#define ALL_CHUNKS 2000

static void *
put_all_chosen (void *data)
{
  Shared *shared = data;
  uint64_t bits[ROW_SET_WORDS];

  memset (bits, 0xFF, sizeof bits);
  for (uint32_t chunk = 0; chunk < ALL_CHUNKS; chunk++)
    row_set_put (shared->set, chunk, bits, FRAME_CHUNK_ROWS);
  atomic_store (&shared->done, TRUE);
  return NULL;
}

/* Who waits until all is decided and then asks how many were chosen is told all of them. */
static void
test_decided_before_counted (void)
{
  for (guint round = 0; round < 20; round++)
    {
      Shared shared = { .set = row_set_new () };
      pthread_t thread;

      g_assert_cmpint (pthread_create (&thread, NULL, put_all_chosen, &shared), ==, 0);
      while (!atomic_load (&shared.done))
        {
          uint64_t decided = row_set_n_decided (shared.set);

          g_assert_cmpuint (row_set_count (shared.set), >=, decided);
        }
      pthread_join (thread, NULL);
      row_set_unref (shared.set);
    }
}

/* --- One chunk, put by two threads --- */

#define SAME_PUTS 20000

static void *
put_same (void *data)
{
  Shared *shared = data;
  uint64_t bits[ROW_SET_WORDS] = { 0 };

  for (uint32_t i = 0; i < SAME_PUTS; i++)
    {
      bits[0] = i % 2 == 0 ? 0xFF : 1;
      row_set_put (shared->set, 0, bits, FRAME_CHUNK_ROWS);
    }
  return NULL;
}

/* Counts stay those of the bits, whoever was last. */
static void
test_same_chunk (void)
{
  Shared shared = { .set = row_set_new () };
  pthread_t threads[2];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, put_same, &shared), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    pthread_join (threads[i], NULL);
  g_assert_cmpuint (row_set_count (shared.set), ==, 1);
  g_assert_cmpuint (row_set_rank (shared.set, UINT64_MAX), ==, 1);
  g_assert_cmpuint (row_set_n_decided (shared.set), ==, FRAME_CHUNK_ROWS);
  row_set_unref (shared.set);
}

/* --- Trace info that is changed while it is packed --- */

#define SHORT_BUS "a"
#define LONG_BUS "socketcan can0, kvaser_usb, serial number 42, 500 kbit/s"

static void *
change_info (void *data)
{
  TraceInfo *info = data;

  for (guint i = 0; i < 400000; i++)
    {
      trace_info_set_bus (info, 0, i % 2 == 0 ? LONG_BUS : SHORT_BUS);
      trace_info_set_format (info, i % 2 == 0 ? "candump" : "asc", i % 2 == 0 ? LONG_BUS : SHORT_BUS);
    }
  return NULL;
}

static void
assert_whole (const char *text, const char *one, const char *other)
{
  if (strcmp (text, one) != 0)
    g_assert_cmpstr (text, ==, other);
}

/* The file of a capture is given its header while buses come and go. */
static void
test_packed_meanwhile (void)
{
  TraceInfo *info = trace_info_new ();
  GByteArray *bytes = g_byte_array_new ();
  gboolean last = FALSE;
  pthread_t thread;

  trace_info_channel (info, "can0", 4, NULL);
  trace_info_set_bus (info, 0, SHORT_BUS);
  trace_info_set_format (info, "asc", SHORT_BUS);
  g_assert_cmpint (pthread_create (&thread, NULL, change_info, info), ==, 0);
  while (!last)
    {
      TraceInfo *copy = trace_info_new ();

      last = strcmp (trace_info_get_bus (info, 0), SHORT_BUS) == 0 && pthread_tryjoin_np (thread, NULL) == 0;
      g_byte_array_set_size (bytes, 0);
      trace_info_pack (info, bytes);
      g_assert_true (trace_info_unpack (copy, bytes->data, bytes->len));
      assert_whole (trace_info_get_bus (copy, 0), SHORT_BUS, LONG_BUS);
      assert_whole (trace_info_get_format (copy), "asc", "candump");
      assert_whole (trace_info_get_dialect (copy), SHORT_BUS, LONG_BUS);
      trace_info_unref (copy);
    }
  g_byte_array_unref (bytes);
  trace_info_unref (info);
}

int
main (int argc, char **argv)
{
  int status;

  g_setenv ("XDG_CACHE_HOME", test_folder (), TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame-store-threads/unnamed", test_unnamed);
  g_test_add_func ("/frame-store-threads/named", test_named);
  g_test_add_func ("/frame-store-threads/looked-at-meanwhile", test_looked_at_meanwhile);
  g_test_add_func ("/frame-store-threads/sealed-meanwhile", test_sealed_meanwhile);
  g_test_add_func ("/frame-store-threads/row-set", test_row_set);
  g_test_add_func ("/frame-store-threads/decided-before-counted", test_decided_before_counted);
  g_test_add_func ("/frame-store-threads/same-chunk", test_same_chunk);
  g_test_add_func ("/frame-store-threads/packed-meanwhile", test_packed_meanwhile);
  status = g_test_run ();
  test_folder_remove ();
  return status;
}
