/* file-kind.h: what the files are that somebody opens: traces, databases, or nothing that can be opened.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CASE_EXTENSION ".canid-case"

typedef enum
{
  FILE_KIND_TRACE, /* or of no known kind: the loader says so */
  FILE_KIND_DATABASE,
  FILE_KIND_WORKSPACE,
  FILE_KIND_CASE,
  FILE_KIND_UNUSABLE,
} FileKind;

typedef struct
{
  GFile *file;
  FileKind kind;
  char *problem; /* of an unusable one: a sentence or two with what to do */
} FoundFile;

/* Looks at the files in a thread: they may lie on a slow disk. */
void file_kind_find_async (GFile *const *files, guint n_files, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *file_kind_find_finish (GAsyncResult *result); /* (transfer full) of FoundFile, in the order given */

/* Whether a text that begins like this is a DBC. */
gboolean file_kind_is_database_text (const char *head, gsize n);

G_END_DECLS
