/* bit-timing-page.h: "Calculate", the first page of the bit-timing dialog.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "ui/dialogs/bit-timing-form.h"

G_BEGIN_DECLS

#define BIT_TYPE_TIMING_PAGE (bit_timing_page_get_type ())
G_DECLARE_FINAL_TYPE (BitTimingPage, bit_timing_page, BIT, TIMING_PAGE, GtkBox)

/* interface: the one to begin with; NULL: as it was left. */
GtkWidget *bit_timing_page_new (GSettings *settings, const char *interface);
BitTimingForm *bit_timing_page_get_form (BitTimingPage *self); /* (transfer none) */
/* TRUE: nothing is being computed, what is shown answers the form. */
gboolean bit_timing_page_is_settled (BitTimingPage *self);
/* What is tried on an interface goes back. FALSE: nothing is. */
gboolean bit_timing_page_go_back (BitTimingPage *self);
/* Takes what was heard on a bus; interface (nullable): of this machine. */
void bit_timing_page_set_rates (BitTimingPage *self, const char *interface, uint32_t bitrate, double point,
                                uint32_t data_bitrate, double data_point);

G_END_DECLS
