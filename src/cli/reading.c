/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/reading.h"

#include "cli/progress.h"

#include "base/banned.h"

CliStatus
reading_load (Reading *self, const CliOptions *typed)
{
  CliStatus status;

  *self = (Reading){ .typed = typed };
  status = cli_load_databases (typed, &self->databases);
  if (status == STATUS_DONE)
    status = cli_compile_filter (typed->filter, self->databases, &self->filter);
  return status;
}

CliStatus
reading_open (Reading *self, const CliOptions *typed, const char *const *paths, guint n)
{
  CliStatus status = reading_load (self, typed);

  if (status == STATUS_DONE)
    self->input = input_open (typed, paths, n, self->filter, &status);
  return status;
}

void
reading_clear (Reading *self)
{
  input_close (self->input);
  filter_program_unref (self->filter);
  database_set_unref (self->databases);
}

gboolean
reading_run (Reading *self, ReadingTake take, gpointer data, gboolean to_stdout)
{
  uint64_t left = self->typed->limit;
  gboolean ok = TRUE;
  Progress progress;
  FrameRun run;

  progress_init (&progress, to_stdout);
  while (ok && left > 0 && input_next (self->input, &run))
    {
      ok = take (data, &run, &left);
      progress_update (&progress, self->input);
    }
  progress_clear (&progress);
  return ok;
}

CliStatus
reading_print (Reading *self, ReadingTake take, CliStatus (*close) (gpointer data), gpointer data)
{
  gboolean ok = reading_run (self, take, data, TRUE);
  CliStatus status = close (data);

  /* Whoever closed the pipe does not want to know what was skipped. */
  return ok ? cli_status_worst (status, input_finish (self->input, self->typed->verbose > 0)) : status;
}
