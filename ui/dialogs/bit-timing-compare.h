/* bit-timing-compare.h: "Compare", a page of the bit-timing dialog: two adapters on one bus.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BIT_TYPE_TIMING_COMPARE (bit_timing_compare_get_type ())
G_DECLARE_FINAL_TYPE (BitTimingCompare, bit_timing_compare, BIT, TIMING_COMPARE, GtkBox)

GtkWidget *bit_timing_compare_new (GSettings *settings);

G_END_DECLS
