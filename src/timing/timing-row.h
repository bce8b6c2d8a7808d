/* timing-row.h: a setting as a row of a table for programs, one a phase: the names and values of CSV and JSON.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "timing/controllers.h"
#include "timing/timing-solve.h"

G_BEGIN_DECLS

/* Names of the columns, ends in LF. */
void timing_row_append_csv_head (GString *out);
/* data: the row of the data phase. controller NULL: nothing is known of compensation. */
void timing_row_append_csv (GString *out, const TimingRequest *request, const TimingSolution *solution,
                            const Controller *controller, guint number, gboolean data);
void timing_row_append_json (GString *out, const TimingRequest *request, const TimingSolution *solution,
                             const Controller *controller, guint number, gboolean data);

G_END_DECLS
