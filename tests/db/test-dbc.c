/* test-dbc.c: each statement of a DBC file, right and wrong.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "dbc-helper.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dbc/message", test_message);
  g_test_add_func ("/dbc/signal", test_signal);
  g_test_add_func ("/dbc/value-type", test_value_type);
  g_test_add_func ("/dbc/signals-that-do-not-fit", test_signals_that_do_not_fit);
  g_test_add_func ("/dbc/identifiers", test_identifiers);
  g_test_add_func ("/dbc/variables", test_variables);
  g_test_add_func ("/dbc/groups", test_groups);
  g_test_add_func ("/dbc/duplicates", test_duplicates);
  g_test_add_func ("/dbc/passed-over", test_passed_over);
  return g_test_run ();
}
