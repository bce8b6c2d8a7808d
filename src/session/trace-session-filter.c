/* trace-session-filter.c: which rows are shown.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A new filter decides in a scanner of its own; the old rows stay on screen until there is a page of new ones near
 * them, so that typing never blanks the list, nor makes the rows go and come.
 */
#include "config.h"
#include "session/trace-session-private.h"

#include "base/banned.h"

#define PAGE_ROWS 200         /* more than any window shows */
#define PATIENCE (300 * 1000) /* µs; then what has been found is shown, be it nothing */

static RowSet *
rows (TraceSession *self)
{
  return self->scanner != NULL ? scanner_get_rows (self->scanner) : NULL;
}

/* Chosen rows that a ring has let go of. Some of them may just be put by a scanner, and are not among n yet. */
static uint64_t
n_gone (TraceSession *self, uint64_t n)
{
  return self->first > 0 ? MIN (row_set_rank (rows (self), self->first), n) : 0;
}

/* How many are decided is asked first: what it tells of is among those that are found. */
static void
read_counts (TraceSession *self)
{
  uint64_t n;

  self->n_decided = row_set_n_decided (rows (self));
  n = row_set_count (rows (self));
  self->n_shown = n - n_gone (self, n);
}

static void
update_counts (TraceSession *self)
{
  uint64_t n = self->n_shown, decided = self->n_decided;

  if (self->scanner != NULL)
    read_counts (self);
  else
    {
      self->n_shown = self->length - self->first;
      self->n_decided = self->length;
    }
  if ((n != self->n_shown || decided != self->n_decided) && self->scanner != NULL)
    g_signal_emit (self, trace_session_signals[SIGNAL_SHOWN], 0);
}

static void
adopt_next (TraceSession *self)
{
  scanner_stop (self->scanner);
  self->scanner = g_steal_pointer (&self->next_scanner);
  read_counts (self);
  g_signal_emit (self, trace_session_signals[SIGNAL_SHOWN], 0);
}

static gboolean
next_is_ready (TraceSession *self)
{
  return scanner_has_decided (self->next_scanner, self->visible_first, self->visible_last)
         && (row_set_count (scanner_get_rows (self->next_scanner)) >= PAGE_ROWS
             || scanner_get_progress (self->next_scanner) >= 1
             || g_get_monotonic_time () - self->next_started > PATIENCE);
}

void
trace_session_filter_tick (TraceSession *self)
{
  if (self->scanner != NULL)
    scanner_poke (self->scanner);
  if (self->next_scanner != NULL)
    {
      scanner_poke (self->next_scanner);
      if (next_is_ready (self))
        adopt_next (self);
    }
  update_counts (self);
}

void
trace_session_stop_filter (TraceSession *self)
{
  g_clear_pointer (&self->scanner, scanner_stop);
  g_clear_pointer (&self->next_scanner, scanner_stop);
}

void
trace_session_restart_filter (TraceSession *self)
{
  g_clear_pointer (&self->next_scanner, scanner_stop);
  if (self->program == NULL || self->store == NULL)
    {
      g_clear_pointer (&self->scanner, scanner_stop);
      self->n_shown = self->n_decided = self->length - self->first;
      g_signal_emit (self, trace_session_signals[SIGNAL_SHOWN], 0);
      return;
    }
  self->next_scanner = scanner_new (self->store, self->program, self->visible_first, self->tick);
  self->next_started = g_get_monotonic_time ();
  tick_request (self->tick);
}

static void
set_program (TraceSession *self, FilterProgram *program)
{
  g_clear_pointer (&self->program, filter_program_unref);
  self->program = program;
  self->filter_stale = FALSE;
  trace_session_restart_filter (self);
}

FilterContext
trace_session_get_filter_context (TraceSession *self)
{
  return (FilterContext){ .dbs = self->databases, .marked = self->marked };
}

void
trace_session_renew_filter (TraceSession *self)
{
  FilterContext context = trace_session_get_filter_context (self);
  FilterProblem problem = { 0 };
  FilterProgram *program;

  if (self->program == NULL || !filter_program_needs_marks (self->program))
    return;
  program = filter_compile_with (filter_program_get_text (self->program), &context, &problem);
  filter_problem_clear (&problem);
  if (program == NULL)
    return;
  filter_program_unref (self->program);
  self->program = program;
}

void
trace_session_recompile_filter (TraceSession *self)
{
  FilterContext context = trace_session_get_filter_context (self);
  FilterProblem problem = { 0 };
  FilterProgram *program;

  if (self->program == NULL)
    return;
  program = filter_compile_with (filter_program_get_text (self->program), &context, &problem);
  if (program != NULL)
    set_program (self, program);
  else
    self->filter_stale = TRUE;
  filter_problem_clear (&problem);
  g_signal_emit (self, trace_session_signals[SIGNAL_FILTER_CHANGED], 0);
}

gboolean
trace_session_set_filter (TraceSession *self, const char *text, FilterProblem *problem)
{
  FilterContext context;
  FilterProblem own = { 0 };
  FilterProgram *program;

  g_return_val_if_fail (TRACE_IS_SESSION (self), FALSE);

  context = trace_session_get_filter_context (self);
  program = filter_compile_with (text != NULL ? text : "", &context, &own);
  if (program == NULL && own.what != NULL)
    {
      if (problem != NULL)
        *problem = own;
      else
        filter_problem_clear (&own);
      return FALSE;
    }
  set_program (self, program);
  g_signal_emit (self, trace_session_signals[SIGNAL_FILTER_CHANGED], 0);
  return TRUE;
}

const char *
trace_session_get_filter (TraceSession *self)
{
  return self->program != NULL ? filter_program_get_text (self->program) : "";
}

gboolean
trace_session_is_filter_stale (TraceSession *self)
{
  return self->filter_stale;
}

double
trace_session_get_filter_progress (TraceSession *self)
{
  Scanner *scanner = self->next_scanner != NULL ? self->next_scanner : self->scanner;
  double progress;

  if (scanner == NULL)
    return 1;
  /* Asked before what it is compared with: what is decided meanwhile has not been told. */
  progress = scanner_get_progress (scanner);
  if (self->next_scanner == NULL && self->n_decided == row_set_n_decided (rows (self)))
    return progress;
  return MIN (progress, 0.999);
}

void
trace_session_set_visible_row (TraceSession *self, uint64_t first, uint64_t last)
{
  self->visible_first = first;
  self->visible_last = MAX (first, last);
  if (self->scanner != NULL)
    scanner_set_near (self->scanner, first);
  if (self->next_scanner != NULL)
    scanner_set_near (self->next_scanner, first);
}

uint64_t
trace_session_n_shown (TraceSession *self)
{
  return self->n_shown;
}

uint64_t
trace_session_nth_shown (TraceSession *self, uint64_t position)
{
  if (self->scanner != NULL)
    return row_set_nth (rows (self), position + n_gone (self, UINT64_MAX));
  return position < self->length - self->first ? self->first + position : ROW_NONE;
}

uint64_t
trace_session_shown_rank (TraceSession *self, uint64_t row)
{
  uint64_t rank;

  row = CLAMP (row, self->first, self->length);
  if (self->scanner == NULL)
    return row - self->first;
  rank = row_set_rank (rows (self), row);
  return rank - n_gone (self, rank);
}

gboolean
trace_session_is_shown (TraceSession *self, uint64_t row)
{
  return row >= self->first && (self->scanner != NULL ? row_set_contains (rows (self), row) : row < self->length);
}

GArray *
trace_session_list_selected (TraceSession *self, guint max)
{
  GArray *rows_found = g_array_new (FALSE, FALSE, sizeof (uint64_t));
  const RowRanges *selection = trace_session_get_selection (self);
  uint64_t cursor = trace_session_get_cursor (self);

  if (row_ranges_count (selection) == 0 && cursor != ROW_NONE && cursor < self->length && max > 0)
    g_array_append_val (rows_found, cursor);
  /* By what is shown: few rows of a selection of millions may be. */
  for (guint i = 0; i < row_ranges_n_ranges (selection) && rows_found->len < max; i++)
    {
      RowRange range = row_ranges_get (selection, i);
      uint64_t position = trace_session_shown_rank (self, range.first);

      for (; rows_found->len < max; position++)
        {
          uint64_t row = trace_session_nth_shown (self, position);

          if (row == ROW_NONE || row > range.last)
            break;
          g_array_append_val (rows_found, row);
        }
    }
  return rows_found;
}

RowSet *
trace_session_get_shown (TraceSession *self)
{
  return rows (self);
}
