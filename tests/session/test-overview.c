/* test-overview.c: the strip beside the list, against looking at every row; while the trace grows; large traces.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "session/overview.h"

static void
grow (FrameStore *store, GRand *rand, uint64_t n)
{
  g_autoptr (GError) error = NULL;
  FrameBatch *batch = frame_batch_new ();

  while (n > 0)
    {
      uint64_t row = frame_store_length (store);

      for (; n > 0 && batch->n_frames < FRAME_BATCH_SIZE; n--, row++)
        {
          int dice = g_rand_int_range (rand, 0, 20000);

          batch->frames[batch->n_frames++] = (CanFrame){
            .id = dice == 0 ? CAN_ID_ERROR : 0x100,
            .flags = (uint8_t) (dice == 1   ? CAN_TX
                                : dice == 2 ? CAN_GAP
                                            : 0),
            .time = (int64_t) row * 1000000 * (row > 100000 ? 4 : 1),
          };
        }
      g_assert_true (frame_store_append (store, batch, &error));
      frame_batch_clear (batch);
    }
  frame_batch_free (batch);
}

typedef struct
{
  FrameStore *store;
  RowSet *shown;
  gboolean done;
  guint slack; /* pieces that a mark may be away */
} Check;

static uint8_t
marks_of (const CanFrame *frame)
{
  return (uint8_t) ((frame->id & CAN_ID_ERROR ? OVERVIEW_ERROR : 0) | (frame->flags & CAN_TX ? OVERVIEW_SENT : 0)
                    | (frame->flags & CAN_GAP ? OVERVIEW_LOST : 0));
}

static gboolean
is_near (const uint8_t *expected, guint n, guint at, uint8_t mark, guint slack)
{
  for (guint i = at > slack ? at - slack : 0; i <= MIN (n - 1, at + slack); i++)
    if (expected[i] & mark)
      return TRUE;
  return FALSE;
}

static void
on_done (const OverviewPiece *pieces, guint n, uint64_t n_rows, gpointer data)
{
  Check *check = data;
  g_autofree uint8_t *expected = g_new0 (uint8_t, n), *found = g_new0 (uint8_t, n);
  uint64_t position = 0, sum = 0;

  for (uint64_t row = 0; row < frame_store_length (check->store) && position < n_rows; row++)
    {
      CanFrame frame;

      if (check->shown != NULL && !row_set_contains (check->shown, row))
        continue;
      frame_store_get (check->store, row, &frame);
      expected[position++ * n / n_rows] |= marks_of (&frame);
    }
  for (guint i = 0; i < n; i++)
    {
      found[i] = pieces[i].what;
      sum += pieces[i].n_rows;
    }
  g_assert_cmpuint (sum, ==, n_rows);
  for (guint i = 0; i < n; i++)
    for (guint mark = 1; mark <= OVERVIEW_LOST; mark <<= 1)
      {
        g_assert_true (!(found[i] & mark) || is_near (expected, n, i, (uint8_t) mark, check->slack));
        g_assert_true (!(expected[i] & mark) || is_near (found, n, i, (uint8_t) mark, check->slack));
      }
  if (check->shown == NULL && n_rows > 150000) /* the second part of the trace has a quarter of the frames a second */
    {
      g_assert_cmpfloat_with_epsilon (pieces[0].rate, 1000, 50);
      g_assert_cmpfloat_with_epsilon (pieces[n - 2].rate, 250, 10);
    }
  check->done = TRUE;
}

static void
run (Overview *overview, Check *check, guint n)
{
  check->done = FALSE;
  g_assert_true (overview_update (overview, n, on_done, check));
  g_assert_false (overview_update (overview, n, on_done, check));
  while (!check->done)
    g_main_context_iteration (NULL, TRUE);
}

static RowSet *
choose (FrameStore *store, GRand *rand, gboolean dense)
{
  RowSet *rows = row_set_new ();
  uint64_t length = frame_store_length (store);

  for (uint32_t chunk = 0; chunk * (uint64_t) FRAME_CHUNK_ROWS < length; chunk++)
    {
      uint64_t bits[ROW_SET_WORDS];

      for (guint i = 0; i < ROW_SET_WORDS; i++)
        bits[i] = dense ? UINT64_MAX - (1u << i % 32)
                        : (uint64_t) g_rand_int (rand) << 32 & ((uint64_t) g_rand_int (rand) << 16);
      row_set_put (rows, chunk, bits, (uint32_t) MIN (length - chunk * (uint64_t) FRAME_CHUNK_ROWS, FRAME_CHUNK_ROWS));
    }
  return rows;
}

static void
test_exact (void)
{
  g_autoptr (GError) error = NULL;
  GRand *rand = g_rand_new_with_seed (2);
  Check check = { .store = frame_store_new (&error) };
  Overview *overview = overview_new (check.store, NULL);

  run (overview, &check, 100); /* no rows yet */
  grow (check.store, rand, 10);
  run (overview, &check, 100);
  grow (check.store, rand, 60000);
  run (overview, &check, 100);
  grow (check.store, rand, 150000);
  run (overview, &check, 777);
  overview_free (overview);

  check.shown = choose (check.store, rand, FALSE);
  overview = overview_new (check.store, check.shown);
  run (overview, &check, 333);
  overview_free (overview);
  row_set_unref (check.shown);
  frame_store_unref (check.store);
  g_rand_free (rand);
}

static void
test_large (void)
{
  g_autoptr (GError) error = NULL;
  GRand *rand = g_rand_new_with_seed (3);
  Check check = { .store = frame_store_new (&error), .slack = 1 };
  Overview *overview = overview_new (check.store, NULL);

  grow (check.store, rand, OVERVIEW_EXACT + 100000);
  run (overview, &check, 500);
  grow (check.store, rand, 100000);
  run (overview, &check, 900);
  overview_free (overview);

  check.shown = choose (check.store, rand, TRUE);
  overview = overview_new (check.store, check.shown);
  run (overview, &check, 900);
  overview_free (overview);
  row_set_unref (check.shown);
  frame_store_unref (check.store);
  g_rand_free (rand);
}

static void
test_stop (void)
{
  g_autoptr (GError) error = NULL;
  GRand *rand = g_rand_new_with_seed (4);
  Check check = { .store = frame_store_new (&error) };

  grow (check.store, rand, 100000);
  for (guint i = 0; i < 10; i++)
    {
      Overview *overview = overview_new (check.store, NULL);

      g_assert_true (overview_update (overview, 100, on_done, &check));
      overview_free (overview);
    }
  g_usleep (100000);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (check.done);
  frame_store_unref (check.store);
  g_rand_free (rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/overview/exact", test_exact);
  g_test_add_func ("/overview/large", test_large);
  g_test_add_func ("/overview/stop", test_stop);
  return g_test_run ();
}
