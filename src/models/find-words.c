/* find-words.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "models/find-words.h"

#include "models/columns.h"
#include "base/banned.h"

/* Numbers and times would match almost any digit looked for. */
static const char *const ids[] = { "bus", "id", "name", "type", "data", "summary" };

typedef struct
{
  FrameStore *store;
  ColumnContext context;
  const Column *columns[G_N_ELEMENTS (ids)];
} Words;

static void
append (gpointer data, uint64_t row, const CanFrame *frame, GString *out)
{
  Words *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      if (i)
        g_string_append_c (out, '\n');
      column_append_text (self->columns[i], &self->context, row, frame, out);
    }
}

static void
words_free (gpointer data)
{
  Words *self = data;

  database_cursor_free (self->context.databases);
  frame_store_unref (self->store);
  g_free (self);
}

FindWords
find_words_of_columns (FrameStore *store, const DatabaseSet *databases)
{
  Words *self = g_new0 (Words, 1);

  self->store = frame_store_ref (store);
  self->context.store = store;
  self->context.plain_spaces = TRUE; /* nobody types −, ● or … */
  if (databases)
    self->context.databases = database_cursor_new (databases, frame_store_get_info (store));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    self->columns[i] = column_by_id (ids[i]);
  return (FindWords){ append, self, words_free };
}
