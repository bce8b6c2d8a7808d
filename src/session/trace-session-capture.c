/* trace-session-capture.c: a session that listens to buses.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A capture is a named trace in $XDG_STATE_HOME/canid from its first frame on, also in ring mode: kill -9 costs half a
 * second.
 */
#include "config.h"
#include "session/trace-session-private.h"

#include "session/left-behind.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "base/banned.h"

/* A name in the folder of captures that no file has. */
static char *
choose_path (GError **error)
{
  g_autofree char *folder = left_behind_dup_folder ();
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *moment = g_date_time_format (now, "%Y-%m-%d %H-%M-%S");

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("%s: the folder for captures cannot be made: %s"), folder,
                   g_strerror (errno));
      return NULL;
    }
  for (guint n = 1; n < 1000; n++)
    {
      g_autofree char *name = n == 1 ? g_strdup_printf ("capture %s.canid", moment)
                                     : g_strdup_printf ("capture %s (%u).canid", moment, n);
      char *path = g_build_filename (folder, name, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return path;
      g_free (path);
    }
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("%s: too many captures of this second"), folder);
  return NULL;
}

/* Eats path; store NULL: it failed. */
static gboolean
begin (TraceSession *self, FrameStore *store, gboolean ring, char *path)
{
  if (store == NULL)
    {
      g_free (path);
      return FALSE;
    }
  trace_session_stop_capture (self);
  g_ptr_array_set_size (self->recorders, 0);
  trace_session_set_store (self, store);
  self->capture = capture_new (store, self->tick);
  self->capture_path = path;
  self->in_ring = ring;
  frame_store_unref (store);
  trace_session_emit_advanced (self, self->length);
  return TRUE;
}

gboolean
trace_session_start_capture (TraceSession *self, GError **error)
{
  char *path = choose_path (error);

  return begin (self, path != NULL ? frame_store_create (path, error) : NULL, FALSE, path);
}

/* One chunk more: the newest is never full. */
gboolean
trace_session_start_ring_capture (TraceSession *self, guint n_frames, GError **error)
{
  guint n_chunks = (MIN (n_frames, TRACE_RING_MAX) + FRAME_CHUNK_ROWS - 1) / FRAME_CHUNK_ROWS + 1;
  char *path = choose_path (error);

  return begin (self, path != NULL ? frame_store_create_ring (path, n_chunks, error) : NULL, TRUE, path);
}

uint64_t
trace_session_get_first (TraceSession *self)
{
  return self->first;
}

/* The file of a ring holds up nobody and so tells of a full disk only now; of other captures frames were missing. */
static void
check_file (TraceSession *self)
{
  g_autoptr (GError) error = NULL;

  if (!frame_store_flush (self->store, &error))
    g_signal_emit (self, trace_session_signals[SIGNAL_MARKS_PROBLEM], 0, error->message);
}

void
trace_session_stop_capture (TraceSession *self)
{
  uint64_t old_length = self->length;

  if (self->capture == NULL)
    return;
  capture_stop (g_steal_pointer (&self->capture));
  for (guint i = 0; i < self->recorders->len; i++) /* they take the rest, and end by themselves */
    recorder_stop (g_ptr_array_index (self->recorders, i));
  frame_store_seal (self->store);
  trace_session_read_length (self);
  if (self->in_ring)
    check_file (self);
  trace_session_emit_advanced (self, old_length);
}

Capture *
trace_session_get_capture (TraceSession *self)
{
  return self->capture;
}

const char *
trace_session_get_capture_path (TraceSession *self)
{
  return self->capture_path;
}

void
trace_session_discard_capture (TraceSession *self)
{
  trace_session_stop_capture (self);
  if (self->capture_path != NULL)
    g_unlink (self->capture_path);
  g_clear_pointer (&self->capture_path, g_free);
}
