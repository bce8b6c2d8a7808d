/* timing-report.h: how punctual sending was, in a line on stderr.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/lateness.h"

G_BEGIN_DECLS

/* "0.031 ms late half of the time, 99 % under 0.120 ms, worst 0.900 ms"; "" if nothing was measured. (transfer full) */
char *timing_report_lateness (const Lateness *lateness);

G_END_DECLS
