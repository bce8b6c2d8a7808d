/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/source.h"

#include "base/errors.h"
#include "cli/command.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

static gboolean
get_stat (const char *path, struct stat *info)
{
  return (strcmp (path, "-") == 0 ? fstat (STDIN_FILENO, info) : stat (path, info)) == 0;
}

/* An own trace is mapped, so it must be a file; a pipe is not looked into, what was read could not be put back. */
static gboolean
open_store (Source *self, const Format *format, const struct stat *info, GError **error)
{
  GError *local_error = NULL;
  gboolean wanted = format != NULL && format->abilities & FORMAT_STORE;

  if (wanted && (strcmp (self->path, "-") == 0 || !S_ISREG (info->st_mode)))
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s: a Canid trace can only be read from a file"),
                   self->name);
      return FALSE;
    }
  if (!wanted && format == NULL && S_ISREG (info->st_mode) && strcmp (self->path, "-") != 0)
    {
      wanted = log_is_store (self->path, &local_error);
      if (local_error != NULL)
        {
          g_propagate_error (error, local_error);
          return FALSE;
        }
    }
  if (!wanted)
    return TRUE;
  self->store = frame_store_open (self->path, error);
  if (self->store == NULL)
    return FALSE;
  if (frame_store_is_recovered (self->store))
    cli_message (_ ("%s: its writer was interrupted; recovered what had been written"), self->name);
  self->info = trace_info_ref (frame_store_get_info (self->store));
  return TRUE;
}

Source *
source_open (const char *path, const Format *format, const FormatOptions *reading, TraceInfo *info, GError **error)
{
  Source *self = g_new0 (Source, 1);
  struct stat status = { 0 };

  self->path = path;
  self->asked = format;
  self->name = strcmp (path, "-") == 0 ? g_strdup (_ ("standard input")) : g_strdup (path);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  if (get_stat (path, &status))
    self->live = !S_ISREG (status.st_mode) || reading->follow != NULL;
  if (!open_store (self, format, &status, error))
    goto failed;
  if (self->store == NULL)
    {
      self->info = info != NULL ? trace_info_ref (info) : trace_info_new ();
      self->reader = log_reader_open (path, format, self->info, reading, error);
      if (self->reader == NULL)
        goto failed;
      self->batch = frame_batch_new ();
    }
  return self;

failed:
  source_close (self);
  return NULL;
}

void
source_close (Source *self)
{
  if (self == NULL)
    return;
  log_reader_close (self->reader);
  frame_store_unref (self->store);
  trace_info_unref (self->info);
  frame_batch_free (self->batch);
  g_ptr_array_unref (self->problems);
  g_free (self->name);
  g_free (self);
}

static void
add_problem (Source *self, uint64_t place, const char *what)
{
  gsize n = strlen (what) + 1;
  SourceProblem *problem = g_malloc (sizeof *problem + n);

  problem->place = place;
  memcpy (problem->what, what, n);
  g_ptr_array_add (self->problems, problem);
}

static void
keep_problems (Source *self)
{
  const GArray *problems = self->batch->problems;

  for (guint i = 0; i < problems->len && self->problems->len < PROBLEMS_KEPT; i++)
    {
      const Problem *problem = &g_array_index (problems, Problem, i);

      add_problem (self, problem->place, problem->what);
    }
  self->n_problems += self->batch->n_problems;
}

/* --- Own traces --- */

void
source_finish_store (Source *self)
{
  g_autofree char *what = NULL;

  self->ended = TRUE;
  if (frame_store_is_damaged (self->store, &what))
    {
      cli_message ("%s: %s", self->name, what != NULL ? what : _ ("the file is damaged"));
      self->failed = TRUE;
    }
  self->n_problems = frame_store_n_problems (self->store);
  for (guint i = 0; i < frame_store_n_problems_kept (self->store) && self->problems->len < PROBLEMS_KEPT; i++)
    {
      Problem problem;

      frame_store_get_problem (self->store, i, &problem);
      add_problem (self, problem.place, problem.what);
    }
}

static void
read_store_notes (Source *self, uint64_t first, uint64_t last)
{
  uint64_t n = frame_store_n_notes (self->store);

  for (; self->n_notes < n; self->n_notes++)
    {
      Note note;

      frame_store_get_note (self->store, self->n_notes, &note);
      if (note.row >= last)
        break;
      self->batch->n_frames = note.row > first ? (guint) (note.row - first) : 0;
      frame_batch_add_note (self->batch, note.kind, note.channel, note.time, note.place, note.text, note.n);
    }
}

/* With the first rows: what its writer could not read. */
static void
read_store_problems (Source *self)
{
  guint kept = frame_store_n_problems_kept (self->store);

  for (guint i = 0; i < kept; i++)
    {
      Problem problem;

      frame_store_get_problem (self->store, i, &problem);
      frame_batch_add_problem (self->batch, problem.place, "%s", problem.what);
    }
  self->batch->n_problems = MAX (kept, frame_store_n_problems (self->store));
}

/* Frames of an own trace that is to be merged with others; alone it is read in place (input.c). */
static gboolean
read_store (Source *self)
{
  uint64_t length = frame_store_length (self->store);
  uint64_t first = self->store_row;
  uint64_t last = MIN (length, first + FRAME_BATCH_SIZE);

  if (self->batch == NULL)
    self->batch = frame_batch_new ();
  frame_batch_clear (self->batch);
  if (first == 0)
    read_store_problems (self);
  read_store_notes (self, first, last == length ? UINT64_MAX : last);
  for (uint64_t row = first; row < last; row++)
    frame_store_get (self->store, row, &self->batch->frames[row - first]);
  self->batch->n_frames = (guint) (last - first);
  self->n_frames += last - first;
  self->store_row = last;
  if (last % FRAME_CHUNK_ROWS == 0 && last > 0)
    frame_store_release (self->store, (uint32_t) (last / FRAME_CHUNK_ROWS - 1));
  if (last == length)
    source_finish_store (self);
  return TRUE;
}

/* --- Any --- */

gboolean
source_check_asked (const Source *self)
{
  g_autoptr (GError) error = NULL;
  TraceInfo *info;
  LogReader *reader;
  const Format *found = NULL;
  gboolean other;

  if (self->asked == NULL || self->store != NULL || self->n_frames > 0 || self->failed || !self->ended)
    return TRUE;
  if (self->live) /* gone: what was read were notes and damage */
    other = self->n_problems + self->n_notes > 0;
  else
    {
      info = trace_info_new ();
      reader = log_reader_open (self->path, NULL, info, NULL, &error);
      found = reader != NULL ? log_reader_get_format (reader) : NULL;
      other = found != self->asked;
      log_reader_close (reader);
      trace_info_unref (info);
    }
  if (found != NULL && other)
    cli_message (_ ("%s: holds no frame as %s; it looks like: %s"), self->name, _ (self->asked->name), _ (found->name));
  else if (other)
    cli_message (_ ("%s: holds no frame as %s"), self->name, _ (self->asked->name));
  return !other;
}

gboolean
source_read (Source *self)
{
  GError *error = NULL;
  FormatStep step;

  self->head = self->note = 0;
  if (self->ended)
    {
      if (self->batch != NULL)
        frame_batch_clear (self->batch);
      return FALSE;
    }
  if (self->store != NULL)
    return read_store (self);

  step = log_reader_read (self->reader, self->batch, &error);
  self->n_frames += self->batch->n_frames;
  self->n_notes += self->batch->notes->len;
  keep_problems (self);
  if (step == FORMAT_FAILED && cli_is_interrupted () && g_error_matches (error, CANID_ERROR, CANID_ERROR_CANCELLED))
    g_error_free (error);
  else if (step == FORMAT_FAILED)
    {
      self->failed = TRUE;
      cli_fail (error);
    }
  self->ended = step != FORMAT_MORE;
  return TRUE;
}

double
source_progress (const Source *self)
{
  if (self->ended)
    return 1;
  if (self->reader != NULL)
    return log_reader_progress (self->reader);
  return frame_store_length (self->store) > 0 ? (double) self->store_row / (double) frame_store_length (self->store)
                                              : 1;
}

gboolean
source_is_file (const Source *self, const char *path)
{
  struct stat ours, other;

  return get_stat (self->path, &ours) && stat (path, &other) == 0 && S_ISREG (other.st_mode)
         && ours.st_dev == other.st_dev && ours.st_ino == other.st_ino;
}

static FormatPlace
place_kind (const Source *self)
{
  const Format *format = format_by_id (trace_info_get_format (self->info));

  return format != NULL ? format->place : FORMAT_PLACE_LINE;
}

char *
source_dup_place (const Source *self, uint64_t place, gboolean translated)
{
  if (place == 0)
    return g_strdup (translated ? _ ("file") : "file");
  switch (place_kind (self))
    {
    case FORMAT_PLACE_ROW:
      return g_strdup_printf (translated ? _ ("row %" PRIu64) : "row %" PRIu64, place);
    case FORMAT_PLACE_BYTE:
      return g_strdup_printf (translated ? _ ("byte %" PRIu64) : "byte %" PRIu64, place);
    case FORMAT_PLACE_LINE:
    default:
      return g_strdup_printf (translated ? _ ("line %" PRIu64) : "line %" PRIu64, place);
    }
}

/* Problems of the file as a whole, which passed no line over. */
static guint
n_of_the_whole (const Source *self)
{
  guint n = 0;

  for (guint i = 0; i < self->problems->len; i++)
    n += ((const SourceProblem *) g_ptr_array_index (self->problems, i))->place == 0;
  return n;
}

uint64_t
source_n_skipped (const Source *self)
{
  return self->n_problems - n_of_the_whole (self);
}

static void
show_count (const Source *self)
{
  uint64_t n = source_n_skipped (self);

  if (n == 0)
    return;
  switch (place_kind (self))
    {
    case FORMAT_PLACE_ROW:
      cli_message (ngettext_ ("%s: %" PRIu64 " row skipped", "%s: %" PRIu64 " rows skipped", n), self->name, n);
      break;
    case FORMAT_PLACE_BYTE:
      cli_message (ngettext_ ("%s: %" PRIu64 " place skipped", "%s: %" PRIu64 " places skipped", n), self->name, n);
      break;
    case FORMAT_PLACE_LINE:
    default:
      cli_message (ngettext_ ("%s: %" PRIu64 " line skipped", "%s: %" PRIu64 " lines skipped", n), self->name, n);
      break;
    }
}

void
source_show_problems (const Source *self, gboolean verbose)
{
  gboolean shown = FALSE;

  if (self->n_problems == 0)
    return;
  for (guint i = 0; i < self->problems->len; i++)
    {
      const SourceProblem *problem = g_ptr_array_index (self->problems, i);

      if (problem->place == 0)
        cli_message ("%s: %s", self->name, problem->what);
      else if (verbose || !shown)
        {
          g_autofree char *place = source_dup_place (self, problem->place, TRUE);

          cli_message ("%s, %s: %s", self->name, place, problem->what);
          shown = TRUE;
        }
    }
  show_count (self);
}
