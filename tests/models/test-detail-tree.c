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
  detail_tree_set_frame (f->tree, f->store, NULL, 0); /* without a database: only the frame */
  g_assert_cmpuint (g_list_model_get_n_items (detail_tree_get_sections (f->tree)), ==, 1);
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
  return g_test_run ();
}
