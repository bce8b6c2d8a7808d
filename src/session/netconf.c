/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/netconf.h"
#include "session/netconf-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <linux/capability.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/banned.h"

/* pkexec's own. */
#define STATUS_DISMISSED 126
#define STATUS_REFUSED 127
/* The helper's own (src/netconf/main.c): tried, and not kept. */
#define STATUS_GONE_BACK 3

gboolean
netconf_is_privileged (void)
{
  struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
  struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };

  return syscall (SYS_capget, &header, data) == 0 && data[0].effective & (1U << CAP_NET_ADMIN);
}

/* The helper's own sentence, without its name. */
static char *
dup_sentence (GBytes *output)
{
  gsize n = 0;
  const char *text = output != NULL ? g_bytes_get_data (output, &n) : NULL;
  g_autofree char *copy = g_utf8_make_valid (text != NULL ? text : "", (gssize) n);
  const char *own = strstr (copy, "canid-netconf: "); /* what a library says comes before */
  const char *start = own != NULL ? own + strlen ("canid-netconf: ") : copy;

  return g_strstrip (g_strdup (start));
}

gboolean
netconf_judge_end (GSubprocess *process, GBytes *said, GError **error)
{
  g_autofree char *sentence = dup_sentence (said);
  int status = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;

  if (status == 0 || status == STATUS_GONE_BACK)
    return TRUE;
  if (status == STATUS_DISMISSED)
    g_set_error_literal (error, CANID_ERROR, CANID_ERROR_CANCELLED, _ ("Nothing was changed: no password was given"));
  else if (status == STATUS_REFUSED)
    g_set_error (error, CANID_ERROR, CANID_ERROR_IO,
                 _ ("This machine does not let you set interfaces here (%s); as root, the line below does the same"),
                 sentence);
  else
    g_set_error_literal (error, CANID_ERROR, CANID_ERROR_IO,
                         *sentence != '\0' ? sentence : _ ("canid-netconf ended without a word"));
  return FALSE;
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GBytes) output = NULL;
  GSubprocess *process = G_SUBPROCESS (source);
  GError *error = NULL;

  if (g_subprocess_communicate_finish (process, result, NULL, &output, &error)
      && netconf_judge_end (process, output, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

GSubprocess *
netconf_spawn (const char *const *verb, GSubprocessFlags flags, GError **error)
{
  const char *chosen = g_getenv ("CANID_NETCONF");
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  GError *reason = NULL;
  GSubprocess *process;

  if (!netconf_is_privileged ())
    g_ptr_array_add (words, (gpointer) "pkexec");
  g_ptr_array_add (words, (gpointer) (chosen != NULL ? chosen : LIBEXECDIR "/canid-netconf"));
  for (; *verb != NULL; verb++)
    g_ptr_array_add (words, (gpointer) *verb);
  g_ptr_array_add (words, NULL);
  process = g_subprocess_newv ((const char *const *) words->pdata, flags, &reason);
  if (process != NULL)
    return process;
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("%s cannot be started: %s"), (const char *) words->pdata[0],
               reason->message);
  g_error_free (reason);
  return NULL;
}

void
netconf_run (const char *const *verb, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  GError *error = NULL;
  g_autoptr (GSubprocess) process
      = netconf_spawn (verb, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);

  if (process != NULL)
    {
      g_subprocess_communicate_async (process, NULL, cancellable, on_ended, task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

gboolean
netconf_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
