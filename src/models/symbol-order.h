/* symbol-order.h: signals of databases in the order of a column, worked out beside the main thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What has no value in the column comes last, whichever way it is sorted; equals stay in the order of the databases.
 * Numbers are compared as numbers, texts without regard to upper and lower case.
 */
#pragma once

#include "models/symbol-tree.h"

G_BEGIN_DECLS

typedef struct SymbolOrder SymbolOrder;

/* places (transfer full): GArray of SignalPlace, of messages of set. counts as symbol_tree_set_counts has it, not
 * changed any more; watch (nullable). order: of n numbers, the caller's until it returns. */
typedef void (*SymbolOrderDone) (const guint *order, guint n, gpointer data);
SymbolOrder *symbol_order_start (GArray *places, const DatabaseSet *set, SignalWatch *watch, GHashTable *counts,
                                 SymbolColumn column, gboolean descending, SymbolOrderDone done, gpointer data);
/* done is not called any more. (transfer full)(nullable); not within done, where it is over. */
void symbol_order_stop (SymbolOrder *self);

/* At once, for the few of a tree: indices (of guint) of messages of database, or of signals of message (nullable). */
void symbol_order_now (GArray *indices, SymbolTree *tree, const Database *database, const Message *message,
                       SymbolColumn column, gboolean descending);

/* Whether the order changes while frames come. */
gboolean symbol_column_is_live (SymbolColumn column);

G_END_DECLS
