/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/saver.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "formats/format.h"
#include "session/hand-over.h"
#include "session/part-writer.h"

#include <stdatomic.h>

#include "base/banned.h"

struct Saver
{
  HandOver made;
  HandOver ended; /* the saver's thread has let go */
  FrameStore *store;
  char *path;
  const Format *format; /* NULL: by extension */
  RowChoice choice;
  WaveTarget target;
  RowRanges *marks;          /* (nullable) not changed by anybody */
  RowComments *comments;     /* (nullable) */
  GCancellable *cancellable; /* while running */
  _Atomic double progress;
};

Saver *
saver_new (FrameStore *store, const char *path)
{
  Saver *self = g_new0 (Saver, 1);

  self->store = frame_store_ref (store);
  self->path = g_strdup (path);
  self->choice = ROW_CHOICE_ALL;
  hand_over_give (&self->made);
  return self;
}

void
saver_set_marks (Saver *self, RowRanges *marks, const RowComments *comments)
{
  self->marks = row_ranges_ref (marks);
  self->comments = row_comments_copy (comments);
  hand_over_give (&self->made);
}

void
saver_set_choice (Saver *self, const RowChoice *choice, const Format *format)
{
  row_choice_clear (&self->choice);
  self->choice = row_choice_copy (choice);
  self->format = format;
  hand_over_give (&self->made);
}

void
saver_set_target (Saver *self, const WaveTarget *target)
{
  self->target = *target;
  hand_over_give (&self->made);
}

void
saver_free (Saver *self)
{
  if (self == NULL)
    return;
  hand_over_see (&self->ended);
  frame_store_unref (self->store);
  row_choice_clear (&self->choice);
  row_ranges_free (self->marks);
  row_comments_free (self->comments);
  g_free (self->path);
  g_free (self);
}

static gboolean
on_progress (double done, gpointer data)
{
  Saver *self = data;

  atomic_store (&self->progress, done);
  return !g_cancellable_is_cancelled (self->cancellable);
}

/* What stands between the rows: the next of it that is to be written. */
typedef struct
{
  Note note;
  uint64_t index, n;
  gboolean own; /* lines of the format that is written */
} NoteWalk;

static void
note_walk_init (NoteWalk *self, const FrameStore *store, const Format *format)
{
  *self = (NoteWalk){ .n = format->abilities & FORMAT_NOTES ? frame_store_n_notes (store) : 0,
                      .own = g_strcmp0 (trace_info_get_format (frame_store_get_info (store)), format->id) == 0 };
  if (self->n > 0)
    frame_store_get_note (store, 0, &self->note);
}

/* Those that stand before row. */
static gboolean
write_notes (Saver *self, NoteWalk *notes, LogWriter *writer, uint64_t row, GError **error)
{
  while (notes->index < notes->n && notes->note.row <= row)
    {
      if (!log_writer_write_note (writer, &notes->note, notes->own, error))
        return FALSE;
      if (++notes->index < notes->n)
        frame_store_get_note (self->store, notes->index, &notes->note);
    }
  return TRUE;
}

static gboolean
write_rows (Saver *self, LogWriter *writer, const Format *format, GError **error)
{
  CanFrame frames[FRAME_BATCH_SIZE];
  NoteWalk notes;
  RowWalk walk;
  uint64_t row;
  guint n;

  row_walk_init (&walk, self->store, &self->choice);
  note_walk_init (&notes, self->store, format);
  do
    {
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      for (n = 0; n < FRAME_BATCH_SIZE && (row = row_walk_next (&walk, &frames[n])) != ROW_NONE; n++)
        if (G_UNLIKELY (notes.index < notes.n && notes.note.row <= row))
          {
            if ((n > 0 && !log_writer_write (writer, frames, n, error))
                || !write_notes (self, &notes, writer, row, error))
              return FALSE;
            frames[0] = frames[n];
            n = 0;
          }
      if (n > 0 && !log_writer_write (writer, frames, n, error))
        return FALSE;
      on_progress (row_walk_progress (&walk), self);
    }
  while (n == FRAME_BATCH_SIZE);
  return write_notes (self, &notes, writer, UINT64_MAX, error);
}

static gboolean
write_log (Saver *self, const Format *format, GError **error)
{
  FormatOptions options = { .wave_target = &self->target };
  LogWriter *writer = log_writer_create (self->path, format, frame_store_get_info (self->store), &options, error);

  if (writer == NULL)
    return FALSE;
  if (!write_rows (self, writer, format, error))
    {
      log_writer_discard (writer);
      return FALSE;
    }
  return log_writer_close (writer, error);
}

static gboolean
save_store (Saver *self, GError **error)
{
  GByteArray *bytes = g_byte_array_new ();
  GBytes *block = NULL;

  if (self->marks != NULL && (row_ranges_count (self->marks) > 0 || row_comments_n (self->comments) > 0))
    mark_block_pack (self->marks, self->comments, bytes);
  if (bytes->len > 0)
    block = g_byte_array_free_to_bytes (bytes);
  else
    g_byte_array_unref (bytes);
  if (self->marks != NULL)
    frame_store_set_marks (self->store, block);
  g_clear_pointer (&block, g_bytes_unref);
  return frame_store_save (self->store, self->path, on_progress, self, error);
}

static const Format *
find_format (const Saver *self)
{
  const Format *format = self->format;

  if (format == NULL)
    format = format_by_path (self->path, FORMAT_STORE);
  if (format == NULL)
    format = format_by_path (self->path, FORMAT_WRITE);
  return format;
}

static gboolean
save (Saver *self, GError **error)
{
  const Format *format = find_format (self);

  if (format == NULL)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                   _ ("%s: no format that can be written has this extension; use .canid or .log"), self->path);
      return FALSE;
    }
  if (!(format->abilities & FORMAT_STORE))
    return write_log (self, format, error);
  if (row_choice_is_all (&self->choice))
    return save_store (self, error);
  return part_writer_run (self->store, &self->choice, self->marks, self->comments, self->path, on_progress, self,
                          error);
}

static gboolean
count (Saver *self, Losses *losses, uint64_t *n, GError **error)
{
  const TraceInfo *info = frame_store_get_info (self->store);
  gboolean named[TRACE_MAX_CHANNELS];
  RowWalk walk;
  CanFrame frame;

  for (guint i = 0; i < TRACE_MAX_CHANNELS; i++)
    named[i] = *trace_info_channel_name (info, (uint8_t) i) != '\0';
  row_walk_init (&walk, self->store, &self->choice);
  for (*n = 0; row_walk_next (&walk, &frame) != ROW_NONE; ++*n)
    {
      losses_add (losses, frame.time, frame.id, frame.flags, named[frame.channel]);
      if (*n % FRAME_CHUNK_ROWS == 0 && g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
saver_count (Saver *self, GCancellable *cancellable, Losses *losses, uint64_t *n, GError **error)
{
  gboolean ok;

  hand_over_take (&self->made);
  self->cancellable = cancellable;
  losses_init (losses, find_format (self), NULL);
  ok = count (self, losses, n, error);
  hand_over_give (&self->ended);
  return ok;
}

gboolean
saver_run (Saver *self, GCancellable *cancellable, GError **error)
{
  gboolean ok;

  hand_over_take (&self->made);
  self->cancellable = cancellable;
  ok = save (self, error);
  hand_over_give (&self->ended);
  return ok;
}

double
saver_get_progress (Saver *self)
{
  return atomic_load (&self->progress);
}
