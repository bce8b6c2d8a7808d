/* bit-timing-page.h: "Calculate", the first page of the bit-timing dialog.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BIT_TYPE_TIMING_PAGE (bit_timing_page_get_type ())
G_DECLARE_FINAL_TYPE (BitTimingPage, bit_timing_page, BIT, TIMING_PAGE, GtkBox)

GtkWidget *bit_timing_page_new (GSettings *settings);
/* TRUE: nothing is being computed, what is shown answers the form. */
gboolean bit_timing_page_is_settled (BitTimingPage *self);

G_END_DECLS
