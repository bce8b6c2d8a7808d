/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/record-file.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "session/record-marks.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/banned.h"

struct RecordFile
{
  char *path;
  const Format *format;
  const TraceInfo *info; /* of the frames */
  LogWriter *writer;     /* or */
  FrameStore *store;     /* an own trace */
  FrameBatch *batch;     /* … and what goes into it next */
  gboolean was_there;
  RecordMarks *marks; /* NULL: the format has notes, or rows are not counted from the first */
  uint64_t n_frames;
  uint64_t n_safe; /* of these, handed to the system */
};

RecordSurvival
record_file_survival (const char *path, const Format *format)
{
  if (format->abilities & FORMAT_AT_END)
    return RECORD_LOSES_ALL;
  if (!(format->abilities & FORMAT_NO_PACKING) && byte_packing_of_path (path, NULL) != BYTE_PACKING_NONE)
    return RECORD_LOSES_BLOCKS;
  return RECORD_SURVIVES;
}

const Format *
record_file_format (const char *path, GError **error)
{
  const Format *format = format_by_path (path, FORMAT_STORE);

  if (format == NULL)
    format = format_by_path (path, FORMAT_WRITE);
  if (format == NULL)
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                 _ ("%s: no format that can be written has this extension; “canid-cli convert --list” lists them"),
                 path);
  return format;
}

/* Channels, their rates and buses may become known at any time. */
static void
copy_channels (RecordFile *self)
{
  TraceInfo *to = frame_store_get_info (self->store);
  guint n = trace_info_n_channels (self->info);

  for (guint i = 0; i < n; i++)
    {
      const char *name = trace_info_channel_name (self->info, (uint8_t) i);

      trace_info_channel (to, name, strlen (name), NULL);
      trace_info_copy_channel (to, (uint8_t) i, self->info, (uint8_t) i);
    }
}

static gboolean
create_store (RecordFile *self, GError **error)
{
  int64_t start;

  self->store = frame_store_create (self->path, error);
  if (self->store == NULL)
    return FALSE;
  self->batch = frame_batch_new ();
  if (trace_info_get_start (self->info, &start))
    trace_info_set_start (frame_store_get_info (self->store), start, trace_info_is_dated (self->info));
  copy_channels (self);
  return TRUE;
}

static gboolean
create_log (RecordFile *self, gboolean append, GError **error)
{
  /* What is made at the end replaces at the end, too. */
  FormatOptions options
      = { .grow = !(self->format->abilities & FORMAT_AT_END), .append = append || self->format->append != NULL };

  self->writer = log_writer_create (self->path, self->format, self->info, &options, error);
  return self->writer != NULL;
}

RecordFile *
record_file_create (const char *path, const Format *format, const TraceInfo *info, gboolean append, GError **error)
{
  RecordFile *self = g_new0 (RecordFile, 1);

  self->path = g_strdup (path);
  self->format = format;
  self->info = info;
  self->was_there = g_file_test (path, G_FILE_TEST_EXISTS);
  if (format->abilities & FORMAT_STORE ? create_store (self, error) : create_log (self, append, error))
    {
      gboolean goes_on = self->was_there && (append || format->append != NULL);

      if (!(format->abilities & (FORMAT_STORE | FORMAT_NOTES)) && strcmp (path, "-") != 0 && !goes_on)
        self->marks = record_marks_new ();
      return self;
    }
  record_file_abandon (self);
  return NULL;
}

static gboolean
append_batch (RecordFile *self, GError **error)
{
  gboolean ok;

  copy_channels (self);
  ok = frame_store_append (self->store, self->batch, error);
  frame_batch_clear (self->batch);
  return ok;
}

static gboolean
add_to_store (RecordFile *self, const CanFrame *frames, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      FrameBatch *batch = self->batch;

      if (batch->n_frames == FRAME_BATCH_SIZE && !append_batch (self, error))
        return FALSE;
      batch->frames[batch->n_frames] = frames[i];
      memcpy (batch->payload[batch->n_frames], frames[i].data, frames[i].len);
      batch->frames[batch->n_frames].data = batch->payload[batch->n_frames];
      batch->n_frames++;
    }
  return TRUE;
}

/* At once, where that is one write: a full disk then costs what is of this call, and the file can be cut back to a
 * whole record. A database would wait for the disk each time. */
static gboolean
is_handed_on (const RecordFile *self)
{
  return self->writer != NULL && self->format->append == NULL && !(self->format->abilities & FORMAT_AT_END);
}

static gboolean
write_log (RecordFile *self, const CanFrame *frames, guint n, GError **error)
{
  return log_writer_write (self->writer, frames, n, error)
         && (!is_handed_on (self) || log_writer_flush (self->writer, error));
}

gboolean
record_file_write (RecordFile *self, const CanFrame *frames, guint n, GError **error)
{
  gboolean ok = self->store != NULL ? add_to_store (self, frames, n, error) : write_log (self, frames, n, error);

  if (ok)
    self->n_frames += n;
  if (ok && is_handed_on (self))
    self->n_safe = self->n_frames;
  return ok;
}

gboolean
record_file_write_note (RecordFile *self, const Note *note, GError **error)
{
  if (self->store != NULL)
    {
      frame_batch_add_note (self->batch, note->kind, note->channel, note->time, 0, note->text, note->n);
      return self->batch->notes->len < FRAME_BATCH_SIZE || append_batch (self, error);
    }
  if (self->marks != NULL)
    record_marks_add (self->marks, self->n_frames, note);
  return log_writer_write_note (self->writer, note, FALSE, error);
}

static gboolean
flush_store (RecordFile *self, GError **error)
{
  /* Its own flusher would bring it into the file, too, but tell of a full disk only when much waits. */
  return (self->batch->n_frames + self->batch->notes->len == 0 || append_batch (self, error))
         && frame_store_flush (self->store, error);
}

gboolean
record_file_flush (RecordFile *self, GError **error)
{
  if (!(self->store != NULL ? flush_store (self, error) : log_writer_flush (self->writer, error)))
    return FALSE;
  self->n_safe = self->n_frames;
  return TRUE;
}

uint64_t
record_file_size (RecordFile *self)
{
  GStatBuf st;

  return g_stat (self->path, &st) == 0 ? (uint64_t) st.st_size : 0;
}

uint64_t
record_file_n_frames (const RecordFile *self)
{
  return self->n_frames;
}

gboolean
record_file_broken_pipe (const RecordFile *self)
{
  return self->writer != NULL && log_writer_broken_pipe (self->writer);
}

static void
free_file (RecordFile *self)
{
  if (self->store != NULL)
    {
      frame_store_seal (self->store);
      frame_store_unref (self->store);
    }
  frame_batch_free (self->batch);
  record_marks_free (self->marks);
  g_free (self->path);
  g_free (self);
}

gboolean
record_file_close (RecordFile *self, GError **error)
{
  gboolean ok = record_file_flush (self, error);

  if (self->writer != NULL && ok)
    ok = log_writer_close (g_steal_pointer (&self->writer), error);
  else
    log_writer_discard (g_steal_pointer (&self->writer));
  if (ok && self->n_frames == 0 && !self->was_there && self->format->append != NULL)
    g_unlink (self->path);
  else if (ok && self->marks != NULL)
    record_marks_keep (self->marks, self->path, self->n_frames);
  free_file (self);
  return ok;
}

void
record_file_abandon (RecordFile *self)
{
  if (self == NULL)
    return;
  log_writer_discard (self->writer);
  /* What is made at the end only is not there, or is another's. */
  if (self->marks != NULL && !(self->format->abilities & FORMAT_AT_END))
    record_marks_keep (self->marks, self->path, self->n_safe);
  free_file (self);
}
