/* test-columns.c: the texts of the trace's columns, the words of error frames, the window over shown rows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/id-index.h"
#include "models/columns.h"
#include "models/trace-window.h"
#include "small-trace.h"

static const char *const lines[] = {
  "0 can0 0C9#2AA73D8301AC4F4E",
  "4 can1 18FEF100#F3805AC300FFFF1F T",
  "104 can0 1A0##1081200000000000000000000",
  "103 can0 5A0#R2",
  "1104 can1 20000008#0000040A00000009",
  NULL,
};

static FrameStore *store;
static ColumnContext context;

static void
assert_text (const char *column, uint64_t row, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);
  CanFrame frame;

  frame_store_get (store, row, &frame);
  column_append_text (column_by_id (column), &context, row, &frame, text);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_texts (void)
{
  context = (ColumnContext){ .store = store, .time_decimals = 6 };
  assert_text ("number", 0, "1");
  assert_text ("delta", 0, "—");
  assert_text ("delta", 1, "4.000");
  assert_text ("delta", 2, "100.00");
  assert_text ("delta", 3, "−1.000");
  assert_text ("delta", 4, "1001.0");
  assert_text ("bus", 0, "● can0");
  assert_text ("bus", 1, "■ can1");
  assert_text ("mark", 0, "");
  assert_text ("mark", 1, "↑");
  assert_text ("mark", 4, "!");
  assert_text ("dir", 1, "Tx");
  assert_text ("id", 0, "0C9");
  assert_text ("id", 1, "18FEF100");
  assert_text ("id", 4, "—");
  assert_text ("type", 0, "CAN");
  assert_text ("type", 1, "CAN ext");
  assert_text ("type", 2, "FD BRS");
  assert_text ("type", 3, "Remote");
  assert_text ("type", 4, "Error");
  assert_text ("len", 2, "12");
  assert_text ("len", 3, "2");
  assert_text ("data", 0, "2A A7 3D 83 01 AC 4F 4E");
  assert_text ("data", 2, "08 12 00 00 00 00 …+6");
  assert_text ("data", 3, "no data");
  assert_text ("summary", 3, "Remote request");
  assert_text ("summary", 4, "Stuff error · in data · TEC 0 REC 9");
}

static void
test_plain_texts (void)
{
  context = (ColumnContext){ .store = store, .plain_spaces = TRUE };
  assert_text ("delta", 3, "-1.000");
  assert_text ("bus", 1, "can1");
  assert_text ("data", 2, "08 12 00 00 00 00 00 00 00 00 00 00");
}

static void
test_times (void)
{
  context = (ColumnContext){ .store = store, .time_decimals = 9 };
  assert_text ("time", 1, "0.004000000");
  context.time_decimals = 6;
  assert_text ("time", 1, "0.004000");
  context.time_style = TIME_SINCE_PREVIOUS;
  assert_text ("time", 0, "—");
  assert_text ("time", 3, "−0.001000");
  context.time_decimals = 3;
  assert_text ("time", 2, "0.100");
  context.has_reference = TRUE;
  context.reference = 2;
  assert_text ("time", 2, "*REF*");
  context.time_style = TIME_SINCE_START;
  assert_text ("time", 0, "−0.104");
  assert_text ("time", 4, "1.000");
}

/* A dated trace, rows of the same identifier, rows that a filter hides. */
static void
test_other_times (void)
{
  static const char *const rows[] = { "0 can0 100#00", "1 can0 200#00", "3 can1 100#00", "7 can0 100#00", NULL };
  FrameStore *dated = small_trace_new (rows), *usual = store;
  uint64_t bits[ROW_SET_WORDS] = { 0xb }; /* all but the third */
  RowSet *shown = row_set_new ();

  row_set_put (shown, 0, bits, 4);
  store = dated;
  context = (ColumnContext){ .store = dated, .time_style = TIME_SINCE_SAME_ID, .time_decimals = 3 };
  assert_text ("time", 3, "—"); /* not known yet */
  id_index_advance (frame_store_get_ids (dated), 4);
  assert_text ("time", 0, "—");
  assert_text ("time", 2, "—"); /* another bus */
  assert_text ("time", 3, "0.007");
  context.time_style = TIME_SINCE_SHOWN;
  assert_text ("time", 3, "0.004");
  context.shown = shown;
  assert_text ("time", 3, "0.006");
  assert_text ("time", 0, "—");
  /* No date: since the start. */
  context.time_style = TIME_EPOCH;
  assert_text ("time", 3, "0.007");
  trace_info_set_start (frame_store_get_info (dated), 0, TRUE);
  assert_text ("time", 3, "0.007");
  context.time_style = TIME_ABSOLUTE;
  assert_text ("time", 3, "1970-01-01 00:00:00.007");
  context.time_style = TIME_OF_DAY;
  assert_text ("time", 3, "00:00:00.007");
  store = usual;
  row_set_unref (shown);
  frame_store_unref (dated);
  g_assert_cmpint (time_style_by_id ("epoch"), ==, TIME_EPOCH);
  g_assert_cmpint (time_style_by_id ("?"), ==, TIME_SINCE_START);
}

static void
test_numbers (void)
{
  context = (ColumnContext){ .store = store, .base = NUMBER_DECIMAL };
  assert_text ("id", 0, "201");
  assert_text ("id", 1, "419361024x");
  assert_text ("data", 0, " 42 167  61 131   1 172  79  78");
  context.group = 2;
  assert_text ("data", 0, "10919 15747   428 20302");
  context.base = NUMBER_HEX;
  assert_text ("data", 0, "2AA7 3D83 01AC 4F4E");
  assert_text ("data", 2, "0812 0000 0000 …+6");
  context.group = 4;
  assert_text ("data", 0, "2AA73D83 01AC4F4E");
  assert_text ("data", 2, "08120000 …+8");
  context.base = NUMBER_BINARY;
  assert_text ("id", 0, "00011001001");
  assert_text ("id", 1, "11000111111101111000100000000");
  context.group = 1;
  assert_text ("data", 2, "00001000 00010010 00000000 00000000 00000000 00000000 …+6");
  context.plain_spaces = TRUE;
  context.group = 4;
  context.base = NUMBER_DECIMAL;
  assert_text ("data", 2, " 135397376          0          0");
  context = (ColumnContext){ .store = store };
  assert_text ("ascii", 0, "*.=...ON");
  assert_text ("ascii", 3, "");
  g_assert_cmpint (number_base_by_id ("binary"), ==, NUMBER_BINARY);
  g_assert_cmpint (number_base_by_id ("?"), ==, NUMBER_HEX);
}

static void
assert_error (uint32_t class, const char *bytes, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);
  CanFrame frame = { .id = CAN_ID_ERROR | class, .len = bytes != NULL ? 8 : 0, .data = (const uint8_t *) bytes };

  column_append_error (&frame, text);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_errors (void)
{
  assert_error (0, NULL, "Error of unknown kind");
  assert_error (0x40, "\0\0\0\0\0\0\0\0", "Bus-off");
  assert_error (0x08, "\0\0\0\x08\0\0\0\0", "CRC error");
  assert_error (0x08, "\0\0\0\x19\0\0\0\0", "No acknowledgement");
  assert_error (0x28, "\0\0\x80\x19\0\0\0\0", "No acknowledgement · while sending");
  assert_error (0x88, "\0\0\x82\x18\0\0\0\0", "Form error · in the CRC delimiter · while sending");
  assert_error (0x02, "\x07\0\0\0\0\0\0\0", "Arbitration lost in bit 7");
  assert_error (0x04, "\0\x30\0\0\0\0\x80\x81",
                "Controller error-passive by receive errors · Controller error-passive by transmit errors · TEC 128 "
                "REC 129");
  assert_error (0x200, "\0\0\0\0\0\0\1\2", "TEC 1 REC 2");
  assert_error (0x10, "\0\0\0\0\x80\0\0\0", "CAN_L: short to CAN_H");
}

static void
test_kinds (void)
{
  static const char *const expected[] = { "data", "tx", "fd", "remote", "error" };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      CanFrame frame;

      frame_store_get (store, i, &frame);
      g_assert_cmpstr (column_row_kind (&frame), ==, expected[i]);
    }
  g_assert_null (column_by_id ("no such"));
}

static void
count_signal (guint *n)
{
  ++*n;
}

/* Its three rules (trace-window.h), while it moves and changes its size. */
static void
test_window (void)
{
  TraceSession *session = trace_session_new ();
  TraceWindow *window;
  guint moved = 0;
  gpointer item;

  trace_session_set_store (session, store);
  window = trace_window_new (session);
  g_signal_connect_swapped (window, "moved", G_CALLBACK (count_signal), &moved);
  g_assert_cmpuint (trace_window_get_total (window), ==, 5);
  g_assert_cmpuint (trace_window_get_n (window), ==, 0);
  trace_window_set_size (window, 3);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (window)), ==, 3);
  item = g_list_model_get_item (G_LIST_MODEL (window), 0);
  moved = 0;
  trace_window_set_first (window, 1);
  g_assert_cmpuint (moved, ==, 1);
  g_assert_cmpuint (trace_row_get_row (item), ==, 1);
  trace_window_set_first (window, 1);
  g_assert_cmpuint (moved, ==, 1);
  trace_window_set_first (window, 100);
  g_assert_cmpuint (trace_window_get_first (window), ==, 2);
  g_assert_cmpuint (trace_window_get_row (window, 2), ==, 4);
  g_assert_cmpuint (trace_window_get_row (window, 3), ==, ROW_NONE);
  trace_window_set_size (window, 10);
  g_assert_cmpuint (trace_window_get_first (window), ==, 0);
  g_assert_cmpuint (trace_window_get_n (window), ==, 5);
  trace_window_set_size (window, 1);
  g_assert_cmpuint (trace_window_get_n (window), ==, 1);
  g_assert_cmpuint (trace_window_get_row (window, 1), ==, ROW_NONE);
  g_assert_cmpuint (trace_row_get_row (item), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (window)), ==, 5);
  trace_window_make (window, 7);
  g_assert_cmpuint (trace_window_get_n (window), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (window)), ==, 7);
  g_object_unref (item);
  g_object_unref (window);
  g_object_unref (session);
}

int
main (int argc, char **argv)
{
  int result;

  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  store = small_trace_new (lines);
  g_test_add_func ("/columns/texts", test_texts);
  g_test_add_func ("/columns/plain-texts", test_plain_texts);
  g_test_add_func ("/columns/times", test_times);
  g_test_add_func ("/columns/other-times", test_other_times);
  g_test_add_func ("/columns/numbers", test_numbers);
  g_test_add_func ("/columns/errors", test_errors);
  g_test_add_func ("/columns/kinds", test_kinds);
  g_test_add_func ("/trace-window/rules", test_window);
  result = g_test_run ();
  frame_store_unref (store);
  return result;
}
