/* record-run-files.c: the files of a recording: their names, one after the other, and failing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/record-run-private.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "session/record-marks.h"
#include "session/record-name.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/banned.h"

void
record_run_fail (RecordRun *self, GError *error)
{
  g_free (self->problem);
  self->problem = g_strdup (error->message);
  g_error_free (error);
  self->phase = RECORD_FAILED;
  if (self->file != NULL)
    {
      self->broken_pipe = record_file_broken_pipe (self->file);
      self->n_frames = self->n_safe;
      self->n_waiting = 0;
      record_file_abandon (g_steal_pointer (&self->file));
    }
}

static char *
dup_bus (const RecordRun *self)
{
  const TraceInfo *info = frame_store_get_info (self->store);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < trace_info_n_channels (info); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? "+" : "", trace_info_channel_name (info, (uint8_t) i));
  return g_string_free (names, FALSE);
}

/* Also after a file was moved away: then there is nothing yet. */
static gboolean
appends (const RecordRun *self)
{
  return self->plan->append && self->n_files == 0;
}

static char *
choose_path (RecordRun *self, int64_t now)
{
  g_autofree char *bus = dup_bus (self);

  if (strcmp (self->plan->path, "-") == 0)
    return g_strdup ("-");
  if ((self->plan->replace && self->n_files == 0 && strchr (self->plan->path, '{') == NULL) || appends (self))
    return g_strdup (self->plan->path);
  /* Numbers go on, so that the names of a ring are in order; a template without a number asks again for each. */
  self->number = record_name_has_field (self->plan->path, "n") || self->plan->keep > 0 ? self->number + 1 : 1;
  return record_name_next_free (self->plan->path, now, bus, &self->number);
}

static void
delete_oldest (RecordRun *self)
{
  while (self->plan->keep > 0 && self->paths->len > self->plan->keep)
    {
      g_unlink (g_ptr_array_index (self->paths, 0));
      record_marks_forget (g_ptr_array_index (self->paths, 0));
      g_ptr_array_remove_index (self->paths, 0);
    }
}

gboolean
record_run_open_file (RecordRun *self, int64_t now)
{
  char *path = choose_path (self, now);
  GError *error = NULL;

  if (path == NULL)
    error = g_error_new (CANID_ERROR, CANID_ERROR_IO, _ ("%s: there is no free name"), self->plan->path);
  else
    self->file = record_file_create (path, self->format, frame_store_get_info (self->store), appends (self), &error);
  if (self->file == NULL)
    {
      g_free (path);
      record_run_fail (self, error);
      return FALSE;
    }
  g_free (self->path);
  self->path = path;
  self->n_files++;
  self->file_start = INT64_MIN;
  self->phase = RECORD_WRITING;
  g_ptr_array_add (self->paths, g_strdup (path));
  delete_oldest (self);
  return TRUE;
}

gboolean
record_run_hand_on (RecordRun *self)
{
  GError *error = NULL;
  guint n = self->n_waiting;

  self->n_waiting = 0;
  if (n == 0)
    return TRUE;
  if (!record_file_write (self->file, self->frames, n, &error))
    {
      record_run_fail (self, error);
      return FALSE;
    }
  self->n_frames += n;
  if (record_file_survival (self->path, self->format) == RECORD_SURVIVES && self->format->append == NULL
      && !(self->format->abilities & FORMAT_STORE))
    self->n_safe = self->n_frames;
  return TRUE;
}

gboolean
record_run_flush_file (RecordRun *self)
{
  GError *error = NULL;

  if (self->file == NULL || !record_run_hand_on (self))
    return FALSE;
  if (record_file_flush (self->file, &error))
    {
      self->n_safe = self->n_frames;
      return TRUE;
    }
  record_run_fail (self, error);
  return FALSE;
}

gboolean
record_run_close_file (RecordRun *self, RecordPhase phase)
{
  GError *error = NULL;
  uint64_t size;

  if (self->file == NULL)
    return self->phase != RECORD_FAILED;
  if (!record_run_flush_file (self))
    return FALSE;
  size = record_file_size (self->file);
  self->phase = phase;
  if (record_file_close (g_steal_pointer (&self->file), &error))
    {
      self->n_bytes += size;
      return TRUE;
    }
  record_run_fail (self, error);
  return FALSE;
}

void
record_run_rotate (RecordRun *self, int64_t now)
{
  if (self->file != NULL && record_run_close_file (self, RECORD_WRITING))
    record_run_open_file (self, now);
}
