/* bench-live.c [RATE [SECONDS [RECORDING]]]: how long a frame takes from a bus into a painted row, and what a capture
 * costs, in the window: RATE (10000) frames a second on a virtual bus for so long (20 s), recorded if a file is named.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Received: the frame's stamp; painted: the end of the first frame of the frame clock after which the list, which
 * follows the end, has the row. Of that the wait for the session's tick, from the tick to the frame clock, and painting
 * itself (wall-clock times: a machine that does other things makes them longer). Beside it the main thread's CPU time a
 * dispatch, outside of painting, and that of all threads but the sender a frame. Run it by tests/ui/with-display; aims:
 * p95 under 60 ms, 99.9 % of the main loop's own work under 10 ms.
 */
#include "config.h"

#include "session/trace-session.h"
#include "ui/window-private.h"
#include "window-times.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define AIM_MS 60.0
#define LOOP_AIM_MS 10.0
#define CHANNEL "bench-live"

typedef struct
{
  MainWindow *window;
  guint rate;
  double seconds;
  atomic_bool over;
  guint64 n_sent, n_refused;
  double sender_cpu; /* s */
  uint64_t n_painted;
  GArray *latencies, *dispatches;           /* of double, ms */
  GArray *to_tick, *to_clock, *in_painting; /* likewise: what latencies are made of */
  uint64_t n_known;                         /* frames, as of the last tick */
  gint64 known_since, painted_since;        /* ns since 1970; 0: nothing new */
  gint64 busy_since, painting, frame_since;
} Bench;

static Bench bench;

static gint64
clock_ns (clockid_t id)
{
  struct timespec now;

  clock_gettime (id, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

/* --- The other node --- */

static gpointer
send_frames (gpointer data)
{
  BusConfig *config = bus_config_new ();
  gint64 start = clock_ns (CLOCK_MONOTONIC);
  guint64 n = (guint64) (bench.rate * bench.seconds);
  Bus *bus;

  bus_config_set (config, "channel", CHANNEL, NULL);
  bus_config_set (config, "receive_own_messages", "no", NULL);
  bus = bus_open (backend_find ("virtual"), config, 0, NULL);
  for (guint64 i = 0; i < n; i++)
    {
      CanFrame frame = { .id = 0x100 + (uint32_t) (i % 50), .len = 8, .dlc = 8, .data = (const uint8_t *) &i };
      gint64 due = start + (gint64) (i * (1e9 / bench.rate));

      while (clock_ns (CLOCK_MONOTONIC) < due)
        g_usleep (500);
      bench.n_refused += bus_transmit (bus, &frame, NULL) != 1;
      bench.n_sent++;
    }
  bench.sender_cpu = (double) clock_ns (CLOCK_THREAD_CPUTIME_ID) / 1e9;
  bus_close (bus);
  bus_config_free (config);
  atomic_store (&bench.over, TRUE);
  return NULL;
}

/* --- Taking times --- */

static gint
timed_poll (GPollFD *fds, guint n, gint timeout)
{
  double ms = (double) (clock_ns (CLOCK_THREAD_CPUTIME_ID) - bench.busy_since - bench.painting) / 1e6;
  gint result;

  if (bench.busy_since != 0)
    g_array_append_val (bench.dispatches, ms);
  result = g_poll (fds, n, timeout);
  bench.painting = 0;
  bench.busy_since = clock_ns (CLOCK_THREAD_CPUTIME_ID);
  return result;
}

static gint64
real_time (void)
{
  return g_get_real_time () * 1000;
}

static void
append_ms (GArray *values, gint64 since, gint64 until)
{
  double ms = (double) (until - since) / 1e6;

  g_array_append_val (values, ms);
}

static void
append_ages (GArray *values, uint64_t *from, uint64_t to, gint64 now)
{
  FrameStore *store = trace_session_get_store (bench.window->session);

  for (; store != NULL && *from < to; ++*from)
    {
      CanFrame frame;

      frame_store_get (store, *from, &frame);
      append_ms (values, frame.time, now);
    }
}

static void
on_advanced (TraceSession *session)
{
  uint64_t n = trace_session_n_shown (session);
  gint64 now = real_time ();

  if (n > bench.n_known && bench.known_since == 0)
    bench.known_since = now;
  append_ages (bench.to_tick, &bench.n_known, n, now);
}

static void
on_before_paint (GdkFrameClock *clock)
{
  bench.painted_since = real_time ();
  bench.frame_since = clock_ns (CLOCK_THREAD_CPUTIME_ID);
}

static void
on_painted (void)
{
  TraceList *list = trace_panel_get_list (bench.window->trace_panel);
  gint64 now = real_time ();
  guint n;
  uint64_t top = trace_list_get_top (list, &n);

  bench.painting += clock_ns (CLOCK_THREAD_CPUTIME_ID) - bench.frame_since;
  append_ages (bench.latencies, &bench.n_painted, top + n, now);
  if (bench.known_since == 0)
    return;
  append_ms (bench.to_clock, bench.known_since, bench.painted_since);
  append_ms (bench.in_painting, bench.painted_since, now);
  bench.known_since = 0;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
percentile (GArray *values, double p)
{
  return values->len > 0 ? g_array_index (values, double, (guint) (p * (values->len - 1))) : 0;
}

static void
print_times (const char *what, GArray *values)
{
  g_array_sort (values, compare);
  printf ("  %s: median %.1f, p95 %.1f, most %.1f ms\n", what, percentile (values, 0.5), percentile (values, 0.95),
          percentile (values, 1));
}

static void
report (double cpu, const WindowTimes *before, double seconds)
{
  WindowTimes after;
  FrameStore *store = trace_session_get_store (bench.window->session);
  double p95;

  g_array_sort (bench.latencies, compare);
  g_array_sort (bench.dispatches, compare);
  p95 = percentile (bench.latencies, 0.95);
  printf ("%u frames/s for %.0f s: sent %" G_GUINT64_FORMAT ", refused %" G_GUINT64_FORMAT
          ", in the store %" G_GUINT64_FORMAT ", painted %" G_GUINT64_FORMAT "\n",
          bench.rate, bench.seconds, bench.n_sent, bench.n_refused, frame_store_length (store), bench.n_painted);
  printf ("received to painted row: median %.1f, p95 %.1f, most %.1f ms (aim %.0f, ratio %.2f)\n",
          percentile (bench.latencies, 0.5), p95, percentile (bench.latencies, 1), AIM_MS, p95 / AIM_MS);
  print_times ("received to the session's tick", bench.to_tick);
  print_times ("tick to the frame clock", bench.to_clock);
  print_times ("painting", bench.in_painting);
  window_times_get (&after);
  window_times_print (before, &after, seconds);
  printf ("main loop, without painting: %u dispatches, median %.2f, 99.9 %% %.2f, most %.2f ms (aim %.0f)\n",
          bench.dispatches->len, percentile (bench.dispatches, 0.5), percentile (bench.dispatches, 0.999),
          percentile (bench.dispatches, 1), LOOP_AIM_MS);
  printf ("CPU of the program but for the sender: %.1f µs a frame\n",
          (cpu - bench.sender_cpu) * 1e6 / (double) bench.n_sent);
}

static void
run_until (gboolean (*condition) (void))
{
  while (!condition ())
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
is_open (void)
{
  return frame_store_n_notes (trace_session_get_store (bench.window->session)) > 0;
}

static gboolean
is_painted (void)
{
  return atomic_load (&bench.over) && bench.n_painted >= bench.n_sent - bench.n_refused;
}

static gboolean
keep_awake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
start_capture (const char *recording)
{
  BusConfig *config = bus_config_new ();
  RecordPlan *plan = recording != NULL ? record_plan_new (recording) : NULL;
  GError *error = NULL;

  if (!main_window_begin_capture (bench.window, 1))
    exit (1);
  bus_config_set (config, "channel", CHANNEL, NULL);
  capture_add (trace_session_get_capture (bench.window->session), backend_find ("virtual"), config, "can0");
  bus_config_free (config);
  run_until (is_open);
  if (plan != NULL && trace_session_record (bench.window->session, plan, TRUE, &error) == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      exit (1);
    }
  record_plan_free (plan);
}

int
main (int argc, char **argv)
{
  GdkFrameClock *clock;
  MainApp *app;
  GThread *sender;
  WindowTimes before;
  gint64 cpu, wall;

  bench.rate = argc > 1 ? (guint) atoi (argv[1]) : 10000;
  bench.seconds = argc > 2 ? atof (argv[2]) : 20;
  if (bench.rate == 0 || !(bench.seconds > 0))
    return 2;
  gtk_init ();
  bench.latencies = g_array_new (FALSE, FALSE, sizeof (double));
  bench.dispatches = g_array_new (FALSE, FALSE, sizeof (double));
  bench.to_tick = g_array_new (FALSE, FALSE, sizeof (double));
  bench.to_clock = g_array_new (FALSE, FALSE, sizeof (double));
  bench.in_painting = g_array_new (FALSE, FALSE, sizeof (double));
  app = main_app_new ();
  g_application_register (G_APPLICATION (app), NULL, NULL);
  g_application_hold (G_APPLICATION (app));
  bench.window = main_window_new (app);
  gtk_window_present (GTK_WINDOW (bench.window));
  g_timeout_add (100, keep_awake, NULL);
  start_capture (argc > 3 ? argv[3] : NULL);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (bench.window));
  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint), NULL);
  g_signal_connect (bench.window->session, "advanced", G_CALLBACK (on_advanced), NULL);
  window_times_watch (GTK_WIDGET (bench.window), on_painted);
  g_main_context_set_poll_func (NULL, timed_poll);
  window_times_get (&before);
  wall = clock_ns (CLOCK_MONOTONIC);
  cpu = clock_ns (CLOCK_PROCESS_CPUTIME_ID);
  sender = g_thread_new ("sender", send_frames, NULL);
  run_until (is_painted);
  cpu = clock_ns (CLOCK_PROCESS_CPUTIME_ID) - cpu;
  g_thread_join (sender);
  report ((double) cpu / 1e9, &before, (double) (clock_ns (CLOCK_MONOTONIC) - wall) / 1e9);
  trace_session_discard_capture (bench.window->session);
  return 0;
}
