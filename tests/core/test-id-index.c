/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The index beside a plain walk over all rows; while the store grows; with several threads.
 */
#include "core/id-index.h"

#include <glib/gstdio.h>
#include <stdatomic.h>

#define N_ROWS (4 * FRAME_CHUNK_ROWS + 777)

/* Some identifiers in most rows, a few in some, some once; rows of the second chunk are of one identifier only. */
static uint32_t
id_of_row (uint64_t row, uint8_t *channel)
{
  uint32_t random = (uint32_t) ((row * 0x9E3779B97F4A7C15u) >> 33);

  *channel = random % 11 == 0;
  if (row / FRAME_CHUNK_ROWS == 1 && random % 1000 != 0)
    return 0x100;
  if (random % 10007 == 0)
    return (random & CAN_ID_MASK_EXTENDED) | CAN_ID_EXTENDED;
  if (random % 3001 == 0)
    return CAN_ID_ERROR | (random / 3001 % 3);
  if (random % 5 == 0)
    return CAN_ID_REMOTE | (random % 35);
  return random % 2 == 0 ? 0x100 + random % 16 : (0x100 + random % 16) | CAN_ID_EXTENDED;
}

static void
append_until (FrameStore *store, uint64_t end)
{
  FrameBatch *batch = frame_batch_new ();

  for (uint64_t row = frame_store_length (store); row < end;)
    {
      frame_batch_clear (batch);
      for (; row < end && batch->n_frames < FRAME_BATCH_SIZE; row++)
        {
          CanFrame *frame = &batch->frames[batch->n_frames++];

          *frame = (CanFrame){ .time = (int64_t) row, .data = batch->payload[0] };
          frame->id = id_of_row (row, &frame->channel);
        }
      if (!frame_store_append (store, batch, NULL))
        g_error ("no room");
    }
  frame_batch_free (batch);
}

/* Key without the remote bit, as the map of the plain walk wants it. */
static gint64
key_of_row (uint64_t row)
{
  uint8_t channel;
  uint32_t id = id_of_row (row, &channel) & ~CAN_ID_REMOTE;

  return (gint64) ((uint64_t) channel << 32 | id);
}

typedef struct
{
  uint64_t count, first, last;
} Plain;

static GHashTable *
walk (uint64_t n_rows, uint64_t *previous, uint64_t *next)
{
  GHashTable *all = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);

  for (uint64_t row = 0; row < n_rows; row++)
    {
      gint64 key = key_of_row (row);
      Plain *plain = g_hash_table_lookup (all, &key);

      previous[row] = plain != NULL ? plain->last : ROW_NONE;
      next[row] = ROW_NONE;
      if (plain == NULL)
        {
          plain = g_new0 (Plain, 1);
          plain->first = row;
          g_hash_table_insert (all, g_memdup2 (&key, sizeof key), plain);
        }
      else
        next[plain->last] = row;
      plain->last = row;
      plain->count++;
    }
  return all;
}

static void
assert_totals (const IdIndex *ids, GHashTable *all)
{
  g_assert_cmpuint (id_index_n_ids (ids), ==, g_hash_table_size (all));
  for (uint32_t slot = 0; slot < id_index_n_ids (ids); slot++)
    {
      IdTotals totals;
      const Plain *plain;
      gint64 key;

      id_index_get (ids, slot, &totals);
      key = (gint64) ((uint64_t) totals.channel << 32 | totals.id);
      plain = g_hash_table_lookup (all, &key);
      g_assert_nonnull (plain);
      g_assert_cmpuint (totals.count, ==, plain->count);
      g_assert_cmpuint (totals.first, ==, plain->first);
      g_assert_cmpuint (totals.last, ==, plain->last);
      g_assert_cmpuint (id_index_find (ids, totals.channel, totals.id | CAN_ID_REMOTE), ==, slot);
    }
  g_assert_cmpuint (id_index_find (ids, 77, 0x100), ==, ID_NONE);
}

static void
assert_all (const IdIndex *ids, uint64_t n_rows, guint step)
{
  uint64_t *previous = g_new (uint64_t, n_rows), *next = g_new (uint64_t, n_rows);
  uint32_t *rows = g_new (uint32_t, FRAME_CHUNK_ROWS);
  GHashTable *all = walk (n_rows, previous, next);

  assert_totals (ids, all);
  for (uint64_t row = 0; row < n_rows; row += row % FRAME_CHUNK_ROWS < 100 ? 1 : step)
    {
      g_assert_cmpuint (id_index_previous (ids, row), ==, previous[row]);
      g_assert_cmpuint (id_index_next (ids, row), ==, next[row]);
    }
  for (uint64_t base = 0; base < n_rows; base += FRAME_CHUNK_ROWS)
    {
      uint32_t n = (uint32_t) MIN (n_rows - base, FRAME_CHUNK_ROWS);

      id_index_previous_rows (ids, (uint32_t) (base / FRAME_CHUNK_ROWS), n, rows);
      for (uint32_t i = 0; i < n; i++)
        g_assert_cmpuint (rows[i], ==, (uint32_t) previous[base + i]);
    }
  g_assert_cmpuint (id_index_previous (ids, n_rows), ==, ROW_NONE);
  g_hash_table_unref (all);
  g_free (previous);
  g_free (next);
  g_free (rows);
}

static void
test_walk (void)
{
  FrameStore *store = frame_store_new (NULL);
  IdIndex *ids = frame_store_get_ids (store);

  g_assert_cmpuint (id_index_advance (ids, UINT64_MAX), ==, 0);
  append_until (store, N_ROWS);
  g_assert_cmpuint (id_index_previous (ids, 5), ==, ROW_NONE);
  g_assert_cmpuint (id_index_advance (ids, N_ROWS), ==, N_ROWS);
  g_assert_true (frame_store_get_ids (store) == ids);
  assert_all (ids, N_ROWS, 41);
  frame_store_unref (store);
}

/* Steps end in the middle of chunks, at their ends, and a row behind them. */
static void
test_growing (void)
{
  static const uint64_t steps[]
      = { 1, 2, 700, FRAME_CHUNK_ROWS - 1, FRAME_CHUNK_ROWS, FRAME_CHUNK_ROWS + 1, 2 * FRAME_CHUNK_ROWS + 300, N_ROWS };
  FrameStore *store = frame_store_new (NULL);
  IdIndex *ids = frame_store_get_ids (store);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      append_until (store, steps[i]);
      g_assert_cmpuint (id_index_advance (ids, UINT64_MAX), ==, steps[i]);
      g_assert_cmpuint (id_index_length (ids), ==, steps[i]);
      assert_all (ids, steps[i], 1999);
    }
  frame_store_unref (store);
}

/* More identifiers than the hash and a block of slots begin with. */
static void
test_many (void)
{
  FrameStore *store = frame_store_new (NULL);
  FrameBatch *batch = frame_batch_new ();
  IdIndex *ids = frame_store_get_ids (store);
  IdTotals totals;

  for (uint32_t i = 0; i < 2 * FRAME_CHUNK_ROWS; i += FRAME_BATCH_SIZE)
    {
      frame_batch_clear (batch);
      batch->n_frames = FRAME_BATCH_SIZE;
      for (uint32_t k = 0; k < FRAME_BATCH_SIZE; k++)
        batch->frames[k] = (CanFrame){ .id = (i + k) * 997 % 100003 | CAN_ID_EXTENDED, .data = batch->payload[0] };
      g_assert_true (frame_store_append (store, batch, NULL));
    }
  id_index_advance (ids, UINT64_MAX);
  g_assert_cmpuint (id_index_n_ids (ids), ==, 100003);
  for (uint32_t row = 0; row < 2 * FRAME_CHUNK_ROWS; row += 97)
    {
      g_assert_cmpuint (id_index_previous (ids, row), ==, row >= 100003 ? row - 100003 : ROW_NONE);
      g_assert_cmpuint (id_index_next (ids, row), ==, row + 100003 < 2 * FRAME_CHUNK_ROWS ? row + 100003 : ROW_NONE);
    }
  id_index_get (ids, 3, &totals);
  g_assert_cmpuint (totals.count, ==, 2);
  frame_batch_free (batch);
  frame_store_unref (store);
}

/* A ring gives no row that is gone. */
static void
test_ring (void)
{
  FrameStore *store = frame_store_new_ring (2);
  IdIndex *ids = frame_store_get_ids (store);

  for (uint64_t row = 0; row < N_ROWS; row += 1000)
    {
      append_until (store, MIN (row + 1000, N_ROWS));
      id_index_advance (ids, UINT64_MAX);
    }
  for (uint64_t row = frame_store_first (store); row < N_ROWS; row += 7)
    {
      uint64_t before = id_index_previous (ids, row);

      if (before == ROW_NONE)
        continue;
      g_assert_cmpuint (before, >=, frame_store_first (store));
      g_assert_cmpint (key_of_row (before), ==, key_of_row (row));
    }
  g_assert_cmpuint (id_index_previous (ids, 3), ==, ROW_NONE);
  frame_store_unref (store);
}

/* --- Threads --- */

typedef struct
{
  FrameStore *store;
  atomic_bool done;
} Shared;

static gpointer
follow (gpointer data)
{
  Shared *shared = data;
  IdIndex *ids = frame_store_get_ids (shared->store);
  guint n = 0;

  while (!atomic_load (&shared->done) || n == 0)
    {
      uint64_t length = id_index_advance (ids, UINT64_MAX), row = length - 1 - n % 1000;

      if (length == 0)
        continue;
      for (guint i = 0; i < 50 && row < length; i++)
        {
          uint64_t before = id_index_previous (ids, row);

          if (before == ROW_NONE)
            break;
          g_assert_cmpint (key_of_row (before), ==, key_of_row (row));
          g_assert_cmpuint (id_index_next (ids, before), ==, row);
          row = before;
        }
      n++;
    }
  return NULL;
}

static void
test_threads (void)
{
  Shared shared = { .store = frame_store_new (NULL) };
  GThread *threads[3];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("follow", follow, &shared);
  for (uint64_t row = 0; row < N_ROWS; row += 2000)
    append_until (shared.store, MIN (row + 2000, N_ROWS));
  atomic_store (&shared.done, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  id_index_advance (frame_store_get_ids (shared.store), UINT64_MAX);
  assert_all (frame_store_get_ids (shared.store), N_ROWS, 997);
  frame_store_unref (shared.store);
}

static gpointer
advance_in_steps (gpointer data)
{
  Shared *shared = data;
  IdIndex *ids = frame_store_get_ids (shared->store);
  uint64_t length = frame_store_length (shared->store);

  for (uint64_t reached = 0; reached < length;)
    reached = id_index_advance (ids, reached + FRAME_CHUNK_ROWS / 8);
  atomic_store (&shared->done, TRUE);
  return NULL;
}

/* The next row is found also if its chunk is completed while somebody looks for it: the reader asks for nothing else,
 * again and again, so that some of the completions fall into its asking. */
static void
test_completed_meanwhile (void)
{
  Shared shared = { .store = frame_store_new (NULL) };
  IdIndex *ids = frame_store_get_ids (shared.store);
  GThread *thread;

  append_until (shared.store, 60 * FRAME_CHUNK_ROWS);
  thread = g_thread_new ("advance", advance_in_steps, &shared);
  while (!atomic_load (&shared.done))
    {
      uint64_t length = id_index_length (ids), row = length - 1;
      uint64_t before = length > 0 ? id_index_previous (ids, row) : ROW_NONE;

      while (before != ROW_NONE && id_index_length (ids) == length && !atomic_load (&shared.done))
        g_assert_cmpuint (id_index_next (ids, before), ==, row);
    }
  g_thread_join (thread);
  frame_store_unref (shared.store);
}

int
main (int argc, char **argv)
{
  char *folder = g_dir_make_tmp ("canid-ids-XXXXXX", NULL), *own = g_build_filename (folder, "canid", NULL);
  int status;

  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/id-index/walk", test_walk);
  g_test_add_func ("/id-index/growing", test_growing);
  g_test_add_func ("/id-index/many", test_many);
  g_test_add_func ("/id-index/ring", test_ring);
  g_test_add_func ("/id-index/threads", test_threads);
  g_test_add_func ("/id-index/completed-meanwhile", test_completed_meanwhile);
  status = g_test_run ();
  g_rmdir (own);
  g_rmdir (folder);
  g_free (own);
  g_free (folder);
  return status;
}
