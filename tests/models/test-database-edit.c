/* test-database-edit.c: changes of the databases are taken back and done again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "models/database-edit.h"
#include "small-trace.h"
#include <glib/gstdio.h>

#define TEXT "VERSION \"\"\n\nNS_ :\n\nBS_:\n\nBU_: ECU\n\nBO_ 291 Speeds: 8 ECU\n"

static const char *const names[] = { "a.dbc", "b.dbc", "c.dbc" };
static char *folder;

static Database *
read_database (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  Database *database;

  g_assert_true (g_file_set_contents (path, TEXT, -1, NULL));
  database = database_load (path, &error);
  g_assert_no_error (error);
  return database;
}

static TraceSession *
new_session (void)
{
  TraceSession *session = trace_session_new ();
  DatabaseSet *set = database_set_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      Database *database = read_database (names[i]);
      DatabaseSet *more = database_set_add (set, database, i == 1 ? "can1" : NULL);

      database_unref (database);
      database_set_unref (set);
      set = more;
    }
  trace_session_set_databases (session, set);
  database_set_unref (set);
  return session;
}

static void
assert_databases (TraceSession *session, const char *expected)
{
  const DatabaseSet *set = trace_session_get_databases (session);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < database_set_n (set); i++)
    {
      const char *channel;
      const char *name = database_get_name (database_set_get (set, i, &channel));

      g_string_append_printf (text, "%s%c%s%s", i > 0 ? " " : "", *name, channel != NULL ? "@" : "",
                              channel != NULL ? channel : "");
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static const DatabaseSet *
now (TraceSession *session)
{
  return trace_session_get_databases (session);
}

static void
test_undo (void)
{
  g_autoptr (TraceSession) session = new_session ();
  EditStack *edits = edit_stack_of_session (session);

  assert_databases (session, "a b@can1 c");
  database_edit_do (session, database_set_move (now (session), 2, 0), "Move c.dbc");
  assert_databases (session, "c a b@can1");
  database_edit_do (session, database_set_bind (now (session), 1, "can0"), "Bind");
  assert_databases (session, "c a@can0 b@can1");
  database_edit_do (session, database_set_remove (now (session), 0), "Remove");
  assert_databases (session, "a@can0 b@can1");
  database_edit_do (session, database_set_bind (now (session), 0, "can0"), "Nothing new");
  g_assert_cmpstr (edit_stack_get_undo (edits), ==, "Remove");

  g_assert_true (edit_stack_undo (edits));
  assert_databases (session, "c a@can0 b@can1");
  g_assert_true (edit_stack_undo (edits));
  g_assert_true (edit_stack_undo (edits));
  assert_databases (session, "a b@can1 c");
  g_assert_false (edit_stack_undo (edits));
  g_assert_true (edit_stack_redo (edits));
  g_assert_true (edit_stack_redo (edits));
  g_assert_true (edit_stack_redo (edits));
  assert_databases (session, "a@can0 b@can1");
}

/* The file was read anew, or another was added: the new one stays; an order that is no more is not made up. */
static void
test_meanwhile (void)
{
  g_autoptr (TraceSession) session = new_session ();
  EditStack *edits = edit_stack_of_session (session);
  Database *newer = read_database ("b.dbc"), *other;
  DatabaseSet *set;

  database_edit_do (session, database_set_move (now (session), 0, 2), "Move");
  assert_databases (session, "b@can1 c a");
  set = database_set_replace (now (session), 0, newer);
  trace_session_set_databases (session, set);
  database_set_unref (set);
  g_assert_true (edit_stack_undo (edits));
  assert_databases (session, "a b@can1 c");
  g_assert_true (database_set_get (now (session), 1, NULL) == newer);
  database_unref (newer);

  other = read_database ("other.dbc");
  set = database_set_add (now (session), other, NULL);
  trace_session_set_databases (session, set);
  database_set_unref (set);
  database_unref (other);
  g_assert_false (edit_stack_redo (edits));
  assert_databases (session, "a b@can1 c o");
}

/* Several steps are one edit; nothing is none; what comes by other means makes edits of others not stand in the way. */
static void
test_begin_end (void)
{
  g_autoptr (TraceSession) session = new_session ();
  EditStack *edits = edit_stack_of_session (session);
  DatabaseSet *set;

  database_edit_begin (session);
  set = database_set_remove (now (session), 2);
  trace_session_set_databases (session, set);
  database_set_unref (set);
  set = database_set_bind (now (session), 0, "can7");
  trace_session_set_databases (session, set);
  database_set_unref (set);
  database_edit_end (session, "Both");
  assert_databases (session, "a@can7 b@can1");
  database_edit_begin (session);
  database_edit_end (session, "Nothing");
  g_assert_cmpstr (edit_stack_get_undo (edits), ==, "Both");
  g_assert_true (edit_stack_undo (edits));
  assert_databases (session, "a b@can1 c");
  g_assert_true (edit_stack_redo (edits));

  set = database_set_new ();
  trace_session_set_databases (session, set);
  database_set_unref (set);
  g_assert_null (edit_stack_get_undo (edits));
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("canid-edits-XXXXXX", NULL);
  g_test_add_func ("/database-edit/undo", test_undo);
  g_test_add_func ("/database-edit/meanwhile", test_meanwhile);
  g_test_add_func ("/database-edit/begin-end", test_begin_end);
  result = g_test_run ();
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_unlink (path);
    }
  {
    g_autofree char *other = g_build_filename (folder, "other.dbc", NULL);

    g_unlink (other);
  }
  g_rmdir (folder);
  g_free (folder);
  return result;
}
