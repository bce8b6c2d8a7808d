/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/part-writer.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

typedef struct
{
  const FrameStore *from;
  FrameStore *to;
  FrameBatch *batch;
  uint64_t note; /* of from, next */

  const RowRanges *marks;      /* (nullable) of from */
  const RowComments *comments; /* (nullable) of from */
  guint comment;               /* next */
  RowRanges *new_marks;
  RowComments *new_comments;
  uint64_t n_written;
} Part;

/* Where it comes from and its channels, in their order, so that the numbers stay. */
static void
describe (const TraceInfo *from, TraceInfo *to)
{
  int64_t start;

  trace_info_set_format (to, trace_info_get_format (from), trace_info_get_dialect (from));
  if (trace_info_get_start (from, &start))
    trace_info_set_start (to, start, trace_info_is_dated (from));
  for (guint i = 0; i < trace_info_n_channels (from); i++)
    {
      const char *name = trace_info_channel_name (from, (uint8_t) i);

      trace_info_channel (to, name, strlen (name), NULL);
      trace_info_copy_channel (to, (uint8_t) i, from, (uint8_t) i);
    }
}

/* Notes directly before a row go with it; those of rows left out do not. */
static void
take_notes (Part *self, uint64_t row)
{
  uint64_t n = frame_store_n_notes (self->from);

  self->note = MAX (self->note, frame_store_find_note (self->from, row));
  for (; self->note < n; self->note++)
    {
      Note note;

      frame_store_get_note (self->from, self->note, &note);
      if (note.row > row)
        break;
      frame_batch_add_note (self->batch, note.kind, note.channel, note.time, note.place, note.text, note.n);
    }
}

static void
take_marks (Part *self, uint64_t row)
{
  uint64_t new_row = self->n_written;

  if (self->marks != NULL && row_ranges_contains (self->marks, row))
    row_ranges_add (self->new_marks, new_row, new_row);
  if (self->comments == NULL)
    return;
  while (self->comment < row_comments_n (self->comments) && row_comments_nth (self->comments, self->comment)->row < row)
    self->comment++;
  if (self->comment < row_comments_n (self->comments) && row_comments_nth (self->comments, self->comment)->row == row)
    row_comments_set (self->new_comments, new_row, row_comments_nth (self->comments, self->comment)->text);
}

static gboolean
append (Part *self, GError **error)
{
  gboolean ok = frame_store_append (self->to, self->batch, error);

  frame_batch_clear (self->batch);
  return ok;
}

static gboolean
write_rows (Part *self, const RowChoice *choice, PartProgress progress, gpointer data, GError **error)
{
  RowWalk walk;
  CanFrame frame;
  uint64_t row;

  row_walk_init (&walk, self->from, choice);
  while ((row = row_walk_next (&walk, &frame)) != ROW_NONE)
    {
      take_notes (self, row);
      take_marks (self, row);
      self->batch->frames[self->batch->n_frames++] = frame;
      self->n_written++;
      if (self->batch->n_frames < FRAME_BATCH_SIZE)
        continue;
      if (!append (self, error))
        return FALSE;
      if (!progress (row_walk_progress (&walk), data))
        {
          g_set_error_literal (error, CANID_ERROR, CANID_ERROR_CANCELLED, _ ("Cancelled"));
          return FALSE;
        }
    }
  return append (self, error);
}

static void
keep_marks (Part *self)
{
  GByteArray *bytes;
  GBytes *block;

  if (row_ranges_count (self->new_marks) == 0 && row_comments_n (self->new_comments) == 0)
    return;
  bytes = g_byte_array_new ();
  mark_block_pack (self->new_marks, self->new_comments, bytes);
  block = g_byte_array_free_to_bytes (bytes);
  frame_store_set_marks (self->to, block);
  g_bytes_unref (block);
}

gboolean
part_writer_run (const FrameStore *store, const RowChoice *choice, const RowRanges *marks, const RowComments *comments,
                 const char *path, PartProgress progress, gpointer data, GError **error)
{
  Part self = { .from = store, .marks = marks, .comments = comments };
  gboolean ok;

  self.to = frame_store_new (error);
  if (self.to == NULL)
    return FALSE;
  self.batch = frame_batch_new ();
  self.new_marks = row_ranges_new ();
  self.new_comments = row_comments_new ();
  describe (frame_store_get_info (store), frame_store_get_info (self.to));
  ok = write_rows (&self, choice, progress, data, error);
  if (ok)
    {
      keep_marks (&self);
      frame_store_seal (self.to);
      ok = frame_store_save (self.to, path, NULL, NULL, error);
    }
  row_comments_free (self.new_comments);
  row_ranges_free (self.new_marks);
  frame_batch_free (self.batch);
  frame_store_unref (self.to);
  return ok;
}
