/* filter-surprise.c: what is right, but probably not what was meant.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "filter/filter-private.h"

#include "base/banned.h"

void
filter_surprise (const FilterTerm *term, const char *text, FilterProblem *surprise)
{
}
