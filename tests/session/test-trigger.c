/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/trigger.h"

#include "base/errors.h"
#include "small-trace.h"

#include <string.h>

#define NS G_GINT64_CONSTANT (1000000000)

/* The rows at which it fires, as "1 4 ". */
static char *
fired (const char *text, const char *const *lines)
{
  FrameStore *store = small_trace_new (lines);
  const DatabaseSet *databases = small_databases_new ();
  g_autoptr (GError) error = NULL;
  Trigger *trigger = trigger_parse (text, databases, &error);
  GString *rows = g_string_new (NULL);

  g_assert_no_error (error);
  trace_info_set_bitrate (frame_store_get_info (store), 0, 500000, 0);
  for (uint64_t row = 0; row < frame_store_length (store); row++)
    {
      CanFrame frame;
      g_autofree char *reason = NULL;

      frame_store_get (store, row, &frame);
      reason = trigger_take_frame (trigger, store, row, &frame);
      if (reason != NULL)
        g_string_append_printf (rows, "%u ", (guint) row);
      g_assert_true (reason == NULL || *reason != '\0');
    }
  trigger_free (trigger);
  database_set_unref (databases);
  frame_store_unref (store);
  return g_string_free (rows, FALSE);
}

static void
assert_fired (const char *text, const char *const *lines, const char *wanted)
{
  g_autofree char *rows = fired (text, lines);

  g_assert_cmpstr (rows, ==, wanted);
}

/* Becomes true: the frame before of the same identifier did not match. */
static void
test_expression (void)
{
  static const char *const lines[] = { "0 can0 123#00", "1 can0 123#05", "2 can0 200#05", "3 can0 123#06",
                                       "4 can0 123#00", "5 can0 123#07", "6 can1 123#07", NULL };

  assert_fired ("can.id == 0x123 && data[0] > 4", lines, "1 5 6 ");
  assert_fired ("when data[0] > 4", lines, "1 2 5 6 ");
  assert_fired ("key", lines, "");
}

static void
test_absent (void)
{
  static const char *const lines[] = { "0 can0 123#",    "100 can0 123#",  "200 can0 456#",
                                       "700 can0 456#",  "800 can0 456#",  "900 can0 123#",
                                       "1000 can0 456#", "1450 can0 456#", NULL };
  Trigger *trigger = trigger_parse ("absent 00000123 2s", NULL, NULL);

  assert_fired ("absent 123 500ms", lines, "3 7 ");
  /* 29 bits are another identifier; time alone is enough. */
  g_assert_null (trigger_take_time (trigger, 100 * NS));
  g_assert_null (trigger_take_time (trigger, 101 * NS));
  g_free (trigger_take_time (trigger, 102 * NS));
  g_assert_null (trigger_take_time (trigger, 110 * NS)); /* once */
  trigger_free (trigger);

  /* A clock that is set back is no absence, and does not wait for its old time. */
  trigger = trigger_parse ("absent 123 2s", NULL, NULL);
  g_assert_null (trigger_take_time (trigger, 100 * NS));
  g_assert_null (trigger_take_time (trigger, 10 * NS));
  g_assert_null (trigger_take_time (trigger, 11 * NS));
  {
    g_autofree char *reason = trigger_take_time (trigger, 12 * NS);

    g_assert_nonnull (reason);
    g_assert_nonnull (strstr (reason, "123"));
  }
  trigger_free (trigger);
}

static void
test_cycle (void)
{
  static const char *const lines[] = { "0 can0 123#",   "100 can0 123#", "205 can0 123#", "330 can0 123#",
                                       "340 can0 456#", "400 can0 123#", "500 can0 123#", NULL };

  assert_fired ("cycle 123 100ms 20%", lines, "3 5 ");
  assert_fired ("cycle 123 100ms 40%", lines, "");
}

static void
test_error (void)
{
  static const char *const lines[] = { "0 can0 123#", "1 can0 20000080#0000000000000000",
                                       "2 can0 20000008#0000040000000000", "3 can0 20000040#0000000000000000", NULL };

  assert_fired ("error", lines, "1 2 3 ");
  assert_fired ("error bus-off", lines, "3 ");
  assert_fired ("error stuff", lines, "2 ");
}

static void
test_state (void)
{
  static const char *const lines[]
      = { "0 can0 20000004#0008000000000000", "1 can0 20000004#0020000000000000", "2 can0 20000040#0000000000000000",
          "3 can0 20000100#0000000000000000", "4 can0 20000004#0010000000000000", NULL };
  Trigger *trigger = trigger_parse ("state bus-off", NULL, NULL);
  g_autofree char *reason = NULL;

  assert_fired ("state warning", lines, "0 4 ");
  assert_fired ("state passive", lines, "1 4 ");
  assert_fired ("state bus-off", lines, "2 ");
  g_assert_null (trigger_take_state (trigger, 0, "can0", BUS_STATE_ACTIVE));
  reason = trigger_take_state (trigger, 0, "can0", BUS_STATE_OFF);
  g_assert_nonnull (reason);
  g_assert_null (trigger_take_state (trigger, 0, "can0", BUS_STATE_OFF));
  trigger_free (trigger);
}

/* 500 kbit/s: a frame of 8 bytes takes about a quarter of a millisecond. */
static void
test_load (void)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *low = NULL, *high = NULL;

  for (guint i = 0; i < 2000; i++)
    g_ptr_array_add (lines, g_strdup_printf ("%u can0 123#1122334455667788", i));
  g_ptr_array_add (lines, NULL);
  low = fired ("load 10%", (const char *const *) lines->pdata);
  high = fired ("load 80%", (const char *const *) lines->pdata);
  g_assert_cmpstr (high, ==, "");
  g_assert_cmpint (g_ascii_strtoll (low, NULL, 10), >, 300);
  g_assert_cmpint (g_ascii_strtoll (low, NULL, 10), <, 600);
  g_assert_cmpuint (strlen (low), ==, 4); /* once: it stays above */
  g_ptr_array_unref (lines);
}

static void
test_clock (void)
{
  g_autoptr (GDateTime) evening = g_date_time_new_local (2024, 1, 31, 22, 59, 58);
  int64_t now = g_date_time_to_unix (evening) * NS;
  Trigger *trigger = trigger_parse ("at 23:00", NULL, NULL);
  guint n = 0;

  for (guint second = 0; second < 90000; second += 1) /* a day and an hour */
    {
      char *reason = trigger_take_time (trigger, now + second * NS);

      g_assert_true (reason == NULL || n > 0 || second == 2);
      n += reason != NULL;
      g_free (reason);
    }
  g_assert_cmpuint (n, ==, 2);
  trigger_free (trigger);
}

static void
test_wrong (void)
{
  static const char *const wrong[] = { "",
                                       "absent",
                                       "absent 800 1s",
                                       "absent 123 0s",
                                       "absent xyz 1s",
                                       "cycle 123 1s",
                                       "cycle 1 1 x",
                                       "error nonsense",
                                       "state fine",
                                       "load many",
                                       "at 24:00",
                                       "at 23",
                                       "at 1:2:3:4",
                                       "nonsense == sense",
                                       "absent 123 1 s",
                                       "key 1",
                                       "absent 123 -1ms",
                                       "when" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      GError *error = NULL;

      g_assert_null (trigger_parse (wrong[i], NULL, &error));
      g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
      g_clear_error (&error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trigger/expression", test_expression);
  g_test_add_func ("/trigger/absent", test_absent);
  g_test_add_func ("/trigger/cycle", test_cycle);
  g_test_add_func ("/trigger/error", test_error);
  g_test_add_func ("/trigger/state", test_state);
  g_test_add_func ("/trigger/load", test_load);
  g_test_add_func ("/trigger/clock", test_clock);
  g_test_add_func ("/trigger/wrong", test_wrong);
  return g_test_run ();
}
