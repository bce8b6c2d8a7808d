/* plot-panel-export.c: plots as pictures and tables.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/plot-panel-private.h"

#include "base/i18n.h"
#include "draw/picture-file.h"
#include "models/plot-export.h"
#include "session/hand-over.h"
#include "ui/file-dialog.h"
#include "ui/theme.h"
#include <string.h>

/* --- Pictures --- */

static void
draw (cairo_t *cr, double width, double height, gpointer data)
{
  PlotPanel *self = data;
  PangoContext *context = pango_cairo_create_context (cr);
  DrawLook look;

  pango_cairo_context_set_resolution (context, 96);
  pango_context_set_font_description (context, pango_context_get_font_description (
                                                   gtk_widget_get_pango_context (GTK_WIDGET (self))));
  draw_look_init_light (&look, context); /* on paper */
  plot_picture_draw (plot_model_get_picture (self->model, &look, width, height), &look, cr);
  g_object_unref (context);
}

static void
export_picture (PlotPanel *self, const char *path, PictureKind kind)
{
  g_autoptr (GError) error = NULL;
  double scale = kind == PICTURE_PNG ? 2 : 1; /* dots on paper are finer */

  if (picture_file_write (path, kind, MAX (400, gtk_widget_get_width (self->view)) * scale,
                          MAX (240, gtk_widget_get_height (self->view)) * scale, draw, self, &error))
    {
      g_autofree char *name = g_path_get_basename (path);
      g_autofree char *text = g_strdup_printf (_ ("Saved %s"), name);

      plot_panel_tell (self, text);
    }
  else
    plot_panel_tell (self, error->message);
  gtk_widget_queue_draw (self->view);
}

/* --- Tables --- */

typedef struct
{
  HandOver asked;
  PlotExport *export;
  char *path;
  PlotTable table;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  plot_export_free (job->export);
  g_free (job->path);
  g_free (job);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  hand_over_take (&job->asked);
  if (plot_export_write (job->export, job->path, job->table, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  PlotPanel *self = PLOT_PANEL (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_path_get_basename (job->path), *text = g_strdup_printf (_ ("Saved %s"), name);

  if (self->model == NULL)
    return;
  plot_panel_tell (self, g_task_propagate_boolean (G_TASK (result), &error) ? text : error->message);
}

static void
export_table (PlotPanel *self, const char *path, PlotTable table)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_written, NULL);
  Job *job = g_new0 (Job, 1);
  int64_t from, to;

  plot_model_get_range (self->model, &from, &to);
  job->export = plot_export_new (self->model, from, to);
  job->path = g_strdup (path);
  job->table = table;
  g_task_set_task_data (task, job, job_free);
  hand_over_give (&job->asked);
  g_task_run_in_thread (task, run);
}

void
plot_panel_export (PlotPanel *self, const char *path, gboolean wide)
{
  PictureKind kind;

  if (picture_file_kind (path, &kind))
    export_picture (self, path, kind);
  else if (g_str_has_suffix (path, ".npz"))
    export_table (self, path, PLOT_NPZ);
  else if (g_str_has_suffix (path, ".csv"))
    export_table (self, path, wide ? PLOT_CSV_WIDE : PLOT_CSV_LONG);
  else
    plot_panel_tell (self, _ ("The name has to end in .png, .svg, .pdf, .csv or .npz"));
}

/* --- Asking --- */

static const struct
{
  const char *title, *pattern;
} kinds[] = {
  { N_ ("Picture (PNG)"), "*.png" },
  { N_ ("Picture (SVG)"), "*.svg" },
  { N_ ("Document (PDF)"), "*.pdf" },
  { N_ ("Table, a row a value (CSV)"), "*.csv" },
  { N_ ("Table, a column a signal (CSV)"), "*.csv" },
  { N_ ("NumPy arrays"), "*.npz" },
};
#define WIDE 4

static void
on_chosen (GtkWidget *owner, GFile *file, GtkFileChooser *dialog)
{
  PlotPanel *self = PLOT_PANEL (owner);
  GtkFileFilter *filter = gtk_file_chooser_get_filter (dialog);
  const char *path = g_file_peek_path (file);
  guint kind = filter != NULL ? GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (filter), "kind")) : 0;
  g_autofree char *name = path != NULL ? g_path_get_basename (path) : NULL;
  g_autofree char *whole = NULL;

  if (path != NULL)
    {
      whole = strchr (name, '.') != NULL ? g_strdup (path) : g_strconcat (path, kinds[kind].pattern + 1, NULL);
      plot_panel_export (self, whole, kind == WIDE);
    }
  else
    plot_panel_tell (self, _ ("Only files of this machine can be written"));
}

void
plot_panel_ask_export (PlotPanel *self)
{
  GtkFileChooser *dialog = file_dialog_new (GTK_WIDGET (self), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Export the Plot"),
                                            _ ("_Export"), on_chosen);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

      gtk_file_filter_set_name (filter, _ (kinds[i].title));
      gtk_file_filter_add_pattern (filter, kinds[i].pattern);
      g_object_set_data (G_OBJECT (filter), "kind", GUINT_TO_POINTER (i));
      gtk_file_chooser_add_filter (dialog, filter);
    }
  gtk_file_chooser_set_current_name (dialog, "plot.png");
  file_dialog_show (dialog);
}
