/* wire-detect.h: the bit rates of a line from its edges.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Usual rates, and multiples of the shortest pulse, are tried by decoding; what gives most frames with a good CRC and
 * fewest faults is taken. The evidence is told.
 */
#pragma once

#include "samples/wire-decoder.h"

G_BEGIN_DECLS

/* An edge: time in ticks << 1 | recessive (before the line's polarity is known: high). */
typedef uint64_t WireEdge;

#define WIRE_EDGE(time, high) ((uint64_t) (time) << 1 | ((high) != 0))
#define WIRE_EDGE_TIME(edge) ((int64_t) ((edge) >> 1))
#define WIRE_EDGE_HIGH(edge) ((gboolean) ((edge) &1))
#define WIRE_TIME_MAX (INT64_C (1) << 52) /* ticks */

typedef struct
{
  WireSetting setting;
  gboolean inverted;     /* dominant is high */
  guint good, bad;       /* frames, faults, of the edges looked at */
  guint fd, fast;        /* good ones that are FD, with BRS */
  double clock_ppm;      /* mean of the good frames: how much faster than the setting the bus is */
  double shortest_pulse; /* ticks */
} WireFinding;

typedef enum
{
  WIRE_POLARITY_FIND,
  WIRE_POLARITY_NORMAL,
  WIRE_POLARITY_INVERTED,
} WirePolarity;

/* known: rates and points that are given (0: to be found). end: ticks. FALSE: no frame was found at any rate; finding
 * then tells of the best. */
gboolean wire_detect (const WireEdge *edges, gsize n, int64_t end, double tick_rate, const WireSetting *known,
                      WirePolarity polarity, double glitch, WireFinding *finding);

G_END_DECLS
