/* filter-late.c: answers for the filter floor until it is linked; weak, so they vanish as soon as it is there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/command.h"

#include "base/banned.h"

__attribute__ ((weak)) FilterProgram *
filter_compile (const char *text, const DatabaseSet *dbs, FilterProblem *problem)
{
  problem->what = g_strdup ("this build has no filters");
  return NULL;
}

__attribute__ ((weak)) void
filter_program_unref (const FilterProgram *self)
{
}

__attribute__ ((weak)) void
filter_problem_clear (FilterProblem *self)
{
  g_clear_pointer (&self->what, g_free);
}

__attribute__ ((weak)) gboolean
filter_program_get_surprise (const FilterProgram *self, FilterProblem *surprise)
{
  return FALSE;
}

__attribute__ ((weak)) void
filter_run (const FilterProgram *self, const FrameStore *store, uint32_t chunk, uint32_t n_rows, uint64_t bits[ROW_SET_WORDS])
{
}

__attribute__ ((weak)) gboolean
filter_match (const FilterProgram *self, const FrameStore *store, uint64_t row)
{
  return TRUE;
}

__attribute__ ((weak)) char *
filter_explain (const FilterProgram *self)
{
  return g_strdup ("");
}
