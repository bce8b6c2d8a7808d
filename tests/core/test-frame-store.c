/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "store-helpers.h"

#include "base/errors.h"

#include <glib/gstdio.h>
#include <string.h>

#define MANY (5 * (uint64_t) FRAME_CHUNK_ROWS + 1234)

static FrameStore *
new_store (void)
{
  GError *error = NULL;
  FrameStore *store = frame_store_new (&error);

  g_assert_no_error (error);
  return store;
}

static void
test_empty (void)
{
  FrameStore *store = new_store ();

  assert_sane (store, 1);
  g_assert_cmpuint (frame_store_length (store), ==, 0);
  g_assert_false (frame_store_is_sealed (store));
  frame_store_seal (store);
  assert_sane (store, 1);
  g_assert_true (frame_store_is_sealed (store));
  frame_store_unref (store);
  frame_store_unref (NULL);
}

static void
test_append (void)
{
  FrameStore *store = new_store ();
  FrameBatch *batch = frame_batch_new ();
  const FrameChunk *chunk;
  const uint8_t *data;
  CanFrame frame;

  append_until (store, batch, 1);
  assert_sane (store, 1);
  append_until (store, batch, 100000);
  assert_sane (store, 1);
  chunk = frame_store_chunk (store, 0, NULL);
  frame_store_get (store, 100, &frame);
  data = frame.data;

  append_until (store, batch, MANY);
  g_assert_true (frame_store_flush (store, NULL)); /* now the file lies under the complete chunks */
  assert_sane (store, 1);
  g_assert_true (chunk == frame_store_chunk (store, 0, NULL)); /* (1) */
  frame_store_get (store, 100, &frame);
  g_assert_true (data == frame.data);

  for (uint32_t i = 0; i < 6; i++)
    frame_store_release (store, i); /* (8); the last one is not in the file and must stay */
  assert_sane (store, 1);
  frame_store_seal (store);
  assert_sane (store, 101);
  frame_batch_free (batch);
  frame_store_unref (store);
}

/* A reference keeps rows alive that the maker has let go. */
static void
test_reference (void)
{
  FrameStore *store = new_store ();
  FrameBatch *batch = frame_batch_new ();

  append_until (store, batch, 2 * FRAME_CHUNK_ROWS);
  frame_store_ref (store);
  frame_store_unref (store);
  assert_sane (store, 11);
  frame_batch_free (batch);
  frame_store_unref (store);
}

static void
test_ring (void)
{
  FrameStore *store = frame_store_new_ring (2);
  FrameBatch *batch = frame_batch_new ();

  for (guint i = 1; i <= 60; i++)
    {
      append_until (store, batch, i * 20000);
      g_assert_cmpuint (frame_store_length (store) - frame_store_first (store), <=, 2 * FRAME_CHUNK_ROWS);
      assert_sane (store, 1);
    }
  /* One whole chunk is always there. */
  g_assert_cmpuint (frame_store_length (store) - frame_store_first (store), >=, FRAME_CHUNK_ROWS);
  frame_batch_free (batch);
  frame_store_unref (store);
}

/* Only 64-byte payloads and long notes: the arena goes round before the chunks do. */
static void
test_ring_arena (void)
{
  FrameStore *store = frame_store_new_ring (2);
  FrameBatch *batch = frame_batch_new ();
  char *text = g_strnfill (4000, 'x');
  gboolean arena_ended = FALSE;

  for (uint64_t row = 0; row < 200000;)
    {
      frame_batch_clear (batch);
      for (guint i = 0; i < 6; i++)
        frame_batch_add_note (batch, NOTE_COMMENT, 0, 0, 1, text, 4000);
      for (guint i = 0; i < FRAME_BATCH_SIZE; i++, row++)
        {
          batch->frames[i] = (CanFrame){ .time = (int64_t) row, .len = 64, .dlc = 15, .flags = CAN_FD };
          batch->frames[i].data = memset (batch->payload[i], (int) (row & 0xFF), 64);
        }
      batch->n_frames = FRAME_BATCH_SIZE;
      g_assert_true (frame_store_append (store, batch, NULL));
      arena_ended |= frame_store_first (store) % FRAME_CHUNK_ROWS != 0;
      for (uint64_t at = frame_store_first (store); at < frame_store_length (store); at += 31)
        {
          CanFrame frame;

          frame_store_get (store, at, &frame);
          g_assert_cmpint (frame.time, ==, (int64_t) at);
          g_assert_cmpuint (frame.data[0], ==, at & 0xFF);
          g_assert_cmpuint (frame.data[63], ==, at & 0xFF);
        }
    }
  g_assert_true (arena_ended);
  g_assert_false (frame_store_is_damaged (store, NULL));
  g_free (text);
  frame_batch_free (batch);
  frame_store_unref (store);
}

/* More notes than a block holds, with texts of all lengths. */
static void
test_notes (void)
{
  FrameStore *store = new_store ();
  FrameBatch *batch = frame_batch_new ();
  char *text = g_strnfill (NOTE_MAX_BYTES + 100, 'n');
  Note note;

  for (guint i = 0; i < 70000; i += 100)
    {
      frame_batch_clear (batch);
      for (guint k = 0; k < 100; k++)
        frame_batch_add_note (batch, NOTE_COMMENT, 7, i + k, i + k, text, i + k < 5000 ? i + k : 10);
      g_assert_true (frame_store_append (store, batch, NULL));
    }
  g_assert_true (frame_store_flush (store, NULL));
  g_assert_cmpuint (frame_store_n_notes (store), ==, 70000);
  for (guint i = 0; i < 70000; i++)
    {
      frame_store_get_note (store, i, &note);
      g_assert_cmpuint (note.place, ==, i);
      g_assert_cmpuint (note.row, ==, 0);
      g_assert_cmpuint (note.n, ==, i < 5000 ? MIN (i, NOTE_MAX_BYTES) : 10);
      g_assert_true (note.n == 0 || (note.text[0] == 'n' && note.text[note.n - 1] == 'n'));
    }
  g_assert_cmpuint (frame_store_find_note (store, 0), ==, 0);
  g_assert_cmpuint (frame_store_find_note (store, 1), ==, 70000);
  g_free (text);
  frame_batch_free (batch);
  frame_store_unref (store);
}

static void
test_problems (void)
{
  FrameStore *store = new_store ();
  FrameBatch *batch = frame_batch_new ();
  Problem problem;

  for (guint i = 0; i < 3000; i++)
    {
      frame_batch_clear (batch);
      frame_batch_add_problem (batch, i, "reason %u", i);
      g_assert_true (frame_store_append (store, batch, NULL));
    }
  g_assert_cmpuint (frame_store_n_problems (store), ==, 3000);
  g_assert_cmpuint (frame_store_n_problems_kept (store), ==, PROBLEMS_KEPT);
  frame_store_get_problem (store, 999, &problem);
  g_assert_cmpuint (problem.place, ==, 999);
  g_assert_cmpstr (problem.what, ==, "reason 999");
  frame_batch_free (batch);
  frame_store_unref (store);
}

/* A payload place that points nowhere gives zeros and marks the store. */
static void
test_bad_place (void)
{
  static const uint64_t places[] = { UINT64_MAX, (uint64_t) 5000 << 32, 1u << 22, (1u << 22) - 8, 0xFFFFFFF0 };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      FrameStore *store = new_store ();
      FrameBatch *batch = frame_batch_new ();
      const uint8_t *data;
      char *what = NULL;

      append_until (store, batch, 100); /* so that block 0 is there */
      g_assert_false (frame_store_is_damaged (store, NULL));
      data = frame_store_arena (store, places[i], 64);
      for (guint k = 0; k < 64; k++)
        g_assert_cmpuint (data[k], ==, 0);
      g_assert_true (frame_store_is_damaged (store, &what));
      g_assert_nonnull (what);
      g_free (what);
      frame_batch_free (batch);
      frame_store_unref (store);
    }
}

static void
test_no_cache_folder (void)
{
  GError *error = NULL;

  if (g_test_subprocess ())
    {
      g_setenv ("XDG_CACHE_HOME", "/proc/nowhere", TRUE);
      g_assert_null (frame_store_new (&error));
      g_assert_error (error, CANID_ERROR, CANID_ERROR_IO);
      g_assert_nonnull (strstr (error->message, "/proc/nowhere/canid"));
      g_assert_nonnull (strstr (error->message, "XDG_CACHE_HOME"));
      g_error_free (error);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  int status;

  g_setenv ("XDG_CACHE_HOME", test_folder (), TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame-store/empty", test_empty);
  g_test_add_func ("/frame-store/append", test_append);
  g_test_add_func ("/frame-store/reference", test_reference);
  g_test_add_func ("/frame-store/ring", test_ring);
  g_test_add_func ("/frame-store/ring-arena", test_ring_arena);
  g_test_add_func ("/frame-store/notes", test_notes);
  g_test_add_func ("/frame-store/problems", test_problems);
  g_test_add_func ("/frame-store/bad-place", test_bad_place);
  g_test_add_func ("/frame-store/no-cache-folder", test_no_cache_folder);
  status = g_test_run ();
  test_folder_remove ();
  return status;
}
