/* canid-netconf: sets CAN interfaces, for those who may.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The small program that pkexec runs as root (data/org.canid.Canid.policy has an action for each verb). It reads no
 * file that its caller could choose, runs no other program, and touches only interfaces that the kernel says are CAN's;
 * every argument is parsed completely before anything happens. As root, or with CAP_NET_ADMIN, it is run directly.
 *
 * Exit status: 0 done, 1 refused by the kernel or the interface, 2 wrong arguments, 3 tried and gone back.
 */
#include "config.h"

#include "backends/can-link.h"
#include "base/errors.h"
#include "base/i18n.h"
#include "netconf/trial.h"

#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

#define MAX_ARGUMENTS 64
#define MAX_BLINK 30 /* s */
#define STATUS_GONE_BACK 3

typedef gboolean (*Verb) (const char *const *arguments, GError **error);

static gboolean
expect (guint wished, const char *const *arguments, GError **error)
{
  guint n = g_strv_length ((GStrv) arguments);

  if (n != wished)
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%u arguments are needed, %u are given"), wished, n);
  return n == wished;
}

static gboolean
run_up (const char *const *arguments, GError **error)
{
  return expect (1, arguments, error) && can_link_set_up (arguments[0], TRUE, error);
}

static gboolean
run_down (const char *const *arguments, GError **error)
{
  return expect (1, arguments, error) && can_link_set_up (arguments[0], FALSE, error);
}

static gboolean
run_restart (const char *const *arguments, GError **error)
{
  return expect (1, arguments, error) && can_link_restart (arguments[0], error);
}

static gboolean
run_delete (const char *const *arguments, GError **error)
{
  return expect (1, arguments, error) && can_link_delete (arguments[0], error);
}

/* set NAME up|down WORD VALUE…: down, changed, and then as said */
static gboolean
run_set (const char *const *arguments, GError **error)
{
  CanLinkChange change;
  gboolean up;

  if (arguments[0] == NULL || arguments[1] == NULL
      || (strcmp (arguments[1], "up") != 0 && strcmp (arguments[1], "down") != 0))
    {
      g_set_error_literal (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("set NAME up|down WORD VALUE…"));
      return FALSE;
    }
  up = strcmp (arguments[1], "up") == 0;
  return can_link_change_parse (&change, arguments + 2, error) && can_link_apply (arguments[0], &change, up, error);
}

static gboolean
run_add_vcan (const char *const *arguments, GError **error)
{
  return expect (1, arguments, error) && can_link_add (arguments[0], "vcan", NULL, error);
}

static gboolean
run_add_vxcan (const char *const *arguments, GError **error)
{
  return expect (2, arguments, error) && can_link_add (arguments[0], "vxcan", arguments[1], error);
}

static gboolean
run_identify (const char *const *arguments, GError **error)
{
  guint64 seconds;
  CanLink link;

  if (!expect (2, arguments, error) || !can_link_check_name (arguments[0], error)
      || !g_ascii_string_to_unsigned (arguments[1], 10, 1, MAX_BLINK, &seconds, error))
    return FALSE;
  if (can_link_read (arguments[0], &link))
    return can_link_identify (arguments[0], (guint) seconds, error);
  g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%s: there is no such CAN interface"), arguments[0]);
  return FALSE;
}

static const struct
{
  const char *name;
  Verb run;
} verbs[] = {
  { "up", run_up },           { "down", run_down },         { "set", run_set },
  { "restart", run_restart }, { "add-vcan", run_add_vcan }, { "add-vxcan", run_add_vxcan },
  { "delete", run_delete },   { "identify", run_identify },
};

static int
fail (GError *error)
{
  int status = g_error_matches (error, CANID_ERROR, CANID_ERROR_IO)
                       || g_error_matches (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED)
                   ? 1
                   : 2;

  fprintf (stderr, "canid-netconf: %s\n", error->message);
  g_error_free (error);
  return status;
}

static int
run_try (const char *const *arguments)
{
  GError *error = NULL;
  gboolean kept;

  if (!trial_run (arguments, &kept, &error))
    return fail (error);
  return kept ? 0 : STATUS_GONE_BACK;
}

int
main (int argc, char **argv)
{
  GError *error = NULL;

  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  if (argc >= 2 && argc <= MAX_ARGUMENTS && strcmp (argv[1], "try") == 0)
    return run_try ((const char *const *) argv + 2);
  if (argc >= 2 && argc <= MAX_ARGUMENTS)
    for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
      if (strcmp (verbs[i].name, argv[1]) == 0)
        return verbs[i].run ((const char *const *) argv + 2, &error) ? 0 : fail (error);
  fputs (_ ("canid-netconf VERB NAME…: up NAME, down NAME, set NAME up|down WORD VALUE…, restart NAME, add-vcan NAME, "
            "add-vxcan NAME PEER, delete NAME, identify NAME SECONDS, try NAME SECONDS\n"),
         stderr);
  return 2;
}
