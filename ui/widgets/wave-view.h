/* wave-view.h: one frame as it was on the wire, drawn; zoomed and scrolled by keys, wheel and drag.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * "notify::bit" (int, index of a bit of the cut, -1: none), "view-changed" (): another stretch is shown. Left and Right
 * choose a bit, Home and End the first and last; + and - or the wheel with Ctrl zoom, 0 shows all; Page Up and Page
 * Down or the wheel scroll; dragging moves.
 */
#pragma once

#include "draw/wave-picture.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WAVE_TYPE_VIEW (wave_view_get_type ())
G_DECLARE_FINAL_TYPE (WaveView, wave_view, WAVE, VIEW, GtkWidget)

GtkWidget *wave_view_new (void);
/* Both are the caller's until the next call; NULL: nothing is drawn. name: of the line, NULL: CAN_H and CAN_L. keep:
 * the same frame again, the view stays. */
void wave_view_set (WaveView *self, const WaveCut *cut, const char *name, gboolean keep);
int wave_view_get_bit (WaveView *self);
void wave_view_set_bit (WaveView *self, int bit); /* scrolls to it */
/* factor above 1: closer, about the chosen bit if it is shown, else about the middle. */
void wave_view_zoom (WaveView *self, double factor);
void wave_view_fit (WaveView *self);
gboolean wave_view_is_fitted (WaveView *self);
/* From the left end to the right of what there is; what is shown, all in ns. */
GtkAdjustment *wave_view_get_adjustment (WaveView *self); /* (transfer none) */

G_END_DECLS
