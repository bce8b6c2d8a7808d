/* load-curve.h: how many bits each channel carried, in intervals of time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Bits as core/frame-bits.h counts them, intermission included; a frame belongs to the interval of its time as a whole.
 * Rows may come in any order and in pieces of several threads, each its own curve. One thread each.
 */
#pragma once

#include "core/frame-store.h"

G_BEGIN_DECLS

#define LOAD_CURVE_MAX_INTERVALS (1u << 20) /* of all channels; frames beyond are only counted */

typedef struct
{
  int64_t index; /* interval [index, index + 1) * length since the origin; 0 without length */
  uint8_t channel;
  uint64_t n_frames, n_errors, n_brs;
  uint64_t bits_nominal, bits_data; /* of error frames what they take at least */
} LoadInterval;

typedef struct LoadCurve LoadCurve;

/* origin, length: ns; length 0: all time is one interval. */
LoadCurve *load_curve_new (int64_t origin, int64_t length);
LoadCurve *load_curve_new_like (const LoadCurve *other); /* of its origin and length, empty */
void load_curve_free (LoadCurve *self);                  /* (nullable) */

/* As statistics_add. */
void load_curve_add (LoadCurve *self, const FrameStore *store, const FrameChunk *chunk, guint from, guint to,
                     const uint64_t *bits);
/* other: of the same origin and length; left as it is. */
void load_curve_append (LoadCurve *self, const LoadCurve *other);

/* (transfer container) of const LoadInterval *, those with frames, by channel and time. */
GPtrArray *load_curve_get_intervals (const LoadCurve *self);
uint64_t load_curve_n_beyond (const LoadCurve *self);
gboolean load_curve_get_span (const LoadCurve *self, int64_t *earliest, int64_t *latest); /* FALSE: no frame */

G_END_DECLS
