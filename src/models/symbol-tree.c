/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "models/symbol-tree-private.h"

#include "models/symbol-order.h"

#include "base/banned.h"

struct _SymbolTree
{
  GObject parent;
  DatabaseSet *set;
  GListStore *databases; /* of SymbolNode */
  char **words;          /* (nullable) of the search, folded */
  SymbolsShown shown;
  GHashTable *counts; /* (nullable) */
  SignalWatch *watch; /* (nullable) borrowed */
  int column;         /* of the order, -1: none */
  gboolean descending;
};

G_DEFINE_FINAL_TYPE (SymbolTree, symbol_tree, G_TYPE_OBJECT)

static guint updated_signal;

uint64_t
symbol_tree_count (SymbolTree *self, const Message *message)
{
  const uint64_t *count = self->counts != NULL ? g_hash_table_lookup (self->counts, message) : NULL;

  return count != NULL ? *count : 0;
}

GHashTable *
symbol_tree_get_counts (SymbolTree *self)
{
  return self->counts;
}

const DatabaseSet *
symbol_tree_get_set (SymbolTree *self)
{
  return self->set;
}

char **
symbol_tree_get_words (SymbolTree *self)
{
  return self->words;
}

/* --- Which messages --- */

static gboolean
is_chosen (SymbolTree *self, const Message *message)
{
  return self->shown == SYMBOLS_ALL || (symbol_tree_count (self, message) > 0) == (self->shown == SYMBOLS_SEEN);
}

static gboolean
fits (SymbolTree *self, SymbolList *list, guint index)
{
  const Message *message = database_get_message (list->database, index);
  gboolean message_fits;
  GArray *found;
  guint n;

  if (!is_chosen (self, message))
    return FALSE;
  if (self->words == NULL)
    return TRUE;
  found = symbol_text_find_signals (list->text, message, index, self->words, &message_fits);
  n = found->len;
  g_array_unref (found);
  return message_fits || n > 0;
}

void
symbol_tree_sort (SymbolTree *self, GArray *indices, const Database *database, const Message *message)
{
  if (self->column >= 0)
    symbol_order_now (indices, self, database, message, (SymbolColumn) self->column, self->descending);
}

/* keep: the search is the same. */
static void
choose (SymbolTree *self, gboolean keep)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->databases)); i++)
    {
      g_autoptr (SymbolNode) node = g_list_model_get_item (G_LIST_MODEL (self->databases), i);
      SymbolList *list = node->messages;
      guint n = database_n_messages (list->database);
      GArray *indices = g_array_sized_new (FALSE, FALSE, sizeof (guint), n);

      if (self->words != NULL && list->text == NULL)
        list->text = symbol_text_new (list->database);
      for (guint m = 0; m < n; m++)
        if (fits (self, list, m))
          g_array_append_val (indices, m);
      symbol_tree_sort (self, indices, list->database, NULL);
      symbol_list_set_indices (list, indices, keep);
    }
  g_signal_emit (self, updated_signal, 0);
}

/* --- What is shown --- */

GListModel *
symbol_tree_get_databases (SymbolTree *self)
{
  return G_LIST_MODEL (self->databases);
}

void
symbol_tree_set_databases (SymbolTree *self, const DatabaseSet *set)
{
  guint n = database_set_n (set);
  g_autoptr (GPtrArray) nodes = g_ptr_array_new_with_free_func (g_object_unref);

  if (self->set == set)
    return;
  database_set_unref (self->set);
  self->set = database_set_ref (set);
  g_clear_pointer (&self->counts, g_hash_table_unref); /* of messages that may be gone */
  for (guint i = 0; i < n; i++)
    {
      const Database *database = database_set_get (set, i, NULL);
      SymbolNode *node = NULL;

      /* Those that stay keep their node, and so what is open in them. */
      for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (self->databases)) && node == NULL; k++)
        {
          g_autoptr (SymbolNode) old = g_list_model_get_item (G_LIST_MODEL (self->databases), k);

          if (old->database == database)
            node = g_object_ref (old);
        }
      if (node == NULL)
        {
          g_autoptr (SymbolList) list = symbol_list_new (self, database, NULL);

          node = symbol_node_new (list, SYMBOL_DATABASE, NULL, NULL);
        }
      g_ptr_array_add (nodes, node);
    }
  g_list_store_splice (self->databases, 0, g_list_model_get_n_items (G_LIST_MODEL (self->databases)), nodes->pdata,
                       nodes->len);
  choose (self, TRUE);
}

void
symbol_tree_set_search (SymbolTree *self, const char *text)
{
  g_autofree char *folded = symbol_text_fold (text);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_auto (GStrv) parts = g_strsplit_set (folded, " \t", -1);

  for (char **part = parts; *part != NULL; part++)
    if (**part != '\0')
      g_ptr_array_add (words, g_strdup (*part));
  g_clear_pointer (&self->words, g_strfreev);
  if (words->len > 0)
    {
      g_ptr_array_add (words, NULL);
      self->words = (char **) g_ptr_array_steal (words, NULL);
    }
  choose (self, FALSE);
}

void
symbol_tree_set_shown (SymbolTree *self, SymbolsShown shown)
{
  self->shown = shown;
  choose (self, TRUE);
}

void
symbol_tree_set_order (SymbolTree *self, int column, gboolean descending)
{
  if (column == self->column && descending == self->descending)
    return;
  self->column = column;
  self->descending = descending;
  choose (self, FALSE);
}

void
symbol_tree_set_watch (SymbolTree *self, SignalWatch *watch)
{
  self->watch = watch;
}

SignalWatch *
symbol_tree_get_watch (SymbolTree *self)
{
  return self->watch;
}

void
symbol_tree_set_counts (SymbolTree *self, GHashTable *counts)
{
  if (counts != NULL)
    g_hash_table_ref (counts);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  self->counts = counts;
  if (self->shown != SYMBOLS_ALL)
    choose (self, TRUE);
  else
    g_signal_emit (self, updated_signal, 0);
}

/* --- How many --- */

guint
symbol_tree_n_messages (SymbolTree *self)
{
  guint n = 0;

  for (guint i = 0; self->set != NULL && i < database_set_n (self->set); i++)
    n += database_n_messages (database_set_get (self->set, i, NULL));
  return n;
}

guint
symbol_tree_n_shown_messages (SymbolTree *self)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->databases)); i++)
    {
      g_autoptr (SymbolNode) node = g_list_model_get_item (G_LIST_MODEL (self->databases), i);

      n += node->messages->indices->len;
    }
  return n;
}

guint
symbol_tree_n_seen (SymbolTree *self)
{
  return self->counts != NULL ? g_hash_table_size (self->counts) : 0;
}

/* --- Object --- */

static void
symbol_tree_finalize (GObject *object)
{
  SymbolTree *self = SYMBOL_TREE (object);

  g_clear_object (&self->databases);
  g_clear_pointer (&self->words, g_strfreev);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  database_set_unref (self->set);
  G_OBJECT_CLASS (symbol_tree_parent_class)->finalize (object);
}

static void
symbol_tree_class_init (SymbolTreeClass *class)
{
  G_OBJECT_CLASS (class)->finalize = symbol_tree_finalize;
  updated_signal = g_signal_new ("updated", SYMBOL_TYPE_TREE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
symbol_tree_init (SymbolTree *self)
{
  self->databases = g_list_store_new (SYMBOL_TYPE_NODE);
  self->column = -1;
}

SymbolTree *
symbol_tree_new (void)
{
  return g_object_new (SYMBOL_TYPE_TREE, NULL);
}
