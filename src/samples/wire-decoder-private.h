/* wire-decoder-private.h: the listener's state, shared by its parts: time (wire-decoder.c), the bits of a frame
 * (wire-frame.c) and what comes out (wire-event.c).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "samples/wire-decoder.h"

G_BEGIN_DECLS

#define WIRE_IDLE_BITS 11 /* recessive, before decoding begins */

typedef enum
{
  STATE_WAIT, /* for recessive bits */
  STATE_IDLE,
  STATE_FRAME,
  STATE_FLAG, /* dominant bits of a flag are counted */
} State;

struct WireDecoder
{
  WireSink sink;
  gpointer data;
  WireProbe probe; /* (nullable) */
  gpointer probe_data;
  double edge_error; /* ticks, of the bit that is sampled next; NaN */
  double ns_per_tick;
  double bits[2], points[2]; /* ticks a bit, and from its start to the sample point; nominal, data */
  gboolean non_iso;

  /* Time. */
  State state;
  gboolean level;   /* recessive */
  double next;      /* the next sample point */
  guint fast;       /* 1: at the data rate */
  gboolean sampled; /* value at the last sample point */
  gboolean synced;  /* since then */
  gboolean free;    /* the next edge sets the phase without bound */
  double glitch;
  int64_t held; /* an edge that may be the start of a glitch; -1: none */
  gboolean held_level;
  guint wanted; /* recessive bits until idle */

  /* The frame. */
  WireEvent event;
  guint bit; /* number of the bit that is sampled next */
  guint run; /* equal bits up to the last */
  gboolean last;
  gboolean dynamic; /* stuffing */
  FrameField field;
  guint in_field, wanted_bits, bytes;
  uint64_t value;
  guint fixed;      /* FD: bits since the last fixed stuff bit */
  guint stuffed;    /* dynamic stuff bits */
  uint32_t crcs[3]; /* 15, 17, 21 */
  uint32_t crc, crc_read;
  guint crc_bits;
  gboolean bad_crc, is_fd, brs;
  double sof, clock_edge;
  guint clock_bits;
};

/* SOF has its edge at start. */
void wire_frame_begin (WireDecoder *self, double start);
/* What the bit is that is sampled next; in a frame. */
WireBitKind wire_frame_next_kind (const WireDecoder *self);
/* The next bit of a frame, or of the flag behind one, as read at its sample point. */
void wire_frame_take (WireDecoder *self, gboolean bit);
void wire_frame_take_flag (WireDecoder *self, gboolean bit);
/* Hands the event over; end in ticks. */
void wire_frame_emit (WireDecoder *self, double end);
/* The bit sampled last was wrong; flag: dominant bits of an error flag already seen, which may still go on, so that it
 * is told when it is over. */
void wire_frame_fail (WireDecoder *self, WireFault fault, guint flag);
/* Nothing is a frame before so many recessive bits. */
void wire_frame_wait (WireDecoder *self, guint bits);

G_END_DECLS
