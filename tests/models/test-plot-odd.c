/* test-plot-odd.c: plots of what nobody expects: it is drawn right, or said, in each way a plot can be drawn.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "models/plot-model.h"

#include <math.h>
#include <string.h>

#define MS G_GINT64_CONSTANT (1000000)

static const char dbc[] = "VERSION \"\"\nBU_: A\n"
                          "BO_ 256 Odd: 8 A\n"
                          " SG_ Real : 0|32@1- (1,0) [0|0] \"m\" A\n"
                          " SG_ Zero : 32|8@1+ (0,7) [0|0] \"\" A\n"
                          " SG_ State : 40|8@1+ (1,0) [0|0] \"\" A\n"
                          " SG_ Byte : 48|8@1+ (1,0) [0|0] \"V\" A\n"
                          "BO_ 512 Mux: 4 A\n"
                          " SG_ Page M : 0|8@1+ (1,0) [0|0] \"\" A\n"
                          " SG_ Alpha m1 : 8|16@1+ (1,0) [0|0] \"V\" A\n"
                          "SIG_VALTYPE_ 256 Real : 1;\n"
                          "VAL_ 256 State 0 \"Off\" 1 \"On\" ;\n";

static DatabaseSet *
databases_of (const char *text)
{
  GError *error = NULL;
  Database *database = database_load_memory ("odd.dbc", text, strlen (text), &error);
  DatabaseSet *empty = database_set_new (), *set;

  g_assert_no_error (error);
  set = database_set_add (empty, database, NULL);
  database_set_unref (empty);
  database_unref (database);
  return set;
}

typedef struct
{
  PlotModel *model;
  FrameStore *store;
  FrameBatch *batch;
} Fixture;

static void
set_up (Fixture *self)
{
  DatabaseSet *set = databases_of (dbc);
  gboolean full;

  self->model = plot_model_new ();
  self->store = frame_store_new (NULL);
  self->batch = frame_batch_new ();
  trace_info_channel (frame_store_get_info (self->store), "a", 1, &full);
  plot_model_set_source (self->model, self->store, set);
  database_set_unref (set);
}

static void
tear_down (Fixture *self)
{
  g_object_unref (self->model);
  frame_batch_free (self->batch);
  frame_store_unref (self->store);
}

static void
hand_on (Fixture *self)
{
  g_assert_true (frame_store_append (self->store, self->batch, NULL));
  frame_batch_clear (self->batch);
}

static void
append (Fixture *self, int64_t time, uint32_t id, const void *bytes, guint8 len)
{
  memcpy (self->batch->payload[self->batch->n_frames], bytes, len);
  self->batch->frames[self->batch->n_frames] = (CanFrame){
    .time = time, .id = id, .len = len, .dlc = len, .data = self->batch->payload[self->batch->n_frames]
  };
  if (++self->batch->n_frames == FRAME_BATCH_SIZE)
    hand_on (self);
}

static void
append_real (Fixture *self, int64_t time, float value)
{
  guint8 bytes[8] = { 0 };

  memcpy (bytes, &value, 4);
  bytes[5] = (guint8) (time / MS % 4);
  append (self, time, 256, bytes, 8);
}

static void
add (Fixture *self, const char *signal)
{
  SeriesKey *key = series_key_new (NULL, signal, NULL, 0);

  plot_model_add (self->model, key);
  series_key_free (key);
}

static cairo_surface_t *
drawn (Fixture *self, int width, int height, gboolean recorded)
{
  cairo_rectangle_t extents = { 0, 0, width, height };
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_surface_t *surface
      = recorded ? cairo_recording_surface_create (CAIRO_CONTENT_COLOR, &extents) : cairo_surface_reference (image);
  cairo_t *cr = cairo_create (surface);
  PangoContext *context = pango_cairo_create_context (cr);
  DrawLook look;

  draw_look_init_dark (&look, context);
  plot_picture_draw (plot_model_get_picture (self->model, &look, width, height), &look, cr);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  g_object_unref (context);
  cairo_destroy (cr);
  if (recorded)
    {
      cr = cairo_create (image);
      cairo_set_source_surface (cr, surface, 0, 0);
      cairo_paint (cr);
      cairo_destroy (cr);
    }
  cairo_surface_destroy (surface);
  cairo_surface_flush (image);
  return image;
}

/* Pixels of palette colour 1 in it. */
static guint
count_blue (cairo_surface_t *image)
{
  const guint8 *data = cairo_image_surface_get_data (image);
  guint n = 0;

  for (int y = 0; y < cairo_image_surface_get_height (image); y++)
    for (int x = 0; x < cairo_image_surface_get_width (image); x++)
      {
        guint32 pixel;

        memcpy (&pixel, data + y * cairo_image_surface_get_stride (image) + x * 4, 4);
        n += (pixel & 0xFFFFFF) == 0x6ba5f2;
      }
  return n;
}

/* Each mode, each kind, sizes that are too small: nothing fails. The blue pixels of the usual one. */
static guint
draw_all_ways (Fixture *self)
{
  cairo_surface_t *image;
  guint n;

  plot_model_wait (self->model);
  for (guint mode = 0; mode < 3; mode++)
    for (guint kind = 0; kind < PLOT_N_KINDS; kind++)
      {
        plot_model_set_mode (self->model, (PlotMode) mode);
        for (guint i = 0; i < plot_model_n_signals (self->model); i++)
          plot_model_set_kind (self->model, i, (PlotKind) kind);
        cairo_surface_destroy (drawn (self, 600, 400, FALSE));
        cairo_surface_destroy (drawn (self, 90, 60, kind % 2));
      }
  plot_model_set_mode (self->model, PLOT_STACKED);
  for (guint i = 0; i < plot_model_n_signals (self->model); i++)
    plot_model_set_kind (self->model, i, PLOT_LINE);
  image = drawn (self, 600, 400, FALSE);
  n = count_blue (image);
  cairo_surface_destroy (image);
  return n;
}

static void
test_nothing (void)
{
  Fixture self;

  set_up (&self);
  add (&self, "Real");
  draw_all_ways (&self);
  g_assert_null (plot_model_dup_dial_text (self.model, 0));
  tear_down (&self);
}

static void
test_one_sample (void)
{
  g_autofree char *text = NULL;
  Fixture self;

  set_up (&self);
  append_real (&self, 5 * MS, 3);
  hand_on (&self);
  add (&self, "Real");
  g_assert_cmpuint (draw_all_ways (&self), >, 30); /* its name, and a dot */
  text = plot_model_dup_dial_text (self.model, 0);
  g_assert_cmpstr (text, ==, "3 m");
  tear_down (&self);
}

/* The picture as it is now. */
static const PlotPicture *
picture_of (Fixture *self)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 400, 300);
  cairo_t *cr = cairo_create (surface);
  PangoContext *context = pango_cairo_create_context (cr);
  const PlotPicture *picture;
  DrawLook look;

  draw_look_init_light (&look, context);
  picture = plot_model_get_picture (self->model, &look, 400, 300);
  g_object_unref (context);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return picture;
}

static void
test_not_finite (void)
{
  Fixture self;

  set_up (&self);
  for (int i = 0; i < 3000; i++)
    append_real (&self, i * MS, i % 3 == 0 ? NAN : i % 3 == 1 ? INFINITY : -INFINITY);
  hand_on (&self);
  add (&self, "Real");
  draw_all_ways (&self);
  g_assert_cmpuint (series_n_odd (plot_model_get_signal (self.model, 0)->series), ==, 3000);
  g_assert_nonnull (plot_picture_line (picture_of (&self), 0)->missing); /* says why nothing is drawn */
  for (int i = 3000; i < 6000; i++)
    append_real (&self, i * MS, i % 5 == 0 ? NAN : i % 7 == 0 ? 3.4e38f : i % 11 == 0 ? -3.4e38f : 1);
  hand_on (&self);
  g_assert_cmpuint (draw_all_ways (&self), >, 200);
  g_assert_null (plot_picture_line (picture_of (&self), 0)->missing);
  tear_down (&self);
}

/* Values beyond the table have numbers on the axis. */
static void
test_beyond_table (void)
{
  Fixture self;
  const PlotAxis *axis;

  set_up (&self);
  for (int i = 0; i < 2000; i++)
    append_real (&self, i * MS, 1);
  hand_on (&self);
  add (&self, "State");
  plot_model_wait (self.model);
  axis = plot_picture_axis (picture_of (&self), 0);
  g_assert_cmpuint (axis->n_labels, >=, 3);
  g_assert_cmpstr (axis->labels[0].text, ==, "Off");
  g_assert_cmpstr (axis->labels[1].text, ==, "On");
  g_assert_cmpstr (axis->labels[2].text, ==, "2");
  g_assert_cmpfloat (axis->labels[2].value, ==, 2);
  tear_down (&self);
}

static void
test_factor_zero (void)
{
  Fixture self;
  double min, max;

  set_up (&self);
  for (int i = 0; i < 2000; i++)
    append_real (&self, i * MS, 1);
  hand_on (&self);
  add (&self, "Zero");
  add (&self, "State"); /* values beyond the table, too: 2 and 3 */
  g_assert_cmpuint (draw_all_ways (&self), >, 100);
  g_assert_true (series_get_range (plot_model_get_signal (self.model, 0)->series, &min, &max));
  g_assert_cmpfloat (min, ==, max);
  tear_down (&self);
}

static void
test_lengths (void)
{
  Fixture self;
  guint8 bytes[8] = { 0 };

  set_up (&self);
  for (int i = 0; i < 3000; i++)
    {
      bytes[6] = (guint8) i;
      append (&self, i * MS, 256, bytes, i / 100 % 2 ? 4 : 8);
    }
  hand_on (&self);
  add (&self, "Byte");
  g_assert_cmpuint (draw_all_ways (&self), >, 100);
  g_assert_cmpuint (series_n_absent (plot_model_get_signal (self.model, 0)->series), ==, 1500);
  tear_down (&self);
}

static void
test_backwards (void)
{
  Fixture self;

  set_up (&self);
  for (int i = 0; i < 9000; i++)
    append_real (&self, (i % 3000) * MS, (float) i);
  hand_on (&self);
  add (&self, "Real");
  g_assert_cmpuint (draw_all_ways (&self), >, 600);
  g_assert_cmpuint (series_n_runs (plot_model_get_signal (self.model, 0)->series), ==, 3);
  tear_down (&self);
}

/* A multiplexed signal that is absent for long: the line ends there, the dial says what is so. */
static void
test_absent_for_long (void)
{
  Fixture self;
  guint with_gap;

  set_up (&self);
  for (int i = 0; i < 3000; i++)
    {
      guint8 bytes[4] = { i < 300 || i > 2700, 100, 0, 0 };

      append (&self, i * MS, 512, bytes, 4);
    }
  hand_on (&self);
  add (&self, "Alpha");
  with_gap = draw_all_ways (&self);
  g_assert_cmpuint (with_gap, >, 30);
  g_assert_cmpint (series_get_time_out (plot_model_get_signal (self.model, 0)->series), >, 0);
  plot_model_set_range (self.model, 1000 * MS, 2000 * MS, FALSE);
  plot_model_set_kind (self.model, 0, PLOT_TEXT);
  cairo_surface_destroy (drawn (&self, 600, 200, FALSE));
  tear_down (&self);
}

/* The database is read again under the plot, with other signals, then as it was. */
static void
test_reloaded (void)
{
  DatabaseSet *other
      = databases_of ("VERSION \"\"\nBU_: A\nBO_ 256 Odd: 8 A\n SG_ Other : 0|8@1+ (2,0) [0|0] \"\" A\n"),
      *same = databases_of (dbc);
  Fixture self;

  set_up (&self);
  for (int i = 0; i < 3000; i++)
    append_real (&self, i * MS, (float) i);
  hand_on (&self);
  add (&self, "Real");
  add (&self, "=Real * 2");
  plot_model_set_cursor (self.model, 0, 1000 * MS);
  g_assert_cmpuint (draw_all_ways (&self), >, 100);
  plot_model_set_source (self.model, self.store, other);
  g_assert_null (plot_model_get_signal (self.model, 0)->series);
  g_assert_nonnull (strstr (plot_model_get_signal (self.model, 0)->problem, "Real"));
  draw_all_ways (&self);
  plot_model_set_source (self.model, NULL, other);
  draw_all_ways (&self);
  plot_model_set_source (self.model, self.store, same);
  g_assert_cmpuint (draw_all_ways (&self), >, 100);
  database_set_unref (other);
  database_set_unref (same);
  tear_down (&self);
}

/* Bars written as pixels are those that cairo fills. */
static void
test_bars (void)
{
  cairo_surface_t *direct, *recorded;
  guint differing = 0;
  Fixture self;

  set_up (&self);
  for (int i = 0; i < 20000; i++)
    append_real (&self, i * MS, (float) (sin (i / 700.0) * 100 + (i * 7919) % 13));
  hand_on (&self);
  add (&self, "Real");
  plot_model_wait (self.model);
  direct = drawn (&self, 700, 300, FALSE);
  recorded = drawn (&self, 700, 300, TRUE);
  for (int y = 40; y < 270; y++) /* texts may be smoothed otherwise */
    {
      const guint8 *a = cairo_image_surface_get_data (direct) + y * cairo_image_surface_get_stride (direct),
                   *b = cairo_image_surface_get_data (recorded) + y * cairo_image_surface_get_stride (recorded);

      for (int x = 200; x < 690; x++)
        differing += memcmp (a + x * 4, b + x * 4, 3) != 0;
    }
  g_assert_cmpuint (count_blue (direct), >, 2000);
  g_assert_cmpuint (differing, ==, 0);
  cairo_surface_destroy (direct);
  cairo_surface_destroy (recorded);
  tear_down (&self);
}

/* The same picture until something changes, and no longer. */
static void
test_kept (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 10, 10);
  cairo_t *cr = cairo_create (surface);
  PangoContext *context = pango_cairo_create_context (cr);
  DrawLook look;
  uint64_t serial;
  Fixture self;

  set_up (&self);
  draw_look_init_light (&look, context);
  append_real (&self, 5 * MS, 3);
  hand_on (&self);
  add (&self, "Real");
  plot_model_wait (self.model);
  serial = plot_model_get_picture (self.model, &look, 400, 300)->serial;
  plot_model_set_cursor (self.model, 0, 5 * MS);
  plot_model_set_chosen (self.model, 5 * MS);
  g_assert_cmpuint (plot_model_get_picture (self.model, &look, 400, 300)->serial, ==, serial);
  g_assert_cmpint (plot_model_get_picture (self.model, &look, 400, 300)->cursors[0], ==, 5 * MS);
  g_assert_cmpuint (plot_model_get_picture (self.model, &look, 500, 300)->serial, !=, serial);
  serial = plot_model_get_picture (self.model, &look, 400, 300)->serial;
  append_real (&self, 6 * MS, 4);
  hand_on (&self);
  plot_model_wait (self.model);
  g_assert_cmpuint (plot_model_get_picture (self.model, &look, 400, 300)->serial, !=, serial);
  serial = plot_model_get_picture (self.model, &look, 400, 300)->serial;
  draw_look_init_dark (&look, context);
  g_assert_cmpuint (plot_model_get_picture (self.model, &look, 400, 300)->serial, !=, serial);
  g_object_unref (context);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  tear_down (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot-odd/nothing", test_nothing);
  g_test_add_func ("/plot-odd/one-sample", test_one_sample);
  g_test_add_func ("/plot-odd/not-finite", test_not_finite);
  g_test_add_func ("/plot-odd/factor-zero", test_factor_zero);
  g_test_add_func ("/plot-odd/beyond-table", test_beyond_table);
  g_test_add_func ("/plot-odd/lengths", test_lengths);
  g_test_add_func ("/plot-odd/backwards", test_backwards);
  g_test_add_func ("/plot-odd/absent-for-long", test_absent_for_long);
  g_test_add_func ("/plot-odd/reloaded", test_reloaded);
  g_test_add_func ("/plot-odd/bars", test_bars);
  g_test_add_func ("/plot-odd/kept", test_kept);
  return g_test_run ();
}
