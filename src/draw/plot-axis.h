/* plot-axis.h: where the ticks of an axis are, and their texts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* Steps of 1, 2 or 5 times a power of ten, so that at most n ticks lie within span (above 0 and finite). */
double plot_axis_step (double span, guint n);
/* "5 000", "−0.25" with the decimals that the step needs; "1e9" where that would be long. (transfer full) */
char *plot_axis_text (double value, double step);

/* The same for times in ns, where minutes and hours have steps of their own. */
int64_t plot_axis_time_step (int64_t span, guint n);
/* "25 s", "2.5 ms", "1:02:30". (transfer full) */
char *plot_axis_time_text (int64_t time, int64_t step);
/* A moment or a span for people, to a thousandth of what is shown: "34.200 s". (transfer full) */
char *plot_axis_moment_text (int64_t time, int64_t shown);

/* Widens [*min, *max] so that a line is not at the edge, and a constant in the middle. */
void plot_axis_widen (double *min, double *max);

G_END_DECLS
