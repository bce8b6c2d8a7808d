/* plot-picture-private.h: what the files of the plot share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "draw/plot-axis.h"
#include "draw/plot-picture.h"

/* plot-line.c: the line within its pane, clipped to it. */
void plot_line_draw (const PlotPicture *self, const PlotLine *line, const DrawLook *look, cairo_t *cr);
