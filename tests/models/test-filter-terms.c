/* test-filter-terms.c: expressions made from frames and fields compile, fit their frame, and go together as said.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "models/filter-terms.h"
#include "small-trace.h"

#include "core/row-set.h"

static const char *const lines[] = {
  "1000 can0 0C9#2AA73D8301AC4F4E",
  "1001 can1 321#00341200",
  "1003 can0 0C9#2AA83D83FF38204E T",
  "1010 can1 20000080#0000000000000000",
  "1011 can0 0C9#R8",
  "1012 can0 400#1234",
  "1013 can1 18FEF100#F3805AC300FFFF1F",
  "1014 can0 00000012#01",
  "1015 can0 012#",
  "1016 can0 "
  "18FF1234##10000C03F0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F"
  "303132333435363738393A3B7F",
  "1017 can0 18DA10F1#0210030000000000",
  NULL,
};

static FrameStore *store;
static const DatabaseSet *databases;

/* Compiles, and fits the row. */
static void
assert_fits (const char *term, uint64_t row)
{
  FilterProblem problem = { 0 };
  FilterProgram *program = filter_compile (term, databases, &problem);

  if (program == NULL)
    g_error ("%s: %s", term, problem.what);
  if (!filter_match (program, store, row))
    g_error ("%s does not fit row %d", term, (int) row);
  filter_program_unref (program);
}

static void
test_joins (void)
{
  static const struct
  {
    const char *now, *term, *expected[6];
  } cases[] = {
    { "", "a == 1", { "a == 1", "!(a == 1)", "a == 1", "a == 1", "!(a == 1)", "!(a == 1)" } },
    { "can.err",
      "can.fd",
      { "can.fd", "!can.fd", "can.err && can.fd", "can.err || can.fd", "can.err && !can.fd", "can.err || !can.fd" } },
    { "a || b",
      "c && d",
      { "c && d", "!(c && d)", "(a || b) && c && d", "a || b || c && d", "(a || b) && !(c && d)",
        "a || b || !(c && d)" } },
    { "(a or b)",
      "c or d",
      { "c or d", "!(c or d)", "(a or b) && (c or d)", "(a or b) || c or d", "(a or b) && !(c or d)",
        "(a or b) || !(c or d)" } },
    { "x == \"a || b\"",
      "`or`",
      { "`or`", "!`or`", "x == \"a || b\" && `or`", "x == \"a || b\" || `or`", "x == \"a || b\" && !`or`",
        "x == \"a || b\" || !`or`" } },
    { "a OR b",
      "color",
      { "color", "!color", "(a OR b) && color", "a OR b || color", "(a OR b) && !color", "a OR b || !color" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint j = 0; j < 6; j++)
      {
        g_autofree char *text = filter_join (cases[i].now, cases[i].term, (FilterJoin) j);

        g_assert_cmpstr (text, ==, cases[i].expected[j]);
      }
}

static void
test_ids (void)
{
  FilterJoin join;

  g_assert_true (filter_join_by_id ("and-not", &join));
  g_assert_cmpint (join, ==, FILTER_JOIN_AND_NOT);
  g_assert_false (filter_join_by_id ("xor", &join));
}

/* Each frame fits what is made of it, and no other one unless it is the same. */
static void
test_frames (void)
{
  for (uint64_t row = 0; row < frame_store_length (store); row++)
    {
      CanFrame frame;
      g_autofree char *id = NULL, *channel = NULL, *data = NULL, *byte = NULL;

      frame_store_get (store, row, &frame);
      id = filter_term_of_id (&frame);
      assert_fits (id, row);
      channel = filter_term_of_channel (frame_store_get_info (store), &frame);
      assert_fits (channel, row);
      if (!(frame.id & CAN_ID_ERROR))
        {
          data = filter_term_of_data (&frame);
          assert_fits (data, row);
        }
      byte = filter_term_of_byte (&frame, 0);
      if (frame.len == 0)
        g_assert_null (byte);
      else if (!(frame.id & CAN_ID_ERROR))
        assert_fits (byte, row);
    }
}

static gboolean
fits (const char *term, uint64_t row)
{
  FilterProgram *program = filter_compile (term, databases, NULL);
  gboolean fit = filter_match (program, store, row);

  filter_program_unref (program);
  return fit;
}

/* A small number of 29 bits; of 11 bits it is short, though it may be found among those of 29. */
static void
test_lengths_of_ids (void)
{
  g_autofree char *extended = NULL, *standard = NULL;
  CanFrame frame;

  frame_store_get (store, 7, &frame);
  extended = filter_term_of_id (&frame);
  frame_store_get (store, 8, &frame);
  standard = filter_term_of_id (&frame);
  g_assert_true (fits (extended, 7) && !fits (extended, 8));
  g_assert_cmpstr (standard, ==, "can.id == 0x012");
}

/* Every node of every frame's tree that has a term: it compiles and fits. */
static void
test_nodes (void)
{
  DetailTree *tree = detail_tree_new ();
  guint n = 0;

  for (uint64_t row = 0; row < frame_store_length (store); row++)
    {
      GListModel *sections = detail_tree_get_sections (tree);

      detail_tree_set_frame (tree, store, databases, row);
      for (guint i = 0; i < g_list_model_get_n_items (sections); i++)
        {
          g_autoptr (DetailNode) section = g_list_model_get_item (sections, i);
          GListModel *children = detail_node_get_children (section);

          for (guint j = 0; j < g_list_model_get_n_items (children); j++)
            {
              g_autoptr (DetailNode) node = g_list_model_get_item (children, j);
              g_autofree char *term = filter_term_of_node (tree, detail_node_get_key (node));

              if (term == NULL)
                continue;
              assert_fits (term, row);
              n++;
            }
        }
    }
  g_assert_cmpuint (n, >, 60);
  g_object_unref (tree);
}

static void
assert_node (uint64_t row, const char *key, const char *expected)
{
  DetailTree *tree = detail_tree_new ();
  g_autofree char *term = NULL;

  detail_tree_set_frame (tree, store, databases, row);
  term = filter_term_of_node (tree, key);
  g_assert_cmpstr (term, ==, expected);
  g_object_unref (tree);
}

static void
test_words (void)
{
  assert_node (0, "frame.id", "can.id == 0x0C9");
  assert_node (0, "frame", "frame.number == 1");
  assert_node (0, "second", "EngineData");
  assert_node (0, "signal:EngineData.EngineSpeed", "EngineSpeed == 2729.75");
  assert_node (0, "signal:EngineData.EngineState", "EngineState == \"Running\"");
  assert_node (0, "signal:EngineData.None", NULL);
  assert_node (2, "frame.direction", "can.dir == tx");
  assert_node (4, "frame.type", "can.rtr");
  assert_node (3, "frame.type", "can.err");
}

/* Names that need quotes, a signal of two messages, one called like a message, values with the same text. */
static void
test_names (void)
{
  static const char dbc[] = "BO_ 201 or: 8 ECM\n"
                            " SG_ in : 0|8@1+ (1,0) [0|0] \"\" TCM\n"
                            " SG_ Both : 8|8@1+ (0.1,0) [0|0] \"\" TCM\n"
                            " SG_ Twice : 16|8@1+ (1,0) [0|0] \"\" TCM\n"
                            "BO_ 1024 Twice: 2 ECM\n"
                            " SG_ Both : 0|8@1+ (0.1,0) [0|0] \"\" TCM\n"
                            "VAL_ 201 in 42 \"say \\\"x\\\" \\\\ y\" 1 \"same\" 2 \"same\" ;\n";
  Database *database = database_load_memory ("names.dbc", dbc, sizeof dbc - 1, NULL);
  DatabaseSet *empty = database_set_new ();
  const DatabaseSet *before = databases;

  databases = database_set_add (empty, database, NULL);
  test_nodes ();
  assert_node (0, "second", "`or`");
  assert_node (0, "signal:or.Both", "`or`.Both == 16.7");
  assert_node (0, "signal:or.Twice", "`or`.Twice == 61");
  database_set_unref (databases);
  databases = before;
  database_set_unref (empty);
  database_unref (database);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  store = small_trace_new (lines);
  databases = small_databases_new ();
  g_test_add_func ("/models/filter-terms/joins", test_joins);
  g_test_add_func ("/models/filter-terms/ids", test_ids);
  g_test_add_func ("/models/filter-terms/frames", test_frames);
  g_test_add_func ("/models/filter-terms/lengths", test_lengths_of_ids);
  g_test_add_func ("/models/filter-terms/nodes", test_nodes);
  g_test_add_func ("/models/filter-terms/words", test_words);
  g_test_add_func ("/models/filter-terms/names", test_names);
  result = g_test_run ();
  frame_store_unref (store);
  database_set_unref (databases);
  return result;
}
