/* bit-view.h: the bits of a setting to scale, one above the other for both phases; the sample point can be dragged.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Signal "point-wished" (guint phase, double point): somebody drags the sample point of phase 0 (nominal) or 1 (data)
 * to point, 0 to 1. Left and Right do the same in steps of a quantum for the phase that has the keys, Up and Down
 * choose the phase.
 */
#pragma once

#include "timing/controllers.h"
#include "timing/timing-solve.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BIT_TYPE_VIEW (bit_view_get_type ())
G_DECLARE_FINAL_TYPE (BitView, bit_view, BIT, VIEW, GtkWidget)

GtkWidget *bit_view_new (void);
/* Both are copied; solution NULL: nothing is shown. controller NULL: nothing is known of compensation. */
void bit_view_set (BitView *self, const TimingRequest *request, const TimingSolution *solution,
                   const Controller *controller);

G_END_DECLS
