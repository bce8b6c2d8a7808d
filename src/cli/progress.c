/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/banned.h"

#define INTERVAL (200 * G_TIME_SPAN_MILLISECOND)

void
progress_init (Progress *self, gboolean to_stdout)
{
  self->shown = FALSE;
  self->wanted = isatty (STDERR_FILENO) && !(to_stdout && isatty (STDOUT_FILENO));
  self->next = self->wanted ? g_get_monotonic_time () + INTERVAL : 0;
}

void
progress_update (Progress *self, const Input *input)
{
  int64_t now;
  double done;

  if (!self->wanted || (now = g_get_monotonic_time ()) < self->next)
    return;
  self->next = now + INTERVAL;
  self->shown = TRUE;
  fputc ('\r', stderr);
  done = input_progress (input);
  if (done >= 0)
    fprintf (stderr, _ ("%3d %%, %.1f million frames"), (int) (100 * done), (double) input_n_read (input) / 1e6);
  else
    fprintf (stderr, _ ("%.1f million frames"), (double) input_n_read (input) / 1e6);
  fflush (stderr);
}

void
progress_clear (Progress *self)
{
  if (self->shown)
    fputs ("\r\033[K", stderr);
  self->shown = FALSE;
}
