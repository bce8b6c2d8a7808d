/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/merge-loader.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "formats/format.h"
#include "formats/log-merge.h"

#include <string.h>

#include "base/banned.h"

typedef struct
{
  char *name;
  TraceInfo *info;
  LogReader *reader; /* NULL: an own trace */
  FrameStore *store; /* an own trace */
  uint64_t row, note;
  FrameBatch *batch;
  gboolean ended;
  GError *error;
} Part;

static gboolean
part_open (Part *self, const char *path, GError **error)
{
  GError *failure = NULL;

  self->name = g_path_get_basename (path);
  self->batch = frame_batch_new ();
  if (log_is_store (path, &failure))
    {
      self->store = frame_store_open (path, &failure);
      if (self->store != NULL)
        self->info = trace_info_ref (frame_store_get_info (self->store));
    }
  else if (failure == NULL)
    {
      self->info = trace_info_new ();
      self->reader = log_reader_open (path, NULL, self->info, NULL, &failure);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static void
part_clear (Part *self)
{
  log_reader_close (self->reader);
  frame_store_unref (self->store);
  trace_info_unref (self->info);
  frame_batch_free (self->batch);
  g_clear_error (&self->error);
  g_free (self->name);
}

/* --- Batches --- */

/* What its writer could not read, and what this reader cannot. */
static void
read_store_problems (Part *self)
{
  guint kept = frame_store_n_problems_kept (self->store);
  g_autofree char *damage = NULL;

  for (guint i = 0; i < kept; i++)
    {
      Problem problem;

      frame_store_get_problem (self->store, i, &problem);
      frame_batch_add_problem (self->batch, problem.place, "%s", problem.what);
    }
  self->batch->n_problems += frame_store_n_problems (self->store) - MIN (kept, frame_store_n_problems (self->store));
  if (frame_store_is_damaged (self->store, &damage))
    frame_batch_add_problem (self->batch, 0, "%s", damage != NULL ? damage : "the file is damaged");
}

static void
read_store (Part *self)
{
  uint64_t length = frame_store_length (self->store), first = self->row;
  uint64_t last = MIN (length, first + FRAME_BATCH_SIZE), notes = frame_store_n_notes (self->store);

  frame_batch_clear (self->batch);
  for (; self->note < notes; self->note++)
    {
      Note note;

      frame_store_get_note (self->store, self->note, &note);
      if (note.row >= last && last < length)
        break;
      self->batch->n_frames = (guint) (CLAMP (note.row, first, last) - first);
      frame_batch_add_note (self->batch, note.kind, note.channel, note.time, note.place, note.text, note.n);
    }
  for (uint64_t row = first; row < last; row++)
    {
      CanFrame *frame = &self->batch->frames[row - first];

      frame_store_get (self->store, row, frame);
      frame->len = MIN (frame->len, CAN_FRAME_MAX_LEN); /* files are not trusted */
    }
  self->batch->n_frames = (guint) (last - first);
  self->row = last;
  if (last % FRAME_CHUNK_ROWS == 0 && last > 0)
    frame_store_release (self->store, (uint32_t) (last / FRAME_CHUNK_ROWS - 1));
  self->ended = last == length;
  if (self->ended)
    read_store_problems (self);
}

static const FrameBatch *
part_read (gpointer data)
{
  Part *self = data;
  FormatStep step;

  if (self->ended)
    return NULL;
  if (self->store != NULL)
    {
      read_store (self);
      return self->batch;
    }
  step = log_reader_read (self->reader, self->batch, &self->error);
  self->ended = step != FORMAT_MORE;
  if (step == FORMAT_FAILED)
    frame_batch_add_problem (self->batch, 0, "%s", self->error->message);
  return self->batch;
}

static double
part_progress (const Part *self)
{
  if (self->ended)
    return 1;
  if (self->reader != NULL)
    return log_reader_progress (self->reader);
  return (double) self->row / (double) MAX (1, frame_store_length (self->store));
}

static double
progress_of_all (const Part *parts, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    {
      double one = part_progress (&parts[i]);

      if (one < 0)
        return -1;
      sum += one;
    }
  return sum / n;
}

/* --- Merging --- */

static LogMerge *
merge_parts (Part *parts, guint n, FrameStore *store)
{
  g_autofree LogMergeInput *inputs = g_new0 (LogMergeInput, n);
  LogMerge *merge;

  for (guint i = 0; i < n; i++)
    inputs[i] = (LogMergeInput){ &parts[i], part_read, NULL, parts[i].name, parts[i].info };
  merge = log_merge_new (frame_store_get_info (store), inputs, n);
  log_merge_set_borders (merge);
  return merge;
}

static void
note_lost_dates (FrameBatch *batch)
{
  const char *text = _ ("Not all files know their date: they are shown as if they had started at the same moment.");
  Note note
      = { .kind = NOTE_COMMENT, .text = g_string_chunk_insert (batch->text, text), .n = (uint16_t) strlen (text) };

  g_array_prepend_val (batch->notes, note);
}

static gboolean
append_all (LogMerge *merge, Part *parts, guint n, FrameStore *store, MergeLoaderProgress progress, gpointer data,
            GError **error)
{
  FrameBatch *batch = frame_batch_new ();
  gboolean first = TRUE, ok = TRUE, going_on = TRUE;

  while (ok && going_on && log_merge_next (merge, batch))
    {
      if (first && !trace_info_is_dated (frame_store_get_info (store)))
        note_lost_dates (batch);
      first = FALSE;
      ok = frame_store_append (store, batch, error);
      going_on = progress (store, progress_of_all (parts, n), data);
    }
  frame_batch_free (batch);
  if (ok && !going_on)
    {
      g_set_error_literal (error, CANID_ERROR, CANID_ERROR_CANCELLED, _ ("Cancelled"));
      ok = FALSE;
    }
  return ok;
}

/* A trace that tells where it comes from: the one format, or what came together. */
static void
describe (const Part *parts, guint n, TraceInfo *info)
{
  const char *format = n > 0 ? trace_info_get_format (parts[0].info) : "";

  for (guint i = 1; i < n; i++)
    if (strcmp (trace_info_get_format (parts[i].info), format) != 0)
      format = "";
  trace_info_set_format (info, format, "");
}

/* Those that could be opened stand at the front; of the others a problem each is left. */
static guint
open_parts (const char *const *paths, Part *parts, FrameBatch *refused, GError **error)
{
  guint n = 0;

  for (guint i = 0; paths[i] != NULL; i++)
    {
      GError *failure = NULL;

      if (part_open (&parts[n], paths[i], &failure))
        {
          n++;
          continue;
        }
      part_clear (&parts[n]);
      parts[n] = (Part){ 0 };
      frame_batch_add_problem (refused, 0, "%s", failure->message);
      if (*error == NULL)
        *error = failure;
      else
        g_error_free (failure);
    }
  return n;
}

gboolean
merge_loader_run (const char *const *paths, FrameStore *store, MergeLoaderProgress progress, gpointer data,
                  GError **error)
{
  guint n_paths = g_strv_length ((char **) paths), n, n_failed = 0;
  Part *parts = g_new0 (Part, n_paths);
  FrameBatch *refused = frame_batch_new ();
  GError *failure = NULL;
  LogMerge *merge = NULL;
  gboolean ok;

  n = open_parts (paths, parts, refused, &failure);
  ok = n > 0;
  if (ok)
    {
      g_clear_error (&failure);
      describe (parts, n, frame_store_get_info (store));
      merge = merge_parts (parts, n, store);
      ok = append_all (merge, parts, n, store, progress, data, &failure)
           && (refused->n_problems == 0 || frame_store_append (store, refused, &failure));
      for (guint i = 0; i < n; i++)
        n_failed += parts[i].error != NULL;
      if (ok && n_failed == n)
        {
          failure = g_steal_pointer (&parts[0].error);
          ok = FALSE;
        }
    }
  if (failure != NULL)
    g_propagate_error (error, failure);
  log_merge_free (merge);
  for (guint i = 0; i < n; i++)
    part_clear (&parts[i]);
  g_free (parts);
  frame_batch_free (refused);
  return ok;
}
