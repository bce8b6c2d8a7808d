/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/matrix-dialog.h"

#include "base/i18n.h"
#include "models/can-matrix.h"
#include "ui/widgets/data-table.h"
#include "ui/file-dialog.h"
#include <string.h>

#define MAX_NODES 200u /* columns of a window; a file has all */

#define MATRIX_TYPE_ROW (matrix_row_get_type ())
G_DECLARE_FINAL_TYPE (MatrixRow, matrix_row, MATRIX, ROW, GObject)

struct _MatrixRow
{
  GObject parent;
  const Message *message; /* the matrix's */
};

G_DEFINE_FINAL_TYPE (MatrixRow, matrix_row, G_TYPE_OBJECT)

static void
matrix_row_class_init (MatrixRowClass *class)
{
}

static void
matrix_row_init (MatrixRow *self)
{
}

struct _MatrixDialog
{
  GtkWindow parent;

  CanMatrix *matrix;
  GListStore *rows;
  GtkColumnView *table;
  TableColumn *columns;
  GtkWidget *note;
  int column; /* of the order; -1: the databases' */
  gboolean descending;
};

G_DEFINE_FINAL_TYPE (MatrixDialog, matrix_dialog, GTK_TYPE_WINDOW)

enum
{
  COLUMN_MESSAGE,
  COLUMN_ID,
  COLUMN_CYCLE,
  COLUMN_NODES,
};

static void
table_text (gpointer item, guint column, GString *out, gpointer data)
{
  MatrixDialog *self = data;
  const Message *message = MATRIX_ROW (item)->message;
  guint role;

  if (column == COLUMN_MESSAGE)
    g_string_append (out, message->name);
  else if (column == COLUMN_ID)
    g_string_append_printf (out, can_id_is_extended (message->id) ? "%08X" : "%03X", can_id_number (message->id));
  else if (column == COLUMN_CYCLE && message->cycle_time > 0)
    g_string_append_printf (out, "%d", message->cycle_time);
  else if (column >= COLUMN_NODES)
    {
      role = can_matrix_get_role (self->matrix, message, column - COLUMN_NODES);
      g_string_append (out, role & MATRIX_SENDS      ? (role & MATRIX_RECEIVES ? "S R" : "S")
                            : role & MATRIX_RECEIVES ? "R"
                                                     : "");
    }
}

static int
order_of (MatrixDialog *self, const Message *a, const Message *b)
{
  if (self->column == COLUMN_MESSAGE)
    return g_utf8_collate (a->name, b->name);
  if (self->column == COLUMN_ID)
    return (a->id > b->id) - (a->id < b->id);
  if (self->column == COLUMN_CYCLE)
    return (a->cycle_time > b->cycle_time) - (a->cycle_time < b->cycle_time);
  if (self->column >= COLUMN_NODES)
    {
      guint node = (guint) self->column - COLUMN_NODES, x = can_matrix_get_role (self->matrix, a, node),
            y = can_matrix_get_role (self->matrix, b, node);

      /* Senders, then receivers, then the others. */
      x = x & MATRIX_SENDS ? 0 : x != 0 ? 1 : 2;
      y = y & MATRIX_SENDS ? 0 : y != 0 ? 1 : 2;
      return (x > y) - (x < y);
    }
  return 0;
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  MatrixDialog *self = data;
  int order = order_of (self, MATRIX_ROW ((gpointer) a)->message, MATRIX_ROW ((gpointer) b)->message);

  return self->descending ? -order : order;
}

static void
table_sort (int column, gboolean descending, gpointer data)
{
  MatrixDialog *self = data;

  self->column = column;
  self->descending = descending;
  if (self->matrix != NULL)
    g_list_store_sort (self->rows, compare, self);
}

static const TableOwner owner = { table_text, NULL, NULL, table_sort };

/* --- Files --- */

gboolean
matrix_dialog_save (MatrixDialog *self, const char *path, GError **error)
{
  g_autofree char *text = g_str_has_suffix (path, ".html") || g_str_has_suffix (path, ".htm")
                              ? can_matrix_to_html (self->matrix)
                              : can_matrix_to_csv (self->matrix);

  return g_file_set_contents (path, text, -1, error);
}

static void
on_chosen (GtkWidget *widget, GFile *file, GtkFileChooser *dialog)
{
  MatrixDialog *self = MATRIX_DIALOG (widget);
  g_autofree char *name = g_file_get_basename (file), *text = NULL;
  g_autoptr (GFile) whole = NULL;
  g_autoptr (GError) error = NULL;
  const char *extension;

  file_dialog_get_kind (dialog, &extension);
  whole = strchr (name, '.') != NULL ? g_object_ref (file) : file_dialog_complete (file, extension);
  if (g_file_peek_path (whole) == NULL)
    gtk_label_set_text (GTK_LABEL (self->note), _ ("Only files of this machine can be written"));
  else if (!matrix_dialog_save (self, g_file_peek_path (whole), &error))
    gtk_label_set_text (GTK_LABEL (self->note), error->message);
  else
    {
      text = g_strdup_printf (_ ("Saved %s"), g_file_peek_path (whole));
      gtk_label_set_text (GTK_LABEL (self->note), text);
    }
}

static void
on_export (MatrixDialog *self)
{
  GtkFileChooser *dialog = file_dialog_new (GTK_WIDGET (self), GTK_FILE_CHOOSER_ACTION_SAVE,
                                            _ ("Export the CAN Matrix"), _ ("_Export"), on_chosen);

  file_dialog_add_kind (dialog, _ ("Page (HTML)"), ".html", 0);
  file_dialog_add_kind (dialog, _ ("Table (CSV)"), ".csv", 1);
  gtk_file_chooser_set_current_name (dialog, "matrix.html");
  file_dialog_show (dialog);
}

/* --- Building --- */

static void
build (MatrixDialog *self)
{
  guint n = MIN (self->matrix->nodes->len, MAX_NODES);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *scrolled = gtk_scrolled_window_new (),
            *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *export = gtk_button_new_with_mnemonic (_ ("_Export…"));
  GtkSingleSelection *selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->rows)));
  g_autofree char *text = NULL;

  self->columns = g_new0 (TableColumn, COLUMN_NODES + n);
  self->columns[COLUMN_MESSAGE] = (TableColumn){ N_ ("Message"), NULL, 190, FALSE, FALSE, TRUE };
  self->columns[COLUMN_ID] = (TableColumn){ N_ ("ID"), NULL, 84, TRUE, TRUE, TRUE };
  self->columns[COLUMN_CYCLE] = (TableColumn){ N_ ("Cycle (ms)"), NULL, 80, TRUE, TRUE, TRUE };
  for (guint i = 0; i < n; i++)
    self->columns[COLUMN_NODES + i] = (TableColumn){ self->matrix->nodes->pdata[i], NULL, 58, FALSE, FALSE, TRUE };
  self->table = GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (selection)));
  data_table_build (self->table, _ ("CAN matrix"), self->columns, COLUMN_NODES + n, &owner, self);
  text = g_strdup_printf (_ ("%u messages, %u nodes · S sends, R receives a signal of it"), self->matrix->messages->len,
                          self->matrix->nodes->len);
  self->note = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (self->note), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->note), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->note, TRUE);
  gtk_widget_add_css_class (self->note, "dim");
  gtk_widget_add_css_class (bar, "panelhead");
  gtk_box_append (GTK_BOX (bar), self->note);
  gtk_box_append (GTK_BOX (bar), export);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->table));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_window_set_child (GTK_WINDOW (self), box);
  g_signal_connect_swapped (export, "clicked", G_CALLBACK (on_export), self);
}

static void
matrix_dialog_finalize (GObject *object)
{
  MatrixDialog *self = MATRIX_DIALOG (object);

  g_clear_pointer (&self->matrix, can_matrix_free);
  g_clear_object (&self->rows);
  g_free (self->columns);
  G_OBJECT_CLASS (matrix_dialog_parent_class)->finalize (object);
}

static void
matrix_dialog_class_init (MatrixDialogClass *class)
{
  G_OBJECT_CLASS (class)->finalize = matrix_dialog_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
matrix_dialog_init (MatrixDialog *self)
{
  self->rows = g_list_store_new (MATRIX_TYPE_ROW);
  self->column = -1;
  gtk_window_set_title (GTK_WINDOW (self), _ ("CAN matrix"));
  gtk_window_set_default_size (GTK_WINDOW (self), 960, 600);
  gtk_widget_add_css_class (GTK_WIDGET (self), "canid");
}

GtkWidget *
matrix_dialog_new (GtkWindow *parent, const DatabaseSet *databases)
{
  MatrixDialog *self = g_object_new (MATRIX_TYPE_DIALOG, "transient-for", parent, NULL);

  self->matrix = can_matrix_new (databases);
  for (guint i = 0; i < self->matrix->messages->len; i++)
    {
      g_autoptr (MatrixRow) row = g_object_new (MATRIX_TYPE_ROW, NULL);

      row->message = self->matrix->messages->pdata[i];
      g_list_store_append (self->rows, row);
    }
  build (self);
  return GTK_WIDGET (self);
}
