/* test-plot-model.c: what a plot shows, keeps, and writes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "draw/plot-axis.h"
#include "models/plot-export.h"
#include "models/plot-model.h"
#include "small-trace.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define MS G_GINT64_CONSTANT (1000000)

static const char *const lines[] = { "0 a 0C9#0FA00A0000000080",
                                     "10 a 0C9#1F400A0000000000",
                                     "15 a 321#00640000",
                                     "20 a 0C9#0FA00A0000000200",
                                     "30 b 0C9#00040A0000000000",
                                     "40 a 0C9#00080A0000000000",
                                     NULL };

static PlotModel *
model_of (const char *const *trace)
{
  PlotModel *model = plot_model_new ();
  FrameStore *store = small_trace_new (trace);
  const DatabaseSet *databases = small_databases_new ();

  plot_model_set_source (model, store, databases);
  frame_store_unref (store);
  database_set_unref (databases);
  return model;
}

static guint
add (PlotModel *model, const char *message, const char *signal, const char *channel)
{
  SeriesKey *key = series_key_new (message, signal, channel, 0);
  guint index = plot_model_add (model, key);

  series_key_free (key);
  return index;
}

static void
draw (PlotModel *model, double width, double height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) width, (int) height);
  cairo_t *cr = cairo_create (surface);
  PangoContext *context = pango_cairo_create_context (cr);
  DrawLook look;

  draw_look_init_light (&look, context);
  plot_picture_draw (plot_model_get_picture (model, &look, width, height), &look, cr);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  g_object_unref (context);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static const char *
missing (PlotModel *model, guint line)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 400, 300);
  cairo_t *cr = cairo_create (surface);
  PangoContext *context = pango_cairo_create_context (cr);
  const char *text;
  DrawLook look;

  draw_look_init_light (&look, context);
  text = plot_picture_line (plot_model_get_picture (model, &look, 400, 300), line)->missing;
  g_object_unref (context);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return text;
}

static void
test_signals (void)
{
  PlotModel *model = model_of (lines);

  g_assert_cmpuint (add (model, "EngineData", "EngineSpeed", "a"), ==, 0);
  g_assert_cmpuint (add (model, "EngineData", "EngineState", NULL), ==, 1);
  g_assert_cmpuint (add (model, "EngineData", "EngineSpeed", "a"), ==, 0); /* is there */
  g_assert_cmpuint (add (model, "EngineData", "EngineSpeed", "b"), ==, 2);
  g_assert_cmpuint (add (model, NULL, "Nothing", NULL), ==, 3);
  g_assert_cmpstr (plot_model_get_signal (model, 0)->name, ==, "EngineSpeed (a)");
  g_assert_nonnull (plot_model_get_signal (model, 3)->problem);
  g_assert_cmpuint (plot_model_get_signal (model, 2)->color, ==, 2);
  plot_model_remove (model, 1);
  g_assert_cmpuint (add (model, "Mux", "Alpha", NULL), ==, 3);
  g_assert_cmpuint (plot_model_get_signal (model, 3)->color, ==, 1); /* the one that became free */
  plot_model_move (model, 3, 0);
  g_assert_cmpstr (plot_model_get_signal (model, 0)->name, ==, "Alpha");
  plot_model_wait (model);
  for (guint mode = 0; mode < 3; mode++)
    {
      plot_model_set_mode (model, (PlotMode) mode);
      draw (model, 500, 300);
      draw (model, 90, 60);
    }
  plot_model_clear (model);
  draw (model, 500, 300);
  g_object_unref (model);
}

static void
test_range (void)
{
  PlotModel *model = model_of (lines);
  int64_t from, to;

  add (model, "EngineData", "EngineSpeed", "a");
  plot_model_wait (model);
  plot_model_get_range (model, &from, &to);
  g_assert_cmpint (from, ==, 0);
  g_assert_cmpint (to, >, 40 * MS);
  plot_model_set_range (model, 10 * MS, 20 * MS, TRUE);
  plot_model_zoom (model, 15 * MS, 0.5);
  plot_model_get_range (model, &from, &to);
  g_assert_cmpint (from, ==, 12500000);
  g_assert_cmpint (to, ==, 17500000);
  g_assert_true (plot_model_back (model));
  plot_model_get_range (model, &from, &to);
  g_assert_cmpint (from, ==, 10 * MS);
  g_assert_true (plot_model_forward (model));
  plot_model_get_range (model, &from, &to);
  g_assert_cmpint (from, ==, 12500000);
  g_assert_false (plot_model_forward (model));
  for (guint i = 0; i < 200; i++) /* never to nothing, never over the edge */
    plot_model_zoom (model, 15 * MS, i < 100 ? 0.5 : 4);
  plot_model_get_range (model, &from, &to);
  g_assert_cmpint (to, >, from);
  draw (model, 500, 300);
  plot_model_set_range (model, INT64_MIN + 1, INT64_MAX, TRUE);
  draw (model, 500, 300);
  plot_model_pan (model, INT64_MAX);
  draw (model, 500, 300);
  plot_model_show_all (model);
  plot_model_set_follow (model, TRUE);
  plot_model_get_range (model, &from, &to);
  g_assert_cmpint (to, ==, 40 * MS);
  g_object_unref (model);
}

/* Back and forward bring the axes too, and "all" is all again. */
static void
test_history (void)
{
  PlotModel *model = model_of (lines);
  const PlotSignal *signal;
  int64_t from, to, all;

  add (model, "EngineData", "EngineSpeed", "a");
  plot_model_wait (model);
  plot_model_get_range (model, &from, &all);
  plot_model_note (model);
  plot_model_set_axis (model, 0, 100, 200);
  plot_model_set_range (model, 10 * MS, 20 * MS, FALSE);
  plot_model_note (model);
  plot_model_set_axis (model, 0, 120, 130);
  signal = plot_model_get_signal (model, 0);
  g_assert_true (plot_model_back (model));
  g_assert_cmpfloat (signal->min, ==, 100);
  g_assert_cmpfloat (signal->max, ==, 200);
  plot_model_get_range (model, &from, &to);
  g_assert_cmpint (from, ==, 10 * MS);
  g_assert_true (plot_model_back (model));
  g_assert_false (signal->fixed);
  plot_model_get_range (model, &from, &to);
  g_assert_cmpint (to, ==, all);
  g_assert_false (plot_model_back (model));
  g_assert_true (plot_model_forward (model));
  g_assert_true (plot_model_forward (model));
  g_assert_cmpfloat (signal->min, ==, 120);

  /* Another list of signals has axes of its own. */
  add (model, "EngineData", "ThrottlePos", "a");
  g_assert_true (plot_model_back (model));
  g_assert_cmpfloat (plot_model_get_signal (model, 0)->min, ==, 120);
  g_object_unref (model);
}

/* Two ms apart, silent now and then. */
static void
append (FrameStore *store, guint from, guint n)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (from);
  FrameBatch *batch = frame_batch_new ();

  for (guint i = from; i < from + n; i++)
    {
      uint8_t *data = batch->payload[batch->n_frames];

      memset (data, 0, 8);
      data[0] = (uint8_t) g_rand_int_range (random, 0, 64);
      data[1] = (uint8_t) g_rand_int_range (random, 0, 256);
      if (i % 3000 < 2800)
        batch->frames[batch->n_frames++]
            = (CanFrame){ .time = (i + 1) * 2 * MS, .id = 0x0C9, .len = 8, .dlc = 8, .data = data };
      if (batch->n_frames < FRAME_BATCH_SIZE && i + 1 < from + n)
        continue;
      g_assert_true (frame_store_append (store, batch, NULL));
      frame_batch_clear (batch);
    }
  frame_batch_free (batch);
}

/* What a picture keeps of the one before is what it would find. */
static void
check_columns (PlotModel *model, guint *n_kept)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 400, 300);
  cairo_t *cr = cairo_create (surface);
  PangoContext *context = pango_cairo_create_context (cr);
  const Series *series = plot_model_get_signal (model, 0)->series;
  SeriesColumn columns[400];
  PlotPicture *picture;
  const PlotPiece *piece;
  DrawLook look;

  draw_look_init_light (&look, context);
  picture = plot_model_get_picture (model, &look, 400, 300);
  piece = &g_array_index (plot_picture_line (picture, 0)->pieces, PlotPiece, 0);
  g_assert_cmpuint (piece->n_columns, <=, 400);
  series_get_columns (series, 0, picture->from, picture->to, piece->n_columns, columns);
  for (guint i = 0; i < piece->n_columns; i++)
    {
      const PlotColumn *column = &piece->columns[i];

      g_assert_cmpint (column->filled, ==, columns[i].filled);
      if (!column->filled)
        continue;
      g_assert_cmpint (column->joined, ==, columns[i].joined);
      g_assert_cmpfloat (column->min, ==, columns[i].min);
      g_assert_cmpfloat (column->max, ==, columns[i].max);
      g_assert_cmpfloat (column->first, ==, columns[i].first);
      g_assert_cmpfloat (column->last, ==, columns[i].last);
      ++*n_kept;
    }
  g_object_unref (context);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_following (void)
{
  PlotModel *model = plot_model_new ();
  FrameStore *store = frame_store_new (NULL);
  const DatabaseSet *databases = small_databases_new ();
  guint n_columns = 0, at = 0;

  trace_info_channel (frame_store_get_info (store), "a", 1, NULL);
  append (store, 0, 4000);
  plot_model_set_source (model, store, databases);
  add (model, "EngineData", "EngineSpeed", NULL);
  plot_model_set_follow (model, TRUE);
  for (guint i = 0, n = 4000; i < 40; i++, n += 100 + 37 * i)
    {
      append (store, n, 100 + 37 * i);
      for (guint k = 0; k < 2; k++)
        {
          plot_model_poke (model);
          plot_model_wait (model);
        }
      plot_model_poke (model); /* the range of what is known now */
      check_columns (model, &n_columns);
      at = n;
    }
  g_assert_cmpuint (n_columns, >, 40u * 100);
  g_assert_cmpuint (at, >, 10000);
  g_object_unref (model);
  frame_store_unref (store);
  database_set_unref (databases);
}

static void
test_cursors (void)
{
  PlotModel *model = model_of (lines);

  add (model, "EngineData", "EngineSpeed", "a");
  plot_model_wait (model);
  g_assert_cmpint (plot_model_snap (model, 12 * MS, 5 * MS), ==, 10 * MS);
  g_assert_cmpint (plot_model_snap (model, 30 * MS, 5 * MS), ==, 30 * MS);
  g_assert_cmpuint (plot_model_row_at (model, 19 * MS), ==, 3);
  plot_model_set_cursor (model, 0, 0);
  for (guint i = 0; i < 5; i++)
    plot_model_step_cursor (model, 0, FALSE);
  g_assert_cmpint (plot_model_get_cursor (model, 0), ==, 40 * MS);
  plot_model_step_cursor (model, 0, TRUE);
  g_assert_cmpint (plot_model_get_cursor (model, 0), ==, 20 * MS);
  plot_model_set_cursor (model, 1, 11 * MS);
  draw (model, 500, 300);
  g_object_unref (model);
}

static void
test_missing (void)
{
  PlotModel *model = model_of (lines);

  add (model, "EngineData", "EngineSpeed", "c");
  add (model, "FdData", "Last", NULL);
  add (model, "Mux", "Beta", NULL);
  add (model, "EngineData", "EngineSpeed", "b");
  add (model, NULL, "Nothing", NULL);
  plot_model_wait (model);
  g_assert_nonnull (strstr (missing (model, 0), "0x0C9 on channel c"));
  g_assert_nonnull (strstr (missing (model, 1), "in this trace"));
  g_assert_nonnull (strstr (missing (model, 2), "selects Beta"));
  g_assert_null (missing (model, 3));
  g_assert_nonnull (strstr (missing (model, 4), "Nothing"));
  plot_model_set_range (model, 0, 20 * MS, FALSE);
  g_assert_nonnull (strstr (missing (model, 3), "it was seen from"));
  plot_model_set_range (model, 35 * MS, 40 * MS, FALSE);
  g_assert_nonnull (strstr (missing (model, 3), "it was seen until"));
  draw (model, 500, 300);
  g_object_unref (model);
}

static void
test_layout (void)
{
  static const char *const broken[] = { "",
                                        "[]",
                                        "{",
                                        "{\"signals\": 3}",
                                        "{\"signals\": [3, {}, {\"signal\": 7}]}",
                                        "{\"signals\": [{\"signal\": \"\", \"color\": \"x\"}]}" };
  PlotModel *model = model_of (lines), *other = model_of (lines);
  g_autofree char *text = NULL, *again = NULL;

  add (model, "EngineData", "EngineSpeed", "a");
  add (model, NULL, "=EngineSpeed * 2", "b");
  plot_model_set_mode (model, PLOT_OVERLAID);
  plot_model_set_axis (model, 0, -5, 5000);
  plot_model_set_style (model, 1, PLOT_STYLE_STEPPED);
  plot_model_set_width (model, 1, 3);
  plot_model_set_hidden (model, 1, TRUE);
  plot_model_set_kind (model, 0, PLOT_LINE_AND_GAUGE);
  plot_model_set_grid (model, FALSE);
  text = plot_model_to_text (model);
  g_assert_true (plot_model_from_text (other, text));
  again = plot_model_to_text (other);
  g_assert_cmpstr (text, ==, again);
  g_assert_cmpuint (plot_model_n_signals (other), ==, 2);
  g_assert_cmpfloat (plot_model_get_signal (other, 0)->max, ==, 5000);
  g_assert_true (plot_model_get_signal (other, 1)->hidden);
  g_assert_cmpint (plot_model_get_signal (other, 0)->kind, ==, PLOT_LINE_AND_GAUGE);
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    plot_model_from_text (other, broken[i]);
  g_object_unref (model);
  g_object_unref (other);
}

static char *
exported (PlotModel *model, PlotTable table)
{
  g_autofree char *folder = g_dir_make_tmp ("canid-plot-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "table", NULL);
  PlotExport *export = plot_export_new (model, 0, 40 * MS);
  GError *error = NULL;
  char *text = NULL;
  gsize n;

  plot_export_write (export, path, table, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, &n, NULL));
  g_assert_cmpuint (n, >, 0);
  plot_export_free (export);
  g_remove (path);
  g_rmdir (folder);
  return text;
}

static void
test_export (void)
{
  PlotModel *model = model_of (lines);
  g_autofree char *rows = NULL, *columns = NULL, *arrays = NULL;

  add (model, "EngineData", "EngineSpeed", NULL);
  add (model, "Mux", "Alpha", NULL);
  add (model, "EngineData", "EngineState", "b");
  plot_model_wait (model);
  rows = exported (model, PLOT_CSV_LONG);
  g_assert_nonnull (strstr (rows, "number,time,channel,id,message,signal,raw,value,unit,text\n"
                                  "1,0.000000,a,C9,EngineData,EngineSpeed,4000,1000,rpm,\n"
                                  "2,0.010000,a,C9,EngineData,EngineSpeed,8000,2000,rpm,\n"
                                  "3,0.015000,a,321,Mux,Alpha,100,100,V,\n"));
  g_assert_nonnull (strstr (rows, "5,0.030000,b,C9,EngineData,EngineState,0,0,,Off\n"));
  columns = exported (model, PLOT_CSV_WIDE);
  g_assert_cmpstr (columns, ==,
                   "number,time,EngineSpeed [rpm],Alpha [V],EngineState\n"
                   "1,0.000000,1000,,\n2,0.010000,2000,,\n3,0.015000,,100,\n4,0.020000,1000,,\n"
                   "5,0.030000,1,,0\n6,0.040000,2,,\n");
  arrays = exported (model, PLOT_NPZ);
  g_assert_true (memcmp (arrays, "PK", 2) == 0);
  g_object_unref (model);
}

static void
test_axis (void)
{
  static const double spans[] = { 1, 0.003, 7, 1e12, 65535, 1e-9, 4e300 };
  static const struct
  {
    double value, step;
    const char *text;
  } texts[] = { { 0, 1, "0" },
                { -2.5, 0.5, "−2.5" },
                { 12345, 5, "12\u2009345" },
                { 0.001, 0.001, "0.001" },
                { 1e12, 1e11, "1e+12" } };

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      double step = plot_axis_step (spans[i], 8), first = step / pow (10, floor (log10 (step) + 1e-9));

      g_assert_cmpfloat (spans[i] / step, <=, 8.001);
      g_assert_cmpfloat (spans[i] / step, >=, 3);
      g_assert_true (fabs (first - 1) < 1e-6 || fabs (first - 2) < 1e-6 || fabs (first - 5) < 1e-6);
    }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = plot_axis_text (texts[i].value, texts[i].step);

      g_assert_cmpstr (text, ==, texts[i].text);
    }
  for (int64_t span = 1; span < G_GINT64_CONSTANT (4000000000000000000) / 3; span *= 3)
    {
      int64_t step = plot_axis_time_step (span, 10);

      g_assert_cmpint (span / step, <=, 10);
      g_free (plot_axis_time_text (span, step));
      g_free (plot_axis_moment_text (span, span));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot-model/signals", test_signals);
  g_test_add_func ("/plot-model/range", test_range);
  g_test_add_func ("/plot-model/history", test_history);
  g_test_add_func ("/plot-model/following", test_following);
  g_test_add_func ("/plot-model/cursors", test_cursors);
  g_test_add_func ("/plot-model/missing", test_missing);
  g_test_add_func ("/plot-model/layout", test_layout);
  g_test_add_func ("/plot-model/export", test_export);
  g_test_add_func ("/plot-model/axis", test_axis);
  return g_test_run ();
}
