/* test-dbc-multiplexing.c: which signals of a DBC file are in a frame.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "dbc-helper.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dbc/simple-multiplexing", test_simple_multiplexing);
  g_test_add_func ("/dbc/extended-multiplexing", test_extended_multiplexing);
  g_test_add_func ("/dbc/all-at-once", test_all_at_once);
  g_test_add_func ("/dbc/odd-multiplexing", test_odd_multiplexing);
  return g_test_run ();
}
