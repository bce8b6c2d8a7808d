/* spread.h: pieces of work that do not depend on each other, by all processors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * For threads that may wait. The calling thread takes part; helpers live as long as the call, so that nobody has to end
 * them: a piece should be a millisecond of work or more.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*SpreadFunc) (guint task, gpointer data);

/* func for each task of [0, n_tasks), in any thread and order; returns when all have ended. */
void spread_run (guint n_tasks, SpreadFunc func, gpointer data);

G_END_DECLS
