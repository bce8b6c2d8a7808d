/* bit-timing.h: how a controller cuts a bit out of its clock, and how far two nodes' clocks may then differ.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A bit is 1 synchronisation quantum, then propagation segment, phase segment 1, the sample point, phase segment 2
 * (ISO 11898-1:2015, 11.3.1). A quantum is `brp` periods of the controller's clock. Controllers that know only
 * tseg1 = prop + phase1 and tseg2 = phase2 make the same bits; the split of tseg1 matters for the tolerance only.
 *
 * Pure functions over values: any thread, nothing is allocated but by `dup`.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef struct
{
  uint32_t brp;                  /* prescaler: clock periods a quantum, at least 1 */
  uint32_t prop, phase1, phase2; /* quanta */
  uint32_t sjw;                  /* quanta by which one edge may move the sample point */
} BitTiming;

/* What a controller can be set to; all inclusive. */
typedef struct
{
  uint32_t tseg1_min, tseg1_max; /* prop + phase1 */
  uint32_t tseg2_min, tseg2_max; /* phase2 */
  uint32_t sjw_max;
  uint32_t brp_min, brp_max, brp_step;
  uint32_t prop_max, phase1_max; /* 0: the controller has only their sum */
} TimingLimits;

/* Transmitter delay compensation of the data phase; all 0: the controller has none. */
typedef struct
{
  uint32_t offset_max; /* TDCO, clock periods */
  uint32_t value_max;  /* TDCV as measured, clock periods */
  uint32_t filter_max; /* TDCF */
  uint32_t offset_min; /* the least TDCO */
} TdcLimits;

#define BIT_TIMING_RATE_MAX 20000000u /* bit/s; beyond every CAN FD transceiver */

static inline uint32_t
bit_timing_tseg1 (const BitTiming *self)
{
  return self->prop + self->phase1;
}

static inline uint32_t
bit_timing_quanta (const BitTiming *self)
{
  return 1 + self->prop + self->phase1 + self->phase2;
}

double bit_timing_rate (const BitTiming *self, double clock);    /* bit/s */
double bit_timing_quantum (const BitTiming *self, double clock); /* ns */
double bit_timing_sample_point (const BitTiming *self);          /* 0 to 1 */

/* Sample point that CiA 301 and CiA 601-3 wish for a rate, and Linux takes by itself: 87.5 % up to 500 kbit/s, 80 % up
 * to 800 kbit/s, 75 % above. 0 to 1. */
double bit_timing_default_point (double bitrate);

/* NULL: fits; else the sentence that names the limit. (transfer full) */
char *bit_timing_dup_misfit (const BitTiming *self, const TimingLimits *limits);

/* Shares tseg1 between prop and phase1: phase1 as long as phase2 if wanted_prop is 0, else wanted_prop quanta for the
 * cable as far as that leaves 1 for phase1; within the limits of a controller that keeps them apart. Set phase2 first.
 */
void bit_timing_share_tseg1 (BitTiming *self, uint32_t tseg1, uint32_t wanted_prop, const TimingLimits *limits);

/* --- How far oscillators may be off --- */

#define N_TOLERANCE_CONDITIONS 5

typedef struct
{
  double ppm;                                /* the least of all: each node's clock may be off by ± this */
  guint limiting;                            /* 1 to 5: the condition that gave it */
  guint n;                                   /* 2, with a data phase 5 */
  double conditions[N_TOLERANCE_CONDITIONS]; /* ppm */
} OscillatorTolerance;

/* The conditions of ISO 11898-1:2015, 11.3.2 as CiA 601-3 writes them out: (1) resynchronisation within ten bits,
 * (2) the bit after an error flag, and with a data phase (3) as 1, (4) as 2 where the error flag begins in the data
 * phase, (5) over the change from nominal to data rate. data NULL: classic CAN. */
void bit_timing_tolerance (const BitTiming *nominal, const BitTiming *data, OscillatorTolerance *out);
/* What the condition protects, a line. (transfer none), translated */
const char *bit_timing_condition_text (guint condition);

/* --- Cable --- */

#define CABLE_NS_PER_M 5.0
/* The largest loop delay ISO 11898-2:2016 allows a transceiver. */
#define NODE_DELAY_NS 255.0

/* Signals go there and back within the propagation segment: prop·tq = 2·(5 ns/m·length + node delay). Metres; negative:
 * not even the nodes' own delay fits. */
double bit_timing_cable (const BitTiming *self, double clock, double node_delay_ns);
/* Quanta of the propagation segment that a cable needs. */
uint32_t bit_timing_prop_for (double metres, double node_delay_ns, double quantum_ns);

/* --- Transmitter delay compensation --- */

typedef struct
{
  uint32_t offset;     /* TDCO, clock periods */
  gboolean possible;   /* data prescaler 1 or 2 and the controller has it (ISO 11898-1:2015, 11.3.3) */
  gboolean bounded;    /* the offset wished did not fit */
  double second_point; /* position of the secondary sample point behind the measured delay, 0 to 1 */
} TdcChoice;

void bit_timing_tdc (const BitTiming *data, const TdcLimits *limits, TdcChoice *out);

/* --- Ways to split a bit (how many are there?) --- */

typedef struct
{
  uint64_t four;   /* C(n−1,3): n quanta into four parts, none empty */
  uint64_t three;  /* C(n−2,2): the first part is the one synchronisation quantum */
  uint64_t two;    /* n−2: controllers that know tseg1 and tseg2 only */
  uint64_t within; /* of these two, what the limits leave */
} SplitCounts;

void bit_timing_count_splits (uint32_t quanta, const TimingLimits *limits, SplitCounts *out);

G_END_DECLS
