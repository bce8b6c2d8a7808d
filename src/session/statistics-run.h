/* statistics-run.h: statistics of a whole store, by all processors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Blocking: to be called by a thread that may wait (a task of the window, the command line). Each worker takes a row of
 * chunks that lie side by side; what they found is put together in order, so the result does not depend on their
 * number.
 */
#pragma once

#include "core/load-curve.h"
#include "core/statistics.h"
#include "filter/filter.h"

G_BEGIN_DECLS

/* Which rows. */
typedef struct
{
  const FilterProgram *program; /* NULL: all */
  const RowSet *rows;           /* NULL: all; else rows chosen before, undecided ones are left out */
  int64_t first, last;          /* ns, both included; INT64_MIN and INT64_MAX: all */
} StatisticsScope;

/* In the calling thread, some times a second: 0..1. FALSE: stop. */
typedef gboolean (*StatisticsProgress) (double done, gpointer data);

/* Adds rows [0, length) as they are now to statistics and load (each nullable, and empty so far). n_workers 0: as many
 * as there are processors. FALSE: was stopped; what they hold then is of no use. */
gboolean statistics_run (FrameStore *store, const StatisticsScope *scope, Statistics *statistics, LoadCurve *load,
                         guint n_workers, StatisticsProgress progress, gpointer data);

G_END_DECLS
