/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "models/detail-tree.h"
#include "small-trace.h"

#include "core/row-set.h"

static const char *const lines[] = {
  "1000 can0 0C9#2AA73D8301AC4F4E", /* 0 */
  "1001 can1 321#00341200",         /* 1 */
  "1003 can0 0C9#2AA83D83FF38204E", /* 2 */
  "1010 can1 321#01341200 T",       /* 3 */
  "1010 can0 0C9#R8",               /* 4 */
  "1011 can1 20000080#0000000000000000",
  "1012 can1 "
  "18FF1234##"
  "10000C03F00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
  "000000000007F",
  "999 can0 7FF#01",    /* 7: time goes back, unknown id */
  "2500 can0 0C9#2AA7", /* 8: too short */
  NULL,
};

typedef struct
{
  FrameStore *store;
  const DatabaseSet *databases;
  DetailTree *tree;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  f->store = small_trace_new (lines);
  f->databases = small_databases_new ();
  f->tree = detail_tree_new ();
}

static void
teardown (Fixture *f, gconstpointer data)
{
  frame_store_unref (f->store);
  database_set_unref (f->databases);
  g_assert_finalize_object (f->tree);
}

static void
show (Fixture *f, uint64_t row)
{
  detail_tree_set_frame (f->tree, f->store, f->databases, row);
}

static void
assert_texts (Fixture *f, const char *key, const char *name, const char *value, const char *raw, const char *bits)
{
  DetailNode *node = detail_tree_find (f->tree, key, NULL);

  if (!node)
    g_error ("no field %s", key);
  g_assert_cmpstr (detail_node_get_text (node, DETAIL_NAME), ==, name);
  g_assert_cmpstr (detail_node_get_text (node, DETAIL_VALUE), ==, value);
  g_assert_cmpstr (detail_node_get_text (node, DETAIL_RAW), ==, raw);
  g_assert_cmpstr (detail_node_get_text (node, DETAIL_BITS), ==, bits);
}

static guint
n_children (Fixture *f, guint section)
{
  g_autoptr (DetailNode) node = g_list_model_get_item (detail_tree_get_sections (f->tree), section);

  return node ? g_list_model_get_n_items (detail_node_get_children (node)) : 0;
}

static void
test_frame (Fixture *f, gconstpointer data)
{
  show (f, 2);
  assert_texts (f, "frame", "Frame", "No. 3", "", "");
  assert_texts (f, "frame.time", "Time", "1.003000 s", "", "");
  g_assert_null (detail_tree_find (f->tree, "frame.date", NULL)); /* not dated */
  assert_texts (f, "frame.since-previous", "Since previous", "2.000 ms", "", "");
  assert_texts (f, "frame.since-same-id", "Since same ID", "3.000 ms", "", "10 ms due");
  assert_texts (f, "frame.bus", "Bus", "can0", "", "");
  assert_texts (f, "frame.id", "Identifier", "0x0C9", "201", "11 bits");
  assert_texts (f, "frame.type", "Type", "CAN", "", "");
  assert_texts (f, "frame.length", "Length", "8 bytes", "8", "DLC");
  assert_texts (f, "frame.direction", "Direction", "Rx, received", "", "");
  show (f, 3);
  assert_texts (f, "frame.direction", "Direction", "Tx, sent", "", "");
  show (f, 0);
  g_assert_null (detail_tree_find (f->tree, "frame.since-previous", NULL));
  g_assert_null (detail_tree_find (f->tree, "frame.since-same-id", NULL));
  show (f, 7);
  assert_texts (f, "frame.since-previous", "Since previous", "−13.000 ms", "", "");
  show (f, 8);
  assert_texts (f, "frame.since-previous", "Since previous", "1.501000 s", "", "");
}

static void
test_date (Fixture *f, gconstpointer data)
{
  g_setenv ("TZ", "UTC", TRUE);
  trace_info_set_start (frame_store_get_info (f->store), 1000000000, TRUE);
  show (f, 2);
  assert_texts (f, "frame.time", "Time", "0.003000 s", "", "");
  assert_texts (f, "frame.date", "Date", "1970-01-01", "", "");
  assert_texts (f, "frame.time-of-day", "Time of day", "00:00:01.003000", "", "");
}

static void
test_signals (Fixture *f, gconstpointer data)
{
  show (f, 0);
  assert_texts (f, "second", "EngineData", "sent by ECM", "", "every 10 ms");
  assert_texts (f, "signal:EngineData.EngineSpeed", "EngineSpeed", "2729.75 rpm", "0x2AA7", "0.7–1.0");
  assert_texts (f, "signal:EngineData.ThrottlePos", "ThrottlePos", "24.4 %", "0x3D", "2.7–2.0");
  assert_texts (f, "signal:EngineData.CoolantTemp", "CoolantTemp", "91 °C", "0x83", "3.7–3.0");
  assert_texts (f, "signal:EngineData.Torque", "Torque", "214.0 Nm", "0x01AC", "4.7–5.0");
  assert_texts (f, "signal:EngineData.EngineState", "EngineState", "Running", "2", "6.6–6.5");
  assert_texts (f, "signal:EngineData.MIL", "MIL", "Off", "0", "6.7");
  assert_texts (f, "signal:EngineData.AliveCounter", "AliveCounter", "15", "0xF", "6.3–6.0");
  g_assert_cmpstr (detail_node_get_text (detail_tree_find_signal (f->tree, 0), DETAIL_COMMENT), ==,
                   "Crankshaft speed, filtered over 2 revolutions");
  g_assert_cmpstr (detail_node_get_text (detail_tree_find (f->tree, "second", NULL), DETAIL_COMMENT), ==,
                   "What the engine does");
  show (f, 2);
  assert_texts (f, "signal:EngineData.Torque", "Torque", "−100.0 Nm", "0xFF38", "4.7–5.0");
  show (f, 6);
  assert_texts (f, "signal:FdData.Last", "Last", "127", "0x7F", "63.7–63.0");
  assert_texts (f, "signal:FdData.Real", "Real", "1.5 m", "0x3FC00000", "3.7–0.0");
  assert_texts (f, "frame.id", "Identifier", "0x18FF1234", "419369524", "29 bits");
  assert_texts (f, "frame.type", "Type", "CAN FD BRS", "", "");
  assert_texts (f, "frame.length", "Length", "64 bytes", "15", "DLC");
}

/* Only what is there: the page's own signals, nothing of a short or a remote frame. */
static void
test_present (Fixture *f, gconstpointer data)
{
  show (f, 1);
  assert_texts (f, "signal:Mux.Alpha", "Alpha", "4660 V", "0x1234", "2.7–1.0");
  g_assert_null (detail_tree_find (f->tree, "signal:Mux.Beta", NULL));
  g_assert_null (detail_tree_get_signal (f->tree, 2));
  show (f, 3);
  assert_texts (f, "signal:Mux.Beta", "Beta", "4660 A", "0x1234", "2.7–1.0");
  g_assert_null (detail_tree_find (f->tree, "signal:Mux.Alpha", NULL));
  show (f, 4);
  g_assert_cmpuint (n_children (f, 1), ==, 0);
  assert_texts (f, "frame.length", "Length asked for", "8 bytes", "8", "DLC");
  show (f, 8);
  assert_texts (f, "message.short", "Shorter than defined", "2 of 8 bytes", "", "");
  g_assert_cmpuint (n_children (f, 1), ==, 2); /* that, and EngineSpeed */
  show (f, 7);
  assert_texts (f, "second", "Message", "in no database", "", "");
}

static void
test_error (Fixture *f, gconstpointer data)
{
  show (f, 5);
  g_assert_cmpuint (g_list_model_get_n_items (detail_tree_get_sections (f->tree)), ==, 2);
  assert_texts (f, "frame.type", "Type", "Error frame", "", "");
  g_assert_null (detail_tree_find (f->tree, "frame.id", NULL));
  g_assert_cmpstr (detail_node_get_text (detail_tree_find (f->tree, "second", NULL), DETAIL_NAME), ==, "Error");
  g_assert_cmpstr (detail_node_get_text (detail_tree_find (f->tree, "error.class", NULL), DETAIL_VALUE), ==,
                   "0x00000080");
}

static void
test_none (Fixture *f, gconstpointer data)
{
  show (f, ROW_NONE);
  g_assert_cmpuint (g_list_model_get_n_items (detail_tree_get_sections (f->tree)), ==, 0);
  g_assert_null (detail_tree_get_frame (f->tree));
  show (f, 1000); /* beyond the end */
  g_assert_null (detail_tree_get_frame (f->tree));
  detail_tree_set_frame (f->tree, NULL, NULL, 0);
  g_assert_cmpuint (detail_tree_get_row (f->tree), ==, ROW_NONE);
  detail_tree_set_frame (f->tree, f->store, NULL, 0); /* without a database: the frame and its identifier */
  g_assert_cmpuint (g_list_model_get_n_items (detail_tree_get_sections (f->tree)), ==, 2);
  g_assert_null (detail_tree_find (f->tree, "second", NULL));
  g_assert_cmpuint (detail_tree_n_databases (f->tree), ==, 0);
}

static void
count (gpointer n)
{
  ++*(guint *) n;
}

/* The same message again: no row comes or goes, only what differs says "changed". */
static void
test_in_place (Fixture *f, gconstpointer data)
{
  DetailNode *speed, *throttle, *section;
  guint n_speed = 0, n_throttle = 0, n_items = 0;

  show (f, 2);
  speed = detail_tree_find_signal (f->tree, 0);
  throttle = detail_tree_find (f->tree, "signal:EngineData.ThrottlePos", &section);
  g_signal_connect_swapped (speed, "changed", G_CALLBACK (count), &n_speed);
  g_signal_connect_swapped (throttle, "changed", G_CALLBACK (count), &n_throttle);
  g_signal_connect_swapped (detail_node_get_children (section), "items-changed", G_CALLBACK (count), &n_items);
  show (f, 0);
  g_assert_true (detail_tree_find_signal (f->tree, 0) == speed);
  g_assert_cmpuint (n_speed, ==, 1);
  g_assert_cmpuint (n_throttle, ==, 0);
  g_assert_cmpuint (n_items, ==, 0);
  show (f, 1); /* another message: its section is the same object, so it stays expanded */
  g_assert_true (detail_tree_find (f->tree, "second", NULL) == section);
  g_assert_cmpuint (n_items, ==, 1);
}

static void
test_layout_words (Fixture *f, gconstpointer data)
{
  g_autofree char *speed = NULL, *torque = NULL, *mil = NULL, *real = NULL;

  show (f, 0);
  speed = detail_signal_layout_words (detail_tree_get_signal (f->tree, 0));
  torque = detail_signal_layout_words (detail_tree_get_signal (f->tree, 3));
  mil = detail_signal_layout_words (detail_tree_get_signal (f->tree, 5));
  g_assert_cmpstr (speed, ==, "16 bits, Motorola");
  g_assert_cmpstr (torque, ==, "16 bits, Motorola, signed");
  g_assert_cmpstr (mil, ==, "1 bit");
  show (f, 6);
  real = detail_signal_layout_words (detail_tree_get_signal (f->tree, 1));
  g_assert_cmpstr (real, ==, "32 bits, Intel, floating point");
}

static void
on_changed (gpointer tree, guint *n)
{
  ++*n;
}

/* Until the worker has said which other row belongs to it. */
static void
show_related (DetailTree *tree, FrameStore *store, uint64_t row)
{
  guint n = 0;
  gulong id = g_signal_connect (tree, "changed", G_CALLBACK (on_changed), &n);

  detail_tree_set_frame (tree, store, NULL, row);
  while (n < 2)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (tree, id);
}

static void
assert_value (DetailTree *tree, const char *key, const char *expected)
{
  DetailNode *node = detail_tree_find (tree, key, NULL);

  g_assert_cmpstr (node ? detail_node_get_text (node, DETAIL_VALUE) : NULL, ==, expected);
}

static void
test_answers (void)
{
  static const char *const asked[] = { "1000 can0 123#R8", "1001 can1 123#00", "1002 can0 124#00", "1003 can0 123#11",
                                       "1010 can0 123#12", "1020 can0 123#R8", "1030 can0 123#R8", NULL };
  FrameStore *store = small_trace_new (asked);
  DetailTree *tree = detail_tree_new ();

  show_related (tree, store, 0);
  assert_value (tree, "frame.answer", "No. 4, after 3.000 ms");
  show_related (tree, store, 3);
  assert_value (tree, "frame.request", "No. 1, after 3.000 ms");
  show_related (tree, store, 4); /* nobody asked for this one */
  assert_value (tree, "frame.request", NULL);
  show_related (tree, store, 5);
  assert_value (tree, "frame.answer", "none; asked again by No. 7, 10.000 ms later");
  show_related (tree, store, 6);
  assert_value (tree, "frame.answer", "none so far");
  detail_tree_set_frame (tree, store, NULL, 0); /* and away before the worker is there */
  g_assert_finalize_object (tree);
  frame_store_unref (store);
}

static void
test_parts (void)
{
  static const char *const ids[] = { "1000 can0 0CF00400#00", "1001 can0 7E8#00", "1002 can0 20000080#00", NULL };
  FrameStore *store = small_trace_new (ids);
  DetailTree *tree = detail_tree_new ();
  DetailNode *node;

  detail_tree_set_frame (tree, store, NULL, 0);
  assert_value (tree, "frame.id.j1939.pgn", "61444");
  assert_value (tree, "frame.id.j1939.priority", "3");
  node = detail_tree_find (tree, "frame.id.j1939.pgn", NULL);
  g_assert_cmpstr (detail_node_get_text (node, DETAIL_RAW), ==, "0xF004");
  detail_tree_set_frame (tree, store, NULL, 1);
  assert_value (tree, "frame.id.j1939.pgn", NULL);
  assert_value (tree, "frame.id.iso15765.response", "1");
  detail_tree_set_frame (tree, store, NULL, 2);
  g_assert_null (detail_tree_find (tree, "parts", NULL));
  g_object_unref (tree);
  frame_store_unref (store);
}

static void
test_value_words (Fixture *f, gconstpointer data)
{
  g_autofree char *speed = NULL, *state = NULL;
  const Message *message;

  show (f, 0);
  message = detail_tree_get_message (f->tree);
  speed = detail_signal_value_words (message_find_signal (message, "EngineSpeed"), 0x2AA7);
  g_assert_cmpstr (speed, ==, "raw 0x2AA7 = 10919 · 2729.75 rpm · range 0 to 16383");
  state = detail_signal_value_words (message_find_signal (message, "EngineState"), 2);
  g_assert_cmpstr (state, ==, "raw 0x2 = 2 · 2 · “Running” · range 0 to 3");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/models/detail-tree/" name, Fixture, NULL, setup, function, teardown)
  ADD ("frame", test_frame);
  ADD ("date", test_date);
  ADD ("signals", test_signals);
  ADD ("present", test_present);
  ADD ("error", test_error);
  ADD ("none", test_none);
  ADD ("in-place", test_in_place);
  ADD ("layout-words", test_layout_words);
  g_test_add_func ("/models/detail-tree/answers", test_answers);
  g_test_add_func ("/models/detail-tree/parts", test_parts);
  g_test_add ("/models/detail-tree/value-words", Fixture, NULL, setup, test_value_words, teardown);
  return g_test_run ();
}
