/* bit-picture.h: one bit to scale: its segments, quanta, sample point, how far an edge may move it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "draw/drawing.h"
#include "timing/bit-timing.h"

G_BEGIN_DECLS

typedef struct
{
  const char *title; /* "Nominal, 500 kbit/s"; translated */
  const char *note;  /* behind it, dim; NULL */
  const char *below; /* under the bit's first part; NULL */
  const char *brief; /* the same where there is less room */
  BitTiming timing;
  double clock;        /* Hz */
  double needed;       /* ns of the propagation segment that cable and nodes need; 0: not known */
  double second_point; /* share of the bit behind the measured delay where the secondary sample point lies; 0: none */
  gboolean triple;     /* the controller takes three samples */
  gboolean grabbed;    /* somebody holds the sample point */
} BitPicture;

/* px, with what stands above and below the bit. */
double bit_picture_height (const DrawLook *look);
void bit_picture_draw (const BitPicture *self, const DrawLook *look, cairo_t *cr, double x, double y, double width);
/* Where in the bit, 0 to 1, a point of the picture lies; may be outside. */
double bit_picture_share_at (double x, double width, double pointer);

G_END_DECLS
