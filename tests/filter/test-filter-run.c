/* test-filter-run.c: what passes in some frames, at chunk edges, in growing chunks, in several threads.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "filter-fixture.h"

#include <string.h>

/* --- Expressions on ten frames --- */

static const struct
{
  const char *text, *passing;
} cases[] = {
  { "can.ext", "ce" },
  { "!can.ext", "abdfghij" },
  { "can.ext == 0 && can.fd == true", "d" },
  { "can.rtr", "b" },
  { "can.err", "fi" },
  { "can.fd", "de" },
  { "can.brs", "e" },
  { "can.esi == 1", "d" },
  { "can.local", "" },
  { "can.local == 0 && can.esi", "d" },
  { "can.len > 8", "d" },
  { "can.len == 0", "bij" },
  { "can.dlc == 9", "d" },
  { "can.dlc in {5, 13}", "bh" },
  { "can.channel == 1", "gh" },
  { "can.channel == \"can0\"", "abcd" },
  { "can.channel == can0 || can.channel == '1'", "abcdgh" },
  { "can.channel != can0", "efghij" },
  { "can.channel contains \"an1\"", "efij" },
  { "can.channel matches \"^CAN[01]$\"", "abcdefij" },
  { "can.channel in {can0, can1}", "abcdefij" },
  { "can.id", "abcdeghj" },
  { "can.id == 0x100", "abceg" },
  { "can.id & 0x700 == 0x100", "abcdegj" },
  { "(can.id & 0x0F0) != 0", "dhj" },
  { "can.id & 1", "dh" },
  { "0x1 & can.id == 1", "dh" },
  { "can.name == \"Engine\"", "abg" },
  { "can.name != \"Engine\"", "j" },
  { "can.name", "abgj" },
  { "can.name matches \"^engine.$\"", "j" },
  { "can.name contains \"ngine\" && !can.rtr", "agj" },
  { "Engine", "abg" },
  { "Engine2", "j" },
  { "Engine.Gear == \"Drive 3\"", "a" },
  { "Engine.Gear != \"Drive 3\"", "g" },
  { "Engine.Gear in {\"Park\", 3}", "ag" },
  { "Engine.Gear contains \"ar\"", "g" },
  { "Engine.Gear matches \"drive [0-9]\"", "a" },
  { "Temp == \"Invalid\"", "" },
  { "frame.number in {1, 9..10}", "aij" },
  { "frame.number & 1 == 1", "acegi" },
  { "frame.time_relative < 2 ms", "abj" },
  { "frame.time_relative == 0.003", "d" },
  { "frame.time_relative >= 8ms && frame.time_relative <= 8000 us", "i" },
  { "frame.time_relative in {2000000ns..0.004s}", "cde" },
  { "frame.time_delta", "bcdefghij" },
  { "frame.time_delta == 1ms", "bcdefghi" },
  { "frame.time_delta < 0", "j" },
  { "frame.time == 1700000000", "a" },
  { "frame.time >= \"2023-11-14 22:13:20.008\"", "i" },
  { "frame.time < \"2023-11-14 22:13:21\" and frame.time > \"2023-11-14T22:13:20.0069\"", "hi" },
  { "data[0] == 0xE0", "ag" },
  { "data[0:2] == e0:2e", "ag" },
  { "data[0:2] != e0:2e", "cdeh" },
  { "data[0:2] > 11:00", "aegh" },
  { "data[8:4] == 08:09:0A:0B", "d" },
  { "data[8:5]", "" },
  { "data[10:]", "d" },
  { "data[:1] in {0x00..0x11, 0xAA}", "cdeh" },
  { "data == AA:BB", "e" },
  { "data", "acdeghj" },
  { "data contains DE:AD", "h" },
  { "data contains 0x0A", "d" },
  { "data contains \"~\" or data contains BB", "e" },
  { "data matches \"^\\xaa.\"", "e" },
  { "data matches \"\\xde\\xad$\"", "" },
  { "can.err.class & 8 == 8", "f" },
  { "can.err.class == 0x100", "i" },
  { "can.err.type == 2 && can.err.location == 0x0A", "f" },
  { "can.dir == tx", "" },
  { "can.dir == rx && can.err", "fi" },
  { "not can.err and not (can.rtr or can.fd)", "acghj" },
  { "can.rtr || can.fd && can.ext", "be" },
  { "(can.rtr || can.fd) && can.ext", "e" },
  { "!can.rtr && !can.fd", "acfghij" },
  { "!!can.rtr", "b" },
  { "!can.id == 0x100", "dfhij" },
  { "can.len != can.dlc", "bdh" },
  { "can.dlc > can.len", "bh" },
  { "data[0] == data[1]", "c" },
  { "Speed == 3000 rpm", "ag" },
  { "`Engine`.`Gear` == \"Drive 3\"", "a" },
  { "Engine.`Speed`.raw == 12000", "ag" },
  { "Speed.raw & 0xFF == 0xE0 && `Engine`", "ag" },
  { "Engine2.`in` == 0", "" },
  { "frame.time in {\"2023-11-14 22:13:20.001\"..\"2023-11-14 22:13:20.002\"}", "bc" },
  { "frame.time_delta_id < 5500 us && can.name == \"Engine\"", "b" },
};

static FrameStore *
case_store (void)
{
  static const struct
  {
    const char *channel, *text;
  } frames[] = {
    { "can0", "100#E02E140300FFD019" },
    { "can0", "100#R5" },
    { "can0", "00000100#0000" },
    { "can0", "123##2000102030405060708090A0B" },
    { "can1", "00000100##1AABB" },
    { "can1", "20000008#0000020A00000000" },
    { "1", "100#E02E140000FFD019" },
    { "1", "7FF#11DEAD4455667788_D" },
    { "can1", "20000100#" },
    { "can1", "110#" },
  };
  FrameStore *store = fixture_store (2, TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    fixture_append (store, frames[i].channel, 1700000000000000000 + (i == 9 ? -1 : (int) i) * 1000000, frames[i].text);
  return store;
}

static void
test_cases (void)
{
  DatabaseSet *dbs = fixture_databases ();
  FrameStore *store = case_store ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      fixture_assert_passing (cases[i].text, dbs, store, cases[i].passing);
    }
  frame_store_unref (store);
  database_set_unref (dbs);
}

static void
test_blank (void)
{
  FrameStore *store = case_store ();
  FilterProblem problem = { 0 };
  uint64_t bits[ROW_SET_WORDS];

  g_assert_null (filter_compile (" \t\n", NULL, &problem));
  g_assert_null (problem.what);
  filter_run (NULL, store, 0, 10, bits);
  g_assert_cmphex (bits[0], ==, 0x3FF);
  g_assert_cmphex (bits[1], ==, 0);
  g_assert_true (filter_match (NULL, store, 3));
  frame_store_unref (store);
}

/* Messages of J1939 stand for every sender and priority, in chunks that have a summary too. */
static void
test_groups (void)
{
  static const char text[] = "BO_ 2364540158 Eec1: 8 A\n SG_ Torque : 0|8@1+ (1,0) [0|0] \"\" A\n"
                             "BO_ 5 Plain: 8 A\n SG_ Torque : 8|8@1+ (1,0) [0|0] \"\" A\n"
                             "BA_DEF_ \"ProtocolType\" STRING ;\nBA_DEF_DEF_ \"ProtocolType\" \"J1939\";\n";
  Database *db = database_load_memory ("j1939.dbc", text, sizeof text - 1, NULL);
  DatabaseSet *empty = database_set_new (), *dbs = database_set_add (empty, db, NULL);
  DatabaseSet *off = database_set_match (dbs, 0, J1939_OFF);

  for (guint n_chunks = 0; n_chunks < 3; n_chunks += 2)
    {
      FrameStore *store = fixture_store (n_chunks, TRUE);
      const char *const frames[]
          = { "0CF004FE#05", "18F00427#05", "18F00427#06", "18F00527#05", "005#0005", "18F00427#R" };

      for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
        fixture_append (store, i == 1 ? "can1" : "can0", i, frames[i]);
      fixture_assert_passing ("Eec1", dbs, store, "abcf");
      fixture_assert_passing ("!Eec1", dbs, store, "de");
      fixture_assert_passing ("Eec1", off, store, "a");
      fixture_assert_passing ("Eec1.Torque == 5", dbs, store, "ab");
      fixture_assert_passing ("Eec1.Torque > 5", off, store, "");
      fixture_assert_passing ("can.name contains \"E\"", dbs, store, "abcf");
      fixture_assert_passing ("can.name matches \".\"", dbs, store, "abcef");
      fixture_assert_passing ("Eec1.Torque == data[0]", dbs, store, "abc");
      fixture_assert_passing ("Plain.Torque == 5", dbs, store, "e");
      frame_store_unref (store);
    }
  database_set_unref (off);
  database_set_unref (dbs);
  database_set_unref (empty);
  database_unref (db);
}

static void
test_undated (void)
{
  FrameStore *store = fixture_store (2, FALSE);

  fixture_append (store, "can0", 5000000, "123#");
  fixture_assert_passing ("frame.time == 5ms", NULL, store, "a");
  fixture_assert_passing ("frame.time > \"1960-01-01\"", NULL, store, "");
  fixture_assert_passing ("!(frame.time > \"1960-01-01\")", NULL, store, "a");
  frame_store_unref (store);
}

/* --- Chunks --- */

static void
test_chunk_edges (void)
{
  FrameStore *store = fixture_store (4, TRUE);
  FilterProgram *delta = fixture_compile ("frame.time_delta > 1s", NULL),
                *number = fixture_compile ("frame.number in {65536..65537}", NULL);
  uint64_t bits[ROW_SET_WORDS];

  for (guint i = 0; i < 4; i++)
    fixture_append_random (store, i, FRAME_CHUNK_ROWS / 4);
  fixture_append (store, "can0", G_MAXINT64 / 2, "123#");
  filter_run (delta, store, 1, 1, bits);
  g_assert_cmphex (bits[0], ==, 1);
  g_assert_true (filter_match (delta, store, FRAME_CHUNK_ROWS));
  filter_run (number, store, 0, FRAME_CHUNK_ROWS, bits);
  g_assert_cmphex (bits[ROW_SET_WORDS - 1], ==, FILTER_SIGN);
  filter_run (number, store, 1, 1, bits);
  g_assert_cmphex (bits[0], ==, 1);
  filter_program_unref (delta);
  filter_program_unref (number);
  frame_store_unref (store);
}

/* The tail is decided again and again while it grows; a channel appears after compiling. */
static void
test_growing (void)
{
  FrameStore *store = fixture_store (2, TRUE);
  FilterProgram *program = fixture_compile ("can.channel == late && can.id == 0x123", NULL);
  uint64_t bits[ROW_SET_WORDS];

  for (guint n = 1; n <= 200; n++)
    {
      fixture_append (store, n % 3 == 0 ? "late" : "can0", 1700000000000000000 + n, n % 2 == 0 ? "123#" : "124#");
      filter_run (program, store, 0, n, bits);
      for (guint row = 0; row < 256; row++)
        g_assert_cmpint (fixture_has_bit (bits, row), ==, row < n && (row + 1) % 6 == 0);
    }
  filter_program_unref (program);
  frame_store_unref (store);
}

/* --- Threads --- */

typedef struct
{
  const FilterProgram *program;
  const FrameStore *store;
  uint64_t expected[ROW_SET_WORDS];
} Shared;

static gpointer
run_often (gpointer data)
{
  const Shared *shared = data;
  uint64_t bits[ROW_SET_WORDS];

  for (guint i = 0; i < 50; i++)
    {
      filter_run (shared->program, shared->store, 0, 1000, bits);
      g_assert_cmpmem (bits, sizeof bits, shared->expected, sizeof bits);
    }
  return NULL;
}

static void
test_threads (void)
{
  DatabaseSet *dbs = fixture_databases ();
  FrameStore *store = fixture_store (2, TRUE);
  FilterProgram *program
      = fixture_compile ("Engine.Speed > 3 || can.name contains \"Wi\" && !(data[1] == 0) || can.channel matches \"1\"",
                         dbs);
  Shared shared = { program, store, { 0 } };
  GThread *threads[4];

  fixture_append_random (store, 9, 1000);
  filter_run (program, store, 0, 1000, shared.expected);
  for (guint i = 0; i < 4; i++)
    threads[i] = g_thread_new ("filter", run_often, &shared);
  for (guint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
  filter_program_unref (program);
  frame_store_unref (store);
  database_set_unref (dbs);
}

static void
add (void)
{
  g_test_add_func ("/filter-run/cases", test_cases);
  g_test_add_func ("/filter-run/blank", test_blank);
  g_test_add_func ("/filter-run/groups", test_groups);
  g_test_add_func ("/filter-run/undated", test_undated);
  g_test_add_func ("/filter-run/chunk-edges", test_chunk_edges);
  g_test_add_func ("/filter-run/growing", test_growing);
  g_test_add_func ("/filter-run/threads", test_threads);
}

int
main (int argc, char **argv)
{
  return fixture_main (argc, argv, add);
}
