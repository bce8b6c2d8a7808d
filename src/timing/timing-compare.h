/* timing-compare.h: two nodes of one bus: how their settings differ, and what both can make alike.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "timing/controllers.h"
#include "timing/timing-solve.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  const Controller *controller; /* NULL: only limits are known */
  TimingRequest request;        /* its own clock and limits; rates and points are the same for both */
  TimingSolution solution;
  gboolean recorded; /* read out of a recording: SJW and the split of tseg1 are not known, the setting is as it is */
} TimingNode;

/* A sentence each, the most important first; at least one ("They make the same bits."). (transfer full), translated */
GStrv timing_compare (const TimingNode *a, const TimingNode *b);

/* The settings whose rates and sample points are exactly the same on both, without error of the rate, nearest to the
 * wished points; FALSE: there is none. The solutions of a and b are replaced. */
gboolean timing_find_common (TimingNode *a, TimingNode *b);

G_END_DECLS
