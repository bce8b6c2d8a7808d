/* id-list-columns.c: which columns the list by identifier has, in which order and how wide.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The column view's own list of columns is the order: dragging a title changes it. Widths follow the font until
 * somebody drags a border; then they are his.
 */
#include "config.h"
#include "ui/widgets/id-list-private.h"

#include "base/i18n.h"
#include "base/thread-time.h"
#include "ui/widgets/table-column.h"
#include "ui/widgets/table-title.h"
#include <math.h>

#define NORMAL_CHAR_WIDTH 8.0 /* px, hinted; the widths in id_columns[] are for it */
#define SUMMARY_WIDTH 200     /* px; below, columns that can be spared go */
#define CELL_PADDING 12       /* px, both sides */

static GListModel *
get_places (IdList *self)
{
  return gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->columns_view));
}

/* Of id_columns, at a place from left to right. */
static guint
index_at (IdList *self, guint place)
{
  g_autoptr (GtkColumnViewColumn) view = g_list_model_get_item (get_places (self), place);
  guint i = 0;

  while (i < ID_LIST_N_COLUMNS && self->columns[i].view != view)
    i++;
  g_assert (i < ID_LIST_N_COLUMNS);
  return i;
}

static guint
place_of (IdList *self, guint index)
{
  guint place = 0;

  while (index_at (self, place) != index)
    place++;
  return place;
}

static IdListColumn *
find (IdList *self, const char *id)
{
  const IdColumn *column = id_column_by_id (id);

  return column != NULL ? &self->columns[column - id_columns] : NULL;
}

static int
given_width (const IdListColumn *column)
{
  return column->chosen != 0 ? column->chosen : column->width;
}

static void
apply (IdList *self, IdListColumn *column, gboolean visible)
{
  self->arranging++;
  table_column_apply (column->view, visible, given_width (column));
  self->arranging--;
}

static gboolean on_arrange (gpointer data);

/* --- Telling --- */

static gboolean
on_layout (gpointer data)
{
  IdList *self = data;

  self->layout_id = 0;
  g_signal_emit_by_name (self, "layout-changed");
  return G_SOURCE_REMOVE;
}

static void
layout_changed (IdList *self)
{
  id_list_arrange_later (self);
  if (self->layout_id == 0)
    self->layout_id = g_timeout_add (TABLE_COLUMN_LAYOUT_DELAY, on_layout, self);
}

static void
on_width (IdList *self, GParamSpec *spec, GtkColumnViewColumn *view)
{
  for (guint i = 0; self->arranging == 0 && i < ID_LIST_N_COLUMNS; i++)
    if (self->columns[i].view == view)
      {
        self->columns[i].chosen = table_column_get_chosen (view);
        layout_changed (self);
      }
}

static void
on_order (IdList *self)
{
  if (self->arranging == 0)
    layout_changed (self);
}

/* --- Room --- */

/* Columns that can be spared go, one after the other, until the summary has room. */
static void
allot (IdList *self)
{
  gboolean crowded[ID_LIST_N_COLUMNS] = { FALSE };
  int room = self->allotted;
  int64_t start = thread_time ();
  guint last = 0;

  for (guint i = 0; i < ID_LIST_N_COLUMNS; i++)
    {
      room -= self->columns[i].show != COLUMN_HIDDEN ? MAX (given_width (&self->columns[i]), 0) : 0;
      last = MAX (last, id_columns[i].spare);
    }
  if (find (self, "summary")->show == COLUMN_HIDDEN || self->allotted == 0)
    last = 0;
  for (guint spare = 1; spare <= last; spare++)
    for (guint i = 0; i < ID_LIST_N_COLUMNS && room < SUMMARY_WIDTH; i++)
      if (id_columns[i].spare == spare && self->columns[i].show == COLUMN_AS_USUAL)
        {
          crowded[i] = TRUE;
          room += given_width (&self->columns[i]);
        }
  for (guint i = 0; i < ID_LIST_N_COLUMNS; i++)
    {
      apply (self, &self->columns[i], self->columns[i].show != COLUMN_HIDDEN && !crowded[i]);
      if (thread_time () - start < THREAD_TIME_PART || i + 1 == ID_LIST_N_COLUMNS)
        continue;
      /* A column that comes has a cell made for each row. */
      g_clear_handle_id (&self->arrange_id, g_source_remove);
      self->arrange_id = g_timeout_add (1, on_arrange, self);
      break;
    }
}

/* The words of the kinds of frames are known: the widest of them, as bold as some rows have it. */
static int
measure_types (IdList *self)
{
  const char *const words[] = { "FD BRS", _ ("CAN ext"), _ ("Remote"), _ ("Error") };
  PangoLayout *layout = gtk_widget_create_pango_layout (self->titles[0], NULL);
  PangoAttrList *bold = pango_attr_list_new ();
  int width, widest = 0;

  pango_attr_list_insert (bold, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, bold);
  pango_attr_list_unref (bold);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      pango_layout_set_text (layout, words[i], -1);
      pango_layout_get_pixel_size (layout, &width, NULL);
      widest = MAX (widest, width);
    }
  g_object_unref (layout);
  return widest + CELL_PADDING + 2;
}

/* As wide as the font wants it. */
static void
follow_font (IdList *self)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (self->ruler, "0000000000");
  int width, title = table_title_measure (self->titles[1]);

  pango_layout_get_size (layout, &width, NULL);
  g_object_unref (layout);
  if (width == self->measured[0] && title == self->measured[1])
    return;
  self->measured[0] = width;
  self->measured[1] = title;
  self->scale = MAX (width / 10.0 / PANGO_SCALE / NORMAL_CHAR_WIDTH, 1);
  for (guint i = 0; i < ID_LIST_N_COLUMNS; i++)
    if (id_columns[i].width > 0)
      self->columns[i].width
          = MAX ((int) ceil (id_columns[i].width * self->scale), table_title_measure (self->titles[i]));
  find (self, "type")->width = MAX (find (self, "type")->width, measure_types (self));
}

static gboolean
on_arrange (gpointer data)
{
  IdList *self = data;

  self->arrange_id = 0;
  self->allotted = gtk_widget_get_width (GTK_WIDGET (self));
  follow_font (self);
  allot (self);
  return G_SOURCE_REMOVE;
}

void
id_list_arrange_later (IdList *self)
{
  /* Not while sizes are being given out. */
  if (self->arrange_id == 0)
    self->arrange_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_arrange, self, NULL);
}

/* --- Building --- */

/* The column that is asked first decides; GTK 4.8 has no other way to tell. */
static const IdColumn *asked;

static int
on_compare (gconstpointer a, gconstpointer b, gpointer data)
{
  if (asked == NULL)
    asked = data;
  return a == b ? 0 : -1;
}

static void
on_sorted (IdList *self)
{
  g_autoptr (GObject) one = g_object_new (ID_TYPE_ROW, NULL), other = g_object_new (ID_TYPE_ROW, NULL);
  GtkOrdering order;

  if (self->columns_view == NULL) /* it goes away, column by column */
    return;
  asked = NULL;
  order = gtk_sorter_compare (gtk_column_view_get_sorter (GTK_COLUMN_VIEW (self->columns_view)), one, other);
  id_view_set_order (self->view, asked != NULL ? asked->compare : NULL, order == GTK_ORDERING_LARGER);
}

static void
build_column (IdList *self, guint i)
{
  const IdColumn *column = &id_columns[i];
  IdListColumn *made = &self->columns[i];

  made->view
      = gtk_column_view_column_new (column->title[0] != '\0' ? _ (column->title) : "", id_list_new_factory (self, i));
  made->width = column->width > 0 ? column->width : -1;
  gtk_column_view_column_set_resizable (made->view, TRUE);
  gtk_column_view_column_set_fixed_width (made->view, made->width);
  gtk_column_view_column_set_expand (made->view, column->width == 0);
  if (column->compare != NULL)
    {
      g_autoptr (GtkCustomSorter) sorter = gtk_custom_sorter_new (on_compare, (gpointer) column, NULL);

      gtk_column_view_column_set_sorter (made->view, GTK_SORTER (sorter));
    }
  gtk_column_view_append_column (GTK_COLUMN_VIEW (self->columns_view), made->view);
  self->titles[i] = table_title_get (GTK_COLUMN_VIEW (self->columns_view), i);
  table_title_dress (GTK_COLUMN_VIEW (self->columns_view), i, column->tip != NULL ? _ (column->tip) : NULL,
                     column->right);
  g_signal_connect_object (made->view, "notify::fixed-width", G_CALLBACK (on_width), self, G_CONNECT_SWAPPED);
}

void
id_list_build_columns (IdList *self)
{
  for (guint i = 0; i < ID_LIST_N_COLUMNS; i++)
    {
      g_assert (id_columns[i].id != NULL);
      build_column (self, i);
    }
  g_assert (id_columns[ID_LIST_N_COLUMNS].id == NULL);
  table_title_name_header (GTK_COLUMN_VIEW (self->columns_view), NULL);
  gtk_column_view_set_reorderable (GTK_COLUMN_VIEW (self->columns_view), TRUE);
  g_signal_connect_object (get_places (self), "items-changed", G_CALLBACK (on_order), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_sorter (GTK_COLUMN_VIEW (self->columns_view)), "changed",
                           G_CALLBACK (on_sorted), self, G_CONNECT_SWAPPED);
}

/* --- Public --- */

gboolean
id_list_get_column_visible (IdList *self, const char *id)
{
  IdListColumn *column = find (self, id);

  return column != NULL && gtk_column_view_column_get_visible (column->view);
}

GPtrArray *
id_list_get_columns (IdList *self)
{
  GPtrArray *visible = g_ptr_array_new ();

  for (guint place = 0; place < ID_LIST_N_COLUMNS; place++)
    {
      guint i = index_at (self, place);

      if (gtk_column_view_column_get_visible (self->columns[i].view))
        g_ptr_array_add (visible, (gpointer) &id_columns[i]);
    }
  return visible;
}

void
id_list_show_column (IdList *self, const char *id, gboolean visible)
{
  IdListColumn *column = find (self, id);

  g_return_if_fail (column != NULL);
  column->show = visible ? COLUMN_SHOWN : COLUMN_HIDDEN;
  apply (self, column, visible);
  layout_changed (self);
}

void
id_list_move_column (IdList *self, const char *id, int step)
{
  IdListColumn *column = find (self, id);
  int to;

  g_return_if_fail (column != NULL);
  to = (int) place_of (self, (guint) (column - self->columns)) + step;
  while (to >= 0 && to < (int) ID_LIST_N_COLUMNS
         && !gtk_column_view_column_get_visible (self->columns[index_at (self, (guint) to)].view))
    to += step; /* over hidden ones */
  if (to >= 0 && to < (int) ID_LIST_N_COLUMNS)
    gtk_column_view_insert_column (GTK_COLUMN_VIEW (self->columns_view), (guint) to, column->view);
}

static int
measure_texts (IdList *self, guint index)
{
  g_autoptr (PangoLayout) layout = NULL;
  int longest = table_title_measure (self->titles[index]) - CELL_PADDING, width;

  for (guint i = 0; i < self->bound->len; i++)
    {
      GtkListItem *item = self->bound->pdata[i];
      GtkWidget *cell;

      if (g_object_get_data (G_OBJECT (item), "column") != GUINT_TO_POINTER (index))
        continue;
      cell = id_list_inscription_of (item);
      if (cell == NULL || gtk_inscription_get_text (GTK_INSCRIPTION (cell)) == NULL)
        continue;
      if (layout == NULL)
        layout = gtk_widget_create_pango_layout (cell, NULL);
      pango_layout_set_text (layout, gtk_inscription_get_text (GTK_INSCRIPTION (cell)), -1);
      pango_layout_get_pixel_size (layout, &width, NULL);
      longest = MAX (longest, width);
    }
  return longest + CELL_PADDING + 1 + (g_str_equal (id_columns[index].id, "name") ? 22 : 0); /* its arrow */
}

void
id_list_fit (IdList *self, const char *id)
{
  for (guint i = 0; i < ID_LIST_N_COLUMNS; i++)
    {
      const IdColumn *column = &id_columns[i];

      if ((id != NULL && !g_str_equal (id, column->id)) || column->width == 0 || g_str_equal (column->id, "activity")
          || !id_list_get_column_visible (self, column->id))
        continue;
      self->columns[i].chosen = CLAMP (measure_texts (self, i), COLUMN_MIN_WIDTH, COLUMN_MAX_WIDTH);
      layout_changed (self);
    }
}

char *
id_list_dup_layout (IdList *self)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (column_place_free);

  for (guint place = 0; place < ID_LIST_N_COLUMNS; place++)
    {
      guint i = index_at (self, place);

      g_ptr_array_add (places, column_place_new (id_columns[i].id, self->columns[i].show, self->columns[i].chosen));
    }
  return column_layout_format (places, &column_kinds_ids);
}

void
id_list_set_layout (IdList *self, const char *text)
{
  g_autoptr (GPtrArray) places = column_layout_parse (text, &column_kinds_ids);
  g_autofree char *now = id_list_dup_layout (self), *wanted = column_layout_format (places, &column_kinds_ids);

  if (g_str_equal (now, wanted))
    return;
  self->arranging++;
  for (guint i = 0; i < places->len; i++)
    {
      const ColumnPlace *place = places->pdata[i];
      IdListColumn *column = find (self, place->id);

      column->show = place->show;
      column->chosen = place->width;
      if (index_at (self, i) != (guint) (column - self->columns))
        gtk_column_view_insert_column (GTK_COLUMN_VIEW (self->columns_view), i, column->view);
    }
  self->arranging--;
  allot (self);
}

void
id_list_set_column_menu (IdList *self, const char *id, GMenuModel *menu)
{
  IdListColumn *column = find (self, id);

  if (column != NULL)
    gtk_column_view_column_set_header_menu (column->view, menu);
}
