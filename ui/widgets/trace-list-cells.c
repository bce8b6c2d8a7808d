/* trace-list-cells.c: texts, classes and colours of rows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * When the window moves, all cells get their texts directly: no item changes, so GTK rebuilds nothing. The list draws
 * them (trace-list-text.c).
 */
#include "config.h"
#include "ui/widgets/trace-list-private.h"

#include "base/i18n.h"
#include "ui/bus-shape.h"
#include "ui/widgets/trace-cell.h"
#include <inttypes.h>
#include "ui/row-color.h"
#include <math.h>

#define TELL_MS 500 /* between two names of rows that follow the end */

/* --- A slot --- */

static const char *
kind_class (const char *kind)
{
  static const char *const names[][2]
      = { { "error", "r-error" }, { "tx", "r-tx" }, { "remote", "r-remote" }, { "fd", "r-fd" } };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (kind, names[i][0]) == 0)
      return names[i][1];
  return NULL;
}

/* Beside the kind, whose tint it covers. */
static void
set_marked (TraceList *self, TraceListSlot *slot, uint64_t row)
{
  gboolean marked = self->context.marked != NULL && row_set_contains (self->context.marked, row);

  if (slot->row == NULL || marked == slot->marked)
    return;
  slot->marked = marked;
  if (marked)
    gtk_widget_add_css_class (slot->row, "r-marked");
  else
    gtk_widget_remove_css_class (slot->row, "r-marked");
}

/* Classes are changed only where they differ: each change styles the row and its cells anew. */
static void
set_kind (TraceList *self, TraceListSlot *slot, uint64_t row, const CanFrame *frame)
{
  const char *class = frame != NULL ? kind_class (column_row_kind (frame)) : NULL;
  gboolean fd = frame != NULL && frame->flags & CAN_FD && g_strcmp0 (class, "r-fd") != 0;
  int color;

  if (slot->row == NULL)
    return;
  color = frame != NULL && !(frame->id & CAN_ID_ERROR) ? row_colors_get (self->colors, row, NULL) : 0;
  row_color_set (slot->row, slot->color, color);
  slot->color = color;
  if (class != slot->kind)
    {
      if (slot->kind != NULL)
        gtk_widget_remove_css_class (slot->row, slot->kind);
      if (class != NULL)
        gtk_widget_add_css_class (slot->row, class);
      slot->kind = class;
    }
  if (fd == slot->fd_type)
    return;
  slot->fd_type = fd;
  if (fd)
    gtk_widget_add_css_class (slot->row, "fd");
  else
    gtk_widget_remove_css_class (slot->row, "fd");
}

/* GTK hands row widgets on to other slots as they are. */
static void
forget_row (TraceListSlot *slot, GtkWidget *row)
{
  static const char *const classes[] = { "r-error", "r-tx", "r-remote", "r-fd", "r-marked", "fd", "blank" };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (row, classes[i]);
  for (int color = 1; color <= COLOR_RULE_COLORS; color++)
    row_color_set (row, color, 0);
  slot->row = row;
  slot->color = 0;
  slot->kind = NULL;
  slot->fd_type = slot->blank = slot->marked = FALSE;
}

/* A line without a row: nothing for the pointer, nor for assistive technology. */
static void
set_blank (TraceListSlot *slot, gboolean blank)
{
  if (slot->row == NULL || blank == slot->blank)
    return;
  slot->blank = blank;
  if (blank)
    gtk_widget_add_css_class (slot->row, "blank");
  else
    gtk_widget_remove_css_class (slot->row, "blank");
  gtk_accessible_update_state (GTK_ACCESSIBLE (slot->row), GTK_ACCESSIBLE_STATE_HIDDEN, blank, -1);
}

static guint
bus_column (void)
{
  static guint index;

  if (index == 0)
    index = (guint) (column_by_id ("bus") - columns);
  return index;
}

static void
set_shape (TraceList *self, TraceListSlot *slot, GtkWidget *cell, const CanFrame *frame)
{
  int channel = frame->channel < G_N_ELEMENTS (self->shapes) ? frame->channel : -1;

  if (channel == slot->channel)
    return;
  slot->channel = channel;
  trace_cell_set_attributes (TRACE_CELL (cell), channel >= 0 ? self->shapes[channel] : NULL);
}

static void
set_cell (TraceList *self, TraceListSlot *slot, guint column, uint64_t row, const CanFrame *frame)
{
  GtkWidget *cell = slot->cells[column];

  g_string_truncate (self->text, 0);
  if (frame != NULL)
    column_append_text (self->columns[column].column, &self->context, row, frame, self->text);
  if (trace_cell_set_text (TRACE_CELL (cell), self->text->str))
    gtk_widget_queue_draw (GTK_WIDGET (self));
  if (frame != NULL && column == bus_column ())
    set_shape (self, slot, cell, frame);
}

static gboolean
get_frame (TraceList *self, uint64_t row, CanFrame *frame)
{
  if (row == ROW_NONE || self->context.store == NULL)
    return FALSE;
  frame_store_get (self->context.store, row, frame);
  return TRUE;
}

static void
append_marks_label (TraceList *self, uint64_t row)
{
  const char *comment = self->context.comments != NULL ? row_comments_get (self->context.comments, row) : NULL;

  if (self->context.marked != NULL && row_set_contains (self->context.marked, row))
    g_string_append_printf (self->label, ", %s", _ ("marked"));
  if (comment != NULL)
    g_string_append_printf (self->label, _ (", comment: %s"), comment);
}

static void
append_notes_label (TraceList *self, guint slot)
{
  g_string_truncate (self->text, 0);
  if (trace_list_describe_notes (self, slot, self->text).n > 0)
    g_string_append_printf (self->label, _ (", before it: %s"), self->text->str);
}

static void
label_slot (TraceList *self, guint slot, const CanFrame *frame)
{
  static const char *const parts[] = { "time", "bus", "id", "name", "type", "data" };
  uint64_t row = trace_window_get_row (self->window, slot);
  ColumnContext context = self->context;

  if (self->slots[slot].row == NULL || frame == NULL)
    return;
  /* Not of how many: while a file is read that is another number each time, and a screen reader would say all names
   * anew. */
  g_string_printf (self->label, _ ("Row %" PRIu64 ", frame %" PRIu64), trace_window_get_first (self->window) + slot + 1,
                   row + 1);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      gsize before = self->label->len;

      context.plain_spaces = g_str_equal (parts[i], "bus"); /* without its shape */
      g_string_append (self->label, ", ");
      column_append_text (column_by_id (parts[i]), &context, row, frame, self->label);
      if (self->label->len == before + 2)
        g_string_truncate (self->label, before);
    }
  append_marks_label (self, row);
  append_notes_label (self, slot);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->slots[slot].row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->label->str, -1);
}

static void
refresh_slot (TraceList *self, guint index)
{
  TraceListSlot *slot = &self->slots[index];
  uint64_t row = trace_window_get_row (self->window, index);
  CanFrame frame;
  gboolean good = get_frame (self, row, &frame);

  if (!good && slot->blank)
    return;
  set_blank (slot, !good);
  set_kind (self, slot, row, good ? &frame : NULL);
  set_marked (self, slot, row);
  for (guint i = 0; i < TRACE_LIST_MAX_COLUMNS; i++)
    if (slot->cells[i] != NULL)
      set_cell (self, slot, i, row, good ? &frame : NULL);
}

/* For assistive technology. */
static void
tell_slot (TraceList *self, guint index)
{
  TraceListSlot *slot = &self->slots[index];
  CanFrame frame;

  for (guint i = 0; i < TRACE_LIST_MAX_COLUMNS; i++)
    if (slot->cells[i] != NULL)
      trace_cell_tell (TRACE_CELL (slot->cells[i]));
  if (get_frame (self, trace_window_get_row (self->window, index), &frame))
    label_slot (self, index, &frame);
}

static gboolean
on_tell (gpointer data)
{
  TraceList *self = data;

  self->tell_id = 0;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->window)); i++)
    tell_slot (self, i);
  return G_SOURCE_REMOVE;
}

void
trace_list_refresh (TraceList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->window));

  for (guint i = 0; i < n; i++)
    refresh_slot (self, i);
  /* Nobody listens to rows that rush by. */
  if (!self->following)
    {
      g_clear_handle_id (&self->tell_id, g_source_remove);
      on_tell (self);
    }
  else if (self->tell_id == 0)
    self->tell_id = g_timeout_add (TELL_MS, on_tell, self);
}

/* --- Factory --- */

static guint
factory_column (GtkListItemFactory *factory)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"));
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  static const char *const dim[] = { "number", "delta", "dir", "type", "len" };
  const Column *column = ((TraceList *) data)->columns[factory_column (factory)].column;
  GtkWidget *cell = trace_cell_new (column->width > 0 ? 1 : 12, column->right ? 1 : 0);
  char class[16];

  gtk_widget_set_valign (cell, GTK_ALIGN_CENTER);
  g_snprintf (class, sizeof class, "c-%s", column->width > 0 ? column->id : "text");
  if (column_by_id (column->id) != NULL)
    gtk_widget_add_css_class (cell, class);
  if (column->mono)
    gtk_widget_add_css_class (cell, "mono");
  for (guint i = 0; i < G_N_ELEMENTS (dim); i++)
    if (g_str_equal (column->id, dim[i]))
      gtk_widget_add_css_class (cell, "dim");
  gtk_list_item_set_child (item, cell);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  TraceList *self = data;
  TraceRow *trace_row = gtk_list_item_get_item (item);
  guint column = factory_column (factory), index = trace_row_get_slot (trace_row);
  TraceListSlot *slot = &self->slots[index];
  uint64_t row = trace_row_get_row (trace_row);
  GtkWidget *cell = gtk_list_item_get_child (item), *row_widget = gtk_widget_get_parent (gtk_widget_get_parent (cell));
  CanFrame frame;
  gboolean good = get_frame (self, row, &frame), fresh = slot->row != row_widget;

  if (fresh)
    forget_row (slot, row_widget);
  slot->cells[column] = cell;
  if (column == bus_column ())
    {
      slot->channel = -1;
      trace_cell_set_attributes (TRACE_CELL (cell), NULL);
    }
  set_blank (slot, !good);
  set_kind (self, slot, row, good ? &frame : NULL);
  set_marked (self, slot, row);
  set_cell (self, slot, column, row, good ? &frame : NULL);
  trace_cell_tell (TRACE_CELL (cell));
  if (fresh)
    label_slot (self, index, good ? &frame : NULL);
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  TraceList *self = data;
  TraceRow *row = gtk_list_item_get_item (item);
  TraceListSlot *slot;
  guint column = factory_column (factory);

  if (row == NULL)
    return;
  slot = &self->slots[trace_row_get_slot (row)];
  if (slot->cells[column] == gtk_list_item_get_child (item))
    slot->cells[column] = NULL;
  for (guint i = 0; i < TRACE_LIST_MAX_COLUMNS; i++)
    if (slot->cells[i] != NULL)
      return;
  slot->row = NULL;
}

GtkListItemFactory *
trace_list_new_factory (TraceList *self, guint column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (column));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), self);
  return factory;
}

/* --- Colours of the shapes before bus names --- */

void
trace_list_load_colors (TraceList *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->shapes); i++)
    {
      g_clear_pointer (&self->shapes[i], pango_attr_list_unref);
      self->shapes[i] = bus_shape_new_attributes (GTK_WIDGET (self), i);
    }
  for (guint i = 0; i < TRACE_LIST_MAX_SLOTS; i++)
    self->slots[i].channel = -1;
  text_glyphs_forget (self->glyphs);
}
