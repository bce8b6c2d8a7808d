/* filter.c: programs: from text, shared, freed; problems.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "filter/filter-private.h"

#include <string.h>

#include "base/banned.h"

/* --- Memory --- */

void
filter_pool_init (FilterPool *self)
{
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->regexes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_regex_unref);
}

void
filter_pool_clear (FilterPool *self)
{
  g_ptr_array_unref (self->blocks);
  g_ptr_array_unref (self->regexes);
}

gpointer
filter_pool_alloc (FilterPool *self, gsize size)
{
  gpointer block = g_malloc0 (MAX (size, 1));

  g_ptr_array_add (self->blocks, block);
  return block;
}

gpointer
filter_pool_copy (FilterPool *self, const void *data, gsize n)
{
  char *copy = filter_pool_alloc (self, n + 1);

  if (n > 0)
    memcpy (copy, data, n);
  return copy;
}

/* --- Problems --- */

void
filter_problem_clear (FilterProblem *self)
{
  g_free (self->what);
  g_free (self->fix);
  *self = (FilterProblem){ 0 };
}

gboolean
filter_problem_take (FilterProblem *self, guint start, guint end, char *what)
{
  if (self->what == NULL)
    {
      self->start = start;
      self->end = end;
      self->what = what;
    }
  else
    g_free (what);
  return FALSE;
}

void
filter_problem_set_column (FilterProblem *self, const char *text)
{
  self->column = 1;
  for (guint i = 0; i < self->start && text[i] != '\0'; i++)
    self->column += ((guchar) text[i] & 0xC0) != 0x80;
}

/* --- Programs --- */

static FilterProgram *
program_new (const char *text, const FilterContext *context)
{
  FilterProgram *self = g_new0 (FilterProgram, 1);

  self->ref_count = 1;
  self->text = g_strdup (text);
  self->dbs = context->dbs != NULL ? database_set_ref (context->dbs) : database_set_new ();
  self->splits = id_splits_ref (context->splits != NULL ? context->splits : id_splits_in_use ());
  self->marked = context->marked != NULL ? row_set_ref (context->marked) : NULL;
  filter_pool_init (&self->pool);
  return self;
}

FilterProgram *
filter_compile (const char *text, const DatabaseSet *dbs, FilterProblem *problem)
{
  return filter_compile_with (text, &(FilterContext){ .dbs = dbs }, problem);
}

FilterProgram *
filter_compile_with (const char *text, const FilterContext *context, FilterProblem *problem)
{
  FilterProgram *self = program_new (text, context);
  FilterContext whole = { context->dbs, self->splits, self->marked };
  FilterProblem found = { 0 };
  FilterNode *tree = filter_parse (text, &self->pool, &found);
  FilterTerm *term = tree != NULL ? filter_check (tree, text, &whole, &self->pool, &found) : NULL;

  if (term != NULL)
    {
      filter_lower (self, term);
      filter_surprise (term, text, &self->surprise);
      filter_problem_set_column (&self->surprise, text);
    }
  else
    {
      filter_program_unref (self);
      self = NULL;
    }
  if (found.what != NULL)
    filter_problem_set_column (&found, text);
  if (problem != NULL)
    *problem = found;
  else
    filter_problem_clear (&found);
  return self;
}

FilterProgram *
filter_program_ref (const FilterProgram *self)
{
  FilterProgram *shared = (FilterProgram *) self;

  g_atomic_int_inc (&shared->ref_count);
  return shared;
}

void
filter_program_unref (const FilterProgram *self)
{
  FilterProgram *shared = (FilterProgram *) self;

  if (shared == NULL || !g_atomic_int_dec_and_test (&shared->ref_count))
    return;
  filter_pool_clear (&shared->pool);
  filter_problem_clear (&shared->surprise);
  database_set_unref (shared->dbs);
  id_splits_unref (shared->splits);
  row_set_unref (shared->marked);
  g_free (shared->text);
  g_free (shared);
}

const char *
filter_program_get_text (const FilterProgram *self)
{
  return self->text;
}

gboolean
filter_program_needs_past (const FilterProgram *self)
{
  return self->needs_past;
}

gboolean
filter_program_needs_marks (const FilterProgram *self)
{
  return self->needs_marks;
}

gboolean
filter_program_get_surprise (const FilterProgram *self, FilterProblem *surprise)
{
  if (self->surprise.what == NULL)
    return FALSE;
  *surprise = self->surprise;
  surprise->what = g_strdup (self->surprise.what);
  surprise->fix = g_strdup (self->surprise.fix);
  return TRUE;
}
