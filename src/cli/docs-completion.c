/* docs-completion.c: what bash, zsh and fish offer behind canid-cli.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where an option takes one of some words these are offered, else files.
 */
#include "config.h"
#include "cli/docs.h"

#include "formats/format.h"

#include <string.h>

#include "base/banned.h"

/* The words an option takes; NULL: any. (transfer full) */
static char *
words_of (const CliOption *option)
{
  guint ability = strcmp (option->name, "output-format") == 0 ? FORMAT_WRITE : FORMAT_READ;
  GString *words;

  if (option->choices != NULL)
    return g_strdup (option->choices);
  if (strcmp (option->name, "input-format") != 0 && strcmp (option->name, "output-format") != 0)
    return NULL;
  words = g_string_new (NULL);
  for (const Format *const *format = formats_list (); *format != NULL; format++)
    if ((*format)->abilities & ability)
      g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", (*format)->id);
  return g_string_free (words, FALSE);
}

static char *
command_names (void)
{
  GString *names = g_string_new (NULL);

  for (const Command *const *command = commands_list (); *command != NULL; command++)
    g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", (*command)->name);
  return g_string_free (names, FALSE);
}

/* --- bash --- */

static void
append_bash_command (GString *out, const Command *command)
{
  g_string_append_printf (out, "    %s)\n      options='", command->name);
  for (const CliOption *option = command->options; option->name != NULL; option++)
    g_string_append_printf (out, "%s--%s", option != command->options ? " " : "", option->name);
  g_string_append (out, "'\n      case $previous in\n");
  for (const CliOption *option = command->options; option->name != NULL; option++)
    {
      g_autofree char *words = words_of (option);

      if (option->kind == OPTION_FLAG)
        continue;
      if (option->letter != 0)
        g_string_append_printf (out, "        -%c|--%s)", option->letter, option->name);
      else
        g_string_append_printf (out, "        --%s)", option->name);
      g_string_append_printf (out, " takes=1 words='%s' ;;\n", words != NULL ? words : "");
    }
  g_string_append (out, "      esac\n      ;;\n");
}

void
docs_append_bash (GString *out)
{
  g_autofree char *names = command_names ();

  g_string_append (out, "# bash completion of canid-cli, made from its tables of options\n"
                        "_canid_cli ()\n"
                        "{\n"
                        "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
                        "  local command=${COMP_WORDS[1]} options= words= takes=\n"
                        "  COMPREPLY=()\n"
                        "  if [ \"$previous\" = = ]; then\n" /* --format=NAME is three words */
                        "    previous=${COMP_WORDS[COMP_CWORD-2]}\n"
                        "  elif [ \"$current\" = = ]; then\n"
                        "    current=\n"
                        "  fi\n"
                        "  if [ \"$COMP_CWORD\" = 1 ]; then\n");
  g_string_append_printf (out, "    COMPREPLY=($(compgen -W '%s --help --version' -- \"$current\"))\n", names);
  g_string_append (out, "    return\n"
                        "  fi\n"
                        "  case $command in\n");
  for (const Command *const *command = commands_list (); *command != NULL; command++)
    append_bash_command (out, *command);
  g_string_append (out, "  esac\n"
                        "  if [ -n \"$takes\" ]; then\n"
                        "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
                        "  elif [ \"${current#-}\" != \"$current\" ]; then\n"
                        "    COMPREPLY=($(compgen -W \"$options\" -- \"$current\"))\n"
                        "  fi\n"
                        "}\n"
                        "complete -o default -F _canid_cli canid-cli\n");
}

/* --- zsh --- */

/* Within '[…]' of a specification. */
static void
append_zsh_text (GString *out, const char *text)
{
  for (; *text != '\0'; text++)
    {
      if (*text == '\'')
        g_string_append (out, "'\\'");
      else if (strchr ("[]:\\", *text) != NULL)
        g_string_append_c (out, '\\');
      g_string_append_c (out, *text);
    }
}

static void
append_zsh_option (GString *out, const CliOption *option)
{
  g_autofree char *words = words_of (option);
  gboolean repeated = option->kind == OPTION_LIST || strcmp (option->name, "verbose") == 0;

  g_string_append (out, "        ");
  if (repeated)
    g_string_append (out, "'*'");
  else if (option->letter != 0)
    g_string_append_printf (out, "'(-%c --%s)'", option->letter, option->name);
  if (option->letter != 0)
    g_string_append_printf (out, "{-%c,--%s}", option->letter, option->name);
  else
    g_string_append_printf (out, "--%s", option->name);
  g_string_append (out, "'[");
  append_zsh_text (out, option->help);
  g_string_append_c (out, ']');
  if (option->kind != OPTION_FLAG)
    {
      g_string_append_c (out, ':');
      append_zsh_text (out, option->argument);
      if (words != NULL)
        g_string_append_printf (out, ":(%s)", words);
      else
        g_string_append (out, ":_files");
    }
  g_string_append (out, "' \\\n");
}

void
docs_append_zsh (GString *out)
{
  g_string_append (out, "#compdef canid-cli\n"
                        "# made from the tables of options\n"
                        "_canid_cli ()\n"
                        "{\n"
                        "  local -a commands\n"
                        "  commands=(\n");
  for (const Command *const *command = commands_list (); *command != NULL; command++)
    {
      g_string_append_printf (out, "    '%s:", (*command)->name);
      append_zsh_text (out, (*command)->help);
      g_string_append (out, "'\n");
    }
  g_string_append (out, "  )\n"
                        "  if (( CURRENT == 2 )); then\n"
                        "    _describe command commands\n"
                        "    return\n"
                        "  fi\n"
                        "  case $words[2] in\n");
  for (const Command *const *command = commands_list (); *command != NULL; command++)
    {
      g_string_append_printf (out, "    %s)\n      shift words\n      (( CURRENT-- ))\n      _arguments \\\n",
                              (*command)->name);
      for (const CliOption *option = (*command)->options; option->name != NULL; option++)
        append_zsh_option (out, option);
      g_string_append (out, "        '*:file:_files'\n      ;;\n");
    }
  g_string_append (out, "  esac\n"
                        "}\n"
                        "_canid_cli \"$@\"\n");
}

/* --- fish --- */

static void
append_fish_text (GString *out, const char *text)
{
  g_string_append_c (out, '\'');
  for (; *text != '\0'; text++)
    {
      if (*text == '\'' || *text == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '\'');
}

static void
append_fish_option (GString *out, const Command *command, const CliOption *option)
{
  g_autofree char *words = words_of (option);

  g_string_append_printf (out, "complete -c canid-cli -n '__fish_seen_subcommand_from %s' -l %s", command->name,
                          option->name);
  if (option->letter != 0)
    g_string_append_printf (out, " -s %c", option->letter);
  if (words != NULL)
    g_string_append_printf (out, " -x -a '%s'", words);
  else if (option->kind != OPTION_FLAG)
    g_string_append (out, " -r");
  g_string_append (out, " -d ");
  append_fish_text (out, option->help);
  g_string_append_c (out, '\n');
}

void
docs_append_fish (GString *out)
{
  g_string_append (out, "# fish completion of canid-cli, made from its tables of options\n");
  for (const Command *const *command = commands_list (); *command != NULL; command++)
    {
      g_string_append_printf (out, "complete -c canid-cli -n __fish_use_subcommand -f -a %s -d ", (*command)->name);
      append_fish_text (out, (*command)->help);
      g_string_append_c (out, '\n');
      for (const CliOption *option = (*command)->options; option->name != NULL; option++)
        append_fish_option (out, *command, option);
    }
}
