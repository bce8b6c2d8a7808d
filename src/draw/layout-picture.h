/* layout-picture.h: where the signals of a message lie: a row a byte, a cell a bit, each signal in its colour.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Bits are numbered as Intel does (0 is the least significant bit of byte 0; DBC's numbers) or from the first bit on
 * the wire on (0 is the most significant bit of byte 0). The most significant bit of a signal has a corner, the least
 * significant one a dot. Bits that several signals have are hatched.
 */
#pragma once

#include "db/message.h"
#include "draw/drawing.h"

G_BEGIN_DECLS

typedef struct
{
  const Message *message;
  gboolean from_msb; /* numbers from the first bit on the wire on */
  int chosen;        /* signal; -1 */
} LayoutPicture;

double layout_picture_height (const LayoutPicture *self, const DrawLook *look);
void layout_picture_draw (const LayoutPicture *self, const DrawLook *look, cairo_t *cr, double width);
/* The signal there; the first of several. -1: none. */
int layout_picture_signal_at (const LayoutPicture *self, const DrawLook *look, double width, double x, double y);
/* The number of a signal's first bit as this numbering and byte order write it. */
guint layout_picture_start (const LayoutPicture *self, guint signal);
/* How many bits several signals have at once: of those that no multiplexer keeps apart. */
guint layout_picture_n_overlaps (const LayoutPicture *self);

G_END_DECLS
