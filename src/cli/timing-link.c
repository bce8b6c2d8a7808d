/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/timing-link.h"

#include "base/errors.h"
#include "session/link-trial.h"

#include <poll.h>
#include <unistd.h>

#include "base/banned.h"

#define SECONDS 15 /* to say that it works */

gboolean
timing_link_open (const char *name, LinkController *self)
{
  GError *error = NULL;
  CanLink link;

  if (!can_link_read (name, &link))
    {
      cli_message (_ ("%s: there is no such CAN interface; “canid-cli buses” lists them"), name);
      return FALSE;
    }
  if (link_controller_init (self, &link, &error))
    return TRUE;
  cli_fail (error);
  return FALSE;
}

/* Enter within SECONDS. */
static gboolean
is_wished (const char *name)
{
  gint64 end = g_get_monotonic_time () + SECONDS * G_USEC_PER_SEC, now;
  struct pollfd wait = { .fd = STDIN_FILENO, .events = POLLIN };
  char first = '\0';

  cli_message (_ ("%s goes back in %d s unless you press Enter"), name, SECONDS);
  while ((now = g_get_monotonic_time ()) < end && !cli_is_interrupted ())
    if (poll (&wait, 1, (int) MIN ((end - now) / 1000 + 1, 100)) > 0)
      return read (STDIN_FILENO, &first, 1) == 1 && first == '\n';
  return FALSE;
}

/* TRUE: it was kept. */
static gboolean
decide (LinkTrial *trial, const LinkController *self, const TimingSolution *solution, gboolean yes, GError **error)
{
  const char *name = self->link.name;
  g_autofree char *made = NULL;
  CanLink now;

  if (can_link_read (name, &now))
    {
      link_timing_compare (solution, &now, &made);
      cli_message ("%s", made);
    }
  if (!yes && !is_wished (name))
    return FALSE;
  if (!link_trial_keep (trial, error))
    return FALSE;
  cli_message (_ ("%s stays so"), name);
  return TRUE;
}

CliStatus
timing_link_apply (const LinkController *self, const TimingRequest *request, const TimingSolution *solution,
                   gboolean yes)
{
  LinkTrial *trial;
  CanLinkChange change;
  GError *error = NULL;
  gboolean kept = FALSE;

  link_timing_to_change (request, solution, &self->link, &change);
  /* A little longer than we ask, so that Enter in the last moment still counts. */
  trial = link_trial_open (self->link.name, SECONDS + 2, &error);
  if (trial == NULL)
    return cli_fail (error);
  if (link_trial_set (trial, &change, TRUE, &error))
    kept = decide (trial, self, solution, yes, &error);
  if (!link_trial_close (trial, error == NULL ? &error : NULL) || error != NULL)
    return cli_fail (error);
  if (kept)
    return STATUS_DONE;
  cli_message (_ ("%s went back to what it was"), self->link.name);
  return cli_is_interrupted () ? STATUS_INTERRUPTED : STATUS_FAILED;
}
