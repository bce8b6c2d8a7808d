/* stats-printer.h: what stats prints of each identifier, and --load of each channel (CLI.md).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "cli/input.h"
#include "core/load-curve.h"
#include "core/statistics.h"

G_BEGIN_DECLS

typedef struct
{
  const CliOptions *typed;
  const Input *input;
  const DatabaseSet *databases;
  int64_t start; /* ns: subtracted from times in csv and json */
  ByteSink *out;
} StatsOutput;

void stats_print_ids (const StatsOutput *self, const Statistics *statistics);
/* length: ns of an interval; 0: all is one. */
void stats_print_load (const StatsOutput *self, const LoadCurve *curve, int64_t origin, int64_t length);

G_END_DECLS
