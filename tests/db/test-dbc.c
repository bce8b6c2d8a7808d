/* test-dbc.c: each statement of a DBC file, right and wrong.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "db/database.h"

#include "base/errors.h"
#include <glib/gstdio.h>

static Database *
load (const char *text)
{
  g_autoptr (GError) error = NULL;
  Database *db = database_load_memory ("test.dbc", text, strlen (text), &error);

  g_assert_no_error (error);
  return db;
}

static Database *
load_clean (const char *text)
{
  Database *db = load (text);

  for (guint i = 0; i < database_n_warnings (db); i++)
    g_error ("line %u: %s", database_get_warning (db, i)->line, database_get_warning (db, i)->what);
  return db;
}

static void
assert_warning (const Database *db, guint index, guint line, const char *part)
{
  g_assert_cmpuint (database_n_warnings (db), >, index);
  const DatabaseWarning *warning = database_get_warning (db, index);
  g_test_message ("line %u: %s", warning->line, warning->what);
  g_assert_cmpuint (warning->line, ==, line);
  g_assert_nonnull (strstr (warning->what, part));
}

static const CanSignal *
find (const Database *db, const char *message, const char *signal)
{
  const Message *m = database_find_message (db, message);

  g_assert_nonnull (m);
  const CanSignal *s = message_find_signal (m, signal);
  g_assert_nonnull (s);
  return s;
}

#define HEAD "VERSION \"1\"\nNS_ :\n\tCM_\n\tVAL_\nBS_:\nBU_: A B\n"
#define M1 "BO_ 1 M: 8 A\n SG_ S : 0|8@1- (1,0) [0|0] \"\" B\n SG_ T : 8|8@1+ (1,0) [0|0] \"\" B\n"

/* --- Messages and signals --- */

static void
test_message (void)
{
  Database *db = load_clean (
      "VERSION \"a \\\"b\\\"\"\nBS_:\nBU_: A,B\nC\nBO_ 2566844672 M: 8 A\nBO_ 7 Fd : 64 Vector__XXX\n"
      "BO_ 3221225472 VECTOR__INDEPENDENT_SIG_MSG: 0 Vector__XXX\n SG_ Unused : 0|8@1+ (1,0) [0|0] \"\" A\n"
      "BO_TX_BU_ 7 : B,C;\n");
  const Message *m = database_get_message (db, 0);

  g_assert_cmpstr (database_get_version (db), ==, "a \"b\"");
  g_assert_cmpstr (database_get_name (db), ==, "test.dbc");
  g_assert_cmpuint (database_n_nodes (db), ==, 3);
  g_assert_cmpstr (database_get_node (db, 2)->name, ==, "C");
  g_assert_cmpuint (database_n_messages (db), ==, 2);
  g_assert_cmphex (m->id, ==, 0x18FEF100u | CAN_ID_EXTENDED);
  g_assert_cmpuint (m->line, ==, 5);
  g_assert_false (m->fd);
  g_assert_cmpstr (m->sender, ==, "A");
  g_assert_cmpint (m->cycle_time, ==, -1);
  g_assert_true (database_lookup (db, m->id) == m);
  g_assert_null (database_lookup (db, 0x18FEF100u));
  m = database_find_message (db, "Fd");
  g_assert_true (m->fd);
  g_assert_cmpuint (m->n_signals, ==, 0);
  g_assert_cmpstr (m->sender, ==, "B");
  g_assert_cmpuint (g_strv_length (m->senders), ==, 2);
  database_unref (db);
}

static void
test_signal (void)
{
  Database *db = load_clean (HEAD "BO_ 1 M: 8 A\n"
                                  " SG_ 2nd : 7|12@0- (0.5,-4e1) [-128|+127] \"km/h\"  B,A\n"
                                  "SG_ Plain:16|8@1+(1,0)[0|0]\"\"Vector__XXX\n"
                                  "\tSG_ Spaces : 24 | 8 @ 1 + ( 1 , 0 ) [ 0 | 0 ] \"\xC2\xB0\x43\" A B\n");
  const CanSignal *s = find (db, "M", "2nd");

  g_assert_cmpuint (s->start, ==, 7);
  g_assert_cmpuint (can_signal_length (s), ==, 12);
  g_assert_true (s->layout.big_endian);
  g_assert_cmpuint (s->layout.kind, ==, SIGNAL_SIGNED);
  g_assert_cmpfloat (s->factor, ==, 0.5);
  g_assert_cmpfloat (s->offset, ==, -40);
  g_assert_cmpfloat (s->minimum, ==, -128);
  g_assert_cmpfloat (s->maximum, ==, 127);
  g_assert_cmpstr (s->unit, ==, "km/h");
  g_assert_cmpuint (g_strv_length (s->receivers), ==, 2);
  g_assert_cmpuint (g_strv_length (find (db, "M", "Plain")->receivers), ==, 0);
  g_assert_cmpstr (find (db, "M", "Spaces")->unit, ==, "\xC2\xB0\x43");
  g_assert_cmpuint (g_strv_length (find (db, "M", "Spaces")->receivers), ==, 2);
  database_unref (db);
}

static void
test_value_type (void)
{
  Database *db = load (HEAD "BO_ 1 M: 64 A\n SG_ F : 0|32@1- (1,0) [0|0] \"\" B\n SG_ D : 71|64@0- (1,0) [0|0] \"\" B\n"
                            " SG_ H : 32|16@1- (1,0) [0|0] \"\" B\n SG_ I : 48|8@1- (1,0) [0|0] \"\" B\n"
                            "SIG_VALTYPE_ 1 F : 1;\nSIG_VALTYPE_ 1 D 2;\nSIG_VALTYPE_ 1 H : 1;\nSIG_VALTYPE_ 1 I : "
                            "1;\nSIG_VALTYPE_ 1 X : 1;\n");

  g_assert_cmpuint (find (db, "M", "F")->layout.kind, ==, SIGNAL_FLOAT);
  g_assert_cmpuint (find (db, "M", "D")->layout.kind, ==, SIGNAL_DOUBLE);
  g_assert_true (find (db, "M", "D")->layout.big_endian);
  g_assert_cmpuint (find (db, "M", "H")->layout.kind, ==, SIGNAL_FLOAT);
  g_assert_cmpuint (find (db, "M", "I")->layout.kind, ==, SIGNAL_SIGNED);
  assert_warning (db, 0, 14, "half precision");
  assert_warning (db, 1, 15, "8 bits cannot be a floating-point number");
  assert_warning (db, 2, 16, "no signal \"X\"");
  database_unref (db);
}

static void
test_signals_that_do_not_fit (void)
{
  Database *db
      = load (HEAD "BO_ 1 M: 1 A\n SG_ Long : 0|65@1- (1,0) [0|0] \"\" B\n SG_ None : 0|0@1- (1,0) [0|0] \"\" B\n"
                   " SG_ Outside : 8|1@1+ (1,0) [0|0] \"\" B\n SG_ Far : 99999|1@1+ (1,0) [0|0] \"\" B\n"
                   " SG_ Twice : 0|1@1+ (1,0) [0|0] \"\" B\n SG_ Twice : 1|1@1+ (1,0) [0|0] \"\" B\n");
  static const uint8_t data[2] = { 0, 1 };
  CanFrame frame = { .id = 1, .len = 2, .data = data };
  double value;

  assert_warning (db, 0, 8, "65 bits from bit 0 cannot be decoded");
  assert_warning (db, 1, 9, "0 bits from bit 0 cannot be decoded");
  assert_warning (db, 2, 10, "1 bits from bit 8 do not fit into the 1 bytes of M");
  assert_warning (db, 3, 11, "bit 99999");
  assert_warning (db, 4, 13, "has a signal Twice already");
  g_assert_cmpuint (database_n_warnings (db), ==, 5);
  g_assert_cmpuint (database_get_message (db, 0)->n_signals, ==, 3);
  g_assert_true (can_signal_decode (find (db, "M", "Outside"), &frame, &value));
  g_assert_cmpfloat (value, ==, 1);
  frame.len = 1;
  g_assert_false (can_signal_decode (find (db, "M", "Outside"), &frame, &value));
  database_unref (db);
}

static void
test_identifiers (void)
{
  Database *db = load (HEAD "BO_ 1 One: 8 A\nBO_ 1 Again: 8 A\n SG_ S : 0|8@1+ (1,0) [0|0] \"\" B\nBO_ 2048 Big: 8 "
                            "A\nBO_ 4294967296 Huge: 8 A\n"
                            " SG_ S : 0|8@1+ (1,0) [0|0] \"\" B\nBO_ 3 Three: 999999 A\nBO_ 4 Four: 8 A\n");

  assert_warning (db, 0, 8, "has the identifier of One in line 7");
  assert_warning (db, 1, 10, "taken as extended 0x800");
  assert_warning (db, 2, 11, "no CAN identifier");
  assert_warning (db, 3, 13, "999999 bytes");
  g_assert_cmpuint (database_n_warnings (db), ==, 4);
  g_assert_cmpstr (database_lookup (db, 1)->name, ==, "One");
  g_assert_cmpstr (database_lookup (db, 2048 | CAN_ID_EXTENDED)->name, ==, "Big");
  g_assert_cmpuint (find (db, "Again", "S")->layout.bits, ==, 8);
  g_assert_nonnull (database_find_message (db, "Four"));
  database_unref (db);
}

/* --- Multiplexing --- */

static char *
names_in (const Database *db, const char *hex)
{
  const Message *m = database_get_message (db, 0);
  uint8_t payload[CAN_FRAME_MAX_LEN];
  GString *out = g_string_new (NULL);
  g_autofree char *text = g_strconcat ("001#", hex, NULL);
  const char *reason;
  CanFrame frame;

  g_assert_true (can_frame_parse (text, strlen (text), &frame, payload, &reason));
  for (guint i = 0; i < m->n_signals; i++)
    if (message_signal_present (m, i, &frame))
      g_string_append_printf (out, "%s ", m->signals[i].name);
  return g_string_free (out, FALSE);
}

static void
assert_present (const Database *db, const char *hex, const char *expected)
{
  g_autofree char *names = names_in (db, hex);

  g_assert_cmpstr (names, ==, expected);
}

static void
test_simple_multiplexing (void)
{
  Database *db
      = load_clean (HEAD "BO_ 1 M: 8 A\n SG_ A m0 : 8|8@1+ (1,0) [0|0] \"\" B\n SG_ Mux M : 0|8@1+ (1,0) [0|0] \"\" B\n"
                         " SG_ B m12 : 8|8@1+ (1,0) [0|0] \"\" B\n SG_ Always : 16|8@1+ (1,0) [0|0] \"\" B\n");

  g_assert_true (find (db, "M", "Mux")->is_multiplexer);
  g_assert_cmpint (find (db, "M", "A")->mux_parent, ==, 1);
  assert_present (db, "000000", "A Mux Always ");
  assert_present (db, "0C0000", "Mux B Always ");
  assert_present (db, "0C00", "Mux B ");
  assert_present (db, "0C", "Mux ");
  assert_present (db, "FF0000", "Mux Always ");
  database_unref (db);
}

static void
test_extended_multiplexing (void)
{
  Database *db = load_clean (
      HEAD "BO_ 1 M: 8 A\n SG_ Top M : 0|8@1+ (1,0) [0|0] \"\" B\n SG_ Sub m1M : 8|8@1+ (1,0) [0|0] \"\" B\n"
           " SG_ Leaf m2 : 16|8@1+ (1,0) [0|0] \"\" B\n SG_ Range m0 : 16|8@1+ (1,0) [0|0] \"\" B\n"
           "SG_MUL_VAL_ 1 Sub Top 1-1;\nSG_MUL_VAL_ 1 Leaf Sub 2-3, 7-7;\nSG_MUL_VAL_ 1 Range Top 5 - 6, 8;\n"
           "SG_MUL_VAL_ 1 Range Top 10-10;\n");

  assert_present (db, "010200", "Top Sub Leaf ");
  assert_present (db, "010700", "Top Sub Leaf ");
  assert_present (db, "010400", "Top Sub ");
  assert_present (db, "020200", "Top ");
  assert_present (db, "060000", "Top Range ");
  assert_present (db, "080000", "Top Range ");
  assert_present (db, "0A0000", "Top Range ");
  assert_present (db, "000000", "Top ");
  database_unref (db);
}

/* By the plan, and where the frame is too short for it or a signal is multiplexed, one by one. */
static void
test_all_at_once (void)
{
  static const uint8_t data[12] = { 0x01, 0x80, 0x7F, 0xFF, 4, 5, 6, 7, 8, 9, 10, 0xF6 };
  Database *db
      = load_clean (HEAD "BO_ 1 M: 12 A\n SG_ A : 0|16@1- (0.5,1) [0|0] \"\" B\n SG_ B : 23|16@0+ (1,0) [0|0] \"\" B\n"
                         " SG_ C : 88|8@1- (2,0) [0|0] \"\" B\nBO_ 2 N: 8 A\n SG_ M M : 0|8@1+ (1,0) [0|0] \"\" B\n"
                         " SG_ X m1 : 8|8@1+ (1,0) [0|0] \"\" B\n SG_ Y m2 : 8|8@1+ (1,0) [0|0] \"\" B\n");
  const Message *m = database_lookup (db, 1);
  CanFrame frame = { .id = 1, .len = 12, .data = data };
  gboolean present[3];
  double values[3];

  g_assert_nonnull (m->plan);
  g_assert_cmpuint (message_decode (m, &frame, values, present), ==, 3);
  g_assert_cmpfloat (values[0], ==, (int16_t) 0x8001 * 0.5 + 1);
  g_assert_cmpfloat (values[1], ==, 0x7FFF);
  g_assert_cmpfloat (values[2], ==, -20);
  frame.len = 11;
  g_assert_cmpuint (message_decode (m, &frame, values, present), ==, 2);
  g_assert_false (present[2]);
  g_assert_cmpfloat (values[2], ==, 0);
  frame.id |= CAN_ID_REMOTE;
  g_assert_cmpuint (message_decode (m, &frame, values, NULL), ==, 0);

  m = database_lookup (db, 2);
  frame.id = 2;
  g_assert_null (m->plan);
  g_assert_cmpuint (message_decode (m, &frame, values, present), ==, 2);
  g_assert_true (present[1] && !present[2]);
  g_assert_cmpfloat (values[1], ==, 0x80);
  database_unref (db);
}

static void
test_odd_multiplexing (void)
{
  Database *db = load (
      HEAD
      "BO_ 1 M: 8 A\n SG_ A m1 : 0|8@1+ (1,0) [0|0] \"\" B\n SG_ B m1 : 8|8@1+ (1,0) [0|0] \"\" B\n"
      " SG_ C m1 : 16|8@1+ (1,0) [0|0] \"\" B\nSG_MUL_VAL_ 1 A B 1-1;\nSG_MUL_VAL_ 1 B A 1-1;\nSG_MUL_VAL_ 1 C C 1-1;\n"
      "SG_MUL_VAL_ 1 C A 5-1;\nSG_MUL_VAL_ 1 C A 1;\nSG_MUL_VAL_ 1 C B 1;\n");

  assert_present (db, "010101", "A B C ");
  assert_warning (db, 0, 7, "in a circle");
  assert_warning (db, 1, 13, "its own multiplexer");
  assert_warning (db, 2, 14, "no range");
  assert_warning (db, 3, 16, "has a multiplexer already");
  database_unref (db);

  db = load (HEAD "BO_ 1 M: 8 A\n SG_ A m1 : 0|8@1+ (1,0) [0|0] \"\" B\n");
  assert_warning (db, 0, 7, "has no multiplexer");
  assert_present (db, "00", "A ");
  database_unref (db);
}

/* --- Comments, values, attributes --- */

static void
test_comments (void)
{
  Database *db = load_clean (
      HEAD "CM_ SG_ 1 S \"before it is defined\";\n" M1
           "CM_ \"network\";\nCM_ BU_ A \"node\";\nCM_ BO_ 1 \"two\r\nlines: \\\"x\\\"; BO_\nBO_ 9 not a message\";\n"
           "CM_ EV_ Variable \"passed over\";\nCM_ BO_ 3221225472 \"holder\";\nCM_ SG_ 1 T \"\";\n");

  g_assert_cmpstr (database_get_comment (db), ==, "network");
  g_assert_cmpstr (database_get_node (db, 0)->comment, ==, "node");
  g_assert_null (database_get_node (db, 1)->comment);
  g_assert_cmpstr (database_get_message (db, 0)->comment, ==, "two\nlines: \"x\"; BO_\nBO_ 9 not a message");
  g_assert_cmpstr (find (db, "M", "S")->comment, ==, "before it is defined");
  g_assert_null (find (db, "M", "T")->comment);
  g_assert_cmpuint (database_n_messages (db), ==, 1);
  database_unref (db);
}

static void
test_values (void)
{
  Database *db = load_clean (HEAD "VAL_TABLE_ Table 1 \"eins\" 0 \"null\" ;\n" M1
                                  "VAL_ 1 S -2 \"minus \\\"two\\\"\" 1 \"one\" 1 \"again\" 0x10 \"hex\";\n"
                                  "VAL_ 1 T Table ;\nVAL_ Variable 0 \"off\" ;\n");
  const CanSignal *s = find (db, "M", "S");
  int64_t raw;

  g_assert_cmpuint (s->n_labels, ==, 4);
  g_assert_cmpstr (can_signal_label (s, 0xFE), ==, "minus \"two\"");
  g_assert_cmpstr (can_signal_label (s, 1), ==, "one");
  g_assert_cmpstr (can_signal_label (s, 16), ==, "hex");
  g_assert_true (can_signal_find_label (find (db, "M", "T"), "null", &raw));
  g_assert_cmpint (raw, ==, 0);
  database_unref (db);

  db = load (
      HEAD M1
      "VAL_ 1 S 0 \"kept\" 1 two;\nVAL_ 1 T Missing;\nVAL_ 2 S 0 \"x\";\nVAL_ 1 X 0 \"x\";\nVAL_ 1 T 5 \"five\";\n");
  g_assert_cmpstr (can_signal_label (find (db, "M", "S"), 0), ==, "kept");
  g_assert_cmpstr (can_signal_label (find (db, "M", "T"), 5), ==, "five");
  assert_warning (db, 0, 10, "text of a value");
  assert_warning (db, 1, 11, "no value table \"Missing\"");
  assert_warning (db, 2, 12, "message 2 is not defined");
  assert_warning (db, 3, 13, "no signal \"X\"");
  database_unref (db);
}

static void
test_attributes (void)
{
  Database *db = load_clean (
      HEAD M1
      "BO_ 2 N: 12 A\nBO_ 3 P: 20 A\n"
      "BA_DEF_ BO_ \"GenMsgCycleTime\" INT 0 65535;\nBA_DEF_ BO_ \"VFrameFormat\" ENUM "
      "\"StandardCAN\",\"J1939PG\",\"StandardCAN_FD\";\n"
      "BA_DEF_ SG_ \"GenSigStartValue\" FLOAT -10 10;\nBA_DEF_ \"BusType\" STRING ;\nBA_DEF_ SG_ "
      "\"SystemSignalLongSymbol\" STRING ;\n"
      "BA_DEF_ BO_ \"SystemMessageLongSymbol\" STRING ;\nBA_DEF_ BU_ \"SystemNodeLongSymbol\" STRING ;\nBA_DEF_REL_ "
      "BU_BO_REL_ \"R\" INT 0 1;\n"
      "BA_DEF_DEF_ \"GenMsgCycleTime\" 0;\nBA_DEF_DEF_ \"VFrameFormat\" \"StandardCAN\";\nBA_DEF_DEF_REL_ \"R\" 0;\n"
      "BA_ \"GenMsgCycleTime\" BO_ 1 20;\nBA_ \"VFrameFormat\" BO_ 1 2;\nBA_ \"VFrameFormat\" BO_ 3 1;\nBA_ "
      "\"GenSigStartValue\" SG_ 1 S -5;\n"
      "BA_ \"BusType\" \"CAN FD\";\nBA_ \"SystemSignalLongSymbol\" SG_ 1 S \"SignalWithALongName\";\n"
      "BA_ \"SystemMessageLongSymbol\" BO_ 1 \"MessageWithALongName\";\nBA_ \"SystemNodeLongSymbol\" BU_ A "
      "\"NodeWithALongName\";\n"
      "BA_REL_ \"R\" BU_BO_REL_ A 1 1;\nSIG_GROUP_ 1 G 1 : S T;\n");
  const Message *m = database_find_message (db, "MessageWithALongName");
  const CanSignal *s = find (db, "MessageWithALongName", "SignalWithALongName");

  g_assert_true (m == database_lookup (db, 1));
  g_assert_cmpint (m->cycle_time, ==, 20);
  g_assert_true (m->fd);
  g_assert_true (database_lookup (db, 2)->fd);  /* 12 bytes */
  g_assert_false (database_lookup (db, 3)->fd); /* J1939's transport */
  g_assert_cmpint (database_lookup (db, 2)->cycle_time, ==, -1);
  g_assert_cmpstr (m->sender, ==, "NodeWithALongName");
  g_assert_cmpstr (database_get_node (db, 0)->name, ==, "NodeWithALongName");
  g_assert_true (s->has_start_value);
  g_assert_cmpfloat (s->start_value, ==, -5);
  g_assert_false (m->signals[1].has_start_value);
  g_assert_cmpstr (database_get_attribute (db, NULL, NULL, "BusType"), ==, "CAN FD");
  g_assert_cmpstr (database_get_attribute (db, m, NULL, "VFrameFormat"), ==, "StandardCAN_FD");
  g_assert_cmpstr (database_get_attribute (db, database_lookup (db, 2), NULL, "VFrameFormat"), ==, "StandardCAN");
  g_assert_cmpstr (database_get_attribute (db, m, s, "GenSigStartValue"), ==, "-5");
  g_assert_null (database_get_attribute (db, m, s, "Nothing"));
  database_unref (db);
}

/* --- Encodings and damage --- */

static void
test_encoding (void)
{
  Database *db = load_clean ("\xEF\xBB\xBF" HEAD "BO_ 1 M: 8 A\n SG_ S : 0|8@1+ (1,0) [0|0] \"\xC2\xB0\x43\" B\n");

  g_assert_cmpstr (find (db, "M", "S")->unit, ==, "\xC2\xB0\x43");
  database_unref (db);
  db = load_clean (HEAD "BO_ 1 M: 8 A\n SG_ S : 0|8@1+ (1,0) [0|0] \"\xB0\x43 \x80\" B\n");
  g_assert_cmpstr (find (db, "M", "S")->unit, ==, "\xC2\xB0\x43 \xE2\x82\xAC");
  database_unref (db);
}

static void
test_recovery (void)
{
  Database *db = load (HEAD "BO_ x Wrong: 8 A\n SG_ S : 0|8@1+ (1,0) [0|0] \"\" B\n"
                            "BO_ 1 M: 8 A\n SG_ Wrong : 0|8@2+ (1,0) [0|0] \"\" B\n SG_ S : 0|8@1+ (1,0) [0|x] \"\" "
                            "B\n SG_ T : 0|8@1+ (a,0) [0|0] \"\" B\n"
                            "CM_ BO_ 1 \"no end;\nCM_ SG_ 1 S \"right\";\nGIBBERISH 1 2 3;\nBO_ 2 N: 8 A\nCM_ BO_ 2 "
                            "\"no semicolon\"\nCM_ BO_ 1 \"good\";\n");

  assert_warning (db, 0, 7, "BO_: expected an identifier, found \"x\"");
  assert_warning (db, 1, 10, "byte order and sign");
  assert_warning (db, 2, 11, "range left out");
  assert_warning (db, 3, 12, "expected a number, found \"a\"");
  assert_warning (db, 4, 13, "comment in quotes");
  assert_warning (db, 5, 15, "\"GIBBERISH\" begins no section");
  assert_warning (db, 6, 17, "expected ';'");
  g_assert_cmpuint (database_n_warnings (db), ==, 7);
  g_assert_cmpuint (database_n_messages (db), ==, 2);
  g_assert_cmpstr (find (db, "M", "S")->comment, ==, "right");
  g_assert_cmpstr (database_get_message (db, 0)->comment, ==, "good");
  g_assert_cmpstr (database_get_message (db, 1)->comment, ==, "no semicolon");
  database_unref (db);
}

static void
test_comments_in_source (void)
{
  Database *db = load_clean ("/* licence\n BO_ 9 no: 8 A\n*/\n" HEAD "// BO_ 8 no: 8 A\n" M1
                             "CM_ \"http://x /* y */\"; // end\n");

  g_assert_cmpuint (database_n_messages (db), ==, 1);
  g_assert_cmpstr (database_get_comment (db), ==, "http://x /* y */");
  database_unref (db);
}

static void
test_refused (void)
{
  static const char *const texts[] = { "",
                                       " \n",
                                       "hello world\n",
                                       "date Sat Sep 30\nbase hex\n",
                                       "FormatVersion=5.0\n",
                                       "\x7F"
                                       "ELF\1\2\3" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (database_load_memory ("x.dbc", texts[i], strlen (texts[i]), &error));
      g_assert_error (error, CANID_ERROR, CANID_ERROR_UNKNOWN);
      g_assert_nonnull (strstr (error->message, "x.dbc"));
    }

  g_autoptr (GError) error = NULL;
  g_assert_null (database_load ("/", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (database_load ("/nonexistent/x.dbc", &error));
  g_assert_nonnull (strstr (error->message, "/nonexistent/x.dbc"));
}

static const char everything[]
    = HEAD M1 "BO_ 2 N: 64 B\n SG_ X M : 0|8@1+ (1,0) [0|0] \"\" B\n SG_ Y m0 : 511|64@0- (0.1,5) [0|1] \"u\" A,B\n"
              "BO_TX_BU_ 1 : A,B;\nEV_ V: 0 [0|1] \"\" 0 1 DUMMY Vector__XXX;\nCM_ \"c\";\nCM_ SG_ 1 S "
              "\"d\n\\\"e\";\nBA_DEF_ BO_ \"E\" ENUM \"a\",\"b\";\n"
              "BA_DEF_DEF_ \"E\" \"a\";\nBA_ \"E\" BO_ 1 1;\nVAL_ 1 S 0 \"x\" 1 \"y\" ;\nVAL_TABLE_ T 0 \"x\" "
              ";\nSIG_VALTYPE_ 2 Y : 2;\nSG_MUL_VAL_ 2 Y X 0-3;\n";

/* From the heap, so that the address sanitizer sees a byte too much. */
static void
load_part (const char *text, gsize n)
{
  g_autofree char *copy = g_memdup2 (text, n);
  g_autoptr (GError) error = NULL;
  Database *db = database_load_memory ("part.dbc", copy != NULL ? copy : "", n, &error);

  g_assert_true ((db == NULL) == (error != NULL));
  database_unref (db);
}

static void
test_truncated (void)
{
  for (gsize n = 0; n < sizeof everything; n++)
    load_part (everything, n);
}

static void
test_random_damage (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      char text[sizeof everything];

      memcpy (text, everything, sizeof text);
      for (int k = g_test_rand_int_range (1, 6); k > 0; k--)
        text[g_test_rand_int_range (0, (int) sizeof text)]
            = g_test_rand_bit () ? (char) g_test_rand_int () : "\" ;:\n@|(_/"[g_test_rand_int_range (0, 10)];
      load_part (text, sizeof text);
    }
}

/* Work and memory must grow with the file, not with its square: these would take hours. */
static void
test_many (void)
{
  GString *text = g_string_new (HEAD "BO_ 1 M: 8 A\n");

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, " SG_ S%u : 0|8@1+ (1,0) [0|0] \"\" B\n", i);
  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, "CM_ SG_ 1 S%u \"c\";\nVAL_ 1 S%u 0 \"x\";\nCM_ BO_ %u \"nobody\";\n\"\n/*\n", i, i,
                            i + 2);
  Database *db = load (text->str);
  g_assert_cmpuint (database_get_message (db, 0)->n_signals, ==, 100000);
  g_assert_cmpuint (database_n_warnings (db), ==, 1001);
  g_assert_nonnull (strstr (database_get_warning (db, 1000)->what, "more warnings"));
  database_unref (db);
  g_string_free (text, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dbc/message", test_message);
  g_test_add_func ("/dbc/signal", test_signal);
  g_test_add_func ("/dbc/value-type", test_value_type);
  g_test_add_func ("/dbc/signals-that-do-not-fit", test_signals_that_do_not_fit);
  g_test_add_func ("/dbc/identifiers", test_identifiers);
  g_test_add_func ("/dbc/simple-multiplexing", test_simple_multiplexing);
  g_test_add_func ("/dbc/extended-multiplexing", test_extended_multiplexing);
  g_test_add_func ("/dbc/all-at-once", test_all_at_once);
  g_test_add_func ("/dbc/odd-multiplexing", test_odd_multiplexing);
  g_test_add_func ("/dbc/comments", test_comments);
  g_test_add_func ("/dbc/values", test_values);
  g_test_add_func ("/dbc/attributes", test_attributes);
  g_test_add_func ("/dbc/encoding", test_encoding);
  g_test_add_func ("/dbc/recovery", test_recovery);
  g_test_add_func ("/dbc/comments-in-source", test_comments_in_source);
  g_test_add_func ("/dbc/refused", test_refused);
  g_test_add_func ("/dbc/truncated", test_truncated);
  g_test_add_func ("/dbc/random-damage", test_random_damage);
  g_test_add_func ("/dbc/many", test_many);
  return g_test_run ();
}
