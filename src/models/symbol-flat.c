/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "models/symbol-flat.h"

#include "models/symbol-order.h"
#include "models/symbol-tree-private.h"
#include <string.h>

#include "base/banned.h"

#define SORT_US 1000000 /* between two sorts by what changes */

struct _SymbolFlat
{
  GObject parent_instance;
  SymbolTree *tree;
  gboolean active;
  GPtrArray *lists;  /* SymbolList of each database */
  GArray *places;    /* of SignalPlace, in the order of the databases */
  GArray *databases; /* of guint: which of lists each place is of */
  guint *order;      /* which place each row shows */
  GHashTable *rows;  /* position -> SymbolNode, of those somebody looks at; not owned */
  int column;        /* -1: none */
  gboolean descending;
  SymbolOrder *sorting;   /* (nullable) */
  gint64 sorted;          /* monotonic µs, when it began last */
  const DatabaseSet *set; /* (nullable) of places */
};

static void symbol_flat_list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SymbolFlat, symbol_flat, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, symbol_flat_list_model_init))

static guint sorted_signal;

/* --- The list --- */

static GType
get_item_type (GListModel *model)
{
  return SYMBOL_TYPE_NODE;
}

static guint
get_n_items (GListModel *model)
{
  return SYMBOL_FLAT (model)->places->len;
}

typedef struct
{
  SymbolFlat *flat;
  guint position;
} Row;

static void
on_row_gone (gpointer data, GObject *gone)
{
  Row *row = data;

  if (g_hash_table_lookup (row->flat->rows, GUINT_TO_POINTER (row->position)) == gone)
    g_hash_table_remove (row->flat->rows, GUINT_TO_POINTER (row->position));
  g_object_unref (row->flat);
  g_free (row);
}

static const CanSignal *
signal_at (SymbolFlat *self, guint position, const SignalPlace **place, SymbolList **list)
{
  guint index = self->order[position];

  *place = &g_array_index (self->places, SignalPlace, index);
  *list = self->lists->pdata[g_array_index (self->databases, guint, index)];
  return &(*place)->message->signals[(*place)->signal];
}

static gpointer
get_item (GListModel *model, guint position)
{
  SymbolFlat *self = SYMBOL_FLAT (model);
  SymbolNode *node;
  const SignalPlace *place;
  const CanSignal *signal;
  SymbolList *list;
  Row *row;

  if (position >= self->places->len)
    return NULL;
  node = g_hash_table_lookup (self->rows, GUINT_TO_POINTER (position));
  if (node != NULL)
    return g_object_ref (node);
  signal = signal_at (self, position, &place, &list);
  node = symbol_node_new (list, SYMBOL_SIGNAL, place->message, signal);
  node->flat = TRUE;
  row = g_new (Row, 1);
  *row = (Row){ g_object_ref (self), position };
  g_object_weak_ref (G_OBJECT (node), on_row_gone, row);
  g_hash_table_insert (self->rows, GUINT_TO_POINTER (position), node);
  return node;
}

static void
symbol_flat_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

/* --- Order --- */

/* Rows that somebody looks at get the signals that stand there now. */
static void
update_rows (SymbolFlat *self)
{
  GHashTableIter iter;
  gpointer position, node;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &position, &node))
    if (GPOINTER_TO_UINT (position) < self->places->len)
      {
        const SignalPlace *place;
        SymbolList *list;
        const CanSignal *signal = signal_at (self, GPOINTER_TO_UINT (position), &place, &list);

        symbol_node_set (node, list, place->message, signal);
      }
}

static void
on_sorted (const guint *order, guint n, gpointer data)
{
  SymbolFlat *self = data;

  self->sorting = NULL;
  if (n != self->places->len)
    return;
  memcpy (self->order, order, n * sizeof *order);
  update_rows (self);
  g_signal_emit (self, sorted_signal, 0);
}

static void
sort (SymbolFlat *self)
{
  GArray *places;

  symbol_order_stop (g_steal_pointer (&self->sorting));
  if (self->column < 0 || self->set == NULL || self->places->len == 0)
    return;
  places = g_array_sized_new (FALSE, FALSE, sizeof (SignalPlace), self->places->len);
  g_array_append_vals (places, self->places->data, self->places->len);
  self->sorted = g_get_monotonic_time ();
  self->sorting
      = symbol_order_start (places, self->set, symbol_tree_get_watch (self->tree), symbol_tree_get_counts (self->tree),
                            (SymbolColumn) self->column, self->descending, on_sorted, self);
}

static void
order_as_given (SymbolFlat *self)
{
  for (guint i = 0; i < self->places->len; i++)
    self->order[i] = i;
}

void
symbol_flat_set_order (SymbolFlat *self, int column, gboolean descending)
{
  if (column == self->column && descending == self->descending)
    return;
  self->column = column;
  self->descending = descending;
  symbol_order_stop (g_steal_pointer (&self->sorting));
  if (column >= 0)
    {
      sort (self);
      return;
    }
  order_as_given (self);
  update_rows (self);
  g_signal_emit (self, sorted_signal, 0);
}

void
symbol_flat_poke (SymbolFlat *self)
{
  if (self->active && self->column >= 0 && symbol_column_is_live ((SymbolColumn) self->column) && self->sorting == NULL
      && g_get_monotonic_time () - self->sorted >= SORT_US)
    sort (self);
}

gboolean
symbol_flat_is_sorting (SymbolFlat *self)
{
  return self->sorting != NULL;
}

/* --- Which signals --- */

static void
collect (SymbolNode *database, guint index, SymbolTree *tree, GArray *places, GArray *databases)
{
  SymbolList *list = database->messages;
  char **words = symbol_tree_get_words (tree);

  for (guint i = 0; i < list->indices->len; i++)
    {
      guint number = g_array_index (list->indices, guint, i);
      const Message *message = database_get_message (list->database, number);
      gboolean fits;
      g_autoptr (GArray) found = symbol_text_find_signals (list->text, message, number, words, &fits);

      for (guint s = 0; s < found->len; s++)
        {
          guint at = places->len;

          g_array_set_size (places, at + 1); /* cleared, also what lies between the members */
          g_array_index (places, SignalPlace, at).message = message;
          g_array_index (places, SignalPlace, at).signal = g_array_index (found, guint, s);
          g_array_append_val (databases, index);
        }
    }
}

static gboolean
is_alike (GArray *a, GArray *b)
{
  return a->len == b->len && (a->len == 0 || memcmp (a->data, b->data, a->len * sizeof (SignalPlace)) == 0);
}

/* The rows that there are in both keep their objects: a list makes widgets for what it is told of. Until they are
 * sorted they say what they said. */
static void
take_places (SymbolFlat *self, GArray *places, GArray *databases)
{
  guint old = self->places->len, n = places->len;

  g_array_unref (self->places);
  g_array_unref (self->databases);
  self->places = places;
  self->databases = databases;
  g_free (self->order);
  self->order = g_new (guint, MAX (n, 1));
  order_as_given (self);
  if (n != old)
    g_list_model_items_changed (G_LIST_MODEL (self), MIN (old, n), old - MIN (old, n), n - MIN (old, n));
  sort (self);
  if (self->sorting != NULL)
    return;
  update_rows (self);
  g_signal_emit (self, sorted_signal, 0);
}

static void
follow (SymbolFlat *self)
{
  GListModel *model = symbol_tree_get_databases (self->tree);
  const DatabaseSet *set = self->active ? symbol_tree_get_set (self->tree) : NULL;
  GArray *places = g_array_new (FALSE, TRUE, sizeof (SignalPlace)),
         *databases = g_array_new (FALSE, FALSE, sizeof (guint));
  GPtrArray *lists = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean alike = set == self->set;

  for (guint i = 0; self->active && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (SymbolNode) database = g_list_model_get_item (model, i);

      g_ptr_array_add (lists, g_object_ref (database->messages));
      collect (database, i, self->tree, places, databases);
    }
  g_ptr_array_unref (self->lists);
  self->lists = lists;
  if (!alike)
    {
      database_set_unref (self->set);
      self->set = set != NULL ? database_set_ref (set) : NULL;
    }
  if (!alike || !is_alike (self->places, places))
    {
      take_places (self, places, databases);
      return;
    }
  g_array_unref (places);
  g_array_unref (databases);
  symbol_flat_poke (self);
}

void
symbol_flat_set_active (SymbolFlat *self, gboolean active)
{
  if (self->active == active)
    return;
  self->active = active;
  follow (self);
}

const CanSignal *
symbol_flat_get_signal (SymbolFlat *self, guint position)
{
  const SignalPlace *place;
  SymbolList *list;

  return position < self->places->len ? signal_at (self, position, &place, &list) : NULL;
}

guint
symbol_flat_find (SymbolFlat *self, const CanSignal *signal)
{
  for (guint i = 0; signal != NULL && i < self->places->len; i++)
    if (symbol_flat_get_signal (self, i) == signal)
      return i;
  return SYMBOL_FLAT_NOT_FOUND;
}

/* --- Object --- */

static void
symbol_flat_dispose (GObject *object)
{
  SymbolFlat *self = SYMBOL_FLAT (object);

  symbol_order_stop (g_steal_pointer (&self->sorting));
  g_clear_object (&self->tree);
  G_OBJECT_CLASS (symbol_flat_parent_class)->dispose (object);
}

static void
symbol_flat_finalize (GObject *object)
{
  SymbolFlat *self = SYMBOL_FLAT (object);

  g_ptr_array_unref (self->lists);
  g_array_unref (self->places);
  g_array_unref (self->databases);
  g_hash_table_unref (self->rows);
  g_free (self->order);
  database_set_unref (self->set);
  G_OBJECT_CLASS (symbol_flat_parent_class)->finalize (object);
}

static void
symbol_flat_class_init (SymbolFlatClass *class)
{
  G_OBJECT_CLASS (class)->dispose = symbol_flat_dispose;
  G_OBJECT_CLASS (class)->finalize = symbol_flat_finalize;
  sorted_signal = g_signal_new ("sorted", SYMBOL_TYPE_FLAT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
symbol_flat_init (SymbolFlat *self)
{
  self->lists = g_ptr_array_new_with_free_func (g_object_unref);
  self->places = g_array_new (FALSE, TRUE, sizeof (SignalPlace));
  self->databases = g_array_new (FALSE, FALSE, sizeof (guint));
  self->order = g_new (guint, 1);
  self->rows = g_hash_table_new (NULL, NULL);
  self->column = -1;
}

SymbolFlat *
symbol_flat_new (SymbolTree *tree)
{
  SymbolFlat *self = g_object_new (SYMBOL_TYPE_FLAT, NULL);

  self->tree = g_object_ref (tree);
  g_signal_connect_object (tree, "updated", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  return self;
}
