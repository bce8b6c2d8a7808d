/* file-dialog.c: asks where a file is, or is to be.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/file-dialog.h"

#include "base/i18n.h"
#include <string.h>

typedef struct
{
  GtkWidget *owner;
  FileDialogFunc chosen;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
on_owner_gone (GtkNativeDialog *dialog)
{
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
on_response (GtkNativeDialog *dialog, int response, gpointer data)
{
  Question *self = data;

  /* What is done with the file may end the owner. */
  g_signal_handlers_disconnect_by_func (self->owner, on_owner_gone, dialog);
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autoptr (GtkWidget) owner = g_object_ref (self->owner);

      if (file != NULL)
        self->chosen (owner, file, GTK_FILE_CHOOSER (dialog));
    }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

GtkFileChooser *
file_dialog_new (GtkWidget *owner, GtkFileChooserAction action, const char *title, const char *accept,
                 FileDialogFunc chosen)
{
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (title, GTK_WINDOW (gtk_widget_get_root (owner)), action, accept, _ ("_Cancel"));
  Question *question = g_new0 (Question, 1);

  question->owner = owner;
  question->chosen = chosen;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (owner, "destroy", G_CALLBACK (on_owner_gone), dialog, G_CONNECT_SWAPPED);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question, question_free, 0);
  return GTK_FILE_CHOOSER (dialog);
}

void
file_dialog_add_filter (GtkFileChooser *self, const char *name, const char *pattern)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (self, filter);
}

/* --- Kinds of files --- */

/* (nullable) of a filter that stands for a kind. */
static const char *
extension_of (GtkFileFilter *filter)
{
  return filter != NULL ? g_object_get_data (G_OBJECT (filter), "extension") : NULL;
}

/* A name that has the extension of another kind gets this one's; any other extension was somebody's wish. */
static void
on_kind (GtkFileChooser *self)
{
  const char *extension = extension_of (gtk_file_chooser_get_filter (self));
  g_autofree char *name = gtk_file_chooser_get_current_name (self);
  g_autoptr (GListModel) filters = gtk_file_chooser_get_filters (self);

  if (extension == NULL || name == NULL || g_str_has_suffix (name, extension))
    return;
  for (guint i = 0; i < g_list_model_get_n_items (filters); i++)
    {
      g_autoptr (GtkFileFilter) other = g_list_model_get_item (filters, i);
      const char *had = extension_of (other);

      if (had != NULL && g_str_has_suffix (name, had))
        {
          g_autofree char *stem = g_strndup (name, strlen (name) - strlen (had));
          g_autofree char *whole = g_strconcat (stem, extension, NULL);

          gtk_file_chooser_set_current_name (self, whole);
          return;
        }
    }
}

void
file_dialog_add_kind (GtkFileChooser *self, const char *name, const char *extension, guint kind)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autofree char *pattern = g_strconcat ("*", extension, NULL);

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  g_object_set_data_full (G_OBJECT (filter), "extension", g_strdup (extension), g_free);
  g_object_set_data (G_OBJECT (filter), "kind", GUINT_TO_POINTER (kind));
  gtk_file_chooser_add_filter (self, filter);
  g_signal_handlers_disconnect_by_func (self, on_kind, NULL);
  g_signal_connect (self, "notify::filter", G_CALLBACK (on_kind), NULL);
}

guint
file_dialog_get_kind (GtkFileChooser *self, const char **extension)
{
  g_autoptr (GListModel) filters = gtk_file_chooser_get_filters (self);
  g_autoptr (GtkFileFilter) first = g_list_model_get_item (filters, 0);
  GtkFileFilter *chosen = gtk_file_chooser_get_filter (self);

  if (extension_of (chosen) == NULL)
    chosen = first;
  *extension = extension_of (chosen);
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (chosen), "kind"));
}

void
file_dialog_show (GtkFileChooser *self)
{
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self));
}

GFile *
file_dialog_complete (GFile *file, const char *extension)
{
  g_autofree char *name = g_file_get_basename (file), *whole = NULL;
  g_autoptr (GFile) folder = g_file_get_parent (file);

  if (folder == NULL || g_str_has_suffix (name, extension))
    return g_object_ref (file);
  whole = g_strconcat (name, extension, NULL);
  return g_file_get_child (folder, whole);
}
