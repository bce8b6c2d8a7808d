/* bench-plot-view.c FRAMES: what the window costs a frame while four plotted signals are panned and zoomed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * CPU time of the whole process: gathering, drawing, GTK's part, the legend and its statistics, the strip of the whole
 * trace; and that of the main thread alone. Run it by tests/ui/with-display; aim: under 8 ms a frame at 100 million
 * samples (FRAMES 100000000: 25 million of each signal).
 */
#include "config.h"

#include "plot-traffic.h"
#include "ui/session-plot.h"
#include "ui/window-private.h"
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <time.h>

#define AIM_MS 8.0
#define N_FRAMES 150u

typedef struct
{
  PlotModel *model;
  double share;
  gboolean pan;
  guint n, wanted;
} Moves;

static double
cpu_ms (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static gboolean
move (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Moves *self = data;
  int64_t first, last, from;
  double whole, span, at = (double) self->n / self->wanted;

  plot_model_get_span (self->model, &first, &last);
  whole = (double) (last - first);
  span = whole * self->share * (self->pan ? 1 : pow (0.97, self->n));
  from = first
         + (int64_t) ((whole - span) * (self->pan ? at : 0.5) + (self->share >= 1 && self->pan ? whole * at * 0.2 : 0));
  plot_model_set_range (self->model, from, from + (int64_t) span, FALSE);
  return ++self->n < self->wanted ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
nothing (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
run_for (double seconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  guint id = g_timeout_add (20, nothing, NULL);

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

static void
bench (MainWindow *window, PlotModel *model, const char *what, double share, gboolean pan)
{
  Moves moves = { model, share, pan, 0, N_FRAMES };
  double process, thread;

  run_for (0.5);
  process = cpu_ms (CLOCK_PROCESS_CPUTIME_ID);
  thread = cpu_ms (CLOCK_THREAD_CPUTIME_ID);
  gtk_widget_add_tick_callback (GTK_WIDGET (window), move, &moves, NULL);
  while (moves.n < moves.wanted)
    g_main_context_iteration (NULL, TRUE);
  process = (cpu_ms (CLOCK_PROCESS_CPUTIME_ID) - process) / N_FRAMES;
  thread = (cpu_ms (CLOCK_THREAD_CPUTIME_ID) - thread) / N_FRAMES;
  printf ("  %-22s %.2f ms of CPU a frame, %.2f of it in the main thread (aim %.0f, ratio %.2f)\n", what, process,
          thread, AIM_MS, process / AIM_MS);
  run_for (1);
}

static void
bench_mode (MainWindow *window, PlotModel *model, PlotMode mode, const char *name)
{
  printf ("%s\n", name);
  plot_model_set_mode (model, mode);
  bench (window, model, "all of it", 1, TRUE);
  bench (window, model, "panning a tenth", 0.1, TRUE);
  bench (window, model, "zooming", 1, FALSE);
  bench (window, model, "panning a thousandth", 0.001, TRUE);
}

/* As a file, because a session opens files; linked, not copied. */
static char *
make_trace (guint64 n_rows)
{
  char *path = g_build_filename (g_get_user_cache_dir (), "bench-plot-view.canid", NULL);
  FrameStore *store = plot_traffic_store (4, n_rows);
  GError *error = NULL;

  if (!frame_store_save (store, path, NULL, NULL, &error))
    g_error ("%s", error->message);
  frame_store_unref (store);
  return path;
}

static PlotModel *
plot_signals (MainWindow *window)
{
  static const char *const names[] = { "Wave0", "Noise1", "Level2", "Counter3" };
  DatabaseSet *none = database_set_new (), *set;
  Database *database = plot_traffic_database (4);
  PlotModel *model = session_plot_get (window->session);

  set = database_set_add (none, database, NULL);
  trace_session_set_databases (window->session, set);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (!session_plot_add_text (window->session, names[i], &(char *){ NULL }))
      g_error ("%s cannot be plotted", names[i]);
  while (plot_model_get_progress (model) < 1)
    run_for (0.1);
  database_set_unref (set);
  database_set_unref (none);
  database_unref (database);
  return model;
}

int
main (int argc, char **argv)
{
  guint64 n_rows;
  MainApp *app;
  MainWindow *window;
  PlotModel *model;
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;

  if (argc != 2 || !g_ascii_string_to_unsigned (argv[1], 10, 1, FRAME_STORE_MAX_ROWS, &n_rows, NULL))
    {
      g_printerr ("bench-plot-view FRAMES\n");
      return 2;
    }
  gtk_init ();
  setvbuf (stdout, NULL, _IOLBF, 0);
  path = make_trace (n_rows);
  app = main_app_new ();
  g_application_register (G_APPLICATION (app), NULL, NULL);
  g_application_hold (G_APPLICATION (app));
  window = main_window_new (app);
  gtk_window_set_default_size (GTK_WINDOW (window), 1600, 1000);
  gtk_window_present (GTK_WINDOW (window));
  run_for (0.5);
  file = g_file_new_for_path (path);
  main_window_open_files (window, &file, 1);
  run_for (0.3);
  while (trace_session_get_state (window->session) != TRACE_SESSION_IDLE)
    run_for (0.05);
  g_action_group_activate_action (G_ACTION_GROUP (window), "plot", NULL);
  model = plot_signals (window);
  printf ("%" G_GUINT64_FORMAT " frames\n", n_rows);
  bench_mode (window, model, PLOT_OVERLAID, "overlaid");
  bench_mode (window, model, PLOT_STACKED, "stacked");
  g_remove (path);
  return 0;
}
