/* wire-decoder.h: edges of CAN_RX into frames, error frames and overload frames, as a controller that only listens.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Hard synchronisation at SOF and at FDF to res, resynchronisation at the other edges to dominant (ISO 11898-1:2015,
 * 11.3.2), with SJW as long as the part of the bit behind the sample point. The first edge after a change of the bit
 * rate sets the phase anew without bound: a listener does not know the sender's sample point as exactly as its
 * neighbours on the bus. Decoding begins after 11 recessive bits.
 *
 * Times are in ticks: samples, or whatever the source counts in. One thread.
 */
#pragma once

#include "core/frame-bits.h"
#include "samples/frame-wave.h"

G_BEGIN_DECLS

typedef enum
{
  WIRE_FAULT_NONE,
  WIRE_FAULT_STUFF, /* six equal bits */
  WIRE_FAULT_FORM,  /* a bit that is always recessive was dominant, or a kind of frame that is not known */
  WIRE_FAULT_CRC,
  WIRE_FAULT_ACK,      /* nobody acknowledged and the sender objected */
  WIRE_FAULT_FIXED,    /* a fixed stuff bit equals the bit before it */
  WIRE_FAULT_OVERLOAD, /* no fault: an overload frame */
  WIRE_FAULT_END,      /* the recording ends within the frame */
} WireFault;

const char *wire_fault_name (WireFault fault); /* "stuff error", …: English, for notes */

typedef struct
{
  CanFrame frame; /* data: payload. Of faults an error frame as Linux makes them (core/can-error.h). time: ns */
  uint8_t payload[CAN_FRAME_MAX_LEN];
  double start, end; /* ticks; of SOF and behind the last bit known to belong to it */
  WireFault fault;
  FrameField field;   /* where */
  guint bit;          /* from SOF, stuff bits counted: where this listener saw it */
  guint objected;     /* the first bit that a node may have objected with; bit where there was no flag */
  guint flag;         /* dominant bits of the error or overload flag, more than 6: echoed; 0: none or passive */
  gboolean passive;   /* six recessive bits instead */
  gboolean acked;     /* of good frames */
  gboolean has_clock; /* the frame was long enough to measure it */
  double clock_ppm;   /* how much faster the sender's clock is than the setting says */
  double jitter;      /* largest distance of an edge from where it was expected, ticks */
  guint n_bits;       /* up to the end of EOF */
} WireEvent;

typedef void (*WireSink) (const WireEvent *event, gpointer data); /* event is valid during the call */

/* What the listener makes of a bit at its sample point. */
typedef enum
{
  WIRE_BIT_FRAME,
  WIRE_BIT_STUFF, /* a dynamic stuff bit is due: if it equals the bits before it, it is an error */
  WIRE_BIT_FIXED, /* likewise a fixed one */
  WIRE_BIT_FLAG,  /* of an error or overload flag */
  WIRE_BIT_WAIT,  /* recessive bits are counted: delimiters, intermission behind a flag */
} WireBitKind;

typedef struct
{
  double start, point; /* ticks: of the bit as the listener is synchronised, and of its sample point */
  double edge_error;   /* ticks by which the edge to dominant at its beginning came late; NaN: there was none */
  WireBitKind kind;
  FrameField field; /* of WIRE_BIT_FRAME */
  guint number;     /* from SOF, stuff bits counted; goes on in a flag and behind it */
  gboolean recessive, fast;
} WireBit;

typedef void (*WireProbe) (const WireBit *bit, gpointer data);

typedef struct WireDecoder WireDecoder;

/* tick_rate: ticks/s, at least 5 for each of the fastest bits (wire_decoder_least_rate). */
WireDecoder *wire_decoder_new (const WireSetting *setting, double tick_rate, WireSink sink, gpointer data);
void wire_decoder_free (WireDecoder *self); /* (nullable) */
/* Pulses shorter than that are passed over; ticks. */
void wire_decoder_set_glitch (WireDecoder *self, double ticks);
/* Sees every bit as it is sampled, those within idle left out. Slower: for a stretch that somebody looks at. */
void wire_decoder_set_probe (WireDecoder *self, WireProbe probe, gpointer data);
/* The level from time on; times never go back. The same level again does nothing. */
void wire_decoder_edge (WireDecoder *self, int64_t time, gboolean recessive);
/* Nothing changes before time. */
void wire_decoder_advance (WireDecoder *self, int64_t time);
/* The recording ends at time: what is not complete is told as such. */
void wire_decoder_finish (WireDecoder *self, int64_t time);
/* Ticks of the SOF of what is being decoded; INT64_MAX: nothing is. No event will begin before it. */
int64_t wire_decoder_pending (const WireDecoder *self);

#define WIRE_LEAST_SAMPLES 5 /* a bit, below it nothing is decoded */
#define WIRE_FEW_SAMPLES 10  /* a bit, below it faults may be the recording's */

G_END_DECLS
