/* logic-scan.h: edges out of samples in memory, many at a step.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "samples/wire-detect.h"

G_BEGIN_DECLS

/* n samples of unit bytes each, line is the number of the bit in a sample (little-endian). level is that of the sample
 * before and becomes that of the last. The first sample has time `start`. Edges (WireEdge) are appended to out. */
void logic_scan (const uint8_t *samples, gsize n, guint unit, guint line, int64_t start, gboolean *level, GArray *out);
/* n_bits samples of one line, a bit each, the first in the lowest bit of the first byte. */
void logic_scan_packed (const uint8_t *bytes, gsize n_bits, int64_t start, gboolean *level, GArray *out);

G_END_DECLS
