/* bit-timing-list.h: the solutions of the calculator as a list and its table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. Items are made when they are looked at: there may be 20000.
 */
#pragma once

#include "ui/dialogs/bit-timing-form.h"

G_BEGIN_DECLS

#define BIT_TYPE_TIMING_ITEM (bit_timing_item_get_type ())
G_DECLARE_FINAL_TYPE (BitTimingItem, bit_timing_item, BIT, TIMING_ITEM, GObject)

#define BIT_TYPE_TIMING_LIST (bit_timing_list_get_type ())
G_DECLARE_FINAL_TYPE (BitTimingList, bit_timing_list, BIT, TIMING_LIST, GObject)

BitTimingList *bit_timing_list_new (void);
/* found: of TimingSolution, best first; NULL: none. A reference is taken. */
void bit_timing_list_set (BitTimingList *self, const TimingQuestion *question, GArray *found);
/* Columns of the table into view, with the order that its titles ask for. */
void bit_timing_list_build_table (BitTimingList *self, GtkColumnView *view);
/* Hides the columns that have nothing to say of this list: errors where all rates are exact, a data phase that is not
 * asked for. */
void bit_timing_list_show_columns (BitTimingList *self, GtkColumnView *view);
gboolean bit_timing_list_is_exact (BitTimingList *self);
/* What tells it from the recommended one; NULL: it is that. (transfer none), translated */
const char *bit_timing_list_get_why (BitTimingList *self, guint position);
/* (transfer none)(nullable) */
const TimingSolution *bit_timing_list_get (BitTimingList *self, guint position);
/* Where the solution stands whose sample points are the nearest to these; phase 0 or 1 decides. */
guint bit_timing_list_find_point (BitTimingList *self, const TimingSolution *from, guint phase, double point);

G_END_DECLS
