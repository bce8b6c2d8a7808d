/* trace-tally.h: error frames and time span of a growing trace, counted beside the main work.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. Each call goes on where the last one stopped and touches at most a few chunks, so that opening a
 * trace of 10^8 frames does not hold up the window; chunks whose summary knows no error frame are not touched at all.
 */
#pragma once

#include "core/frame-store.h"

G_BEGIN_DECLS

typedef struct
{
  uint64_t rows;            /* counted so far */
  uint64_t errors;          /* error frames among them */
  int64_t earliest, latest; /* ns; valid if rows > 0 */
} TraceTally;

/* TRUE: all rows there are now have been counted. */
gboolean trace_tally_advance (TraceTally *self, const FrameStore *store);

G_END_DECLS
