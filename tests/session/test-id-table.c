/* test-id-table.c: the table of identifiers against a second one that looks at every row anew, and the thread that
 * keeps it up to date.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "session/id-watch.h"
#include "session/trace-session.h"
#include "small-trace.h"
#include <math.h>
#include <string.h>

/* --- A trace of everything --- */

static void
make_frame (GRand *rand, uint64_t row, CanFrame *frame, uint8_t *payload)
{
  static const uint32_t ids[] = { 0x0C9, 0x321, 0x321, 0x10 | CAN_ID_EXTENDED, 0x10, 0x400, 0x5A0 };

  *frame = (CanFrame){
    .time = (int64_t) row * 1000000 + g_rand_int_range (rand, -3000000, 3000000),
    .id = ids[g_rand_int_range (rand, 0, G_N_ELEMENTS (ids))],
    .channel = (uint8_t) g_rand_int_range (rand, 0, 2),
    .data = payload,
  };
  if (g_rand_int_range (rand, 0, 4) == 0)
    frame->flags |= CAN_TX;
  switch (g_rand_int_range (rand, 0, 12))
    {
    case 0:
      frame->id = CAN_ID_ERROR | (uint32_t) g_rand_int_range (rand, 1, 64);
      return;
    case 1:
      frame->id |= CAN_ID_REMOTE;
      frame->dlc = 4;
      return;
    case 2:
      frame->flags |= CAN_FD;
      frame->dlc = (uint8_t) g_rand_int_range (rand, 0, 16);
      frame->len = can_dlc_to_len (frame->dlc, TRUE);
      break;
    default:
      frame->len = frame->dlc = (uint8_t) g_rand_int_range (rand, 2, 9);
    }
  for (guint i = 0; i < frame->len; i++)
    payload[i] = (uint8_t) g_rand_int_range (rand, 0, 3);
}

static void
grow (FrameStore *store, GRand *rand, uint64_t n_rows)
{
  g_autoptr (GError) error = NULL;
  FrameBatch *batch = frame_batch_new ();

  while (n_rows > 0)
    {
      uint64_t row = frame_store_length (store);

      for (; n_rows > 0 && batch->n_frames < FRAME_BATCH_SIZE; n_rows--, row++, batch->n_frames++)
        make_frame (rand, row, &batch->frames[batch->n_frames], batch->payload[batch->n_frames]);
      g_assert_true (frame_store_append (store, batch, &error));
      frame_batch_clear (batch);
    }
  frame_batch_free (batch);
}

static FrameStore *
new_store (GRand *rand, uint64_t n_rows)
{
  g_autoptr (GError) error = NULL;
  FrameStore *store = frame_store_new (&error);
  gboolean full;

  g_assert_no_error (error);
  trace_info_channel (frame_store_get_info (store), "can0", 4, &full);
  trace_info_channel (frame_store_get_info (store), "can1", 4, &full);
  grow (store, rand, n_rows);
  return store;
}

/* --- The naive way --- */

static gboolean
is_same (const CanFrame *a, const CanFrame *b)
{
  gboolean errors = a->id & b->id & CAN_ID_ERROR;

  return a->channel == b->channel && (a->flags & CAN_TX) == (b->flags & CAN_TX) && (errors || a->id == b->id);
}

typedef struct
{
  uint64_t count, first_row, last_row;
  int64_t last_period, last_change, changed[CAN_FRAME_MAX_LEN];
  GArray *periods;
} Naive;

/* Of the chosen rows that are like the frame (and of its page, 0x321 being multiplexed by its first byte). */
static void
count_naively (FrameStore *store, const RowSet *shown, const CanFrame *like, gboolean page, Naive *out)
{
  CanFrame before = { 0 }, frame;

  *out = (Naive){ .last_change = ID_NEVER, .periods = g_array_new (FALSE, FALSE, sizeof (double)) };
  for (guint i = 0; i < CAN_FRAME_MAX_LEN; i++)
    out->changed[i] = ID_NEVER;
  for (uint64_t row = 0; row < frame_store_length (store); row++)
    {
      frame_store_get (store, row, &frame);
      if ((shown != NULL && !row_set_contains (shown, row)) || !is_same (&frame, like)
          || (page && (frame.len == 0 || frame.data[0] != like->data[0])))
        continue;
      if (out->count++ == 0)
        out->first_row = row;
      else
        {
          double period;

          out->last_period = frame.time - before.time;
          period = (double) out->last_period;
          g_array_append_val (out->periods, period);
          if (frame.len != before.len || memcmp (frame.data, before.data, frame.len) != 0)
            out->last_change = frame.time;
          for (guint i = 0; i < frame.len; i++)
            if (i >= before.len || frame.data[i] != before.data[i])
              out->changed[i] = frame.time;
        }
      out->last_row = row;
      before = frame;
    }
}

static void
assert_entry (const IdEntry *entry, const Naive *naive)
{
  double mean = 0, square = 0, jitter;

  g_assert_cmpuint (entry->count, ==, naive->count);
  g_assert_cmpuint (entry->first_row, ==, naive->first_row);
  g_assert_cmpuint (entry->last_row, ==, naive->last_row);
  g_assert_cmpint (entry->last_period, ==, naive->last_period);
  g_assert_cmpint (entry->last_change, ==, naive->last_change);
  for (guint i = 0; i < CAN_FRAME_MAX_LEN; i++)
    g_assert_cmpint (id_entry_byte_changed (entry, i), ==, naive->changed[i]);
  for (guint i = 0; i < naive->periods->len; i++)
    mean += g_array_index (naive->periods, double, i) / naive->periods->len;
  for (guint i = 0; i < naive->periods->len; i++)
    square += pow (g_array_index (naive->periods, double, i) - mean, 2) / naive->periods->len;
  g_assert_cmpfloat_with_epsilon (id_entry_mean_period (entry), mean, 1);
  if (naive->periods->len < 2)
    g_assert_false (id_entry_jitter (entry, &jitter));
  else
    {
      g_assert_true (id_entry_jitter (entry, &jitter));
      g_assert_cmpfloat_with_epsilon (jitter, sqrt (square), 1);
    }
}

/* The rows that count_naively has counted, in bins of the table's width. */
static void
assert_activity (const IdTable *table, const IdEntry *entry, FrameStore *store, const RowSet *shown,
                 const CanFrame *like)
{
  uint32_t bins[ID_ACTIVITY_BINS], naive[ID_ACTIVITY_BINS] = { 0 };
  guint n, shift = id_table_activity_shift (table, &n);
  gboolean page = entry->parent != ID_TABLE_NONE;
  CanFrame frame;
  int64_t start;

  frame_store_get (store, 0, &frame);
  start = frame.time;
  g_assert_cmpuint (n, >, ID_ACTIVITY_BINS / 2);
  g_assert_cmpuint (n, <=, ID_ACTIVITY_BINS);
  for (uint64_t row = 0; row < frame_store_length (store); row++)
    {
      frame_store_get (store, row, &frame);
      if ((shown == NULL || row_set_contains (shown, row)) && is_same (&frame, like)
          && (!page || (frame.len > 0 && frame.data[0] == like->data[0])))
        naive[(uint64_t) MAX (frame.time - start, 0) >> shift]++;
    }
  id_entry_activity (entry, shift, bins);
  g_assert_cmpmem (bins, sizeof bins, naive, sizeof naive);
}

/* Every entry is right, and together they hold every chosen row. */
static void
assert_table (const IdTable *table, FrameStore *store, const RowSet *shown, gboolean pages)
{
  uint64_t n = 0, n_pages = 0, n_paged = 0;

  for (uint32_t i = 0; i < id_table_n (table); i++)
    {
      const IdEntry *entry = id_table_get (table, i);
      CanFrame frame;
      Naive naive;

      frame_store_get (store, entry->last_row, &frame);
      count_naively (store, shown, &frame, entry->parent != ID_TABLE_NONE, &naive);
      assert_entry (entry, &naive);
      g_array_unref (naive.periods);
      if (i % 16 == 0)
        assert_activity (table, entry, store, shown, &frame);
      if (entry->parent != ID_TABLE_NONE)
        {
          g_assert_cmpuint (id_table_find_page (table, entry->parent, &frame), ==, i);
          g_assert_cmpuint (entry->page, ==, frame.data[0]);
          n_pages++;
          continue;
        }
      g_assert_cmpuint (id_table_find (table, &frame), ==, i);
      n += entry->count;
      n_paged += entry->n_pages;
    }
  g_assert_cmpuint (n, ==, shown != NULL ? row_set_count (shown) : frame_store_length (store));
  g_assert_cmpuint (n, ==, id_table_n_rows (table));
  g_assert_cmpuint (n_pages, ==, n_paged);
  g_assert_true (pages ? n_pages > 0 : n_pages == 0);
}

static void
add_all (IdTable *table, GRand *rand, FrameStore *store, const RowSet *shown)
{
  uint64_t length = frame_store_length (store);

  for (uint64_t first = 0; first < length;)
    {
      uint64_t chunk_end = first - first % FRAME_CHUNK_ROWS + FRAME_CHUNK_ROWS;
      uint64_t step = (uint64_t) g_rand_int_range (rand, 1, 30000), end = MIN (MIN (length, chunk_end), first + step);

      id_table_add (table, shown, first, end);
      first = end;
    }
}

static void
test_all_rows (void)
{
  GRand *rand = g_rand_new_with_seed (3);
  FrameStore *store = new_store (rand, 70000);
  const DatabaseSet *databases = small_databases_new ();
  IdTable *table = id_table_new (store, databases);

  add_all (table, rand, store, NULL);
  assert_table (table, store, NULL, TRUE);
  g_assert_cmpuint (id_table_n_passed (table), ==, 0);
  id_table_free (table);

  table = id_table_new (store, NULL);
  add_all (table, rand, store, NULL);
  assert_table (table, store, NULL, FALSE);
  id_table_free (table);
  database_set_unref (databases);
  frame_store_unref (store);
  g_rand_free (rand);
}

static void
test_shown_rows (void)
{
  GRand *rand = g_rand_new_with_seed (4);
  FrameStore *store = new_store (rand, 140000);
  const DatabaseSet *databases = small_databases_new ();
  RowSet *shown = row_set_new ();
  IdTable *table = id_table_new (store, databases);

  for (uint32_t chunk = 0; chunk < 3; chunk++)
    {
      uint64_t bits[ROW_SET_WORDS];

      for (guint i = 0; i < ROW_SET_WORDS; i++)
        bits[i] = chunk == 1 ? 0 : (uint64_t) g_rand_int (rand) << 32 & ((uint64_t) g_rand_int (rand) << 16);
      row_set_put (shown, chunk, bits, (uint32_t) MIN (FRAME_CHUNK_ROWS, 140000 - chunk * FRAME_CHUNK_ROWS));
    }
  add_all (table, rand, store, shown);
  assert_table (table, store, shown, TRUE);
  id_table_free (table);
  row_set_unref (shown);
  database_set_unref (databases);
  frame_store_unref (store);
  g_rand_free (rand);
}

static void
test_too_many (void)
{
  g_autoptr (GError) error = NULL;
  FrameStore *store = frame_store_new (&error);
  FrameBatch *batch = frame_batch_new ();
  IdTable *table = id_table_new (store, NULL);
  const uint32_t n = ID_TABLE_MAX + 3000;

  for (uint32_t i = 0; i < n;)
    {
      for (; i < n && batch->n_frames < FRAME_BATCH_SIZE; i++)
        batch->frames[batch->n_frames++] = (CanFrame){ .id = i * 7919 % 0x1FFFFFFF | CAN_ID_EXTENDED, .time = i };
      g_assert_true (frame_store_append (store, batch, &error));
      frame_batch_clear (batch);
    }
  id_table_add (table, NULL, 0, n);
  g_assert_cmpuint (id_table_n (table), ==, ID_TABLE_MAX);
  g_assert_cmpuint (id_table_n_passed (table), ==, 3000);
  g_assert_cmpint (id_table_latest (table), ==, n - 1);
  id_table_free (table);
  frame_batch_free (batch);
  frame_store_unref (store);
}

/* --- Rhythm --- */

static void
test_rhythm (void)
{
  static const char *const lines[] = {
    "0 can0 100#00",      "10 can0 100#00",
    "20 can0 100#01",     "30 can0 100#01",
    "40 can0 100#01",     "50 can0 100#01",
    "50 can0 200#00",     "51 can0 200#00",
    "52 can0 200#00",     "53 can0 200#00",
    "90 can0 200#00",     "91 can0 200#00",
    "91 can0 300#112233", NULL,
  };
  FrameStore *store = small_trace_new (lines);
  IdTable *table = id_table_new (store, NULL);
  const IdEntry *cyclic;

  id_table_add (table, NULL, 0, frame_store_length (store));
  cyclic = id_table_get (table, 0);
  g_assert_cmpint (id_entry_rhythm (cyclic, 70 * 1000000), ==, ID_CYCLIC);
  g_assert_cmpint (id_entry_rhythm (cyclic, id_table_latest (table)), ==, ID_STOPPED);
  g_assert_cmpint (cyclic->last_change, ==, 20 * 1000000);
  g_assert_cmpint (id_entry_rhythm (id_table_get (table, 1), id_table_latest (table)), ==, ID_EVENT);
  g_assert_cmpint (id_entry_rhythm (id_table_get (table, 2), id_table_latest (table)), ==, ID_ONCE);
  g_assert_cmpint (id_table_get (table, 2)->last_change, ==, ID_NEVER);
  id_table_free (table);
  frame_store_unref (store);
}

/* --- The thread --- */

static void
on_tick (gpointer data)
{
  ++*(guint *) data;
}

static void
wait_for (IdWatch *watch, uint64_t n)
{
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (id_watch_n_done (watch) < n)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }
}

static void
test_watch_growing (void)
{
  GRand *rand = g_rand_new_with_seed (5);
  FrameStore *store = new_store (rand, 10);
  const DatabaseSet *databases = small_databases_new ();
  guint n_ticks = 0;
  Tick *tick = tick_new (on_tick, &n_ticks);
  IdWatch *watch = id_watch_new (store, NULL, databases, tick);

  for (guint i = 0; i < 20; i++)
    {
      const IdTable *table;

      grow (store, rand, 5000);
      id_watch_poke (watch);
      table = id_watch_lock (watch);
      g_assert_cmpuint (id_table_n_rows (table), <=, frame_store_length (store));
      id_watch_unlock (watch);
    }
  wait_for (watch, frame_store_length (store));
  assert_table (id_watch_lock (watch), store, NULL, TRUE);
  id_watch_unlock (watch);
  g_assert_cmpfloat (id_watch_get_progress (watch), ==, 1);
  while (n_ticks == 0)
    g_main_context_iteration (NULL, TRUE);

  id_watch_hold (watch, TRUE);
  grow (store, rand, 10);
  id_watch_poke (watch);
  g_usleep (20000);
  g_assert_cmpuint (id_watch_n_done (watch), ==, frame_store_length (store) - 10);
  id_watch_hold (watch, FALSE);
  wait_for (watch, frame_store_length (store));

  id_watch_stop (watch);
  tick_stop (tick);
  tick_unref (tick);
  database_set_unref (databases);
  frame_store_unref (store);
  g_rand_free (rand);
}

/* Rows that the filter has not decided are waited for. */
static void
test_watch_filtered (void)
{
  GRand *rand = g_rand_new_with_seed (6);
  FrameStore *store = new_store (rand, 100000);
  const DatabaseSet *none = database_set_new ();
  RowSet *shown = row_set_new ();
  guint n_ticks = 0;
  Tick *tick = tick_new (on_tick, &n_ticks);
  IdWatch *watch;
  uint64_t bits[ROW_SET_WORDS];

  for (guint i = 0; i < ROW_SET_WORDS; i++)
    bits[i] = 0x8000000180000001u;
  row_set_put (shown, 0, bits, 1000);
  watch = id_watch_new (store, shown, none, tick);
  wait_for (watch, 1000);
  row_set_put (shown, 0, bits, FRAME_CHUNK_ROWS);
  id_watch_poke (watch);
  wait_for (watch, FRAME_CHUNK_ROWS);
  row_set_put (shown, 1, bits, 100000 - FRAME_CHUNK_ROWS);
  id_watch_poke (watch);
  wait_for (watch, 100000);
  assert_table (id_watch_lock (watch), store, shown, FALSE);
  id_watch_unlock (watch);

  id_watch_stop (watch);
  tick_stop (tick);
  tick_unref (tick);
  row_set_unref (shown);
  database_set_unref (none);
  frame_store_unref (store);
  g_rand_free (rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/id-table/all-rows", test_all_rows);
  g_test_add_func ("/id-table/shown-rows", test_shown_rows);
  g_test_add_func ("/id-table/too-many", test_too_many);
  g_test_add_func ("/id-table/rhythm", test_rhythm);
  g_test_add_func ("/id-watch/growing", test_watch_growing);
  g_test_add_func ("/id-watch/filtered", test_watch_filtered);
  return g_test_run ();
}
