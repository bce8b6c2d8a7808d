/* test-series.c: samples are what the frames say, spikes stay, lines break where nothing was heard.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "session/series.h"
#include "session/series-expression.h"
#include "small-trace.h"

#include <math.h>
#include <string.h>

#define MS G_GINT64_CONSTANT (1000000)

static Series *
add (SeriesSet *set, const char *message, const char *signal, const char *channel)
{
  SeriesKey *key = series_key_new (message, signal, channel, 0);
  char *why = NULL;
  Series *series = series_set_add (set, key, &why);

  if (series == NULL)
    g_test_message ("%s", why);
  g_assert_nonnull (series);
  series_key_free (key);
  return series;
}

static SeriesSet *
set_of (const char *const *lines)
{
  FrameStore *store = small_trace_new (lines);
  const DatabaseSet *databases = small_databases_new ();
  SeriesSet *set = series_set_new (store, databases, NULL);

  frame_store_unref (store);
  database_set_unref (databases);
  return set;
}

static void
test_values (void)
{
  static const char *const lines[] = { "0 a 0C9#0FA00000000000C0",
                                       "10 a 123#11",
                                       "20 a 0C9#1F400000000000C0",
                                       "20 b 0C9#00040000000000C0",
                                       "30 a 0C9#R",
                                       "40 a 0C9#0FA4",
                                       NULL };
  SeriesSet *set = set_of (lines);
  Series *all = add (set, "EngineData", "EngineSpeed", NULL), *one = add (set, NULL, "EngineSpeed", "b"),
         *late = add (set, "EngineData", "EngineState", "a");
  double value;

  series_set_wait (set);
  g_assert_cmpuint (series_n (all), ==, 4); /* remote frames are none */
  g_assert_cmpuint (series_n_absent (all), ==, 0);
  g_assert_true (series_get_exact (all, 0, &value, NULL));
  g_assert_cmpfloat (value, ==, 1000);
  g_assert_cmpuint (series_n (one), ==, 1);
  g_assert_cmpfloat ((double) series_value (one, 0), ==, 1);
  g_assert_cmpint (series_time (one, 0), ==, 20 * MS);
  /* Frames too short for it are absent samples. */
  g_assert_cmpuint (series_n (late), ==, 3);
  g_assert_cmpuint (series_n_absent (late), ==, 1);
  g_assert_true (series_is_absent (late, 2));
  g_assert_cmpuint (series_find (late, 100 * MS), ==, 1);
  g_assert_true (series_is_whole (late));
  g_assert_false (series_is_whole (all));
  series_unref (all);
  series_unref (one);
  series_unref (late);
  series_set_stop (set);
}

#define ROUNDS 2000
#define PATIENCE (3 * G_USEC_PER_SEC) /* fewer rounds where others need the processors */

/* Who waits until all is gone through has all samples. */
static void
test_progress (void)
{
  static const char *const lines[] = { "0 a 0C9#0FA00000000000C0", "20 a 0C9#1F400000000000C0", NULL };
  FrameStore *store = small_trace_new (lines);
  const DatabaseSet *databases = small_databases_new ();
  gint64 end = g_get_monotonic_time () + PATIENCE;

  for (guint round = 0; round < ROUNDS && g_get_monotonic_time () < end; round++)
    {
      SeriesSet *set = series_set_new (store, databases, NULL);
      Series *series = add (set, "EngineData", "EngineSpeed", NULL);

      while (series_set_get_progress (set) < 1)
        ;
      g_assert_cmpuint (series_n (series), ==, 2);
      series_unref (series);
      series_set_stop (set);
    }
  frame_store_unref (store);
  database_set_unref (databases);
}

static void
test_unknown (void)
{
  static const char *const lines[] = { "0 a 0C9#0FA00000000000C0", NULL };
  static const char *const wrong[] = {
    "=EngineSpeed +",           "=Nothing * 2", "=1 + 2", "=(EngineSpeed", "=foo(EngineSpeed)", "=average(EngineSpeed)",
    "=EngineSpeed EngineSpeed", "=`a"
  };
  SeriesSet *set = set_of (lines);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      SeriesKey *key = series_key_new (NULL, wrong[i], NULL, 0);
      char *why = NULL;

      g_assert_null (series_set_add (set, key, &why));
      g_assert_nonnull (why);
      g_free (why);
      series_key_free (key);
    }
  series_set_wait (set);
  series_set_stop (set);
}

static void
test_mux (void)
{
  static const char *const lines[] = { "0 a 321#00010000", "10 a 321#01020000", "20 a 321#00030000", NULL };
  SeriesSet *set = set_of (lines);
  Series *alpha = add (set, "Mux", "Alpha", NULL), *page = add (set, "Mux", "Page", NULL);

  series_set_wait (set);
  g_assert_cmpuint (series_n (alpha), ==, 2);
  g_assert_cmpuint (series_n (page), ==, 3);
  g_assert_cmpfloat ((double) series_value (alpha, 1), ==, 3);
  g_assert_cmpuint (series_row (alpha, 1), ==, 2);
  series_unref (alpha);
  series_unref (page);
  series_set_stop (set);
}

static void
test_odd (void)
{
  /* 1.0, NaN, inf, -2.0 as 32-bit floats. */
  static const char *const lines[] = { "0 a 18FEF1F4##00000803F", "10 a 18FEF1F4##00000C07F",
                                       "20 a 18FEF1F4##00000807F", "30 a 18FEF1F4##0000000C0", NULL };
  FrameStore *store = small_trace_new (lines);
  Database *database;
  DatabaseSet *empty = database_set_new (), *databases;
  static const char dbc[] = "VERSION \"\"\nBU_: A\nBO_ 2566844916 M: 8 A\n SG_ F : 0|32@1- (1,0) [0|0] \"\" A\n"
                            "SIG_VALTYPE_ 2566844916 F : 1;\n";
  SeriesSet *set;
  Series *series;
  double min, max;

  database = database_load_memory ("odd.dbc", dbc, sizeof dbc - 1, NULL);
  databases = database_set_add (empty, database, NULL);
  set = series_set_new (store, databases, NULL);
  series = add (set, "M", "F", NULL);
  series_set_wait (set);
  g_assert_cmpuint (series_n (series), ==, 4);
  g_assert_cmpuint (series_n_odd (series), ==, 2);
  g_assert_true (series_get_range (series, &min, &max));
  g_assert_cmpfloat (min, ==, -2);
  g_assert_cmpfloat (max, ==, 1);
  g_assert_true (isnan (series_value (series, 1)) && !series_is_absent (series, 1));
  series_unref (series);
  series_set_stop (set);
  database_set_unref (empty);
  database_set_unref (databases);
  database_unref (database);
  frame_store_unref (store);
}

static void
append_engine (FrameStore *store, FrameBatch *batch, int64_t time, uint16_t raw, uint8_t flags)
{
  CanFrame *frame = &batch->frames[batch->n_frames];
  uint8_t *payload = batch->payload[batch->n_frames++];

  memset (payload, 0, 8);
  payload[0] = raw >> 8;
  payload[1] = raw & 0xFF;
  *frame = (CanFrame){ .time = time, .id = 201, .len = 8, .dlc = 8, .flags = flags, .data = payload };
  if (batch->n_frames == FRAME_BATCH_SIZE)
    {
      g_assert_true (frame_store_append (store, batch, NULL));
      frame_batch_clear (batch);
    }
}

static void
test_breaks (void)
{
  FrameStore *store = frame_store_new (NULL);
  FrameBatch *batch = frame_batch_new ();
  const DatabaseSet *databases = small_databases_new ();
  SeriesSet *set = series_set_new (store, databases, NULL);
  Series *series = add (set, NULL, "EngineSpeed", NULL);
  gboolean full;

  trace_info_channel (frame_store_get_info (store), "a", 1, &full);
  for (int i = 0; i < 50; i++)
    append_engine (store, batch, i * 10 * MS, 100, i == 20 ? CAN_GAP : 0);
  for (int i = 0; i < 50; i++)
    append_engine (store, batch, (i * 10 + 2000) * MS, 100, 0);
  g_assert_true (frame_store_append (store, batch, NULL));
  series_set_wait (set);
  g_assert_cmpuint (series_n (series), ==, 100);
  g_assert_cmpint (series_get_time_out (series), >=, 30 * MS);
  g_assert_cmpint (series_get_time_out (series), <, 1000 * MS);
  for (uint64_t i = 1; i < 100; i++)
    g_assert_cmpint (series_is_broken (series, i), ==, i == 20 || i == 50);
  series_unref (series);
  series_set_stop (set);
  frame_batch_free (batch);
  frame_store_unref (store);
  database_set_unref (databases);
}

/* Times that go backwards: a run more, each found where its times are. */
static void
test_backwards (void)
{
  FrameStore *store = frame_store_new (NULL);
  FrameBatch *batch = frame_batch_new ();
  const DatabaseSet *databases = small_databases_new ();
  SeriesSet *set = series_set_new (store, databases, NULL);
  Series *series = add (set, NULL, "EngineSpeed", NULL);
  gboolean full;
  uint64_t first, end;

  trace_info_channel (frame_store_get_info (store), "a", 1, &full);
  for (int i = 0; i < 100; i++)
    append_engine (store, batch, (i + 1000) * 10 * MS + (i % 2 ? -15 : 0) * MS, (uint16_t) i, 0);
  for (int i = 0; i < 100; i++)
    append_engine (store, batch, i * 10 * MS, (uint16_t) (i + 1000), 0);
  g_assert_true (frame_store_append (store, batch, NULL));
  series_set_wait (set);
  g_assert_cmpuint (series_n_runs (series), ==, 2);
  g_assert_true (series_find_range (series, 1, 100 * MS, 200 * MS, &first, &end));
  g_assert_cmpuint (first, ==, 110);
  g_assert_cmpuint (end, ==, 121);
  g_assert_cmpuint (series_find (series, 305 * MS), ==, 130);
  g_assert_cmpuint (series_find (series, 10505 * MS), ==, 51);
  g_assert_cmpuint (series_next (series, 199), ==, 0);
  g_assert_cmpuint (series_previous (series, 0), ==, 199);
  g_assert_true (series_is_broken (series, 100));
  series_unref (series);
  series_set_stop (set);
  frame_batch_free (batch);
  frame_store_unref (store);
  database_set_unref (databases);
}

/* Likewise in a trace of many chunks, found by all processors. */
static void
test_backwards_long (void)
{
  FrameStore *store = frame_store_new (NULL);
  FrameBatch *batch = frame_batch_new ();
  const DatabaseSet *databases = small_databases_new ();
  SeriesSet *set;
  Series *series;
  gboolean full;
  guint n = 3 * FRAME_CHUNK_ROWS + 1000;

  trace_info_channel (frame_store_get_info (store), "a", 1, &full);
  for (guint i = 0; i < n; i++)
    {
      /* Back to 0 at the begin of the second chunk and within the third, a little back in the last one. */
      int64_t step = i < FRAME_CHUNK_ROWS             ? i
                     : i < 2 * FRAME_CHUNK_ROWS + 500 ? i - FRAME_CHUNK_ROWS
                                                      : i - 2 * FRAME_CHUNK_ROWS - 500;

      append_engine (store, batch, step * MS - (i == n - 300 ? 700 * MS : 0), (uint16_t) i, 0);
    }
  g_assert_true (frame_store_append (store, batch, NULL));
  set = series_set_new (store, databases, NULL);
  series = add (set, NULL, "EngineSpeed", NULL);
  series_set_wait (set);
  g_assert_cmpuint (series_n (series), ==, n);
  g_assert_cmpuint (series_n_runs (series), ==, 3);
  g_assert_true (series_is_broken (series, FRAME_CHUNK_ROWS));
  g_assert_true (series_is_broken (series, 2 * FRAME_CHUNK_ROWS + 500));
  for (guint run = 0; run < 3; run++)
    {
      static const uint64_t starts[] = { 0, FRAME_CHUNK_ROWS, 2 * FRAME_CHUNK_ROWS + 500 };
      uint64_t first, end;

      g_assert_true (series_find_range (series, run, 1000 * MS, 1999 * MS, &first, &end));
      g_assert_cmpuint (first, ==, starts[run] + 1000);
      g_assert_cmpuint (end, ==, starts[run] + 2000);
    }
  series_unref (series);
  series_set_stop (set);
  frame_batch_free (batch);
  frame_store_unref (store);
  database_set_unref (databases);
}

/* --- Random windows --- */

typedef struct
{
  int64_t time;
  double value;
} Sample;

static void
check_window (Series *series, const Sample *samples, uint64_t n, int64_t from, int64_t to)
{
  double low = INFINITY, high = -INFINITY, min = INFINITY, max = -INFINITY;
  guint n_columns = (guint) g_test_rand_int_range (1, 700);
  SeriesColumn *columns = g_new (SeriesColumn, n_columns);
  uint64_t count = 0;

  for (uint64_t i = 0; i < n; i++)
    if (samples[i].time >= from && samples[i].time <= to)
      {
        count++;
        low = MIN (low, samples[i].value);
        high = MAX (high, samples[i].value);
      }
  g_assert_cmpuint (series_count (series, from, to), ==, count);
  series_get_columns (series, 0, from, to, n_columns, columns);
  for (guint i = 0; i < n_columns; i++)
    if (columns[i].filled)
      {
        min = MIN (min, (double) columns[i].min);
        max = MAX (max, (double) columns[i].max);
        g_assert_true (columns[i].first >= columns[i].min && columns[i].last <= columns[i].max);
      }
  if (count > 0)
    {
      g_assert_cmpfloat (min, ==, low);
      g_assert_cmpfloat (max, ==, high);
    }
  g_free (columns);
}

static void
check_cursor (Series *series, const Sample *samples, uint64_t n, int64_t time)
{
  uint64_t at = n, found = series_find (series, time);
  double value;

  for (uint64_t i = 0; i < n && samples[i].time <= time; i++)
    at = i;
  if (at == n)
    {
      g_assert_cmpuint (found, ==, SERIES_NONE);
      return;
    }
  g_assert_cmpint (series_time (series, found), ==, samples[at].time);
  g_assert_true (series_get_exact (series, found, &value, NULL));
  g_assert_cmpfloat (value, ==, samples[found].value);
}

static void
check_statistics (Series *series, const Sample *samples, uint64_t n, int64_t from, int64_t to)
{
  double sum = 0, squares = 0, min = INFINITY, max = -INFINITY, value;
  SeriesStatistics out;
  uint64_t count = 0;

  for (uint64_t i = 0; i < n; i++)
    if (samples[i].time >= from && samples[i].time <= to)
      {
        count++;
        sum += samples[i].value;
        squares += samples[i].value * samples[i].value;
        min = MIN (min, samples[i].value);
        max = MAX (max, samples[i].value);
      }
  series_get_statistics (series, from, to, &out);
  g_assert_cmpuint (out.n, ==, count);
  if (count == 0)
    return;
  g_assert_cmpfloat (out.min, ==, min);
  g_assert_cmpfloat (out.max, ==, max);
  g_assert_cmpfloat_with_epsilon (out.mean, sum / (double) count, 1e-6);
  g_assert_cmpfloat_with_epsilon (out.rms, sqrt (squares / (double) count), 1e-6);
  g_assert_true (series_get_exact (series, out.min_index, &value, NULL));
  g_assert_cmpfloat (value, ==, min);
  g_assert_true (series_get_exact (series, out.max_index, &value, NULL));
  g_assert_cmpfloat (value, ==, max);
}

/* One that came later was found by all processors at once: it is the same. */
static void
check_late (SeriesSet *set, Series *series)
{
  Series *late = add (set, "EngineData", "EngineSpeed", "a");
  SeriesStatistics a, b;

  series_set_wait (set);
  g_assert_cmpuint (series_n (late), ==, series_n (series));
  g_assert_cmpint (series_get_time_out (late), ==, series_get_time_out (series));
  g_assert_cmpuint (series_n_runs (late), ==, series_n_runs (series));
  for (uint64_t i = 0; i < series_n (series); i++)
    if (series_row (late, i) != series_row (series, i) || fabsf (series_value (late, i) - series_value (series, i)) > 0)
      g_error ("sample %" G_GUINT64_FORMAT " differs", i);
  series_get_statistics (series, INT64_MIN, INT64_MAX, &a);
  series_get_statistics (late, INT64_MIN, INT64_MAX, &b);
  g_assert_cmpuint (a.n, ==, b.n);
  g_assert_cmpfloat (a.mean, ==, b.mean);
  series_unref (late);
}

static void
test_windows (void)
{
  guint n = g_test_slow () ? 3000000 : 400000;
  FrameStore *store = frame_store_new (NULL);
  FrameBatch *batch = frame_batch_new ();
  const DatabaseSet *databases = small_databases_new ();
  SeriesSet *set = series_set_new (store, databases, NULL);
  Series *series = add (set, NULL, "EngineSpeed", NULL);
  Sample *samples = g_new (Sample, n);
  int64_t time = -5000;
  gboolean full;

  trace_info_channel (frame_store_get_info (store), "a", 1, &full);
  for (guint i = 0; i < n; i++)
    {
      uint16_t raw = g_test_rand_int_range (0, 5000) == 0 ? (uint16_t) g_test_rand_int_range (0, 65536)
                                                          : (uint16_t) (30000 + i % 100);

      time += g_test_rand_int_range (0, 1000) == 0 ? 50000 : g_test_rand_int_range (0, 2000);
      samples[i] = (Sample){ time, raw * 0.25 };
      append_engine (store, batch, time, raw, 0);
      if (i % 50000 == 0)
        series_set_poke (set);
    }
  if (batch->n_frames > 0)
    g_assert_true (frame_store_append (store, batch, NULL));
  series_set_wait (set);
  g_assert_cmpuint (series_n (series), ==, n);
  g_assert_true (series_is_complete (series));
  for (guint i = 0; i < 150; i++)
    {
      int64_t a = samples[0].time + (int64_t) (g_test_rand_double () * (double) (time - samples[0].time)), b;

      b = g_test_rand_bit () ? samples[g_test_rand_int_range (0, (gint32) n)].time
                             : a + (int64_t) (exp (g_test_rand_double_range (0, 20)));
      check_window (series, samples, n, MIN (a, b), MAX (a, b) + 1);
      check_statistics (series, samples, n, MIN (a, b), MAX (a, b));
      check_cursor (series, samples, n, a);
      check_cursor (series, samples, n, b);
    }
  check_window (series, samples, n, samples[0].time, time);
  check_cursor (series, samples, n, samples[0].time - 1);
  check_statistics (series, samples, n, INT64_MIN, INT64_MAX);
  check_late (set, series);
  g_free (samples);
  series_unref (series);
  series_set_stop (set);
  frame_batch_free (batch);
  frame_store_unref (store);
  database_set_unref (databases);
}

/* --- Computed ones --- */

static double
last_in (const char *const *lines, const char *expression)
{
  SeriesSet *set = set_of (lines);
  Series *series = add (set, NULL, expression, NULL);
  double value = NAN;

  series_set_wait (set);
  if (series_n (series) > 0)
    g_assert_true (series_get_exact (series, series_n (series) - 1, &value, NULL));
  series_unref (series);
  series_set_stop (set);
  return value;
}

static double
last_of (const char *expression)
{
  static const char *const lines[] = { "0 a 0C9#0FA00A0000000000", "1000 a 0C9#1F40140000000000", "1500 a 321#00640000",
                                       "2000 a 0C9#0FA00A0000000000", NULL };

  return last_in (lines, expression);
}

/* A value that is far from all others is forgotten with its span, and with all that it did to the sum. */
static void
test_average_forgets (void)
{
  static const char *const lines[] = { "0 a 0C9#0FA00A0000000000",
                                       "1000 a 0C9#1F40140000000000",
                                       "2000 a 0C9#0FA00A0000000000",
                                       "3000 a 0C9#0FA00A0000000000",
                                       "4000 a 0C9#0FA00A0000000000",
                                       "5000 a 0C9#0FA00A0000000000",
                                       NULL };

  g_assert_cmpfloat (last_in (lines, "=average(EngineSpeed + (EngineSpeed - 1000) ^ 9, 2.5)"), ==, 1000);
  g_assert_cmpfloat (last_in (lines, "=average(EngineSpeed + (EngineSpeed - 1000) ^ 9, 3.5)"), ==, 1000);
}

static void
test_computed (void)
{
  g_assert_cmpfloat (last_of ("=EngineSpeed * 2 + 1"), ==, 2001);
  g_assert_cmpfloat (last_of ("=-EngineData.EngineSpeed ^ 2 / 1e6"), ==, -1);
  g_assert_cmpfloat (last_of ("=EngineSpeed + Alpha"), ==, 1100);
  g_assert_cmpfloat (last_of ("=(EngineSpeed - 500) * (1 + 1)"), ==, 1000);
  g_assert_cmpfloat (last_of ("=derivative(EngineSpeed)"), ==, -1000);
  g_assert_cmpfloat (last_of ("=integral(EngineSpeed)"), ==, 3000);
  g_assert_cmpfloat (last_of ("=average(EngineSpeed, 10)"), ==, (float) (4000 / 3.0));
  g_assert_cmpfloat (last_of ("=average(EngineSpeed, 0.5)"), ==, 1000);
  g_assert_cmpfloat (last_of ("=average(EngineSpeed, 500 ms)"), ==, 1000);
  g_assert_cmpfloat (last_of ("=hold(EngineSpeed, 1.5)"), ==, 2000);
  g_assert_cmpfloat (last_of ("=hold(EngineSpeed, 1500000 us)"), ==, 2000);
  g_assert_cmpfloat (last_of ("=prev(EngineSpeed)"), ==, 2000);
  g_assert_cmpfloat (last_of ("=changed(EngineSpeed)"), ==, 1);
  g_assert_cmpfloat (last_of ("=changed(Alpha)"), ==, 0);
  g_assert_cmpfloat (last_of ("=delta(EngineSpeed)"), ==, -1000);
  g_assert_cmpfloat (last_of ("=max(`EngineSpeed`, 1500) - abs(-3)"), ==, 1497);
  g_assert_cmpfloat (last_of ("=sqrt(EngineSpeed / 10)"), ==, 10);
}

static void
test_statistics (void)
{
  static const char *const lines[] = { "0 a 0C9#000C000000000000", "10 a 0C9#0010000000000000",
                                       "20 a 0C9#0000000000000000", "30 a 0C9#FFFF000000000000", NULL };
  SeriesSet *set = set_of (lines);
  Series *series = add (set, NULL, "EngineSpeed", NULL);
  SeriesStatistics statistics;

  series_set_wait (set);
  series_get_statistics (series, 0, 20 * MS, &statistics);
  g_assert_cmpuint (statistics.n, ==, 3);
  g_assert_cmpfloat (statistics.min, ==, 0);
  g_assert_cmpfloat (statistics.max, ==, 4);
  g_assert_cmpuint (statistics.max_index, ==, 1);
  g_assert_cmpfloat_with_epsilon (statistics.mean, 7 / 3.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (statistics.rms, sqrt (25 / 3.0), 1e-12);
  series_get_statistics (series, 40 * MS, 50 * MS, &statistics);
  g_assert_cmpuint (statistics.n, ==, 0);
  series_unref (series);
  series_set_stop (set);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/series/values", test_values);
  g_test_add_func ("/series/progress", test_progress);
  g_test_add_func ("/series/unknown", test_unknown);
  g_test_add_func ("/series/mux", test_mux);
  g_test_add_func ("/series/odd", test_odd);
  g_test_add_func ("/series/breaks", test_breaks);
  g_test_add_func ("/series/backwards", test_backwards);
  g_test_add_func ("/series/backwards-long", test_backwards_long);
  g_test_add_func ("/series/windows", test_windows);
  g_test_add_func ("/series/computed", test_computed);
  g_test_add_func ("/series/average-forgets", test_average_forgets);
  g_test_add_func ("/series/statistics", test_statistics);
  return g_test_run ();
}
