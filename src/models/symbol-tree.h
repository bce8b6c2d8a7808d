/* symbol-tree.h: databases, their messages and signals as a tree, searched as somebody types.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. Nodes are made when somebody looks at them; a list of ten thousand messages is an array of numbers.
 * A search keeps the messages that have all its words, and those with signals that add the missing ones, then with
 * these signals only. It looks at names, identifiers, comments, units, nodes and texts of values; upper and lower case
 * are alike.
 *
 * Signals that a multiplexer selects are below it, parted by the values that select them.
 *
 * "updated" ()   counts are others now: texts of SYMBOL_COUNT have to be made anew
 */
#pragma once

#include "db/database-set.h"
#include "session/signal-watch.h"
#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  SYMBOL_DATABASE,
  SYMBOL_MESSAGE,
  SYMBOL_SIGNAL,
  SYMBOL_BRANCH, /* values of a multiplexer, above the signals that they select; it has no signal of its own */
} SymbolKind;

typedef enum
{
  SYMBOL_NAME,
  SYMBOL_MESSAGE_NAME, /* of a signal in a flat list */
  SYMBOL_ID,
  SYMBOL_VALUE, /* latest; of a multiplexed signal that of its last frame */
  SYMBOL_LABEL, /* text of the value table for it; of a branch, whether it is the one now */
  SYMBOL_UNIT,
  SYMBOL_RAW,
  SYMBOL_MIN,
  SYMBOL_MAX,
  SYMBOL_TREND,   /* the last values as a line of blocks */
  SYMBOL_CHANGED, /* s before the latest frame of all */
  SYMBOL_COUNT,   /* frames of this message in the trace */
  SYMBOL_PERIOD,  /* ms, measured */
  SYMBOL_CYCLE,   /* ms, of the database */
  SYMBOL_LENGTH,
  SYMBOL_SCALE, /* "0.25 x − 40" */
  SYMBOL_NODES, /* that send a message, that receive a signal */
  SYMBOL_COMMENT,
  SYMBOL_N_COLUMNS
} SymbolColumn;

typedef enum
{
  SYMBOLS_ALL,
  SYMBOLS_SEEN, /* with frames in the trace */
  SYMBOLS_UNSEEN,
} SymbolsShown;

/* --- A row --- */

/* For settings: "name", "value", …; SYMBOL_N_COLUMNS: unknown. */
const char *symbol_column_get_id (SymbolColumn column);
SymbolColumn symbol_column_from_id (const char *id);

#define SYMBOL_TYPE_NODE (symbol_node_get_type ())
G_DECLARE_FINAL_TYPE (SymbolNode, symbol_node, SYMBOL, NODE, GObject)

SymbolKind symbol_node_get_kind (SymbolNode *self);
const Database *symbol_node_get_database (SymbolNode *self);
const Message *symbol_node_get_message (SymbolNode *self);  /* (nullable) */
const CanSignal *symbol_node_get_signal (SymbolNode *self); /* (nullable) */
uint64_t symbol_node_get_count (SymbolNode *self);          /* frames in the trace; of a database: messages shown */
GListModel *symbol_node_get_children (SymbolNode *self);    /* (transfer none)(nullable) of a signal */
void symbol_node_append_text (SymbolNode *self, SymbolColumn column, GString *out);
/* Of a branch: the latest frame of its message selects it. FALSE without a watch. */
gboolean symbol_node_is_active (SymbolNode *self);
/* Silent for three cycles; or a multiplexed signal that the last frame did not select. FALSE without a watch. */
gboolean symbol_node_is_stale (SymbolNode *self);
/* As the filter language names it: "EngineData", "EngineData.Speed"; NULL for a database. (transfer full) */
char *symbol_node_dup_filter (SymbolNode *self);

/* --- The tree --- */

#define SYMBOL_TYPE_TREE (symbol_tree_get_type ())
G_DECLARE_FINAL_TYPE (SymbolTree, symbol_tree, SYMBOL, TREE, GObject)

SymbolTree *symbol_tree_new (void);
GListModel *symbol_tree_get_databases (SymbolTree *self); /* (transfer none) of SymbolNode */

void symbol_tree_set_databases (SymbolTree *self, const DatabaseSet *set);
void symbol_tree_set_search (SymbolTree *self, const char *text);
void symbol_tree_set_shown (SymbolTree *self, SymbolsShown shown);
/* Messages within their databases and signals within their messages; column -1: as the databases have them. What
 * changes while frames come is sorted by as it is now. */
void symbol_tree_set_order (SymbolTree *self, int column, gboolean descending);
/* Where values come from: borrowed, until another or NULL is set. */
void symbol_tree_set_watch (SymbolTree *self, SignalWatch *watch);
/* counts: const Message * -> uint64_t *; NULL: none was seen. */
void symbol_tree_set_counts (SymbolTree *self, GHashTable *counts);

guint symbol_tree_n_messages (SymbolTree *self);       /* of all databases */
guint symbol_tree_n_shown_messages (SymbolTree *self); /* that pass search and choice */
guint symbol_tree_n_seen (SymbolTree *self);           /* with frames */

G_END_DECLS
