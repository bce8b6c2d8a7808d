/* fuzz-filter.c: an expression compiled, run, explained, completed; what runs must agree with deciding row by row.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "../filter/filter-fixture.h"

#include <string.h>

#define ROWS 300

static DatabaseSet *dbs;
static FrameStore *store;

static void
set_up (void)
{
  static const char *const frames[]
      = { "123#1122334455667788", "100#0102030405060708", "20000008#0000012000000000", "18FEF100##1AABB", "123#R8" };

  dbs = fixture_databases ();
  store = fixture_store (2, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    fixture_append (store, "can0", 1700000000000000000 + i * 1000000, frames[i]);
  fixture_append_random (store, 1, ROWS - G_N_ELEMENTS (frames));
}

static void
run (const FilterProgram *program)
{
  uint64_t bits[ROW_SET_WORDS];
  char *text = filter_explain (program);
  FilterProblem surprise = { 0 };

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_free (text);
  filter_program_get_surprise (program, &surprise);
  filter_problem_clear (&surprise);
  filter_run (program, store, 0, ROWS, bits);
  for (guint row = 0; row < ROWS; row += 37)
    g_assert_cmpint ((int) (bits[row / 64] >> row % 64 & 1), ==, filter_match (program, store, row));
}

static void
complete (const char *text, guint cursor)
{
  guint start;
  GPtrArray *found = filter_complete (text, cursor, dbs, frame_store_get_info (store), 20, &start);

  g_assert_cmpuint (start, <=, cursor);
  g_assert_cmpuint (found->len, <=, 20);
  g_ptr_array_unref (found);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  char *text = g_strndup ((const char *) data, MIN (size, 2 * FILTER_MAX_TEXT));
  guint length = (guint) strlen (text);
  FilterProblem problem = { 0 };
  FilterProgram *program;

  if (dbs == NULL)
    set_up ();
  program = filter_compile (text, dbs, &problem);
  g_assert_false (program != NULL && problem.what != NULL);
  if (problem.what != NULL)
    {
      g_assert_true (g_utf8_validate (text, -1, NULL) ? g_utf8_validate (problem.what, -1, NULL) : TRUE);
      g_assert_cmpuint (problem.start, <=, problem.end);
      g_assert_cmpuint (problem.end, <=, length);
      g_assert_cmpuint (problem.column, >=, 1);
    }
  if (program != NULL)
    run (program);
  complete (text, length);
  complete (text, length / 2);
  filter_problem_clear (&problem);
  filter_program_unref (program);
  g_free (text);
  return 0;
}
