/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/errors.h"
#include "core/id-split.h"

#define EXT CAN_ID_EXTENDED

typedef struct
{
  const char *split, *field;
  uint32_t id;
  int value; /* -1: absent */
} Case;

static const Case cases[] = {
  { "j1939", "priority", 0x18FEF127 | EXT, 6 },
  { "j1939", "pgn", 0x18FEF127 | EXT, 0xFEF1 },
  { "j1939", "pgn", 0x18EF2701 | EXT, 0xEF00 },
  { "j1939", "pgn", 0x19FEF127 | EXT, 0x1FEF1 },
  { "j1939", "pgn", 0x1BFEF127 | EXT, -1 }, /* extended and data page */
  { "j1939", "pgn", 0x127, -1 },
  { "j1939", "pgn", 0x18FEF127 | EXT | CAN_ID_REMOTE, 0xFEF1 },
  { "j1939", "pgn", 0x18FEF127 | CAN_ID_ERROR, -1 },
  { "j1939", "da", 0x18EF2701 | EXT, 0x27 },
  { "j1939", "da", 0x18FEF127 | EXT, 0xFF },
  { "j1939", "sa", 0x18FEF127 | EXT, 0x27 },
  { "j1939", "pf", 0x18FEF127 | EXT, 0xFE },
  { "j1939", "ps", 0x18FEF127 | EXT, 0xF1 },
  { "j1939", "edp", 0x1AFEF127 | EXT, 1 },
  { "j1939", "dp", 0x1AFEF127 | EXT, 0 },
  { NULL, "priority", 0x18FEF127 | EXT, 6 },
  { "iso15765", "ta", 0x18DA10F1 | EXT, 0x10 },
  { "iso15765", "sa", 0x18DA10F1 | EXT, 0xF1 },
  { "iso15765", "ta", 0x18CE10F1 | EXT, 0x10 },
  { "iso15765", "ta", 0x18FEF127 | EXT, -1 },
  { "iso15765", "functional", 0x18DB33F1 | EXT, 1 },
  { "iso15765", "functional", 0x18CD33F1 | EXT, 1 },
  { "iso15765", "functional", 0x18DA10F1 | EXT, 0 },
  { "iso15765", "functional", 0x7DF, 1 },
  { "iso15765", "functional", 0x7E8, 0 },
  { "iso15765", "functional", 0x123, -1 },
  { "iso15765", "functional", 0x7DF | EXT, -1 },
  { "iso15765", "ecu", 0x7EA, 2 },
  { "iso15765", "ecu", 0x7DF, -1 },
  { "iso15765", "response", 0x7EA, 1 },
  { "iso15765", "response", 0x7E2, 0 },
  { "iso15765", "response", 0x7DF, 0 },
  { "canopen", "function", 0x185, 3 },
  { "canopen", "node", 0x185, 5 },
  { "canopen", "node", 0x185 | EXT, -1 },
  { "a24p5", "address", 0x1FFFFFE3 | EXT, 0xFFFFFF },
  { "a24p5", "priority", 0x1FFFFFE3 | EXT, 3 },
  { "a24p5", "priority", 0x7E3, -1 },
  { "a24p5", "address", CAN_ID_ERROR | 0x88, -1 },
};

static void
assert_value (const IdSplits *splits, const char *split, const char *name, uint32_t id, int expected)
{
  const IdField *field = id_splits_find_field (splits, split, name);
  uint32_t value = 0;

  g_assert_nonnull (field);
  if (!id_field_get (field, id, &value))
    g_assert_cmpint (expected, ==, -1);
  else
    {
      g_assert_cmpint ((int) value, ==, expected);
      g_assert_cmpuint (value >> field->bits, ==, 0);
    }
}

static void
test_built_in (void)
{
  IdSplits *splits = id_splits_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_value (splits, cases[i].split, cases[i].field, cases[i].id, cases[i].value);
  g_assert_null (id_splits_find_field (splits, "canopen", "priority"));
  g_assert_null (id_splits_find_field (splits, "nothing", "priority"));
  g_assert_null (id_splits_find_field (splits, NULL, "nothing"));
  g_assert_cmpstr (id_splits_find (splits, "canopen")->name, ==, "CANopen");
  id_splits_unref (splits);
}

static void
test_own (void)
{
  IdSplits *none = id_splits_new ();
  IdSplits *one = id_splits_add (none, "body 29: zone = 5:24, rank = 0:5;\n both: low=0:4\n;", NULL);
  IdSplits *two = id_splits_add (one, "std 11:kind = 7:4 ,unit=0:7; body: zone = 20:9", NULL);

  g_assert_nonnull (two);
  assert_value (one, "body", "zone", 0x1FFFFFE3 | EXT, 0xFFFFFF);
  assert_value (one, NULL, "rank", 0x1FFFFFE3 | EXT, 3);
  assert_value (one, NULL, "rank", 0x7E3, -1);
  assert_value (one, "both", "low", 0x123, 3);
  assert_value (one, "both", "low", 0x123 | EXT, 3);
  assert_value (one, "both", "low", 0x123 | CAN_ID_ERROR, -1);
  assert_value (two, "std", "kind", 0x185, 3);
  assert_value (two, "std", "kind", 0x185 | EXT, -1);
  assert_value (two, NULL, "zone", 0x1FF00000 | EXT, 0x1FF);
  assert_value (two, NULL, "low", 0x123, 3);
  g_assert_null (id_splits_find_field (two, "body", "rank"));
  g_assert_null (id_splits_find_field (none, "body", "zone"));
  g_assert_cmpuint (id_splits_n (two), ==, id_splits_n (none) + 3);
  id_splits_unref (none);
  id_splits_unref (one);
  assert_value (two, "both", "low", 0x123, 3);
  id_splits_unref (two);
}

static void
test_wrong (void)
{
  static const struct
  {
    const char *text, *begin;
  } wrong[] = {
    { "9a: x = 0:1", "column 1: a split has a name" },
    { "j1939: x = 0:1", "column 1: this name is taken" },
    { "a 12: x = 0:1", "column 3: identifiers have 11 or 29 bits" },
    { "a x = 0:1", "column 3: : is missing" },
    { "a:", "column 3: a field has a name" },
    { "a: x", "column 5: = is missing" },
    { "a: x = 0", "column 8: a field is lowest bit" },
    { "a: x = 0:0", "column 8: the identifier has bits 0 to 28" },
    { "a 11: x = 4:8", "column 11: the identifier has bits 0 to 10" },
    { "a: x = 999:8", "column 8: the identifier has bits 0 to 28" },
    { "a: x = 0:1, x = 1:1", "column 13: there are two fields" },
    { "a: x = 0:1 y = 1:1", "column 12: expected , before" },
    { "a: x = 0:1; b 11: ö = 0:1", "column 19: a field has a name" },
    { "a: x = 0:1,", "column 12: a field has a name" },
    { "a: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx = 0:1", "column 4: a field has a name" },
  };
  IdSplits *splits = id_splits_new ();

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      GError *error = NULL;

      g_assert_null (id_splits_add (splits, wrong[i].text, &error));
      g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
      if (!g_str_has_prefix (error->message, wrong[i].begin))
        g_error ("%s: %s", wrong[i].text, error->message);
      g_error_free (error);
    }
  id_splits_unref (splits);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/id-split/built-in", test_built_in);
  g_test_add_func ("/id-split/own", test_own);
  g_test_add_func ("/id-split/wrong", test_wrong);
  return g_test_run ();
}
