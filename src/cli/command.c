/* command.c: statuses, diagnostics, Ctrl+C, -d and -Y.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/command.h"

#include "base/errors.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

/* --- Diagnostics --- */

/* Not g_printerr, which turns everything beyond ASCII into question marks in the C locale. */
static void
put_line (const char *text)
{
  flockfile (stderr);
  fputs ("canid-cli: ", stderr);
  fputs (text, stderr);
  fputc ('\n', stderr);
  funlockfile (stderr);
}

void
cli_message (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  put_line (text);
}

CliStatus
cli_fail (GError *error)
{
  CliStatus status = STATUS_FAILED;

  if (g_error_matches (error, CANID_ERROR, CANID_ERROR_USAGE))
    status = STATUS_USAGE;
  put_line (error->message);
  g_error_free (error);
  return status;
}

CliStatus
cli_fail_usage (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  put_line (text);
  return STATUS_USAGE;
}

CliStatus
cli_status_worst (CliStatus a, CliStatus b)
{
  return MAX (a, b);
}

CliStatus
cli_close_output (ByteSink *out)
{
  gboolean quiet = byte_sink_broken_pipe (out);
  g_autoptr (GError) error = NULL;

  /* The last flush may be the write that finds the pipe closed; the sink is gone after close, so flush first. */
  if (!quiet && !byte_sink_flush (out, NULL))
    quiet = byte_sink_broken_pipe (out);
  if (byte_sink_close (out, &error) || quiet)
    return STATUS_DONE;
  return cli_fail (g_steal_pointer (&error));
}

CliStatus
cli_print (const char *text)
{
  GError *error = NULL;
  ByteSink *out = byte_sink_open ("-", BYTE_SINK_GROW, &error);

  if (out == NULL)
    return cli_fail (error);
  byte_sink_write (out, text, strlen (text));
  return cli_close_output (out);
}

/* --- Ctrl+C --- */

static volatile sig_atomic_t interrupted;

static void
on_interrupt (int signal_number)
{
  interrupted = 1;
}

gboolean
cli_is_interrupted (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    {
      /* No SA_RESTART: a wait for a pipe ends with EINTR (byte-source.h). A second Ctrl+C ends at once. */
      struct sigaction action = { .sa_handler = on_interrupt, .sa_flags = (int) SA_RESETHAND };

      sigaction (SIGINT, &action, NULL);
      sigaction (SIGTERM, &action, NULL);
      g_once_init_leave (&once, 1);
    }
  return interrupted != 0;
}

/* --- Databases --- */

/* CHANNEL:FILE, unless a file of that whole name exists (CLI.md); *channel (transfer full). */
static const char *
split_database (const char *text, char **channel)
{
  const char *colon = strchr (text, ':');

  *channel = NULL;
  if (colon == NULL || g_file_test (text, G_FILE_TEST_EXISTS))
    return text;
  *channel = g_strndup (text, (gsize) (colon - text));
  return colon + 1;
}

static void
show_warnings (const Database *database, gboolean verbose)
{
  guint n = database_n_warnings (database);

  if (n == 0)
    return;
  for (guint i = 0; verbose && i < n; i++)
    {
      const DatabaseWarning *warning = database_get_warning (database, i);

      if (warning->line > 0)
        cli_message (_ ("%s, line %u: %s"), database_get_name (database), warning->line, warning->what);
      else
        cli_message ("%s: %s", database_get_name (database), warning->what);
    }
  if (!verbose)
    cli_message (ngettext_ ("%s: %u warning; -v shows it", "%s: %u warnings; -v shows them", n),
                 database_get_name (database), n);
}

static J1939Mode
j1939_mode (const CliOptions *options)
{
  if (g_strcmp0 (options->j1939, "on") == 0)
    return J1939_ON;
  return g_strcmp0 (options->j1939, "off") == 0 ? J1939_OFF : J1939_AUTO;
}

static void
add_database (DatabaseSet **set, const Database *database, const char *channel, J1939Mode mode)
{
  DatabaseSet *more = database_set_add (*set, database, channel);
  DatabaseSet *matched = database_set_match (more, database_set_n (*set), mode);

  database_set_unref (more);
  database_set_unref (*set);
  *set = matched;
}

CliStatus
cli_load_databases (const CliOptions *options, DatabaseSet **set)
{
  *set = NULL;
  if (options->j1939 != NULL && options->databases->len == 0)
    return cli_fail_usage (_ ("--j1939 does nothing without --database"));
  *set = database_set_new ();
  for (guint i = 0; i < options->databases->len; i++)
    {
      g_autofree char *channel = NULL;
      const char *path = split_database (g_ptr_array_index (options->databases, i), &channel);
      GError *error = NULL;
      Database *database = database_load (path, &error);

      if (database == NULL)
        {
          g_clear_pointer (set, database_set_unref);
          return cli_fail (error);
        }
      show_warnings (database, options->verbose > 0);
      add_database (set, database, channel, j1939_mode (options));
      database_unref (database);
    }
  return STATUS_DONE;
}

/* --- Filter --- */

CliStatus
cli_use_id_splits (const CliOptions *options)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GError *error = NULL;

  if (options->id_splits->len == 0)
    return STATUS_DONE;
  if (options->filter == NULL && options->explain == 0 && options->triggers->len + options->stop_triggers->len == 0)
    return cli_fail_usage (_ ("--id-split does nothing without --filter"));
  for (guint i = 0; i < options->id_splits->len; i++)
    g_string_append_printf (text, "%s;", (const char *) g_ptr_array_index (options->id_splits, i));
  if (id_splits_use (text->str, &error))
    return STATUS_DONE;
  g_prefix_error (&error, "--id-split: ");
  return cli_fail (error);
}

static void
show_place (const char *text, const FilterProblem *problem)
{
  g_autoptr (GString) marks = g_string_new (NULL);
  glong n = 1;

  if (strchr (text, '\n') != NULL || problem->end > strlen (text) || problem->start > problem->end)
    return;
  if (problem->end > problem->start)
    n = MAX (1, g_utf8_strlen (text + problem->start, (gssize) (problem->end - problem->start)));
  for (guint i = 1; i < problem->column; i++)
    g_string_append_c (marks, ' ');
  while (n-- > 0)
    g_string_append_c (marks, '^');
  fprintf (stderr, "  %s\n  %s\n", text, marks->str);
}

CliStatus
cli_compile_filter (const char *text, const DatabaseSet *databases, FilterProgram **program)
{
  FilterProblem problem = { 0 };
  CliStatus status = STATUS_DONE;

  *program = NULL;
  if (text == NULL)
    return STATUS_DONE;
  *program = filter_compile (text, databases, &problem);
  if (*program == NULL && problem.what != NULL)
    {
      status = cli_fail_usage (_ ("filter, column %u: %s"), problem.column, problem.what);
      show_place (text, &problem);
    }
  else if (*program != NULL && filter_program_get_surprise (*program, &problem))
    {
      cli_message (_ ("filter, column %u: %s"), problem.column, problem.what);
      show_place (text, &problem);
    }
  filter_problem_clear (&problem);
  return status;
}
