/* test-go-to.c: rows that people write, and where the cursor has been.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/row-set.h"
#include "models/cursor-history.h"
#include "models/go-to.h"
#include "small-trace.h"

static const char *const lines[] = {
  "0 can0 0C9#00", "1250 can0 0C9#01", "1500 can0 0C9#02", "61000 can0 0C9#03", "3600000 can0 0C9#04", NULL,
};

static FrameStore *store;

static void
assert_row (const FrameStore *trace, const char *text, uint64_t cursor, uint64_t expected)
{
  uint64_t row = 0;
  char *problem;
  gboolean found = go_to_find (text, trace, cursor, &row, &problem);

  if (!found)
    g_error ("%s: %s", text, problem);
  if (row != expected)
    g_error ("%s: row %d, not %d", text, (int) row, (int) expected);
}

static void
assert_problem (const FrameStore *trace, const char *text, const char *begin)
{
  g_autofree char *problem = NULL;
  uint64_t row;

  g_assert_false (go_to_find (text, trace, 0, &row, &problem));
  if (!g_str_has_prefix (problem, begin))
    g_error ("%s: %s", text, problem);
}

static void
test_numbers (void)
{
  g_autofree char *problem = NULL;
  uint64_t row;

  assert_row (store, "1", 0, 0);
  assert_row (store, " 5 ", 0, 4);
  assert_row (store, "#2", 0, 1);
  assert_row (store, "No. 3", 0, 2);
  assert_row (store, "no 3", 0, 2);
  assert_row (store, "+2", 1, 3);
  assert_row (store, "-1", 1, 0);
  assert_row (store, "−1", 1, 0);
  assert_row (store, "+100", 1, 4);
  assert_row (store, "-100", ROW_NONE, 0);
  assert_row (store, "0 %", 0, 0);
  assert_row (store, "50%", 0, 2);
  assert_row (store, "100 %", 0, 4);
  assert_problem (store, "0", "Frames are numbered from 1");
  assert_problem (store, "6", "The trace has 5 frames");
  assert_problem (store, "1 000 000", "The trace has 5 frames");
  assert_problem (store, "99999999999999999999999", "A number such as");
  assert_problem (store, "200 %", "A number such as");
  assert_problem (store, "x", "A number such as");
  assert_problem (store, "5 x", "A number such as");
  assert_problem (store, "1..2", "A number such as");
  g_assert_false (go_to_find ("  ", store, 0, &row, &problem));
  g_assert_null (problem);
}

static void
test_spans (void)
{
  assert_row (store, "1.25 s", 0, 1);
  assert_row (store, "1,25 s", 0, 1);
  assert_row (store, "1.25", 0, 1);
  assert_row (store, "1.250000001s", 0, 2);
  assert_row (store, "1500 ms", 0, 2);
  assert_row (store, "1500000us", 0, 2);
  assert_row (store, "1500000 µs", 0, 2);
  assert_row (store, "1 min 1 s", 0, 3);
  assert_row (store, "1 мин", 0, 3);
  assert_row (store, "0.5 min", 0, 3);
  assert_row (store, "1 h", 0, 4);
  assert_row (store, "0 s", 0, 0);
  assert_row (store, "+250 ms", 1, 2);
  assert_row (store, "-1.25 s", 1, 0);
  assert_row (store, "0:01:01", 0, 3); /* no date: since the start */
  assert_problem (store, "2 h", "The trace ends before");
  assert_problem (store, "1 s 5", "A number such as");
  assert_problem (store, "99999999999 h", "A number such as");
  assert_problem (store, "+12:00", "After + or");
  assert_problem (store, "2026-01-01", "The trace does not say");
  assert_problem (store, "1:75", "A number such as");
}

/* In the zone the tests run in. */
static void
test_dates (void)
{
  g_autoptr (GError) error = NULL;
  FrameStore *dated = frame_store_new (&error);
  FrameBatch *batch = frame_batch_new ();
  static const int hours[] = { 10, 11, 25, 34, 35 }; /* from midnight of 2024-05-02 */
  g_autoptr (GDateTime) midnight = g_date_time_new_local (2024, 5, 2, 0, 0, 0);

  for (guint i = 0; i < G_N_ELEMENTS (hours); i++)
    batch->frames[batch->n_frames++]
        = (CanFrame){ .time = (g_date_time_to_unix (midnight) + hours[i] * 3600) * G_GINT64_CONSTANT (1000000000) };
  trace_info_set_start (frame_store_get_info (dated), batch->frames[0].time, TRUE);
  g_assert_true (frame_store_append (dated, batch, &error));

  assert_row (dated, "10:00", 0, 0);
  assert_row (dated, "10:00:00.5", 0, 1);
  assert_row (dated, "11:00", 0, 1);
  assert_row (dated, "1:00", 0, 2); /* the next day */
  assert_row (dated, "09:30", 0, 3);
  assert_row (dated, "2024-05-02 11:00", 0, 1);
  assert_row (dated, "2024-05-02T11:00:00.0", 0, 1);
  assert_row (dated, "2024-05-03", 0, 2);
  assert_row (dated, "3.5.2024 10:30", 0, 4);
  assert_row (dated, "1 h", 0, 1);
  assert_problem (dated, "2024-05-04", "The trace ends before");
  assert_problem (dated, "2024-02-31", "A number such as");
  assert_problem (dated, "2024-05-02 25:00", "A number such as");
  frame_batch_free (batch);
  frame_store_unref (dated);
}

static void
test_history (void)
{
  CursorHistory *history = cursor_history_new ();
  const int64_t second = 1000000;

  g_assert_false (cursor_history_can_go (history, TRUE));
  cursor_history_note (history, 10, FALSE, 0);
  cursor_history_note (history, 500, FALSE, 1 * second);
  cursor_history_note (history, 501, TRUE, 2 * second); /* steps are the same place */
  cursor_history_note (history, 502, TRUE, 3 * second);
  cursor_history_note (history, 900, FALSE, 4 * second);
  cursor_history_note (history, 950, FALSE, 4 * second + 100000); /* a key held down */
  g_assert_false (cursor_history_can_go (history, FALSE));
  g_assert_cmpuint (cursor_history_go (history, TRUE), ==, 502);
  cursor_history_note (history, 502, FALSE, 5 * second); /* what going there brings about */
  g_assert_cmpuint (cursor_history_go (history, TRUE), ==, 10);
  g_assert_cmpuint (cursor_history_go (history, TRUE), ==, ROW_NONE);
  g_assert_cmpuint (cursor_history_go (history, FALSE), ==, 502);
  g_assert_cmpuint (cursor_history_go (history, FALSE), ==, 950);
  g_assert_cmpuint (cursor_history_go (history, FALSE), ==, ROW_NONE);
  g_assert_cmpuint (cursor_history_go (history, TRUE), ==, 502);
  cursor_history_note (history, 77, FALSE, 5 * second + 1); /* forward is forgotten */
  g_assert_false (cursor_history_can_go (history, FALSE));
  g_assert_cmpuint (cursor_history_go (history, TRUE), ==, 502);
  cursor_history_clear (history);
  g_assert_false (cursor_history_can_go (history, TRUE));

  for (uint64_t i = 0; i < 1000; i++)
    cursor_history_note (history, i * 10, FALSE, (int64_t) i * second);
  for (uint64_t i = 0; i < 199; i++)
    g_assert_cmpuint (cursor_history_go (history, TRUE), ==, (998 - i) * 10);
  g_assert_false (cursor_history_can_go (history, TRUE));
  cursor_history_free (history);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  store = small_trace_new (lines);
  g_test_add_func ("/go-to/numbers", test_numbers);
  g_test_add_func ("/go-to/spans", test_spans);
  g_test_add_func ("/go-to/dates", test_dates);
  g_test_add_func ("/cursor-history/places", test_history);
  result = g_test_run ();
  frame_store_unref (store);
  return result;
}
