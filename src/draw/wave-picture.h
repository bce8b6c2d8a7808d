/* wave-picture.h: one frame as it was on the wire: fields, bits, level, sample points, how far edges were off, where it
 * failed, all over one axis of time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "draw/drawing.h"
#include "samples/wave-cut.h"

G_BEGIN_DECLS

typedef struct
{
  const WaveCut *cut;
  const char *name; /* of the line; NULL: CAN_H and CAN_L as they ought to be */
  double from, to;  /* ns shown, of the cut's */
  int chosen;       /* index of a bit; -1 */
} WavePicture;

/* Widths, heights and places are pixels of the cairo context before it is scaled. */
double wave_picture_height (const DrawLook *look);
void wave_picture_draw (const WavePicture *self, const DrawLook *look, cairo_t *cr, double width);
/* ns under a point; may be outside. */
double wave_picture_time_at (const WavePicture *self, double width, double x);
/* The part of the width that the time axis takes. */
double wave_picture_room (double width);

/* What there is to see, a sentence or two; then of one bit. Translated. */
void wave_cut_append_text (GString *out, const WaveCut *cut);
void wave_cut_append_bit_text (GString *out, const WaveCut *cut, guint bit);

G_END_DECLS
