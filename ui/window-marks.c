/* window-marks.c: marks, comments, and taking changes back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/window-private.h"

#include "base/i18n.h"
#include "ui/dialogs/comment-dialog.h"
#include "ui/dialogs/marks-dialog.h"
#include "ui/text.h"

#define MARKS "marks" /* owner of edits */

static void
set_enabled (MainWindow *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name)), enabled);
}

/* --- Marks --- */

typedef struct
{
  TraceSession *session;
  RowRanges *rows;
} MarkEdit;

static void
mark_edit_free (gpointer data)
{
  MarkEdit *edit = data;

  g_object_unref (edit->session);
  row_ranges_free (edit->rows);
  g_free (edit);
}

/* Marking once more what was not marked before takes it back, and so on. */
static gboolean
toggle_marks (gpointer data, gboolean undo)
{
  MarkEdit *edit = data;

  return trace_session_toggle_marks (edit->session, edit->rows);
}

static void
on_marked (MainWindow *self, RowRanges *changed, gboolean marked)
{
  uint64_t n = row_ranges_count (changed);
  g_autofree char *count = text_count (n), *label = NULL;
  MarkEdit *edit;

  if (n == 0)
    return;
  edit = g_new (MarkEdit, 1);
  *edit = (MarkEdit){ g_object_ref (self->session), row_ranges_copy (changed) };
  label = g_strdup_printf (marked ? ngettext_ ("Mark %s Frame", "Mark %s Frames", (gulong) n)
                                  : ngettext_ ("Unmark %s Frame", "Unmark %s Frames", (gulong) n),
                           count);
  edit_stack_push (self->edits, MARKS, label, row_ranges_n_ranges (changed) * sizeof (RowRange), toggle_marks, edit,
                   mark_edit_free);
}

static void
mark (MainWindow *self, const RowRanges *rows, TraceMarking how)
{
  if (!trace_session_mark (self->session, rows, how))
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
activate_mark (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  const RowRanges *selection = trace_session_get_selection (self->session);
  uint64_t cursor = trace_session_get_cursor (self->session);
  RowRanges *row;

  if (row_ranges_n_ranges (selection) > 0)
    {
      mark (self, selection, TRACE_MARK_OR_UNMARK);
      return;
    }
  if (cursor == ROW_NONE && trace_session_get_capture (self->session) != NULL
      && trace_session_n_shown (self->session) > 0)
    cursor = trace_session_nth_shown (self->session, trace_session_n_shown (self->session) - 1); /* the newest */
  if (cursor == ROW_NONE)
    return;
  row = row_ranges_new ();
  row_ranges_add (row, cursor, cursor);
  mark (self, row, TRACE_MARK_OR_UNMARK);
  row_ranges_free (row);
}

static void
activate_mark_shown (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  RowRanges *all = row_ranges_new ();

  row_ranges_add (all, 0, UINT64_MAX);
  mark (self, all, TRACE_MARK);
  row_ranges_free (all);
}

/* Hidden ones too. */
static void
activate_unmark_all (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  RowRanges *all = row_ranges_copy (trace_session_get_marks (self->session));

  if (trace_session_toggle_marks (self->session, all))
    on_marked (self, all, FALSE);
  else
    gtk_widget_error_bell (GTK_WIDGET (self));
  row_ranges_free (all);
}

/* --- Going along them --- */

static void
go_to_row (MainWindow *self, uint64_t row)
{
  RowRanges *ranges;

  if (row == ROW_NONE)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  ranges = row_ranges_new ();
  row_ranges_add (ranges, row, row);
  trace_session_set_selection (self->session, ranges, row);
}

static void
activate_next_marked (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  uint64_t cursor = trace_session_get_cursor (self->session);

  go_to_row (self, trace_session_next_marked (self->session, cursor == ROW_NONE ? 0 : cursor + 1));
}

static void
activate_previous_marked (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  uint64_t cursor = trace_session_get_cursor (self->session);

  go_to_row (self, cursor == 0
                       ? ROW_NONE
                       : trace_session_previous_marked (self->session, cursor == ROW_NONE ? cursor : cursor - 1));
}

/* --- Comments --- */

typedef struct
{
  TraceSession *session;
  uint64_t row;
  char *before, *after; /* "": none */
} CommentEdit;

static void
comment_edit_free (gpointer data)
{
  CommentEdit *edit = data;

  g_object_unref (edit->session);
  g_free (edit->before);
  g_free (edit->after);
  g_free (edit);
}

static gboolean
change_comment (gpointer data, gboolean undo)
{
  CommentEdit *edit = data;

  trace_session_set_comment (edit->session, edit->row, undo ? edit->before : edit->after);
  return TRUE;
}

static void
comment (MainWindow *self, uint64_t row, const char *text)
{
  const char *before = row_comments_get (trace_session_get_comments (self->session), row);
  g_autofree char *count = text_count (row + 1), *label = NULL;
  CommentEdit *edit;

  if (g_strcmp0 (before != NULL ? before : "", text) == 0)
    return;
  edit = g_new (CommentEdit, 1);
  *edit = (CommentEdit){ g_object_ref (self->session), row, g_strdup (before != NULL ? before : ""), g_strdup (text) };
  label = g_strdup_printf (*text != '\0' ? _ ("Comment on Frame %s") : _ ("Remove the Comment on Frame %s"), count);
  change_comment (edit, FALSE);
  edit_stack_push (self->edits, MARKS, label, strlen (edit->before) + strlen (edit->after), change_comment, edit,
                   comment_edit_free);
}

/* The store may be another one by now; then the dialog's row means nothing. */
static void
on_comment_saved (CommentDialog *dialog, const char *text, MainWindow *self)
{
  const guint64 *row = g_object_get_data (G_OBJECT (dialog), "row");
  FrameStore *store = g_object_get_data (G_OBJECT (dialog), "store");

  if (store == trace_session_get_store (self->session))
    comment (self, *row, text);
}

static void
activate_comment (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  guint64 row = trace_session_get_cursor (self->session);
  GtkWidget *dialog;

  if (row == ROW_NONE)
    return;
  dialog
      = comment_dialog_new (GTK_WINDOW (self), row, row_comments_get (trace_session_get_comments (self->session), row));
  g_object_set_data_full (G_OBJECT (dialog), "row", g_memdup2 (&row, sizeof row), g_free);
  g_object_set_data_full (G_OBJECT (dialog), "store", frame_store_ref (trace_session_get_store (self->session)),
                          (GDestroyNotify) frame_store_unref);
  g_signal_connect_object (dialog, "saved", G_CALLBACK (on_comment_saved), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
activate_marks (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;

  marks_dialog_present (GTK_WINDOW (self), self->session,
                        trace_list_get_context (trace_panel_get_list (self->trace_panel)));
}

/* --- Undo --- */

/* What is being typed has its own; an empty entry has nothing to take back. */
static gboolean
pass_to_text (MainWindow *self, const char *name)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (GTK_IS_TEXT (focus) && gtk_entry_buffer_get_length (gtk_text_get_buffer (GTK_TEXT (focus))) == 0)
    return FALSE;
  return (GTK_IS_TEXT (focus) || GTK_IS_TEXT_VIEW (focus)) && gtk_widget_activate_action (focus, name, NULL);
}

static void
activate_undo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;

  if (!pass_to_text (self, "text.undo") && !edit_stack_undo (self->edits))
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
activate_redo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;

  if (!pass_to_text (self, "text.redo") && !edit_stack_redo (self->edits))
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
on_edits_changed (MainWindow *self)
{
  const char *undo = edit_stack_get_undo (self->edits), *redo = edit_stack_get_redo (self->edits);
  g_autofree char *undo_text = undo != NULL ? g_strdup_printf (_ ("_Undo %s"), undo) : g_strdup (_ ("_Undo"));
  g_autofree char *redo_text = redo != NULL ? g_strdup_printf (_ ("R_edo %s"), redo) : g_strdup (_ ("R_edo"));

  g_menu_remove_all (self->edit_section);
  g_menu_append (self->edit_section, undo_text, "win.undo");
  g_menu_append (self->edit_section, redo_text, "win.redo");
}

/* --- Setup --- */

void
main_window_update_mark_actions (MainWindow *self)
{
  gboolean trace = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "trace") == 0;
  gboolean cursor = trace && trace_session_get_cursor (self->session) != ROW_NONE;
  gboolean marked = trace && row_ranges_n_ranges (trace_session_get_marks (self->session)) > 0;

  set_enabled (self, "mark", cursor);
  set_enabled (self, "comment", cursor);
  set_enabled (self, "mark-shown", trace && trace_session_n_shown (self->session) > 0);
  set_enabled (self, "unmark-all", marked);
  set_enabled (self, "next-marked", marked);
  set_enabled (self, "previous-marked", marked);
  set_enabled (self, "marks", trace);
}

static void
on_replaced (MainWindow *self)
{
  edit_stack_forget (self->edits, MARKS);
}

void
main_window_init_marks (MainWindow *self)
{
  static const GActionEntry entries[] = {
    { "undo", activate_undo },
    { "redo", activate_redo },
    { "mark", activate_mark },
    { "mark-shown", activate_mark_shown },
    { "unmark-all", activate_unmark_all },
    { "next-marked", activate_next_marked },
    { "previous-marked", activate_previous_marked },
    { "comment", activate_comment },
    { "marks", activate_marks },
  };

  self->edits = g_object_ref (edit_stack_of_session (self->session));
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_swapped (self->edits, "changed", G_CALLBACK (on_edits_changed), self);
  g_signal_connect_object (self->session, "replaced", G_CALLBACK (on_replaced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "marked", G_CALLBACK (on_marked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "marks-changed", G_CALLBACK (main_window_update_mark_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "selection-changed", G_CALLBACK (main_window_update_mark_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "shown", G_CALLBACK (main_window_update_mark_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "marks-problem", G_CALLBACK (main_window_show_message), self,
                           G_CONNECT_SWAPPED);
  on_edits_changed (self);
}

void
main_window_end_marks (MainWindow *self)
{
  if (self->edits != NULL)
    g_signal_handlers_disconnect_by_data (self->edits, self);
  g_clear_object (&self->edits);
}
