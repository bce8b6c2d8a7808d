/* fuzz-workspace.c: a workspace as text; what is taken is the same saved and loaded.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "session/workspace.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define FOLDER "/nonexistent/folder"

/* All that is asked of it, as one text. */
static char *
describe (const Workspace *workspace)
{
  static const char *const keys[] = { "columns", "theme", "" };
  GString *out = g_string_new (NULL);
  g_auto (GStrv) traces = workspace_dup_traces (workspace);
  g_autoptr (GPtrArray) databases = workspace_dup_databases (workspace);

  for (guint i = 0; traces[i] != NULL; i++)
    {
      g_assert_true (g_path_is_absolute (traces[i]));
      g_string_append_printf (out, "trace %s\n", traces[i]);
    }
  for (guint i = 0; i < databases->len; i++)
    {
      const WorkspaceDatabase *database = databases->pdata[i];

      g_assert_true (g_path_is_absolute (database->path));
      g_string_append_printf (out, "database %s %d %s\n", database->path, database->j1939,
                              database->channel != NULL ? database->channel : "(all)");
    }
  g_string_append_printf (out, "filter %s cursor %" G_GUINT64_FORMAT "\n", workspace_get_filter (workspace),
                          workspace_get_cursor (workspace));
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *setting = workspace_get_setting (workspace, keys[i]);

      g_string_append_printf (out, "setting %s\n", setting != NULL ? setting : "(none)");
    }
  return g_string_free (out, FALSE);
}

static void
check_again (Workspace *workspace)
{
  static char *path;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = describe (workspace), *after = NULL;
  Workspace *again;

  if (path == NULL)
    path = g_strdup_printf ("%s/fuzz-workspace-%d%s", g_get_tmp_dir (), (int) getpid (), WORKSPACE_EXTENSION);
  g_assert_true (workspace_save (workspace, path, &error));
  again = workspace_load (path, &error);
  g_assert_no_error (error);
  after = describe (again);
  g_assert_cmpstr (before, ==, after);
  workspace_free (again);
  g_unlink (path);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  char *text = g_memdup2 (data, size);
  g_autoptr (GError) error = NULL;
  Workspace *workspace = workspace_parse (text != NULL ? text : "", size, FOLDER, &error);

  g_assert_true ((workspace == NULL) == (error != NULL));
  if (workspace != NULL)
    check_again (workspace);
  else
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  workspace_free (workspace);
  g_free (text);
  return 0;
}
