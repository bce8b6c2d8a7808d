/* timing-search.h: bit-timing --detect: which bit rate a bus has.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "cli/command.h"

G_BEGIN_DECLS

/* A row for each setting that was listened at, then what was found. FAILED: no rate is right. */
CliStatus timing_search_run (const CliOptions *typed);

G_END_DECLS
