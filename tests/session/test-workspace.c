/* Workspaces come back as they were saved, also elsewhere; damaged ones are told and never crash.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "session/workspace.h"

#include "base/errors.h"

#include <glib/gstdio.h>
#include <string.h>

#define TEXT                                                                                                           \
  "{\"canid-workspace\": 1, \"traces\": [\"logs/a.log\", \"../b.log\"],\n"                                             \
  " \"databases\": [{\"file\": \"car.dbc\", \"channel\": \"can0\", \"j1939\": \"off\"}, {\"file\": "                   \
  "\"/abs/x.dbc\"}],\n"                                                                                                \
  " \"filter\": \"can.id == 1\", \"cursor\": 12, \"settings\": {\"columns\": \"'a'\"}, \"later\": {\"x\": [1]}}\n"

static void
test_read (void)
{
  Workspace *workspace = workspace_parse (TEXT, strlen (TEXT), "/home/x/traces", NULL);
  g_auto (GStrv) traces = NULL;
  g_autoptr (GPtrArray) databases = NULL;
  const WorkspaceDatabase *database;

  g_assert_nonnull (workspace);
  traces = workspace_dup_traces (workspace);
  g_assert_cmpuint (g_strv_length (traces), ==, 2);
  g_assert_cmpstr (traces[0], ==, "/home/x/traces/logs/a.log");
  g_assert_cmpstr (traces[1], ==, "/home/x/b.log");
  databases = workspace_dup_databases (workspace);
  g_assert_cmpuint (databases->len, ==, 2);
  database = databases->pdata[0];
  g_assert_cmpstr (database->path, ==, "/home/x/traces/car.dbc");
  g_assert_cmpstr (database->channel, ==, "can0");
  g_assert_cmpint (database->j1939, ==, J1939_OFF);
  database = databases->pdata[1];
  g_assert_cmpstr (database->path, ==, "/abs/x.dbc");
  g_assert_null (database->channel);
  g_assert_cmpint (database->j1939, ==, J1939_AUTO);
  g_assert_cmpstr (workspace_get_filter (workspace), ==, "can.id == 1");
  g_assert_cmpuint (workspace_get_cursor (workspace), ==, 12);
  g_assert_cmpstr (workspace_get_setting (workspace, "columns"), ==, "'a'");
  g_assert_null (workspace_get_setting (workspace, "other"));
  workspace_free (workspace);
}

/* Saved in another folder it names the same files; what is not ours stays. */
static void
test_round_trip (void)
{
  g_autofree char *folder = g_dir_make_tmp ("canid-workspace-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x.canid-workspace", NULL), *text = NULL;
  g_autofree char *beside = g_build_filename (folder, "t.log", NULL);
  const char *paths[] = { beside, "/home/x/b.log", NULL };
  Workspace *workspace = workspace_parse (TEXT, strlen (TEXT), "/home/x/traces", NULL);
  g_auto (GStrv) traces = NULL;
  g_autoptr (GPtrArray) databases = NULL;

  workspace_set_traces (workspace, paths);
  workspace_set_filter (workspace, "can.err");
  workspace_set_setting (workspace, "zoom", "3");
  g_assert_true (workspace_save (workspace, path, NULL));
  workspace_free (workspace);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"later\""));
  g_assert_nonnull (strstr (text, "\"t.log\""));
  workspace = workspace_load (path, NULL);
  g_assert_nonnull (workspace);
  traces = workspace_dup_traces (workspace);
  g_assert_cmpstr (traces[0], ==, beside);
  g_assert_cmpstr (traces[1], ==, "/home/x/b.log");
  databases = workspace_dup_databases (workspace);
  g_assert_cmpstr (((const WorkspaceDatabase *) databases->pdata[0])->path, ==, "/home/x/traces/car.dbc");
  g_assert_cmpint (((const WorkspaceDatabase *) databases->pdata[0])->j1939, ==, J1939_OFF);
  g_assert_cmpstr (workspace_get_filter (workspace), ==, "can.err");
  g_assert_cmpstr (workspace_get_setting (workspace, "zoom"), ==, "3");
  g_assert_cmpstr (workspace_get_setting (workspace, "columns"), ==, "'a'");
  workspace_free (workspace);
  g_unlink (path);
  g_rmdir (folder);
}

static void
assert_refused (const char *text, const char *words)
{
  GError *error = NULL;

  g_assert_null (workspace_parse (text, strlen (text), "/", &error));
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not tell “%s”", error->message, words);
  g_error_free (error);
}

static void
test_damaged (void)
{
  g_autoptr (GString) deep = g_string_new ("{\"canid-workspace\": 1, \"x\":\n");

  for (guint i = 0; i < 1000000; i++)
    g_string_append_c (deep, '[');
  assert_refused ("{\"canid-workspace\": 1,\n\"traces\": [\n,,", "line 3");
  assert_refused ("", "no workspace");
  assert_refused ("[1]", "no workspace");
  assert_refused ("{\"canid-workspace\": \"x\"}", "no workspace");
  assert_refused ("{\"canid-workspace\": 9}", "later version");
  assert_refused (deep->str, "line 2");
  assert_refused ("\xff", "UTF-8");
}

/* Bytes changed, cut, doubled: read or refused. */
static void
test_random (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *text = g_strdup (TEXT);
      gsize n = strlen (text);
      Workspace *workspace;

      for (int k = g_test_rand_int_range (1, 6); k > 0; k--)
        text[g_test_rand_int_range (0, (gint32) n)] = "{}[]\",:0a\\ \n\x80"[g_test_rand_int_range (0, 13)];
      if (g_test_rand_bit ())
        n = (gsize) g_test_rand_int_range (0, (gint32) n);
      workspace = workspace_parse (text, n, "/home/x", NULL);
      if (workspace != NULL)
        {
          g_strfreev (workspace_dup_traces (workspace));
          g_ptr_array_unref (workspace_dup_databases (workspace));
          workspace_get_filter (workspace);
          workspace_get_cursor (workspace);
          workspace_set_setting (workspace, "columns", "'b'");
          g_assert_cmpstr (workspace_get_setting (workspace, "columns"), ==, "'b'");
          workspace_free (workspace);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workspace/read", test_read);
  g_test_add_func ("/workspace/round-trip", test_round_trip);
  g_test_add_func ("/workspace/damaged", test_damaged);
  g_test_add_func ("/workspace/random", test_random);
  return g_test_run ();
}
