/* test-filter-past.c: what looks back, over chunk edges too; marks, parts of identifiers, names of errors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "filter-fixture.h"

#include <string.h>

/* Letters as of fixture_assert_passing; times are 1 ms apart. */
static const struct
{
  const char *channel, *text;
} frames[] = {
  { "can0", "100#0000000003000000" },      /* a: Gear 0, Park; Speed 0 */
  { "can1", "100#0000000000000000" },      /* b: another channel */
  { "can0", "100#0400000103000000" },      /* c: Gear 1; Speed 1 */
  { "can0", "101#" },                      /* d */
  { "can0", "100#R8" },                    /* e: remote */
  { "can0", "100#0800000103000000" },      /* f: Gear 1; Speed 2 */
  { "can0", "105#0011" },                  /* g: page 0, Alpha 17 */
  { "can0", "105#0122" },                  /* h: page 1, Beta */
  { "can0", "105#0012" },                  /* i: page 0, Alpha 18 */
  { "can0", "105#0012" },                  /* j */
  { "can0", "00000100#00" },               /* k: 29 bits */
  { "can0", "20000008#0000040800000000" }, /* l: protocol, stuff, crc */
  { "can0", "20000048#0000010A00000000" }, /* m: bus-off as well; bit, data */
  { "can0", "20000008#0000840A00000000" }, /* n: stuff while sending, data */
  { "can0", "18EF2701#" },                 /* o */
  { "can0", "18FEF127#" },                 /* p */
  { "can0", "7EA#" },                      /* q */
  { "can0", "185#" },                      /* r */
};

static const struct
{
  const char *text, *passing;
} cases[] = {
  { "frame.time_delta_id", "cefhijn" },
  { "frame.time_delta_id == 2ms", "cen" },
  { "frame.time_delta_id < 1500 us", "fhij" },
  { "!(frame.time_delta_id > 0)", "abdgklmopqr" },
  { "changed(Engine.Gear)", "c" },
  { "changed(Engine.Gear) || can.len == 0", "cdeopqr" },
  { "changed(Engine.Gear) == false", "f" },
  { "changed(Engine.Speed)", "cf" },
  { "changed(data)", "cfhi" },
  { "changed(data[4:])", "" },
  { "changed(data[1])", "hi" },
  { "changed(data[0] & 4)", "cf" },
  { "changed(Alpha)", "i" },
  { "prev(Alpha) == 17", "i" },
  { "prev(Alpha)", "ij" },
  { "delta(Alpha) == 1", "i" },
  { "delta(Alpha) in {0..1}", "ij" },
  { "prev(Engine.Gear) == \"Park\"", "c" },
  { "prev(Engine.Gear) != \"Park\"", "f" },
  { "prev(Engine.Gear) contains \"evers\"", "f" },
  { "prev(Engine.Gear) in {\"Park\", \"Drive 3\"}", "c" },
  { "delta(Engine.Speed) == 1", "cf" },
  { "delta(Engine.Speed) >= 1 rpm", "cf" },
  { "delta(Engine.Speed.raw) == 4", "cf" },
  { "prev(data[0]) == 4", "f" },
  { "prev(data) == 01:22", "i" },
  { "prev(data) contains 0x22", "i" },
  { "delta(frame.number) > 1", "cen" },
  { "delta(frame.time) == 2000000ns", "cen" },
  { "prev(can.rtr)", "f" },
  { "changed(can.rtr)", "ef" },
  { "prev(can.err.type) == \"stuff\"", "n" },
  { "Engine.Speed > prev(Engine.Speed)", "cf" },
  { "prev(frame.time_relative) < 2ms", "c" },
  { "can.err.class == \"bus-off\"", "m" },
  { "can.err.class == \"protocol\"", "lmn" },
  { "can.err.class != \"bus-off\"", "ln" },
  { "can.err.class in {\"bus-off\", \"restarted\"}", "m" },
  { "can.err.class == 8", "ln" },
  { "can.err.type == \"stuff\"", "ln" },
  { "can.err.type == \"stuff\" && can.err.type != \"tx\"", "l" },
  { "can.err.type == 0x84", "n" },
  { "can.err.location == \"data\"", "mn" },
  { "can.err.location != \"data\"", "l" },
  { "can.err.location in {\"crc\", 0x0B}", "l" },
  { "\"crc\" == can.err.location", "l" },
  { "id.pgn == 0xFEF1", "p" },
  { "id.pgn == 0xEF00", "o" },
  { "id.da == 0x27", "o" },
  { "id.j1939.sa == 0x27", "p" },
  { "id.priority", "kop" },
  { "id.priority == 6", "op" },
  { "id.pf & 0xF0 == 0xF0", "p" },
  { "id.ecu == 2 && id.response == 1", "q" },
  { "id.node == 5", "ghijr" },
  { "id.function in {2, 3}", "abcdefghijr" },
  { "id.function == 3", "r" },
  { "id.address == 8", "k" },
  { "id.a24p5.priority == 7", "p" },
  { "id.sa == id.ps", "" },
  { "frame.marked", "" },
  { "!frame.marked && can.ext", "kop" },
};

static FrameStore *
make_store (void)
{
  FrameStore *store = fixture_store (2, TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    fixture_append (store, frames[i].channel, 1700000000000000000 + (int64_t) i * 1000000, frames[i].text);
  return store;
}

static void
test_cases (void)
{
  DatabaseSet *dbs = fixture_databases ();
  FrameStore *store = make_store ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    fixture_assert_passing (cases[i].text, dbs, store, cases[i].passing);
  frame_store_unref (store);
  database_set_unref (dbs);
}

static uint64_t
run_with (const char *text, const FilterContext *context, const FrameStore *store)
{
  FilterProblem problem = { 0 };
  FilterProgram *program = filter_compile_with (text, context, &problem);
  uint64_t bits[ROW_SET_WORDS];

  if (program == NULL)
    g_error ("%s: %s", text, problem.what);
  filter_run (program, store, 0, (uint32_t) frame_store_length (store), bits);
  filter_program_unref (program);
  return bits[0];
}

/* Marks are looked at when the program runs. */
static void
test_marks (void)
{
  FrameStore *store = make_store ();
  FilterContext context = { .marked = row_set_new () };
  FilterProgram *program = filter_compile_with ("frame.marked", &context, NULL);
  uint64_t bits[ROW_SET_WORDS] = { 0x13 }, found[ROW_SET_WORDS];

  g_assert_true (filter_program_needs_marks (program));
  g_assert_false (filter_program_needs_past (program));
  g_assert_false (filter_match (program, store, 0));
  row_set_put (context.marked, 0, bits, FRAME_CHUNK_ROWS);
  filter_run (program, store, 0, 18, found);
  g_assert_cmphex (found[0], ==, 0x13);
  g_assert_true (filter_match (program, store, 4));
  g_assert_cmphex (run_with ("!frame.marked", &context, store), ==, 0x3FFFF & ~0x13);
  g_assert_cmphex (run_with ("frame.marked == 1 && can.rtr", &context, store), ==, 0x10);
  g_assert_cmphex (run_with ("prev(frame.marked)", &context, store), ==, 0x24);
  row_set_unref (context.marked);
  bits[0] = 0;
  g_assert_true (filter_match (program, store, 4)); /* the program has its own reference */
  filter_program_unref (program);
  frame_store_unref (store);
}

static void
test_own_split (void)
{
  FrameStore *store = make_store ();
  IdSplits *none = id_splits_new (), *own = id_splits_add (none, "mine: low = 0:4, sa = 4:4", NULL);
  FilterContext context = { .splits = own };

  id_splits_unref (none);
  g_assert_cmphex (run_with ("id.low == 5", &context, store), ==, 0x203C0);
  g_assert_cmphex (run_with ("id.mine.sa == 8 && id.low == 5", &context, store), ==, 0x20000);
  g_assert_cmphex (run_with ("id.sa == 0x27", &context, store), ==, 0x8000);
  id_splits_unref (own);
  frame_store_unref (store);
}

static void
assert_same (const char *text, const FilterContext *context, const FrameStore *store, uint32_t chunk, guint step)
{
  FilterProgram *program = filter_compile_with (text, context, NULL);
  FilterProblem problem = { 0 };
  FilterPool pool;
  FilterTerm *term;
  uint64_t bits[ROW_SET_WORDS];
  uint32_t n = 0;

  g_assert_nonnull (program);
  filter_pool_init (&pool);
  term = filter_check (filter_parse (text, &pool, &problem), text, context, &pool, &problem);
  frame_store_chunk (store, chunk, &n);
  filter_run (program, store, chunk, n, bits);
  for (guint i = 0; i < n; i += i < 300 ? 1 : step)
    {
      uint64_t row = (uint64_t) chunk * FRAME_CHUNK_ROWS + i;

      if (fixture_evaluate (term, context, store, row) != fixture_has_bit (bits, i))
        g_error ("%s: row %u", text, (guint) row);
      if (i % 41 == 0)
        g_assert_cmpint (filter_match (program, store, row), ==, fixture_has_bit (bits, i));
    }
  filter_pool_clear (&pool);
  filter_program_unref (program);
}

/* Chunks in no order, as scanners take them; a store with summaries and a ring. */
static void
test_chunks (void)
{
  static const char *const texts[] = {
    "frame.time_delta_id > 20ms",
    "changed(Engine.Gear)",
    "changed(data)",
    "delta(Engine.Speed) > 0",
    "changed(Muxed.Gamma)",
    "prev(Torque) < -0.3",
    "changed(can.dlc)",
    "prev(data[60]) == 0",
    "delta(Temp) == prev(Temp)",
    "changed(data[62:2])",
    "can.rtr && frame.time_delta_id < 1ms",
    "frame.time_delta_id && !changed(data)",
  };
  static const uint32_t order[] = { 2, 0, 3, 1 };
  DatabaseSet *dbs = fixture_databases ();
  IdSplits *splits = id_splits_new ();
  FilterContext context = { dbs, splits, NULL };

  for (guint ring = 0; ring < 2; ring++)
    {
      FrameStore *store = fixture_store (ring ? 5 : 0, TRUE);

      fixture_append_random (store, 11 + ring, 3 * FRAME_CHUNK_ROWS + 1234);
      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        for (guint k = 0; k < G_N_ELEMENTS (order); k++)
          assert_same (texts[i], &context, store, order[k], 997);
      frame_store_unref (store);
    }
  id_splits_unref (splits);
  database_set_unref (dbs);
}

/* --- Threads --- */

typedef struct
{
  const FilterProgram *program;
  const FrameStore *store;
  const uint64_t *expected;
  guint first;
} Shared;

static gpointer
run_chunks (gpointer data)
{
  const Shared *shared = data;
  uint64_t bits[ROW_SET_WORDS];

  for (guint i = 0; i < 12; i++)
    {
      guint chunk = (i + shared->first) % 3;

      filter_run (shared->program, shared->store, chunk, FRAME_CHUNK_ROWS, bits);
      g_assert_cmpmem (bits, sizeof bits, shared->expected + chunk * ROW_SET_WORDS, sizeof bits);
    }
  return NULL;
}

/* The threads make the index of the second store together. */
static void
test_threads (void)
{
  DatabaseSet *dbs = fixture_databases ();
  FilterProgram *program = fixture_compile ("changed(Engine.Speed) || frame.time_delta_id > 20ms", dbs);
  FrameStore *stores[2] = { fixture_store (0, TRUE), fixture_store (0, TRUE) };
  uint64_t *expected = g_new (uint64_t, 3 * ROW_SET_WORDS);
  Shared shared[4];
  GThread *threads[4];

  g_assert_true (filter_program_needs_past (program));
  for (guint i = 0; i < 2; i++)
    fixture_append_random (stores[i], 9, 3 * FRAME_CHUNK_ROWS);
  for (guint chunk = 0; chunk < 3; chunk++)
    filter_run (program, stores[0], chunk, FRAME_CHUNK_ROWS, expected + chunk * ROW_SET_WORDS);
  for (guint i = 0; i < 4; i++)
    {
      shared[i] = (Shared){ program, stores[1], expected, i };
      threads[i] = g_thread_new ("filter", run_chunks, &shared[i]);
    }
  for (guint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < 2; i++)
    frame_store_unref (stores[i]);
  filter_program_unref (program);
  database_set_unref (dbs);
  g_free (expected);
}

static void
add (void)
{
  g_test_add_func ("/filter-past/cases", test_cases);
  g_test_add_func ("/filter-past/marks", test_marks);
  g_test_add_func ("/filter-past/own-split", test_own_split);
  g_test_add_func ("/filter-past/chunks", test_chunks);
  g_test_add_func ("/filter-past/threads", test_threads);
}

int
main (int argc, char **argv)
{
  return fixture_main (argc, argv, add);
}
