/* missing-dialog.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/missing-dialog.h"

#include "base/i18n.h"
#include "ui/file-dialog.h"

typedef struct
{
  char *path;
  GtkWidget *icon, *place, *button;
} Row;

struct _MissingDialog
{
  GtkWindow parent;

  GtkLabel *summary;
  GtkListBox *list;
  GtkWidget *open_button;
  GArray *rows;      /* of Row */
  GHashTable *found; /* old path → new path */
};

G_DEFINE_FINAL_TYPE (MissingDialog, missing_dialog, GTK_TYPE_WINDOW)

static guint located_signal;

static Row *
row_at (MissingDialog *self, guint index)
{
  return &g_array_index (self->rows, Row, index);
}

static void
show_found (MissingDialog *self, guint index)
{
  Row *row = row_at (self, index);
  const char *now = g_hash_table_lookup (self->found, row->path);
  g_autofree char *name = g_filename_display_basename (row->path), *spoken = NULL;

  if (now == NULL)
    return;
  gtk_image_set_from_icon_name (GTK_IMAGE (row->icon), "emblem-ok-symbolic");
  gtk_widget_remove_css_class (row->icon, "err");
  gtk_widget_add_css_class (row->icon, "ok");
  gtk_label_set_text (GTK_LABEL (row->place), now);
  gtk_widget_set_tooltip_text (row->place, now);
  spoken = g_strdup_printf (_ ("%s, found at %s"), name, now);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_list_box_get_row_at_index (self->list, (int) index)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

/* What lies beside the one that was found. */
static void
look_beside (MissingDialog *self, const char *folder)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = row_at (self, i);
      g_autofree char *name = g_path_get_basename (row->path), *path = g_build_filename (folder, name, NULL);

      if (g_hash_table_contains (self->found, row->path) || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
        continue;
      g_hash_table_insert (self->found, g_strdup (row->path), g_steal_pointer (&path));
      show_found (self, i);
    }
}

void
missing_dialog_set_found (MissingDialog *self, guint index, GFile *file)
{
  g_autofree char *path = g_file_get_path (file), *folder = path != NULL ? g_path_get_dirname (path) : NULL;

  if (path == NULL || index >= self->rows->len)
    return;
  g_hash_table_insert (self->found, g_strdup (row_at (self, index)->path), g_strdup (path));
  show_found (self, index);
  look_beside (self, folder);
  gtk_widget_set_sensitive (self->open_button, TRUE);
  if (g_hash_table_size (self->found) == self->rows->len)
    gtk_widget_grab_focus (self->open_button);
}

GHashTable *
missing_dialog_get_found (MissingDialog *self)
{
  return self->found;
}

/* --- Asking --- */

static void
on_chosen (GtkWidget *owner, GFile *file, GtkFileChooser *dialog)
{
  missing_dialog_set_found (MISSING_DIALOG (owner), GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (dialog), "index")),
                            file);
}

static void
on_locate (GtkWidget *button, MissingDialog *self)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index"));
  g_autofree char *name = g_filename_display_basename (row_at (self, index)->path);
  g_autofree char *title = g_strdup_printf (_ ("Locate %s"), name);
  GtkFileChooser *dialog
      = file_dialog_new (GTK_WIDGET (self), GTK_FILE_CHOOSER_ACTION_OPEN, title, _ ("_Open"), on_chosen);

  g_object_set_data (G_OBJECT (dialog), "index", GUINT_TO_POINTER (index));
  file_dialog_show (dialog);
}

static void
on_open (MissingDialog *self)
{
  g_signal_emit (self, located_signal, 0);
  gtk_window_close (GTK_WINDOW (self));
}

/* --- Building --- */

static void
append_row (MissingDialog *self, const char *path)
{
  g_autofree char *name = g_filename_display_basename (path), *folder = g_path_get_dirname (path);
  g_autofree char *spoken = g_strdup_printf (_ ("%s, missing"), name),
                  *locate = g_strdup_printf (_ ("Locate %s"), name);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (name);
  Row row = { .path = g_strdup (path) };

  row.icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  gtk_widget_add_css_class (row.icon, "err");
  row.place = gtk_label_new (folder);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (title, "strong");
  gtk_label_set_xalign (GTK_LABEL (row.place), 0);
  gtk_label_set_ellipsize (GTK_LABEL (row.place), PANGO_ELLIPSIZE_START);
  gtk_widget_set_tooltip_text (row.place, path);
  gtk_widget_add_css_class (row.place, "small");
  gtk_widget_add_css_class (row.place, "dim");
  gtk_box_append (GTK_BOX (texts), title);
  gtk_box_append (GTK_BOX (texts), row.place);
  gtk_widget_set_hexpand (texts, TRUE);
  row.button = gtk_button_new_with_label (_ ("Locate…"));
  gtk_widget_set_valign (row.button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row.button), GTK_ACCESSIBLE_PROPERTY_LABEL, locate, -1);
  g_object_set_data (G_OBJECT (row.button), "index", GUINT_TO_POINTER (self->rows->len));
  g_signal_connect (row.button, "clicked", G_CALLBACK (on_locate), self);
  gtk_box_append (GTK_BOX (box), row.icon);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), row.button);
  gtk_list_box_append (self->list, box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (gtk_widget_get_parent (box)), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (box)), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  g_array_append_val (self->rows, row);
}

static void
free_row (gpointer data)
{
  g_free (((Row *) data)->path);
}

static void
missing_dialog_finalize (GObject *object)
{
  MissingDialog *self = MISSING_DIALOG (object);

  g_array_unref (self->rows);
  g_hash_table_unref (self->found);
  G_OBJECT_CLASS (missing_dialog_parent_class)->finalize (object);
}

static void
missing_dialog_class_init (MissingDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = missing_dialog_finalize;
  located_signal
      = g_signal_new ("located", MISSING_TYPE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/dialogs/missing-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MissingDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, MissingDialog, list);
  gtk_widget_class_bind_template_child (widget_class, MissingDialog, open_button);
  gtk_widget_class_bind_template_callback (widget_class, on_open);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
missing_dialog_init (MissingDialog *self)
{
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (self->rows, free_row);
  self->found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
missing_dialog_new (GtkWindow *parent, const char *name, const char *const *paths)
{
  MissingDialog *self = g_object_new (MISSING_TYPE_DIALOG, "transient-for", parent, NULL);
  guint n = g_strv_length ((char **) paths);
  g_autofree char *text = g_strdup_printf (ngettext_ ("%s names a file that is not where it was.",
                                                      "%s names files that are not where they were.", n),
                                           name);

  gtk_label_set_text (self->summary, text);
  for (guint i = 0; i < n; i++)
    append_row (self, paths[i]);
  return GTK_WIDGET (self);
}
