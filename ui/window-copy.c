/* window-copy.c: selected frames go to the clipboard.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/window-private.h"

#include "base/i18n.h"
#include "ui/text.h"

void
main_window_end_copy (MainWindow *self)
{
  g_clear_pointer (&self->copying, copy_job_stop);
}

static void
report_left_out (MainWindow *self, uint64_t n_copied, uint64_t n_all)
{
  g_autofree char *all = text_count (n_all), *copied = text_count (n_copied);
  g_autofree char *sentence
      = g_strdup_printf (_ ("The first %s of %s selected frames were copied. To have all of them as text, save "
                            "the trace as a log."),
                         copied, all);

  main_window_show_note (self, sentence);
}

/* The bytes themselves are given away: a copy of some hundred MB would take too long here. */
static void
on_copied (GBytes *text, uint64_t n_copied, uint64_t n_all, gpointer data)
{
  MainWindow *self = data;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  g_autoptr (GdkContentProvider) content = gdk_content_provider_new_for_bytes ("text/plain;charset=utf-8", text);

  main_window_end_copy (self);
  if (g_bytes_get_size (text) > 0)
    gdk_clipboard_set_content (clipboard, content);
  g_bytes_unref (text);
  if (n_copied < n_all)
    report_left_out (self, n_copied, n_all);
  main_window_update_status (self);
  main_window_update_actions (self);
}

/* The selected rows; the cursor's where none is selected, or the rows are identifiers. */
static void
activate_copy_as (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  TraceList *list = trace_panel_get_list (self->trace_panel);
  const RowRanges *selection = trace_session_get_selection (self->session);
  uint64_t cursor = trace_session_get_cursor (self->session);
  g_autoptr (GPtrArray) cells = trace_list_get_columns (list);
  RowRanges *one = row_ranges_new ();
  CopyRequest request = {
    .store = trace_session_get_store (self->session),
    .shown = trace_session_get_shown (self->session),
    .context = trace_list_get_context (list),
    .columns = cells,
    .databases = trace_session_get_databases (self->session),
  };

  if (cursor != ROW_NONE)
    row_ranges_add (one, cursor, cursor);
  request.rows = row_ranges_n_ranges (selection) > 0 ? selection : one;
  if (request.store != NULL && row_ranges_n_ranges (request.rows) > 0
      && frame_copy_kind_by_id (g_variant_get_string (parameter, NULL), &request.kind))
    {
      main_window_end_copy (self);
      self->copying = copy_job_start (&request, on_copied, self);
      main_window_update_status (self);
      main_window_update_actions (self);
    }
  row_ranges_free (one);
}

void
main_window_add_copy_actions (MainWindow *self)
{
  static const GActionEntry entries[] = { { "copy-as", activate_copy_as, "s" } };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
