/* bench-plot.c: what it costs to add a signal over a trace, and to draw four of them while panning and zooming.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * bench-plot FRAMES                              generated, four messages in turn: a signal of each
 * bench-plot TRACE.canid DATABASE [SIGNAL…]      of a database with the benchmark's names: its first signals
 */
#include "models/plot-model.h"
#include "plot-traffic.h"

#include <math.h>
#include <string.h>
#include <time.h>

#define WIDTH 1200
#define HEIGHT 400
#define N_FRAMES 100

static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static double
wall_ms (void)
{
  return (double) g_get_monotonic_time () / 1e3;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
bench_moves (PlotModel *model, const char *what, double share, gboolean pan)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  PangoContext *context = pango_cairo_create_context (cr);
  DrawLook look;
  int64_t first, last;
  double times[N_FRAMES], gathered[N_FRAMES];

  draw_look_init_light (&look, context);
  look.texts = draw_texts_new ();
  plot_model_get_span (model, &first, &last);
  for (guint i = 0; i < N_FRAMES; i++)
    {
      PlotPicture *picture;
      double span = (double) (last - first) * share * (pan ? 1 : pow (0.97, i));
      int64_t from = first + (int64_t) (((double) (last - first) - span) * (pan ? (double) i / N_FRAMES : 0.5));
      double start = cpu_ms ();

      plot_model_set_range (model, from, from + (int64_t) span, FALSE);
      picture = plot_model_get_picture (model, &look, WIDTH, HEIGHT);
      gathered[i] = cpu_ms () - start;
      plot_picture_draw (picture, &look, cr);
      times[i] = cpu_ms () - start;
    }
  qsort (times, N_FRAMES, sizeof *times, compare);
  qsort (gathered, N_FRAMES, sizeof *gathered, compare);
  g_print ("%s: median %.2f ms, 95 %% %.2f ms of CPU a frame; %.2f ms of it to gather\n", what, times[N_FRAMES / 2],
           times[N_FRAMES * 95 / 100], gathered[N_FRAMES / 2]);
  draw_texts_free (look.texts);
  g_object_unref (context);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static guint64
resident_kb (void)
{
  g_autofree char *text = NULL;
  char *at;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL) || (at = strstr (text, "RssAnon:")) == NULL)
    return 0;
  return g_ascii_strtoull (at + 8, NULL, 10);
}

static void
bench_add (PlotModel *model, const char *message, const char *signal)
{
  double wall = wall_ms (), cpu = cpu_ms ();
  guint64 before = resident_kb (), after;
  SeriesKey *key = series_key_new (message, signal, NULL, 0);
  guint index = plot_model_add (model, key);
  const PlotSignal *added = plot_model_get_signal (model, index);

  series_key_free (key);
  if (added->series == NULL)
    {
      g_printerr ("%s\n", added->problem);
      return;
    }
  plot_model_wait (model);
  after = resident_kb ();
  g_print ("add %s: %" G_GUINT64_FORMAT " samples, %.0f ms, %.0f ms of CPU, %.2f bytes a sample\n", signal,
           series_n (added->series), wall_ms () - wall, cpu_ms () - cpu,
           series_n (added->series) > 0
               ? (double) (after - MIN (before, after)) * 1024 / (double) series_n (added->series)
               : 0);
}

/* "100000000": so many generated frames; else a file. */
static FrameStore *
open_store (int argc, char **argv, Database **database, GError **error)
{
  guint64 n_rows;
  FrameStore *store;

  if (argc == 2 && g_ascii_string_to_unsigned (argv[1], 10, 1, FRAME_STORE_MAX_ROWS, &n_rows, NULL))
    {
      *database = plot_traffic_database (4);
      return plot_traffic_store (4, n_rows);
    }
  store = argc > 2 ? frame_store_open (argv[1], error) : NULL;
  *database = store != NULL ? database_load (argv[2], error) : NULL;
  return store;
}

static void
bench_all_moves (PlotModel *model, PlotMode mode, const char *name)
{
  g_print ("%s\n", name);
  plot_model_set_mode (model, mode);
  bench_moves (model, "  all of it", 1, TRUE);
  bench_moves (model, "  panning a tenth", 0.1, TRUE);
  bench_moves (model, "  zooming", 1, FALSE);
  bench_moves (model, "  panning a thousandth", 0.001, TRUE);
}

int
main (int argc, char **argv)
{
  GError *error = NULL;
  Database *database = NULL;
  FrameStore *store = open_store (argc, argv, &database, &error);
  DatabaseSet *empty = database_set_new (), *set;
  PlotModel *model = plot_model_new ();

  if (database == NULL)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "bench-plot FRAMES | TRACE.canid DATABASE [SIGNAL…]");
      return 1;
    }
  set = database_set_add (empty, database, NULL);
  plot_model_set_source (model, store, set);
  g_print ("%" G_GUINT64_FORMAT " frames\n", frame_store_length (store));
  if (argc > 3)
    for (int i = 3; i < argc; i++)
      bench_add (model, NULL, argv[i]);
  else
    for (guint i = 0; i < 4; i++)
      {
        const Message *message = database_get_message (database, i % database_n_messages (database));

        bench_add (model, message->name, message->signals[argc == 2 ? i : i / database_n_messages (database)].name);
      }
  bench_all_moves (model, PLOT_OVERLAID, "overlaid");
  bench_all_moves (model, PLOT_STACKED, "stacked");
  g_object_unref (model);
  database_set_unref (set);
  database_set_unref (empty);
  database_unref (database);
  frame_store_unref (store);
  return 0;
}
