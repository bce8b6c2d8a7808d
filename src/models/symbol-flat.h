/* symbol-flat.h: the signals that a symbol tree shows as one list, in the order of any column.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. A list of SymbolNode; a row has one while somebody looks at it. Sorting happens beside the main
 * thread (symbol-order.h), the rows keep their objects and get other signals: a new order of ten thousand costs what
 * its visible rows cost. It follows the tree while it is active.
 *
 * "sorted" ()   rows may be of other signals now: texts have to be made anew
 */
#pragma once

#include "models/symbol-tree.h"

G_BEGIN_DECLS

#define SYMBOL_TYPE_FLAT (symbol_flat_get_type ())
G_DECLARE_FINAL_TYPE (SymbolFlat, symbol_flat, SYMBOL, FLAT, GObject)

#define SYMBOL_FLAT_NOT_FOUND G_MAXUINT

SymbolFlat *symbol_flat_new (SymbolTree *tree);
void symbol_flat_set_active (SymbolFlat *self, gboolean active);

/* column -1: as the databases have them. */
void symbol_flat_set_order (SymbolFlat *self, int column, gboolean descending);
/* Values have changed: sorts again where that matters, at most once a second. */
void symbol_flat_poke (SymbolFlat *self);
gboolean symbol_flat_is_sorting (SymbolFlat *self);

const CanSignal *symbol_flat_get_signal (SymbolFlat *self, guint position); /* (nullable) beyond the end */
guint symbol_flat_find (SymbolFlat *self, const CanSignal *signal);

G_END_DECLS
