/* cmd-plot.c: signals of logs as a picture: what the window's plots draw, without a display.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/command.h"
#include "cli/reading.h"

#include "draw/picture-file.h"
#include "models/plot-model.h"
#include <string.h>

#include "base/banned.h"

#define DEFAULT_WIDTH 1200
#define DEFAULT_PANE 160 /* px, a signal */

static const CliOption options[] = {
  CLI_DATABASE,
  CLI_J1939,
  { "output", 'o', OPTION_TEXT, CLI_FIELD (output), N_ ("OUT"), NULL, N_ ("picture: .png, .svg or .pdf") },
  { "size", 0, OPTION_TEXT, CLI_FIELD (size), N_ ("WIDTHxHEIGHT"), NULL, N_ ("of the picture, in px") },
  { "mode", 0, OPTION_CHOICE, CLI_FIELD (mode), N_ ("MODE"), "stacked overlaid xy",
    N_ ("below each other, over each other, or against the first signal") },
  { "text", 0, OPTION_LIST, CLI_FIELD (texts), N_ ("SIGNAL"), NULL, N_ ("its last value in large letters") },
  { "gauge", 0, OPTION_LIST, CLI_FIELD (gauges), N_ ("SIGNAL"), NULL, N_ ("likewise, with a scale") },
  { "dark", 0, OPTION_FLAG, CLI_FIELD (dark), NULL, NULL, N_ ("light lines on dark ground") },
  CLI_FILTER,
  CLI_ID_SPLIT,
  CLI_LIMIT,
  CLI_FROM,
  CLI_TO,
  CLI_REBASE,
  CLI_MAP,
  CLI_INPUT_FORMAT,
  CLI_TIMEZONE,
  CLI_VERBOSE,
  CLI_HELP,
  CLI_END,
};

/* --- The frames, all of them --- */

typedef struct
{
  FrameStore *store;
  FrameBatch *batch;
  GError *error;
} Gathering;

static gboolean
hand_on (Gathering *self)
{
  gboolean ok = frame_store_append (self->store, self->batch, &self->error);

  frame_batch_clear (self->batch);
  return ok;
}

static gboolean
take_run (gpointer data, const FrameRun *run, uint64_t *left)
{
  Gathering *self = data;

  for (guint i = frame_run_seek (run, run->from); i<run->to && * left> 0; i = frame_run_seek (run, i + 1), (*left)--)
    {
      CanFrame *frame = &self->batch->frames[self->batch->n_frames];
      uint8_t *payload = self->batch->payload[self->batch->n_frames++];

      frame_run_get (run, i, frame);
      memcpy (payload, frame->data, frame->len);
      frame->data = payload;
      if (self->batch->n_frames == FRAME_BATCH_SIZE && !hand_on (self))
        return FALSE;
    }
  return TRUE;
}

static void
copy_info (const TraceInfo *from, TraceInfo *to)
{
  int64_t start;
  gboolean full;

  for (guint i = trace_info_n_channels (to); i < trace_info_n_channels (from); i++)
    {
      const char *name = trace_info_channel_name (from, (uint8_t) i);

      trace_info_channel (to, name, strlen (name), &full);
    }
  if (trace_info_get_start (from, &start))
    trace_info_set_start (to, start, trace_info_is_dated (from));
}

/* (transfer full); NULL: *error. */
static FrameStore *
gather (Reading *reading, GError **error)
{
  Gathering self = { .store = frame_store_new (error), .batch = frame_batch_new () };
  gboolean ok = self.store != NULL && reading_run (reading, take_run, &self, FALSE);

  if (ok && self.batch->n_frames > 0)
    ok = hand_on (&self);
  frame_batch_free (self.batch);
  if (self.store != NULL)
    {
      copy_info (input_get_info (reading->input), frame_store_get_info (self.store));
      frame_store_seal (self.store);
    }
  if (self.error != NULL)
    {
      g_propagate_error (error, self.error);
      g_clear_pointer (&self.store, frame_store_unref);
    }
  return self.store;
}

/* --- The signals --- */

/* [CHANNEL:][MESSAGE.]SIGNAL, or an expression of them: what has anything but names in it. */
static SeriesKey *
parse_signal (const char *text)
{
  gboolean computed = *text == '=' || strpbrk (text, "()+*/^ ") != NULL;
  const char *colon = computed ? NULL : strchr (text, ':'), *dot;
  g_autofree char *channel = colon != NULL ? g_strndup (text, (gsize) (colon - text)) : NULL, *message = NULL;

  if (computed)
    {
      g_autofree char *expression = *text == '=' ? g_strdup (text) : g_strconcat ("=", text, NULL);

      return series_key_new (NULL, expression, NULL, 0);
    }
  text = colon != NULL ? colon + 1 : text;
  dot = strchr (text, '.');
  if (dot == NULL)
    return series_key_new (NULL, text, channel, 0);
  message = g_strndup (text, (gsize) (dot - text));
  return series_key_new (message, dot + 1, channel, 0);
}

/* One that is plotted already is shown both ways. */
static CliStatus
add_signal (PlotModel *model, const char *text, PlotKind kind)
{
  SeriesKey *key = parse_signal (text);
  guint before = plot_model_n_signals (model), index = plot_model_add (model, key);

  series_key_free (key);
  if (index == PLOT_MAX_SIGNALS)
    return cli_fail_usage (_ ("plot: more than %u signals"), PLOT_MAX_SIGNALS);
  if (plot_model_get_signal (model, index)->series == NULL)
    return cli_fail_usage (_ ("plot: %s: %s"), text, plot_model_get_signal (model, index)->problem);
  if (index < before && plot_model_get_signal (model, index)->kind == PLOT_LINE)
    kind = kind == PLOT_GAUGE ? PLOT_LINE_AND_GAUGE : kind == PLOT_TEXT ? PLOT_LINE_AND_TEXT : PLOT_LINE;
  plot_model_set_kind (model, index, kind);
  return STATUS_DONE;
}

static CliStatus
add_signals (PlotModel *model, const CliOptions *typed)
{
  CliStatus status = STATUS_DONE;

  for (guint i = 1; i < typed->n_arguments && status == STATUS_DONE; i++)
    status = add_signal (model, typed->arguments[i], PLOT_LINE);
  for (guint i = 0; i < typed->texts->len && status == STATUS_DONE; i++)
    status = add_signal (model, typed->texts->pdata[i], PLOT_TEXT);
  for (guint i = 0; i < typed->gauges->len && status == STATUS_DONE; i++)
    status = add_signal (model, typed->gauges->pdata[i], PLOT_GAUGE);
  return status;
}

/* --- The picture --- */

typedef struct
{
  PlotModel *model;
  gboolean dark;
} Drawing;

static void
draw (cairo_t *cr, double width, double height, gpointer data)
{
  Drawing *self = data;
  PangoContext *context = pango_cairo_create_context (cr);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Sans 10");
  DrawLook look;

  pango_cairo_context_set_resolution (context, 96);
  pango_context_set_font_description (context, font);
  if (self->dark)
    draw_look_init_dark (&look, context);
  else
    draw_look_init_light (&look, context);
  plot_picture_draw (plot_model_get_picture (self->model, &look, width, height), &look, cr);
  pango_font_description_free (font);
  g_object_unref (context);
}

static gboolean
parse_size (const char *text, uint64_t *width, uint64_t *height)
{
  g_auto (GStrv) parts = g_strsplit (text, "x", 3);

  return g_strv_length (parts) == 2 && cli_parse_count (parts[0], width) && cli_parse_count (parts[1], height)
         && *width >= 64 && *height >= 64 && *width <= PICTURE_FILE_MAX_SIZE && *height <= PICTURE_FILE_MAX_SIZE;
}

static uint64_t
default_height (PlotModel *model, PlotMode mode, uint64_t width)
{
  guint lines = 0, dials = 0;
  double height;

  for (guint i = 0; i < plot_model_n_signals (model); i++)
    {
      lines += plot_signal_is_line (plot_model_get_signal (model, i));
      dials += plot_signal_is_dial (plot_model_get_signal (model, i));
    }
  height = plot_dials_height (dials, (double) width);
  if (lines > 0)
    height += 60 + DEFAULT_PANE * (mode == PLOT_STACKED ? lines : 3);
  return (uint64_t) CLAMP (height, 64, PICTURE_FILE_MAX_SIZE);
}

static CliStatus
plot_store (const CliOptions *typed, FrameStore *store, const DatabaseSet *databases, int64_t first, int64_t last)
{
  g_autoptr (PlotModel) model = plot_model_new ();
  Drawing drawing = { model, typed->dark > 0 };
  PlotMode mode = g_strcmp0 (typed->mode, "xy") == 0         ? PLOT_XY
                  : g_strcmp0 (typed->mode, "overlaid") == 0 ? PLOT_OVERLAID
                                                             : PLOT_STACKED;
  uint64_t width = DEFAULT_WIDTH, height;
  PictureKind kind = PICTURE_PNG;
  GError *error = NULL;
  CliStatus status;

  plot_model_set_source (model, store, databases);
  plot_model_set_mode (model, mode);
  status = add_signals (model, typed);
  if (status != STATUS_DONE)
    return status;
  plot_model_wait (model);
  if (first != INT64_MIN || last != INT64_MAX)
    {
      int64_t from, to;

      plot_model_get_range (model, &from, &to);
      plot_model_set_range (model, MAX (from, first), MIN (to, last), FALSE);
    }
  height = default_height (model, mode, width);
  if (typed->size != NULL)
    parse_size (typed->size, &width, &height);
  picture_file_kind (typed->output, &kind);
  for (guint i = 0; i < plot_model_n_signals (model); i++)
    if (plot_model_get_signal (model, i)->series != NULL && series_n (plot_model_get_signal (model, i)->series) == 0)
      cli_message (_ ("plot: %s: no frame has it"), plot_model_get_signal (model, i)->name);
  if (picture_file_write (typed->output, kind, (double) width, (double) height, draw, &drawing, &error))
    return STATUS_DONE;
  return cli_fail (error);
}

static CliStatus
plot_reading (Reading *reading)
{
  int64_t first = INT64_MIN, last = INT64_MAX;
  FrameStore *whole = reading->filter == NULL ? input_take_whole (reading->input, &first, &last) : NULL;
  FrameStore *store = whole != NULL ? frame_store_ref (whole) : NULL;
  GError *error = NULL;
  CliStatus status;

  if (store == NULL)
    store = gather (reading, &error);
  if (store == NULL)
    return cli_fail (error);
  if (cli_is_interrupted ())
    status = STATUS_INTERRUPTED;
  else
    status = plot_store (reading->typed, store, reading->databases, first, last);
  frame_store_unref (store);
  return cli_status_worst (status, input_finish (reading->input, reading->typed->verbose > 0));
}

static CliStatus
run_plot (const CliOptions *typed)
{
  uint64_t width, height;
  PictureKind kind;
  Reading reading;
  CliStatus status;

  if (typed->databases->len == 0)
    return cli_fail_usage (_ ("plot: no database given; -d FILE"));
  if (typed->n_arguments < 1 || (typed->n_arguments < 2 && typed->texts->len == 0 && typed->gauges->len == 0))
    return cli_fail_usage (_ ("plot: a FILE and at least one SIGNAL are needed"));
  if (typed->output == NULL || !picture_file_kind (typed->output, &kind))
    return cli_fail_usage (_ ("plot: -o OUT.png, OUT.svg or OUT.pdf is needed"));
  if (typed->size != NULL && !parse_size (typed->size, &width, &height))
    return cli_fail_usage (_ ("plot: --size: “%s” is no WIDTHxHEIGHT between 64 and %d"), typed->size,
                           PICTURE_FILE_MAX_SIZE);
  status = reading_open (&reading, typed, typed->arguments, 1);
  if (reading.input != NULL)
    status = cli_status_worst (status, plot_reading (&reading));
  reading_clear (&reading);
  return status;
}

const Command command_plot = {
  "plot",
  N_ ("FILE -d DB SIGNAL… -o OUT"),
  N_ ("Signals over time as a picture"),
  options,
  run_plot,
  N_ ("A SIGNAL is written [CHANNEL:][MESSAGE.]SIGNAL, such as EngineData.Speed or can0:Speed. With arithmetic it is "
      "computed: \"Speed * 3.6\", \"derivative(Speed)\", \"integral(Power) / 3600\", \"average(Speed, 0.5)\" over half "
      "a second, \"hold(Torque, 2)\", \"delta(Counter)\".")
};
