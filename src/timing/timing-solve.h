/* timing-solve.h: from a clock and a wished bit rate to every setting that makes it, the best first.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * All settings within the limits whose rate is at most max_rate_error off are found (5 %, where Linux refuses, if 0);
 * none for a rate that lies a step of the prescaler below the slowest.
 * Best is: least error of the rate, then long enough for the cable if one was named, least error of the sample point
 * (below the wished point before above it, as Linux rounds), greatest tolerance of the oscillator, most quanta, and
 * with a data phase equal prescalers. Settings of a data phase come in pairs, because the tolerance judges both.
 * Any thread.
 */
#pragma once

#include "timing/bit-timing.h"

G_BEGIN_DECLS

typedef enum
{
  SJW_MAX,   /* as long as the shorter phase segment and the controller allow: greatest tolerance (CiA 601-3) */
  SJW_HALF,  /* half of phase segment 2: what Linux takes since 6.3 */
  SJW_FIXED, /* sjw quanta, bounded as SJW_MAX */
} SjwPolicy;

typedef struct
{
  const TimingLimits *limits;
  uint32_t bitrate;    /* bit/s, 1 to BIT_TIMING_RATE_MAX */
  double sample_point; /* 0 to 1; 0: bit_timing_default_point */
  SjwPolicy sjw_policy;
  uint32_t sjw; /* for SJW_FIXED */
} PhaseRequest;

typedef struct
{
  double clock; /* Hz */
  PhaseRequest nominal;
  PhaseRequest data;     /* bitrate 0: classic CAN */
  double max_rate_error; /* 0 to 1; 0: 0.05 */
  double cable;          /* m; 0: not known, prop and phase1 are then shared by the tolerance */
  double node_delay_ns;  /* 0: NODE_DELAY_NS */
  gboolean triple;       /* three samples a bit, where controller_takes_three */
} TimingRequest;

typedef struct
{
  BitTiming timing;
  double bitrate;     /* bit/s, as made */
  double rate_error;  /* (made − wished) / wished */
  double point;       /* 0 to 1, as made */
  double point_error; /* made − wished */
} PhaseSolution;

typedef struct
{
  PhaseSolution nominal, data; /* data.timing.brp 0: classic CAN */
  OscillatorTolerance tolerance;
  double cable;       /* m, the longest */
  gboolean too_short; /* for the cable that was asked for */
} TimingSolution;

/* Pairs kept of a data phase; the rest is behind them in every regard. */
#define TIMING_MAX_PAIRS 20000

/* TimingSolution, best first, at least one; NULL with CANID_ERROR_UNSUPPORTED: nothing fits, the message names the
 * limit that stands in the way and the nearest rate that can be made. (transfer full) */
GArray *timing_solve (const TimingRequest *request, GError **error);

/* Fills all but the timings from them: what a setting that came from elsewhere makes. Errors are against the request's
 * rates, 0 where it has none. */
void timing_judge (const TimingRequest *request, TimingSolution *solution);

/* Why this one, in sentences of a line each: quanta, split, SJW, tolerance, cable, what more would cost. (transfer
 * full), translated */
GStrv timing_explain (const TimingRequest *request, const TimingSolution *solution);

G_END_DECLS
