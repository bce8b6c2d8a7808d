/* bit-timing-apply.h: a calculated setting tried on an interface: it goes back after 15 s unless it is kept.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Signal "applied": the interface is another now, or what it was again.
 */
#pragma once

#include "session/link-timing.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BIT_TYPE_TIMING_APPLY (bit_timing_apply_get_type ())
G_DECLARE_FINAL_TYPE (BitTimingApply, bit_timing_apply, BIT, TIMING_APPLY, GtkBox)

GtkWidget *bit_timing_apply_new (GSettings *settings);
/* What would be applied; link or solution NULL: nothing can be. link stays the caller's and must not move. */
void bit_timing_apply_set (BitTimingApply *self, const LinkController *link, const TimingRequest *request,
                           const TimingSolution *solution);
/* The interface may have been set by somebody else. */
void bit_timing_apply_refresh (BitTimingApply *self);
/* Goes back if something is being tried. FALSE: nothing is. */
gboolean bit_timing_apply_go_back (BitTimingApply *self);

G_END_DECLS
