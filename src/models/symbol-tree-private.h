/* symbol-tree-private.h: what the files of the symbol tree share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/symbol-tree.h"

G_BEGIN_DECLS

/* What a search looks at, in lower case, of one database; made when first searched. */
typedef struct
{
  GString *text;      /* strings, each with its NUL */
  uint32_t *messages; /* where the text of each begins */
  uint32_t *signals;  /* likewise, of all messages one after the other */
  uint32_t *firsts;   /* which of signals is a message's first */
} SymbolText;

SymbolText *symbol_text_new (const Database *database);
void symbol_text_free (SymbolText *self);  /* (nullable) */
char *symbol_text_fold (const char *text); /* (transfer full) */

/* Databases or messages or signals: a GListModel of nodes that are made when asked for. */
#define SYMBOL_TYPE_LIST (symbol_list_get_type ())
G_DECLARE_FINAL_TYPE (SymbolList, symbol_list, SYMBOL, LIST, GObject)

struct _SymbolList
{
  GObject parent;
  SymbolTree *tree; /* borrowed: it outlives what is shown of it; NULL afterwards */
  Database *database;
  const Message *message; /* (nullable) then of its signals */
  SymbolText *text;       /* (nullable) of a list of messages */
  GArray *indices;        /* of guint */
  SymbolList *above;      /* (nullable) of a message or branch: its database's list of messages */
  gboolean branches;      /* of signals: each stands for those that the same values select */
};

struct _SymbolNode
{
  GObject parent;
  SymbolKind kind;
  Database *database;
  SymbolList *messages; /* of a database; of others that which it is in, so that the tree is found */
  const Message *message;
  const CanSignal *signal; /* of a branch the first that it selects */
  gboolean flat;           /* stands alone: says what its message says too */
  SymbolList *children;    /* (nullable) made when first asked for, of a message */
};

SymbolList *symbol_list_new (SymbolTree *tree, const Database *database, const Message *message);
void symbol_list_set_indices (SymbolList *self, GArray *indices, gboolean keep); /* (transfer full) */

SymbolNode *symbol_node_new (SymbolList *list, SymbolKind kind, const Message *message, const CanSignal *signal);

/* Another signal in the same row. */
void symbol_node_set (SymbolNode *self, SymbolList *list, const Message *message, const CanSignal *signal);

SignalWatch *symbol_tree_get_watch (SymbolTree *self); /* (nullable) */
/* symbol-now.c: columns of what is now */
void symbol_append_now (SymbolNode *self, SymbolColumn column, GString *out);

/* As the tree's order wants them; indices of messages, or of signals of message (nullable). */
void symbol_tree_sort (SymbolTree *self, GArray *indices, const Database *database, const Message *message);
/* Of the tree's counts, its words (nullable: none). */
GHashTable *symbol_tree_get_counts (SymbolTree *self);     /* (nullable) */
const DatabaseSet *symbol_tree_get_set (SymbolTree *self); /* (nullable) */
uint64_t symbol_tree_count (SymbolTree *self, const Message *message);
char **symbol_tree_get_words (SymbolTree *self);
/* Which signals of the message are shown: (transfer full) GArray of guint. message_fits: all words are in its own. */
GArray *symbol_text_find_signals (SymbolText *self, const Message *message, guint index, char **words,
                                  gboolean *message_fits);

G_END_DECLS
