/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "netconf/trial.h"

#include "backends/can-link.h"
#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/banned.h"

#define MAX_SECONDS 3600
#define LINE_SIZE 1024

typedef struct
{
  const char *name;
  guint seconds;
  CanLink before;
  CanLinkChange undo; /* of the modes that were touched */
  gboolean touched, kept;
  char line[LINE_SIZE];
  gsize n; /* bytes in line */
} Trial;

static volatile sig_atomic_t asked_to_end;

static void
on_signal (int number)
{
  asked_to_end = 1;
}

/* Signals come only while we wait, so that none is missed between looking and waiting. */
static void
catch_signals (sigset_t *while_waiting)
{
  static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
  struct sigaction action = { .sa_handler = on_signal };
  sigset_t ours;

  signal (SIGPIPE, SIG_IGN);
  sigemptyset (&ours);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      sigaction (numbers[i], &action, NULL);
      sigaddset (&ours, numbers[i]);
    }
  sigprocmask (SIG_BLOCK, &ours, while_waiting);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    sigdelset (while_waiting, numbers[i]);
}

/* A line without its end, in self->line. FALSE: there is none any more. */
static gboolean
read_line (Trial *self, const sigset_t *while_waiting)
{
  gint64 end = g_get_monotonic_time () + (gint64) self->seconds * G_USEC_PER_SEC;

  self->n = 0;
  while (self->n < LINE_SIZE - 1 && !asked_to_end)
    {
      struct pollfd wait = { .fd = STDIN_FILENO, .events = POLLIN };
      gint64 left = MAX (end - g_get_monotonic_time (), 0);
      struct timespec most = { left / G_USEC_PER_SEC, left % G_USEC_PER_SEC * 1000 };
      int ready = ppoll (&wait, 1, &most, while_waiting);

      if (ready == 0 || (ready < 0 && errno != EINTR))
        return FALSE;
      if (ready < 0)
        continue;
      if (read (STDIN_FILENO, &self->line[self->n], 1) != 1)
        return FALSE;
      if (self->line[self->n] == '\n')
        {
          self->line[self->n] = '\0';
          return TRUE;
        }
      self->n++;
    }
  return FALSE;
}

static void
answer (const char *word, const char *sentence)
{
  g_autofree char *line = g_strdelimit (g_strdup (sentence), "\n", ' ');

  printf ("%s%s%s\n", word, *line != '\0' ? " " : "", line);
  fflush (stdout);
}

static gboolean
set (Trial *self, char **words, GError **error)
{
  gboolean up = g_strcmp0 (words[0], "up") == 0;
  CanLinkChange change;

  if (!up && g_strcmp0 (words[0], "down") != 0)
    {
      g_set_error_literal (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("set up|down WORD VALUE…"));
      return FALSE;
    }
  if (!can_link_change_parse (&change, (const char *const *) words + 1, error))
    return FALSE;
  self->undo.mode.mask |= change.mode.mask;
  self->touched = TRUE; /* also where it fails half-way */
  return can_link_apply (self->name, &change, up, error);
}

/* FALSE: it is kept. */
static gboolean
obey (Trial *self)
{
  g_auto (GStrv) words = g_strsplit (g_strstrip (self->line), " ", -1);
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (words[0], "keep") == 0)
    {
      self->kept = TRUE;
      answer ("done", "");
    }
  else if (g_strcmp0 (words[0], "set") != 0)
    answer ("no", _ ("set or keep is needed"));
  else if (set (self, words + 1, &error))
    answer ("done", "");
  else
    answer ("no", error->message);
  return !self->kept;
}

static gboolean
go_back (const Trial *self, GError **error)
{
  CanLinkChange back;
  CanLink now;

  if (!can_link_read (self->name, &now))
    return TRUE; /* unplugged: there is nothing to put back */
  can_link_change_back (&self->before, &self->undo, &back);
  return can_link_apply (self->name, &back, self->before.up, error);
}

gboolean
trial_run (const char *const *arguments, gboolean *kept, GError **error)
{
  Trial self = { .name = arguments[0] };
  sigset_t while_waiting;
  guint64 seconds;

  *kept = FALSE;
  if (arguments[0] == NULL || arguments[1] == NULL || arguments[2] != NULL)
    {
      g_set_error_literal (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("try NAME SECONDS"));
      return FALSE;
    }
  if (!can_link_check_name (self.name, error)
      || !g_ascii_string_to_unsigned (arguments[1], 10, 1, MAX_SECONDS, &seconds, error))
    return FALSE;
  if (!can_link_read (self.name, &self.before))
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%s: there is no such CAN interface"), self.name);
      return FALSE;
    }
  self.seconds = (guint) seconds;
  catch_signals (&while_waiting);
  answer ("ready", "");
  while (read_line (&self, &while_waiting) && obey (&self))
    ;
  *kept = self.kept;
  return self.kept || !self.touched || go_back (&self, error);
}
