/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "session/statistics-run.h"

#include <string.h>

#define N_ROWS (5 * FRAME_CHUNK_ROWS + 1234)
#define PERIOD INT64_C (250000) /* ns */

static FrameStore *store;

static void
fill_store (void)
{
  FrameBatch *batch = frame_batch_new ();

  store = frame_store_new_ring (16);
  trace_info_channel (frame_store_get_info (store), "a", 1, NULL);
  trace_info_channel (frame_store_get_info (store), "b", 1, NULL);
  for (guint row = 0; row < N_ROWS; row++)
    {
      guint k = batch->n_frames++;

      batch->frames[k] = (CanFrame){ .time = row * PERIOD + row % 7,
                                     .id = 0x100 + row * 2654435761u % 40,
                                     .len = 8,
                                     .dlc = 8,
                                     .channel = row / 3 % 2,
                                     .data = batch->payload[k] };
      memset (batch->payload[k], (int) row, 8);
      if (batch->n_frames == FRAME_BATCH_SIZE || row == N_ROWS - 1)
        {
          g_assert_true (frame_store_append (store, batch, NULL));
          frame_batch_clear (batch);
        }
    }
  frame_batch_free (batch);
}

static gboolean
is_wanted (const StatisticsScope *scope, uint64_t row)
{
  int64_t time = (int64_t) row * PERIOD + (int64_t) row % 7;

  return (scope->program == NULL || filter_match (scope->program, store, row)) && time >= scope->first
         && time <= scope->last && (scope->rows == NULL || row_set_contains (scope->rows, row));
}

/* One thread, row by row. */
static void
count_plainly (const StatisticsScope *scope, Statistics *statistics, LoadCurve *load)
{
  for (uint64_t row = 0; row < N_ROWS; row++)
    if (is_wanted (scope, row))
      {
        const FrameChunk *chunk = frame_store_chunk (store, (uint32_t) (row / FRAME_CHUNK_ROWS), NULL);
        guint i = (guint) (row % FRAME_CHUNK_ROWS);

        statistics_add (statistics, store, chunk, i, i + 1, NULL);
        load_curve_add (load, store, chunk, i, i + 1, NULL);
      }
}

static void
assert_alike (const Statistics *a, const Statistics *b)
{
  g_assert_cmpuint (statistics_n_frames (a), ==, statistics_n_frames (b));
  g_assert_cmpuint (statistics_n_ids (a), ==, statistics_n_ids (b));
  for (guint i = 0; i < statistics_n_ids (a); i++)
    {
      const IdStatistics *x = statistics_get (a, i), *y = statistics_get (b, i);

      g_assert_true (x->id == y->id && x->channel == y->channel && x->n_frames == y->n_frames);
      g_assert_true (x->n_periods == y->n_periods && x->sum == y->sum && x->squares == y->squares);
      g_assert_true (x->bits_nominal == y->bits_nominal && x->period_max == y->period_max);
    }
}

static void
assert_run (const StatisticsScope *scope, uint64_t least)
{
  Statistics *plain = statistics_new ();
  LoadCurve *plain_load = load_curve_new (0, 1000000000);
  g_autoptr (GPtrArray) wanted = NULL;

  count_plainly (scope, plain, plain_load);
  wanted = load_curve_get_intervals (plain_load);
  g_assert_cmpuint (statistics_n_frames (plain), >=, least);
  for (guint n_workers = 0; n_workers < 9; n_workers++)
    {
      Statistics *statistics = statistics_new ();
      LoadCurve *load = load_curve_new_like (plain_load);
      g_autoptr (GPtrArray) intervals = NULL;

      g_assert_true (statistics_run (store, scope, statistics, load, n_workers, NULL, NULL));
      assert_alike (plain, statistics);
      intervals = load_curve_get_intervals (load);
      g_assert_cmpuint (intervals->len, ==, wanted->len);
      for (guint i = 0; i < wanted->len; i++)
        {
          const LoadInterval *x = wanted->pdata[i], *y = intervals->pdata[i];

          g_assert_true (x->index == y->index && x->channel == y->channel && x->bits_nominal == y->bits_nominal);
        }
      statistics_free (statistics);
      load_curve_free (load);
    }
  statistics_free (plain);
  load_curve_free (plain_load);
}

static void
test_all (void)
{
  const StatisticsScope scope = { .first = INT64_MIN, .last = INT64_MAX };

  assert_run (&scope, N_ROWS);
}

static void
test_filtered (void)
{
  FilterProblem problem = { 0 };
  StatisticsScope scope = { .first = INT64_MIN, .last = INT64_MAX };

  scope.program = filter_compile ("can.id == 0x105 || data[0] == 3", NULL, &problem);
  g_assert_nonnull (scope.program);
  assert_run (&scope, N_ROWS / 50);
  scope.first = 70000 * PERIOD;
  scope.last = 280000 * PERIOD;
  assert_run (&scope, 1000);
  filter_program_unref (scope.program);
}

static void
test_rows (void)
{
  RowSet *rows = row_set_new ();
  uint64_t bits[ROW_SET_WORDS];
  StatisticsScope scope = { .rows = rows, .first = 1000 * PERIOD, .last = INT64_MAX };

  memset (bits, 0x5A, sizeof bits);
  row_set_put (rows, 0, bits, FRAME_CHUNK_ROWS);
  row_set_put (rows, 3, bits, 40000);
  assert_run (&scope, 50000);
  row_set_unref (rows);
}

static gboolean
stop_at_once (double done, gpointer data)
{
  ++*(guint *) data;
  return FALSE;
}

/* The callback comes only if there is something to wait for; then it ends the work. */
static void
test_stopped (void)
{
  const StatisticsScope scope = { .first = INT64_MIN, .last = INT64_MAX };
  Statistics *statistics = statistics_new ();
  guint calls = 0;
  gboolean whole = statistics_run (store, &scope, statistics, NULL, 1, stop_at_once, &calls);

  g_assert_cmpint (whole, ==, calls == 0);
  statistics_free (statistics);
}

static void
test_empty (void)
{
  const StatisticsScope scope = { .first = INT64_MIN, .last = INT64_MAX };
  FrameStore *empty = frame_store_new_ring (2);
  Statistics *statistics = statistics_new ();

  g_assert_true (statistics_run (empty, &scope, statistics, NULL, 0, NULL, NULL));
  g_assert_cmpuint (statistics_n_ids (statistics), ==, 0);
  statistics_free (statistics);
  frame_store_unref (empty);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  fill_store ();
  g_test_add_func ("/statistics-run/all", test_all);
  g_test_add_func ("/statistics-run/filtered", test_filtered);
  g_test_add_func ("/statistics-run/rows", test_rows);
  g_test_add_func ("/statistics-run/stopped", test_stopped);
  g_test_add_func ("/statistics-run/empty", test_empty);
  status = g_test_run ();
  frame_store_unref (store);
  return status;
}
