/* dbc-helper.c: databases written in the test.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "dbc-helper.h"

Database *
load (const char *text)
{
  g_autoptr (GError) error = NULL;
  Database *db = database_load_memory ("test.dbc", text, strlen (text), &error);

  g_assert_no_error (error);
  return db;
}

Database *
load_clean (const char *text)
{
  Database *db = load (text);

  for (guint i = 0; i < database_n_warnings (db); i++)
    g_error ("line %u: %s", database_get_warning (db, i)->line, database_get_warning (db, i)->what);
  return db;
}

void
assert_warning (const Database *db, guint index, guint line, const char *part)
{
  g_assert_cmpuint (database_n_warnings (db), >, index);
  const DatabaseWarning *warning = database_get_warning (db, index);
  g_test_message ("line %u: %s", warning->line, warning->what);
  g_assert_cmpuint (warning->line, ==, line);
  g_assert_nonnull (strstr (warning->what, part));
}

const CanSignal *
find (const Database *db, const char *message, const char *signal)
{
  const Message *m = database_find_message (db, message);

  g_assert_nonnull (m);
  const CanSignal *s = message_find_signal (m, signal);
  g_assert_nonnull (s);
  return s;
}
