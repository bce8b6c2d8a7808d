/* bit-timing-printer.h: settings of a controller as text, csv or json (CLI.md, bit-timing).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "cli/command.h"
#include "timing/controllers.h"
#include "timing/timing-solve.h"

G_BEGIN_DECLS

/* The first n of the solutions. */
CliStatus bit_timing_print (const CliOptions *typed, const Controller *controller, const TimingRequest *request,
                            const TimingSolution *solutions, guint n);
CliStatus bit_timing_print_controllers (const CliOptions *typed);

G_END_DECLS
