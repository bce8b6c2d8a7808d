/* main.c: starts the program.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "session/mark-archive.h"
#include "ui/app.h"
#include <libintl.h>
#include <locale.h>

int
main (int argc, char **argv)
{
  const char *uninstalled = g_getenv ("CANID_LOCALEDIR");
  g_autoptr (MainApp) app = NULL;
  int status;

  setlocale (LC_ALL, "");
  /* Numbers in files and fields are written and read with a point everywhere; GTK would set all of the locale once
   * more. */
  gtk_disable_setlocale ();
  setlocale (LC_NUMERIC, "C");
  bindtextdomain (GETTEXT_PACKAGE, uninstalled != NULL ? uninstalled : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  app = main_app_new ();
  status = g_application_run (G_APPLICATION (app), argc, argv);
  g_clear_object (&app); /* its windows: what they have to keep */
  mark_archive_flush ();
  return status;
}
