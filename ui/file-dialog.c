/* file-dialog.c: asks where a file is, or is to be.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/file-dialog.h"

#include "base/i18n.h"

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
