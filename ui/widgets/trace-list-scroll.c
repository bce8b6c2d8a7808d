/* trace-list-scroll.c: where the list stands, and who has the focus.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/trace-list-private.h"

#include <math.h>

int64_t
trace_list_max_pos (TraceList *self)
{
  int64_t all = (int64_t) trace_window_get_total (self->window) * self->row_height;

  return MAX (all - self->page, 0);
}

/* Rule 1. */
void
trace_list_want (TraceList *self, double value)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->window)) == 0) /* an empty view cannot be moved and complains */
    value = gtk_adjustment_get_value (self->vertical);
  self->wanted = value;
  if (self->fresh)
    return;
  self->own++;
  if (gtk_adjustment_get_value (self->vertical) != value)
    gtk_adjustment_set_value (self->vertical, value);
  self->own--;
}

void
trace_list_sync_bar (TraceList *self)
{
  double rows_in_sight = (double) self->page / self->row_height;

  self->own++;
  gtk_adjustment_configure (self->bar, (double) self->pos / self->row_height, 0,
                            (double) trace_window_get_total (self->window), 1, MAX (1, floor (rows_in_sight) - 1),
                            rows_in_sight);
  self->own--;
}

void
trace_list_on_bar (TraceList *self)
{
  double value, last;

  if (self->own > 0)
    return;
  trace_list_stop_motion (self);
  value = gtk_adjustment_get_value (self->bar);
  last = gtk_adjustment_get_upper (self->bar) - gtk_adjustment_get_page_size (self->bar);
  trace_list_set_pos (self, value >= last - 1e-6 ? trace_list_max_pos (self)
                                                 : (int64_t) floor (value + 1e-9) * self->row_height);
}

/* Puts everything where pos says. */
void
trace_list_apply_pos (TraceList *self)
{
  uint64_t first, n;

  self->pos = CLAMP (self->pos, 0, trace_list_max_pos (self));
  trace_window_set_first (self->window, (uint64_t) (self->pos / self->row_height));
  first = trace_window_get_first (self->window);
  n = trace_window_get_n (self->window);
  trace_list_want (self, (double) (self->pos - (int64_t) first * self->row_height));
  trace_list_sync_bar (self);
  trace_list_place_focus (self, FALSE);
  if (self->tip_shown)
    gtk_widget_trigger_tooltip_query (self->rows);
  if (n > 0)
    trace_session_set_visible_row (self->session, trace_window_get_row (self->window, 0),
                                   trace_window_get_row (self->window, (guint) n - 1));
}

static void
note_following (TraceList *self, gboolean following)
{
  if (!self->live || self->following == following)
    return;
  self->following = following;
  g_signal_emit_by_name (self, "following-changed");
}

/* Somebody went there. */
void
trace_list_set_pos (TraceList *self, int64_t pos)
{
  self->kept_row = ROW_NONE;
  self->pos = pos;
  note_following (self, self->page > 0 && pos >= trace_list_max_pos (self));
  trace_list_apply_pos (self);
}

void
trace_list_set_live (TraceList *self, gboolean live)
{
  self->live = TRUE;
  trace_list_set_following (self, live);
  self->live = live;
}

void
trace_list_set_following (TraceList *self, gboolean following)
{
  note_following (self, following);
  if (self->following)
    trace_list_rows_changed (self);
}

gboolean
trace_list_get_following (TraceList *self)
{
  return self->following;
}

void
trace_list_show_position (TraceList *self, uint64_t position)
{
  int64_t y = (int64_t) position * self->row_height;

  if (y < self->pos)
    trace_list_set_pos (self, y);
  else if (y + self->row_height > self->pos + self->page)
    trace_list_set_pos (self, y + self->row_height - self->page);
}

void
trace_list_reveal (TraceList *self, uint64_t row)
{
  int64_t y = (int64_t) trace_session_shown_rank (self->session, row) * self->row_height;

  if (y < self->pos - self->page || y > self->pos + 2 * self->page)
    trace_list_set_pos (self, (y - self->page / 2) / self->row_height * self->row_height);
  else
    trace_list_show_position (self, (uint64_t) (y / self->row_height));
}

uint64_t
trace_list_get_top (TraceList *self, guint *n)
{
  uint64_t top = (uint64_t) (self->pos / self->row_height), total = trace_window_get_total (self->window);
  int64_t end = (self->pos + self->page + self->row_height - 1) / self->row_height;

  *n = (guint) (MIN ((uint64_t) end, total) - MIN (top, total));
  return top;
}

/* --- Rows come and go --- */

/* Chooses the row that keeps its place: the cursor's if it is in sight, else the first. It stays chosen until somebody
 * scrolls, so that a filter that hides it and is taken away again leaves everything where it was. */
static void
keep_place (TraceList *self)
{
  uint64_t first = trace_window_get_first (self->window), top = (uint64_t) (self->pos / self->row_height);
  uint64_t cursor = trace_session_get_cursor (self->session);
  guint n = trace_window_get_n (self->window);

  if (n == 0)
    {
      self->kept_row = cursor;
      self->kept_y = 0;
      return;
    }
  self->kept_row = trace_window_get_row (self->window, (guint) (top - first));
  self->kept_y = (int64_t) top * self->row_height - self->pos;
  for (guint i = 0; i < n && cursor != ROW_NONE; i++)
    {
      int64_t y = (int64_t) (first + i) * self->row_height - self->pos;

      if (trace_window_get_row (self->window, i) == cursor && y > -self->row_height && y < self->page)
        {
          self->kept_row = cursor;
          self->kept_y = y;
        }
    }
}

void
trace_list_rows_changed (TraceList *self)
{
  int64_t pos, last;

  if (self->following)
    self->kept_row = ROW_NONE;
  else if (self->kept_row == ROW_NONE)
    keep_place (self);
  pos = self->following ? INT64_MAX : self->pos;
  if (self->kept_row != ROW_NONE)
    pos = (int64_t) trace_session_shown_rank (self->session, self->kept_row) * self->row_height - self->kept_y;
  last = MAX ((int64_t) trace_session_n_shown (self->session) * self->row_height - self->page, 0);
  self->pos = CLAMP (pos, 0, last);
  trace_window_update (self->window, (uint64_t) (self->pos / self->row_height));
  trace_list_apply_pos (self);
}

/* --- Focus --- */

gboolean
trace_list_has_focus (TraceList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL
         && (focus == GTK_WIDGET (self) || focus == self->scrolled || gtk_widget_is_ancestor (focus, self->scrolled));
}

static GtkWidget *
cursor_row_in_sight (TraceList *self)
{
  uint64_t position, first = trace_window_get_first (self->window);
  gboolean shown;
  int64_t y;

  if (!trace_list_cursor_position (self, &position, &shown) || !shown)
    return NULL;
  y = (int64_t) position * self->row_height - self->pos;
  if (y <= -self->row_height || y >= self->page || position < first
      || position - first >= trace_window_get_n (self->window))
    return NULL;
  return self->slots[position - first].row;
}

void
trace_list_place_focus (TraceList *self, gboolean take)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus, *target;
  uint64_t cursor = trace_session_get_cursor (self->session);

  if (root == NULL || !(take || trace_list_has_focus (self)))
    return;
  if (self->fresh)
    {
      self->focus_later |= take;
      return;
    }
  focus = gtk_root_get_focus (root);
  target = cursor_row_in_sight (self);
  if (target == NULL)
    target = GTK_WIDGET (self);
  self->own++;
  /* The same widget shows another row now: without going away and back assistive technology hears nothing. */
  if (focus == target && target != GTK_WIDGET (self) && self->focused != cursor)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self));
      focus = GTK_WIDGET (self);
    }
  if (focus != target)
    {
      gtk_widget_grab_focus (target);
      if (target != GTK_WIDGET (self))
        g_signal_emit_by_name (self->vertical, "value-changed"); /* rule 3 */
    }
  if (target != GTK_WIDGET (self))
    self->focused = cursor;
  self->own--;
}
