/* trace-list-columns.c: which columns there are, and in which order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The column view's own list of columns is the order: dragging a title changes it. Widths are ours until somebody drags
 * a border; then they are his.
 */
#include "config.h"
#include "ui/widgets/trace-list-private.h"

#include "base/i18n.h"
#include "ui/widgets/table-column.h"

static guint
n_places (TraceList *self)
{
  return g_list_model_get_n_items (gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view)));
}

/* Column at a place from left to right. */
static TraceListColumn *
column_at (TraceList *self, guint place)
{
  g_autoptr (GtkColumnViewColumn) view
      = g_list_model_get_item (gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view)), place);

  for (guint i = 0; view != NULL && i < TRACE_LIST_MAX_COLUMNS; i++)
    if (self->columns[i].view == view)
      return &self->columns[i];
  return NULL;
}

static TraceListColumn *
find_column (TraceList *self, const char *id, guint *place)
{
  for (guint i = 0; i < n_places (self); i++)
    {
      TraceListColumn *column = column_at (self, i);

      if (column != NULL && g_str_equal (column->column->id, id))
        {
          if (place != NULL)
            *place = i;
          return column;
        }
    }
  return NULL;
}

static gboolean
on_layout_idle (gpointer data)
{
  TraceList *self = data;

  self->layout_idle = 0;
  g_signal_emit_by_name (self, "layout-changed");
  return G_SOURCE_REMOVE;
}

static void
layout_changed (TraceList *self)
{
  trace_list_arrange_later (self);
  if (self->layout_idle == 0)
    self->layout_idle = g_timeout_add (TABLE_COLUMN_LAYOUT_DELAY, on_layout_idle, self);
}

static void
on_width (TraceList *self, GParamSpec *spec, GtkColumnViewColumn *view)
{
  for (guint i = 0; self->arranging == 0 && i < TRACE_LIST_MAX_COLUMNS; i++)
    if (self->columns[i].view == view)
      {
        self->columns[i].chosen = table_column_get_chosen (view);
        layout_changed (self);
      }
}

static void
on_order (TraceList *self)
{
  if (self->arranging == 0)
    layout_changed (self);
}

/* --- Coming and going --- */

static void
insert_column (TraceList *self, guint index, const Column *column, guint place)
{
  TraceListColumn *self_column = &self->columns[index];
  g_autofree char *title = column_dup_title (column, NULL);

  *self_column = (TraceListColumn){ .column = column, .width = column->width > 0 ? column->width : -1 };
  self_column->view = gtk_column_view_column_new (title, trace_list_new_factory (self, index));
  gtk_column_view_column_set_resizable (self_column->view, TRUE);
  gtk_column_view_column_set_expand (self_column->view, column->width == 0);
  trace_list_apply_column (self, self_column);
  g_signal_connect_object (self_column->view, "notify::fixed-width", G_CALLBACK (on_width), self, G_CONNECT_SWAPPED);
  self->arranging++;
  gtk_column_view_insert_column (GTK_COLUMN_VIEW (self->view), place, self_column->view);
  self->arranging--;
}

/* NULL: no such column can be made, or there are too many. */
static TraceListColumn *
add_column (TraceList *self, const char *id, guint place)
{
  guint index = 0;
  Column *column;

  while (index < TRACE_LIST_MAX_COLUMNS && self->columns[index].column != NULL)
    index++;
  column = index < TRACE_LIST_MAX_COLUMNS ? column_new_added (id) : NULL;
  if (column == NULL)
    return NULL;
  insert_column (self, index, column, place);
  trace_list_name_columns (self);
  return &self->columns[index];
}

static void
remove_column (TraceList *self, TraceListColumn *column)
{
  Column *added = (Column *) column->column;

  self->arranging++;
  gtk_column_view_remove_column (GTK_COLUMN_VIEW (self->view), column->view);
  self->arranging--;
  g_signal_handlers_disconnect_by_data (column->view, self);
  g_clear_object (&column->view);
  column->column = NULL;
  column_free_added (added);
}

void
trace_list_build_columns (TraceList *self)
{
  GListModel *order = gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view));

  for (guint i = 0; columns[i].id != NULL; i++)
    insert_column (self, i, &columns[i], i);
  g_signal_connect_object (order, "items-changed", G_CALLBACK (on_order), self, G_CONNECT_SWAPPED);
}

void
trace_list_clear_columns (TraceList *self)
{
  for (guint i = 0; i < TRACE_LIST_MAX_COLUMNS; i++)
    {
      TraceListColumn *column = &self->columns[i];

      if (column->column != NULL && column_by_id (column->column->id) == NULL)
        column_free_added ((Column *) column->column);
      column->column = NULL;
      g_clear_object (&column->view);
    }
}

/* --- Titles --- */

static const char *
time_title (TimeStyle style)
{
  switch (style)
    {
    case TIME_ABSOLUTE:
      return _ ("Time");
    case TIME_OF_DAY:
      return _ ("Time of day");
    case TIME_SINCE_PREVIOUS:
      return _ ("Δ (s)");
    case TIME_SINCE_SHOWN:
      return _ ("Δ shown (s)");
    case TIME_SINCE_SAME_ID:
      return _ ("Δ ID (s)");
    case TIME_EPOCH:
      return _ ("Epoch (s)");
    default:
      return _ ("Time (s)");
    }
}

void
trace_list_name_columns (TraceList *self)
{
  for (guint i = 0; i < TRACE_LIST_MAX_COLUMNS; i++)
    {
      TraceListColumn *column = &self->columns[i];
      g_autofree char *title = NULL;

      if (column->column == NULL)
        continue;
      if (g_str_equal (column->column->id, "time"))
        title = g_strdup (time_title (self->context.time_style));
      else
        title = column_dup_title (column->column, trace_session_get_databases (self->session));
      if (g_strcmp0 (gtk_column_view_column_get_title (column->view), title) != 0)
        gtk_column_view_column_set_title (column->view, title);
    }
  trace_list_arrange_later (self);
}

/* --- Fit --- */

void
trace_list_fit (TraceList *self, const char *id)
{
  for (guint place = 0; place < n_places (self); place++)
    {
      TraceListColumn *column = column_at (self, place);
      int width;

      if ((id != NULL && !g_str_equal (id, column->column->id)) || !gtk_column_view_column_get_visible (column->view))
        continue;
      width = trace_list_measure_column (self, column);
      column->chosen = column->column->width == 0 ? 0 : CLAMP (width, COLUMN_MIN_WIDTH, COLUMN_MAX_WIDTH);
      trace_list_apply_column (self, column);
      layout_changed (self);
    }
}

/* --- Layout --- */

gboolean
trace_list_get_column_visible (TraceList *self, const char *id)
{
  TraceListColumn *column = find_column (self, id, NULL);

  return column != NULL && gtk_column_view_column_get_visible (column->view);
}

GPtrArray *
trace_list_get_columns (TraceList *self)
{
  GPtrArray *visible = g_ptr_array_new ();

  for (guint i = 0; i < n_places (self); i++)
    {
      TraceListColumn *column = column_at (self, i);

      if (gtk_column_view_column_get_visible (column->view))
        g_ptr_array_add (visible, (gpointer) column->column);
    }
  return visible;
}

gboolean
trace_list_show_column (TraceList *self, const char *id, gboolean visible)
{
  guint place = 0;
  TraceListColumn *column = find_column (self, id, &place);

  if (column == NULL && visible)
    {
      find_column (self, "summary", &place);
      column = add_column (self, id, place);
      if (column == NULL)
        return FALSE;
    }
  else if (column != NULL && !visible && column_by_id (id) == NULL)
    remove_column (self, column);
  else if (column != NULL)
    {
      column->show = visible ? COLUMN_SHOWN : COLUMN_HIDDEN;
      column->crowded = FALSE;
      trace_list_apply_column (self, column);
    }
  layout_changed (self);
  return TRUE;
}

void
trace_list_move_column (TraceList *self, const char *id, int step)
{
  guint place, n = n_places (self);
  TraceListColumn *column = find_column (self, id, &place);
  int to;

  if (column == NULL)
    return;
  to = (int) place + step;
  while (to >= 0 && to < (int) n && !gtk_column_view_column_get_visible (column_at (self, (guint) to)->view))
    to += step; /* over hidden ones */
  if (to < 0 || to >= (int) n)
    return;
  gtk_column_view_insert_column (GTK_COLUMN_VIEW (self->view), (guint) to, column->view);
}

char *
trace_list_dup_layout (TraceList *self)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (column_place_free);

  for (guint i = 0; i < n_places (self); i++)
    {
      const TraceListColumn *column = column_at (self, i);

      g_ptr_array_add (places, column_place_new (column->column->id, column->show, column->chosen));
    }
  return column_layout_format (places, &column_kinds_frames);
}

/* Added columns that the layout does not have go. */
static void
remove_others (TraceList *self, GPtrArray *places)
{
  for (guint i = 0; i < TRACE_LIST_MAX_COLUMNS; i++)
    {
      TraceListColumn *column = &self->columns[i];
      gboolean there = column->column == NULL || column_by_id (column->column->id) != NULL;

      for (guint k = 0; k < places->len && !there; k++)
        there = g_str_equal (((ColumnPlace *) places->pdata[k])->id, column->column->id);
      if (!there)
        remove_column (self, column);
    }
}

void
trace_list_set_layout (TraceList *self, const char *text)
{
  g_autoptr (GPtrArray) places = column_layout_parse (text, &column_kinds_frames);
  g_autofree char *now = trace_list_dup_layout (self), *wanted = column_layout_format (places, &column_kinds_frames);

  if (g_str_equal (now, wanted))
    return;
  remove_others (self, places);
  for (guint i = 0; i < places->len; i++)
    {
      const ColumnPlace *place = places->pdata[i];
      guint at = 0;
      TraceListColumn *column = find_column (self, place->id, &at);

      if (column == NULL)
        {
          column = add_column (self, place->id, i);
          at = i;
        }
      if (column == NULL)
        continue;
      column->show = place->show;
      column->chosen = place->width;
      self->arranging++;
      if (at != i && i < n_places (self))
        gtk_column_view_insert_column (GTK_COLUMN_VIEW (self->view), i, column->view);
      self->arranging--;
      trace_list_apply_column (self, column);
    }
  trace_list_name_columns (self);
}

void
trace_list_set_column_menu (TraceList *self, const char *id, GMenuModel *menu)
{
  TraceListColumn *column = find_column (self, id, NULL);

  if (column != NULL)
    gtk_column_view_column_set_header_menu (column->view, menu);
}
