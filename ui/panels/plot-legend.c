/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/panels/plot-legend.h"

#include "base/i18n.h"
#include "draw/plot-axis.h"
#include "session/hand-over.h"
#include "ui/actions.h"
#include "ui/panels/plot-details.h"
#include "ui/text.h"
#include "ui/widgets/data-table.h"
#include <math.h>

#define REFRESH_MS 100
#define FOLLOW_MS 500   /* numbers that change all the time are read so often */
#define EXACT_NOW 50000 /* samples that are decoded at once; more in a thread */
#define EXACT_ENDS 8192 /* so many of a signal at most: of the rest the sums are known */

#define PLOT_TYPE_ROW (plot_row_get_type ())
G_DECLARE_FINAL_TYPE (PlotRow, plot_row, PLOT, ROW, GObject)

struct _PlotRow
{
  GObject parent;
  guint index;
  SeriesStatistics statistics;
};

G_DEFINE_FINAL_TYPE (PlotRow, plot_row, G_TYPE_OBJECT)

static void
plot_row_class_init (PlotRowClass *class)
{
}

static void
plot_row_init (PlotRow *self)
{
}

struct _PlotLegend
{
  GtkBox parent;

  PlotModel *model;
  GListStore *rows;
  GtkColumnView *table;
  GtkWidget *summary, *details;
  guint refresh_id;
  gboolean again; /* other numbers are wanted since the worker began */
  gboolean working;
};

G_DEFINE_FINAL_TYPE (PlotLegend, plot_legend, GTK_TYPE_BOX)

enum
{
  COLUMN_SIGNAL,
  COLUMN_UNIT,
  COLUMN_A,
  COLUMN_B,
  COLUMN_DIFFERENCE,
  COLUMN_MIN,
  COLUMN_MAX,
  COLUMN_MEAN,
  COLUMN_RMS,
  N_COLUMNS
};

static const TableColumn columns[N_COLUMNS] = {
  [COLUMN_SIGNAL] = { N_ ("Signal"), NULL, 112, FALSE, FALSE, FALSE },
  [COLUMN_UNIT] = { N_ ("Unit"), NULL, 46, FALSE, FALSE, FALSE },
  [COLUMN_A] = { N_ ("A"), N_ ("At cursor A"), 70, TRUE, TRUE, FALSE },
  [COLUMN_B] = { N_ ("B"), N_ ("At cursor B"), 70, TRUE, TRUE, FALSE },
  [COLUMN_DIFFERENCE] = { N_ ("B − A"), NULL, 70, TRUE, TRUE, FALSE },
  [COLUMN_MIN] = { N_ ("Min"), N_ ("Between the cursors, else of what is shown"), 70, TRUE, TRUE, FALSE },
  [COLUMN_MAX] = { N_ ("Max"), N_ ("Between the cursors, else of what is shown"), 70, TRUE, TRUE, FALSE },
  [COLUMN_MEAN] = { N_ ("Mean"), N_ ("Between the cursors, else of what is shown"), 70, TRUE, TRUE, FALSE },
  [COLUMN_RMS]
  = { N_ ("RMS"), N_ ("Root mean square between the cursors, else of what is shown"), 70, TRUE, TRUE, FALSE },
};

/* --- Texts --- */

static const PlotSignal *
signal_of (PlotLegend *self, gpointer item)
{
  guint index = PLOT_ROW (item)->index;

  return index < plot_model_n_signals (self->model) ? plot_model_get_signal (self->model, index) : NULL;
}

/* Sample that holds at the cursor; SERIES_NONE */
static uint64_t
at_cursor (PlotLegend *self, const PlotSignal *signal, guint cursor)
{
  int64_t time = plot_model_get_cursor (self->model, cursor);

  return signal->series != NULL && time != PLOT_NO_TIME ? series_find (signal->series, time) : SERIES_NONE;
}

static void
append_number (GString *out, const PlotSignal *signal, double value, gboolean exact)
{
  const CanSignal *of = signal->series != NULL ? series_get_signal (signal->series) : NULL;
  int decimals = of != NULL ? can_signal_decimals (of) : -1;
  char text[G_ASCII_DTOSTR_BUF_SIZE + 320];

  if (!isfinite (value))
    {
      g_string_append (out, "—");
      return;
    }
  if (decimals >= 0 && fabs (value) < 1e12)
    {
      char format[16];

      /* A mean has a decimal more, as long as there is room. */
      g_snprintf (format, sizeof format, "%%.%df",
                  exact || fabs (value) >= 1000 ? MIN (decimals, 12) : MIN (decimals + 1, 12));
      g_ascii_formatd (text, sizeof text, format, value);
    }
  else
    g_ascii_formatd (text, sizeof text, fabs (value) < 1e4 ? "%.4g" : "%.6g", value);
  if (*text == '-')
    g_string_append_printf (out, "−%s", text + 1);
  else
    g_string_append (out, text);
}

static void
append_difference (PlotLegend *self, const PlotSignal *signal, GString *out)
{
  uint64_t a = at_cursor (self, signal, 0), b = at_cursor (self, signal, 1);
  const CanSignal *of = signal->series != NULL ? series_get_signal (signal->series) : NULL;
  double from, to;

  if (a == SERIES_NONE || b == SERIES_NONE || (of != NULL && of->n_labels > 0)
      || !series_get_exact (signal->series, a, &from, NULL) || !series_get_exact (signal->series, b, &to, NULL))
    g_string_append (out, "—");
  else
    append_number (out, signal, to - from, TRUE);
}

static void
append_statistic (PlotLegend *self, PlotRow *row, const PlotSignal *signal, guint column, GString *out)
{
  const SeriesStatistics *statistics = &row->statistics;
  const CanSignal *of = signal->series != NULL ? series_get_signal (signal->series) : NULL;
  gboolean extreme = column == COLUMN_MIN || column == COLUMN_MAX;

  if (signal->series == NULL || statistics->n == 0)
    g_string_append (out, "—");
  else if (of != NULL && of->n_labels > 0)
    {
      g_autofree char *text = extreme ? series_dup_text (signal->series, column == COLUMN_MIN ? statistics->min_index
                                                                                              : statistics->max_index)
                                      : g_strdup ("—");

      g_string_append (out, text);
    }
  else
    append_number (out, signal,
                   column == COLUMN_MIN    ? statistics->min
                   : column == COLUMN_MAX  ? statistics->max
                   : column == COLUMN_MEAN ? statistics->mean
                                           : statistics->rms,
                   extreme);
}

static void
table_text (gpointer item, guint column, GString *out, gpointer data)
{
  PlotLegend *self = data;
  const PlotSignal *signal = signal_of (self, item);

  if (signal == NULL)
    return;
  if (column == COLUMN_SIGNAL)
    {
      static const char *const dashes[] = { "━", "╍", "┉" };

      g_string_append_printf (out, "%s %s",
                              signal->hidden ? "○" : dashes[signal->color / N_PLOT_COLORS % G_N_ELEMENTS (dashes)],
                              signal->name);
    }
  else if (column == COLUMN_UNIT)
    g_string_append (out, signal->series != NULL ? series_get_unit (signal->series) : "");
  else if (column == COLUMN_A || column == COLUMN_B)
    {
      uint64_t at = at_cursor (self, signal, column - COLUMN_A);
      g_autofree char *text = at != SERIES_NONE ? series_dup_text (signal->series, at) : NULL;

      g_string_append (out, text != NULL ? text : "—");
    }
  else if (column == COLUMN_DIFFERENCE)
    append_difference (self, signal, out);
  else
    append_statistic (self, item, signal, column, out);
}

static const char *
table_class (gpointer item, gpointer data)
{
  static const char *const classes[]
      = { "plot-1", "plot-2", "plot-3", "plot-4", "plot-5", "plot-6", "plot-7", "plot-8" };
  const PlotSignal *signal = signal_of (data, item);

  G_STATIC_ASSERT (G_N_ELEMENTS (classes) == N_PLOT_COLORS);
  if (signal == NULL)
    return NULL;
  return signal->hidden ? "r-unseen" : classes[signal->color % N_PLOT_COLORS];
}

/* What is odd about it. */
static void
table_tip (gpointer item, guint column, GString *out, gpointer data)
{
  const PlotSignal *signal = signal_of (data, item);

  if (column != COLUMN_SIGNAL || signal == NULL)
    return;
  g_string_append (out, signal->name);
  if (signal->problem != NULL)
    g_string_append_printf (out, "\n%s", signal->problem);
  if (signal->series == NULL)
    return;
  if (signal->key->message != NULL)
    g_string_append_printf (out, "\n%s", signal->key->message);
  if (signal->key->channel != NULL)
    g_string_append_printf (out, _ (", channel %s"), signal->key->channel);
  g_string_append_printf (out, _ ("\n%llu samples"), (unsigned long long) series_n (signal->series));
  if (series_n_odd (signal->series) > 0)
    g_string_append_printf (out, _ (", %llu of them no finite numbers"),
                            (unsigned long long) series_n_odd (signal->series));
  if (series_n_absent (signal->series) > 0)
    g_string_append_printf (out, _ (", %llu frames too short for it"),
                            (unsigned long long) series_n_absent (signal->series));
  if (series_n_runs (signal->series) > 1)
    g_string_append_printf (out, _ ("\nTimes go back %u times: each part is drawn where its times are"),
                            series_n_runs (signal->series) - 1);
}

static const TableOwner owner = { table_text, table_class, table_tip, NULL };

/* --- Statistics --- */

typedef struct
{
  HandOver asked, answered;
  guint n;
  Series **series; /* (nullable) each */
  SeriesStatistics *statistics;
  int64_t from, to;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  for (guint i = 0; i < job->n; i++)
    series_unref (job->series[i]);
  g_free (job->series);
  g_free (job->statistics);
  g_free (job);
}

static void
job_run (Job *job)
{
  for (guint i = 0; i < job->n; i++)
    if (job->series[i] != NULL)
      series_get_statistics (job->series[i], job->from, job->to, &job->statistics[i]);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;

  hand_over_take (&job->asked);
  job_run (job);
  hand_over_give (&job->answered);
  g_task_return_boolean (task, TRUE);
}

static void
take_answer (PlotLegend *self, const Job *job)
{
  for (guint i = 0; i < MIN (job->n, g_list_model_get_n_items (G_LIST_MODEL (self->rows))); i++)
    {
      g_autoptr (PlotRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      row->statistics = job->statistics[i];
    }
  data_table_refresh (self->table);
}

static void refresh_later (PlotLegend *self);

static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  PlotLegend *self = PLOT_LEGEND (source);
  Job *job = g_task_get_task_data (G_TASK (result));

  hand_over_take (&job->answered);
  self->working = FALSE;
  if (self->model == NULL)
    return;
  if (job->n == plot_model_n_signals (self->model))
    take_answer (self, job);
  if (self->again)
    refresh_later (self);
  self->again = FALSE;
}

static gboolean
get_window (PlotLegend *self, int64_t *from, int64_t *to)
{
  int64_t a = plot_model_get_cursor (self->model, 0), b = plot_model_get_cursor (self->model, 1);

  if (a != PLOT_NO_TIME && b != PLOT_NO_TIME)
    {
      *from = MIN (a, b);
      *to = MAX (a, b);
      return TRUE;
    }
  plot_model_get_range (self->model, from, to);
  return FALSE;
}

static void
find_statistics (PlotLegend *self)
{
  Job *job;
  uint64_t total = 0;

  if (self->working)
    {
      self->again = TRUE;
      return;
    }
  job = g_new0 (Job, 1);
  job->n = plot_model_n_signals (self->model);
  job->series = g_new0 (Series *, job->n);
  job->statistics = g_new0 (SeriesStatistics, job->n);
  get_window (self, &job->from, &job->to);
  for (guint i = 0; i < job->n; i++)
    {
      Series *series = plot_model_get_signal (self->model, i)->series;

      job->series[i] = series != NULL ? series_ref (series) : NULL;
      total += series != NULL ? MIN (EXACT_ENDS, series_count (series, job->from, job->to)) : 0;
    }
  if (total <= EXACT_NOW)
    {
      job_run (job);
      take_answer (self, job);
      job_free (job);
    }
  else
    {
      g_autoptr (GTask) task = g_task_new (self, NULL, on_answered, NULL);

      self->working = TRUE;
      g_task_set_task_data (task, job, job_free);
      hand_over_give (&job->asked);
      g_task_run_in_thread (task, run_in_thread);
    }
}

static void
show_summary (PlotLegend *self)
{
  int64_t from, to;
  gboolean between = get_window (self, &from, &to);
  guint n = plot_model_n_signals (self->model);
  int chosen = plot_legend_get_chosen (self);
  g_autofree char *span = plot_axis_moment_text (to - from, to - from), *text = NULL, *count = NULL;
  uint64_t samples = 0;

  for (guint i = 0; i < n; i++)
    if ((chosen < 0 || chosen == (int) i) && plot_model_get_signal (self->model, i)->series != NULL)
      samples += series_count (plot_model_get_signal (self->model, i)->series, from, to);
  count = text_count (samples);
  if (between)
    text = g_strdup_printf (_ ("A to B: %s, %s samples. Drag a cursor, or press ← → to step by sample."), span, count);
  else
    text = g_strdup_printf (_ ("%s shown, %s samples. C sets two cursors."), span, count);
  gtk_label_set_text (GTK_LABEL (self->summary), n > 0 ? text : "");
}

static gboolean
on_refresh (gpointer data)
{
  PlotLegend *self = data;

  self->refresh_id = 0;
  find_statistics (self);
  show_summary (self);
  data_table_refresh (self->table);
  return G_SOURCE_REMOVE;
}

static void
refresh_later (PlotLegend *self)
{
  if (self->refresh_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->refresh_id = g_timeout_add (plot_model_get_follow (self->model) ? FOLLOW_MS : REFRESH_MS, on_refresh, self);
}

/* --- The chosen one --- */

int
plot_legend_get_chosen (PlotLegend *self)
{
  g_autoptr (PlotRow) row = data_table_dup_chosen (self->table);

  return row != NULL && row->index < plot_model_n_signals (self->model) ? (int) row->index : -1;
}

void
plot_legend_choose (PlotLegend *self, int index)
{
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (gtk_column_view_get_model (self->table)),
                                     index >= 0 ? (guint) index : GTK_INVALID_LIST_POSITION);
}

static void
on_chosen (PlotLegend *self)
{
  if (self->model == NULL)
    return;
  plot_model_set_chosen_signal (self->model, plot_legend_get_chosen (self));
  plot_details_show (PLOT_DETAILS (self->details), plot_legend_get_chosen (self));
}

/* --- Following the model --- */

static void
on_signals_changed (PlotLegend *self)
{
  guint n = plot_model_n_signals (self->model);
  int chosen = plot_legend_get_chosen (self);

  while (g_list_model_get_n_items (G_LIST_MODEL (self->rows)) > n)
    g_list_store_remove (self->rows, g_list_model_get_n_items (G_LIST_MODEL (self->rows)) - 1);
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->rows)); i < n; i++)
    {
      g_autoptr (PlotRow) row = g_object_new (PLOT_TYPE_ROW, NULL);

      row->index = i;
      g_list_store_append (self->rows, row);
    }
  if (chosen < 0 || chosen >= (int) n)
    plot_details_show (PLOT_DETAILS (self->details), -1);
  refresh_later (self);
}

static void
on_changed (PlotLegend *self)
{
  refresh_later (self);
}

/* --- Building --- */

static GMenuModel *
new_menu (void)
{
  static const char *const names[]
      = { "plot.toggle-visible", "plot.up", "plot.down", "plot.fit-axis", "plot.remove", "plot.copy" };
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_menu_append (menu, _ (actions_find (names[i])->label), names[i]);
  return G_MENU_MODEL (menu);
}

static void
build_table (PlotLegend *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkSingleSelection *selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->rows)));
  g_autoptr (GMenuModel) menu = new_menu ();

  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  self->table = GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (selection)));
  data_table_build (self->table, _ ("Signals of the plot"), columns, N_COLUMNS, &owner, self);
  data_table_set_menu (self->table, menu);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->table));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (self), scrolled);
  g_signal_connect_swapped (selection, "notify::selected-item", G_CALLBACK (on_chosen), self);
}

static void
plot_legend_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (plot_legend_parent_class)->map (widget);
  refresh_later (PLOT_LEGEND (widget));
}

static void
plot_legend_dispose (GObject *object)
{
  PlotLegend *self = PLOT_LEGEND (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (plot_legend_parent_class)->dispose (object);
}

static void
plot_legend_class_init (PlotLegendClass *class)
{
  G_OBJECT_CLASS (class)->dispose = plot_legend_dispose;
  GTK_WIDGET_CLASS (class)->map = plot_legend_map;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "plotlegend");
}

static void
plot_legend_init (PlotLegend *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->rows = g_list_store_new (PLOT_TYPE_ROW);
  build_table (self);
  self->summary = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->summary), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->summary), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->summary, "small");
  gtk_widget_add_css_class (self->summary, "hint");
  gtk_box_append (GTK_BOX (self), self->summary);
}

GtkWidget *
plot_legend_new (PlotModel *model)
{
  PlotLegend *self = g_object_new (PLOT_TYPE_LEGEND, NULL);

  self->model = g_object_ref (model);
  self->details = plot_details_new (model);
  gtk_box_append (GTK_BOX (self), self->details);
  g_signal_connect_swapped (model, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (model, "signals-changed", G_CALLBACK (on_signals_changed), self);
  on_signals_changed (self);
  return GTK_WIDGET (self);
}

GtkColumnView *
plot_legend_get_table (PlotLegend *self)
{
  return self->table;
}
