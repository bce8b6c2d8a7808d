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

static gboolean
is_due (Progress *self)
{
  int64_t now;

  if (!self->wanted || (now = g_get_monotonic_time ()) < self->next)
    return FALSE;
  self->next = now + INTERVAL;
  return TRUE;
}

static void
put_line (Progress *self, double done, uint64_t n_frames)
{
  self->shown = TRUE;
  fputc ('\r', stderr);
  if (done >= 0)
    fprintf (stderr, _ ("%3d %%, %.1f million frames"), (int) (100 * done), (double) n_frames / 1e6);
  else
    fprintf (stderr, _ ("%.1f million frames"), (double) n_frames / 1e6);
  fflush (stderr);
}

void
progress_update (Progress *self, const Input *input)
{
  if (is_due (self))
    put_line (self, input_progress (input), input_n_read (input));
}

void
progress_show (Progress *self, double done, uint64_t n_frames)
{
  if (is_due (self))
    put_line (self, done, n_frames);
}

void
progress_clear (Progress *self)
{
  if (self->shown)
    fputs ("\r\033[K", stderr);
  self->shown = FALSE;
}
