/* docs-man.c: the man page: commands, options and formats as their tables say.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/docs.h"

#include "formats/format.h"

#include <string.h>

#include "base/banned.h"

/* Text of troff: hyphens that are minus signs, no control lines, only ASCII. */
static void
append_text (GString *out, const char *text)
{
  if (*text == '.' || *text == '\'' || g_utf8_get_char (text) == 0x2026)
    g_string_append (out, "\\&");
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (c == '\\')
        g_string_append (out, "\\e");
      else if (c == '-')
        g_string_append (out, "\\-");
      else if (c == '\'')
        g_string_append (out, "\\(aq");
      else if (c == '"')
        g_string_append (out, "\\(dq");
      else if (c == '^')
        g_string_append (out, "\\(ha");
      else if (c == '~')
        g_string_append (out, "\\(ti");
      else if (c == 0x201C || c == 0x201D)
        g_string_append (out, c == 0x201C ? "\\(lq" : "\\(rq");
      else if (c == 0x2026)
        g_string_append (out, "...");
      else if (c < 0x80)
        g_string_append_c (out, (char) c);
      else
        g_string_append_printf (out, "\\[u%04X]", c);
    }
}

static void
append_option (GString *out, const CliOption *option)
{
  g_string_append (out, ".TP\n");
  if (option->letter != 0)
    g_string_append_printf (out, "\\fB\\-%c\\fR, ", option->letter);
  g_string_append (out, "\\fB\\-\\-");
  append_text (out, option->name);
  g_string_append (out, "\\fR");
  if (option->argument != NULL)
    {
      g_string_append (out, " \\fI");
      append_text (out, option->argument);
      g_string_append (out, "\\fR");
    }
  g_string_append_c (out, '\n');
  append_text (out, option->help);
  if (option->choices != NULL)
    {
      g_string_append (out, ": ");
      append_text (out, option->choices);
    }
  g_string_append_c (out, '\n');
}

static void
append_paragraphs (GString *out, const char *text)
{
  g_auto (GStrv) paragraphs = g_strsplit (text, "\n\n", -1);

  for (guint i = 0; paragraphs[i] != NULL; i++)
    {
      g_string_append (out, ".PP\n");
      append_text (out, paragraphs[i]);
      g_string_append_c (out, '\n');
    }
}

static void
append_command (GString *out, const Command *command)
{
  g_string_append_printf (out, ".SS %s\n.PP\n\\fBcanid\\-cli ", command->name);
  append_text (out, command->name);
  g_string_append (out, "\\fR [\\fIOPTION\\fR]... \\fI");
  append_text (out, command->arguments);
  g_string_append (out, "\\fR\n.PP\n");
  append_text (out, command->help);
  g_string_append (out, ".\n");
  for (const CliOption *option = command->options; option->name != NULL; option++)
    append_option (out, option);
  if (command->details != NULL)
    append_paragraphs (out, command->details);
}

static void
append_formats (GString *out)
{
  g_string_append (out,
                   ".SH FORMATS\nWhat \\-\\-input\\-format and \\-\\-output\\-format know; found by content, and by "
                   "extension. \\fBcanid\\-cli convert \\-\\-list\\fR tells what each holds.\n");
  for (const Format *const *format = formats_list (); *format != NULL; format++)
    {
      guint both = FORMAT_READ | FORMAT_WRITE;

      g_string_append (out, ".TP\n.B ");
      append_text (out, (*format)->id);
      g_string_append_c (out, '\n');
      append_text (out, (*format)->name);
      if (((*format)->abilities & both) != both)
        g_string_append (out, (*format)->abilities & FORMAT_READ ? ", only read" : ", only written");
      g_string_append_c (out, '\n');
    }
}

static const char before[]
    = ".SH NAME\n"
      "canid\\-cli \\- reads, converts, decodes and filters logs of CAN traffic\n"
      ".SH SYNOPSIS\n"
      ".B canid\\-cli\n"
      ".I COMMAND\n"
      ".RI [ OPTION ]...\n"
      ".RI [ ARGUMENT ]...\n"
      ".PP\n"
      ".B canid\\-cli \\-\\-help\n"
      ".br\n"
      ".B canid\\-cli \\-\\-version\n"
      ".SH DESCRIPTION\n"
      "The engine of\n"
      ".BR canid (1)\n"
      "for scripts, without a display. Data goes to standard output in UTF\\-8, numbers with a point in every locale; "
      "diagnostics go to standard error. What scripts read (csv, json) never depends on the language. A FILE "
      "\\(lq\\-\\(rq is "
      "standard input. Output streams: it is there before the input ends.\n"
      ".SH COMMANDS\n";

static const char after[]
    = ".SH TIMES\n"
      "Where a TIME is asked for it is +SECONDS since the start of the input, seconds as print shows them (since 1970 "
      "UTC, "
      "or since the start where the input knows no date), or a date such as \\(lq2024\\-01\\-31 12:00:00.5\\(rq, local "
      "where it names no zone.\n"
      ".SH FILTERS\n"
      "Expressions as in the window, in the manner of Wireshark: \\fBcan.id in {0x100..0x1ff} && data[0] == 0xff\\fR, "
      "\\fBEngineStatus.Speed > 3000 rpm\\fR. \\fBcanid\\-cli filter \\-\\-explain\\fR shows what one means and where "
      "it is "
      "wrong.\n"
      ".SH EXIT STATUS\n"
      ".TP\n.B 0\nDone; what of the input was skipped is a warning on standard error.\n"
      ".TP\n.B 1\nFailed.\n"
      ".TP\n.B 2\nWrong usage; also an option that would do nothing.\n"
      ".TP\n.B 130\nInterrupted by Ctrl+C; what was written is kept.\n"
      ".SH ENVIRONMENT\n"
      ".TP\n.B TZ\nZone of dates that name none.\n"
      ".SH EXAMPLES\n"
      ".nf\n"
      "canid\\-cli print \\-d car.dbc \\-Y \\(aqEngineSpeed > 3000\\(aq drive.asc\n"
      "canid\\-cli decode \\-d car.dbc \\-T csv drive.log\n"
      "canid\\-cli decode \\-d car.dbc 123#11.22\n"
      "canid\\-cli convert \\-\\-from +60 \\-\\-to +120 one.asc two.log both.canid\n"
      "canid\\-cli stats \\-\\-load \\-\\-interval 1 \\-\\-bitrate 500k drive.asc\n"
      ".fi\n"
      ".SH SEE ALSO\n"
      ".BR canid (1),\n"
      ".BR candump (1)\n";

void
docs_append_man (GString *out)
{
  g_string_append (out, ".\\\" Made from the tables of options; do not edit.\n"
                        ".TH CANID\\-CLI 1 \"\" \"Canid " CANID_VERSION "\" \"User Commands\"\n");
  g_string_append (out, before);
  for (const Command *const *command = commands_list (); *command != NULL; command++)
    append_command (out, *command);
  append_formats (out);
  g_string_append (out, after);
}
