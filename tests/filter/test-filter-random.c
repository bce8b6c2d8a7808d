/* test-filter-random.c: random expressions both ways; chunks that may be skipped.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "filter-fixture.h"

#include <string.h>

/* --- Random expressions --- */

static const char *const operands[] = {
  "can.id",
  "can.id & 0x1F0",
  "can.len",
  "can.dlc",
  "can.err.class",
  "can.err.type",
  "frame.number",
  "data[0]",
  "data[7]",
  "data[9]",
  "data[0] & 0x0F",
  "Engine.Speed",
  "Temp",
  "Torque",
  "Falling",
  "Counter",
  "Balance",
  "Short",
  "Short.raw",
  "Scaled",
  "Long",
  "Page",
  "Alpha",
  "Beta",
  "Gamma",
  "Tail",
  "Middle",
  "Level",
  "Only",
  "Engine.Speed.raw",
  "Temp.raw",
  "Engine.Gear",
  "Balance.raw & 0xFF",
  "Sub",
  "id.pgn",
  "id.j1939.da",
  "id.node",
  "id.address & 0xF1",
  "prev(data[0])",
  "prev(Engine.Speed)",
  "prev(Torque)",
  "prev(Beta)",
  "prev(can.dlc)",
  "prev(Counter & 0xFF)",
  "delta(can.len)",
  "delta(Engine.Speed)",
  "delta(Counter)",
  "delta(Balance)",
  "delta(Alpha)",
  "delta(Torque)",
  "delta(Falling)",
  "delta(Short)",
  "delta(data[0] & 0x0F)",
  "delta(frame.number)",
};
static const char *const values[] = {
  "0",
  "1",
  "-1",
  "3",
  "16",
  "255",
  "256",
  "0x100",
  "0x1FFFFFFF",
  "0.5",
  "-40",
  "99.5",
  "2047.75",
  "1e3",
  "0.1",
  "9007199254740993",
  "18446744073709551615",
  "-9223372036854775808",
  "0.3",
  "-0.3",
  "3000",
  "1e30",
};
static const char *const others[] = {
  "can.ext",
  "can.rtr",
  "can.err",
  "can.fd",
  "can.brs",
  "can.esi",
  "can.local",
  "can.dir == tx",
  "can.channel == can0",
  "can.channel != 1",
  "can.channel matches \"1\"",
  "can.name contains \"Wide\"",
  "can.name",
  "Engine",
  "Muxed",
  "Gamma",
  "Temp",
  "data",
  "data[4:4]",
  "data contains 0x13",
  "data[0:2] == 00:01",
  "data[1:] < 10:00",
  "data matches \"^\\x01|\\x13$\"",
  "frame.time_delta > 1ms",
  "frame.time_delta <= 0",
  "frame.time_relative in {10ms..1s}",
  "frame.time_relative >= 0.02",
  "frame.time > \"2023-11-14 22:13:20.1\"",
  "Engine.Gear == \"Park\"",
  "Engine.Gear != \"Drive 3\"",
  "Engine.Gear matches \"drive\"",
  "Temp != \"Invalid\"",
  "Engine.Gear in {\"Park\", 3..8}",
  "Counter > Balance",
  "Engine.Speed > Temp",
  "Engine.Speed < can.id",
  "can.len != can.dlc",
  "Short == Scaled",
  "data[0] >= data[1]",
  "frame.number > data[0]",
  "Page == Sub",
  "can.id in {0x100..0x105, 0x123, 0x7FF}",
  "can.id in {1, 3, 5, 7, 9, 11, 13, 15, 17, 256, 258, 260}",
  "can.err.location",
  "can.err.class == \"protocol\"",
  "can.err.class in {\"bus-off\", \"no-ack\"}",
  "can.err.type != \"stuff\"",
  "can.err.location == \"data\"",
  "frame.time_delta_id > 5ms",
  "frame.time_delta_id",
  "frame.time_delta_id <= frame.time_delta",
  "frame.marked",
  "changed(data)",
  "changed(data[0:2])",
  "changed(data[0] & 1)",
  "!changed(Engine.Gear)",
  "changed(Gamma)",
  "changed(Alpha)",
  "changed(Short)",
  "changed(can.dlc) == true",
  "changed(can.dir)",
  "changed(frame.time_delta)",
  "prev(Engine.Gear) == \"Park\"",
  "prev(Engine.Gear) != \"Park\" && Engine.Gear == \"Park\"",
  "prev(Engine.Gear) matches \"drive\"",
  "prev(data) contains 0x13",
  "prev(data[0:2]) != 00:01",
  "prev(frame.time) < \"2023-11-14 22:13:20.1\"",
  "prev(can.dir) == tx",
  "prev(can.rtr)",
  "prev(can.err.type) in {\"bit\", \"form\"}",
  "prev(frame.time_delta_id) < frame.time_delta_id",
  "Engine.Speed > prev(Engine.Speed)",
  "delta(frame.time) == frame.time_delta_id",
  "delta(Temp) > delta(data[0])",
  "delta(frame.time) > 10ms",
  "changed(Gamma) == changed(Sub)",
};
static const char *const comparisons[] = { "==", "!=", "<", "<=", ">", ">=" };

#define PICK(random, array) array[g_rand_int_range (random, 0, G_N_ELEMENTS (array))]

static void
append_random_term (GRand *random, GString *out, guint depth)
{
  guint kind = (guint) g_rand_int_range (random, 0, depth > 0 ? 8 : 4);

  if (kind < 2)
    g_string_append_printf (out, "%s %s %s", PICK (random, operands), PICK (random, comparisons),
                            PICK (random, values));
  else if (kind == 2)
    g_string_append_printf (out, "%s in {%s..%s, %s}", PICK (random, operands), PICK (random, values),
                            PICK (random, values), PICK (random, values));
  else if (kind == 3)
    g_string_append (out, PICK (random, others));
  else
    {
      g_string_append (out, kind == 4 ? "!(" : "(");
      append_random_term (random, out, depth - 1);
      for (guint i = 0; kind != 4 && i <= kind % 3; i++)
        {
          g_string_append (out, kind % 2 ? " && " : " || ");
          append_random_term (random, out, depth - 1);
        }
      g_string_append_c (out, ')');
    }
}

static void
assert_same_both_ways (const char *text, const DatabaseSet *dbs, const FrameStore *store, guint chunk, guint n)
{
  IdSplits *splits = id_splits_new ();
  FilterContext context = { dbs, splits, NULL };
  FilterProgram *program = fixture_compile (text, dbs);
  FilterProblem problem = { 0 };
  FilterPool pool;
  FilterTerm *term;
  uint64_t bits[ROW_SET_WORDS];

  filter_pool_init (&pool);
  term = filter_check (filter_parse (text, &pool, &problem), text, &context, &pool, &problem);
  g_assert_nonnull (term);
  filter_run (program, store, chunk, n, bits);
  for (guint i = 0; i < n; i += chunk == 0 ? 1 : 7)
    {
      uint64_t row = (uint64_t) chunk * FRAME_CHUNK_ROWS + i;

      if (fixture_has_bit (bits, i) != fixture_evaluate (term, &context, store, row))
        g_error ("%s: row %u %s", text, (guint) row, fixture_has_bit (bits, i) ? "should not pass" : "should pass");
      if (i % 97 == 0)
        g_assert_cmpint (filter_match (program, store, row), ==, fixture_has_bit (bits, i));
    }
  filter_pool_clear (&pool);
  filter_program_unref (program);
  id_splits_unref (splits);
}

/* Chunk 0 is whole and has a summary after sealing, so that skipping is seen too; chunk 1 grows. */
static void
test_random (void)
{
  DatabaseSet *dbs = fixture_databases ();
  FrameStore *store = fixture_store (4, TRUE), *small = fixture_store (2, TRUE);
  GRand *random = g_rand_new_with_seed (7);

  fixture_append_random (small, 5, 1000);
  fixture_append_random (store, 3, FRAME_CHUNK_ROWS + 1001);
  for (guint i = 0; i < 1500; i++)
    {
      GString *text = g_string_new (NULL);

      append_random_term (random, text, 3);
      assert_same_both_ways (text->str, dbs, small, 0, 1000);
      if (i % 10 == 0)
        {
          assert_same_both_ways (text->str, dbs, store, 1, 1001);
          assert_same_both_ways (text->str, dbs, store, 0, 3000);
        }
      g_string_free (text, TRUE);
    }
  g_rand_free (random);
  frame_store_unref (store);
  frame_store_unref (small);
  database_set_unref (dbs);
}

/* Whole chunks by their summary: the same answer for every chunk, whatever may be skipped. */
static void
test_skipping (void)
{
  static const char *const texts[] = {
    "can.id == 0x555",
    "can.id == 0x123",
    "can.id == 0x321",
    "can.id == 0x322",
    "can.id in {0x323, 0x555}",
    "Large",
    "can.id in {0x550..0x560}",
    "can.err",
    "!can.err",
    "can.fd",
    "can.ext",
    "!can.ext",
    "can.err.class",
    "frame.time_relative < 1s",
    "frame.time_relative >= 1s",
    "frame.time_relative > 2s",
    "can.channel == can0",
    "can.channel == can7",
    "can.name == \"Wide\"",
    "Engine.Speed > 1",
    "!(can.id == 0x555)",
    "can.id == 0x555 || can.fd",
    "frame.time < \"2023-11-14 22:13:20.5\"",
  };
  static const char *const single[] = { "100#2233", "00000321#00", "322#R", "00000323#R", "106#R" };
  DatabaseSet *dbs = fixture_databases ();
  FrameStore *store = fixture_store (0, TRUE);
  ChunkSummary summary;

  fixture_append_repeated (store, "101#0011223344556677", FRAME_CHUNK_ROWS - G_N_ELEMENTS (single));
  for (guint i = 0; i < G_N_ELEMENTS (single); i++)
    fixture_append_repeated (store, single[i], 1);
  fixture_append_random (store, 2, 3 * FRAME_CHUNK_ROWS);
  g_assert_true (frame_store_summary (store, 0, &summary));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (guint chunk = 0; chunk < 3; chunk++)
      {
        FilterProgram *program = fixture_compile (texts[i], dbs);
        uint64_t bits[ROW_SET_WORDS];

        filter_run (program, store, chunk, FRAME_CHUNK_ROWS, bits);
        for (guint row = 0; row < FRAME_CHUNK_ROWS; row += row < FRAME_CHUNK_ROWS - 100 ? 61 : 1)
          if (filter_match (program, store, (uint64_t) chunk * FRAME_CHUNK_ROWS + row) != fixture_has_bit (bits, row))
            g_error ("%s: chunk %u row %u", texts[i], chunk, row);
        filter_program_unref (program);
      }
  frame_store_unref (store);
  database_set_unref (dbs);
}

static void
add (void)
{
  g_test_add_func ("/filter-random/random", test_random);
  g_test_add_func ("/filter-random/skipping", test_skipping);
}

int
main (int argc, char **argv)
{
  return fixture_main (argc, argv, add);
}
