/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/frame-bits.h"
#include "core/load-curve.h"
#include "core/statistics.h"

#include <math.h>
#include <string.h>

#define CHUNKS 4

static void
append (FrameStore *store, const CanFrame *frames, guint n)
{
  FrameBatch *batch = frame_batch_new ();

  for (guint i = 0; i < n; i++)
    {
      guint k = batch->n_frames++;

      batch->frames[k] = frames[i];
      batch->frames[k].data = batch->payload[k];
      memset (batch->payload[k], (int) (i * 7), frames[i].len);
      if (batch->n_frames < FRAME_BATCH_SIZE && i + 1 < n)
        continue;
      g_assert_true (frame_store_append (store, batch, NULL));
      frame_batch_clear (batch);
    }
  frame_batch_free (batch);
}

static FrameStore *
store_of (const CanFrame *frames, guint n)
{
  FrameStore *store = frame_store_new_ring (CHUNKS);

  append (store, frames, n);
  return store;
}

/* Rows [from, to). */
static void
add_rows (Statistics *statistics, LoadCurve *load, const FrameStore *store, uint64_t from, uint64_t to)
{
  while (from < to)
    {
      uint32_t index = (uint32_t) (from / FRAME_CHUNK_ROWS);
      uint64_t base = (uint64_t) index * FRAME_CHUNK_ROWS, end = MIN (to, base + FRAME_CHUNK_ROWS);
      const FrameChunk *chunk = frame_store_chunk (store, index, NULL);

      if (statistics != NULL)
        statistics_add (statistics, store, chunk, (guint) (from - base), (guint) (end - base), NULL);
      if (load != NULL)
        load_curve_add (load, store, chunk, (guint) (from - base), (guint) (end - base), NULL);
      from = end;
    }
}

static Statistics *
statistics_of (const CanFrame *frames, guint n)
{
  FrameStore *store = store_of (frames, n);
  Statistics *statistics = statistics_new ();

  add_rows (statistics, NULL, store, 0, n);
  frame_store_unref (store);
  return statistics;
}

static void
test_few (void)
{
  const CanFrame frames[] = {
    { .time = 1000, .id = 0x123, .len = 2, .dlc = 2 },
    { .time = 1500, .id = 0x123 | CAN_ID_EXTENDED, .len = 1, .dlc = 1 },
    { .time = 2000, .id = 0x123, .len = 8, .dlc = 8 },
    { .time = 2500, .id = 0x123, .len = 8, .dlc = 11, .channel = 1 },
    { .time = 6000, .id = 0x123 | CAN_ID_REMOTE, .dlc = 4 },
    { .time = 6500, .id = CAN_ID_ERROR | 8, .len = 8, .dlc = 8 },
    { .time = 7000, .id = CAN_ID_ERROR },
  };
  Statistics *statistics = statistics_of (frames, G_N_ELEMENTS (frames));
  const IdStatistics *id = statistics_get (statistics, 0);
  uint64_t bits = 0;
  int64_t earliest, latest, p99;
  double mean, deviation;

  g_assert_cmpuint (statistics_n_ids (statistics), ==, 4);
  g_assert_cmpuint (statistics_n_frames (statistics), ==, 7);
  g_assert_true (statistics_get_span (statistics, &earliest, &latest));
  g_assert_cmpint (earliest, ==, 1000);
  g_assert_cmpint (latest, ==, 7000);

  g_assert_cmphex (id->id, ==, 0x123);
  g_assert_cmpuint (id->n_frames, ==, 3);
  g_assert_cmpuint (id->n_remote, ==, 1);
  g_assert_cmpuint (id->n_bytes, ==, 10);
  g_assert_cmpuint (id->dlc_min, ==, 2);
  g_assert_cmpuint (id->dlc_max, ==, 8);
  g_assert_cmpint (id->period_min, ==, 1000);
  g_assert_cmpint (id->period_max, ==, 4000);
  g_assert_true (id_statistics_get_mean (id, &mean));
  g_assert_cmpfloat (mean, ==, 2500);
  g_assert_true (id_statistics_get_deviation (id, &deviation));
  g_assert_cmpfloat (deviation, ==, 1500);
  g_assert_true (id_statistics_get_percentile (id, 0.99, &p99));
  g_assert_cmpfloat (fabs ((double) p99 / 4000 - 1), <=, 1.0 / 128);
  for (guint i = 0; i < 5; i++)
    if (i != 1 && i != 3)
      {
        uint8_t data[8];
        CanFrame frame = frames[i];
        FrameBitCount count;

        memset (data, (int) (i * 7), 8);
        frame.data = data;
        can_frame_count_bits (&frame, &count);
        bits += count.nominal;
      }
  g_assert_cmpuint (id->bits_nominal, ==, bits);

  g_assert_cmphex (statistics_get (statistics, 1)->id, ==, 0x123 | CAN_ID_EXTENDED);
  g_assert_false (id_statistics_get_mean (statistics_get (statistics, 1), &mean));
  g_assert_false (id_statistics_get_percentile (statistics_get (statistics, 1), 0.5, &p99));
  g_assert_cmpuint (statistics_get (statistics, 2)->channel, ==, 1);
  g_assert_cmpuint (statistics_get (statistics, 2)->dlc_max, ==, 11);
  g_assert_cmphex (statistics_get (statistics, 3)->id, ==, CAN_ID_ERROR);
  g_assert_cmpuint (statistics_get (statistics, 3)->n_frames, ==, 2);
  g_assert_cmpint (statistics_get (statistics, 3)->period_min, ==, 500);
  statistics_free (statistics);
}

/* A jitter of nanoseconds around periods of seconds, after a date: double alone would lose it. */
static void
test_small_jitter (void)
{
  CanFrame frames[2001] = { 0 };
  Statistics *statistics;
  double mean, deviation;

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    frames[i]
        = (CanFrame){ .time = INT64_C (1700000000000000000) + i * INT64_C (60000000000) + (i & 1 ? 3 : 0), .id = 1 };
  statistics = statistics_of (frames, G_N_ELEMENTS (frames));
  id_statistics_get_mean (statistics_get (statistics, 0), &mean);
  id_statistics_get_deviation (statistics_get (statistics, 0), &deviation);
  g_assert_cmpfloat (mean, ==, 60000000000.0);
  g_assert_cmpfloat (fabs (deviation - 3), <, 1e-9);
  statistics_free (statistics);
}

static void
test_times_back (void)
{
  const CanFrame frames[] = {
    { .time = 5000, .id = 1 }, { .time = 6000, .id = 1 },      { .time = 1000, .id = 1 },
    { .time = 1700, .id = 1 }, { .time = INT64_MIN, .id = 1 }, { .time = INT64_MAX, .id = 1 },
  };
  Statistics *statistics = statistics_of (frames, G_N_ELEMENTS (frames));
  const IdStatistics *id = statistics_get (statistics, 0);

  g_assert_cmpuint (id->n_back, ==, 2);
  g_assert_cmpuint (id->n_periods, ==, 3);
  g_assert_cmpint (id->period_min, ==, 700);
  g_assert_cmpint (id->period_max, ==, INT64_MAX);
  g_assert_cmpint (id->earliest, ==, INT64_MIN);
  g_assert_cmpint (id->latest, ==, INT64_MAX);
  statistics_free (statistics);
}

static CanFrame
random_frame (int64_t *time)
{
  gint32 shape = g_test_rand_int_range (0, 60);
  CanFrame frame
      = { .id = (uint32_t) g_test_rand_int_range (0, 12), .channel = (uint8_t) g_test_rand_int_range (0, 3) };

  *time += shape == 0 ? -5000000 : INT64_C (1) << g_test_rand_int_range (0, shape > 50 ? 40 : 20);
  frame.time = *time;
  frame.id |= shape % 5 == 1 ? CAN_ID_EXTENDED : shape == 10 ? CAN_ID_ERROR : 0;
  frame.flags = shape % 7 == 2 && shape != 10 ? CAN_FD | CAN_BRS : 0;
  frame.dlc = (uint8_t) g_test_rand_int_range (0, 16);
  frame.len = can_dlc_to_len (frame.dlc, frame.flags & CAN_FD);
  return frame;
}

static int
compare_times (const void *a, const void *b)
{
  int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;

  return (x > y) - (x < y);
}

static void
test_percentiles (void)
{
  enum
  {
    N = 20000
  };
  CanFrame *frames = g_new0 (CanFrame, N + 1);
  int64_t *periods = g_new (int64_t, N);
  Statistics *statistics;

  for (guint i = 0; i < N; i++)
    {
      periods[i] = INT64_C (1) << g_test_rand_int_range (0, 38);
      periods[i] += g_test_rand_int_range (0, G_MAXINT32) % periods[i];
      frames[i + 1] = (CanFrame){ .time = frames[i].time + periods[i], .id = 7 };
    }
  frames[0].id = 7;
  statistics = statistics_of (frames, N + 1);
  qsort (periods, N, sizeof *periods, compare_times);
  for (guint percent = 0; percent <= 100; percent++)
    {
      int64_t got, wanted = periods[percent == 0 ? 0 : N / 100 * percent - 1];

      g_assert_true (id_statistics_get_percentile (statistics_get (statistics, 0), percent / 100.0, &got));
      g_assert_cmpfloat (fabs ((double) got / (double) wanted - 1), <=, 1.0 / 128);
    }
  statistics_free (statistics);
  g_free (periods);
  g_free (frames);
}

static void
assert_alike (const Statistics *a, const Statistics *b)
{
  g_assert_cmpuint (statistics_n_ids (a), ==, statistics_n_ids (b));
  g_assert_cmpuint (statistics_n_frames (a), ==, statistics_n_frames (b));
  for (guint i = 0; i < statistics_n_ids (a); i++)
    {
      const IdStatistics *x = statistics_get (a, i), *y = statistics_get (b, i);

      g_assert_true (x->id == y->id && x->channel == y->channel && x->dlc_min == y->dlc_min
                     && x->dlc_max == y->dlc_max);
      g_assert_true (x->n_frames == y->n_frames && x->n_bytes == y->n_bytes && x->n_brs == y->n_brs);
      g_assert_true (x->bits_nominal == y->bits_nominal && x->bits_data == y->bits_data);
      g_assert_true (x->earliest == y->earliest && x->latest == y->latest);
      g_assert_true (x->n_periods == y->n_periods && x->n_back == y->n_back);
      g_assert_true (x->period_min == y->period_min && x->period_max == y->period_max);
      g_assert_true (x->sum == y->sum && x->squares == y->squares);
      for (guint percent = 0; percent <= 100; percent += 5)
        {
          int64_t p = 0, q = 0;

          g_assert_true (id_statistics_get_percentile (x, percent / 100.0, &p)
                         == id_statistics_get_percentile (y, percent / 100.0, &q));
          g_assert_cmpint (p, ==, q);
        }
    }
}

static void
assert_curves_alike (const LoadCurve *a, const LoadCurve *b)
{
  g_autoptr (GPtrArray) x = load_curve_get_intervals (a), y = load_curve_get_intervals (b);

  g_assert_cmpuint (x->len, ==, y->len);
  for (guint i = 0; i < x->len; i++)
    {
      const LoadInterval *p = x->pdata[i], *q = y->pdata[i];

      g_assert_true (p->index == q->index && p->channel == q->channel && p->n_frames == q->n_frames);
      g_assert_true (p->bits_nominal == q->bits_nominal && p->bits_data == q->bits_data);
      g_assert_true (p->n_errors == q->n_errors && p->n_brs == q->n_brs);
    }
}

/* Whatever the pieces, the whole is the same. */
static void
test_pieces (void)
{
  enum
  {
    N = 150000
  };
  CanFrame *frames = g_new0 (CanFrame, N);
  Statistics *whole = statistics_new ();
  LoadCurve *whole_load = load_curve_new (0, 1000000000000);
  FrameStore *store;
  int64_t time = 0;

  for (guint i = 0; i < N; i++)
    frames[i] = random_frame (&time);
  store = store_of (frames, N);
  add_rows (whole, whole_load, store, 0, N);
  g_assert_cmpuint (statistics_n_ids (whole), >, 50);
  for (guint round = 0; round < 5; round++)
    {
      Statistics *sum = statistics_new (), *piece = statistics_new ();
      LoadCurve *load = load_curve_new_like (whole_load);
      guint from = 0;

      while (from < N)
        {
          guint step = (guint) g_test_rand_int_range (0, round == 0 ? 60000 : 3000), to = MIN (N, from + step);
          LoadCurve *part = load_curve_new_like (whole_load);

          add_rows (piece, part, store, from, to);
          statistics_append (sum, piece);
          load_curve_append (load, part);
          load_curve_free (part);
          from = to;
        }
      assert_alike (whole, sum);
      assert_curves_alike (whole_load, load);
      statistics_free (sum);
      statistics_free (piece);
      load_curve_free (load);
    }
  statistics_free (whole);
  load_curve_free (whole_load);
  frame_store_unref (store);
  g_free (frames);
}

/* Only the chosen rows count. */
static void
test_chosen (void)
{
  CanFrame frames[1000];
  uint64_t bits[FRAME_CHUNK_ROWS / 64] = { 0 };
  Statistics *some = statistics_new (), *wanted;
  CanFrame chosen[1000];
  FrameStore *store;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    frames[i] = (CanFrame){ .time = i * i, .id = i % 3 };
  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    if (i % 5 == 1 || (i > 300 && i < 500))
      {
        bits[i / 64] |= UINT64_C (1) << (i % 64);
        if (i >= 70 && i < 911)
          chosen[n++] = frames[i];
      }
  store = store_of (frames, G_N_ELEMENTS (frames));
  statistics_add (some, store, frame_store_chunk (store, 0, NULL), 70, 911, bits);
  wanted = statistics_of (chosen, n);
  assert_alike (some, wanted);
  frame_store_unref (store);
  statistics_free (some);
  statistics_free (wanted);
}

static void
test_too_many (void)
{
  guint n = STATISTICS_MAX_IDS + 1000;
  CanFrame *frames = g_new0 (CanFrame, n);
  Statistics *statistics, *sum = statistics_new ();

  for (guint i = 0; i < n; i++)
    frames[i] = (CanFrame){ .time = i, .id = i | CAN_ID_EXTENDED };
  statistics = statistics_of (frames, n);
  g_assert_cmpuint (statistics_n_ids (statistics), ==, STATISTICS_MAX_IDS);
  g_assert_cmpuint (statistics_n_frames (statistics), ==, n);
  g_assert_cmpuint (statistics_n_beyond (statistics), ==, 1000);
  statistics_append (sum, statistics);
  g_assert_cmpuint (statistics_n_beyond (sum), ==, 1000);
  g_assert_cmpuint (statistics_n_ids (statistics), ==, 0);
  statistics_free (statistics);
  statistics_free (sum);
  g_free (frames);
}

static void
test_intervals (void)
{
  const CanFrame frames[] = {
    { .time = -1, .id = 1 },
    { .time = 0, .id = 2 },
    { .time = 99, .id = 3 | CAN_ID_ERROR },
    { .time = 100, .id = 1, .len = 8, .dlc = 8, .flags = CAN_FD | CAN_BRS },
    { .time = 50, .id = 1, .channel = 2 },
    { .time = INT64_MIN, .id = 1 },
  };
  FrameStore *store = store_of (frames, G_N_ELEMENTS (frames));
  LoadCurve *curve = load_curve_new (0, 100);
  GPtrArray *intervals;
  const LoadInterval *one;
  int64_t earliest, latest;

  g_assert_false (load_curve_get_span (curve, &earliest, &latest));
  add_rows (NULL, curve, store, 0, G_N_ELEMENTS (frames));
  intervals = load_curve_get_intervals (curve);
  g_assert_cmpuint (intervals->len, ==, 5);
  g_assert_cmpint (((LoadInterval *) intervals->pdata[0])->index, ==, INT64_MIN / 100 - 1);
  g_assert_cmpint (((LoadInterval *) intervals->pdata[1])->index, ==, -1);
  one = intervals->pdata[2];
  g_assert_cmpint (one->index, ==, 0);
  g_assert_cmpuint (one->n_frames, ==, 2);
  g_assert_cmpuint (one->n_errors, ==, 1);
  one = intervals->pdata[3];
  g_assert_cmpint (one->index, ==, 1);
  g_assert_cmpuint (one->n_brs, ==, 1);
  g_assert_cmpuint (one->bits_data, >, 64);
  one = intervals->pdata[4];
  g_assert_cmpuint (one->channel, ==, 2);
  g_assert_true (load_curve_get_span (curve, &earliest, &latest));
  g_assert_cmpint (latest, ==, 100);
  g_ptr_array_unref (intervals);
  load_curve_free (curve);
  frame_store_unref (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statistics/few", test_few);
  g_test_add_func ("/statistics/small-jitter", test_small_jitter);
  g_test_add_func ("/statistics/times-back", test_times_back);
  g_test_add_func ("/statistics/percentiles", test_percentiles);
  g_test_add_func ("/statistics/pieces", test_pieces);
  g_test_add_func ("/statistics/chosen", test_chosen);
  g_test_add_func ("/statistics/too-many", test_too_many);
  g_test_add_func ("/load-curve/intervals", test_intervals);
  return g_test_run ();
}
