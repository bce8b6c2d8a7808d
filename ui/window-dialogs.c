/* window-dialogs.c: asking for files.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GtkFileChooserNative is the chooser of GTK 4.8; it becomes the desktop's own where there is a portal.
 */
#include "config.h"
#include "ui/window-private.h"

#include "base/i18n.h"
#include "formats/format.h"
#include "ui/dialogs/export-dialog.h"
#include "ui/file-dialog.h"

static void
add_suffixes (GtkFileFilter *filter, const char *extensions)
{
  g_auto (GStrv) list = g_strsplit (extensions, ";", -1);

  for (char **extension = list; *extension != NULL; extension++)
    if (**extension != '\0')
      gtk_file_filter_add_suffix (filter, *extension);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, gboolean traces, gboolean databases)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  if (traces)
    for (const Format *const *format = formats_list (); *format != NULL; format++)
      if ((*format)->abilities & FORMAT_READ)
        add_suffixes (filter, (*format)->extensions);
  if (traces)
    gtk_file_filter_add_suffix (filter, "canid");
  if (databases)
    gtk_file_filter_add_suffix (filter, "dbc");
  if (!traces && !databases)
    gtk_file_filter_add_pattern (filter, "*");
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
take_files (MainWindow *self, GtkFileChooser *chooser)
{
  g_autoptr (GListModel) list = gtk_file_chooser_get_files (chooser);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    g_ptr_array_add (files, g_list_model_get_item (list, i));
  if (g_object_get_data (G_OBJECT (chooser), "add") != NULL)
    main_window_add_traces (self, (GFile *const *) files->pdata, files->len);
  else
    main_window_open_files (self, (GFile *const *) files->pdata, files->len);
}

static void
on_chosen (GtkWidget *owner, GFile *first, GtkFileChooser *dialog)
{
  take_files (MAIN_WINDOW (owner), dialog);
}

/* Beside the trace that is open: its database usually lies there. */
static void
set_folder (MainWindow *self, GtkFileChooser *chooser)
{
  GFile *file = trace_session_get_file (self->session);
  g_autoptr (GFile) folder = file != NULL ? g_file_get_parent (file) : NULL;

  if (folder != NULL)
    gtk_file_chooser_set_current_folder (chooser, folder, NULL);
}

void
main_window_ask_open (MainWindow *self, AskKind kind)
{
  static const struct
  {
    const char *title, *button;
  } words[] = {
    [ASK_OPEN] = { N_ ("Open Traces and Databases"), N_ ("_Open") },
    [ASK_DATABASES] = { N_ ("Add Databases"), N_ ("_Add") },
    [ASK_ADD_TRACES] = { N_ ("Add Files to This Trace"), N_ ("_Add") },
  };
  GtkFileChooser *dialog = file_dialog_new (GTK_WIDGET (self), GTK_FILE_CHOOSER_ACTION_OPEN, _ (words[kind].title),
                                            _ (words[kind].button), on_chosen);

  gtk_file_chooser_set_select_multiple (dialog, TRUE);
  if (kind == ASK_OPEN)
    add_filter (dialog, _ ("Traces and databases"), TRUE, TRUE);
  if (kind == ASK_ADD_TRACES)
    add_filter (dialog, _ ("Traces"), TRUE, FALSE);
  else
    add_filter (dialog, _ ("Databases"), FALSE, TRUE);
  add_filter (dialog, _ ("All files"), FALSE, FALSE);
  set_folder (self, dialog);
  if (kind == ASK_ADD_TRACES)
    g_object_set_data (G_OBJECT (dialog), "add", dialog);
  file_dialog_show (dialog);
}

static void
on_export (GFile *file, const RowChoice *choice, const Format *format, const WaveTarget *target, gpointer data)
{
  main_window_save (data, file, choice, format, target);
}

void
main_window_ask_save (MainWindow *self, gboolean whole)
{
  GPtrArray *files = trace_session_get_files (self->session);
  g_autofree char *stem = NULL;
  g_autoptr (GFile) folder = files->len > 0 ? g_file_get_parent (files->pdata[0]) : NULL;
  GtkWidget *dialog;
  char *dot;

  stem = files->len > 0 ? main_window_dup_file_name (files->pdata[0]) : g_strdup (_ ("trace"));
  dot = strrchr (stem, '.');
  if (dot != NULL && dot != stem)
    *dot = '\0';
  if (folder == NULL)
    folder = g_file_new_for_path (g_get_home_dir ());
  dialog = export_dialog_new (self->session, whole, stem, folder, on_export, self);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (dialog));
}
