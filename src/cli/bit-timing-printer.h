/* bit-timing-printer.h: settings of a controller as text, csv or json (CLI.md, bit-timing).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "cli/command.h"
#include "timing/timing-compare.h"

G_BEGIN_DECLS

/* The first n of the solutions. */
CliStatus bit_timing_print (const CliOptions *typed, const Controller *controller, const TimingRequest *request,
                            const TimingSolution *solutions, guint n);
CliStatus bit_timing_print_controllers (const CliOptions *typed);
/* The best setting of its request. FALSE: the message was shown. */
gboolean bit_timing_solve_node (TimingNode *node);
/* Both as they are, their differences, both as they make the same bits exactly; that is what nodes then hold. */
void bit_timing_append_comparison (GString *out, TimingNode nodes[2]);

G_END_DECLS
