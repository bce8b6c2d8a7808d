/* trace-list-keys.c: cursor, selection and keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/trace-list-private.h"

#define SIDEWAYS_STEP 40 /* px */

gboolean
trace_list_cursor_position (TraceList *self, uint64_t *position, gboolean *shown)
{
  uint64_t row = trace_session_get_cursor (self->session);

  if (row == ROW_NONE)
    return FALSE;
  *position = trace_session_shown_rank (self->session, row);
  *shown = trace_session_is_shown (self->session, row);
  return TRUE;
}

/* --- Selection --- */

static RowRanges *
copy_selection (TraceList *self)
{
  const RowRanges *now = trace_session_get_selection (self->session);
  RowRanges *copy = row_ranges_new ();

  for (guint i = 0; i < row_ranges_n_ranges (now); i++)
    {
      RowRange range = row_ranges_get (now, i);

      row_ranges_add (copy, range.first, range.last);
    }
  return copy;
}

/* The selection that choosing this row makes; moves the anchor. */
static RowRanges *
chosen_ranges (TraceList *self, uint64_t row, TraceListChoice choice)
{
  gboolean keep = choice == TRACE_LIST_ADD || choice == TRACE_LIST_TOGGLE || choice == TRACE_LIST_MOVE;
  RowRanges *ranges = keep ? copy_selection (self) : row_ranges_new ();

  if (self->anchor == ROW_NONE && choice != TRACE_LIST_MOVE)
    self->anchor
        = trace_session_get_cursor (self->session) != ROW_NONE ? trace_session_get_cursor (self->session) : row;
  switch (choice)
    {
    case TRACE_LIST_SELECT:
      self->anchor = row;
      row_ranges_add (ranges, row, row);
      break;
    case TRACE_LIST_EXTEND:
    case TRACE_LIST_ADD:
      row_ranges_add (ranges, MIN (self->anchor, row), MAX (self->anchor, row));
      break;
    case TRACE_LIST_TOGGLE:
      self->anchor = row;
      if (row_ranges_contains (ranges, row))
        row_ranges_remove (ranges, row, row);
      else
        row_ranges_add (ranges, row, row);
      break;
    case TRACE_LIST_MOVE:
    default:
      break;
    }
  return ranges;
}

void
trace_list_choose (TraceList *self, uint64_t position, TraceListChoice choice)
{
  uint64_t row = trace_session_nth_shown (self->session, position);

  if (row == ROW_NONE)
    return;
  self->kept_row = ROW_NONE;
  self->own++;
  trace_session_set_selection (self->session, chosen_ranges (self, row, choice), row);
  self->own--;
  row_selection_publish (self->selection);
  trace_list_place_focus (self, TRUE);
}

void
trace_list_go (TraceList *self, uint64_t position, TraceListChoice choice)
{
  uint64_t total = trace_window_get_total (self->window), row;

  if (total == 0)
    return;
  trace_list_stop_motion (self);
  position = MIN (position, total - 1);
  row = trace_session_nth_shown (self->session, position);
  if (row == ROW_NONE)
    return;
  self->own++;
  trace_session_set_selection (self->session, chosen_ranges (self, row, choice), row);
  self->own--;
  trace_list_show_position (self, position);
  row_selection_publish (self->selection);
  trace_list_place_focus (self, TRUE);
}

void
trace_list_select_all (TraceList *self)
{
  FrameStore *store = trace_session_get_store (self->session);
  RowRanges *ranges = row_ranges_new ();

  if (store != NULL && trace_window_get_total (self->window) > 0)
    row_ranges_add (ranges, frame_store_first (store), frame_store_length (store) - 1);
  self->own++;
  trace_session_set_selection (self->session, ranges, trace_session_get_cursor (self->session));
  self->own--;
  row_selection_publish (self->selection);
}

/* --- Keys --- */

/* Where a key of movement leads to; FALSE: it is none. */
static gboolean
key_target (TraceList *self, guint key, uint64_t *target)
{
  uint64_t page = (uint64_t) MAX (1, self->page / self->row_height - 1), at = (uint64_t) (self->pos / self->row_height);
  uint64_t total = trace_window_get_total (self->window);
  gboolean shown = TRUE;

  trace_list_cursor_position (self, &at, &shown);
  switch (key)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      *target = at > 0 ? at - 1 : 0;
      return TRUE;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      *target = shown ? at + 1 : at; /* a hidden cursor stands before the row at its place */
      return TRUE;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      *target = at > page ? at - page : 0;
      return TRUE;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      *target = at + page;
      return TRUE;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      *target = 0;
      return TRUE;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      *target = total - 1;
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
move (TraceList *self, guint key, GdkModifierType state)
{
  gboolean shift = (state & GDK_SHIFT_MASK) != 0, control = (state & GDK_CONTROL_MASK) != 0;
  gboolean to_end = key == GDK_KEY_Home || key == GDK_KEY_End || key == GDK_KEY_KP_Home || key == GDK_KEY_KP_End;
  TraceListChoice choice = TRACE_LIST_SELECT;
  uint64_t target;

  if (!key_target (self, key, &target))
    return FALSE;
  if (shift)
    choice = control ? TRACE_LIST_ADD : TRACE_LIST_EXTEND;
  else if (control && !to_end)
    choice = TRACE_LIST_MOVE;
  gtk_window_set_focus_visible (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), TRUE);
  trace_list_go (self, target, choice);
  return TRUE;
}

static void
choose_cursor (TraceList *self, GdkModifierType state)
{
  TraceListChoice choice = TRACE_LIST_SELECT;
  uint64_t position = (uint64_t) (self->pos / self->row_height);
  gboolean shown;

  trace_list_cursor_position (self, &position, &shown);
  if (state & GDK_CONTROL_MASK)
    choice = TRACE_LIST_TOGGLE;
  else if (state & GDK_SHIFT_MASK)
    choice = TRACE_LIST_EXTEND;
  trace_list_go (self, position, choice);
}

static void
scroll_sideways (TraceList *self, int step)
{
  gtk_adjustment_set_value (self->horizontal, gtk_adjustment_get_value (self->horizontal) + step);
}

/* Keys that do something to rows. */
static gboolean
handle_row_key (TraceList *self, guint key, GdkModifierType state)
{
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      scroll_sideways (self, -SIDEWAYS_STEP);
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      scroll_sideways (self, SIDEWAYS_STEP);
      return TRUE;
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
      choose_cursor (self, state);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      return TRUE; /* rule 4 */
    case GDK_KEY_a:
    case GDK_KEY_A:
      if ((state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != GDK_CONTROL_MASK)
        return FALSE;
      trace_list_select_all (self);
      return TRUE;
    case GDK_KEY_Menu:
      trace_list_popup_at_cursor (self);
      return TRUE;
    case GDK_KEY_F10:
      if (!(state & GDK_SHIFT_MASK))
        return FALSE;
      trace_list_popup_at_cursor (self);
      return TRUE;
    default:
      return move (self, key, state);
    }
}

static gboolean
type_into_filter (TraceList *self, guint key, GdkModifierType state)
{
  gunichar character = gdk_keyval_to_unicode (key);
  char text[7] = "";

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK) || !g_unichar_isgraph (character))
    return FALSE;
  g_unichar_to_utf8 (character, text);
  g_signal_emit_by_name (self, "filter-typed", text);
  return TRUE;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, gpointer data)
{
  TraceList *self = data;

  if (!trace_list_has_focus (self) || state & GDK_ALT_MASK)
    return FALSE;
  if (trace_window_get_total (self->window) > 0 && handle_row_key (self, key, state))
    return TRUE;
  return type_into_filter (self, key, state);
}

void
trace_list_add_keys (TraceList *self)
{
  GtkEventController *controller = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

/* Tab comes in at the cursor and goes out: within GtkListView it would go from row to row. */
gboolean
trace_list_focus (GtkWidget *widget, GtkDirectionType direction)
{
  TraceList *self = TRACE_LIST (widget);

  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return TRUE;
  if (trace_list_has_focus (self))
    return FALSE;
  if (trace_session_get_cursor (self->session) == ROW_NONE && trace_window_get_total (self->window) > 0)
    trace_list_choose (self, (uint64_t) (self->pos / self->row_height), TRACE_LIST_SELECT);
  else if (trace_session_get_cursor (self->session) == ROW_NONE)
    gtk_widget_grab_focus (widget);
  else
    trace_list_place_focus (self, TRUE);
  return TRUE;
}
