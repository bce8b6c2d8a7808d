/* test-symbol-flat.c: signals of databases as one list, sorted; names of signals as text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "models/signal-name.h"
#include "models/symbol-flat.h"
#include "small-trace.h"

#include <string.h>

#define PATIENCE_US (60 * G_USEC_PER_SEC)
#define MESSAGES 1000
#define SIGNALS 10

static void
wait_sorted (SymbolFlat *flat)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_US;

  while (symbol_flat_is_sorting (flat))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
}

/* The texts of a column, in the order of the rows. */
static char *
texts (SymbolFlat *flat, SymbolColumn column)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (flat)); i++)
    {
      g_autoptr (SymbolNode) node = g_list_model_get_item (G_LIST_MODEL (flat), i);

      g_string_append (out, i > 0 ? "|" : "");
      symbol_node_append_text (node, column, out);
    }
  return g_string_free (out, FALSE);
}

static void
assert_texts (SymbolFlat *flat, SymbolColumn column, const char *wanted)
{
  g_autofree char *found = texts (flat, column);

  g_assert_cmpstr (found, ==, wanted);
}

static const DatabaseSet *
set_of (const char *text)
{
  DatabaseSet *none = database_set_new (), *set;
  Database *database = database_load_memory ("test.dbc", text, strlen (text), NULL);

  g_assert_nonnull (database);
  set = database_set_add (none, database, NULL);
  database_set_unref (none);
  database_unref (database);
  return set;
}

#define SMALL                                                                                                          \
  "BO_ 1 Beta: 8 ECU\n SG_ zoom : 0|8@1+ (1,0) [0|0] \"m\" X\n SG_ Alpha : 8|4@1+ (1,0) [0|0] \"\" X\n\n"              \
  "BO_ 2 Alfa: 8 ECU\n SG_ beta : 0|16@1+ (0.1,0) [0|0] \"km\" X\n\n"

static void
test_order (void)
{
  const DatabaseSet *set = set_of (SMALL);
  g_autoptr (SymbolTree) tree = symbol_tree_new ();
  g_autoptr (SymbolFlat) flat = symbol_flat_new (tree);
  g_autoptr (SymbolNode) kept = NULL;

  symbol_tree_set_databases (tree, set);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (flat)), ==, 0); /* nobody looks */
  symbol_flat_set_active (flat, TRUE);
  assert_texts (flat, SYMBOL_NAME, "zoom|Alpha|beta");
  assert_texts (flat, SYMBOL_MESSAGE_NAME, "Beta|Beta|Alfa");
  kept = g_list_model_get_item (G_LIST_MODEL (flat), 0);

  symbol_flat_set_order (flat, SYMBOL_NAME, FALSE);
  wait_sorted (flat);
  assert_texts (flat, SYMBOL_NAME, "Alpha|beta|zoom");
  g_assert_cmpstr (symbol_node_get_signal (kept)->name, ==, "Alpha"); /* the row stays, the signal goes */
  symbol_flat_set_order (flat, SYMBOL_NAME, TRUE);
  wait_sorted (flat);
  assert_texts (flat, SYMBOL_NAME, "zoom|beta|Alpha");
  symbol_flat_set_order (flat, SYMBOL_UNIT, TRUE); /* none comes last, whichever way */
  wait_sorted (flat);
  assert_texts (flat, SYMBOL_UNIT, "m|km|");
  symbol_flat_set_order (flat, SYMBOL_UNIT, FALSE);
  wait_sorted (flat);
  assert_texts (flat, SYMBOL_UNIT, "km|m|");
  symbol_flat_set_order (flat, SYMBOL_LENGTH, FALSE);
  wait_sorted (flat);
  assert_texts (flat, SYMBOL_NAME, "Alpha|zoom|beta");
  g_assert_cmpuint (symbol_flat_find (flat, symbol_flat_get_signal (flat, 2)), ==, 2);

  symbol_tree_set_search (tree, "km");
  wait_sorted (flat);
  assert_texts (flat, SYMBOL_NAME, "beta");
  g_assert_cmpstr (symbol_node_get_signal (kept)->name, ==, "beta");
  symbol_tree_set_search (tree, "");
  symbol_flat_set_order (flat, -1, FALSE);
  assert_texts (flat, SYMBOL_NAME, "zoom|Alpha|beta");
  database_set_unref (set);
}

/* In the tree, messages within their database and signals within their messages. */
static void
test_tree_order (void)
{
  const DatabaseSet *set = set_of (SMALL);
  g_autoptr (SymbolTree) tree = symbol_tree_new ();
  g_autoptr (SymbolNode) database = NULL, message = NULL, signal = NULL;

  symbol_tree_set_databases (tree, set);
  symbol_tree_set_order (tree, SYMBOL_NAME, FALSE);
  database = g_list_model_get_item (symbol_tree_get_databases (tree), 0);
  message = g_list_model_get_item (symbol_node_get_children (database), 1);
  g_assert_cmpstr (symbol_node_get_message (message)->name, ==, "Beta");
  signal = g_list_model_get_item (symbol_node_get_children (message), 0);
  g_assert_cmpstr (symbol_node_get_signal (signal)->name, ==, "Alpha");
  database_set_unref (set);
}

static void
on_tick (gpointer data)
{
}

/* By value: as numbers, and what has none last. */
static void
test_values (void)
{
  static const char *const lines[] = { "0 can0 0C9#0011223344556677", "10 can0 0C9#FFEEDDCCBBAA9988",
                                       "20 can0 321#0102030405060708", "30 can0 400#1122334455667788", NULL };
  FrameStore *store = small_trace_new (lines);
  const DatabaseSet *set = small_databases_new ();
  Tick *tick = tick_new (on_tick, NULL);
  SignalWatch *watch = signal_watch_new (store, set, NULL, tick);
  g_autoptr (SymbolTree) tree = symbol_tree_new ();
  g_autoptr (SymbolFlat) flat = symbol_flat_new (tree);
  gint64 end = g_get_monotonic_time () + PATIENCE_US;
  double last = -G_MAXDOUBLE;
  guint n, n_none = 0;

  while (signal_watch_get_progress (watch) < 1)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (1000);
    }
  symbol_tree_set_watch (tree, watch);
  symbol_tree_set_databases (tree, set);
  symbol_flat_set_active (flat, TRUE);
  symbol_flat_set_order (flat, SYMBOL_VALUE, FALSE);
  wait_sorted (flat);
  n = g_list_model_get_n_items (G_LIST_MODEL (flat));
  g_assert_cmpuint (n, >, 3);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SymbolNode) node = g_list_model_get_item (G_LIST_MODEL (flat), i);
      const Message *message = symbol_node_get_message (node);
      const CanSignal *signal = symbol_node_get_signal (node);
      SignalNow now;

      if (!signal_watch_get_signal (watch, message, (guint) (signal - message->signals), &now))
        {
          n_none++;
          continue;
        }
      g_assert_cmpuint (n_none, ==, 0);
      g_assert_cmpfloat (can_signal_physical (signal, now.bits), >=, last);
      last = can_signal_physical (signal, now.bits);
    }
  g_assert_cmpuint (n_none, <, n);
  symbol_tree_set_watch (tree, NULL);
  signal_watch_stop (watch);
  tick_stop (tick);
  tick_unref (tick);
  database_set_unref (set);
  frame_store_unref (store);
}

static SymbolNode *
child (SymbolNode *node, guint position)
{
  SymbolNode *found = g_list_model_get_item (symbol_node_get_children (node), position);

  g_assert_nonnull (found);
  return found;
}

static void
assert_children (SymbolNode *node, SymbolColumn column, const char *wanted)
{
  GListModel *children = symbol_node_get_children (node);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; children != NULL && i < g_list_model_get_n_items (children); i++)
    {
      g_autoptr (SymbolNode) one = g_list_model_get_item (children, i);

      g_string_append (out, i > 0 ? "|" : "");
      symbol_node_append_text (one, column, out);
    }
  g_assert_cmpstr (out->str, ==, wanted);
}

/* Multiplexers are branches, the one of the latest frame is marked; those within one likewise. */
static void
test_branches (void)
{
  static const char *const lines[] = { "0 can0 003#0105070000000000", "10 can0 003#0003090000000000", NULL };
  const DatabaseSet *set
      = set_of ("BO_ 3 Mux: 8 A\n SG_ always : 56|8@1+ (1,0) [0|0] \"\" A\n SG_ R M : 0|8@1+ (1,0) [0|0] \"\" A\n"
                " SG_ S m0M : 8|8@1+ (1,0) [0|0] \"\" A\n SG_ t m3 : 16|8@1+ (1,0) [0|0] \"volt\" A\n"
                " SG_ u m1 : 24|8@1+ (1,0) [0|0] \"\" A\n SG_ v m1 : 32|8@1+ (1,0) [0|0] \"\" A\n\n"
                "SG_MUL_VAL_ 3 S R 0-0;\nSG_MUL_VAL_ 3 t S 3-5;\nSG_MUL_VAL_ 3 u R 1-2;\nSG_MUL_VAL_ 3 v R 1-2;\n"
                "VAL_ 3 R 0 \"Page zero\";\n");
  FrameStore *store = small_trace_new (lines);
  Tick *tick = tick_new (on_tick, NULL);
  SignalWatch *watch = signal_watch_new (store, set, NULL, tick);
  g_autoptr (SymbolTree) tree = symbol_tree_new ();
  gint64 end = g_get_monotonic_time () + PATIENCE_US;

  while (signal_watch_get_progress (watch) < 1)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (1000);
    }
  symbol_tree_set_watch (tree, watch);
  symbol_tree_set_databases (tree, set);
  {
    g_autoptr (SymbolNode) database = g_list_model_get_item (symbol_tree_get_databases (tree), 0);
    g_autoptr (SymbolNode) message = child (database, 0), r = child (message, 1), zero = child (r, 0),
                           one = child (r, 1), s = child (zero, 0), range = child (s, 0);

    assert_children (message, SYMBOL_NAME, "always|R");
    assert_children (r, SYMBOL_NAME, "= 0 · Page zero|= 1–2");
    assert_children (zero, SYMBOL_NAME, "S");
    assert_children (one, SYMBOL_NAME, "u|v");
    assert_children (s, SYMBOL_NAME, "= 3–5");
    assert_children (range, SYMBOL_NAME, "t");
    g_assert_true (symbol_node_is_active (zero));
    g_assert_false (symbol_node_is_active (one));
    g_assert_true (symbol_node_is_stale (one));
    g_assert_false (symbol_node_is_stale (zero));
    g_assert_true (symbol_node_is_active (range));
    g_assert_null (symbol_node_get_signal (zero));
  }
  /* What a search finds is there with the multiplexers above it. */
  symbol_tree_set_search (tree, "volt");
  {
    g_autoptr (SymbolNode) database = g_list_model_get_item (symbol_tree_get_databases (tree), 0);
    g_autoptr (SymbolNode) message = child (database, 0), r = child (message, 0), zero = child (r, 0);

    assert_children (message, SYMBOL_NAME, "R");
    assert_children (r, SYMBOL_NAME, "= 0 · Page zero");
    assert_children (zero, SYMBOL_NAME, "S");
  }
  symbol_tree_set_watch (tree, NULL);
  signal_watch_stop (watch);
  tick_stop (tick);
  tick_unref (tick);
  database_set_unref (set);
  frame_store_unref (store);
}

/* What sorting ten thousand costs the main thread; a figure, not a test of it. */
static void
test_many (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (SymbolTree) tree = symbol_tree_new ();
  g_autoptr (SymbolFlat) flat = symbol_flat_new (tree);
  g_autoptr (GPtrArray) seen = g_ptr_array_new_with_free_func (g_object_unref);
  const DatabaseSet *set;
  gint64 longest = 0, start;

  for (guint m = 0; m < MESSAGES; m++)
    {
      g_string_append_printf (text, "BO_ %u Message%u: 64 ECU\n", m, m);
      for (guint s = 0; s < SIGNALS; s++)
        g_string_append_printf (text, " SG_ S%u_%u : %u|16@1+ (1,0) [0|0] \"\" X\n", m * 7919 % 1000, s, s * 16);
      g_string_append_c (text, '\n');
    }
  set = set_of (text->str);
  symbol_tree_set_databases (tree, set);
  symbol_flat_set_active (flat, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (flat)), ==, MESSAGES * SIGNALS);
  for (guint i = 0; i < 205; i++)
    g_ptr_array_add (seen, g_list_model_get_item (G_LIST_MODEL (flat), i));
  for (SymbolColumn column = 0; column < SYMBOL_N_COLUMNS; column++)
    {
      start = g_get_monotonic_time ();
      symbol_flat_set_order (flat, (int) column, FALSE);
      longest = MAX (longest, g_get_monotonic_time () - start);
      while (symbol_flat_is_sorting (flat))
        {
          if (!g_main_context_pending (NULL))
            {
              g_usleep (100);
              continue;
            }
          start = g_get_monotonic_time ();
          g_main_context_iteration (NULL, FALSE);
          longest = MAX (longest, g_get_monotonic_time () - start);
        }
    }
  g_test_message ("sorting 10000 signals: at most %.2f ms at a time on the main thread", (double) longest / 1000);
  symbol_flat_set_order (flat, SYMBOL_NAME, FALSE);
  wait_sorted (flat);
  for (guint i = 1; i < MESSAGES * SIGNALS; i++)
    g_assert_cmpint (strcmp (symbol_flat_get_signal (flat, i - 1)->name, symbol_flat_get_signal (flat, i)->name), <, 0);
  g_assert_true (symbol_node_get_signal (seen->pdata[200]) == symbol_flat_get_signal (flat, 200));
  database_set_unref (set);
}

static void
test_names (void)
{
  const DatabaseSet *set = set_of ("BO_ 1 and: 8 ECU\n SG_ or : 0|8@1+ (1,0) [0|0] \"m\" X\n\n"
                                   "BO_ 2 Engine: 8 ECU\n SG_ Speed : 0|8@1+ (1,0) [0|0] \"m\" X\n\n");
  const Message *message;
  const CanSignal *signal;

  for (guint i = 0; i < 2; i++)
    {
      const Message *wanted = database_get_message (database_set_get (set, 0, NULL), i);
      g_autofree char *text = signal_name_dup (wanted, &wanted->signals[0]), *alone = signal_name_dup (wanted, NULL);

      g_assert_true (signal_name_find (set, text, &signal) == wanted);
      g_assert_true (signal == &wanted->signals[0]);
      g_assert_true (signal_name_find (set, alone, &signal) == wanted);
      g_assert_null (signal);
    }
  message = signal_name_find (set, " signal:Engine.Speed\n", &signal);
  g_assert_cmpstr (message->name, ==, "Engine");
  g_assert_nonnull (signal);
  g_assert_null (signal_name_find (set, "Engine.Speed > 3", &signal));
  g_assert_null (signal_name_find (set, "Engine.", &signal));
  g_assert_null (signal_name_find (set, "", &signal));
  database_set_unref (set);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/symbol-flat/order", test_order);
  g_test_add_func ("/symbol-flat/tree-order", test_tree_order);
  g_test_add_func ("/symbol-flat/values", test_values);
  g_test_add_func ("/symbol-flat/branches", test_branches);
  g_test_add_func ("/symbol-flat/many", test_many);
  g_test_add_func ("/symbol-flat/names", test_names);
  return g_test_run ();
}
