/* bench-main-loop.c LOG [PHASE…]: how long the main loop of the window is busy at a time while a log loads, is
 * filtered, is scrolled, and its cells are written in other ways; while frames are searched and copied, and seen by
 * identifier.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A dispatch is everything between two polls: our handlers, and GTK's layout and painting with them. Two figures: all
 * of it, and what is spent outside of frames (the frame clock's own dispatches are GTK's). CPU time of the main thread,
 * so that a busy machine does not disturb. Run it by tests/ui/with-display; aim: under 10 ms at the 99.9th percentile.
 */
#include "config.h"

#include "session/trace-session.h"
#include "ui/window-private.h"
#include <stdio.h>
#include <time.h>

#define AIM_MS 10.0

static GArray *all, *ours; /* of double, ms */
static gint64 busy_since;  /* ns of the thread's CPU time; 0 before the first poll */
static gint64 painting;    /* ns of this dispatch spent in frames */
static gint64 frame_since;

static gint64
thread_time (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (gint64) t.tv_sec * 1000000000 + t.tv_nsec;
}

static gint
timed_poll (GPollFD *fds, guint n, gint timeout)
{
  gint64 now = thread_time ();
  gint result;

  if (busy_since != 0)
    {
      double whole = (double) (now - busy_since) / 1e6, own = (double) (now - busy_since - painting) / 1e6;

      g_array_append_val (all, whole);
      g_array_append_val (ours, own);
    }
  result = g_poll (fds, n, timeout);
  painting = 0;
  busy_since = thread_time ();
  return result;
}

static void
on_before_paint (GdkFrameClock *clock)
{
  frame_since = thread_time ();
}

static void
on_after_paint (GdkFrameClock *clock)
{
  painting += thread_time () - frame_since;
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
  return g_array_index (values, double, (guint) (p * (values->len - 1)));
}

static void
report (const char *what)
{
  g_array_sort (all, compare);
  g_array_sort (ours, compare);
  if (all->len > 0)
    printf ("%-10s %6u dispatches; with frames: median %.2f, 99.9 %% %.2f, most %.2f ms; without: median %.2f, 99.9 %% "
            "%.2f, most %.2f ms "
            "(aim %.0f, ratio %.2f)\n",
            what, all->len, percentile (all, 0.5), percentile (all, 0.999), percentile (all, 1), percentile (ours, 0.5),
            percentile (ours, 0.999), percentile (ours, 1), AIM_MS, percentile (ours, 0.999) / AIM_MS);
  g_array_set_size (all, 0);
  g_array_set_size (ours, 0);
}

/* Lets the loop run for so long while step is called each 20 ms. */
static void
run_for (double seconds, GSourceFunc step, gpointer data)
{
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  guint id = g_timeout_add (20, step, data);

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

static gboolean
scroll (gpointer data)
{
  MainWindow *window = data;
  static uint64_t random = 1;
  uint64_t n = trace_session_n_shown (window->session);

  random = random * G_GUINT64_CONSTANT (6364136223846793005) + 1442695040888963407;
  if (n > 0)
    trace_list_go (trace_panel_get_list (window->trace_panel), (random >> 20) % n, TRACE_LIST_SELECT);
  return G_SOURCE_CONTINUE;
}

static gboolean
filter (gpointer data)
{
  static const char *const filters[]
      = { "can.id == 0x123", "data[0] > 100 && can.len == 8", "", "can.fd || can.err", "data contains 11:22" };
  static guint i;
  MainWindow *window = data;

  if (i++ % 10 == 0) /* five a second, as quick fingers do */
    trace_session_set_filter (window->session, filters[i / 10 % G_N_ELEMENTS (filters)], NULL);
  scroll (data);
  return G_SOURCE_CONTINUE;
}

static gboolean
write_otherwise (gpointer data)
{
  static const char *const actions[]
      = { "next-number-base", "next-data-group", "time-format::absolute", "time-format::since-same-id",
          "time-reference",   "fit-columns",     "time-format::epoch",    "time-format::since-start" };
  static guint i;
  g_autoptr (GVariant) target = NULL;
  g_autofree char *name = NULL;

  if (i++ % 10 == 0 && g_action_parse_detailed_name (actions[i / 10 % G_N_ELEMENTS (actions)], &name, &target, NULL))
    g_action_group_activate_action (G_ACTION_GROUP (data), name, target);
  return G_SOURCE_CONTINUE;
}

/* From one view to the other, twice a second. */
static gboolean
switch_views (gpointer data)
{
  static guint i;

  if (i++ % 25 == 0)
    g_action_group_activate_action (G_ACTION_GROUP (data), "by-identifier", NULL);
  return G_SOURCE_CONTINUE;
}

/* By identifier, another filter twice a second. */
static gboolean
filter_ids (gpointer data)
{
  static const char *const filters[] = { "can.id < 0x200", "", "data[0] > 100", "can.fd || can.err" };
  static guint i;

  if (i++ % 25 == 0)
    trace_session_set_filter (MAIN_WINDOW (data)->session, filters[i / 25 % G_N_ELEMENTS (filters)], NULL);
  return G_SOURCE_CONTINUE;
}

static gboolean
find (gpointer data)
{
  static const char *const texts[] = { "data[0] == 0x11", "can.err", "can.id == 0x123 && data[1] > 5" };
  static guint i;
  MainWindow *window = data;

  if (i % 50 == 0)
    gtk_editable_set_text (find_bar_get_entry (window->find_bar), texts[i / 50 % G_N_ELEMENTS (texts)]);
  if (i++ % 5 == 0)
    g_action_group_activate_action (G_ACTION_GROUP (data), "find-next", NULL);
  return G_SOURCE_CONTINUE;
}

/* A million rows to the clipboard, once a second. */
static gboolean
copy_all (gpointer data)
{
  static guint i;

  if (i == 0)
    trace_list_select_all (trace_panel_get_list (MAIN_WINDOW (data)->trace_panel));
  if (i++ % 100 == 0)
    g_action_group_activate_action (G_ACTION_GROUP (data), "copy-as", g_variant_new_string ("text"));
  return G_SOURCE_CONTINUE;
}

static gint64 opened, first_rows; /* µs */

static void
on_first_rows (TraceSession *session)
{
  if (first_rows == 0 && trace_session_n_shown (session) > 0)
    first_rows = g_get_monotonic_time ();
}

static gboolean
nothing (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
show_all (MainWindow *window)
{
  trace_session_set_filter (window->session, "", NULL);
}

static void
end_finding (MainWindow *window)
{
  find_bar_close (window->find_bar);
}

static void
show_ids (MainWindow *window)
{
  g_action_group_change_action_state (G_ACTION_GROUP (window), "by-identifier", g_variant_new_boolean (TRUE));
}

static const struct
{
  const char *name;
  double seconds;
  GSourceFunc step;
  void (*begin) (MainWindow *window); /* (nullable) */
  void (*end) (MainWindow *window);   /* (nullable) */
} phases[] = {
  { "scrolling", 5, scroll, NULL, NULL },        { "filtering", 5, filter, NULL, NULL },
  { "formats", 5, write_otherwise, NULL, NULL }, { "finding", 5, find, show_all, end_finding },
  { "copying", 5, copy_all, NULL, NULL },        { "views", 8, switch_views, NULL, NULL },
  { "ids", 8, filter_ids, show_ids, NULL },
};

int
main (int argc, char **argv)
{
  MainApp *app;
  MainWindow *window;
  GdkFrameClock *clock;
  GFile *file;

  if (argc < 2)
    return 2;
  gtk_init ();
  all = g_array_new (FALSE, FALSE, sizeof (double));
  ours = g_array_new (FALSE, FALSE, sizeof (double));
  app = main_app_new ();
  g_application_register (G_APPLICATION (app), NULL, NULL);
  g_application_hold (G_APPLICATION (app));
  window = main_window_new (app);
  gtk_window_present (GTK_WINDOW (window));
  run_for (0.5, nothing, NULL);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint), NULL);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (on_after_paint), NULL);
  g_main_context_set_poll_func (NULL, timed_poll);

  file = g_file_new_for_commandline_arg (argv[1]);
  g_signal_connect (window->session, "advanced", G_CALLBACK (on_first_rows), NULL);
  opened = g_get_monotonic_time ();
  main_window_open_files (window, &file, 1);
  run_for (0.3, nothing, NULL);
  while (trace_session_get_state (window->session) != TRACE_SESSION_IDLE)
    run_for (0.02, scroll, window);
  printf ("opening    first rows after %.2f s (aim 0.3), all after %.2f s (aim 2)\n",
          (double) (first_rows - opened) / 1e6, (double) (g_get_monotonic_time () - opened) / 1e6);
  report ("loading");
  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    if (argc == 2 || g_strv_contains ((const char *const *) argv + 2, phases[i].name))
      {
        if (phases[i].begin != NULL)
          phases[i].begin (window);
        run_for (phases[i].seconds, phases[i].step, window);
        if (phases[i].end != NULL)
          phases[i].end (window);
        report (phases[i].name);
      }
  return 0;
}
