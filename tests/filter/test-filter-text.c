/* test-filter-text.c: what is said about an expression: where it is wrong, what is surprising, what it compiles to,
 * what may come next.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "filter-fixture.h"

#include <string.h>

typedef struct
{
  const char *text;
  guint column;
  const char *wrong; /* the bytes that are marked */
  const char *what;
  const char *fix;
} Case;

static const Case problems[] = {
  /* Lexer */
  { "can.id = 3", 8, "=", "a single = does not compare. Write ==.", "==" },
  { "can.ext | can.fd", 9, "|", "a single | is no operator. Write || or the word or.", "||" },
  { "can.id == $", 11, "$", "this character has no meaning here.", NULL },
  { "can.name == \"Eng", 13, "\"Eng", "the text has no closing quote.", NULL },
  { "`Engine", 1, "`Engine", "the name has no closing backquote.", NULL },
  { "``", 1, "``", "there is no name between the backquotes.", NULL },
  { "can.id == 18446744073709551616", 11, "18446744073709551616", "this number does not fit into 64 bits.", NULL },
  { "can.name == \"\xFF\"", 14, "\xFF", "this byte is not UTF-8.", NULL },
  /* Parser */
  { "can.id ==", 10, "", "the expression ends where a field, a signal or a value is expected.", NULL },
  { "== 3", 1, "==", "expected a field, a signal or a value.", NULL },
  { "(can.ext", 1, "(", "this parenthesis is not closed.", NULL },
  { "can.ext)", 8, ")", "this parenthesis was never opened.", NULL },
  { "(can.id 3)", 9, "3", "expected an operator or ).", NULL },
  { "can.ext can.fd", 9, "can", "expected an operator before this: && and || join two terms.", NULL },
  { "can.id in 3", 11, "3", "in is followed by values in braces: can.id in {0x100..0x1FF, 0x7E8}.", NULL },
  { "can.id in {1, 2", 11, "{", "this brace is not closed.", NULL },
  { "can.id in {1 && 2}", 14, "&&", "expected , or } in the list of values.", NULL },
  { "1 < can.len < 5", 13, "<", "comparisons do not chain. Write a < b && b < c.", NULL },
  { "data[0", 7, "", "] is missing: data[0] is a byte, data[2:4] are four bytes from position 2.", NULL },
  { "data[x]", 6, "x", "a byte position or length is a whole number from 0 to 2047.", NULL },
  { "data[1:0] == 11", 5, "[1:0]", "a slice has at least one byte.", NULL },
  { "a.b.c.d", 7, "d", "a name has at most three parts: Message.Signal.raw.", NULL },
  { "can.id & 1 & 2 == 0", 12, "&", "one mask is enough: combine both numbers.", NULL },
  /* Names */
  { "Engine.Speed > 3000 && Gaer == \"Drive 3\"", 24, "Gaer",
    "no signal “Gaer” in first.dbc or second.dbc. Did you mean Gear?", "Gear" },
  { "can.idd == 1", 1, "can.idd", "no field “can.idd”. Did you mean can.id?", "can.id" },
  { "frame.time_delta_ids > 1", 1, "frame.time_delta_ids",
    "no field “frame.time_delta_ids”. Did you mean frame.time_delta_id?", "frame.time_delta_id" },
  { "id.pgm == 1", 4, "pgm", "no split of identifiers has “pgm”, as in id.pgm. Did you mean pgn?", "pgn" },
  { "id.j1938.pgn == 1", 4, "j1938", "no split of identifiers has “j1938”, as in id.j1938.pgn. Did you mean j1939?",
    "j1939" },
  { "id.canopen.nod == 1", 12, "nod", "no split of identifiers has “nod”, as in id.canopen.nod. Did you mean node?",
    "node" },
  /* The past */
  { "changed(can.id)", 9, "can.id", "can.id is the same in all frames of an identifier and channel.", NULL },
  { "prev(can.channel) == can0", 6, "can.channel",
    "can.channel is the same in all frames of an identifier and channel.", NULL },
  { "delta(data) == 11", 7, "data", "data is no number, so it has no difference. changed(data) tells if it changes.",
    NULL },
  { "delta(can.fd) == 1", 7, "can.fd",
    "can.fd is no number, so it has no difference. changed(can.fd) tells if it changes.", NULL },
  { "changed(prev(data))", 9, "prev(data)", "changed, prev and delta do not stand within each other.", NULL },
  { "changed(data", 8, "(", "this parenthesis is not closed.", NULL },
  { "changed(data, can.len)", 13, ",", "expected ): changed, prev and delta take one signal, data or field.", NULL },
  { "changed()", 9, ")", "expected a field, a signal or a value.", NULL },
  { "changed(1)", 9, "1", "a value alone is no condition.", NULL },
  { "changed(Engine)", 9, "Engine",
    "Engine is a message. Compare one of its signals: Engine.Speed, Engine.Temp, Engine.Gear, ….", NULL },
  { "prev(data[0]) & 1 == 1", 1, "prev(data[0]) & 1", "a mask stands within: changed(data[0] & 0x0F).", NULL },
  { "changed(data) > 0", 1, "changed(data) > 0", "changed(data) has no order here: == and != compare it.", NULL },
  { "delta(Engine.Gear) == \"Park\"", 23, "\"Park\"", "a difference is compared with numbers.", NULL },
  { "delta(Engine.Gear) contains \"a\"", 1, "delta(Engine.Gear)",
    "delta(Engine.Gear) is a number: contains and matches look into names, value texts and data.", NULL },
  { "delta(Engine.Speed) > 3 V", 25, "V",
    "delta(Engine.Speed) is in rpm, not in “V”. If that begins the next term, && or || is missing before it.", "rpm" },
  { "frame.time_delta_id > 5 min", 25, "min", "“min” is no unit of time. There are ns, us, ms and s.", NULL },
  /* Errors */
  { "can.err.class == \"bus-of\"", 18, "\"bus-of\"", "can.err.class has no name “bus-of”. Did you mean \"bus-off\"?",
    "\"bus-off\"" },
  { "can.err.location == \"xyzzy\"", 21, "\"xyzzy\"", "can.err.location has no name “xyzzy”.", NULL },
  { "can.err.class in {\"bus-off\", 8}", 1, "can.err.class in {\"bus-off\", 8}",
    "names stand for bits, so names and numbers do not go together here.", NULL },
  { "can.err.class & 8 == \"bus-off\"", 1, "can.err.class & 8 == \"bus-off\"",
    "what is masked is compared with numbers.", NULL },
  { "can.err.class > \"bus-off\"", 1, "can.err.class > \"bus-off\"",
    "can.err.class has no order here: == and != compare it.", NULL },
  { "can.err.location in {\"data\"..\"crc\"}", 22, "\"data\"..\"crc\"",
    "names have no order, so there is no range of them.", NULL },
  { "can.dlc == \"bus-off\"", 12, "\"bus-off\"", "can.dlc is a number, so a number is expected here.", NULL },
  { "Engien.Speed > 1", 1, "Engien", "no message “Engien” in first.dbc or second.dbc. Did you mean Engine?", "Engine" },
  { "Engine.Sped > 1", 8, "Sped", "message Engine has no signal “Sped”. Did you mean Speed?", "Speed" },
  { "Engine.Xyzzy > 1", 8, "Xyzzy", "message Engine has no signal “Xyzzy”.", NULL },
  { "Gear == 1", 1, "Gear", "“Gear” is a signal of 2 messages. Write one of Engine.Gear, Extended.Gear.", NULL },
  { "Engine.Speed.physical > 1", 14, "physical", "behind a signal only .raw can stand.", NULL },
  { "ä == 1 && öö == 2", 1, "ä", "no signal “ä” in first.dbc or second.dbc.", NULL },
  { "can.ext && öö == 2", 12, "öö", "no signal “öö” in first.dbc or second.dbc.", NULL },
  { "can.name == \"ä\" && x!", 21, "!", "expected an operator before this: && and || join two terms.", NULL },
  /* Types */
  { "can.len == 5 km", 14, "km",
    "“km” is no unit of can.len. If it begins the next term, && or || is missing before it.", NULL },
  { "can.len == 5 can.ext", 14, "can.ext",
    "“can.ext” is no unit of can.len. If it begins the next term, && or || is missing before it.", NULL },
  { "Engine.Speed > 3000 km/h", 21, "km/h",
    "Engine.Speed is in rpm, not in “km/h”. If that begins the next term, && or || is missing before it.", "rpm" },
  { "frame.time_delta > 5 min", 22, "min", "“min” is no unit of time. There are ns, us, ms and s.", NULL },
  { "frame.time > \"2023-13-01\"", 14, "\"2023-13-01\"", "no such date. Write \"2024-01-31 12:00:00.5\" (local time).",
    NULL },
  { "can.id == \"x\"", 11, "\"x\"", "can.id is a number, so a number is expected here.", NULL },
  { "can.ext == 2", 12, "2", "can.ext is true or false. Write can.ext, !can.ext or compare with 1 or 0.", NULL },
  { "can.ext < 1", 1, "can.ext < 1", "can.ext has no order here: == and != compare it.", NULL },
  { "can.channel < 1", 1, "can.channel < 1", "can.channel has no order here: == and != compare it.", NULL },
  { "Engine.Gear < \"Park\"", 1, "Engine.Gear < \"Park\"", "Engine.Gear has no order here: == and != compare it.",
    NULL },
  { "can.dir == up", 12, "up", "can.dir is rx or tx.", NULL },
  { "data contains 11", 15, "11", "bytes are written 11:22:33, a single one 0x11.", NULL },
  { "data[:1] in {00..11}", 14, "00", "bytes are written 11:22:33, a single one 0x11.", NULL },
  { "can.id contains 1", 1, "can.id", "can.id is a number: contains and matches look into names, value texts and data.",
    NULL },
  { "can.name matches \"(\"", 18, "\"(\"", NULL, NULL },
  { "can.id & can.len == 1", 1, "can.id & can.len",
    "& takes an operand and a number as mask: can.id & 0x700. To join two terms write &&.", NULL },
  { "Temp & 1 == 1", 1, "Temp", "Temp has a factor, an offset or is no whole number: a mask goes with Temp.raw only.",
    NULL },
  { "can.channel & 1", 1, "can.channel", "can.channel is no whole number, so it cannot be masked.", NULL },
  { "1 == 2", 1, "1 == 2", "both sides are values, so there is nothing to look for.", NULL },
  { "\"x\"", 1, "\"x\"", "a value alone is no condition.", NULL },
  { "(can.ext && can.fd) == 1", 1, "(can.ext && can.fd)",
    "a condition cannot be compared. Join conditions by && and ||.", NULL },
  { "Wide == 3", 1, "Wide", "Wide is a message. Compare one of its signals: Wide.Counter.", NULL },
  { "can.id[0] == 3", 1, "can.id[0]", "only data has positions in brackets: data[0], data[2:4].", NULL },
  { "Engine.Gear == \"Prak\"", 16, "\"Prak\"", "no value of Engine.Gear has the text “Prak”. Did you mean \"Park\"?",
    "\"Park\"" },
  { "Engine.Gear == Park", 16, "Park", "texts of values stand in quotes: \"Park\".", "\"Park\"" },
  { "Counter == \"x\"", 12, "\"x\"", "Counter has no value texts, so it is compared with numbers.", NULL },
  { "frame.time == can.id", 1, "frame.time == can.id",
    "frame.time and can.id are of different kinds and cannot be compared.", NULL },
};

static void
assert_case (const Case *c, const FilterProblem *problem)
{
  char *marked = g_strndup (c->text + problem->start, problem->end - problem->start);

  g_assert_nonnull (problem->what);
  if (c->what != NULL)
    g_assert_cmpstr (problem->what, ==, c->what);
  g_assert_cmpuint (problem->column, ==, c->column);
  g_assert_cmpstr (marked, ==, c->wrong);
  g_assert_cmpstr (problem->fix, ==, c->fix);
  g_free (marked);
}

/* TAP is UTF-8; what is tested here need not be. */
static void
test_message_bytes (const char *bytes)
{
  char *text = g_utf8_make_valid (bytes, -1);

  g_test_message ("%s", text);
  g_free (text);
}

static void
test_problems (void)
{
  DatabaseSet *dbs = fixture_databases ();

  for (guint i = 0; i < G_N_ELEMENTS (problems); i++)
    {
      FilterProblem problem = { 0 };

      test_message_bytes (problems[i].text);
      g_assert_null (filter_compile (problems[i].text, dbs, &problem));
      assert_case (&problems[i], &problem);
      filter_problem_clear (&problem);
    }
  database_set_unref (dbs);
}

static const Case surprises[] = {
  { "can.id == 0x7FF && can.ext", 1, "can.id == 0x7FF",
    "With can.ext, 0x7FF is a 29-bit identifier. Remove can.ext for the 11-bit one.", NULL },
  { "can.id == 0x800 && !can.ext", 1, "can.id == 0x800",
    "Without can.ext an identifier is at most 0x7FF, so this is never true.", NULL },
  { "can.id == 0x800", 1, "can.id == 0x800", "0x800 is above 0x7FF, so only a 29-bit identifier can be equal.", NULL },
  { "can.len > 2048", 1, "can.len > 2048", "can.len is a whole number from 0 to 2048, so this is never true.", NULL },
  { "can.fd || can.dlc >= 0", 11, "can.dlc >= 0", "can.dlc is a whole number from 0 to 15, so this is always true.",
    NULL },
  { "can.len == 7.5", 1, "can.len == 7.5", "can.len is a whole number from 0 to 2048, so this is never true.", NULL },
  { "can.id == 0x98FEF100", 1, "can.id == 0x98FEF100", "can.id is from 0 to 0x1FFFFFFF, so this is never true.", NULL },
  { "can.id & 0x700 == 0x301", 1, "can.id & 0x700 == 0x301",
    "can.id & 0x700 is only the bits 0x700, so this is never true.", NULL },
  { "Engine.Speed > 65535", 1, "Engine.Speed > 65535", NULL, NULL },
  { "Temp > 100 degC", 1, "Temp > 100 degC", "Temp is from -168 to 87 degC, so this is never true.", NULL },
  { "Falling > 100", 1, "Falling > 100", "Falling is from -410 to 100 1/min, so this is never true.", NULL },
  { "data[2:4] == 11:22:33", 1, "data[2:4] == 11:22:33",
    "The slice has 4 bytes and the value 3, so this is never true.", NULL },
  { "data[0:2] contains 11:22:33", 1, "data[0:2] contains 11:22:33",
    "The slice has 2 bytes and the value 3, so this is never true.", NULL },
  { "can.len != 1 || can.len != 2", 17, "can.len != 2",
    "One of can.len != 1 and can.len != 2 is true for every value. Was && meant?", NULL },
  { "can.len == 1 && can.fd && can.len == 2", 27, "can.len == 2",
    "can.len == 1 and can.len == 2 exclude each other, so together they are never true.", NULL },
  { "can.err && can.id == 1", 12, "can.id == 1",
    "Error frames have neither identifier nor data, so with can.err this is never true.", NULL },
  { "can.rtr && Temp > 1", 12, "Temp > 1", "Remote frames have no data, so with can.rtr this is never true.", NULL },
  { "Brake", 1, "Brake",
    "Finds every frame that has Brake, whatever its value. Write Brake == 1 for those where it is set.", NULL },
  { "!can.id == 3", 1, "!can.id == 3",
    "! takes the whole comparison, as in !(…), so this also finds frames where there is nothing to compare.", NULL },
  { "Temp > Level", 1, "Temp > Level", "These signals are in different messages, so no frame has both.", NULL },
};

static const char *const unsurprising[] = {
  "can.id == 0x123",
  "can.id == 0x18FEF100",
  "can.id == 0x800 && can.ext",
  "can.id == 0x7FF && !can.ext",
  "can.id in {0x700..0x900}",
  "can.ext",
  "Engine.Speed > 3000",
  "can.len != 1 && can.len != 2",
  "can.len == 1 || can.len == 2",
  "can.err || can.id == 1",
  "!can.err && can.id == 1",
  "!can.ext == 1",
  "!(can.id == 3)",
  "Engine.Speed > Temp",
  "data contains 11:22:33",
  "data[2:4] < 11:22",
  "can.id != 3",
  "Temp",
  "can.dlc in {9..15}",
  "Engine.Gear == \"Park\"",
  "frame.time > 0",
  "can.rtr && can.id == 3",
  "data[0] & 0x0F == 3",
  "can.id & 0x700 != 0",
  "can.len > 1 && can.len < 8",
};

static void
test_surprises (void)
{
  DatabaseSet *dbs = fixture_databases ();
  FilterProblem surprise = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (surprises); i++)
    {
      FilterProgram *program = filter_compile (surprises[i].text, dbs, NULL);

      g_test_message ("%s", surprises[i].text);
      g_assert_nonnull (program);
      g_assert_true (filter_program_get_surprise (program, &surprise));
      assert_case (&surprises[i], &surprise);
      filter_problem_clear (&surprise);
      filter_program_unref (program);
    }
  for (guint i = 0; i < G_N_ELEMENTS (unsurprising); i++)
    {
      FilterProgram *program = filter_compile (unsurprising[i], dbs, NULL);

      g_test_message ("%s", unsurprising[i]);
      g_assert_nonnull (program);
      if (filter_program_get_surprise (program, &surprise))
        g_error ("%s: %s", unsurprising[i], surprise.what);
      filter_program_unref (program);
    }
  database_set_unref (dbs);
}

/* --- Bounds --- */

static void
assert_refused (char *text, const char *what)
{
  FilterProblem problem = { 0 };

  g_assert_null (filter_compile (text, NULL, &problem));
  g_assert_cmpstr (problem.what, ==, what);
  filter_problem_clear (&problem);
  g_free (text);
}

static char *
repeat (const char *what, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, what);
  return g_string_free (text, FALSE);
}

static void
test_bounds (void)
{
  char *opening = repeat ("(", FILTER_MAX_DEPTH), *closing = repeat (")", FILTER_MAX_DEPTH),
       *nots = repeat ("!", FILTER_MAX_DEPTH);
  char *text = g_strconcat (opening, "can.ext", closing, NULL);
  FilterProgram *program = filter_compile (text, NULL, NULL);

  g_assert_nonnull (program);
  filter_program_unref (program);
  assert_refused (g_strconcat ("(", text, ")", NULL), "more than 200 levels of parentheses and !.");
  assert_refused (g_strconcat ("!", nots, "can.ext", NULL), "more than 200 levels of parentheses and !.");
  assert_refused (repeat ("can.ext&&", 2000), "the expression is longer than 16384 bytes.");
  g_free (text);
  g_free (opening);
  g_free (closing);
  g_free (nots);
}

/* --- Explaining --- */

static void
assert_explained (const char *text, const char *expected)
{
  DatabaseSet *dbs = fixture_databases ();
  FilterProgram *program = filter_compile (text, dbs, NULL);
  char *explained = filter_explain (program);

  g_assert_cmpstr (explained, ==, expected);
  g_free (explained);
  filter_program_unref (program);
  database_set_unref (dbs);
}

static void
test_explain (void)
{
  assert_explained ("Engine.Speed > 3000 && can.id == 0x123",
                    "Engine.Speed > 3000 && can.id == 0x123\n"
                    "  1  r1 = all where can.id is 0x123                             column 24\n"
                    "  2  r2 = r1 where message is Engine (0x100)                    column 1\n"
                    "  3  r2 = r2 where Engine.Speed.raw in 12001..65535             column 1\n"
                    "  4  r3 = r1 without r2\n"
                    "  5  r3 = r3 where message is Engine (0x100)                    column 1\n"
                    "  6  r3 = r3 where Engine.Speed.raw in 3001..65535              column 1\n"
                    "  7  r2 = r2 and also r3\n"
                    "  8  r1 = r2 and also r2\n"
                    "     result r1\n");
  assert_explained ("!(Temp == \"Invalid\") || frame.time_delta > 1.5ms",
                    "!(Temp == \"Invalid\") || frame.time_delta > 1.5ms\n"
                    "  1  r1 = all where frame.time_delta in 0.001500001 s..         column 25\n"
                    "  2  r2 = all without r1\n"
                    "  3  r3 = r2 where message is Engine (0x100)                    column 2\n"
                    "  4  r3 = r3 where Engine.Temp.raw is -1                        column 2\n"
                    "  5  r2 = r2 without r3\n"
                    "  6  r1 = r1 and also r2\n"
                    "     result r1\n");
  assert_explained ("frame.time_delta_id > 20 ms && changed(Engine2.Only)",
                    "frame.time_delta_id > 20 ms && changed(Engine2.Only)\n"
                    "  1  r1 = all where frame.time_delta_id in 0.020000001 s..      column 1\n"
                    "  2  r1 = r1 where message is Engine2 (0x110)                   column 32\n"
                    "  3  r1 = r1 where changed(Engine2.Only)                        column 32\n"
                    "     result r1\n");
  assert_explained ("can.err.class == \"bus-off\" || id.pgn in {0xFEF1, 0xFEF2} || frame.marked",
                    "can.err.class == \"bus-off\" || id.pgn in {0xFEF1, 0xFEF2} || frame.marked\n"
                    "  1  r1 = all where can.err.class & 0x40 in 0x1..0x40           column 1\n"
                    "  2  r2 = all without r1\n"
                    "  3  r2 = r2 where id.pgn in 65265..65266                       column 31\n"
                    "  4  r1 = r1 and also r2\n"
                    "  5  r2 = all without r1\n"
                    "  6  r2 = r2 where frame.marked is 1                            column 61\n"
                    "  7  r1 = r1 and also r2\n"
                    "     result r1\n");
}

/* --- Completion: | is the cursor --- */

static const struct
{
  const char *text;
  guint start;
  const char *candidates; /* the first ones, by blanks */
} completions[] = {
  { "can.i|", 0, "can.id" },
  { "can.err.t|", 0, "can.err.type" },
  { "Engine.S|", 7, "Speed" },
  { "Engine.|", 7, "Speed Temp Gear Brake Torque Falling" },
  { "Engine.e|", 7, "Speed Temp Gear Brake Torque" },
  { "can.ext && Engi|", 11, "Engine Engine2" },
  { "can.ext && engi|", 11, "Engine Engine2" },
  { "Gea|", 0, "Engine.Gear Extended.Gear" },
  { "Engine.Gear == |", 15, "\"Park\" \"Reverse\" \"Drive_3\" \"Drive_4\"" },
  { "Engine.Gear == \"Dr|", 15, "\"Drive_3\" \"Drive_4\"" },
  { "Engine.Gear == \"3|", 15, "\"Drive_3\"" },
  { "Engine.Gear in {\"Park\", |", 24, "\"Park\" \"Reverse\"" },
  { "can.dir == |", 11, "rx tx" },
  { "can.dir == t|", 11, "tx" },
  { "can.channel == \"|", 15, "\"can0\" \"can1\"" },
  { "can.name == W|", 12, "\"Wide\" \"WideSigned\"" },
  { "Engine.Speed |", 13, "== != < <= > >= in contains matches && ||" },
  { "can.channel |", 12, "== != in contains matches && ||" },
  { "can.len c|", 8, "" },
  { "can.name c|", 9, "contains" },
  { "can.id == 3 |", 12, "&& ||" },
  { "can.id == 3 && Lev|", 15, "Level" },
  { "Engine2.|", 8, "`in` Only" },
  { "Engine.Speed.|", 13, "raw" },
  { "frame.m|", 0, "frame.marked" },
  { "frame.time_delta_|", 0, "frame.time_delta_id" },
  { "id.pg|", 0, "id.pgn" },
  { "id.|", 0, "id.priority id.pgn id.edp id.dp id.pf id.ps id.sa id.da id.ta id.iso15765.sa" },
  { "id.a24p5.p|", 0, "id.a24p5.priority" },
  { "can.ext && chan|", 11, "changed( can.channel" },
  { "changed(Engi|", 8, "Engine Engine2" },
  { "changed(Engine.Ge|", 15, "Gear" },
  { "changed(data) |", 14, "== != in && ||" },
  { "prev(Engine.Gear) == |", 21, "\"Park\" \"Reverse\" \"Drive_3\" \"Drive_4\"" },
  { "delta(Engine.Gear) == |", 22, "" },
  { "can.err.class == |", 17, "\"tx-timeout\" \"lost-arbitration\"" },
  { "can.err.class == \"bu|", 17, "\"bus-off\" \"bus-error\"" },
  { "can.err.location in {\"crc\", \"ack|", 28, "\"ack\" \"ack-delimiter\"" },
};

static void
assert_completion (guint i, const DatabaseSet *dbs, const TraceInfo *info)
{
  char *text = g_strdup (completions[i].text), *cursor = strchr (text, '|');
  GString *found = g_string_new (NULL);
  GPtrArray *candidates;
  guint start;

  *cursor = '\0';
  g_test_message ("%s", completions[i].text);
  candidates = filter_complete (text, (guint) (cursor - text), dbs, info, 20, &start);
  for (guint k = 0; k < candidates->len; k++)
    {
      const FilterCandidate *candidate = g_ptr_array_index (candidates, k);
      char *name = g_strdelimit (g_strdup (candidate->text), " ", '_');

      g_string_append_printf (found, "%s%s", k > 0 ? " " : "", name);
      g_free (name);
    }
  if (start != completions[i].start)
    g_test_fail_printf ("%s: start %u", completions[i].text, start);
  if (*completions[i].candidates == '\0')
    {
      if (found->len > 0)
        g_test_fail_printf ("%s: %s", completions[i].text, found->str);
    }
  else if (!g_str_has_prefix (found->str, completions[i].candidates))
    g_test_fail_printf ("%s: %s", completions[i].text, found->str);
  g_ptr_array_unref (candidates);
  g_string_free (found, TRUE);
  g_free (text);
}

static void
test_completion (void)
{
  DatabaseSet *dbs = fixture_databases ();
  FrameStore *store = fixture_store (2, TRUE);
  GPtrArray *candidates;
  guint start;

  fixture_append (store, "can0", 0, "123#");
  fixture_append (store, "can1", 0, "123#");
  for (guint i = 0; i < G_N_ELEMENTS (completions); i++)
    assert_completion (i, dbs, frame_store_get_info (store));
  candidates = filter_complete ("Engine.Spe", 10, dbs, NULL, 20, &start);
  g_assert_cmpstr (((FilterCandidate *) g_ptr_array_index (candidates, 0))->kind, ==, "signal");
  g_assert_cmpstr (((FilterCandidate *) g_ptr_array_index (candidates, 0))->details, ==, "rpm, 0 … 16\u202F383.75");
  g_ptr_array_unref (candidates);
  candidates = filter_complete ("Engine.Gea", 10, dbs, NULL, 20, &start);
  g_assert_cmpstr (((FilterCandidate *) g_ptr_array_index (candidates, 0))->details, ==,
                   "Park, Reverse, Drive 3, Drive 4");
  g_ptr_array_unref (candidates);
  candidates = filter_complete ("can.", 4, NULL, NULL, 3, &start);
  g_assert_cmpuint (candidates->len, ==, 3);
  g_ptr_array_unref (candidates);
  frame_store_unref (store);
  database_set_unref (dbs);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_setenv ("LANGUAGE", "C", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/filter-text/problems", test_problems);
  g_test_add_func ("/filter-text/surprises", test_surprises);
  g_test_add_func ("/filter-text/bounds", test_bounds);
  g_test_add_func ("/filter-text/explain", test_explain);
  g_test_add_func ("/filter-text/completion", test_completion);
  return g_test_run ();
}
