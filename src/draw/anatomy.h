/* anatomy.h: the bits of a frame with the names of their fields, stuff bits marked, and the levels on the wire.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/frame-bits.h"
#include "draw/drawing.h"

G_BEGIN_DECLS

/* A stretch of bits with a name of its own. */
typedef struct
{
  guint first, n;
  const char *name; /* translated */
  FrameField like;  /* has its colour */
  gboolean unknown; /* nobody tells which bits these were */
} AnatomyPart;

typedef struct
{
  const FrameBits *bits;
  const CanFrame *frame; /* of which they are; NULL: parts say what they are */
  const AnatomyPart *parts;
  guint n_parts;
  const double *starts; /* ns, bits->n + 1 (samples/frame-wave.h); NULL: no rate is known, no times */
  int chosen;           /* bit that is looked at; -1 */
  int decided;          /* bit where arbitration was decided; -1 */
  gboolean wrapped; /* cells of full width in as many lines as needed; else one line as long as cells stay legible */
} Anatomy;

double anatomy_height (const Anatomy *self, const DrawLook *look, double width);
void anatomy_draw (const Anatomy *self, const DrawLook *look, cairo_t *cr, double width);
/* -1: none is there. */
int anatomy_bit_at (const Anatomy *self, const DrawLook *look, double width, double x, double y);
/* Error and overload frames as they look on the wire. Times are those of nominal bits. */
typedef enum
{
  ANATOMY_ERROR_ACTIVE,
  ANATOMY_ERROR_PASSIVE,
  ANATOMY_OVERLOAD,
  N_ANATOMY_SHAPES,
} AnatomyShape;

#define ANATOMY_MAX_PARTS 10
/* Fills bits and parts; the number of parts. */
guint anatomy_make_shape (AnatomyShape shape, FrameBits *bits, AnatomyPart parts[ANATOMY_MAX_PARTS]);
/* The same of an error frame of a trace, as far as its class, type, place and counters tell: the bit that failed, and
 * the flag of a node in the state that is told, else an active one. 0: nothing of what it tells was on the wire. */
guint anatomy_make_error (const CanFrame *frame, AnatomyShape *shape, FrameBits *bits,
                          AnatomyPart parts[ANATOMY_MAX_PARTS]);
/* The part that has this bit; NULL: none. */
const AnatomyPart *anatomy_part_at (const AnatomyPart *parts, guint n_parts, guint bit);
/* What is to know of it, some sentences. (transfer none), translated */
const char *anatomy_shape_text (AnatomyShape shape);

const DrawColor *anatomy_field_color (const DrawLook *look, FrameField field);
/* The field of a bit. */
FrameField anatomy_field_of (const FrameBits *bits, guint bit);

G_END_DECLS
