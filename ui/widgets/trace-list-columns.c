/* trace-list-columns.c: which columns there are, in which order and how wide.
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
#include <math.h>

#define NORMAL_CHAR_WIDTH 8.0 /* px, hinted; the widths in columns[] are for it */
#define SUMMARY_WIDTH 240     /* px; below, columns that can be spared go */

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
is_wanted (const TraceListColumn *self)
{
  return self->show == COLUMN_SHOWN || (self->show == COLUMN_AS_USUAL && !self->column->hidden);
}

static int
given_width (const TraceListColumn *self)
{
  return self->chosen != 0 ? self->chosen : self->width;
}

/* Puts what we know of a column into the view. */
static void
apply_column (TraceList *self, TraceListColumn *column)
{
  gboolean visible = is_wanted (column) && !column->crowded;

  self->arranging++;
  table_column_apply (column->view, visible, given_width (column));
  self->arranging--;
}

/* --- Telling --- */

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
  apply_column (self, self_column);
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

static GtkWidget *
find_label (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_LABEL (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child);
  return found;
}

/* Titles do not stand in the header in the order of columns: known by their text; those that say the same are alike. */
static GtkWidget *
title_label (TraceList *self, TraceListColumn *column)
{
  const char *text = gtk_column_view_column_get_title (column->view);

  for (GtkWidget *title = gtk_widget_get_first_child (self->header); title != NULL;
       title = gtk_widget_get_next_sibling (title))
    {
      GtkWidget *label = find_label (title);

      if (label != NULL && g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), text) == 0)
        return label;
    }
  return NULL;
}

/* GtkColumnView has no property for it. Returns the width that the title needs. */
static int
align_title (TraceList *self, TraceListColumn *column)
{
  GtkWidget *label = title_label (self, column);
  int minimum = 0, natural = 0;

  if (label == NULL)
    return 0;
  gtk_widget_set_halign (label, column->column->right ? GTK_ALIGN_END : GTK_ALIGN_FILL);
  gtk_widget_set_hexpand (label, column->column->right);
  gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return natural > 0 ? natural + CELL_PADDING + 2 : 0;
}

/* --- Widths --- */

static double
measure_char (TraceList *self)
{
  GtkWidget *cell = self->slots[0].cells[column_by_id ("number") - columns];
  PangoLayout *layout;
  int width;

  if (cell == NULL) /* of any column with such letters */
    cell = self->slots[0].cells[column_by_id ("time") - columns];
  if (cell == NULL)
    return 0;
  layout = gtk_widget_create_pango_layout (cell, "0000000000");
  pango_layout_get_size (layout, &width, NULL);
  g_object_unref (layout);
  return width / 10.0 / PANGO_SCALE;
}

static guint
text_chars (TraceList *self, const Column *column, uint64_t row)
{
  CanFrame frame;

  frame_store_get (self->context.store, row, &frame);
  g_string_truncate (self->text, 0);
  column_append_text (column, &self->context, row, &frame, self->text);
  return (guint) g_utf8_strlen (self->text->str, -1);
}

/* The last row has the longest time since the start; other kinds are as long as what is in sight. */
static guint
time_chars (TraceList *self, const Column *column)
{
  guint n = trace_window_get_n (self->window),
        longest = text_chars (self, column, frame_store_length (self->context.store) - 1);

  for (guint i = 0; i < n && self->context.time_style != TIME_SINCE_START; i++)
    longest = MAX (longest, text_chars (self, column, trace_window_get_row (self->window, i)));
  return longest;
}

/* Eight bytes of data. */
static guint
data_chars (const ColumnContext *context)
{
  static const guint digits[3][5] = { { 0, 2, 4, 6, 8 }, { 0, 3, 5, 8, 10 }, { 0, 8, 16, 24, 32 } };
  guint group = CLAMP (context->group, 1, 4);

  return 8 / group * (digits[context->base][group] + 1) - 1;
}

/* Characters the longest text of a column has; 0: its usual width will do. */
static guint
chars_needed (TraceList *self, const Column *column)
{
  static const guint id_chars[] = { 0, 10, 29 };
  uint64_t length = frame_store_length (self->context.store);

  if (g_str_equal (column->id, "id"))
    return id_chars[self->context.base];
  if (g_str_equal (column->id, "data") && (self->context.base != NUMBER_HEX || self->context.group > 1))
    return data_chars (&self->context);
  if (length == 0)
    return 0;
  if (g_str_equal (column->id, "number"))
    return (guint) g_snprintf (NULL, 0, "%" G_GUINT64_FORMAT, length);
  return g_str_equal (column->id, "time") ? time_chars (self, column) : 0;
}

static int
text_width (PangoLayout *layout, const char *text)
{
  int width;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

/* Columns of few words: the widest of them, semibold as the rows of FD and error frames are. */
static int
widest_word (TraceList *self, const Column *column)
{
  TraceInfo *info = frame_store_get_info (self->context.store);
  gboolean type = g_str_equal (column->id, "type"), bus = g_str_equal (column->id, "bus");
  PangoAttrList *semibold;
  PangoLayout *layout;
  int width = 0;

  if (!type && !bus)
    return 0;
  layout = gtk_widget_create_pango_layout (self->header, NULL);
  semibold = pango_attr_list_new ();
  pango_attr_list_insert (semibold, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD));
  pango_layout_set_attributes (layout, semibold);
  if (type)
    width = MAX (text_width (layout, "FD BRS"), text_width (layout, _ ("CAN ext")));
  for (guint i = 0; bus && i < MIN (trace_info_n_channels (info), 8); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("%s %s", column_bus_shape ((uint8_t) i), trace_info_channel_name (info, (uint8_t) i));

      width = MAX (width, MIN (text_width (layout, text), 2 * column->width));
    }
  pango_attr_list_unref (semibold);
  g_object_unref (layout);
  return width + CELL_PADDING + 2;
}

static void
size_column (TraceList *self, TraceListColumn *column, int title, double char_width)
{
  double scale = MAX (char_width / NORMAL_CHAR_WIDTH, 1);
  int needed;

  if (column->column->width == 0 || char_width <= 0 || self->context.store == NULL)
    return;
  needed = (int) ceil (chars_needed (self, column->column) * char_width) + CELL_PADDING + 1;
  needed = MAX (needed, widest_word (self, column->column));
  column->width = MAX (MAX ((int) ceil (column->column->width * scale), needed), title);
}

/* Columns that can be spared go, one after the other, until the summary has room; as many come back as there is room
 * for. */
static void
allot (TraceList *self)
{
  int room = gtk_widget_get_width (self->scrolled);
  gboolean summary = is_wanted (&self->columns[column_by_id ("summary") - columns]);
  guint last = 0;

  for (guint i = 0; i < TRACE_LIST_MAX_COLUMNS; i++)
    if (self->columns[i].column != NULL && is_wanted (&self->columns[i]))
      {
        room -= MAX (given_width (&self->columns[i]), 0);
        last = MAX (last, self->columns[i].column->spare);
      }
  for (guint spare = 1; spare <= last; spare++)
    for (guint i = 0; columns[i].id != NULL; i++)
      {
        TraceListColumn *column = &self->columns[i];

        if (columns[i].spare != spare || !is_wanted (column))
          continue;
        column->crowded = summary && column->show == COLUMN_AS_USUAL && room < SUMMARY_WIDTH && self->allotted > 0;
        room += column->crowded ? given_width (column) : 0;
      }
}

static gboolean
on_arrange (gpointer data)
{
  TraceList *self = data;
  double char_width = measure_char (self);

  self->fit_tick = 0;
  self->allotted = gtk_widget_get_width (GTK_WIDGET (self));
  for (guint i = 0; i < TRACE_LIST_MAX_COLUMNS; i++)
    if (self->columns[i].column != NULL)
      size_column (self, &self->columns[i], align_title (self, &self->columns[i]), char_width);
  allot (self);
  for (guint i = 0; i < TRACE_LIST_MAX_COLUMNS; i++)
    if (self->columns[i].column != NULL)
      apply_column (self, &self->columns[i]);
  return G_SOURCE_REMOVE;
}

void
trace_list_arrange_later (TraceList *self)
{
  /* Not while sizes are being given out. */
  if (self->fit_tick == 0)
    self->fit_tick = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_arrange, self, NULL);
}

/* --- Fit --- */

/* Width of the longest text in sight. Where all letters are as wide, only what has more of them is measured. */
static int
measure_texts (TraceList *self, guint index)
{
  g_autoptr (PangoLayout) layout = NULL;
  int longest = 0, width;
  glong most = 0;

  for (guint i = 0; i < trace_window_get_n (self->window); i++)
    {
      GtkWidget *cell = self->slots[i].cells[index];
      const char *text = cell != NULL ? gtk_inscription_get_text (GTK_INSCRIPTION (cell)) : NULL;

      if (text == NULL || (self->columns[index].column->mono && g_utf8_strlen (text, -1) <= most))
        continue;
      most = g_utf8_strlen (text, -1);
      if (layout == NULL)
        layout = gtk_widget_create_pango_layout (cell, NULL);
      pango_layout_set_text (layout, text, -1);
      pango_layout_get_pixel_size (layout, &width, NULL);
      longest = MAX (longest, width);
    }
  return longest + CELL_PADDING + 1;
}

void
trace_list_fit (TraceList *self, const char *id)
{
  for (guint place = 0; place < n_places (self); place++)
    {
      TraceListColumn *column = column_at (self, place);
      guint index = (guint) (column - self->columns);
      int width;

      if ((id != NULL && !g_str_equal (id, column->column->id)) || !gtk_column_view_column_get_visible (column->view))
        continue;
      width = MAX (measure_texts (self, index), align_title (self, column));
      column->chosen = column->column->width == 0 ? 0 : CLAMP (width, COLUMN_MIN_WIDTH, COLUMN_MAX_WIDTH);
      apply_column (self, column);
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
      apply_column (self, column);
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
      apply_column (self, column);
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
