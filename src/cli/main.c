/* main.c: canid-cli: finds the command, its help, the version.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/command.h"

#include "base/errors.h"

#include <libintl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

/* What scripts read is in English: csv and json, and the diagnostics beside them (CLI.md). */
static gboolean
is_for_scripts (char **argv, int argc)
{
  for (int i = 1; i < argc; i++)
    {
      const char *value = NULL;

      if (strcmp (argv[i], "-T") == 0 || strcmp (argv[i], "--format") == 0)
        value = i + 1 < argc ? argv[i + 1] : NULL;
      else if (g_str_has_prefix (argv[i], "-T"))
        value = argv[i] + 2;
      else if (g_str_has_prefix (argv[i], "--format="))
        value = argv[i] + strlen ("--format=");
      if (g_strcmp0 (value, "csv") == 0 || g_strcmp0 (value, "json") == 0)
        return TRUE;
    }
  return FALSE;
}

static void
set_language (char **argv, int argc)
{
  const char *uninstalled = g_getenv ("CANID_LOCALEDIR");

  /* Numbers never follow the locale, so LC_NUMERIC stays "C". */
  if (!is_for_scripts (argv, argc))
    setlocale (LC_MESSAGES, "");
  setlocale (LC_CTYPE, "");
  bindtextdomain (GETTEXT_PACKAGE, uninstalled != NULL ? uninstalled : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

static CliStatus
show (GString *text)
{
  gboolean written = fwrite (text->str, 1, text->len, stdout) == text->len;

  g_string_free (text, TRUE);
  if ((fflush (stdout) == 0 && written) || errno == EPIPE)
    return STATUS_DONE;
  cli_message (_ ("standard output: %s"), g_strerror (errno));
  return STATUS_FAILED;
}

static CliStatus
show_help (void)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("Usage: %s COMMAND [OPTION…] [ARGUMENT…]\n\n"), "canid-cli");
  g_string_append (text, _ ("Reads, converts, decodes and filters logs of CAN traffic.\n\n"));
  for (guint i = 0; commands_list ()[i] != NULL; i++)
    g_string_append_printf (text, "  %-14s %s\n", commands_list ()[i]->name, _ (commands_list ()[i]->help));
  g_string_append (text, _ ("\ncanid-cli COMMAND --help tells more. A FILE “-” is standard input.\n"
                            "Exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted.\n"));
  return show (text);
}

static CliStatus
show_command_help (const Command *command)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("Usage: %s %s [OPTION…] %s\n\n"), "canid-cli", command->name,
                          _ (command->arguments));
  g_string_append_printf (text, "%s\n\n", _ (command->help));
  cli_options_append_help (command->options, text);
  if (command->details != NULL)
    cli_append_paragraphs (_ (command->details), text);
  return show (text);
}

static CliStatus
run (const Command *command, char **argv, guint n)
{
  CliOptions options;
  CliStatus status;
  GError *error = NULL;

  if (!cli_options_parse (&options, command->options, argv, n, &error))
    {
      status = cli_fail (error);
      cli_message (_ ("canid-cli %s --help shows how it is used"), command->name);
    }
  else if (options.help > 0)
    status = show_command_help (command);
  else
    {
      status = cli_use_id_splits (&options);
      if (status == STATUS_DONE)
        status = command->run (&options);
    }
  cli_options_clear (&options);
  return status;
}

int
main (int argc, char **argv)
{
  signal (SIGPIPE, SIG_IGN);
  set_language (argv, argc);
  if (argc < 2)
    {
      cli_message (_ ("no command given; canid-cli --help lists them"));
      return STATUS_USAGE;
    }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)
    return show_help ();
  if (strcmp (argv[1], "--version") == 0)
    return show (g_string_new ("canid-cli " CANID_VERSION "\n"));
  for (guint i = 0; commands_list ()[i] != NULL; i++)
    if (strcmp (argv[1], commands_list ()[i]->name) == 0)
      return run (commands_list ()[i], argv + 2, (guint) argc - 2);
  return cli_fail_usage (_ ("there is no command “%s”; canid-cli --help lists them"), argv[1]);
}
