/* cmd-filter.c: what a filter expression compiles to, or where it is wrong.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/command.h"


#include "base/banned.h"

static const CliOption options[] = {
  { "explain", 0, OPTION_FLAG, CLI_FIELD (explain), NULL, NULL, N_ ("show what the expression compiles to") },
  CLI_FORMAT ("text"),
  CLI_DATABASE,
  CLI_J1939,
  CLI_ID_SPLIT,
  CLI_VERBOSE,
  CLI_HELP,
  CLI_END,
};

static CliStatus
explain (const FilterProgram *filter)
{
  g_autofree char *text = filter != NULL ? filter_explain (filter) : g_strdup (_ ("every frame passes"));
  g_autofree char *line = g_str_has_suffix (text, "\n") ? NULL : g_strconcat (text, "\n", NULL);

  return cli_print (line != NULL ? line : text);
}

static CliStatus
run_filter (const CliOptions *typed)
{
  DatabaseSet *databases = NULL;
  FilterProgram *filter = NULL;
  CliStatus status;

  if (typed->explain == 0)
    return cli_fail_usage (_ ("filter: nothing to do without --explain"));
  if (typed->n_arguments != 1)
    return cli_fail_usage (_ ("filter: one EXPR is needed; put it in quotes"));
  status = cli_load_databases (typed, &databases);
  if (status == STATUS_DONE)
    status = cli_compile_filter (typed->arguments[0], databases, &filter);
  if (status == STATUS_DONE)
    status = explain (filter);
  filter_program_unref (filter);
  database_set_unref (databases);
  return status;
}

const Command command_filter
    = { "filter", N_ ("--explain EXPR"), N_ ("What a filter expression compiles to, or where it is wrong"), options,
        run_filter };
