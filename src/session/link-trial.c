/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/link-trial.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "session/netconf-private.h"

#include <string.h>

#include "base/banned.h"

struct LinkTrial
{
  char *name;
  GSubprocess *process;
  GDataInputStream *answers;
};

/* --- Talking --- */

static gboolean
say (LinkTrial *self, const char *line)
{
  GOutputStream *out = g_subprocess_get_stdin_pipe (self->process);

  return g_output_stream_write_all (out, line, strlen (line), NULL, NULL, NULL)
         && g_output_stream_flush (out, NULL, NULL);
}

/* Why the helper ended: its own sentence, or what pkexec's status means. */
static gboolean
tell_end (LinkTrial *self, GError **error)
{
  g_autoptr (GBytes) said = g_input_stream_read_bytes (g_subprocess_get_stderr_pipe (self->process), 4096, NULL, NULL);

  g_subprocess_wait (self->process, NULL, NULL);
  return netconf_judge_end (self->process, said, error);
}

static gboolean
hear (LinkTrial *self, const char *word, GError **error)
{
  g_autofree char *line = g_data_input_stream_read_line_utf8 (self->answers, NULL, NULL, NULL);

  if (line == NULL)
    {
      if (tell_end (self, error))
        g_set_error (error, CANID_ERROR, CANID_ERROR_CANCELLED, _ ("%s went back to what it was"), self->name);
      return FALSE;
    }
  if (strcmp (line, word) == 0)
    return TRUE;
  g_set_error_literal (error, CANID_ERROR, CANID_ERROR_IO, g_str_has_prefix (line, "no ") ? line + 3 : line);
  return FALSE;
}

static gboolean
ask (LinkTrial *self, const char *line, GError **error)
{
  say (self, line); /* a helper that is gone does not answer */
  return hear (self, "done", error);
}

/* --- Trying --- */

static void
link_trial_free (LinkTrial *self)
{
  g_clear_object (&self->answers);
  g_clear_object (&self->process);
  g_free (self->name);
  g_free (self);
}

LinkTrial *
link_trial_open (const char *name, guint seconds, GError **error)
{
  g_autofree char *silence = g_strdup_printf ("%u", seconds);
  LinkTrial *self = g_new0 (LinkTrial, 1);

  self->name = g_strdup (name);
  self->process
      = netconf_spawn ((const char *[]){ "try", name, silence, NULL },
                       G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                       error);
  if (self->process != NULL)
    {
      self->answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
      if (hear (self, "ready", error))
        return self;
    }
  link_trial_free (self);
  return NULL;
}

gboolean
link_trial_set (LinkTrial *self, const CanLinkChange *change, gboolean up, GError **error)
{
  g_autofree char *words = can_link_change_to_words (change);
  g_autofree char *line = g_strdup_printf ("set %s%s%s\n", up ? "up" : "down", *words != '\0' ? " " : "", words);

  return ask (self, line, error);
}

gboolean
link_trial_keep (LinkTrial *self, GError **error)
{
  return ask (self, "keep\n", error);
}

gboolean
link_trial_close (LinkTrial *self, GError **error)
{
  gboolean good;

  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  good = tell_end (self, error);
  link_trial_free (self);
  return good;
}
