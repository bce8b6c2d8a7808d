/* test-filter-run.c: what passes: every operator on every kind of value, chunk edges, growing chunks, random
 * expressions both ways.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "filter-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static FilterProgram *
compile (const char *text, const DatabaseSet *dbs)
{
  FilterProblem problem = { 0 };
  FilterProgram *program = filter_compile (text, dbs, &problem);

  if (program == NULL)
    g_error ("%s: column %u: %s", text, problem.column, problem.what);
  return program;
}

static gboolean
has_bit (const uint64_t *bits, guint row)
{
  return bits[row / 64] >> row % 64 & 1;
}

/* Rows that pass, as letters from a. */
static char *
passing (const char *text, const DatabaseSet *dbs, const FrameStore *store)
{
  FilterProgram *program = compile (text, dbs);
  GString *letters = g_string_new (NULL);
  guint n = (guint) frame_store_length (store);
  uint64_t bits[ROW_SET_WORDS];

  filter_run (program, store, 0, n, bits);
  for (guint row = 0; row < n; row++)
    {
      if (has_bit (bits, row))
        g_string_append_c (letters, (char) ('a' + row));
      g_assert_cmpint (has_bit (bits, row), ==, filter_match (program, store, row));
    }
  for (guint row = n; row < FRAME_CHUNK_ROWS; row++)
    g_assert_false (has_bit (bits, row));
  filter_program_unref (program);
  return g_string_free (letters, FALSE);
}

static void
assert_passing (const char *text, const DatabaseSet *dbs, const FrameStore *store, const char *expected)
{
  char *letters = passing (text, dbs, store);

  if (strcmp (letters, expected) != 0)
    g_test_fail_printf ("%s: %s pass, not %s", text, letters, expected);
  g_free (letters);
}

/* --- Every operator on every kind of value ---
 * Of each kind five rows: value below, equal, above, absent, and absent in another way. */

typedef struct
{
  const char *what, *operand, *value, *below, *above;
  const char *frames[5];
} Kind;

static const Kind kinds[] = {
  { "identifier",
    "can.id",
    "0x200",
    "0x1FF",
    "0x201",
    { "1FF#", "200#00", "201#R", "20000008#0000000000000000", "20000100#0000000000000000" } },
  { "byte", "data[2]", "0x80", "0x7F", "0x81", { "123#00007F", "123#000080", "123#000081", "123#0000", "123#R3" } },
  { "FD byte above 8",
    "data[63]",
    "16",
    "15",
    "17",
    { "123##0*0F", "123##0*10", "123##0*11", "123##0+10", "123#1010101010101010" } },
  { "unsigned, scaled",
    "Engine.Speed",
    "3000",
    "2999.75",
    "3000.25",
    { "100#DF2E000000000000", "100#E02E000000000000", "100#E12E000000000000", "100#E0", "101#E02E000000000000" } },
  { "signed",
    "Temp",
    "-41",
    "-42",
    "-40",
    { "100#0000FE0000000000", "100#0000FF0000000000", "100#0000000000000000", "100#0000",
      "20000100#0000000000000000" } },
  { "signed, scaled, big-endian",
    "Torque",
    "-0.3",
    "-0.4",
    "-0.2",
    { "100#0000000000FFC000", "100#0000000000FFD000", "100#0000000000FFE000", "100#0000000000", "100#R8" } },
  { "falling",
    "Falling",
    "50",
    "48",
    "52",
    { "100#000000000000001A", "100#0000000000000019", "100#0000000000000018", "100#00", "100#R" } },
  { "unsigned 64-bit",
    "Counter",
    "9007199254740993",
    "9007199254740992",
    "9007199254740994",
    { "101#0000000000002000", "101#0100000000002000", "101#0200000000002000", "101#01000000000020",
      "102#0100000000002000" } },
  { "unsigned 64-bit, top",
    "Counter",
    "18446744073709551614",
    "18446744073709551613",
    "18446744073709551615",
    { "101#FDFFFFFFFFFFFFFF", "101#FEFFFFFFFFFFFFFF", "101#FFFFFFFFFFFFFFFF", "101#", "101#R8" } },
  { "signed 64-bit",
    "Balance",
    "-9007199254740993",
    "-9007199254740994",
    "-9007199254740992",
    { "102#FFDFFFFFFFFFFFFE", "102#FFDFFFFFFFFFFFFF", "102#FFE0000000000000", "102#FF", "101#FFDFFFFFFFFFFFFF" } },
  { "signed 64-bit, bottom",
    "Balance.raw",
    "-9223372036854775807",
    "-9223372036854775808",
    "-9223372036854775806",
    { "102#8000000000000000", "102#8000000000000001", "102#8000000000000002", "102#R8", "123#8000000000000001" } },
  { "float",
    "Short",
    "0.1",
    "0.09",
    "0.11",
    { "103#EC51B83D00000000", "103#CDCCCC3D00000000", "103#AE47E13D00000000", "103#CDCCCC", "103#R8" } },
  { "double",
    "Long",
    "-2.5",
    "-2.75",
    "-2.25",
    { "104#00000000000006C0", "104#00000000000004C0", "104#00000000000002C0", "104#00", "103#00000000000004C0" } },
  { "multiplexed",
    "Beta",
    "-1",
    "-2",
    "0",
    { "105#01FE000000000000", "105#01FF000000000000", "105#0100000000000000", "105#00FF000000000000", "105#01" } },
  { "multiplexed twice",
    "Muxed.Gamma",
    "6",
    "5",
    "7",
    { "105#2100050000000000", "105#5100060000000000", "105#7100070000000000", "105#3100060000000000",
      "105#2000060000000000" } },
  { "FD signal",
    "Tail",
    "4094",
    "4093",
    "4095",
    { "106##0*D0FF", "106##0*E0FF", "106##0*F0FF", "106##0+E0FF", "106#00000000000000FF" } },
};

/* * and + stand for as many zeros as make 64 and 48 bytes. */
static char *
expand (const char *text)
{
  const char *gap = strpbrk (text, "*+");
  guint digits = gap != NULL ? (*gap == '*' ? 128 : 96) - (guint) strlen (gap + 1) : 0;

  return gap != NULL ? g_strdup_printf ("%.*s%0*d%s", (int) (gap - text), text, (int) digits, 0, gap + 1)
                     : g_strdup (text);
}

static FrameStore *
kind_store (const Kind *kind)
{
  FrameStore *store = fixture_store (2, TRUE);

  for (guint i = 0; i < 5; i++)
    {
      char *text = expand (kind->frames[i]);

      fixture_append (store, "can0", 1700000000000000000 + i, text);
      g_free (text);
    }
  return store;
}

static void
assert_kind (const Kind *kind, const DatabaseSet *dbs, const FrameStore *store, const char *format,
             const char *expected)
{
  GString *text = g_string_new (NULL);

  for (const char *p = format; *p != '\0'; p++)
    if (*p == 'x')
      g_string_append (text, kind->operand);
    else if (*p == 'v')
      g_string_append (text, kind->value);
    else if (*p == 'l')
      g_string_append (text, kind->below);
    else if (*p == 'h')
      g_string_append (text, kind->above);
    else if (*p == '_') /* a word of the language */
      {
        g_string_append_len (text, p + 1, 2);
        p += 2;
      }
    else
      g_string_append_c (text, *p);
  assert_passing (text->str, dbs, store, expected);
  g_string_free (text, TRUE);
}

static void
test_operators (void)
{
  DatabaseSet *dbs = fixture_databases ();

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      FrameStore *store = kind_store (&kinds[i]);

      g_test_message ("%s", kinds[i].what);
      assert_kind (&kinds[i], dbs, store, "x == v", "b");
      assert_kind (&kinds[i], dbs, store, "x != v", "ac");
      assert_kind (&kinds[i], dbs, store, "x < v", "a");
      assert_kind (&kinds[i], dbs, store, "x <= v", "ab");
      assert_kind (&kinds[i], dbs, store, "x > v", "c");
      assert_kind (&kinds[i], dbs, store, "x >= v", "bc");
      assert_kind (&kinds[i], dbs, store, "x _eq v", "b");
      assert_kind (&kinds[i], dbs, store, "x _ne v", "ac");
      assert_kind (&kinds[i], dbs, store, "x _lt v", "a");
      assert_kind (&kinds[i], dbs, store, "x _le v", "ab");
      assert_kind (&kinds[i], dbs, store, "x _gt v", "c");
      assert_kind (&kinds[i], dbs, store, "x _ge v", "bc");
      assert_kind (&kinds[i], dbs, store, "v < x", "c");
      assert_kind (&kinds[i], dbs, store, "v >= x", "ab");
      assert_kind (&kinds[i], dbs, store, "x == l || x == h", "ac");
      assert_kind (&kinds[i], dbs, store, "x _in {v}", "b");
      assert_kind (&kinds[i], dbs, store, "x _in {l, h}", "ac");
      assert_kind (&kinds[i], dbs, store, "x _in {l..v}", "ab");
      assert_kind (&kinds[i], dbs, store, "x _in {v..h, l}", "abc");
      assert_kind (&kinds[i], dbs, store, "x _in {h..l}", "");
      assert_kind (&kinds[i], dbs, store, "!(x == v)", "acde");
      assert_kind (&kinds[i], dbs, store, "!(x != v)", "bde");
      assert_kind (&kinds[i], dbs, store, "!(x < v) && !(x > v)", "bde");
      assert_kind (&kinds[i], dbs, store, "!(x _in {l..h})", "de");
      assert_kind (&kinds[i], dbs, store, "x", "abc");
      assert_kind (&kinds[i], dbs, store, "!x", "de");
      assert_kind (&kinds[i], dbs, store, "x == x", "abc");
      assert_kind (&kinds[i], dbs, store, "x != x || x < x || x > x", "");
      frame_store_unref (store);
    }
  database_set_unref (dbs);
}

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
      assert_passing (cases[i].text, dbs, store, cases[i].passing);
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
      assert_passing ("Eec1", dbs, store, "abcf");
      assert_passing ("!Eec1", dbs, store, "de");
      assert_passing ("Eec1", off, store, "a");
      assert_passing ("Eec1.Torque == 5", dbs, store, "ab");
      assert_passing ("Eec1.Torque > 5", off, store, "");
      assert_passing ("can.name contains \"E\"", dbs, store, "abcf");
      assert_passing ("can.name matches \".\"", dbs, store, "abcef");
      assert_passing ("Eec1.Torque == data[0]", dbs, store, "abc");
      assert_passing ("Plain.Torque == 5", dbs, store, "e");
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
  assert_passing ("frame.time == 5ms", NULL, store, "a");
  assert_passing ("frame.time > \"1960-01-01\"", NULL, store, "");
  assert_passing ("!(frame.time > \"1960-01-01\")", NULL, store, "a");
  frame_store_unref (store);
}

/* --- Chunks --- */

static void
test_chunk_edges (void)
{
  FrameStore *store = fixture_store (4, TRUE);
  FilterProgram *delta = compile ("frame.time_delta > 1s", NULL),
                *number = compile ("frame.number in {65536..65537}", NULL);
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
  FilterProgram *program = compile ("can.channel == late && can.id == 0x123", NULL);
  uint64_t bits[ROW_SET_WORDS];

  for (guint n = 1; n <= 200; n++)
    {
      fixture_append (store, n % 3 == 0 ? "late" : "can0", 1700000000000000000 + n, n % 2 == 0 ? "123#" : "124#");
      filter_run (program, store, 0, n, bits);
      for (guint row = 0; row < 256; row++)
        g_assert_cmpint (has_bit (bits, row), ==, row < n && (row + 1) % 6 == 0);
    }
  filter_program_unref (program);
  frame_store_unref (store);
}

/* --- Random expressions --- */

static const char *const operands[] = {
  "can.id",       "can.id & 0x1F0", "can.len",
  "can.dlc",      "can.err.class",  "can.err.type",
  "frame.number", "data[0]",        "data[7]",
  "data[9]",      "data[0] & 0x0F", "Engine.Speed",
  "Temp",         "Torque",         "Falling",
  "Counter",      "Balance",        "Short",
  "Short.raw",    "Scaled",         "Long",
  "Page",         "Alpha",          "Beta",
  "Gamma",        "Tail",           "Middle",
  "Level",        "Only",           "Engine.Speed.raw",
  "Temp.raw",     "Engine.Gear",    "Balance.raw & 0xFF",
  "Sub",
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
  FilterProgram *program = compile (text, dbs);
  FilterProblem problem = { 0 };
  FilterPool pool;
  FilterTerm *term;
  uint64_t bits[ROW_SET_WORDS];

  filter_pool_init (&pool);
  term = filter_check (filter_parse (text, &pool, &problem), text, dbs, &pool, &problem);
  g_assert_nonnull (term);
  filter_run (program, store, chunk, n, bits);
  for (guint i = 0; i < n; i += chunk == 0 ? 1 : 7)
    {
      uint64_t row = (uint64_t) chunk * FRAME_CHUNK_ROWS + i;

      if (has_bit (bits, i) != fixture_evaluate (term, dbs, store, row))
        g_error ("%s: row %u %s", text, (guint) row, has_bit (bits, i) ? "should not pass" : "should pass");
      if (i % 97 == 0)
        g_assert_cmpint (filter_match (program, store, row), ==, has_bit (bits, i));
    }
  filter_pool_clear (&pool);
  filter_program_unref (program);
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
        FilterProgram *program = compile (texts[i], dbs);
        uint64_t bits[ROW_SET_WORDS];

        filter_run (program, store, chunk, FRAME_CHUNK_ROWS, bits);
        for (guint row = 0; row < FRAME_CHUNK_ROWS; row += row < FRAME_CHUNK_ROWS - 100 ? 61 : 1)
          if (filter_match (program, store, (uint64_t) chunk * FRAME_CHUNK_ROWS + row) != has_bit (bits, row))
            g_error ("%s: chunk %u row %u", texts[i], chunk, row);
        filter_program_unref (program);
      }
  frame_store_unref (store);
  database_set_unref (dbs);
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
      = compile ("Engine.Speed > 3 || can.name contains \"Wi\" && !(data[1] == 0) || can.channel matches \"1\"", dbs);
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

/* The store's file has no name, so that only Canid's own folder is left. */
static void
remove_folder (char *folder)
{
  char *own = g_build_filename (folder, "canid", NULL);

  g_rmdir (own);
  g_rmdir (folder);
  g_free (own);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  char *folder = g_dir_make_tmp ("canid-filter-XXXXXX", NULL);
  int status;

  g_setenv ("TZ", "UTC", TRUE);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/filter-run/operators", test_operators);
  g_test_add_func ("/filter-run/cases", test_cases);
  g_test_add_func ("/filter-run/blank", test_blank);
  g_test_add_func ("/filter-run/groups", test_groups);
  g_test_add_func ("/filter-run/undated", test_undated);
  g_test_add_func ("/filter-run/chunk-edges", test_chunk_edges);
  g_test_add_func ("/filter-run/growing", test_growing);
  g_test_add_func ("/filter-run/random", test_random);
  g_test_add_func ("/filter-run/skipping", test_skipping);
  g_test_add_func ("/filter-run/threads", test_threads);
  status = g_test_run ();
  remove_folder (folder);
  return status;
}
