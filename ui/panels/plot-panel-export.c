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
export_picture (PlotPanel *self, const char *path, PictureKind kind, double width, double height)
{
  g_autoptr (GError) error = NULL;
  double scale = kind == PICTURE_PNG ? 2 : 1; /* dots on paper are finer */

  if (width <= 0 || height <= 0)
    {
      width = MAX (400, gtk_widget_get_width (self->view)) * scale;
      height = MAX (240, gtk_widget_get_height (self->view)) * scale;
    }
  if (picture_file_write (path, kind, width, height, draw, self, &error))
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
plot_panel_export (PlotPanel *self, const char *path, gboolean wide, double width, double height)
{
  PictureKind kind;

  if (picture_file_kind (path, &kind))
    export_picture (self, path, kind, width, height);
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
  const char *title, *extension;
} kinds[] = {
  { N_ ("Picture (PNG)"), ".png" },
  { N_ ("Picture (SVG)"), ".svg" },
  { N_ ("Document (PDF)"), ".pdf" },
  { N_ ("Table, a row a value (CSV)"), ".csv" },
  { N_ ("Table, a column a signal (CSV)"), ".csv" },
  { N_ ("NumPy arrays"), ".npz" },
};
#define WIDE 4

/* Of pictures. */
static const struct
{
  const char *id, *title;
  double width, height; /* px; 0: as it is shown */
} sizes[] = {
  { "shown", N_ ("As it is shown"), 0, 0 },   { "1280x720", "1280 × 720", 1280, 720 },
  { "1920x1080", "1920 × 1080", 1920, 1080 }, { "3840x2160", "3840 × 2160", 3840, 2160 },
  { "a4", N_ ("A4, across"), 1123, 794 },     { "a5", N_ ("A5, across"), 794, 559 },
};

static void
on_chosen (GtkWidget *owner, GFile *file, GtkFileChooser *dialog)
{
  PlotPanel *self = PLOT_PANEL (owner);
  const char *path = g_file_peek_path (file), *extension, *size = gtk_file_chooser_get_choice (dialog, "size");
  guint kind = file_dialog_get_kind (dialog, &extension), chosen = 0;
  g_autofree char *name = path != NULL ? g_path_get_basename (path) : NULL;
  g_autofree char *whole = NULL;

  if (path == NULL)
    {
      plot_panel_tell (self, _ ("Only files of this machine can be written"));
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (g_strcmp0 (size, sizes[i].id) == 0)
      chosen = i;
  whole = strchr (name, '.') != NULL ? g_strdup (path) : g_strconcat (path, extension, NULL);
  plot_panel_export (self, whole, kind == WIDE, sizes[chosen].width, sizes[chosen].height);
}

static void
add_sizes (GtkFileChooser *dialog)
{
  const char *ids[G_N_ELEMENTS (sizes) + 1] = { NULL }, *titles[G_N_ELEMENTS (sizes) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      ids[i] = sizes[i].id;
      titles[i] = _ (sizes[i].title);
    }
  gtk_file_chooser_add_choice (dialog, "size", _ ("Size of a picture"), ids, titles);
  gtk_file_chooser_set_choice (dialog, "size", ids[0]);
}

void
plot_panel_ask_export (PlotPanel *self)
{
  GtkFileChooser *dialog = file_dialog_new (GTK_WIDGET (self), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Export the Plot"),
                                            _ ("_Export"), on_chosen);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    file_dialog_add_kind (dialog, _ (kinds[i].title), kinds[i].extension, i);
  add_sizes (dialog);
  gtk_file_chooser_set_current_name (dialog, "plot.png");
  file_dialog_show (dialog);
}
