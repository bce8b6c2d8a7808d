/* test-id-walk.c: the next and the previous frame of the same identifier, shown or not, beside looking at every row.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "session/id-walk.h"

#define N_ROWS 200000u

static FrameStore *store;
static RowSet *shown;

static void
make_store (void)
{
  g_autoptr (GError) error = NULL;
  FrameBatch *batch = frame_batch_new ();
  GRand *rand = g_rand_new_with_seed (1);

  store = frame_store_new (&error);
  g_assert_no_error (error);
  for (guint row = 0; row < N_ROWS;)
    {
      for (; row < N_ROWS && batch->n_frames < FRAME_BATCH_SIZE; row++)
        batch->frames[batch->n_frames++] = (CanFrame){
          .id = row == 150000 || row == 7 ? 0x7FF : (uint32_t) g_rand_int_range (rand, 0, 20),
          .channel = (uint8_t) g_rand_int_range (rand, 0, 2),
          .time = row,
        };
      g_assert_true (frame_store_append (store, batch, &error));
      frame_batch_clear (batch);
    }
  frame_batch_free (batch);
  shown = row_set_new ();
  for (uint32_t chunk = 0; chunk * FRAME_CHUNK_ROWS < N_ROWS; chunk++)
    {
      uint64_t bits[ROW_SET_WORDS];

      for (guint i = 0; i < ROW_SET_WORDS; i++)
        bits[i] = g_rand_int (rand) & g_rand_int (rand) & g_rand_int (rand);
      row_set_put (shown, chunk, bits, MIN (N_ROWS - chunk * FRAME_CHUNK_ROWS, FRAME_CHUNK_ROWS));
    }
  g_rand_free (rand);
}

static uint64_t
find_naively (const RowSet *rows, uint64_t row, gboolean backward)
{
  CanFrame like, frame;

  frame_store_get (store, row, &like);
  for (;;)
    {
      if (row == (backward ? 0 : N_ROWS - 1))
        return ROW_NONE;
      row = backward ? row - 1 : row + 1;
      frame_store_get (store, row, &frame);
      if (frame.id == like.id && frame.channel == like.channel && (rows == NULL || row_set_contains (rows, row)))
        return row;
    }
}

typedef struct
{
  gboolean done;
  uint64_t row;
} Answer;

static void
on_done (uint64_t row, gpointer data)
{
  *(Answer *) data = (Answer){ TRUE, row };
}

static void
assert_walk (RowSet *rows, uint64_t row, gboolean backward)
{
  Answer answer = { 0 };
  IdWalk *walk = id_walk_start (store, rows, row, backward, on_done, &answer);

  while (!answer.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (answer.row, ==, find_naively (rows, row, backward));
  id_walk_stop (walk);
}

static void
test_walks (void)
{
  static const uint64_t rows[] = { 0, 7, 65535, 65536, 100000, 150000, N_ROWS - 1 };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint backward = 0; backward < 2; backward++)
      {
        assert_walk (NULL, rows[i], backward != 0);
        assert_walk (shown, rows[i], backward != 0);
      }
}

static void
test_stop (void)
{
  Answer answer = { 0 };

  for (guint i = 0; i < 20; i++)
    id_walk_stop (id_walk_start (store, shown, N_ROWS - 1, TRUE, on_done, &answer));
  g_usleep (100000);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (answer.done);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  make_store ();
  g_test_add_func ("/id-walk/walks", test_walks);
  g_test_add_func ("/id-walk/stop", test_stop);
  result = g_test_run ();
  row_set_unref (shown);
  frame_store_unref (store);
  return result;
}
