/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/options.h"

#include "base/errors.h"

#include <string.h>

static const CliOption table[] = {
  CLI_FORMAT ("text csv json"), CLI_DATABASE, CLI_FILTER, CLI_LIMIT, CLI_REBASE, CLI_VERBOSE, CLI_HELP, CLI_END,
};

/* Words separated by | because some are empty. */
static gboolean
parse (CliOptions *options, const char *words, GError **error)
{
  static char **argv; /* what options borrows */

  g_clear_pointer (&argv, g_strfreev);
  argv = g_strsplit (words, "|", -1);
  return cli_options_parse (options, table, argv, g_strv_length (argv), error);
}

static void
test_forms (void)
{
  static const char *const forms[] = {
    "-T|csv|-d|a.dbc|-d|b.dbc|-vv|--limit|7|in.log",
    "-Tcsv|-da.dbc|-db.dbc|-v|-v|--limit=7|in.log",
    "in.log|--format=csv|--database|a.dbc|--database=b.dbc|--verbose|-vT|csv|--limit=7",
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GError) error = NULL;
      CliOptions options;

      g_assert_true (parse (&options, forms[i], &error));
      g_assert_no_error (error);
      g_assert_cmpstr (options.format, ==, "csv");
      g_assert_cmpuint (options.databases->len, ==, 2);
      g_assert_cmpstr (g_ptr_array_index (options.databases, 1), ==, "b.dbc");
      g_assert_cmpint (options.verbose, ==, 2);
      g_assert_cmpuint (options.limit, ==, 7);
      g_assert_cmpuint (options.n_arguments, ==, 1);
      g_assert_cmpstr (options.arguments[0], ==, "in.log");
      g_assert_null (options.arguments[1]);
      cli_options_clear (&options);
    }
}

static void
test_arguments (void)
{
  CliOptions options;

  g_assert_true (parse (&options, "-|--filter=|--|-v|--limit", NULL));
  g_assert_cmpuint (options.n_arguments, ==, 3);
  g_assert_cmpstr (options.arguments[0], ==, "-");
  g_assert_cmpstr (options.arguments[2], ==, "--limit");
  g_assert_cmpstr (options.filter, ==, "");
  g_assert_cmpint (options.verbose, ==, 0);
  g_assert_true (options.limit == UINT64_MAX);
  cli_options_clear (&options);
}

static void
test_wrong (void)
{
  static const char *const wrong[] = {
    "--frobnicate",
    "-x",
    "-vx",
    "--",
    "-T",
    "-T|",
    "-T|cs",
    "-T|csv json",
    "--format",
    "--limit|",
    "--limit|-1",
    "--limit|1.5",
    "--limit|99999999999999999999",
    "--verbose=1",
    "--lim|3",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean harmless = strcmp (wrong[i], "--") == 0;
      CliOptions options;

      g_assert_cmpint (parse (&options, wrong[i], &error), ==, harmless);
      if (!harmless)
        g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
      cli_options_clear (&options);
    }
}

/* Each option stands in the help, and no line is wider than a terminal likes. */
static void
test_help (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;

  cli_options_append_help (table, text);
  for (const CliOption *option = table; option->name != NULL; option++)
    {
      g_autofree char *name = g_strconcat ("--", option->name, NULL);

      g_assert_nonnull (strstr (text->str, name));
    }
  lines = g_strsplit (text->str, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_cmpint (g_utf8_strlen (lines[i], -1), <=, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/options/forms", test_forms);
  g_test_add_func ("/options/arguments", test_arguments);
  g_test_add_func ("/options/wrong", test_wrong);
  g_test_add_func ("/options/help", test_help);
  return g_test_run ();
}
