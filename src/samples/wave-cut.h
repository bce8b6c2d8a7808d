/* wave-cut.h: one frame as it was on the wire: edges, bits as the listener sampled them, how far edges were off.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Times are ns from the beginning of SOF. Any thread; it belongs to one.
 */
#pragma once

#include "samples/wave.h"

G_BEGIN_DECLS

typedef struct
{
  double time;
  gboolean recessive; /* from there on */
  double off;         /* ns behind the beginning of the bit that it is nearest to; NaN: in no bit */
} WaveCutEdge;

typedef struct
{
  double start, point, end;
  double edge_error; /* ns by which the edge to dominant at its start came late, as the listener saw it; NaN: none */
  WireBitKind kind;
  FrameField field; /* of stuff bits that of the bit before; of flags the one that failed */
  guint number;
  gboolean recessive, fast;
} WaveCutBit;

typedef struct
{
  WireSetting setting;
  gboolean inverted;
  gboolean ideal;  /* made from a frame, nobody recorded it */
  gboolean found;  /* event tells what was decoded */
  WireEvent event; /* start and end in ns; frame.data is event.payload */
  double from, to; /* what is known */
  double tick;     /* ns: edges are as exact as that; 0: the recording tells times of edges */
  gboolean before; /* level at `from`: recessive */
  GArray *edges;   /* of WaveCutEdge */
  GArray *bits;    /* of WaveCutBit, from SOF to some bits behind the end */
} WaveCut;

/* The event of a trace that began at time (ns), out of a window that wave_cut_window has laid out and a reader has
 * filled. */
WaveCut *wave_cut_new (const WaveWindow *window, const WaveLine *line, double glitch_ns, const CanFrame *frame);
/* As it would be with this setting. */
WaveCut *wave_cut_new_ideal (const CanFrame *frame, const FrameBits *bits, const WireSetting *setting);
void wave_cut_free (WaveCut *self); /* (nullable) */

/* How much has to be read around a frame or error frame of a trace. */
void wave_cut_window (WaveWindow *self, const CanFrame *frame, const WireSetting *setting);

/* The bit that time lies in; -1. */
int wave_cut_bit_at (const WaveCut *self, double time);
/* The level at a time: recessive. */
gboolean wave_cut_level_at (const WaveCut *self, double time);

G_END_DECLS
