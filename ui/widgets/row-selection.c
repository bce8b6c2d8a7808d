/* row-selection.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/row-selection.h"

struct _RowSelection
{
  GObject parent_instance;
  TraceWindow *window;
  GByteArray *told; /* per slot: selected, as the list knows it */
};

enum
{
  CHOSEN,
  CLEARED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
slot_is_selected (RowSelection *self, guint slot)
{
  uint64_t row = trace_window_get_row (self->window, slot);

  return row != ROW_NONE
         && row_ranges_contains (trace_session_get_selection (trace_window_get_session (self->window)), row);
}

/* --- GListModel --- */

static GType
get_item_type (GListModel *model)
{
  return TRACE_TYPE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (ROW_SELECTION (model)->window));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (ROW_SELECTION (model)->window), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- GtkSelectionModel --- */

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  return slot_is_selected (ROW_SELECTION (model), position);
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n)
{
  GtkBitset *set = gtk_bitset_new_empty ();
  guint end = MIN (position + n, get_n_items (G_LIST_MODEL (model)));

  for (guint i = position; i < end; i++)
    if (slot_is_selected (ROW_SELECTION (model), i))
      gtk_bitset_add (set, i);
  return set;
}

static gboolean
select_item (GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  g_signal_emit (model, signals[CHOSEN], 0, position, unselect_rest);
  return TRUE;
}

static gboolean
unselect_all (GtkSelectionModel *model)
{
  g_signal_emit (model, signals[CLEARED], 0);
  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->select_item = select_item;
  iface->unselect_all = unselect_all;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RowSelection, row_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_init))

static void
on_items_changed (RowSelection *self, guint position, guint removed, guint added)
{
  guint n = position + added;

  /* The window changes at its end only. */
  g_byte_array_set_size (self->told, n);
  for (guint i = position; i < n; i++)
    self->told->data[i] = slot_is_selected (self, i);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
row_selection_dispose (GObject *object)
{
  RowSelection *self = ROW_SELECTION (object);

  if (self->window != NULL)
    g_signal_handlers_disconnect_by_data (self->window, self);
  g_clear_object (&self->window);
  g_clear_pointer (&self->told, g_byte_array_unref);
  G_OBJECT_CLASS (row_selection_parent_class)->dispose (object);
}

static void
row_selection_class_init (RowSelectionClass *class)
{
  G_OBJECT_CLASS (class)->dispose = row_selection_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", ROW_TYPE_SELECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  G_TYPE_UINT, G_TYPE_BOOLEAN);
  signals[CLEARED]
      = g_signal_new ("cleared", ROW_TYPE_SELECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
row_selection_init (RowSelection *self)
{
  self->told = g_byte_array_new ();
}

RowSelection *
row_selection_new (TraceWindow *window)
{
  RowSelection *self = g_object_new (ROW_TYPE_SELECTION, NULL);

  self->window = g_object_ref (window);
  g_signal_connect_swapped (window, "items-changed", G_CALLBACK (on_items_changed), self);
  return self;
}

void
row_selection_publish (RowSelection *self)
{
  guint n = self->told->len;

  for (guint i = 0; i < n;)
    {
      guint start = i;

      while (i < n && slot_is_selected (self, i) != self->told->data[i])
        {
          self->told->data[i] ^= 1;
          i++;
        }
      if (i > start)
        gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), start, i - start);
      else
        i++;
    }
}
