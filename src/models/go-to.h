/* go-to.h: which row somebody means who writes a number or a time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *   12345   12 345   #12345   No. 12345      the frame of this number, from 1
 *   1.25 s   1.25   250 ms   3 min   1 h 20 min   the first frame so long after the start of the trace
 *   12:04:31.5   12:04        time of day (local), the first after the start; where no date is known: since the start
 *   2026-11-21 12:04:31   2026-11-21T12:04   21.11.2026   date, and time of day if wanted
 *   +100   -100   +1.5 s   -250 ms               from the cursor on
 *   50 %                                      so far into the trace, by frames
 *
 * A comma is a decimal point too where a unit follows.
 */
#pragma once

#include "core/frame-store.h"

G_BEGIN_DECLS

/* cursor: ROW_NONE counts as the first row. FALSE: *problem says in a sentence what is wrong, or is NULL where text is
 * blank (transfer full). *row is a row of the store; whether a filter shows it is another question. */
gboolean go_to_find (const char *text, const FrameStore *store, uint64_t cursor, uint64_t *row, char **problem);

G_END_DECLS
