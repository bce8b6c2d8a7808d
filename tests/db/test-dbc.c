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
           "EV_ Variable: 0 [0|1] \"\" 0 1 DUMMY_NODE_VECTOR0 Vector__XXX;\nCM_ EV_ Variable \"variable\";\nCM_ BO_ "
           "3221225472 \"holder\";\nCM_ SG_ 1 T \"\";\n");

  g_assert_cmpstr (database_get_comment (db), ==, "network");
  g_assert_cmpstr (database_get_node (db, 0)->comment, ==, "node");
  g_assert_null (database_get_node (db, 1)->comment);
  g_assert_cmpstr (database_get_message (db, 0)->comment, ==, "two\nlines: \"x\"; BO_\nBO_ 9 not a message");
  g_assert_cmpstr (find (db, "M", "S")->comment, ==, "before it is defined");
  g_assert_null (find (db, "M", "T")->comment);
  g_assert_cmpstr (database_find_variable (db, "Variable")->comment, ==, "variable");
  g_assert_cmpuint (database_n_messages (db), ==, 1);
  database_unref (db);
}

static void
test_values (void)
{
  Database *db = load_clean (HEAD "VAL_TABLE_ Table 1 \"eins\" 0 \"null\" ;\n" M1
                                  "VAL_ 1 S -2 \"minus \\\"two\\\"\" 1 \"one\" 1 \"again\" 0x10 \"hex\";\n"
                                  "VAL_ 1 T Table ;\nVAL_ 2nd 1 \"on\" 0 \"off\" ;\nVAL_TABLE_ Unused 3 \"drei\";\n"
                                  "EV_ 2nd: 0 [0|1] \"\" 0 1 DUMMY_NODE_VECTOR0 Vector__XXX;\n");
  const CanSignal *s = find (db, "M", "S");
  int64_t raw;

  g_assert_cmpuint (s->n_labels, ==, 4);
  g_assert_cmpstr (can_signal_label (s, 0xFE), ==, "minus \"two\"");
  g_assert_cmpstr (can_signal_label (s, 1), ==, "one");
  g_assert_cmpstr (can_signal_label (s, 16), ==, "hex");
  g_assert_cmpuint (database_n_tables (db), ==, 2);
  g_assert_cmpstr (database_get_table (db, 0)->name, ==, "Table");
  g_assert_cmpuint (database_get_table (db, 0)->n_labels, ==, 2);
  g_assert_cmpstr (database_get_table (db, 0)->labels[0].text, ==, "eins");
  g_assert_cmpint (database_get_table (db, 1)->labels[0].raw, ==, 3);
  g_assert_cmpuint (database_find_variable (db, "2nd")->n_labels, ==, 2);
  g_assert_cmpstr (database_find_variable (db, "2nd")->labels[0].text, ==, "off");
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

static void
assert_value (const Database *db, AttributeSubject subject, const char *name, const char *expected, gboolean is_given)
{
  gboolean given = !is_given;

  g_assert_cmpstr (database_get_value (db, &subject, name, &given), ==, expected);
  g_assert_true (given == is_given);
}

/* Every type of attribute of every kind of object, with and without a value of its own. */
static void
test_attribute_kinds (void)
{
  Database *db = load_clean (
      HEAD M1
      "EV_ Variable: 0 [0|1] \"\" 0 1 DUMMY_NODE_VECTOR0 Vector__XXX;\n"
      "BA_ \"Enum\" SG_ 1 S 2;\nBA_ \"Float\" BO_ 1 1.5;\nBA_ \"Hex\" EV_ Variable 255;\nBA_ \"Text\" BU_ A \"x y\";\n"
      "BA_ \"Int\" -7;\nBA_REL_ \"Timeout\" BU_SG_REL_ B SG_ 1 S 24000;\nBA_REL_ \"Project\" BU_BO_REL_ A 1 2;\n"
      "BA_REL_ \"Project\" BU_EV_REL_ B Variable \"B\";\n"
      "BA_DEF_  \"Int\" INT -10 10;\nBA_DEF_ BO_ \"Float\" FLOAT 0 2.5;\nBA_DEF_ EV_ \"Hex\" HEX 0 255;\n"
      "BA_DEF_ BU_ \"Text\" STRING ;\nBA_DEF_ SG_ \"Enum\" ENUM \"a\",\"b\",\"c\";\nBA_DEF_ BO_ \"Enum\" ENUM "
      "\"p\",\"q\";\n"
      "BA_DEF_REL_ BU_SG_REL_ \"Timeout\" INT 0 65535;\nBA_DEF_REL_ BU_BO_REL_ \"Project\" ENUM \"A\",\"B\",\"C\";\n"
      "BA_DEF_REL_ BU_EV_REL_ \"Project\" ENUM \"A\",\"B\";\nBA_DEF_ BO_ \"GenMsgSendType\" ENUM "
      "\"Cyclic\",\"Event\";\n"
      "BA_DEF_DEF_ \"Int\" 1;\nBA_DEF_DEF_ \"Float\" 0.5;\nBA_DEF_DEF_ \"Hex\" 16;\nBA_DEF_DEF_ \"Text\" \"none\";\n"
      "BA_DEF_DEF_ \"Enum\" 1;\nBA_DEF_DEF_REL_ \"Timeout\" 100;\nBA_DEF_DEF_REL_ \"Project\" \"A\";\n"
      "BA_DEF_DEF_ \"GenMsgSendType\" \"Event\";\n");
  const Message *m = database_get_message (db, 0);
  const CanSignal *s = &m->signals[0], *t = &m->signals[1];
  const DatabaseNode *a = database_find_node (db, "A"), *b = database_find_node (db, "B");
  const EnvironmentVariable *v = database_find_variable (db, "Variable");

  assert_value (db, (AttributeSubject){ .owner = ATTRIBUTE_NETWORK }, "Int", "-7", TRUE);
  assert_value (db, (AttributeSubject){ .owner = ATTRIBUTE_NETWORK }, "Float", NULL, FALSE);
  assert_value (db, (AttributeSubject){ .owner = ATTRIBUTE_MESSAGE, .message = m }, "Float", "1.5", TRUE);
  assert_value (db, (AttributeSubject){ .owner = ATTRIBUTE_MESSAGE, .message = m }, "Enum", "q", FALSE);
  assert_value (db, (AttributeSubject){ .owner = ATTRIBUTE_SIGNAL, .message = m, .signal = s }, "Enum", "c", TRUE);
  assert_value (db, (AttributeSubject){ .owner = ATTRIBUTE_SIGNAL, .message = m, .signal = t }, "Enum", "b", FALSE);
  assert_value (db, (AttributeSubject){ .owner = ATTRIBUTE_VARIABLE, .variable = v }, "Hex", "255", TRUE);
  assert_value (db, (AttributeSubject){ .owner = ATTRIBUTE_NODE, .node = a }, "Text", "x y", TRUE);
  assert_value (db, (AttributeSubject){ .owner = ATTRIBUTE_NODE, .node = b }, "Text", "none", FALSE);
  assert_value (db, (AttributeSubject){ ATTRIBUTE_NODE_SIGNAL, b, m, s, NULL }, "Timeout", "24000", TRUE);
  assert_value (db, (AttributeSubject){ ATTRIBUTE_NODE_SIGNAL, a, m, s, NULL }, "Timeout", "100", FALSE);
  assert_value (db, (AttributeSubject){ ATTRIBUTE_NODE_MESSAGE, a, m, NULL, NULL }, "Project", "C", TRUE);
  assert_value (db, (AttributeSubject){ ATTRIBUTE_NODE_VARIABLE, b, NULL, NULL, v }, "Project", "B", TRUE);
  assert_value (db, (AttributeSubject){ ATTRIBUTE_NODE_VARIABLE, a, NULL, NULL, v }, "Project", "A", FALSE);
  g_assert_cmpstr (m->send_type, ==, "Event");

  g_assert_cmpuint (database_n_attributes (db), ==, 10);
  const AttributeDefinition *definition = database_find_definition (db, ATTRIBUTE_MESSAGE, "Float");
  g_assert_true (definition == database_get_definition (db, 1));
  g_assert_cmpint (definition->type, ==, ATTRIBUTE_FLOAT);
  g_assert_cmpfloat (definition->maximum, ==, 2.5);
  g_assert_cmpstr (definition->default_value, ==, "0.5");
  definition = database_find_definition (db, ATTRIBUTE_SIGNAL, "Enum");
  g_assert_cmpuint (g_strv_length (definition->texts), ==, 3);
  g_assert_null (database_find_definition (db, ATTRIBUTE_NODE, "Enum"));
  database_unref (db);
}

static void
test_wrong_attributes (void)
{
  Database *db
      = load (HEAD M1 "BA_DEF_ BO_ \"E\" ENUM \"a\",\"b\";\nBA_DEF_ BO_ \"X\" DATE 1 2;\nBA_ \"E\" BO_ 1 2;\n"
                      "BA_ \"Y\" BO_ 1 5;\nBA_ \"E\" BO_ 9 0;\nBA_ \"E\" SG_ 1 None 0;\nBA_ \"E\" BU_ None 0;\n"
                      "BA_ \"E\" EV_ None 0;\nBA_REL_ \"E\" BO_ 1 0;\nBA_DEF_DEF_ \"Z\" 0;\n"
                      "BA_REL_ \"E\" BU_BO_REL_ None 1 0;\nBA_DEF_ BO_ \"E\" ENUM \"b\",\"c\";\n");

  assert_warning (db, 0, 11, "\"DATE\" is no type");
  assert_warning (db, 1, 12, "no text 2 in its enumeration of 2");
  assert_warning (db, 2, 13, "\"Y\" is not defined");
  assert_warning (db, 3, 14, "message 9 is not defined");
  assert_warning (db, 4, 15, "no signal \"None\"");
  assert_warning (db, 6, 16, "node \"None\"");
  assert_warning (db, 8, 17, "variable \"None\"");
  assert_warning (db, 10, 18, "BU_BO_REL_, BU_SG_REL_ or BU_EV_REL_");
  assert_warning (db, 11, 19, "\"Z\" is not defined");
  g_assert_cmpstr (database_get_attribute (db, database_get_message (db, 0), NULL, "Y"), ==, "5");
  database_unref (db);
}

static void
test_variables (void)
{
  Database *db = load (
      HEAD
      "BO_ 1 M: 8 A\n"
      "EV_ Speed: 1 [0|120.5] \"km/h\" 55 2 DUMMY_NODE_VECTOR2 A, B;\n"
      "EV_ Name : 0 [ 0 | 0 ] \"\" 0 3 DUMMY_NODE_VECTOR8001 Vector__XXX;\n"
      "EV_ Blob: 0 [0|0] \"\" 0 4 DUMMY_NODE_VECTOR0 DUMMY_NODE_VECTOR2;\nENVVAR_DATA_ Blob: 399;\n"
      "EV_ Speed: 0 [0|1] \"\" 0 5 DUMMY_NODE_VECTOR0 A;\nEV_ Odd: 0 [0|1] \"\" 0 6 FREE A;\n"
      "EV_ Wrong: 7 [0|1] \"\" 0 6 DUMMY_NODE_VECTOR0 A;\nENVVAR_DATA_ None: 3;\n"
      "BA_DEF_ EV_ \"SystemEnvVarLongSymbol\" STRING ;\nBA_ \"SystemEnvVarLongSymbol\" EV_ Name \"NameThatIsLong\";\n");
  const EnvironmentVariable *speed = database_find_variable (db, "Speed");

  g_assert_cmpuint (database_n_variables (db), ==, 4);
  g_assert_true (speed == database_get_variable (db, 0));
  g_assert_cmpint (speed->type, ==, VARIABLE_FLOAT);
  g_assert_cmpfloat (speed->maximum, ==, 120.5);
  g_assert_cmpfloat (speed->start, ==, 55);
  g_assert_cmpstr (speed->unit, ==, "km/h");
  g_assert_false (speed->readable);
  g_assert_true (speed->writable);
  g_assert_cmpuint (g_strv_length (speed->nodes), ==, 2);
  g_assert_cmpstr (speed->nodes[1], ==, "B");
  g_assert_cmpint (database_find_variable (db, "NameThatIsLong")->type, ==, VARIABLE_STRING);
  g_assert_false (database_find_variable (db, "NameThatIsLong")->writable);
  g_assert_cmpint (database_find_variable (db, "Blob")->type, ==, VARIABLE_DATA);
  g_assert_cmpuint (database_find_variable (db, "Blob")->size, ==, 399);
  g_assert_null (database_find_variable (db, "Blob")->nodes[0]);
  assert_warning (db, 0, 12, "Speed is there already");
  assert_warning (db, 1, 13, "no kind of access");
  assert_warning (db, 2, 14, "the type from 0 to 2");
  assert_warning (db, 3, 15, "\"None\" is not defined");
  g_assert_cmpuint (database_n_warnings (db), ==, 4);
  database_unref (db);
}

static void
test_groups (void)
{
  Database *db = load (HEAD M1 "SIG_GROUP_ 1 Both 2 : T S;\nSIG_GROUP_ 1 Empty 1 :;\nSIG_GROUP_ 1 Plain 1 S Gone;\n"
                               "SIG_GROUP_ 7 Nobody 1 : S;\n");
  const Message *m = database_get_message (db, 0);

  g_assert_cmpuint (m->n_groups, ==, 3);
  g_assert_cmpstr (m->groups[0].name, ==, "Both");
  g_assert_cmpuint (m->groups[0].repetitions, ==, 2);
  g_assert_cmpuint (m->groups[0].n_signals, ==, 2);
  g_assert_cmpuint (m->groups[0].signals[0], ==, 1);
  g_assert_cmpuint (m->groups[1].n_signals, ==, 0);
  g_assert_cmpuint (m->groups[2].n_signals, ==, 1);
  assert_warning (db, 0, 12, "no signal \"Gone\"");
  assert_warning (db, 1, 13, "message 7 is not defined");
  g_assert_cmpuint (database_n_warnings (db), ==, 2);
  database_unref (db);
}

/* The first of two messages counts; what is said later is said of it. */
static void
test_duplicates (void)
{
  Database *db = load (HEAD M1 "BO_ 1 Second: 8 A\n SG_ U : 0|8@1+ (1,0) [0|0] \"\" B\n"
                               "BO_ 2 M: 4 B\nCM_ BO_ 1 \"of the first\";\n");

  g_assert_cmpuint (database_n_messages (db), ==, 3);
  g_assert_cmpstr (database_lookup (db, 1)->name, ==, "M");
  g_assert_cmpstr (database_lookup (db, 1)->comment, ==, "of the first");
  g_assert_null (database_find_message (db, "Second")->comment);
  g_assert_true (database_find_message (db, "M") == database_lookup (db, 1));
  assert_warning (db, 0, 10, "message Second has the identifier of M in line 7");
  database_unref (db);
}

/* Sections Canid has no use for hide nothing of what stands around them. */
static void
test_passed_over (void)
{
  Database *db
      = load_clean (HEAD "SGTYPE_ Kind : 8@1+ (1,0) [0|255] \"BO_ 9 x: 8 A\" 0 , ;\nBO_ 1 M: 8 A\n"
                         "SIG_TYPE_REF_ 1 S : Kind;\nBA_DEF_SGTYPE_ \"x\" INT 0 1;\nBA_SGTYPE_ \"x\" SGTYPE_ Kind 1;\n"
                         "CAT_DEF_ 1 c 2;\nCAT_ BO_ 1 1;\nFILTER 1 CAT 1;\nSIGTYPE_VALTYPE_ Kind : 1;\n"
                         "EV_DATA_ x: 3;\nBO_ 3221225472 VECTOR__INDEPENDENT_SIG_MSG: 0 Vector__XXX\n"
                         " SG_ Loose : 0|8@1+ (1,0) [0|0] \"\" B\nBO_ 2 4WheelDrive: 8 A\n"
                         " SG_ 1st : 0|8@1+ (1,0) [0|0] \"\" B\nCM_ SG_ 3221225472 Loose \"unused\";\n"
                         "CM_ SG_ 2 1st \"digit\";\n");

  g_assert_cmpuint (database_n_messages (db), ==, 2);
  g_assert_cmpuint (database_get_message (db, 0)->n_signals, ==, 0);
  g_assert_cmpstr (find (db, "4WheelDrive", "1st")->comment, ==, "digit");
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

  /* Lines of either. */
  db = load_clean (HEAD M1 "CM_ SG_ 1 S \"\xC3\xBC\";\nCM_ SG_ 1 T \"\xFC\";\n");
  g_assert_cmpstr (find (db, "M", "S")->comment, ==, "\xC3\xBC");
  g_assert_cmpstr (find (db, "M", "T")->comment, ==, "\xC3\xBC");
  database_unref (db);

  static const char text[] = HEAD M1 "CM_ SG_ 1 S \"\xC3\xBC\xF0\x9F\x9A\x97\";\n";
  for (guint big = 0; big < 2; big++)
    {
      g_autofree gunichar2 *wide = NULL;
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      glong n;

      wide = g_utf8_to_utf16 (text, -1, NULL, &n, NULL);
      g_byte_array_append (bytes, (const guint8 *) (big ? "\xFE\xFF" : "\xFF\xFE"), 2);
      for (glong i = 0; i < n; i++)
        {
          gunichar2 unit = big ? GUINT16_TO_BE (wide[i]) : GUINT16_TO_LE (wide[i]);
          g_byte_array_append (bytes, (const guint8 *) &unit, 2);
        }
      db = database_load_memory ("wide.dbc", (const char *) bytes->data, bytes->len, NULL);
      g_assert_cmpstr (find (db, "M", "S")->comment, ==, "\xC3\xBC\xF0\x9F\x9A\x97");
      g_assert_cmpuint (database_n_warnings (db), ==, 0);
      database_unref (db);
    }
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
              "BO_TX_BU_ 1 : A,B;\nEV_ V: 0 [0|1] \"\" 0 1 DUMMY_NODE_VECTOR0 A,B;\nENVVAR_DATA_ V: 4;\nSIG_GROUP_ 1 G "
              "1 : S T;\nBA_DEF_REL_ BU_SG_REL_ \"R\" INT 0 1;\nBA_DEF_DEF_REL_ \"R\" 1;\nBA_REL_ \"R\" BU_SG_REL_ A "
              "SG_ 1 S 1;\nBA_REL_ \"R\" BU_EV_REL_ A EV_ V 1;\nCM_ \"c\";\nCM_ SG_ 1 S "
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

static void
load_repeated (const char *head, const char *part, guint n, const char *tail)
{
  GString *text = g_string_new (head);

  for (guint i = 0; i < n; i++)
    g_string_append (text, part);
  g_string_append (text, tail);
  database_unref (load (text->str));
  g_string_free (text, TRUE);
}

/* Strings without end, escaped or not, statements within them, one multiplexer described again and again. */
static void
test_many_strings (void)
{
  load_repeated (HEAD, "\\\"", 5000000, "");
  load_repeated (HEAD "CM_ \"", "\\\"", 5000000, "\nBO_ 1 M: 8 A\n\"");
  load_repeated (HEAD "CM_ \"", "\nBO_ \\\"", 1000000, "\nBO_ 1 M: 8 A\n\"");
  load_repeated (HEAD "BO_ 1 M: 8 A\n SG_ S M : 0|8@1+ (1,0) [0|0] \"\" B\n SG_ T m0 : 0|8@1+ (1,0) [0|0] \"\" B\n",
                 "SG_MUL_VAL_ 1 T S 1-2;\n", 200000, "");
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
  g_test_add_func ("/dbc/attribute-kinds", test_attribute_kinds);
  g_test_add_func ("/dbc/wrong-attributes", test_wrong_attributes);
  g_test_add_func ("/dbc/variables", test_variables);
  g_test_add_func ("/dbc/groups", test_groups);
  g_test_add_func ("/dbc/duplicates", test_duplicates);
  g_test_add_func ("/dbc/passed-over", test_passed_over);
  g_test_add_func ("/dbc/encoding", test_encoding);
  g_test_add_func ("/dbc/recovery", test_recovery);
  g_test_add_func ("/dbc/comments-in-source", test_comments_in_source);
  g_test_add_func ("/dbc/many-strings", test_many_strings);
  g_test_add_func ("/dbc/refused", test_refused);
  g_test_add_func ("/dbc/truncated", test_truncated);
  g_test_add_func ("/dbc/random-damage", test_random_damage);
  g_test_add_func ("/dbc/many", test_many);
  return g_test_run ();
}
