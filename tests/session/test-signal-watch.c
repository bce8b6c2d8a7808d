/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "session/signal-watch.h"
#include "small-trace.h"

#define MS G_GINT64_CONSTANT (1000000)

static void
on_tick (gpointer data)
{
}

static const Message *
message_of (const DatabaseSet *set, const char *name)
{
  const Database *database = database_set_get (set, 0, NULL);

  for (guint i = 0; i < database_n_messages (database); i++)
    if (g_str_equal (database_get_message (database, i)->name, name))
      return database_get_message (database, i);
  g_assert_not_reached ();
}

static void
wait_for (SignalWatch *watch)
{
  for (guint i = 0; i < 6000 && signal_watch_get_progress (watch) < 1; i++)
    g_usleep (10000);
  g_assert_cmpfloat (signal_watch_get_progress (watch), ==, 1);
}

static void
test_values (void)
{
  static const char *const lines[] = { "0 a 0C9#0FA00A0000000080",
                                       "10 a 321#00640000",
                                       "10 a 0C9#1F400A0000000000",
                                       "20 a 321#01640000",
                                       "20 b 0C9#1F400A0000000000",
                                       "30 a 0C9#R",
                                       "30 a 0C9#0FA4",
                                       "100 a 123#00",
                                       NULL };
  FrameStore *store = small_trace_new (lines);
  const DatabaseSet *set = small_databases_new ();
  Tick *tick = tick_new (on_tick, NULL);
  SignalWatch *watch = signal_watch_new (store, set, NULL, tick);
  const Message *engine = message_of (set, "EngineData"), *mux = message_of (set, "Mux");
  SignalNow speed, state, alpha, beta;
  MessageNow now;

  wait_for (watch);
  g_assert_true (signal_watch_get_signal (watch, engine, 0, &speed));
  g_assert_cmpuint (speed.n, ==, 4); /* the remote frame has none */
  g_assert_cmpuint (speed.bits, ==, 0x0FA4);
  g_assert_cmpfloat (speed.min, ==, 1000);
  g_assert_cmpfloat (speed.max, ==, 2000);
  g_assert_cmpint (speed.changed, ==, 30 * MS);
  g_assert_cmpuint (speed.n_trend, ==, 4);
  g_assert_cmpfloat (speed.trend[0], ==, 1000);
  g_assert_cmpfloat (speed.trend[3], ==, 1001);
  /* The last frame was too short for it. */
  g_assert_true (signal_watch_get_signal (watch, engine, 4, &state));
  g_assert_cmpuint (state.n, ==, 3);
  g_assert_cmpint (state.last, ==, 20 * MS);
  g_assert_true (signal_watch_get_message (watch, engine, &now));
  g_assert_cmpuint (now.n, ==, 4);
  g_assert_cmpfloat (now.period, ==, 10e6);
  g_assert_cmpint (signal_watch_get_latest (watch), ==, 100 * MS);
  g_assert_true (signal_watch_is_stale (watch, engine)); /* 70 ms, cycle 10 */
  g_assert_true (signal_watch_get_signal (watch, mux, 1, &alpha));
  g_assert_true (signal_watch_get_signal (watch, mux, 2, &beta));
  g_assert_cmpint (alpha.last, ==, 10 * MS);
  g_assert_cmpint (beta.last, ==, 20 * MS);
  g_assert_false (signal_watch_get_message (watch, message_of (set, "Twins"), &now));
  g_assert_false (signal_watch_is_stale (watch, message_of (set, "Twins")));
  signal_watch_stop (watch);
  tick_stop (tick);
  tick_unref (tick);
  database_set_unref (set);
  frame_store_unref (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/signal-watch/values", test_values);
  return g_test_run ();
}
