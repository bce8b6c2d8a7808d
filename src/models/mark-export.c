/* mark-export.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/mark-export.h"

#include "models/columns.h"

#include <string.h>

#include "base/banned.h"

#define PIECE 65536 /* bytes written at once */

struct MarkExport
{
  FrameStore *store;
  const DatabaseSet *databases;
  RowRanges *rows; /* marked or commented */
  RowRanges *marks;
  RowComments *comments;
};

MarkExport *
mark_export_new (FrameStore *store, const DatabaseSet *databases, RowRanges *marks, const RowComments *comments)
{
  MarkExport *self = g_new0 (MarkExport, 1);

  self->store = frame_store_ref (store);
  self->databases = database_set_ref (databases);
  self->marks = row_ranges_ref (marks);
  self->comments = row_comments_copy (comments);
  return self;
}

void
mark_export_free (MarkExport *self)
{
  if (self == NULL)
    return;
  frame_store_unref (self->store);
  database_set_unref (self->databases);
  row_ranges_free (self->rows);
  row_ranges_free (self->marks);
  row_comments_free (self->comments);
  g_free (self);
}

static void
append_quoted (GString *out, const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '"');
}

static void
append_row (MarkExport *self, const ColumnContext *context, uint64_t row, gboolean csv, GString *out, GString *cell)
{
  static const char *const ids[] = { "number", "time", "bus", "id", "name" };
  const char *comment = row_comments_get (self->comments, row);
  gboolean marked = row_ranges_contains (self->marks, row);
  CanFrame frame;

  frame_store_get (self->store, row, &frame);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_string_truncate (cell, 0);
      column_append_text (column_by_id (ids[i]), context, row, &frame, cell);
      if (csv)
        append_quoted (out, cell->str);
      else
        g_string_append (out, cell->str);
      g_string_append_c (out, csv ? ',' : '\t');
    }
  g_string_append (out, csv ? (marked ? "1," : "0,") : marked ? "*" : "");
  if (csv && comment != NULL)
    append_quoted (out, comment);
  g_string_append (out, csv ? "\r\n" : "\n");
  if (!csv && comment != NULL)
    {
      char **lines = g_strsplit (comment, "\n", -1);

      for (guint i = 0; lines[i] != NULL; i++)
        g_string_append_printf (out, "    %s\n", lines[i]);
      g_strfreev (lines);
    }
}

typedef struct
{
  GOutputStream *stream; /* NULL: all stays in text */
  GCancellable *cancellable;
  GString *text;
  MarkExportMore more; /* (nullable) */
  gpointer data;
} Target;

static gboolean
write_out (Target *target, gsize above, GError **error)
{
  if (target->stream == NULL || target->text->len <= above)
    return TRUE;
  if (!g_output_stream_write_all (target->stream, target->text->str, target->text->len, NULL, target->cancellable,
                                  error))
    return FALSE;
  g_string_truncate (target->text, 0);
  return TRUE;
}

/* Marked rows and commented ones. */
static void
choose_rows (MarkExport *self)
{
  RowRanges *commented, *stored, *all;

  if (self->rows != NULL)
    return;
  commented = row_ranges_new ();
  stored = row_ranges_new ();
  for (guint i = 0; i < row_comments_n (self->comments); i++)
    row_ranges_add (commented, row_comments_nth (self->comments, i)->row, row_comments_nth (self->comments, i)->row);
  all = row_ranges_combine (self->marks, commented, ROW_RANGES_A | ROW_RANGES_B | ROW_RANGES_BOTH);
  if (frame_store_length (self->store) > frame_store_first (self->store))
    row_ranges_add (stored, frame_store_first (self->store), frame_store_length (self->store) - 1);
  self->rows = row_ranges_combine (all, stored, ROW_RANGES_BOTH);
  row_ranges_free (all);
  row_ranges_free (stored);
  row_ranges_free (commented);
}

static gboolean
write_rows (MarkExport *self, Target *target, gboolean csv, GError **error)
{
  ColumnContext context = { .store = self->store, .plain_spaces = TRUE };
  GString *cell = g_string_new (NULL);
  gboolean ok = TRUE;

  if (database_set_n (self->databases) > 0)
    context.databases = database_cursor_new (self->databases, frame_store_get_info (self->store));
  choose_rows (self);
  for (guint i = 0; ok && i < row_ranges_n_ranges (self->rows); i++)
    for (uint64_t row = row_ranges_get (self->rows, i).first; ok && row <= row_ranges_get (self->rows, i).last; row++)
      {
        if (target->more != NULL && !target->more (target->text, target->data))
          goto end;
        append_row (self, &context, row, csv, target->text, cell);
        ok = write_out (target, PIECE, error);
      }
end:
  g_clear_pointer (&context.databases, database_cursor_free);
  g_string_free (cell, TRUE);
  return ok;
}

gboolean
mark_export_write (MarkExport *self, GFile *file, gboolean csv, GCancellable *cancellable, GError **error)
{
  GFileOutputStream *stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, cancellable, error);
  Target target = { .stream = G_OUTPUT_STREAM (stream), .cancellable = cancellable };
  gboolean ok;

  if (stream == NULL)
    return FALSE;
  target.text = g_string_new (csv ? "number,time,bus,id,name,marked,comment\r\n" : "");
  ok = write_rows (self, &target, csv, error) && write_out (&target, 0, error)
       && g_output_stream_close (target.stream, cancellable, error);
  if (!ok) /* closing in a cancelled state leaves the old file as it was */
    {
      GCancellable *stop = g_cancellable_new ();

      g_cancellable_cancel (stop);
      g_output_stream_close (target.stream, stop, NULL);
      g_object_unref (stop);
    }
  g_string_free (target.text, TRUE);
  g_object_unref (stream);
  return ok;
}

uint64_t
mark_export_count (MarkExport *self)
{
  choose_rows (self);
  return row_ranges_count (self->rows);
}

void
mark_export_append (MarkExport *self, MarkExportMore more, gpointer data, GString *out)
{
  Target target = { .text = out, .more = more, .data = data };

  write_rows (self, &target, FALSE, NULL);
}
