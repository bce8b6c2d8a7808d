/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/frame-writer.h"

#include "base/errors.h"
#include "formats/channel-numbers.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

struct FrameWriter
{
  Input *input;
  const BitRates *rates; /* NULL: only what the input tells */
  const Format *format;
  LogWriter *writer; /* NULL for an own trace */
  gboolean relative;
  gboolean notes; /* the log can hold them */
  gboolean own;   /* and some were read from logs of its format */

  FrameStore *store; /* an own trace, written beside its target */
  char *path, *beside;
  FrameBatch *batch;
  uint64_t n_notes; /* of the input's store, taken so far */
  uint64_t n_problems;
  guint n_problems_kept;
  gboolean described;

  CanFrame frames[FRAME_BATCH_SIZE];
};

static gboolean
open_store (FrameWriter *self, const char *path, GError **error)
{
  if (strcmp (path, "-") == 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("a Canid trace can only be written to a file"));
      return FALSE;
    }
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return canid_error_set_errno (error, path, EISDIR);
  self->path = realpath (path, NULL); /* what a link points to is replaced, not the link */
  if (self->path == NULL)
    self->path = g_strdup (path);
  self->beside = g_strdup_printf ("%s.%08x.canid", self->path, g_random_int ());
  self->store = frame_store_create (self->beside, error);
  if (self->store == NULL)
    return FALSE;
  self->batch = frame_batch_new ();
  return TRUE;
}

FrameWriter *
frame_writer_open (const char *path, const Format *format, Input *input, const FormatOptions *writing,
                   const BitRates *rates, GError **error)
{
  FrameWriter *self = g_new0 (FrameWriter, 1);

  self->input = input;
  self->rates = rates;
  self->format = format;
  if (format->abilities & FORMAT_STORE)
    {
      if (open_store (self, path, error))
        return self;
    }
  else
    {
      self->notes = (format->abilities & FORMAT_NOTES) != 0;
      self->writer = log_writer_create (path, format, input_get_info (input), writing, error);
      if (self->writer != NULL)
        return self;
    }
  frame_writer_discard (self);
  return NULL;
}

void
frame_writer_set_relative (FrameWriter *self)
{
  self->relative = TRUE;
}

/* --- Logs --- */

static gboolean
write_frames (FrameWriter *self, guint n, GError **error)
{
  GError *failure = NULL;

  if (log_writer_write (self->writer, self->frames, n, &failure))
    return TRUE;
  if (log_writer_broken_pipe (self->writer))
    g_clear_error (&failure);
  else
    g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
flush (FrameWriter *self, GError **error)
{
  GError *failure = NULL;

  if (log_writer_flush (self->writer, &failure))
    return TRUE;
  if (log_writer_broken_pipe (self->writer))
    g_clear_error (&failure);
  else
    g_propagate_error (error, failure);
  return FALSE;
}

/* Whether what stands before this row is to be written first. */
static inline gboolean
has_notes (const FrameWriter *self, const FrameRun *run, uint64_t row)
{
  Note note;

  if (!self->notes || self->n_notes == frame_store_n_notes (run->store))
    return FALSE;
  frame_store_get_note (run->store, self->n_notes, &note);
  return note.row <= row;
}

/* An input is a log of this format: they say so once a batch has been read. What others' notes look like is no line of
 * it. */
static gboolean
reads_own_format (const FrameWriter *self)
{
  for (guint i = 0; i < input_n_sources (self->input); i++)
    if (g_strcmp0 (trace_info_get_format (input_get_source (self->input, i)->info), self->format->id) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
write_notes (FrameWriter *self, const FrameRun *run, uint64_t row, int64_t start, GError **error)
{
  self->own = self->own || reads_own_format (self);
  for (; has_notes (self, run, row); self->n_notes++)
    {
      Note note;

      frame_store_get_note (run->store, self->n_notes, &note);
      note.time = can_time_since (note.time, start);
      if (!log_writer_write_note (self->writer, &note, self->own, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_run (FrameWriter *self, const FrameRun *run, uint64_t *left, GError **error)
{
  int64_t start = self->relative ? input_get_start (self->input) : 0;
  guint n = 0;

  for (guint i = frame_run_seek (run, run->from); *left > 0 && i < run->to; i = frame_run_seek (run, i + 1), --*left)
    {
      if (G_UNLIKELY (has_notes (self, run, run->base + i)))
        {
          if ((n > 0 && !write_frames (self, n, error)) || !write_notes (self, run, run->base + i, start, error))
            return FALSE;
          n = 0;
        }
      frame_run_get (run, i, &self->frames[n]);
      self->frames[n].time = can_time_since (self->frames[n].time, start);
      n++;
      if (n == FRAME_BATCH_SIZE && !write_frames (self, n, error))
        return FALSE;
      n %= FRAME_BATCH_SIZE;
    }
  if (n > 0 && !write_frames (self, n, error))
    return FALSE;
  if (*left > 0 && !write_notes (self, run, run->base + run->to, start, error))
    return FALSE;
  return !run->pause || flush (self, error);
}

/* --- Own traces --- */

static void
describe (FrameWriter *self)
{
  TraceInfo *from = input_get_info (self->input), *to = frame_store_get_info (self->store);
  int64_t start;

  self->described = TRUE;
  trace_info_set_format (to, trace_info_get_format (from), trace_info_get_dialect (from));
  if (trace_info_get_start (from, &start))
    trace_info_set_start (to, start, trace_info_is_dated (from));
}

static void
copy_channels (FrameWriter *self)
{
  const TraceInfo *from = input_get_info (self->input);
  TraceInfo *to = frame_store_get_info (self->store);

  for (guint i = trace_info_n_channels (to); i < trace_info_n_channels (from); i++)
    {
      const char *name = trace_info_channel_name (from, (uint8_t) i);

      trace_info_channel (to, name, strlen (name), NULL);
    }
  for (guint i = 0; i < trace_info_n_channels (from); i++)
    trace_info_copy_channel (to, (uint8_t) i, from, (uint8_t) i);
}

static void
take_notes (FrameWriter *self, const FrameStore *from, uint64_t row)
{
  for (uint64_t n = frame_store_n_notes (from); self->n_notes < n; self->n_notes++)
    {
      Note note;

      frame_store_get_note (from, self->n_notes, &note);
      if (note.row > row)
        break;
      frame_batch_add_note (self->batch, note.kind, note.channel, note.time, note.place, note.text, note.n);
    }
}

/* What could not be read belongs to the trace, wherever it is kept. */
static void
take_problems (FrameWriter *self)
{
  const FrameStore *from = input_get_store (self->input);
  uint64_t n = frame_store_n_problems (from), before = self->batch->n_problems;
  guint kept = frame_store_n_problems_kept (from);

  for (; self->n_problems_kept < kept; self->n_problems_kept++)
    {
      Problem problem;

      frame_store_get_problem (from, self->n_problems_kept, &problem);
      frame_batch_add_problem (self->batch, problem.place, "%s", problem.what);
    }
  self->batch->n_problems = before + (n - self->n_problems);
  self->n_problems = n;
}

static gboolean
append_batch (FrameWriter *self, GError **error)
{
  gboolean ok;

  take_problems (self);
  if (!self->described)
    describe (self);
  copy_channels (self);
  ok = frame_store_append (self->store, self->batch, error);
  frame_batch_clear (self->batch);
  return ok;
}

static gboolean
store_run (FrameWriter *self, const FrameRun *run, uint64_t *left, GError **error)
{
  for (guint i = frame_run_seek (run, run->from); *left > 0 && i < run->to; i = frame_run_seek (run, i + 1), --*left)
    {
      take_notes (self, run->store, run->base + i);
      frame_run_get (run, i, &self->batch->frames[self->batch->n_frames++]);
      if (self->batch->n_frames == FRAME_BATCH_SIZE && !append_batch (self, error))
        return FALSE;
    }
  if (*left > 0)
    take_notes (self, run->store, run->base + run->to);
  /* The frames' bytes lie in the ring, which goes on with the next run. */
  return append_batch (self, error) && (!run->pause || frame_store_flush (self->store, error));
}

static gboolean
close_store (FrameWriter *self, GError **error)
{
  gboolean ok = TRUE;

  ok = append_batch (self, error);
  if (ok)
    {
      frame_store_seal (self->store);
      ok = frame_store_flush (self->store, error);
    }
  g_clear_pointer (&self->store, frame_store_unref);
  if (ok && g_rename (self->beside, self->path) != 0)
    ok = canid_error_set_errno (error, self->path, errno);
  if (ok)
    g_clear_pointer (&self->beside, g_free);
  return ok;
}

/* --- Either --- */

gboolean
frame_writer_run (FrameWriter *self, const FrameRun *run, uint64_t *left, GError **error)
{
  if (self->rates != NULL)
    bit_rates_apply (self->rates, input_get_info (self->input));
  return self->store != NULL ? store_run (self, run, left, error) : write_run (self, run, left, error);
}

/* Where a channel got another number than its name asks for, that is told. */
static void
show_numbers (FrameWriter *self)
{
  const TraceInfo *info = input_get_info (self->input);

  for (guint i = 0; i < trace_info_n_channels (info); i++)
    {
      const char *name = trace_info_channel_name (info, (uint8_t) i);
      guint number = log_writer_channel_number (self->writer, (uint8_t) i);

      if (number > 0 && number != channel_number_of_name (name))
        cli_message (_ ("channel %s is written as %u"), name, number);
    }
}

/* Where two channels become one, that is told. */
static void
show_names (FrameWriter *self)
{
  const TraceInfo *info = input_get_info (self->input);

  for (guint i = 0; i < trace_info_n_channels (info); i++)
    for (guint j = 0; j < i; j++)
      {
        const char *name = log_writer_channel_name (self->writer, (uint8_t) i);

        if (name != NULL && g_str_equal (name, log_writer_channel_name (self->writer, (uint8_t) j)))
          {
            cli_message (_ ("channels “%s” and “%s” are both written as %s; --map gives them other names"),
                         trace_info_channel_name (info, (uint8_t) j), trace_info_channel_name (info, (uint8_t) i),
                         name);
            break;
          }
      }
}

gboolean
frame_writer_close (FrameWriter *self, GError **error)
{
  gboolean ok = TRUE;

  if (self->store != NULL)
    ok = close_store (self, error);
  else
    {
      g_autoptr (GError) failure = NULL;

      show_numbers (self);
      show_names (self);
      ok = flush (self, &failure);
      if (!ok && failure == NULL) /* nobody reads any more */
        g_clear_pointer (&self->writer, log_writer_discard);
      else if (ok)
        {
          ok = log_writer_close (self->writer, error);
          self->writer = NULL;
        }
      else
        g_propagate_error (error, g_steal_pointer (&failure));
    }
  frame_writer_discard (self);
  return ok;
}

void
frame_writer_discard (FrameWriter *self)
{
  if (self == NULL)
    return;
  log_writer_discard (self->writer);
  frame_store_unref (self->store);
  frame_batch_free (self->batch);
  if (self->beside != NULL)
    g_unlink (self->beside);
  g_free (self->beside);
  g_free (self->path);
  g_free (self);
}
