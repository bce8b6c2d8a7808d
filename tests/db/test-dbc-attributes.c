/* test-dbc-attributes.c: comments, texts of values and attributes of a DBC file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "dbc-helper.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dbc/comments", test_comments);
  g_test_add_func ("/dbc/values", test_values);
  g_test_add_func ("/dbc/attributes", test_attributes);
  g_test_add_func ("/dbc/attribute-kinds", test_attribute_kinds);
  g_test_add_func ("/dbc/wrong-attributes", test_wrong_attributes);
  return g_test_run ();
}
