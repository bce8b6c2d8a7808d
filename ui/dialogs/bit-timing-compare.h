/* bit-timing-compare.h: "Compare", a page of the bit-timing dialog: two adapters on one bus, or one beside what a
 * recording tells.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "ui/dialogs/timing-sources.h"

G_BEGIN_DECLS

#define BIT_TYPE_TIMING_COMPARE (bit_timing_compare_get_type ())
G_DECLARE_FINAL_TYPE (BitTimingCompare, bit_timing_compare, BIT, TIMING_COMPARE, GtkBox)

/* info: of the recording; NULL: there is none. */
GtkWidget *bit_timing_compare_new (const TraceInfo *info);
/* The recording's setting of this number first, a source of the same name as other second. */
void bit_timing_compare_choose (BitTimingCompare *self, guint recorded, const TimingSource *other);
gboolean bit_timing_compare_is_settled (BitTimingCompare *self); /* what is shown answers what is asked */

G_END_DECLS
