/* bench-plot-live.c [SIGNALS [FRAMES-A-SECOND [SECONDS]]]: what the window costs while many signals are plotted live.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Frames on a virtual bus, captured into a ring; the list of frames follows their end, and each of the signals is in a
 * plot that follows it too. The CPU time of each thread, as a share of one core: the aim is 15 % for all but the
 * capture (and the node that sends), for 50 signals at 20,000 frames a second. Counted is the whole process but those
 * two threads: decoding, the list, the plots, and GTK's own layout and painting, which is in software here. What the X
 * server does is not. Run it by tests/ui/with-display.
 */
#include "config.h"

#include "plot-traffic.h"
#include "ui/session-plot.h"
#include "ui/window-private.h"
#include "window-times.h"
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define AIM 0.15
#define PER_MESSAGE 4u

typedef struct
{
  guint n_messages;
  double rate;
  atomic_bool stopped;
} Sending;

static gpointer
send_main (gpointer data)
{
  Sending *self = data;
  BusConfig *config = bus_config_new ();
  gint64 start = g_get_monotonic_time ();
  uint64_t sent = 0;
  Bus *bus;

  bus_config_set (config, "channel", "bench-plot", NULL);
  bus = bus_open (backend_find ("virtual"), config, 0, NULL);
  while (!atomic_load (&self->stopped))
    {
      uint64_t due = (uint64_t) ((double) (g_get_monotonic_time () - start) / 1e6 * self->rate);

      for (; sent < due; sent++)
        {
          uint8_t payload[CAN_FRAME_MAX_LEN];
          CanFrame frame;

          plot_traffic_frame (self->n_messages, sent, &frame, payload);
          bus_transmit (bus, &frame, NULL);
        }
      g_usleep (1000);
    }
  bus_close (bus);
  bus_config_free (config);
  return NULL;
}

/* Seconds of CPU of threads by name. (transfer full) */
static GHashTable *
thread_times (void)
{
  GHashTable *times = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GDir *dir = g_dir_open ("/proc/self/task", 0, NULL);
  double tick = 1.0 / (double) sysconf (_SC_CLK_TCK);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_strdup_printf ("/proc/self/task/%s/stat", name), *text = NULL, *thread = NULL;
      char *end, *begin;
      unsigned long long user, system;
      double *sum;

      if (!g_file_get_contents (path, &text, NULL, NULL) || (begin = strchr (text, '(')) == NULL
          || (end = strrchr (text, ')')) == NULL
          || sscanf (end + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu", &user, &system) != 2)
        continue;
      thread = g_strndup (begin + 1, (gsize) (end - begin - 1));
      sum = g_hash_table_lookup (times, thread);
      if (sum == NULL)
        g_hash_table_insert (times, g_strdup (thread), sum = g_new0 (double, 1));
      *sum += (double) (user + system) * tick;
    }
  if (dir != NULL)
    g_dir_close (dir);
  return times;
}

static double
process_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static double
time_of (GHashTable *times, const char *thread)
{
  const double *time = g_hash_table_lookup (times, thread);

  return time != NULL ? *time : 0;
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
report (GHashTable *before, GHashTable *after, double process, double seconds, double frames)
{
  double capture = time_of (after, "capture") - time_of (before, "capture"),
         sender = time_of (after, "sender") - time_of (before, "sender"), rest = process - capture - sender;
  GHashTableIter iter;
  gpointer name, time;

  printf ("%.0f frames/s; sender %.1f %%, capture %.1f %% of a core; all else %.1f %% (aim %.0f %%, ratio %.2f)\n",
          frames / seconds, 100 * sender / seconds, 100 * capture / seconds, 100 * rest / seconds, 100 * AIM,
          rest / seconds / AIM);
  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &name, &time))
    printf ("  %-16s %.1f %%\n", (char *) name, 100 * (*(double *) time - time_of (before, name)) / seconds);
}

static void
watch (MainWindow *window, const char *what, double seconds)
{
  g_autoptr (GHashTable) before = NULL, after = NULL;
  FrameStore *store = trace_session_get_store (window->session);
  WindowTimes times_before, times_after;
  double process, frames, wall;

  run_for (2);
  window_times_get (&times_before);
  before = thread_times ();
  process = process_seconds ();
  frames = (double) frame_store_length (store);
  wall = (double) g_get_monotonic_time ();
  run_for (seconds);
  after = thread_times ();
  wall = ((double) g_get_monotonic_time () - wall) / 1e6;
  window_times_get (&times_after);
  printf ("%s: ", what);
  report (before, after, process_seconds () - process, wall, (double) frame_store_length (store) - frames);
  printf ("  ");
  window_times_print (&times_before, &times_after, wall);
}

int
main (int argc, char **argv)
{
  guint n_signals = argc > 1 ? (guint) atoi (argv[1]) : 50;
  double rate = argc > 2 ? g_ascii_strtod (argv[2], NULL) : 20000,
         seconds = argc > 3 ? g_ascii_strtod (argv[3], NULL) : 10;
  Sending sending = { (n_signals + PER_MESSAGE - 1) / PER_MESSAGE, rate, FALSE };
  static const char *const names[PER_MESSAGE] = { "Wave", "Noise", "Level", "Counter" };
  BusConfig *config = bus_config_new ();
  DatabaseSet *none = database_set_new (), *set;
  Database *database = plot_traffic_database (sending.n_messages);
  MainWindow *window;
  PlotModel *model;
  GThread *sender;
  MainApp *app;

  gtk_init ();
  setvbuf (stdout, NULL, _IOLBF, 0);
  app = main_app_new ();
  g_application_register (G_APPLICATION (app), NULL, NULL);
  g_application_hold (G_APPLICATION (app));
  window = main_window_new (app);
  gtk_window_set_default_size (GTK_WINDOW (window), 1600, 1000);
  gtk_window_present (GTK_WINDOW (window));
  set = database_set_add (none, database, NULL);
  trace_session_set_databases (window->session, set);
  bus_config_set (config, "channel", "bench-plot", NULL);
  if (!main_window_begin_capture (window, 1))
    return 1;
  capture_add (trace_session_get_capture (window->session), backend_find ("virtual"), config, "can0");
  sender = g_thread_new ("sender", send_main, &sending);
  run_for (1);
  window_times_watch (GTK_WIDGET (window), NULL);
  watch (window, "without plots", seconds);
  g_action_group_activate_action (G_ACTION_GROUP (window), "plot", NULL);
  model = session_plot_get (window->session);
  for (guint i = 0; i < n_signals; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s%u", names[i % PER_MESSAGE], i / PER_MESSAGE);

      if (!session_plot_add_text (window->session, name, &(char *){ NULL }))
        g_error ("%s cannot be plotted", name);
    }
  plot_model_set_follow (model, TRUE);
  watch (window, "stacked", seconds);
  plot_model_set_mode (model, PLOT_OVERLAID);
  watch (window, "overlaid", seconds);
  atomic_store (&sending.stopped, TRUE);
  g_thread_join (sender);
  trace_session_discard_capture (window->session);
  return 0;
}
