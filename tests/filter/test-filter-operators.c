/* test-filter-operators.c: every operator on every kind of value.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "filter-fixture.h"

#include <string.h>

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
  fixture_assert_passing (text->str, dbs, store, expected);
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

static void
add (void)
{
  g_test_add_func ("/filter-operators/operators", test_operators);
}

int
main (int argc, char **argv)
{
  return fixture_main (argc, argv, add);
}
