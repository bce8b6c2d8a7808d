/* window-go.c: moving the cursor about: to a number or time, along an identifier, back and forth.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/window-private.h"

#include "base/i18n.h"

static void
set_enabled (MainWindow *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name)), enabled);
}

void
main_window_update_go_actions (MainWindow *self)
{
  gboolean trace = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "trace") == 0;
  gboolean cursor = trace && trace_session_get_cursor (self->session) != ROW_NONE;
  gboolean rows = trace && trace_session_n_shown (self->session) > 0;

  set_enabled (self, "go-to", trace);
  set_enabled (self, "row-next", rows);
  set_enabled (self, "row-previous", rows);
  set_enabled (self, "same-next", cursor);
  set_enabled (self, "same-previous", cursor);
  set_enabled (self, "history-back", trace && cursor_history_can_go (self->history, TRUE));
  set_enabled (self, "history-forward", trace && cursor_history_can_go (self->history, FALSE));
}

static void
go_to_row (MainWindow *self, uint64_t row)
{
  RowRanges *ranges = row_ranges_new ();

  row_ranges_add (ranges, row, row);
  trace_session_set_selection (self->session, ranges, row);
}

/* --- Number or time --- */

static void
activate_go_to (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  go_bar_open (MAIN_WINDOW (data)->go_bar);
}

static void
on_go_chosen (MainWindow *self, guint64 row)
{
  go_to_row (self, row);
}

/* --- The neighbour, from anywhere --- */

static void
go_to_neighbour (MainWindow *self, gboolean back)
{
  uint64_t cursor = trace_session_get_cursor (self->session), n = trace_session_n_shown (self->session), position = 0;

  if (n == 0)
    return;
  if (cursor != ROW_NONE)
    {
      position = trace_session_shown_rank (self->session, cursor);
      if (back)
        position -= position > 0;
      else if (trace_session_is_shown (self->session, cursor))
        position++;
    }
  go_to_row (self, trace_session_nth_shown (self->session, MIN (position, n - 1)));
}

static void
activate_row_next (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  go_to_neighbour (data, FALSE);
}

static void
activate_row_previous (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  go_to_neighbour (data, TRUE);
}

/* --- Along an identifier --- */

static void
on_walked (uint64_t row, gpointer data)
{
  MainWindow *self = data;

  g_clear_pointer (&self->walk, id_walk_stop);
  if (row != ROW_NONE)
    go_to_row (self, row);
  else
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
walk (MainWindow *self, gboolean back)
{
  uint64_t cursor = trace_session_get_cursor (self->session);
  FrameStore *store = trace_session_get_store (self->session);

  if (cursor == ROW_NONE || store == NULL || self->walk != NULL)
    return; /* a key held down: one step after the other */
  self->walk = id_walk_start (store, trace_session_get_shown (self->session), cursor, back, on_walked, self);
}

/* The window hears these keys before the list that has them does. */
static gboolean
pass_to_list (MainWindow *self, const char *const *names)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  for (; focus != NULL && *names != NULL; names++)
    if (gtk_widget_activate_action (focus, *names, NULL))
      return TRUE;
  return FALSE;
}

static void
activate_same_next (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  static const char *const names[] = { "transmit.down", "plot.down", "databases.down", NULL };

  if (!pass_to_list (data, names))
    walk (data, FALSE);
}

static void
activate_same_previous (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  static const char *const names[] = { "transmit.up", "plot.up", "databases.up", NULL };

  if (!pass_to_list (data, names))
    walk (data, TRUE);
}

/* --- Back and forth --- */

static void
go_in_history (MainWindow *self, gboolean back)
{
  uint64_t row = cursor_history_go (self->history, back);

  if (row != ROW_NONE)
    go_to_row (self, row);
}

static void
activate_history_back (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  go_in_history (data, TRUE);
}

static void
activate_history_forward (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  go_in_history (data, FALSE);
}

static gboolean
is_step (MainWindow *self, uint64_t from, uint64_t to)
{
  uint64_t a, b;

  if (from == ROW_NONE)
    return FALSE;
  a = trace_session_shown_rank (self->session, from);
  b = trace_session_shown_rank (self->session, to);
  return MAX (a, b) - MIN (a, b) <= 1;
}

static void
on_selection_changed (MainWindow *self)
{
  uint64_t cursor = trace_session_get_cursor (self->session);

  if (cursor != self->last_cursor)
    {
      /* Another way was taken than the one that is still being looked for. */
      g_clear_pointer (&self->walk, id_walk_stop);
      if (cursor != ROW_NONE)
        cursor_history_note (self->history, cursor, is_step (self, self->last_cursor, cursor), g_get_monotonic_time ());
      self->last_cursor = cursor;
    }
  main_window_update_go_actions (self);
}

static void
on_replaced (MainWindow *self)
{
  g_clear_pointer (&self->walk, id_walk_stop);
  cursor_history_clear (self->history);
  self->last_cursor = ROW_NONE;
  go_bar_close (self->go_bar);
}

void
main_window_init_go (MainWindow *self)
{
  static const GActionEntry entries[] = {
    { "go-to", activate_go_to },
    { "row-next", activate_row_next },
    { "row-previous", activate_row_previous },
    { "same-next", activate_same_next },
    { "same-previous", activate_same_previous },
    { "history-back", activate_history_back },
    { "history-forward", activate_history_forward },
  };

  self->history = cursor_history_new ();
  self->last_cursor = ROW_NONE;
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  go_bar_set_session (self->go_bar, self->session);
  g_signal_connect_swapped (self->go_bar, "chosen", G_CALLBACK (on_go_chosen), self);
  g_signal_connect_swapped (self->go_bar, "closed", G_CALLBACK (main_window_focus_list), self);
  g_signal_connect_object (self->session, "replaced", G_CALLBACK (on_replaced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "selection-changed", G_CALLBACK (on_selection_changed), self,
                           G_CONNECT_SWAPPED);
}

void
main_window_end_go (MainWindow *self)
{
  g_clear_pointer (&self->walk, id_walk_stop);
  g_clear_pointer (&self->history, cursor_history_free);
}
