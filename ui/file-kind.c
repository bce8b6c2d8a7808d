/* file-kind.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/file-kind.h"

#include "base/i18n.h"
#include "session/workspace.h"
#include <string.h>

#define HEAD 4096

static void
found_file_free (gpointer data)
{
  FoundFile *self = data;

  g_object_unref (self->file);
  g_free (self->problem);
  g_free (self);
}

gboolean
file_kind_is_database_text (const char *head, gsize n)
{
  static const char *const words[] = { "VERSION", "NS_", "BS_", "BU_", "BO_", "VAL_TABLE_" };
  const char *end = head + n;

  /* A byte order mark, then the first line that says something; comments of some tools come before. */
  if (n >= 3 && memcmp (head, "\357\273\277", 3) == 0)
    head += 3;
  while (head < end)
    {
      const char *line = head, *newline = memchr (head, '\n', (gsize) (end - head));

      head = newline != NULL ? newline + 1 : end;
      while (line < head && g_ascii_isspace (*line))
        line++;
      if (line == head || (head - line >= 2 && line[0] == '/' && line[1] == '/'))
        continue;
      for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        {
          gsize length = strlen (words[i]);

          if ((gsize) (head - line) > length && memcmp (line, words[i], length) == 0
              && strchr (" \t\r\n:\"", line[length]) != NULL)
            return TRUE;
        }
      return FALSE;
    }
  return FALSE;
}

static gboolean
has_suffix (GFile *file, const char *suffix)
{
  g_autofree char *name = g_file_get_basename (file);
  gsize n = name != NULL ? strlen (name) : 0, length = strlen (suffix);

  return n > length && g_ascii_strcasecmp (name + n - length, suffix) == 0;
}

static gboolean
has_database_text (GFile *file)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  char head[HEAD];
  gsize n = 0;

  return stream != NULL && g_input_stream_read_all (G_INPUT_STREAM (stream), head, sizeof head, &n, NULL, NULL)
         && file_kind_is_database_text (head, n);
}

static char *
explain (GFile *file, const GError *error)
{
  g_autofree char *path = g_file_get_parse_name (file);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return g_strdup_printf (_ ("There is no file %s. It may have been moved or renamed."), path);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return g_strdup_printf (_ ("%s may not be read by you. Ask its owner, or change its permissions."), path);
  return g_strdup_printf (_ ("%s cannot be read: %s."), path, error->message);
}

static void
find_kind (FoundFile *found)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info
      = g_file_query_info (found->file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_ACCESS_CAN_READ,
                           G_FILE_QUERY_INFO_NONE, NULL, &error);
  g_autofree char *path = g_file_get_parse_name (found->file);

  found->kind = FILE_KIND_UNUSABLE;
  if (info == NULL)
    found->problem = explain (found->file, error);
  else if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    found->problem = g_strdup_printf (_ ("%s is a folder. Open the files in it."), path);
  else if (!g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_ACCESS_CAN_READ))
    {
      g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "");
      found->problem = explain (found->file, error);
    }
  else if (has_suffix (found->file, CASE_EXTENSION))
    found->kind = FILE_KIND_CASE;
  else if (has_suffix (found->file, WORKSPACE_EXTENSION))
    found->kind = FILE_KIND_WORKSPACE;
  else if (has_suffix (found->file, ".dbc")
           || (g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR && has_database_text (found->file)))
    found->kind = FILE_KIND_DATABASE;
  else
    found->kind = FILE_KIND_TRACE;
}

static void
find_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GPtrArray *found = data;

  for (guint i = 0; i < found->len; i++)
    find_kind (found->pdata[i]);
  g_task_return_pointer (task, g_ptr_array_ref (found), (GDestroyNotify) g_ptr_array_unref);
}

void
file_kind_find_async (GFile *const *files, guint n_files, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  GPtrArray *found = g_ptr_array_new_with_free_func (found_file_free);

  for (guint i = 0; i < n_files; i++)
    {
      FoundFile *file = g_new0 (FoundFile, 1);

      file->file = g_object_ref (files[i]);
      g_ptr_array_add (found, file);
    }
  g_task_set_task_data (task, found, (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, find_in_thread);
  g_object_unref (task);
}

GPtrArray *
file_kind_find_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
