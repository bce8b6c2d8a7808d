/* marks-dialog.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/marks-dialog.h"

#include "base/i18n.h"
#include "models/copy-job.h"
#include "models/mark-list.h"
#include "session/hand-over.h"
#include "ui/file-dialog.h"
#include "ui/text.h"
#include "ui/widgets/table-row.h"
#include "ui/widgets/table-title.h"
#include <string.h>

struct _MarksDialog
{
  GtkWindow parent;

  GtkLabel *summary;
  GtkColumnView *view;
  GtkWidget *export_button, *copy_button;
  TraceSession *session;
  const ColumnContext *context;
  MarkList *list;
  GtkSingleSelection *selection;
  CopyJob *copying;   /* (nullable) */
  gboolean following; /* the selection follows the cursor */
  GtkWindow *owner;   /* (nullable) weak: whose one dialog this is */
};

G_DEFINE_FINAL_TYPE (MarksDialog, marks_dialog, GTK_TYPE_WINDOW)

/* --- Cells --- */

typedef enum
{
  CELL_MARK,
  CELL_NUMBER,
  CELL_TIME,
  CELL_ID,
  CELL_NAME,
  CELL_COMMENT,
  N_CELLS
} CellKind;

static const struct
{
  const char *title;
  const char *column; /* of models/columns.h; NULL: the comment */
  int width;
} cells[N_CELLS] = {
  [CELL_MARK] = { "", "mark", 24 },
  [CELL_NUMBER] = { N_ ("No."), "number", 90 },
  [CELL_TIME] = { N_ ("Time (s)"), "time", 130 },
  [CELL_ID] = { N_ ("ID"), "id", 90 },
  [CELL_NAME] = { N_ ("Name"), "name", 130 },
  [CELL_COMMENT] = { N_ ("Comment"), NULL, 0 },
};

static gboolean
is_right (CellKind kind)
{
  return kind != CELL_MARK && cells[kind].column != NULL && column_by_id (cells[kind].column)->right;
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *cell = gtk_inscription_new (NULL);
  CellKind kind = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "kind"));

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  if (kind != CELL_COMMENT && kind != CELL_NAME)
    gtk_widget_add_css_class (cell, "mono");
  if (kind == CELL_MARK)
    gtk_widget_add_css_class (cell, "g-mark");
  if (is_right (kind))
    gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), 1);
  gtk_list_item_set_child (item, cell);
}

static void
append_cell (MarksDialog *self, CellKind kind, uint64_t row, GString *out)
{
  const char *comment = row_comments_get (trace_session_get_comments (self->session), row);
  FrameStore *store = trace_session_get_store (self->session);
  CanFrame frame;

  if (kind == CELL_COMMENT)
    {
      g_string_append (out, comment != NULL ? comment : "");
      g_strdelimit (out->str, "\n\t", ' ');
      return;
    }
  if (store == NULL || store != self->context->store || row >= frame_store_length (store))
    return;
  frame_store_get (store, row, &frame);
  column_append_text (column_by_id (cells[kind].column), self->context, row, &frame, out);
}

/* "frame 12, 0.001463, 0C9, EngineData, what was said" */
static void
label_row (MarksDialog *self, GtkListItem *item, uint64_t row)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *label = NULL;

  for (CellKind kind = CELL_NUMBER; kind < N_CELLS; kind++)
    {
      gsize before = text->len;

      append_cell (self, kind, row, text);
      if (before > 0 && text->len > before)
        g_string_insert (text, (gssize) before, ", ");
    }
  label = g_strdup_printf (_ ("frame %s"), text->str);
  table_row_set_label (item, label);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  CellKind kind = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "kind"));
  uint64_t row = trace_row_get_row (gtk_list_item_get_item (item));
  GtkWidget *cell = gtk_list_item_get_child (item);
  g_autoptr (GString) text = g_string_new (NULL);
  MarksDialog *self = data;

  append_cell (self, kind, row, text);
  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text->str);
  if (kind == CELL_MARK)
    label_row (self, item, row);
  if (kind == CELL_COMMENT)
    gtk_widget_set_tooltip_text (cell, row_comments_get (trace_session_get_comments (self->session), row));
}

static void
add_column (MarksDialog *self, CellKind kind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column
      = gtk_column_view_column_new (*cells[kind].title != '\0' ? _ (cells[kind].title) : "", factory);

  g_object_set_data (G_OBJECT (factory), "kind", GUINT_TO_POINTER (kind));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  if (cells[kind].width > 0)
    gtk_column_view_column_set_fixed_width (column, cells[kind].width);
  else
    gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_append_column (self->view, column);
  table_title_dress (self->view, kind, NULL, is_right (kind));
}

/* --- The list and the cursor --- */

static void
on_selected (MarksDialog *self)
{
  TraceRow *item = gtk_single_selection_get_selected_item (self->selection);
  uint64_t row = item != NULL ? trace_row_get_row (item) : ROW_NONE;
  RowRanges *ranges;

  if (self->following || row == ROW_NONE || row == trace_session_get_cursor (self->session))
    return;
  ranges = row_ranges_new ();
  row_ranges_add (ranges, row, row);
  trace_session_set_selection (self->session, ranges, row);
}

static void
follow_cursor (MarksDialog *self)
{
  uint64_t cursor = trace_session_get_cursor (self->session), place = UINT64_MAX;

  if (cursor != ROW_NONE)
    place = mark_list_find_row (self->list, cursor);
  if (place >= mark_list_count (self->list) || mark_list_get_row (self->list, place) != cursor)
    place = GTK_INVALID_LIST_POSITION;
  self->following = TRUE;
  gtk_single_selection_set_selected (self->selection, (guint) MIN (place, GTK_INVALID_LIST_POSITION));
  self->following = FALSE;
}

static void
update (MarksDialog *self)
{
  uint64_t n_marked = row_set_count (trace_session_get_marked (self->session));
  guint n_comments = row_comments_n (trace_session_get_comments (self->session));
  g_autofree char *marked = text_count (n_marked), *comments = text_count (n_comments);
  g_autofree char *marked_words
      = g_strdup_printf (ngettext_ ("%s frame is marked", "%s frames are marked", (gulong) n_marked), marked);
  g_autofree char *comment_words = g_strdup_printf (ngettext_ ("%s comment", "%s comments", n_comments), comments);
  g_autofree char *text = NULL;
  gboolean any = n_marked + n_comments > 0;

  if (!any)
    text = g_strdup (_ ("Nothing is marked. Ctrl+M marks the selected frames, Ctrl+Alt+C comments on one."));
  else if (n_comments == 0)
    text = g_strdup (marked_words);
  else
    text = g_strdup_printf ("%s · %s", marked_words, comment_words);
  gtk_label_set_text (self->summary, text);
  gtk_widget_set_sensitive (self->export_button, any);
  gtk_widget_set_sensitive (self->copy_button, any && self->copying == NULL);
  follow_cursor (self);
}

/* --- As text --- */

static MarkExport *
new_export (MarksDialog *self)
{
  return mark_export_new (trace_session_get_store (self->session), trace_session_get_databases (self->session),
                          (RowRanges *) trace_session_get_marks (self->session),
                          trace_session_get_comments (self->session));
}

static void
on_copied (GBytes *text, uint64_t n_copied, uint64_t n_all, gpointer data)
{
  MarksDialog *self = data;
  g_autoptr (GdkContentProvider) content = gdk_content_provider_new_for_bytes ("text/plain;charset=utf-8", text);

  g_clear_pointer (&self->copying, copy_job_stop);
  if (g_bytes_get_size (text) > 0)
    gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), content);
  g_bytes_unref (text);
  gtk_button_set_icon_name (GTK_BUTTON (self->copy_button), "emblem-ok-symbolic");
  update (self);
  if (n_copied < n_all)
    {
      g_autofree char *all = text_count (n_all), *copied = text_count (n_copied);
      g_autofree char *sentence
          = g_strdup_printf (_ ("The first %s of %s frames were copied. To have all of them, export the list."), copied,
                             all);

      gtk_label_set_text (self->summary, sentence);
    }
}

static void
on_copy (MarksDialog *self)
{
  if (self->copying != NULL || trace_session_get_store (self->session) == NULL)
    return;
  self->copying = copy_job_start_marks (new_export (self), on_copied, self);
  update (self);
}

typedef struct
{
  HandOver asked, done;
  MarkExport *export;
  GFile *file;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  hand_over_see (&writing->done);
  mark_export_free (writing->export);
  g_object_unref (writing->file);
  g_free (writing);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Writing *writing = data;
  g_autofree char *name = g_file_get_basename (writing->file);
  GError *error = NULL;
  gboolean ok;

  hand_over_take (&writing->asked);
  ok = mark_export_write (writing->export, writing->file, !g_str_has_suffix (name, ".txt"), cancellable, &error);
  hand_over_give (&writing->done);
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  MarksDialog *self = MARKS_DIALOG (source);
  Writing *writing = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = g_file_get_parse_name (writing->file), *text = NULL;
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    text = g_strdup_printf (_ ("Written to %s"), name);
  else
    text = g_strdup_printf (_ ("The list could not be written: %s"), error->message);
  if (self->summary != NULL) /* the dialog may be closed */
    gtk_label_set_text (self->summary, text);
}

static void
on_chosen (GtkWidget *owner, GFile *file, GtkFileChooser *dialog)
{
  MarksDialog *self = MARKS_DIALOG (owner);
  g_autofree char *name = g_file_get_basename (file);
  const char *extension;
  g_autoptr (GTask) task = NULL;
  Writing *writing;

  if (trace_session_get_store (self->session) == NULL)
    return;
  file_dialog_get_kind (dialog, &extension);
  writing = g_new0 (Writing, 1);
  writing->export = new_export (self);
  writing->file = strchr (name, '.') != NULL ? g_object_ref (file) : file_dialog_complete (file, extension);
  hand_over_give (&writing->asked);
  task = g_task_new (self, NULL, on_written, NULL);
  g_task_set_task_data (task, writing, writing_free);
  g_task_run_in_thread (task, write_in_thread);
}

static void
on_export (MarksDialog *self)
{
  GtkFileChooser *dialog = file_dialog_new (GTK_WIDGET (self), GTK_FILE_CHOOSER_ACTION_SAVE,
                                            _ ("Export Marks and Comments"), _ ("_Export"), on_chosen);

  file_dialog_add_kind (dialog, _ ("Table (.csv)"), ".csv", 0);
  file_dialog_add_kind (dialog, _ ("Text (.txt)"), ".txt", 1);
  gtk_file_chooser_set_current_name (dialog, _ ("marks.csv"));
  file_dialog_show (dialog);
}

/* --- Object --- */

static void
marks_dialog_dispose (GObject *object)
{
  MarksDialog *self = MARKS_DIALOG (object);

  if (self->owner != NULL)
    g_object_set_data (G_OBJECT (self->owner), "marks-dialog", NULL);
  g_clear_weak_pointer (&self->owner);
  g_clear_pointer (&self->copying, copy_job_stop);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  G_OBJECT_CLASS (marks_dialog_parent_class)->dispose (object);
  g_clear_object (&self->session);
}

static void
marks_dialog_class_init (MarksDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = marks_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/dialogs/marks-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MarksDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, MarksDialog, view);
  gtk_widget_class_bind_template_child (widget_class, MarksDialog, export_button);
  gtk_widget_class_bind_template_child (widget_class, MarksDialog, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, on_export);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
marks_dialog_init (MarksDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (CellKind kind = 0; kind < N_CELLS; kind++)
    add_column (self, kind);
  table_title_name_header (self->view, _ ("Marks and comments"));
}

static void
set_session (MarksDialog *self, TraceSession *session)
{
  self->session = g_object_ref (session);
  self->list = mark_list_new (session);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->list)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_swapped (self->selection, "notify::selected", G_CALLBACK (on_selected), self);
  g_signal_connect_object (session, "marks-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "selection-changed", G_CALLBACK (follow_cursor), self, G_CONNECT_SWAPPED);
  update (self);
}

GtkWidget *
marks_dialog_present (GtkWindow *parent, TraceSession *session, const ColumnContext *context)
{
  MarksDialog *self = g_object_get_data (G_OBJECT (parent), "marks-dialog");

  if (self == NULL)
    {
      self = g_object_new (MARKS_TYPE_DIALOG, "transient-for", parent, NULL);
      self->context = context;
      set_session (self, session);
      g_object_set_data (G_OBJECT (parent), "marks-dialog", self);
      g_set_weak_pointer (&self->owner, parent);
    }
  gtk_window_present (GTK_WINDOW (self));
  return GTK_WIDGET (self);
}
